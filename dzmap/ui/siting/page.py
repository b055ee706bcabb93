"""选址比选: choose who looks for a site, compare every zone and park, weigh and look."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction
from typing_extensions import override

from dzmap.core.problems import KnownError
from dzmap.services.jobs import Progress
from dzmap.services.siting import Candidate, SitingRequest, candidate_of, find_candidate
from dzmap.ui.export_path import ask_export_path
from dzmap.ui.handover import APPLICANT, FACTS, candidate_of_facts
from dzmap.ui.i18n import later, tr
from dzmap.ui.job_runner import Job
from dzmap.ui.page import BottomTab, Desk, Proportions, TaskPage
from dzmap.ui.siting.applicant_dialog import ApplicantDialog, applicant_rows
from dzmap.ui.siting.conditions import SitingConditions
from dzmap.ui.siting.panel import ComparisonPanel
from dzmap.ui.siting.results_panel import SitingResults
from dzmap.ui.siting.run import USED, Outcome, compare
from dzmap.ui.siting.showing import Showing

if TYPE_CHECKING:
    import pandas as pd

    from dzmap.core.industry_search import IndustrySearch
    from dzmap.services.map_model import MapModel

_STALE = "siting stale"


class SitingPage(TaskPage):
    """The page keeps its last comparison; a change of its grounds marks it stale."""

    left_title: ClassVar[str] = later("选址条件")
    right_title: ClassVar[str] = later("对照")
    menu: ClassVar[str] = "review"
    proportions: ClassVar[Proportions] = Proportions(left=280, right=372, bottom=440)
    complete_map: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._active = self._edited = False
        self._outcome: Outcome | None = None
        self._plain_map: MapModel | None = None
        self._search: IndustrySearch | None = None
        self._basis_due = True
        self._job: Job | None = None
        self._dialog: ApplicantDialog | None = None
        self._conditions = SitingConditions(desk.theme)
        self._results = SitingResults(desk.theme)
        self._panel = ComparisonPanel(desk.theme)
        self._showing = Showing(desk, self._conditions, self._results, self._panel, self)
        self.left, self.right = self._conditions, self._panel
        self.bottom = [BottomTab(tr("比选结果"), self._results)]
        self._actions = self._make_actions()
        self._connect()

    @property
    def outcome(self) -> Outcome | None:
        """The last finished comparison."""
        return self._outcome

    # -- the window's side -------------------------------------------------------------------

    @override
    def activate(self) -> None:
        self._active = self._showing.active = True
        if self._basis_due:
            self._read_basis()
        self._show_map()
        self._mark_stale()

    @override
    def deactivate(self) -> None:
        self._active = self._showing.active = False
        self.desk.notices.end_banner(_STALE)

    @override
    def project_closed(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._outcome = self._plain_map = None
        self._edited, self._basis_due = False, True
        self._conditions.form.show_candidate(None)
        self._conditions.show_counts({})
        self._conditions.show_last("")
        self._showing.use(None)
        self.desk.notices.end_banner(_STALE)
        self._show_tab()

    @override
    def project_changed(self, tables: frozenset[str]) -> None:
        if not tables or tables & USED:
            self._edited = self._outcome is not None
            self._basis_due = True
            if self._active:
                self._read_basis()
            self._mark_stale()

    @override
    def show_part(self, part: str) -> None:
        """“applicant:projects/ID” or “applicant:ID” compares at once; so does “facts:…”."""
        session = self.desk.document.session
        if session is None:
            return
        try:
            if part.startswith(FACTS):
                candidate = candidate_of_facts(part)
            elif part.startswith(APPLICANT):
                candidate = self._candidate_of(part.removeprefix(APPLICANT))
            else:
                return
        except KnownError as error:
            self.desk.notices.error(error)
            return
        self._take_candidate(candidate)

    @override
    def actions(self) -> list[QAction]:
        return self._actions

    @override
    def run(self) -> None:
        session, lacks = self.desk.document.session, self._conditions.lacks()
        if session is None:
            return
        if lacks:
            self.desk.notices.toast(lacks)
            self.left_shown.emit()
            return
        request = SitingRequest(
            candidate=self._conditions.form.candidate(),
            as_of=self.desk.context.as_of,
            kinds=self._conditions.kinds,
        )
        reference = self.desk.document.application.reference
        job = self.desk.jobs.run(
            tr("正在比选"),
            lambda progress: compare(session, request, reference, progress),
            key="siting",
            on_done=self._take,
            on_failed=lambda error: self.desk.notices.error(error, (tr("重新比选"), self.run)),
        )
        self._job = job
        job.cancelled.connect(lambda: self.desk.notices.toast(tr("已取消比选，保留上次的结果")))
        job.ended.connect(lambda: self._end(job))
        self._conditions.set_running(True)

    def cancel(self) -> None:
        """Stop the comparison under way; the last one stays."""
        if self._job is not None:
            self._job.cancel()

    def choose_applicant(self) -> None:
        """从表中选择: list the enterprises and projects."""
        session = self.desk.document.session
        if session is None:
            return

        def work(progress: Progress) -> "pd.DataFrame":
            progress.step(tr("读取企业和项目"))
            return applicant_rows(session)

        self.desk.jobs.run(
            tr("读取企业和项目"), work, key="siting applicants", on_done=self._open_dialog
        )

    def export(self) -> None:
        """Write the comparison where the user says."""
        outcome = self._outcome
        if outcome is None:
            return
        name = tr("选址比选 {name}.xlsx").format(name=outcome.run.request.candidate.name)
        kinds = "Excel (*.xlsx);;JSON (*.json)"
        path = ask_export_path(self.desk.settings, tr("导出比选结果"), name, kinds)
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the comparison in the background, as the ending of ``path`` says; a toast tells."""
        session, outcome = self.desk.document.session, self._outcome
        if session is None or outcome is None:
            return
        ending = path.suffix.lower().removeprefix(".")
        writer = self.desk.document.application.writers[ending]
        weights = self._conditions.weights.weights

        def work(progress: Progress) -> Path:
            from dzmap.services.siting_report import siting_report

            report = siting_report(session, outcome.run, weights, nested=ending == "json")
            writer.write(report, path, progress=progress)
            return path

        self.desk.jobs.run(
            tr("正在导出 {name}").format(name=path.name),
            work,
            key="siting export",
            on_done=lambda written: self.desk.notices.toast(
                tr("已导出 {name}").format(name=written.name)
            ),
        )

    # -- running -----------------------------------------------------------------------------

    def _candidate_of(self, key: str) -> Candidate:
        session, year = self.desk.document.session, self.desk.context.year
        assert session is not None
        table, _, row_id = key.partition("/")
        if row_id and table in ("projects", "enterprises"):
            return candidate_of(session, table, row_id, year)
        return find_candidate(session, key, year)

    def _take_candidate(self, candidate: Candidate) -> None:
        self._conditions.form.show_candidate(candidate)
        self._conditions.set_running(False)
        self.run()

    def _take(self, outcome: Outcome) -> None:
        if self.desk.document.session is None:
            return
        self._outcome, self._edited = outcome, False
        self._showing.use(outcome)
        self._conditions.show_last(
            tr("上次：{count} 处，{seconds} 秒").format(
                count=len(outcome.run.sites), seconds=f"{outcome.seconds:.2f}"
            )
        )
        self._show_tab()
        self.desk.notices.log("ok", outcome.headline, "\n".join(outcome.run.notes))
        QAccessible.updateAccessibility(
            QAccessibleAnnouncementEvent(self._results, outcome.headline)
        )
        self._show_map()
        self._mark_stale()

    def _end(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._results.card.hide()
            self._conditions.set_running(False)

    def _follow_job(self, job: Job) -> None:
        if job is self._job:
            self._results.card.follow(job)

    def _facts_changed(self) -> None:
        self._edited = self._outcome is not None
        self._mark_stale()

    def _mark_stale(self) -> None:
        """Say that the result is older than its grounds; never compare again unasked."""
        if not self._active:
            return
        outcome, reason = self._outcome, ""
        if outcome is not None and outcome.run.request.as_of != self.desk.context.as_of:
            reason = tr("判定日已改为 {day}，结果按旧日期得出。").format(
                day=self.desk.context.as_of.isoformat()
            )
        elif outcome is not None and self._edited:
            reason = tr("申请对象、范围或项目数据已修改，结果按修改前的得出。")
        if reason:
            self.desk.notices.banner("warn", reason, (tr("重新比选"), self.run), key=_STALE)
        else:
            self.desk.notices.end_banner(_STALE)

    # -- what is chosen from -----------------------------------------------------------------

    def _read_basis(self) -> None:
        session = self.desk.document.session
        if session is None:
            return
        self._basis_due = False
        application, search = self.desk.document.application, self._search

        def work(progress: Progress) -> "tuple[MapModel, IndustrySearch, dict[str, int]]":
            from dzmap.services.industries import industry_search
            from dzmap.services.styling import chosen_map

            progress.step(tr("准备选址条件"))
            counts = {"zone": len(session.table("zones")), "park": len(session.table("parks"))}
            found = search or industry_search(application.reference)
            return chosen_map(session, complete=True), found, counts

        self.desk.jobs.run(tr("准备选址条件"), work, key="siting basis", on_done=self._take_basis)

    def _take_basis(self, found: "tuple[MapModel, IndustrySearch, dict[str, int]]") -> None:
        if self.desk.document.session is None:
            return
        self._plain_map, self._search, counts = found
        self._conditions.form.use_search(self._search)
        self._conditions.show_counts(counts)
        if self._outcome is None:
            self._show_map()

    def _open_dialog(self, rows: "pd.DataFrame") -> None:
        if self.desk.document.session is None:
            return
        self._dialog = ApplicantDialog(rows, self._conditions.window())
        self._dialog.chosen.connect(lambda key: self.show_part(f"{APPLICANT}{key}"))
        self._dialog.finished.connect(self._dialog.deleteLater)
        self._dialog.open()

    # -- showing -----------------------------------------------------------------------------

    def _show_map(self) -> None:
        if not self._active:
            return
        if self._outcome is not None:
            self._showing.show_map()
        elif self._plain_map is not None:
            self.desk.stage.show(self._plain_map)

    def _show_tab(self) -> None:
        title = tr("比选结果")
        if self._outcome is not None:
            title = f"{title} {len(self._outcome.run.sites)}"
        self.bottom = [BottomTab(title, self._results)]
        self.tabs_changed.emit()
        self._actions[1].setEnabled(self._outcome is not None)

    def _make_actions(self) -> list[QAction]:
        choose, export = QAction(tr("为企业或项目选址…"), self), QAction(tr("导出比选结果…"), self)
        choose.triggered.connect(lambda _=False: self.choose_applicant())
        export.triggered.connect(lambda _=False: self.export())
        export.setEnabled(False)
        return [choose, export]

    def _connect(self) -> None:
        conditions, results = self._conditions, self._results
        conditions.run_asked.connect(self.run)
        conditions.cancel_asked.connect(self.cancel)
        conditions.choose_asked.connect(self.choose_applicant)
        conditions.facts_changed.connect(self._facts_changed)
        results.choose_asked.connect(self.choose_applicant)
        results.export_asked.connect(self.export)
        results.card.cancel_asked.connect(self.cancel)
        self._panel.export_asked.connect(self.export)
        self._showing.evidence_asked.connect(self.right_shown)
        self.desk.context.changed.connect(self._mark_stale)
        self.desk.jobs.progressed.connect(self._follow_job)
