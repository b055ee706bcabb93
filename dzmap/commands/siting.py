"""``site``: compare all zones and parks for one applicant and write the result."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geopandas import GeoDataFrame

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.output import writer_for
from dzmap.commands.project import missing_year, open_project
from dzmap.commands.tables import MARKS, pad, pad_left
from dzmap.core.problems import BadInputError, Problem
from dzmap.core.quantities import format_list, format_number
from dzmap.core.site_scores import PARTS, Weights
from dzmap.core.siting import Group
from dzmap.services.application import Application
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Progress
from dzmap.services.session import Session
from dzmap.services.siting import (
    KINDS,
    Candidate,
    SitingRequest,
    SitingRun,
    as_moving,
    find_candidate,
    run_siting,
)
from dzmap.services.siting_report import order_of, reason_of, siting_report, weights_text


@dataclass(frozen=True, kw_only=True)
class SiteOptions:
    """Who looks for a site (a row of a list, or an id of the project), and how places compare.

    ``row`` counts the applicants of the list from 1; ``only`` is "zones", "parks" or "".
    """

    applicant: Path | None
    row: int | None
    name: str
    id: str
    only: str
    weights: str
    as_of: date | None
    year: int


def site_applicant(project: Path, out: Path, options: SiteOptions, *, as_json: bool) -> None:
    """Compare and write ``out`` (.xlsx, .json); prints the places by group."""
    weights = parse_weights(options.weights)
    application = build_application()
    writer = writer_for(application, out, ("xlsx", "json"), (options.applicant,))
    session = open_project(application, project)
    with console.progress() as progress:
        candidate, problems = _candidate(application, session, options, progress)
        request = SitingRequest(
            candidate=candidate,
            as_of=options.as_of or date(options.year, 12, 31),
            kinds=_kinds(options.only),
        )
        industries = industry_tree(application.reference)
        run = run_siting(session, request, progress, industries=industries)
        nested = out.suffix.lower() == ".json"
        writer.write(siting_report(session, run, weights, nested=nested), out, progress=progress)
    if as_json:
        console.emit(_told(out, run, weights, problems))
        return
    console.say_problems(problems)
    _tell(run, weights)
    console.tell_notes(run.notes)
    console.say(f"已写入 {out}")


def parse_weights(text: str) -> Weights:
    """“40,35,25” as weights; full-width commas and digits are understood.

    Raises:
        BadInputError: there are not three whole numbers that add up to 100.
    """
    numbers = [_whole(part) for part in text.replace("，", ",").replace("、", ",").split(",")]
    if len(numbers) == len(PARTS) and min(numbers) >= 0 and sum(numbers) == 100:
        return Weights((numbers[0], numbers[1], numbers[2]))
    raise BadInputError(
        f"权重“{text}”不对",
        reason="要三个整数，依次为准入余量、空闲用地、同链距离，合计 100",
        remedy="例如 --weights 40,35,25。",
    )


def _whole(text: str) -> int:
    """A whole number of percent; −1 for anything else."""
    digits = text.strip().removesuffix("%").strip()
    return int(digits) if digits.isdecimal() else -1


def _kinds(only: str) -> tuple[str, ...]:
    return (only.removesuffix("s"),) if only else KINDS


def _candidate(
    application: Application, session: Session, options: SiteOptions, progress: Progress
) -> tuple[Candidate, tuple[Problem, ...]]:
    if (options.applicant is None) == (not options.id):
        raise BadInputError(
            "没有说清给谁选址",
            reason="--applicant 和 --id 要给一个，只能给一个",
            remedy="--applicant 名单文件，或 --id 项目中企业、项目的编号。",
        )
    if options.applicant is None:
        candidate = find_candidate(session, options.id, options.year)
        if candidate.enterprise_id:
            notes = missing_year(session, "enterprise_years", options.year)
            for note in notes:
                console.say(note)
        return candidate, ()
    frame, problems = application.tables.read_applicants(options.applicant, progress=progress)
    row = _row(frame, options, problems)
    moved, notes = as_moving(frame.iloc[row : row + 1].reset_index(drop=True))
    return Candidate(frame=moved, notes=notes), problems


def _row(frame: GeoDataFrame, options: SiteOptions, problems: tuple[Problem, ...]) -> int:
    """The position of the applicant that is meant."""
    where = str(options.applicant)
    if not len(frame):
        raise BadInputError(
            "名单里没有可以比选的申请对象",
            file=where,
            reason="没有行，或每一行都有错误",
            remedy="按下面所列改正后再试。" if problems else "在名单里填一行申请对象。",
            problems=problems,
        )
    if options.row is not None:
        if not 1 <= options.row <= len(frame):
            raise BadInputError(
                f"名单里没有第 {options.row} 个申请对象，共 {len(frame)} 个", file=where
            )
        return options.row - 1
    names = [str(name) for name in frame["name"]]
    if options.name:
        hits = [at for at, name in enumerate(names) if name == options.name]
        hits = hits or [at for at, name in enumerate(names) if options.name in name]
        if len(hits) == 1:
            return hits[0]
        found = f"有 {len(hits)} 个" if hits else "没有"
        raise BadInputError(
            f"名单里{found}名称含“{options.name}”的申请对象",
            file=where,
            remedy="用 --row 指定第几个。",
        )
    if len(names) > 1:
        raise BadInputError(
            f"名单里有 {len(names)} 个申请对象，一次只比选一个",
            file=where,
            reason=format_list(names),
            remedy="用 --row 指定第几个，或用 --name 指定名称。",
        )
    return 0


def _told(
    out: Path, run: SitingRun, weights: Weights, problems: tuple[Problem, ...]
) -> dict[str, object]:
    ranking = run.scores.ranked(run.scores.effective(weights))
    return {
        "out": str(out),
        "as_of": run.request.as_of,
        "applicant": run.request.candidate.name,
        "current": run.current.id if run.current is not None else None,
        "weights": list(run.scores.effective(weights).values),
        "groups": {group.name.lower(): run.count(group) for group in Group},
        "ranking": [
            run.sites[row].target.id for row in order_of(run, ranking) if ranking.ranks[row]
        ],
        "ways": list(run.ways),
        "catalogs": list(run.catalogs),
        "notes": list(run.notes),
        "problems": [console.problem_dict(problem) for problem in problems],
    }


def _tell(run: SitingRun, weights: Weights) -> None:
    effective = run.scores.effective(weights)
    ranking = run.scores.ranked(effective)
    day = f"{run.request.as_of:%Y-%m-%d}"
    console.tell(
        f"\n{run.request.candidate.name} 选址比选  判定日 {day}  {weights_text(effective)}"
    )
    shown: Group | None = None
    for row in order_of(run, ranking):
        site = run.sites[row]
        if site.group is not shown:
            shown = site.group
            console.tell(f"{shown.value}  {run.count(shown)} 处")
        rank, score = int(ranking.ranks[row]), float(ranking.scores[row])
        number = pad_left(str(rank) if rank else "", 4)
        points = pad_left(format_number(score, 1) if rank else "", 7)
        name = pad(f"{MARKS[site.verdict]} {site.target.name}", 36)
        console.tell(f"{number} {name}{points}  {site.verdict.zh}  {reason_of(site)}".rstrip())
    for way in run.ways:
        console.tell(f"要留在{run.current.name if run.current else ''}：{way}")
