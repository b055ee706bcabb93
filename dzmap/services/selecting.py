"""Selecting features by a shape on the map, by their attributes, or by where other features lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dzmap.core.crs import LONLAT, PLANE, geometries_to_plane, reproject
from dzmap.services.feature_places import places_of
from dzmap.services.map_model import MapLayer

Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.intp]
_CIRCLE_SEGMENTS = 32  # per quarter: a radius of 10 km is met within 3 m


class Relation(Enum):
    """How a feature lies to others; the values are what the user sees."""

    INTERSECTS = "相交"
    WITHIN = "位于其中"
    CONTAINS = "包含"
    TOUCHES = "相接"
    NEAR = "距离不超过"


class Combination(Enum):
    """What becomes of the selection there is."""

    NEW = "新建选择"
    ADD = "添加到选择"
    REMOVE = "从选择中去掉"
    KEEP = "在选择中再选"


def circle(centre: tuple[float, float], edge: tuple[float, float]) -> shapely.Polygon:
    """The circle around a place through another one, round in EPSG:4548; degrees of EPSG:4490."""
    middle, rim = geometries_to_plane(np.array([shapely.Point(centre), shapely.Point(edge)]))
    around = shapely.buffer(middle, shapely.distance(middle, rim), quad_segs=_CIRCLE_SEGMENTS)
    found: shapely.Polygon = reproject(around, PLANE, LONLAT)
    return found


@dataclass(frozen=True)
class Picked:
    """What was found in a shape: ids of a table, and where its topmost layer has features there.

    ``ids`` may be of several layers of the table, ``positions`` are of the layer ``layer`` only.
    """

    table: str = ""
    ids: tuple[str, ...] = ()
    layer: str = ""
    positions: Positions = field(default_factory=lambda: np.empty(0, dtype=np.intp))


def touched_by(layer: MapLayer, shape: shapely.Geometry) -> Positions:
    """Positions of the features that lie in or touch a shape of EPSG:4490 and are drawn, ascending."""
    features = layer.features
    if layer.kind == "point":
        found = _points_in(features, shape)
    else:
        # The index of a GeoSeries is built once and stays with it.
        found = np.sort(features.geometry.sindex.query(shape, predicate="intersects"))
    if "class" in features.columns:
        drawn = features["class"].iloc[found].isin([entry.value for entry in layer.classes])
        found = found[drawn.to_numpy(dtype=np.bool_)]
    return found


def _points_in(features: gpd.GeoDataFrame, shape: shapely.Geometry) -> Positions:
    west, south, east, north = shape.bounds
    x, y = places_of(features)
    found = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    if not shapely.equals(shape, shapely.box(west, south, east, north)):
        shapely.prepare(shape)
        found = found[shapely.intersects_xy(shape, x[found], y[found])]
    return found


def picked(layers: Sequence[MapLayer], shape: shapely.Geometry) -> Picked:
    """The features in a shape: of the topmost table that has any there.

    Points come before areas: an area is easily clicked, many points are what a shape is drawn for.

    Args:
        layers: those that can be seen and chosen, bottom first.
        shape: in EPSG:4490.
    """
    topmost_first = list(reversed(layers))
    topmost_first.sort(key=lambda layer: layer.kind != "point")
    first = Picked()
    ids: list[str] = []
    for layer in topmost_first:
        if not layer.table or not layer.selectable or (ids and layer.table != first.table):
            continue
        positions = touched_by(layer, shape)
        if not ids and len(positions):
            first = Picked(layer.table, (), layer.id, positions)
        ids += layer.features["id"].iloc[positions].astype("str").to_list()
    return replace(first, ids=tuple(ids))


def related(
    frame: gpd.GeoDataFrame,
    others: gpd.GeoDataFrame,
    relation: Relation,
    distance_m: float = 0.0,
) -> Mask:
    """Which rows of ``frame`` stand in a relation to any row of ``others``.

    Args:
        frame: EPSG:4490; rows without place stand in no relation.
        others: EPSG:4490.
        relation: WITHIN means the row lies in another one, CONTAINS that it holds one.
        distance_m: for NEAR, in the plane of EPSG:4548.
    """
    mask = np.zeros(len(frame), dtype=np.bool_)
    mine, theirs = (_planes(each, relation) for each in (frame, others))
    tree = shapely.STRtree(theirs)
    placed = np.flatnonzero(~(shapely.is_missing(mine) | shapely.is_empty(mine)))
    if relation is Relation.NEAR:
        hits = tree.query(mine[placed], predicate="dwithin", distance=distance_m)[0]
    else:
        hits = tree.query(mine[placed], predicate=_PREDICATES[relation])[0]
    mask[placed[hits]] = True
    return mask


_PREDICATES = {
    Relation.INTERSECTS: "intersects",
    Relation.WITHIN: "within",
    Relation.CONTAINS: "contains",
    Relation.TOUCHES: "touches",
}


def _planes(frame: gpd.GeoDataFrame, relation: Relation) -> npt.NDArray[np.object_]:
    geometries = np.asarray(frame.geometry.array, dtype=object)
    # Only distances need the plane: what touches exactly in degrees need not after reprojection.
    return geometries_to_plane(geometries) if relation is Relation.NEAR else geometries


def combined(before: Iterable[str], found: Sequence[str], how: Combination) -> list[str]:
    """The ids that are selected after ``found`` met the selection there was; order is kept."""
    if how is Combination.NEW:
        return list(found)
    old = pd.Index(list(before), dtype="object")
    new = pd.Index(list(found), dtype="object")
    if how is Combination.ADD:
        return list(old.append(new[~new.isin(old)]))
    return list(old[old.isin(new)] if how is Combination.KEEP else old[~old.isin(new)])
