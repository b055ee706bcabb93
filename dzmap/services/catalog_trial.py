"""Trying a catalog before it is published: one enterprise, or the examples kept with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd
import shapely

from dzmap.core.applicants import normalised_applicants
from dzmap.core.catalogs import Catalog, ExampleCase, Level
from dzmap.core.crs import LONLAT
from dzmap.core.industries import IndustryTree
from dzmap.core.verdicts import Explanation, Verdict
from dzmap.services.catalog_impact import in_force
from dzmap.services.jobs import Progress, Silent
from dzmap.services.screening import Project, ScreeningRequest, build_screener, run_screening


class Tryout:
    """A project in which a catalog is in force in the place of all its other versions.

    Args:
        project: The open project.
        catalog: The version that is tried; whether it is published does not matter.
        day: The day on which it is tried; it counts then whatever its own dates are.
    """

    def __init__(self, project: Project, catalog: Catalog, day: date) -> None:
        self._project = project
        self._catalogs = (
            *(one for one in project.catalogs() if one.id != catalog.id),
            *in_force([catalog], day),
        )

    def table(self, name: str) -> pd.DataFrame:
        """The project's rows."""
        return self._project.table(name)

    def catalogs(self) -> tuple[Catalog, ...]:
        """The project's catalogs with the tried one in its place."""
        return self._catalogs


@dataclass(frozen=True)
class ExampleOutcome:
    """What an example gives: the evidence, and what of it is not as expected ("" if all is)."""

    example: ExampleCase
    explanation: Explanation
    difference: str = ""

    @property
    def passed(self) -> bool:
        """Whether the catalog says what its authors expect."""
        return not self.difference

    @property
    def verdict(self) -> Verdict:
        """The verdict that is compared with the expected one."""
        shown = self.explanation
        return shown.checked_verdict if self.example.of_checked else shown.verdict


def try_applicant(
    project: Project,
    catalog: Catalog,
    request: ScreeningRequest,
    *,
    industries: IndustryTree | None = None,
) -> Explanation:
    """The evidence for one applicant, the only row of the request's frame, under a tried catalog."""
    run = run_screening(Tryout(project, catalog, request.as_of), request, industries=industries)
    return run.explain(0)


def run_examples(
    project: Project,
    catalog: Catalog,
    day: date,
    progress: Progress | None = None,
    *,
    industries: IndustryTree | None = None,
) -> tuple[ExampleOutcome, ...]:
    """Every example of a catalog, judged by the catalog as it stands.

    Args:
        project: The open project: zones, parks, control lines and the other catalogs.
        catalog: The version that is tried.
        day: The day of judgement of examples that name none.
        progress: Told of each example; cancelling stops there.
        industries: The classification.
    """
    report = progress or Silent()
    outcomes = []
    for number, example in enumerate(catalog.examples):
        report.step("运行示例用例", number, len(catalog.examples))
        outcomes.append(_outcome(project, catalog, day, example, industries))
    return tuple(outcomes)


def _outcome(
    project: Project,
    catalog: Catalog,
    day: date,
    example: ExampleCase,
    industries: IndustryTree | None,
) -> ExampleOutcome:
    as_of = example.as_of or day
    trial = Tryout(project, catalog, as_of)
    screener = build_screener(trial, as_of, industries=industries)
    target = example.target_id or _first_target(catalog, [one.id for one in screener.targets])
    explanation = screener.explain(applicant_of(example), 0, target)
    outcome = ExampleOutcome(example, explanation)
    return ExampleOutcome(example, explanation, _difference(outcome))


def _first_target(catalog: Catalog, known: Sequence[str]) -> str:
    """A place that the catalog governs: for zones and parks the first of its own."""
    own = catalog.scope_ids if catalog.level in {Level.ZONE, Level.PARK} else ()
    return next((one for one in own if one in known), known[0] if known else "")


def _difference(outcome: ExampleOutcome) -> str:
    example, explanation = outcome.example, outcome.explanation
    if outcome.verdict is not example.verdict:
        return f"应为{example.verdict.zh}，得到{outcome.verdict.zh}"
    if not example.decisive:
        return ""
    deciding = [
        one.clause_id
        for one in explanation.clauses
        if one.contribution is outcome.verdict and one.clause_id == example.decisive
    ]
    return "" if deciding else f"不是由 {example.decisive} 决定的"


def applicant_of(example: ExampleCase) -> gpd.GeoDataFrame:
    """The example as an applicants frame of one row."""
    row = {name: [value] for name, value in example.facts}
    row["id"], row["name"] = ["example"], [example.name]
    if example.place is not None:
        place = shapely.Point(*example.place)
        frame = gpd.GeoDataFrame(row, geometry=[place], crs=LONLAT)
    else:
        frame = pd.DataFrame(row)
    return normalised_applicants(frame)
