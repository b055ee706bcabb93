"""``report``: the city's map report as PDF, offline HTML or Excel."""

from datetime import date
from pathlib import Path

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.output import writer_for
from dzmap.commands.project import missing_year, open_project
from dzmap.services.application import Application
from dzmap.services.city_report import city_report, screen_enterprises
from dzmap.services.jobs import Progress
from dzmap.services.report_model import Report


def write_report(project: Path, out: Path, *, year: int, as_of: date | None, as_json: bool) -> None:
    """Screen, sum up and write the report; the format follows the file's ending."""
    application = build_application()
    writer = writer_for(application, out, ("pdf", "html", "xlsx"))
    session = open_project(application, project)
    with console.progress() as progress:
        run = screen_enterprises(application, session, year, as_of or date(year, 12, 31), progress)
        report = city_report(session, run, year)
        writer.write(report, out, progress=progress)
    notes = [
        note
        for table in ("enterprise_years", "project_years")
        for note in missing_year(session, table, year)
    ]
    if as_json:
        told = {"out": str(out), "title": report.title, "sample": report.sample, "notes": notes}
        console.emit(told)
    else:
        console.tell_notes(notes)
        console.say(f"已写入 {out}")


def write_all(
    application: Application, report: Report, folder: Path, name: str, progress: Progress
) -> list[Path]:
    """Write the report as PDF, HTML and Excel into ``folder``."""
    paths = [folder / f"{name}.{ending}" for ending in ("pdf", "html", "xlsx")]
    for path in paths:
        progress.step(f"正在写 {path.name}")
        application.writers[path.suffix[1:]].write(report, path, progress=progress)
    return paths
