"""``catalog impact``: who changes verdict under new catalogs or moved thresholds."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.catalog_files import read_catalogs
from dzmap.commands.output import writer_for
from dzmap.commands.project import missing_year, open_project
from dzmap.commands.tables import MARKS, pad, pad_left
from dzmap.core.catalogs import Catalog
from dzmap.core.impact import CatalogImpact
from dzmap.core.impact_sums import FIGURES, Sums
from dzmap.core.problems import BadInputError
from dzmap.core.quantities import format_metric, format_number, format_yi_yuan
from dzmap.core.rulebook import catalogs_in_force
from dzmap.core.threshold_profile import WhatIf
from dzmap.core.wording import metric_zh
from dzmap.services.application import Application
from dzmap.services.catalog_impact import ImpactBase, in_force, prepare
from dzmap.services.impact_report import impact_report, impact_sentence
from dzmap.services.industries import industry_tree
from dzmap.services.screening import ScreeningRequest
from dzmap.services.session import Session
from dzmap.services.threshold_moves import ThresholdMove, moved_catalogs, threshold_moves

_NOT_DONE = "没有分析影响"


@dataclass(frozen=True, kw_only=True)
class ImpactOptions:
    """What changes (a file, thresholds, or both), against what, for whom, as of when."""

    new: Path | None
    old: Path | None
    thresholds: tuple[str, ...]
    source: str
    as_new: bool
    year: int
    as_of: date | None


def impact_to_file(project: Path, out: Path, options: ImpactOptions, *, as_json: bool) -> None:
    """Compare and write ``out`` (.xlsx, .json); prints the changes and their sums.

    Raises:
        KnownError: nothing is said to change, or a file or threshold cannot be understood.
    """
    if options.new is None and not options.thresholds:
        raise BadInputError(
            "没有写要改什么",
            remedy="用 --new 给出新目录文件，或用 --set 改门槛，如 --set dz-city/C09=20。",
        )
    application = build_application()
    writer = writer_for(application, out, ("xlsx", "json"), (options.new, options.old))
    session = open_project(application, project)
    day = options.as_of or date(options.year, 12, 31)
    notes: tuple[str, ...] = ()
    if options.source == "enterprises":
        notes = missing_year(session, "enterprise_years", options.year)
    new, moves = _changes(application, session, options, day)
    old = () if options.old is None else read_catalogs(application, options.old, _NOT_DONE)
    with console.progress() as progress:
        base = prepare(
            session,
            ScreeningRequest(year=options.year, as_of=day, source=options.source),
            progress,
            industries=industry_tree(application.reference),
            as_new=options.as_new,
        )
        impact = base.impact(new, old, progress)
        answers = [_answer(base, move) for move in moves]
        report = impact_report(session, impact, subject=_subject(new))
        writer.write(report, out, progress=progress)
    session.close()
    notes += impact.notes
    if as_json:
        console.emit(_payload(out, impact, list(zip(moves, answers, strict=True)), notes))
        return
    _tell(impact, list(zip(moves, answers, strict=True)))
    console.tell_notes(notes)
    console.say(f"已写入 {out}")


def _changes(
    application: Application, session: Session, options: ImpactOptions, day: date
) -> tuple[tuple[Catalog, ...], tuple[ThresholdMove, ...]]:
    """The new catalogs, and the thresholds that are moved in them or in the project's own."""
    read = () if options.new is None else read_catalogs(application, options.new, _NOT_DONE)
    new = in_force(read, day)
    ids = {one.id for one in new}
    own = [one for one in catalogs_in_force(session.catalogs(), day) if one.id not in ids]
    moves = threshold_moves(options.thresholds, [*new, *own], application.catalogs.amount)
    moved = {one.id: one for one in moved_catalogs(moves)}
    kept = tuple(one for one in read if one.id not in moved)
    return (*kept, *moved.values()), moves


def _answer(base: ImpactBase, move: ThresholdMove) -> WhatIf:
    profile = base.profile(move.catalog, move.clause_id, move.row)
    assert profile is not None  # the move names a threshold that can be moved
    return profile.at(move.after)


def _subject(new: tuple[Catalog, ...]) -> str:
    first = f"《{new[0].title}》v{new[0].version}"
    return first if len(new) == 1 else f"{first} 等 {len(new)} 部"


# --- in words -------------------------------------------------------------------------------


def _tell(impact: CatalogImpact, moved: list[tuple[ThresholdMove, WhatIf]]) -> None:
    console.tell(f"\n目录影响分析  判定日 {impact.as_of:%Y-%m-%d}")
    console.tell(f"  {impact_sentence(impact)}")
    for move, answer in moved:
        console.tell(
            f"  {move.number} {metric_zh(move.metric)}"
            f" {format_metric(move.metric, move.before)} → {format_metric(move.metric, move.after)}："
            f"多 {answer.newly_failing.count:,} 个不满足，少 {answer.freed.count:,} 个，"
            f"缺资料 {answer.unknown.count:,} 个单列"
        )
    for kind in impact.kinds:
        if kind.changed:
            step = f"{MARKS[kind.before]} {kind.before.zh} → {MARKS[kind.after]} {kind.after.zh}"
            console.tell(
                f"  {pad(step, 32)}{pad_left(f'{kind.sums.count:,} 个', 10)}  {_sums(kind.sums)}"
            )
    if impact.changed.count:
        count = pad_left(f"{impact.changed.count:,} 个", 10)
        console.tell(f"  {pad('合计', 32)}{count}  {_sums(impact.changed)}")
    console.tell(
        f"  {'✓ 各类之和等于总数' if impact.reconciles else '✕ 不平'} {impact.total.count:,}"
    )


def _sums(sums: Sums) -> str:
    parts = (
        ("营收", format_yi_yuan(sums.revenue.reported), sums.revenue.missing),
        ("税收", _with_unit(sums.tax.reported, 2, "万元"), sums.tax.missing),
        ("从业", _with_unit(sums.employees.reported, 0, "人"), sums.employees.missing),
    )
    return "，".join(
        f"{name} {shown}{f'（{missing:,} 个未填报）' if missing else ''}"
        for name, shown, missing in parts
    )


def _with_unit(value: float | None, decimals: int, unit: str) -> str:
    text = format_number(value, decimals)
    return text if value is None else f"{text} {unit}"


# --- for machines ---------------------------------------------------------------------------


def _payload(
    out: Path,
    impact: CatalogImpact,
    moved: list[tuple[ThresholdMove, WhatIf]],
    notes: tuple[str, ...],
) -> dict[str, Any]:
    return {
        "out": str(out),
        "as_of": impact.as_of,
        "total": _numbers(impact.total),
        "changed": _numbers(impact.changed),
        "stricter": _numbers(impact.stricter),
        "softer": _numbers(impact.softer),
        "unsettled": _numbers(impact.unsettled),
        "settled": _numbers(impact.settled),
        "reconciles": impact.reconciles,
        "matrix": impact.matrix.tolist(),
        "kinds": [
            {"before": one.before.token, "after": one.after.token, **_numbers(one.sums)}
            for one in impact.kinds
        ],
        "thresholds": [_threshold(move, answer) for move, answer in moved],
        "catalogs_before": impact.catalogs_before,
        "catalogs_after": impact.catalogs_after,
        "notes": notes,
    }


def _threshold(move: ThresholdMove, answer: WhatIf) -> dict[str, Any]:
    return {
        "catalog": move.catalog.id,
        "clause": move.clause_id,
        "row": move.row + 1,
        "metric": move.metric,
        "before": move.before,
        "after": move.after,
        "failing": _numbers(answer.failing),
        "unknown": _numbers(answer.unknown),
        "newly_failing": _numbers(answer.newly_failing),
        "freed": _numbers(answer.freed),
        "flipped": answer.flipped.count,
    }


def _numbers(sums: Sums) -> dict[str, Any]:
    """A sum that nobody reported is null; how many did not report stands beside it."""
    found: dict[str, Any] = {"count": sums.count}
    for name, figure in zip(FIGURES, sums.figures, strict=True):
        found[name] = figure.reported
        found[f"{name}_missing"] = figure.missing
    return found
