"""The categories of a layer: symbol, value, legend text; a double click changes one."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.layer_style import Category
from dzmap.core.symbols import Symbol
from dzmap.services.map_model import SymbolClass
from dzmap.ui.buttons import dialog_buttons
from dzmap.ui.i18n import tr
from dzmap.ui.styling.symbol_editor import SymbolEditor
from dzmap.ui.swatches import swatch


def symbol_icon(kind: str, symbol: Symbol) -> QIcon:
    """A symbol as a small picture."""
    entry = SymbolClass(value="", label="", symbol=symbol)
    return QIcon(swatch(kind, [entry], scale=2.0, paper=True))


class SymbolDialog(QDialog):
    """One symbol in a dialog of its own; accepted: ``editor.symbol()``."""

    def __init__(
        self, kind: str, symbol: Symbol, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.editor = SymbolEditor(kind)
        self.editor.show_symbol(symbol)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.addWidget(self.editor)
        layout.addWidget(dialog_buttons(self, tr("采用")))


class CategoryTable(QTableWidget):
    """Shows categories and changes them; ``changed`` tells of each change of the user."""

    changed = Signal()

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self._kind = kind
        self._categories: list[Category] = []
        self._silent = False
        self.setHorizontalHeaderLabels([tr("符号"), tr("值"), tr("图例文字")])
        self.setAccessibleName(tr("分类"))
        self.verticalHeader().hide()
        self.setIconSize(QSize(20, 20))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QTableWidget.EditTrigger.DoubleClicked | QTableWidget.EditTrigger.EditKeyPressed
        )
        self.itemDoubleClicked.connect(self._edit_symbol)
        self.itemChanged.connect(self._rename)

    def categories(self) -> tuple[Category, ...]:
        """The categories as they were changed."""
        return tuple(self._categories)

    def show_categories(self, categories: Sequence[Category]) -> None:
        """Show categories without telling."""
        self._categories = list(categories)
        self._silent = True
        self.setRowCount(len(self._categories))
        for row, category in enumerate(self._categories):
            picture = QTableWidgetItem(symbol_icon(self._kind, category.symbol), "")
            picture.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            picture.setToolTip(tr("双击修改符号"))
            picture.setData(Qt.ItemDataRole.AccessibleTextRole, tr("符号"))
            value = QTableWidgetItem(category.value or tr("（其他）"))
            value.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            for column, item in enumerate((picture, value, QTableWidgetItem(category.label))):
                self.setItem(row, column, item)
        self._silent = False

    def remove_selected(self) -> None:
        """Take the selected categories away; their features are drawn as 其他 or not at all."""
        rows = {index.row() for index in self.selectedIndexes()}
        kept = [one for row, one in enumerate(self._categories) if row not in rows]
        if len(kept) < len(self._categories):
            self.show_categories(kept)
            self.changed.emit()

    def _edit_symbol(self, item: QTableWidgetItem) -> None:
        if item.column() != 0:
            return
        row = item.row()
        category = self._categories[row]
        title = category.label or category.value or tr("符号")
        dialog = SymbolDialog(self._kind, category.symbol, title, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._categories[row] = replace(category, symbol=dialog.editor.symbol())
            item.setIcon(symbol_icon(self._kind, self._categories[row].symbol))
            self.changed.emit()

    def _rename(self, item: QTableWidgetItem) -> None:
        if self._silent or item.column() != 2:
            return
        row = item.row()
        self._categories[row] = replace(self._categories[row], label=item.text().strip())
        self.changed.emit()
