import time

import numpy as np
import pytest
import shapely

from dzmap.core.crs import geometries_to_plane, to_lonlat
from dzmap.core.point_grid import sum_in_cells

RNG = np.random.default_rng(7)
EAST, NORTH = RNG.uniform(450_000, 470_000, 3000), RNG.uniform(4_130_000, 4_150_000, 3000)
LONGITUDE, LATITUDE = to_lonlat(EAST, NORTH)


@pytest.mark.parametrize("hexagons", [True, False])
def test_that_cells_hold_exactly_the_points_inside_them(hexagons: bool) -> None:
    values = RNG.uniform(0, 100, 3000)
    values[:50] = np.nan
    cells = sum_in_cells(LONGITUDE, LATITUDE, values, cell_m=2000, hexagons=hexagons)
    shapes = geometries_to_plane(cells.shapes())
    points = shapely.points(EAST, NORTH)
    point, cell = shapely.STRtree(shapes).query(points, predicate="intersects")
    assert np.array_equal(np.bincount(point, minlength=3000), np.ones(3000))
    assert np.array_equal(np.bincount(cell, minlength=len(shapes)), cells.count)
    given = np.isfinite(values[point])
    sums = np.bincount(cell[given], weights=values[point][given], minlength=len(shapes))
    assert np.allclose(sums, cells.total)
    assert np.allclose(cells.mean * cells.known, cells.total)
    assert cells.known.sum() == 2950


def test_that_the_size_is_the_distance_of_opposite_sides() -> None:
    for hexagons, area in ((True, 1000**2 * np.sqrt(3) / 2), (False, 1000.0**2)):
        cells = sum_in_cells(LONGITUDE, LATITUDE, None, cell_m=1000, hexagons=hexagons)
        shapes = geometries_to_plane(cells.shapes())
        assert np.allclose(shapely.area(shapes), area, rtol=1e-6)
        west, _, east, _ = shapely.bounds(shapes).T
        assert np.allclose(east - west, 1000, atol=0.01)


def test_that_cells_stay_where_they_are_when_points_go() -> None:
    every = sum_in_cells(LONGITUDE, LATITUDE, None, cell_m=1500, hexagons=True)
    fewer = sum_in_cells(LONGITUDE[:40], LATITUDE[:40], None, cell_m=1500, hexagons=True)
    assert set(zip(fewer.column, fewer.row, strict=True)) < set(
        zip(every.column, every.row, strict=True)
    )


def test_that_points_without_place_and_no_points_are_no_error() -> None:
    nowhere = np.array([np.nan, 117.0])
    cells = sum_in_cells(nowhere, nowhere - 80, np.array([1.0, np.nan]), cell_m=500, hexagons=True)
    assert (cells.count.tolist(), cells.known.tolist()) == ([1], [0])
    assert np.isnan(cells.mean).tolist() == [True]
    empty = sum_in_cells(nowhere[:0], nowhere[:0], None, cell_m=500, hexagons=False)
    assert len(empty.shapes()) == 0


def test_that_far_and_tiny_cells_are_found_without_a_table_of_all() -> None:
    longitude, latitude = np.array([115.0, 119.0, 119.0]), np.array([35.0, 39.0, 39.0])
    cells = sum_in_cells(longitude, latitude, None, cell_m=20, hexagons=False)
    assert cells.count.tolist() == [1, 2]


def test_that_a_million_points_take_less_than_a_second() -> None:
    longitude, latitude = RNG.uniform(115.8, 117.5, 10**6), RNG.uniform(36.5, 38, 10**6)
    values = RNG.uniform(0, 9, 10**6)
    start = time.perf_counter()
    cells = sum_in_cells(longitude, latitude, values, cell_m=2000, hexagons=True)
    assert len(cells.shapes()) == len(cells.count)
    assert cells.count.sum() == 10**6
    assert time.perf_counter() - start < 1.0
