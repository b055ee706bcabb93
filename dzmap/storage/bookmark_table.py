"""Bookmarks of the map: one row each."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from dzmap.core.bookmarks import Bookmark, BookmarkError, decode_bookmark, encode_bookmark
from dzmap.core.problems import KnownError


def write_bookmarks(connection: sqlite3.Connection, bookmarks: Iterable[Bookmark]) -> None:
    """Insert bookmarks, replacing those of the same ids."""
    connection.executemany(
        "INSERT INTO dzmap_bookmarks (bookmark_id, content) VALUES (?, ?)"
        " ON CONFLICT (bookmark_id) DO UPDATE SET content = excluded.content",
        [(bookmark.id, encode_bookmark(bookmark)) for bookmark in bookmarks],
    )


def delete_bookmarks(connection: sqlite3.Connection, bookmarks: Iterable[Bookmark]) -> None:
    """Delete bookmarks by their ids."""
    connection.executemany(
        "DELETE FROM dzmap_bookmarks WHERE bookmark_id = ?",
        [(bookmark.id,) for bookmark in bookmarks],
    )


def read_bookmarks(connection: sqlite3.Connection, path: Path) -> tuple[Bookmark, ...]:
    """All bookmarks, ordered by id.

    Raises:
        KnownError: one was altered outside dzmap.
    """
    found = []
    query = "SELECT bookmark_id, content FROM dzmap_bookmarks ORDER BY bookmark_id"
    for bookmark_id, content in connection.execute(query):
        try:
            found.append(decode_bookmark(content))
        except BookmarkError as error:
            raise KnownError(
                f"读不出书签“{bookmark_id}”",
                file=str(path),
                reason=f"书签内容在软件之外被改动过（{error}）",
                remedy="从备份恢复这个项目文件；其余数据不受影响。",
            ) from error
    return tuple(found)
