"""The result table: chips for verdicts, coloured gaps, and the menu of a row."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget
from typing_extensions import override

from dzmap.core.verdicts import Verdict
from dzmap.ui.i18n import tr
from dzmap.ui.screening.result_rows import NOTHING_LEFT
from dzmap.ui.screening.verdict_chip import (
    REVIEWED_ROLE,
    VERDICT_ROLE,
    VerdictDelegate,
    cell_width,
)
from dzmap.ui.tables.frame_model import AnyIndex, FrameModel
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.theme.theme import Theme

_WIDTHS = {
    "name": 168,
    "industry": 100,
    "place": 92,
    "decisive": 120,
    "gap": 124,
    "checked": 96,
    "review": 96,
    "straddling": 140,
}
_GIVE_WAY = ("checked", "industry")
"""Columns that go where there is little room, the first one first: both stand with the evidence."""
_ELASTIC = {"name": 2, "industry": 1, "decisive": 3, "gap": 3, "review": 2}
"""Columns that share what is left, by weight."""
_LOUD = (Verdict.RESTRICTED, Verdict.PROHIBITED, Verdict.INSUFFICIENT)


class ResultModel(FrameModel):
    """Gives the verdict of every row to the delegates."""

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == VERDICT_ROLE and index.isValid():
            return int(self.frame["verdict"].iloc[self.positions()[index.row()]])
        if role == REVIEWED_ROLE and index.isValid():
            return bool(self.frame["review"].iloc[self.positions()[index.row()]])
        return super().data(index, role)


class _GapDelegate(QStyledItemDelegate):
    """Gaps stand out in the colour of their verdict."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        verdict = index.data(VERDICT_ROLE)
        if verdict is None or Verdict(verdict) not in _LOUD or option.text == NOTHING_LEFT:
            return
        ink, _ = self._theme.colours.verdict(Verdict(verdict))
        if not self._theme.high_contrast:
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, ink)
        option.font = self._theme.font(10, bold=True)


class ResultTable(FrameView):
    """Shows a ``ResultModel``; ``menu_asked`` carries the id of a row and a place on screen."""

    menu_asked = Signal(str, QPoint)

    def __init__(self, theme: Theme, model: ResultModel) -> None:
        super().__init__(model)
        self._theme = theme
        self.setObjectName("results")
        self.setAccessibleName(tr("审查结果"))
        self._chip = VerdictDelegate(theme, self)
        self._gap = _GapDelegate(theme, self)
        # Column widths are set, not measured; a few rows are enough for what Qt asks for.
        self.horizontalHeader().setResizeContentsPrecision(40)
        self.horizontalHeader().setStretchLastSection(True)
        self._sized_by_hand = False
        self.horizontalHeader().sectionResized.connect(self._note_hand)
        model.modelReset.connect(self._dress_columns)
        theme.changed.connect(self._share_width)
        frozen = self.findChild(QTableView, "frozen")
        for view in (self, frozen):
            if view is not None:
                view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                view.customContextMenuRequested.connect(
                    lambda at, view=view: self._ask_row_menu(view, at)
                )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _dress_columns(self) -> None:
        for index, column in enumerate(self.frame_model.columns):
            if column.name == "verdict":
                self.setItemDelegateForColumn(index, self._chip)
            elif column.name == "gap":
                self.setItemDelegateForColumn(index, self._gap)
        self._share_width()

    def _share_width(self) -> None:
        """Columns get their least width and share the rest, until the user drags one."""
        names = [column.name for column in self.frame_model.columns]
        if not names or self._sized_by_hand:
            return
        scale = self._theme.scale
        chips = cell_width(self._theme, reviewed="review" in names)
        least = {
            name: chips if name == "verdict" else round(_WIDTHS[name] * scale) for name in names
        }
        room = self.viewport().width()
        hidden: set[str] = set()
        for name in _GIVE_WAY:
            if sum(width for one, width in least.items() if one not in hidden) > room:
                hidden.add(name)
        taken = sum(width for name, width in least.items() if name not in hidden)
        spare = max(room - taken, 0)
        weights = sum(_ELASTIC.get(name, 0) for name in names)
        for index, name in enumerate(names):
            self.setColumnHidden(index, name in hidden)
            self.setColumnWidth(index, least[name] + spare * _ELASTIC.get(name, 0) // weights)

    def _note_hand(self) -> None:
        header = self.horizontalHeader()
        dragged = QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton
        self._sized_by_hand |= bool(dragged) and header.underMouse()

    def _ask_row_menu(self, view: QTableView, at: QPoint) -> None:
        index = view.indexAt(at)
        ids = self.frame_model.ids([index.row()]) if index.isValid() else []
        if ids:
            self.menu_asked.emit(ids[0], view.viewport().mapToGlobal(at))
