"""One open project file."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from dzmap.core.changes import (
    BOOKMARK_TABLE,
    CATALOG_TABLE,
    LAYER_STYLE_TABLE,
    OVERRIDE_TABLE,
    RUN_TABLE,
    ChangeSet,
    Record,
)
from dzmap.core.kept_runs import KeptRun
from dzmap.core.problems import KnownError
from dzmap.core.tables import TABLES
from dzmap.services.ports import HistoryEntry, LockHolder
from dzmap.storage.atomic_file import appearing
from dzmap.storage.bulk import read_table
from dzmap.storage.catalog_table import read_catalogs
from dzmap.storage.connection import connected, transaction
from dzmap.storage.copying import copy_into
from dzmap.storage.history import append_history, read_history, saved_ids
from dzmap.storage.journal import Journal
from dzmap.storage.lock import ProjectLock, holder_of
from dzmap.storage.metadata import read_metadata, write_metadata
from dzmap.storage.record_table import BOOKMARKS, LAYER_STYLES
from dzmap.storage.rows import apply_changes
from dzmap.storage.run_table import read_overrides, read_parts, read_runs
from dzmap.storage.styles import refresh_styles

_READ = "读不出项目内容"
_SAVE = "没有保存"
_COPY = "没有另存"


_READERS: Mapping[str, Callable[[sqlite3.Connection, Path], tuple[Record, ...]]] = {
    CATALOG_TABLE: read_catalogs,
    RUN_TABLE: read_runs,
    OVERRIDE_TABLE: read_overrides,
    LAYER_STYLE_TABLE: LAYER_STYLES.read,
    BOOKMARK_TABLE: BOOKMARKS.read,
}


class GeoPackageProject:
    """A project whose file was checked; implements ``ProjectStore``.

    Connections are opened per operation and closed at once, so a USB stick can be pulled and other
    programs can read in between; the methods may be called from any thread.
    """

    def __init__(
        self,
        path: Path,
        *,
        lock: ProjectLock | None,
        lock_holder: LockHolder | None,
        host: str,
        pragmas: Mapping[str, int],
    ) -> None:
        """Wrap a checked file.

        Args:
            path: the project.
            lock: the right to write; None opens read-only.
            lock_holder: who has that right instead.
            host: this computer.
            pragmas: integer pragmas for writing connections.
        """
        self.path = path
        self.read_only = lock is None
        self.lock_holder = lock_holder
        self._lock = lock
        self._host = host
        self._pragmas = pragmas
        self._journal = Journal(path)
        if lock is not None:
            self._journal.take_over()

    def read(self, table: str) -> pd.DataFrame:
        """All rows of a table of ``core.tables`` (a GeoDataFrame in EPSG:4490 if it is spatial)."""
        return read_table(self.path, TABLES[table])

    def metadata(self) -> Mapping[str, str]:
        """Project properties: title, created, saved, schema_version, sample."""
        with connected(self.path, _READ) as connection:
            return read_metadata(connection)

    def records(self, table: str) -> tuple[Record, ...]:
        """All catalogs (every version), kept runs (without content), … of one of ``RECORDS``."""
        with connected(self.path, _READ) as connection:
            return _READERS[table](connection, self.path)

    def run_parts(self, run: KeptRun) -> Mapping[str, bytes]:
        """The content of a kept run by SHA-256.

        Raises:
            KnownError: it was altered or removed outside dzmap.
        """
        with connected(self.path, _READ) as connection:
            return read_parts(connection, run, self.path)

    def save(
        self, changes: Sequence[ChangeSet], *, metadata: Mapping[str, str] | None = None
    ) -> None:
        """Write everything in one transaction or nothing at all.

        Raises:
            KnownError: read-only, disk full, or the file is in use; it is as it was.
        """
        self._check_ownership()
        _write_changes(self.path, changes, metadata or {}, self._pragmas, shown=self.path)

    def history(self, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """The newest saved change sets first."""
        with connected(self.path, _READ) as connection:
            return read_history(connection, limit)

    def copy_to(
        self,
        path: Path,
        changes: Sequence[ChangeSet] = (),
        *,
        metadata: Mapping[str, str] | None = None,
        replace: bool = False,
    ) -> None:
        """Write a copy with ``changes`` applied to ``path``, atomically.

        Raises:
            KnownError: a file is there and ``replace`` is not set, someone is editing it, or the
                copy cannot be written.
        """
        holder = holder_of(path, self._host)
        if holder is not None:
            raise KnownError(
                _COPY,
                file=str(path),
                reason=f"{holder.user}（{holder.host}）正在编辑这个文件",
                remedy="换一个文件名，或等对方关闭后再试。",
            )
        with appearing(path, _COPY, replace=replace) as draft:
            copy_into(self.path, draft, _COPY, shown=path)
            _write_changes(draft, changes, metadata or {}, self._pragmas, shown=path)

    def journal(self, changes: Sequence[ChangeSet]) -> None:
        """Keep the unsaved change sets beside the project, for recovery after a crash."""
        if not self.read_only:
            self._journal.write(changes)

    def recovered(self) -> tuple[ChangeSet, ...]:
        """Unsaved change sets that a crashed session left behind, oldest first."""
        if self.read_only:
            return ()
        found = self._journal.leftovers()
        if not found:
            return ()
        # A crash between the commit and the removal of the journal leaves what is saved already.
        with connected(self.path, _READ) as connection:
            saved = saved_ids(connection, (change.id for change in found))
        return tuple(change for change in found if change.id not in saved)

    def forget_recovered(self) -> None:
        """Remove what ``recovered`` found: restored, or not wanted."""
        if not self.read_only:
            self._journal.forget_leftovers()

    def close(self) -> None:
        """Release the lock and forget the journal."""
        if self._lock is not None:
            self._journal.forget()
            self._lock.release()
            self._lock = None
            self.read_only = True

    def _check_ownership(self) -> None:
        if self._lock is None:
            raise KnownError(
                _SAVE,
                file=str(self.path),
                reason="项目以只读方式打开",
                remedy="用“另存副本…”保存到其他位置。",
            )
        intruder = self._lock.intruder()
        if intruder is not None:
            raise KnownError(
                _SAVE,
                file=str(self.path),
                reason=f"{intruder.user}（{intruder.host}）已接手编辑这个项目",
                remedy="用“另存副本…”保存到其他位置，再与对方合并。",
            )


def _write_changes(
    path: Path,
    changes: Sequence[ChangeSet],
    metadata: Mapping[str, str],
    pragmas: Mapping[str, int],
    *,
    shown: Path,
) -> None:
    what = _SAVE if shown == path else _COPY
    with (
        connected(path, what, write=True, pragmas=pragmas, shown=shown) as connection,
        transaction(connection),
    ):
        touched = apply_changes(connection, changes)
        append_history(connection, changes)
        write_metadata(connection, metadata)
        refresh_styles(connection, touched, _styled_layers(changes))


def _styled_layers(changes: Sequence[ChangeSet]) -> set[str]:
    """The map layers whose look the changes touch."""
    parts = [part for change in changes for part in change.tables]
    return {
        str(layer)
        for part in parts
        if part.table == LAYER_STYLE_TABLE
        for rows in (part.before, part.after)
        for layer in rows["id"].tolist()
    }
