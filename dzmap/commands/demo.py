"""``demo``: the whole main job on the sample, leaving project and reports in a folder."""

import time
from datetime import date
from pathlib import Path

from dzmap.bootstrap import build_application
from dzmap.commands import console, tables
from dzmap.commands.output import make_folder
from dzmap.commands.project import open_project
from dzmap.commands.report import write_all
from dzmap.core.problems import KnownError
from dzmap.core.system_errors import reason_of
from dzmap.core.verdicts import Verdict
from dzmap.services.application import Application
from dzmap.services.city_report import city_report, screen_enterprises
from dzmap.services.new_project import write_new_project
from dzmap.services.planning import place_names, plan_progress_of
from dzmap.services.summarising import summarise_project

YEAR = 2021
PROJECT, REPORT = "德州市开发区规划（示例）.gpkg", "德州市开发区准入与投资报告（示例）"


def run_demo(folder: Path, *, size: int, as_json: bool) -> None:
    """Create the sample, screen it, sum it up, print a readable summary, write all reports."""
    started = time.perf_counter()
    application = build_application()
    make_folder(folder)
    project = folder / PROJECT
    _clear(application, project)
    with console.progress() as progress:
        progress.step("正在准备数据")
        write_new_project(application, project, sample=True, progress=progress, enterprises=size)
        session = open_project(application, project)
        run = screen_enterprises(application, session, YEAR, date(YEAR, 12, 31), progress)
        by_zone = summarise_project(session, by="zone", year=YEAR)
        plan = plan_progress_of(session, year=YEAR)
        written = write_all(application, city_report(session, run, YEAR), folder, REPORT, progress)
    seconds = time.perf_counter() - started
    if as_json:
        counts = run.result.counts()
        console.emit(
            {
                "folder": str(folder),
                "files": [str(path) for path in (project, *written)],
                "verdicts": {verdict.token: counts[verdict] for verdict in Verdict},
                "completed_wan_yuan": float(by_zone.total["completed_wan_yuan"].iloc[0]),
                "reconciles": by_zone.reconciles,
                "seconds": round(seconds, 2),
            }
        )
        return
    tables.tell_verdicts(run.result)
    console.tell_notes(run.result.notes)
    tables.tell_summary(by_zone)
    tables.tell_plan(plan, place_names(session), YEAR)
    console.tell(f"\n全部为示例数据，用时 {seconds:.1f} 秒。文件在 {folder}：")
    for path in (project, *written):
        console.tell(f"  {path.name}  {path.stat().st_size / 1000:,.0f} KB")


def _clear(application: Application, project: Path) -> None:
    """Remove the project of an earlier demo; KnownError if anyone works on it or has changed it."""
    if not project.exists():
        return
    session = open_project(application, project, read_only=False)
    try:
        wanted = session.read_only or session.history(1) or session.recovered()
    finally:
        session.close()
    reason = "上次的示例项目正在使用，或已经改动过" if wanted else ""
    if not wanted:
        try:
            project.unlink()
        except OSError as error:
            reason = reason_of(error)
    if reason:
        raise KnownError(
            "没有重做示例",
            file=str(project),
            reason=reason,
            remedy="用 --out 换一个文件夹，或先移走这个项目。",
        )
