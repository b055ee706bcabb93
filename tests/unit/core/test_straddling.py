"""Polygons that lie in several zones, parks or partly in control lines."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dzmap.core.applicants import normalised_applicants
from dzmap.core.areas import area_m2
from dzmap.core.catalogs import ListClause, Outcome, Relation, Scope, SpatialClause
from dzmap.core.screening import Screener
from dzmap.core.straddling import PolygonRules, Straddling, parts_of, strictest
from dzmap.core.verdicts import ScreeningResult, Target, Verdict
from tests.helpers.screening_world import (
    DAY,
    FARM_AREA,
    PARK,
    PARK_AREA,
    ZONE,
    ZONE_AREA,
    applicants,
    catalog,
    farmland,
)

EAST = Target(id="Z2", name="晏城经开区", kind="zone", tier="省级", county_id="371425")
EAST_AREA = shapely.box(116.80, 36.70, 116.90, 36.80)
TARGETS = [ZONE, PARK, EAST]
AREAS: Any = np.array([ZONE_AREA, PARK_AREA, EAST_AREA], dtype=object)
ACROSS = shapely.box(116.794, 36.75, 116.802, 36.755)  # three quarters west, one quarter east
USUAL = PolygonRules()
SHIFT = 0.00001  # about 0.9 m


def parts(*shapes: Any, sliver_m2: float = 1.0) -> pd.DataFrame:
    frame = normalised_applicants(applicants(*({"geometry": shape} for shape in shapes)))
    return parts_of(frame, TARGETS, AREAS, {}, sliver_m2)


def screener(*clauses: Any, rules: PolygonRules = USUAL, **layers: Any) -> Screener:
    shapes = gpd.GeoSeries(list(AREAS), crs=4490)
    return Screener(TARGETS, shapes, [catalog(*clauses)], layers, DAY, rules=rules)


def test_that_pieces_have_area_and_share_of_the_whole() -> None:
    found = parts(ACROSS)
    assert found["place"].tolist() == ["齐河经开区", "晏城经开区"]
    assert found["share"].to_numpy() == pytest.approx([0.75, 0.25], abs=1e-6)
    assert found["area_m2"].sum() == pytest.approx(area_m2(ACROSS), rel=1e-6)
    west = area_m2(shapely.intersection(ACROSS, ZONE_AREA))
    assert found["area_m2"].iloc[0] == pytest.approx(west, rel=1e-9)
    assert not found["sliver"].any()


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(116.80, 36.75),
        shapely.box(116.73, 36.73, 116.74, 36.74),  # in the park, and so in its zone
        shapely.box(116.77, 36.71, 116.78, 36.72),  # in the zone
        shapely.box(116.79, 36.75, 116.80, 36.76),  # touches the next zone
        shapely.box(118, 37, 118.1, 37.1),
    ],
)
def test_that_who_lies_in_one_place_is_not_listed(shape: Any) -> None:
    assert len(parts(shape)) == 0


def test_that_a_park_and_the_zone_around_it_are_two_places() -> None:
    found = parts(shapely.box(116.75, 36.75, 116.77, 36.755))
    assert found[["kind", "place_id"]].to_numpy().tolist() == [["park", "P1"], ["zone", "Z1"]]
    assert found["share"].to_numpy() == pytest.approx([0.5, 0.5], abs=1e-6)


def test_that_what_lies_outside_is_a_piece_too() -> None:
    found = parts(shapely.box(116.75, 36.795, 116.76, 36.805))
    assert found["kind"].tolist() == ["zone", "outside"]
    assert found["place"].iloc[1] == "开发区和园区以外"


def test_that_slivers_are_listed_as_such() -> None:
    beyond = shapely.box(116.79, 36.75, 116.80 + SHIFT, 36.75001)
    found = parts(beyond)
    assert found["sliver"].tolist() == [False, True]
    assert 0.5 < found["area_m2"].iloc[1] < 1.0
    assert parts(beyond, sliver_m2=0.1)["sliver"].tolist() == [False, False]


def test_that_pieces_agree_with_shapely_pair_by_pair() -> None:
    rng = np.random.default_rng(5)
    corners = rng.uniform([116.69, 36.69], [116.9, 36.8], size=(60, 2))
    sizes = rng.uniform(0.001, 0.03, size=(60, 2))
    shapes = [
        shapely.box(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)
    ]
    found = parts(*shapes)
    everywhere = shapely.union_all(AREAS)
    for row, shape in enumerate(shapes):
        plain = {
            "P1": shape.intersection(PARK_AREA),
            "Z1": shape.intersection(ZONE_AREA).difference(PARK_AREA),
            "Z2": shape.intersection(EAST_AREA),
            "": shape.difference(everywhere),
        }
        sizes_of = {name: area_m2(part) for name, part in plain.items() if area_m2(part) > 0.005}
        own = found[found["applicant"] == row]
        inside = set(sizes_of) - {""}
        if len(sizes_of) < 2 or not inside:
            assert not len(own)
            continue
        assert dict(zip(own["place_id"], own["area_m2"], strict=True)) == pytest.approx(sizes_of)


FORBIDDEN = ListClause(id="L", outcome=Outcome.PROHIBIT, scope=Scope(industries=("14",)))
EAST_ONLY = "Z2"


def judged(straddling: Straddling, shape: Any, **facts: Any) -> ScreeningResult:
    """A catalog of the eastern zone alone forbids industry 14."""
    shapes = gpd.GeoSeries(list(AREAS), crs=4490)
    east = catalog(FORBIDDEN, id="EAST", level=type(catalog().level).ZONE, scope_ids=(EAST_ONLY,))
    rules = PolygonRules(straddling=straddling)
    judge = Screener(TARGETS, shapes, [catalog(), east], {}, DAY, rules=rules)
    return judge.screen(applicants({"geometry": shape, **facts}, {}))


def test_that_the_largest_part_decides_by_default() -> None:
    result = judged(Straddling.LARGEST, ACROSS)
    assert len(result) == 2
    assert result.target.tolist() == [0, 0]
    assert Verdict(result.verdict[0]) is Verdict.ADMITTED
    assert result.parts["verdict"].tolist() == [int(Verdict.ADMITTED), -1]


def test_that_each_place_is_judged_and_the_strictest_wins() -> None:
    result = judged(Straddling.EACH, ACROSS)
    assert len(result) == 2
    assert result.target.tolist() == [2, 0]
    assert Verdict(result.verdict[0]) is Verdict.PROHIBITED
    assert result.parts["verdict"].tolist() == [int(Verdict.ADMITTED), int(Verdict.PROHIBITED)]


def test_that_a_stated_place_is_not_judged_by_others() -> None:
    result = judged(Straddling.EACH, ACROSS, zone_id="Z1")
    assert result.target.tolist() == [0, 0]
    assert len(result.parts) == 2


def test_that_a_sliver_in_another_zone_forbids_nothing() -> None:
    beyond = shapely.box(116.79, 36.75, 116.80 + SHIFT, 36.75001)
    assert judged(Straddling.EACH, beyond).target.tolist() == [0, 0]


def test_that_control_lines_crossed_in_part_are_listed() -> None:
    partly = shapely.box(116.715, 36.785, 116.725, 36.787)
    inside = shapely.box(116.713, 36.783, 116.715, 36.785)
    judge = screener(farm=farmland())
    result = judge.screen(applicants({"geometry": partly}, {"geometry": inside}))
    (row,) = result.parts.to_dict("records")
    assert (row["applicant"], row["kind"], row["place"]) == (0, "control", "永久基本农田")
    assert row["area_m2"] == pytest.approx(area_m2(shapely.intersection(partly, FARM_AREA)))
    told = judge.result_frame(result)["straddling"].tolist()
    assert told[0].startswith("部分在管控线内：永久基本农田 ")
    assert "（50.00 %）" in told[0]
    assert told[1] == ""


def test_that_the_tolerance_decides_what_counts_as_occupying() -> None:
    """Nine tenths of a square metre of farmland: noise by default, a finding if stated so."""
    clause = SpatialClause(id="S", relation=Relation.DISJOINT, layers=("permanent_farmland",))
    touching = shapely.box(116.72 - SHIFT, 36.785, 116.725, 36.78501)
    frame = applicants({"geometry": touching})
    usual = screener(clause, farm=farmland()).screen(frame)
    strict = screener(clause, rules=PolygonRules(sliver_m2=0.1), farm=farmland()).screen(frame)
    assert Verdict(usual.verdict[0]) is Verdict.ADMITTED
    assert Verdict(strict.verdict[0]) is Verdict.PROHIBITED
    assert usual.parts["sliver"].tolist() == [True]
    assert strict.parts["sliver"].tolist() == [False]


def test_that_texts_name_area_share_and_slivers() -> None:
    judge = screener()
    frame = applicants({"geometry": ACROSS}, {"geometry": shapely.Point(116.75, 36.75)})
    told = judge.result_frame(judge.screen(frame))["straddling"].tolist()
    assert told[0].startswith("跨 2 处：齐河经开区 ")
    assert "（75.00 %）、晏城经开区" in told[0]
    assert told[1] == ""


def test_that_of_equal_pairs_the_first_is_kept() -> None:
    applicant = np.array([0, 1, 2, 0, 2], dtype=np.int32)
    verdict = np.array([1, 5, 3, 1, 4], dtype=np.int8)
    assert strictest(applicant, verdict).tolist() == [0, 1, 4]
