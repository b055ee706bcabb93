from datetime import date

import geopandas as gpd
import numpy as np
import shapely

from dzmap.core.layer_kinds import layer_zh
from dzmap.core.relations import ControlKind
from dzmap.core.spatial import AreaSet, SpatialLayer, assign_points, made_valid, valid_geometries

BIG, SMALL = shapely.box(0, 0, 10, 10), shapely.box(2, 2, 4, 4)


def test_that_overlapping_polygons_go_to_the_smaller_unless_ranked() -> None:
    x, y = np.array([3.0, 8.0, 20.0, np.nan]), np.array([3.0, 8.0, 3.0, 3.0])
    assert assign_points(x, y, [BIG, SMALL]).tolist() == [1, 0, -1, -1]
    assert assign_points(x, y, [SMALL, BIG], priority=[2, 1]).tolist() == [1, 1, -1, -1]
    assert assign_points(x, y, [None, BIG]).tolist() == [1, 1, -1, -1]
    assert assign_points(x, y, []).tolist() == [-1] * 4


def test_that_the_boundary_belongs_to_the_polygon() -> None:
    corners = np.array([0.0, 10.0])
    assert assign_points(corners, corners, [BIG]).tolist() == [0, 0]


def test_that_many_polygons_give_what_a_few_give() -> None:
    rng = np.random.default_rng(7)
    centres = rng.uniform(0, 10, (90, 2))
    polygons = shapely.buffer(shapely.points(centres), rng.uniform(0.1, 1.5, 90))
    x, y = rng.uniform(0, 10, (2, 4000))
    many = assign_points(x, y, polygons)
    few = np.full(len(x), -1)
    for position in np.argsort(-shapely.area(polygons), kind="stable"):
        few[shapely.intersects_xy(polygons[position], x, y)] = position
    assert many.tolist() == few.tolist()
    assert (AreaSet(polygons).contain(x, y) == (few >= 0)).all()
    some = assign_points(x, y, polygons[:20]) >= 0
    assert (AreaSet(polygons[:20]).contain(x, y) == some).all()
    assert not AreaSet(polygons[:0]).contain(x, y).any()
    assert not AreaSet(polygons).contain(x[:0], y[:0]).any()


def test_that_broken_and_empty_geometries_are_tidied() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    tidy = valid_geometries([bow_tie, None, shapely.Polygon()])
    assert len(tidy) == 1
    assert shapely.is_valid(tidy).all()


def test_that_what_is_covered_twice_is_inside() -> None:
    overlapping = shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)])
    repaired = valid_geometries([overlapping])[0]
    assert shapely.contains_xy(repaired, 1.5, 1.5)
    assert shapely.area(repaired) == 7


def test_that_repairing_keeps_rows_and_what_is_whole() -> None:
    flat = shapely.Polygon([(0, 0), (1, 1), (0, 0)])
    repaired = made_valid([BIG, None, flat])
    assert repaired[0] is BIG
    assert repaired[1] is None
    assert not shapely.is_empty(repaired[2])


def test_that_a_layer_counts_from_its_day() -> None:
    layer = SpatialLayer(
        kind="shoreline_control",
        name="岸线",
        areas=gpd.GeoSeries([BIG]),
        coverage=BIG,
        effective_from=date(2023, 4, 1),
    )
    assert not layer.in_force(date(2023, 3, 31))
    assert layer.in_force(date(2023, 4, 1))
    assert layer_zh(layer.kind) == "岸线管控范围"
    assert layer_zh("学校") == "学校"


def test_that_shapes_that_others_hold_are_never_prepared() -> None:
    shapes = np.array([shapely.box(0, 0, 2, 2), shapely.box(2, 0, 4, 2)], dtype=object)
    x, y = np.array([1.0, 3.0, 9.0]), np.ones(3)
    assert assign_points(x, y, shapes).tolist() == [0, 1, -1]
    AreaSet(shapes)
    coverage = shapely.box(0, 0, 9, 9)
    farmland = SpatialLayer(
        kind="permanent_farmland", name="农田", areas=gpd.GeoSeries(shapes), coverage=coverage
    )
    ControlKind([farmland])
    assert not shapely.is_prepared([*shapes, coverage]).any()
