"""修改记录: every saved change set with the rows before and after."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from dzmap.core.changes import ChangeSet
from dzmap.services.ports import HistoryEntry
from dzmap.storage.payload import encode_change


def append_history(connection: sqlite3.Connection, changes: Iterable[ChangeSet]) -> None:
    """Record change sets in the order in which they were made."""
    connection.executemany(
        "INSERT INTO dzmap_history (change_id, title, author, at, rows, tables, payload)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                change.id,
                change.title,
                change.author,
                change.at.isoformat(),
                sum(part.row_count for part in change.tables),
                ";".join(dict.fromkeys(part.table for part in change.tables)),
                encode_change(change, contents=False),
            )
            for change in changes
        ),
    )


def read_history(connection: sqlite3.Connection, limit: int) -> tuple[HistoryEntry, ...]:
    """The newest ``limit`` entries, newest first."""
    rows = connection.execute(
        "SELECT change_id, title, author, at, rows FROM dzmap_history ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return tuple(
        HistoryEntry(
            id=identifier, title=title, author=author, at=datetime.fromisoformat(at), rows=count
        )
        for identifier, title, author, at, count in rows
    )


def saved_ids(connection: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """Which of these change sets are saved already."""
    return {
        identifier
        for identifier in ids
        if connection.execute(
            "SELECT 1 FROM dzmap_history WHERE change_id = ?", (identifier,)
        ).fetchone()
    }
