"""The classes that a look leads to: symbol, range or value, how many features; for reading."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from dzmap.services.map_model import SymbolClass
from dzmap.ui.i18n import tr
from dzmap.ui.styling.category_table import symbol_icon
from dzmap.ui.theme.fonts import row_height

_MOST_ROWS = 8


class ClassList(QTableWidget):
    """As the legend says it, from high to low."""

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setHorizontalHeaderLabels([tr("符号"), tr("图例文字"), tr("个数")])
        self.setAccessibleName(tr("各级"))
        self.verticalHeader().hide()
        self.setIconSize(QSize(20, 20))
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_classes(self, kind: str, classes: Sequence[SymbolClass]) -> None:
        """Show the classes of a layer of ``kind``."""
        self.setRowCount(len(classes))
        for row, entry in enumerate(classes):
            picture = QTableWidgetItem(symbol_icon(kind, entry.symbol), "")
            picture.setData(Qt.ItemDataRole.AccessibleTextRole, tr(entry.label))
            count = QTableWidgetItem(f"{entry.count:,}")
            count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, item in enumerate((picture, QTableWidgetItem(tr(entry.label)), count)):
                self.setItem(row, column, item)
            self.setRowHeight(row, row_height(self.font(), 28))
        lines = min(len(classes), _MOST_ROWS)
        height = lines * row_height(self.font(), 28) + self.horizontalHeader().sizeHint().height()
        self.setMinimumHeight(height + 2 * self.frameWidth() + 2)
