"""Amounts, shares, whole numbers and years out of cells, in the unit that the project stores."""

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from dzmap.core.metrics import APPLICANT_METRICS
from dzmap.core.quantities import QuantityError, convert, half_width, parse_quantity
from dzmap.readers.cells import SPACES, CellColumn, ObjectArray, is_missing, objects_of, text_of
from dzmap.readers.findings import Findings

FloatArray = npt.NDArray[np.float64]

_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?%?", re.ASCII)
_MAY_BE_NEGATIVE = frozenset({"profit_wan_yuan", "tax_wan_yuan", "value_added_wan_yuan"})
_LARGEST_WAN_YUAN = 1e7  # 1000 亿元: more than any enterprise or project of the city


def read_numbers(column: CellColumn, findings: Findings) -> FloatArray:
    """Numbers in the unit of the field, NaN where missing or not understood.

    Numbers stand in the column's unit (the field's own where the header has none); a cell that
    names its unit is converted from that. Negative amounts are refused except for profits.
    """
    unit, stored = column.unit or column.field.unit, column.field.unit
    try:
        scale = convert(1.0, unit, stored) if unit != stored else 1.0
    except QuantityError:
        findings.warn(
            f"单位是{unit}，不能换算成{stored}，这一列没有导入。"
            if stored
            else f"不应有单位{unit}，这一列没有导入。",
            f"换算成{stored}后再导入。" if stored else "核对表头。",
            column=column.header,
        )
        return np.full(len(column.cells), np.nan)
    numbers = np.full(len(column.cells), np.nan)
    for position, cell in enumerate(column.cells):
        if isinstance(cell, float):
            numbers[position] = cell * scale
        elif cell != "":
            numbers[position] = _number(unit, scale, column, position, findings)
    _refuse_negative(numbers, column, findings)
    _suspect_yuan(numbers, column, findings)
    return numbers


def _number(
    unit: str, scale: float, column: CellColumn, position: int, findings: Findings
) -> float:
    cell = column.cells[position]
    if isinstance(cell, str) and is_missing(cell):
        return np.nan
    message = "不是数，像是日期或是非值，按未填处理。"
    if not isinstance(cell, bool | date | timedelta):
        try:
            number = parse_quantity(cell, unit)
        except QuantityError as error:
            message = f"{error}按未填处理。"
        else:
            if number is None:
                return np.nan
            _note_reading(number * scale, column, position, findings)
            return number * scale
    column.warn(findings, position, message, f"只填一个数（{unit}）。" if unit else "只填一个数。")
    return np.nan


def _note_reading(number: float, column: CellColumn, position: int, findings: Findings) -> None:
    cell = column.cells[position]
    if not isinstance(cell, str) or _PLAIN.fullmatch(cell.strip(SPACES)):
        return
    why = "全角数字" if _PLAIN.fullmatch(half_width(cell).strip()) else "带文字"
    unit = f" {column.field.unit}" if column.field.unit else " "
    column.fixed(findings, position, f"{why}，已按 {_plain(number)}{unit}读取。")


def _plain(number: float) -> str:
    return f"{number:,.6f}".rstrip("0").rstrip(".")


def _refuse_negative(numbers: FloatArray, column: CellColumn, findings: Findings) -> None:
    if column.field.name in _MAY_BE_NEGATIVE:
        return
    for position in np.flatnonzero(numbers < 0).tolist():
        column.warn(findings, position, "不应是负数，按未填处理。", "核对后重填。")
        numbers[position] = np.nan


def _suspect_yuan(numbers: FloatArray, column: CellColumn, findings: Findings) -> None:
    if column.field.unit != "万元":
        return
    unit = column.unit or "万元"
    for position in np.flatnonzero(numbers > _LARGEST_WAN_YUAN).tolist():
        column.warn(
            findings,
            position,
            f"数值过大，单位像“元”，本列按{unit}读取。",
            "核对单位；如果是元，在表头写“（元）”后重新导入。",
        )


def read_ratios(column: CellColumn, findings: Findings) -> FloatArray:
    """Shares as fractions, whether written as 7%, 7 or 0.07; NaN where missing.

    Cells that Excel formats as percent arrive as 0.07 under any header. A column whose numbers are
    all at most 1 is therefore taken as fractions, any other as percent; where the header says %
    the former is reported.
    """
    fractions = _fractions(column, findings)
    metric = APPLICANT_METRICS.get(column.field.name)
    highest = np.inf if metric is None else metric.highest
    for position in np.flatnonzero(fractions > highest).tolist():
        column.warn(findings, position, "不会大于 100 %，按未填处理。", "核对后重填。")
        fractions[position] = np.nan
    return fractions


def _fractions(column: CellColumn, findings: Findings) -> FloatArray:
    numbers = read_numbers(replace(column, unit="", field=replace(column.field, unit="")), findings)
    signed = [isinstance(cell, str) and cell.strip(SPACES)[-1:] in "%％" for cell in column.cells]
    bare = np.isfinite(numbers) & ~np.array(signed, dtype=bool)
    if not (numbers[bare] > 1).any():
        some = numbers[bare & (numbers > 0)]
        if column.unit == "%" and len(some):
            first, percent = _plain(some[0]), _plain(some[0] * 100)
            findings.warn(
                f"表头写的是 %，本列的数都不大于 1，已按小数读取：{first} 即 {percent} %。",
                f"如果是 {first} %，请在数后写上 %。",
                column=column.header,
            )
        return numbers
    for position in np.flatnonzero(bare & (numbers < 1) & (numbers > 0)).tolist():
        column.warn(
            findings,
            position,
            f"本列是百分数，已按 {_plain(numbers[position])} % 读取。",
            f"如果是 {_plain(numbers[position] * 100)} %，请改为 {_plain(numbers[position] * 100)}。",
        )
    numbers[bare] /= 100
    return numbers


def read_integers(column: CellColumn, findings: Findings) -> ObjectArray:
    """Whole numbers, None where missing."""
    numbers = read_numbers(column, findings)
    for position in np.flatnonzero(np.isfinite(numbers) & (numbers != np.rint(numbers))).tolist():
        column.warn(findings, position, "应为整数，按未填处理。", "核对后重填。")
        numbers[position] = np.nan
    return objects_of([int(number) if np.isfinite(number) else None for number in numbers])


def read_years(column: CellColumn, findings: Findings) -> ObjectArray:
    """Years, also from “2021年” and dates; None where missing. Anything else is an error."""
    return objects_of([_year(column, position, findings) for position in range(len(column.rows))])


def _year(column: CellColumn, position: int, findings: Findings) -> int | None:
    cell = column.cells[position]
    if isinstance(cell, date):
        return cell.year
    text = half_width(text_of(cell) or "").strip()
    found = re.fullmatch(r"((?:19|20)\d\d)(?:\.0)?(?:年度?)?", text)
    if text and not found:
        column.error(findings, position, "不是年份。", "填四位年份，如 2021。")
    return int(found[1]) if found else None
