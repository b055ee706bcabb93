from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from dzmap.core.catalogs import Relation
from dzmap.core.crs import to_lonlat, to_plane
from dzmap.core.relations import PlaceRelations, control_kinds
from dzmap.core.spatial import SpatialLayer

AREA = shapely.box(116.74, 36.74, 116.75, 36.75)
NEXT = shapely.box(116.75, 36.74, 116.76, 36.75)
COVERAGE = shapely.box(116.70, 36.70, 116.80, 36.80)


def layer(areas: list[Any], coverage: Any, kind: str = "farm") -> SpatialLayer:
    return SpatialLayer(kind=kind, name=kind, areas=gpd.GeoSeries(areas), coverage=coverage)


def truths(
    relation: Relation,
    places: list[Any],
    *layers: SpatialLayer,
    kinds: tuple[str, ...] = ("farm",),
    distance: float | None = None,
) -> list[int]:
    geometry = np.array(places, dtype=object)
    precise = ~shapely.is_missing(geometry)
    relations = PlaceRelations(geometry, precise, control_kinds(layers))
    found = relations.truth(relation, kinds, distance, np.arange(len(places)))
    return [int(truth) for truth in np.broadcast_to(found, len(places))]


FARM = layer([AREA, NEXT], COVERAGE)
INSIDE, OUTSIDE, BEYOND = (
    shapely.Point(116.745, 36.745),
    shapely.Point(116.72, 36.72),
    shapely.Point(117.0, 37.0),
)


def test_that_points_are_clear_only_where_the_layer_reaches() -> None:
    places = [INSIDE, OUTSIDE, BEYOND, None]
    assert truths(Relation.DISJOINT, places, FARM) == [-1, 1, 0, 0]
    assert truths(Relation.WITHIN, places, FARM) == [1, -1, 0, 0]


def test_that_a_layer_without_coverage_proves_hits_only() -> None:
    bare = layer([AREA], None)
    assert truths(Relation.DISJOINT, [INSIDE, OUTSIDE], bare) == [-1, 0]
    assert truths(Relation.WITHIN, [INSIDE, OUTSIDE], bare) == [1, 0]
    assert truths(Relation.DISTANCE_GE, [INSIDE, OUTSIDE], bare, distance=100) == [-1, 0]


def test_that_a_missing_layer_is_unknown() -> None:
    assert truths(Relation.DISJOINT, [INSIDE], FARM, kinds=("redline",)) == [0]
    assert truths(Relation.DISJOINT, [OUTSIDE], FARM, kinds=("farm", "redline")) == [0]
    assert truths(Relation.DISJOINT, [INSIDE], FARM, kinds=("farm", "redline")) == [-1]
    assert truths(Relation.WITHIN, [INSIDE], FARM, kinds=("redline", "farm")) == [1]


def test_that_a_layer_without_areas_is_clear_where_it_reaches() -> None:
    empty = layer([], COVERAGE)
    assert truths(Relation.DISJOINT, [INSIDE, BEYOND], empty) == [1, 0]
    assert truths(Relation.DISTANCE_GE, [INSIDE], empty, distance=10) == [1]


def test_that_layers_of_a_kind_count_together() -> None:
    east = layer([], shapely.box(116.9, 36.9, 117.1, 37.1))
    assert truths(Relation.DISJOINT, [BEYOND, INSIDE], FARM, east) == [1, -1]


@pytest.mark.parametrize(
    ("place", "disjoint", "within"),
    [
        (shapely.box(116.745, 36.745, 116.747, 36.747), -1, 1),
        (shapely.box(116.748, 36.745, 116.752, 36.747), -1, 1),  # across the shared border
        (shapely.box(116.735, 36.745, 116.745, 36.747), -1, -1),
        (shapely.box(116.72, 36.72, 116.73, 36.73), 1, -1),
        (shapely.box(116.73, 36.74, 116.74, 36.75), 1, -1),  # touches
        (shapely.box(116.79, 36.72, 116.81, 36.73), 0, -1),  # partly covered, that part is outside
        (shapely.box(116.9, 36.72, 116.91, 36.73), 0, 0),
        (shapely.box(116.73, 36.74, 116.7400000001, 36.75), 1, -1),  # a sliver is no overlap
        (shapely.box(116.7399999999, 36.741, 116.745, 36.745), -1, 1),  # a sliver is no overhang
        (shapely.LineString([(116.735, 36.745), (116.745, 36.745)]), -1, -1),
        (shapely.LineString([(116.71, 36.71), (116.72, 36.71)]), 1, -1),
        (shapely.MultiPoint([(116.745, 36.745), (116.746, 36.746)]), -1, 1),
    ],
    ids=str,
)
def test_that_shapes_are_tested_as_a_whole(place: Any, disjoint: int, within: int) -> None:
    assert truths(Relation.DISJOINT, [place], FARM) == [disjoint]
    assert truths(Relation.WITHIN, [place], FARM) == [within]


def test_that_a_shape_reaching_out_of_the_coverage_from_an_area_is_unknown() -> None:
    edge = layer([shapely.box(116.78, 36.74, 116.80, 36.75)], COVERAGE)
    place = shapely.box(116.79, 36.741, 116.81, 36.749)
    assert truths(Relation.WITHIN, [place], edge) == [0]
    assert truths(Relation.DISJOINT, [place], edge) == [-1]


def test_that_invalid_shapes_are_repaired_first() -> None:
    bow_tie = shapely.Polygon(
        [(116.741, 36.741), (116.744, 36.744), (116.744, 36.741), (116.741, 36.744)]
    )
    assert truths(Relation.DISJOINT, [bow_tie], FARM) == [-1]


def test_that_distances_are_metres_in_the_plane() -> None:
    east, north = to_plane(116.76, 36.745)
    lon, lat = to_lonlat(east + 500.0, north)
    place = shapely.Point(float(lon), float(lat))
    assert truths(Relation.DISTANCE_GE, [place], FARM, distance=495) == [1]
    assert truths(Relation.DISTANCE_GE, [place], FARM, distance=505) == [-1]
    assert truths(Relation.DISTANCE_GE, [place.buffer(0.0005)], FARM, distance=495) == [-1]


def test_that_what_lies_beyond_the_edge_of_the_coverage_is_not_known() -> None:
    near_edge = shapely.Point(116.799, 36.72)  # 89 m inside
    assert truths(Relation.DISTANCE_GE, [near_edge], FARM, distance=50) == [1]
    assert truths(Relation.DISTANCE_GE, [near_edge], FARM, distance=200) == [0]
    assert truths(Relation.DISTANCE_GE, [BEYOND, None], FARM, distance=50) == [0, 0]


def test_that_a_hole_in_the_coverage_is_an_edge_too() -> None:
    hole = shapely.box(116.705, 36.705, 116.71, 36.71)
    gapped = layer([AREA], shapely.difference(COVERAGE, hole))
    beside = shapely.Point(116.7105, 36.7075)  # 45 m beside the hole
    assert truths(Relation.DISTANCE_GE, [beside], gapped, distance=30) == [1]
    assert truths(Relation.DISTANCE_GE, [beside], gapped, distance=100) == [0]
    assert truths(Relation.DISJOINT, [shapely.Point(116.707, 36.707)], gapped) == [0]
