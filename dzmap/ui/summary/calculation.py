"""The work behind the page: the summary, its map, the years, and what one figure is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dzmap.core.quantities import is_missing
from dzmap.core.summary import REST, SPATIAL, Summary
from dzmap.services.figures import figure_of
from dzmap.services.jobs import Progress
from dzmap.services.summarising import GROUP_TABLES, group_of, project_details, summarise_project
from dzmap.ui.i18n import tr
from dzmap.ui.summary.conditions import Choice

if TYPE_CHECKING:
    from dzmap.services.map_model import MapModel
    from dzmap.services.session import Session

CHOROPLETH = "choropleth"
TOTAL = "total"
_PARTS_BY = {"county": "zone", "zone": "park"}
_MOST_PARTS = 5
_NOWHERE = ""


@dataclass(frozen=True)
class YearAmounts:
    """Planned and completed investment of a year in 万元; None = 未填报."""

    year: int
    planned: float | None
    completed: float | None

    @property
    def rate(self) -> float | None:
        """Completed over planned."""
        if self.planned is None or self.completed is None or self.planned <= 0:
            return None
        return self.completed / self.planned


@dataclass(frozen=True)
class Part:
    """One part of a group's completed investment, 万元; ``ids`` are the places it counts for."""

    name: str
    amount: float
    projects: int
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What one calculation gives: the summary, its map, other years, and for which conditions."""

    choice: Choice
    summary: Summary
    model: "MapModel"
    by_year: tuple[Summary, ...]
    counts: dict[str, int]

    def years(self, group: str = TOTAL) -> tuple[YearAmounts, ...]:
        """The amounts of a group (or all) year by year."""
        return tuple(_amounts(summary, group) for summary in self.by_year)

    def rows(self) -> pd.DataFrame:
        """Every row that can be explained: groups, then what has no group."""
        return pd.concat([self.summary.groups, self.summary.rest], ignore_index=True)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A group of a summary with the projects behind it."""

    summary: Summary
    row: pd.Series
    details: pd.DataFrame
    kinds: tuple[str, ...]
    parts_by: str
    parts: tuple[Part, ...]


def calculate(
    session: "Session",
    choice: Choice,
    year: int,
    industries: Callable[[], pd.DataFrame],
    progress: Progress,
) -> Result:
    """Sum up and draw; called in a worker thread."""
    from dzmap.services.styling import chosen_map
    from dzmap.services.summarising import industry_names
    from dzmap.services.thematic import with_choropleth

    progress.step(tr("分组相加"))
    names = industry_names(industries()) if choice.by == "industry" else {}

    def of_year(each: int) -> Summary:
        return summarise_project(
            session, by=choice.by, year=each, kinds=choice.kinds, industry_names=names
        )

    summary = of_year(year)
    known = {int(each) for each in session.table("project_years")["year"].dropna().unique()}
    by_year = []
    for each in sorted(known | {year}):
        progress.step(tr("分组相加"))
        by_year.append(summary if each == year else of_year(each))
    progress.step(tr("画图"))
    model = chosen_map(session, complete=True)
    if choice.by in SPATIAL:
        model = with_choropleth(model, session, summary, figure_of(choice.figure, choice.per))
    return Result(choice, summary, model, tuple(by_year), _counts(session))


def _counts(session: "Session") -> dict[str, int]:
    """How many groups of each kind there are, and projects of each kind."""
    counts = {by: len(session.table(table)) for by, table in GROUP_TABLES.items()}
    codes = pd.concat(
        [session.table(name)["industry_code"] for name in ("enterprises", "projects")]
    )
    kinds = session.table("projects")["kind"].value_counts()
    return counts | {
        "industry": int(codes.astype("str").str.extract(r"^[A-Z]?(\d{2})", expand=False).nunique()),
        "chain": len(session.table("chains")),
        "invest": int(kinds.get("invest", 0)),
        "upgrade": int(kinds.get("upgrade", 0)),
    }


def figure_for(session: "Session", result: Result, group: str) -> Figure:
    """What the completed investment of a group is made of; ``group`` is an id of ``rows``."""
    summary, kinds = result.summary, result.choice.kinds
    rows = result.rows()
    details = project_details(session, by=summary.by, group=group, year=summary.year, kinds=kinds)
    parts_by = _PARTS_BY.get(summary.by, "county")
    return Figure(
        summary=summary,
        row=rows[rows["id"] == group].iloc[0],
        details=details,
        kinds=kinds,
        parts_by=parts_by,
        parts=_parts(session, details, parts_by),
    )


def _parts(session: "Session", details: pd.DataFrame, by: str) -> tuple[Part, ...]:
    """The completed investment of projects by where they count, the largest first."""
    projects = session.table("projects")
    chosen = projects[projects["id"].isin(details["id"])].reset_index(drop=True)
    if not len(chosen):
        return ()
    places = session.table(GROUP_TABLES[by])
    names = dict(zip(places["id"], places["name"], strict=True))
    group = group_of(session, by=by, rows=chosen)
    group = group.where(group.isin(names), _NOWHERE)
    completed = chosen["id"].map(details.set_index("id")["completed_wan_yuan"])
    sums = completed.groupby(group.to_numpy()).agg(["sum", "size"])
    ranked = sums.sort_values("sum", ascending=False, kind="stable")
    parts = [
        Part(
            str(names.get(place, tr(REST[by]))),
            float(row["sum"]),
            int(row["size"]),
            () if place == _NOWHERE else (str(place),),
        )
        for place, row in ranked.iterrows()
        if row["sum"] > 0
    ]
    if len(parts) <= _MOST_PARTS:
        return tuple(parts)
    kept, others = parts[: _MOST_PARTS - 1], parts[_MOST_PARTS - 1 :]
    word = tr("其余 {count} 处").format(count=len(others))
    rest = Part(
        word,
        sum(one.amount for one in others),
        sum(one.projects for one in others),
        tuple(place for one in others for place in one.ids),
    )
    return (*kept, rest)


def _amounts(summary: Summary, group: str) -> YearAmounts:
    rows = pd.concat([summary.groups, summary.rest, summary.total.assign(id=TOTAL)])
    found = rows[rows["id"] == group]
    if not len(found):
        return YearAmounts(summary.year, None, None)
    row = found.iloc[0]
    planned, completed = row["planned_wan_yuan"], row["completed_wan_yuan"]
    return YearAmounts(
        summary.year,
        None if is_missing(planned) else float(planned),
        None if is_missing(completed) else float(completed),
    )
