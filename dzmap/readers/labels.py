"""A header taken apart: its words, its unit, its year."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

UNITS = {
    "元": "元",
    "千元": "千元",
    "万元": "万元",
    "万元人民币": "万元",
    "人民币万元": "万元",
    "百万元": "百万元",
    "千万元": "千万元",
    "亿元": "亿元",
    "亿元人民币": "亿元",
    "10k cny": "万元",
    "cny": "元",
    "亩": "亩",
    "mu": "亩",
    "公顷": "公顷",
    "ha": "公顷",
    "hm2": "公顷",
    "平方米": "㎡",
    "平米": "㎡",
    "m2": "㎡",
    "m²": "㎡",
    "平方公里": "km²",
    "平方千米": "km²",
    "km2": "km²",
    "km²": "km²",
    "%": "%",
    "百分比": "%",
    "吨标煤": "吨标煤",
    "吨标准煤": "吨标煤",
    "tce": "吨标煤",
    "万吨标煤": "万吨标煤",
    "万吨标准煤": "万吨标煤",
    "千克标准煤": "千克标煤",
    "kgce": "千克标煤",
    "人": "人",
    "万人": "万人",
    "月": "月",
    "个月": "月",
    "年": "年",
    "万元/亩": "万元/亩",
    "万元/公顷": "万元/公顷",
    "亿元/公顷": "亿元/公顷",
    "元/亩": "元/亩",
    "元/㎡": "元/㎡",
    "元/m2": "元/㎡",
    "元/平方米": "元/㎡",
    "吨标煤/万元": "吨标煤/万元",
    "吨标准煤/万元": "吨标煤/万元",
    "万美元": "万美元",
    "美元": "美元",
    "亿美元": "亿美元",
}
"""Spellings of units (after NFKC and lower case) and the unit that they mean."""

_BRACKETS = re.compile(r"[(\[【〔<《{]([^()\[\]【】〔〕<>《》{}]*)[)\]】〕>》}]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年度|年底|年末|年|财年)?(?!\d)")
_FULL_YEAR = re.compile(r"(?<!\d)1月?[-~—–至到]12月(?:份|末|底)?|全年|截至?12月底?")
_PART_YEAR = re.compile(r"\d{1,2}月|[一二三四]季度|上半年|下半年|季度")
_NOT_THE_FIGURE = re.compile(
    r"累计|上年|去年|同期|同比|增长|增速|增幅|增减|比重|比上|预算|平均|排名|排序"
)
_NOISE = re.compile(r"[\s*_:,;、。\-—–~·\"'“”]+")
_STATED_UNIT = re.compile(r"(?:单位:?|[/:,\-—_\s])\s*([^\s/:,\-—_]+(?:/[^\s:,]+)?)$")
_ORDINAL = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、)]\s*|^其中[:、]?")
_CHINESE_BREAK = re.compile(r"(?<=[^\x00-\xff])\s*[\r\n]+\s*(?=[^\x00-\xff])")
_FORM_HINTS = ("必填", "选填", "单选", "多选", "下拉选择", "手填", "填写", "格式", "如")
_SKIPPABLE = frozenset(
    {
        *("序号", "备注", "说明", "联系人", "联系电话", "电话", "手机", "手机号", "邮编", "邮箱"),
        *("法人", "法人代表", "法定代表人", "填报人", "排名", "fid", "objectid", "shapeleng"),
        *("shapelength", "shapearea"),
    }
)


@dataclass(frozen=True)
class Label:
    """A header taken apart: ``text`` is normalised and has no unit and no year any more.

    ``raw`` is what the file shows; ``unit`` is "" if none is stated. ``partial`` says that the
    column is not the figure of one whole year (a quarter, a cumulative sum, a growth rate).
    """

    raw: str
    text: str
    unit: str = ""
    year: int | None = None
    partial: bool = False


def normalise(text: object) -> str:
    """Header text as compared: half width, lower case, no spaces, line breaks or punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", plain(text)).lower())


def plain(cell: object) -> str:
    """A cell of a header as text on one line: 2021.0 is the year 2021."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    if "\n" in text or "\r" in text:
        text = _CHINESE_BREAK.sub("", text)
    return " ".join(text.split())


def parse_label(*parts: object) -> Label:
    """One label from the header cells of a column, top to bottom (blank ones are left out)."""
    texts = [text for part in parts if (text := plain(part))]
    raw = " ".join(dict.fromkeys(texts))
    body = unicodedata.normalize("NFKC", raw).lower()
    body, unit = _take_unit(body)
    body, year, partial = _take_year(body)
    body = _ORDINAL.sub("", body.strip())
    return Label(raw, normalise(body), unit, year, partial)


def _take_unit(body: str) -> tuple[str, str]:
    unit = ""
    for bracket in _BRACKETS.finditer(body):
        content = re.sub(r"^\s*(?:单位)?[\s:]*|\s+$", "", bracket[1])
        found = UNITS.get(content) or _first_unit(content)
        if found:
            unit = unit or found
            body = body.replace(bracket[0], " ")
        elif content.startswith(_FORM_HINTS):
            body = body.replace(bracket[0], " ")
    if not unit:
        stated = _STATED_UNIT.search(body)
        if stated and stated[1] in UNITS:
            return body[: stated.start()], UNITS[stated[1]]
    return body, unit


def _first_unit(content: str) -> str:
    parts = re.split(r"[,、;/\s]+", content)
    return UNITS.get(parts[0], "") if len(parts) > 1 and "/" not in content else ""


def _take_year(body: str) -> tuple[str, int | None, bool]:
    years = {int(year) for year in _YEAR.findall(body)}
    rest = _FULL_YEAR.sub(" ", _YEAR.sub(" ", body))
    partial = len(years) > 1 or any(
        pattern.search(rest) for pattern in (_PART_YEAR, _NOT_THE_FIGURE)
    )
    return rest, years.pop() if len(years) == 1 else None, partial


def without_brackets(text: str) -> str:
    """The text without anything in brackets."""
    return _BRACKETS.sub("", text)


def is_skippable(label: Label) -> bool:
    """Whether a column without a field is one that nobody expects to import (序号, 联系人 …)."""
    return not label.text or without_brackets(label.text) in _SKIPPABLE


def title_year(rows: Iterable[Sequence[object]]) -> int | None:
    """The one year that the lines above the header name, as in “2021年规上企业名单”."""
    years = {
        int(year)
        for row in rows
        for cell in row
        for year in re.findall(r"(?<!\d)((?:19|20)\d\d)年(?!\d)", plain(cell))
    }
    return years.pop() if len(years) == 1 else None


def table_units(rows: Iterable[Sequence[object]]) -> dict[str, str]:
    """Units that the lines above the header state for the whole table: family → unit.

    Families are 元 (money) and 亩 (land), as in “单位：亿元、公顷”.
    """
    units: dict[str, str] = {}
    for row in rows:
        for cell in row:
            text = unicodedata.normalize("NFKC", plain(cell)).lower()
            stated = re.search(r"单位[::]\s*([^\s()]+(?:[,、;/\s]+[^\s()]+)*)", text)
            for part in re.split(r"[,、;/\s()]+", stated[1]) if stated else ():
                unit = UNITS.get(part, "")
                family = unit_family(unit)
                if family:
                    units.setdefault(family, unit)
    return units


def unit_family(unit: str) -> str:
    """元 for amounts of money, 亩 for areas, else ""."""
    if "/" in unit or "美元" in unit:
        return ""
    if unit.endswith("元"):
        return "元"
    return "亩" if unit in {"亩", "公顷", "㎡", "km²"} else ""
