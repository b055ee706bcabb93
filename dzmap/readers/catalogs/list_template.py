"""The workbook in which an official writes a reference list: its entries on top, the items below."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any as AnyValue

from dzmap.readers.catalogs.code_sheet import code_source, write_codes
from dzmap.readers.catalogs.guide_sheet import GuideSheet
from dzmap.readers.catalogs.sheet_writer import BLANK_ROWS, FONT
from dzmap.readers.catalogs.template import HELP
from dzmap.readers.catalogs.workbook import new_book, save

_SHEET = "名录"
_ENTRIES = (
    ("名录名称*", "目录里引用的名称，如 两高项目名录", "两高项目名录（示例）"),
    ("版本", "不写是 1；名录更新后写 2、3，旧版可以留着", "1"),
    ("发布单位", "照文件写", "示例"),
    ("文号", "照文件写", ""),
    ("施行起", "如 2021-01-01；不写为一直有效", ""),
    ("施行止", "最后一天；不写为长期", ""),
    ("已录全", "写“是”：不在名录里的就不属于；写“否”：不在其中的按资料不足", "是"),
    ("来源", "从哪里抄来的", "示例，非正式名录"),
)
_COLUMNS = (
    ("行业代码", 16, "GB/T 4754-2017 代码，大类、中类、小类都可以；几个用“、”隔开，各成一条。"),
    ("产品", 40, "产品名称；同一产品的几个叫法用“、”隔开，如 聚氯乙烯、PVC。"),
    ("工艺", 40, "工艺或装备名称；同一工艺的几个叫法用“、”隔开。"),
    ("备注", 44, ""),
)
_ITEMS = (
    ("C2521", "", "", "炼焦"),
    ("C3011", "水泥熟料", "", "行业和产品都符合才算"),
    ("", "聚氯乙烯、PVC", "电石法", "产品和工艺都符合才算"),
)
_LINES = (
    "一个文件写一个名录。上面写名录的名称和版本，下面一行写一条。",
    "一条里写了行业、产品、工艺几项的，都符合才算在名录里；没写的不作限制。",
    "一格里的几个产品（或工艺）是同一样东西的不同叫法，符合一个就算。",
    "名称只有一部分相同的（如 农用尿素 和 尿素），程序不替人下结论，按资料不足提示人工核对。",
    "名录录全了，把“已录全”写成“是”；没录全的，只能证明谁在名录里，不能证明谁不在。",
    "写好后在程序里“导入”，导入为“引用名录”；或运行 dzmap import 项目.gpkg 文件 --layer lists。",
    "名称和版本都相同的，导入时整个替换旧的；名录有了新版，改写版本和施行日期，两版并存。",
)


def write_list_template(path: Path, *, filled: bool) -> None:
    """Write the workbook, empty or with an example.

    Raises:
        OSError: the file cannot be written.
    """
    book = new_book(path)
    _write_list(book, _ITEMS if filled else (), filled=filled)
    guide = GuideSheet(book, HELP)
    guide.title("引用名录填写说明")
    for line in _LINES:
        guide.line(line)
    write_codes(book)
    save(book)


def _write_list(book: AnyValue, items: Sequence[tuple[str, ...]], *, filled: bool) -> None:
    def style(**properties: AnyValue) -> AnyValue:
        return book.add_format({"font_name": FONT, "font_size": 10, **properties})

    sheet = book.add_worksheet(_SHEET)
    label = style(bold=True, bg_color="#D9E4F1", border=1, border_color="#FFFFFF")
    entry = style(num_format="@", bottom=1, bottom_color="#BFBFBF")
    hint = style(font_color="#7F7F7F", italic=True)
    head = style(bold=True, font_color="#FFFFFF", bg_color="#1F4E79", border=1)
    cell = style(num_format="@", text_wrap=True, valign="top")
    for position, (_, width, _hint) in enumerate(_COLUMNS):
        sheet.set_column(position, position, width, cell)
    for row, (name, help_text, example) in enumerate(_ENTRIES):
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 1, example if filled else "", entry)
        sheet.write_string(row, 2, f"（{help_text}）", hint)
    flag = [name for name, *_ in _ENTRIES].index("已录全")
    sheet.data_validation(flag, 1, flag, 1, {"validate": "list", "source": ["是", "否"]})
    header = len(_ENTRIES) + 1
    last = header + len(items) + BLANK_ROWS
    for position, (name, _, help_text) in enumerate(_COLUMNS):
        sheet.write_string(header, position, name, head)
        rule: dict[str, AnyValue] = {"validate": "any"}
        if position == 0:
            rule = {"validate": "list", "source": code_source(), "show_error": False}
        if help_text:
            rule |= {"input_title": name, "input_message": help_text}
            sheet.data_validation(header + 1, position, last, position, rule)
    for row, item in enumerate(items, header + 1):
        for position, text in enumerate(item):
            sheet.write_string(row, position, text, cell)
    sheet.freeze_panes(header + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.set_footer("&C第 &P 页，共 &N 页")
