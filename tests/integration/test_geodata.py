"""The bundled data agrees with itself and with the published facts."""

import json
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dzmap.core.areas import ellipsoidal_area_m2
from dzmap.core.crs import geometries_to_plane
from dzmap.readers.reference import BundledReference
from dzmap.resources import geodata_path

Tables = dict[str, pd.DataFrame]

MANUFACTURING = tuple(f"{division}" for division in range(13, 44))
WITHOUT_CHAIN = ("16", "30", "31", "32")  # tobacco, building materials, steel, non-ferrous metals


@pytest.fixture(scope="module")
def tables() -> Tables:
    return BundledReference().sample_tables()


@pytest.fixture(scope="module")
def codes() -> set[str]:
    return set(BundledReference().industries()["code"])


def shapes(tables: Tables, name: str) -> dict[str, shapely.Geometry]:
    frame = tables[name]
    return dict(zip(frame["id"], frame["geometry"], strict=True))


def rows(frame: pd.DataFrame) -> list[Any]:
    """Named tuples; typed loosely because pandas' own type of a cell helps nobody."""
    return list(frame.itertuples())


def km2(geometry: shapely.Geometry) -> float:
    return float(ellipsoidal_area_m2(geometry)[0]) / 1e6


def test_that_county_areas_match_the_official_ones(tables: Tables) -> None:
    counties = tables["counties"]
    area = ellipsoidal_area_m2(counties["geometry"].to_numpy()) / 1e6
    off = (area / counties["official_area_km2"] - 1).abs()
    assert len(counties) == 11
    assert off.max() < 0.015
    assert area.sum() == pytest.approx(10_362, abs=2)


def test_that_counties_share_borders_without_gap_or_overlap(tables: Tables) -> None:
    assert shapely.coverage_is_valid(tables["counties"]["geometry"].to_numpy())


def test_that_neighbours_do_not_reach_into_the_city(tables: Tables) -> None:
    city = shapely.union_all(tables["counties"]["geometry"].to_numpy())
    overlap = shapely.area(shapely.intersection(tables["neighbours"]["geometry"].to_numpy(), city))
    assert overlap.max() < 1e-5  # square degrees, a tenth of a square kilometre
    touching = shapely.distance(tables["neighbours"]["geometry"].to_numpy(), city) < 1e-4
    assert touching.sum() >= 20


def test_that_the_yellow_river_follows_the_border_of_qihe(tables: Tables) -> None:
    river = shapes(tables, "waters")["yellow-river-qihe"]
    border = shapes(tables, "counties")["371425"].boundary
    assert border.buffer(2e-6).covers(river)
    assert geometries_to_plane(river).length == pytest.approx(63_100, rel=0.01)


def test_that_townships_lie_in_their_county(tables: Tables) -> None:
    counties = shapes(tables, "counties")
    known = tables["townships"].dropna(subset="geometry")
    strangers = [
        row.name for row in rows(known) if not counties[row.county_id].contains(row.geometry)
    ]
    assert strangers == []


@pytest.mark.parametrize(
    "name", ["counties", "neighbours", "zones", "parks", "clusters", "parcels", "control_areas"]
)
def test_that_outlines_are_valid(tables: Tables, name: str) -> None:
    assert shapely.is_valid(tables[name]["geometry"].to_numpy()).all()


@pytest.mark.parametrize("name", ["zones", "clusters", "parks"])
def test_that_outlines_lie_in_their_county(tables: Tables, name: str) -> None:
    counties = shapes(tables, "counties")
    outside = [
        row.name for row in rows(tables[name]) if not counties[row.county_id].covers(row.geometry)
    ]
    assert outside == []


@pytest.mark.parametrize("name", ["zones", "parks", "parcels"])
def test_that_outlines_of_a_kind_do_not_overlap(tables: Tables, name: str) -> None:
    outlines = tables[name]["geometry"].to_numpy()
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    assert (first == second).all()


def test_that_parks_lie_in_their_zone_and_others_in_none(tables: Tables) -> None:
    zones = shapes(tables, "zones")
    for row in rows(tables["parks"]):
        for zone, outline in zones.items():
            if zone == row.zone_id:
                assert outline.contains(row.geometry), row.name
            else:
                assert not outline.intersects(row.geometry), row.name


def test_that_parcels_lie_where_they_say(tables: Tables) -> None:
    hosts = shapes(tables, "zones") | shapes(tables, "parks")
    for row in rows(tables["parcels"]):
        for host in (row.zone_id, row.park_id):
            assert pd.isna(host) or hosts[host].contains(row.geometry), row.id


def test_that_known_areas_are_kept(tables: Tables) -> None:
    stated = tables["parks"].dropna(subset="stated_area_km2")
    assert len(stated) >= 4
    for row in rows(stated):
        assert km2(row.geometry) == pytest.approx(row.stated_area_km2, rel=0.005), row.name
    assert km2(shapes(tables, "zones")["37103012"]) == pytest.approx(6.89, rel=0.005)


def test_that_the_nine_parks_add_up_to_the_announced_sum(tables: Tables) -> None:
    parks = tables["parks"]
    nine = parks[parks["kind"] == "sub_park"]
    assert nine["ordinal"].tolist() == list(range(1, 10))
    assert nine["planned_wan_yuan"].sum() == 1_416_000
    assert (nine["zone_id"] == "37201047").all()


def test_that_there_are_two_national_and_ten_provincial_zones(tables: Tables) -> None:
    assert tables["zones"]["level"].value_counts().to_dict() == {"省级": 10, "国家级": 2}


@pytest.mark.parametrize(
    "name", ["zones", "parks", "clusters", "parcels", "control_layers", "control_areas", "waters"]
)
def test_that_invented_outlines_say_so(tables: Tables, name: str) -> None:
    assert (tables[name]["geometry_status"] == "示意").all()


def test_that_growth_boundaries_contain_zones_and_building_parks(tables: Tables) -> None:
    areas = tables["control_areas"]
    growth = shapely.union_all(areas.loc[areas["layer_id"] == "growth_boundary", "geometry"])
    for name in ("zones", "parks"):
        assert growth.covers(shapely.union_all(tables[name]["geometry"].to_numpy()))


def test_that_control_lines_lie_in_the_coverage_of_their_layer(tables: Tables) -> None:
    layers = shapes(tables, "control_layers")
    assert set(tables["control_areas"]["layer_id"]) == set(layers)
    for row in rows(tables["control_areas"]):
        inside = layers[row.layer_id].intersection(row.geometry).area
        assert inside == pytest.approx(row.geometry.area, rel=1e-6), row.id


def test_that_farmland_is_unknown_in_two_counties(tables: Tables) -> None:
    counties = tables["counties"].set_index("id").geometry
    covered = shapes(tables, "control_layers")["permanent_farmland"]
    unknown = [county for county, outline in counties.items() if not covered.covers(outline)]
    assert unknown == ["371423", "371481"]
    assert not covered.intersects(counties["371481"].buffer(-0.01))


def test_that_farmland_stays_clear_of_zones(tables: Tables) -> None:
    areas = tables["control_areas"]
    farmland = shapely.union_all(areas.loc[areas["layer_id"] == "permanent_farmland", "geometry"])
    assert not farmland.intersects(shapely.union_all(tables["zones"]["geometry"].to_numpy()))


def test_that_the_shoreline_rule_starts_with_its_law(tables: Tables) -> None:
    start = tables["control_layers"].set_index("id")["effective_from"]
    assert start["shoreline_control"] == pd.Timestamp("2023-04-01")
    assert start.drop("shoreline_control").isna().all()


@pytest.mark.parametrize("name", ["chains", "clusters"])
def test_that_industry_prefixes_exist(tables: Tables, codes: set[str], name: str) -> None:
    for joined in tables[name]["industry_codes"]:
        assert set(joined.split(";")) <= codes


def test_that_the_541_system_is_five_four_one(tables: Tables) -> None:
    groups = tables["chains"]["group541"].value_counts().to_dict()
    assert groups == {"strategic": 5, "traditional": 4, "services": 1}


def test_that_manufacturing_has_a_chain_but_for_the_declared_rest(
    tables: Tables, codes: set[str]
) -> None:
    prefixes = tuple(";".join(tables["chains"]["industry_codes"]).split(";"))
    classes = {code for code in codes if len(code) == 4 and code.startswith(MANUFACTURING)}
    without = {code for code in classes if not code.startswith(prefixes)}
    assert {code[:2] for code in without} == set(WITHOUT_CHAIN)


def test_that_every_reference_names_an_existing_row(tables: Tables) -> None:
    known = {
        "county_id": set(tables["counties"]["id"]),
        "zone_id": set(tables["zones"]["id"]),
        "park_id": set(tables["parks"]["id"]),
        "chain_id": set(tables["chains"]["id"]),
    }
    for name, frame in tables.items():
        for column, ids in known.items():
            if column in frame:
                assert set(frame[column].dropna()) <= ids, (name, column)
    scopes = set(tables["plan_targets"]["scope_id"])
    assert scopes <= {"371400"} | known["county_id"] | known["park_id"]


def test_that_announced_projects_stand_in_the_place_they_name(tables: Tables) -> None:
    hosts = shapes(tables, "zones") | shapes(tables, "parks")
    for row in rows(tables["projects"].dropna(subset="geometry")):
        host = row.zone_id if pd.isna(row.park_id) else row.park_id
        assert hosts[host].contains(row.geometry)


def test_that_files_hold_one_feature_a_line_and_stay_small() -> None:
    files = [path for path in geodata_path().iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 4_000_000
    for path in files:
        if path.suffix == ".geojson":
            lines = path.read_text(encoding="utf-8").splitlines()[1:-1]
            for line in lines:
                assert json.loads(line.removesuffix(","))["type"] == "Feature"


def test_that_gdal_reads_the_files_as_they_are() -> None:
    for path in geodata_path().glob("*.geojson"):
        assert len(gpd.read_file(path)) == len(path.read_text(encoding="utf-8").splitlines()) - 2


def test_that_the_provenance_of_every_file_is_written_down() -> None:
    sources = geodata_path("SOURCES.md").read_text(encoding="utf-8")
    for path in geodata_path().iterdir():
        if path.suffix in {".csv", ".geojson"}:
            assert path.name in sources
