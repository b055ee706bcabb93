"""The clause table: tags, chips, marks of findings; Ins, Del and Ctrl+D."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from dzmap.core.catalogs import AnyClause
from dzmap.core.problems import Severity
from dzmap.resources import design_tokens
from dzmap.ui.catalogs import clause_model as columns
from dzmap.ui.catalogs.clause_model import CLAUSE_ROLE, SEVERITY_ROLE, ClauseModel
from dzmap.ui.catalogs.words import KINDS
from dzmap.ui.i18n import tr
from dzmap.ui.screening.verdict_chip import VerdictDelegate
from dzmap.ui.theme import icons
from dzmap.ui.theme.fonts import row_height
from dzmap.ui.theme.theme import Theme

_MARKS = {
    Severity.ERROR: ("error_circle", "error_text"),
    Severity.WARNING: ("warning", "warn_text"),
}
_WIDTHS = {columns.NUMBER: 96, columns.VERDICT: 116, columns.HITS: 76}


def kind_ink(theme: Theme, kind: type[AnyClause]) -> QColor:
    """The colour of the tag of a kind."""
    entry = design_tokens()["clause_kind"][KINDS[kind].token]
    return QColor(entry["dark" if theme.colours.dark else "light"])


def kind_width(theme: Theme) -> int:
    """How wide the widest tag of a kind is."""
    metrics = QFontMetrics(theme.font(9))
    return max(metrics.horizontalAdvance(tr(words.word)) for words in KINDS.values()) + 10


def draw_kind(painter: QPainter, box: QRect, theme: Theme, kind: type[AnyClause]) -> None:
    """A framed word in the colour of the kind, at the left of ``box``."""
    font = theme.font(9)
    text = tr(KINDS[kind].word)
    metrics = QFontMetrics(font)
    width, height = metrics.horizontalAdvance(text) + 10, metrics.height() + 2
    tag = QRectF(box.left() + 0.5, box.center().y() - height / 2 + 0.5, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    painter.setPen(QPen(kind_ink(theme, kind), 1))
    painter.drawRoundedRect(tag, 3, 3)
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class _KindDelegate(QStyledItemDelegate):
    """Paints the column 类型, and the marks of findings behind the numbers."""

    def __init__(self, theme: Theme, view: QTableView, model: ClauseModel) -> None:
        super().__init__(view)
        self._theme, self._model = theme, model

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if index.column() == columns.KIND:
            cell = QStyleOptionViewItem(option)
            self.initStyleOption(cell, index)
            cell.text = ""
            style = cell.widget.style()
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
            kind = type(self._model.clauses[index.row()])
            draw_kind(painter, option.rect.adjusted(10, 0, 0, 0), self._theme, kind)
            return
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_Selected:
            edge = QRect(option.rect.left(), option.rect.top(), 3, option.rect.height())
            painter.fillRect(edge, self._theme.colours.color("accent"))
        severity = index.data(SEVERITY_ROLE)
        if severity in _MARKS:
            name, role = _MARKS[severity]
            ink = self._theme.colours[role]
            scale = painter.device().devicePixelRatio()
            metrics = option.fontMetrics
            x = option.rect.left() + 16 + metrics.horizontalAdvance(str(index.data()))
            x = min(x, option.rect.right() - 18)
            pixmap = icons.pixmap(name, ink, 16, scale)
            painter.drawPixmap(x, option.rect.center().y() - 7, pixmap)


class ClauseView(QTableView):
    """The table. ``chosen`` carries a clause id, the other signals what a key asked for."""

    chosen = Signal(str)
    new_asked = Signal()
    delete_asked = Signal()
    copy_asked = Signal()
    menu_asked = Signal(object)

    def __init__(self, theme: Theme, model: ClauseModel) -> None:
        super().__init__()
        self._theme, self._clauses, self._quiet = theme, model, False
        self.setModel(model)
        self.setObjectName("clauseTable")
        self.setAccessibleName(tr("条款"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(columns.DEMAND, QHeaderView.ResizeMode.Stretch)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_asked.emit(self.viewport().mapToGlobal(at))
        )
        delegate = _KindDelegate(theme, self, model)
        for column in (columns.NUMBER, columns.KIND):
            self.setItemDelegateForColumn(column, delegate)
        self.setItemDelegateForColumn(columns.VERDICT, VerdictDelegate(theme, self))
        self.selectionModel().currentRowChanged.connect(self._follow)
        theme.changed.connect(self._size)
        self._size()

    def select(self, clause_id: str) -> None:
        """Show a clause as the current one without telling."""
        row = self._clauses.row_of(clause_id)
        index = self._clauses.index(row, 0) if row >= 0 else QModelIndex()
        if index.row() == self.currentIndex().row() and self.selectionModel().hasSelection():
            return
        self._quiet = True
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._quiet = False
        if index.isValid():
            self.scrollTo(index)

    def selected(self) -> list[str]:
        """The ids of the selected clauses."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._clauses.clauses[row].id for row in rows]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_Insert:
            self.new_asked.emit()
        elif plain and event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        elif (
            event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    def _follow(self, now: QModelIndex, _: QModelIndex) -> None:
        if now.isValid() and not self._quiet:
            self.chosen.emit(str(now.data(CLAUSE_ROLE)))

    def _size(self) -> None:
        scale = self._theme.scale
        self.verticalHeader().setDefaultSectionSize(row_height(self.font()))
        widths = {column: round(width * scale) for column, width in _WIDTHS.items()}
        widths[columns.KIND] = kind_width(self._theme) + 22
        for column, width in widths.items():
            self.setColumnWidth(column, width)
        room = self.viewport().width() - sum(widths.values())
        self.setColumnWidth(columns.SCOPE, max(round(90 * scale), round(room * 0.45)))
