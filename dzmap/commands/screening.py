"""``screen``: judge applicants against the catalogs in force and write the results."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pandas import DataFrame

from dzmap.bootstrap import build_application
from dzmap.commands import console, tables
from dzmap.commands.output import writer_for
from dzmap.commands.project import editable_project, missing_year, open_project
from dzmap.commands.runs import keep
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import BadInputError, Problem
from dzmap.core.straddling import USUAL_RULES, PolygonRules, Straddling
from dzmap.core.verdicts import Verdict
from dzmap.services.application import Application
from dzmap.services.clause_records import run_records
from dzmap.services.industries import industry_tree
from dzmap.services.ports import ReportWriter
from dzmap.services.report_model import LAYER_ENDINGS, Records
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening, target_ids
from dzmap.services.session import Session
from dzmap.services.table_reports import screening_report

ENDINGS = ("xlsx", "csv", "json", *LAYER_ENDINGS)
MOST_WITH_CLAUSES = 10_000
"""Rows up to which a JSON file has every clause result without being asked: some 100 MB."""


@dataclass(frozen=True, kw_only=True)
class ScreenOptions:
    """What to screen: a list file, or a table of the project; against which targets; as of when.

    ``keep`` keeps the run in the project, under ``title`` if it is given. ``clauses`` puts every
    clause result into a JSON file; None does so for up to ``MOST_WITH_CLAUSES`` rows.
    """

    applicants: Path | None
    source: str
    only: tuple[str, ...] | None
    as_of: date | None
    year: int
    keep: bool = False
    title: str = ""
    clauses: bool | None = None
    rules: PolygonRules = USUAL_RULES


def polygon_rules(straddling: str, sliver_m2: float) -> PolygonRules:
    """The rules of two options."""
    return PolygonRules(sliver_m2=sliver_m2, straddling=Straddling(straddling))


def screen_project(project: Path, out: Path, options: ScreenOptions, *, as_json: bool) -> None:
    """Screen and write ``out`` (one of ``ENDINGS``); prints the verdict counts."""
    if options.title and not options.keep:
        raise BadInputError("--title 是保留的运行的名称", remedy="加上 --keep，或去掉 --title。")
    application = build_application()
    writer = writer_for(application, out, ENDINGS, (project, options.applicants))
    if options.keep:
        with editable_project(application, project, "没有审查") as session:
            _screen(application, session, (out, writer), options, as_json=as_json)
        return
    session = open_project(application, project)
    _screen(application, session, (out, writer), options, as_json=as_json)


def _screen(
    application: Application,
    session: Session,
    into: tuple[Path, ReportWriter],
    options: ScreenOptions,
    *,
    as_json: bool,
) -> None:
    out, writer = into
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
            list_name=options.applicants.name if options.applicants is not None else "",
            rules=options.rules,
        )
        industries = industry_tree(application.reference)
        run = run_screening(session, request, progress, industries=industries)
        notes += run.result.notes
        in_file = out.suffix.lower() == ".json" and _with_clauses(options, len(run.result))
        records = _records(run, industries, twice=in_file and as_json)
        ending = out.suffix[1:].lower()
        report = screening_report(
            session,
            run,
            records if in_file else None,
            beside=ending != "csv",
            layer=ending in LAYER_ENDINGS,
        )
        writer.write(report, out, progress=progress)
        kept = keep(session, run, options.title) if options.keep else None
    counts = run.result.counts()
    if as_json:
        console.emit_records(
            {
                "out": str(out),
                "as_of": run.result.as_of,
                "rows": len(run.result),
                "verdicts": {verdict.token: counts[verdict] for verdict in Verdict},
                "catalogs": list(run.result.catalogs),
                "notes": notes,
                "problems": [console.problem_dict(problem) for problem in problems],
                "run": kept.id if kept is not None else None,
            },
            records,
        )
        return
    console.say_problems(problems)
    tables.tell_verdicts(run.result)
    console.tell_notes((*notes, *_straddling_note(run)))
    console.say(f"已写入 {out}")
    if out.suffix.lower() == ".json" and not in_file:
        console.say("文件里没有逐条结果；要写入，加 --clauses。")
    if kept is not None:
        console.say(f"已保留为运行 {kept.id}：{kept.title}")


def _straddling_note(run: ScreeningRun) -> tuple[str, ...]:
    parts = run.result.parts
    if not len(parts):
        return ()
    count, small = parts["applicant"].nunique(), int(parts["sliver"].sum())
    return (f"{count:,} 个地块跨区或部分在管控线内，另列碎片 {small:,} 处，见“跨区与碎片”。",)


def _records(run: ScreeningRun, industries: IndustryTree, *, twice: bool) -> Records:
    """Every clause result; of few rows that are wanted twice it is worked out once."""
    if twice and len(run.result) <= MOST_WITH_CLAUSES:
        known = list(run_records(run, industries))
        return Records(name="results", rows=lambda: iter(known))
    return Records(name="results", rows=lambda: run_records(run, industries))


def _with_clauses(options: ScreenOptions, rows: int) -> bool:
    return rows <= MOST_WITH_CLAUSES if options.clauses is None else options.clauses


def _nothing_to_screen(path: Path, problems: tuple[Problem, ...]) -> BadInputError:
    return BadInputError(
        "没有可以审查的申请对象",
        file=str(path),
        reason="每一行都有错误",
        remedy="按下面所列改正后再试。",
        problems=problems,
    )
