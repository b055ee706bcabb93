"""The one-file HTML report: text, tables and a map to move in, with nothing outside the file."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from typing_extensions import override

from dzmap.mapping.bundle import bundle
from dzmap.mapping.offline_data import OfflineData
from dzmap.mapping.report_html import PrintTable, after_map, before_map
from dzmap.mapping.verdict_marks import chip_css, mark_sprite
from dzmap.resources import resource_path
from dzmap.services.jobs import Progress, Silent
from dzmap.services.ports import ReportWriter
from dzmap.services.report_model import Report


class OfflineHtmlWriter(ReportWriter):
    """Writes a report as one HTML file that works from a USB stick with the network off."""

    def __init__(
        self, print_table: PrintTable, atomically: Callable[[Path], AbstractContextManager[Path]]
    ) -> None:
        """Both come from the reports package, so that every format prints and saves alike.

        Args:
            print_table: the cells of a report table as texts.
            atomically: gives a temporary path that becomes the wanted one when all went well.
        """
        self._print_table = print_table
        self._atomically = atomically

    @override
    def write(self, report: Report, path: Path, *, progress: Progress | None = None) -> None:
        html = report_page(report, self._print_table, progress or Silent())
        with self._atomically(path) as temporary:
            temporary.write_text(html, encoding="utf-8", newline="\n")


def report_page(report: Report, print_table: PrintTable, progress: Progress) -> str:
    """The whole file as text; the same report gives the same text."""
    from dzmap.mapping.page import offline_html

    data = OfflineData()
    for number, sheet in enumerate(report.sheets):
        progress.step(f"正在打包图幅“{sheet.title}”", number, len(report.sheets))
        data.add(sheet)
    progress.step("正在生成网页")
    return offline_html(
        title=report.title,
        script=bundle("offline.js", _web_file),
        data=data.script_json(),
        before=mark_sprite() + before_map(report),
        after=after_map(report, print_table),
        style=_web_file("report.css") + chip_css(),
    )


def _web_file(name: str) -> str:
    return resource_path("web", name).read_text(encoding="utf-8")
