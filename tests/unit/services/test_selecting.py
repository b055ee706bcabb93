"""Selecting by shape and by location."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from dzmap.core.areas import distance_m
from dzmap.services.selecting import (
    Combination,
    Relation,
    circle,
    combined,
    picked,
    related,
    touched_by,
)
from tests.helpers.map_models import classes, layer

BOX = shapely.box(116.0, 36.0, 116.1, 36.1)


def frame(*shapes: object, **columns: object) -> gpd.GeoDataFrame:
    ids = [f"f{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids} | columns, geometry=list(shapes), crs=4490)


def test_that_points_on_the_border_are_in_and_missing_ones_out() -> None:
    points = frame(shapely.Point(116.1, 36.1), shapely.Point(116.2, 36.1), None, shapely.Point())
    found = touched_by(layer("point", points), BOX)
    assert found.tolist() == [0]


def test_that_points_in_a_triangle_are_told_from_those_in_its_box() -> None:
    triangle = shapely.Polygon([(116, 36), (116.1, 36), (116, 36.1)])
    points = frame(shapely.Point(116.02, 36.02), shapely.Point(116.09, 36.09))
    assert touched_by(layer("point", points), triangle).tolist() == [0]


def test_that_areas_count_as_soon_as_they_touch() -> None:
    areas = frame(shapely.box(116.09, 36.09, 117, 37), shapely.box(116.11, 36, 117, 37))
    assert touched_by(layer("polygon", areas), BOX).tolist() == [0]


def test_that_what_is_not_drawn_is_not_selected() -> None:
    points = frame(
        shapely.Point(116.05, 36.05), shapely.Point(116.05, 36.05), **{"class": ["a", "x"]}
    )
    drawn = layer("point", points, classes=classes("a", "b"))
    assert touched_by(drawn, BOX).tolist() == [0]


def test_that_points_come_before_the_areas_over_them() -> None:
    points = layer("point", frame(shapely.Point(116.05, 36.05)), id="p", table="enterprises")
    areas = layer("polygon", frame(BOX), id="z", table="zones")
    found = picked([points, areas], BOX)
    assert (found.table, found.ids, found.layer) == ("enterprises", ("f0",), "p")
    found = picked([areas], BOX)
    assert (found.table, found.ids, found.positions.tolist()) == ("zones", ("f0",), [0])
    assert not picked([layer("polygon", frame(BOX), id="d", table="")], BOX).ids


def test_that_several_layers_of_a_table_are_picked_from_together() -> None:
    one = layer("point", frame(shapely.Point(116.05, 36.05)), id="a", table="zones")
    two = frame(shapely.Point(118, 36.05), shapely.Point(116.05, 36.06), id=["g0", "g1"])
    found = picked([one, layer("point", two, id="b", table="zones")], BOX)
    assert (found.ids, found.layer, found.positions.tolist()) == (("g1", "f0"), "b", [1])


def test_that_a_circle_is_round_on_the_ground() -> None:
    centre, edge = (116.5, 37.0), (116.6, 37.0)
    radius = float(distance_m(shapely.Point(centre), shapely.Point(edge))[0])
    rim = [shapely.Point(place) for place in circle(centre, edge).exterior.coords]
    distances = distance_m(np.full(len(rim), shapely.Point(centre)), np.array(rim))
    assert distances == pytest.approx(np.full(len(rim), radius), rel=1e-6)


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (Relation.INTERSECTS, [True, True, True, False, False]),
        (Relation.WITHIN, [True, False, False, False, False]),
        (Relation.CONTAINS, [False, False, True, False, False]),
        (Relation.TOUCHES, [False, True, False, False, False]),
    ],
)
def test_that_each_relation_means_what_it_says(relation: Relation, expected: list[bool]) -> None:
    mine = frame(
        shapely.box(116.01, 36.01, 116.02, 36.02),
        shapely.box(116.1, 36.0, 116.2, 36.1),
        shapely.box(115.9, 35.9, 116.3, 36.3),
        shapely.box(117.0, 37.0, 117.1, 37.1),
        None,
    )
    assert related(mine, frame(BOX), relation).tolist() == expected


def test_that_distance_is_measured_in_metres() -> None:
    mine = frame(shapely.Point(116.111, 36.05), shapely.Point(116.112, 36.05))
    # 0.011° are 990 m at 36°.
    assert related(mine, frame(BOX), Relation.NEAR, 1000).tolist() == [True, False]


def test_that_a_selection_meets_the_one_there_was() -> None:
    before, found = ["a", "b", "c"], ["c", "d"]
    assert combined(before, found, Combination.NEW) == ["c", "d"]
    assert combined(before, found, Combination.ADD) == ["a", "b", "c", "d"]
    assert combined(before, found, Combination.REMOVE) == ["a", "b"]
    assert combined(before, found, Combination.KEEP) == ["c"]
