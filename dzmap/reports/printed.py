"""Values as they are printed: rounding half up, separators, and parts that add up.

Rounding is for display only; sums are taken from full precision before they come here.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from types import MappingProxyType

import pandas as pd

from dzmap.services.report_model import ReportTable, TableColumn

NOT_REPORTED = "未填报"
NOT_APPLICABLE = "—"
ROUNDED_NOTE = "因四舍五入，部分末位数字作了调整，使各项之和等于合计。"

_NUMERIC = frozenset({"int", "number", "percent", "change"})


@dataclass(frozen=True)
class PrintedTable:
    """Cells as text; ``adjusted`` says that some printed parts were nudged to add up."""

    rows: list[list[str]]
    pinned: list[list[str]]
    adjusted: bool


def is_numeric(column: TableColumn) -> bool:
    """Whether the column holds numbers, so that it is right-aligned."""
    return column.kind in _NUMERIC


def printed_table(table: ReportTable) -> PrintedTable:
    """Every cell of a table as text; all rows, whatever ``max_print_rows`` says."""
    pinned = table.pinned if table.pinned is not None else table.frame.iloc[:0]
    columns, adjusted = [], False
    for column in table.columns:
        parts = _values(table.frame, column.name)
        rest = _values(pinned, column.name)
        texts = [_text(value, column, NOT_REPORTED) for value in parts]
        rest_texts = [_text(value, column, NOT_APPLICABLE) for value in rest]
        nudged = _reconciled(parts, rest, column)
        if nudged is not None:
            adjusted = True
            _overwrite(texts, parts, nudged[: len(parts)], column)
            _overwrite(rest_texts, rest[:-1], nudged[len(parts) :], column)
        columns.append((texts, rest_texts))
    return PrintedTable(
        rows=[list(row) for row in zip(*(texts for texts, _ in columns), strict=True)],
        pinned=[list(row) for row in zip(*(rest for _, rest in columns), strict=True)],
        adjusted=adjusted,
    )


def _values(frame: pd.DataFrame, name: str) -> list[object]:
    if name not in frame.columns:
        return [None] * len(frame)
    values: list[object] = frame[name].astype(object).tolist()
    return values


def is_missing(value: object) -> bool:
    """None, NaN, NA and NaT."""
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and math.isnan(value))
    )


def _text(value: object, column: TableColumn, missing: str) -> str:
    if is_missing(value):
        ratio = column.kind in {"percent", "change"}
        return (NOT_APPLICABLE if ratio else missing) if is_numeric(column) else ""
    return _FORMATS.get(column.kind, _plain)(value, column)


def _plain(value: object, column: TableColumn) -> str:
    del column
    return str(value)


def _date(value: object, column: TableColumn) -> str:
    del column
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _number(value: object, column: TableColumn) -> str:
    return f"{rounded(value, column.decimals):,}"


def _whole(value: object, column: TableColumn) -> str:
    del column
    return f"{rounded(value, 0):,}"


def _percent(value: object, column: TableColumn) -> str:
    return f"{rounded(_decimal(value) * 100, column.decimals):,} %"


def _change(value: object, column: TableColumn) -> str:
    return f"{rounded(_decimal(value) * 100, column.decimals):+,} %"


_FORMATS = MappingProxyType[str, Callable[[object, TableColumn], str]](
    {
        "int": _whole,
        "number": _number,
        "percent": _percent,
        "change": _change,
        "date": _date,
    }
)


def _decimal(value: object) -> Decimal:
    # The shortest decimal that reads as the same float is the number the official typed.
    return value if isinstance(value, Decimal) else Decimal(repr(float(str(value))))


def rounded(value: object, decimals: int) -> Decimal:
    """Rounded half up; a negative zero becomes zero."""
    result = _decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result.is_zero() else result


def _reconciled(
    parts: list[object], rest: list[object], column: TableColumn
) -> list[Decimal] | None:
    """Printed parts by largest remainder, where rounding alone would break the printed sum.

    None where the column does not add up in full precision, or already does in print.
    """
    if column.kind not in {"number", "percent"} or not rest or is_missing(rest[-1]):
        return None
    scale = 100 if column.kind == "percent" else 1
    shares = [
        Decimal(0) if is_missing(value) else _decimal(value) * scale
        for value in (*parts, *rest[:-1])
    ]
    total = _decimal(rest[-1]) * scale
    if not math.isclose(sum(shares), total, rel_tol=1e-9, abs_tol=1e-6):
        return None
    printed = [rounded(share, column.decimals) for share in shares]
    target = rounded(total, column.decimals)
    return None if sum(printed) == target else largest_remainder(shares, target, column.decimals)


def largest_remainder(shares: list[Decimal], target: Decimal, decimals: int) -> list[Decimal]:
    """``shares`` rounded to ``decimals`` so that they sum to ``target`` exactly.

    All are rounded down first; what is missing goes to the largest remainders, one unit each.
    """
    unit = Decimal(1).scaleb(-decimals)
    floors = [share.quantize(unit, rounding=ROUND_FLOOR) for share in shares]
    missing = int((target - sum(floors)) / unit)
    order = sorted(range(len(shares)), key=lambda index: floors[index] - shares[index])
    for index in order[: max(missing, 0)]:
        floors[index] += unit
    return floors


def _overwrite(
    texts: list[str], values: list[object], nudged: list[Decimal], column: TableColumn
) -> None:
    """Replace the texts of what was reported; what was not keeps saying so."""
    sign = " %" if column.kind == "percent" else ""
    for index, (value, share) in enumerate(zip(values, nudged, strict=True)):
        if not is_missing(value):
            texts[index] = f"{share:,}{sign}"
