"""One comparison in the background: verdicts, scores and the map, in one go."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dzmap.core.site_scores import Ranking, SiteScores, Weights
from dzmap.core.siting import Group
from dzmap.services.jobs import Progress
from dzmap.services.siting import SitingRequest, SitingRun, run_siting
from dzmap.ui.i18n import tr

if TYPE_CHECKING:
    from dzmap.services.map_model import MapModel
    from dzmap.services.ports import ReferenceData
    from dzmap.services.session import Session

USED = frozenset(
    {
        "enterprises",
        "enterprise_years",
        "projects",
        "zones",
        "parks",
        "parcels",
        "chains",
        "control_layers",
        "control_areas",
        "catalogs",
    }
)
"""The tables that a comparison may depend on."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """A finished comparison as the page shows it, and the map below it."""

    run: SitingRun
    plain_map: "MapModel"
    seconds: float

    @property
    def headline(self) -> str:
        """“比选完成：26 处，可以进 18，进不了 4，说不清 4”."""
        return tr("比选完成：{count} 处，可以进 {yes}，进不了 {no}，说不清 {open}").format(
            count=len(self.run.sites),
            yes=self.run.count(Group.ADMITTED),
            no=self.run.count(Group.REJECTED),
            open=self.run.count(Group.UNCLEAR),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranked:
    """A comparison under some weights; ``effective`` leaves out parts that nobody has."""

    outcome: Outcome
    scores: SiteScores
    effective: Weights
    ranking: Ranking


def compare(
    session: "Session",
    request: SitingRequest,
    reference: "ReferenceData",
    progress: Progress,
) -> Outcome:
    """Compare and prepare everything that the page shows; called in a worker thread."""
    from dzmap.services.industries import industry_tree
    from dzmap.services.styling import chosen_map

    started = time.perf_counter()
    run = run_siting(session, request, progress, industries=industry_tree(reference))
    seconds = time.perf_counter() - started
    progress.step(tr("画图"))
    return Outcome(run=run, plain_map=chosen_map(session, complete=True), seconds=seconds)


def ranked(outcome: Outcome, weights: Weights, *, enough_land: bool) -> Ranked:
    """Score the places of a comparison; nothing is judged again."""
    scores = outcome.run.scores_with_land if enough_land else outcome.run.scores
    effective = scores.effective(weights)
    return Ranked(
        outcome=outcome, scores=scores, effective=effective, ranking=scores.ranked(effective)
    )
