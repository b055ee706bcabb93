"""Change sets in SQL: rows are deleted, updated and inserted by their id."""

# Identifiers in SQL come from our own declarations, never from input.
# ruff: noqa: S608

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from dzmap.core.changes import (
    BOOKMARK_TABLE,
    CATALOG_TABLE,
    LAYER_STYLE_TABLE,
    OVERRIDE_TABLE,
    RECORDS,
    RUN_TABLE,
    ChangeSet,
    TableChange,
)
from dzmap.core.frames import same_values
from dzmap.core.tables import TABLES, Table
from dzmap.storage.blobs import to_blobs
from dzmap.storage.bulk import GEOMETRY_COLUMN
from dzmap.storage.catalog_table import delete_catalogs, write_catalogs
from dzmap.storage.cells import cells
from dzmap.storage.record_table import BOOKMARKS, LAYER_STYLES
from dzmap.storage.run_table import (
    delete_overrides,
    delete_runs,
    drop_unused_contents,
    write_overrides,
    write_runs,
)

_CHUNK = 50_000  # rows turned into Python values at a time, to bound memory


def apply_changes(connection: sqlite3.Connection, changes: Iterable[ChangeSet]) -> set[str]:
    """Apply change sets in order inside the caller's transaction.

    Returns:
        The names of the layers that were touched.
    """
    touched: set[str] = set()
    for change in changes:
        for part in change.tables:
            if part.table in RECORDS:
                _apply_records(connection, part)
            else:
                _apply(connection, part)
                touched.add(part.table)
    for name in sorted(touched):
        _refresh_contents(connection, TABLES[name])
    return touched


def _apply_records(connection: sqlite3.Connection, change: TableChange) -> None:
    column = RECORDS[change.table]
    delete, write = _WRITERS[change.table]
    if len(change.before):
        delete(connection, change.before[column])
    if len(change.after):
        write(connection, change.after[column])
    if change.table == RUN_TABLE:
        drop_unused_contents(connection)


_WRITERS: Mapping[str, tuple[Callable[..., None], Callable[..., None]]] = {
    CATALOG_TABLE: (delete_catalogs, write_catalogs),
    RUN_TABLE: (delete_runs, write_runs),
    OVERRIDE_TABLE: (delete_overrides, write_overrides),
    LAYER_STYLE_TABLE: (LAYER_STYLES.delete, LAYER_STYLES.write),
    BOOKMARK_TABLE: (BOOKMARKS.delete, BOOKMARKS.write),
}


def _apply(connection: sqlite3.Connection, change: TableChange) -> None:
    table = TABLES[change.table]
    connection.execute(f"UPDATE \"{table.name}\" SET id = 'x-' || fid WHERE id IS NULL OR id = ''")
    kept = change.before["id"].isin(change.after["id"]).to_numpy()
    known = change.after["id"].isin(change.before["id"]).to_numpy()
    connection.executemany(
        f'DELETE FROM "{table.name}" WHERE id = ?',
        [(identifier,) for identifier in change.before["id"][~kept].tolist()],
    )
    _update(connection, table, change.before[kept], change.after[known])
    _insert(connection, table, change.after[~known])


def _update(
    connection: sqlite3.Connection, table: Table, before: pd.DataFrame, after: pd.DataFrame
) -> None:
    """Write only the columns in which some row differs; untouched geometry keeps its R-tree."""
    order = pd.Index(before["id"]).get_indexer(pd.Index(after["id"]))
    before = before.iloc[order]
    changed = [name for name in _names(table) if not np.all(same_values(before[name], after[name]))]
    if not changed:
        return
    settings = ", ".join(f'"{_sql_name(name)}" = ?' for name in changed)
    connection.executemany(
        f'UPDATE "{table.name}" SET {settings} WHERE id = ?',
        _tuples(table, after, [*changed, "id"]),
    )


def _insert(connection: sqlite3.Connection, table: Table, rows: pd.DataFrame) -> None:
    names = _names(table)
    columns = ", ".join(f'"{_sql_name(name)}"' for name in names)
    places = ", ".join("?" for _ in names)
    connection.executemany(
        f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})', _tuples(table, rows, names)
    )


def _names(table: Table) -> list[str]:
    names = [column.name for column in table.columns]
    return [*names, "geometry"] if table.geometry else names


def _sql_name(name: str) -> str:
    return GEOMETRY_COLUMN if name == "geometry" else name


def _tuples(table: Table, rows: pd.DataFrame, names: list[str]) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(rows), _CHUNK):
        chunk = rows.iloc[start : start + _CHUNK]
        columns: list[list[Any]] = [
            to_blobs(chunk["geometry"].to_numpy())
            if name == "geometry"
            else cells(chunk[name], table.column(name).kind)
            for name in names
        ]
        yield from zip(*columns, strict=True)


def _refresh_contents(connection: sqlite3.Connection, table: Table) -> None:
    """Tell readers of the GeoPackage that the layer changed, and its new extent."""
    connection.execute(
        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
        " WHERE table_name = ?",
        (table.name,),
    )
    if table.geometry:
        extent = connection.execute(
            "SELECT min(minx), min(miny), max(maxx), max(maxy)"
            f' FROM "rtree_{table.name}_{GEOMETRY_COLUMN}"'
        ).fetchone()
        connection.execute(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?"
            " WHERE table_name = ?",
            (*extent, table.name),
        )
