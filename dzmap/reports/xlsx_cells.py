"""Single cells of a workbook: formats by kind of column, and values that cannot do harm."""

from datetime import date, datetime
from typing import Any

from dzmap.core.quantities import NOT_APPLICABLE, NOT_REPORTED, is_missing
from dzmap.reports.printed import is_numeric
from dzmap.reports.texts import printable
from dzmap.services.report_model import TableColumn

_MOST_TEXT = 32_000

_STYLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "rest": {"bg_color": "#FFF4DC", "font_color": "#7A4A00"},
    "total": {"bg_color": "#E8EDF2", "bold": True, "top": 1},
}
_BASE = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
_LINE = {"bottom": 4, "bottom_color": "#B9C2CC"}


def clean_text(text: str) -> str:
    """Text without characters that XML does not allow, no longer than a cell holds."""
    plain = printable(text)
    return plain if len(plain) <= _MOST_TEXT else f"{plain[:_MOST_TEXT]}…"


class CellFormats:
    """Formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, ...], Any] = {}

    def header(self, column: TableColumn) -> Any:
        """The head of a column, aligned like its values."""
        align = "right" if is_numeric(column) else "left"
        return self.named(
            f"header-{align}", bg_color="#E8EDF2", bold=True, bottom=1, align=align, text_wrap=True
        )

    def cell(self, column: TableColumn, style: str, *, number: bool) -> Any:
        """A value of a column; words in a column of numbers stand at the right, in grey."""
        kind = _number_format(column) if number else "@"
        key = (style, kind, "number" if is_numeric(column) else "text")
        if key not in self._made:
            words = {} if number or not is_numeric(column) else {"font_color": "#5C6875"}
            align = {"align": "right"} if is_numeric(column) else {"text_wrap": True}
            look = {**_BASE, **_LINE, **words, **_STYLES[style], **align, "num_format": kind}
            self._made[key] = self._book.add_format(look)
        return self._made[key]

    def named(self, name: str, **look: Any) -> Any:
        """A format of its own, by name."""
        if (name,) not in self._made:
            self._made[(name,)] = self._book.add_format(_BASE | look)
        return self._made[(name,)]


def _number_format(column: TableColumn) -> str:
    decimals = f".{'0' * column.decimals}" if column.decimals > 0 else ""
    if column.kind == "int":
        return "#,##0"
    if column.kind == "percent":
        return f"0{decimals} %"
    if column.kind == "change":
        return f"+0{decimals} %;−0{decimals} %;0{decimals} %"
    if column.kind == "date":
        return "yyyy-mm-dd"
    return "General" if column.decimals < 0 else f"#,##0{decimals}"


class CellWriter:
    """Writes values of report tables: numbers as numbers, everything else as text."""

    def __init__(self, sheet: Any, formats: CellFormats) -> None:
        self._sheet = sheet
        self._formats = formats

    def write(self, row: int, position: int, value: Any, column: TableColumn, style: str) -> None:
        """One cell. Missing numbers say 未填报 or what the column says, in pinned rows —, and never become zero."""
        missing = is_missing(value)
        if column.kind == "date" and isinstance(value, date) and not missing:
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a calendar day
            form = self._formats.cell(column, style, number=True)
            self._sheet.write_datetime(row, position, moment, form)
        elif is_numeric(column) and not missing:
            form = self._formats.cell(column, style, number=True)
            self._sheet.write_number(row, position, float(value), form)
        else:
            text = _word(column, style) if missing else clean_text(str(value))
            form = self._formats.cell(column, style, number=False)
            self._sheet.write_string(row, position, text, form)

    def note(self, row: int, text: str) -> None:
        """A remark below the table."""
        self._sheet.write_string(
            row, 0, text, self._formats.named("note", font_size=9, font_color="#4A5866")
        )


def _word(column: TableColumn, style: str) -> str:
    if not is_numeric(column):
        return ""
    ratio = column.kind in {"percent", "change"}
    return (column.missing or NOT_REPORTED) if style == "plain" and not ratio else NOT_APPLICABLE
