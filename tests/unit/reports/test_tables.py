from dataclasses import replace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dzmap.reports.fonts import text_width_em
from dzmap.reports.tables import (
    LANDSCAPE_MM,
    PORTRAIT_MM,
    ems,
    is_wide,
    shares,
    table_data,
)
from dzmap.services.report_model import ReportTable, TableColumn
from tests.helpers.report_samples import city_model, county_table, result_table, verdict_table


def test_that_a_table_carries_its_number_units_and_note() -> None:
    data = table_data(county_table(), "表 2", PORTRAIT_MM)
    assert data["title"] == "表 2　分县投资完成情况（2021 年）"
    assert [column["title"] for column in data["columns"]] == [
        "县（市、区）",
        "项目（个）",
        "计划（亿元）",
        "完成（亿元）",
        "完成率",
    ]
    assert [column["align"] for column in data["columns"]] == ["left", *["right"] * 4]
    assert data["note"].startswith("11 县 + 未落图 = 合计，差 0.00 亿元。 因四舍五入")


def test_that_what_is_left_out_and_the_total_look_different() -> None:
    pinned = table_data(county_table(), "表 1", PORTRAIT_MM)["pinned"]
    assert [(row["cells"][0], row["total"]) for row in pinned] == [
        ("未落图", False),
        ("合计", True),
    ]


def test_that_the_reader_is_told_how_many_rows_are_not_printed() -> None:
    data = table_data(result_table(1400), "表 3", PORTRAIT_MM)
    assert len(data["rows"]) == 400
    assert data["note"] == "本表只印前 400 行，其余 1,000 行见 Excel 表。"


def test_that_verdicts_get_their_marks() -> None:
    data = table_data(verdict_table(city_model(60)), "表 1", PORTRAIT_MM)
    assert data["columns"][0]["marks"]["禁止准入"] == "prohibited"
    assert data["columns"][1]["marks"] == {}


def test_that_numbers_do_not_wrap_where_room_is_short() -> None:
    long = "很长的条款原文" * 30
    table = ReportTable(
        title="",
        sheet="",
        columns=(
            TableColumn(name="text", title="条款"),
            *(TableColumn(name=f"n{i}", title="数值", kind="number") for i in range(12)),
        ),
        frame=pd.DataFrame({"text": [long], **{f"n{i}": [123456.7] for i in range(12)}}),
    )
    assert is_wide(table)
    data = table_data(table, "表 1", LANDSCAPE_MM)
    widths = [column["width"] for column in data["columns"]]
    assert sum(widths) <= ems(LANDSCAPE_MM, data["size"]) + 1e-9
    needed = text_width_em(data["rows"][0][1])
    assert all(width > needed for width in widths[1:])


@given(st.lists(st.floats(1, 60), min_size=1, max_size=14), st.sampled_from([46, 52, 80]))
def test_that_shares_fit_the_page_and_only_the_widest_give_way(
    widths: list[float], available: float
) -> None:
    given_widths = shares(widths, available)
    assert sum(given_widths) <= max(available, 0) + 1e-6
    cut = [width for width, share in zip(widths, given_widths, strict=True) if share < width]
    kept = [width for width, share in zip(widths, given_widths, strict=True) if share == width]
    assert not cut or not kept or max(kept) <= min(cut)


def test_that_a_table_without_rows_says_so() -> None:
    table = replace(county_table(), frame=county_table().frame.iloc[:0], pinned=None)
    data = table_data(table, "表 1", PORTRAIT_MM)
    assert data["rows"] == []
    assert data["empty"] == "没有符合条件的记录"


def test_that_a_smaller_type_comes_before_wrapped_words() -> None:
    table = ReportTable(
        title="",
        sheet="",
        columns=(
            TableColumn(name="name", title="开发区"),
            *(TableColumn(name=f"n{i}", title="完成投资（亿元）", kind="number") for i in range(5)),
        ),
        frame=pd.DataFrame(
            {"name": ["山东齐河经济开发区"], **{f"n{i}": [123.4] for i in range(5)}}
        ),
    )
    data = table_data(table, "表 1", PORTRAIT_MM)
    assert data["size"] < 9
    assert data["columns"][0]["width"] > text_width_em("山东齐河经济开发区")


def test_that_long_texts_alone_do_not_turn_the_page() -> None:
    table = ReportTable(
        title="",
        sheet="",
        columns=(TableColumn(name="a", title="图层"), TableColumn(name="b", title="来源")),
        frame=pd.DataFrame({"a": ["永久基本农田"], "b": ["来源" * 60]}),
    )
    assert not is_wide(table)
