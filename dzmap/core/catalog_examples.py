"""Runs the example cases kept with a catalog: does it say what its authors expect.

A case is judged like any applicant, by the catalog itself, as if it were published, and by those
that govern beside it. Places, control lines and reference lists come from a ``World``, such as a
project; without one a case is judged in a place that has no more qualities than the catalog's scope.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import shapely

from dzmap.core.catalogs import Catalog, ExampleCase, Level
from dzmap.core.crs import LONLAT
from dzmap.core.industries import IndustryTree
from dzmap.core.kleene import TRUE
from dzmap.core.metrics import METRICS
from dzmap.core.reference_lists import ReferenceList
from dzmap.core.rulebook import build_rulebook
from dzmap.core.screening import Screener
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import Explanation, Target, Verdict


@dataclass(frozen=True, kw_only=True)
class World:
    """Where cases take place: targets, control layers by id, reference lists."""

    targets: Sequence[Target] = ()
    layers: Mapping[str, SpatialLayer] = field(default_factory=lambda: MappingProxyType({}))
    lists: Sequence[ReferenceList] = ()


NOWHERE = World()


@dataclass(frozen=True, kw_only=True)
class CaseOutcome:
    """What came of a case: the verdict that it got, and the evidence (None: it cannot be judged).

    ``fault`` is a sentence that says what is not as expected, "" if all is.
    """

    case: ExampleCase
    target: Target
    fault: str = ""
    explanation: Explanation | None = None

    @property
    def passed(self) -> bool:
        """Whether the case came out as its authors expect."""
        return not self.fault

    @property
    def got(self) -> Verdict | None:
        """The verdict that the case asks for: of all clauses, or of the decided ones alone."""
        if self.explanation is None:
            return None
        checked = self.case.of_checked
        return self.explanation.checked_verdict if checked else self.explanation.verdict


def run_examples(
    catalog: Catalog,
    company: Iterable[Catalog] = (),
    *,
    world: World = NOWHERE,
    industries: IndustryTree | None = None,
) -> tuple[CaseOutcome, ...]:
    """Judge every example case of a catalog, in their order.

    Args:
        catalog: The catalog whose cases are run; a draft counts as if it were published.
        company: Other catalogs, parents included; other versions of ``catalog`` are left out.
        world: Where the cases take place.
        industries: The classification.
    """
    others = [one for one in company if one.id != catalog.id]
    bench = _Bench([*others, replace(catalog, published=True)], world, industries)
    return tuple(bench.outcome(catalog, case) for case in catalog.examples)


class _Bench:
    """Screeners by day and target, each made once."""

    def __init__(
        self, catalogs: Sequence[Catalog], world: World, industries: IndustryTree | None
    ) -> None:
        self._catalogs = catalogs
        self._world = world
        self._industries = industries
        self._screeners: list[tuple[date, Target, Screener]] = []

    def outcome(self, catalog: Catalog, case: ExampleCase) -> CaseOutcome:
        day = case.as_of or catalog.effective_from
        target = self._target(catalog, case, day)
        if target is None:
            unknown = Target(id=case.target_id, name=case.target_id, kind="zone")
            fault = f"项目里没有编号为“{case.target_id}”的开发区或园区。"
            return CaseOutcome(case=case, target=unknown, fault=fault)
        explanation = self._screener(day, target).explain(_applicant(case), 0, target.id)
        outcome = CaseOutcome(case=case, target=target, explanation=explanation)
        return replace(outcome, fault=_fault(catalog, outcome, explanation))

    def _target(self, catalog: Catalog, case: ExampleCase, day: date) -> Target | None:
        if not self._world.targets:
            found: Target | None = _imagined(catalog, case.target_id)
        elif case.target_id:
            known = {target.id: target for target in self._world.targets}
            found = known.get(case.target_id)
        else:
            found = self._governed(catalog, day)
        if found is None:
            return None
        asked = {
            name: value
            for name, value in case.facts
            if name in METRICS and METRICS[name].of_target and not isinstance(value, str)
        }
        return replace(found, facts={**found.facts, **asked})

    def _governed(self, catalog: Catalog, day: date) -> Target:
        """The first place of the world that the catalog governs, or an imagined one."""
        rulebook = build_rulebook(self._world.targets, [replace(catalog, published=True)], day)
        governed = (
            rule_set.target
            for rule_set in rulebook.rule_sets
            if rule_set.governs.get(catalog.id) == TRUE
        )
        return next(governed, None) or _imagined(catalog, "")

    def _screener(self, day: date, target: Target) -> Screener:
        for known_day, known_target, screener in self._screeners:
            if (known_day, known_target) == (day, target):
                return screener
        screener = Screener(
            [target],
            gpd.GeoSeries([None], crs=LONLAT),
            self._catalogs,
            self._world.layers,
            day,
            industries=self._industries,
            lists=self._world.lists,
        )
        self._screeners.append((day, target, screener))
        return screener


def _imagined(catalog: Catalog, target_id: str) -> Target:
    """A place that a catalog governs, of which nothing else is known."""
    scope = catalog.scope_ids[0] if catalog.scope_ids else ""
    if catalog.level is Level.PARK:
        return Target(
            id=target_id or scope or "park",
            name="示例园区",
            kind="park",
            park_kind=catalog.park_kinds[0] if catalog.park_kinds else "",
        )
    local = scope if catalog.level is Level.ZONE else ""
    return Target(
        id=target_id or local or "zone",
        name="示例开发区",
        kind="zone",
        county_id=scope if catalog.level is Level.COUNTY else "",
    )


def _applicant(case: ExampleCase) -> gpd.GeoDataFrame:
    facts = {
        name: value
        for name, value in case.facts
        if name not in METRICS or not METRICS[name].of_target
    }
    place = None if case.place is None else shapely.Point(case.place)
    frame = pd.DataFrame([{"id": "示例", "name": case.name, **facts}])
    return gpd.GeoDataFrame(frame, geometry=[place], crs=LONLAT)


def _fault(catalog: Catalog, outcome: CaseOutcome, explanation: Explanation) -> str:
    case, got = outcome.case, outcome.got
    deciders = [
        f"{one.catalog_id}/{one.clause_id}"
        for one in explanation.clauses
        if one.contribution is got
    ]
    if got is not case.verdict:
        part = "已核查部分" if case.of_checked else "结论"
        reason = "、".join(deciders) if case.of_checked else explanation.headline
        shown = "" if got is None else got.zh
        return f"{part}应为{case.verdict.zh}，实为{shown}{f'：{reason}' if reason else ''}。"
    wanted = case.decisive if "/" in case.decisive else f"{catalog.id}/{case.decisive}"
    if not case.decisive or wanted in deciders:
        return ""
    listed = f"，由 {'、'.join(deciders)} 决定" if deciders else "，没有一条条款作出这个结论"
    return f"结论相符，但不是由条款 {case.decisive} 决定的{listed}。"
