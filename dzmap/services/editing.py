"""Drawing and changing features of the project: each change is one edit that undo takes back.

Boundaries that were published or surveyed are locked: changing them needs a reason, which goes into
the project's history. Geometries are EPSG:4490.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.changes import TableChange
from dzmap.core.shape_edits import fitted
from dzmap.core.tables import TABLES
from dzmap.services.session import Session

EDITABLE = (
    "parcels",
    "parks",
    "zones",
    "clusters",
    "control_areas",
    "enterprises",
    "projects",
    "townships",
    "waters",
)
"""Tables whose features can be drawn and changed, the most usual first; county borders cannot."""

_FIXED = frozenset({"公布", "实测"})
_REFERENCES = {"zones": "zone_id", "parks": "park_id", "townships": "township_id"}
_YEARS = {
    "enterprises": ("enterprise_years", "enterprise_id"),
    "projects": ("project_years", "project_id"),
}
LEAST_REASON = 5
DRAWN = "在图上绘制"
"""What a drawn feature says of its source."""


class EditError(ValueError):
    """A change that is not made; the text says why in Chinese."""


@dataclass(frozen=True)
class Feature:
    """One row of a table that has a place."""

    table: str
    id: str
    name: str
    shape: shapely.Geometry
    locked: bool


Reshaped = tuple[Feature, shapely.Geometry]
"""A feature as it stands, and the geometry that it gets."""


def feature(session: Session, table: str, identifier: str) -> Feature:
    """The feature with that id.

    Raises:
        EditError: it is not there, has no place, or its table is not edited.
    """
    if table not in EDITABLE:
        raise EditError(f"“{TABLES[table].zh if table in TABLES else '这个图层'}”不能在图上修改")
    row = _rows(session, table, [identifier]).iloc[0]
    shape = row["geometry"]
    if shape is None or shape.is_empty:
        raise EditError("这个对象还没有位置（未落图）")
    status = row.get("geometry_status")
    locked = isinstance(status, str) and status in _FIXED
    name = row.get("name")
    return Feature(table, identifier, name if isinstance(name, str) else identifier, shape, locked)


def add(
    session: Session,
    table: str,
    shape: shapely.Geometry,
    values: Mapping[str, object],
    *,
    also: Sequence[Reshaped] = (),
) -> str:
    """Add a feature; where it belongs is taken from its place unless ``values`` says so.

    The features of ``also`` get their geometries in the same edit.

    Returns:
        The id of the new row.

    Raises:
        ShapeError: the table stores another kind of geometry.
        ValueError: a value that the table cannot hold.
    """
    declared = TABLES[table]
    place = fitted(shape, declared.geometry)
    existing = session.table(table)
    identifier = _free_id(existing["id"])
    row: dict[str, object] = {column.name: None for column in declared.columns}
    row |= {"id": identifier} | _usual(table, place) | _belonging(session, table, place)
    row |= {name: value for name, value in values.items() if value not in (None, "")}
    after = _framed([row], place, existing)
    name = row.get("name") or identifier
    new = TableChange(table, existing.iloc[:0], after)
    session.edit(f"新建{declared.zh}：{name}", new, *_reshaped(session, also))
    return identifier


def change_shape(
    session: Session,
    before: Feature,
    shape: shapely.Geometry,
    what: str,
    *,
    reason: str = "",
    also: Sequence[Reshaped] = (),
) -> None:
    """Give a feature another geometry; ``what`` says in Chinese what was done.

    The features of ``also`` get theirs in the same edit.

    Raises:
        EditError: a boundary is locked and no reason is given.
        ShapeError: a table stores another kind of geometry.
    """
    named = next((one for one, _ in also if one.locked and not before.locked), before)
    title = _title(what, named, reason)
    session.edit(title, *_reshaped(session, [(before, shape), *also]))


def split(
    session: Session,
    before: Feature,
    pieces: Sequence[shapely.Geometry],
    *,
    reason: str = "",
    also: Sequence[Reshaped] = (),
) -> list[str]:
    """Make several features of one: the largest keeps id and figures, the others copy its texts.

    Numbers are not copied, because they would count twice. The features of ``also`` get their
    geometries in the same edit.

    Returns:
        The ids of all pieces.
    """
    title = _title("分割", before, reason)
    rows = _rows(session, before.table, [before.id])
    existing = session.table(before.table)
    numbers = {
        column.name: None
        for column in TABLES[before.table].columns
        if column.kind in ("int", "real")
    }
    taken = set(existing["id"])
    made = [rows]
    for number in range(2, len(pieces) + 1):
        identifier = _next_id(f"{before.id}-{number}", taken)
        taken.add(identifier)
        names = {"name": f"{before.name}（{number}）"} if "name" in rows.columns else {}
        made.append(rows.assign(**numbers, id=identifier, **names))
    after = _with_shapes(
        gpd.GeoDataFrame(pd.concat(made, ignore_index=True), crs=rows.crs),
        [fitted(piece, TABLES[before.table].geometry) for piece in pieces],
    )
    session.edit(title, TableChange(before.table, rows, after), *_reshaped(session, also))
    return [str(key) for key in after["id"]]


def merge(
    session: Session,
    features: Sequence[Feature],
    shape: shapely.Geometry,
    *,
    what: str = "",
    reason: str = "",
) -> str:
    """Make one feature of several: the first keeps its id and texts, amounts are added up.

    What refers to the others (enterprises of a zone, parcels of a park) refers to the first then.
    ``what`` says in Chinese what was done, if that was more than merging.

    Returns:
        The id that stays.
    """
    first, *others = features
    table = first.table
    locked = next((one for one in features if one.locked), first)
    what = what or f"合并 {len(features)} 个{TABLES[table].zh}到"
    title = _title(what, first, reason, locked.locked)
    rows = _rows(session, table, [one.id for one in features])
    kept = rows[rows["id"] == first.id]
    amounts = {name: rows[name].sum(min_count=1) for name in amount_columns(table)}
    place = fitted(shape, TABLES[table].geometry)
    after = _with_shapes(kept.assign(**amounts), [place])
    gone = [one.id for one in others]
    session.edit(
        title, TableChange(table, rows, after), *_repointed(session, table, gone, first.id)
    )
    return first.id


def amount_columns(table: str) -> tuple[str, ...]:
    """The figures of a table that several features have together: sums make sense."""
    return tuple(
        column.name
        for column in TABLES[table].columns
        if column.kind == "real" and not column.name.endswith("_percent") and column.unit != "分"
    )


def remove(
    session: Session,
    table: str,
    ids: Sequence[str],
    *,
    what: str = "删除",
    heir: str | None = None,
    reason: str = "",
) -> int:
    """Delete features with their rows and yearly figures; ``what`` says in Chinese why.

    Returns:
        How many rows of other tables stated that they belong there: they state the feature with the
        id ``heir`` now, or nothing.

    Raises:
        EditError: one is locked and no reason is given.
    """
    rows = _rows(session, table, ids)
    first = feature_of(rows.iloc[0], table)
    if len(rows) == 1:
        title = _title(what, first, reason)
    else:
        locked = bool(rows.get("geometry_status", pd.Series(dtype="str")).isin(_FIXED).any())
        title = _title(f"{what} {len(rows)} 个{TABLES[table].zh}，其中有", first, reason, locked)
    freed = _repointed(session, table, ids, heir)
    session.edit(
        title, TableChange(table, rows, rows.iloc[:0]), *freed, *_without_years(session, table, ids)
    )
    return sum(len(change.before) for change in freed)


def feature_of(row: pd.Series, table: str) -> Feature:
    """A row of a table as a feature."""
    status, name = row.get("geometry_status"), row.get("name")
    return Feature(
        table,
        str(row["id"]),
        name if isinstance(name, str) else str(row["id"]),
        row.get("geometry"),
        isinstance(status, str) and status in _FIXED,
    )


def _title(what: str, before: Feature, reason: str, locked: bool | None = None) -> str:
    if locked is None:
        locked = before.locked
    said = reason.strip()
    if locked and len(said) < LEAST_REASON:
        raise EditError(
            f"“{before.name}”的边界是公布或实测的，修改要写明理由（至少 {LEAST_REASON} 个字）"
        )
    title = f"{what}：{before.name}"
    return f"{title}（理由：{said}）" if locked else title


def _rows(session: Session, table: str, ids: Iterable[str]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(session.table(table))
    rows = frame[frame["id"].isin(list(ids))]
    if rows.empty:
        raise EditError("选中的对象已经不在项目里")
    return rows


def _with_shapes(rows: gpd.GeoDataFrame, shapes: Sequence[shapely.Geometry]) -> gpd.GeoDataFrame:
    column = gpd.GeoSeries(list(shapes), index=rows.index, crs=rows.crs)
    return rows.set_geometry(column.rename("geometry"))


def _reshaped(session: Session, wanted: Iterable[Reshaped]) -> list[TableChange]:
    changes = []
    for before, shape in wanted:
        rows = _rows(session, before.table, [before.id])
        place = fitted(shape, TABLES[before.table].geometry)
        changes.append(TableChange(before.table, rows, _with_shapes(rows, [place])))
    return changes


def _framed(
    rows: list[dict[str, object]], shape: shapely.Geometry, like: pd.DataFrame
) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(rows, geometry=[shape], crs=gpd.GeoDataFrame(like).crs)
    return frame[list(like.columns)]


def _free_id(taken: pd.Series) -> str:
    return _next_id("n-1", set(taken))


def _next_id(wanted: str, taken: set[str]) -> str:
    """The wanted id, or the next one after it that is free."""
    stem, _, number = wanted.rpartition("-")
    count = int(number)
    while f"{stem}-{count}" in taken:
        count += 1
    return f"{stem}-{count}"


def _usual(table: str, shape: shapely.Geometry) -> dict[str, object]:
    """What every drawn feature says about itself."""
    known = {column.name for column in TABLES[table].columns}
    quality = "点" if shape.geom_type == "Point" else "红线"
    usual = {
        "geometry_status": "示意",
        "data_status": "填报",
        "place_quality": quality,
        "source": DRAWN,
    }
    return {name: value for name, value in usual.items() if name in known}


def _belonging(session: Session, table: str, shape: shapely.Geometry) -> dict[str, object]:
    """County, zone and park in which a feature lies with a point inside it."""
    known = {column.name for column in TABLES[table].columns}
    inside = shapely.point_on_surface(shape)
    found: dict[str, object] = {}
    for column, owners in (("county_id", "counties"), ("zone_id", "zones"), ("park_id", "parks")):
        if column not in known:
            continue
        frame = gpd.GeoDataFrame(session.table(owners))
        hits = np.flatnonzero(shapely.intersects(frame.geometry.to_numpy(), inside))
        if len(hits) == 1:
            found[column] = frame["id"].iloc[hits[0]]
    return found


def _without_years(session: Session, table: str, gone: Sequence[str]) -> list[TableChange]:
    """The yearly figures of what is gone, deleted."""
    if table not in _YEARS:
        return []
    name, column = _YEARS[table]
    frame = session.table(name)
    rows = frame[frame[column].isin(list(gone))]
    return [TableChange(name, rows, rows.iloc[:0])] if len(rows) else []


def _repointed(
    session: Session, table: str, gone: Sequence[str], kept: str | None
) -> list[TableChange]:
    """Rows of other tables that refer to what is gone, referring to what stays, if anything."""
    column = _REFERENCES.get(table)
    changes = []
    for name, declared in TABLES.items():
        if column is None or column not in {one.name for one in declared.columns}:
            continue
        frame = session.table(name)
        rows = frame[frame[column].isin(list(gone))]
        if len(rows):
            changes.append(TableChange(name, rows, rows.assign(**{column: kept})))
    return changes
