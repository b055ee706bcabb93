"""What a changed catalog does to the applicants of a project, and what one of its clauses hits.

``ImpactBase`` is prepared once for the applicants of a year: places are assigned and control lines
measured. After that any number of changed catalogs is judged over the same applicants. It is told
the changed catalogs themselves, so that a draft need not be saved first; whether they are marked as
published does not matter here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
from typing_extensions import override

from dzmap.core.applicants import EXISTING
from dzmap.core.catalogs import Catalog
from dzmap.core.clause_hits import ClauseHits, clause_hits
from dzmap.core.crowd import Crowd
from dzmap.core.impact import CatalogImpact, Side, changed_side, compared, flip_table, judged_side
from dzmap.core.industries import IndustryTree
from dzmap.core.rulebook import Rulebook, build_rulebook, catalogs_in_force
from dzmap.core.threshold_profile import ThresholdProfile, threshold_profile
from dzmap.core.wording import Wording
from dzmap.services.jobs import Progress, Silent
from dzmap.services.screening import (
    Project,
    ScreeningRequest,
    applicants_of,
    build_screener,
    with_known_places,
)

NEW = "新建"


class _Watched(Project):
    """A project that remembers the tables that were read, as they were."""

    def __init__(self, session: Project) -> None:
        self._session = session
        self._read: dict[str, pd.DataFrame] = {}

    @override
    def table(self, name: str) -> pd.DataFrame:
        self._read[name] = frame = self._session.table(name)
        return frame

    @override
    def catalogs(self) -> tuple[Catalog, ...]:
        return self._session.catalogs()

    @property
    def changed(self) -> bool:
        """Whether a table that was read is another one now."""
        return any(self._session.table(name) is not frame for name, frame in self._read.items())


class ImpactBase:
    """The applicants of a request, ready to be judged by changed catalogs. Made by ``prepare``.

    Its methods only read the project's catalogs, as they stand at the time of the call, and take a
    ``Progress`` where they are long. They may be called from any thread, one at a time.
    """

    def __init__(
        self,
        session: _Watched,
        request: ScreeningRequest,
        crowd: Crowd,
        wording: Wording,
        notes: tuple[str, ...],
    ) -> None:
        self.request = request
        self.crowd = crowd
        self._session = session
        self._wording = wording
        self._notes = notes
        self._judged: tuple[tuple[Catalog, ...], Side] | None = None

    @property
    def stale(self) -> bool:
        """Whether applicants, places or control lines were edited since; catalogs do not count."""
        return self._session.changed

    def impact(
        self,
        new: Sequence[Catalog],
        old: Sequence[Catalog] = (),
        progress: Progress | None = None,
    ) -> CatalogImpact:
        """Who changes verdict if ``new`` catalogs take the place of those of the same ids.

        Args:
            new: Changed catalogs; every version of the same id gives way to them. One that is not
                in force on the day of judgement is taken as if it were, and a note says so.
            old: Likewise for the other side of the comparison; () = the project as it is.
            progress: Told of the steps; cancelling stops there.
        """
        report = (progress or Silent()).step
        before = self._side(self._with(old), progress)
        after = changed_side(self.crowd, before, self._rulebook(self._with(new)), report)
        report("比较结果", 0, 0)
        dates = _date_notes((*new, *old), self.request.as_of)
        notes = tuple(dict.fromkeys((*dates, *after.rulebook.notes, *self._notes)))
        return compared(self.crowd, (before, after), self._wording, self.request.as_of, notes)

    def hits(self, draft: Catalog, progress: Progress | None = None) -> Mapping[str, ClauseHits]:
        """What every clause of a draft finds, by clause id: the column 命中企业.

        Clauses that are not in force on the day of judgement find nobody.
        """
        (taken,) = in_force([draft], self.request.as_of)
        rulebook = self._rulebook(self._with([draft]))
        return clause_hits(self.crowd, rulebook, taken, (progress or Silent()).step)

    def profile(
        self, draft: Catalog, clause_id: str, row: int = 0, progress: Progress | None = None
    ) -> ThresholdProfile | None:
        """The histogram and what-if of one threshold; None if the clause has no movable one.

        Args:
            draft: The catalog as it is being edited.
            clause_id: A requirement clause ``metric op thresholds`` with >=, >, <= or <.
            row: Which of its threshold rows is moved.
            progress: Told of the steps; cancelling stops there.
        """
        (taken,) = in_force([draft], self.request.as_of)
        return threshold_profile(
            self.crowd,
            lambda variant: self._rulebook(self._with([variant])),
            taken,
            clause_id,
            row,
            (progress or Silent()).step,
        )

    def flips_at(self, profile: ThresholdProfile, value: float) -> pd.DataFrame:
        """Whose overall verdict changes if a threshold moves to a value (``impact.flip_table``)."""
        sides = profile.side(profile.current), profile.side(value)
        pairs = profile.flipped_pairs(value)
        return flip_table(self.crowd, pairs, sides, self._wording, self.request.as_of)

    # ----------------------------------------------------------------------------------------

    def _with(self, changed: Sequence[Catalog]) -> tuple[Catalog, ...]:
        """The project's catalogs with the changed ones, in force, in the place of theirs."""
        ids = {one.id for one in changed}
        others = (one for one in self._session.catalogs() if one.id not in ids)
        return (*others, *in_force(changed, self.request.as_of))

    def _rulebook(self, catalogs: Iterable[Catalog]) -> Rulebook:
        return build_rulebook(self.crowd.targets, catalogs, self.request.as_of)

    def _side(self, catalogs: tuple[Catalog, ...], progress: Progress | None) -> Side:
        """Everybody judged; the last answer is kept, because the old side seldom changes."""
        if self._judged is None or self._judged[0] != catalogs:
            report = (progress or Silent()).step
            self._judged = catalogs, judged_side(self.crowd, self._rulebook(catalogs), report)
        return self._judged[1]


def prepare(
    session: Project,
    request: ScreeningRequest,
    progress: Progress | None = None,
    *,
    industries: IndustryTree | None = None,
    as_new: bool = False,
) -> ImpactBase:
    """Applicants, places and control lines of a project, ready for what-if questions.

    Args:
        session: The open project.
        request: Whose applicants, as of which day; everybody is judged against the own zone or park,
            whatever ``only`` says.
        progress: Told of the steps; cancelling stops there.
        industries: The classification, as for ``run_screening``.
        as_new: Judge enterprises that stand already (存量) as if they applied anew (新建), because
            many clauses concern new projects only.
    """
    report = (progress or Silent()).step
    report("读取数据", 0, 0)
    watched = _Watched(session)
    screener = build_screener(watched, request.as_of, industries=industries)
    applicants, notes = with_known_places(applicants_of(watched, request), watched)
    if as_new:
        standing = applicants["action"] == EXISTING
        applicants = applicants.assign(action=applicants["action"].mask(standing, NEW))
        notes = (*notes, f"{int(standing.sum()):,} 家现有企业按新建项目推算。")
    report("准备数据", 0, 0)
    crowd = screener.crowd(applicants)
    return ImpactBase(watched, request, crowd, screener.wording, notes)


def in_force(catalogs: Sequence[Catalog], day: date) -> tuple[Catalog, ...]:
    """One version of each id, published and in force on a day, whatever their own dates are.

    A version that is in force on the day counts before one that has to be moved there.
    """
    published = [replace(one, published=True) for one in catalogs]
    found = {one.id: one for one in catalogs_in_force(published, day)}
    for one in sorted(published, key=lambda one: one.effective_from):
        if one.id not in found:
            found[one.id] = _moved(one, day)
    return tuple(found.values())


def _moved(catalog: Catalog, day: date) -> Catalog:
    end = catalog.effective_to
    return replace(
        catalog,
        effective_from=min(catalog.effective_from, day),
        effective_to=None if end is not None and end < day else end,
    )


def _date_notes(catalogs: Sequence[Catalog], day: date) -> list[str]:
    published = [replace(one, published=True) for one in catalogs]
    counting = {one.id for one in catalogs_in_force(published, day)}
    notes = []
    for one in in_force(catalogs, day):
        if one.id in counting:
            continue
        periods = "、".join(
            f"{found.effective_from} 起"
            + (f"至 {found.effective_to}" if found.effective_to else "")
            for found in catalogs
            if found.id == one.id
        )
        notes.append(
            f"《{one.title}》v{one.version} 的施行期（{periods}）不含判定日 {day}，"
            "这里按判定日已经施行来算。"
        )
    return notes
