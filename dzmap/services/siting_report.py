"""A comparison of places as a report: a table for people, or nested values for programs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from dzmap import __version__
from dzmap.core.quantities import format_list, format_number, is_missing
from dzmap.core.site_scores import Ranking, Weights
from dzmap.core.siting import Group, SiteVerdict, clause_key
from dzmap.core.verdicts import ClauseResult, Verdict
from dzmap.services.report_model import Report, ReportTable, Section, TableColumn
from dzmap.services.reporting import Project
from dzmap.services.siting import SitingRun

KIND_ZH = {"zone": "开发区", "park": "园区"}
_GROUPS = tuple(Group)


def siting_report(
    session: Project, run: SitingRun, weights: Weights, *, nested: bool = False
) -> Report:
    """The places of a run: those that admit by rank, then the rejected, then the unclear.

    Args:
        session: The project, for its title and marks.
        run: The comparison.
        weights: How margin, land and chain count.
        nested: Clause ids, gaps and missing facts as lists, for JSON; else as sentences.
    """
    weights = run.scores.effective(weights)
    ranking = run.scores.ranked(weights)
    table = _nested_table(run, ranking) if nested else _plain_table(run, ranking)
    as_of = f"{run.request.as_of:%Y-%m-%d}"
    counts = "，".join(f"{group.value} {run.count(group)} 处" for group in Group)
    return Report(
        title=table.title,
        date=datetime.now().astimezone().date().isoformat(),
        data_date=as_of,
        sample=session.sample,
        sections=(Section(title=table.title, tables=(table,)),),
        properties={
            "项目": session.title,
            "申请对象": run.request.candidate.name,
            "判定日": as_of,
            "结果": counts,
            "权重": weights_text(weights),
            "产业链": run.chain,
            "现申报地": run.current.name if run.current is not None else "",
            "留在现申报地的办法": " ".join(run.ways),
            "准入目录": "；".join(run.catalogs),
            "说明": " ".join(run.notes),
            "生成程序": f"dzmap {__version__}",
        },
    )


def weights_text(weights: Weights) -> str:
    """“准入余量 40 %、空闲用地 35 %、同链距离 25 %”."""
    names = ("准入余量", "空闲用地", "同链距离")
    return "、".join(f"{name} {value} %" for name, value in zip(names, weights.values, strict=True))


def order_of(run: SitingRun, ranking: Ranking) -> list[int]:
    """Rows in the order of the table; what cannot be ranked stands last in its group."""

    def key(row: int) -> tuple[int, float, int, int]:
        site = run.sites[row]
        rank = int(ranking.ranks[row]) or len(run.sites) + 1
        strict = int(site.verdict) if site.group is Group.REJECTED else 0
        return _GROUPS.index(site.group), rank, strict, row

    return sorted(range(len(run.sites)), key=key)


def gap_of(result: ClauseResult) -> dict[str, Any]:
    """A failing clause as numbers: number, unit, threshold, measured (None where there is none)."""
    return {
        "clause": clause_key(result),
        "number": result.gap,
        "unit": result.unit,
        "threshold": result.threshold,
        "measured": result.measured,
    }


def reason_of(site: SiteVerdict) -> str:
    """What keeps a place closed or open, or has to be applied for, in one line."""
    if site.group is Group.ADMITTED:
        needed = [_approval(one) for one in site.procedures]
        return f"须办：{format_list(needed)}" if needed else ""
    return site.phrase


def _approval(result: ClauseResult) -> str:
    open_question = "（待核）" if not result.applies else ""
    return result.requirement.removeprefix("须办理") + open_question


def _plain_table(run: SitingRun, ranking: Ranking) -> ReportTable:
    rows = order_of(run, ranking)
    frame = pd.DataFrame(
        [
            {
                **_common(run, ranking, row),
                "reason": reason_of(run.sites[row]),
                "clauses": "；".join(_cited(run.sites[row].failing)),
                "missing": "；".join(run.sites[row].missing),
            }
            for row in rows
        ]
    )
    return ReportTable(
        title=_title(run),
        sheet="选址比选",
        columns=(
            TableColumn(name="rank", title="名次", kind="int", missing="—"),
            TableColumn(name="name", title="开发区 / 园区"),
            TableColumn(name="kind_zh", title="类别"),
            TableColumn(name="group", title="结果"),
            TableColumn(name="verdict", title="结论", kind="verdict"),
            TableColumn(name="score", title="得分", kind="number", decimals=1, missing="—"),
            TableColumn(
                name="margin", title="准入余量", kind="number", decimals=1, unit="%", missing="—"
            ),
            TableColumn(
                name="free_land_mu",
                title="空闲用地",
                kind="number",
                decimals=1,
                unit="亩",
                missing="不知道",
            ),
            TableColumn(
                name="nearest_km", title="同链最近", kind="number", unit="km", missing="不知道"
            ),
            TableColumn(name="nearest", title="最近的同链企业"),
            TableColumn(name="reason", title="须办理 / 卡在哪里 / 缺什么"),
            TableColumn(name="clauses", title="不满足的条款"),
            TableColumn(name="missing", title="缺的资料和图层"),
            TableColumn(name="checked", title="已核查部分"),
        ),
        frame=frame.astype({"rank": object}).where(frame.notna(), None),
        note=(
            "得分只在“可以进”的地方之间比较，不改变结论。准入余量是各数值门槛中最小的相对余量；"
            "空闲用地为未供和闲置地块的椭球面积；同链最近为区中心到最近一家同链企业的平面距离。不知道的没有按 0 计。"
        ),
    )


def _nested_table(run: SitingRun, ranking: Ranking) -> ReportTable:
    records = [
        {
            **_common(run, ranking, row),
            "verdict_code": site.verdict.token,
            "parts": _parts(ranking, row),
            "failing": [clause_key(one) for one in site.failing],
            "gaps": [gap_of(one) for one in site.failing],
            "undecided": list(site.undecided),
            "procedures": [_approval(one) for one in site.procedures],
            "missing": list(site.missing),
            "reason": reason_of(site),
            "current": run.current is not None and run.current.id == site.target.id,
        }
        for row in order_of(run, ranking)
        for site in (run.sites[row],)
    ]
    names = list(records[0]) if records else []
    frame = pd.DataFrame(
        {name: pd.Series([one[name] for one in records], dtype=object) for name in names}
    )
    return ReportTable(
        title=_title(run),
        sheet="选址比选",
        columns=tuple(TableColumn(name=name, title=name) for name in names),
        frame=frame,
    )


def _common(run: SitingRun, ranking: Ranking, row: int) -> dict[str, Any]:
    site, land = run.sites[row], run.land[row]
    score, distance = float(ranking.scores[row]), float(run.nearest_km[row])
    return {
        "target": site.target.id,
        "name": site.target.name,
        "kind": site.target.kind,
        "kind_zh": KIND_ZH[site.target.kind],
        "group": site.group.value,
        "verdict": site.verdict.zh,
        "checked": site.checked.zh if site.verdict is Verdict.INSUFFICIENT else None,
        "rank": int(ranking.ranks[row]) or None,
        "score": _rounded(score, 4),
        "margin": None if site.margin is None else _rounded(site.margin * 100, 4),
        "free_land_mu": None if land.mu is None else _rounded(land.mu, 4),
        "free_land_at_least": land.at_least,
        "nearest_km": _rounded(distance, 4),
        "nearest": run.nearest[row] or None,
    }


def _parts(ranking: Ranking, row: int) -> dict[str, float | None]:
    values = ranking.parts[row]
    return {
        name: _rounded(float(value), 4)
        for name, value in zip(("margin", "land", "chain"), values, strict=True)
    }


def _rounded(value: float, decimals: int) -> float | None:
    return None if np.isnan(value) else round(value, decimals)


def _cited(results: Iterable[ClauseResult]) -> list[str]:
    """“齐河目录 第七条 投资强度不小于 300 万元/亩，差 35.00 万元/亩”."""
    texts = []
    for one in results:
        gap = "" if is_missing(one.gap) else f"，差 {format_number(one.gap)} {one.unit}".rstrip()
        texts.append(f"{one.source or one.catalog_title} {one.requirement}{gap}")
    return texts


def _title(run: SitingRun) -> str:
    return f"{run.request.candidate.name} 选址比选（判定日 {run.request.as_of:%Y-%m-%d}）"
