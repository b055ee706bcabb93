from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.reports.printed import compiled_on, is_total, largest_remainder, printed_table
from dzmap.services.report_model import Report, ReportTable, TableColumn
from tests.helpers.report_samples import county_table


def column(values: list[object], **settings: object) -> list[str]:
    """One column as printed."""
    table = ReportTable(
        title="",
        sheet="",
        columns=(TableColumn(name="a", title="a", **settings),),  # type: ignore[arg-type]
        frame=pd.DataFrame({"a": values}),
    )
    return [row[0] for row in printed_table(table).rows]


def test_that_numbers_round_half_up_with_separators() -> None:
    assert column([2.675, 1286.395, -0.001], kind="number") == ["2.68", "1,286.40", "0.00"]


def test_that_missing_numbers_say_so_and_are_never_zero() -> None:
    assert column([float("nan"), 0.0], kind="number") == ["未填报", "0.00"]
    assert column([None, 3], kind="int") == ["未填报", "3"]
    assert column([float("nan")], kind="percent") == ["—"]
    assert column([None, pd.NA, "x"]) == ["", "", "x"]


def test_that_fractions_print_as_percent_and_changes_with_sign() -> None:
    assert column([0.7694], kind="percent", decimals=1) == ["76.9 %"]
    assert column([0.118, -0.5], kind="change", decimals=1) == ["+11.8 %", "−50.0 %"]


def test_that_negative_decimals_print_only_what_is_needed() -> None:
    assert column([2000.0, 141.6, 0.666], kind="number", decimals=-1) == ["2,000", "141.6", "0.67"]


def test_that_dates_are_iso() -> None:
    assert column([date(2021, 12, 31), pd.Timestamp(2020, 1, 2)], kind="date") == [
        "2021-12-31",
        "2020-01-02",
    ]


def test_that_printed_parts_add_up_to_the_printed_total() -> None:
    table = county_table()
    printed = printed_table(table)
    assert printed.adjusted
    for position in (2, 3):
        parts = [Decimal(row[position].replace(",", "")) for row in printed.rows]
        *rest, total = [Decimal(row[position].replace(",", "")) for row in printed.pinned]
        assert sum(parts) + sum(rest) == total


def test_that_a_column_that_does_not_add_up_is_left_alone() -> None:
    table = ReportTable(
        title="",
        sheet="",
        columns=(TableColumn(name="a", title="a", kind="number", decimals=0),),
        frame=pd.DataFrame({"a": [1.4, 1.4, 1.4]}),
        pinned=pd.DataFrame({"a": [9.0]}),
    )
    printed = printed_table(table)
    assert [row[0] for row in printed.rows] == ["1", "1", "1"]
    assert not printed.adjusted


def test_that_what_is_not_reported_stays_so_while_the_rest_adds_up() -> None:
    table = ReportTable(
        title="",
        sheet="",
        columns=(TableColumn(name="a", title="a", kind="number", decimals=0),),
        frame=pd.DataFrame({"a": [1.4, float("nan"), 1.4, 1.4]}),
        pinned=pd.DataFrame({"a": [4.2]}),
    )
    printed = printed_table(table)
    assert [row[0] for row in printed.rows] == ["2", "未填报", "1", "1"]
    assert printed.pinned == [["4"]]


def test_that_only_the_first_rows_are_printed() -> None:
    table = ReportTable(
        title="",
        sheet="",
        columns=(TableColumn(name="a", title="a"),),
        frame=pd.DataFrame({"a": ["x"] * 500}),
    )
    printed = printed_table(table)
    assert (len(printed.rows), printed.hidden) == (400, 100)
    assert printed_table(table, 20).hidden == 480


def test_that_what_is_left_out_keeps_the_figure_that_is_quoted_elsewhere() -> None:
    table = ReportTable(
        title="",
        sheet="",
        columns=(TableColumn(name="a", title="a", kind="number", decimals=0),),
        frame=pd.DataFrame({"a": [1.4, 1.4]}),
        pinned=pd.DataFrame({"a": [0.6, 3.4]}),
    )
    printed = printed_table(table)
    assert [row[0] for row in printed.pinned] == ["1", "3"]
    assert [row[0] for row in printed.rows] == ["1", "1"]
    odd = replace(
        table, frame=pd.DataFrame({"a": [1.6, 1.6]}), pinned=pd.DataFrame({"a": [0.6, 3.8]})
    )
    printed = printed_table(odd)
    assert [row[0] for row in printed.pinned] == ["1", "4"]
    assert [row[0] for row in printed.rows] == ["2", "1"]


@given(
    st.lists(st.decimals(-100, 10_000, places=4), min_size=1, max_size=30),
    st.lists(st.decimals(0, 100, places=4), max_size=3),
)
def test_that_any_column_that_adds_up_does_so_in_print(
    parts: list[Decimal], rest: list[Decimal]
) -> None:
    total = sum(parts, Decimal(0)) + sum(rest, Decimal(0))
    table = ReportTable(
        title="",
        sheet="",
        columns=(TableColumn(name="a", title="a", kind="number"),),
        frame=pd.DataFrame({"a": [float(part) for part in parts]}),
        pinned=pd.DataFrame({"a": [float(item) for item in (*rest, total)]}),
    )
    printed = printed_table(table)
    *shown, whole = [Decimal(row[0].replace(",", "")) for row in (*printed.rows, *printed.pinned)]
    assert sum(shown) == whole


@given(
    st.lists(st.decimals(0, 10_000, places=4), min_size=1, max_size=30),
    st.integers(min_value=0, max_value=3),
)
def test_that_largest_remainder_sums_exactly_and_moves_less_than_a_unit(
    shares: list[Decimal], decimals: int
) -> None:
    unit = Decimal(1).scaleb(-decimals)
    target = sum(shares, Decimal(0)).quantize(unit, "ROUND_HALF_UP")
    parts = largest_remainder(shares, target, unit)
    assert sum(parts) == target
    assert all(abs(part - share) <= unit for part, share in zip(parts, shares, strict=True))


@pytest.mark.parametrize(
    ("text", "day"), [("2022-01-10", date(2022, 1, 10)), ("2022 年 1 月", None), ("", None)]
)
def test_that_only_an_iso_date_dates_the_file(text: str, day: date | None) -> None:
    assert compiled_on(Report(title="", date=text)) == day


def test_that_the_total_is_told_from_what_is_left_out() -> None:
    assert is_total(["合计（9 处）", "1"])
    assert not is_total(["未落图", "1", 2.0])
