"""The bundled data as tables."""

import geopandas as gpd
import pandas as pd
import pytest

from dzmap.core.frames import conform
from dzmap.core.tables import TABLES
from dzmap.readers.reference import BundledReference

BASE = {"counties", "neighbours", "townships", "waters", "chains", "plan_targets"}
PLACES = {"zones", "parks", "clusters", "parcels", "control_layers", "control_areas", "projects"}
LISTS = {"reference_lists", "reference_items"}


@pytest.fixture(scope="module")
def reference() -> BundledReference:
    return BundledReference()


def test_that_a_new_project_gets_the_base_tables_only(reference: BundledReference) -> None:
    assert set(reference.base_tables()) == BASE


def test_that_the_sample_adds_its_places_projects_and_a_list(
    reference: BundledReference,
) -> None:
    assert set(reference.sample_tables()) == BASE | PLACES | LISTS


@pytest.mark.parametrize("name", sorted(BASE | PLACES | LISTS))
def test_that_tables_have_exactly_the_declared_columns_and_types(
    reference: BundledReference, name: str
) -> None:
    table = TABLES[name]
    frame = reference.sample_tables()[name]
    columns = [column.name for column in table.columns]
    assert list(frame.columns) == columns + (["geometry"] if table.geometry else [])
    pd.testing.assert_frame_equal(frame, conform(frame, table))
    if isinstance(frame, gpd.GeoDataFrame):
        assert frame.crs is not None
        assert frame.crs.to_epsg() == 4490


@pytest.mark.parametrize("name", sorted(BASE | PLACES | LISTS))
def test_that_required_cells_are_filled_and_choices_kept(
    reference: BundledReference, name: str
) -> None:
    frame = reference.sample_tables()[name]
    assert frame["id"].is_unique
    for column in TABLES[name].columns:
        if column.required:
            assert frame[column.name].notna().all(), column.name
        if column.choices:
            assert set(frame[column.name].dropna()) <= set(column.choices), column.name


def test_that_a_caller_may_change_what_it_gets(reference: BundledReference) -> None:
    counties = reference.base_tables()["counties"]
    counties.loc[0, "name"] = "改过"
    assert reference.base_tables()["counties"].loc[0, "name"] == "德城区"


def test_that_the_industries_are_the_whole_classification(reference: BundledReference) -> None:
    industries = reference.industries()
    assert industries["level"].value_counts().to_dict() == {1: 20, 2: 97, 3: 473, 4: 1381}
    assert industries["code"].is_unique
    with_parent = industries[industries["level"] > 1]
    assert set(with_parent["parent"]) <= set(industries["code"])


def test_that_a_township_without_known_centre_has_no_place(reference: BundledReference) -> None:
    townships = reference.base_tables()["townships"]
    assert len(townships) == 135
    assert townships.geometry.notna().sum() == 112


def test_that_announced_projects_say_only_what_was_announced(reference: BundledReference) -> None:
    projects = reference.sample_tables()["projects"].set_index("id")
    assert projects["total_invest_wan_yuan"].to_dict() == pytest.approx(
        {
            "P-PUB-0001": 1_000_000,
            "P-PUB-0002": 20_000,
            "P-PUB-0003": 40_000,
            "P-PUB-0004": float("nan"),
        },
        nan_ok=True,
    )
    assert (projects["data_status"] == "公开").all()
    assert projects["source"].str.contains("大众日报 2020-06-15").all()
    for fact in ("land_mu", "tax_wan_yuan", "output_wan_yuan", "energy_tce"):
        assert projects[fact].isna().all()
    unplaced = projects.loc["P-PUB-0004"]
    assert unplaced["geometry"] is None
    assert pd.isna(unplaced["county_id"])


def test_that_the_sample_catalogs_can_be_read(reference: BundledReference) -> None:
    catalogs = reference.sample_catalogs()
    assert len({(catalog.id, catalog.version) for catalog in catalogs}) == len(catalogs) >= 15
    assert all(catalog.sample for catalog in catalogs)
