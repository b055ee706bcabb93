"""``screen``: judge applicants against the catalogs in force and write the results."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pandas import DataFrame

from dzmap.bootstrap import build_application
from dzmap.commands import console, tables
from dzmap.commands.output import writer_for
from dzmap.commands.project import open_project
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import Problem
from dzmap.core.verdicts import Verdict
from dzmap.services.importing import resolve_applicants
from dzmap.services.screening import ScreeningRequest, run_screening
from dzmap.services.table_reports import screening_report


@dataclass(frozen=True, kw_only=True)
class ScreenOptions:
    """What to screen: a list file, or a table of the project; against which targets; as of when."""

    applicants: Path | None
    source: str
    only: tuple[str, ...] | None
    as_of: date | None
    year: int


def screen_project(project: Path, out: Path, options: ScreenOptions, *, as_json: bool) -> None:
    """Screen and write ``out`` (.xlsx, .csv, .json); prints the verdict counts."""
    application = build_application()
    writer = writer_for(application, out, ("xlsx", "csv", "json"))
    session = open_project(application, project)
    with console.progress() as progress:
        problems: tuple[Problem, ...] = ()
        source: str | DataFrame = options.source
        if options.applicants is not None:
            read, problems = application.tables.read_applicants(
                options.applicants, progress=progress
            )
            source, unknown = resolve_applicants(session, read)
            problems += unknown
        request = ScreeningRequest(
            source=source,
            only=options.only,
            year=options.year,
            as_of=options.as_of or date(options.year, 12, 31),
        )
        industries = IndustryTree(application.reference.industries())
        run = run_screening(session, request, progress, industries=industries)
        writer.write(screening_report(session, run), out, progress=progress)
    counts = run.result.counts()
    if as_json:
        console.emit(
            {
                "out": str(out),
                "as_of": run.result.as_of,
                "rows": len(run.result),
                "verdicts": {verdict.token: counts[verdict] for verdict in Verdict},
                "catalogs": list(run.result.catalogs),
                "notes": list(run.result.notes),
                "problems": [console.problem_dict(problem) for problem in problems],
            }
        )
        return
    console.say_problems(problems)
    tables.say_verdicts(run.result)
    console.say(f"已写入 {out}")
