"""``summary``: investment per group, written as a table that reconciles."""

from pathlib import Path

from dzmap.bootstrap import build_application
from dzmap.commands import console, tables
from dzmap.commands.output import writer_for
from dzmap.commands.project import missing_year, open_project
from dzmap.services.summarising import industry_names, summarise_project
from dzmap.services.table_reports import summary_report


def summarise_to_file(project: Path, out: Path, *, by: str, year: int, as_json: bool) -> None:
    """Sum up one year and write ``out`` (.xlsx, .csv, .json)."""
    application = build_application()
    writer = writer_for(application, out, ("xlsx", "csv", "json"))
    session = open_project(application, project)
    names = industry_names(application.reference.industries()) if by == "industry" else {}
    notes = missing_year(session, "project_years", year)
    summary = summarise_project(session, by=by, year=year, industry_names=names)
    with console.progress() as progress:
        writer.write(summary_report(session, summary), out, progress=progress)
    if as_json:
        console.emit(
            {
                "out": str(out),
                "by": by,
                "year": year,
                "groups": len(summary.groups),
                "completed_wan_yuan": float(summary.total["completed_wan_yuan"].iloc[0]),
                "difference_wan_yuan": summary.difference_wan_yuan,
                "reconciles": summary.reconciles,
                "notes": notes,
            }
        )
        return
    tables.tell_summary(summary)
    console.tell_notes(notes)
    console.say(f"已写入 {out}")
