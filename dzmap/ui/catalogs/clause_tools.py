"""The bar above the clause table: add, copy, delete, count, filter by kind."""

from collections import Counter

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QToolButton
from typing_extensions import override

from dzmap.core.catalogs import AnyClause, Catalog
from dzmap.ui.catalogs.words import KINDS
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.theme.theme import Theme


class ClauseTools(QFrame):
    """新条款 ▾, 复制, 删除, 共 n 条, and the filter by kind."""

    add_asked = Signal(object)
    copy_asked = Signal()
    delete_asked = Signal()
    filtered = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("panel", "bar")
        self.add = _tool(theme, "add", tr("新条款"))
        self.add.setProperty("menu", "drop")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        for kind, words in KINDS.items():
            action = self.menu.addAction(f"{tr(words.word)}　{tr(words.hint)}")
            action.triggered.connect(lambda _=False, kind=kind: self.add_asked.emit(kind))
        self.add.setMenu(self.menu)
        self.copy = _tool(theme, "copy", tr("复制"))
        self.copy.setToolTip(tr("复制为新条款（Ctrl+D）"))
        self.copy.clicked.connect(lambda _=False: self.copy_asked.emit())
        self.remove = _tool(theme, "delete", tr("删除"))
        self.remove.setToolTip(tr("删除选中的条款（Del），可以撤销"))
        self.remove.clicked.connect(lambda _=False: self.delete_asked.emit())
        self._total = plain_label()
        self._total.setProperty("role", "muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 6, 12, 6)
        self._row.setSpacing(4)
        for widget in (self.add, self.copy, self.remove, self._total):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._group = QButtonGroup(self)
        self._filters: dict[type[AnyClause] | None, QToolButton] = {}
        every: tuple[type[AnyClause] | None, ...] = (None, *KINDS)
        for one in every:
            button = QToolButton()
            button.setCheckable(True)
            button.setProperty("filter", "kind")
            self._group.addButton(button)
            button.clicked.connect(lambda _=False, one=one: self.filtered.emit(one))
            self._filters[one] = button
            self._row.addWidget(button)
        self._filters[None].setChecked(True)

    def show_catalog(self, catalog: Catalog | None) -> None:
        """Count the clauses of each kind."""
        clauses = () if catalog is None else catalog.clauses
        counts = Counter(map(type, clauses))
        self._total.setText(tr("共 {count} 条").format(count=f"{len(clauses):,}"))
        for kind, button in self._filters.items():
            count = len(clauses) if kind is None else counts.get(kind, 0)
            word = tr("全部") if kind is None else tr(KINDS[kind].word)
            button.setText(f"{word} {count:,}")
            button.setAccessibleName(tr("只看{kind}，{count} 条").format(kind=word, count=count))
            button.setEnabled(kind is None or count > 0 or button.isChecked())
        self._fit()

    def choose(self, kind: type[AnyClause] | None) -> None:
        """Check a filter without telling."""
        self._filters[kind].setChecked(True)

    def filter_button(self, kind: type[AnyClause] | None) -> QToolButton:
        """The filter of a kind; None: 全部."""
        return self._filters[kind]

    def lock(self, reason: str, *, some: bool) -> None:
        """Nothing can be changed, and why; ``some``: a clause is selected."""
        self.add.setEnabled(not reason)
        for button in (self.copy, self.remove):
            button.setEnabled(not reason and some)
        self.add.setToolTip(plain_tip(reason or tr("新条款（Ins 插入同类条款）")))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What stands in words elsewhere as well gives way first: the number, then two words."""
        style = Qt.ToolButtonStyle
        for total, words in ((True, True), (False, True), (False, False)):
            self._total.setVisible(total)
            for button in (self.copy, self.remove):
                button.setToolButtonStyle(
                    style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly
                )
            shown = (self.add, self.copy, self.remove, *self._filters.values())
            wanted = sum(one.sizeHint().width() + self._row.spacing() for one in shown)
            if total:
                wanted += self._total.sizeHint().width()
            if wanted + 24 <= self.width():
                return

    @override
    def minimumSizeHint(self) -> QSize:
        """That of the short form: the long one must not keep the window wide."""
        shown = (self.add, *self._filters.values())
        wanted = sum(one.sizeHint().width() + self._row.spacing() for one in shown)
        icons = 2 * (self.copy.iconSize().width() + 12)
        return QSize(wanted + icons + 24, super().minimumSizeHint().height())


def _tool(theme: Theme, icon: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(text)
    button.setAutoRaise(True)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setMinimumHeight(round(32 * theme.scale))
    theme.dress(button, icon)
    return button
