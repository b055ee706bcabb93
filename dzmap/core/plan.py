"""Progress of the three-year plan: where each target stands, and where it should stand by now.

The plan runs from the end of ``BASE_YEAR`` to the end of its target year. What should be reached by
the end of a year (应达) lies on the straight line from the value of the base year to the target; for
counts that start anew each year (技改项目) it is the target itself. A value that nobody reported is
NaN and its state 资料不足, never zero.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd

BASE_YEAR = 2019
WATCH_SHARE = 0.9
"""Below 应达 but at least this share of it: 关注; less: 滞后."""

WAN_PER_YI = 10_000


class PlanState(Enum):
    """State of a target; values are keys of ``tokens.json`` plan_status."""

    DONE = "done"
    NORMAL = "normal"
    WATCH = "watch"
    LATE = "late"
    UNKNOWN = "unknown"

    @property
    def zh(self) -> str:
        """The Chinese word, such as 滞后."""
        return _STATE_ZH[self]


_STATE_ZH = {
    PlanState.DONE: "完成",
    PlanState.NORMAL: "正常",
    PlanState.WATCH: "关注",
    PlanState.LATE: "滞后",
    PlanState.UNKNOWN: "资料不足",
}


@dataclass(frozen=True, kw_only=True)
class PlanTables:
    """The project tables that targets are measured on (columns of ``core.tables``)."""

    enterprises: pd.DataFrame
    enterprise_years: pd.DataFrame
    projects: pd.DataFrame
    project_years: pd.DataFrame
    parks: pd.DataFrame


def plan_progress(targets: pd.DataFrame, tables: PlanTables, *, year: int) -> pd.DataFrame:
    """Where every target of ``plan_targets`` stands at the end of ``year``.

    Returns:
        One row per target: ``id``, ``name``, ``indicator``, ``scope_id``, ``target_year``,
        ``unit``, ``target``, ``value`` (NaN = not known), ``due`` (应达), ``rate`` (value / target)
        and ``state`` (a ``PlanState`` value).
    """
    rows = [_progress(target, tables, year) for target in targets.to_dict("records")]
    columns = ["id", "name", "indicator", "scope_id", "target_year", "unit", "target"]
    return pd.DataFrame(rows, columns=[*columns, "value", "due", "rate", "state"])


def _progress(target: dict[str, object], tables: PlanTables, year: int) -> dict[str, object]:
    goal = float(target["value"])  # type: ignore[arg-type]
    until = _target_year(target["year"], year)
    indicator = str(target["indicator"])
    scope = str(target["scope_id"] or "") if pd.notna(target["scope_id"]) else ""
    value = measure(indicator, scope, tables, year)
    base = 0.0 if indicator in CUMULATIVE else measure(indicator, scope, tables, BASE_YEAR)
    due = goal if indicator in YEARLY else _due(base, goal, until, year)
    return {
        "id": target["id"],
        "name": target["name"],
        "indicator": indicator,
        "scope_id": scope,
        "target_year": until,
        "unit": target["unit"],
        "target": goal,
        "value": value,
        "due": due,
        "rate": value / goal if goal else float("nan"),
        "state": state_of(value, goal, due).value,
    }


def _target_year(stated: object, year: int) -> int:
    return year if pd.isna(stated) else int(stated)  # type: ignore[call-overload, no-any-return]


def _due(base: float, goal: float, until: int, year: int) -> float:
    elapsed = min(max(year - BASE_YEAR, 0) / max(until - BASE_YEAR, 1), 1.0)
    return base + (goal - base) * elapsed


def state_of(value: float, goal: float, due: float) -> PlanState:
    """State of a value that should grow to ``goal`` and be at ``due`` now."""
    if np.isnan(value) or np.isnan(due):
        return PlanState.UNKNOWN
    if value >= goal:
        return PlanState.DONE
    if value >= due:
        return PlanState.NORMAL
    return PlanState.WATCH if value >= WATCH_SHARE * due else PlanState.LATE


CUMULATIVE = frozenset({"completed_invest"})
"""Indicators that add up over the years of the plan, starting from nothing."""

YEARLY = frozenset({"upgrade_projects"})
"""Indicators whose target holds for each single year."""


def measure(indicator: str, scope: str, tables: PlanTables, year: int) -> float:
    """The value of an indicator at the end of ``year``; NaN if it cannot be told from the tables.

    Indicators: ``revenue`` and ``tax``/``profit`` (亿元), ``enterprises`` (家, those with figures
    that year), ``revenue_over_N`` (家 with revenue above N 亿元), ``upgrade_projects`` (个),
    ``completed_invest`` (亿元, cumulated from the year after ``BASE_YEAR``), ``value_added_growth``
    (%, over the year before). ``scope`` is a county, zone or park id; empty means the whole city,
    ``sub_park`` all of Qihe's parks within parks.
    """
    if indicator in _ON_PROJECTS:
        return _ON_PROJECTS[indicator](scope, tables, year)
    figures = _figures(scope, tables, year)
    if figures.empty:
        return float("nan")
    if indicator in _SUMS:
        return float(figures[_SUMS[indicator]].sum(min_count=1) / WAN_PER_YI)
    if indicator == "value_added_growth":
        before = _figures(scope, tables, year - 1)
        return _growth(before["value_added_wan_yuan"], figures["value_added_wan_yuan"])
    return _count(indicator, figures)


def _growth(before: pd.Series, after: pd.Series) -> float:
    return float((after.sum(min_count=1) / before.sum(min_count=1) - 1) * 100)


def _count(indicator: str, figures: pd.DataFrame) -> float:
    if indicator == "enterprises":
        return float(len(figures))
    limit = indicator.removeprefix("revenue_over_")
    if limit == indicator:
        return float("nan")
    return float((figures["revenue_wan_yuan"] > float(limit) * WAN_PER_YI).sum())


def _inside(rows: pd.DataFrame, scope: str, parks: pd.DataFrame) -> pd.DataFrame:
    if not scope:
        return rows
    if scope == "sub_park":
        return rows[rows["park_id"].isin(parks.loc[parks["kind"] == "sub_park", "id"])]
    hit = (rows["county_id"] == scope) | (rows["zone_id"] == scope) | (rows["park_id"] == scope)
    return rows[hit]


def _figures(scope: str, tables: PlanTables, year: int) -> pd.DataFrame:
    inside = _inside(tables.enterprises, scope, tables.parks)["id"]
    years = tables.enterprise_years
    rows = years[(years["year"] == year) & years["enterprise_id"].isin(inside)]
    return rows[rows["revenue_wan_yuan"].notna()]


def _completed(scope: str, tables: PlanTables, year: int) -> float:
    inside = _inside(tables.projects, scope, tables.parks)["id"]
    years = tables.project_years
    span = years["year"].between(BASE_YEAR + 1, year) & years["project_id"].isin(inside)
    return float(years.loc[span, "completed_wan_yuan"].sum(min_count=1) / WAN_PER_YI)


def _upgrades(scope: str, tables: PlanTables, year: int) -> float:
    upgrades = tables.projects[tables.projects["kind"] == "upgrade"]
    inside = _inside(upgrades, scope, tables.parks)["id"]
    years = tables.project_years
    started = years[years["project_id"].isin(inside)].groupby("project_id")["year"].min()
    return float((started == year).sum()) if len(started) else float("nan")


_ON_PROJECTS = {"completed_invest": _completed, "upgrade_projects": _upgrades}
_SUMS = {"revenue": "revenue_wan_yuan", "tax": "tax_wan_yuan", "profit": "profit_wan_yuan"}
