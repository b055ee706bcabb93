"""An open project: its tables with unsaved edits, undo and redo, saving, recovery."""

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace as with_fields
from datetime import datetime
from pathlib import Path
from typing import cast

import pandas as pd
from typing_extensions import override

from dzmap.core.catalogs import Catalog
from dzmap.core.changes import CATALOG_TABLE, RECORDS, ChangeSet, TableChange
from dzmap.core.kept_runs import KeptRun
from dzmap.core.problems import KnownError
from dzmap.core.tables import TABLES
from dzmap.services.edit_log import EditLog
from dzmap.services.jobs import Progress
from dzmap.services.ports import HistoryEntry, LockHolder, ProjectStore, ProjectStores
from dzmap.services.session_events import Listener, Listeners, SessionEvent
from dzmap.services.session_records import SessionRecords
from dzmap.services.working_records import WorkingRecords
from dzmap.services.working_table import Working, WorkingTable


def _now() -> datetime:
    return datetime.now().astimezone()


class Session(SessionRecords):
    """One open project. Made by ``open_session``; its methods may be called from any thread.

    Edits are kept in memory and in a recovery journal until ``save`` writes them all at once.
    Listeners are called in the thread that made the change, after it is complete.
    """

    def __init__(
        self,
        stores: ProjectStores,
        store: ProjectStore,
        *,
        author: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._stores = stores
        self._store = store
        self._author = author
        self._clock = clock
        self._metadata = dict(store.metadata())
        self._working: dict[str, Working] = {}
        self._log = EditLog()
        self._revision = 0
        self._listeners = Listeners()
        # Writing the file takes long and must not keep anyone from reading or editing meanwhile.
        # Whoever needs several takes them in this order; looking at the state needs none, because
        # it consists of values that are replaced, never changed.
        self._saving = threading.RLock()
        self._editing = threading.RLock()
        self._loading = threading.RLock()

    # --- what is open ----------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The project file."""
        return self._store.path

    @property
    def read_only(self) -> bool:
        """Whether ``save`` is impossible; edits can still be kept with ``save_as``."""
        return self._store.read_only

    @property
    def lock_holder(self) -> LockHolder | None:
        """Who else is editing the project, which is why it is read-only here."""
        return self._store.lock_holder

    @property
    def title(self) -> str:
        """The project's title."""
        return self._metadata.get("title") or self.path.stem

    @property
    def sample(self) -> bool:
        """Whether the project holds 示例 data and must say so everywhere."""
        return self._metadata.get("sample") == "1"

    @property
    def saved_at(self) -> datetime | None:
        """When the project was last saved."""
        text = self._metadata.get("saved")
        return datetime.fromisoformat(text) if text else None

    @property
    def revision(self) -> int:
        """A number that grows with every edit, undo and redo."""
        return self._revision

    @property
    def pending_count(self) -> int:
        """How many edits are not saved."""
        return len(self._log.unsaved)

    @property
    def undo_title(self) -> str:
        """What ``undo`` would undo; "" if nothing."""
        return self._log.undo_title

    @property
    def redo_title(self) -> str:
        """What ``redo`` would redo; "" if nothing."""
        return self._log.redo_title

    # --- reading ---------------------------------------------------------------------------

    def table(self, name: str) -> pd.DataFrame:
        """The rows of a table of ``core.tables`` with all edits applied.

        Returns:
            A frame with all columns in canonical types (``core.frames``) and a RangeIndex; a
            GeoDataFrame in EPSG:4490 for spatial tables. It is shared: never change it.

        Raises:
            KnownError: the file cannot be read.
        """
        if name not in TABLES:
            raise KeyError(name)
        return cast("WorkingTable", self._load(name)).frame

    def unsaved(self) -> tuple[ChangeSet, ...]:
        """The edits that the file does not have yet, oldest first."""
        return self._log.unsaved

    def history(self, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """The newest saved edits first."""
        return self._store.history(limit)

    # --- editing ---------------------------------------------------------------------------

    def edit(self, title: str, *changes: TableChange) -> ChangeSet:
        """Make one edit that ``undo`` takes back as a whole.

        Args:
            title: what the user did, in Chinese.
            changes: applied in order. ``after`` holds whole rows with every column of the table;
                of ``before`` only the ids matter (the rows as they stand are filled in).

        Returns:
            The edit as it was made; rows in which nothing changes are left out, and an edit that
            changes nothing is not recorded.

        Raises:
            ValueError: ids or columns are wrong (see ``WorkingTable.settle``); nothing is done.
            KnownError: the recovery journal cannot be written; nothing is done.
        """
        with self._editing:
            made = ChangeSet(title=title, tables=changes, author=self._author, at=self._clock())
            change, working = self._exact(made, {}, rebase=False)
            if change.tables:
                self._commit(self._log.recorded(change), working)
        self._notify_changed(change)
        return change

    def set_catalogs(
        self, catalogs: Sequence[Catalog], *, title: str = "修改准入目录"
    ) -> ChangeSet:
        """Make these the project's catalogs, all versions; an edit like any other.

        Raises:
            ValueError: a catalog is there twice in the same version.
        """
        with self._editing:
            change = self._records(CATALOG_TABLE).replaced_by(catalogs)
            return self.edit(title, *(() if change is None else (change,)))

    def undo(self) -> ChangeSet | None:
        """Take back the last edit, saved or not.

        Returns:
            The change that was applied; None if there is nothing to undo.

        Raises:
            KnownError: the recovery journal cannot be written; nothing is done.
        """
        with self._editing:
            if not self._log.done:
                return None
            log, change = self._log.undo(self._clock())
            self._commit(log, self._applied(change))
        self._notify_changed(change)
        return change

    def redo(self) -> ChangeSet | None:
        """Make the last undone edit again.

        Returns:
            The change that was applied; None if there is nothing to redo.

        Raises:
            KnownError: the recovery journal cannot be written; nothing is done.
        """
        with self._editing:
            if not self._log.undone:
                return None
            log, change = self._log.redo(self._clock())
            self._commit(log, self._applied(change))
        self._notify_changed(change)
        return change

    # --- saving ----------------------------------------------------------------------------

    def save(self) -> None:
        """Write all edits to the file in one transaction.

        Raises:
            KnownError: read-only, disk full, file in use …; the file is as it was and the edits
                are still here.
        """
        with self._saving:
            with self._editing:
                self._log = self._log.saving()
            saved = self._saved_now()
            try:
                if self._log.in_save:
                    self._store.save(self._log.in_save, metadata=saved)
                    self._metadata |= saved
            except BaseException:
                with self._editing:
                    self._log = self._log.save_failed()
                raise
            with self._editing:
                self._log = self._log.saved()
                # Harmless if it fails: the journal then also names edits that are known as saved.
                with contextlib.suppress(KnownError):
                    self._store.journal(self._log.unsaved)
        self._listeners.tell(SessionEvent("saved"))

    def save_as(self, path: Path, *, replace: bool = False) -> None:
        """Write a copy with all edits to ``path`` and go on working there.

        The old file keeps its last saved state.

        Raises:
            KnownError: a file is there and ``replace`` is not set, or it cannot be written.
        """
        if path.absolute() == self.path.absolute():
            self.save()
            return
        with self._saving, self._editing:
            saved = self._saved_now()
            self._store.copy_to(path, self._log.unsaved, metadata=saved, replace=replace)
            store = self._stores.open(path)
            self._store.close()
            self._store = store
            self._log = self._log.saving().saved()
            self._metadata |= saved
        self._listeners.tell(SessionEvent("saved"))

    def close(self) -> None:
        """Give up unsaved edits and release the file."""
        with self._saving, self._editing:
            self._store.close()
            self._listeners.clear()

    # --- recovery --------------------------------------------------------------------------

    def recovered(self) -> tuple[ChangeSet, ...]:
        """The unsaved edits that a crashed session left behind, oldest first."""
        return self._store.recovered()

    def recover(self) -> int:
        """Make the edits of the crashed session again, as unsaved edits that can be undone.

        Returns:
            How many edits changed something.
        """
        remade: list[ChangeSet] = []
        with self._editing:
            log, working = self._log, dict[str, Working]()
            for found in self._store.recovered():
                change, working = self._exact(found, working, rebase=True)
                if change.tables:
                    log = log.recorded(change)
                    remade.append(change)
            self._commit(log, working)
            self._store.forget_recovered()
        for change in remade:
            self._notify_changed(change)
        return len(remade)

    def discard_recovered(self) -> None:
        """Forget what the crashed session left behind."""
        self._store.forget_recovered()

    # --- events ----------------------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after every change; the returned function ends that."""
        return self._listeners.add(listener)

    # --- inside ----------------------------------------------------------------------------

    def _load(self, name: str) -> Working:
        """The rows of a table, read from the file the first time they are asked for."""
        if name not in self._working:
            with self._loading:
                if name not in self._working:
                    # Stored in place: a copy made before reading would lose an edit made meanwhile.
                    self._working[name] = self._read(name)
        return self._working[name]

    def _read(self, name: str) -> Working:
        if name in RECORDS:
            return WorkingRecords.of(name, self._store.records(name))
        return WorkingTable.of(TABLES[name], self._store.read(name))

    @override
    def _records(self, name: str) -> WorkingRecords:
        return cast("WorkingRecords", self._load(name))

    @override
    def _run_parts(self, run: KeptRun) -> Mapping[str, bytes]:
        return self._store.run_parts(run)

    def _exact(
        self, made: ChangeSet, working: Mapping[str, Working], *, rebase: bool
    ) -> tuple[ChangeSet, dict[str, Working]]:
        """A change set in exact terms, and the tables after it; ``working`` precedes the session's."""
        after = dict(working)
        parts = []
        for part in made.tables:
            current = after.get(part.table) or self._load(part.table)
            exact = current.rebase(part) if rebase else current.settle(part)
            if exact is not None:
                after[part.table] = current.apply(exact)
                parts.append(exact)
        return with_fields(made, tables=tuple(parts)), after

    def _applied(self, change: ChangeSet) -> dict[str, Working]:
        """The tables after a change set that is in exact terms already."""
        after: dict[str, Working] = {}
        for part in change.tables:
            current = after.get(part.table) or self._load(part.table)
            after[part.table] = current.apply(part)
        return after

    def _commit(self, log: EditLog, working: Mapping[str, Working]) -> None:
        """Make it so; the journal comes first, so that an edit is safe or not made."""
        self._store.journal(log.unsaved)
        self._working.update(working)
        self._log = log
        self._revision += 1

    def _saved_now(self) -> dict[str, str]:
        return {"saved": self._clock().isoformat(), "saved_by": self._author}

    def _notify_changed(self, change: ChangeSet) -> None:
        if change.tables:
            names = frozenset(part.table for part in change.tables)
            self._listeners.tell(SessionEvent("changed", names))


def open_session(
    stores: ProjectStores,
    path: Path,
    *,
    author: str = "",
    clock: Callable[[], datetime] = _now,
    read_only: bool = False,
) -> Session:
    """Open a project.

    Args:
        stores: where projects come from.
        path: the project file.
        author: who edits, for the history.
        clock: tells the time, with zone.
        read_only: do not even try to get the right to write.

    Raises:
        KnownError: says what is wrong with the file.
    """
    store = stores.open(path, read_only=read_only)
    try:
        return Session(stores, store, author=author, clock=clock)
    except BaseException:
        store.close()
        raise


def create_project(
    stores: ProjectStores,
    path: Path,
    tables: Mapping[str, pd.DataFrame],
    *,
    catalogs: Sequence[Catalog] = (),
    metadata: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> None:
    """Write a new project; tables that are not given stay empty.

    Args:
        stores: where projects go.
        path: must not exist.
        tables: rows by name of ``core.tables``.
        catalogs: its admission catalogs.
        metadata: ``title``, and ``sample`` = "1" if it holds 示例 data.
        progress: told which table is being written; may cancel.

    Raises:
        KnownError: a file is there already, or it cannot be written.
        ValueError: rows that a table cannot hold, or ids that are missing or used twice.
        Cancelled: the user cancelled; nothing is left behind.
    """
    stores.create(path, tables, catalogs=catalogs, metadata=metadata, progress=progress)
