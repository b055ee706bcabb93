"""填入所选行…: one value for a column of all selected rows."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.tables.frame_model import FrameColumn


class FillDialog(QDialog):
    """Accepted: ``column`` and ``text`` say what is filled in; an empty text empties the cells."""

    def __init__(
        self,
        columns: Sequence[FrameColumn],
        current: str,
        rows: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("填入所选的 {count} 行").format(count=f"{rows:,}"))
        self._columns = columns
        self.which = QComboBox()
        self.which.addItems([column.header for column in columns])
        self.typed, self.listed = QLineEdit(), QComboBox()
        self.typed.setPlaceholderText(tr("留空则清空这些单元格"))
        self._values = QStackedWidget()
        self._values.addWidget(self.typed)
        self._values.addWidget(self.listed)
        self._values.setFixedHeight(
            max(self.typed.sizeHint().height(), self.listed.sizeHint().height())
        )
        for field, name in (
            (self.which, tr("列")),
            (self.typed, tr("值")),
            (self.listed, tr("值")),
        ):
            field.setAccessibleName(name)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow(tr("列"), self.which)
        form.addRow(tr("值"), self._values)
        note = plain_label(tr("放不下的行不改，并列出原因。可以用 Ctrl+Z 一次撤销。"))
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(tr("填入"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        buttons.addButton(tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(note)
        layout.addWidget(buttons)
        self.setMinimumWidth(400)
        self.which.currentIndexChanged.connect(self._offer)
        self.listed.setPlaceholderText(tr("选一个值"))
        self.listed.currentIndexChanged.connect(self._allow)
        names = [column.name for column in columns]
        self.which.setCurrentIndex(names.index(current) if current in names else 0)
        self._offer()

    @property
    def column(self) -> str:
        """The name of the column."""
        return self._columns[self.which.currentIndex()].name

    @property
    def text(self) -> str:
        """The value as the table stores or shows it; "" for nothing."""
        if self._values.currentWidget() is self.listed:
            return str(self.listed.currentData())
        return self.typed.text()

    def _offer(self) -> None:
        """Show the list of the chosen column, or a line where it has none."""
        column = self._columns[self.which.currentIndex()]
        entries = column.entries() if column.entries is not None else None
        self.listed.clear()
        self.listed.addItem(tr("（清空）"), "")
        for stored, shown in entries or []:
            self.listed.addItem(shown, stored)
        self.listed.setCurrentIndex(-1)  # clearing must be chosen
        self._values.setCurrentWidget(self.typed if entries is None else self.listed)
        self._allow()

    def _allow(self) -> None:
        typed = self._values.currentWidget() is self.typed
        self.go.setEnabled(typed or self.listed.currentIndex() >= 0)
