"""The rows of a project as they stand with unsaved edits, as values that are never changed in place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol, Self

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from typing_extensions import override

from dzmap.core.changes import TableChange
from dzmap.core.frames import STORAGE_CRS, conform, empty, same_values
from dzmap.core.tables import Table


class Working(Protocol):
    """Rows that change sets apply to."""

    def settle(self, change: TableChange) -> TableChange | None:
        """The change in exact terms (see ``WorkingTable.settle``); None if it changes nothing."""

    def rebase(self, change: TableChange) -> TableChange | None:
        """The change as it reads on top of these rows, which may not be those it was made on."""

    def apply(self, change: TableChange) -> Self:
        """The rows after a settled change."""


@dataclass(frozen=True)
class WorkingTable(Working):
    """One table. ``frame`` has a RangeIndex and is shared: nobody may change it.

    Rows keep their order: an updated row stays where it is, and a deleted row that comes back (by
    undo) comes back to its old place.
    """

    table: Table
    frame: pd.DataFrame
    _ids: "pd.Index[Any]"
    _order: npt.NDArray[np.int64]  # ascending keys, one per row
    _next_key: int
    _gone: Mapping[str, int]  # keys of deleted rows

    @classmethod
    def of(cls, table: Table, frame: pd.DataFrame) -> "WorkingTable":
        """The canonical rows of a table as read from the project."""
        order = np.arange(len(frame), dtype=np.int64)
        return cls(table, frame, pd.Index(frame["id"]), order, len(frame), MappingProxyType({}))

    @override
    def settle(self, change: TableChange) -> TableChange | None:
        """Check a change and state it exactly.

        Args:
            change: ``after`` has whole rows with all columns of the table; of ``before`` only the
                ids count.

        Returns:
            The change with ``before`` as the rows stand now, ``after`` in canonical types, and rows
            left out in which nothing changes; None if none remains.

        Raises:
            ValueError: missing, blank or repeated ids, ids to change that do not exist or to add
                that do, missing or unknown columns, or values that the table cannot hold.
        """
        before_ids = self._checked_ids(change.before)
        after_ids = self._checked_ids(change.after)
        absent = before_ids[~before_ids.isin(self._ids)]
        if len(absent):
            raise ValueError(f"{self.table.name} has no row {absent[0]}")
        present = after_ids[after_ids.isin(self._ids) & ~after_ids.isin(before_ids)]
        if len(present):
            raise ValueError(f"{self.table.name} has a row {present[0]} already")
        return self._exact(before_ids, self._whole_rows(change.after))

    @override
    def rebase(self, change: TableChange) -> TableChange | None:
        before_ids = self._checked_ids(change.before)
        after = self._whole_rows(change.after)
        touched = before_ids.union(pd.Index(after["id"]), sort=False)
        return self._exact(touched[touched.isin(self._ids)], after)

    @override
    def apply(self, change: TableChange) -> "WorkingTable":
        removed = change.before["id"][~change.before["id"].isin(change.after["id"])]
        known = change.after["id"].isin(change.before["id"]).to_numpy()
        return self._updated(change.after[known]).without(removed)._with(change.after[~known])

    def without(self, ids: Iterable[str]) -> "WorkingTable":
        """The table without these rows."""
        positions = self._ids.get_indexer(pd.Index(ids))
        if not len(positions):
            return self
        keep = np.ones(len(self.frame), dtype=bool)
        keep[positions] = False
        gone = dict(self._gone)
        gone.update(zip(self._ids[positions], self._order[positions].tolist(), strict=True))
        return self._replaced(self.frame[keep], self._order[keep], gone)

    def _updated(self, rows: pd.DataFrame) -> "WorkingTable":
        """Rows that exist with new values; only columns that differ are copied."""
        if not len(rows):
            return self
        positions = self._ids.get_indexer(pd.Index(rows["id"]))
        frame = self.frame.copy(deep=False)
        for name in frame.columns:
            if not same_values(self.frame[name].iloc[positions], rows[name]).all():
                values = self.frame[name].array.copy()
                values[positions] = rows[name].array
                frame[name] = values
        return WorkingTable(self.table, frame, self._ids, self._order, self._next_key, self._gone)

    def _with(self, rows: pd.DataFrame) -> "WorkingTable":
        """New rows at the end; rows that were deleted before at their old place."""
        if not len(rows):
            return self
        gone = dict(self._gone)
        fresh = iter(range(self._next_key, self._next_key + len(rows)))
        keys = [gone.pop(identifier, None) for identifier in rows["id"]]
        added = np.array([next(fresh) if key is None else key for key in keys], dtype=np.int64)
        order = np.concatenate([self._order, added])
        frame = pd.concat([self.frame, rows], ignore_index=True) if len(self.frame) else rows
        if (np.diff(order) < 0).any():
            place = np.argsort(order, kind="stable")
            frame, order = frame.iloc[place], order[place]
        return self._replaced(frame, order, gone, self._next_key + len(rows))

    def _replaced(
        self,
        frame: pd.DataFrame,
        order: npt.NDArray[np.int64],
        gone: Mapping[str, int],
        next_key: int | None = None,
    ) -> "WorkingTable":
        frame = frame.reset_index(drop=True)
        if self.table.geometry:
            frame = gpd.GeoDataFrame(frame, geometry="geometry", crs=STORAGE_CRS)
        ids = pd.Index(frame["id"])
        return WorkingTable(self.table, frame, ids, order, next_key or self._next_key, gone)

    def _checked_ids(self, rows: pd.DataFrame) -> "pd.Index[Any]":
        if not len(rows):
            return pd.Index([], dtype="str")
        if "id" not in rows.columns:
            raise ValueError(f"rows of {self.table.name} without the column id")
        ids = pd.Index(rows["id"].astype("str"))
        if ids.hasnans or "" in ids:
            raise ValueError(f"rows of {self.table.name} without an id")
        if not ids.is_unique:
            raise ValueError(f"{self.table.name}: the id {ids[ids.duplicated()][0]} twice")
        return ids

    def _whole_rows(self, rows: pd.DataFrame) -> pd.DataFrame:
        if not len(rows):
            return empty(self.table)
        missing = [c.name for c in self.table.columns if c.name not in rows.columns]
        if self.table.geometry and not isinstance(rows, gpd.GeoDataFrame):
            missing.append("geometry")
        if missing:
            raise ValueError(f"rows of {self.table.name} without the column {', '.join(missing)}")
        return conform(rows, self.table)

    def _exact(self, before_ids: "pd.Index[Any]", after: pd.DataFrame) -> TableChange | None:
        before = self.frame.iloc[self._ids.get_indexer(before_ids)].reset_index(drop=True)
        positions = pd.Index(before["id"]).get_indexer(pd.Index(after["id"]))
        shared = np.flatnonzero(positions >= 0)
        idle = np.ones(len(shared), dtype=bool)
        for name in before.columns:
            idle &= same_values(before[name].iloc[positions[shared]], after[name].iloc[shared])
        unchanged = after["id"].iloc[shared[idle]]
        before = before[~before["id"].isin(unchanged)].reset_index(drop=True)
        after = after[~after["id"].isin(unchanged)].reset_index(drop=True)
        if not len(before) and not len(after):
            return None
        return TableChange(self.table.name, before, after)
