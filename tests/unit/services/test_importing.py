from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dzmap.core.problems import Problem, Severity
from dzmap.services.importing import apply_import, plan_import
from dzmap.services.ports import ImportedRows
from tests.helpers.memory_project import MemoryProject

QIHE, YUCHENG = shapely.box(116.6, 36.6, 117.0, 36.9), shapely.box(116.3, 36.9, 116.9, 37.1)
IN_ZONE, IN_PARK = shapely.Point(116.71, 36.71), shapely.Point(116.745, 36.745)
IN_QIHE, IN_YUCHENG = shapely.Point(116.9, 36.7), shapely.Point(116.5, 37.0)


def spatial(rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs="EPSG:4490")


@pytest.fixture
def project() -> MemoryProject:
    return small_project()


def small_project() -> MemoryProject:
    return MemoryProject(
        {
            "counties": spatial(
                [
                    {"id": "371425", "name": "齐河县", "geometry": QIHE},
                    {"id": "371482", "name": "禹城市", "geometry": YUCHENG},
                ]
            ),
            "townships": spatial(
                [
                    {
                        "id": "371425001",
                        "name": "晏城街道",
                        "county_id": "371425",
                        "geometry": shapely.Point(116.76, 36.8),
                    },
                    {
                        "id": "371482001",
                        "name": "市中街道",
                        "county_id": "371482",
                        "geometry": None,
                    },
                ]
            ),
            "zones": spatial(
                [
                    {
                        "id": "Z1",
                        "name": "山东齐河经济开发区",
                        "short_name": "齐河经开区",
                        "county_id": "371425",
                        "geometry_status": "示意",
                        "geometry": shapely.box(116.7, 36.7, 116.8, 36.8),
                    }
                ]
            ),
            "parks": spatial(
                [
                    {
                        "id": "P1",
                        "name": "区中园一号",
                        "zone_id": "Z1",
                        "county_id": "371425",
                        "geometry": shapely.box(116.74, 36.74, 116.75, 36.75),
                    }
                ]
            ),
        }
    )


def enterprises(
    *rows: dict[str, Any], years: list[dict[str, object]] | None = None
) -> ImportedRows:
    filled = [
        {"industry_code": "2614", "geometry": None, "source_row": position + 2, **row}
        for position, row in enumerate(rows)
    ]
    for row in filled:
        row.setdefault("place_quality", None if row["geometry"] is None else "点")
    tables: dict[str, pd.DataFrame] = {"enterprises": spatial(filled)}
    if years is not None:
        tables["enterprise_years"] = pd.DataFrame(years)
    return ImportedRows(tables=tables, source="名单.xlsx", rows_read=len(filled))


def imported(project: MemoryProject, rows: ImportedRows, year: int | None = None) -> Any:
    apply_import(project, plan_import(project, rows, "enterprises", year=year))
    return project.table("enterprises").set_index("name")


def messages(project: MemoryProject, rows: ImportedRows) -> list[str]:
    return [problem.message for problem in plan_import(project, rows, "enterprises").problems]


def test_that_planning_writes_nothing_and_applying_is_one_edit(project: MemoryProject) -> None:
    rows = enterprises({"name": "甲"}, {"name": "乙"})
    plan = plan_import(project, rows, "enterprises")
    assert len(project.table("enterprises")) == 0
    assert plan.summary == "新增 2 · 变更 0 · 未导入 0"
    made = apply_import(project, plan)
    assert made.title == "导入企业（名单.xlsx）"
    assert len(project.table("enterprises")) == 2
    project.undo()
    assert len(project.table("enterprises")) == 0


def test_that_names_of_places_become_ids(project: MemoryProject) -> None:
    rows = enterprises(
        {"name": "甲", "county_id": "齐河", "zone_id": "齐河开发区", "park_id": "区中园一号"}
    )
    row = imported(project, rows).loc["甲"]
    assert (row["county_id"], row["zone_id"], row["park_id"]) == ("371425", "Z1", "P1")


def test_that_a_zone_in_the_column_of_parks_counts_as_zone(project: MemoryProject) -> None:
    rows = enterprises(
        {"name": "甲", "park_id": "齐河经开区"}, {"name": "乙", "park_id": "区中园一号"}
    )
    assert messages(project, rows) == ["“齐河经开区”是开发区（山东齐河经济开发区），已作为开发区。"]
    table = imported(project, rows)
    assert table["zone_id"].tolist() == ["Z1", "Z1"]
    assert table["park_id"].isna().tolist() == [True, False]


def test_that_an_unknown_place_is_reported_and_left_blank(project: MemoryProject) -> None:
    rows = enterprises({"name": "甲", "zone_id": "火星开发区"})
    (problem,) = plan_import(project, rows, "enterprises").problems
    assert problem.message == "项目里没有开发区“火星开发区”，没有对应。"
    assert (problem.row, problem.file, problem.value) == (2, "名单.xlsx", "火星开发区")
    assert pd.isna(imported(project, rows).loc["甲", "zone_id"])


def test_that_a_stated_park_implies_its_zone_and_county(project: MemoryProject) -> None:
    row = imported(project, enterprises({"name": "甲", "park_id": "区中园一号"})).loc["甲"]
    assert (row["zone_id"], row["county_id"], row["place_quality"]) == ("Z1", "371425", "无")


def test_that_the_position_fills_in_county_zone_and_park(project: MemoryProject) -> None:
    table = imported(
        project,
        enterprises({"name": "甲", "geometry": IN_PARK}, {"name": "乙", "geometry": IN_QIHE}),
    )
    assert table.loc["甲", ["county_id", "zone_id", "park_id"]].tolist() == ["371425", "Z1", "P1"]
    assert table.loc["乙", "county_id"] == "371425"
    assert pd.isna(table.loc["乙", "zone_id"])


def test_that_a_contradicting_position_is_reported_and_the_statement_kept(
    project: MemoryProject,
) -> None:
    rows = enterprises(
        {"name": "甲", "county_id": "禹城市", "zone_id": "齐河经开区", "geometry": IN_QIHE}
    )
    found = plan_import(project, rows, "enterprises").problems
    assert [(problem.row, problem.column) for problem in found] == [
        (2, "县（市、区）"),
        (2, "开发区"),
    ]
    assert "位置却在齐河县" in found[0].message
    assert "不在任何开发区内" in found[1].message
    assert found[1].remedy == "边界是示意的，以批复四至为准。"
    row = imported(project, rows).loc["甲"]
    assert (row["county_id"], row["zone_id"]) == ("371482", "Z1")


def test_that_a_township_gives_a_rough_place_that_says_so(project: MemoryProject) -> None:
    table = imported(
        project,
        enterprises(
            {"name": "甲", "township_id": "晏城"},
            {"name": "乙", "township_id": "市中街道"},
            {"name": "丙", "township_id": None},
        ),
    )
    assert table["place_quality"].tolist() == ["仅乡镇", "无", "无"]
    assert table["county_id"].tolist()[:2] == ["371425", "371482"]
    assert table.geometry.isna().tolist() == [False, True, True]
    assert table["zone_id"].isna().all()


def test_that_rows_are_matched_by_id_then_code_then_name(project: MemoryProject) -> None:
    imported(
        project,
        enterprises(
            {"id": "E1", "name": "甲", "uscc": None, "county_id": "齐河县"},
            {"id": "E2", "name": "乙", "uscc": "91371425EX00000318", "county_id": "齐河县"},
            {"id": "E3", "name": "丙", "uscc": None, "county_id": "齐河县"},
        ),
    )
    again = enterprises(
        {"id": "E1", "name": "甲改名", "uscc": None, "county_id": "齐河县"},
        {"id": None, "name": "乙改名", "uscc": "91371425EX00000318", "county_id": "齐河县"},
        {"id": None, "name": "丙", "uscc": None, "county_id": "齐河县", "address": "晏城街道 1 号"},
        {"id": None, "name": "丙", "uscc": None, "county_id": "禹城市"},
    )
    plan = plan_import(project, again, "enterprises")
    assert (plan.added, plan.changed, plan.unchanged) == (1, 3, 0)
    apply_import(project, plan)
    assert project.table("enterprises")[["id", "name"]].to_numpy().tolist() == [
        ["E1", "甲改名"],
        ["E2", "乙改名"],
        ["E3", "丙"],
        ["QY00001", "丙"],
    ]


def test_that_a_file_without_county_still_matches_a_unique_name(project: MemoryProject) -> None:
    imported(project, enterprises({"name": "甲", "county_id": "齐河县"}))
    plan = plan_import(project, enterprises({"name": "甲"}), "enterprises")
    assert (plan.added, plan.unchanged) == (0, 1)


def test_that_importing_a_file_twice_changes_nothing(project: MemoryProject) -> None:
    rows = enterprises(
        {"name": "甲", "uscc": "91371425EX00000318", "geometry": IN_PARK},
        {"name": "乙", "uscc": None},
        {"name": "乙", "uscc": None},
        years=[{"source_row": 2, "enterprise_id": None, "year": 2021, "revenue_wan_yuan": 5.0}],
    )
    imported(project, rows)
    plan = plan_import(project, rows, "enterprises")
    assert (plan.added, plan.changed, plan.unchanged) == (0, 0, 3)
    assert plan.changes == ()


def test_that_blank_cells_erase_nothing(project: MemoryProject) -> None:
    imported(
        project, enterprises({"id": "E1", "name": "甲", "address": "老地址", "geometry": IN_ZONE})
    )
    plan = plan_import(
        project, enterprises({"id": "E1", "name": "甲", "address": None}), "enterprises"
    )
    assert (plan.added, plan.changed, plan.unchanged) == (0, 0, 1)


def test_that_a_township_never_replaces_a_point(project: MemoryProject) -> None:
    imported(project, enterprises({"id": "E1", "name": "甲", "geometry": IN_ZONE}))
    table = imported(project, enterprises({"id": "E1", "name": "甲", "township_id": "晏城街道"}))
    assert table.loc["甲", "place_quality"] == "点"
    assert table.loc["甲", "geometry"].equals(IN_ZONE)


def test_that_a_zone_set_by_hand_is_not_overwritten_by_the_position(project: MemoryProject) -> None:
    imported(project, enterprises({"id": "E1", "name": "甲", "zone_id": "齐河经开区"}))
    table = imported(project, enterprises({"id": "E1", "name": "甲", "geometry": IN_YUCHENG}))
    assert table.loc["甲", ["county_id", "zone_id"]].tolist() == ["371425", "Z1"]


def test_that_a_repeated_id_is_imported_once(project: MemoryProject) -> None:
    rows = enterprises({"id": "E1", "name": "甲"}, {"id": "E1", "name": "乙"})
    plan = plan_import(project, rows, "enterprises")
    assert (plan.added, plan.dropped) == (1, 1)
    assert [(problem.row, problem.severity) for problem in plan.problems] == [(3, Severity.ERROR)]


def test_that_yearly_figures_follow_their_enterprise(project: MemoryProject) -> None:
    rows = enterprises(
        {"name": "甲", "uscc": "91371425EX00000318"},
        years=[
            {"source_row": 2, "enterprise_id": None, "year": 2020, "revenue_wan_yuan": 5.0},
            {"source_row": 2, "enterprise_id": None, "year": 2021, "revenue_wan_yuan": 6.0},
        ],
    )
    imported(project, rows)
    years = project.table("enterprise_years")
    assert years["id"].tolist() == ["91371425EX00000318-2020", "91371425EX00000318-2021"]
    rows.tables["enterprise_years"].loc[1, "revenue_wan_yuan"] = 7.0
    plan = plan_import(project, rows, "enterprises")
    assert (plan.changed, plan.unchanged) == (1, 0)
    apply_import(project, plan)
    assert project.table("enterprise_years")["revenue_wan_yuan"].tolist() == [5, 7]


def test_that_figures_without_year_need_one(project: MemoryProject) -> None:
    rows = enterprises(
        {"name": "甲"},
        years=[{"source_row": 2, "enterprise_id": None, "year": None, "revenue_wan_yuan": 5.0}],
    )
    assert messages(project, rows) == ["1 行年度数据没有年份，没有导入。"]
    plan = plan_import(project, rows, "enterprises", year=2021)
    assert [found.message for found in plan.problems] == [
        "1 行年度数据没有年份，按选定的 2021 年导入。"
    ]
    imported(project, rows, year=2021)
    assert project.table("enterprise_years")["year"].tolist() == [2021]


def test_that_rows_refused_by_the_reader_are_counted(project: MemoryProject) -> None:
    refused = Problem(severity=Severity.ERROR, message="必填", row=3, file="名单.xlsx")
    rows = enterprises({"name": "甲"})
    rows = ImportedRows(tables=rows.tables, problems=(refused, refused), source="名单.xlsx")
    assert plan_import(project, rows, "enterprises").summary == "新增 1 · 变更 0 · 未导入 1"


def zones(*rows: dict[str, object]) -> ImportedRows:
    return ImportedRows(tables={"zones": spatial(list(rows))}, source="边界.geojson")


def test_that_a_zone_file_updates_outlines_and_warns_of_schematic_ones(
    project: MemoryProject,
) -> None:
    outline = shapely.box(116.7, 36.7, 116.81, 36.8)
    rows = zones(
        {"name": "山东齐河经济开发区", "county_id": "齐河县", "geometry": outline},
        {"name": "新开发区", "county_id": None, "geometry": shapely.box(116.4, 36.95, 116.5, 37.0)},
    )
    plan = plan_import(project, rows, "zones")
    assert (plan.added, plan.changed) == (1, 1)
    assert [problem.message for problem in plan.problems] == [
        "1 行没有写县（市、区），已按位置归入。",
        "1 个图形替换了示意图形，文件没有写图形状态，仍标“示意”。",
    ]
    apply_import(project, plan)
    table = project.table("zones").set_index("id")
    assert table.geometry["Z1"].equals(shapely.MultiPolygon([outline]))
    assert table.loc["KFQ00001", "county_id"] == "371482"


def control(*names: str) -> ImportedRows:
    layer = spatial(
        [{"id": "farm", "name": "基本农田", "kind": "permanent_farmland", "geometry": None}]
    )
    areas = spatial(
        [
            {"id": f"farm-{name}", "name": name, "layer_id": "farm", "geometry": QIHE}
            for name in names
        ]
    )
    return ImportedRows(tables={"control_layers": layer, "control_areas": areas}, source="农田.shp")


def test_that_a_control_line_replaces_its_older_version(project: MemoryProject) -> None:
    apply_import(project, plan_import(project, control("一", "二"), "control_areas"))
    assert project.table("control_layers")["id"].tolist() == ["farm"]
    plan = plan_import(project, control("二", "三"), "control_areas")
    assert plan.summary == "新增 1 · 变更 0 · 未变 1 · 删除 1 · 未导入 0"
    apply_import(project, plan)
    assert set(project.table("control_areas")["name"]) == {"二", "三"}
    project.undo()
    assert set(project.table("control_areas")["name"]) == {"一", "二"}


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["甲", "乙", "丙"]),
            st.sampled_from([None, "齐河县", "禹城市"]),
            st.sampled_from([None, "91371425EX00000318", "91371425EX00000326"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_that_a_second_import_is_always_without_effect(
    cells: list[tuple[str, str | None, str | None]],
) -> None:
    project = small_project()
    rows = enterprises(
        *({"name": name, "county_id": county, "uscc": code} for name, county, code in cells)
    )
    imported(project, rows)
    assert len(project.table("enterprises")) == len(cells)
    plan = plan_import(project, rows, "enterprises")
    assert (plan.added, plan.changed, plan.unchanged) == (0, 0, len(cells))
