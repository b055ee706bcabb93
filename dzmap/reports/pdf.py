"""The PDF writer: map sheets on A3, text and tables on A4, set by Typst."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typing_extensions import override

from dzmap.core.verdicts import Verdict
from dzmap.reports.files import written_atomically
from dzmap.reports.fonts import report_fonts
from dzmap.reports.ground import Ground
from dzmap.reports.legend import mark_svg
from dzmap.reports.printed import compiled_on
from dzmap.reports.sheet import badges, sheet_data
from dzmap.reports.tables import LANDSCAPE_MM, PORTRAIT_MM, is_wide, table_data
from dzmap.reports.texts import printable_values
from dzmap.resources import resource_path
from dzmap.services import symbology
from dzmap.services.jobs import Progress, Silent
from dzmap.services.ports import ReportWriter
from dzmap.services.report_model import Report


class PdfWriter(ReportWriter):
    """Writes a report as PDF; the same report gives the same bytes."""

    @override
    def write(self, report: Report, path: Path, *, progress: Progress | None = None) -> None:
        document = pdf_bytes(report, progress=progress)
        with written_atomically(path) as temporary:
            temporary.write_bytes(document)


def pdf_bytes(report: Report, *, progress: Progress | None = None) -> bytes:
    """The report as the bytes of a PDF file."""
    import typst

    progress = progress or Silent()
    inputs = report_inputs(report, progress)
    progress.step("正在排版 PDF")
    created = compiled_on(report)
    moment = datetime(created.year, created.month, created.day, tzinfo=UTC) if created else 0
    return typst.compile(
        str(resource_path("templates", "report.typ")),
        root=str(resource_path("templates")),
        font_paths=report_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        timestamp=moment,
    )


def report_inputs(report: Report, progress: Progress) -> dict[str, str]:
    """What the template reads: the report as JSON, and each drawing under its name."""
    inputs = {f"mark-{verdict.token}": _mark(verdict) for verdict in Verdict}
    sheets, ground = [], Ground()
    for number, sheet in enumerate(report.sheets, start=1):
        progress.step(f"正在绘制图幅“{sheet.title}”", number - 1, len(report.sheets))
        data = sheet_data(report, sheet, number, ground)
        sheets.append(data.values)
        inputs |= data.drawings
    created = compiled_on(report)
    values = {
        "title": report.title,
        "subtitle": report.subtitle,
        "organisation": report.organisation,
        "classification": report.classification,
        "created": [created.year, created.month, created.day] if created else None,
        "badges": badges(report),
        "footer": _footer(report),
        "sheets": sheets,
        "pages": _pages(report),
        "sources": list(report.sources),
    }
    return inputs | {"report": json.dumps(printable_values(values), ensure_ascii=False)}


def _mark(verdict: Verdict) -> str:
    symbol = symbology.verdict(verdict)
    return mark_svg(symbol.mark, symbol)


def _footer(report: Report) -> str:
    parts = (
        report.organisation,
        f"编制日期 {report.date}" if report.date else "",
        f"资料截止 {report.data_date}" if report.data_date else "",
    )
    return "　".join(part for part in parts if part)


def _pages(report: Report) -> list[dict[str, Any]]:
    """Runs of sections that share a page direction; wide tables turn theirs to landscape."""
    groups: list[dict[str, Any]] = []
    number = 0
    for section in report.sections:
        flipped = any(is_wide(table) for table in section.tables)
        width = LANDSCAPE_MM if flipped else PORTRAIT_MM
        tables = []
        for table in section.tables:
            number += 1
            tables.append(table_data(table, f"表 {number}", width))
        values = {
            "title": section.title,
            "paragraphs": list(section.paragraphs),
            "figures": [vars(figure) for figure in section.figures],
            "tables": tables,
        }
        if groups and groups[-1]["flipped"] == flipped:
            groups[-1]["sections"].append(values)
        else:
            groups.append({"flipped": flipped, "sections": [values]})
    return groups
