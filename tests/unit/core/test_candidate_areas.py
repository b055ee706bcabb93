"""Tests of ``dzmap.core.candidate_areas``: what is true of a zone wherever in it one settles."""

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from dzmap.core.applicants import normalised_applicants
from dzmap.core.candidate_areas import CandidateAreas
from dzmap.core.catalogs import Relation
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, spread
from dzmap.core.relations import control_kinds
from dzmap.core.spatial import SpatialLayer

KIND = "permanent_farmland"
WEST, SOUTH = 116.6, 36.9
LAYER = shapely.box(WEST, SOUTH, WEST + 0.1, SOUTH + 0.1)
COVERAGE = shapely.box(WEST - 0.05, SOUTH - 0.1, WEST + 0.3, SOUTH + 0.2)


def areas(*shapes: Any, coverage: Any = COVERAGE) -> CandidateAreas:
    frame = normalised_applicants(
        gpd.GeoDataFrame(
            {"id": [str(n) for n in range(len(shapes))], "place_quality": "红线"},
            geometry=list(shapes),
            crs=4490,
        )
    )
    layer = SpatialLayer(
        kind=KIND, name="农田", areas=gpd.GeoSeries([LAYER], crs=4490), coverage=coverage
    )
    return CandidateAreas(frame, control_kinds([layer]), np.ones(len(shapes), dtype=np.bool_))


def truths(found: CandidateAreas, relation: Relation, distance_m: float | None = None) -> list[int]:
    rows = np.arange(len(found.partly[KIND]))
    return [*map(int, spread(found.truth(relation, (KIND,), distance_m, rows), 1))]


INSIDE = shapely.box(WEST + 0.02, SOUTH + 0.02, WEST + 0.05, SOUTH + 0.05)
ACROSS = shapely.box(WEST + 0.08, SOUTH + 0.02, WEST + 0.15, SOUTH + 0.05)
CLEAR = shapely.box(WEST + 0.15, SOUTH + 0.02, WEST + 0.2, SOUTH + 0.05)
TOUCHING = shapely.box(WEST + 0.1, SOUTH + 0.02, WEST + 0.2, SOUTH + 0.05)
UNCOVERED = shapely.box(WEST + 0.4, SOUTH, WEST + 0.5, SOUTH + 0.1)


def test_that_a_relation_holds_of_an_area_only_if_it_holds_wherever_one_settles() -> None:
    found = areas(INSIDE, ACROSS, CLEAR, TOUCHING, UNCOVERED)
    assert truths(found, Relation.DISJOINT) == [FALSE, UNKNOWN, TRUE, TRUE, UNKNOWN]
    assert truths(found, Relation.WITHIN) == [TRUE, UNKNOWN, FALSE, FALSE, UNKNOWN]


def test_that_what_depends_on_the_plot_is_told_from_what_is_not_covered() -> None:
    found = areas(INSIDE, ACROSS, CLEAR, TOUCHING, UNCOVERED)
    truths(found, Relation.DISJOINT)
    assert found.partly[KIND].tolist() == [False, True, False, False, False]


def test_that_a_distance_is_kept_by_all_of_an_area_by_none_or_it_depends() -> None:
    near = shapely.box(WEST + 0.101, SOUTH + 0.02, WEST + 0.103, SOUTH + 0.03)  # 90–270 m away
    half = shapely.box(WEST + 0.101, SOUTH + 0.02, WEST + 0.12, SOUTH + 0.03)
    found = areas(near, half, CLEAR, UNCOVERED, INSIDE)
    assert truths(found, Relation.DISTANCE_GE, 1000.0) == [FALSE, UNKNOWN, TRUE, UNKNOWN, FALSE]
    assert found.partly[KIND].tolist() == [False, True, False, False, False]


def test_that_a_layer_without_coverage_proves_only_conflicts() -> None:
    found = areas(INSIDE, CLEAR, coverage=None)
    assert truths(found, Relation.DISJOINT) == [FALSE, UNKNOWN]


def test_that_an_area_without_outline_is_unknown() -> None:
    assert truths(areas(None), Relation.DISJOINT) == [UNKNOWN]


@pytest.mark.parametrize("relation", [Relation.WITHIN, Relation.DISJOINT])
def test_that_an_area_agrees_with_all_points_sampled_in_it(relation: Relation) -> None:
    rng = np.random.default_rng(7)
    for _ in range(60):
        x, y = WEST + rng.uniform(-0.1, 0.35), SOUTH + rng.uniform(-0.15, 0.25)
        shape = shapely.box(x, y, x + rng.uniform(0.01, 0.1), y + rng.uniform(0.01, 0.1))
        truth = truths(areas(shape), relation)[0]
        west, south, east, north = shape.bounds
        for at_x, at_y in rng.uniform((west, south), (east, north), (40, 2)):
            point = shapely.Point(at_x, at_y)
            inside = LAYER.contains(point)
            hit = inside if relation is Relation.WITHIN else not inside
            if truth == TRUE:
                assert hit
            if truth == FALSE:
                assert not hit
