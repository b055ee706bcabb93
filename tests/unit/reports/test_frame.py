import geopandas as gpd
import numpy as np
import pytest
import shapely

from dzmap.reports.frame import MapFrame, fit_frame, project, project_extent, project_places


def test_that_the_check_point_lies_where_the_survey_says() -> None:
    point = project_places(gpd.GeoSeries([shapely.Point(116.75, 36.79)], crs="EPSG:4490"))
    assert point[0] == pytest.approx((477_686.014, 4_073_235.238), abs=0.001)


def test_that_drawing_units_run_down_from_the_upper_left_corner() -> None:
    frame = MapFrame(west=480_000, south=4_070_000, scale=100_000, width_mm=100, height_mm=50)
    corners = np.array([[frame.west, frame.north], [frame.east, frame.south]])
    assert frame.units(corners).tolist() == [[0, 0], [10_000, 5_000]]
    assert frame.point(frame.west + 1000, frame.north - 2000) == pytest.approx((1000, 2000))


def test_that_a_frame_holds_its_extent_in_the_middle() -> None:
    extent = (115.75, 36.4, 117.6, 38.0)
    frame = fit_frame(extent, 236, 243)
    west, south, east, north = project_extent(extent)
    assert frame.west <= west
    assert frame.east >= east
    assert frame.south <= south
    assert frame.north >= north
    assert west - frame.west == pytest.approx(frame.east - east)
    assert north - frame.north == pytest.approx(frame.south - south)


def test_that_a_given_scale_is_kept() -> None:
    assert fit_frame((116.7, 36.7, 116.8, 36.8), 100, 100, scale=300_000).scale == 300_000


def test_that_an_area_counts_at_a_point_inside_it() -> None:
    ring = shapely.Polygon(
        shapely.box(116, 36, 117, 37).exterior.coords,
        [shapely.box(116.1, 36.1, 116.9, 36.9).exterior.coords],
    )
    places = gpd.GeoSeries([ring, shapely.Point(116.5, 36.5)], crs="EPSG:4490")
    inside = shapely.Point(project_places(places)[0])
    assert project(places)[0].contains(inside)


def test_that_missing_places_stay_missing() -> None:
    places = gpd.GeoSeries([None, shapely.Point(117, 37)], crs="EPSG:4490")
    assert np.isnan(project_places(places)[0]).all()
    assert project(places)[0] is None
