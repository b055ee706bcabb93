"""Cells of one column as values: text, sets, choices and dates (numbers: ``numbers``)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from dzmap.core.quantities import half_width
from dzmap.readers.fields import Field
from dzmap.readers.findings import Findings
from dzmap.readers.sheets import Cell

ObjectArray = npt.NDArray[np.object_]

MISSING = frozenset(
    {
        *("", "-", "--", "—", "——", "–", "/", "\\", "*", "…", "......", "?", "？", "无", "暂无"),
        *("空", "无数据", "未填报", "未填", "不详", "待定", "未知", "n/a", "na", "#n/a", "null"),
        *("none", "nan", "nat", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!"),
    }
)
"""What people write into a cell when they have no value (after NFKC and lower case)."""

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月?)?")
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's serial numbers have no time zone
# Control characters, and those that turn the direction of what follows.
_CONTROLS = (*range(9), 11, 12, *range(14, 32), *range(127, 160))
_TURNS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNSEEN = dict.fromkeys((*_CONTROLS, *_TURNS))
SPACES = " \t\r\n\u3000\u00a0\u200b\u200c\u200d\ufeff"


@dataclass(frozen=True, kw_only=True)
class CellColumn:
    """The data cells of one column: ``rows`` are their row numbers as Excel shows them."""

    header: str
    field: Field
    unit: str
    cells: Sequence[Cell]
    rows: Sequence[int]

    def error(self, findings: Findings, position: int, message: str, remedy: str) -> None:
        """Report a cell that keeps its row out."""
        findings.error(message, remedy, **self._place(position))

    def warn(self, findings: Findings, position: int, message: str, remedy: str) -> None:
        """Report a cell to check."""
        findings.warn(message, remedy, **self._place(position))

    def fixed(self, findings: Findings, position: int, message: str) -> None:
        """Report a cell that was put right."""
        findings.fixed(message, **self._place(position))

    def _place(self, position: int) -> dict[str, Any]:
        return {
            "row": self.rows[position],
            "column": self.header,
            "value": self.cells[position],
        }


def text_of(cell: Cell) -> str | None:
    """A cell as text as written, without outer blanks and signs that nobody sees.

    None if it says “no value”.
    """
    if isinstance(cell, str):
        text = re.sub(r"\s*[\r\n]+\s*", "", cell.strip(SPACES))
        if not text.isprintable():
            text = text.translate(_UNSEEN)
    elif isinstance(cell, bool):
        text = "是" if cell else "否"
    elif isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    elif isinstance(cell, datetime):
        text = cell.date().isoformat()
    else:
        text = str(cell)
    return None if is_missing(text) else text


def is_missing(text: str) -> bool:
    """Whether a text stands for “no value”."""
    return len(text) <= 8 and unicodedata.normalize("NFKC", text).strip().lower() in MISSING


def read_texts(column: CellColumn) -> ObjectArray:
    """Text per row, None where missing."""
    return objects_of([text_of(cell) for cell in column.cells])


def read_choices(column: CellColumn, findings: Findings) -> ObjectArray:
    """One of the field's choices per row; what is none of them is reported and left blank."""
    choices = column.field.choices
    known: dict[str, str | None] = {}
    result = read_texts(column)
    for position, text in enumerate(result):
        if text is None:
            continue
        if text not in known:
            known[text] = _choice(text, choices)
        result[position] = known[text]
        if known[text] is None:
            column.warn(
                findings,
                position,
                f"“{text}”不是可选的值，按未填处理。",
                f"可选：{'、'.join(choices)}。",
            )
    return result


_SYNONYMS = {
    "技术改造": "技改",
    "改扩建": "扩建",
    "搬迁": "迁建",
    "搬迁改造": "迁建",
    "新建项目": "新建",
    "技改项目": "upgrade",
    "技改": "upgrade",
    "技术改造项目": "upgrade",
    "投资项目": "invest",
    "招商项目": "invest",
    "招商引资": "invest",
    "新建": "invest",
    "已投产": "投产",
    "已竣工": "竣工",
    "已开工": "开工",
    "在建": "开工",
    "化工园区": "chemical",
    "区中园": "sub_park",
    "工业园": "industrial",
    "工业园区": "industrial",
    "其他": "other",
    "环境影响报告书": "报告书",
    "环境影响报告表": "报告表",
    "环境影响登记表": "登记表",
    "国家级开发区": "国家级",
    "省级开发区": "省级",
    "永久基本农田": "permanent_farmland",
    "生态保护红线": "ecological_redline",
    "城镇开发边界": "growth_boundary",
}


def _choice(text: str, choices: Sequence[str]) -> str | None:
    for spelling in (text, unicodedata.normalize("NFKC", text).strip()):
        if spelling in choices:
            return spelling
    other = _SYNONYMS.get(text)
    if other in choices:
        return other
    words = [choice for choice in choices if choice in text]
    return words[0] if len(words) == 1 and len(text) <= len(words[0]) + 2 else None


def read_sets(column: CellColumn) -> ObjectArray:
    """Several texts of a cell, joined by ";"."""
    return objects_of(
        [
            None
            if text is None
            else ";".join(part for item in re.split(r"[;；、\n]", text) if (part := item.strip()))
            for text in (text_of(cell) for cell in column.cells)
        ]
    )


def read_dates(column: CellColumn, findings: Findings) -> ObjectArray:
    """Days as ``datetime``, None where missing; a month alone counts as its first day."""
    return objects_of([_date(column, position, findings) for position in range(len(column.rows))])


def _date(column: CellColumn, position: int, findings: Findings) -> datetime | None:
    cell = column.cells[position]
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day has no time zone
    text = half_width(text_of(cell) or "").strip()
    if not text:
        return None
    if re.fullmatch(r"[345]\d{4}", text):
        day = _DAY_ZERO + timedelta(days=int(text))
        column.fixed(findings, position, f"Excel 的日期序号，已按 {day.date().isoformat()} 读取。")
        return day
    parts = _DATE.match(text) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)?", text)
    written = _day(parts) if parts else None
    if written is None:
        column.warn(findings, position, "不是日期，按未填处理。", "填成 2021-12-31 的样子。")
    elif parts and not parts[3]:
        column.fixed(findings, position, f"只有年月，已按 {written.date().isoformat()} 读取。")
    return written


def _day(parts: re.Match[str]) -> datetime | None:
    try:
        return datetime(int(parts[1]), int(parts[2]), int(parts[3] or 1))  # noqa: DTZ001
    except ValueError:
        return None


def objects_of(values: Sequence[Any]) -> ObjectArray:
    """An object array with one element per value, even if the values are sequences."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
