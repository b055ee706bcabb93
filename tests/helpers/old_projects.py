"""Project files as older versions left them, made from new ones."""

import sqlite3
from pathlib import Path

from dzmap.core.tables import TABLES
from dzmap.storage.connection import connected, transaction

_NEW_IN_3 = ("reference_lists", "reference_items")
_RUNS_2 = """CREATE TABLE dzmap_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, run_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL, as_of DATE NOT NULL,
    request TEXT NOT NULL, catalogs TEXT NOT NULL, notes TEXT NOT NULL)"""
_VERDICTS_2 = """CREATE TABLE dzmap_verdicts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    run_id TEXT NOT NULL REFERENCES dzmap_runs (run_id) ON DELETE CASCADE,
    applicant_id TEXT NOT NULL, target_id TEXT NOT NULL, verdict INTEGER NOT NULL,
    checked_verdict INTEGER NOT NULL, decisive TEXT NOT NULL, override_verdict INTEGER,
    override_reason TEXT, UNIQUE (run_id, applicant_id, target_id))"""


def make_version_3(path: Path) -> None:
    """Turn a new project into one of version 3: no layer styles, no bookmarks."""
    with connected(path, "", write=True) as connection, transaction(connection):
        for name in ("dzmap_layer_styles", "dzmap_bookmarks"):
            drop_layer(connection, name)
        _set_version(connection, 3)


def make_version_2(path: Path) -> None:
    """Turn a new project into one of version 2: no kept runs, no reference lists, either."""
    make_version_3(path)
    with connected(path, "", write=True) as connection, transaction(connection):
        for name in ("dzmap_runs", "dzmap_run_parts", "dzmap_contents", "dzmap_overrides"):
            drop_layer(connection, name)
        for name in _NEW_IN_3:
            drop_layer(connection, name)
        for name, statement in (("dzmap_runs", _RUNS_2), ("dzmap_verdicts", _VERDICTS_2)):
            connection.execute(statement)
            connection.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
                " VALUES (?, 'attributes', ?, 0)",
                (name, name),
            )
        _set_version(connection, 2)


def make_version_1(path: Path) -> None:
    """Turn a new project into one of version 1: nothing fills the ids that are missing, either."""
    make_version_2(path)
    with connected(path, "", write=True) as connection, transaction(connection):
        for name in TABLES:
            connection.execute(f"DROP TRIGGER IF EXISTS dzmap_fill_id_{name}")
        _set_version(connection, 1)


def drop_layer(connection: sqlite3.Connection, name: str) -> None:
    """Remove a table, its index and what the file says of it."""
    indexed = f"rtree_{name}_geom"
    connection.execute(f"DROP TABLE IF EXISTS {indexed}")
    connection.execute(f"DROP TABLE IF EXISTS {name}")
    for register in (
        "gpkg_contents",
        "gpkg_geometry_columns",
        "gpkg_extensions",
        "gpkg_ogr_contents",
        "gpkg_data_columns",
    ):
        connection.execute(f"DELETE FROM {register} WHERE table_name = ?", (name,))
    connection.execute("DELETE FROM layer_styles WHERE f_table_name = ?", (name,))


def _set_version(connection: sqlite3.Connection, version: int) -> None:
    connection.execute(
        "UPDATE dzmap_meta SET value = ? WHERE key = 'schema_version'", (str(version),)
    )
