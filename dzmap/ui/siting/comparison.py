"""对照: up to three places side by side, with marks and gaps."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from dzmap.core.verdicts import ClauseState, Explanation, Verdict
from dzmap.resources import design_tokens
from dzmap.services.site_comparison import ComparedCell, ComparedRow, compared_rows
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.screening.marks import Inks, draw_clause_mark, draw_verdict_mark
from dzmap.ui.screening.verdict_chip import VERDICT_ROLE
from dzmap.ui.screening.words import verdict_word
from dzmap.ui.theme.fonts import row_height
from dzmap.ui.theme.theme import Theme

MOST = 3
"""Places that fit beside each other."""
FIRST = 9
"""Topics that are shown unless one asks for all."""

_CELL = Qt.ItemDataRole.UserRole + 20
_ROOT = QModelIndex()
AnyIndex = QModelIndex | QPersistentModelIndex


class ComparisonModel(QAbstractTableModel):
    """The verdicts, then the topics of the clauses, then facts about the places."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.explanations: tuple[Explanation, ...] = ()
        self.most: int | None = FIRST
        self._every: tuple[ComparedRow, ...] = ()
        self._labels: tuple[str, ...] = ()
        self._facts: tuple[tuple[str, ...], ...] = ()

    def show(
        self,
        explanations: Sequence[Explanation],
        labels: Sequence[str],
        facts: Sequence[tuple[str, ...]],
    ) -> None:
        """Show other places; ``facts`` are rows of a caption and one text for each place."""
        self.beginResetModel()
        self.explanations, self._labels = tuple(explanations), tuple(labels)
        self._every = compared_rows(self.explanations)
        self._facts = tuple(facts) if explanations else ()
        self.endResetModel()

    def show_most(self, most: int | None) -> None:
        """Show so many topics; None for all."""
        self.beginResetModel()
        self.most = most
        self.endResetModel()

    @property
    def topics(self) -> int:
        """How many topics there are, shown or not."""
        return len(self._every)

    @property
    def _rows(self) -> tuple[ComparedRow, ...]:
        return self._every[: self.most]

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        if parent.isValid() or not self.explanations:
            return 0
        return 1 + len(self._facts) + len(self._rows)

    @override
    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() or not self.explanations else 1 + len(self.explanations)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = tr("条款") if section == 0 else self._labels[section - 1]
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        if role == VERDICT_ROLE:
            return int(self.explanations[column - 1].verdict) if row == 0 and column else None
        if role == _CELL:
            return self._cell(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            cell = self._cell(row, column)
            return plain_tip(cell.sentence if cell is not None else self._text(row, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            cell = self._cell(row, column)
            state = "" if cell is None else cell.state.zh
            return f"{self._text(row, 0)} {state} {self._text(row, column)}"
        return self._text(row, column) if role == Qt.ItemDataRole.DisplayRole else None

    def _cell(self, row: int, column: int) -> ComparedCell | None:
        place = row - 1 - len(self._facts)
        return self._rows[place].cells[column - 1] if place >= 0 and column else None

    def _text(self, row: int, column: int) -> str:
        place = row - 1 - len(self._facts)
        if row == 0:
            return tr("结论") if column == 0 else self.explanations[column - 1].verdict.zh
        if place < 0:
            return self._facts[row - 1][column]
        return self._rows[place].topic if column == 0 else self._rows[place].cells[column - 1].text


class _Cells(QStyledItemDelegate):
    """Verdicts in the first row, marks of clause results below."""

    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(parent)
        self._look = theme

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        verdict, cell = index.data(VERDICT_ROLE), index.data(_CELL)
        if verdict is not None:
            self._draw_verdict(painter, option, Verdict(verdict))
        elif cell is None:
            super().paint(painter, option, index)
        else:
            self._draw_cell(painter, option, index, cell)

    def _draw_verdict(
        self, painter: QPainter, option: QStyleOptionViewItem, verdict: Verdict
    ) -> None:
        """A mark and the word, shortened so that three fit beside each other."""
        side, box = 15.0 * self._look.scale, QRectF(option.rect)
        ink, _ = self._look.colours.verdict(verdict)
        font = self._look.font(10, bold=True)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark = QRectF(box.left() + 8, box.center().y() - side / 2, side, side)
        draw_verdict_mark(painter, mark, verdict, Inks(ink, self._look.colours.color("base")))
        painter.setFont(font)
        painter.setPen(ink)
        place = QRectF(mark.right() + 5, box.top(), box.right() - mark.right() - 6, box.height())
        wide = painter.fontMetrics().horizontalAdvance(verdict_word(verdict)) <= place.width()
        painter.drawText(
            place, Qt.AlignmentFlag.AlignVCenter, verdict_word(verdict, short=not wide)
        )
        painter.restore()

    def _draw_cell(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: AnyIndex,
        cell: ComparedCell,
    ) -> None:
        item = QStyleOptionViewItem(option)
        self.initStyleOption(item, index)
        item.text = ""
        failed = cell.state is ClauseState.VIOLATED
        colours = self._look.colours
        if failed and not self._look.high_contrast:
            painter.fillRect(item.rect, colours.color("error_bg"))
        item.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, item, painter, item.widget
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = 14.0 * self._look.scale
        box = QRectF(item.rect)
        mark = QRectF(box.left() + 8, box.center().y() - side / 2, side, side)
        ink = colours.color("text2")
        if not colours.dark:
            ink = QColor(design_tokens()["clause_result"][cell.state.value]["color"])
        if failed:
            ink = colours.color("error_text")
        draw_clause_mark(painter, mark, cell.state, Inks(ink, colours.color("base")))
        painter.setPen(ink if failed else item.palette.color(item.palette.ColorRole.Text))
        painter.setFont(self._look.font(10, bold=failed))
        place = QRectF(mark.right() + 6, box.top(), box.right() - mark.right() - 8, box.height())
        text = painter.fontMetrics().elidedText(
            cell.text, Qt.TextElideMode.ElideRight, int(place.width())
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class ComparisonView(QTableView):
    """As high as its rows: the panel around it scrolls."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.model_of_places = ComparisonModel(self)
        self.setModel(self.model_of_places)
        self.setItemDelegate(_Cells(theme, self))
        self.setAccessibleName(tr("对照表"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        theme.changed.connect(self._fit)
        self._fit()

    def show_places(
        self,
        explanations: Sequence[Explanation],
        labels: Sequence[str],
        facts: Sequence[tuple[str, ...]],
    ) -> None:
        """Show other places side by side."""
        self.model_of_places.show(explanations, labels, facts)
        self._fit()

    def toggle(self) -> None:
        """All topics, or the first ones."""
        model = self.model_of_places
        model.show_most(FIRST if model.most is None else None)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        places = len(self.model_of_places.explanations)
        if places:
            room = self.viewport().width()
            each = int(room * (0.34, 0.30, 0.23)[places - 1])
            self.setColumnWidth(0, room - each * places)
            for column in range(1, places + 1):
                self.setColumnWidth(column, each)

    def _fit(self) -> None:
        height = row_height(QApplication.font())
        self.verticalHeader().setDefaultSectionSize(height)
        rows = self.model_of_places.rowCount()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * height + 2)
        self.setVisible(rows > 0)
        self._share_width()
