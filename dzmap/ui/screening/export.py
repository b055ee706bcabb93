"""Writing the rows of a run as Excel or CSV."""

from pathlib import Path
from typing import TYPE_CHECKING

from dzmap.services.jobs import Progress
from dzmap.ui.export_path import ask_export_path
from dzmap.ui.i18n import tr
from dzmap.ui.job_runner import Job
from dzmap.ui.page import Desk
from dzmap.ui.screening.run import Outcome

if TYPE_CHECKING:
    from dzmap.services.session import Session

_KINDS = "Excel (*.xlsx);;CSV (*.csv)"


def export_results(desk: Desk, session: "Session", outcome: Outcome) -> None:
    """Ask for a file name and write all rows there."""
    name = tr("审查结果 {day}.xlsx").format(day=outcome.as_of.isoformat())
    path = ask_export_path(desk.settings, tr("导出审查结果"), name, _KINDS)
    if path is not None:
        write_results(desk, session, outcome, path)


def write_results(desk: Desk, session: "Session", outcome: Outcome, path: Path) -> Job:
    """Write all rows in the background, as the ending of ``path`` says; a toast tells."""
    writer = desk.document.application.writers[path.suffix.lower().removeprefix(".")]
    run = outcome.run

    def work(progress: Progress) -> Path:
        from dzmap.services.table_reports import screening_report

        writer.write(screening_report(session, run), path, progress=progress)
        return path

    return desk.jobs.run(
        tr("正在导出 {name}").format(name=path.name),
        work,
        key="screening export",
        on_done=lambda written: desk.notices.toast(
            tr("已导出 {count} 行到 {name}").format(count=f"{len(run.result):,}", name=written.name)
        ),
    )
