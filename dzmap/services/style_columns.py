"""The columns by which a layer can be drawn: its own, yearly figures, and sums of what lies inside.

Names of columns that a layer has not itself are paths: ``enterprise_years.tax_wan_yuan`` is the
figure of the newest year, ``within.enterprises`` counts inside an area, ``within.TABLE.COLUMN`` adds
up inside it, ``area.mu`` is the ellipsoidal area.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.areas import ellipsoidal_area_m2
from dzmap.core.crs import Floats
from dzmap.core.frames import one_row_per_year
from dzmap.core.spatial import point_coordinates
from dzmap.core.tables import TABLES, Column
from dzmap.services.map_model import MapLayer
from dzmap.services.ports import Tables

M2_PER_MU = 2000 / 3
AREA = "area.mu"
COUNT_UNITS = {"enterprises": "家", "projects": "个"}
_YEARS = {"enterprises": "enterprise_years", "projects": "project_years"}
_OWNERS = {"enterprise_years": "enterprise_id", "project_years": "project_id"}
_SUMMED = ("万元", "亩", "人")
_NUMERIC = ("int", "real")
_HIDDEN = ("geometry", "class", "label")


class LookError(ValueError):
    """A look that cannot be drawn; the text is Chinese and says why."""


@dataclass(frozen=True, kw_only=True)
class StyleColumn:
    """A column to draw by. ``kind`` as in ``core.tables``; ``within`` says it is about an area's content."""

    name: str
    zh: str
    unit: str = ""
    kind: str = "text"
    within: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it can be graduated."""
        return self.kind in _NUMERIC


def columns_of(layer: MapLayer, tables: Tables) -> tuple[StyleColumn, ...]:
    """All columns that a look or label of the layer may name, its own first."""
    return tuple(_offered(layer, tables))


def _offered(layer: MapLayer, tables: Tables) -> Iterator[StyleColumn]:
    """One by one: who looks for an own column reads no other table."""
    yield from _own(layer)
    if layer.table in _YEARS:
        yield from _yearly(_YEARS[layer.table], tables)
    if layer.kind != "polygon":
        return
    yield StyleColumn(name=AREA, zh="面积（椭球）", unit="亩", kind="real")
    for table, unit in COUNT_UNITS.items():
        zh = f"区内{TABLES[table].zh}数"
        yield StyleColumn(name=f"within.{table}", zh=zh, unit=unit, kind="int", within=True)
        own = (_described(column) for column in TABLES[table].columns)
        for column in (*own, *_yearly(_YEARS[table], tables)):
            if column.unit in _SUMMED:
                yield _inside(table, column)


def column_of(layer: MapLayer, tables: Tables, name: str) -> StyleColumn:
    """The column of that name.

    Raises:
        LookError: the layer cannot be drawn by it.
    """
    for column in _offered(layer, tables):
        if column.name == name:
            return column
    wanted = f"“{name}”这一列" if name else "选定的列"
    raise LookError(f"没有{wanted}")


def column_values(layer: MapLayer, tables: Tables, name: str) -> "pd.Series":
    """The cells of a column, one per feature, with the index of the features.

    Raises:
        LookError: the layer has no such column.
    """
    features = layer.features
    if name in features.columns and name not in _HIDDEN:
        return pd.Series(features[name])
    column_of(layer, tables, name)
    first, _, rest = name.partition(".")
    if first in _OWNERS:
        return _newest(first, rest, tables, features["id"])
    if name == AREA:
        areas = ellipsoidal_area_m2(features.geometry.to_numpy()) / M2_PER_MU
        return pd.Series(areas, index=features.index)
    if first == "within":
        return pd.Series(_sums(features, tables, rest), index=features.index)
    raise LookError(f"没有“{name}”这一列")


def numbers_of(layer: MapLayer, tables: Tables, name: str) -> Floats:
    """The cells of a column as numbers, NaN where there is none.

    Raises:
        LookError: the layer has no such column, or it holds no numbers.
    """
    if not column_of(layer, tables, name).numeric:
        raise LookError(f"“{column_of(layer, tables, name).zh}”不是数值列")
    values = pd.to_numeric(column_values(layer, tables, name), errors="coerce")
    return values.to_numpy(dtype=np.float64, na_value=np.nan)


def _own(layer: MapLayer) -> Iterator[StyleColumn]:
    if layer.table in TABLES:
        for column in TABLES[layer.table].columns:
            if column.name in layer.features.columns:
                yield _described(column)
        return
    for name, caption in layer.tooltip:
        if name in layer.features.columns:
            kind = "real" if pd.api.types.is_numeric_dtype(layer.features[name]) else "text"
            yield StyleColumn(name=name, zh=caption, kind=kind)


def _described(column: Column) -> StyleColumn:
    return StyleColumn(name=column.name, zh=column.zh, unit=column.unit, kind=column.kind)


def _yearly(name: str, tables: Tables) -> list[StyleColumn]:
    year = _newest_year(tables.table(name))
    return [
        StyleColumn(
            name=f"{name}.{column.name}",
            zh=f"{year} 年{column.zh}",
            unit=column.unit,
            kind=column.kind,
        )
        for column in TABLES[name].columns
        if column.kind in _NUMERIC and column.name != "year"
    ]


def _inside(table: str, column: StyleColumn) -> StyleColumn:
    gap = " " if column.zh[:1].isdigit() else ""
    path = column.name if "." in column.name else f"{table}.{column.name}"
    return StyleColumn(
        name=f"within.{path}",
        zh=f"区内{TABLES[table].zh}{gap}{column.zh}",
        unit=column.unit,
        kind="real",
        within=True,
    )


def _newest_year(years: pd.DataFrame) -> str:
    return str(years["year"].max()) if len(years) else "最近"


def _newest(name: str, column: str, tables: Tables, ids: "pd.Series") -> "pd.Series":
    years = tables.table(name)
    newest = one_row_per_year(years[years["year"] == years["year"].max()], _OWNERS[name])
    return ids.map(newest.set_index(_OWNERS[name])[column])


def _sums(areas: gpd.GeoDataFrame, tables: Tables, path: str) -> Floats:
    """Counts or sums of the rows that lie in each area; where areas overlap, each counts them."""
    first, _, column = path.partition(".")
    table = next(name for name, years in _YEARS.items() if first in (name, years))
    rows = gpd.GeoDataFrame(tables.table(table))
    x, y = point_coordinates(rows.geometry.to_numpy())
    if not column:
        numbers = np.ones(len(rows))
    elif first == table:
        numbers = rows[column].to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        figures = _newest(first, column, tables, rows["id"])
        numbers = figures.to_numpy(dtype=np.float64, na_value=np.nan)
    given = np.isfinite(x) & np.isfinite(y) & np.isfinite(numbers)
    tree = shapely.STRtree(shapely.points(x[given], y[given]))
    area, point = tree.query(areas.geometry.to_numpy(), predicate="intersects")
    sums = np.bincount(area, weights=numbers[given][point], minlength=len(areas))
    return np.asarray(sums, dtype=np.float64)
