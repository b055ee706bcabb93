"""Import: what the rows of a file would change in a project, and making that change.

``plan_import`` writes nothing; ``apply_import`` makes one edit that can be undone as a whole.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.changes import ChangeSet, TableChange
from dzmap.core.frames import empty
from dzmap.core.problems import Problem, Severity
from dzmap.core.tables import TABLES
from dzmap.services.list_import import ITEMS, LISTS, list_changes
from dzmap.services.place_resolution import (
    ROW,
    PlaceResolver,
    Reporter,
)
from dzmap.services.ports import ImportedRows, Tables
from dzmap.services.row_merging import Keys, Merge, match_rows, merge_rows
from dzmap.services.row_preparation import (
    described,
    final_ids,
    note_schematic,
    placed,
    prefer_existing,
    unique_rows,
)

_KEYS: dict[str, Keys] = {
    "enterprises": (("id",), ("uscc", "name"), ("uscc",), ("name", "county_id")),
    "projects": (("id",), ("name", "owner", "county_id"), ("name", "county_id")),
    "control_areas": (("id",),),
}
_YEARS = {
    "enterprises": ("enterprise_years", "enterprise_id"),
    "projects": ("project_years", "project_id"),
}


class Project(Tables, Protocol):
    """What an import needs of an open project (``services.session.Session``)."""

    def edit(self, title: str, *changes: TableChange) -> ChangeSet:
        """Make one edit that undo takes back as a whole."""


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """What an import would do; nothing is written yet.

    ``added``, ``changed``, ``unchanged`` count rows of the imported table (a row whose yearly
    figures change counts as changed), ``dropped`` rows of the file that stay out, ``removed`` areas
    of a control line that its new file no longer has. Of a reference list they count its items, and
    ``replaces`` names the version that the file takes the place of.
    """

    table: str
    source: str
    changes: tuple[TableChange, ...]
    added: int
    changed: int
    unchanged: int
    dropped: int
    removed: int = 0
    problems: tuple[Problem, ...] = ()
    replaces: str = ""

    @property
    def summary(self) -> str:
        """“新增 96 · 变更 21 · 未导入 8”, with 未变 and 删除 where there are any."""
        parts = [f"新增 {self.added:,}", f"变更 {self.changed:,}"]
        parts += [f"未变 {self.unchanged:,}"] if self.unchanged else []
        parts += [f"删除 {self.removed:,}"] if self.removed else []
        return " · ".join([*parts, f"未导入 {self.dropped:,}"])

    @property
    def title(self) -> str:
        """What the edit is called in the history."""
        what = f"导入{TABLES[self.table].zh}"
        return f"{what}（{self.source}）" if self.source else what


def plan_import(
    session: Tables, rows: ImportedRows, table: str, *, year: int | None = None
) -> ImportPlan:
    """Work out what importing ``rows`` would change.

    Names of counties, townships, zones, parks and chains become ids; positions fill in what is not
    stated and contradictions are reported; rows are matched with existing ones by id, then
    统一社会信用代码, then name and county; new ones get ids. Blank cells never erase a value, and a
    worse position never replaces a better one.

    Args:
        session: The project.
        rows: What a reader made of the file.
        table: The table that the rows are for.
        year: The year of yearly figures that name none.
    """
    if table == LISTS:
        return _plan_list(session, rows)
    reporter = Reporter(rows.source, rows.sheet, list(rows.problems))
    frame, merge = _merged(session, rows, table, reporter)
    differs = merge.differs.copy()
    changes = [merge.change]
    if table in _YEARS and _YEARS[table][0] in rows.tables:
        years, touched = _years(session, rows, table, frame, year, reporter)
        changes.append(years)
        differs |= touched & ~merge.is_new
    stale = None
    if table == "control_areas":
        changes.insert(0, _layers(session, rows, reporter))
        stale = _stale_areas(session, merge.after, reporter)
        changes.append(stale)
    added, changed = int(merge.is_new.sum()), int(differs.sum())
    problems = tuple(sorted(reporter.problems, key=lambda problem: problem.row or 0))
    out = {problem.row for problem in problems if problem.severity is Severity.ERROR}
    return ImportPlan(
        table=table,
        source=rows.source,
        changes=tuple(change for change in changes if change.row_count),
        added=added,
        changed=changed,
        unchanged=len(merge.after) - added - changed,
        dropped=len(out - {None}),
        removed=stale.row_count if stale is not None else 0,
        problems=problems,
    )


def _plan_list(session: Tables, rows: ImportedRows) -> ImportPlan:
    changes, replaced, notes = list_changes(session, rows)
    problems = (*rows.problems, *notes)
    added = len(rows.tables[ITEMS])
    return ImportPlan(
        table=LISTS,
        source=rows.source,
        changes=changes,
        added=added if changes else 0,
        changed=0,
        unchanged=0 if changes else added,
        dropped=len({one.row for one in problems if one.severity is Severity.ERROR}),
        removed=len(changes[1].before) if changes else 0,
        problems=problems,
        replaces=replaced,
    )


def apply_import(session: Project, plan: ImportPlan) -> ChangeSet:
    """Make the planned changes as one edit that undo takes back as a whole."""
    return session.edit(plan.title, *plan.changes)


def _merged(
    session: Tables, rows: ImportedRows, table: str, reporter: Reporter
) -> tuple[pd.DataFrame, Merge]:
    frame = rows.tables[table].reset_index(drop=True)
    if ROW not in frame:
        frame = frame.assign(**{ROW: None})
    resolver = PlaceResolver(session, reporter)
    stated = resolver.resolve(unique_rows(frame, reporter))
    frame = placed(stated, table, resolver, session)
    existing = session.table(table)
    position = match_rows(frame, existing, _keys(table))
    frame = prefer_existing(frame, stated, existing, position)
    frame = frame.assign(id=final_ids(frame, existing, position, table))
    frame = described(frame, position < 0, rows.source, table)
    note_schematic(frame, existing, position, reporter)
    return frame, merge_rows(frame, existing, position, TABLES[table])


def _keys(table: str) -> Keys:
    """What tells rows of a table apart: the id, else the name and where it is."""
    columns = {column.name for column in TABLES[table].columns}
    around = next((name for name in ("county_id", "zone_id") if name in columns), None)
    return _KEYS.get(table, (("id",), ("name", around) if around else ("name",)))


def _years(
    session: Tables,
    rows: ImportedRows,
    table: str,
    parents: pd.DataFrame,
    year: int | None,
    reporter: Reporter,
) -> tuple[TableChange, npt.NDArray[np.bool_]]:
    """The change to the yearly table, and which parents' figures it touches."""
    name, parent_id = _YEARS[table]
    figures = _owned(rows.tables[name].reset_index(drop=True), parents, parent_id)
    figures["year"] = figures["year"].astype("Int64")
    undated = figures["year"].isna()
    told = f"{int(undated.sum()):,} 行年度数据没有年份"
    if undated.any() and year is not None:
        reporter.add(Severity.FIXED, f"{told}，按选定的 {year} 年导入。")
        figures["year"] = figures["year"].fillna(year)
        undated = figures["year"].isna()
    elif undated.any():
        reporter.add(
            Severity.WARNING,
            f"{told}，没有导入。",
            "选定年份，或在表头写明年份（如“2021年营业收入”）后重新导入。",
        )
    # A file may give the same figure twice, with and without its year: what is dated comes first.
    figures = figures[~undated].groupby([parent_id, "year"], sort=False).first().reset_index()
    figures["id"] = figures[parent_id].astype(str) + "-" + figures["year"].astype(str)
    existing = session.table(name)
    position = match_rows(figures, existing, ((parent_id, "year"),))
    figures["id"] = _existing_ids(figures["id"], existing, position)
    merge = merge_rows(figures, existing, position, TABLES[name])
    touched = set(merge.after.loc[merge.is_new | merge.differs, parent_id])
    return merge.change, parents["id"].isin(touched).to_numpy()


def _owned(figures: pd.DataFrame, parents: pd.DataFrame, parent_id: str) -> pd.DataFrame:
    """Yearly rows with the final id of their parent, found by the row of the file; dated first."""
    final = parents.dropna(subset=[ROW]).set_index(ROW)["id"]
    owned = figures.assign(**{parent_id: figures[ROW].map(final)})
    owned = owned[owned[parent_id].notna()]
    return owned.sort_values("year", na_position="last", kind="stable").drop(columns=ROW)


def _existing_ids(
    ids: "pd.Series[Any]", existing: pd.DataFrame, position: npt.NDArray[np.int64]
) -> list[str]:
    known = existing["id"].to_numpy()
    return [
        str(known[place]) if place >= 0 else str(identifier)
        for identifier, place in zip(ids, position, strict=True)
    ]


def _layers(session: Tables, rows: ImportedRows, reporter: Reporter) -> TableChange:
    """The change to the list of control lines: a new file replaces all that was said of the old.

    An older coverage or date must not outlive the areas that it was about.
    """
    layers = rows.tables["control_layers"]
    frame = described(layers, np.ones(len(layers), dtype=bool), rows.source, "control_layers")
    existing = session.table("control_layers")
    others = existing[existing["kind"].isin(frame["kind"]) & ~existing["id"].isin(frame["id"])]
    if len(others):
        reporter.add(
            Severity.WARNING,
            f"项目里已有同类管控线：{'、'.join(others['name'].astype(str))}，核查时一并采用。",
            "不需要时删除原图层。",
        )
    position = match_rows(frame, existing, (("id",),))
    return merge_rows(frame, existing, position, TABLES["control_layers"], keep_blanks=False).change


def _stale_areas(session: Tables, areas: pd.DataFrame, reporter: Reporter) -> TableChange:
    """Takes out the areas that a control line no longer has: its file always holds all of them."""
    existing = session.table("control_areas")
    old = existing["layer_id"].isin(areas["layer_id"]) & ~existing["id"].isin(areas["id"])
    if old.any():
        reporter.add(
            Severity.WARNING,
            f"新文件里没有原图层的 {int(old.sum())} 个图形，将随导入删除。",
            "可以撤销。",
        )
    return TableChange(
        "control_areas", existing[old].reset_index(drop=True), empty(TABLES["control_areas"])
    )
