"""Imported rows against the rows of the project: which are new, which change, what stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dzmap.core.changes import TableChange
from dzmap.core.frames import STORAGE_CRS, conform, same_values
from dzmap.core.tables import Table

_SAME_DEGREES = 1e-10  # a hundredth of a millimetre
_SAME_SHARE = 1e-13  # Excel keeps 15 to 16 digits

Keys = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Merge:
    """What an import does to one table.

    ``after`` are the imported rows as they will stand, in their order; ``is_new`` and ``differs``
    tell which of them are added and changed.
    """

    after: pd.DataFrame
    is_new: npt.NDArray[np.bool_]
    differs: npt.NDArray[np.bool_]
    change: TableChange


def match_rows(incoming: pd.DataFrame, existing: pd.DataFrame, keys: Keys) -> npt.NDArray[np.int64]:
    """The position in ``existing`` of each incoming row, -1 for rows that are not there.

    Args:
        incoming: Rows with resolved ids of places.
        existing: Rows of the project.
        keys: Column tuples tried in order. The first column must be given, the others may be
            missing on both sides. Repeated keys are paired in order, so importing a file twice
            changes nothing the second time. No existing row is matched twice.

    Rows left over are matched by a name that is unique in the project if either side does not say
    in which county it is.
    """
    found = np.full(len(incoming), -1, dtype=np.int64)
    for columns in keys:
        if all(name in incoming and name in existing for name in columns):
            _pair(found, _keyed(incoming, columns), _keyed(existing, columns))
    if "county_id" in existing and "name" in incoming:
        _pair_by_name(found, incoming, existing)
    return found


def _pair(found: npt.NDArray[np.int64], left: "pd.Series[Any]", right: "pd.Series[Any]") -> None:
    free = right.drop(found[found >= 0])
    wanted = left[found < 0]
    left_order = wanted.groupby(wanted).cumcount()
    right_order = free.groupby(free).cumcount()
    places = {
        (text, order): position
        for position, text, order in zip(free.index, free, right_order, strict=True)
        if text is not None
    }
    for position, text, order in zip(wanted.index, wanted, left_order, strict=True):
        found[position] = places.get((text, order), -1)


def _keyed(frame: pd.DataFrame, columns: Sequence[str]) -> "pd.Series[Any]":
    """One text per row by position; None where the first column is missing."""
    cells = frame[list(columns)].astype("object").to_numpy()
    texts = [
        None if pd.isna(row[0]) else "\x1f".join("" if pd.isna(cell) else str(cell) for cell in row)
        for row in cells
    ]
    return pd.Series(texts, dtype="object")


def _pair_by_name(
    found: npt.NDArray[np.int64], incoming: pd.DataFrame, existing: pd.DataFrame
) -> None:
    taken = set(found[found >= 0].tolist())
    by_name: dict[str, list[int]] = {}
    for position, name in enumerate(existing["name"]):
        if position not in taken and not pd.isna(name):
            by_name.setdefault(str(name), []).append(position)
    county = existing["county_id"].isna().to_numpy()
    own = (
        incoming["county_id"].isna().to_numpy()
        if "county_id" in incoming
        else np.ones(len(incoming), dtype=bool)
    )
    names = incoming["name"].tolist()
    for position in np.flatnonzero(found < 0).tolist():
        rivals = by_name.get(str(names[position]), [])
        if len(rivals) == 1 and (own[position] or county[rivals[0]]):
            found[position] = rivals[0]
            by_name[str(names[position])] = []


def merge_rows(
    incoming: pd.DataFrame,
    existing: pd.DataFrame,
    position: npt.NDArray[np.int64],
    table: Table,
    *,
    keep_blanks: bool = True,
) -> Merge:
    """What the table holds after the import.

    Args:
        incoming: Rows with final ids; columns of ``table`` (and others, which are ignored).
        existing: All rows of the project's table in canonical types.
        position: Of each incoming row in ``existing``, -1 for new ones.
        table: The declaration of the table.
        keep_blanks: Whether a cell that the file leaves blank keeps the value that it has.
    """
    columns = [column.name for column in table.columns]
    known = [name for name in (*columns, "geometry") if name in incoming]
    given = conform(_plain(incoming[known], table), table)
    is_new = position < 0
    old = existing.iloc[position[~is_new]].reset_index(drop=True)
    after = given.copy()
    differs = np.zeros(len(given), dtype=bool)
    for name in given.columns:
        if name not in existing:
            continue
        fresh = given[name][~is_new].reset_index(drop=True)
        kept = fresh.where(~_as_good_as(fresh, old[name], keep_blanks), old[name])
        differs[~is_new] |= ~same_values(kept, old[name])
        merged = given[name].array.copy()
        merged[~is_new] = kept.array
        after[name] = merged
    changed = ~is_new & differs
    before = existing.iloc[position[changed]].reset_index(drop=True)
    return Merge(
        after,
        is_new,
        changed,
        TableChange(table.name, before, after[is_new | changed].reset_index(drop=True)),
    )


def _as_good_as(
    fresh: "pd.Series[Any]", old: "pd.Series[Any]", keep_blanks: bool
) -> npt.NDArray[np.bool_]:
    """Where the old value stays: the file is blank, or differs by what Excel rounds away."""
    blank = fresh.isna().to_numpy() & keep_blanks
    if isinstance(fresh, gpd.GeoSeries):
        shapes, before = fresh.to_numpy(), old.to_numpy()
        close = shapely.equals_exact(shapes, before, tolerance=_SAME_DEGREES)
    elif fresh.dtype == np.float64:
        close = np.isclose(fresh, old, rtol=_SAME_SHARE, atol=0)
    else:
        return blank
    kept: npt.NDArray[np.bool_] = blank | close
    return kept


def _plain(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    if not table.geometry:
        return pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    if "geometry" not in frame:
        return frame
    spatial: pd.DataFrame = gpd.GeoDataFrame(frame, geometry="geometry", crs=STORAGE_CRS)
    return spatial
