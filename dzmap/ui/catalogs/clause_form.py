"""The right panel: everything of one clause, by its kind, with what it hits."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.catalogs import (
    AnyClause,
    Catalog,
    ExceptionClause,
    ListClause,
    ProcedureClause,
    RequirementClause,
    SpatialClause,
)
from dzmap.services.catalog_editing import clause_title
from dzmap.ui.buttons import tool_button
from dzmap.ui.catalogs.clause_table import draw_kind, kind_width
from dzmap.ui.catalogs.common_form import CommonForm
from dzmap.ui.catalogs.exception_form import ExceptionForm
from dzmap.ui.catalogs.fields import refused
from dzmap.ui.catalogs.list_form import ListForm
from dzmap.ui.catalogs.parts import Part, Section
from dzmap.ui.catalogs.preview import Preview
from dzmap.ui.catalogs.procedure_form import ProcedureForm
from dzmap.ui.catalogs.references import References
from dzmap.ui.catalogs.requirement_form import RequirementForm
from dzmap.ui.catalogs.scope_form import ScopeForm
from dzmap.ui.catalogs.spatial_form import SpatialForm
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.catalogs.words import KINDS, kind_of
from dzmap.ui.i18n import tr
from dzmap.ui.panel_scroll import PanelScroll
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.theme.theme import Theme


class _KindTag(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind: type[AnyClause] = ListClause
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_kind(self, kind: type[AnyClause]) -> None:
        self._kind = kind
        self.setAccessibleName(tr(KINDS[kind].word))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(kind_width(self._theme) + 2, round(24 * self._theme.scale))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        draw_kind(QPainter(self), self.rect(), self._theme, self._kind)


class ClauseForm(QWidget):
    """``edited`` carries the whole clause after an edit.

    ``stepped`` asks for the clause before (-1) or after (+1), ``moved`` to move it there,
    ``chosen`` for another clause; ``added`` carries a new one. ``asked`` carries save, revert,
    discard, try or draft. ``dropped`` carries sentences about what was typed and got lost.
    """

    edited = Signal(object)
    stepped = Signal(int)
    moved = Signal(int)
    chosen = Signal(str)
    added = Signal(object)
    asked = Signal(str)
    dropped = Signal(object)

    def __init__(self, words: Vocabulary) -> None:
        super().__init__()
        self._words = words
        self._shown = ""
        self.list_form, self.requirement_form = ListForm(words), RequirementForm(words)
        self.spatial_form, self.procedure_form = SpatialForm(words), ProcedureForm(words)
        self.exception_form = ExceptionForm(words)
        self.scope_form, self.common_form = ScopeForm(words), CommonForm(words)
        self.preview = Preview(words.theme)
        self._forms: dict[type[AnyClause], Part] = {
            ListClause: self.list_form,
            RequirementClause: self.requirement_form,
            SpatialClause: self.spatial_form,
            ProcedureClause: self.procedure_form,
            ExceptionClause: self.exception_form,
        }
        self._stack = QStackedWidget()
        self._empty = plain_label()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setMargin(24)
        self._empty.setProperty("role", "muted")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._build())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)
        for part in (*self._forms.values(), self.scope_form, self.common_form):
            part.edited.connect(self.edited)
        self.spatial_form.chosen.connect(self.chosen)
        self.spatial_form.added.connect(self.added)
        self.show_nothing(tr("没有打开目录"))

    def show_nothing(self, text: str) -> None:
        """A sentence instead of a clause."""
        self._shown = ""
        self._empty.setText(text)
        self._stack.setCurrentIndex(0)

    def show_clause(
        self, clause: AnyClause, catalog: Catalog, catalogs: "tuple[Catalog, ...]"
    ) -> None:
        """Show a clause; called after every edit as well, fields keep the focus then."""
        key = f"{catalog.id}/{clause.id}"
        if self._shown and key != self._shown:
            lost = refused(self)
            if lost:
                self.dropped.emit(lost)
        other, self._shown = key != self._shown, key
        self._title.setText(clause_title(clause))
        self._tag.show_kind(type(clause))
        self.exception_form.offer(References(catalog, catalogs, own=True))
        self.common_form.offer(References(catalog, catalogs, own=False))
        for kind, form in self._forms.items():
            form.setVisible(isinstance(clause, kind))
        self._kind.title.setText(tr(kind_of(clause).word))
        for part in (self._forms[type(clause)], self.scope_form, self.common_form):
            part.show_clause(clause, catalog)
        self.preview.show_clause(clause)
        self._stack.setCurrentIndex(1)
        if other:
            self._scroll.verticalScrollBar().setValue(0)

    def lock(self, reason: str, *, draft: bool) -> None:
        """Nothing can be edited, and why; ``draft``: another version can be."""
        for section in self._sections:
            section.setEnabled(not reason)
        self._why.setText(reason)
        self._note.setVisible(bool(reason))
        self.to_draft.setVisible(draft)
        for button in (self.save, self.revert):
            button.setEnabled(not reason)
            button.setToolTip(plain_tip(reason))

    def offer_revert(self, *, clause: str, draft: bool) -> None:
        """What can be taken back: the clause to a version, the whole draft."""
        self._revert_clause.setText(
            tr("本条还原为{version}").format(version=clause) if clause else tr("本条没有可还原的")
        )
        self._revert_clause.setEnabled(bool(clause))
        self._revert_all.setEnabled(draft)

    # ----------------------------------------------------------------------------------------

    def _build(self) -> QWidget:
        self._kind, scope, hits, basis = (
            Section(title)
            for title in (tr("要求"), tr("适用行业"), tr("命中预览"), tr("依据与其他"))
        )
        scope.side.setText("GB/T 4754-2017")
        self.hits_section = hits
        self._sections = (self._kind, scope, basis)
        for form in self._forms.values():
            self._kind.box.addWidget(form)
        scope.box.addWidget(self.scope_form)
        hits.box.addWidget(self.preview)
        basis.box.addWidget(self.common_form)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._lock_note())
        for section in (self._kind, hits, scope, basis):
            column.addWidget(section)
        column.addStretch(1)
        self._scroll = PanelScroll()
        self._scroll.setWidget(inner)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head())
        box.addWidget(self._scroll, 1)
        box.addWidget(self._foot())
        return page

    def _head(self) -> QFrame:
        head = QFrame()
        head.setProperty("panel", "bar")
        self._title = plain_label()
        self._title.setProperty("role", "object")
        self._tag = _KindTag(self._words.theme)
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 4, 6, 4)
        row.setSpacing(6)
        row.addWidget(self._title)
        row.addWidget(self._tag)
        row.addStretch(1)
        for icon, text, step in (
            ("chevron_up", tr("上一条"), -1),
            ("chevron_down", tr("下一条"), 1),
        ):
            button = tool_button(self._words.theme, icon, text)
            button.clicked.connect(lambda _=False, step=step: self.stepped.emit(step))
            row.addWidget(button)
        more = tool_button(self._words.theme, "more_horizontal", tr("移动本条"))
        menu = QMenu(self)
        for text, step in ((tr("上移一条"), -1), (tr("下移一条"), 1)):
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, step=step: self.moved.emit(step))
        more.setMenu(menu)
        more.setProperty("menu", "plain")
        more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
        row.addWidget(more)
        return head

    def _lock_note(self) -> QWidget:
        self._note = QFrame()
        self._note.setProperty("note", "info")
        self._why = plain_label()
        self._why.setWordWrap(True)
        self.to_draft = QPushButton(tr("打开草稿"))
        self.to_draft.setProperty("small", True)
        self.to_draft.clicked.connect(lambda _=False: self.asked.emit("draft"))
        row = QHBoxLayout(self._note)
        row.setContentsMargins(10, 6, 10, 6)
        row.addWidget(self._why, 1)
        row.addWidget(self.to_draft)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(12, 8, 12, 0)
        box.addWidget(self._note)
        self._note.hide()
        return holder

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("panel", "foot")
        theme = self._words.theme
        self.save = QPushButton(f"{tr('存草稿')}　Ctrl+S")
        self.save.setProperty("primary", True)
        self.save.setAccessibleName(tr("存草稿"))
        self.save.clicked.connect(lambda _=False: self.asked.emit("save"))
        self.revert = QPushButton(tr("还原"))
        menu = QMenu(self)
        self._revert_clause = menu.addAction("")
        self._revert_clause.triggered.connect(lambda _=False: self.asked.emit("revert"))
        self._revert_all = menu.addAction(tr("放弃整个草稿"))
        self._revert_all.triggered.connect(lambda _=False: self.asked.emit("discard"))
        self.revert.setMenu(menu)
        self.revert.setProperty("menu", "drop")
        self.attempt = QPushButton(tr("试一家…"))
        theme.dress(self.attempt, "beaker")
        self.attempt.clicked.connect(lambda _=False: self.asked.emit("try"))
        row = QHBoxLayout(foot)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(8)
        row.addWidget(self.save, 1)
        row.addWidget(self.revert)
        row.addWidget(self.attempt)
        return foot
