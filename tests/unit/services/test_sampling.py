"""The sample project: deterministic, consistent, and honest about what is invented."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dzmap.core.frames import conform
from dzmap.core.identifiers import check_uscc
from dzmap.core.tables import TABLES
from dzmap.readers.reference import BundledReference
from dzmap.services.sampling import build_sample, chain_of_codes
from dzmap.services.sampling_profiles import SUB_PARK_COMPLETED

Tables = dict[str, pd.DataFrame]
REAL_NAMES = (
    "华鲁",
    "恒升",
    "景津",
    "松果",
    "金能",
    "永锋",
    "保龄宝",
    "通裕",
    "索通",
    "有研",
    "泰山",
)


@pytest.fixture(scope="module")
def reference() -> BundledReference:
    return BundledReference()


@pytest.fixture(scope="module")
def sample(reference: BundledReference) -> Tables:
    return build_sample(reference)


@pytest.fixture(scope="module")
def invest(sample: Tables) -> pd.DataFrame:
    projects = sample["projects"]
    return projects[projects["kind"] == "invest"]


def of_year(sample: Tables, year: int) -> pd.DataFrame:
    years = sample["enterprise_years"]
    return years[years["year"] == year]


def test_that_the_same_seed_gives_the_same_frames(
    reference: BundledReference, sample: Tables
) -> None:
    again = build_sample(reference)
    assert list(again) == list(TABLES)
    for name, frame in sample.items():
        pd.testing.assert_frame_equal(again[name], frame)


def test_that_another_seed_gives_other_enterprises(
    reference: BundledReference, sample: Tables
) -> None:
    other = build_sample(reference, seed=7, upgrades=0, projects=0)
    assert not (
        other["enterprises"]["industry_code"] == sample["enterprises"]["industry_code"]
    ).all()


@pytest.mark.parametrize("name", ["enterprises", "enterprise_years", "projects", "project_years"])
def test_that_frames_are_in_canonical_form(sample: Tables, name: str) -> None:
    frame = sample[name]
    pd.testing.assert_frame_equal(frame, conform(frame, TABLES[name]))
    assert frame["id"].is_unique
    for column in TABLES[name].columns:
        if column.required:
            assert frame[column.name].notna().all(), column.name
        if column.choices:
            assert set(frame[column.name].dropna()) <= set(column.choices), column.name


def test_that_the_sample_has_the_promised_size(sample: Tables, invest: pd.DataFrame) -> None:
    assert len(sample["enterprises"]) == 2000
    assert len(invest) == 250
    upgrades = sample["projects"][sample["projects"]["kind"] == "upgrade"]
    years = sample["project_years"].merge(upgrades[["id"]], left_on="project_id", right_on="id")
    assert years["year"].value_counts().to_dict() == {2020: 1000, 2021: 1000, 2022: 1000}


def test_that_invented_rows_say_so_and_bear_no_real_name(sample: Tables) -> None:
    projects = sample["projects"]
    invented = projects[projects["data_status"] != "公开"]
    assert set(invented["data_status"]) == {"示例"}
    assert (sample["enterprises"]["data_status"] == "示例").all()
    names = pd.concat([invented["name"], invented["owner"].dropna(), sample["enterprises"]["name"]])
    assert names.str.startswith("示例·").all()
    assert not names.str.contains("|".join(REAL_NAMES)).any()
    assert sample["enterprises"]["name"].is_unique
    assert names.str.fullmatch(r"示例·\S+ \d{3}( 技改（\d{4}）)?").all()


def test_that_announced_projects_get_no_invented_figures(sample: Tables) -> None:
    projects = sample["projects"]
    public = projects[projects["data_status"] == "公开"]
    assert len(public) == 4
    assert not sample["project_years"]["project_id"].isin(public["id"]).any()
    assert public[["land_mu", "output_wan_yuan", "tax_wan_yuan"]].isna().all(axis=None)


def test_that_credit_codes_are_valid_and_recognisable(sample: Tables) -> None:
    enterprises = sample["enterprises"]
    assert all(check_uscc(code).valid for code in enterprises["uscc"])
    assert (enterprises["uscc"].str[2:8] == enterprises["county_id"]).all()
    assert (enterprises["uscc"].str[8:10] == "EX").all()
    assert (enterprises["id"] == enterprises["uscc"]).all()


@pytest.mark.parametrize("name", ["enterprises", "projects"])
def test_that_every_industry_code_is_in_the_classification(
    reference: BundledReference, sample: Tables, name: str
) -> None:
    industries = reference.industries()
    classes = set(industries.loc[industries["level"] == 4, "code"])
    assert set(sample[name]["industry_code"]) <= classes


@pytest.mark.parametrize("name", ["enterprises", "projects"])
def test_that_stated_zones_and_parks_agree_with_the_map(sample: Tables, name: str) -> None:
    rows = sample[name]
    exact = rows[rows["place_quality"].isin(["点", "地址", "红线"])]
    inner = shapely.point_on_surface(exact["geometry"].to_numpy())
    for group, column in (("zones", "zone_id"), ("parks", "park_id"), ("counties", "county_id")):
        lying = np.full(len(exact), None, dtype=object)
        for key, outline in zip(sample[group]["id"], sample[group]["geometry"], strict=True):
            shapely.prepare(outline)
            lying[shapely.contains(outline, inner)] = key
        stated = exact[column].to_numpy(dtype=object)
        stated[pd.isna(stated)] = None
        agree = lying == stated
        if name == "projects" and column == "zone_id":  # one may apply to a zone from outside it
            agree |= pd.isna(lying)
        assert agree.all(), column


def test_that_red_lines_have_the_stated_land(invest: pd.DataFrame) -> None:
    outlined = invest[invest["place_quality"] == "红线"]
    assert len(outlined) >= 15
    area = gpd.GeoSeries(outlined["geometry"]).to_crs(4548).area
    assert (area / (outlined["land_mu"] * 2000 / 3) - 1).abs().max() < 0.01


def test_that_some_rows_have_a_rough_place_or_none(sample: Tables, invest: pd.DataFrame) -> None:
    enterprises = sample["enterprises"]
    share = enterprises["place_quality"].value_counts(normalize=True)
    assert 0.01 <= share["无"] <= 0.02
    assert share["仅乡镇"] > 0.02
    assert (enterprises["geometry"].isna() == (enterprises["place_quality"] == "无")).all()
    rough = enterprises[enterprises["place_quality"] == "仅乡镇"]
    assert rough["township_id"].notna().all()
    assert rough["zone_id"].isna().all()
    assert 0.55 <= enterprises["zone_id"].notna().mean() <= 0.65
    assert invest["geometry"].isna().sum() == 18


@pytest.mark.parametrize("seed", [2020, 1, 99])
def test_that_the_ladder_stands_a_little_below_the_plan(
    reference: BundledReference, seed: int
) -> None:
    sample = build_sample(reference, seed=seed, upgrades=0, projects=0)
    revenue = of_year(sample, 2022)["revenue_wan_yuan"] / 10_000
    counts = [int((revenue > step).sum()) for step in (300, 100, 50, 10)]
    assert counts == [0, 4, 13, 61]
    assert 3_800 < revenue.sum() < 4_000
    assert of_year(sample, 2021)["revenue_wan_yuan"].sum() / 10_000 < revenue.sum()
    assert len(of_year(sample, 2021)) == 1874


def test_that_enterprises_above_scale_stay_above_scale(sample: Tables) -> None:
    assert of_year(sample, 2022)["revenue_wan_yuan"].min() >= 2_000


def test_that_some_figures_are_missing_but_none_negative(sample: Tables) -> None:
    years = sample["enterprise_years"]
    for name in ("tax_wan_yuan", "land_mu", "energy_tce", "employees", "rd_wan_yuan"):
        assert 0 < years[name].isna().mean() < 0.35, name
        assert years[name].min() > 0, name


def test_that_investment_in_the_nine_parks_adds_up_exactly(
    sample: Tables, invest: pd.DataFrame
) -> None:
    parks = sample["parks"]
    nine = parks[parks["kind"] == "sub_park"].set_index("id").sort_values("ordinal")
    inside = invest[invest["park_id"].isin(nine.index)]
    planned = inside.groupby("park_id")["total_invest_wan_yuan"].sum()
    assert (planned == nine["planned_wan_yuan"]).all()
    years = sample["project_years"].merge(
        inside[["id", "park_id"]], left_on="project_id", right_on="id"
    )
    assert (years.groupby("park_id")["planned_wan_yuan"].sum() == nine["planned_wan_yuan"]).all()
    until = years[years["year"] <= 2021].groupby("park_id")["completed_wan_yuan"].sum()
    assert until.reindex(nine.index).tolist() == list(SUB_PARK_COMPLETED)


def test_that_yearly_plans_add_up_to_the_total(sample: Tables, invest: pd.DataFrame) -> None:
    planned = sample["project_years"].groupby("project_id")["planned_wan_yuan"].sum()
    invented = invest[invest["data_status"] == "示例"].set_index("id")
    assert (planned.reindex(invented.index) == invented["total_invest_wan_yuan"]).all()


def test_that_nothing_completed_is_reported_for_2022(sample: Tables) -> None:
    years = sample["project_years"]
    reported = years["completed_wan_yuan"].notna()
    assert not reported[years["year"] == 2022].any()
    assert reported[years["year"] < 2022].all()
    assert years["planned_wan_yuan"].notna().all()
    assert (years["completed_wan_yuan"].dropna() <= years["planned_wan_yuan"][reported]).all()


def test_that_projects_meet_and_miss_usual_conditions(invest: pd.DataFrame) -> None:
    invented = invest[invest["data_status"] == "示例"]
    intensity = invented["total_invest_wan_yuan"] / invented["land_mu"]
    assert 0.01 < (intensity < 300).mean() < 0.1
    assert (
        0.05 < invented[["tax_wan_yuan", "land_mu", "energy_tce"]].isna().any(axis=1).mean() < 0.2
    )
    assert (invented["catalog_class"].isin(["限制类", "淘汰类"])).any()
    assert set(invented["stage"]) == {"签约", "供地", "开工", "竣工", "投产", "达产"}


def test_that_a_few_projects_stand_on_protected_land(sample: Tables, invest: pd.DataFrame) -> None:
    areas = sample["control_areas"]
    for layer in ("permanent_farmland", "ecological_redline", "shoreline_control"):
        land = shapely.union_all(areas.loc[areas["layer_id"] == layer, "geometry"].to_numpy())
        assert 1 <= gpd.GeoSeries(invest["geometry"]).intersects(land).sum() <= 12, layer


def test_that_projects_on_protected_land_apply_to_a_zone(
    sample: Tables, invest: pd.DataFrame
) -> None:
    areas = sample["control_areas"]
    farmland = areas.loc[areas["layer_id"] == "permanent_farmland", "geometry"].to_numpy()
    centres = shapely.point_on_surface(invest["geometry"].to_numpy())
    assert (
        invest.loc[shapely.intersects(centres, shapely.union_all(farmland)), "zone_id"]
        .notna()
        .all()
    )


def test_that_upgrades_stand_with_their_enterprise(sample: Tables) -> None:
    upgrades = sample["projects"][sample["projects"]["kind"] == "upgrade"]
    owners = sample["enterprises"].set_index("uscc").loc[upgrades["uscc"]]
    assert (owners["name"].to_numpy() == upgrades["owner"].to_numpy()).all()
    same = shapely.equals_identical(owners["geometry"].to_numpy(), upgrades["geometry"].to_numpy())
    assert (same | shapely.is_missing(upgrades["geometry"].to_numpy())).all()
    assert (upgrades["action"] == "技改").all()


@pytest.mark.parametrize(
    ("enterprises", "upgrades", "projects"), [(0, 0, 0), (1, 2, 5), (37, 40, 60), (300, 0, 1000)]
)
def test_that_samples_of_any_size_are_well_formed(
    reference: BundledReference, enterprises: int, upgrades: int, projects: int
) -> None:
    sample = build_sample(reference, enterprises=enterprises, upgrades=upgrades, projects=projects)
    assert len(sample["enterprises"]) == enterprises
    kinds = sample["projects"]["kind"].value_counts()
    assert kinds.get("upgrade", 0) == upgrades
    assert kinds["invest"] == max(projects, 4)
    for name, frame in sample.items():
        pd.testing.assert_frame_equal(frame, conform(frame, TABLES[name]))
        assert frame["id"].is_unique


def test_that_upgrades_without_enterprises_are_refused(reference: BundledReference) -> None:
    with pytest.raises(ValueError, match="enterprises"):
        build_sample(reference, enterprises=0, upgrades=1)


def test_that_the_longest_prefix_decides_the_chain() -> None:
    chains = pd.DataFrame(
        {"id": ["wide", "narrow", "other"], "industry_codes": ["35;36", "358;3612", "C"]}
    )
    found = chain_of_codes(chains, ["3584", "3591", "3612", "3120"])
    assert found == {"3584": "narrow", "3591": "wide", "3612": "narrow", "3120": None}


def test_that_ordinals_start_anew_for_each_county_and_theme(sample: Tables) -> None:
    stems = sample["enterprises"]["name"].str.extract(r"(示例·\D+) (\d{3})")
    numbers = stems[1].astype(int).groupby(stems[0])
    assert (numbers.min() == 1).all()
    assert (numbers.max() == numbers.size()).all()
    assert re.fullmatch(r"示例·\S+ 001", sample["enterprises"]["name"].iloc[0])
