"""The topology check of a project's table: its flaws, what would repair them, the repair as an edit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core import topology_repairs
from dzmap.core.areas import area_m2
from dzmap.core.containment import half_inside
from dzmap.core.quantities import format_m2, format_mu, is_missing, mu_from_m2
from dzmap.core.spatial import made_valid
from dzmap.core.tables import TABLES
from dzmap.core.topology import Finding, Flaw, Parents, Shapes, Tolerances, check
from dzmap.core.topology_repairs import Proposal
from dzmap.services.attributes import OWN_COLUMNS
from dzmap.services.editing import (
    DRAWN,
    EditError,
    Feature,
    amount_columns,
    change_shape,
    feature,
    feature_of,
    merge,
    remove,
)
from dzmap.services.jobs import Progress, Silent
from dzmap.services.ports import Tables
from dzmap.services.report_model import Report, ReportTable, Section, TableColumn
from dzmap.services.session import Session

CHECKED = ("parcels", "parks", "zones", "clusters", "control_areas")
"""Tables of areas that can be checked, the most usual first."""

_PARENTS = {
    "zones": (("county_id", "counties"),),
    "clusters": (("county_id", "counties"),),
    "parks": (("zone_id", "zones"),),
    "parcels": (("park_id", "parks"), ("zone_id", "zones")),
}
_APART = {"control_areas": "layer_id"}
"""Rows that differ in this column may lie over each other."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Checked:
    """A table as it was checked, and what was found; ``rows`` are its attributes."""

    table: str
    rows: pd.DataFrame
    ids: tuple[str, ...]
    names: tuple[str, ...]
    shapes: Shapes
    parents: Parents | None
    tolerances: Tolerances
    findings: tuple[Finding, ...]

    def keys(self, finding: Finding) -> list[str]:
        """The ids of the features that a finding is about."""
        return [self.ids[row] for row in finding.rows]

    def frame(self) -> pd.DataFrame:
        """One row per finding: id (its number), flaw, feature, name, other, text, area_m2, place."""
        rows = [
            {
                "id": str(number),
                "flaw": finding.flaw.value,
                "feature": self.ids[finding.rows[0]],
                "name": self.names[finding.rows[0]],
                "other": "、".join(self.ids[row] for row in finding.rows[1:]),
                "text": finding.text,
                "area_m2": finding.area_m2 or None,
                "place": finding.place,
            }
            for number, finding in enumerate(self.findings)
        ]
        columns = ["id", "flaw", "feature", "name", "other", "text", "area_m2", "place"]
        return pd.DataFrame(rows, columns=columns).astype({"area_m2": "float64"})


def check_table(
    tables: Tables,
    table: str,
    tolerances: Tolerances | None = None,
    *,
    wanted: frozenset[Flaw] = frozenset(Flaw),
    progress: Progress | None = None,
) -> Checked:
    """Look for flaws in one of the tables of ``CHECKED``."""
    tolerances = tolerances or Tolerances()
    progress = progress or Silent()
    frame = gpd.GeoDataFrame(tables.table(table))
    shapes: Shapes = frame.geometry.to_numpy().copy()
    ids = tuple(frame["id"].astype(str))
    names = tuple(frame["name"].fillna(frame["id"]).astype(str))
    parents = _parents(tables, table, frame)
    findings: list[Finding] = []
    groups = _groups(frame, table)
    for number, rows in enumerate(groups):
        progress.step(f"检查{TABLES[table].zh}", number, len(groups))
        home = None if parents is None else replace(parents, home=parents.home[rows])
        own = [names[row] for row in rows]
        for finding in check(shapes[rows], own, tolerances, home, wanted=wanted):
            places = tuple(int(rows[row]) for row in finding.rows)
            findings.append(replace(finding, rows=places))
    return Checked(
        table=table,
        rows=frame,
        ids=ids,
        names=names,
        shapes=shapes,
        parents=parents,
        tolerances=tolerances,
        findings=tuple(findings),
    )


def proposals(checked: Checked, finding: Finding) -> tuple[Proposal, ...]:
    """The ways to repair a finding; none where only people can decide, see ``left_to_people``."""
    if _unlike(checked, finding):
        return ()
    parent = None
    if checked.parents is not None and finding.parent >= 0:
        parent = checked.parents.shapes[finding.parent]
    groups = _groups(checked.rows, checked.table)
    group = next(rows for rows in groups if finding.rows[0] in rows)
    shapes: Shapes = np.full(len(checked.shapes), None, dtype=np.object_)
    shapes[group] = checked.shapes[group]
    return topology_repairs.proposals(finding, shapes, checked.names, checked.tolerances, parent)


def left_to_people(checked: Checked, finding: Finding) -> str:
    """Why there is no way to repair a finding, and what to do; "" if there is nothing special to say."""
    unlike = _unlike(checked, finding)
    if unlike:
        first, later = (checked.names[row] for row in finding.rows)
        return (
            f"边界相同，但后一个“{later}”的{'、'.join(unlike)}与“{first}”不同，程序不替人取舍。"
            "核对属性后删去多余的一个"
        )
    if finding.flaw is Flaw.SLIVER:
        return "没有与它共边的相邻对象可以并入。确属多余时选中后删除，否则在图上编辑边界"
    return ""


def concerned(session: Session, checked: Checked, proposal: Proposal) -> list[Feature]:
    """The features that a proposal would change, as they stand: first those whose border is locked.

    Raises:
        EditError: one is not there any more.
    """
    found = [feature(session, checked.table, checked.ids[row]) for row in proposal.rows]
    return sorted(found, key=lambda one: not one.locked)


def repair(
    session: Session, checked: Checked, finding: Finding, proposal: Proposal, *, reason: str = ""
) -> None:
    """Make the proposal one edit.

    Raises:
        EditError: a boundary is locked and no reason is given, or something changed since the check.
    """
    rows = {*finding.rows, *proposal.rows, proposal.heir} - {-1}
    now = {row: feature(session, checked.table, checked.ids[row]) for row in rows}
    for row, one in now.items():
        if not one.shape.equals_exact(checked.shapes[row]):
            raise EditError(f"“{one.name}”的边界在检查之后改过，请重新检查")
    what = f"修复{finding.flaw.value}"
    if proposal.taken < 0:
        (before, shape), *also = [(now[row], shape) for row, shape in proposal.shapes.items()]
        change_shape(session, before, shape, what, reason=reason, also=also)
        return
    taken, heir = now[proposal.taken], now[proposal.heir]
    if proposal.heir in proposal.shapes:
        merge(session, [heir, taken], proposal.shapes[proposal.heir], what=what, reason=reason)
        return
    if not session.table(checked.table).equals(checked.rows):
        raise EditError("这张表在检查之后改过，请重新检查")
    remove(session, checked.table, [taken.id], what=what, heir=heir.id, reason=reason)


def repair_effects(checked: Checked, proposal: Proposal) -> list[str]:
    """Sentences: every area that would be changed, before and after, and what would be lost."""
    said = []
    if proposal.taken >= 0:
        size = _amount(_size(checked.shapes[proposal.taken]))
        said.append(f"“{checked.names[proposal.taken]}”删去（面积 {size}，椭球面积）")
    said += [
        f"“{checked.names[row]}”{_area_change(checked.shapes[row], shape)}"
        for row, shape in proposal.shapes.items()
    ]
    if proposal.taken >= 0 and not proposal.shapes:
        size = _amount(_size(checked.shapes[proposal.heir]))
        said.append(f"“{checked.names[proposal.heir]}”面积 {size} 不变")
    elif proposal.taken >= 0:
        added = [TABLES[checked.table].column(name).zh for name in amount_columns(checked.table)]
        lost = _own_content(checked, proposal.taken, proposal.heir)
        lost = [name for name in lost if name not in added]
        if lost:
            said.append(f"“{checked.names[proposal.taken]}”的{'、'.join(lost)}不再保留")
    return said


def _unlike(checked: Checked, finding: Finding) -> list[str]:
    """The columns for which the later of two equal areas must not go, in Chinese."""
    if finding.flaw is not Flaw.DUPLICATE:
        return []
    first, later = finding.rows
    return _own_content(checked, later, first)


def _own_content(checked: Checked, one: int, other: int) -> list[str]:
    """The columns in which a row says what another does not say as well, in Chinese."""
    row, like = checked.rows.iloc[one], checked.rows.iloc[other]
    found = [
        column.zh
        for column in TABLES[checked.table].columns
        if column.name not in OWN_COLUMNS
        and not is_missing(row[column.name])
        and row[column.name] != DRAWN
        and (is_missing(like[column.name]) or row[column.name] != like[column.name])
    ]
    if feature_of(row, checked.table).locked and not feature_of(like, checked.table).locked:
        found.append(TABLES[checked.table].column("geometry_status").zh)
    return found


def topology_report(results: Sequence[Checked], *, title: str) -> Report:
    """Findings of several tables as a report whose rows have places."""
    columns = (
        TableColumn(name="table", title="图层"),
        TableColumn(name="flaw", title="问题"),
        TableColumn(name="feature", title="编号"),
        TableColumn(name="name", title="名称"),
        TableColumn(name="other", title="相关对象"),
        TableColumn(name="text", title="说明"),
        TableColumn(name="area_m2", title="面积", kind="number", unit="㎡", missing="—"),
    )
    frames = [checked.frame().assign(table=TABLES[checked.table].zh) for checked in results]
    note = "面积和距离按 CGCS2000 3 度带（中央经线 117°）平面计算。"
    table = ReportTable(
        title="拓扑检查",
        sheet="拓扑检查",
        columns=columns,
        frame=pd.concat(frames, ignore_index=True),
        note=note,
        places="place",
    )
    return Report(title=f"{title} 拓扑检查", sections=(Section(title="拓扑检查", tables=(table,)),))


def _groups(frame: pd.DataFrame, table: str) -> list[npt.NDArray[np.intp]]:
    column = _APART.get(table)
    if column is None:
        return [np.arange(len(frame))]
    groups = frame.groupby(column, dropna=False, sort=False).indices.values()
    return [np.asarray(rows, dtype=np.intp) for rows in groups]


def _parents(tables: Tables, table: str, frame: gpd.GeoDataFrame) -> Parents | None:
    """Where each feature should lie: what it states, else what holds at least half of it."""
    shapes: list[object] = []
    names: list[str] = []
    home = np.full(len(frame), -1, dtype=np.intp)
    own = made_valid(frame.geometry.to_numpy())
    for column, owners in _PARENTS.get(table, ()):
        parents = gpd.GeoDataFrame(tables.table(owners))
        position = {key: place for place, key in enumerate(parents["id"])}
        stated = frame[column].map(position).fillna(-1).to_numpy().astype(np.intp)
        held = half_inside(own, made_valid(parents.geometry.to_numpy()))
        found = np.where(frame[column].isna().to_numpy(), held, stated)
        new = (home < 0) & (found >= 0)
        home[new] = found[new] + len(shapes)
        shapes.extend(parents.geometry)
        names.extend(parents["name"].astype(str))
    if not shapes:
        return None
    around = np.empty(len(shapes), dtype=object)
    around[:] = shapes
    return Parents(shapes=around, names=names, home=home)


def _area_change(before: object, after: object) -> str:
    """“面积 12.30 亩 → 11.80 亩（减少 0.50 亩，椭球面积）”."""
    old, new = _size(before), _size(after)
    how = "增加" if new > old else "减少"
    return f"面积 {_amount(old)} → {_amount(new)}（{how} {_amount(abs(new - old))}，椭球面积）"


def _size(shape: object) -> float:
    return area_m2(made_valid(shape)[0])


def _amount(size_m2: float) -> str:
    """In 亩; what is smaller than one in square metres."""
    mu = mu_from_m2(size_m2)
    return format_mu(mu) if mu >= 1 else format_m2(size_m2)
