"""Report tables as plain values for the Typst template."""

from collections.abc import Mapping, Sequence
from typing import Any

from dzmap.core.verdicts import Verdict
from dzmap.reports.fonts import text_width_em
from dzmap.reports.printed import ROUNDED_NOTE, PrintedTable, is_numeric, is_total, printed_table
from dzmap.services.report_model import ReportTable

PORTRAIT_MM, LANDSCAPE_MM, SIDE_MM = 170.0, 257.0, 140.0
"""Width of a table on A4 upright, on A4 across, and in a map sheet's side column."""

_SIZES_PT = (9.0, 8.5, 8.0, 7.5)
_LONG_SIZES_PT = (8.5, 8.0, 7.5)
_SIDE_PT = 8.0
_MM_PER_PT = 25.4 / 72
_WIDEST_EM, _WRAPPED_EM = 40.0, 16.0
_PADDING_EM = 1.4
_MARK_EM = 1.4
_LONG = 40
_NO_ROWS = "没有符合条件的记录"

MARKS: Mapping[str, str] = {verdict.zh: verdict.token for verdict in Verdict}
"""The mark that stands before each verdict word."""


def table_data(
    table: ReportTable, number: str, width_mm: float, *, most_rows: int | None = None
) -> dict[str, Any]:
    """A table as JSON values; ``number`` (such as 表 1) goes before its title."""
    printed = printed_table(table, most_rows)
    widths = column_widths(table, printed)
    long = len(printed.rows) > _LONG
    size = _SIDE_PT if most_rows else _size(table, widths, width_mm, long=long)
    columns = zip(table.columns, shares(widths, ems(width_mm, size)), strict=True)
    return {
        "title": f"{number}　{table.title}",
        "columns": [
            {
                "title": column.heading,
                "align": "right" if is_numeric(column) else "left",
                "kind": column.kind,
                "width": width,
                "marks": MARKS if column.kind == "verdict" else {},
            }
            for column, width in columns
        ],
        "rows": printed.rows,
        "pinned": [{"cells": cells, "total": is_total(cells)} for cells in printed.pinned],
        "note": _note(table, printed),
        "empty": _NO_ROWS,
        "size": size,
        "pad": 3.2 if long else 4.2,
    }


def ems(width_mm: float, size_pt: float) -> float:
    """How many ems fit into a width."""
    return width_mm / (size_pt * _MM_PER_PT)


def is_wide(table: ReportTable) -> bool:
    """Whether a table needs a page turned to landscape, even with its long texts wrapped."""
    widths = column_widths(table, printed_table(table))
    return sum(_wrapped(table, widths)) > ems(PORTRAIT_MM, _SIZES_PT[1])


def _size(table: ReportTable, widths: list[float], width_mm: float, *, long: bool) -> float:
    """The largest type size at which nothing wraps, else at which only long texts do."""
    sizes = _LONG_SIZES_PT if long else _SIZES_PT
    for wanted in (sum(widths), sum(_wrapped(table, widths))):
        for size in sizes:
            if wanted <= ems(width_mm, size):
                return size
    return sizes[-1]


def _wrapped(table: ReportTable, widths: list[float]) -> list[float]:
    return [
        width if is_numeric(column) else min(width, _WRAPPED_EM)
        for column, width in zip(table.columns, widths, strict=True)
    ]


def column_widths(table: ReportTable, printed: PrintedTable) -> list[float]:
    """The width in ems that each column would like, long texts cut to what may wrap."""
    widths = []
    for position, column in enumerate(table.columns):
        texts = {row[position] for row in (*printed.rows, *printed.pinned)}
        longest = sorted(texts, key=len)[-5:]
        widest = max((text_width_em(text) for text in (*longest, column.heading)), default=0.0)
        widest += _MARK_EM if column.kind == "verdict" else 0
        limit = widest if is_numeric(column) else min(widest, _WIDEST_EM)
        widths.append(limit + _PADDING_EM)
    return widths


def shares(widths: Sequence[float], available: float) -> list[float]:
    """Shares of the page's width for columns that would like ``widths`` ems.

    Where room is short the narrow columns keep what they need and the wide ones divide the rest
    evenly: numbers and short words do not wrap, long texts do.
    """
    if sum(widths) <= available:
        return list(widths)
    left, given = available, list(widths)
    order = sorted(range(len(widths)), key=lambda index: widths[index])
    for done, index in enumerate(order):
        given[index] = min(widths[index], left / (len(widths) - done))
        left -= given[index]
    return given


def _note(table: ReportTable, printed: PrintedTable) -> str:
    shown, hidden = len(printed.rows), printed.hidden
    parts = (
        table.note,
        ROUNDED_NOTE if printed.adjusted else "",
        f"本表只印前 {shown:,} 行，其余 {hidden:,} 行见 Excel 表。" if hidden else "",
    )
    return " ".join(part for part in parts if part)
