"""Writes catalogs as a workbook that an official fills in: drop-downs, hints, frozen headers."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any as AnyValue

from dzmap.core.catalogs import Catalog
from dzmap.core.metrics import METRICS
from dzmap.core.problems import KnownError
from dzmap.readers.catalogs import template
from dzmap.readers.catalogs.amounts import decimal_text, units_for
from dzmap.readers.catalogs.condition_text import condition_text, list_text
from dzmap.readers.catalogs.encode import catalog_entries
from dzmap.readers.catalogs.entries import Amount, Entries, Value
from dzmap.readers.catalogs.example_cases import EXAMPLES
from dzmap.readers.catalogs.excel_examples import example_row
from dzmap.readers.catalogs.template import COLUMNS, SheetColumn

_FONT = "微软雅黑"
_BLANK_ROWS = 300
_CELL_LIMIT = 32_767
_HEADER_ROWS = 2
_FROZEN = {template.CATALOGS: 2, template.CLAUSES: 5, template.THRESHOLDS: 3, EXAMPLES: 3}
_BAND_COLOURS = ("#1F4E79", "#2F6B4F", "#6B4E16", "#5B3A7A", "#7A3A3A", "#33566B")


def write_workbook(catalogs: Sequence[Catalog], path: Path) -> None:
    """Write the sheets 目录, 条款, 门槛, 说明; without catalogs an empty template.

    Raises:
        KnownError: a text is longer than a cell can hold.
        OSError: the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    rows = _rows(catalogs)
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False})
    book.set_calc_mode("auto")
    book.formats[0].set_font_name(_FONT)
    book.formats[0].set_font_size(10)
    sheet_writer = _SheetWriter(book)
    for name in COLUMNS:
        sheet_writer.write(name, rows[name])
    _write_guide(book)
    _write_options(book)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*getattr(error.args[0], "args", error.args)) from error


def write_template(path: Path) -> None:
    """Write an empty workbook to fill in."""
    write_workbook((), path)


# --- rows -----------------------------------------------------------------------------------


def _rows(catalogs: Sequence[Catalog]) -> dict[str, list[Entries]]:
    rows: dict[str, list[Entries]] = {name: [] for name in COLUMNS}
    for catalog in catalogs:
        entries = catalog_entries(catalog)
        owner: Entries = {
            template.CATALOG_ID: catalog.id,
            template.CATALOG_VERSION: catalog.version,
        }
        for clause in _taken(entries, template.CLAUSES):
            clause_id = clause["编号"]
            for threshold in _taken(clause, template.THRESHOLDS):
                rows[template.THRESHOLDS].append(
                    {**owner, template.CLAUSE_ID: clause_id, **_with_unit(threshold)}
                )
            rows[template.CLAUSES].append({**owner, **_with_unit(clause)})
        rows[EXAMPLES].extend({**owner, **example_row(case)} for case in _taken(entries, EXAMPLES))
        rows[template.CATALOGS].append(entries)
    return rows


def _taken(entries: Entries, key: str) -> Iterator[Entries]:
    nested = entries.pop(key, [])
    if isinstance(nested, list):
        yield from (item for item in nested if isinstance(item, dict))


def _with_unit(entries: Entries) -> Entries:
    """The unit of 数值 in a cell of its own."""
    amount = entries.get("数值")
    return {**entries, "单位": amount.unit} if isinstance(amount, Amount) else entries


def _cell(value: Value) -> str | float | date:
    match value:
        case bool():
            return "是" if value else "否"
        case Amount(number, _):
            return _number(number)
        case list():
            return list_text([item for item in value if isinstance(item, str)])
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


# --- sheets ---------------------------------------------------------------------------------


class _SheetWriter:
    """Writes one data sheet after another with the formats of the book."""

    def __init__(self, book: AnyValue) -> None:
        self._book = book
        self._text = self._format(num_format="@", text_wrap=True, valign="top")
        self._number = self._format(valign="top", align="right")
        self._day = self._format(num_format="yyyy-mm-dd", valign="top", align="left")
        self._unused = book.add_format({"bg_color": "#E3E3E3"})

    def _format(self, **properties: AnyValue) -> AnyValue:
        return self._book.add_format({"font_name": _FONT, "font_size": 10, **properties})

    def write(self, name: str, rows: list[Entries]) -> None:
        sheet = self._book.add_worksheet(name)
        columns = COLUMNS[name]
        last = _HEADER_ROWS + len(rows) + _BLANK_ROWS
        self._headers(sheet, columns)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width, self._column_format(column))
            self._validate(sheet, column, (_HEADER_ROWS, position, last, position))
            self._grey_out(sheet, columns, column, (_HEADER_ROWS, position, last, position))
        for row, entries in enumerate(rows, _HEADER_ROWS):
            for position, column in enumerate(columns):
                if column.key in entries:
                    self._write_cell(sheet, row, position, _cell(entries[column.key]))
        sheet.freeze_panes(_HEADER_ROWS, _FROZEN[name])
        sheet.autofilter(_HEADER_ROWS - 1, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0, _HEADER_ROWS - 1)
        sheet.fit_to_pages(1, 0)

    def _column_format(self, column: SheetColumn) -> AnyValue:
        if column.key.startswith("施行"):
            return self._day
        return self._number if column.key in {"数值", "距离"} else self._text

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
                "source": _option_range(column.options),
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
        from xlsxwriter.utility import xl_col_to_name

        kind = xl_col_to_name(next(i for i, other in enumerate(columns) if other.key == "类型"))
        cell = f"${kind}{_HEADER_ROWS + 1}"
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


def _option_range(name: str) -> str:
    from xlsxwriter.utility import xl_col_to_name

    letter = xl_col_to_name(list(template.OPTION_LISTS).index(name))
    last = len(template.OPTION_LISTS[name]) + 1
    return f"={template.OPTIONS}!${letter}$2:${letter}${last}"


def _write_options(book: AnyValue) -> None:
    sheet = book.add_worksheet(template.OPTIONS)
    for position, (name, options) in enumerate(template.OPTION_LISTS.items()):
        sheet.write_column(0, position, [name, *options])
    sheet.hide()


def _write_guide(book: AnyValue) -> None:
    sheet = book.add_worksheet(template.HELP)
    title = book.add_format({"font_name": _FONT, "font_size": 14, "bold": True})
    head = book.add_format(
        {"font_name": _FONT, "font_size": 11, "bold": True, "font_color": "#1F4E79"}
    )
    body = book.add_format(
        {"font_name": _FONT, "font_size": 10, "text_wrap": True, "valign": "top"}
    )
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2, 50)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, "产业准入目录填写说明", title)
    row = 2
    for heading, lines in template.GUIDE:
        sheet.write_string(row, 0, heading, head)
        for line in lines:
            row += 1
            sheet.merge_range(row, 0, row, 2, line, body)
            sheet.set_row(row, 15 * (1 + len(line) // 62) + 3)
        row += 2
    for position, heading in enumerate(("指标", "单位", "可以写的值或别名")):
        sheet.write_string(row, position, heading, head)
    for metric in METRICS.values():
        row += 1
        sheet.write_string(row, 0, metric.zh, body)
        sheet.write_string(row, 1, "、".join(units_for(metric)) or "—", body)
        sheet.write_string(row, 2, "、".join(metric.choices or metric.aliases), body)
