"""The rows of layers as a transaction sees them, for what is derived from them while saving."""

# Identifiers in SQL come from our own declarations, never from input.
# ruff: noqa: S608

import sqlite3
from collections.abc import Sequence

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

    def table(self, name: str) -> pd.DataFrame:
        """All rows with all columns."""
        return self.rows(name, [column.name for column in TABLES[name].columns], places=True)

    def rows(
        self, name: str, columns: Sequence[str], *, where: str = "", places: bool = False
    ) -> pd.DataFrame:
        """Rows with some columns, all others missing; ``where`` is one of our own conditions."""
        table = TABLES[name]
        wanted = [column for column in table.columns if column.name in columns]
        geometry = GEOMETRY_COLUMN if places and table.geometry else ""
        listed = ", ".join(
            f'"{column}"' for column in (*(c.name for c in wanted), geometry) if column
        )
        condition = f" WHERE {where}" if where else ""
        rows = self._connection.execute(f'SELECT {listed} FROM "{name}"{condition}').fetchall()
        cells = list(zip(*rows, strict=True)) if rows else [()] * (len(wanted) + bool(geometry))
        plain = pd.DataFrame(
            {
                column.name: pd.Series(values, dtype="object")
                for column, values in zip(wanted, cells, strict=False)
            }
        )
        if not table.geometry:
            return conform(plain, table)
        shapes = from_blobs(cells[-1]) if geometry else [None] * len(rows)
        return conform(gpd.GeoDataFrame(plain, geometry=shapes, crs=STORAGE_CRS), table)
