"""Coordinate systems: what the program stores, measures in, and recognises in others' files.

Storage is EPSG:4490 (CGCS2000 longitude, latitude); distances are taken in EPSG:4548 (CGCS2000,
3-degree Gauss-Krüger, central meridian 117°E), which covers the whole city. Axis order is always
x = longitude or easting, y = latitude or northing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

LONLAT = 4490
PLANE = 4548  # easting without zone number
PLANE_ZONED = 4527  # the same plane, easting with the zone number 39
WEB_MERCATOR = 3857
ZONE_OFFSET = 39_000_000.0

# (west, south, east, north) beyond which nothing of Dezhou lies
LONLAT_WINDOW = (115.65, 36.3, 117.7, 38.15)
PLANE_WINDOW = (385_000.0, 4_030_000.0, 555_000.0, 4_210_000.0)

Floats = npt.NDArray[np.float64]


@cache
def transformer(source: int, target: int) -> pyproj.Transformer:
    """The transformation between two EPSG codes, x before y."""
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def in_window(lon: float, lat: float) -> bool:
    """Whether a point of EPSG:4490 lies in the rectangle around Dezhou."""
    west, south, east, north = LONLAT_WINDOW
    return west <= lon <= east and south <= lat <= north


def to_plane(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Degrees of EPSG:4490 as metres of EPSG:4548 (easting, northing), same shape."""
    easting, northing = transformer(LONLAT, PLANE).transform(np.asarray(lon), np.asarray(lat))
    return np.asarray(easting), np.asarray(northing)


def to_lonlat(easting: npt.ArrayLike, northing: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Metres of EPSG:4548 as degrees of EPSG:4490 (longitude, latitude), same shape."""
    lon, lat = transformer(PLANE, LONLAT).transform(np.asarray(easting), np.asarray(northing))
    return np.asarray(lon), np.asarray(lat)


def reproject(geometries: Any, source: int, target: int) -> Any:
    """Geometries (one or an array) moved from one EPSG code to another; None stays None."""
    if source == target:
        return geometries
    move = transformer(source, target)
    return shapely.transform(geometries, move.transform, interleaved=False)


def geometries_to_plane(geometries: Any) -> Any:
    """Geometries of EPSG:4490 in EPSG:4548, for distances and planar areas."""
    return reproject(geometries, LONLAT, PLANE)


@dataclass(frozen=True, kw_only=True)
class CrsGuess:
    """What a set of coordinates most likely is.

    ``epsg`` is None when nothing fits. ``swapped`` says that the columns hold (y, x). ``share`` is
    the part of the points that fits the guess, 0–1.
    """

    epsg: int | None
    swapped: bool
    share: float
    description: str


_CANDIDATES: tuple[tuple[int, tuple[float, float, float, float], str], ...] = (
    (LONLAT, LONLAT_WINDOW, "经纬度（按 CGCS2000 处理）"),
    (PLANE, PLANE_WINDOW, "CGCS2000 3 度带平面坐标（中央经线 117°，不带带号）"),
    (
        PLANE_ZONED,
        (
            PLANE_WINDOW[0] + ZONE_OFFSET,
            PLANE_WINDOW[1],
            PLANE_WINDOW[2] + ZONE_OFFSET,
            PLANE_WINDOW[3],
        ),
        "CGCS2000 3 度带平面坐标（带号 39）",
    ),
    (
        WEB_MERCATOR,
        (12_870_000.0, 4_330_000.0, 13_105_000.0, 4_600_000.0),
        "网络墨卡托平面坐标（EPSG:3857）",
    ),
)


_EARTH = (-180.0, -90.0, 180.0, 90.0)
_SWAPPED = "，两列次序颠倒"
_ELSEWHERE = "经纬度，但不在德州市范围内"
_UNKNOWN = "认不出坐标系"


def _inside(
    x: Floats, y: Floats, window: tuple[float, float, float, float]
) -> npt.NDArray[np.bool_]:
    west, south, east, north = window
    found: npt.NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return found


def _share_inside(x: Floats, y: Floats, window: tuple[float, float, float, float]) -> float:
    return float(np.mean(_inside(x, y, window)))


def detect_crs(x: npt.ArrayLike, y: npt.ArrayLike) -> CrsGuess:
    """Recognise the coordinate system from the numbers alone.

    The windows of the candidates do not overlap, swapped ones included, so at most one can hold
    most points. NaN pairs are left out.

    Args:
        x: First coordinate of each point, or a single number.
        y: Second coordinate, same shape.

    Returns:
        The candidate that holds more than half of the points, else a guess without ``epsg``: its
        description then says whether the points are longitudes and latitudes outside Dezhou.
    """
    first = np.atleast_1d(np.asarray(x, dtype=np.float64)).ravel()
    second = np.atleast_1d(np.asarray(y, dtype=np.float64)).ravel()
    given = np.isfinite(first) & np.isfinite(second)
    first, second = first[given], second[given]
    if not first.size:
        return CrsGuess(epsg=None, swapped=False, share=0.0, description="没有坐标")
    for epsg, window, text in _CANDIDATES:
        for swapped in (False, True):
            pair = (second, first) if swapped else (first, second)
            share = _share_inside(*pair, window)
            if share > 0.5:
                order = _SWAPPED if swapped else ""
                return CrsGuess(epsg=epsg, swapped=swapped, share=share, description=text + order)
    elsewhere = _share_inside(first, second, _EARTH) > 0.5
    text = _ELSEWHERE if elsewhere else _UNKNOWN
    return CrsGuess(epsg=None, swapped=False, share=0.0, description=text)


def detect_each(
    x: npt.ArrayLike, y: npt.ArrayLike
) -> Iterator[tuple[CrsGuess, npt.NDArray[np.bool_]]]:
    """Recognise the coordinate system of each point on its own, for lists of mixed origin.

    Args:
        x: First coordinate of each point; NaN fits nothing.
        y: Second coordinate, same shape.

    Yields:
        A guess and which points it holds for; every point that is no NaN is in exactly one, those
        without a system in guesses without ``epsg`` that say why (see ``detect_crs``).
    """
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    left = np.isfinite(first) & np.isfinite(second)
    for epsg, window, text in _CANDIDATES:
        for swapped in (False, True):
            found = left & _inside(*((second, first) if swapped else (first, second)), window)
            if found.any():
                order = _SWAPPED if swapped else ""
                yield (
                    CrsGuess(epsg=epsg, swapped=swapped, share=1.0, description=text + order),
                    found,
                )
                left &= ~found
    on_earth = left & _inside(first, second, _EARTH)
    for text, found in ((_ELSEWHERE, on_earth), (_UNKNOWN, left & ~on_earth)):
        if found.any():
            yield CrsGuess(epsg=None, swapped=False, share=0.0, description=text), found


def lonlat_from(x: npt.ArrayLike, y: npt.ArrayLike, guess: CrsGuess) -> tuple[Floats, Floats]:
    """Coordinates as a guess read them, in degrees of EPSG:4490; ValueError without ``epsg``."""
    if guess.epsg is None:
        raise ValueError(guess.description)
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if guess.swapped:
        first, second = second, first
    if guess.epsg == LONLAT:
        return first, second
    lon, lat = transformer(guess.epsg, LONLAT).transform(first, second)
    return np.asarray(lon), np.asarray(lat)


def in_dezhou_window(lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether each point of EPSG:4490 lies in the rectangle around Dezhou; NaN does not."""
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    return _inside(x, y, LONLAT_WINDOW)
