"""准入审查: choose whom to judge and against what, run, read the verdicts and their evidence."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from dzmap.core.problems import KnownError
from dzmap.services.jobs import Progress
from dzmap.services.screening import ScreeningRequest
from dzmap.ui.i18n import later, tr
from dzmap.ui.job_runner import Job
from dzmap.ui.page import BottomTab, Desk, Proportions, TaskPage
from dzmap.ui.screening.applicants_block import SUFFIXES, ListFile
from dzmap.ui.screening.basis import Basis, basis_of
from dzmap.ui.screening.conditions import LastRun, ScreeningConditions
from dzmap.ui.screening.evidence import EvidencePanel
from dzmap.ui.screening.export import export_results
from dzmap.ui.screening.findings import Findings
from dzmap.ui.screening.list_dialog import catalogs_dialog, problems_dialog
from dzmap.ui.screening.result_rows import only_lacking, only_stuck
from dzmap.ui.screening.results_panel import ResultsPanel, Shown
from dzmap.ui.screening.row_link import RowLink
from dzmap.ui.screening.run import (
    USED,
    VERDICTS,
    Outcome,
    screen,
    uncovered_rows,
)
from dzmap.ui.screening.run_desk import RunDesk
from dzmap.ui.screening.sheet_desk import SheetDesk
from dzmap.ui.screening.single_desk import SingleDesk
from dzmap.ui.screening.staleness import Present, stale_reason
from dzmap.ui.shortcuts import assign

if TYPE_CHECKING:
    from dzmap.services.map_model import MapModel

_STALE = "screening stale"


class ScreeningPage(TaskPage):
    """The page keeps its last result until the next one; a change of its grounds marks it stale."""

    left_title: ClassVar[str] = later("审查条件")
    right_title: ClassVar[str] = later("判定依据")
    menu: ClassVar[str] = "review"
    proportions: ClassVar[Proportions] = Proportions(left=268, right=404, bottom=512)
    complete_map: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._active = False
        self._basis: Basis | None = None
        self._plain_map: MapModel | None = None
        self._outcome: Outcome | None = None
        self._edited = False
        self._basis_due = True
        self._job: Job | None = None
        self._conditions = ScreeningConditions(desk.theme, desk.settings)
        self._results = ResultsPanel(desk.theme)
        self._evidence = EvidencePanel(desk.theme)
        self._findings = Findings(desk, self._evidence, self)
        self._link = RowLink(desk, self._results, self._evidence, self._findings, self)
        self._runs = RunDesk(desk, self._results, self._link, self)
        self._sheets = SheetDesk(
            desk, self._results, self._evidence, self._link, self._runs.keeping
        )
        self._single = SingleDesk(desk, self._evidence, self._findings, self)
        self._panels = QStackedWidget()
        for panel in (self._conditions, self._single.form):
            self._panels.addWidget(panel)
        self.left, self.right = self._panels, self._evidence
        self.bottom = [BottomTab(tr("审查结果"), self._results), self._runs.tab]
        self._actions = self._make_actions()
        self._connect()

    @property
    def outcome(self) -> Outcome | None:
        """The last finished run."""
        return self._outcome

    # -- the window's side -------------------------------------------------------------------

    @override
    def activate(self) -> None:
        self._active = self._link.active = True
        if self._basis_due:
            self._read_basis()
        self._show_map()
        self._mark_stale()
        self._link.follow()

    @override
    def deactivate(self) -> None:
        self._active = self._link.active = False
        self.desk.notices.end_banner(_STALE)
        self._link.hand_over()

    @override
    def project_opened(self) -> None:
        self._read_basis()

    @override
    def project_closed(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._basis = self._outcome = self._plain_map = None
        self._edited = False
        self._link.use(None)
        self._runs.use(None)
        self._sheets.use(None)
        self._single.close()
        self._conditions.applicants.forget_file()
        self._conditions.show_basis(None)
        self._conditions.show_last(None)
        self._results.clear()
        self.desk.notices.end_banner(_STALE)
        self._show_tab()

    @override
    def project_changed(self, tables: frozenset[str]) -> None:
        self._runs.follow(tables)
        if not tables or tables & USED:
            self._single.forget()
            # Drafts do not count; whether other catalogs are in force now is looked at by itself.
            others = not tables or bool(tables & (USED - {"catalogs"}))
            self._edited |= others and self._outcome is not None
            self._read_basis()
            self._mark_stale()

    @override
    def accept_file(self, path: Path) -> bool:
        if path.suffix.lower() not in SUFFIXES:
            return False
        self._read_file(path)
        return True

    @override
    def show_part(self, part: str) -> None:
        """“single” opens the form; “single/TARGET/LON/LAT” for a place, both may be empty."""
        kind, *rest = part.split("/")
        if kind != "single" or self.desk.document.session is None:
            return
        if len(rest) == 3:
            target, lon, lat = rest
            self._single.try_at(target, (float(lon), float(lat)) if lon and lat else None)
        else:
            self._single.enter()

    @override
    def actions(self) -> list[QAction]:
        return self._actions

    @override
    def run(self) -> None:
        session = self.desk.document.session
        lacks = "" if self._single.active else self._conditions.lacks()
        if session is None:
            return
        if lacks:
            self.desk.notices.toast(lacks)
            self.left_shown.emit()
            return
        request = self._request()
        reference = self.desk.document.application.reference
        job = self.desk.jobs.run(
            tr("正在审查"),
            lambda progress: screen(session, request, reference, progress),
            key="screening",
            on_done=self._take,
            on_failed=self._fail,
        )
        self._job = job
        job.cancelled.connect(self._say_cancelled)
        job.ended.connect(lambda: self._end(job))
        self._conditions.set_running(True)

    def cancel(self) -> None:
        """Stop the run under way; the last result stays."""
        if self._job is not None:
            self._job.cancel()

    def export(self) -> None:
        """Write all rows of the last run where the user says."""
        session, outcome = self.desk.document.session, self._outcome
        if session is not None and outcome is not None:
            export_results(self.desk, session, outcome, self._runs.keeping)

    # -- running -----------------------------------------------------------------------------

    def _request(self) -> ScreeningRequest:
        if self._single.active:
            return ScreeningRequest(
                year=self.desk.context.year,
                as_of=self.desk.context.as_of,
                source=self._single.frame,
                list_name=tr("单个录入"),
                rules=self._conditions.options.rules,
            )
        block = self._conditions.applicants
        source = block.file.applicants if block.source == "file" and block.file else block.source
        return ScreeningRequest(
            year=self.desk.context.year,
            as_of=self.desk.context.as_of,
            source=source,
            only=self._conditions.targets.only,
            list_name=block.file.path.name if block.source == "file" and block.file else "",
            rules=self._conditions.options.rules,
        )

    def _take(self, outcome: Outcome, kept_id: str = "") -> None:
        if self.desk.document.session is None:
            return
        self._outcome, self._edited = outcome, False
        self._single.source = outcome.source
        self._link.use(outcome)
        result = outcome.run.result
        self._results.show_run(Shown(result, outcome.rows))
        self._runs.use(outcome, kept_id)
        self._sheets.use(outcome)
        self._conditions.show_last(
            LastRun(len(result.applicants), outcome.catalogs, outcome.seconds)
        )
        self._show_tab()
        self._add_notes(outcome)
        self.desk.notices.log("ok", outcome.headline, "\n".join(result.notes))
        QAccessible.updateAccessibility(
            QAccessibleAnnouncementEvent(self._results, outcome.headline)
        )
        self._show_map()
        self._mark_stale()
        self._link.follow()

    def _take_map(self, model: "MapModel") -> None:
        """The marks show what officials decided."""
        if self._outcome is not None:
            self._outcome = replace(self._outcome, model=model)
            self._show_map()

    def _fail(self, error: KnownError) -> None:
        self.desk.notices.error(error, (tr("重新审查"), self.run))

    def _end(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._results.card.hide()
            self._conditions.set_running(False)

    def _say_cancelled(self) -> None:
        if self._outcome is None:
            self.desk.notices.toast(tr("已取消审查，没有留下结果"))
            return
        text = tr("已取消审查，保留上次的结果：{count} 行，判定日 {day}")
        count = len(self._outcome.run.result)
        self.desk.notices.toast(
            text.format(count=f"{count:,}", day=self._outcome.as_of.isoformat())
        )

    def _follow_job(self, job: Job) -> None:
        if job is self._job:
            self._results.card.follow(job)

    def _add_notes(self, outcome: Outcome) -> None:
        for layer in self._basis.layers if self._basis is not None else ():
            count = uncovered_rows(outcome, layer) if layer.partial else 0
            if count:
                narrow = partial(self._results.narrow, only_lacking(layer.name))
                text = tr(
                    "{layer}只覆盖 {covered} / {counties} 县。{count} 个对象因此判为“资料不足”，没有判为准入。"
                ).format(
                    layer=layer.name, covered=layer.covered, counties=layer.counties, count=count
                )
                see = tr("看这 {count} 个").format(count=count)
                self._results.add_note("warn", text, (see, narrow))

    def _mark_stale(self) -> None:
        """Say that the result is older than its grounds; never run again unasked."""
        outcome, session = self._outcome, self.desk.document.session
        reason = ""
        if outcome is not None and session is not None:
            present = Present(
                as_of=self.desk.context.as_of,
                year=self.desk.context.year,
                catalogs=session.catalogs(),
                rules=self._conditions.options.rules,
                edited=self._edited,
            )
            reason = stale_reason(outcome, present)
        self._results.set_stale(bool(reason))
        if not self._active:
            return
        if reason:
            self.desk.notices.banner("warn", reason, (tr("重新审查"), self.run), key=_STALE)
        else:
            self.desk.notices.end_banner(_STALE)

    # -- what a run stands on ----------------------------------------------------------------

    def _read_basis(self) -> None:
        """Look again at what a run would stand on; a page that nobody sees waits until then."""
        session, as_of = self.desk.document.session, self.desk.context.as_of
        self._basis_due = not self._active
        if session is None or not self._active:
            return
        needs_map = self._outcome is None

        def work(progress: Progress) -> "tuple[Basis, MapModel | None]":
            from dzmap.services.styling import chosen_map

            progress.step(tr("准备审查条件"))
            shown = chosen_map(session, complete=True) if needs_map else None
            return basis_of(session, as_of), shown

        self.desk.jobs.run(
            tr("准备审查条件"), work, key="screening basis", on_done=self._take_basis
        )

    def _take_basis(self, found: "tuple[Basis, MapModel | None]") -> None:
        if self.desk.document.session is None:
            return
        self._basis, plain_map = found
        self._conditions.show_basis(self._basis)
        if self._outcome is None and plain_map is not None:
            self._plain_map = plain_map
            self._show_map()

    def _context_changed(self) -> None:
        self._single.forget()
        self._read_basis()
        self._mark_stale()

    def _read_file(self, path: Path) -> None:
        self._conditions.applicants.show_reading(path)
        self.left_shown.emit()
        tables = self.desk.document.application.tables

        def work(progress: Progress) -> ListFile:
            applicants, problems = tables.read_applicants(path, progress=progress)
            return ListFile(path, applicants, problems)

        self.desk.jobs.run(
            tr("正在读取 {name}").format(name=path.name),
            work,
            key="screening file",
            on_done=self._conditions.applicants.show_file,
            on_failed=lambda error: self._conditions.applicants.show_failure(path, error),
        )

    # -- showing -----------------------------------------------------------------------------

    def _show_map(self) -> None:
        if not self._active:
            return
        if self._outcome is not None:
            self.desk.stage.show(self._findings.on(self._outcome.model), legend=(VERDICTS,))
        elif self._plain_map is not None:
            self.desk.stage.show(self._findings.on(self._plain_map))

    def _show_form(self, *, shown: bool) -> None:
        self._panels.setCurrentWidget(self._single.form if shown else self._conditions)
        self.left_shown.emit()
        if shown:
            self.right_shown.emit()
        else:
            self._evidence.clear(waiting=self._outcome is None)
            self._link.follow()

    def _show_tab(self) -> None:
        title = tr("审查结果")
        if self._outcome is not None:
            title = f"{title} {len(self._outcome.run.result):,}"
        self.bottom = [BottomTab(title, self._results), self._runs.tab]
        self.tabs_changed.emit()
        self._actions[1].setEnabled(self._outcome is not None)

    def _make_actions(self) -> list[QAction]:
        run, export = QAction(tr("批量审查"), self), QAction(tr("导出审查结果…"), self)
        single = QAction(tr("单个审查"), self)
        single.triggered.connect(lambda _=False: self._single.enter())
        before, after = QAction(tr("上一行的依据"), self), QAction(tr("下一行的依据"), self)
        run.triggered.connect(lambda _=False: self.run())
        export.triggered.connect(lambda _=False: self.export())
        export.setEnabled(False)
        for action, key, by in ((before, "row_before", -1), (after, "row_after", 1)):
            assign(action, key)
            action.triggered.connect(lambda _=False, by=by: self._link.step(by))
        return [
            run,
            export,
            single,
            self._runs.keep_action,
            self._runs.records_action,
            before,
            after,
        ]

    def _connect(self) -> None:
        conditions, results = self._conditions, self._results
        conditions.run_asked.connect(self.run)
        conditions.page_asked.connect(self.task_asked)
        self._evidence.clause_opened.connect(
            lambda catalog, clause: self.task_asked.emit(f"catalogs/{catalog}/{clause}")
        )
        self._evidence.impact_asked.connect(
            lambda catalog, clause: self.task_asked.emit(f"catalogs/impact:{catalog}/{clause}")
        )
        self._evidence.stuck_asked.connect(self._show_stuck)
        conditions.cancel_asked.connect(self.cancel)
        conditions.options.changed.connect(self._mark_stale)
        conditions.applicants.single_asked.connect(self._single.enter)
        self._single.run_asked.connect(self.run)
        self._single.entered.connect(partial(self._show_form, shown=True))
        self._single.left.connect(partial(self._show_form, shown=False))
        conditions.applicants.file_chosen.connect(self._read_file)
        conditions.applicants.problems_asked.connect(self._show_problems)
        conditions.catalogs.list_asked.connect(self._show_catalogs)
        results.run_asked.connect(self.run)
        results.export_asked.connect(self.export)
        results.card.cancel_asked.connect(self.cancel)
        self._findings.changed.connect(self._show_map)
        self._link.evidence_asked.connect(self.right_shown)
        self._link.site_asked.connect(lambda part: self.task_asked.emit(f"siting/{part}"))
        self._runs.tab_changed.connect(self._show_tab)
        self._runs.mapped.connect(self._take_map)
        self._runs.records.shown.connect(self._take)
        self.desk.context.changed.connect(self._context_changed)
        self.desk.jobs.progressed.connect(self._follow_job)

    def _show_stuck(self, catalog_id: str, clause_id: str, demand: str) -> None:
        """Only those that the same clause decides."""
        if self._outcome is not None:
            self._results.narrow(only_stuck(self._outcome.run, catalog_id, clause_id, demand))
            self.tab_asked.emit(self._results)

    def _show_problems(self) -> None:
        file = self._conditions.applicants.file
        if file is not None:
            problems_dialog(file.path.name, file.problems, self._conditions.window()).open()

    def _show_catalogs(self) -> None:
        if self._basis is not None:
            catalogs_dialog(self._basis.catalogs, self._conditions.window()).open()
