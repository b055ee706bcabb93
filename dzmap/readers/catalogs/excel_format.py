"""Catalogs from a workbook: rows become the same nodes that YAML gives."""

import re
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any as AnyValue

from dzmap.core.problems import BadInputError
from dzmap.readers.catalogs.amounts import NUMBER, decimal_text, plain
from dzmap.readers.catalogs.decode import decode_catalogs
from dzmap.readers.catalogs.example_cases import EXAMPLES
from dzmap.readers.catalogs.excel_examples import example_node, is_fact
from dzmap.readers.catalogs.opened import OpenedCatalogs
from dzmap.readers.catalogs.source import Findings, ListNode, MapNode, Node, Place, TextNode
from dzmap.readers.catalogs.template import (
    CATALOG_ID,
    CATALOG_VERSION,
    CATALOGS,
    CLAUSE_ID,
    CLAUSES,
    COLUMNS,
    THRESHOLDS,
)
from dzmap.readers.catalogs.words import METRIC_WORDS
from dzmap.readers.sheets import Cell, Sheet, open_book

_HEADER_SEARCH = 10
_ALIKE = 5
"""So many headers of a sheet make another one look like it."""
_HEADING = re.compile(r"(.+?)\(([^()]*)\)")
_MARKS = {CATALOGS: "未列入行业", CLAUSES: "类型", THRESHOLDS: CLAUSE_ID, EXAMPLES: "结论"}
_AMOUNTS = {"数值": "", "距离": "m"}
"""Columns of numbers, with the unit that a number has where the header names none."""


def open_workbook(path: Path) -> OpenedCatalogs:
    """All catalogs of a workbook made from the template, with sheets, rows and columns.

    Raises:
        BadInputError: not a workbook, sheets or columns are missing, or problems in cells.
    """
    book = open_book(path)
    findings = Findings(path.name)
    percents = _percents(path, findings)
    rows: dict[str, list[MapNode]] = {}
    for sheet in book.sheets:
        name = _meant(sheet.name)
        if name in rows:
            findings.error(Place(sheet=sheet.name), f"有两张“{name}”表", "合成一张。")
        elif name in COLUMNS:
            rows[name] = list(_rows(sheet, name, percents, findings))
        else:
            _report_alike(sheet, findings)
    if CATALOGS not in rows:
        findings.raise_if_any()
        raise BadInputError(
            "这不是准入目录工作簿",
            file=path.name,
            reason=f"没有工作表“{CATALOGS}”",
            remedy="先下载模板，按模板填写后再读入。",
        )
    clauses = _with_thresholds(rows.get(CLAUSES, []), rows.get(THRESHOLDS, []), findings)
    examples = [example_node(row, findings) for row in rows.get(EXAMPLES, [])]
    catalogs = _with_rows(rows[CATALOGS], CLAUSES, clauses, findings)
    catalogs = _with_rows(catalogs, EXAMPLES, examples, findings)
    decoded = decode_catalogs(tuple(catalogs), findings)
    findings.raise_if_any()
    return OpenedCatalogs(path.name, decoded, tuple(catalogs))


def _meant(name: str) -> str:
    """The sheet that a name stands for: “ 条款表 ” is 条款."""
    written = "".join(plain(name).split())
    return written.removesuffix("表") if written not in COLUMNS else written


def _report_alike(sheet: Sheet, findings: Findings) -> None:
    """A sheet under another name that has the headers of one that is read."""
    for name, columns in COLUMNS.items():
        keys = {column.key for column in columns}
        for row in sheet.rows[:_HEADER_SEARCH]:
            here = {_heading(cell)[0] for cell in row}
            if _MARKS[name] in here and len(here & keys) >= min(_ALIKE, len(keys)):
                findings.error(
                    Place(sheet=sheet.name),
                    f"这张表的表头像“{name}”表，但名称不是，没有读",
                    f"把工作表改名为“{name}”；不用的话删掉。",
                )
                return


# --- rows -----------------------------------------------------------------------------------


def _rows(
    sheet: Sheet, name: str, percents: set[tuple[str, int, str]], findings: Findings
) -> Iterator[MapNode]:
    header = _header(sheet, name)
    if header is None:
        findings.error(
            Place(sheet=sheet.name),
            f"没有找到表头（前 {_HEADER_SEARCH} 行里没有“{_MARKS[name]}”）",
            "不要改动模板的表头。",
        )
        return
    headings = [_heading(cell) for cell in sheet.rows[header]]
    keys = [key for key, _ in headings]
    for doubled in {key for key in keys if key and keys.count(key) > 1}:
        findings.error(
            Place(sheet.number(header), doubled, sheet.name),
            f"“{doubled}”列有两个",
            "只留一列。",
        )
    sheet.fill_merged_down(header + 1)
    for position in range(header + 1, len(sheet.rows)):
        number = sheet.number(position)
        entries = {
            key: _text(cell, unit, Place(number, key, sheet.name), percents)
            for (key, unit), cell in zip(headings, sheet.rows[position], strict=False)
            if key and cell is not None and str(cell).strip()
        }
        if entries.keys() - {CATALOG_ID, CATALOG_VERSION}:
            yield MapNode({**entries}, Place(number, "", sheet.name))


def _header(sheet: Sheet, name: str) -> int | None:
    for position, row in enumerate(sheet.rows[:_HEADER_SEARCH]):
        if _MARKS[name] in (_heading(cell)[0] for cell in row):
            return position
    return None


def _heading(cell: Cell) -> tuple[str, str]:
    """The entry that a header names, and the unit that it gives to bare numbers below it."""
    whole = "".join(plain(str(cell)).replace("*", "").split())
    if whole in METRIC_WORDS:
        return whole, ""
    match = _HEADING.fullmatch(whole)
    key, unit = match.groups() if match else (whole, "")
    if key in _AMOUNTS:
        return key, unit or _AMOUNTS[key]
    metric = METRIC_WORDS.get(key)
    return key, unit if metric is not None and metric.kind in {"number", "ratio"} else ""


def _text(cell: Cell, unit: str, place: Place, percents: set[tuple[str, int, str]]) -> TextNode:
    match cell:
        case bool():
            return TextNode("是" if cell else "否", place)
        case int() | float():
            number = Decimal(repr(cell))
            if (place.sheet, place.row, place.label) in percents:
                return TextNode(f"{decimal_text(number.scaleb(2))}%", place, number=True)
            return TextNode(f"{decimal_text(number)} {unit}".strip(), place, number=True)
        case datetime():
            midnight = cell.time().isoformat() == "00:00:00"
            return TextNode(cell.date().isoformat() if midnight else str(cell), place)
        case date():
            return TextNode(cell.isoformat(), place)
        case _:
            bare = unit and NUMBER.fullmatch(plain(str(cell)))
            return TextNode(f"{cell} {unit}" if bare else str(cell), place)


def _percents(path: Path, findings: Findings) -> set[tuple[str, int, str]]:
    """Sheet, row and column of numbers that Excel shows in percent (7 % is stored as 0.07).

    Hidden sheets, which the other reader leaves out, are noted.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of extensions that do not matter here
            book = load_workbook(path, data_only=True, read_only=True)
            with closing(book):
                sheets = [one for one in book.worksheets if _meant(one.title) in COLUMNS]
                for sheet in sheets:
                    if sheet.sheet_state != "visible":
                        findings.error(
                            Place(sheet=sheet.title),
                            "这张表被隐藏了，没有读",
                            "取消隐藏；不用的话删掉。",
                        )
                return {found for sheet in sheets for found in _percents_of(sheet)}
    except Exception as error:
        raise BadInputError(
            "打不开这个文件",
            file=path.name,
            reason="读不出单元格格式，分不清 7 % 和 0.07",
            remedy="用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再读入。",
        ) from error


def _percents_of(sheet: AnyValue) -> Iterator[tuple[str, int, str]]:
    columns: dict[int, str] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            if cell.column in columns:
                if "%" in str(cell.number_format):
                    yield sheet.title, cell.row, columns[cell.column]
            elif cell.row <= _HEADER_SEARCH:
                key = _heading(cell.value)[0]
                if key == "数值" or is_fact(key):
                    columns[cell.column] = key


# --- joining --------------------------------------------------------------------------------


def _with_thresholds(
    clauses: list[MapNode], thresholds: list[MapNode], findings: Findings
) -> list[MapNode]:
    groups: dict[int, list[Node]] = {}
    named: dict[str, list[int]] = {}
    for position, clause in enumerate(clauses):
        named.setdefault(clause.text("编号"), []).append(position)
    for row in thresholds:
        owners = [
            position
            for position in named.get(row.text(CLAUSE_ID), ())
            if all(
                not row.text(key) or clauses[position].text(key) in {"", row.text(key)}
                for key in (CATALOG_ID, CATALOG_VERSION)
            )
        ]
        if len(owners) == 1:
            groups.setdefault(owners[0], []).append(
                _without(row, CATALOG_ID, CATALOG_VERSION, CLAUSE_ID)
            )
        else:
            _report_orphan(row, CLAUSE_ID, CLAUSES, len(owners), findings)
    return [
        _extended(clause, THRESHOLDS, groups[position]) if position in groups else clause
        for position, clause in enumerate(clauses)
    ]


def _with_rows(
    catalogs: list[MapNode], key: str, rows: list[MapNode], findings: Findings
) -> list[MapNode]:
    """The catalogs with the rows of another sheet under ``key``."""
    groups: dict[int, list[Node]] = {}
    for row in rows:
        owners = [
            position
            for position, catalog in enumerate(catalogs)
            if row.text(CATALOG_ID) in {"", catalog.text("编号")}
            and row.text(CATALOG_VERSION) in {"", catalog.text("版本") or "1"}
        ]
        if len(owners) == 1:
            groups.setdefault(owners[0], []).append(_without(row, CATALOG_ID, CATALOG_VERSION))
        else:
            _report_orphan(row, CATALOG_ID, CATALOGS, len(owners), findings)
    return [
        _extended(catalog, key, groups.get(position, []))
        for position, catalog in enumerate(catalogs)
    ]


def _report_orphan(row: MapNode, key: str, sheet: str, owners: int, findings: Findings) -> None:
    node = row.entries.get(key)
    place = node.place if node else Place(row.place.row, key, row.place.sheet)
    name = row.text(key)
    if owners:
        findings.error(
            place, f"“{name}”在“{sheet}”表里有 {owners} 个", "写清“目录编号”和“目录版本”。"
        )
    elif name:
        findings.error(place, f"“{sheet}”表里没有编号“{name}”", "核对编号和“目录版本”。")
    else:
        findings.error(place, f"没有写“{key}”", f"写“{sheet}”表里的编号。")


def _without(row: MapNode, *keys: str) -> MapNode:
    return MapNode({key: node for key, node in row.entries.items() if key not in keys}, row.place)


def _extended(row: MapNode, key: str, items: list[Node]) -> MapNode:
    place = Place(row.place.row, key, row.place.sheet)
    return MapNode({**row.entries, key: ListNode(tuple(items), place)}, row.place)
