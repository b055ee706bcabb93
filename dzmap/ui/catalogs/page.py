"""准入目录: the catalogs of the project, their clauses, and what the check and a draft would do."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QAction
from typing_extensions import override

from dzmap.core.catalog_findings import Finding
from dzmap.core.catalogs import AnyClause, Catalog, Level
from dzmap.core.rulebook import catalogs_in_force
from dzmap.core.wording import Wording
from dzmap.services.catalog_checking import CatalogCheck
from dzmap.services.catalog_editing import references_to, with_clause
from dzmap.services.catalog_versions import draft_among
from dzmap.services.jobs import Progress
from dzmap.ui.catalogs import said
from dzmap.ui.catalogs.basis import EditingBasis, read_basis
from dzmap.ui.catalogs.centre import EditorCentre
from dzmap.ui.catalogs.checking import Checking, Hits
from dzmap.ui.catalogs.clause_form import ClauseForm
from dzmap.ui.catalogs.crowds import PROJECTS, Seen
from dzmap.ui.catalogs.editor import Editor
from dzmap.ui.catalogs.examples import Examples
from dzmap.ui.catalogs.fields import settle
from dzmap.ui.catalogs.files import SUFFIXES, CatalogExchange
from dzmap.ui.catalogs.findings_tab import FindingsTab
from dzmap.ui.catalogs.history_tab import HistoryTab
from dzmap.ui.catalogs.properties import Properties
from dzmap.ui.catalogs.publishing import Publishing
from dzmap.ui.catalogs.tree import CatalogPanel, Shown
from dzmap.ui.catalogs.trying import Trying
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.i18n import later, tr
from dzmap.ui.page import BottomTab, Desk, Proportions, TaskPage

_USED = frozenset({"catalogs"})
_IMPACT = "impact:"


class CatalogsPage(TaskPage):
    """The parts stand on one ``Editor``; the page carries news between them."""

    left_title: ClassVar[str] = later("准入目录")
    right_title: ClassVar[str] = later("条款")
    menu: ClassVar[str] = "review"
    proportions: ClassVar[Proportions] = Proportions(left=264, right=428, bottom=144)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._basis: EditingBasis | None = None
        self._active = False
        self.editor = Editor(desk.document, self)
        self.words = Vocabulary(theme=desk.theme, numbers=desk.document.application.catalogs)
        self.panel = CatalogPanel(desk.theme)
        self.middle = EditorCentre(desk.theme, self.editor)
        self.form = ClauseForm(self.words)
        self.findings, self.changes = FindingsTab(desk.theme), HistoryTab()
        self.examples = Examples(desk, self.editor, self.words, self)
        self.checking = Checking(desk, self.editor, self)
        self.exchange = CatalogExchange(desk, self.panel, self)
        self.publishing = Publishing(desk, self.editor, self.checking, self.panel, self)
        self.properties = Properties(desk, self.editor, self.words, self.panel, self)
        self.trying = Trying(desk, self.editor, self.panel, self)
        self.left, self.centre, self.right = self.panel, self.middle, self.form
        self._counts = ["", "", ""]
        self._set_tabs()
        self._actions = self._make_actions()
        self._connect()

    # -- the window's side -------------------------------------------------------------------

    @override
    def activate(self) -> None:
        self._active = True
        self._read_basis()
        self.editor.reload()
        self.checking.soon(afresh=True)
        if self.editor.catalog is None:
            self._open_first()

    @override
    def deactivate(self) -> None:
        self._active = False
        self.settle()
        self.desk.notices.end_banner(said.BANNER)

    @override
    def project_closed(self) -> None:
        self._basis = None
        self.checking.forget()
        self.desk.notices.end_banner(said.BANNER)
        self.editor.reload()

    @override
    def project_changed(self, tables: frozenset[str]) -> None:
        if not self._active:
            return
        if not tables or tables - _USED:
            self._read_basis()
            self.checking.soon(afresh=True)
        if not tables or tables & _USED:
            self.editor.reload()

    @override
    def accept_file(self, path: Path) -> bool:
        if path.suffix.lower() not in SUFFIXES:
            return False
        self.exchange.read(path)
        return True

    @override
    def show_part(self, part: str) -> None:
        """“CATALOG_ID”, “CATALOG_ID@VERSION”, and “/CLAUSE_ID” behind either.

        “impact:” before it opens 影响分析 there as well.
        """
        key, _, clause_id = part.removeprefix(_IMPACT).partition("/")
        catalog_id, _, version = key.partition("@")
        if not version:
            # A verdict speaks of what was in force, not of a draft.
            named = [one for one in self.editor.catalogs if one.id == catalog_id]
            now = catalogs_in_force(named, self.desk.context.as_of)
            version = now[0].version if now else ""
        self.editor.open(catalog_id, version, clause_id)
        if part.startswith(_IMPACT):
            self.publishing.ask_impact()

    @override
    def run(self) -> None:
        self.checking.soon(afresh=True)

    @override
    def settle(self) -> None:
        settle(self.form)

    @override
    def check(self) -> bool:
        self.settle()
        self.checking.check(lambda _: said.checked(self.desk, self.findings.findings))
        self.tab_asked.emit(self.findings)
        return True

    @override
    def actions(self) -> list[QAction]:
        return self._actions

    # -- what is shown -----------------------------------------------------------------------

    def _open_first(self) -> None:
        """The project's first draft, else the catalog of the city."""
        catalogs = self.editor.catalogs
        first = next((one for one in catalogs if not one.published), None)
        city = next((one for one in catalogs if one.level is Level.CITY), None)
        wanted = first or city or (catalogs[0] if catalogs else None)
        if wanted is not None:
            self.editor.open(wanted.id)

    def _show_catalogs(self) -> None:
        names = self._basis.names if self._basis is not None else {}
        known = catalogs_in_force(self.editor.catalogs, self.desk.context.as_of)
        self.middle.model.wording = Wording(catalogs=known)
        self.panel.show_catalogs(Shown(self.editor.catalogs, self.desk.context.as_of, names))
        session = self.desk.document.session
        read_only = session is not None and session.read_only
        self.panel.lock(tr("项目是只读的，可以看，不能改。另存为后再改。") if read_only else "")

    def _show_opened(self) -> None:
        """Another version: what was known of the one before does not hold."""
        self.desk.notices.end_banner(said.BANNER)
        there = self.editor.catalog is not None
        self.findings.say(tr("正在检查…") if there else tr("没有打开目录"))
        self.middle.model.show_findings(())
        self.middle.model.show_hits(None)
        self._take_seen(None)
        self.examples.forget()
        self._show()

    def _show(self) -> None:
        editor = self.editor
        catalog, clause = editor.catalog, editor.clause
        self.panel.mark(catalog)
        self.middle.show_catalog()
        self.middle.lock(editor.locked)
        self.examples.show()
        if catalog is None:
            self.form.show_nothing(tr("没有打开目录"))
        elif clause is None:
            self.form.show_nothing(tr("这部目录还没有条款"))
        else:
            self.form.show_clause(clause, catalog, editor.catalogs)
            self._offer_revert(catalog)
        draft = catalog is not None and draft_among(editor.catalogs, catalog.id) is not None
        self.form.lock(editor.locked, draft=draft)
        self.publishing.show(self.findings.errors)
        self._show_history()
        self.checking.soon()

    def _offer_revert(self, catalog: Catalog) -> None:
        base, clause = self.editor.base, self.editor.clause
        before = None
        if base is not None and clause is not None and not catalog.published:
            before = next((one for one in base.clauses if one.id == clause.id), None)
        differs = before is not None and before != clause
        version = f"v{base.version}" if differs and base is not None else ""
        self.form.offer_revert(clause=version, draft=not catalog.published)

    def _show_history(self) -> None:
        session, catalog = self.desk.document.session, self.editor.catalog
        if session is not None and catalog is not None:
            count = self.changes.show_edits(session.unsaved(), session.history(), catalog.title)
            self._counts[2] = f" {count}" if count else ""
            self._set_tabs()

    def _take_check(self, check: CatalogCheck) -> None:
        self.findings.show_check(check)
        self.middle.model.show_findings(self.findings.findings)
        self.examples.tab.show_outcomes(check.outcomes)
        count = len(self.findings.findings)
        self._counts[0] = f" {count}" if count else ""
        self._set_tabs()
        self.publishing.show(self.findings.errors)

    def _lock_publishing(self, reason: str) -> None:
        catalog, session = self.editor.catalog, self.desk.document.session
        draft = catalog is not None and not catalog.published
        read_only = session is not None and session.read_only
        self.middle.head.lock(reason, draft=draft, read_only=read_only)

    def _take_hits(self, hits: Hits) -> None:
        self.middle.model.show_hits(hits.by_clause, hits.source)

    def _take_seen(self, seen: Seen | None) -> None:
        self.form.preview.show_seen(seen)
        text = ""
        if seen is not None and seen.people:
            words = tr("{year} 年 {count} 家企业"), tr("{count} 个投资项目")
            text = words[seen.source == PROJECTS].format(
                year=self.desk.context.year, count=f"{seen.people:,}"
            )
        self.form.hits_section.side.setText(text)

    def _set_tabs(self) -> None:
        count = self.examples.count
        self._counts[1] = f" {count}" if count else ""
        titles = (tr("检查结果"), tr("示例用例"), tr("修改记录"))
        widgets = (self.findings, self.examples.tab, self.changes)
        self.bottom = [
            BottomTab(f"{title}{number}", widget)
            for title, number, widget in zip(titles, self._counts, widgets, strict=True)
        ]
        self.tabs_changed.emit()

    # -- what was asked for ------------------------------------------------------------------

    def _edit_clause(self, clause: AnyClause) -> None:
        before, catalog = self.editor.clause, self.editor.catalog
        if before is not None and catalog is not None and self.editor.put(clause):
            others = [one for one in self.editor.catalogs if one.id != catalog.id]
            if clause.id != before.id:
                said.renamed(self.desk, references_to(others, catalog, before.id))

    def _fix(self, finding: Finding) -> None:
        fix = finding.fix
        if fix is not None:
            self.editor.edit(
                f"{fix.label}（{finding.clause_id}）",
                lambda one: with_clause(one, finding.clause_id, fix.clause),
                clause_id=finding.clause_id,
            )

    def _do(self, what: str) -> None:
        """What a button of the head or of the form asked for."""
        catalog = self.editor.catalog
        acts: dict[str, Callable[[], object]] = {
            "check": self.check,
            "impact": self.publishing.ask_impact,
            "publish": self.publishing.ask_publish,
            "properties": self.properties.ask,
            "export": lambda: None if catalog is None else self.exchange.ask_export(catalog),
            "discard": self._discard,
            "revert": self.editor.revert_clause,
            "save": self._save,
            "try": self.trying.ask,
            "draft": lambda: None if catalog is None else self.editor.open(catalog.id),
        }
        self.settle()
        acts[what]()

    def _save(self) -> None:
        """存草稿: what was typed goes into the draft, and the project into its file."""
        document = self.desk.document
        if document.modified:
            document.save()
        else:
            self.desk.notices.toast(tr("没有未保存的修改"))

    def _discard(self) -> None:
        catalog = self.editor.catalog
        if catalog is not None and not catalog.published:
            text = tr("已删除草稿 v{version}").format(version=catalog.version)
            self.editor.discard()
            self.desk.notices.toast(text, (tr("撤销"), self.desk.document.undo))

    def _step(self, by: int) -> None:
        shown = self.middle.model.clauses
        at = self.middle.model.row_of(self.editor.clause_id) + by
        if 0 <= at < len(shown):
            self.settle()
            self.editor.choose(shown[at].id)

    # -- reading -----------------------------------------------------------------------------

    def _read_basis(self) -> None:
        session, as_of = self.desk.document.session, self.desk.context.as_of
        if session is None:
            return
        reference, search = self.desk.document.application.reference, self.words.search

        def work(progress: Progress) -> EditingBasis:
            progress.step(tr("准备目录编辑"))
            return read_basis(session, as_of, reference, search)

        self.desk.jobs.run(tr("准备目录编辑"), work, key="catalog basis", on_done=self._take_basis)

    def _take_basis(self, basis: EditingBasis) -> None:
        if self.desk.document.session is None:
            return
        self._basis = basis
        words = self.words
        words.search, words.enterprises = basis.search, basis.enterprises
        words.layers, words.lists, words.places = basis.layers, basis.lists, basis.names
        self.properties.places = basis.places
        self.examples.targets = {**basis.places[Level.ZONE], **basis.places[Level.PARK]}
        self._show_catalogs()
        self._show()

    def _context_changed(self) -> None:
        if self._active:
            self._show_catalogs()
            self.panel.mark(self.editor.catalog)
            self.checking.soon(afresh=True)

    def _make_actions(self) -> list[QAction]:
        entries = (
            (tr("新建目录…"), self.properties.ask_new),
            (tr("导入目录…"), self.exchange.ask_import),
            (tr("检查目录") + "\tF7", self.check),
            (tr("目录影响…"), self.publishing.ask_impact),
        )
        actions = []
        for text, act in entries:
            action = QAction(text, self)
            action.triggered.connect(lambda _=False, act=act: act())
            actions.append(action)
        return actions

    def _connect(self) -> None:
        editor, panel, form, middle = self.editor, self.panel, self.form, self.middle
        editor.catalogs_changed.connect(self._show_catalogs)
        editor.opened.connect(self._show_opened)
        editor.changed.connect(self._show)
        editor.failed.connect(lambda error: said.failed(self.desk, error))
        editor.drafted.connect(lambda draft: said.drafted(self.desk, draft, editor.base))
        panel.chosen.connect(editor.open)
        panel.new_asked.connect(self.properties.ask_new)
        panel.import_asked.connect(self.exchange.ask_import)
        panel.template_asked.connect(self.exchange.ask_template)
        panel.page_asked.connect(self.task_asked)
        middle.new_asked.connect(self.properties.ask_new)
        middle.import_asked.connect(self.exchange.ask_import)
        middle.template_asked.connect(self.exchange.ask_template)
        middle.head.asked.connect(self._do)
        middle.table.chosen.connect(self.right_shown)
        form.edited.connect(self._edit_clause)
        form.stepped.connect(self._step)
        form.moved.connect(editor.move)
        form.chosen.connect(editor.choose)
        form.added.connect(editor.insert)
        form.asked.connect(self._do)
        form.dropped.connect(lambda lost: said.dropped(self.desk, lost))
        self.findings.clause_asked.connect(editor.choose)
        self.findings.clause_asked.connect(self.right_shown)
        self.findings.fix_asked.connect(self._fix)
        self.checking.checked.connect(self._take_check)
        self.examples.run_asked.connect(self.checking.check)
        self.checking.counted.connect(self._take_hits)
        self.checking.previewed.connect(self._take_seen)
        form.preview.row_asked.connect(self.checking.preview)
        form.preview.source_asked.connect(self.checking.choose_source)
        form.preview.moved.connect(editor.put_threshold)
        form.preview.as_new_asked.connect(self.checking.judge_as_new)
        self.publishing.state.connect(self._lock_publishing)
        self.exchange.arrived.connect(lambda drafts: editor.open(drafts[0].id, drafts[0].version))
        self.desk.context.changed.connect(self._context_changed)
