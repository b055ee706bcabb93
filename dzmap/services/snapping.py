"""Exact coordinates of what a place on the map was caught by: packed layers are rounded to 1.9 cm."""

import math

import numpy as np
import shapely

from dzmap.core.crs import LONLAT, Floats, reproject
from dzmap.services.map_model import MapLayer

Place = tuple[float, float]


def exact_place(layer: MapLayer, position: int, vertex: int, *, edge: bool, near: Place) -> Place:
    """The place of a vertex, or the place of an edge next to ``near``, in degrees of EPSG:4490.

    Args:
        layer: the layer whose feature caught the place.
        position: the feature's row.
        vertex: counts the coordinates of the feature as ``shapely.get_coordinates`` lists them.
        edge: the edge from that vertex to the next one caught the place.
        near: where the mouse was.

    Returns:
        ``near`` itself where the feature has no such vertex.
    """
    coordinates = _coordinates(layer, position)
    if not 0 <= vertex < len(coordinates) - int(edge):
        return near
    start = _place(coordinates[vertex])
    return _foot(start, _place(coordinates[vertex + 1]), near) if edge else start


def edge_ends(layer: MapLayer, position: int, vertex: int) -> tuple[Place, Place] | None:
    """The ends of the edge from a vertex to the next one; None where the feature has no such edge."""
    coordinates = _coordinates(layer, position)
    if not 0 <= vertex < len(coordinates) - 1:
        return None
    return _place(coordinates[vertex]), _place(coordinates[vertex + 1])


def _coordinates(layer: MapLayer, position: int) -> Floats:
    """The coordinates of a feature in degrees; none where there is no such feature."""
    if not 0 <= position < len(layer.features):
        return np.empty((0, 2))
    geometry = layer.features.geometry.iloc[position]
    crs = layer.features.crs
    if crs is not None and not crs.is_geographic:
        geometry = reproject(geometry, crs.to_epsg(), LONLAT)
    coordinates: Floats = shapely.get_coordinates(geometry)
    return coordinates


def _place(coordinate: Floats) -> Place:
    return float(coordinate[0]), float(coordinate[1])


def _foot(start: Place, end: Place, near: Place) -> Place:
    """The place of a segment that is nearest, with degrees of longitude shortened as they are."""
    shrink = math.cos(math.radians(near[1]))
    dx, dy = (end[0] - start[0]) * shrink, end[1] - start[1]
    length = dx * dx + dy * dy
    if length == 0:
        return start
    along = ((near[0] - start[0]) * shrink * dx + (near[1] - start[1]) * dy) / length
    t = min(1.0, max(0.0, along))
    return start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])
