"""Reference lists from Excel and CSV: one file is one list.

Above the table stand the list's own entries (名录名称, 版本, 文号 …), one a row; the table has the
columns 行业代码, 产品, 工艺, 备注 in any order. A file that is nothing but the table gives a list
named like the file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from dzmap.core.industries import IndustryTree, split_codes
from dzmap.core.problems import BadInputError
from dzmap.core.quantities import half_width
from dzmap.readers.catalogs.record import day_of
from dzmap.readers.cells import text_of
from dzmap.readers.findings import Findings
from dzmap.readers.labels import is_skippable, parse_label
from dzmap.readers.sheets import Book, Cell, Sheet, open_book
from dzmap.services.ports import ImportedRows

LISTS, ITEMS = "reference_lists", "reference_items"

_COLUMNS = MappingProxyType(
    {
        "行业代码": "industry_code",
        "代码": "industry_code",
        "行业": "industry_code",
        "国民经济行业代码": "industry_code",
        "产品": "products",
        "产品名称": "products",
        "主要产品": "products",
        "工艺": "processes",
        "工艺装备": "processes",
        "生产工艺": "processes",
        "备注": "note",
        "说明": "note",
    }
)
_NAMING = frozenset({"industry_code", "products", "processes"})
_ENTRIES = MappingProxyType(
    {
        "名录名称": "name",
        "名录": "name",
        "名称": "name",
        "版本": "version",
        "发布单位": "issuer",
        "文号": "number",
        "施行起": "effective_from",
        "施行止": "effective_to",
        "已录全": "complete",
        "来源": "source",
    }
)
_FLAGS = MappingProxyType({"是": True, "否": False})
_HEADER_SEARCH = 40


@dataclass(frozen=True)
class _Table:
    """Where the table of a list stands in a sheet."""

    sheet: Sheet
    header: int
    columns: Mapping[int, str]


class ReferenceListFiles:
    """Reads one list from a file.

    Args:
        industries: GB/T 4754-2017, that codes are checked against.
    """

    def __init__(self, industries: IndustryTree) -> None:
        self._industries = industries

    def read(self, path: Path) -> ImportedRows:
        """The list as one row of ``reference_lists`` and its items as rows of ``reference_items``.

        Ids are blank. An item that cannot be used stays out, and the list then does not count as
        complete: nobody is outside a list of which something is missing.

        Raises:
            BadInputError: the file cannot be opened, is a catalog, or has no item that can be used.
        """
        book = open_book(path)
        table = _table(book)
        findings = Findings(path.name, table.sheet.name)
        findings.extend(book.problems)
        head = _head(table, path, findings)
        _note_unread(book, table, findings)
        items = pd.DataFrame(
            list(_without_repeats(self._items(table, findings), findings)),
            columns=["source_row", *dict.fromkeys(_COLUMNS.values())],
        )
        if not len(items):
            raise BadInputError(
                "名录里没有一条可用的条目",
                file=book.file,
                reason=f"工作表“{table.sheet.name}”的表头下面没有行业代码、产品或工艺"
                if not findings.rejected_rows
                else "每一行都有错误",
                remedy="一行写一条，填好后再导入。",
                problems=findings.problems,
            )
        if findings.rejected_rows and head["complete"]:
            head["complete"] = False
            findings.warn(
                f"有 {len(findings.rejected_rows)} 行没有导入，这个名录按“没有录全”处理。",
                "改好这些行，再导入一次。",
            )
        return ImportedRows(
            tables={LISTS: pd.DataFrame([head]), ITEMS: items},
            problems=findings.problems,
            source=path.name,
            sheet=table.sheet.name,
            rows_read=len(items) + len(findings.rejected_rows),
        )

    def _items(self, table: _Table, findings: Findings) -> Iterator[dict[str, object]]:
        table.sheet.fill_merged_down(table.header + 1)
        for position in range(table.header + 1, len(table.sheet.rows)):
            row = table.sheet.rows[position]
            number = table.sheet.number(position)
            cells = {
                name: row[column]
                for column, name in table.columns.items()
                if column < len(row) and text_of(row[column]) is not None
            }
            if not cells:
                rest = next((text for text in map(text_of, row) if text), "")
                if rest:
                    findings.error(
                        "这一行没有行业代码、产品或工艺，没有导入。",
                        "补上；是标题的话，删掉这一行。",
                        row=number,
                        value=rest,
                    )
                continue
            yield from self._item(cells, number, findings)

    def _item(
        self, cells: Mapping[str, Cell], number: int, findings: Findings
    ) -> Iterator[dict[str, object]]:
        if not cells.keys() & _NAMING:
            findings.error(
                "这一行没有行业代码、产品或工艺，没有导入。",
                "补上；是说明文字的话，删掉这一行。",
                row=number,
            )
            return
        codes = split_codes(_code_cell(cells.get("industry_code")))
        if isinstance(cells.get("industry_code"), float) and self._industries.ambiguous(codes[0]):
            findings.error(
                f"“{codes[0]}”可能是 0{codes[0]} 丢了开头的 0。",
                "写上门类字母，或把这一格设为“文本”后重填。",
                row=number,
                column="行业代码",
                value=codes[0],
            )
        for code in codes:
            fault = self._industries.fault(code)
            if fault:
                findings.error(
                    fault,
                    self._industries.remedy(code),
                    row=number,
                    column="行业代码",
                    value=code,
                )
        if number in findings.rejected_rows:
            return
        texts = {
            name: text_of(_one_line(cells[name]))
            for name in ("products", "processes", "note")
            if name in cells
        }
        for code in codes or ("",):
            known = self._industries.normalise(code) or None
            yield {"source_row": number, "industry_code": known, **texts}


def _one_line(cell: Cell) -> Cell:
    """Names below each other in a cell are as good as names with 、 between them."""
    if not isinstance(cell, str):
        return cell
    return "、".join(part.strip("、 ") for part in cell.splitlines() if part.strip("、 "))


def _code_cell(cell: Cell) -> str:
    """A cell of codes as text; 2614.0 is what Excel made of 2614."""
    whole = isinstance(cell, float) and cell.is_integer()
    text = text_of(int(cell) if whole and isinstance(cell, float) else cell)
    return half_width(text or "")


def _without_repeats(
    items: Iterator[dict[str, object]], findings: Findings
) -> Iterator[dict[str, object]]:
    seen: dict[tuple[object, ...], object] = {}
    for item in items:
        key = tuple(item.get(name) for name in sorted(_NAMING))
        if key in seen:
            row = item["source_row"]
            findings.fixed(
                f"与第 {seen[key]} 行相同，只留一条。", row=row if isinstance(row, int) else None
            )
            continue
        seen[key] = item["source_row"]
        yield item


# --- finding the table ----------------------------------------------------------------------


def _table(book: Book) -> _Table:
    if {"目录", "条款"} <= {sheet.name for sheet in book.sheets}:
        raise BadInputError(
            "这是准入目录，不是引用名录",
            file=book.file,
            reason="有工作表“目录”和“条款”",
            remedy="在准入目录页导入它，或用 dzmap catalog add。",
        )
    for sheet in book.sheets:
        table = _table_in(sheet)
        if table is not None:
            return table
    raise BadInputError(
        "看不出这是引用名录",
        file=book.file,
        reason="没有找到表头“行业代码、产品、工艺、备注”",
        remedy="用名录模板填写后再导入（dzmap catalog template --list），或把表头改成这些名称。",
    )


def _table_in(sheet: Sheet) -> _Table | None:
    for position, row in enumerate(sheet.rows[:_HEADER_SEARCH]):
        columns: dict[int, str] = {}
        for column, cell in enumerate(row):
            name = _COLUMNS.get(_label(cell), "")
            if name and name not in columns.values():
                columns[column] = name
        if len(columns) > 1 or (columns.keys() == {0} and columns[0] in _NAMING):
            return _Table(sheet, position, columns)
    return None


def _note_unread(book: Book, table: _Table, findings: Findings) -> None:
    """Say which columns and sheets were not read; what a list says may stand there."""
    header = table.sheet.rows[table.header]
    unread = [
        text
        for column, cell in enumerate(header)
        if column not in table.columns
        and (text := text_of(cell))
        and not is_skippable(parse_label(text))
    ]
    if unread:
        findings.warn(
            f"有 {len(unread)} 列没有对应，没有读取：{'、'.join(unread)}。",
            "表头只认行业代码、产品、工艺、备注；第一条写在表头下面一行。",
            row=table.sheet.number(table.header),
        )
    others = [
        f"“{sheet.name}”"
        for sheet in book.sheets
        if sheet is not table.sheet and (other := _table_in(sheet)) and len(other.columns) > 1
    ]
    if others:
        findings.warn(
            f"只读取了工作表“{table.sheet.name}”；{'、'.join(others)}也像名录，没有读取。",
            "一个文件写一个名录：属于同一名录的并到一个工作表里，其余另存为文件再导入。",
        )


def _label(cell: Cell) -> str:
    text = "".join(half_width(str(cell)).replace("*", "").split())
    return re.sub(r"\(.*\)$", "", text)


def _head(table: _Table, path: Path, findings: Findings) -> dict[str, object]:
    """The list's own entries, above the table."""
    written: dict[str, tuple[Cell, int, str]] = {}
    for position, row in enumerate(table.sheet.rows[: table.header]):
        label, value = _entry(row)
        if label in _ENTRIES and text_of(value) is not None:
            written[_ENTRIES[label]] = (value, table.sheet.number(position), label)
    head: dict[str, object] = {
        name: text_of(written[name][0]) if name in written else None
        for name in ("name", "version", "issuer", "number", "source")
    }
    for name in ("effective_from", "effective_to"):
        head[name] = _day(written.get(name), findings)
    head["complete"] = _flag(written.get("complete"), findings)
    title = str(head["name"] or "")
    match = re.fullmatch(r"《(.+)》", title)
    head["name"] = match[1] if match else title
    version = head["version"]
    head["version"] = re.sub(r"^(\d+)\.0$", r"\1", str(version)) if version else "1"
    if not title:
        head["name"] = path.stem.strip()
        findings.warn(
            f"没有写名录名称，按文件名叫《{path.stem.strip()}》。",
            "目录里引用的名称要与它一致；不一致时在表上方写“名录名称”。",
        )
    return head


def _entry(row: list[Cell]) -> tuple[str, Cell]:
    """A label and the cell behind it, hints in brackets aside; or “名录名称：甲” in one cell."""
    cells = [cell for cell in row if (text_of(cell) or "（")[0] not in "（("]
    if not cells:
        return "", ""
    if len(cells) == 1 and isinstance(cells[0], str):
        label, colon, rest = half_width(cells[0]).partition(":")
        return (_label(label), rest.strip()) if colon else (_label(cells[0]), "")
    return _label(cells[0]).rstrip(":"), cells[1]


def _day(written: tuple[Cell, int, str] | None, findings: Findings) -> datetime | None:
    if written is None:
        return None
    cell, row, label = written
    day = day_of(text_of(cell) or "")
    if day is None:
        findings.warn(
            "不是日期，按没有填写处理。",
            "写成 2021-01-01 这样的形式。",
            row=row,
            column=label,
            value=cell,
        )
        return None
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day has no time zone


def _flag(written: tuple[Cell, int, str] | None, findings: Findings) -> bool:
    if written is None:
        return False
    cell, row, label = written
    if isinstance(cell, bool):
        return cell
    word = text_of(cell) or ""
    if word not in _FLAGS:
        findings.warn(
            "只能写“是”或“否”，按“否”处理。",
            "改好后再导入一次。",
            row=row,
            column=label,
            value=cell,
        )
    return _FLAGS.get(word, False)
