"""What every selection by a question starts with: in which table, and what becomes of the old one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from dzmap.core.tables import TABLES
from dzmap.services.selecting import Combination
from dzmap.ui.i18n import tr


class TargetForm(QWidget):
    """``changed`` tells that another table was chosen; dialogs add their own rows to ``form``."""

    changed = Signal()

    def __init__(self, tables: Sequence[str], current: str) -> None:
        super().__init__()
        self._table = table_box(tables, current)
        self._table.setAccessibleName(tr("在哪里选"))
        self._table.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._how = QComboBox()
        self._how.setAccessibleName(tr("选择方式"))
        for how in Combination:
            self._how.addItem(tr(how.value), how.name)
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(10)
        self.form.addRow(tr("在哪里选"), self._table)

    def finish(self) -> None:
        """Put the way of combining below the dialog's own rows."""
        self.form.addRow(tr("选择方式"), self._how)

    @property
    def table(self) -> str:
        """The table to select in."""
        return str(self._table.currentData())

    @property
    def how(self) -> Combination:
        """What becomes of the selection there is."""
        return Combination[str(self._how.currentData())]


def table_box(tables: Sequence[str], current: str) -> QComboBox:
    """A choice of tables by their Chinese names."""
    box = QComboBox()
    for name in tables:
        box.addItem(TABLES[name].zh, name)
    box.setCurrentIndex(max(box.findData(current), 0))
    return box
