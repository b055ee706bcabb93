"""The result table: groups with headings, places by rank; ranks that changed are marked for 3 s."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView
from typing_extensions import override

from dzmap.ui.i18n import tr
from dzmap.ui.screening.verdict_chip import VerdictDelegate
from dzmap.ui.siting import site_model
from dzmap.ui.siting.run import Ranked
from dzmap.ui.siting.site_cells import NameCells, ScoreCells, TextCells
from dzmap.ui.siting.site_model import SiteModel
from dzmap.ui.theme.fonts import row_height
from dzmap.ui.theme.theme import Theme

_WIDTHS = (150, 114, 140, 76, 78, 90, 112)
_ELASTIC = {site_model.NAME: 2, site_model.SCORE: 3, site_model.NOTE: 1}
_MARKED_MS = 3000


class SiteTable(QTableView):
    """``chosen`` carries the id of the selected place, "" for none; ``opened`` one to zoom to."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._silent = False
        self.sites = SiteModel(self)
        self.setModel(self.sites)
        self.setAccessibleName(tr("比选结果"))
        text = TextCells(theme, self.sites, self)
        self.setItemDelegate(text)
        self.setItemDelegateForColumn(site_model.NAME, NameCells(theme, self.sites, self))
        self.setItemDelegateForColumn(site_model.VERDICT, VerdictDelegate(theme, self))
        self.setItemDelegateForColumn(site_model.SCORE, ScoreCells(theme, self.sites, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self._rest = QTimer(self, singleShot=True, interval=_MARKED_MS)
        self._rest.timeout.connect(self.sites.forget_moves)
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.clicked.connect(self._fold)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        theme.changed.connect(self._share_width)
        self._fit_rows()

    def show_ranked(self, shown: Ranked | None, moved: dict[str, int] | None = None) -> None:
        """Show a comparison; the selected place stays selected wherever it went."""
        selected = self.selected()
        self._silent = True
        self.sites.show_ranked(shown, moved or {})
        self._span()
        self._silent = False
        self.show_selected(selected)
        if moved:
            self._rest.start()

    def selected(self) -> str:
        """The id of the selected place."""
        return self.sites.target_at(self.currentIndex().row())

    def show_selected(self, target_id: str) -> None:
        """Select a place without telling."""
        row = self.sites.row_of(target_id) if target_id else -1
        self._silent = True
        if row >= 0:
            self.setCurrentIndex(self.sites.index(row, 0))
            self.scrollTo(self.sites.index(row, 0))
        else:
            self.setCurrentIndex(QModelIndex())
        self._silent = False

    def copy_all(self) -> None:
        """All rows with header as text that Excel takes: Ctrl+C."""
        columns = range(self.sites.columnCount())
        lines = ["\t".join(tr(header) for header in site_model.HEADERS)]
        for row in range(self.sites.rowCount()):
            cells = (self.sites.index(row, column).data() for column in columns)
            lines.append("\t".join("" if cell is None else str(cell) for cell in cells))
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_all()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and row >= 0:
            if self.sites.group_at(row) is not None:
                self._fold(self.currentIndex())
            else:
                self._open(row)
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
        self._share_width()

    # ----------------------------------------------------------------------------------------

    def _span(self) -> None:
        self.clearSpans()
        for row in range(self.sites.rowCount()):
            if self.sites.group_at(row) is not None:
                self.setSpan(row, 0, 1, self.sites.columnCount())
            elif self.sites.spans(row):
                self.setSpan(row, site_model.SCORE, 1, 2)

    def _fold(self, index: QModelIndex) -> None:
        group = self.sites.group_at(index.row())
        if group is None:
            return
        selected = self.selected()
        self._silent = True
        self.sites.toggle(group)
        self._span()
        self._silent = False
        if selected:
            self.show_selected(selected)
        else:
            heading = next(
                row for row in range(self.sites.rowCount()) if self.sites.group_at(row) is group
            )
            self.setCurrentIndex(self.sites.index(heading, 0))

    def _open(self, row: int) -> None:
        target = self.sites.target_at(row)
        if target:
            self.opened.emit(target)

    def _tell(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._silent:
            self.chosen.emit(self.sites.target_at(current.row()))

    def _fit_rows(self) -> None:
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(row_height(QApplication.font()))

    def _share_width(self) -> None:
        least = [round(width * self._theme.scale) for width in _WIDTHS]
        room = max(self.viewport().width() - sum(least), 0)
        whole = sum(_ELASTIC.values())
        for column, width in enumerate(least):
            self.setColumnWidth(column, width + room * _ELASTIC.get(column, 0) // whole)
