"""The Word writer of 判定书: the same words as the PDF, to be edited and signed in Word or WPS."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from dzmap.reports import docx_parts as parts
from dzmap.reports.docx_parts import HEI, Look
from dzmap.reports.files import written_atomically
from dzmap.reports.verdict_docx_tables import (
    add_clauses,
    add_facts,
    add_opinion,
    add_place,
    add_signature,
    add_verdicts,
)
from dzmap.reports.verdict_files import SheetFiles
from dzmap.reports.verdict_fit import FRONT, WIDTH_MM, all_in_front, clauses_in_front, rest_sizes
from dzmap.reports.verdict_pictures import Pictures, pictures
from dzmap.reports.verdict_values import sheet_values
from dzmap.services.jobs import Progress, Silent
from dzmap.services.verdict_sheet import VerdictSheet

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph

_MARGINS_MM = {"left": 23.0, "right": 18.0, "top": 18.0, "bottom": 16.0}
_SMALL = Look(size=7.5, colour="4A5866")


class VerdictDocxWriter(SheetFiles):
    """Writes 判定书 for Word and WPS."""

    ending = "docx"

    @override
    def write(
        self, sheets: Sequence[VerdictSheet], path: Path, *, progress: Progress | None = None
    ) -> None:
        progress = progress or Silent()
        document = parts.new_document()
        for done, sheet in enumerate(sheets):
            progress.step(f"正在写“{sheet.name}”", done, len(sheets))
            _SheetInWord(document, sheet, pictures()).add(first=done == 0, alone=len(sheets) == 1)
        _describe(document, sheets[0])
        with written_atomically(path) as temporary:
            document.save(str(temporary))


def _describe(document: "Document", sheet: VerdictSheet) -> None:
    properties = document.core_properties
    day = datetime(sheet.as_of.year, sheet.as_of.month, sheet.as_of.day)  # noqa: DTZ001 - a day
    properties.title = f"{sheet.title} {sheet.number}"[:250]
    properties.author = sheet.organisation[:250]
    properties.comments = ""
    properties.created = properties.modified = day


class _SheetInWord:
    """Writes one sheet at the end of a document, in a section of its own."""

    def __init__(self, document: "Document", sheet: VerdictSheet, pictures: Pictures) -> None:
        self._document = document
        self._sheet = sheet
        self._values = sheet_values(sheet)
        self._pictures = pictures
        self._own = pictures.of_sheet(sheet)

    def add(self, *, first: bool, alone: bool) -> None:
        """Everything on the sheet; ``alone``: the document has no other."""
        sheet = self._sheet
        section = self._document.sections[0] if first else self._document.add_section()
        figure_mm = self._own.figure.height_mm if self._own.figure else 0.0
        whole = all_in_front(sheet, figure_mm)
        shown = len(sheet.clauses) if whole else clauses_in_front(sheet, figure_mm)
        more = not whole and (shown < len(sheet.clauses) or bool(sheet.others))
        self._lay_out(section)
        self._add_header(section)
        self._add_footer(section, "NUMPAGES" if alone else "SECTIONPAGES", "2" if more else "1")
        self._add_front(shown, others=whole)
        if more:
            self._add_rest(shown)

    # -- the page ----------------------------------------------------------------------------

    @staticmethod
    def _lay_out(section: "Section") -> None:
        from docx.shared import Mm

        section.page_width, section.page_height = Mm(210), Mm(297)
        for side, width in _MARGINS_MM.items():
            setattr(section, f"{side}_margin", Mm(width))
        section.header_distance, section.footer_distance = Mm(9), Mm(8)
        parts.number_pages(section)

    def _add_header(self, section: "Section") -> None:
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        line = parts.line_across(section.header.paragraphs[0], WIDTH_MM)
        parts.write(line, f"编号：{self._sheet.number}\t", Look(size=9))
        sample = "示例数据　" if self._sheet.sample else ""
        secret = Look(size=9, bold=True, font=HEI)
        parts.write(line, f"{sample}{self._sheet.classification}", secret)
        if self._sheet.sample:
            parts.behind_text(parts.draw(line, self._pictures.watermark))

    def _add_footer(self, section: "Section", total: str, guess: str) -> None:
        line = parts.line_across(section.footer.paragraphs[0], WIDTH_MM)
        look = Look(size=8.5, colour="4A5866")
        parts.write(line, f"{self._sheet.footer}\t第 ", look)
        parts.write_field(line, "PAGE", "1", look)
        parts.write(line, " 页　共 ", look)
        parts.write_field(line, total, guess, look)
        parts.write(line, " 页", look)

    # -- what is signed ----------------------------------------------------------------------

    def _add_front(self, shown: int, *, others: bool) -> None:
        values, sheet = self._values, self._sheet
        title = parts.aligned(parts.lined(self._document.add_paragraph(), 28, after=3), "center")
        parts.write(title, sheet.title, Look(size=22, bold=True))
        line = parts.aligned(parts.lined(self._document.add_paragraph(), 13, after=4), "center")
        words = f"判定日：{values['as_of']}　　适用：{sheet.applies}"
        parts.write(line, words, Look(size=9.5))
        add_facts(self._document, sheet, others=others)
        self._gap()
        add_verdicts(self._document, sheet, self._values["verdicts"], self._pictures)
        self._heading(f"一、{sheet.clause_heading}")
        if shown:
            add_clauses(self._document, sheet.clauses[:shown], FRONT, self._pictures, self._own)
        self._add_clause_note(len(sheet.clauses) - shown)
        self._heading("二、空间核查")
        add_place(self._document, sheet, self._own.figure)
        self._heading("三、依据与说明")
        for words in sheet.basis:
            parts.write(parts.lined(self._document.add_paragraph(), 11), words, Look(size=8))
        self._heading("四、审查意见")
        add_opinion(self._document, values["changed"], values["reason"])
        self._gap()
        add_signature(self._document, sheet.organisation)

    def _add_rest(self, shown: int) -> None:
        sheet = self._sheet
        heading = self._heading("申报的其他资料" if sheet.others else "一、条款核查（续）")
        heading.paragraph_format.page_break_before = True
        if sheet.others:
            parts.write(
                parts.lined(self._document.add_paragraph(), 12), sheet.others, Look(size=8.5)
            )
        if shown < len(sheet.clauses):
            if sheet.others:
                self._heading("一、条款核查（续）")
            sizes = rest_sizes(sheet, shown)
            add_clauses(self._document, sheet.clauses[shown:], sizes, self._pictures, self._own)

    def _heading(self, words: str) -> "Paragraph":
        line = parts.lined(self._document.add_paragraph(), 16, before=5, after=2)
        line.paragraph_format.keep_with_next = True
        parts.write(line, words, Look(size=11, bold=True, font=HEI))
        return line

    def _gap(self) -> None:
        """A thin empty line: tables that touch would become one."""
        parts.lined(self._document.add_paragraph(), 5)

    def _add_clause_note(self, rest: int) -> None:
        more = f"其余 {rest} 条见下页。" if rest else ""
        if self._sheet.clause_note or more:
            line = parts.lined(self._document.add_paragraph(), 10, before=2)
            parts.write(line, f"{self._sheet.clause_note}{more}", _SMALL)
