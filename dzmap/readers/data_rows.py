"""From the sheets of a file to the columns of one table: which sheet, which rows."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dzmap.core.problems import BadInputError
from dzmap.core.quantities import half_width
from dzmap.readers.cells import CellColumn
from dzmap.readers.fields import Field
from dzmap.readers.findings import Findings
from dzmap.readers.headers import FieldMatcher, HeaderBand, Match, find_header
from dzmap.readers.labels import (
    is_skippable,
    normalise,
    plain,
    table_units,
    title_year,
    unit_family,
)
from dzmap.readers.sheets import Book, Cell, Sheet

_TOTALS = re.compile(r"(?:总计|合计|小计|共计|累计|平均|平均值|均值|全市合计|全县合计)(?:\(.*\))?")
_REMARKS = re.compile(
    r"(?:注|备注|说明|附注|填表说明|填报说明|填表人|填报人|制表人?|审核人?|单位负责人|联系人|联系电话|"
    r"数据来源|资料来源|统计时间|填报单位|填报日期|审批人)(?:\d{0,2}[:.]|$)"
)
_COUNTING = ("甲", "乙", "丙", "丁", "戊", "己")
_MONEY_LAND_ENERGY = frozenset({"万元", "亩", "吨标煤"})


@dataclass(frozen=True, kw_only=True)
class DataTable:
    """The data of one sheet by column. ``rows`` are Excel's row numbers of the data rows.

    ``year`` is the year that the sheet's name or title states, None if none does.
    """

    sheet: str
    rows: list[int]
    columns: list[tuple[Match, CellColumn]]
    year: int | None
    mapping: dict[str, str]

    def column(self, name: str) -> CellColumn | None:
        """The (first) column of a field, None if the file has none."""
        for match, column in self.columns:
            if match.field.name == name:
                return column
        return None


def data_table(book: Book, fields: Sequence[Field], noun: str, findings: Findings) -> DataTable:
    """The best sheet of a book, its header understood and its data rows picked out.

    Args:
        book: The opened file.
        fields: What the columns can mean.
        noun: What the table lists (企业, 项目 …), for messages.
        findings: Told which sheet was read, which columns and rows were left out.

    Raises:
        BadInputError: no header, a required column missing, or no data row.
    """
    matcher = FieldMatcher(fields)
    bands = [(sheet, find_header(sheet.rows, matcher, sheet.merged)) for sheet in book.sheets]
    usable = [
        (sheet, band) for sheet, band in bands if band is not None and _is_header(band, fields)
    ]
    if not usable:
        raise _no_header(book, fields, noun)
    sheet, band = max(usable, key=lambda pair: (pair[1].score, len(pair[0].rows)))
    findings.sheet = sheet.name
    _note_sheets(book, sheet, [other for other, _ in usable if other is not sheet], findings)
    _require_columns(book, sheet, band, fields, noun)
    note_columns(band, findings)
    positions = _data_positions(sheet, band, findings)
    if not sheet.name:
        _refuse_wide_rows(sheet, band, positions, findings)
    if not positions:
        raise BadInputError(
            "只有表头，没有数据",
            file=book.file,
            reason=f"表头在第 {sheet.number(band.bottom)} 行，下面没有数据行",
            remedy="填入数据后再导入。",
        )
    return _columns(sheet, band, positions, findings)


def _is_header(band: HeaderBand, fields: Sequence[Field]) -> bool:
    required = {field.name for field in fields if field.required}
    return bool(band.fields & required) or len(band.matches) > 1


def _no_header(book: Book, fields: Sequence[Field], noun: str) -> BadInputError:
    first = book.sheets[0].rows
    seen = next((row for row in first if sum(bool(plain(cell)) for cell in row) > 1), first[0])
    words = "、".join(text for cell in seen if (text := plain(cell)))[:120]
    return BadInputError(
        "找不到表头",
        file=book.file,
        reason=f"前 20 行里没有认得的列名；看到的是：{words}",
        remedy=f"{noun}表至少要有这些列：{_needed(fields)}。",
    )


def _needed(fields: Sequence[Field]) -> str:
    return "、".join(field.zh for field in fields if field.required)


def _require_columns(
    book: Book, sheet: Sheet, band: HeaderBand, fields: Sequence[Field], noun: str
) -> None:
    missing = [field for field in fields if field.required and field.name not in band.fields]
    if not missing:
        return
    seen = "、".join(dict.fromkeys(label.raw for label in band.labels if label.raw))
    where = f"工作表“{sheet.name}”" if sheet.name else "表头在"
    raise BadInputError(
        "缺少必需的列",
        file=book.file,
        reason=(
            f"没有“{'”“'.join(field.zh for field in missing)}”；"
            f"{where}第 {sheet.number(band.bottom)} 行的列是：{seen}"
        ),
        remedy=(
            f"{noun}表至少要有这些列：{_needed(fields)}。补上后再导入；"
            f"{missing[0].zh}也可以写作：{'、'.join(missing[0].aliases[:5])}。"
        ),
    )


def _note_sheets(book: Book, chosen: Sheet, others: Sequence[Sheet], findings: Findings) -> None:
    if len(book.sheets) > 1:
        names = "、".join(f"“{sheet.name}”" for sheet in others)
        also = f"；另有{names}也像数据表，没有读取" if names else ""
        findings.warn(
            f"文件有 {len(book.sheets)} 个工作表，读取了“{chosen.name}”{also}。",
            "其余工作表需要时，分别另存为文件再导入。" if names else "",
        )


def note_columns(band: HeaderBand, findings: Findings) -> None:
    """Say which columns were left out, and which lost against another one."""
    taken = {match.position for match in band.matches}
    losers = {loser.position for _, loser in band.rivals}
    unused = [
        label.raw
        for position, label in enumerate(band.labels)
        if position not in taken | losers and not is_skippable(label)
    ]
    if unused:
        findings.warn(
            f"有 {len(unused)} 列没有对应，未导入：{'、'.join(unused)}。", "需要时改用标准列名。"
        )
    for winner, loser in band.rivals:
        findings.warn(
            f"“{winner.label.raw}”和“{loser.label.raw}”都像“{winner.field.zh}”，用了前一个。",
            "如果不对，改列名或删去一列。",
            column=loser.label.raw,
        )


def _data_positions(sheet: Sheet, band: HeaderBand, findings: Findings) -> list[int]:
    positions, passed = [], []
    header = {normalise(label.raw) for label in band.labels if label.text}
    for position in range(band.bottom + 1, len(sheet.rows)):
        row = sheet.rows[position]
        lead = next((cell for cell in row if cell != "" and str(cell).strip()), None)
        if lead is None:
            continue
        # Rows that begin like data need no closer look: there may be a hundred thousand.
        if len(str(lead)) < 60 and _is_no_data(row, plain(lead), header):
            passed.append(sheet.number(position))
        else:
            positions.append(position)
    if passed:
        numbers = "、".join(map(str, passed[:10])) + (" 等" if len(passed) > 10 else "")
        findings.fixed(
            f"第 {numbers} 行是合计、注释或重复的表头，共 {len(passed)} 行，已跳过。", row=passed[0]
        )
    return positions


def _refuse_wide_rows(
    sheet: Sheet, band: HeaderBand, positions: Sequence[int], findings: Findings
) -> None:
    """In a text table a row longer than the header has a separator inside a cell: all is shifted."""
    width = len(sheet.rows[band.bottom])
    for position in positions:
        more = sum(bool(plain(cell)) for cell in sheet.rows[position][width:])
        if more:
            findings.error(
                f"比表头多出 {more} 格，像是内容里的分隔符把一格分成了两格。",
                "把含有逗号等分隔符的内容用双引号括起来，或另存为 .xlsx 后再导入。",
                row=sheet.number(position),
            )


def _is_no_data(row: Sequence[Cell], lead: str, header: set[str]) -> bool:
    """Whether a row is a total, a remark, a repeated header or numbers the columns."""
    start = re.sub(r"\s", "", half_width(lead))
    if _REMARKS.match(start) or _TOTALS.fullmatch(start):
        return True
    given = (text for cell in row if cell != "" and (text := plain(cell)))
    second = next(itertools.islice(given, 1, None), "")
    if _TOTALS.fullmatch(re.sub(r"\s", "", half_width(second))):
        return True
    if normalise(lead) in header:
        return bool(second) and {normalise(cell) for cell in row if plain(cell)} <= header
    return start.strip("()") in {"1", "甲"} and _is_counting(row)


def _is_counting(row: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns, as in 甲 乙 1 2 3."""
    words = [text.strip("()（） ") for cell in row if (text := plain(cell))]
    letters = [word for word in words if word in _COUNTING]
    digits = words[len(letters) :]
    return (
        len(words) > 2
        and words[: len(letters)] == letters
        and digits == [str(number + 1) for number in range(len(digits))]
    )


def _columns(sheet: Sheet, band: HeaderBand, positions: list[int], findings: Findings) -> DataTable:
    above = sheet.rows[: band.top]
    units = table_units([*above, *sheet.rows[positions[-1] + 1 :]])
    sheet.fill_merged_down(band.bottom + 1)
    rows = [sheet.number(position) for position in positions]
    columns = []
    assumed: list[str] = []
    for match in band.matches:
        unit = match.label.unit or units.get(unit_family(match.field.unit), "")
        if not unit and match.field.unit in _MONEY_LAND_ENERGY:
            assumed.append(f"{match.label.raw}（{match.field.unit}）")
        values = [_cell(sheet.rows[position], match.position) for position in positions]
        columns.append(
            (
                match,
                CellColumn(
                    header=match.label.raw, field=match.field, unit=unit, cells=values, rows=rows
                ),
            )
        )
    if assumed:
        findings.warn(f"这些列没有写单位，按括号里的单位读取：{'、'.join(assumed)}。", "核对单位。")
    return DataTable(
        sheet=sheet.name,
        rows=rows,
        columns=columns,
        year=title_year([[f"{sheet.name}年" if sheet.name.isdigit() else sheet.name], *above]),
        mapping={match.label.raw: match.field.name for match in band.matches},
    )


def _cell(row: Sequence[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else ""
