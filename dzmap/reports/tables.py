"""Report tables as plain values for the Typst template."""

from collections.abc import Mapping
from typing import Any

from dzmap.core.verdicts import Verdict
from dzmap.reports.fonts import text_width_em
from dzmap.reports.printed import ROUNDED_NOTE, PrintedTable, is_numeric, is_total, printed_table
from dzmap.services.report_model import ReportTable, TableColumn

PORTRAIT_EM, LANDSCAPE_EM, SIDE_EM = 52, 80, 46
"""How many ems of table text fit across A4 upright, A4 across, and a sheet's side column."""

_WIDEST_EM = 28.0
_PADDING_EM = 1.4
_MARK_EM = 1.4
_SHORT_EM = 12.0
_LONG = 40
_NO_ROWS = "没有符合条件的记录"

MARKS: Mapping[str, str] = {verdict.zh: verdict.token for verdict in Verdict}
"""The mark that stands before each verdict word."""


def table_data(table: ReportTable, number: str, *, most_rows: int | None = None) -> dict[str, Any]:
    """A table as JSON values; ``number`` (such as 表 1) goes before its title."""
    printed = printed_table(table, most_rows)
    widths = column_widths(table, printed)
    available = SIDE_EM if most_rows else LANDSCAPE_EM if sum(widths) > PORTRAIT_EM else PORTRAIT_EM
    return {
        "title": f"{number}　{table.title}",
        "columns": [
            {
                "title": _heading(column),
                "align": "right" if is_numeric(column) else "left",
                "kind": column.kind,
                "width": width,
                "marks": MARKS if column.kind == "verdict" else {},
            }
            for column, width in zip(table.columns, _shares(table, widths, available), strict=True)
        ],
        "rows": printed.rows,
        "pinned": [{"cells": cells, "total": is_total(cells)} for cells in printed.pinned],
        "note": _note(table, printed),
        "empty": _NO_ROWS,
        "size": 9 if sum(widths) <= LANDSCAPE_EM and len(printed.rows) <= _LONG else 8.5,
        "pad": 4.2 if len(printed.rows) <= _LONG else 3.2,
    }


def _heading(column: TableColumn) -> str:
    return f"{column.title}（{column.unit}）" if column.unit else column.title


def column_widths(table: ReportTable, printed: PrintedTable) -> list[float]:
    """The width in ems that each column would like, long texts cut to what may wrap."""
    widths = []
    for position, column in enumerate(table.columns):
        texts = {row[position] for row in (*printed.rows, *printed.pinned)}
        longest = sorted(texts, key=len)[-5:]
        widest = max((text_width_em(text) for text in (*longest, _heading(column))), default=0.0)
        widest += _MARK_EM if column.kind == "verdict" else 0
        limit = widest if is_numeric(column) else min(widest, _WIDEST_EM)
        widths.append(limit + _PADDING_EM)
    return widths


def _shares(table: ReportTable, widths: list[float], available: float) -> list[float]:
    """Shares of the page's width; 0 = as wide as its text.

    Where room is short only long texts share what the numbers and short words leave.
    """
    if sum(widths) <= available:
        return widths
    long = [
        not is_numeric(column) and width > _SHORT_EM
        for column, width in zip(table.columns, widths, strict=True)
    ]
    if not any(long):
        return [0.0] * len(widths)
    return [width if shares else 0.0 for width, shares in zip(widths, long, strict=True)]


def _note(table: ReportTable, printed: PrintedTable) -> str:
    shown, hidden = len(printed.rows), printed.hidden
    parts = (
        table.note,
        ROUNDED_NOTE if printed.adjusted else "",
        f"本表只印前 {shown:,} 行，其余 {hidden:,} 行见 Excel 表。" if hidden else "",
    )
    return " ".join(part for part in parts if part)
