"""The Excel writer: one sheet per table, numbers as numbers, ready to print, and a 说明 sheet."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from typing_extensions import override

from dzmap.reports.files import written_atomically
from dzmap.reports.fonts import text_width_em
from dzmap.reports.printed import compiled_on, is_numeric, is_total
from dzmap.reports.xlsx_cells import CellFormats, CellWriter, clean_text
from dzmap.reports.xlsx_notes import write_notes
from dzmap.services.jobs import Progress, Silent
from dzmap.services.ports import ReportWriter
from dzmap.services.report_model import Report, ReportTable, TableColumn

STREAMED_FROM = 50_000
"""With more rows than this the workbook is streamed to disk instead of kept in memory."""

MOST_ROWS = 1_048_000
"""Rows of data per sheet: Excel holds 1 048 576, and the total and the note need some."""

_FORBIDDEN = str.maketrans(dict.fromkeys(r"[]:*?/\\", " "))
_MOST_NAME, _MOST_HEADER = 31, 120
_WIDEST, _SAMPLED = 60.0, 500
_STEP = 20_000


class ExcelWriter(ReportWriter):
    """Writes all tables of a report into one workbook.

    Names from data are always written as text: a company called ``=cmd()`` is no formula.
    """

    @override
    def write(self, report: Report, path: Path, *, progress: Progress | None = None) -> None:
        import xlsxwriter
        from xlsxwriter.exceptions import FileCreateError

        tables = report_tables(report)
        streamed = sum(len(table.frame) for table in tables) > STREAMED_FROM
        with written_atomically(path) as temporary:
            packed = _Unclosed()
            book = xlsxwriter.Workbook(
                packed,
                {
                    "constant_memory": streamed,
                    "strings_to_formulas": False,
                    "strings_to_numbers": False,
                    "strings_to_urls": False,
                },
            )
            _fill(book, report, tables, progress or Silent())
            try:
                book.close()
            except FileCreateError as error:
                cause = error.args[0] if error.args else error
                raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error
            temporary.write_bytes(packed.getbuffer())


class _Unclosed(BytesIO):
    """Bytes that outlast the archive written into them.

    On a full disk xlsxwriter leaves an open archive behind, which complains on its way out if the
    garbage collector happened to close its bytes before.
    """

    @override
    def close(self) -> None:
        pass


def report_tables(report: Report) -> list[ReportTable]:
    """All tables of the text pages, and those that only a map sheet shows."""
    tables = [table for section in report.sections for table in section.tables]
    known = {table.sheet for table in tables}
    beside = [table for sheet in report.sheets for table in sheet.side_tables]
    return [*tables, *(table for table in beside if table.sheet not in known)]


def _fill(book: Any, report: Report, tables: list[ReportTable], progress: Progress) -> None:
    day = report.date or report.data_date
    book.set_properties(_properties(report))
    formats = CellFormats(book)
    names: set[str] = set()
    listed = []
    for number, table in enumerate(tables, start=1):
        progress.step(f"正在写工作表“{table.sheet}”", number, len(tables))
        starts = range(0, max(len(table.frame), 1), MOST_ROWS)
        for start in starts:
            name = sheet_name(table.sheet, names)
            sheet = book.add_worksheet(name)
            last = start + MOST_ROWS >= len(table.frame)
            _TableSheet(sheet, table, formats, progress).write(start, last=last)
            _page(sheet, report, table.title, f"编制日期 {day}" if day else "")
            listed.append((name, table))
    write_notes(book.add_worksheet(sheet_name("说明", names)), report, listed, formats)


def _properties(report: Report) -> dict[str, Any]:
    """The file's own date is the report's: the same report gives the same file."""
    named = {"title": clean_text(report.title), "author": clean_text(report.organisation)}
    day = compiled_on(report)
    return named | {"created": datetime(day.year, day.month, day.day, tzinfo=UTC)} if day else named


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet has; it is added to ``taken``."""
    base = clean_text(wanted).translate(_FORBIDDEN).strip().strip("'").strip() or "表"
    name, number = base[:_MOST_NAME], 2
    while name.casefold() in taken:
        ending = f" ({number})"
        name = base[: _MOST_NAME - len(ending)] + ending
        number += 1
    taken.add(name.casefold())
    return name


class _TableSheet:
    """One table on one sheet: header, rows, pinned rows, note."""

    def __init__(
        self, sheet: Any, table: ReportTable, formats: CellFormats, progress: Progress
    ) -> None:
        self._sheet = sheet
        self._table = table
        self._formats = formats
        self._progress = progress
        self._cells = CellWriter(sheet, formats)

    def write(self, start: int, *, last: bool) -> None:
        """Write the rows from ``start``; pinned rows and the note only on the last sheet."""
        columns = self._table.columns
        self._columns()
        self._header()
        row = self._rows(1, start)
        self._sheet.autofilter(0, 0, max(row - 1, 1), len(columns) - 1)
        if last:
            row = self._pinned(row)
        if last and self._table.note:
            row += 1
            self._cells.note(row, clean_text(self._table.note))
            row += 1
        self._sheet.print_area(0, 0, max(row - 1, 1), len(columns) - 1)
        self._sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._sheet.freeze_panes(1, 1)
        self._sheet.repeat_rows(0)

    def _columns(self) -> None:
        for position, column in enumerate(self._table.columns):
            self._sheet.set_column(position, position, self._width(column))

    def _width(self, column: TableColumn) -> float:
        """In characters of the standard font, of which a Chinese letter takes two."""
        texts = [_heading(column) + "　"]
        for frame in (self._table.frame.iloc[:_SAMPLED], self._table.pinned):
            if frame is not None and column.name in frame.columns:
                texts.extend(self._shown(frame[column.name].tolist(), column))
        widest = max(text_width_em(clean_text(text)) for text in texts)
        return min(max(widest * 2 + 2, 8.0), _WIDEST)

    @staticmethod
    def _shown(values: Iterable[Any], column: TableColumn) -> list[str]:
        if not is_numeric(column):
            return [str(value) for value in values]
        decimals = max(column.decimals, 2)
        return [f"{value:,.{decimals}f}" for value in values if isinstance(value, int | float)]

    def _header(self) -> None:
        for position, column in enumerate(self._table.columns):
            self._sheet.write_string(0, position, _heading(column), self._formats.header(column))

    def _rows(self, row: int, start: int) -> int:
        frame = self._table.frame.iloc[start : start + MOST_ROWS]
        columns = self._table.columns
        values = [
            frame[column.name].astype(object).tolist()
            if column.name in frame.columns
            else [None] * len(frame)
            for column in columns
        ]
        records = zip(*values, strict=True)
        while batch := list(islice(records, _STEP)):
            self._progress.step(f"正在写工作表“{self._table.sheet}”", row, len(frame))
            for record in batch:
                for position, (value, column) in enumerate(zip(record, columns, strict=True)):
                    self._cells.write(row, position, value, column, "plain")
                row += 1
        return row

    def _pinned(self, row: int) -> int:
        pinned = self._table.pinned
        if pinned is None:
            return row
        for record in pinned.to_dict("records"):
            style = "total" if is_total(record.values()) else "rest"
            for position, column in enumerate(self._table.columns):
                self._cells.write(row, position, record.get(column.name), column, style)
            row += 1
        return row


def _heading(column: TableColumn) -> str:
    title = clean_text(column.title)
    return f"{title}（{column.unit}）" if column.unit else title


def _page(sheet: Any, report: Report, title: str, day: str) -> None:
    """Print set-up: A4 landscape, all columns on one page, title and page number."""
    marks = "　".join(
        word
        for word, shown in (("示例数据", report.sample), ("示意边界", report.schematic))
        if shown
    )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.9, bottom=0.7)
    heading = _header_text(title)
    sheet.set_header(f"&L{marks}&C&14{heading}&R{_header_text(report.classification)}")
    sheet.set_footer(f"&L{day}&R第 &P 页　共 &N 页")


def _header_text(text: str) -> str:
    """Text for a print header: & starts a command there; a digit after &14 would join it."""
    plain = clean_text(text)[:_MOST_HEADER].replace("&", "&&")
    return f" {plain}" if plain[:1].isdigit() else plain
