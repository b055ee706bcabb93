"""Kept runs and overrides. Contents are kept once, by their SHA-256, however many runs name them."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from dzmap.core.kept_runs import (
    KeptRun,
    RowOverride,
    decode_override,
    decode_run,
    encode_run,
)
from dzmap.core.problems import KnownError

_OVERRIDE_FIELDS = ("run_id", "row", "applicant_id", "target_id", "machine")
_DECISION_FIELDS = ("verdict", "reason", "name", "at", "attachment")
_FIELDS = ", ".join((*_OVERRIDE_FIELDS, *_DECISION_FIELDS))


def write_runs(connection: sqlite3.Connection, runs: Iterable[KeptRun]) -> None:
    """Insert runs, and what the file does not have yet of their contents.

    Raises:
        ValueError: a content is neither in the file nor with the run.
    """
    for run in runs:
        connection.execute(
            "INSERT INTO dzmap_runs (run_id, title, author, at, as_of, rows, deleted, record)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run.id,
                run.title,
                run.author,
                run.at.isoformat(),
                run.as_of.isoformat(),
                run.rows,
                run.deleted,
                encode_run(run),
            ),
        )
        for part, digest in run.contents.items():
            _write_content(connection, digest, run.parts)
            connection.execute(
                "INSERT INTO dzmap_run_parts (run_id, part, sha256) VALUES (?, ?, ?)",
                (run.id, part, digest),
            )


def delete_runs(connection: sqlite3.Connection, runs: Iterable[KeptRun]) -> None:
    """Delete runs by id; see ``drop_unused_contents``."""
    for run in runs:
        connection.execute("DELETE FROM dzmap_run_parts WHERE run_id = ?", (run.id,))
        connection.execute("DELETE FROM dzmap_runs WHERE run_id = ?", (run.id,))


def drop_unused_contents(connection: sqlite3.Connection) -> None:
    """Delete the contents that no run names any more."""
    connection.execute(
        "DELETE FROM dzmap_contents WHERE sha256 NOT IN (SELECT sha256 FROM dzmap_run_parts)"
    )


def read_runs(connection: sqlite3.Connection, path: Path) -> tuple[KeptRun, ...]:
    """All runs without their contents, in the order in which they were kept.

    Raises:
        KnownError: a record was altered outside dzmap.
    """
    runs = []
    for run_id, record in connection.execute("SELECT run_id, record FROM dzmap_runs ORDER BY id"):
        try:
            runs.append(decode_run(record))
        except ValueError as error:
            raise _altered(run_id, path) from error
    return tuple(runs)


def read_parts(connection: sqlite3.Connection, run: KeptRun, path: Path) -> Mapping[str, bytes]:
    """The contents of a run by SHA-256.

    Raises:
        KnownError: one was altered or removed outside dzmap.
    """
    parts = {}
    for digest in run.contents.values():
        found = connection.execute(
            "SELECT content FROM dzmap_contents WHERE sha256 = ?", (digest,)
        ).fetchone()
        if found is None or hashlib.sha256(found[0]).hexdigest() != digest:
            raise _altered(run.id, path)
        parts[digest] = found[0]
    return parts


def write_overrides(connection: sqlite3.Connection, overrides: Iterable[RowOverride]) -> None:
    """Insert overrides."""
    connection.executemany(
        f"INSERT INTO dzmap_overrides (override_id, {_FIELDS})"  # noqa: S608 - our own names
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                one.id,
                one.run_id,
                one.row,
                one.applicant_id,
                one.target_id,
                int(one.machine),
                int(one.override.verdict),
                one.override.reason,
                one.override.name,
                one.override.at.isoformat(),
                one.override.attachment,
            )
            for one in overrides
        ],
    )


def delete_overrides(connection: sqlite3.Connection, overrides: Iterable[RowOverride]) -> None:
    """Delete overrides by id."""
    connection.executemany(
        "DELETE FROM dzmap_overrides WHERE override_id = ?", [(one.id,) for one in overrides]
    )


def read_overrides(connection: sqlite3.Connection, path: Path) -> tuple[RowOverride, ...]:
    """All overrides in the order in which they were made.

    Raises:
        KnownError: one was altered outside dzmap and says nothing now.
    """
    overrides = []
    query = f"SELECT {_FIELDS} FROM dzmap_overrides ORDER BY id"  # noqa: S608 - our own names
    for values in connection.execute(query):
        record = dict(zip((*_OVERRIDE_FIELDS, *_DECISION_FIELDS), values, strict=True))
        record["override"] = {name: record.pop(name) for name in _DECISION_FIELDS}
        try:
            overrides.append(decode_override(json.dumps(record)))
        except (ValueError, KnownError) as error:
            raise _altered(str(record["run_id"]), path) from error
    return tuple(overrides)


def _write_content(connection: sqlite3.Connection, digest: str, parts: Mapping[str, bytes]) -> None:
    query = "SELECT 1 FROM dzmap_contents WHERE sha256 = ?"
    if connection.execute(query, (digest,)).fetchone():
        return
    if digest not in parts:
        raise ValueError(f"the content {digest} is neither in the file nor with the run")
    connection.execute(
        "INSERT INTO dzmap_contents (sha256, content) VALUES (?, ?)", (digest, parts[digest])
    )


def _altered(run_id: str, path: Path) -> KnownError:
    return KnownError(
        f"读不出审查运行 {run_id}",
        file=str(path),
        reason="它的内容在软件之外被改动过，与校验值不符",
        remedy="从备份恢复这个项目文件；其余数据不受影响。",
    )
