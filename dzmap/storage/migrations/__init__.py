"""Bringing projects of older versions up to date: one module per step.

A step has ``FROM_VERSION``, ``TITLE`` (Chinese, for the record) and ``migrate(connection)``, which
works inside the caller's transaction. A released step is never changed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from dzmap.core.problems import KnownError
from dzmap.storage.atomic_file import appearing
from dzmap.storage.connection import connected, transaction
from dzmap.storage.copying import copy_into
from dzmap.storage.metadata import VERSION_KEY, write_metadata
from dzmap.storage.migrations import (
    v001_to_v002_fill_ids,
    v002_to_v003_kept_runs,
    v003_to_v004_layer_styles,
)
from dzmap.storage.schema import SCHEMA_VERSION

WHAT = "旧版项目没有升级"


@dataclass(frozen=True)
class Step:
    """From ``from_version`` to the next one."""

    from_version: int
    title: str
    migrate: Callable[[Connection], None]


STEPS = tuple(
    Step(module.FROM_VERSION, module.TITLE, module.migrate)
    for module in (v001_to_v002_fill_ids, v002_to_v003_kept_runs, v003_to_v004_layer_styles)
)


def migrate(path: Path, version: int, *, at: datetime) -> Path:
    """Bring the project at ``path`` to the current version, in one transaction.

    Args:
        path: the project; the caller holds its lock.
        version: its schema version now.
        at: the moment to record.

    Returns:
        The copy that was made of the old file before.

    Raises:
        KnownError: no space for the copy, or the file cannot be written; it is as it was.
    """
    backup = _free_name(path, version)
    with appearing(backup, WHAT, replace=False) as draft:
        copy_into(path, draft, WHAT, shown=backup)
    with connected(path, WHAT, write=True) as connection, transaction(connection):
        for step in STEPS:
            if step.from_version < version:
                continue
            step.migrate(connection)
            connection.execute(
                "INSERT INTO dzmap_migrations (from_version, to_version, title, applied_at)"
                " VALUES (?, ?, ?, ?)",
                (step.from_version, step.from_version + 1, step.title, at.isoformat()),
            )
        write_metadata(connection, {VERSION_KEY: str(SCHEMA_VERSION)})
    return backup


def cannot_migrate(path: Path, version: int, *, here: bool) -> KnownError:
    """The project is old, and cannot be written ``here`` or was only opened for reading."""
    reason = f"项目是旧版格式（{version}），升级需要写入"
    remedy = "在窗口里打开一次（dzmap gui 项目文件），打开时升级，并留下升级前的副本。"
    if here:
        reason += "，但它现在是只读的"
        remedy = "复制到可以写入的文件夹再打开；别人正在编辑时，等其关闭后再试。"
    return KnownError(WHAT, file=str(path), reason=reason, remedy=remedy)


def _free_name(path: Path, version: int) -> Path:
    plain = path.with_name(f"{path.stem}.升级前-v{version}{path.suffix}")
    name, number = plain, 2
    while name.exists():
        name, number = plain.with_stem(f"{plain.stem}-{number}"), number + 1
    return name
