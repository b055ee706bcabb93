"""What stands in the cells of a compared place."""

import numpy as np

from dzmap.core.quantities import format_number
from dzmap.core.siting import Group
from dzmap.services.siting import SitingRun
from dzmap.services.siting_report import reason_of
from dzmap.ui.i18n import tr
from dzmap.ui.siting.run import Ranked


def cell_texts(shown: Ranked, row: int) -> tuple[str, ...]:
    """Name, verdict, score or reason, margin, free land, distance and remark of a place."""
    run = shown.outcome.run
    site = run.sites[row]
    admitted = site.group is Group.ADMITTED
    return (
        run.labels[row],
        site.verdict.zh,
        score_text(float(shown.ranking.scores[row])) if admitted else reason_of(site),
        margin_text(site.margin),
        land_text(run, row),
        distance_text(float(run.nearest_km[row])),
        _remark(run, row),
    )


def score_text(score: float) -> str:
    """“86.4”; a score that is not known is no zero."""
    return tr("不能打分") if np.isnan(score) else format_number(score, 1)


def margin_text(margin: float | None) -> str:
    """“10.4 %”."""
    return "—" if margin is None else f"{format_number(margin * 100, 1)} %"


def land_text(run: SitingRun, row: int) -> str:
    """“612.0”, “至少 40.0”, “不知道”."""
    land = run.land[row]
    if land.mu is None:
        return tr("不知道")
    return f"{tr('至少 ') if land.at_least else ''}{format_number(land.mu, 1)}"


def distance_text(distance_km: float) -> str:
    """“6.2”, “不知道”."""
    return tr("不知道") if np.isnan(distance_km) else format_number(distance_km, 1)


def _remark(run: SitingRun, row: int) -> str:
    site = run.sites[row]
    notes = []
    if site.group is Group.ADMITTED and site.procedures:
        notes.append(tr("须办 {count} 项").format(count=len(site.procedures)))
    if site.group is Group.UNCLEAR:
        notes.append(tr("已核查：{verdict}").format(verdict=tr(site.checked.zh)))
    if site.group is Group.REJECTED and len(site.failing) > 1:
        notes.append(tr("共 {count} 条").format(count=len(site.failing)))
    if run.too_small[row]:
        notes.append(tr("用地不够"))
    return "；".join(notes)
