"""A block of cells from the clipboard, and the cells of a table that it belongs into."""

import csv
import io

from dzmap.ui.i18n import tr
from dzmap.ui.tables.frame_view import FrameView


def block(text: str) -> list[list[str]]:
    """The cells of a clipboard text as Excel and WPS write it; a cell may hold line breaks."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def targets(view: FrameView, rows: list[list[str]], most: int) -> dict[str, dict[str, str]]:
    """Which cells get which texts, by id and column.

    With the table's own header on top, columns are found by their name; otherwise they are those
    from the current cell to the right, hidden ones left out. Rows go down from the first selected
    one. One cell fills the current column of every selected row.

    Raises:
        ValueError: it does not fit into the table; the text says why in Chinese.
    """
    model = view.frame_model
    shown = _shown_columns(view)
    headers = {model.columns[column].header: column for column in shown}
    selected = [row for row in view.selected_rows() if row < model.shown_count()]
    current = view.currentIndex()
    if all(cell.strip() in headers for cell in rows[0]) and len(rows) > 1:
        columns = [headers[cell.strip()] for cell in rows[0]]
        rows = rows[1:]
    elif current.isValid() and current.column() in shown:
        columns = shown[shown.index(current.column()) :]
    else:
        raise ValueError(tr("先点一下要粘贴到的单元格"))
    if not selected and not current.isValid():
        raise ValueError(tr("先点一下要粘贴到的单元格"))
    if max(map(len, rows)) > len(columns):
        text = tr("剪贴板有 {wide} 列，从这一列起表里只有 {room} 列")
        raise ValueError(text.format(wide=max(map(len, rows)), room=len(columns)))
    if len(rows) == 1 and len(selected) > 1:
        rows = rows * len(selected)
    places = selected
    if len(selected) != len(rows):  # a block goes down from its first row
        first = selected[0] if selected else current.row()
        places = list(range(first, model.shown_count()))
    if len(rows) > len(places):
        text = tr("剪贴板有 {tall} 行，从这一行起表里只有 {room} 行")
        raise ValueError(text.format(tall=f"{len(rows):,}", room=f"{len(places):,}"))
    if len(rows) > most:
        text = tr("一次最多粘贴 {most} 行，更多的请用导入")
        raise ValueError(text.format(most=f"{most:,}"))
    ids = model.ids(places[: len(rows)])
    names = [model.columns[column].name for column in columns]
    return {
        key: dict(zip(names, cells, strict=False)) for key, cells in zip(ids, rows, strict=True)
    }


def _shown_columns(view: FrameView) -> list[int]:
    header = view.horizontalHeader()
    every = map(header.logicalIndex, range(view.frame_model.columnCount()))
    return [column for column in every if not view.isColumnHidden(column)]
