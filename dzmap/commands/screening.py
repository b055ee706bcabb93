"""``screen``: judge applicants against the catalogs in force and write the results."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pandas import DataFrame

from dzmap.bootstrap import build_application
from dzmap.commands import console, tables
from dzmap.commands.output import writer_for
from dzmap.commands.project import missing_year, open_project
from dzmap.core.problems import BadInputError, Problem
from dzmap.core.verdicts import Verdict
from dzmap.services.industries import industry_tree
from dzmap.services.screening import ScreeningRequest, run_screening, target_ids
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
    notes: tuple[str, ...] = ()
    if options.applicants is None and options.source == "enterprises":
        notes = missing_year(session, "enterprise_years", options.year)
    with console.progress() as progress:
        problems: tuple[Problem, ...] = ()
        source: str | DataFrame = options.source
        if options.applicants is not None:
            read, problems = application.tables.read_applicants(
                options.applicants, progress=progress
            )
            if not len(read):
                raise _nothing_to_screen(options.applicants, problems)
            source = read
        request = ScreeningRequest(
            source=source,
            only=target_ids(session, options.only) if options.only else None,
            year=options.year,
            as_of=options.as_of or date(options.year, 12, 31),
        )
        industries = industry_tree(application.reference)
        run = run_screening(session, request, progress, industries=industries)
        notes += run.result.notes
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
                "notes": notes,
                "problems": [console.problem_dict(problem) for problem in problems],
            }
        )
        return
    console.say_problems(problems)
    tables.tell_verdicts(run.result)
    console.tell_notes(notes)
    console.say(f"已写入 {out}")


def _nothing_to_screen(path: Path, problems: tuple[Problem, ...]) -> BadInputError:
    return BadInputError(
        "没有可以审查的申请对象",
        file=str(path),
        reason="每一行都有错误",
        remedy="按下面所列改正后再试。",
        problems=problems,
    )
