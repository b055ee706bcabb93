"""Writes small workbooks and text tables as officials would have saved them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

Rows = Sequence[Any]


def write_xlsx(
    path: Path,
    sheets: Mapping[str, Rows] | Rows,
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> Path:
    """A workbook; ``merged`` ranges (top, left, bottom, right, from 0) apply to the first sheet."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    for name, rows in named.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                else:
                    sheet.write(row, column, cell)
        if name == next(iter(named)):
            for top, left, bottom, right in merged:
                sheet.merge_range(top, left, bottom, right, rows[top][left])
    book.close()
    return path


def write_csv(path: Path, rows: Rows, *, encoding: str = "utf-8", separator: str = ",") -> Path:
    """A text table."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
