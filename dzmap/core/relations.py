"""How places stand to control layers, in three-valued logic.

For every kind of layer the areas of all its layers in force count together, and so do their
coverages. A place inside an area is a hit wherever it lies; that a place is clear of the areas is
known only inside the coverage. Several kinds in one question mean: within *one* of them, but
disjoint from *each* and far enough from *each* of them. Without a precise place, or without a layer
of the kind, everything is unknown.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from dzmap.core.catalogs import Relation
from dzmap.core.crs import Floats, geometries_to_plane, to_plane
from dzmap.core.kleene import FALSE, UNKNOWN, Kleene, Mask, Truth, all_of, any_of, known
from dzmap.core.spatial import AreaSet, SpatialLayer, made_valid, prepared, valid_geometries

SLIVER_M2 = 1.0
"""Overlaps and overhangs of polygons up to this size are digitising noise, unless a run says else."""

_M_PER_DEGREE_LAT = 110_990.0  # at 37° N, for the sliver test only
_M_PER_DEGREE_LON = 89_000.0
_M2_PER_DEGREE2 = _M_PER_DEGREE_LAT * _M_PER_DEGREE_LON


class ControlKind:
    """All layers of one kind that are in force, as one set of areas and one coverage."""

    def __init__(self, layers: Sequence[SpatialLayer], sliver_m2: float = SLIVER_M2) -> None:
        self.layers = tuple(layers)
        self._sliver_m2 = sliver_m2
        self.kind = layers[0].kind
        parts = [valid_geometries(layer.areas.to_numpy()) for layer in layers]
        self.areas: npt.NDArray[np.object_] = np.concatenate(parts)
        self._set = AreaSet(self.areas)
        covers = valid_geometries([layer.coverage for layer in layers])
        self.coverage: Any = prepared(shapely.union_all(covers)) if len(covers) else None
        if self.coverage is not None:
            self._covered = AreaSet(np.array([self.coverage], dtype=object))

    @property
    def title(self) -> str:
        """Names of the layers."""
        return "、".join(dict.fromkeys(layer.name for layer in self.layers))

    @property
    def data_date(self) -> str:
        """Data dates of the layers."""
        return "、".join(dict.fromkeys(layer.data_date for layer in self.layers if layer.data_date))

    @property
    def tree(self) -> shapely.STRtree:
        """An index over the areas."""
        return self._set.tree

    @cached_property
    def plane_tree(self) -> shapely.STRtree:
        """The areas in EPSG:4548."""
        return shapely.STRtree(geometries_to_plane(self.areas))

    @cached_property
    def _plane_coverage(self) -> Any:
        """The coverage in EPSG:4548."""
        return prepared(geometries_to_plane(self.coverage))

    @cached_property
    def _edge_tree(self) -> shapely.STRtree:
        """The coverage's outline in EPSG:4548, segment by segment."""
        edge = shapely.boundary(self._plane_coverage)
        lines = shapely.get_parts(shapely.get_parts(edge))
        segments = [
            shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
            for points in map(shapely.get_coordinates, lines)
        ]
        return shapely.STRtree(np.concatenate(segments))

    # -- points ------------------------------------------------------------------------------

    def points_hit(self, x: Floats, y: Floats) -> Mask:
        """Whether each point lies in an area."""
        return self._set.contain(x, y)

    def points_covered(self, x: Floats, y: Floats) -> Mask:
        """Whether each point lies in the coverage."""
        if self.coverage is None or not len(x):
            return np.zeros(len(x), dtype=np.bool_)
        if shapely.covers(self.coverage, shapely.box(x.min(), y.min(), x.max(), y.max())):
            return np.ones(len(x), dtype=np.bool_)
        return self._covered.contain(x, y)

    # -- polygons and lines ------------------------------------------------------------------

    def shapes_hit(self, shapes: npt.NDArray[np.object_]) -> Mask:
        """Whether each geometry overlaps an area by more than a sliver; touching is no hit."""
        who, which = self.tree.query(shapes, predicate="intersects")
        overlap = shapely.area(shapely.intersection(shapes[who], self.areas[which]))
        total = np.bincount(who, weights=overlap, minlength=len(shapes))
        hit: Mask = total > self._slivers(shapes)
        flat = (shapely.area(shapes[who]) == 0) | (shapely.area(self.areas[which]) == 0)
        crossing = ~shapely.touches(shapes[who[flat]], self.areas[which[flat]])
        hit[who[flat][crossing]] = True
        return hit

    def shapes_covered(self, shapes: npt.NDArray[np.object_]) -> Mask:
        """Whether each geometry lies in the coverage, slivers apart."""
        if self.coverage is None:
            return np.zeros(len(shapes), dtype=np.bool_)
        covered: Mask = shapely.covers(self.coverage, shapes)
        rest = np.flatnonzero(~covered & self._reached(shapes))
        overhang = shapely.area(shapely.difference(shapes[rest], self.coverage))
        covered[rest] = (overhang <= self._slivers(shapes[rest])) & (shapely.area(shapes[rest]) > 0)
        return covered

    def shapes_within(self, shapes: npt.NDArray[np.object_]) -> Kleene:
        """Whether each geometry lies in the areas taken together."""
        rest = self._outside_areas(shapes)
        out = ~self._negligible(rest, shapes)
        truth = known(~out)
        open_rows = np.flatnonzero(out & ~self.shapes_covered(shapes))
        truth[open_rows] = UNKNOWN
        crossing = open_rows[self._reached(rest[open_rows])]
        seen = shapely.intersection(rest[crossing], self.coverage)
        truth[crossing[~self._negligible(seen, shapes[crossing])]] = FALSE
        return truth

    def _outside_areas(self, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """What of each geometry lies in no area."""
        who, which = self.tree.query(shapes, predicate="intersects")
        count = np.bincount(who, minlength=len(shapes))
        rest = shapes.copy()
        single = count[who] == 1
        rest[who[single]] = shapely.difference(shapes[who[single]], self.areas[which[single]])
        bounds = np.searchsorted(who, np.arange(len(shapes) + 1))
        for row in np.flatnonzero(count > 1):
            areas = shapely.union_all(self.areas[which[bounds[row] : bounds[row + 1]]])
            rest[row] = shapely.difference(shapes[row], areas)
        return rest

    def _slivers(self, shapes: npt.NDArray[np.object_]) -> Floats:
        limit: Floats = np.minimum(self._sliver_m2 / _M2_PER_DEGREE2, shapely.area(shapes) / 2)
        return limit

    def _negligible(self, rest: npt.NDArray[np.object_], shapes: npt.NDArray[np.object_]) -> Mask:
        """Whether what is left of each geometry is nothing or a sliver."""
        flat = shapely.area(shapes) == 0
        small = shapely.area(rest) <= self._slivers(shapes)
        none: Mask = np.where(flat, shapely.is_empty(rest), small)
        return none

    def _reached(self, shapes: npt.NDArray[np.object_]) -> Mask:
        """Which geometries the coverage reaches at all; most lie in it or far from it."""
        if self.coverage is None:
            return np.zeros(len(shapes), dtype=np.bool_)
        reached: Mask = shapely.intersects(self.coverage, shapes)
        return reached

    # -- distances in the plane --------------------------------------------------------------

    def nearer_than(self, plane_shapes: npt.NDArray[np.object_], distance_m: float) -> Mask:
        """Whether an area lies nearer than the distance (EPSG:4548, metres)."""
        return _within_reach(self.plane_tree, plane_shapes, distance_m)

    def edge_nearer_than(self, plane_shapes: npt.NDArray[np.object_], distance_m: float) -> Mask:
        """Whether the coverage ends nearer than the distance."""
        if self.coverage is None:
            return np.ones(len(plane_shapes), dtype=np.bool_)
        if not len(plane_shapes):
            return np.zeros(0, dtype=np.bool_)
        west, south, east, north = shapely.total_bounds(plane_shapes)
        around = (west - distance_m, south - distance_m, east + distance_m, north + distance_m)
        if shapely.covers(self._plane_coverage, shapely.box(*around)):
            return np.zeros(len(plane_shapes), dtype=np.bool_)
        return _within_reach(self._edge_tree, plane_shapes, distance_m)


def _within_reach(tree: shapely.STRtree, shapes: npt.NDArray[np.object_], reach: float) -> Mask:
    near = np.zeros(len(shapes), dtype=np.bool_)
    limit = reach * (1 - 1e-9)  # exactly at the distance is far enough
    near[tree.query(shapes, predicate="dwithin", distance=limit)[0]] = True
    return near


def control_kinds(
    layers: Iterable[SpatialLayer], sliver_m2: float = SLIVER_M2
) -> dict[str, ControlKind]:
    """The layers by kind, ready for questions; overlaps up to ``sliver_m2`` do not count."""
    by_kind: dict[str, list[SpatialLayer]] = {}
    for layer in layers:
        by_kind.setdefault(layer.kind, []).append(layer)
    return {kind: ControlKind(group, sliver_m2) for kind, group in by_kind.items()}


_OPEN = 2
"""In an array of truths: not asked yet."""


class PlaceRelations:
    """Answers of the control layers for many places, each question worked out once per place.

    Args:
        geometry: Places in EPSG:4490; None where there is none.
        precise: Which of them may be tested.
        kinds: The layers in force by kind.
    """

    def __init__(
        self, geometry: npt.NDArray[np.object_], precise: Mask, kinds: dict[str, ControlKind]
    ) -> None:
        self._kinds = kinds
        self._size = len(geometry)
        rows = np.flatnonzero(precise)
        places = geometry[rows]
        point = shapely.get_type_id(places) == shapely.GeometryType.POINT
        self._x, self._y = np.full(self._size, np.nan), np.full(self._size, np.nan)
        self._x[rows[point]] = shapely.get_x(places[point])
        self._y[rows[point]] = shapely.get_y(places[point])
        self._shapes = made_valid(places[~point])
        self._shape = np.full(self._size, -1, dtype=np.int32)
        self._shape[rows[~point]] = np.arange(len(self._shapes))
        self._answers: dict[tuple[Relation, str, float], Truth] = {}

    def truth(
        self,
        relation: Relation,
        kinds: Iterable[str],
        distance_m: float | None,
        rows: npt.NDArray[np.intp],
    ) -> Truth:
        """Whether places stand in ``relation`` to the kinds of layer; see the module.

        Args:
            relation: What is asked.
            kinds: Kinds of layer.
            distance_m: Of a distance, metres.
            rows: Positions of the places.
        """
        distance = distance_m or 0.0
        answers = [self._of_kind((relation, kind, distance), rows) for kind in kinds]
        combined = any_of(answers) if relation is Relation.WITHIN else all_of(answers)
        return combined if answers else UNKNOWN

    def _of_kind(self, question: tuple[Relation, str, float], rows: npt.NDArray[np.intp]) -> Truth:
        if question not in self._answers:
            self._answers[question] = self._begun(*question)
        answer = self._answers[question]
        if not isinstance(answer, np.ndarray):
            return answer
        found = answer[rows]
        where = np.flatnonzero(found == _OPEN)
        if len(where):
            relation, kind, distance_m = question
            fresh = self._answer(self._kinds[kind], relation, distance_m, rows[where])
            found[where] = fresh
            answer[rows[where]] = fresh
        return found

    def _begun(self, relation: Relation, kind: str, distance_m: float) -> Truth:
        """The truths of all places before any is asked for."""
        if kind not in self._kinds:
            return UNKNOWN
        return np.full(self._size, _OPEN, dtype=np.int8)

    def _answer(
        self,
        control: ControlKind,
        relation: Relation,
        distance_m: float,
        rows: npt.NDArray[np.intp],
    ) -> Kleene:
        truth = np.zeros(len(rows), dtype=np.int8)
        pointed = np.flatnonzero(~np.isnan(self._x[rows]))
        if len(pointed):
            x, y = self._x[rows[pointed]], self._y[rows[pointed]]
            truth[pointed] = _of_points(control, relation, distance_m, x, y)
        shaped = np.flatnonzero(self._shape[rows] >= 0)
        if len(shaped):
            shapes = self._shapes[self._shape[rows[shaped]]]
            truth[shaped] = _of_shapes(control, relation, distance_m, shapes)
        return truth


def _of_points(
    control: ControlKind, relation: Relation, distance_m: float, x: Floats, y: Floats
) -> Kleene:
    if relation is Relation.DISTANCE_GE:
        points = shapely.points(*to_plane(x, y))
        return _far(control, distance_m, points, control.points_covered(x, y))
    hit = control.points_hit(x, y)
    covered = hit.copy()
    clear = np.flatnonzero(~hit)
    covered[clear] = control.points_covered(x[clear], y[clear])
    truth = known(hit, ~covered)
    return truth if relation is Relation.WITHIN else -truth


def _of_shapes(
    control: ControlKind, relation: Relation, distance_m: float, shapes: npt.NDArray[np.object_]
) -> Kleene:
    match relation:
        case Relation.WITHIN:
            return control.shapes_within(shapes)
        case Relation.DISJOINT:
            hit = control.shapes_hit(shapes)
            return -known(hit, ~(hit | control.shapes_covered(shapes)))
        case Relation.DISTANCE_GE:
            plane = geometries_to_plane(shapes)
            return _far(control, distance_m, plane, control.shapes_covered(shapes))


def _far(
    control: ControlKind, distance_m: float, plane: npt.NDArray[np.object_], covered: Mask
) -> Kleene:
    near = control.nearer_than(plane, distance_m)
    clear = covered & ~near
    asked = np.flatnonzero(clear)
    clear[asked] = ~control.edge_nearer_than(plane[asked], distance_m)
    truth: Kleene = clear.astype(np.int8) - near.astype(np.int8)
    return truth
