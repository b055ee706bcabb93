"""The tables of a 判定书 in Word: facts, verdict, clauses, place, opinion, signature."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dzmap.reports import docx_parts as parts
from dzmap.reports.docx_parts import HEI, Look, Picture
from dzmap.reports.verdict_fit import CLAUSE_WIDTHS_MM, FRONT, SMALL, WIDTH_MM, RowSizes
from dzmap.reports.verdict_pictures import FIGURE_WIDTH_MM, Pictures, SheetPictures
from dzmap.resources import design_tokens
from dzmap.services.verdict_sheet import PlaceFinding, SheetClause, VerdictSheet

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell, _Row

_HEAD = "E8EDF2"
_QUIET = "4A5866"
_CAPTION = Look(size=9, font=HEI)
_HEAD_LOOK = Look(size=9, bold=True, font=HEI)
_NOTE = Look(size=7.5, colour=_QUIET)
_COLUMNS = ("序", "条款", "要求", "实测", "实测对阈值", "差距", "结果")
_TONES = {"hit": "A61B14", "open": _QUIET}


def add_facts(document: "Document", sheet: VerdictSheet, *, others: bool) -> None:
    """The facts in two columns of pairs; with ``others`` the rest in a row of its own."""
    rows, more = (len(sheet.facts) + 1) // 2, bool(others and sheet.others)
    table = parts.grid_table(document, rows + more, (21.0, 67.0, 21.0, 60.0))
    for position, fact in enumerate(sheet.facts):
        row, side = divmod(position, 2)
        _add_caption(table.cell(row, 2 * side), fact.caption)
        words = fact.value if fact.known else f"（{fact.value}）"
        look = Look(size=9.5, colour="" if fact.known else _QUIET)
        parts.write(parts.first_line(table.cell(row, 2 * side + 1), 13.5), words, look)
    if more:
        _add_caption(table.cell(rows, 0), "其他资料")
        line = parts.first_line(_merged(table.cell(rows, 1), table.cell(rows, 3)), 11)
        parts.write(line, sheet.others, Look(size=8))


def _add_caption(cell: "_Cell", words: str) -> None:
    parts.shade(cell, _HEAD)
    parts.write(parts.first_line(cell, 13.5, "center"), words, _CAPTION)


def add_verdicts(
    document: "Document",
    sheet: VerdictSheet,
    boxes: Sequence[Mapping[str, Any]],
    pictures: Pictures,
) -> None:
    """The machine's verdict in a box, and below it what a person decided instead."""
    verdicts = [sheet.verdict, sheet.signed_verdict]
    for position, (box, verdict) in enumerate(zip(boxes, verdicts, strict=False)):
        if position:
            parts.lined(document.add_paragraph(), 4)
        last = position == len(boxes) - 1
        table = parts.grid_table(document, 1, (62.0, WIDTH_MM - 62.0))
        parts.border(table, box["ink"], 16 if last else 8)
        left, right = table.rows[0].cells
        for cell in (left, right):
            parts.shade(cell, box["ground"])
        line = parts.first_line(left, 30 if last else 22, "center")
        parts.draw(line, pictures.of_verdict(verdict, 8 if last else 5.5))
        word = Look(size=20 if last else 13, bold=True, colour=box["ink"], font=HEI)
        parts.write(line, f" {box['word']}", word)
        if box["tag"]:
            parts.write(parts.next_line(left, 11, "center"), box["tag"], _NOTE)
        lead = parts.first_line(right, 16)
        parts.write(lead, box["lead"], Look(size=10.5, bold=True, font=HEI))
        for words in box["lines"]:
            parts.write(parts.next_line(right, 14), words, Look(size=10, font=HEI))
        for words in box["notes"]:
            parts.write(parts.next_line(right, 12), words, Look(size=8.5, colour=_QUIET, font=HEI))


def add_clauses(
    document: "Document",
    clauses: Sequence[SheetClause],
    sizes: RowSizes,
    pictures: Pictures,
    own: SheetPictures,
) -> None:
    """Rows of the clause table; what measures nothing has its words across the numbers."""
    table = parts.grid_table(document, len(clauses) + 1, CLAUSE_WIDTHS_MM)
    _add_head(table, _COLUMNS)
    parts.repeat_head(table)
    for row, clause in zip(list(table.rows)[1:], clauses, strict=True):
        if clause.numeric:
            _add_measured(row, clause, sizes, own.bars.get(clause.order))
        else:
            _add_said(row, clause, sizes)
        _add_result(row, clause, sizes, pictures)


def _add_head(table: "Table", titles: Sequence[str]) -> None:
    for cell, title in zip(table.rows[0].cells[-len(titles) :], titles, strict=True):
        parts.shade(cell, _HEAD)
        parts.write(parts.first_line(cell, FRONT.line, "center"), title, _HEAD_LOOK)


def _add_measured(row: "_Row", clause: SheetClause, sizes: RowSizes, bar: Picture | None) -> None:
    demand, measured, limit, gap = row.cells[2:6]
    plain, bold = Look(size=sizes.size), Look(size=sizes.size, bold=clause.decisive)
    parts.write(parts.first_line(demand, sizes.line), clause.requirement, bold)
    if clause.note:
        note = Look(size=sizes.note, colour=_QUIET)
        parts.write(parts.next_line(demand, sizes.note_line), clause.note, note)
    parts.write(parts.first_line(measured, sizes.line, "right"), clause.measured, plain)
    line = parts.first_line(limit, sizes.line, "center")
    if bar is not None:
        parts.draw(line, bar)
    parts.write(parts.first_line(gap, sizes.line, "right"), clause.gap, bold)


def _add_said(row: "_Row", clause: SheetClause, sizes: RowSizes) -> None:
    demand = _merged(row.cells[2], row.cells[5])
    line = parts.first_line(demand, sizes.line)
    parts.write(line, clause.requirement, Look(size=sizes.size, bold=clause.decisive))
    if clause.note:
        parts.write(line, f"　{clause.note}", Look(size=sizes.note, colour=_QUIET))


def _add_result(row: "_Row", clause: SheetClause, sizes: RowSizes, pictures: Pictures) -> None:
    order, number, *_, result = row.cells
    plain = Look(size=sizes.size)
    parts.write(parts.first_line(order, sizes.line, "center"), str(clause.order), plain)
    parts.write(parts.first_line(number, sizes.line), clause.number, plain)
    line = parts.first_line(result, sizes.line)
    parts.draw(line, pictures.of_state(clause.state, 2.8))
    ink = design_tokens()["clause_result"][clause.state.value]["color"]
    look = Look(size=sizes.size, bold=clause.decisive, colour=ink, font=HEI)
    parts.write(line, f" {clause.state.zh}", look)


def _merged(first: "_Cell", last: "_Cell") -> "_Cell":
    """Two cells and what lies between them as one with a single empty paragraph."""
    cell: _Cell = first.merge(last)
    for empty in cell.paragraphs[1:]:
        empty._element.getparent().remove(empty._element)
    return cell


def add_place(document: "Document", sheet: VerdictSheet, figure: Picture | None) -> None:
    """The figure with the spatial table beside it; without a place, why there is no figure."""
    left = FIGURE_WIDTH_MM + 2.6 if figure is not None else WIDTH_MM - 78.0
    item = (WIDTH_MM - left) * 0.48
    table = parts.grid_table(
        document, len(sheet.findings) + 1, (left, item, WIDTH_MM - left - item)
    )
    spot = _merged(table.cell(0, 0), table.cell(len(sheet.findings), 0))
    if figure is None:
        parts.write(parts.first_line(spot, 14), "未作图", Look(size=10, bold=True, font=HEI))
        parts.write(parts.next_line(spot, 13), sheet.figure_note, Look(font=HEI))
    else:
        line = parts.aligned(spot.paragraphs[0], "center")
        line.paragraph_format.space_after = 0
        parts.draw(line, figure)
    _add_head(table, ("核查项", "结果"))
    for position, finding in enumerate(sheet.findings, start=1):
        _add_finding(table, position, finding)


def _add_finding(table: "Table", position: int, finding: PlaceFinding) -> None:
    name, result = table.cell(position, 1), table.cell(position, 2)
    note = Look(size=SMALL.note, colour=_QUIET)
    parts.write(parts.first_line(name, SMALL.line), finding.item, Look(size=SMALL.size))
    if finding.note:
        parts.write(parts.next_line(name, SMALL.note_line), finding.note, note)
    colour = _TONES.get(finding.tone, "")
    look = Look(size=SMALL.size, bold=finding.tone == "hit", colour=colour)
    parts.write(parts.first_line(result, SMALL.line, "right"), finding.result, look)
    if finding.detail:
        parts.write(parts.next_line(result, SMALL.note_line, "right"), finding.detail, note)


def add_opinion(document: "Document", changed: str, reason: str) -> None:
    """The box in which an official agrees or decides otherwise."""
    from docx.shared import Pt

    table = parts.grid_table(document, 1, (WIDTH_MM,))
    table.rows[0].height = Pt(54)
    cell = table.cell(0, 0)
    line = parts.lined(cell.paragraphs[0], 14)
    box = "☑" if changed else "□"
    words = f"□ 同意判定结论　　　　{box} 改判为：{changed or '＿＿＿＿＿＿＿＿'}"
    parts.write(line, words, Look(size=9.5))
    parts.write(parts.lined(cell.add_paragraph(), 14), f"理由：{reason}", Look(size=9.5))


def add_signature(document: "Document", organisation: str) -> None:
    """Who signs, the seal, the day."""
    table = parts.grid_table(document, 2, (WIDTH_MM / 2, WIDTH_MM / 2), bordered=False)
    seal = f"{organisation}　（单位盖章）" if organisation else "（单位盖章）"
    blank = "＿＿＿＿＿＿＿＿"
    for row, (left, right) in enumerate(
        ((f"审查人：{blank}", seal), (f"复核人：{blank}", "年　　月　　日"))
    ):
        parts.write(parts.first_line(table.cell(row, 0), 19), left, Look(size=10.5))
        parts.write(parts.first_line(table.cell(row, 1), 19, "right"), right, Look(size=10.5))
