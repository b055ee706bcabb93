"""What many sheets of a report share: projected layers, borders, bounds, each worked out once."""

from collections.abc import Callable
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from dzmap.core.spatial import made_valid
from dzmap.reports.frame import MapFrame, project
from dzmap.reports.svg_paths import shared_lines, within_frame
from dzmap.services.map_model import MapLayer, SymbolClass

Shapes = npt.NDArray[np.object_]
T = TypeVar("T")


class Ground:
    """Remembers what was derived from the features of layers; made for one report, then dropped."""

    def __init__(self) -> None:
        # The features are kept beside the result: an id is only good while its owner lives.
        self._known: dict[tuple[int, str], tuple[gpd.GeoDataFrame, Any]] = {}

    def once(self, features: gpd.GeoDataFrame, name: str, make: Callable[[], T]) -> T:
        """What ``make`` gives for these very features, under a name of its own."""
        key = (id(features), name)
        if key not in self._known:
            self._known[key] = (features, make())
        made: T = self._known[key][1]
        return made

    def rows(self, layer: MapLayer, item: SymbolClass) -> npt.NDArray[np.bool_]:
        """Which features of a layer a class holds; all where there is no ``class`` column."""
        features = layer.features
        if "class" not in features.columns:
            return np.ones(len(features), dtype=bool)
        values = self.once(features, "class", lambda: features["class"].to_numpy(dtype=object))
        rows: npt.NDArray[np.bool_] = values == item.value
        return rows

    def plane(self, layer: MapLayer) -> Shapes:
        """The features of a layer in EPSG:4548 metres, valid."""
        features = layer.features
        return self.once(features, "plane", lambda: made_valid(project(features.geometry)))

    def cut(self, layer: MapLayer, frame: MapFrame) -> Shapes:
        """The features cut to a frame and thinned for it; empty where they lie outside."""
        shapes = self.plane(layer)
        return self.once(layer.features, f"cut {frame}", lambda: within_frame(shapes, frame))

    def union(self, layer: MapLayer) -> shapely.Geometry:
        """All areas of a layer as one, in metres."""
        return self.once(layer.features, "union", lambda: shapely.union_all(self.plane(layer)))

    def borders(self, layer: MapLayer, rows: npt.NDArray[np.bool_], name: str) -> Shapes:
        """The borders of some areas of a layer as lines, common ones once."""
        return self.once(
            layer.features, f"borders {name}", lambda: shared_lines(self.plane(layer)[rows])
        )

    def bounds(self, layer: MapLayer) -> npt.NDArray[np.float64]:
        """West, south, east, north of each feature in degrees; NaN where it has no place."""
        features = layer.features
        return self.once(
            features,
            "bounds",
            lambda: shapely.bounds(np.asarray(features.geometry, dtype=object)),
        )
