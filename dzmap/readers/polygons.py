"""Geometries brought into the shape that a table can hold: valid, of its type, in two dimensions."""

import re

import numpy as np
import numpy.typing as npt
import shapely

from dzmap.core.areas import ellipsoidal_area_m2
from dzmap.core.quantities import format_mu, mu_from_m2
from dzmap.core.spatial import made_valid
from dzmap.core.tables import Table
from dzmap.readers.cells import ObjectArray
from dzmap.readers.findings import Findings

_REASONS = {
    "Self-intersection": "边界自相交",
    "Ring Self-intersection": "边界自相接",
    "Hole lies outside shell": "内洞在外边界之外",
    "Nested holes": "内洞重叠",
    "Nested shells": "外边界重叠",
    "Duplicate Rings": "边界重复",
    "Interior is disconnected": "内部不连通",
    "Too few points in geometry component": "边界的点太少",
    "Invalid Coordinate": "坐标不是数",
}
_DIMENSION_ZH = {"Point": "点", "MultiLineString": "线", "MultiPolygon": "面"}
_GEOMETRY_ZH = {0: "点", 1: "线", 2: "面"}
_AROUND = (113.0, 33.0, 124.0, 40.0)  # Shandong and its surroundings, in degrees
_DIMENSION = {"Point": 0, "MultiLineString": 1, "MultiPolygon": 2}


def fit_geometries(shapes: ObjectArray, table: Table, findings: Findings) -> ObjectArray:
    """Geometries that ``table`` can hold; the rest is None and an error of its feature.

    Invalid polygons are repaired and reported with their area before and after. Features are
    numbered from 1.

    Args:
        shapes: Geometries in EPSG:4490, None where missing.
        table: Says which type is wanted.
        findings: Told what was repaired and what cannot be used.
    """
    fitted: ObjectArray = shapely.force_2d(shapes)
    fitted[shapely.is_empty(fitted)] = None
    for position in np.flatnonzero(_strays(fitted)).tolist():
        fitted[position] = None
        findings.error(
            "有顶点远在山东省之外。", "在 GIS 软件里改正这个图形。", row=position + 1, column="图形"
        )
    wanted = _DIMENSION.get(table.geometry)
    collections = shapely.get_type_id(fitted) == shapely.GeometryType.GEOMETRYCOLLECTION
    for position in np.flatnonzero(collections).tolist():
        fitted[position] = _of_dimension(fitted[position], wanted)
    given = ~shapely.is_missing(fitted)
    for position in np.flatnonzero(given & ~shapely.is_valid(fitted)).tolist():
        fitted[position] = _repaired(fitted[position], position + 1, findings)
    if wanted is None:
        return fitted
    dimension = shapely.get_dimensions(fitted)
    given = ~shapely.is_missing(fitted)
    for position in np.flatnonzero(given & (dimension != wanted)).tolist():
        fitted[position] = None
        found = _GEOMETRY_ZH.get(int(dimension[position]), "其他图形")
        findings.error(
            f"是{found}，{table.zh}图层需要{_DIMENSION_ZH[table.geometry]}。",
            "换成正确的图层后再导入。",
            row=position + 1,
            column="图形",
            value=shapes[position].geom_type,
        )
    return fitted


def _strays(shapes: ObjectArray) -> npt.NDArray[np.bool_]:
    """Which geometries have a vertex that is no place, or one far from the province."""
    west, south, east, north = _AROUND
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    x, y = coordinates[:, 0], coordinates[:, 1]
    astray = np.zeros(len(shapes), dtype=np.bool_)
    astray[owner[~((x >= west) & (x <= east) & (y >= south) & (y <= north))]] = True
    return astray


def _of_dimension(collection: shapely.Geometry, dimension: int | None) -> shapely.Geometry:
    """The parts of the wanted (else the highest) dimension; the collection if it has none."""
    parts = _flat(collection)
    kinds = shapely.get_dimensions(parts)
    chosen = parts[kinds == (max(kinds, default=0) if dimension is None else dimension)]
    if not len(chosen):
        return collection
    merge = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
    merged: shapely.Geometry = merge[int(shapely.get_dimensions(chosen[0]))](chosen)
    return merged


def _flat(shape: shapely.Geometry) -> ObjectArray:
    parts: ObjectArray = shapely.get_parts(shape)
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts = shapely.get_parts(parts)
    return parts


def _repaired(shape: shapely.Geometry, row: int, findings: Findings) -> shapely.Geometry | None:
    dimension = int(shapely.get_dimensions(shape))
    reason = _reason(shape)
    parts = _flat(made_valid(shape)[0])
    parts = parts[shapely.get_dimensions(parts) == dimension]
    if dimension < 2:
        return shape if len(parts) == 0 else shapely.union_all(parts)
    if not len(parts):
        findings.error(
            f"{reason}，修复后没有面积。", "在 GIS 软件里重画这个图形。", row=row, column="图形"
        )
        return None
    fixed: shapely.Geometry = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    before, after = ellipsoidal_area_m2([shape, fixed])
    message = (
        f"{reason}，已修复：椭球面积由 {format_mu(mu_from_m2(before))}"
        f"变为 {format_mu(mu_from_m2(after))}"
    )
    if abs(after - before) > 0.01 * after:
        findings.warn(
            f"{message}，相差较大。", "在 GIS 软件里核对这个图形。", row=row, column="图形"
        )
    else:
        findings.fixed(f"{message}。", row=row, column="图形")
    return fixed


def _reason(shape: shapely.Geometry) -> str:
    stated = re.sub(r"\[.*", "", str(shapely.is_valid_reason(shape))).strip()
    return _REASONS.get(stated, "图形无效")
