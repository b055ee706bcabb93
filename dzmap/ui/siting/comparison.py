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
from PySide6.QtGui import QColor, QPainter
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

from dzmap.core.verdicts import ClauseState, Explanation
from dzmap.resources import design_tokens
from dzmap.services.site_comparison import ComparedCell, ComparedRow, compared_rows
from dzmap.ui.i18n import tr
from dzmap.ui.screening.marks import Inks, draw_clause_mark
from dzmap.ui.screening.verdict_chip import VERDICT_ROLE, VerdictDelegate
from dzmap.ui.theme.fonts import row_height
from dzmap.ui.theme.theme import Theme

MOST = 3
"""Places that fit beside each other."""

_CELL = Qt.ItemDataRole.UserRole + 20
_ROOT = QModelIndex()
AnyIndex = QModelIndex | QPersistentModelIndex


class ComparisonModel(QAbstractTableModel):
    """The verdicts, then the topics of the clauses, then facts about the places."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.explanations: tuple[Explanation, ...] = ()
        self._rows: tuple[ComparedRow, ...] = ()
        self._facts: tuple[tuple[str, ...], ...] = ()

    def show(self, explanations: Sequence[Explanation], facts: Sequence[tuple[str, ...]]) -> None:
        """Show other places; ``facts`` are rows of a caption and one text for each place."""
        self.beginResetModel()
        self.explanations = tuple(explanations)
        self._rows = compared_rows(self.explanations)
        self._facts = tuple(facts) if explanations else ()
        self.endResetModel()

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
            return tr("条款") if section == 0 else self.explanations[section - 1].target.name
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
            return cell.sentence if cell is not None else self._text(row, column)
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


class _Cells(VerdictDelegate):
    """Verdict chips in the first row, marks of clause results below."""

    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(theme, parent)
        self._look = theme

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        if index.data(VERDICT_ROLE) is not None:
            super().paint(painter, option, index)
            return
        cell = index.data(_CELL)
        if cell is None:
            QStyledItemDelegate.paint(self, painter, option, index)
            return
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
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self._fit)
        self._fit()

    def show_places(
        self, explanations: Sequence[Explanation], facts: Sequence[tuple[str, ...]]
    ) -> None:
        """Show other places side by side."""
        self.model_of_places.show(explanations, facts)
        self._fit()

    def _fit(self) -> None:
        height = row_height(QApplication.font())
        self.verticalHeader().setDefaultSectionSize(height)
        rows = self.model_of_places.rowCount()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * height + 2)
        self.setVisible(rows > 0)
