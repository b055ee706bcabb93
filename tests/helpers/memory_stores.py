"""Projects that live in memory: the port without files, for tests of use cases."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from dzmap.core.catalogs import Catalog
from dzmap.core.changes import CATALOG_TABLE, RECORDS, RUN_TABLE, ChangeSet, Record, TableChange
from dzmap.core.frames import conform, empty
from dzmap.core.kept_runs import KeptRun
from dzmap.core.problems import KnownError
from dzmap.core.tables import TABLES
from dzmap.services.jobs import Progress
from dzmap.services.ports import HistoryEntry, LockHolder
from dzmap.services.session import Session, open_session

_EMPTY = {name: empty(table) for name, table in TABLES.items()}
START = datetime(2021, 1, 1, tzinfo=UTC)


class MemoryFile:
    """What a project file holds."""

    def __init__(self) -> None:
        self.tables: dict[str, pd.DataFrame] = dict(_EMPTY)
        self.records: dict[str, dict[str, Record]] = {name: {} for name in RECORDS}
        self.metadata: dict[str, str] = {}
        self.history: list[ChangeSet] = []
        self.journal: tuple[ChangeSet, ...] = ()
        self.recovered: tuple[ChangeSet, ...] = ()

    def apply(self, changes: Sequence[ChangeSet], metadata: Mapping[str, str]) -> None:
        """Row by row, the plainest way."""
        for change in changes:
            for part in change.tables:
                if part.table in RECORDS:
                    self._apply_records(self.records[part.table], part)
                else:
                    self._apply(part.table, part.before, part.after)
        self.history += changes
        self.metadata |= metadata

    def _apply_records(self, records: dict[str, Record], part: TableChange) -> None:
        for key in part.before["id"] if len(part.before) else ():
            del records[key]
        if len(part.after):
            records.update(zip(part.after["id"], part.after[RECORDS[part.table]], strict=True))

    def _apply(self, table: str, before: pd.DataFrame, after: pd.DataFrame) -> None:
        frame = self.tables[table]
        rows: dict[str, dict[Any, Any]] = {row["id"]: dict(row) for _, row in frame.iterrows()}
        for identifier in set(before["id"]) - set(after["id"]):
            del rows[identifier]
        for _, row in after.iterrows():
            if row["id"] in set(before["id"]):
                assert row["id"] in rows, "an update of a row that is not there"
            else:
                assert row["id"] not in rows, "an insertion of a row that is there"
            rows[row["id"]] = dict(row)
        plain = pd.DataFrame(list(rows.values())) if rows else frame.iloc[:0]
        self.tables[table] = conform(plain, TABLES[table])


class MemoryStore:
    """One open project in memory; ``fails`` makes the next save fail."""

    def __init__(self, path: Path, file: MemoryFile, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self.lock_holder: LockHolder | None = None
        self.file = file
        self.fails = False
        self.closed = False

    def read(self, table: str) -> pd.DataFrame:
        return self.file.tables[table]

    def metadata(self) -> Mapping[str, str]:
        return dict(self.file.metadata)

    def records(self, table: str) -> tuple[Record, ...]:
        return tuple(self.file.records[table].values())

    def run_parts(self, run: KeptRun) -> Mapping[str, bytes]:
        kept = self.file.records[RUN_TABLE][run.id]
        assert isinstance(kept, KeptRun)
        return kept.parts

    def save(
        self, changes: Sequence[ChangeSet], *, metadata: Mapping[str, str] | None = None
    ) -> None:
        if self.read_only or self.fails:
            raise KnownError("没有保存", reason="磁盘空间不足")
        self.file.apply(changes, metadata or {})

    def history(self, limit: int = 200) -> tuple[HistoryEntry, ...]:
        entries = [
            HistoryEntry(
                id=change.id,
                title=change.title,
                author=change.author,
                at=change.at,
                rows=sum(part.row_count for part in change.tables),
            )
            for change in reversed(self.file.history)
        ]
        return tuple(entries[:limit])

    def copy_to(
        self,
        path: Path,
        changes: Sequence[ChangeSet] = (),
        *,
        metadata: Mapping[str, str] | None = None,
        replace: bool = False,
    ) -> None:
        raise NotImplementedError

    def journal(self, changes: Sequence[ChangeSet]) -> None:
        if self.fails:
            raise KnownError("没有记下", reason="磁盘空间不足")
        self.file.journal = tuple(changes)

    def recovered(self) -> tuple[ChangeSet, ...]:
        return self.file.recovered

    def forget_recovered(self) -> None:
        self.file.recovered = ()

    def close(self) -> None:
        self.file.journal = ()
        self.closed = True


class MemoryStores:
    """All projects in memory; ``opened`` is the last one."""

    def __init__(self) -> None:
        self.files: dict[Path, MemoryFile] = {}
        self.opened: MemoryStore | None = None

    def create(
        self,
        path: Path,
        tables: Mapping[str, pd.DataFrame],
        *,
        catalogs: Sequence[Catalog] = (),
        metadata: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> None:
        file = MemoryFile()
        file.tables |= {name: conform(frame, TABLES[name]) for name, frame in tables.items()}
        file.records[CATALOG_TABLE] = {f"{one.id}@{one.version}": one for one in catalogs}
        file.metadata = {"saved": START.isoformat(), **(metadata or {})}
        self.files[path] = file

    def open(self, path: Path, *, read_only: bool = False) -> MemoryStore:
        self.opened = MemoryStore(path, self.files[path], read_only=read_only)
        return self.opened


def memory_session(tables: Mapping[str, pd.DataFrame] | None = None) -> Session:
    """An open project in memory with these rows."""
    stores, path = MemoryStores(), Path("内存.gpkg")
    stores.create(path, tables or {})
    return open_session(stores, path, author="张三")
