"""The kept runs of a project: keep, list, open, judge again, override, delete."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from dzmap.core.changes import OVERRIDE_TABLE, RUN_TABLE
from dzmap.core.industries import IndustryTree
from dzmap.core.kept_runs import LIST_SOURCE, KeptRun
from dzmap.core.problems import BadInputError
from dzmap.core.run_comparison import Comparison, JudgedRun, compare
from dzmap.core.run_reasons import DATA_ZH
from dzmap.services.grounds import Grounds
from dzmap.services.jobs import Progress
from dzmap.services.run_records import (
    RunProject,
    judged_run,
    kept_catalogs,
    record_change,
    unpacked,
    with_content,
)
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening

_SOURCE_ZH: Mapping[str, str] = MappingProxyType(
    {"enterprises": "企业", "projects": "投资项目", LIST_SOURCE: "名单"}
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rerun:
    """A kept run judged again by its own catalogs.

    ``changed_data`` names the groups of data that are not what they were.
    """

    run: ScreeningRun
    judged: JudgedRun
    comparison: Comparison
    changed_data: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every row came out as it was kept."""
        return not len(self.comparison.changes) and not self.comparison.reworded

    @property
    def sentence(self) -> str:
        """“重算结果一致”, or what is different."""
        changed = len(self.comparison.changes)
        if self.same:
            said = f"重算结果一致：{len(self.judged.frame):,} 行结论、条款和差距都相同"
        elif not changed:
            said = f"重算结论一致，{self.comparison.reworded:,} 行的条款或文字不同"
        else:
            said = f"重算结果不一致：{changed:,} 行的结论不同"
        if self.changed_data:
            said += f"；运行之后改过数据：{'、'.join(self.changed_data)}"
        elif not self.same:
            said += "；数据没有变化"
        return f"{said}。"


def keep_run(
    session: RunProject, run: ScreeningRun, title: str = "", *, by: str, at: datetime
) -> KeptRun:
    """Keep a run in the project, with all that is needed to judge again: an edit like any other.

    Args:
        session: the open project.
        run: a finished run of it.
        title: what to call it; by default who was judged and by the law of which day.
        by: who judged.
        at: when, with zone.

    Raises:
        KnownError: the recovery journal cannot be written; nothing is kept.
    """
    judged = judged_run(run)
    record = replace(
        with_content(judged, run),
        id=_next_id(session.kept().runs, run.request.as_of.year),
        title=title.strip() or _usual_title(judged.run),
        author=by,
        at=at,
    )
    session.edit(f"保留审查运行 {record.id}", record_change(RUN_TABLE, after=(record,)))
    return record


def runs(session: RunProject) -> tuple[KeptRun, ...]:
    """All runs, the newest first; deleted ones say so."""
    return tuple(sorted(session.kept().runs, key=lambda run: (run.at, run.id), reverse=True))


def last_run(session: RunProject, like: KeptRun) -> JudgedRun | None:
    """The newest kept run over the same kind of applicants; None if there is none."""
    for run in runs(session):
        if run.source == like.source and not run.deleted:
            return open_run(session, run)
    return None


def find_run(session: RunProject, run_id: str) -> KeptRun:
    """The run with a number.

    Raises:
        BadInputError: there is none, or it was deleted.
    """
    found = {run.id.upper(): run for run in session.kept().runs}.get(run_id.strip().upper())
    if found is None:
        raise BadInputError(
            f"没有审查运行 {run_id}", remedy="用“dzmap runs 项目 list”或“运行记录”查看编号。"
        )
    if found.deleted:
        raise BadInputError(
            f"审查运行 {found.id} 已删除",
            reason=f"{found.deleted_by}于 {found.deleted_at:%Y-%m-%d %H:%M} 删除，只留下编号",
        )
    return found


def open_run(session: RunProject, run: KeptRun) -> JudgedRun:
    """The verdicts of a kept run as they were, without judging again.

    Raises:
        KnownError: the file cannot be read, or the run was altered outside dzmap.
    """
    kept = session.kept()
    overrides = {one.row: one.override for one in kept.overrides if one.run_id == run.id}
    return replace(unpacked(kept.whole(run)), overrides=overrides)


def rerun(
    session: RunProject,
    run: KeptRun,
    progress: Progress | None = None,
    *,
    industries: IndustryTree | None = None,
) -> Rerun:
    """Judge again with the catalogs and the list that were kept, and the project's data of today.

    Raises:
        KnownError: see ``open_run``.
        BadInputError: a zone or park that was asked for is gone.
        Cancelled: the user cancelled.
    """
    whole = session.kept().whole(run)
    kept = unpacked(whole)
    request = ScreeningRequest(
        year=run.year,
        as_of=run.as_of,
        source=run.source if kept.applicants is None else kept.applicants,
        only=run.only,
        list_name=run.list_name,
        rules=run.rules,
    )
    fresh = run_screening(
        Grounds(session, kept_catalogs(whole)), request, progress, industries=industries
    )
    judged = judged_run(fresh)
    comparison = compare(kept, judged)
    changed_data = tuple(
        zh for group, zh in DATA_ZH.items() if run.data.get(group) != judged.run.data.get(group)
    )
    return Rerun(
        run=fresh,
        judged=judged,
        comparison=comparison,
        changed_data=changed_data,
    )


def delete_run(session: RunProject, run: KeptRun, *, by: str, at: datetime) -> None:
    """Delete the content of a run and its overrides; its number stays taken. One edit.

    Raises:
        KnownError: its content cannot be read, so that the edit could not be undone.
    """
    kept = session.kept()
    overrides = [one for one in kept.overrides if one.run_id == run.id]
    session.edit(
        f"删除审查运行 {run.id}",
        record_change(
            RUN_TABLE, before=(kept.whole(run),), after=(run.without_content(at=at, by=by),)
        ),
        record_change(OVERRIDE_TABLE, before=overrides),
    )


# ------------------------------------------------------------------------------------------------


def _next_id(kept: tuple[KeptRun, ...], year: int) -> str:
    head = f"{year}-R-"
    used = [int(run.id.removeprefix(head)) for run in kept if run.id.startswith(head)]
    return f"{head}{max(used, default=0) + 1:04d}"


def _usual_title(run: KeptRun) -> str:
    who = run.list_name or _SOURCE_ZH[run.source]
    year = f" {run.year} 年" if run.source == "enterprises" else ""
    return f"{who}{year}，判定日 {run.as_of:%Y-%m-%d}"
