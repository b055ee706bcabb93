import pytest

from dzmap.readers.fields import APPLICANTS, fields_of
from dzmap.readers.headers import FieldMatcher, find_header
from dzmap.readers.labels import parse_label, table_units, title_year


def matched(table: str, *header: object) -> tuple[str, str, int | None] | None:
    match = FieldMatcher(fields_of(table)).match(parse_label(*header))
    return None if match is None else (match.field.name, match.label.unit, match.label.year)


@pytest.mark.parametrize(
    ("table", "header", "expected"),
    [
        ("enterprises", "企业名称", ("name", "", None)),
        ("enterprises", "单 位 详 细 名 称 *", ("name", "", None)),
        ("enterprises", "单位名称（必填）", ("name", "", None)),
        ("enterprises", "Enterprise Name", ("name", "", None)),
        ("enterprises", "统一社会\n信用代码", ("uscc", "", None)),
        ("enterprises", "行业代码（GB/T 4754-2017）", ("industry_code", "", 2017)),
        ("enterprises", "县（市、区）", ("county_id", "", None)),
        ("enterprises", "县(市、区)", ("county_id", "", None)),
        ("enterprises", "营业收入（万元）", ("revenue_wan_yuan", "万元", None)),
        ("enterprises", "营业收入【亿元】", ("revenue_wan_yuan", "亿元", None)),
        ("enterprises", "营业收入:千元", ("revenue_wan_yuan", "千元", None)),
        ("enterprises", "营业收入万元", ("revenue_wan_yuan", "万元", None)),
        ("enterprises", "2021年营业收入", ("revenue_wan_yuan", "", 2021)),
        ("enterprises", "２０２１年度营业收入（万元）", ("revenue_wan_yuan", "万元", 2021)),
        ("enterprises", "营业收入2020", ("revenue_wan_yuan", "", 2020)),
        ("enterprises", "2021年1-12月营业收入（单位：万元）", ("revenue_wan_yuan", "万元", 2021)),
        ("enterprises", "2021年末从业人数", ("employees", "", 2021)),
        ("enterprises", "用地(公顷)", ("land_mu", "公顷", None)),
        ("enterprises", "占地面积㎡", ("land_mu", "㎡", None)),
        ("enterprises", "revenue_wan_yuan", ("revenue_wan_yuan", "", None)),
        ("projects", "总投资（亿元）", ("total_invest_wan_yuan", "亿元", None)),
        ("projects", "其中：固定资产投资", ("fixed_invest_wan_yuan", "", None)),
        ("projects", "2021年度计划投资", ("planned_wan_yuan", "", 2021)),
        ("projects", "完成投资(万元)", ("completed_wan_yuan", "万元", None)),
        ("projects", "绿地率（%）", ("green_ratio", "%", None)),
        ("projects", "企业名称", ("owner", "", None)),
        ("projects", "项目建设地点", ("address", "", None)),
        (APPLICANTS, "企业名称", ("name", "", None)),
        (APPLICANTS, "投资强度（万元/亩）", ("invest_intensity_wan_yuan_per_mu", "万元/亩", None)),
        (APPLICANTS, "2021年营业收入", ("revenue_wan_yuan", "", 2021)),
        (APPLICANTS, "经度", ("lon", "", None)),
    ],
)
def test_that_headers_name_their_field_unit_and_year(
    table: str, header: str, expected: tuple[str, str, int | None]
) -> None:
    assert matched(table, header) == expected


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("enterprises", "营业收入同比增长"),
        ("enterprises", "上年同期营业收入"),
        ("enterprises", "2021年1-6月营业收入"),
        ("enterprises", "2021年上半年营业收入"),
        ("enterprises", "2021年11-12月营业收入"),
        ("enterprises", "2020-2022年累计税收"),
        ("enterprises", "项目名称"),
        ("enterprises", "企业代码情况"),
        ("projects", "2021年总投资"),
        ("projects", "累计完成投资"),
        ("projects", "项目金额"),
        ("enterprises", "序号"),
        ("enterprises", ""),
    ],
)
def test_that_a_header_that_means_something_else_is_not_guessed(table: str, header: str) -> None:
    assert matched(table, header) is None


def header_of(table: str, rows: list[list[object]], *merged: tuple[int, int, int, int]) -> object:
    band = find_header(rows, FieldMatcher(fields_of(table)), merged)
    return band and (
        band.top,
        band.bottom,
        {(match.position, match.field.name, match.label.year) for match in band.matches},
    )


def test_that_title_rows_above_the_header_are_passed_over() -> None:
    rows: list[list[object]] = [
        ["德州市规上企业名单", "", ""],
        ["单位：亿元", "", ""],
        ["企业名称", "行业代码", "营业收入"],
        ["示例·甲", "2614", 1.0],
    ]
    assert header_of("enterprises", rows) == (
        2,
        2,
        {(0, "name", None), (1, "industry_code", None), (2, "revenue_wan_yuan", None)},
    )


@pytest.mark.parametrize("merges_known", [True, False])
def test_that_a_two_row_header_joins_year_and_figure(merges_known: bool) -> None:
    rows: list[list[object]] = [
        ["企业名称", "行业代码", "2020年", "", "2021年", ""],
        ["", "", "营业收入", "税收", "营业收入", "税收"],
        ["示例·甲", "2614", 1.0, 2.0, 3.0, 4.0],
    ]
    merged = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5)) if merges_known else ()
    assert header_of("enterprises", rows, *merged) == (
        0,
        1,
        {
            (0, "name", None),
            (1, "industry_code", None),
            (2, "revenue_wan_yuan", 2020),
            (3, "tax_wan_yuan", 2020),
            (4, "revenue_wan_yuan", 2021),
            (5, "tax_wan_yuan", 2021),
        },
    )


def test_that_years_below_the_figure_are_joined_too() -> None:
    rows: list[list[object]] = [
        ["单位名称", "行业代码", "营业收入（亿元）", ""],
        ["", "", 2020.0, 2021.0],
        ["示例·甲", "2614", 1.0, 2.0],
    ]
    assert header_of("enterprises", rows) == (
        0,
        1,
        {
            (0, "name", None),
            (1, "industry_code", None),
            (2, "revenue_wan_yuan", 2020),
            (3, "revenue_wan_yuan", 2021),
        },
    )


def test_that_a_group_title_hands_its_year_and_unit_down() -> None:
    band = find_header(
        [
            ["项目名称", "行业代码", "2021年投资情况（亿元）", ""],
            ["", "", "计划投资", "完成投资"],
            ["示例·甲", "2614", 1.0, 2.0],
        ],
        FieldMatcher(fields_of("projects")),
    )
    assert band is not None
    by_name = {match.field.name: match.label for match in band.matches}
    assert by_name["planned_wan_yuan"].unit == by_name["completed_wan_yuan"].unit == "亿元"
    assert by_name["planned_wan_yuan"].year == by_name["completed_wan_yuan"].year == 2021


def test_that_last_years_group_is_not_taken_for_this_years() -> None:
    rows: list[list[object]] = [
        ["企业名称", "行业代码", "上年同期", ""],
        ["", "", "营业收入", "税收"],
        ["示例·甲", "2614", 1.0, 2.0],
    ]
    band = find_header(rows, FieldMatcher(fields_of("enterprises")))
    assert band is not None
    assert band.fields == {"name", "industry_code"}


def test_that_two_columns_for_one_field_are_rivals() -> None:
    rows: list[list[object]] = [["企业名称", "行业代码", "主营业务收入", "营业收入"]]
    band = find_header(rows, FieldMatcher(fields_of("enterprises")))
    assert band is not None
    ((winner, loser),) = band.rivals
    assert (winner.label.raw, loser.label.raw) == ("营业收入", "主营业务收入")


def test_that_rows_without_any_known_word_have_no_header() -> None:
    assert find_header([["甲", "乙"], [1.0, 2.0]], FieldMatcher(fields_of("enterprises"))) is None


def test_that_units_and_year_stated_above_the_table_are_found() -> None:
    rows = [["2021年齐河县项目表", ""], ["", "单位：亿元、公顷"]]
    assert table_units(rows) == {"元": "亿元", "亩": "公顷"}
    assert title_year(rows) == 2021
    assert title_year([["2020年至2022年三年行动计划"]]) is None
