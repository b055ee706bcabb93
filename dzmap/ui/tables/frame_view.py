"""A table view for ``FrameModel``: first column frozen, copy with header, rows that fit the font."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QTableView,
)
from typing_extensions import override

from dzmap.ui.tables.cells import Cells
from dzmap.ui.tables.frame_model import FrameModel, Positions
from dzmap.ui.theme.fonts import row_height

_MOST_RANGES = 200
_MOST_COPIED = 200_000
_ROWS_MEASURED = 20  # how many rows a column's first width is taken from


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

    ``header_menu`` asks for the menu of a column: its number and the place on screen. ``locked``
    carries the column of a cell that was to be changed but cannot; ``edit_ended`` tells that
    somebody left a cell.
    """

    chosen = Signal(object)
    opened = Signal(str)
    header_menu = Signal(int, QPoint)
    locked = Signal(int)
    edit_ended = Signal()

    def __init__(self, model: FrameModel) -> None:
        super().__init__()
        self.frame_model = model
        self._silent = False
        self._marked: npt.NDArray[np.bool_] | None = None  # selected rows of the frame, if many
        self._kept: Positions = np.zeros(0, dtype=np.intp)
        self._frozen = _Frozen(self)
        for view in (self, self._frozen):
            cells = Cells(model, self, self.is_marked)  # one each: it ends editors
            cells.closeEditor.connect(self.edit_ended)
            view.setItemDelegate(cells)
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
        self.horizontalHeader().setSectionsMovable(True)
        self.horizontalHeader().setFirstSectionMovable(False)  # the frozen one
        self._frozen.setSelectionModel(self.selectionModel())
        for view in (self, self._frozen):
            # A header asks for every row of a selected column whenever it is painted: seconds.
            nothing = QItemSelectionModel(model, view)
            view.horizontalHeader().setSelectionModel(nothing)
        self.viewport().stackUnder(self._frozen)
        self._link()
        self._fit()

    def _link(self) -> None:
        model = self.frame_model
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._frozen.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._frozen.horizontalHeader().setSortIndicatorShown(True)
        self._frozen.horizontalHeader().sectionClicked.connect(self._sort_by_first)
        self._frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self._frozen.verticalScrollBar().setValue)
        self.horizontalHeader().sectionResized.connect(self._follow_width)
        self.selectionModel().selectionChanged.connect(self._tell)
        self.doubleClicked.connect(self._double_clicked)
        self._frozen.doubleClicked.connect(self._double_clicked)
        model.rearranging.connect(self._let_go)
        model.layoutChanged.connect(self._take_up)
        model.modelAboutToBeReset.connect(self._forget)
        model.modelReset.connect(self._fit)

    def show_selected(self, ids: Iterable[str]) -> None:
        """Select these rows without telling anybody; scroll to the first."""
        rows = self.frame_model.rows_of(ids)
        self._select(rows)
        if len(rows):
            self.scrollTo(self.frame_model.index(int(rows[0]), 0))

    def body_parts(self) -> tuple[QTableView, QTableView]:
        """The views that show rows: itself and the frozen first column."""
        return self, self._frozen

    def selected_rows(self) -> list[int]:
        """The selected rows from top to bottom."""
        if self._marked is not None:
            found: list[int] = np.flatnonzero(self._marked[self.frame_model.positions()]).tolist()
            return found
        ranges = self.selectionModel().selection().toList()
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def is_marked(self, row: int) -> bool:
        """Whether a row is selected without being part of Qt's selection."""
        return (
            self._marked is not None
            and row < self.frame_model.shown_count()
            and bool(self._marked[self.frame_model.positions()[row]])
        )

    def _select(self, rows: Positions) -> None:
        """Select rows silently: as ranges, or by marks where there would be too many of them.

        Qt looks through all ranges for every cell it paints, and splits them into rows to sort.
        """
        breaks = np.flatnonzero(np.diff(rows) != 1) + 1
        starts = np.concatenate([rows[:1], rows[breaks]]).tolist()
        stops = np.concatenate([rows[breaks - 1], rows[-1:]]).tolist()
        selection = QItemSelection()
        self._marked = None
        if len(starts) > _MOST_RANGES:
            self._marked = np.zeros(len(self.frame_model.frame), dtype=np.bool_)
            self._marked[self.frame_model.positions()[rows]] = True
        else:
            last = max(self.frame_model.columnCount() - 1, 0)
            for top, bottom in zip(starts, stops, strict=True):
                first, end = self.frame_model.index(top, 0), self.frame_model.index(bottom, last)
                selection.select(first, end)
        self._silent = True
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._silent = False
        for view in (self, self._frozen):
            view.viewport().update()

    def _let_go(self) -> None:
        """Remember which rows of the frame are selected, before they get other places."""
        rows = np.array(self.selected_rows(), dtype=np.intp)
        rows = rows[rows < self.frame_model.shown_count()]
        self._kept = self.frame_model.positions()[rows]
        if len(rows):
            self._silent = True
            self.selectionModel().clearSelection()
            self._silent = False

    def _take_up(self) -> None:
        kept = np.zeros(len(self.frame_model.frame), dtype=np.bool_)
        kept[self._kept] = True
        self._marked = None
        if len(self._kept):
            self._select(np.flatnonzero(kept[self.frame_model.positions()]))

    def _forget(self) -> None:
        self._marked = None

    def copy_selected(self) -> None:
        """Selected rows (all if none) with header as text that Excel takes: Ctrl+C."""
        rows = self.selected_rows() or range(self.frame_model.rowCount())
        header = self.horizontalHeader()
        every = map(header.logicalIndex, range(self.frame_model.columnCount()))
        columns = [column for column in every if not self.isColumnHidden(column)]
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

    def edit_cell(self, index: QModelIndex) -> bool:
        """Let the user change a cell; False and ``locked`` if it cannot be changed."""
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.locked.emit(index.column())
            return False
        (self if index.column() else self._frozen).edit(index)
        return True

    def is_editing(self) -> bool:
        """Whether somebody is typing into a cell."""
        editing = QAbstractItemView.State.EditingState
        return any(part.state() is editing for part in (self, self._frozen))

    def _double_clicked(self, index: QModelIndex) -> None:
        if not self.edit_cell(index):
            self._open(index)

    def _open(self, index: QModelIndex) -> None:
        ids = self.frame_model.ids([index.row()])
        if ids:
            self.opened.emit(ids[0])

    def _tell(self) -> None:
        if not self._silent:
            self._marked = None
            self.chosen.emit(self.frame_model.ids(self.selected_rows()))
