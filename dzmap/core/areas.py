"""Areas and distances of geometries stored in EPSG:4490.

Area is ellipsoidal by default: edges are geodesics on GRS80 (Karney's method in PROJ). The planar
area in EPSG:4548 stands beside it for comparison with cadastral figures. Never in EPSG:3857.
"""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from dzmap.core.crs import Floats, geometries_to_plane

ELLIPSOIDAL_ZH = "椭球面积"
PLANAR_ZH = "平面面积（CGCS2000 3 度带，中央经线 117°）"


@cache
def _geod() -> pyproj.Geod:
    return pyproj.Geod(ellps="GRS80")


def _ring_area_m2(coordinates: npt.NDArray[np.float64]) -> float:
    area, _ = _geod().polygon_area_perimeter(coordinates[:, 0], coordinates[:, 1])
    return abs(float(area))


def ellipsoidal_area_m2(geometries: Any) -> Floats:
    """Geodesic area on GRS80 in square metres.

    Args:
        geometries: One geometry or an array-like of them in EPSG:4490. Holes are subtracted
            whatever their orientation; points and lines count 0, None and empty ones NaN and 0.

    Returns:
        One number per geometry.
    """
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    area = np.zeros(len(array))
    parts, part_owner = shapely.get_parts(array, return_index=True)
    polygonal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, part_owner = parts[polygonal], part_owner[polygonal]
    rings, ring_owner = shapely.get_rings(parts, return_index=True)
    outer = np.r_[True, ring_owner[1:] != ring_owner[:-1]] if len(rings) else np.empty(0, bool)
    coordinates, index = shapely.get_coordinates(rings, return_index=True)
    bounds = np.searchsorted(index, np.arange(len(rings) + 1))
    for ring in range(len(rings)):
        size = _ring_area_m2(coordinates[bounds[ring] : bounds[ring + 1]])
        area[part_owner[ring_owner[ring]]] += size if outer[ring] else -size
    area[shapely.is_missing(array)] = np.nan
    return area


def planar_area_m2(geometries: Any) -> Floats:
    """Area in the plane of EPSG:4548 in square metres, one number per geometry of EPSG:4490."""
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    return np.asarray(shapely.area(geometries_to_plane(array)), dtype=np.float64)


def area_m2(geometry: Any) -> float:
    """Ellipsoidal area of one geometry of EPSG:4490 in square metres."""
    return float(ellipsoidal_area_m2(geometry)[0])


def distance_m(first: Any, second: Any) -> Floats:
    """Shortest distance in EPSG:4548 between geometries of EPSG:4490, pair by pair, in metres."""
    return np.atleast_1d(
        shapely.distance(geometries_to_plane(first), geometries_to_plane(second))
    ).astype(np.float64)
