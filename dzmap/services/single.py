"""单个审查: one applicant as it is typed, judged at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import geopandas as gpd
import pandas as pd
import shapely

from dzmap.core.applicants import (
    COLUMNS,
    follows_from_parts,
    has_precise_place,
    normalised_applicants,
)
from dzmap.core.asked_facts import AskedFacts, asked_facts
from dzmap.core.industries import IndustryTree
from dzmap.core.metrics import APPLICANT_METRICS
from dzmap.core.problems import BadInputError
from dzmap.core.quantities import is_missing
from dzmap.core.verdicts import Explanation, Target
from dzmap.services.clause_findings import Case
from dzmap.services.screening import Project, ScreeningRequest, applicants_of, build_screener

UNNAMED = "单个申请"


@dataclass(frozen=True, kw_only=True)
class SingleApplicant:
    """What is known of one applicant.

    ``facts`` are metrics by name in their stored unit; ``target`` is where it wants to go (None: by
    its place), ``place`` a point or outline in EPSG:4490.
    """

    name: str = ""
    industry: str = ""
    other_industries: str = ""
    facts: Mapping[str, float | str] = field(default_factory=dict)
    target: Target | None = None
    place: shapely.Geometry | None = None

    def frame(self) -> gpd.GeoDataFrame:
        """The applicant as a table of one row (``core.applicants``)."""
        row: dict[str, object] = {
            "id": "single",
            "name": self.name.strip() or UNNAMED,
            "industry_code": self.industry or None,
            "other_industry_codes": self.other_industries or None,
            **self.facts,
        }
        if self.place is not None:
            row["place_quality"] = "点" if self.place.geom_type == "Point" else "红线"
        if self.target is not None:
            row["park_id" if self.target.kind == "park" else "zone_id"] = self.target.id
        frame = pd.DataFrame([row], columns=[name for name in COLUMNS if name in row])
        return normalised_applicants(gpd.GeoDataFrame(frame, geometry=[self.place], crs=4490))


class SingleJudge:
    """Judges applicants one at a time by the law of a day; made once, then asked often.

    Args:
        session: The open project.
        as_of: The day of judgement.
        industries: The classification.
    """

    def __init__(self, session: Project, as_of: date, industries: IndustryTree) -> None:
        self._screener = build_screener(session, as_of, industries=industries)
        self._rule_sets = {one.target.id: one for one in self._screener.rulebook.rule_sets}

    @property
    def targets(self) -> tuple[Target, ...]:
        """The zones and parks, zones first."""
        return self._screener.targets

    def judge(self, applicant: SingleApplicant) -> Explanation:
        """The verdict with every clause; 资料不足 for who belongs to no zone or park."""
        frame = applicant.frame()
        position = int(self._screener.crowd(frame).target[0])
        target = self._screener.targets[position].id if position >= 0 else ""
        return self._screener.explain(frame, 0, target)

    def case(self, applicant: SingleApplicant, explanation: Explanation) -> Case | None:
        """What can be drawn of a verdict; None without a place."""
        if applicant.place is None:
            return None
        return Case(explanation=explanation, place=applicant.place, screener=self._screener)

    def asked(self, target_id: str, industry: str) -> AskedFacts:
        """What the catalogs of a target ask of an industry; of any target for ""."""
        if target_id in self._rule_sets:
            return asked_facts(self._rule_sets[target_id], industry)
        every = [asked_facts(one, industry) for one in self._rule_sets.values()]
        wanted = {name for one in every for name in one.metrics}
        return AskedFacts(
            tuple(name for name in APPLICANT_METRICS if name in wanted),
            any(one.place for one in every),
        )


def known_applicant(
    session: Project, table: str, row_id: str, *, year: int, targets: tuple[Target, ...]
) -> SingleApplicant:
    """What a project knows of an enterprise or project.

    Args:
        session: The open project.
        table: "enterprises" or "projects".
        row_id: The id of the row.
        year: Whose figures are taken for an enterprise.
        targets: The zones and parks that it may state.

    Raises:
        BadInputError: there is no such row.
    """
    request = ScreeningRequest(year=year, as_of=date(year, 12, 31), source=table)
    rows = applicants_of(session, request)
    found = rows[rows["id"] == row_id]
    if not len(found):
        raise BadInputError("没有填入", reason=f"项目中没有编号为 {row_id} 的对象")
    return applicant_of(found.reset_index(drop=True), targets)


def applicant_of(frame: gpd.GeoDataFrame, targets: tuple[Target, ...]) -> SingleApplicant:
    """The first row of normalised applicants; ratios that follow from their parts are left out.

    A place that is only known as an address or a township is left out too: it must not be tested.
    """
    row = frame.iloc[0]
    known = {target.id: target for target in targets}
    facts = {
        name: row[name]
        for name, metric in APPLICANT_METRICS.items()
        if not is_missing(row[name])
        and not (metric.numerator and follows_from_parts(frame.iloc[:1], metric)[0])
    }
    place = row["geometry"] if has_precise_place(frame)[0] else None
    return SingleApplicant(
        name=_text(row["name"]),
        industry=_text(row["industry_code"]),
        other_industries=_text(row["other_industry_codes"]),
        facts=facts,
        target=known.get(_text(row["park_id"])) or known.get(_text(row["zone_id"])),
        place=place if isinstance(place, shapely.Geometry) else None,
    )


def _text(value: object) -> str:
    return "" if is_missing(value) else str(value)
