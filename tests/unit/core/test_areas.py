import numpy as np
import pytest
import shapely

from dzmap.core import areas, crs

SQUARE = shapely.box(116.74, 36.78, 116.76, 36.80)
HOLE = shapely.box(116.745, 36.785, 116.755, 36.795)


def test_that_the_ellipsoidal_area_agrees_with_the_plane_at_the_central_meridian() -> None:
    ellipsoidal = areas.area_m2(SQUARE)
    planar = areas.planar_area_m2(SQUARE)[0]
    assert ellipsoidal == pytest.approx(planar, rel=5e-5)
    assert ellipsoidal == pytest.approx(3_961_000, rel=2e-3)


def test_that_web_mercator_would_overstate_the_area_by_56_percent() -> None:
    mercator = shapely.area(crs.reproject(SQUARE, crs.LONLAT, crs.WEB_MERCATOR))
    assert mercator / areas.area_m2(SQUARE) == pytest.approx(1.56, abs=0.01)


def test_that_holes_count_out_whatever_their_orientation() -> None:
    ring = np.array(HOLE.exterior.coords)
    shell = np.array(SQUARE.exterior.coords)
    expected = areas.area_m2(SQUARE) - areas.area_m2(HOLE)
    for hole in (ring, ring[::-1]):
        for outline in (shell, shell[::-1]):
            polygon = shapely.Polygon(outline, [hole])
            assert areas.area_m2(polygon) == pytest.approx(expected, rel=1e-12)


def test_that_many_geometries_are_measured_at_once() -> None:
    east = shapely.transform(SQUARE, lambda c: c + np.array([0.1, 0.0]))
    shapes = np.array(
        [
            SQUARE,
            None,
            shapely.MultiPolygon([SQUARE, east]),
            shapely.Point(1, 2),
            shapely.Polygon(),
        ],
        dtype=object,
    )
    found = areas.ellipsoidal_area_m2(shapes)
    one = areas.area_m2(SQUARE)
    assert found[0] == one
    assert np.isnan(found[1])
    assert found[2] == pytest.approx(2 * one, rel=1e-6)
    assert found[3:].tolist() == [0.0, 0.0]


def test_that_distances_are_metres_on_the_ground() -> None:
    one_minute_north = areas.distance_m(
        shapely.Point(117.0, 36.8), shapely.Point(117.0, 36.8 + 1 / 60)
    )
    assert one_minute_north[0] == pytest.approx(1849.6, abs=1.0)
