"""Tables as they are printed: every cell as text, and parts that add up.

Rounding is for display only; sums are taken from full precision before they come here.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from types import MappingProxyType

import pandas as pd

from dzmap.core.quantities import (
    NOT_APPLICABLE,
    NOT_REPORTED,
    format_change,
    format_number,
    format_percent,
    is_missing,
)
from dzmap.services.report_model import Report, ReportTable, TableColumn

ROUNDED_NOTE = "因四舍五入，部分末位数字作了调整，使各项之和等于合计。"

_RATIOS = frozenset({"percent", "change"})
_NUMERIC = frozenset({"int", "number", *_RATIOS})


@dataclass(frozen=True)
class PrintedTable:
    """Cells as text; ``adjusted`` says that some printed parts were nudged to add up.

    ``hidden`` rows stand in the table after the ones that are printed.
    """

    rows: list[list[str]]
    pinned: list[list[str]]
    adjusted: bool
    hidden: int


def is_numeric(column: TableColumn) -> bool:
    """Whether the column holds numbers, so that it is right-aligned."""
    return column.kind in _NUMERIC


def compiled_on(report: Report) -> date | None:
    """The report's 编制日期 if it is an ISO date: files carry it instead of the clock's."""
    try:
        return date.fromisoformat(report.date[:10])
    except ValueError:
        return None


def is_total(cells: Iterable[object]) -> bool:
    """Whether a pinned row is the total rather than a rest such as 未落图."""
    return any(isinstance(cell, str) and cell.startswith("合计") for cell in cells)


def printed_table(table: ReportTable, most_rows: int | None = None) -> PrintedTable:
    """The cells of a table as text: ``max_print_rows`` of it, or fewer."""
    limit = min(table.max_print_rows, most_rows or table.max_print_rows)
    pinned = table.pinned if table.pinned is not None else table.frame.iloc[:0]
    columns, adjusted = [], False
    for column in table.columns:
        parts = _values(table.frame, column.name)
        rest = _values(pinned, column.name)
        texts = [_text(value, column, column.missing or NOT_REPORTED) for value in parts[:limit]]
        rest_texts = [_text(value, column, NOT_APPLICABLE) for value in rest]
        nudged = _reconciled(parts, rest, column)
        if nudged is not None:
            adjusted = True
            _overwrite(texts, parts[:limit], nudged[:limit], column)
        columns.append((texts, rest_texts))
    return PrintedTable(
        rows=[list(row) for row in zip(*(texts for texts, _ in columns), strict=True)],
        pinned=[list(row) for row in zip(*(rest for _, rest in columns), strict=True)],
        adjusted=adjusted,
        hidden=max(len(table.frame) - limit, 0),
    )


def _values(frame: pd.DataFrame, name: str) -> list[object]:
    if name not in frame.columns:
        return [None] * len(frame)
    values: list[object] = frame[name].astype(object).tolist()
    return values


def _text(value: object, column: TableColumn, missing: str) -> str:
    if value is pd.NA or is_missing(value):
        if not is_numeric(column):
            return ""
        return NOT_APPLICABLE if column.kind in _RATIOS else missing
    return _FORMATS.get(column.kind, _plain)(value, column)


def _plain(value: object, column: TableColumn) -> str:
    del column
    return str(value)


def _date(value: object, column: TableColumn) -> str:
    del column
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _number(value: object, column: TableColumn) -> str:
    if column.decimals < 0:
        return format_number(_float(value), 2).rstrip("0").rstrip(".")
    return format_number(_float(value), column.decimals)


def _whole(value: object, column: TableColumn) -> str:
    del column
    return format_number(_float(value), 0)


def _percent(value: object, column: TableColumn) -> str:
    return format_percent(_float(value), column.decimals)


def _change(value: object, column: TableColumn) -> str:
    return format_change(_float(value), column.decimals)


_FORMATS = MappingProxyType[str, Callable[[object, TableColumn], str]](
    {
        "int": _whole,
        "number": _number,
        "percent": _percent,
        "change": _change,
        "date": _date,
    }
)


def _float(value: object) -> float:
    return float(str(value))


def _exact(value: object, scale: int) -> Decimal:
    # The shortest decimal that reads as the same float is the number that was typed.
    return Decimal(0) if is_missing(value) else Decimal(repr(_float(value))) * scale


def _reconciled(
    parts: list[object], rest: list[object], column: TableColumn
) -> list[Decimal] | None:
    """Printed ``parts`` by largest remainder, where rounding alone would break the printed sum.

    Pinned rows (未落图) and the total stay as they round: they are quoted elsewhere. None where the
    column does not add up in full precision, or already does in print.
    """
    if column.kind not in {"number", "percent"} or column.decimals < 0:
        return None
    if not parts or not rest or is_missing(rest[-1]):
        return None
    scale = 100 if column.kind == "percent" else 1
    shares = [_exact(value, scale) for value in parts]
    *left_out, total = (_exact(value, scale) for value in rest)
    if not math.isclose(sum(shares) + sum(left_out), total, rel_tol=1e-9, abs_tol=1e-6):
        return None
    unit = Decimal(1).scaleb(-column.decimals)
    printed = [share.quantize(unit, ROUND_HALF_UP) for share in shares]
    kept = sum((item.quantize(unit, ROUND_HALF_UP) for item in left_out), Decimal(0))
    target = total.quantize(unit, ROUND_HALF_UP) - kept
    return None if sum(printed) == target else largest_remainder(shares, target, unit)


def largest_remainder(shares: list[Decimal], target: Decimal, unit: Decimal) -> list[Decimal]:
    """``shares`` as multiples of ``unit`` that sum to ``target`` exactly.

    All are rounded down first; what is missing goes to the largest remainders, one unit each (and
    once more round where ``target`` is further off, because other rows were rounded, too).
    """
    floors = [share.quantize(unit, ROUND_FLOOR) for share in shares]
    missing = int((target - sum(floors)) / unit)
    order = sorted(range(len(shares)), key=lambda index: floors[index] - shares[index])
    step = unit if missing >= 0 else -unit
    for turn in range(abs(missing)):
        position = turn if missing >= 0 else -1 - turn
        floors[order[position % len(order)]] += step
    return floors


def _overwrite(
    texts: list[str], values: list[object], nudged: list[Decimal], column: TableColumn
) -> None:
    """Replace the texts of what was reported; what was not keeps saying so."""
    sign = " %" if column.kind == "percent" else ""
    for index, (value, share) in enumerate(zip(values, nudged, strict=True)):
        if not is_missing(value):
            texts[index] = f"{share:,}{sign}"
