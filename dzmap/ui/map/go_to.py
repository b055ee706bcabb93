"""转到坐标: a place in any notation is read while it is typed, shown in the others, and marked."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from dzmap.ui.buttons import verb_buttons
from dzmap.ui.i18n import tr
from dzmap.ui.map.menu import coordinate_texts
from dzmap.ui.plain_text import plain_label


class GoToDialog(QDialog):
    """Accepted: ``place`` is where to go, degrees of EPSG:4490."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("转到坐标"))
        self.place: tuple[float, float] | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText("116.7853, 36.8421")
        self.field.setAccessibleName(tr("坐标"))
        self.field.textChanged.connect(self._read)
        self.note = plain_label()
        self.note.setProperty("role", "secondary")
        self.note.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        self.notations: list[QLabel] = []
        for caption, _ in coordinate_texts(116.5, 37.0):
            label = plain_label()
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.notations.append(label)
            form.addRow(caption, label)
        buttons, self.go = verb_buttons(self, tr("转到"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.field)
        layout.addWidget(self.note)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)
        self._read("")

    def _read(self, text: str) -> None:
        from dzmap.core.boundary_points import PointsError
        from dzmap.core.place_text import parse_place

        self.place = None
        if not text.strip():
            self.note.setText(
                tr("经纬度（小数或度分秒），或 CGCS2000 的 X、Y（带不带 39 都可以）。")
            )
        else:
            try:
                found = parse_place(text)
            except PointsError as error:
                self.note.setText(str(error))
            else:
                self.place = found.place
                self.note.setText(tr("按“{crs}”读取").format(crs=found.description))
        self.go.setEnabled(self.place is not None)
        texts = ["—"] * len(self.notations)
        if self.place is not None:
            texts = [notation for _, notation in coordinate_texts(*self.place)]
        for label, shown in zip(self.notations, texts, strict=True):
            label.setText(shown)
