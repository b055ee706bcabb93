"""Where the features of a layer lie: read from their geometries once, kept as long as they are."""

import weakref

import geopandas as gpd
import numpy as np

from dzmap.core.crs import Floats
from dzmap.core.spatial import point_coordinates

_Places = tuple[Floats, Floats]
# By identity: frames cannot be compared, and those of layers are never changed, only replaced.
_KNOWN: dict[int, tuple[weakref.ref[gpd.GeoDataFrame], _Places]] = {}


def places_of(features: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    """One x and y per feature, in the frame's own CRS: of a point itself, of anything else a point in it.

    NaN where a feature has no place. The arrays are shared; nobody may write into them.
    """
    key = id(features)
    kept = _KNOWN.get(key)
    if kept is not None and kept[0]() is features:
        return kept[1]
    places = point_coordinates(np.asarray(features.geometry.array, dtype=object))
    for axis in places:
        axis.setflags(write=False)
    _KNOWN[key] = (weakref.ref(features, lambda _: _KNOWN.pop(key, None)), places)
    return places
