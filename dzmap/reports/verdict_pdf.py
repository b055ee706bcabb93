"""The PDF writer of 判定书: A4, one or two pages each, set by Typst."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from typing_extensions import override

from dzmap.reports.files import written_atomically
from dzmap.reports.fonts import report_fonts
from dzmap.reports.texts import printable_values
from dzmap.reports.verdict_drawings import figure_drawing, mark_drawings
from dzmap.reports.verdict_files import SheetFiles
from dzmap.reports.verdict_values import sheet_values
from dzmap.resources import resource_path
from dzmap.services.jobs import Progress, Silent
from dzmap.services.verdict_sheet import VerdictSheet


class VerdictPdfWriter(SheetFiles):
    """Writes 判定书 as PDF; the same sheets give the same bytes."""

    ending = "pdf"

    @override
    def write(
        self, sheets: Sequence[VerdictSheet], path: Path, *, progress: Progress | None = None
    ) -> None:
        document = verdict_pdf(sheets, progress=progress)
        with written_atomically(path) as temporary:
            temporary.write_bytes(document)


def verdict_pdf(sheets: Sequence[VerdictSheet], *, progress: Progress | None = None) -> bytes:
    """The sheets as the bytes of one PDF file; each counts its own pages."""
    import typst

    progress = progress or Silent()
    inputs = verdict_inputs(sheets, progress)
    progress.step("正在排版 PDF")
    day = sheets[0].as_of
    return typst.compile(
        str(resource_path("templates", "verdict.typ")),
        root=str(resource_path("templates")),
        font_paths=report_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )


def verdict_inputs(sheets: Sequence[VerdictSheet], progress: Progress) -> dict[str, str]:
    """What the template reads: the sheets as JSON, and each drawing under its name."""
    inputs = mark_drawings()
    listed = []
    for number, sheet in enumerate(sheets):
        progress.step(f"正在绘制“{sheet.name}”", number, len(sheets))
        figure = None
        if sheet.figure is not None:
            drawn = figure_drawing(sheet.figure, f"figure{number}")
            figure = drawn.values
            inputs |= drawn.drawings
        listed.append({**sheet_values(sheet), "figure": figure})
    first = sheets[0]
    created = first.as_of
    values = {
        "title": first.title if len(sheets) > 1 else f"{first.title} {first.number} {first.name}",
        "organisation": first.organisation,
        "created": [created.year, created.month, created.day],
        "sheets": listed,
    }
    return inputs | {"sheets": json.dumps(printable_values(values), ensure_ascii=False)}
