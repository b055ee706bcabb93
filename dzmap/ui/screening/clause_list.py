"""The clauses of a verdict as a list: mark and word, requirement, value, threshold bar, source."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation
from dzmap.services.clause_order import is_decisive, value_text
from dzmap.services.threshold_bars import has_bar
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.screening import threshold_bar
from dzmap.ui.screening.evidence_text import clause_line, clause_notes, spoken_clause
from dzmap.ui.screening.marks import Inks, draw_clause_mark
from dzmap.ui.screening.words import state_word
from dzmap.ui.theme.colours import Colours
from dzmap.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
CLAUSE_ROLE = Qt.ItemDataRole.UserRole + 1
_ROOT = QModelIndex()
_TONES = {
    ClauseState.SATISFIED: "ok_text",
    ClauseState.VIOLATED: "error_text",
    ClauseState.PROCEDURE: "accent",
    ClauseState.LIFTED: "accent",
}
_MARGIN, _EDGE, _LINE = 12, 3, 4


def state_colour(colours: Colours, state: ClauseState) -> QColor:
    """The text colour of a clause result."""
    return colours.color(_TONES.get(state, "text2"))


class ClauseModel(QAbstractListModel):
    """The clauses that are shown, with the explanation that they belong to."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clauses: tuple[ClauseResult, ...] = ()
        self.explanation: Explanation | None = None

    def show_clauses(
        self, clauses: Sequence[ClauseResult], explanation: Explanation | None
    ) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._clauses, self.explanation = tuple(clauses), explanation
        self.endResetModel()

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._clauses)

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        clause = self._clauses[index.row()]
        if role == CLAUSE_ROLE:
            return clause
        if role == Qt.ItemDataRole.DisplayRole:
            return clause.requirement
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_clause(clause)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(clause.text)
        return None


class _Fonts:
    """The fonts of a row at the current font size."""

    def __init__(self, theme: Theme) -> None:
        self.title = theme.font(10, bold=True)
        self.word = theme.font(9, bold=True)
        self.note = theme.font(9)
        self.state_width = round(66 * theme.scale)
        self.mark = round(13 * theme.scale)


class ClauseDelegate(QStyledItemDelegate):
    """Lays out and paints one clause; the current one also shows its text."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        clause = index.data(CLAUSE_ROLE)
        width = self._view.viewport().width()
        return QSize(width, self._lay_out(None, QRect(0, 0, width, 0), clause, index))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        clause = index.data(CLAUSE_ROLE)
        colours = self._theme.colours
        painter.save()
        self._draw_ground(painter, option, clause)
        self._draw_state(painter, option.rect, clause)
        self._lay_out(painter, option.rect, clause, index)
        painter.fillRect(
            QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
            colours.color("line"),
        )
        painter.restore()

    def _draw_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, clause: ClauseResult
    ) -> None:
        colours, rect = self._theme.colours, option.rect
        model = self._view.model()
        explanation = model.explanation if isinstance(model, ClauseModel) else None
        decisive = explanation is not None and is_decisive(clause, explanation)
        tint = QColor(state_colour(colours, clause.state))
        if decisive and clause.state not in (ClauseState.SATISFIED, ClauseState.LIFTED):
            ground = QColor(tint)
            ground.setAlpha(30 if colours.dark else 18)
            painter.fillRect(rect, ground)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        if current:
            painter.fillRect(rect, colours.color("alt"))
        if decisive:
            painter.fillRect(QRect(rect.left(), rect.top(), _EDGE, rect.height()), tint)
        if current and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours.color("focus"))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def _draw_state(self, painter: QPainter, rect: QRect, clause: ClauseResult) -> None:
        fonts, colours = _Fonts(self._theme), self._theme.colours
        ink = state_colour(colours, clause.state)
        line = QFontMetrics(fonts.title).height()
        top = rect.top() + 9
        box = QRectF(rect.left() + _MARGIN, top + (line - fonts.mark) / 2, fonts.mark, fonts.mark)
        draw_clause_mark(painter, box, clause.state, Inks(ink, colours.color("base")))
        painter.setFont(fonts.word)
        painter.setPen(ink)
        left = round(box.right()) + 5
        painter.drawText(
            QRect(left, top, fonts.state_width, line),
            Qt.AlignmentFlag.AlignVCenter,
            state_word(clause.state),
        )

    def _lay_out(
        self, painter: QPainter | None, rect: QRect, clause: ClauseResult, index: AnyIndex
    ) -> int:
        """Paint the right part of a row, or only measure it; gives the height of the row."""
        fonts, colours = _Fonts(self._theme), self._theme.colours
        left = rect.left() + _MARGIN + fonts.mark + 5 + fonts.state_width
        right = rect.right() - _MARGIN
        y = rect.top() + 9
        value = value_text(clause)
        taken = QFontMetrics(fonts.title).horizontalAdvance(value) + 10 if value else 0
        failed = clause.state is ClauseState.VIOLATED
        y += _text(
            painter,
            QRect(left, y, right - left - taken, 0),
            clause.requirement,
            fonts.title,
            colours.color("text"),
        )
        if painter is not None and value:
            painter.setFont(fonts.title if failed else self._theme.font(10))
            painter.setPen(colours.color("error_text" if failed else "text"))
            place = QRect(left, rect.top() + 9, right - left, 40)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, value)
        if has_bar(clause):
            if painter is not None:
                bar = QRectF(left, y + _LINE, right - left, threshold_bar.HEIGHT)
                threshold_bar.draw_threshold_bar(painter, bar, clause, colours)
            y += _LINE + threshold_bar.HEIGHT
        link = self._link_size(clause)
        notes = self._notes(clause, index)
        for number, (text, tone) in enumerate(notes, start=1):
            spare = link.width() + 8 if link.width() and number == len(notes) else 0
            place = QRect(left, y + 2, right - left - spare, 0)
            y += 2 + _text(painter, place, text, fonts.note, colours.color(tone))
        if painter is not None and link.width():
            painter.setFont(fonts.note)
            painter.setPen(colours.color("accent"))
            painter.drawText(self.link_rect(rect, clause), Qt.AlignmentFlag.AlignRight, tr("定位"))
        return y - rect.top() + 10

    def link_rect(self, rect: QRect, clause: ClauseResult) -> QRect:
        """Where the link 定位 of a spatial clause stands in its row; empty for others."""
        size = self._link_size(clause)
        left = rect.right() - _MARGIN - size.width()
        return QRect(QPoint(left, rect.bottom() - 9 - size.height()), size)

    def _link_size(self, clause: ClauseResult) -> QSize:
        shows = isinstance(self._view, ClauseList) and self._view.only_shows
        idle = clause.state is ClauseState.NOT_APPLICABLE
        if clause.kind != "spatial" or shows or idle:
            return QSize()
        metrics = QFontMetrics(_Fonts(self._theme).note)
        return QSize(metrics.horizontalAdvance(tr("定位")), metrics.height())

    def _notes(self, clause: ClauseResult, index: AnyIndex) -> list[tuple[str, str]]:
        current = self._view.currentIndex().row() == index.row()
        notes = [(text, "text2") for text in clause_notes(clause, whole=current)]
        if current and clause.text:
            notes.append((tr("原文：{text}").format(text=clause.text), "text"))
        return notes


def _text(painter: QPainter | None, rect: QRect, text: str, font: QFont, colour: QColor) -> int:
    """Draw wrapped text (or only measure it); gives its height."""
    flags = Qt.TextFlag.TextWordWrap
    whole = QRect(rect.left(), rect.top(), max(rect.width(), 40), 2000)
    height = QFontMetrics(font).boundingRect(whole, flags, text).height()
    if painter is not None:
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(whole, flags, text)
    return height


class ClauseList(QListView):
    """Shows clauses; ``located`` asks for what a spatial clause found on the map.

    ``chosen`` carries the clause that became the current one.
    ``opened`` carries the ids of catalog and clause of what is to be looked up, ``impact_asked`` of
    what is to be tried otherwise, ``stuck_asked`` with its demand of what other rows fail by. None of
    the last two is offered where the list ``only_shows``.
    """

    chosen = Signal(object)
    located = Signal(object)
    opened = Signal(str, str)
    impact_asked = Signal(str, str)
    stuck_asked = Signal(str, str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._clauses = ClauseModel(self)
        self.only_shows = False
        self.setObjectName("clauses")
        self.setAccessibleName(tr("条款"))
        self.setModel(self._clauses)
        self._delegate = ClauseDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._fit)
        self.selectionModel().currentChanged.connect(
            lambda index, _: self.chosen.emit(index.data(CLAUSE_ROLE)) if index.isValid() else None
        )
        self.activated.connect(lambda index: self._open(index.data(CLAUSE_ROLE)))
        theme.changed.connect(self._fit)

    def show_clauses(self, clauses: Sequence[ClauseResult], explanation: Explanation) -> None:
        """Show these clauses of an explanation from the top."""
        self._clauses.show_clauses(clauses, explanation)
        self.scrollToTop()

    def clear(self) -> None:
        """Show nothing."""
        self._clauses.show_clauses((), None)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        # The press makes the row the current one, and higher: the link is where it was before.
        clause = self._link_at(event.position().toPoint())
        super().mousePressEvent(event)
        if clause is not None and event.button() == Qt.MouseButton.LeftButton:
            self.located.emit(clause)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._link_at(event.position().toPoint()) is not None
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(hand if over else arrow)
        super().mouseMoveEvent(event)

    def _link_at(self, at: QPoint) -> ClauseResult | None:
        """The clause whose link 定位 is there."""
        index = self.indexAt(at)
        clause: ClauseResult | None = index.data(CLAUSE_ROLE)
        if clause is None or not self._delegate.link_rect(self.visualRect(index), clause).contains(
            at
        ):
            return None
        return clause

    def _fit(self) -> None:
        """Rows are as high as their text at this width needs."""
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def _show_menu(self, at: QPoint) -> None:
        clause = self.indexAt(at).data(CLAUSE_ROLE)
        if clause is None:
            return
        menu = self.menu(clause)
        menu.exec(self.viewport().mapToGlobal(at))
        menu.deleteLater()

    def menu(self, clause: ClauseResult) -> QMenu:
        """The context menu of a clause."""
        menu, key = QMenu(self), (clause.catalog_id, clause.clause_id)
        entries: list[tuple[str, Callable[[], object], bool]] = [
            (tr("打开条款"), lambda: self._open(clause), True),
            (tr("看原文"), lambda: self._show_text(clause), bool(clause.text)),
        ]
        if not self.only_shows:
            entries += [
                (
                    tr("只看卡在此条的对象"),
                    lambda: self.stuck_asked.emit(*key, clause.requirement),
                    True,
                ),
                (tr("影响分析…"), lambda: self.impact_asked.emit(*key), bool(clause.clause_id)),
            ]
        entries += [
            (tr("复制这一条的依据"), lambda: _copy(clause_line(clause)), True),
            (
                tr("复制条款原文"),
                lambda: _copy(f"{clause.text}（{clause.source}）"),
                bool(clause.text),
            ),
        ]
        if clause.kind == "spatial" and not self.only_shows:
            entries.append((tr("定位"), lambda: self.located.emit(clause), True))
        for text, act, possible in entries:
            action = menu.addAction(text)
            action.setEnabled(possible)
            action.triggered.connect(lambda _=False, act=act: act())
        return menu

    def _show_text(self, clause: ClauseResult) -> None:
        """The current clause shows its text."""
        for row in range(self._clauses.rowCount()):
            if self._clauses.index(row).data(CLAUSE_ROLE) is clause:
                self.setCurrentIndex(self._clauses.index(row))

    def _open(self, clause: ClauseResult) -> None:
        self.opened.emit(clause.catalog_id, clause.clause_id)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
