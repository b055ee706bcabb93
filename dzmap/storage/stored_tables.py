"""The rows of layers as a transaction sees them, for what is derived from them while saving."""

# Identifiers in SQL come from our own declarations, never from input.
# ruff: noqa: S608

import sqlite3
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from dzmap.core.frames import STORAGE_CRS, conform
from dzmap.core.tables import TABLES
from dzmap.storage.blobs import from_blobs
from dzmap.storage.bulk import GEOMETRY_COLUMN


class StoredTables:
    """Tables of the project that a connection is writing; implements ``services.ports.Tables``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def table(self, name: str, where: str = "") -> pd.DataFrame:
        """All rows with all columns, or those for which one of our own conditions holds."""
        table = TABLES[name]
        names = [column.name for column in table.columns]
        rows = self._read(name, [*names, *([GEOMETRY_COLUMN] if table.geometry else [])], where)
        cells = list(zip(*rows, strict=True)) if rows else [()] * (len(names) + 1)
        plain = pd.DataFrame(
            {
                column: pd.Series(values, dtype="object")
                for column, values in zip(names, cells, strict=False)
            }
        )
        if not table.geometry:
            return conform(plain, table)
        shapes = from_blobs(cells[len(names)])
        return conform(gpd.GeoDataFrame(plain, geometry=shapes, crs=STORAGE_CRS), table)

    def column(self, name: str, column: str, where: str = "") -> pd.DataFrame:
        """One column alone, as quickly as sqlite gives it."""
        values = [value for (value,) in self._read(name, [column], where)]
        kind = TABLES[name].column(column).kind
        dtype = "float64" if kind in ("int", "real") else "object"
        return pd.DataFrame({column: pd.Series(values, dtype=dtype)})

    def _read(self, name: str, columns: Sequence[str], where: str) -> list[tuple[Any, ...]]:
        listed = ", ".join(f'"{column}"' for column in columns)
        condition = f" WHERE {where}" if where else ""
        return self._connection.execute(f'SELECT {listed} FROM "{name}"{condition}').fetchall()
