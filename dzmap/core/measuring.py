"""Lengths, areas and bearings of what is drawn on the map, on the ellipsoid and in the plane.

Ellipsoidal figures are geodesic on GRS80, planar ones are taken in EPSG:4548; both are given because
cadastral files use the plane. Places are degrees of EPSG:4490.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely

from dzmap.core.areas import ellipsoidal_area_m2, planar_area_m2
from dzmap.core.crs import to_plane

Place = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Segment:
    """From one place to the next: ellipsoidal and planar metres, bearing in degrees from north."""

    ellipsoidal_m: float
    planar_m: float
    bearing: float


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Length of a line, or perimeter and area of a ring; areas are 0 below three places."""

    segments: tuple[Segment, ...]
    ellipsoidal_m: float
    planar_m: float
    ellipsoidal_m2: float = 0.0
    planar_m2: float = 0.0


def measured(places: Sequence[Place], *, closed: bool) -> Measured:
    """Measure a line, or with ``closed`` the ring that the places make."""
    ring = [*places, places[0]] if closed and len(places) > 2 else list(places)
    segments = _segments(ring)
    polygon = shapely.Polygon(places) if closed and len(places) > 2 else shapely.Polygon()
    return Measured(
        segments=segments,
        ellipsoidal_m=sum(segment.ellipsoidal_m for segment in segments),
        planar_m=sum(segment.planar_m for segment in segments),
        ellipsoidal_m2=float(ellipsoidal_area_m2(polygon)[0]),
        planar_m2=float(planar_area_m2(polygon)[0]),
    )


def crosses_itself(places: Sequence[Place]) -> bool:
    """Whether the ring through the places crosses itself, so that its area says nothing."""
    return len(places) > 3 and not shapely.LinearRing(places).is_simple


def _segments(places: Sequence[Place]) -> tuple[Segment, ...]:
    if len(places) < 2:
        return ()
    lon, lat = np.array(places, dtype=np.float64).T
    bearings, _, lengths = pyproj.Geod(ellps="GRS80").inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    easting, northing = to_plane(lon, lat)
    planar = np.hypot(np.diff(easting), np.diff(northing))
    return tuple(
        Segment(ellipsoidal_m=float(length), planar_m=float(flat), bearing=float(bearing) % 360)
        for length, flat, bearing in zip(lengths, planar, bearings, strict=True)
    )
