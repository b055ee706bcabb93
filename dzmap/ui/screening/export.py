"""Writing the rows of a run as Excel, CSV or a layer."""

from pathlib import Path
from typing import TYPE_CHECKING

from dzmap.services.jobs import Progress
from dzmap.services.report_model import LAYER_ENDINGS
from dzmap.ui.export_path import ask_export_path
from dzmap.ui.i18n import tr
from dzmap.ui.job_runner import Job
from dzmap.ui.page import Desk
from dzmap.ui.screening.keeping import RunKeeping
from dzmap.ui.screening.run import Outcome

if TYPE_CHECKING:
    from dzmap.services.session import Session

_KINDS = "Excel (*.xlsx);;CSV (*.csv);;GeoPackage (*.gpkg);;GeoJSON (*.geojson)"


def export_results(desk: Desk, session: "Session", outcome: Outcome, keeping: RunKeeping) -> None:
    """Ask for a file name and write all rows there."""
    name = tr("审查结果 {day}.xlsx").format(day=outcome.as_of.isoformat())
    path = ask_export_path(desk.settings, tr("导出审查结果"), name, _KINDS)
    if path is not None:
        write_results(desk, session, outcome, path, keeping)


def write_results(
    desk: Desk, session: "Session", outcome: Outcome, path: Path, keeping: RunKeeping
) -> Job:
    """Write all rows in the background, as the ending of ``path`` says; a toast tells.

    Of a kept run the overrides stand beside the machine's verdicts.
    """
    run, kept = outcome.run, keeping.kept
    overrides = {row: one.override for row, one in keeping.reviews.items()}
    ending = path.suffix.lower().removeprefix(".")
    writer = desk.document.application.writers[ending]
    room, layer = ending != "csv", ending in LAYER_ENDINGS  # for a second table, for places

    def work(progress: Progress) -> Path:
        from dzmap.core.run_comparison import JudgedRun
        from dzmap.services.report_tables import with_places
        from dzmap.services.straddling_table import straddling_tables
        from dzmap.services.table_reports import kept_run_report, screening_report

        if kept is None:
            report = screening_report(session, run, beside=room, layer=layer)
        else:
            frame = with_places(run) if layer else run.frame
            judged = JudgedRun(run=kept, frame=frame, overrides=overrides)
            others = straddling_tables(run.result) if room else ()
            report = kept_run_report(session, judged, *others)
        writer.write(report, path, progress=progress)
        return path

    return desk.jobs.run(
        tr("正在导出 {name}").format(name=path.name),
        work,
        key="screening export",
        on_done=lambda written: desk.notices.toast(
            tr("已导出 {count} 行到 {name}").format(count=f"{len(run.result):,}", name=written.name)
        ),
    )
