"""How many clauses fit on the first page of a 判定书 in Word, whose lines cannot be measured.

Lines have exact heights there, so that widths of letters tell how high everything comes out.
"""

import math
from dataclasses import dataclass

from dzmap.reports.fonts import text_width_em
from dzmap.reports.texts import printable
from dzmap.services.verdict_sheet import SheetClause, VerdictSheet

WIDTH_MM = 169.0
"""Width of the text."""
HEIGHT_MM = 263.0
CLAUSE_WIDTHS_MM = (9.0, 26.0, 49.0, 20.0, 21.0, 22.0, 22.0)
"""Columns of the clause table: 序, 条款, 要求, 实测, 实测对阈值, 差距, 结果."""
SPAN_MM = sum(CLAUSE_WIDTHS_MM[2:6])


@dataclass(frozen=True)
class RowSizes:
    """Sizes of letters and heights of lines in a table, in points."""

    size: float
    note: float
    line: float
    note_line: float


FRONT, SMALL = RowSizes(9.0, 7.5, 12.5, 10.0), RowSizes(8.0, 7.0, 10.5, 9.0)
"""The clauses of the first page, and its spatial table."""
_REST = (SMALL, RowSizes(7.5, 6.5, 9.5, 8.0), RowSizes(7.0, 6.0, 8.8, 7.5))

_PT_PER_MM = 72 / 25.4
_PADDING_PT = 2.6
_FIXED_PT = 31.0 + 17.0 + 5.0 + 5.0 + 4 * 23.0 + 57.0 + 42.0
"""Title, day, gaps, headings, opinion box, signatures."""
_SAFETY_PT, _REST_SAFETY_PT = 14.0, 40.0
_LEAST = 1


def lines(words: str, size_pt: float, width_mm: float) -> int:
    """How many lines words take in a column without its padding."""
    width_em = (width_mm - 2.6) * _PT_PER_MM / size_pt
    return max(math.ceil(text_width_em(printable(words)) / width_em), 1) if words else 0


def all_in_front(sheet: VerdictSheet, figure_mm: float) -> bool:
    """Whether all clauses and the other facts stand before the signature, so that nothing follows."""
    others = lines(sheet.others, 8.0, WIDTH_MM - 21.0) * 11.0 + _PADDING_PT
    clauses = sum(clause_height_pt(clause, FRONT) for clause in sheet.clauses)
    return others + clauses <= _room_pt(sheet, figure_mm)


def _room_pt(sheet: VerdictSheet, figure_mm: float) -> float:
    fixed = _FIXED_PT + _SAFETY_PT + _without_clauses(sheet, figure_mm)
    return HEIGHT_MM * _PT_PER_MM - fixed


def clauses_in_front(sheet: VerdictSheet, figure_mm: float) -> int:
    """How many clauses stand before the signature; one at least, if there is any.

    Args:
        sheet: What is printed.
        figure_mm: How high its figure comes out; 0 without one.
    """
    room = _room_pt(sheet, figure_mm)
    shown = 0
    for clause in sheet.clauses:
        room -= clause_height_pt(clause, FRONT)
        if room < 0:
            break
        shown += 1
    return max(shown, min(_LEAST, len(sheet.clauses)))


def rest_sizes(sheet: VerdictSheet, shown: int) -> RowSizes:
    """The largest sizes with which the clauses behind the first page fit on one more."""
    room = HEIGHT_MM * _PT_PER_MM - _REST_SAFETY_PT - 2 * 23.0 - FRONT.line - _PADDING_PT
    room -= lines(sheet.others, 8.5, WIDTH_MM) * 12.0
    for sizes in _REST:
        if sum(clause_height_pt(one, sizes) for one in sheet.clauses[shown:]) <= room:
            return sizes
    return _REST[-1]


def clause_height_pt(clause: SheetClause, sizes: RowSizes) -> float:
    """The height of a row of the clause table."""
    width = CLAUSE_WIDTHS_MM[2] if clause.numeric else SPAN_MM
    if clause.numeric:
        demand = lines(clause.requirement, sizes.size, width) * sizes.line
        demand += lines(clause.note, sizes.note, width) * sizes.note_line
    else:
        words = lines(f"{clause.requirement}　{clause.note}", sizes.size, width)
        demand = words * sizes.line
    number = lines(clause.number, sizes.size, CLAUSE_WIDTHS_MM[1]) * sizes.line
    return max(demand, number) + _PADDING_PT


def _without_clauses(sheet: VerdictSheet, figure_mm: float) -> float:
    facts = sum(
        max(lines(one.value, 9.5, 60.0) for one in pair) * 13.5 + _PADDING_PT
        for pair in zip(sheet.facts[::2], sheet.facts[1::2], strict=False)
    )
    box = 20.0 + 14.0 * (lines(sheet.remedy, 10.0, 100.0) + lines(sheet.qualifier, 8.5, 100.0))
    changed = sheet.override
    if changed is not None:
        box += 62.0 + 14.0 * lines(changed.reason, 10.0, 100.0)
    note = lines(sheet.clause_note + "其余 00 条见下页。", 7.5, WIDTH_MM) * 10.0 + 2.0
    basis = sum(lines(words, 8.0, WIDTH_MM) for words in sheet.basis) * 11.0
    table_head = FRONT.line + _PADDING_PT
    return facts + box + note + basis + table_head + _place_height_pt(sheet, figure_mm)


def _place_height_pt(sheet: VerdictSheet, figure_mm: float) -> float:
    rows = sum(
        SMALL.line + _PADDING_PT + (SMALL.note_line if one.note or one.detail else 0.0)
        for one in sheet.findings
    )
    table = rows + SMALL.line + _PADDING_PT
    return max(figure_mm * _PT_PER_MM + 6.0, table)
