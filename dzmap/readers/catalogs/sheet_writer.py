"""One data sheet of a workbook: headers in bands, hints, drop-downs, and rows of entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any as AnyValue

from dzmap.core.problems import KnownError
from dzmap.readers.catalogs.amounts import decimal_text
from dzmap.readers.catalogs.condition_text import cell_list_text, condition_text
from dzmap.readers.catalogs.entries import Amount, Entries, Value
from dzmap.readers.catalogs.template import SheetColumn

FONT = "微软雅黑"
HEADER_ROWS = 2
BLANK_ROWS = 300
"""Rows below the last filled one that still have hints and drop-downs."""

_CELL_LIMIT = 32_767
_BAND_COLOURS = ("#1F4E79", "#2F6B4F", "#6B4E16", "#5B3A7A", "#7A3A3A", "#33566B")
_NUMBERS = frozenset({"数值", "距离", "总投资", "用地", "经度", "纬度"})
_DAYS = frozenset({"施行起", "施行止", "判定日"})
_A3, _A4 = 8, 9
_WIDE = 200  # characters; beyond that A4 would be too small to read


@dataclass(frozen=True, kw_only=True)
class SheetPlan:
    """A sheet to write: its columns, how many of them stay in view, and its rows."""

    name: str
    columns: tuple[SheetColumn, ...]
    frozen: int
    rows: list[Entries]


def column_name(position: int) -> str:
    """The letters of a column: A, B … AA."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(position))


class SheetWriter:
    """Writes one data sheet after another with the formats of the book.

    Args:
        book: The ``xlsxwriter`` workbook.
        sources: Where each drop-down finds its values, as a formula such as ``=选项!$A$2:$A$5``.
    """

    def __init__(self, book: AnyValue, sources: Mapping[str, str]) -> None:
        self._book = book
        self._sources = sources
        self._text = self._format(num_format="@", text_wrap=True, valign="top")
        self._number = self._format(valign="top", align="right")
        self._day = self._format(num_format="yyyy-mm-dd", valign="top", align="left")
        self._unused = book.add_format({"bg_color": "#E3E3E3"})

    def _format(self, **properties: AnyValue) -> AnyValue:
        return self._book.add_format({"font_name": FONT, "font_size": 10, **properties})

    def write(self, plan: SheetPlan) -> AnyValue:
        """Add the sheet to the book.

        Raises:
            KnownError: a text is longer than a cell can hold.
        """
        sheet = self._book.add_worksheet(plan.name)
        columns = plan.columns
        last = HEADER_ROWS + len(plan.rows) + BLANK_ROWS
        self._headers(sheet, columns)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width, self._column_format(column))
            self._validate(sheet, column, (HEADER_ROWS, position, last, position))
            self._grey_out(sheet, columns, column, (HEADER_ROWS, position, last, position))
        for row, entries in enumerate(plan.rows, HEADER_ROWS):
            for position, column in enumerate(columns):
                if column.key in entries:
                    self._write_cell(sheet, row, position, _cell(entries[column.key]))
        sheet.freeze_panes(HEADER_ROWS, plan.frozen)
        sheet.autofilter(HEADER_ROWS - 1, 0, last, len(columns) - 1)
        self._print_setup(sheet, plan)
        return sheet

    def _print_setup(self, sheet: AnyValue, plan: SheetPlan) -> None:
        wide = sum(column.width for column in plan.columns) > _WIDE
        sheet.set_landscape()
        sheet.set_paper(_A3 if wide else _A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.repeat_rows(0, HEADER_ROWS - 1)
        if wide:
            sheet.repeat_columns(0, plan.frozen - 1)
        sheet.fit_to_pages(3 if wide else 1, 0)
        sheet.set_header(f"&L{plan.name}")
        sheet.set_footer("&C第 &P 页，共 &N 页")
        # Blank rows with drop-downs are not printed.
        last = HEADER_ROWS + max(len(plan.rows), 20) - 1
        sheet.print_area(0, 0, last, len(plan.columns) - 1)

    def _column_format(self, column: SheetColumn) -> AnyValue:
        if column.key in _DAYS:
            return self._day
        return self._number if column.key in _NUMBERS else self._text

    def _headers(self, sheet: AnyValue, columns: tuple[SheetColumn, ...]) -> None:
        colours: dict[str, str] = {}
        start = 0
        for position, column in enumerate(columns):
            colour = colours.setdefault(
                column.band, _BAND_COLOURS[len(colours) % len(_BAND_COLOURS)]
            )
            head = self._format(
                bold=True, font_color="#FFFFFF", bg_color=colour, border=1, border_color="#FFFFFF"
            )
            sheet.write_string(1, position, column.header, head)
            if position + 1 == len(columns) or columns[position + 1].band != column.band:
                band = self._format(bold=True, font_color=colour, align="left", bottom=2)
                if position > start:
                    sheet.merge_range(0, start, 0, position, column.band, band)
                else:
                    sheet.write_string(0, start, column.band, band)
                start = position + 1
        sheet.set_row(0, 20)
        sheet.set_row(1, 22)

    def _validate(
        self, sheet: AnyValue, column: SheetColumn, area: tuple[int, int, int, int]
    ) -> None:
        rule: dict[str, AnyValue] = {"validate": "any"}
        if column.options:
            rule = {
                "validate": "list",
                "source": self._sources[column.options],
                "show_error": not column.open,
                "error_title": column.key,
                "error_message": "请从下拉里选。",
            }
        if column.help:
            rule |= {"input_title": column.key, "input_message": column.help[:255]}
        if len(rule) > 1:
            sheet.data_validation(*area, rule)

    def _grey_out(
        self,
        sheet: AnyValue,
        columns: tuple[SheetColumn, ...],
        column: SheetColumn,
        area: tuple[int, int, int, int],
    ) -> None:
        if not column.kinds:
            return
        kind = column_name(next(i for i, other in enumerate(columns) if other.key == "类型"))
        cell = f"${kind}{HEADER_ROWS + 1}"
        others = ",".join(f'{cell}<>"{name}"' for name in column.kinds)
        sheet.conditional_format(
            *area,
            {
                "type": "formula",
                "criteria": f'=AND({cell}<>"",{others})',
                "format": self._unused,
            },
        )

    def _write_cell(
        self, sheet: AnyValue, row: int, position: int, value: str | float | date
    ) -> None:
        if isinstance(value, float):
            sheet.write_number(row, position, value, self._number)
        elif isinstance(value, date) and value.year >= 1900:
            sheet.write_datetime(row, position, value, self._day)
        else:
            text = str(value)
            if len(text) > _CELL_LIMIT:
                raise KnownError(
                    "准入目录写不进 Excel",
                    reason=f"有一段文字长 {len(text)} 字，一格最多 {_CELL_LIMIT} 字",
                    remedy="缩短这段文字，或存为 .yaml。",
                )
            sheet.write_string(row, position, text, self._text)


# --- cells ---------------------------------------------------------------------------------


def _cell(value: Value) -> str | float | date:
    match value:
        case bool():
            return "是" if value else "否"
        case Amount(number, _):
            return _number(number)
        case list():
            return cell_list_text([item for item in value if isinstance(item, str)])
        case str() | date():
            return value
        case dict():
            raise TypeError(f"no cell of its own: {value}")
        case _:
            return condition_text(value)


def _number(number: str) -> str | float:
    """As a number where Excel, which keeps 15 digits, holds exactly what is written."""
    value = float(number)
    kept = decimal_text(Decimal(f"{value:.15g}"))
    return value if kept == number else number
