import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dzmap.core import applicants as ap
from dzmap.core import crs


def test_that_enterprises_take_the_figures_of_the_year() -> None:
    enterprises = gpd.GeoDataFrame(
        {
            "id": ["e1", "e2"],
            "name": ["示例·甲", "示例·乙"],
            "industry_code": ["C2614", " 1411 "],
            "investor_class": ["上市公司;专精特新", None],
            "zone_id": ["37201047", None],
            "place_quality": ["点", "仅乡镇"],
        },
        geometry=gpd.points_from_xy([116.7, 116.8], [36.8, 36.9]),
        crs=4490,
    )
    years = pd.DataFrame(
        {
            "enterprise_id": ["e1", "e1", "e2"],
            "year": [2020, 2021, 2020],
            "tax_wan_yuan": [100.0, 120.0, 50.0],
            "land_mu": [40.0, 40.0, 0.0],
        }
    )
    frame = ap.applicants_from_enterprises(enterprises, years, 2021)
    assert tuple(frame.columns) == ap.COLUMNS
    assert frame["industry_code"].tolist() == ["2614", "1411"]
    assert frame["tax_wan_yuan_per_mu"].tolist()[0] == 3.0
    assert frame["tax_wan_yuan"].isna().tolist() == [False, True]
    assert frame["investor_class"][0] == "上市公司;专精特新"
    assert ap.has_precise_place(frame).tolist() == [True, False]


def test_that_projects_derive_intensity_unless_it_is_given() -> None:
    projects = pd.DataFrame(
        {
            "id": ["p1", "p2", "p3", "p4"],
            "total_invest_wan_yuan": [10_865.0, 10_865.0, 1.0, np.nan],
            "land_mu": [41.0, 41.0, 0.0, 3.0],
            "invest_intensity_wan_yuan_per_mu": [np.nan, 300.0, np.nan, np.nan],
        }
    )
    frame = ap.applicants_from_projects(projects)
    intensity = frame["invest_intensity_wan_yuan_per_mu"]
    assert intensity[:2].tolist() == [265.0, 300.0]
    assert intensity[2:].isna().all()
    assert not ap.has_precise_place(frame).any()


def test_that_messy_cells_become_facts_or_missing() -> None:
    raw = pd.DataFrame(
        {
            "name": ["a", "b", "c"],
            "industry_code": [2614.0, None, "c1411"],
            "other_industry_codes": ["C2625；2614", None, ""],
            "land_mu": ["30", "很多", None],
            "zone_id": [37201047.0, None, " 37201047 "],
            "far": [np.inf, 1.2, None],
        },
        index=[5, 6, 7],
    )
    frame = ap.normalised_applicants(raw)
    assert frame["id"].tolist() == ["0", "1", "2"]
    assert frame["industry_code"].fillna("-").tolist() == ["2614", "-", "1411"]
    assert frame["other_industry_codes"].fillna("-").tolist() == ["2625;2614", "-", "-"]
    assert frame["land_mu"].fillna(-1).tolist() == [30.0, -1.0, -1.0]
    assert frame["zone_id"].fillna("-").tolist() == ["37201047", "-", "37201047"]
    assert frame["far"].fillna(-1).tolist() == [-1.0, 1.2, -1.0]


@pytest.mark.parametrize(
    ("metric", "impossible", "possible"),
    [
        ("land_mu", -5.0, 0.0),
        ("total_invest_wan_yuan", -1.0, 1e7),
        ("building_coefficient", 35.0, 1.0),
        ("admin_land_share", 7.0, 0.07),
        ("tax_wan_yuan", np.inf, -100.0),
        ("registered_capital_ratio", -0.1, 1.2),
    ],
)
def test_that_numbers_that_cannot_be_are_missing(
    metric: str, impossible: float, possible: float
) -> None:
    frame = ap.normalised_applicants(pd.DataFrame({metric: [impossible, possible]}))
    assert frame[metric].fillna(-9).tolist() == [-9.0, possible]


def test_that_places_in_another_system_are_moved() -> None:
    frame = gpd.GeoDataFrame(
        {"id": ["1"]}, geometry=[shapely.Point(477_686.014, 4_073_235.238)], crs=crs.PLANE
    )
    place = ap.normalised_applicants(frame).geometry[0]
    assert (place.x, place.y) == pytest.approx((116.75, 36.79), abs=1e-8)


def test_that_normalising_twice_changes_nothing_and_copies_nothing() -> None:
    once = ap.normalised_applicants(pd.DataFrame({"id": ["1"], "land_mu": [3]}))
    twice = ap.normalised_applicants(once)
    pd.testing.assert_frame_equal(pd.DataFrame(once), pd.DataFrame(twice))
