"""Bringing the layers of an older project to what ``core.tables`` declares today."""

# Identifiers in SQL come from our own declarations, never from input.
# ruff: noqa: S608

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from dzmap.core.frames import empty
from dzmap.core.tables import TABLES, Table
from dzmap.storage.bulk import write_table
from dzmap.storage.connection import connected
from dzmap.storage.schema import finish_layer, name_columns
from dzmap.storage.styles import rewrite_default_style, write_default_style

_SQL_TYPES = {
    "text": "TEXT",
    "int": "INTEGER",
    "real": "REAL",
    "date": "DATE",
    "bool": "BOOLEAN",
}
"""As GDAL names them when it makes a table."""
_REGISTERS = (
    "gpkg_contents",
    "gpkg_geometry_columns",
    "gpkg_extensions",
    "gpkg_ogr_contents",
)
_WHAT = "旧版项目没有升级"


def bring_layers_up_to_date(connection: sqlite3.Connection) -> None:
    """Create the layers and columns that are declared but not in the file; nothing is removed.

    Works inside the caller's transaction. Rows that are there get missing values.
    """
    present = {
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    missing = [table for table in TABLES.values() if table.name not in present]
    if missing:
        _create_layers(connection, missing)
    for table in TABLES.values():
        if table.name in present:
            _add_columns(connection, table)


def _add_columns(connection: sqlite3.Connection, table: Table) -> None:
    known = {row[1] for row in connection.execute(f'PRAGMA table_info("{table.name}")')}
    added = [column for column in table.columns if column.name not in known]
    for column in added:
        connection.execute(
            f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {_SQL_TYPES[column.kind]}'
        )
    if added:
        name_columns(connection, table, added)
        rewrite_default_style(connection, table)


def _create_layers(connection: sqlite3.Connection, tables: Sequence[Table]) -> None:
    """Make layers just as GDAL makes them, by letting it make them elsewhere and copying that."""
    with TemporaryDirectory(prefix="dzmap-") as folder:
        pattern = Path(folder) / "pattern.gpkg"
        for position, table in enumerate(tables):
            write_table(pattern, table, empty(table), append=position > 0, shown=pattern)
        with connected(pattern, _WHAT) as source:
            for table in tables:
                _copy_layer(source, connection, table)
    for table in tables:
        finish_layer(connection, table)
        write_default_style(connection, table)


def _copy_layer(source: sqlite3.Connection, target: sqlite3.Connection, table: Table) -> None:
    index = f"rtree_{table.name}_geom"
    definitions = source.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND (tbl_name = ? OR name = ?)"
        " ORDER BY type = 'trigger', rowid",
        (table.name, index),
    ).fetchall()
    for register in _REGISTERS:
        _copy_rows(source, target, register, table.name)
    for (definition,) in definitions:
        target.execute(definition)


def _copy_rows(
    source: sqlite3.Connection, target: sqlite3.Connection, register: str, table: str
) -> None:
    if not source.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (register,)).fetchone():
        return  # GDAL makes the register of geometries with the first layer that has one
    cursor = source.execute(f"SELECT * FROM {register} WHERE table_name = ?", (table,))
    names = [description[0] for description in cursor.description]
    places = ", ".join("?" for _ in names)
    target.executemany(
        f"INSERT INTO {register} ({', '.join(names)}) VALUES ({places})", cursor.fetchall()
    )
