"""A project that lives in memory: tables and edits, nothing else."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd

from dzmap.core.changes import ChangeSet, TableChange
from dzmap.core.frames import conform, empty
from dzmap.core.tables import TABLES
from dzmap.services.working_table import WorkingTable


class MemoryProject:
    """Does what an import needs of a session."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = {
            name: WorkingTable.of(
                table, conform(tables[name], table) if name in tables else empty(table)
            )
            for name, table in TABLES.items()
        }
        self.edits: list[ChangeSet] = []

    def table(self, name: str) -> pd.DataFrame:
        """All rows with every edit applied."""
        return self._tables[name].frame

    def edit(self, title: str, *changes: TableChange) -> ChangeSet:
        """Apply the changes in order."""
        exact = []
        for change in changes:
            settled = self._tables[change.table].settle(change)
            if settled is not None:
                self._tables[change.table] = self._tables[change.table].apply(settled)
                exact.append(settled)
        made = ChangeSet(title=title, tables=tuple(exact), at=datetime(2021, 12, 31, tzinfo=UTC))
        self.edits.append(made)
        return made

    def undo(self) -> None:
        """Take back the last edit."""
        made = self.edits.pop()
        for change in made.inverse(at=made.at).tables:
            self._tables[change.table] = self._tables[change.table].apply(change)
