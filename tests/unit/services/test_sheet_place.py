import math
from dataclasses import replace
from typing import Any

import pytest
import shapely

from dzmap.core.relations import control_kinds
from dzmap.services.sheet_place import (
    NOT_CHECKED,
    NOT_COVERED,
    NOT_LOADED,
    Asked,
    Layer,
    PlaceFacts,
    place_facts,
    unplaced_findings,
)
from dzmap.services.verdict_sheet import PlaceFinding
from tests.helpers.screening_world import (
    CLEAR,
    IN_FARM,
    PARK_AREA,
    UNCOVERED,
    ZONE_AREA,
    farmland,
)

FARM = "permanent_farmland"
LAYERS = {FARM: Layer(control=control_kinds([farmland()])[FARM], note="2021-06，覆盖 1/2 县")}
ASKED = Asked(
    kinds=(FARM, "heritage_control"),
    inside=frozenset(),
    shapes={"齐河经开区": ZONE_AREA},
    other_zones={"邻区": shapely.box(116.80, 36.70, 116.90, 36.80)},
)
HALF_ON_FARM = shapely.box(116.705, 36.78, 116.715, 36.79)


def rows(place: Any, asked: Asked = ASKED, stated_mu: float = math.nan) -> dict[str, PlaceFinding]:
    return {one.item: one for one in facts(place, asked, stated_mu).findings}


def facts(place: Any, asked: Asked = ASKED, stated_mu: float = math.nan) -> PlaceFacts:
    return place_facts(place, asked, LAYERS, stated_mu)


def test_that_an_overlap_is_told_in_mu_and_percent() -> None:
    found = facts(HALF_ON_FARM)
    farm = {one.item: one for one in found.findings}["占永久基本农田"]
    assert farm.tone == "hit"
    assert farm.result.endswith("（50.00 %）")
    assert "亩" in farm.result
    assert farm.note == "2021-06，覆盖 1/2 县"
    assert shapely.area(found.conflicts[FARM]) == pytest.approx(HALF_ON_FARM.area / 2)
    assert found.nearest == ()


def test_that_a_clear_place_says_how_far_away_the_layer_is() -> None:
    found = facts(shapely.box(116.74, 36.780, 116.741, 36.781))
    farm = {one.item: one for one in found.findings}["占永久基本农田"]
    assert (farm.result, farm.tone) == ("0.00 亩", "")
    assert "最近 1.79 km" in farm.detail
    assert found.nearest[0].distance_m == pytest.approx(1786, abs=5)
    assert not found.conflicts


@pytest.mark.parametrize(
    "place", [UNCOVERED, shapely.box(116.788, 36.75, 116.792, 36.752)], ids=["point", "polygon"]
)
def test_that_what_is_not_covered_is_never_nought(place: Any) -> None:
    found = rows(place)
    farm = found["占永久基本农田"]
    assert (farm.result, farm.detail, farm.tone) == (NOT_COVERED, "", "open")
    heritage = found["占文物建设控制地带"]
    assert (heritage.result, heritage.tone) == (NOT_LOADED, "open")


def test_that_an_overlap_beyond_the_coverage_is_a_least_one() -> None:
    layers = {FARM: Layer(control=control_kinds([farmland(coverage=PARK_AREA)])[FARM])}
    found = place_facts(HALF_ON_FARM, ASKED, layers, math.nan)
    farm = next(one for one in found.findings if one.item == "占永久基本农田")
    assert farm.result.startswith("至少 ")
    assert farm.tone == "hit"


def test_that_a_layer_not_in_force_is_told_apart_from_one_that_is_missing() -> None:
    layers = {FARM: Layer(note="2023-04-01 起施行", pending=True)}
    found = place_facts(CLEAR, ASKED, layers, math.nan)
    farm = next(one for one in found.findings if one.item == "占永久基本农田")
    assert (farm.result, farm.tone) == ("判定日未施行", "")


def test_that_points_are_in_or_not() -> None:
    assert rows(IN_FARM)["占永久基本农田"].result == "在内"
    assert rows(CLEAR)["占永久基本农田"].result == "不在内"
    assert rows(CLEAR)["在齐河经开区内"].result == "在内"
    assert rows(CLEAR)["位置"].result == "点位，无面积"
    outside = rows(shapely.Point(116.6, 36.7))["在齐河经开区内"]
    assert (outside.result, outside.tone) == ("不在内", "hit")


def test_that_land_across_zones_is_split() -> None:
    found = facts(shapely.box(116.79, 36.75, 116.81, 36.76))
    told = {one.item: one for one in found.findings}
    assert told["在齐河经开区内"].result == "50.00 %"
    assert told["在齐河经开区内"].detail.startswith("在外 ")
    assert told["跨入邻区"].result == "50.00 %"
    assert found.straddles


def test_that_areas_stand_side_by_side_and_differ_from_what_was_stated() -> None:
    place = shapely.box(116.74, 36.78, 116.742, 36.782)
    told = rows(place, stated_mu=100.0)
    ellipsoidal, planar = told["地块椭球面积"].result, told["地块平面面积"].result
    assert ellipsoidal != planar
    assert told["地块椭球面积"].detail == "59.44 亩"
    assert told["与申报用地相比"].result == "图上少 40.56 亩"
    assert "与申报用地相比" not in rows(place, stated_mu=59.5)


def test_that_a_layer_to_lie_in_counts_the_other_way_round() -> None:
    asked = replace(ASKED, kinds=(FARM,), inside=frozenset({FARM}))
    assert rows(IN_FARM, asked)["在永久基本农田内"].result == "在内"
    outside = rows(CLEAR, asked)["在永久基本农田内"]
    assert (outside.result, outside.tone) == ("不在内", "hit")
    assert rows(UNCOVERED, asked)["在永久基本农田内"].result == NOT_COVERED
    assert not facts(HALF_ON_FARM, asked).conflicts


def test_that_without_a_place_nothing_is_checked() -> None:
    found = {one.item: one for one in unplaced_findings(ASKED, LAYERS)}
    assert found["在齐河经开区内"].result == NOT_CHECKED
    assert found["占永久基本农田"].result == NOT_CHECKED
    assert found["占文物建设控制地带"].result == NOT_LOADED
    assert {one.tone for one in found.values()} == {"open"}
