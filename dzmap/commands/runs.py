"""``runs``: the kept screening runs of a project."""

import getpass
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dzmap.bootstrap import build_application
from dzmap.commands import console
from dzmap.commands.output import writer_for
from dzmap.commands.project import editable_project, open_project
from dzmap.commands.tables import MARKS, pad
from dzmap.core.kept_runs import KeptRun, RowOverride
from dzmap.core.problems import BadInputError
from dzmap.core.run_comparison import (
    KINDS,
    NO_VERDICT,
    Comparison,
    JudgedRun,
    compare,
    verdict_text,
)
from dzmap.core.verdicts import Override, Verdict
from dzmap.services import runs as use_case
from dzmap.services.industries import industry_tree
from dzmap.services.overriding import find_row, override_verdict, row_override, withdraw_override
from dzmap.services.screening import ScreeningRun
from dzmap.services.session import Session
from dzmap.services.table_reports import comparison_report, kept_run_report

_TABLES = ("xlsx", "csv", "json")
_MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An override as typed: of whom (id or name), where, and what is decided why by whom."""

    applicant: str
    target: str
    verdict: str
    reason: str
    name: str
    attachment: str = ""


def keep(session: Session, run: ScreeningRun, title: str) -> KeptRun:
    """Keep a run in a project that may be changed, and save it."""
    kept = use_case.keep_run(session, run, title, by=getpass.getuser(), at=_now())
    session.save()
    return kept


def list_runs(project: Path, *, as_json: bool) -> None:
    """Print every kept run, the newest first."""
    session = open_project(build_application(), project)
    found = use_case.runs(session)
    counted = _override_counts(session)
    if as_json:
        listed = [run_dict(run) | {"overrides": counted.get(run.id, 0)} for run in found]
        console.emit({"project": str(project), "runs": listed})
        return
    if not found:
        console.tell("还没有保留的审查运行。用“dzmap screen … --keep”保留。")
    for run in found:
        gone = f"（{run.deleted_by}已删除）" if run.deleted else ""
        hand = f"  改判 {counted[run.id]}" if run.id in counted else ""
        console.tell(
            f"{pad(run.id, 14)}{run.at:%Y-%m-%d %H:%M}  {pad(run.author, 10)}"
            f"{run.rows:>9,} 行  {run.title}{hand}{gone}"
        )


def show_run(project: Path, run_id: str, out: Path | None, *, as_json: bool) -> None:
    """Print what a run holds without judging again; with ``out`` write its verdicts."""
    application = build_application()
    writer = writer_for(application, out, _TABLES) if out is not None else None
    session = open_project(application, project)
    run = use_case.find_run(session, run_id)
    judged = use_case.open_run(session, run)
    if writer is not None and out is not None:
        with console.progress() as progress:
            writer.write(kept_run_report(session, judged), out, progress=progress)
    if as_json:
        names = _names(judged)
        made = [
            _override_dict(one, names[one.row])
            for one in session.kept().overrides
            if one.run_id == run.id
        ]
        console.emit(run_dict(run) | {"overrides": made, "out": str(out) if out else None})
        return
    _tell_run(run)
    for one in session.kept().overrides:
        if one.run_id == run.id:
            at = f"{one.override.name}，{one.override.at:%Y-%m-%d}"
            console.tell(f"  {_names(judged)[one.row]}  {one.sentence}（{at}）")
    if out is not None:
        console.say(f"已写入 {out}")


def compare_runs(project: Path, ids: tuple[str, str], out: Path | None, *, as_json: bool) -> None:
    """Print who was judged differently in two runs and why; with ``out`` write it."""
    application = build_application()
    writer = writer_for(application, out, _TABLES) if out is not None else None
    session = open_project(application, project)
    before, after = (use_case.open_run(session, use_case.find_run(session, one)) for one in ids)
    found = compare(before, after)
    if writer is not None and out is not None:
        writer.write(comparison_report(session, before.run, after.run, found), out)
    if as_json:
        head = {"before": before.run.id, "after": after.run.id, "out": str(out) if out else None}
        console.emit(head | comparison_dict(found))
        return
    console.tell(f"{before.run.id} → {after.run.id}")
    _tell_comparison(found)
    if out is not None:
        console.say(f"已写入 {out}")


def rerun(project: Path, run_id: str, out: Path | None, *, as_json: bool) -> None:
    """Judge a kept run again; with ``out`` write the rows that came out otherwise."""
    application = build_application()
    writer = writer_for(application, out, _TABLES) if out is not None else None
    session = open_project(application, project)
    run = use_case.find_run(session, run_id)
    with console.progress() as progress:
        again = use_case.rerun(
            session, run, progress, industries=industry_tree(application.reference)
        )
    if writer is not None and out is not None:
        writer.write(comparison_report(session, run, again.judged.run, again.comparison), out)
    if as_json:
        console.emit(
            {
                "run": run.id,
                "same": again.same,
                "sentence": again.sentence,
                "changed_data": again.changed_data,
                "out": str(out) if out else None,
            }
            | comparison_dict(again.comparison)
        )
        return
    console.tell(again.sentence)
    if not again.same:
        _tell_comparison(again.comparison)


def override(project: Path, run_id: str, decision: Decision, *, as_json: bool) -> None:
    """Put an official's verdict beside the machine's and save the project."""
    verdict = _verdict_of(decision.verdict)
    with editable_project(build_application(), project, "没有改判") as session:
        judged = use_case.open_run(session, use_case.find_run(session, run_id))
        row = find_row(judged, decision.applicant, decision.target)
        made = row_override(
            judged.run.id,
            judged.frame,
            row,
            Override(
                verdict=verdict,
                reason=decision.reason.strip(),
                name=decision.name.strip(),
                at=_now(),
                attachment=decision.attachment,
            ),
        )
        name = _names(judged)[row]
        override_verdict(session, made, name)
        session.save()
    if as_json:
        console.emit({"run": made.run_id} | _override_dict(made, name))
    else:
        console.tell(f"{name}：{made.sentence}")


def withdraw(project: Path, run_id: str, applicant: str, target: str, *, as_json: bool) -> None:
    """Take an override back and save the project."""
    with editable_project(build_application(), project, "没有撤回改判") as session:
        judged = use_case.open_run(session, use_case.find_run(session, run_id))
        row = find_row(judged, applicant, target)
        name = _names(judged)[row]
        found = [
            one
            for one in session.kept().overrides
            if one.run_id == judged.run.id and one.row == row
        ]
        if not found:
            raise BadInputError(f"“{name}”在运行 {judged.run.id} 里没有改判过")
        withdraw_override(session, found[0], name)
        session.save()
    if as_json:
        console.emit(
            {"run": judged.run.id, "applicant_id": found[0].applicant_id, "withdrawn": True}
        )
    else:
        console.tell(f"{name}：已撤回人工改判，按机器判定“{found[0].machine.zh}”。")


def delete(project: Path, run_id: str, *, as_json: bool) -> None:
    """Delete a run and save the project; its number stays taken."""
    with editable_project(build_application(), project, "没有删除") as session:
        run = use_case.find_run(session, run_id)
        use_case.delete_run(session, run, by=getpass.getuser(), at=_now())
        session.save()
    if as_json:
        console.emit({"run": run.id, "deleted": True})
    else:
        console.tell(f"已删除运行 {run.id}；编号保留，不再使用。")


def run_dict(run: KeptRun) -> dict[str, Any]:
    """A run for machines."""
    return {
        "id": run.id,
        "title": run.title,
        "author": run.author,
        "at": run.at.isoformat(),
        "as_of": run.as_of,
        "year": run.year,
        "source": run.source,
        "list": run.list_name or None,
        "only": run.only,
        "sliver_m2": run.sliver_m2,
        "straddling": run.straddling,
        "rows": run.rows,
        "applicants": run.applicants,
        "verdicts": {
            verdict.token: count for verdict, count in zip(Verdict, run.counts, strict=True)
        },
        "catalogs": [
            {
                "id": one.id,
                "title": one.title,
                "number": one.number,
                "version": one.version,
                "sha256": one.digest,
            }
            for one in run.catalogs
        ],
        "data": dict(run.data),
        "notes": run.notes,
        "program": run.program,
        "deleted": run.deleted,
    }


def comparison_dict(found: Comparison) -> dict[str, Any]:
    """A comparison for machines; a verdict is null where there is none."""
    rows = found.changes.to_dict("records")
    for row in rows:
        for side in ("before", "after"):
            value = int(row[side])
            row[side] = None if value == NO_VERDICT else Verdict(value).token
    return {
        "unchanged": found.unchanged,
        "reworded": found.reworded,
        **{kind: found.count(kind) for kind in KINDS},
        "grounds": found.grounds,
        "changes": rows,
    }


# ------------------------------------------------------------------------------------------------


def _now() -> datetime:
    return datetime.now().astimezone()


def _verdict_of(text: str) -> Verdict:
    for verdict in Verdict:
        if text.strip().lower() in {verdict.token, verdict.zh}:
            return verdict
    known = "、".join(f"{verdict.zh}（{verdict.token}）" for verdict in Verdict)
    raise BadInputError(f"没有“{text}”这种结论", remedy=f"可用的结论：{known}。")


def _names(judged: JudgedRun) -> list[str]:
    frame = judged.frame
    names: list[str] = frame["name"].fillna(frame["applicant_id"]).tolist()
    return names


def _override_counts(session: Session) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in session.kept().overrides:
        counts[one.run_id] = counts.get(one.run_id, 0) + 1
    return counts


def _override_dict(one: RowOverride, name: str) -> dict[str, Any]:
    return {
        "applicant_id": one.applicant_id,
        "applicant": name,
        "target_id": one.target_id or None,
        "machine": one.machine.token,
        "verdict": one.override.verdict.token,
        "reason": one.override.reason,
        "name": one.override.name,
        "at": one.override.at.isoformat(),
        "attachment": one.override.attachment or None,
    }


def _tell_run(run: KeptRun) -> None:
    console.tell(f"{run.id}  {run.title}")
    console.tell(f"  审查员 {run.author}  {run.at:%Y-%m-%d %H:%M}  {run.program}")
    console.tell(f"  判定日 {run.as_of:%Y-%m-%d}，{run.applicants:,} 个申请对象，{run.rows:,} 行")
    for verdict, count in reversed(list(zip(Verdict, run.counts, strict=True))):
        console.tell(f"  {MARKS[verdict]} {pad(verdict.zh, 12)}{count:>8,}")
    for one in run.catalogs:
        console.tell(f"  目录 {one.title} {one.number} v{one.version} {one.digest[:8]}")
    console.tell_notes(run.notes)


def _tell_comparison(found: Comparison) -> None:
    counts = "，".join(f"{text} {found.count(kind):,}" for kind, text in KINDS.items())
    console.tell(f"  {counts}，没有变化 {found.unchanged:,}")
    for ground in found.grounds:
        console.tell(f"  · {ground}")
    for row in found.changes.head(_MOST_SHOWN).to_dict("records"):
        words = f"{verdict_text(row['before'])} → {verdict_text(row['after'])}"
        console.tell(f"  {pad(str(row['name']), 30)}{pad(words, 24)}{row['why']}")
    rest = len(found.changes) - _MOST_SHOWN
    if rest > 0:
        console.tell(f"  …另有 {rest:,} 行；用 --out 写出全部。")
