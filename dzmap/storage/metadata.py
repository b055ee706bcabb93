"""Project properties: one row per key in ``dzmap_meta``."""

import sqlite3
from collections.abc import Mapping

VERSION_KEY = "schema_version"


def write_metadata(connection: sqlite3.Connection, metadata: Mapping[str, str]) -> None:
    """Set the given properties; others stay as they are."""
    connection.executemany(
        "INSERT INTO dzmap_meta (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        list(metadata.items()),
    )


def read_metadata(connection: sqlite3.Connection) -> dict[str, str]:
    """All properties in the order in which they were first set."""
    return dict(connection.execute("SELECT key, value FROM dzmap_meta ORDER BY id").fetchall())
