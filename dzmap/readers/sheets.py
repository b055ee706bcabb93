"""Cells of a workbook or text table, before anyone knows what they mean."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from dzmap.core.problems import BadInputError, Problem, Severity
from dzmap.readers.encodings import decode, separator

Cell = object
"""What a cell holds: str ("" = empty), float, int, bool, date, datetime, time, timedelta."""

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv", ".txt")

_CANNOT = "打不开这个文件"
_KEPT = "原文件不会改动。"
_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")
_SAVE_AS_XLSX = f"用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再导入。{_KEPT}"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet. ``rows[0]`` is Excel's row ``first_row``; blank cells are "".

    ``merged`` holds merged ranges as (top, left, bottom, right), 0-based positions in ``rows``.
    """

    name: str
    rows: list[list[Cell]]
    first_row: int = 1
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def number(self, position: int) -> int:
        """The row number that Excel shows for ``rows[position]``."""
        return self.first_row + position

    def fill_merged_down(self, start: int) -> None:
        """Repeat the value of cells that are merged downwards, from row position ``start`` on."""
        for top, left, bottom, _ in self.merged:
            if top < start or bottom == top or left >= len(self.rows[top]):
                continue
            value = self.rows[top][left]
            for row in self.rows[top + 1 : bottom + 1]:
                row.extend([""] * (left + 1 - len(row)))
                row[left] = value


@dataclass(frozen=True, kw_only=True)
class Book:
    """All sheets of a file that hold anything, and what was noticed on opening it."""

    file: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()


def open_book(path: Path) -> Book:
    """All visible sheets of a workbook or text table, told apart by content, not by file name.

    Raises:
        BadInputError: missing, locked, empty, damaged, encrypted, or no table at all.
    """
    data = _bytes_of(path)
    _refuse_foreign(data, path.name)
    problems: list[Problem] = []
    if data.startswith((_ZIP, _OLE)):
        sheets = tuple(_workbook_sheets(data, path.name))
        kind = ".xlsx" if data.startswith(_ZIP) else ".xls"
    else:
        sheets = (_text_sheet(data, path.name, problems),)
        kind = ".csv"
    problems.extend(_suffix_note(path, kind))
    sheets = tuple(sheet for sheet in sheets if sheet.rows)
    if not sheets:
        raise BadInputError(
            "文件里没有数据",
            file=path.name,
            reason="所有工作表都是空的",
            remedy="换一个有数据的文件。",
        )
    return Book(file=path.name, sheets=sheets, problems=tuple(problems))


def _bytes_of(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadInputError(
            "找不到这个文件", file=str(path), remedy="检查文件名和文件夹是否写对。"
        ) from error
    except IsADirectoryError as error:
        raise BadInputError(
            _CANNOT,
            file=str(path),
            reason="这是文件夹，不是文件",
            remedy="选择文件夹里的表格文件。",
        ) from error
    except OSError as error:
        raise BadInputError(
            _CANNOT,
            file=path.name,
            reason="没有读取权限，或文件正被 Excel、WPS 占用",
            remedy=f"关闭正在使用它的程序，或复制一份再导入。{_KEPT}",
        ) from error
    if not data.strip(b"\x00 \t\r\n"):
        raise BadInputError(
            "文件是空的", file=path.name, reason="里面没有任何内容", remedy="换一个有数据的文件。"
        )
    return data


def _refuse_foreign(data: bytes, file: str) -> None:
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<"):
        kind = "网页（HTML）" if b"<html" in head or b"<table" in head else "XML 文本"
        reason, remedy = f"内容其实是{kind}，不是 Excel 表格", _SAVE_AS_XLSX
    elif data.startswith(b"SQLite format 3"):
        reason = "这是数据库或 GeoPackage，不是表格"
        remedy = "企业和项目请用 .xlsx 或 .csv；开发区、园区、管控线按图层导入。"
    elif data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")):
        reason = "这是 PDF、图片或压缩包，不是表格"
        remedy = "先整理成 .xlsx 或 .csv 表格。"
    elif data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        _raise_encrypted(file)
    else:
        return
    raise BadInputError(_CANNOT, file=file, reason=reason, remedy=remedy)


def _raise_encrypted(file: str) -> NoReturn:
    raise BadInputError(
        _CANNOT,
        file=file,
        reason="文件加了打开密码",
        remedy=f"用 Excel 打开，在“文件-信息-保护工作簿”里去掉密码，另存后再导入。{_KEPT}",
    )


def _workbook_sheets(data: bytes, file: str) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_object(io.BytesIO(data)) as book:
            for index, meta in enumerate(book.sheets_metadata):
                if meta.visible == SheetVisibleEnum.Visible:
                    yield _workbook_sheet(book.get_sheet_by_index(index), meta.name)
    except PasswordError:
        _raise_encrypted(file)
    except (CalamineError, OSError, ValueError) as error:
        damaged = data.startswith(_ZIP) and b"PK\x05\x06" not in data[-66_000:]
        raise BadInputError(
            _CANNOT,
            file=file,
            reason="文件不完整，像是没有下载完或拷贝中断" if damaged else "不是有效的 Excel 工作簿",
            remedy=f"重新取得文件；如果 Excel 或 WPS 能打开，另存为 .xlsx 后再导入。{_KEPT}",
        ) from error


def _workbook_sheet(sheet: object, name: str) -> Sheet:
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=True)  # type: ignore[attr-defined]
    start: tuple[int, int] | None = sheet.start  # type: ignore[attr-defined]
    top, left = start or (0, 0)
    merged = tuple(
        (first[0] - top, first[1] - left, last[0] - top, last[1] - left)
        for first, last in sheet.merged_cell_ranges or ()  # type: ignore[attr-defined]
        if first[0] >= top and first[1] >= left
    )
    return Sheet(name=name, rows=rows, first_row=top + 1, merged=merged)


def _text_sheet(data: bytes, file: str, problems: list[Problem]) -> Sheet:
    decoded = decode(data)
    if decoded is None:
        raise BadInputError(
            _CANNOT,
            file=file,
            reason="既不是 Excel 工作簿，也不是 UTF-8、GBK、UTF-16 文本",
            remedy=_SAVE_AS_XLSX,
        )
    if not decoded.certain:
        problems.append(
            Problem(
                severity=Severity.WARNING,
                message="按 GBK 读取，但有不少生僻字，编码可能不对。",
                remedy="核对名称；如有乱码，另存为 .xlsx 后再导入。",
                file=file,
            )
        )
    reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=separator(decoded.text))
    rows: list[list[Cell]] = []
    ended = begun = 0
    try:
        for row in reader:
            rows.append(list(row))
            begun, ended = ended, reader.line_num
    except csv.Error as error:
        raise BadInputError(
            _CANNOT,
            file=file,
            reason=f"第 {reader.line_num} 行附近不能按表格解析",
            remedy=_SAVE_AS_XLSX,
        ) from error
    if ended > begun + 1 and decoded.text.count('"') % 2:
        raise BadInputError(
            _CANNOT,
            file=file,
            reason=f"第 {len(rows)} 行有一个引号没有配对，从那里到文件末尾连成了一格",
            remedy=f"补上或删去这个引号，或另存为 .xlsx 后再导入。{_KEPT}",
        )
    return Sheet(name="", rows=rows if any(any(row) for row in rows) else [])


def _suffix_note(path: Path, kind: str) -> Iterator[Problem]:
    suffix = path.suffix.lower()
    alike = {".xlsm": ".xlsx", ".txt": ".csv", ".tsv": ".csv", ".et": ".xls"}
    if alike.get(suffix, suffix) != kind:
        yield Problem(
            severity=Severity.WARNING,
            message=f"扩展名是 {suffix or '（空）'}，内容其实是 {kind}，已按内容读取。",
            file=path.name,
        )
