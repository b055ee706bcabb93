"""Catalogs, kept runs and overrides as they stand with unsaved edits; values, like the tables."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd
from typing_extensions import override

from dzmap.core.changes import RECORDS, Record, TableChange, record_rows
from dzmap.core.kept_runs import KeptRun, RowOverride
from dzmap.services.working_table import Working


@dataclass(frozen=True)
class WorkingRecords(Working):
    """The objects that one table name of ``RECORDS`` stands for, by id."""

    table: str
    by_id: Mapping[str, Record]

    @classmethod
    def of(cls, table: str, records: Iterable[Record]) -> "WorkingRecords":
        """The objects of a project."""
        return cls(table, _by_id(table, record_rows(table, records)))

    def listed(self) -> tuple[Record, ...]:
        """All of them, ordered by id."""
        return tuple(self.by_id[key] for key in sorted(self.by_id))

    def replaced_by(self, records: Iterable[Record]) -> TableChange | None:
        """The change from these objects to those; None if they are the same.

        Raises:
            ValueError: an object is there twice.
        """
        rows = record_rows(self.table, records)
        if not rows["id"].is_unique:
            raise ValueError(f"{self.table}: {rows['id'][rows['id'].duplicated()].iloc[0]} twice")
        return self._change(self.by_id, _by_id(self.table, rows), set(self.by_id) | set(rows["id"]))

    @override
    def settle(self, change: TableChange) -> TableChange | None:
        return self.rebase(change)

    @override
    def rebase(self, change: TableChange) -> TableChange | None:
        given = _by_id(self.table, change.before)
        after = _by_id(self.table, change.after)
        # A run as the caller gives it may have the content that the one in hand left in the file.
        before = {
            key: given[key] if given.get(key) == mine else mine
            for key, mine in self.by_id.items()
            if key in given or key in after
        }
        return self._change(before, after, set(given) | set(after))

    @override
    def apply(self, change: TableChange) -> "WorkingRecords":
        gone = set(change.before["id"])
        by_id = {key: value for key, value in self.by_id.items() if key not in gone}
        return WorkingRecords(self.table, by_id | _by_id(self.table, change.after))

    def _change(
        self, before: Mapping[str, Record], after: Mapping[str, Record], touched: set[str]
    ) -> TableChange | None:
        different = sorted(key for key in touched if before.get(key) != after.get(key))
        if not different:
            return None
        return TableChange(
            self.table,
            record_rows(self.table, (before[key] for key in different if key in before)),
            record_rows(self.table, (after[key] for key in different if key in after)),
        )


@dataclass(frozen=True)
class Kept:
    """The kept runs (without their content unless they are not saved yet) and the overrides."""

    runs: tuple[KeptRun, ...]
    overrides: tuple[RowOverride, ...]
    _stored: Callable[[KeptRun], Mapping[str, bytes]]

    def whole(self, run: KeptRun) -> KeptRun:
        """The run with its content.

        Raises:
            KnownError: the file cannot be read, or the content was altered outside dzmap.
        """
        return run if run.parts or not run.contents else replace(run, parts=self._stored(run))


def _by_id(table: str, rows: pd.DataFrame) -> dict[str, Record]:
    if not len(rows):
        return {}
    return dict(zip(rows["id"], rows[RECORDS[table]], strict=True))
