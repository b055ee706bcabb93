"""Frames with the columns and types that a table declares, whatever they were made of.

Canonical types: text is pandas ``str`` (missing = NaN), int ``Int64``, real ``float64``, date
``datetime64[us]`` at midnight, bool ``boolean``. Geometry is 2-D in EPSG:4490, column ``geometry``,
None = no place; where a table holds multi-part geometry, single parts are promoted.
"""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dzmap.core.tables import Column, Table

STORAGE_CRS = "EPSG:4490"

_PROMOTION: dict[str, tuple[int, Callable[..., Any]]] = {
    "MultiPolygon": (shapely.GeometryType.POLYGON, shapely.multipolygons),
    "MultiLineString": (shapely.GeometryType.LINESTRING, shapely.multilinestrings),
}
_ALLOWED = {
    "Point": (shapely.GeometryType.POINT,),
    "MultiPolygon": (shapely.GeometryType.MULTIPOLYGON,),
    "MultiLineString": (shapely.GeometryType.MULTILINESTRING,),
}


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The rows of ``frame`` with exactly the columns of ``table``, in order and canonical type.

    Args:
        frame: any frame; absent columns become missing values. A geometry in another CRS is
            transformed, one without CRS is taken as EPSG:4490.
        table: the declaration to follow.

    Returns:
        A new frame with a RangeIndex (a GeoDataFrame in EPSG:4490 if the table is spatial).

    Raises:
        ValueError: a column that the table does not have, a value of the wrong type, or a
            geometry that the table cannot hold.
    """
    geometry_name = _geometry_name(frame)
    known = {column.name for column in table.columns}
    unknown = [str(name) for name in frame.columns if name not in known and name != geometry_name]
    if unknown:
        raise ValueError(f"table {table.name} has no column {', '.join(unknown)}")
    columns: dict[str, pd.Series[Any]] = {
        column.name: _typed(frame, column) for column in table.columns
    }
    plain = pd.DataFrame(columns, index=pd.RangeIndex(len(frame)))
    if not table.geometry:
        return plain
    places = _places(frame, geometry_name, table)
    result: pd.DataFrame = gpd.GeoDataFrame(plain, geometry=places, crs=STORAGE_CRS)
    return result


def empty(table: Table) -> pd.DataFrame:
    """A frame of ``table`` without rows, in canonical types."""
    return conform(pd.DataFrame(), table)


def one_row_per_year(years: pd.DataFrame, owner: str) -> pd.DataFrame:
    """A yearly table in which the last row of each owner and year counts.

    Imports never repeat one, but other programs may add rows to the project file.

    Args:
        years: Table ``enterprise_years`` or ``project_years``.
        owner: ``enterprise_id`` or ``project_id``.
    """
    return years.drop_duplicates([owner, "year"], keep="last")


def same_values(left: "pd.Series[Any]", right: "pd.Series[Any]") -> npt.NDArray[np.bool_]:
    """Where two canonical columns of equal length agree; missing equals missing.

    Geometries agree when they are the same coordinate for coordinate.
    """
    if isinstance(left, gpd.GeoSeries):
        first, second = left.to_numpy(), right.to_numpy()
        both_missing = shapely.is_missing(first) & shapely.is_missing(second)
        agree: npt.NDArray[np.bool_] = shapely.equals_identical(first, second) | both_missing
        return agree
    equal = _equal(left, right)
    doubtful = np.flatnonzero(~equal)
    one, other = left.iloc[doubtful].isna().to_numpy(), right.iloc[doubtful].isna().to_numpy()
    equal[doubtful] = one & other
    return equal


def _equal(left: "pd.Series[Any]", right: "pd.Series[Any]") -> npt.NDArray[np.bool_]:
    """Where values are there and the same; a new array."""
    if isinstance(left.dtype, pd.StringDtype):  # many times faster than comparing as strings
        return np.array(left.to_numpy(dtype=object) == right.to_numpy(dtype=object), dtype=bool)
    equal = left.reset_index(drop=True) == right.reset_index(drop=True)
    return equal.fillna(value=False).to_numpy(dtype=bool, copy=True)


def _geometry_name(frame: pd.DataFrame) -> str:
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        return str(frame.active_geometry_name)
    return "geometry"


def _typed(frame: pd.DataFrame, column: Column) -> "pd.Series[Any]":
    if column.name not in frame.columns:
        values: pd.Series[Any] = pd.Series([None] * len(frame), dtype="object")
    else:
        values = frame[column.name].reset_index(drop=True)
    try:
        return _CONVERSIONS[column.kind](values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"column {column.name} is not {column.kind}: {error}") from error


def _real(values: "pd.Series[Any]") -> "pd.Series[Any]":
    numbers = pd.to_numeric(values).astype("Float64").astype("float64")
    return numbers.where(np.isfinite(numbers))  # an infinite amount is none


def _date(values: "pd.Series[Any]") -> "pd.Series[Any]":
    return pd.to_datetime(values).dt.as_unit("us").dt.normalize()


_CONVERSIONS: dict[str, Callable[["pd.Series[Any]"], "pd.Series[Any]"]] = {
    "text": lambda values: values.astype("str"),
    "int": lambda values: pd.to_numeric(values).astype("Int64"),
    "real": _real,
    "date": _date,
    "bool": lambda values: values.astype("boolean"),
}


def _places(frame: pd.DataFrame, name: str, table: Table) -> npt.NDArray[np.object_]:
    if name not in frame.columns:
        return np.full(len(frame), None, dtype=object)
    series = gpd.GeoSeries(frame[name])
    if series.crs is not None and series.crs != STORAGE_CRS:
        series = series.to_crs(STORAGE_CRS)
    shapes: npt.NDArray[np.object_] = series.to_numpy().copy()
    if shapely.has_z(shapes).any():
        shapes = shapely.force_2d(shapes)
    shapes[shapely.is_empty(shapes)] = None
    if table.geometry in _PROMOTION:
        part, promote = _PROMOTION[table.geometry]
        single = np.flatnonzero(shapely.get_type_id(shapes) == part)
        if len(single):
            shapes[single] = promote(shapes[single], indices=np.arange(len(single)))
    kinds = set(shapely.get_type_id(shapes[~shapely.is_missing(shapes)]).tolist())
    allowed = _ALLOWED.get(table.geometry)
    if allowed is not None and not kinds <= set(allowed):
        raise ValueError(f"table {table.name} holds {table.geometry} geometry only")
    return shapes
