"""The sheet 行业代码 of a template: GB/T 4754-2017 to look up and to choose from."""

import csv
from functools import cache
from typing import Any as AnyValue

from dzmap.core.industries import code_path
from dzmap.readers.catalogs.sheet_writer import FONT
from dzmap.readers.catalogs.template import CODES
from dzmap.resources import geodata_path

_LEVELS = {"1": "门类", "2": "大类", "3": "中类", "4": "小类"}
_WIDTHS = (10, 44, 8, 40, 34)
_SHADES = {"1": "#D9E4F1", "2": "#EDF2F9"}


@cache
def _entries() -> tuple[tuple[str, str, str, str, str], ...]:
    """Level, code with letter, name, 门类 and 大类 of every entry, in the order of the standard."""
    with geodata_path("gbt4754_2017.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["code"]: row["name"] for row in rows}
    return tuple(
        (
            row["level"],
            code_path(row["code"]),
            row["name"],
            f"{row['section']} {names[row['section']]}",
            f"{row['code'][:2]} {names[row['code'][:2]]}" if row["level"] != "1" else "",
        )
        for row in rows
    )


def code_source() -> str:
    """Where a drop-down finds all codes, as a formula."""
    return f"={CODES}!$A$2:$A${len(_entries()) + 1}"


def write_codes(book: AnyValue) -> None:
    """Add the sheet: a filter over code, name and level, wider groups shaded."""
    sheet = book.add_worksheet(CODES)
    head = book.add_format(
        {"font_name": FONT, "font_size": 10, "bold": True, "font_color": "#FFFFFF"}
        | {"bg_color": "#1F4E79"}
    )
    plain = book.add_format({"font_name": FONT, "font_size": 10, "num_format": "@"})
    shaded = {
        level: book.add_format(
            {"font_name": FONT, "font_size": 10, "bold": True, "num_format": "@", "bg_color": shade}
        )
        for level, shade in _SHADES.items()
    }
    for position, (title, width) in enumerate(
        zip(("代码", "名称", "级别", "门类", "大类"), _WIDTHS, strict=True)
    ):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, title, head)
    for row, (level, code, name, section, division) in enumerate(_entries(), 1):
        words = (code, name, _LEVELS[level], section, division)
        for position, word in enumerate(words):
            sheet.write_string(row, position, word, shaded.get(level, plain))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(_entries()), len(_WIDTHS) - 1)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
