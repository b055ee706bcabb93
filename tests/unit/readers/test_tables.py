from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dzmap.core.applicants import COLUMNS
from dzmap.core.problems import BadInputError, Cancelled, Severity
from dzmap.core.tables import TABLES
from dzmap.readers.fields import fields_of
from dzmap.readers.tables import TableFiles
from dzmap.services.jobs import CancellableProgress
from tests.helpers.small_reference import SmallReference
from tests.helpers.table_files import write_csv, write_xlsx

HEADER = ["企业名称", "行业代码", "县（市、区）"]
ROWS = [["示例·甲", "2614", "齐河县"], ["示例·乙", "C2625", "禹城市"]]


@pytest.fixture
def reader() -> TableFiles:
    return TableFiles(SmallReference())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_that_text_tables_are_read_in_every_encoding_and_separator(
    tmp_path: Path, reader: TableFiles, encoding: str, separator: str
) -> None:
    path = write_csv(
        tmp_path / "企业 名单.csv", [HEADER, *ROWS], encoding=encoding, separator=separator
    )
    frame = reader.read(path, "enterprises").tables["enterprises"]
    assert frame["name"].tolist() == ["示例·甲", "示例·乙"]
    assert frame["industry_code"].tolist() == ["2614", "2625"]
    assert frame["county_id"].tolist() == ["齐河县", "禹城市"]
    assert frame["source_row"].tolist() == [2, 3]


def test_that_columns_belong_to_the_table_and_places_are_in_storage_crs(
    tmp_path: Path, reader: TableFiles
) -> None:
    rows = [[*HEADER, "经度", "纬度"], [*ROWS[0], 116.75, 36.79], [*ROWS[1], "", ""]]
    result = reader.read(write_xlsx(tmp_path / "甲.xlsx", rows), "enterprises")
    frame = result.tables["enterprises"]
    known = {column.name for column in TABLES["enterprises"].columns}
    assert set(frame.columns) <= known | {"source_row", "geometry"}
    assert frame.crs.to_epsg() == 4490
    assert frame["place_quality"].tolist()[0] == "点"
    assert frame.geometry.isna().tolist() == [False, True]
    assert result.mapping["经度"] == "lon"
    assert result.rows_read == 2


def test_that_a_real_world_workbook_is_understood(tmp_path: Path, reader: TableFiles) -> None:
    rows = [
        ["德州市规上企业基本情况", "", "", "", "", "", ""],
        ["", "", "", "", "", "", "单位：亿元、公顷"],
        ["企业名称", "行业代码", "2020年", "", "2021年", "", "占地面积"],
        ["", "", "营业收入", "税收（万元）", "营业收入", "税收（万元）", ""],
        ["甲", "乙", 1.0, 2.0, 3.0, 4.0, 5.0],
        ["示例·甲", "2614", 1.2, 300.0, "1.5亿元", "约300", "12.5亩"],
        ["示例·乙", "2625", "—", "", 2.0, 10.0, 2.0],
        ["合 计", "", 1.2, 300.0, 3.5, 310.0, ""],
        ["注：示例数据。"],
    ]
    merged = [(0, 0, 0, 6), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 2, 5), (2, 6, 3, 6)]
    path = write_xlsx(tmp_path / "甲.xlsx", {"2021年": rows}, merged=merged)
    result = reader.read(path, "enterprises")
    assert result.tables["enterprises"]["source_row"].tolist() == [6, 7]
    years = result.tables["enterprise_years"].set_index(["source_row", "year"])
    assert years.loc[(6, 2020), "revenue_wan_yuan"] == 12000
    assert years.loc[(6, 2021), "revenue_wan_yuan"] == 15000
    assert years.loc[(6, 2021), "tax_wan_yuan"] == 300
    assert years.loc[(6, 2021), "land_mu"] == 12.5
    assert years.loc[(7, 2021), "land_mu"] == 30
    assert (7, 2020) not in years.index
    skipped = [problem for problem in result.problems if "已跳过" in problem.message]
    assert [problem.row for problem in skipped] == [5]
    assert "共 3 行" in skipped[0].message


def test_that_one_row_per_year_becomes_one_enterprise_with_years(
    tmp_path: Path, reader: TableFiles
) -> None:
    rows = [
        ["编号", *HEADER, "年份", "营业收入（万元）"],
        ["E1", *ROWS[0], 2020.0, 100.0],
        ["E2", *ROWS[1], 2021.0, 50.0],
        ["E1", "示例·甲（更名）", "2614", "齐河县", 2021.0, 120.0],
    ]
    result = reader.read(write_xlsx(tmp_path / "甲.xlsx", rows), "enterprises")
    frame = result.tables["enterprises"]
    assert frame["id"].tolist() == ["E2", "E1"]
    assert frame["name"].tolist() == ["示例·乙", "示例·甲（更名）"]
    years = result.tables["enterprise_years"]
    owned = years[years["enterprise_id"] == "E1"]
    assert owned["year"].tolist() == [2020, 2021]
    assert owned["revenue_wan_yuan"].tolist() == [100, 120]
    assert not [problem for problem in result.problems if "相同" in problem.message]


def test_that_project_years_and_shares_are_read(tmp_path: Path, reader: TableFiles) -> None:
    rows = [
        [
            *(
                "项目名称",
                "行业代码",
                "建设单位",
                "建设性质",
                "开工日期",
                "总投资（亿元）",
                "绿地率",
            ),
            *("2021年计划投资（万元）", "2021年完成投资（万元）", "2022年度计划投资（万元）"),
        ],
        ["示例·扩建", "2614", "示例·甲", "扩建", date(2021, 3, 4), 1.5, "7%", 5000.0, 4000.0, 1.0],
    ]
    result = reader.read(write_xlsx(tmp_path / "甲.xlsx", rows), "projects")
    project = result.tables["projects"].iloc[0]
    assert (project["owner"], project["action"]) == ("示例·甲", "扩建")
    assert (project["total_invest_wan_yuan"], project["green_ratio"]) == (15000, 0.07)
    assert pd.Timestamp(project["start_date"]).date() == date(2021, 3, 4)
    years = result.tables["project_years"].set_index("year")
    assert years["planned_wan_yuan"].tolist() == [5000, 1]
    assert years.loc[2021, "completed_wan_yuan"] == 4000


def test_that_figures_without_a_year_wait_for_one(tmp_path: Path, reader: TableFiles) -> None:
    rows = [[*HEADER, "营业收入（万元）"], [*ROWS[0], 100.0]]
    result = reader.read(write_xlsx(tmp_path / "甲.xlsx", rows), "enterprises")
    assert result.tables["enterprise_years"]["year"].isna().all()
    assert result.problems == ()


def test_that_bad_rows_stay_out_and_good_ones_in(tmp_path: Path, reader: TableFiles) -> None:
    rows = [
        [*HEADER, "2021年营业收入（万元）"],
        [*ROWS[0], 1.0],
        ["", "2614", "齐河县", 2.0],
        ["示例·丙", "9999", "齐河县", 3.0],
        ["示例·丁", "", "齐河县", 4.0],
    ]
    result = reader.read(write_xlsx(tmp_path / "甲.xlsx", rows), "enterprises")
    assert result.tables["enterprises"]["source_row"].tolist() == [2]
    assert result.tables["enterprise_years"]["source_row"].tolist() == [2]
    errors = [problem for problem in result.problems if problem.severity is Severity.ERROR]
    assert [(problem.row, problem.column) for problem in errors] == [
        (3, "企业名称"),
        (4, "行业代码"),
        (5, "行业代码"),
    ]


def test_that_several_industries_in_a_cell_become_main_and_others(
    tmp_path: Path, reader: TableFiles
) -> None:
    path = write_csv(tmp_path / "甲.csv", [["企业名称", "行业代码"], ["甲", "3670、2614"]])
    read = reader.read(path, "enterprises")
    row = read.tables["enterprises"].iloc[0]
    assert (row["industry_code"], row["other_industry_codes"]) == ("3670", "2614")
    assert [problem.message for problem in read.problems] == [
        "填了 2 个代码：主要行业按 3670，其余作为其他行业。"
    ]


def test_that_a_comma_inside_a_cell_keeps_the_shifted_row_out(
    tmp_path: Path, reader: TableFiles
) -> None:
    path = tmp_path / "甲.csv"
    lines = ("企业名称,地址,行业代码", "甲,德州,齐河,2614", "乙,德州,2614,,", '丙,"德州,齐河",2614')
    path.write_text("\n".join(lines), encoding="utf-8")
    read = reader.read(path, "enterprises")
    assert read.tables["enterprises"]["name"].tolist() == ["乙", "丙"]
    assert {(problem.row, problem.message) for problem in read.problems} >= {
        (2, "比表头多出 1 格，像是内容里的分隔符把一格分成了两格。")
    }


def test_that_html_in_names_is_kept_as_data(tmp_path: Path, reader: TableFiles) -> None:
    name = '<img src=x onerror="alert(1)">&amp;'
    path = write_xlsx(tmp_path / "甲.xlsx", [HEADER, [name, "2614", "齐河县"]])
    assert reader.read(path, "enterprises").tables["enterprises"]["name"].tolist() == [name]


def test_that_the_sheet_with_the_table_is_found_and_named(
    tmp_path: Path, reader: TableFiles
) -> None:
    sheets = {
        "填表说明": [["请按要求填报"]],
        "2020年": [HEADER, ROWS[0]],
        "2021年": [HEADER, *ROWS],
    }
    result = reader.read(write_xlsx(tmp_path / "甲.xlsx", sheets), "enterprises")
    assert len(result.tables["enterprises"]) == 2
    assert "读取了“2021年”；另有“2020年”也像数据表，没有读取" in result.problems[0].message


def test_that_merged_cells_apply_to_every_row_they_cover(
    tmp_path: Path, reader: TableFiles
) -> None:
    rows = [["县（市、区）", "企业名称", "行业代码"], ["齐河县", "甲", "2614"], ["", "乙", "2614"]]
    path = write_xlsx(tmp_path / "甲.xlsx", rows, merged=[(1, 0, 2, 0)])
    frame = reader.read(path, "enterprises").tables["enterprises"]
    assert frame["county_id"].tolist() == ["齐河县", "齐河县"]


def test_that_repeated_names_and_ids_are_warned_of(tmp_path: Path, reader: TableFiles) -> None:
    rows = [["编号", *HEADER], ["E1", *ROWS[0]], ["E1", *ROWS[0]]]
    result = reader.read(write_xlsx(tmp_path / "甲.xlsx", rows), "enterprises")
    assert [(problem.column, problem.message) for problem in result.problems] == [
        ("编号", "编号与第 2 行相同。"),
        ("名称", "名称与第 2 行相同。"),
    ]


def test_that_applicants_carry_their_facts_and_derived_ones(
    tmp_path: Path, reader: TableFiles
) -> None:
    rows = [
        [
            "项目名称",
            "行业代码",
            "拟入驻园区",
            "总投资（亿元）",
            "用地（公顷）",
            "建设性质",
            "主要产品",
        ],
        ["示例·甲", "C2614", "一号园", 3.0, 2.0, "新建", "甲醇、乙醇"],
        ["示例·乙", "2614", "", "", 2.0, "搞建设", ""],
    ]
    frame, problems = reader.read_applicants(write_xlsx(tmp_path / "甲.xlsx", rows))
    assert tuple(frame.columns) == COLUMNS
    assert frame["id"].tolist() == ["第2行", "第3行"]
    assert frame.loc[0, "total_invest_wan_yuan"] == 30000
    assert frame.loc[0, "land_mu"] == 30
    assert frame.loc[0, "invest_intensity_wan_yuan_per_mu"] == 1000
    assert frame.loc[0, "park_id"] == "一号园"
    assert frame.loc[0, "products"] == "甲醇;乙醇"
    assert np.isnan(frame.loc[1, "invest_intensity_wan_yuan_per_mu"])
    assert pd.isna(frame.loc[1, "action"])
    assert [problem.row for problem in problems if problem.column == "建设性质"] == [3]


def test_that_the_latest_year_counts_for_applicants(tmp_path: Path, reader: TableFiles) -> None:
    rows = [
        ["企业名称", "行业代码", "2020年营业收入（万元）", "2021年营业收入（万元）"],
        ["甲", "2614", 1.0, 2.0],
    ]
    frame, problems = reader.read_applicants(write_xlsx(tmp_path / "甲.xlsx", rows))
    assert frame["revenue_wan_yuan"].tolist() == [2]
    assert "用了前一个" in problems[0].message


def test_that_a_cancelled_import_stops(tmp_path: Path, reader: TableFiles) -> None:
    progress = CancellableProgress()
    progress.cancel()
    path = write_xlsx(tmp_path / "甲.xlsx", [HEADER, *ROWS])
    with pytest.raises(Cancelled):
        reader.read(path, "enterprises", progress=progress)


def test_that_a_missing_column_is_named_with_the_headers_found(
    tmp_path: Path, reader: TableFiles
) -> None:
    path = write_xlsx(tmp_path / "甲.xlsx", [["企业名称", "所在县", "电话"], ["甲", "齐河", "1"]])
    with pytest.raises(BadInputError) as caught:
        reader.read(path, "enterprises")
    message = str(caught.value)
    assert "没有“行业代码”" in message
    assert "企业名称、所在县、电话" in message
    assert "至少要有这些列：企业名称、行业代码" in message


CELLS = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                "—",
                "约300",
                "1.2亿元",
                "300-400",
                "7%",
                "½",
                "٣",
                "1e999",
                "inf",
                "NaN",
                "=1+1",
            ),
            *("C2614", "2614.0", "9.1E+17", "116°30′15″", "POLYGON((", "POINT (1e999 1)", "齐河县"),
            *("2021年", "2021-13-40", "合计", "<b>x</b>", "\u3000", "0" * 400, "\ufeff甲"),
        ]
    ),
    st.text(max_size=6),
    st.floats(width=32).map(str),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    table=st.sampled_from(["enterprises", "projects"]),
    body=st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=4),
    names=st.permutations(range(12)),
)
def test_that_no_cell_breaks_the_reader(
    tmp_path: Path, reader: TableFiles, table: str, body: list[list[str]], names: list[int]
) -> None:
    chosen = [fields_of(table)[-1 - number].zh for number in names[:4]]
    head = ["项目名称" if table == "projects" else "企业名称", "行业代码", *chosen]
    path = write_csv(tmp_path / "乱.csv", [head, *body], encoding="utf-8-sig")
    try:
        result = reader.read(path, table)
    except BadInputError:
        return
    refused = {found.row for found in result.problems if found.severity is Severity.ERROR}
    kept = set(result.tables[table]["source_row"])
    assert not kept & refused
    assert len(kept | refused) <= result.rows_read
