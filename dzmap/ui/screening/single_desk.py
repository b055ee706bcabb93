"""单个审查 on the screening page: the form, its verdict while typing, the place on the map."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QObject, QTimer, Signal

from dzmap.core.asked_facts import AskedFacts
from dzmap.core.verdicts import Explanation
from dzmap.services.jobs import Progress
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.screening.evidence import EvidencePanel, Place
from dzmap.ui.screening.findings import Findings
from dzmap.ui.screening.run import VERDICTS
from dzmap.ui.screening.single_form import SingleForm

if TYPE_CHECKING:
    import geopandas as gpd

    from dzmap.core.industry_search import IndustrySearch
    from dzmap.services.clause_findings import Case
    from dzmap.services.single import SingleApplicant, SingleJudge

    _Judged = tuple[Explanation, AskedFacts, Case | None]

_DELAY_MS = 300
_TABLES = ("enterprises", "projects")


class SingleDesk(QObject):
    """``entered`` and ``left`` ask the page to show the form, or the conditions of a batch again.

    The verdict follows the form with a short delay; a newer state of the form supersedes an older
    one. What verdicts stand on is prepared once and again after an edit or another day.
    """

    entered = Signal()
    left = Signal()
    run_asked = Signal()

    def __init__(
        self, desk: Desk, evidence: EvidencePanel, findings: Findings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._evidence = evidence
        self._findings = findings
        self._judge: SingleJudge | None = None
        self._search: IndustrySearch | None = None
        self._picking = False
        self.active = False
        self.source = ""  # the table that the applicants of the last run are rows of
        self.form = SingleForm(desk.theme)
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self._ask)
        self.form.changed.connect(self._timer.start)
        self.form.pick_asked.connect(self._pick)
        self.form.fill_asked.connect(self._fill_selected)
        self.form.back_asked.connect(self.leave)
        self.form.run_asked.connect(self.run_asked)
        desk.stage.clicked.connect(self._take_click)

    @property
    def frame(self) -> "gpd.GeoDataFrame":
        """The applicant in the form as a list of one."""
        return self.form.applicant().frame()

    def enter(self) -> None:
        """Show the form and judge what stands in it."""
        self.active = True
        self.entered.emit()
        self._prepare(self._ask)

    def leave(self) -> None:
        """Back to the batch."""
        self.active = False
        self._pick(wanted=False)
        self._timer.stop()
        self.left.emit()

    def forget(self) -> None:
        """The project, an edit or another day made what was prepared obsolete."""
        self._judge = None
        if self.active and self._desk.document.session is not None:
            self._prepare(self._ask)

    def close(self) -> None:
        """The project is gone."""
        self._judge = None
        self._timer.stop()
        if self.active:
            self.leave()

    def try_at(self, target_id: str, place: tuple[float, float] | None) -> None:
        """Open the form for a place or target, such as one that was asked about."""

        def fill() -> None:
            targets = {} if self._judge is None else {one.id: one for one in self._judge.targets}
            self.form.show_applicant(self._with_place(targets.get(target_id), place))
            self._ask()

        self.active = True
        self.entered.emit()
        self._prepare(fill)

    def fill(self, table: str, row_id: str) -> None:
        """Fill the form with an enterprise or project."""
        session, judge = self._desk.document.session, self._judge
        if session is None or judge is None:
            return
        year = self._desk.context.year

        def work(progress: Progress) -> "SingleApplicant":
            from dzmap.services.single import known_applicant

            progress.step(tr("读取数据"))
            return known_applicant(session, table, row_id, year=year, targets=judge.targets)

        self._desk.jobs.run(tr("读取数据"), work, key="single fill", on_done=self._show)

    # ----------------------------------------------------------------------------------------

    def _with_place(self, target: object, place: tuple[float, float] | None) -> "SingleApplicant":
        from dataclasses import replace

        from dzmap.core.verdicts import Target

        known = self.form.applicant()
        return replace(
            known,
            target=target if isinstance(target, Target) else None,
            place=None if place is None else shapely.Point(place),
        )

    def _show(self, applicant: "SingleApplicant") -> None:
        self.form.show_applicant(applicant)
        self._ask()

    def _prepare(self, then: Callable[[], object]) -> None:
        """Make the judge if there is none; a newer state of the project supersedes."""
        session = self._desk.document.session
        if session is None:
            return
        if self._judge is not None:
            then()
            return
        as_of = self._desk.context.as_of
        reference = self._desk.document.application.reference

        def work(progress: Progress) -> "tuple[SingleJudge, IndustrySearch]":
            from dzmap.services.industries import industry_search
            from dzmap.services.single import SingleJudge

            progress.step(tr("准备单个审查"))
            search = industry_search(reference)
            return SingleJudge(session, as_of, search.tree), search

        def take(found: "tuple[SingleJudge, IndustrySearch]") -> None:
            if self._desk.document.session is not session:
                return
            self._judge, search = found
            self.form.use_search(search)
            self.form.show_targets(self._judge.targets)
            then()

        self._desk.jobs.run(tr("准备单个审查"), work, key="single judge", on_done=take)

    def _ask(self) -> None:
        """Judge what stands in the form now."""
        judge = self._judge
        if judge is None or not self.active:
            return
        applicant = self.form.applicant()
        target = "" if applicant.target is None else applicant.target.id

        def work(_: Progress) -> "_Judged":
            found = judge.judge(applicant)
            asked = judge.asked(found.target.id or target, applicant.industry)
            return found, asked, judge.case(applicant, found)

        self._desk.jobs.run(tr("正在判定"), work, key="single verdict", on_done=self._take)

    def _take(self, found: "_Judged") -> None:
        if not self.active:
            return
        explanation, asked, case = found
        self.form.show_asked(asked)
        self._evidence.show_explanation(explanation, Place(0, 0))
        self._evidence.show_draft()
        self._findings.look_at(case)

    # -- the place ---------------------------------------------------------------------------

    def _pick(self, wanted: bool) -> None:
        self._picking = wanted
        self.form.show_picking(wanted)
        if wanted:
            self._desk.notices.toast(tr("在图上点一下，作为申请对象的位置"))

    def _take_click(self, lon: float, lat: float) -> None:
        if self.active and self._picking:
            self._pick(wanted=False)
            self.form.show_place(shapely.Point(lon, lat))
            self._ask()

    def _fill_selected(self) -> None:
        selection = self._desk.selection
        table = self.source if selection.table == VERDICTS else selection.table
        if table in _TABLES and selection.ids:
            self.fill(table, selection.ids[0])
        else:
            self._desk.notices.toast(tr("先在图上、结果表或“叠加看图”的表里选一个企业或项目"))
