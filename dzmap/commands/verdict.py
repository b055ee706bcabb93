"""``verdict``: 准入判定书 of applicants, as one file or as a file each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.output import check_target, make_folder
from dzmap.commands.project import missing_year, open_project
from dzmap.core.problems import BadInputError, Problem
from dzmap.core.quantities import format_list
from dzmap.core.verdicts import Override, Verdict
from dzmap.services.application import Application
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Progress
from dzmap.services.runs import find_run, rerun
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening, target_ids
from dzmap.services.session import Session
from dzmap.services.sheet_building import SheetMaker
from dzmap.services.sheet_numbers import first_number
from dzmap.services.verdict_sheet import MOST_IN_A_FILE


@dataclass(frozen=True, kw_only=True)
class VerdictOptions:
    """Whose sheets: rows of a list, of a table of the project, or of a kept run.

    ``ids`` and ``names`` narrow; without them everyone gets a sheet. ``format`` is that of the files
    in a folder.
    """

    applicants: Path | None
    source: str
    run: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    only: tuple[str, ...] | None
    as_of: date | None
    year: int
    number: str
    organisation: str
    format: str


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """A run to make sheets of, what officials decided in it, and what should be said."""

    run: ScreeningRun
    name: str = ""
    overrides: Mapping[int, Override] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def write_verdicts(project: Path, out: Path, options: VerdictOptions, *, as_json: bool) -> None:
    """Judge, make the sheets, and write them to ``out``: a .pdf or .docx file, or a folder."""
    if options.run and (options.applicants or options.only or options.as_of):
        raise BadInputError(
            "保留的运行有自己的名单、开发区和判定日",
            reason="--run 不能与 --applicants、--zone、--as-of 同时用",
            remedy="去掉 --run 重新审查，或只用 --run、--id 和 --name。",
        )
    application = build_application()
    ending = _ending(application, out)
    session = open_project(application, project)
    with console.progress() as progress:
        judged = (
            _kept(application, session, options, progress)
            if options.run
            else _fresh(application, session, options, progress)
        )
        rows = _rows(judged.run, options)
        if ending and len(rows) > MOST_IN_A_FILE:
            raise BadInputError(
                f"{len(rows):,} 份判定书太多，不宜放进一个文件",
                remedy=f"用 --id 或 --name 指定，或把 --out 写成文件夹（一个文件最多 {MOST_IN_A_FILE} 份）。",
            )
        maker = SheetMaker(
            session, judged.run, organisation=options.organisation, run_name=judged.name
        )
        number = options.number.strip() or first_number(
            judged.run.request.as_of.year, sample=session.sample
        )
        sheets = maker.sheets(rows, number, judged.overrides, progress)
        if ending:
            application.sheets[ending].write(sheets, out, progress=progress)
            files = [out]
        else:
            make_folder(out)
            files = application.sheets[options.format].write_each(sheets, out, progress=progress)
    counts = {verdict: sum(one.signed_verdict is verdict for one in sheets) for verdict in Verdict}
    if as_json:
        console.emit(
            {
                "out": str(out),
                "files": [str(path) for path in files],
                "sheets": [
                    {
                        "number": one.number,
                        "name": one.name,
                        "verdict": one.verdict.token,
                        "override": one.override.verdict.token if one.override else None,
                    }
                    for one in sheets
                ],
                "as_of": judged.run.request.as_of,
                "notes": judged.notes,
                "problems": [console.problem_dict(problem) for problem in judged.problems],
            }
        )
        return
    console.say_problems(judged.problems)
    said = "，".join(f"{verdict.zh} {count}" for verdict, count in counts.items() if count)
    console.tell(f"判定书 {len(sheets):,} 份：{said}")
    console.tell_notes(judged.notes)
    console.say(f"已写入 {out}" if ending else f"已写入 {out}：{len(files):,} 个文件")


def _ending(application: Application, out: Path) -> str:
    """The format of the one file that is asked for; "" for a folder."""
    ending = out.suffix[1:].lower()
    if out.is_dir() or not ending:
        return ""
    check_target(out, tuple(application.sheets))
    return ending


def _fresh(
    application: Application, session: Session, options: VerdictOptions, progress: Progress
) -> _Judged:
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    request = ScreeningRequest(
        source=options.source,
        only=target_ids(session, options.only) if options.only else None,
        year=options.year,
        as_of=options.as_of or date(options.year, 12, 31),
    )
    if options.applicants is not None:
        path = options.applicants
        read, problems = application.tables.read_applicants(path, progress=progress)
        request = ScreeningRequest(
            source=read,
            only=request.only,
            year=request.year,
            as_of=request.as_of,
            list_name=path.name,
        )
    elif options.source == "enterprises":
        notes = missing_year(session, "enterprise_years", options.year)
    industries = industry_tree(application.reference)
    run = run_screening(session, request, progress, industries=industries)
    return _Judged(run=run, notes=(*notes, *run.result.notes), problems=problems)


def _kept(
    application: Application, session: Session, options: VerdictOptions, progress: Progress
) -> _Judged:
    kept = find_run(session, options.run)
    again = rerun(session, kept, progress, industries=industry_tree(application.reference))
    overrides = {one.row: one.override for one in session.kept().overrides if one.run_id == kept.id}
    said = "重算结果一致" if again.same else "重算结果不一致"
    return _Judged(
        run=again.run,
        name=f"{kept.id}　{said}",
        overrides=overrides,
        notes=(*again.run.result.notes, *(() if again.same else (again.sentence,))),
    )


def _rows(run: ScreeningRun, options: VerdictOptions) -> list[int]:
    """The rows of the applicants that are asked for; all of them if nobody is.

    Raises:
        BadInputError: one is not there, or nobody is.
    """
    frame = run.frame
    if not options.ids and not options.names:
        rows = np.arange(len(frame))
    else:
        for column, wanted, word in (
            ("applicant_id", options.ids, "编号"),
            ("name", options.names, "全称"),
        ):
            known = set(frame[column].dropna().astype("str"))
            missing = [one for one in wanted if one not in known]
            if missing:
                raise BadInputError(
                    f"没有这些申请对象：{format_list(missing)}",
                    remedy=f"用申请对象的{word}；“dzmap screen”写出的表里列有编号和名称。",
                )
        asked = frame["applicant_id"].isin(options.ids) | frame["name"].isin(options.names)
        rows = np.flatnonzero(asked.to_numpy(dtype=bool))
    if not len(rows):
        raise BadInputError(
            "没有可以出判定书的申请对象", remedy="检查名单里是否每一行都有错误，或换 --source。"
        )
    return [int(row) for row in rows]
