"""SVG path data from shapely geometries, built as plain strings."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import shapely

from dzmap.reports.frame import UNITS_PER_MM, MapFrame

_TOLERANCE_MM = 0.04
"""Vertices closer than this to a straight line are left out: below what a printer shows."""

_OUTSIDE_MM = 3.0
"""Shapes are cut this far outside the frame, so that their borders do not run along it."""


def within_frame(geometries: npt.NDArray[np.object_], frame: MapFrame) -> npt.NDArray[np.object_]:
    """Projected lines or polygons cut to the frame and thinned to what paper can show.

    Entries outside the frame become empty; the order is kept.
    """
    reach = _OUTSIDE_MM * frame.scale / 1000
    thin: npt.NDArray[np.object_] = shapely.simplify(
        geometries, _TOLERANCE_MM * frame.scale / 1000, preserve_topology=False
    )
    window = (frame.west - reach, frame.south - reach, frame.east + reach, frame.north + reach)
    return _clipped(thin, window)


def _clipped(
    shapes: npt.NDArray[np.object_], window: tuple[float, float, float, float]
) -> npt.NDArray[np.object_]:
    bounds = shapely.bounds(shapes)
    inside = (
        (bounds[:, 0] >= window[0])
        & (bounds[:, 1] >= window[1])
        & (bounds[:, 2] <= window[2])
        & (bounds[:, 3] <= window[3])
    )
    if inside.all():
        return shapes
    clipped = shapes.copy()
    clipped[~inside] = shapely.intersection(
        shapely.make_valid(shapes[~inside]), shapely.box(*window)
    )
    return clipped


def polygons_path(geometries: Iterable[shapely.Geometry], frame: MapFrame) -> str:
    """One path of all rings, to be filled by the nonzero rule: overlaps are painted once."""
    polygons = _parts(geometries, shapely.GeometryType.POLYGON)
    if not len(polygons):
        return ""
    oriented = shapely.orient_polygons(polygons)
    return _paths(shapely.get_rings(oriented), frame, close=True)


def lines_path(geometries: Iterable[shapely.Geometry], frame: MapFrame) -> str:
    """One open path of all lines."""
    return _paths(_parts(geometries, shapely.GeometryType.LINESTRING), frame, close=False)


def _parts(
    geometries: Iterable[shapely.Geometry], kind: shapely.GeometryType
) -> npt.NDArray[np.object_]:
    parts = shapely.get_parts(np.array(list(geometries), dtype=object))
    # A cut can leave points and lines beside polygons, nested one level deeper.
    parts = shapely.get_parts(parts)
    kept: npt.NDArray[np.object_] = parts[shapely.get_type_id(parts) == kind]
    return kept


def _paths(lines: npt.NDArray[np.object_], frame: MapFrame, *, close: bool) -> str:
    coordinates, owners = shapely.get_coordinates(lines, return_index=True)
    if not len(coordinates):
        return ""
    units = frame.units(coordinates)
    moved = np.ones(len(units), dtype=bool)
    moved[1:] = (units[1:] != units[:-1]).any(axis=1) | (owners[1:] != owners[:-1])
    units, owners = units[moved], owners[moved]
    breaks = np.flatnonzero(np.diff(owners)) + 1
    end = "Z" if close else ""
    least = 3 if close else 2
    return "".join(
        f"M{' '.join(map(str, run.ravel().tolist()))}{end}"
        for run in np.split(units, breaks)
        if len(run) >= least
    )


def hatch_path(bounds: tuple[int, int, int, int], angles: Sequence[float], spacing: float) -> str:
    """Parallel lines in drawing units that cover ``bounds``, for each angle in degrees.

    Lines are anchored to the drawing's origin, so that neighbouring shapes continue each other.
    """
    return "".join(_hatch(bounds, angle, spacing) for angle in angles)


def _hatch(bounds: tuple[int, int, int, int], angle: float, spacing: float) -> str:
    x0, y0, x1, y1 = bounds
    # SVG's y axis points down: a hatch that rises to the right has a negative slope there.
    direction = np.array([math.cos(math.radians(angle)), -math.sin(math.radians(angle))])
    normal = np.array([-direction[1], direction[0]])
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=float)
    across, along = corners @ normal, corners @ direction
    offsets = np.arange(math.ceil(across.min() / spacing), math.floor(across.max() / spacing) + 1)
    middle = offsets[:, None] * spacing * normal
    starts = np.rint(middle + along.min() * direction).astype(int)
    ends = np.rint(middle + along.max() * direction).astype(int)
    return "".join(
        f"M{a} {b} {c} {d}" for (a, b), (c, d) in zip(starts.tolist(), ends.tolist(), strict=True)
    )


def path_bounds(
    geometries: Iterable[shapely.Geometry], frame: MapFrame
) -> tuple[int, int, int, int]:
    """Bounds in drawing units, no larger than the frame: left, top, right, bottom."""
    west, south, east, north = shapely.total_bounds(np.array(list(geometries), dtype=object))
    (left, top), (right, bottom) = frame.units(np.array([[west, north], [east, south]])).tolist()
    return max(left, 0), max(top, 0), min(right, frame.width), min(bottom, frame.height)


def millimetres(pixels: float) -> float:
    """The printed size in drawing units of a length in CSS pixels (three quarters of it)."""
    return pixels * 25.4 / 96 * 0.75 * UNITS_PER_MM


def shared_lines(
    polygons: npt.NDArray[np.object_],
) -> npt.NDArray[np.object_]:
    """The rings of polygons as lines, what two of them share only once.

    Drawn twice, the dashes of a common border would fill each other's gaps.
    """
    points, owners = shapely.get_coordinates(
        shapely.get_rings(_parts(polygons, shapely.GeometryType.POLYGON)), return_index=True
    )
    together = owners[1:] == owners[:-1]
    starts, ends = points[:-1][together], points[1:][together]
    swapped = (starts[:, 0] > ends[:, 0]) | (
        (starts[:, 0] == ends[:, 0]) & (starts[:, 1] > ends[:, 1])
    )
    segments = np.hstack([starts, ends])
    segments[swapped] = segments[swapped][:, [2, 3, 0, 1]]
    single = np.unique(segments, axis=0).reshape(-1, 2, 2)
    merged: npt.NDArray[np.object_] = shapely.get_parts(
        shapely.line_merge(shapely.multilinestrings(shapely.linestrings(single)))
    )
    return merged
