import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dzmap.core.frames import conform, empty, same_values
from dzmap.core.tables import TABLES


def test_that_an_empty_frame_has_every_column_in_its_type() -> None:
    for table in TABLES.values():
        frame = empty(table)
        names = [column.name for column in table.columns]
        assert list(frame.columns) == [*names, "geometry"] if table.geometry else names
        assert len(frame) == 0
    assert empty(TABLES["projects"])["start_date"].dtype == "datetime64[us]"
    assert empty(TABLES["enterprise_years"])["employees"].dtype == "Int64"


def test_that_conforming_twice_changes_nothing() -> None:
    once = conform(
        pd.DataFrame({"id": ["a"], "year": [2020.0], "employees": [None], "tax_wan_yuan": ["3"]}),
        TABLES["enterprise_years"],
    )
    twice = conform(once, TABLES["enterprise_years"])
    pd.testing.assert_frame_equal(once, twice)
    assert once.loc[0, "tax_wan_yuan"] == 3.0
    assert once.loc[0, "year"] == 2020


def test_that_text_keeps_the_difference_between_empty_and_missing() -> None:
    frame = conform(pd.DataFrame({"id": ["a", "b"], "name": ["", None]}), TABLES["chains"])
    assert frame["name"].isna().tolist() == [False, True]


def test_that_single_polygons_become_multi_part_and_lose_height() -> None:
    box = shapely.Polygon([(116, 37, 5), (117, 37, 5), (117, 38, 5)])
    frame = conform(
        gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[box, None], crs=4490), TABLES["zones"]
    )
    place = frame["geometry"].iloc[0]
    assert place.geom_type == "MultiPolygon"
    assert not place.has_z
    assert frame["geometry"].iloc[1] is None


def test_that_the_callers_geometries_stay_as_they_were() -> None:
    given = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4490)
    conform(given, TABLES["zones"])
    assert given.geometry.iloc[0].geom_type == "Polygon"


def test_that_other_coordinate_systems_are_transformed() -> None:
    x, y = 477_686.014, 4_073_235.238
    frame = conform(
        gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(x, y)], crs=4548),
        TABLES["enterprises"],
    )
    place = frame["geometry"].iloc[0]
    assert (round(place.x, 6), round(place.y, 6)) == (116.75, 36.79)


@pytest.mark.parametrize(
    ("frame", "complaint"),
    [
        (pd.DataFrame({"id": ["a"], "county": ["x"]}), "no column county"),
        (pd.DataFrame({"id": ["a"], "official_area_km2": ["viel"]}), "official_area_km2"),
        (gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(1, 2)]), "MultiPolygon"),
    ],
)
def test_that_rows_the_table_cannot_hold_are_refused(frame: pd.DataFrame, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        conform(frame, TABLES["counties"])


def test_that_missing_equals_missing_when_values_are_compared() -> None:
    left = pd.Series([1.0, np.nan, 3.0, np.nan])
    right = pd.Series([1.0, np.nan, 4.0, 0.0], index=[7, 8, 9, 10])
    assert same_values(left, right).tolist() == [True, True, False, False]


def test_that_geometries_are_compared_coordinate_for_coordinate() -> None:
    ring = [(0, 0), (1, 0), (1, 1), (0, 0)]
    shapes = gpd.GeoSeries([shapely.Polygon(ring), None, None])
    turned = gpd.GeoSeries([shapely.Polygon(ring[1:3] + ring[:2]), None, shapely.Point(0, 0)])
    assert same_values(shapes, shapes).tolist() == [True, True, True]
    assert same_values(shapes, turned).tolist() == [False, True, False]
