"""恢复图层…: which of the layers that were taken off come back to the map."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from dzmap.ui.buttons import dialog_buttons
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label

_ID = Qt.ItemDataRole.UserRole


class RestoreDialog(QDialog):
    """Accepted: ``chosen`` are the ids of the layers to bring back."""

    def __init__(self, layers: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("恢复图层"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("已移除的图层"))
        for layer_id, title in layers:
            item = QListWidgetItem(tr(title), self.list)
            item.setData(_ID, layer_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
        text = tr("勾选要放回地图的图层。") if layers else tr("没有移除过图层。")
        note = plain_label(text)
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        self.list.setVisible(bool(layers))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(note)
        layout.addWidget(self.list, 1)
        layout.addWidget(dialog_buttons(self, tr("恢复")))
        self.setMinimumWidth(380)

    @property
    def chosen(self) -> list[str]:
        """The ticked layers."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [str(item.data(_ID)) for item in items if item.checkState() is Qt.CheckState.Checked]
