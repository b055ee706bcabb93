"""Investment and yearly figures in space, with totals that reconcile.

Amounts are 万元, land and areas 亩. What cannot be placed or classified is never dropped: it stands
in ``Summary.rest`` so that groups + rest = total.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

BY = MappingProxyType(
    {
        "county": "县（市、区）",
        "zone": "开发区",
        "park": "园区",
        "cluster": "县域产业集群",
        "industry": "行业大类",
        "chain": "产业链",
    }
)
"""What a summary can be made by, with the Chinese caption."""

REST = MappingProxyType(
    {
        "county": "县界以外",
        "zone": "开发区以外",
        "park": "园区以外",
        "cluster": "集群以外",
        "industry": "行业未填",
        "chain": "未归链",
    }
)
"""What the rest row of each kind is called; what has no place at all is 未落图."""

SPATIAL = frozenset({"county", "zone", "park", "cluster"})
"""Groups that lie on the map, so that an object without a place cannot be in one."""

AMOUNTS = ("planned_wan_yuan", "completed_wan_yuan", "previous_completed_wan_yuan")
FIGURES = ("projects", *AMOUNTS, "enterprises", "revenue_wan_yuan", "tax_wan_yuan")


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Totals per group for one year.

    ``groups``, ``rest`` (pinned rows) and ``total`` (one row) share the columns ``id``, ``name``,
    ``projects``, ``planned_wan_yuan``, ``completed_wan_yuan``, ``rate``,
    ``previous_completed_wan_yuan``, ``change``, ``enterprises``, ``revenue_wan_yuan``,
    ``tax_wan_yuan``, ``area_mu``. NaN means that nothing was reported (未填报), never zero.
    ``difference_wan_yuan`` is total − (groups + rest) of the completed investment.
    """

    by: str
    year: int
    groups: pd.DataFrame
    rest: pd.DataFrame
    total: pd.DataFrame
    difference_wan_yuan: float

    @property
    def reconciles(self) -> bool:
        """Whether the parts equal the total, to a tenth of a 元."""
        return abs(self.difference_wan_yuan) < 1e-5

    @property
    def title(self) -> str:
        """Such as 2021 年投资汇总（按县（市、区））."""
        return f"{self.year} 年投资汇总（按{BY[self.by]}）"

    @property
    def note(self) -> str:
        """The sentence of reconciliation, such as 11 县 + 未落图 = 合计，差 0.00 亿元."""
        parts = " + ".join([f"{len(self.groups)} 个{BY[self.by]}", *self.rest["name"]])
        return f"{parts} = 合计，差 {self.difference_wan_yuan / 10_000 + 0.0:.2f} 亿元"


def summarise(
    *,
    by: str,
    year: int,
    groups: pd.DataFrame,
    projects: pd.DataFrame,
    enterprises: pd.DataFrame,
) -> Summary:
    """Add projects and enterprises up per group.

    Args:
        by: a key of ``BY``.
        year: the year of the figures.
        groups: one row per group with ``id``, ``name`` and ``area_mu`` (NaN where it has none).
        projects: one row per project with ``group`` (an id of ``groups``, or None), ``placed``
            (bool; always true where the groups are not ``SPATIAL``), and the ``AMOUNTS``
            (NaN = 未填报).
        enterprises: one row per enterprise with ``group``, ``placed``, ``revenue_wan_yuan`` and
            ``tax_wan_yuan``.

    Returns:
        A ``Summary`` whose groups stand in the order of completed investment, largest first.
    """
    known = list(groups["id"])
    figures = _add_up(projects, enterprises, known)
    table = groups.merge(figures, left_on="id", right_index=True, how="left")
    table = table.sort_values(
        ["completed_wan_yuan", "planned_wan_yuan", "id"],
        ascending=[False, False, True],
        na_position="last",
    ).reset_index(drop=True)
    rest = _rest_rows(figures, by)
    total = _one_row("total", "合计", projects, enterprises)
    total["area_mu"] = groups["area_mu"].sum(min_count=1)
    parts = table["completed_wan_yuan"].sum() + rest["completed_wan_yuan"].sum()
    whole = total["completed_wan_yuan"].sum()
    return Summary(
        by=by,
        year=year,
        groups=_with_rates(table),
        rest=_with_rates(rest),
        total=_with_rates(total),
        difference_wan_yuan=float(whole - parts),
    )


_UNPLACED, _OUTSIDE = "__unplaced__", "__outside__"


def _keys(rows: pd.DataFrame, known: Sequence[str]) -> pd.Series:
    """The group of each row; outside every known group, or unplaced where it has no place."""
    key = rows["group"].where(rows["group"].isin(known), _OUTSIDE)
    return key.where(rows["placed"] | rows["group"].isin(known), _UNPLACED)


def _add_up(
    projects: pd.DataFrame, enterprises: pd.DataFrame, known: Sequence[str]
) -> pd.DataFrame:
    by_project = projects.groupby(_keys(projects, known))
    by_enterprise = enterprises.groupby(_keys(enterprises, known))
    # min_count=1: a group in which nobody reported stays NaN instead of becoming a false zero.
    sums = by_project[list(AMOUNTS)].sum(min_count=1)
    money = by_enterprise[["revenue_wan_yuan", "tax_wan_yuan"]].sum(min_count=1)
    index = [*known, _OUTSIDE, _UNPLACED]
    figures = pd.concat(
        [
            by_project.size().rename("projects").reindex(index, fill_value=0),
            sums.reindex(index),
            by_enterprise.size().rename("enterprises").reindex(index, fill_value=0),
            money.reindex(index),
        ],
        axis=1,
    )
    return figures[list(FIGURES)]


def _rest_rows(figures: pd.DataFrame, by: str) -> pd.DataFrame:
    names = {_OUTSIDE: REST[by], _UNPLACED: "未落图"}
    rest = figures.loc[[_OUTSIDE, _UNPLACED]].rename_axis("id").reset_index()
    rest.insert(1, "name", rest["id"].map(names))
    rest["area_mu"] = float("nan")
    always = (rest["id"] == _UNPLACED) & (by in SPATIAL)
    shown = (rest["projects"] > 0) | (rest["enterprises"] > 0) | always
    return rest[shown].reset_index(drop=True)


def _one_row(
    identifier: str, name: str, projects: pd.DataFrame, enterprises: pd.DataFrame
) -> pd.DataFrame:
    row: dict[str, object] = {"id": identifier, "name": name, "projects": len(projects)}
    row |= {column: projects[column].sum(min_count=1) for column in AMOUNTS}
    row["enterprises"] = len(enterprises)
    row |= {
        column: enterprises[column].sum(min_count=1)
        for column in ("revenue_wan_yuan", "tax_wan_yuan")
    }
    return pd.DataFrame([row])


def _with_rates(table: pd.DataFrame) -> pd.DataFrame:
    table = table.copy()
    planned = table["planned_wan_yuan"].where(table["planned_wan_yuan"] > 0)
    before = table["previous_completed_wan_yuan"]
    table["rate"] = table["completed_wan_yuan"] / planned
    table["change"] = table["completed_wan_yuan"] / before.where(before > 0) - 1
    order = ["id", "name", "projects", "planned_wan_yuan", "completed_wan_yuan", "rate"]
    order += ["previous_completed_wan_yuan", "change", "enterprises", "revenue_wan_yuan"]
    return table[[*order, "tax_wan_yuan", "area_mu"]]
