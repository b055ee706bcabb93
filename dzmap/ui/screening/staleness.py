"""Whether a result still is what a run would give now, and if not, why."""

from dataclasses import dataclass
from datetime import date

from dzmap.core.catalogs import Catalog
from dzmap.core.rulebook import catalogs_in_force
from dzmap.core.straddling import PolygonRules, has_polygons
from dzmap.services.screening import ScreeningRun
from dzmap.ui.i18n import tr
from dzmap.ui.screening.run import Outcome


@dataclass(frozen=True, kw_only=True)
class Present:
    """What a run would stand on now; ``edited``: other data than catalogs were edited since."""

    as_of: date
    year: int
    catalogs: tuple[Catalog, ...]
    rules: PolygonRules
    edited: bool


def stale_reason(outcome: Outcome, now: Present) -> str:
    """Why a result no longer is what a run would give; "" if it still is."""
    request = outcome.run.request
    if now.as_of != request.as_of:
        return tr("判定日已改为 {day}，结果按旧日期得出。").format(day=now.as_of.isoformat())
    if now.year != request.year and outcome.source == "enterprises":
        return tr("数据年份已改为 {year} 年，结果按 {old} 年的数字得出。").format(
            year=now.year, old=request.year
        )
    newer = _newer_catalogs(outcome.run, now.catalogs)
    if newer:
        return newer
    if now.edited:
        return tr("项目数据已修改，结果按修改前的数据得出。")
    # Parcels are the only ones that the options concern.
    if now.rules != request.rules and has_polygons(outcome.run.result.applicants):
        return tr("跨区地块或碎片容差已改，结果按原来的选项得出。")
    return ""


def _newer_catalogs(run: ScreeningRun, catalogs: tuple[Catalog, ...]) -> str:
    """“目录已有新版本（v4），结果按 v3 得出”; "" while the same catalogs are in force."""
    day = run.request.as_of
    before = {one.id: one for one in catalogs_in_force(run.grounds.catalogs(), day)}
    after = {one.id: one for one in catalogs_in_force(catalogs, day)}
    other = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    if not other:
        return ""
    old, new = before.get(other[0]), after.get(other[0])
    if len(other) == 1 and old is not None and new is not None and old.version != new.version:
        return tr("《{title}》已有新版本（v{new}），结果按 v{old} 得出。").format(
            title=new.title, new=new.version, old=old.version
        )
    return tr("有 {count} 部目录不再是当时的版本，结果按原来的目录得出。").format(count=len(other))
