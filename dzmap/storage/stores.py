"""Creates and opens project files."""

import getpass
import platform
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from dzmap import __version__
from dzmap.core.catalogs import Catalog
from dzmap.core.frames import conform, empty
from dzmap.core.tables import TABLES
from dzmap.services.jobs import Progress, Silent
from dzmap.services.ports import LockHolder
from dzmap.storage.atomic_file import appearing
from dzmap.storage.bulk import unflushed, write_table
from dzmap.storage.catalog_table import write_catalogs
from dzmap.storage.connection import connected, transaction
from dzmap.storage.lock import Editor, ProjectLock, holder_of
from dzmap.storage.metadata import VERSION_KEY, write_metadata
from dzmap.storage.migrations import cannot_migrate, migrate
from dzmap.storage.opening import check_file, check_project, version_of, writable
from dzmap.storage.project import GeoPackageProject
from dzmap.storage.schema import SCHEMA_VERSION, create_project_tables, finish_layers
from dzmap.storage.styles import write_default_styles

_CREATE = "没有新建项目"
_SYNCHRONOUS_OFF = {"synchronous": 0}  # a draft is flushed once, when it is complete


def this_editor() -> Editor:
    """The user of this process, as others shall see who edits a project."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "未知用户"
    return Editor(user=user, host=platform.node() or "本机")


class GeoPackageStores:
    """Projects as GeoPackage files; implements ``ProjectStores``."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        editor: Editor | None = None,
        pragmas: Mapping[str, int] | None = None,
    ) -> None:
        """Set up.

        Args:
            clock: tells the time, with zone.
            editor: who opens; by default the user of this process.
            pragmas: integer pragmas for writing connections, such as ``max_page_count`` to cap
                the size of a file.
        """
        self._clock = clock
        self._editor = editor or this_editor()
        self._pragmas = dict(pragmas or {})

    def create(
        self,
        path: Path,
        tables: Mapping[str, pd.DataFrame],
        *,
        catalogs: Sequence[Catalog] = (),
        metadata: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Write a new project (atomically: a temporary file is renamed when complete).

        Every table of ``core.tables`` becomes a layer, empty where ``tables`` has no rows for it.

        Raises:
            KnownError: a file is there already, or it cannot be written.
            ValueError: rows that a table cannot hold, or ids that are missing or used twice.
        """
        unknown = set(tables) - set(TABLES)
        if unknown:
            raise ValueError(f"no such table: {', '.join(sorted(unknown))}")
        progress = progress or Silent()
        with appearing(path, _CREATE, replace=False) as draft, unflushed():
            for position, (name, table) in enumerate(TABLES.items()):
                progress.step(f"正在写入“{table.zh}”", position, len(TABLES))
                frame = conform(tables[name], table) if name in tables else empty(table)
                _check_ids(name, frame["id"])
                write_table(draft, table, frame, append=position > 0, shown=path)
            progress.step("正在建立索引", len(TABLES), len(TABLES))
            pragmas = self._pragmas | _SYNCHRONOUS_OFF
            with (
                connected(draft, _CREATE, write=True, pragmas=pragmas, shown=path) as connection,
                transaction(connection),
            ):
                finish_layers(connection, TABLES.values())
                create_project_tables(connection)
                write_default_styles(connection)
                write_catalogs(connection, catalogs)
                write_metadata(connection, self._first_metadata(path, metadata or {}))

    def open(self, path: Path, *, read_only: bool = False) -> GeoPackageProject:
        """Open a project for writing if nobody else does and the place allows it.

        A project of an older version is brought up to date first; a copy of the old file stays
        beside it.

        Raises:
            KnownError: says what is wrong with the file.
        """
        check_file(path)
        lock, holder = self._lock(path, read_only=read_only)
        try:
            version = version_of(check_project(path, self._pragmas))
            if version < SCHEMA_VERSION:
                self._migrate(path, version, lock, wanted=not read_only)
            return GeoPackageProject(
                path,
                lock=lock,
                lock_holder=holder,
                host=self._editor.host,
                pragmas=self._pragmas,
            )
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    def _lock(self, path: Path, *, read_only: bool) -> tuple[ProjectLock | None, LockHolder | None]:
        if read_only or not writable(path):
            return None, holder_of(path, self._editor.host)
        try:
            lock = ProjectLock.acquire(path, self._editor, self._clock())
        except OSError:
            return None, None
        return (None, lock) if isinstance(lock, LockHolder) else (lock, None)

    def _migrate(self, path: Path, version: int, lock: ProjectLock | None, *, wanted: bool) -> None:
        if lock is None:
            raise cannot_migrate(path, version, here=wanted or not writable(path))
        migrate(path, version, at=self._clock())

    def _first_metadata(self, path: Path, given: Mapping[str, str]) -> dict[str, str]:
        created = self._clock().isoformat()
        title = given.get("title") or path.stem
        return {
            "title": title,
            "sample": "0",
            **given,
            "project_id": uuid5(NAMESPACE_URL, f"{created}/{title}").hex,
            "created": created,
            "saved": created,
            "program": f"dzmap {__version__}",
            VERSION_KEY: str(SCHEMA_VERSION),
        }


def _check_ids(name: str, ids: "pd.Series[str]") -> None:
    if ids.isna().any() or (ids == "").any():
        raise ValueError(f"table {name} has rows without an id")
    twice = ids[ids.duplicated()]
    if len(twice):
        raise ValueError(f"table {name} has the id {twice.iloc[0]} twice")
