"""Rules for values that people type."""

from datetime import datetime

import pandas as pd
import pytest

from dzmap.core.field_rules import FieldError, FieldProblem, parsed, row_problems
from dzmap.core.tables import TABLES

_ROWS: dict[str, list[tuple[str | None, ...]]] = {
    "counties": [("c1", "齐河县", None, None), ("c2", "临邑县", None, None)],
    "zones": [("z1", "齐河经开区", "c1", None), ("z2", "临邑经开区", "c2", None)],
    "parks": [("p1", "化工园", "c1", "z1")],
}


def table_of(name: str) -> pd.DataFrame:
    if name == "enterprise_years":
        return pd.DataFrame({"id": ["y1"], "enterprise_id": ["e1"], "year": [2021]})
    if name == "enterprises":
        return pd.DataFrame({"id": ["e1"], "name": ["甲厂"], "uscc": ["91350100M000100Y43"]})
    rows = _ROWS.get(name, [])
    return pd.DataFrame(rows, columns=["id", "name", "county_id", "zone_id"])


def problems(table: str, **values: object) -> list[FieldProblem]:
    return row_problems(table, {"id": "n-1", "name": "名", **values}, table_of)


def test_that_a_sound_row_has_no_problems() -> None:
    assert problems("parcels", zone_id="z1", park_id="p1", status="未供") == []


def test_that_what_is_required_must_be_there() -> None:
    (found,) = problems("counties", name=" ")
    assert found == FieldProblem("name", "名称必须填写。")


def test_that_a_park_must_lie_in_the_zone_and_county_that_are_named() -> None:
    (found,) = problems("parcels", zone_id="z2", park_id="p1")
    assert found.field == "park_id"
    assert found.text == "“化工园”属于“齐河经开区”，不属于“临邑经开区”。"
    (found,) = problems("parks", zone_id="z1", county_id="c2")
    assert (found.field, found.severity) == ("zone_id", "error")


def test_that_choices_references_codes_and_ranges_are_checked() -> None:
    assert "不在其中" in problems("parcels", status="卖了")[0].text
    assert "不在“开发区”里" in problems("parcels", zone_id="nowhere")[0].text
    assert "0–100" in problems("zones", leading_share_percent=130.0)[0].text
    assert "负数" in problems("zones", approved_area_km2=-1.0)[0].text
    assert (
        "校验位" in problems("enterprises", industry_code="26", uscc="91350100M000100Y44")[0].text
    )


def test_that_amounts_that_do_not_fit_together_are_warnings() -> None:
    (found,) = problems(
        "projects", industry_code="26", total_invest_wan_yuan=10.0, fixed_invest_wan_yuan=20.0
    )
    assert (found.field, found.severity) == ("fixed_invest_wan_yuan", "warning")
    table = {"id": "n", "project_id": None, "year": 2021}
    found_all = row_problems(
        "project_years",
        table | {"planned_wan_yuan": 100.0, "completed_wan_yuan": 151.0},
        table_of,
    )
    assert [one.severity for one in found_all] == ["error", "warning"]


def test_that_a_year_or_a_code_is_not_given_twice() -> None:
    row = {"id": "y2", "enterprise_id": "e1", "year": 2021}
    assert "每年只能一行" in row_problems("enterprise_years", row, table_of)[0].text
    assert row_problems("enterprise_years", row | {"id": "y1"}, table_of) == []
    (found,) = problems("enterprises", industry_code="26", uscc="91350100M000100Y43")
    assert "甲厂" in found.text


def test_that_typed_texts_become_values_in_the_unit_of_the_column() -> None:
    column = TABLES["projects"].column
    assert parsed(column("total_invest_wan_yuan"), "1.2亿元") == 12000.0
    assert parsed(column("start_date"), "2026年3月1日") == datetime(2026, 3, 1)  # noqa: DTZ001
    assert parsed(column("start_date"), "2026/3") == datetime(2026, 3, 1)  # noqa: DTZ001
    assert parsed(TABLES["reference_lists"].column("complete"), "是") is True
    assert parsed(column("name"), "  ") is None


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [
        ("projects", "start_date", "明天"),
        ("projects", "start_date", "2026-13-01"),
        ("projects", "land_mu", "很大"),
        ("enterprise_years", "employees", "3.5"),
        ("reference_lists", "complete", "也许"),
    ],
)
def test_that_a_text_that_does_not_fit_is_refused_with_a_sentence(
    table: str, column: str, text: str
) -> None:
    with pytest.raises(FieldError, match=text):
        parsed(TABLES[table].column(column), text)
