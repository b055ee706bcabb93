"""A table view for ``FrameModel``: first column frozen, copy with header, rows that fit the font."""

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from dzmap.ui.tables.frame_model import FrameModel
from dzmap.ui.theme.fonts import row_height

_MOST_COPIED = 200_000
_ROWS_MEASURED = 20  # how many rows a column's first width is taken from


class _Rows(QStyledItemDelegate):
    """Pinned rows stand on a hatched ground in bold."""

    def __init__(self, model: FrameModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._frame_model = model

    def _is_pinned(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        return index.row() >= self._frame_model.shown_count()

    @override
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if self._is_pinned(index):
            font = QFont(option.font)
            font.setWeight(QFont.Weight.Bold)
            option.font = font

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if self._is_pinned(index):
            ground = QColor(option.palette.mid().color())
            ground.setAlpha(70)
            painter.fillRect(option.rect, QBrush(ground, Qt.BrushStyle.BDiagPattern))
        super().paint(painter, option, index)


class _Frozen(QTableView):
    """The first column, laid over the view so that it stays when one scrolls sideways."""

    def __init__(self, owner: QTableView) -> None:
        super().__init__(owner)
        self.setObjectName("frozen")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class FrameView(QTableView):
    """Shows a ``FrameModel``; ``chosen`` carries the ids the user selected, ``opened`` one id.

    ``header_menu`` asks for the menu of a column: its number and the place on screen.
    """

    chosen = Signal(object)
    opened = Signal(str)
    header_menu = Signal(int, QPoint)

    def __init__(self, model: FrameModel) -> None:
        super().__init__()
        self.frame_model = model
        self._silent = False
        self._frozen = _Frozen(self)
        delegate = _Rows(model, self)
        for view in (self, self._frozen):
            view.setItemDelegate(delegate)
            view.setAlternatingRowColors(True)
            view.setShowGrid(False)
            view.setWordWrap(False)
            view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
            view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
            view.verticalHeader().hide()
            view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            view.setModel(model)
            header = view.horizontalHeader()
            header.setHighlightSections(False)
            header.setResizeContentsPrecision(_ROWS_MEASURED)
            header.setSectionsClickable(True)
            header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            header.customContextMenuRequested.connect(
                lambda at, header=header: self._ask_menu(header, at)
            )
        self._frozen.setSelectionModel(self.selectionModel())
        self.viewport().stackUnder(self._frozen)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._frozen.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._frozen.horizontalHeader().setSortIndicatorShown(True)
        self._frozen.horizontalHeader().sectionClicked.connect(self._sort_by_first)
        self._frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self._frozen.verticalScrollBar().setValue)
        self.horizontalHeader().sectionResized.connect(self._follow_width)
        self.selectionModel().selectionChanged.connect(self._tell)
        self.doubleClicked.connect(self._open)
        self._frozen.doubleClicked.connect(self._open)
        model.modelReset.connect(self._fit)
        self._fit()

    def show_selected(self, ids: Iterable[str]) -> None:
        """Select these rows without telling anybody; scroll to the first."""
        rows = self.frame_model.rows_of(ids)
        selection = QItemSelection()
        last = max(self.frame_model.columnCount() - 1, 0)
        start = 0
        for stop in range(1, len(rows) + 1):
            if stop == len(rows) or rows[stop] != rows[stop - 1] + 1:
                top, bottom = int(rows[start]), int(rows[stop - 1])
                selection.select(
                    self.frame_model.index(top, 0), self.frame_model.index(bottom, last)
                )
                start = stop
        self._silent = True
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._silent = False
        if len(rows):
            self.scrollTo(self.frame_model.index(int(rows[0]), 0))

    def selected_rows(self) -> list[int]:
        """The selected rows from top to bottom."""
        ranges = self.selectionModel().selection().toList()
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def copy_selected(self) -> None:
        """Selected rows (all if none) with header as text that Excel takes: Ctrl+C."""
        rows = self.selected_rows() or range(self.frame_model.rowCount())
        columns = [
            column
            for column in range(self.frame_model.columnCount())
            if not self.isColumnHidden(column)
        ]
        lines = ["\t".join(self.frame_model.columns[column].header for column in columns)]
        lines += [
            "\t".join(
                self.frame_model.columns[column].copied(self.frame_model.value(row, column))
                for column in columns
            )
            for row in list(rows)[:_MOST_COPIED]
        ]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_frozen()

    def _fit(self) -> None:
        self._fit_rows()
        self.resizeColumnsToContents()
        for column in range(self.frame_model.columnCount()):
            least = 120 if column == 0 else 72
            most = max(self.frame_model.columns[column].widest, 220 if column == 0 else 0)
            width = min(max(self.columnWidth(column) + 12, least), most)
            self.setColumnWidth(column, width)
            self._frozen.setColumnHidden(column, column != 0)
        self._place_frozen()

    def _fit_rows(self) -> None:
        height = row_height(QApplication.font())
        for view in (self, self._frozen):
            view.verticalHeader().setMinimumSectionSize(20)
            view.verticalHeader().setDefaultSectionSize(height)

    def _follow_width(self, column: int, _old: int, _new: int) -> None:
        if column == 0:
            self._place_frozen()

    def _place_frozen(self) -> None:
        self._frozen.setColumnWidth(0, self.columnWidth(0))
        self._frozen.horizontalHeader().setFixedHeight(self.horizontalHeader().height())
        above = self.horizontalHeader().height()
        # Beside the border, which is wider while the table has the focus.
        left, top = self.viewport().x(), self.viewport().y() - above
        height = self.viewport().height() + above
        self._frozen.setGeometry(left, top, self.columnWidth(0), height)
        self._frozen.setVisible(self.frame_model.columnCount() > 0 and not self.isColumnHidden(0))

    def _sort_by_first(self, column: int) -> None:
        header = self.horizontalHeader()
        same = header.sortIndicatorSection() == column
        up = header.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        order = Qt.SortOrder.DescendingOrder if same and up else Qt.SortOrder.AscendingOrder
        self.sortByColumn(column, order)
        self._frozen.horizontalHeader().setSortIndicator(column, order)

    def _ask_menu(self, header: QHeaderView, at: QPoint) -> None:
        column = header.logicalIndexAt(at)
        if column >= 0:
            self.header_menu.emit(column, header.mapToGlobal(at))

    def _open(self, index: QModelIndex) -> None:
        ids = self.frame_model.ids([index.row()])
        if ids:
            self.opened.emit(ids[0])

    def _tell(self) -> None:
        if not self._silent:
            self.chosen.emit(self.frame_model.ids(self.selected_rows()))
