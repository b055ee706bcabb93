"""Is this file one of our projects, whole, and of a version that we can read?"""

import os
import sqlite3
import struct
from collections.abc import Mapping
from pathlib import Path

from dzmap.core.problems import KnownError
from dzmap.core.system_errors import reason_of
from dzmap.storage.connection import connected
from dzmap.storage.metadata import VERSION_KEY, read_metadata
from dzmap.storage.schema import SCHEMA_VERSION

WHAT = "打不开这个项目"

_SQLITE_MAGIC = b"SQLite format 3\x00"
_HEADER_SIZE = 100
_ORIGINAL = "原文件没有改动。"


def writable(path: Path) -> bool:
    """Whether sqlite could write the file: it needs the folder, too, for its rollback journal."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def check_project(path: Path, pragmas: Mapping[str, int]) -> dict[str, str]:
    """Look whether ``path`` is a whole project; rolls back a save that was interrupted.

    Args:
        path: a file that ``check_file`` found no fault with.
        pragmas: integer pragmas for writing connections.

    Returns:
        The project's metadata; its ``schema_version`` may be an older one.

    Raises:
        KnownError: says what the file is instead, and what to do.
    """
    with connected(path, WHAT, write=writable(path), pragmas=pragmas) as connection:
        _check_kind(connection, path)
        _check_whole(connection, path)
        metadata = read_metadata(connection)
    _check_version(metadata, path)
    return metadata


def version_of(metadata: dict[str, str]) -> int:
    """The schema version that a project's metadata states; 0 if it is not a number."""
    text = metadata.get(VERSION_KEY, "")
    return int(text) if text.isdecimal() else 0


def _refuse(path: Path, reason: str, remedy: str) -> KnownError:
    return KnownError(WHAT, file=str(path), reason=reason, remedy=remedy)


def check_file(path: Path) -> None:
    """What can be seen without sqlite: the kind of file, and whether its end is missing.

    Raises:
        KnownError: says what is wrong with the file.
    """
    try:
        if path.is_dir():
            raise _refuse(path, "这是一个文件夹", "选择文件夹里的 .gpkg 项目文件。")
        with path.open("rb") as file:
            header = file.read(_HEADER_SIZE)
        size = path.stat().st_size
    except FileNotFoundError as error:
        remedy = "检查文件名和文件夹；U 盘或网络盘上的文件，先接好再试。"
        raise _refuse(path, "文件不存在", remedy) from error
    except OSError as error:
        reason = f"文件读不了：{reason_of(error)}"
        raise _refuse(path, reason, "检查读取权限，关闭正在使用它的程序后再试。") from error
    if not header.startswith(_SQLITE_MAGIC):
        raise _foreign(path, header)
    if len(header) < _HEADER_SIZE:
        raise _truncated(path)
    page, changes, pages, valid_for = struct.unpack(">16xH6xI I 60x I4x".replace(" ", ""), header)
    page = 65536 if page == 1 else page
    # The page count counts only if the last writer kept it up to date (same change counter), and
    # not while sqlite has a journal or log beside the file to put it right with.
    helped = any(path.with_name(path.name + end).exists() for end in ("-journal", "-wal"))
    if changes == valid_for and pages * page > size and not helped:
        raise _truncated(path)


def _foreign(path: Path, header: bytes) -> KnownError:
    if not header:
        return _refuse(path, "文件是空的", "从备份恢复，或重新建立项目。")
    if header.startswith(b"PK"):
        return _refuse(
            path,
            "这是 Excel 工作簿或压缩文件，不是项目文件",
            f"先新建或打开项目，再用“导入…”读入它。{_ORIGINAL}",
        )
    return _refuse(
        path,
        "这不是 GeoPackage 文件",
        f"选择 .gpkg 项目文件；其他格式的数据请先打开项目再“导入…”。{_ORIGINAL}",
    )


def _truncated(path: Path) -> KnownError:
    return _refuse(
        path,
        "文件不完整，后面一部分缺失（可能没有复制或下载完）",
        f"重新复制一次，或从备份恢复。{_ORIGINAL}",
    )


def _check_kind(connection: sqlite3.Connection, path: Path) -> None:
    tables = {
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if "gpkg_contents" not in tables:
        raise _refuse(
            path,
            "这是 SQLite 数据库，但不是 GeoPackage",
            f"选择 .gpkg 项目文件。{_ORIGINAL}",
        )
    if "dzmap_meta" not in tables:
        layers = [
            name
            for (name,) in connection.execute(
                "SELECT table_name FROM gpkg_contents ORDER BY table_name LIMIT 5"
            )
        ]
        listed = f"（图层：{'、'.join(layers)}）" if layers else ""
        raise _refuse(
            path,
            f"这是其他软件的 GeoPackage{listed}，不是本软件的项目",
            f"先新建或打开项目，再用“导入…”把它的图层读进来。{_ORIGINAL}",
        )


def _check_whole(connection: sqlite3.Connection, path: Path) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _refuse(
            path,
            f"文件内容已损坏（{str(verdict).splitlines()[-1]}）",
            f"从备份恢复，或用最近一次另存的副本。{_ORIGINAL}",
        )


def _check_version(metadata: dict[str, str], path: Path) -> None:
    version = version_of(metadata)
    if version < 1:
        raise _refuse(path, "项目信息里没有版本号", f"从备份恢复这个文件。{_ORIGINAL}")
    if version > SCHEMA_VERSION:
        raise _refuse(
            path,
            f"项目由更新的软件保存（项目格式 {version}，本软件支持到 {SCHEMA_VERSION}）",
            f"安装新版软件后再打开。{_ORIGINAL}",
        )
