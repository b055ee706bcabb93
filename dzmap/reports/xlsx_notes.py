"""The 说明 sheet of a workbook: what the report is, what it rests on, what was not checked."""

from collections.abc import Iterator, Sequence
from typing import Any

from dzmap.reports.xlsx_cells import CellFormats, clean_text
from dzmap.services.report_model import Report, ReportTable

_NAME_WIDTH, _TEXT_WIDTH = 18, 100


def write_notes(
    sheet: Any,
    report: Report,
    tables: Sequence[tuple[str, ReportTable]],
    formats: CellFormats,
) -> None:
    """Fill ``sheet``; ``tables`` are the sheets of the workbook by name."""
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    name_format = formats.named("note-name", bold=True, valign="top", text_wrap=True)
    text_format = formats.named("note-text", valign="top", text_wrap=True)
    sheet.write_string(
        0, 0, clean_text(report.title), formats.named("note-title", bold=True, font_size=14)
    )
    for row, (name, text) in enumerate(_lines(report, tables), start=1):
        sheet.write_string(row, 0, clean_text(name), name_format)
        sheet.write_string(row, 1, clean_text(text), text_format)


def _lines(report: Report, tables: Sequence[tuple[str, ReportTable]]) -> Iterator[tuple[str, str]]:
    known = (
        ("", report.subtitle),
        ("密级", report.classification),
        ("示例数据", "本表含示例数据，数字不代表实际情况。" if report.sample else ""),
        ("示意边界", "图形为示意，不作审批依据。" if report.schematic else ""),
        ("编制单位", report.organisation),
        ("编制日期", report.date),
        ("资料截止", report.data_date),
        *report.properties.items(),
    )
    yield from ((name, text) for name, text in known if text)
    for section in report.sections:
        for figure in section.figures:
            note = f"（{figure.note}）" if figure.note else ""
            yield figure.caption, f"{figure.value} {figure.unit}{note}"
        yield from (
            (section.title if number == 0 else "", words)
            for number, words in enumerate(section.paragraphs)
        )
    yield from ((f"工作表 {name}", f"{table.title}。{table.note}") for name, table in tables)
    yield from (
        ("资料来源" if number == 0 else "", words) for number, words in enumerate(report.sources)
    )
