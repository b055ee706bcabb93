"""What a value and a row of a table must be: lists, ranges, codes, references, and their agreement.

Used wherever a row is written by hand: in the attribute form, and when a cell is edited or pasted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

import pandas as pd

from dzmap.core.identifiers import check_uscc
from dzmap.core.industries import IndustryTree, split_codes
from dzmap.core.quantities import QuantityError, half_width, is_missing, parse_quantity
from dzmap.core.tables import TABLES, Column

Row = Mapping[str, object]
TableOf = Callable[[str], pd.DataFrame]

REFERENCES = MappingProxyType(
    {
        "county_id": "counties",
        "township_id": "townships",
        "zone_id": "zones",
        "park_id": "parks",
        "layer_id": "control_layers",
        "chain_id": "chains",
        "enterprise_id": "enterprises",
        "project_id": "projects",
        "list_id": "reference_lists",
    }
)
"""Columns that hold the id of a row of another table."""

UNIQUE_TOGETHER = MappingProxyType(
    {
        "enterprise_years": ("enterprise_id", "year"),
        "project_years": ("project_id", "year"),
        "enterprises": ("uscc",),
    }
)
"""Columns in which no two rows of a table are alike."""

_MAY_BE_NEGATIVE = frozenset({"profit_wan_yuan", "value_added_wan_yuan"})
_MOST = MappingProxyType({"%": 100.0, "分": 100.0})
_YEARS = (1990, 2100)
_OVERSPENT = 1.5  # completed above this share of the plan is rather a wrong unit
_NOT_ABOVE = MappingProxyType(
    {
        "projects": (
            ("fixed_invest_wan_yuan", "total_invest_wan_yuan"),
            ("tax_wan_yuan", "output_wan_yuan"),
            ("start_months", "production_months"),
            ("production_months", "full_capacity_months"),
        ),
        "enterprise_years": (
            ("tax_wan_yuan", "revenue_wan_yuan"),
            ("rd_wan_yuan", "revenue_wan_yuan"),
        ),
    }
)
_YES = frozenset({"是", "true", "1", "有", "y", "yes"})
_NO = frozenset({"否", "false", "0", "无", "n", "no"})


class FieldError(ValueError):
    """A text that a column cannot hold; the message says why in Chinese."""


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field: an error must not be stored, a warning may."""

    field: str
    text: str
    severity: Literal["error", "warning"] = "error"


def parsed(column: Column, text: str) -> object:
    """A typed text as a value of a column, in its unit; None for nothing.

    Amounts may carry another unit (“1.2亿元”), days may be written 2026-3-1, 2026/3/1 or 2026年3月1日.

    Raises:
        FieldError: it is no number, day or entry of the list.
    """
    cleaned = text.strip()
    if not cleaned:
        return None
    if column.kind in ("int", "real"):
        return _number(column, cleaned)
    if column.kind == "date":
        return _day(column, cleaned)
    if column.kind == "bool":
        return _flag(column, cleaned)
    if column.name == "uscc":
        return check_uscc(cleaned).code
    return cleaned


def row_problems(
    table: str, row: Row, table_of: TableOf, industries: IndustryTree | None = None
) -> list[FieldProblem]:
    """Everything that is wrong with a row, errors first.

    Args:
        table: A table of ``core.tables``.
        row: Values by column name; what is absent is missing.
        table_of: Gives the rows of other tables, for references.
        industries: The classification; None leaves industry codes unchecked.
    """
    found: list[FieldProblem] = []
    for column in TABLES[table].columns:
        value = row.get(column.name)
        if is_missing(value):
            if column.required:
                found.append(FieldProblem(column.name, f"{column.zh}必须填写。"))
            continue
        found += _value_problems(column, value, table_of, industries)
    sound = {problem.field for problem in found}
    found += [one for one in _agreement(table, row, table_of) if one.field not in sound]
    return sorted(found, key=lambda one: one.severity != "error")


# ---- texts


def _number(column: Column, text: str) -> object:
    try:
        number = parse_quantity(text, column.unit)
    except QuantityError as error:
        raise FieldError(f"{column.zh}：{error}") from error
    if number is None or column.kind == "real":
        return number
    if not number.is_integer():
        raise FieldError(f"{column.zh}应为整数，“{text}”不是。")
    return int(number)


def _day(column: Column, text: str) -> datetime:
    written = half_width(text).rstrip("日")
    for mark in "年月/.":
        written = written.replace(mark, "-")
    parts = written.strip("-").split("-")
    try:
        year, month, day = ([int(part) for part in parts] + [1, 1])[:3]
        found = date(year, month, day)
    except ValueError as error:
        raise FieldError(f"{column.zh}：“{text}”不是日期，请写成 2026-03-01。") from error
    if len(parts) > len(("year", "month", "day")):
        raise FieldError(f"{column.zh}：“{text}”不是日期，请写成 2026-03-01。")
    return datetime(found.year, found.month, found.day)  # noqa: DTZ001 - a day has no time zone


def _flag(column: Column, text: str) -> bool:
    word = text.lower()
    if word not in _YES | _NO:
        raise FieldError(f"{column.zh}请填“是”或“否”，“{text}”不是。")
    return word in _YES


# ---- one value


def _value_problems(
    column: Column, value: object, table_of: TableOf, industries: IndustryTree | None
) -> list[FieldProblem]:
    if column.kind in ("int", "real"):
        return _range(column, float(str(value)))
    if column.kind == "text" and not isinstance(value, str):
        return [FieldProblem(column.name, f"{column.zh}应为文字。")]
    text = str(value)
    if column.choices and text not in column.choices:
        return [FieldProblem(column.name, f"{column.zh}只能从列表中选，“{text}”不在其中。")]
    if column.name in REFERENCES:
        return _reference(column, text, table_of)
    return _code(column, text, industries)


def _range(column: Column, number: float) -> list[FieldProblem]:
    if column.name == "year" and not _YEARS[0] <= number <= _YEARS[1]:
        return [FieldProblem("year", f"年份应在 {_YEARS[0]}–{_YEARS[1]} 之间。")]
    if number < 0 and column.name not in _MAY_BE_NEGATIVE:
        return [FieldProblem(column.name, f"{column.zh}不能是负数。")]
    most = _MOST.get(column.unit)
    if most is not None and number > most:
        return [FieldProblem(column.name, f"{column.zh}应在 0–{most:.0f} {column.unit} 之间。")]
    return []


def _reference(column: Column, key: str, table_of: TableOf) -> list[FieldProblem]:
    owners = REFERENCES[column.name]
    if (table_of(owners)["id"] == key).any():
        return []
    text = f"{column.zh}“{key}”不在“{TABLES[owners].zh}”里。"
    return [FieldProblem(column.name, text)]


def _code(column: Column, text: str, industries: IndustryTree | None) -> list[FieldProblem]:
    if column.name == "uscc":
        fault = check_uscc(text).fault
        return [FieldProblem("uscc", f"统一社会信用代码{fault}")] if fault else []
    if industries is None or "industry_code" not in column.name:
        return []
    codes = (text,) if column.name == "industry_code" else split_codes(text)
    faults = (industries.fault(code) for code in codes)
    return [FieldProblem(column.name, fault) for fault in faults if fault]


# ---- values together


def _agreement(table: str, row: Row, table_of: TableOf) -> list[FieldProblem]:
    return [
        *_places(row, table_of),
        *_orders(table, row),
        *_dates(row),
        *_spending(table, row),
        *_repeated(table, row, table_of),
    ]


def _places(row: Row, table_of: TableOf) -> list[FieldProblem]:
    """A park lies in its zone, and both lie in their county."""
    found = []
    for inner, outer in (
        ("park_id", "zone_id"),
        ("park_id", "county_id"),
        ("zone_id", "county_id"),
        ("township_id", "county_id"),
    ):
        key, stated = row.get(inner), row.get(outer)
        if is_missing(key) or is_missing(stated):
            continue
        owners = table_of(REFERENCES[inner])
        owner = owners[owners["id"] == key]
        actual = owner[outer].iloc[0] if len(owner) else None
        if not is_missing(actual) and actual != stated:
            inside = _name(table_of(REFERENCES[outer]), str(actual))
            said = _name(table_of(REFERENCES[outer]), str(stated))
            text = f"“{owner['name'].iloc[0]}”属于“{inside}”，不属于“{said}”。"
            found.append(FieldProblem(inner, text))
    return found


def _name(frame: pd.DataFrame, key: str) -> str:
    names = frame.loc[frame["id"] == key, "name"]
    return key if names.empty or is_missing(names.iloc[0]) else str(names.iloc[0])


def _orders(table: str, row: Row) -> list[FieldProblem]:
    found = []
    for lower, upper in _NOT_ABOVE.get(table, ()):
        low, high = row.get(lower), row.get(upper)
        if is_missing(low) or is_missing(high) or float(str(low)) <= float(str(high)):
            continue
        first, second = TABLES[table].column(lower), TABLES[table].column(upper)
        text = f"{first.zh}大于{second.zh}，请核对（单位均为{first.unit}）。"
        found.append(FieldProblem(lower, text, "warning"))
    return found


def _dates(row: Row) -> list[FieldProblem]:
    start, end = row.get("effective_from"), row.get("effective_to")
    if is_missing(start) or is_missing(end) or pd.Timestamp(start) <= pd.Timestamp(end):  # type: ignore[arg-type]
        return []
    return [FieldProblem("effective_to", "施行止早于施行起。")]


def _spending(table: str, row: Row) -> list[FieldProblem]:
    planned, completed = row.get("planned_wan_yuan"), row.get("completed_wan_yuan")
    if table != "project_years" or is_missing(planned) or is_missing(completed):
        return []
    if float(str(completed)) <= _OVERSPENT * float(str(planned)):
        return []
    text = "完成投资超过计划投资的 1.5 倍，请核对单位（万元）。"
    return [FieldProblem("completed_wan_yuan", text, "warning")]


def _repeated(table: str, row: Row, table_of: TableOf) -> list[FieldProblem]:
    """One row per owner and year; one enterprise per credit code."""
    keys = UNIQUE_TOGETHER.get(table, ())
    if not keys or any(is_missing(row.get(key)) for key in keys):
        return []
    others = table_of(table)
    same = others["id"] != row.get("id")
    for key in keys:
        same &= others[key] == row[key]
    if not same.fillna(value=False).any():
        return []
    if table == "enterprises":
        name = others.loc[same, "name"].iloc[0]
        return [FieldProblem("uscc", f"“{name}”已用了这个信用代码，请核对。", "warning")]
    return [FieldProblem("year", f"{row['year']} 年已有一行，每年只能一行。")]
