from typing import Any

import pytest
import shapely

from dzmap.core.catalogs import Relation, SpatialClause
from dzmap.services.clause_findings import Case, ClauseFinding, clause_finding
from dzmap.services.finding_layers import OVERLAPS, PLACE, WAYS
from tests.helpers.screening_world import (
    CLEAR,
    IN_FARM,
    UNCOVERED,
    catalog,
    explained,
    farmland,
    screener,
)

FARM = "permanent_farmland"
HALF_ON_FARM = shapely.box(116.705, 36.78, 116.715, 36.79)


def spatial(relation: Relation, distance_m: float | None = None) -> SpatialClause:
    return SpatialClause(id="S", number="第一条", text="文", relation=relation,
                         layers=(FARM,), distance_m=distance_m)  # fmt: skip


def case(place: Any, clause: SpatialClause, *, loaded: bool = True) -> Case:
    judge = screener(catalog(clause), {"farm": farmland()} if loaded else {})
    quality = "点" if place.geom_type == "Point" else "红线"
    explanation = explained(judge, geometry=place, place_quality=quality)
    return Case(explanation=explanation, place=place, screener=judge)


def found(place: Any, relation: Relation, *, loaded: bool = True, **more: Any) -> ClauseFinding:
    asked = case(place, spatial(relation, **more), loaded=loaded)
    clause = next(one for one in asked.explanation.clauses if one.clause_id == "S")
    return clause_finding(asked, clause)


def labels(finding: ClauseFinding) -> dict[str, str]:
    return {layer.id: layer.features["name"].iloc[0] for layer in finding.layers}


def test_that_an_overlap_is_hatched_with_its_area_and_share() -> None:
    finding = found(HALF_ON_FARM, Relation.DISJOINT)
    told = labels(finding)
    assert set(told) == {PLACE, OVERLAPS}
    assert told[OVERLAPS].startswith("占 ")
    assert told[OVERLAPS].endswith(" 亩（50.00 %）")
    part = next(one for one in finding.layers if one.id == OVERLAPS).features.geometry.iloc[0]
    assert shapely.area(part) == pytest.approx(HALF_ON_FARM.area / 2)


def test_that_a_clear_place_shows_the_way_to_the_nearest_area() -> None:
    finding = found(CLEAR, Relation.DISTANCE_GE, distance_m=2000.0)
    told = labels(finding)
    assert told[WAYS] == "1.79 km"  # 0.02° of longitude at 36.78° N
    way = finding.layers[0].features.geometry.iloc[0]
    assert shapely.distance(way, CLEAR) < 1e-9
    west, south, east, north = finding.bounds
    assert shapely.box(west, south, east, north).contains(way)


def test_that_a_point_inside_says_so() -> None:
    assert labels(found(IN_FARM, Relation.DISJOINT)) == {PLACE: "在永久基本农田内"}


def test_that_a_place_to_lie_in_hatches_what_lies_outside() -> None:
    told = labels(found(HALF_ON_FARM, Relation.WITHIN))
    assert told[OVERLAPS].startswith("在外 ")
    assert told[OVERLAPS].endswith("（50.00 %）")
    assert labels(found(IN_FARM, Relation.WITHIN)) == {PLACE: "在永久基本农田内"}
    assert WAYS in labels(found(CLEAR, Relation.WITHIN))


def test_that_what_is_not_known_is_not_drawn_as_known() -> None:
    assert labels(found(UNCOVERED, Relation.DISJOINT))[WAYS].startswith("已知最近 ")
    assert labels(found(CLEAR, Relation.DISJOINT, loaded=False)) == {PLACE: "申请对象"}


def test_that_only_a_spatial_clause_that_decides_is_shown_unasked() -> None:
    deciding = case(IN_FARM, spatial(Relation.DISJOINT)).decisive()
    assert deciding is not None
    assert deciding.clause_id == "S"
    assert case(CLEAR, spatial(Relation.DISJOINT)).decisive() is None


def test_that_nothing_of_it_can_be_selected() -> None:
    finding = found(HALF_ON_FARM, Relation.DISJOINT)
    assert not any(layer.selectable for layer in finding.layers)
