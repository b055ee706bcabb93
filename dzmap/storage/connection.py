"""sqlite connections to a GeoPackage, and what their failures mean to the user."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from urllib.parse import quote

from dzmap.core.problems import KnownError
from dzmap.storage.blobs import Bounds, blob_bounds

BUSY_SECONDS = 5.0
_SYNCHRONOUS_FULL = 2
_CACHE_KIB = 131_072  # with the usual 2 MiB, a large save would flush the disk for every few rows

_CORRUPT_REMEDY = "从备份恢复这个文件，或用最近一次另存的副本。原文件没有改动。"
_REASONS: Mapping[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: (
        "文件正被其他程序占用",
        "关闭正在使用它的程序（如 QGIS）后再试。",
    ),
    sqlite3.SQLITE_LOCKED: (
        "文件正被其他程序占用",
        "关闭正在使用它的程序（如 QGIS）后再试。",
    ),
    sqlite3.SQLITE_FULL: (
        "磁盘空间不足",
        "清理磁盘后再保存，或另存副本到其他磁盘。上次保存的内容没有改动。",
    ),
    sqlite3.SQLITE_IOERR: (
        "读写磁盘出错（磁盘已满、网络盘断开或 U 盘被拔出）",
        "检查磁盘和连接后再试，或另存副本到其他磁盘。上次保存的内容没有改动。",
    ),
    sqlite3.SQLITE_READONLY: (
        "文件或文件夹是只读的",
        "另存副本到可以写入的文件夹。",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "文件或文件夹不能访问",
        "检查文件夹的读写权限后再试。",
    ),
    sqlite3.SQLITE_CONSTRAINT: (
        "文件里已有相同编号的行（在其他软件中添加的）",
        "在其他软件里改掉重复的编号后再保存。",
    ),
    sqlite3.SQLITE_PERM: ("没有读写权限", "检查文件夹的读写权限后再试。"),
    sqlite3.SQLITE_CORRUPT: ("文件内容已损坏", _CORRUPT_REMEDY),
    sqlite3.SQLITE_NOTADB: ("文件不是 GeoPackage，或文件头已损坏", _CORRUPT_REMEDY),
}


@contextmanager
def connected(
    path: Path,
    what: str,
    *,
    write: bool = False,
    pragmas: Mapping[str, int] | None = None,
    shown: Path | None = None,
) -> Iterator[sqlite3.Connection]:
    """A connection that is closed at the end; sqlite's failures come out as KnownError.

    Args:
        path: an existing file.
        what: the Chinese sentence that says what failed, should it fail.
        write: open for writing; the caller begins and commits (see ``transaction``).
        pragmas: extra integer pragmas, such as ``max_page_count``.
        shown: the path to name in the message if it is not ``path``.
    """
    try:
        connection = _connect(path, write=write)
        try:
            _prepare(connection, pragmas or {}, write=write)
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise known(error, what, shown or path) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is committed together or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def known(error: sqlite3.Error, what: str, path: Path) -> KnownError:
    """What ``error`` means and what to do about it."""
    # sqlite keeps the primary code in the low byte; errors made by the module itself have none.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    reason, remedy = _REASONS.get(code, (f"数据库报告：{error}", _CORRUPT_REMEDY))
    return KnownError(what, file=str(path), reason=reason, remedy=remedy)


def _connect(path: Path, *, write: bool) -> sqlite3.Connection:
    # mode=rw never creates a file by accident.
    uri = f"{file_uri(path.absolute())}?mode={'rw' if write else 'ro'}"
    return sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )


def file_uri(path: PurePath) -> str:
    """The URI that sqlite takes for an absolute path, drive letters and network shares included.

    ``Path.as_uri`` puts the server of a share where sqlite allows none.
    """
    posix = path.as_posix()
    return "file://" + quote(posix if posix.startswith("/") else f"/{posix}", safe="/:")


def _prepare(connection: sqlite3.Connection, pragmas: Mapping[str, int], *, write: bool) -> None:
    settings = dict(pragmas)
    if write:
        settings.setdefault("synchronous", _SYNCHRONOUS_FULL)
        settings.setdefault("cache_size", -_CACHE_KIB)
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name} = {int(value)}")
    if write:
        # No write-ahead log: it does not work on network drives and leaves files on USB sticks.
        # QGIS switches it on while it edits the file; then we write along with it.
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
    _register_functions(connection)


def _register_functions(connection: sqlite3.Connection) -> None:
    """The functions that GDAL's R-tree triggers call; plain sqlite does not know them."""

    def side(position: int) -> Callable[[bytes | None], float | None]:
        def function(blob: bytes | None) -> float | None:
            bounds: Bounds | None = blob_bounds(blob)
            return None if bounds is None else bounds[position]

        return function

    def is_empty(blob: bytes | None) -> int | None:
        return None if blob is None else int(blob_bounds(blob) is None)

    connection.create_function("ST_IsEmpty", 1, is_empty, deterministic=True)
    for position, name in enumerate(("ST_MinX", "ST_MinY", "ST_MaxX", "ST_MaxY")):
        connection.create_function(name, 1, side(position), deterministic=True)
