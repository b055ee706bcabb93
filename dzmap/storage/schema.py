"""What a project file holds beside its layers: the ``dzmap_*`` tables, indexes and registrations."""

# Identifiers in SQL come from our own declarations, never from input.
# ruff: noqa: S608

import sqlite3
from collections.abc import Iterable, Mapping

from dzmap.core.tables import Column, Table

SCHEMA_VERSION = 4
"""Raised whenever a released file would no longer fit; each step has a file in ``migrations``."""

PROJECT_TABLES: Mapping[str, str] = {
    "dzmap_meta": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        key TEXT NOT NULL UNIQUE,
        value TEXT NOT NULL)""",
    "dzmap_migrations": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        from_version INTEGER NOT NULL,
        to_version INTEGER NOT NULL,
        title TEXT NOT NULL,
        applied_at TEXT NOT NULL)""",
    "dzmap_catalogs": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        catalog_id TEXT NOT NULL,
        version TEXT NOT NULL,
        title TEXT NOT NULL,
        published BOOLEAN NOT NULL,
        sha256 TEXT NOT NULL,
        content TEXT NOT NULL,
        UNIQUE (catalog_id, version))""",
    "dzmap_history": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        change_id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        author TEXT NOT NULL,
        at TEXT NOT NULL,
        rows INTEGER NOT NULL,
        tables TEXT NOT NULL,
        payload BLOB NOT NULL)""",
    "dzmap_runs": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        run_id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        author TEXT NOT NULL,
        at TEXT NOT NULL,
        as_of DATE NOT NULL,
        rows INTEGER NOT NULL,
        deleted BOOLEAN NOT NULL,
        record TEXT NOT NULL)""",
    "dzmap_run_parts": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        run_id TEXT NOT NULL REFERENCES dzmap_runs (run_id) ON DELETE CASCADE,
        part TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        UNIQUE (run_id, part))""",
    "dzmap_contents": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        sha256 TEXT NOT NULL UNIQUE,
        content BLOB NOT NULL)""",
    "dzmap_overrides": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        override_id TEXT NOT NULL UNIQUE,
        run_id TEXT NOT NULL,
        row INTEGER NOT NULL,
        applicant_id TEXT NOT NULL,
        target_id TEXT NOT NULL,
        machine INTEGER NOT NULL,
        verdict INTEGER NOT NULL,
        reason TEXT NOT NULL,
        name TEXT NOT NULL,
        at TEXT NOT NULL,
        attachment TEXT NOT NULL)""",
    "dzmap_layer_styles": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        style_id TEXT NOT NULL UNIQUE,
        content TEXT NOT NULL)""",
    "dzmap_bookmarks": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        bookmark_id TEXT NOT NULL UNIQUE,
        content TEXT NOT NULL)""",
    "dzmap_snapshots": """(
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        snapshot_id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        author TEXT NOT NULL,
        at TEXT NOT NULL,
        as_of DATE NOT NULL,
        content TEXT NOT NULL)""",
}

_GPKG_EXTENSIONS = """CREATE TABLE IF NOT EXISTS gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
    scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))"""

_GPKG_DATA_COLUMNS = """CREATE TABLE IF NOT EXISTS gpkg_data_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
    mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name))"""

_GPKG_COLUMN_CONSTRAINTS = """CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
    constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
    min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
    CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))"""

_SCHEMA_EXTENSION = ("gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema")


def create_project_tables(connection: sqlite3.Connection) -> None:
    """Create the ``dzmap_*`` tables.

    Registered as attribute tables, not as an extension: GDAL warns of extensions that it does not
    know, and QGIS would show that to the user for each table.
    """
    for name in PROJECT_TABLES:
        create_project_table(connection, name)


def create_project_table(connection: sqlite3.Connection, name: str) -> None:
    """Create one of ``PROJECT_TABLES``."""
    connection.execute(f"CREATE TABLE {name} {PROJECT_TABLES[name]}")
    register_attributes(connection, name, "dzmap 内部数据")


def register_attributes(connection: sqlite3.Connection, table: str, description: str) -> None:
    """List a table without geometry in ``gpkg_contents``."""
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)"
        " VALUES (?, 'attributes', ?, ?, 0)",
        (table, table, description),
    )


def finish_layers(connection: sqlite3.Connection, tables: Iterable[Table]) -> None:
    """Index the ids of freshly written layers, and name their columns in Chinese."""
    connection.execute(_GPKG_EXTENSIONS)
    connection.execute(_GPKG_DATA_COLUMNS)
    connection.execute(_GPKG_COLUMN_CONSTRAINTS)
    connection.executemany(
        "INSERT INTO gpkg_extensions (table_name, extension_name, definition, scope)"
        " VALUES (?, ?, ?, 'read-write')",
        [
            (name, *_SCHEMA_EXTENSION)
            for name in ("gpkg_data_columns", "gpkg_data_column_constraints")
        ],
    )
    for table in tables:
        finish_layer(connection, table)


def finish_layer(connection: sqlite3.Connection, table: Table) -> None:
    """Index the ids of a freshly written layer, and name its columns in Chinese."""
    connection.execute(f'CREATE UNIQUE INDEX "idx_{table.name}_id" ON "{table.name}" (id)')
    fill_missing_ids(connection, table.name)
    name_columns(connection, table, table.columns)


def name_columns(connection: sqlite3.Connection, table: Table, columns: Iterable[Column]) -> None:
    """Give columns their Chinese names (shown as aliases by QGIS) and units."""
    connection.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description)"
        " VALUES (?, ?, ?, ?, ?)",
        [
            (table.name, column.name, column.zh, column.zh, _column_description(column.unit))
            for column in columns
        ],
    )


def fill_missing_ids(connection: sqlite3.Connection, table: str) -> None:
    """Let rows that another program adds without an id get one (schema version 2)."""
    connection.execute(
        f'CREATE TRIGGER "dzmap_fill_id_{table}" AFTER INSERT ON "{table}"'
        " WHEN NEW.id IS NULL OR NEW.id = ''"
        f" BEGIN UPDATE \"{table}\" SET id = 'x-' || NEW.fid"
        " WHERE fid = NEW.fid; END"
    )


def _column_description(unit: str) -> str | None:
    return f"单位：{unit}" if unit else None
