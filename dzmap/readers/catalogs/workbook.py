"""Writes catalogs as a workbook that an official fills in: drop-downs, hints, frozen headers."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any as AnyValue

from dzmap.core.catalogs import Catalog
from dzmap.readers.catalogs import template
from dzmap.readers.catalogs.code_sheet import code_source, write_codes
from dzmap.readers.catalogs.encode import catalog_entries
from dzmap.readers.catalogs.entries import Amount, Entries
from dzmap.readers.catalogs.example_cases import EXAMPLES
from dzmap.readers.catalogs.excel_examples import example_row
from dzmap.readers.catalogs.guide_sheet import write_guide
from dzmap.readers.catalogs.sheet_writer import (
    BLANK_ROWS,
    FONT,
    HEADER_ROWS,
    SheetPlan,
    SheetWriter,
    column_name,
)
from dzmap.readers.catalogs.template import COLUMNS, OPTION_LISTS, OPTIONS


def write_workbook(catalogs: Sequence[Catalog], path: Path) -> None:
    """Write the data sheets, 填写说明 and 行业代码; without catalogs an empty template.

    Raises:
        KnownError: a text is longer than a cell can hold.
        OSError: the file cannot be written.
    """
    rows = _rows(catalogs)
    book = new_book(path)
    writer = SheetWriter(book, _sources(rows))
    if not catalogs:
        write_guide(book)
    for name, columns in COLUMNS.items():
        writer.write(
            SheetPlan(name=name, columns=columns, frozen=template.FROZEN[name], rows=rows[name])
        )
    if catalogs:
        write_guide(book)
    write_codes(book)
    _write_options(book)
    save(book)


def new_book(path: Path) -> AnyValue:
    """An ``xlsxwriter`` workbook in the font of all templates; texts stay texts."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False})
    book.set_calc_mode("auto")
    book.formats[0].set_font_name(FONT)
    book.formats[0].set_font_size(10)
    return book


def save(book: AnyValue) -> None:
    """Write the file; OSError if that is not possible."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*getattr(error.args[0], "args", error.args)) from error


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


# --- drop-downs -----------------------------------------------------------------------------


def _sources(rows: dict[str, list[Entries]]) -> dict[str, str]:
    """Where each drop-down finds its values: fixed words, codes, or ids written in other sheets."""
    fixed = {
        name: f"={OPTIONS}!${column_name(position)}$2:${column_name(position)}${len(options) + 1}"
        for position, (name, options) in enumerate(OPTION_LISTS.items())
    }
    return {
        **fixed,
        template.CODES: code_source(),
        template.CATALOG_ID: _ids(template.CATALOGS, rows),
        template.CLAUSE_ID: _ids(template.CLAUSES, rows),
    }


def _ids(sheet: str, rows: dict[str, list[Entries]]) -> str:
    keys = [column.key for column in COLUMNS[sheet]]
    letter = column_name(keys.index("编号"))
    last = HEADER_ROWS + len(rows[sheet]) + BLANK_ROWS
    return f"={sheet}!${letter}${HEADER_ROWS + 1}:${letter}${last}"


def _write_options(book: AnyValue) -> None:
    sheet = book.add_worksheet(OPTIONS)
    for position, (name, options) in enumerate(OPTION_LISTS.items()):
        sheet.write_column(0, position, [name, *options])
    sheet.hide()
