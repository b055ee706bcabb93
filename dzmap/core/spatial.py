"""Control layers, and which polygon a point lies in. Geometries are EPSG:4490."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from dzmap.core.crs import Floats
from dzmap.core.kleene import Mask

_FEW = 64  # up to so many polygons a scan per polygon beats a tree over the polygons


@dataclass(frozen=True, kw_only=True, eq=False)
class SpatialLayer:
    """A control layer: its areas, and where it is known to be complete.

    Outside ``coverage`` nothing can be said except where an area lies; a layer without coverage
    proves conflicts only. ``effective_from`` None means in force since ever.
    """

    kind: str
    name: str
    areas: gpd.GeoSeries
    coverage: Any
    data_date: str = ""
    source: str = ""
    effective_from: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the layer counts on that day."""
        return self.effective_from is None or self.effective_from <= day


def made_valid(geometries: Any) -> npt.NDArray[np.object_]:
    """The geometries as an object array, broken ones repaired; None stays None.

    What is covered twice is inside: parts of a polygon that overlap are joined, and no hole.
    """
    array: npt.NDArray[np.object_] = np.atleast_1d(np.asarray(geometries, dtype=object))
    broken = ~(shapely.is_valid(array) | shapely.is_missing(array))
    if broken.any():
        array = array.copy()
        array[broken] = shapely.make_valid(array[broken], method="structure")
    return array


def valid_geometries(geometries: Any) -> npt.NDArray[np.object_]:
    """The geometries that are there, not empty and made valid, as an object array."""
    array = made_valid(geometries)
    there: Mask = ~(shapely.is_missing(array) | shapely.is_empty(array))
    return array[there]


def prepared(geometries: Any) -> Any:
    """Copies of geometries (one or an array) prepared for many questions, in two dimensions.

    Never prepare what others hold: preparing changes a geometry, and GEOS lets only one thread at a
    time ask a prepared one (libgeos issue 825), while those of a session are shared by all jobs.
    """
    copies = shapely.force_2d(geometries)
    shapely.prepare(copies)
    return copies


def point_coordinates(geometries: npt.NDArray[np.object_]) -> tuple[Floats, Floats]:
    """Longitude and latitude of each geometry: of a point itself, of anything else a point in it."""
    empty = shapely.is_empty(geometries)  # GEOS has no coordinate of an empty point to give
    other = (shapely.get_type_id(geometries) > 0) & ~empty
    if empty.any() or other.any():
        geometries = geometries.copy()
        geometries[empty] = None
        geometries[other] = shapely.point_on_surface(geometries[other])
    return shapely.get_x(geometries), shapely.get_y(geometries)


def _inside(polygon: Any, x: Floats, y: Floats, rows: npt.NDArray[np.intp]) -> Any:
    return rows[shapely.intersects_xy(polygon, x[rows], y[rows])]


def _in_box(polygon: Any, x: Floats, y: Floats) -> npt.NDArray[np.intp]:
    west, south, east, north = shapely.bounds(polygon)
    rows = np.flatnonzero((x >= west) & (x <= east))
    column = y[rows]
    inside: npt.NDArray[np.intp] = rows[(column >= south) & (column <= north)]
    return inside


class _PointGrid:
    """Points sorted into the cells of a grid, so that those near a box are found without a scan."""

    _CELLS = 256

    def __init__(self, x: Floats, y: Floats, bounds: Floats) -> None:
        west, south, east, north = bounds
        rows = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        self._corner = np.array([west, south])
        self._size = np.maximum(np.array([east - west, north - south]) / self._CELLS, 1e-12)
        cells = self._cell(y[rows], 1).astype(np.uint16) * np.uint16(self._CELLS)
        cells += self._cell(x[rows], 0).astype(np.uint16)
        order = np.argsort(cells, kind="stable")
        self._cells = cells[order].astype(np.int64)
        self._rows = rows[order]

    def _cell(self, values: Floats | float, axis: int) -> Any:
        cells = (values - self._corner[axis]) / self._size[axis]
        return np.clip(cells, 0, self._CELLS - 1).astype(np.int64)

    def near(self, polygon: Any) -> npt.NDArray[np.intp]:
        """The points in the cells that a polygon's box touches."""
        west, south, east, north = shapely.bounds(polygon)
        lines = np.arange(self._cell(south, 1), self._cell(north, 1) + 1) * self._CELLS
        starts = np.searchsorted(self._cells, lines + self._cell(west, 0), side="left")
        ends = np.searchsorted(self._cells, lines + self._cell(east, 0), side="right")
        return np.concatenate(
            [self._rows[start:end] for start, end in zip(starts, ends, strict=True)]
        )


def assign_points(
    x: Floats, y: Floats, polygons: Any, priority: npt.ArrayLike | None = None
) -> npt.NDArray[np.int16]:
    """The position of the polygon that each point lies in (boundary included), -1 for none.

    Args:
        x: Longitudes; NaN lies nowhere.
        y: Latitudes, same shape.
        polygons: Array-like of at most 32 767 polygons in the same CRS; None counts as nowhere.
        priority: One number per polygon; where polygons overlap the lowest wins, ties go to the
            earlier polygon. Default: the smaller polygon wins.
    """
    shapes = np.asarray(polygons, dtype=object)
    weights = shapely.area(shapes) if priority is None else np.asarray(priority, dtype=np.float64)
    order = np.lexsort((np.arange(len(shapes)), weights))
    owner = np.full(len(x), -1, dtype=np.int16)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    drawn = [position for position in order if there[position]]
    if not drawn or not len(x):
        return owner
    shapes = prepared(shapes)
    grid = _PointGrid(x, y, shapely.total_bounds(shapes[drawn]))
    for position in reversed(drawn):  # the winner writes last
        owner[_inside(shapes[position], x, y, grid.near(shapes[position]))] = position
    return owner


class AreaSet:
    """Geometries that count together, ready to be asked which points lie in them.

    Args:
        areas: Valid geometries, none missing.
    """

    def __init__(self, areas: npt.NDArray[np.object_]) -> None:
        self.areas = prepared(areas)
        self._bounds = shapely.bounds(areas).reshape(-1, 4)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """An index over the areas."""
        return shapely.STRtree(self.areas)

    def contain(self, x: Floats, y: Floats) -> Mask:
        """Whether each point lies in (or on the boundary of) any of the areas."""
        hit = np.zeros(len(x), dtype=np.bool_)
        if not len(x) or not len(self.areas):
            return hit
        west, south, east, north = self._bounds.T
        reached = (west <= x.max()) & (east >= x.min()) & (south <= y.max()) & (north >= y.min())
        near = np.flatnonzero(reached)
        if len(near) <= _FEW:
            for area in self.areas[near]:
                hit[_inside(area, x, y, _in_box(area, x, y))] = True
        else:
            hit[self.tree.query(shapely.points(x, y), predicate="intersects")[0]] = True
        return hit
