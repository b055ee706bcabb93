"""Progress of the three-year plan: where each target stands, and where it should stand by now.

The plan runs from the end of ``BASE_YEAR`` to the end of its target year. What should be reached by
the end of a year (应达) lies on the straight line from the value of the base year to the target; for
counts that start anew each year (技改项目) it is the target itself. A value that nobody reported is
NaN and its state 资料不足, never zero.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd

from dzmap.core.quantities import WAN_YUAN_PER_YI_YUAN

BASE_YEAR = 2019
WATCH_SHARE = 0.9
"""Below 应达 but at least this share of it: 关注; less: 滞后."""


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


def _progress(target: dict[Hashable, Any], tables: PlanTables, year: int) -> dict[str, object]:
    goal = float(target["value"])
    until = _target_year(target["year"], year)
    indicator = str(target["indicator"])
    scope = "" if target["scope_kind"] == "city" else str(target["scope_id"])
    value = measure(indicator, scope, tables, until if indicator in YEARLY else min(year, until))
    if until > year and indicator in YEARLY:
        value = float("nan")
    if indicator in STEADY:
        due = goal
    else:
        base = 0.0 if indicator in CUMULATIVE else measure(indicator, scope, tables, BASE_YEAR)
        due = _due(base, goal, until, year)
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
        "state": state_of(value, goal, due, strict=target["op"] == ">").value,
    }


def _target_year(stated: Any, year: int) -> int:
    return year if pd.isna(stated) else int(stated)


def _due(base: float, goal: float, until: int, year: int) -> float:
    elapsed = min(max(year - BASE_YEAR, 0) / max(until - BASE_YEAR, 1), 1.0)
    return base + (goal - base) * elapsed


def state_of(value: float, goal: float, due: float, *, strict: bool = False) -> PlanState:
    """State of a value that should grow to ``goal`` (above it if ``strict``), ``due`` by now."""
    if np.isnan(value) or np.isnan(due):
        return PlanState.UNKNOWN
    if value > goal or (value == goal and not strict):
        return PlanState.DONE
    if value >= due:
        return PlanState.NORMAL
    return PlanState.WATCH if value >= WATCH_SHARE * due else PlanState.LATE


CUMULATIVE = frozenset({"completed_invest", "sub_park_invest", "new_enterprises"})
"""Indicators that add up over the years of the plan, starting from nothing."""

YEARLY = frozenset({"upgrade_projects"})
"""Indicators that are counted for their own year only."""

STEADY = frozenset({"upgrade_projects", "value_added_growth"})
"""Indicators whose target should be met in full every year."""


def measure(indicator: str, scope: str, tables: PlanTables, year: int) -> float:
    """The value of an indicator at the end of ``year``; NaN if it cannot be told from the tables.

    Indicators: ``revenue``, ``tax`` and ``profit`` (亿元), ``enterprises`` (家 with figures that
    year), ``new_enterprises`` (家 more than in ``BASE_YEAR``), ``enterprises_over_N`` (家 with
    revenue above N 亿元), ``upgrade_projects`` (个 begun that year), ``completed_invest`` (亿元,
    cumulated since ``BASE_YEAR``), ``sub_park_invest`` (the same inside parks within parks),
    ``value_added_growth`` (%, yearly mean since ``BASE_YEAR``). ``scope`` is a county, zone or park
    id; empty means the whole city.
    """
    if indicator in _ON_PROJECTS:
        return _ON_PROJECTS[indicator](scope, tables, year)
    figures = _figures(scope, tables, year)
    if figures.empty:
        return float("nan")
    if indicator in _SUMS:
        return float(figures[_SUMS[indicator]].sum(min_count=1) / WAN_YUAN_PER_YI_YUAN)
    if indicator in _SINCE_BASE:
        base = _figures(scope, tables, BASE_YEAR)
        return _SINCE_BASE[indicator](base, figures, year) if len(base) else float("nan")
    return _count(indicator, figures)


def _more(base: pd.DataFrame, now: pd.DataFrame, _year: int) -> float:
    return float(len(now) - len(base))


def _mean_growth(base: pd.DataFrame, now: pd.DataFrame, year: int) -> float:
    if year <= BASE_YEAR:
        return float("nan")
    column = "value_added_wan_yuan"
    ratio = now[column].sum(min_count=1) / base[column].sum(min_count=1)
    return float((ratio ** (1 / (year - BASE_YEAR)) - 1) * 100)


def _count(indicator: str, figures: pd.DataFrame) -> float:
    if indicator == "enterprises":
        return float(len(figures))
    limit = indicator.removeprefix("enterprises_over_")
    if limit == indicator:
        return float("nan")
    return float((figures["revenue_wan_yuan"] > float(limit) * WAN_YUAN_PER_YI_YUAN).sum())


def _inside(rows: pd.DataFrame, scope: str) -> pd.DataFrame:
    if not scope:
        return rows
    hit = (rows["county_id"] == scope) | (rows["zone_id"] == scope) | (rows["park_id"] == scope)
    return rows[hit]


def _figures(scope: str, tables: PlanTables, year: int) -> pd.DataFrame:
    inside = _inside(tables.enterprises, scope)["id"]
    years = tables.enterprise_years
    rows = years[(years["year"] == year) & years["enterprise_id"].isin(inside)]
    return rows[rows["revenue_wan_yuan"].notna()]


def _completed(scope: str, tables: PlanTables, year: int) -> float:
    return _invested(_inside(tables.projects, scope), tables, year)


def _sub_parks(scope: str, tables: PlanTables, year: int) -> float:
    sub_parks = tables.parks.loc[tables.parks["kind"] == "sub_park", "id"]
    inside = _inside(tables.projects, scope)
    return _invested(inside[inside["park_id"].isin(sub_parks)], tables, year)


def _invested(projects: pd.DataFrame, tables: PlanTables, year: int) -> float:
    years = tables.project_years
    span = years["year"].between(BASE_YEAR + 1, year) & years["project_id"].isin(projects["id"])
    return float(years.loc[span, "completed_wan_yuan"].sum(min_count=1) / WAN_YUAN_PER_YI_YUAN)


def _upgrades(scope: str, tables: PlanTables, year: int) -> float:
    upgrades = tables.projects[tables.projects["kind"] == "upgrade"]
    inside = _inside(upgrades, scope)["id"]
    years = tables.project_years
    started = years[years["project_id"].isin(inside)].groupby("project_id")["year"].min()
    return float((started == year).sum()) if len(started) else float("nan")


_ON_PROJECTS = {
    "completed_invest": _completed,
    "sub_park_invest": _sub_parks,
    "upgrade_projects": _upgrades,
}
_SINCE_BASE = {"new_enterprises": _more, "value_added_growth": _mean_growth}
_SUMS = {"revenue": "revenue_wan_yuan", "tax": "tax_wan_yuan", "profit": "profit_wan_yuan"}
