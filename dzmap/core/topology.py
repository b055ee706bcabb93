"""What is wrong with the boundaries of one table: overlaps, gaps, slivers, spikes, crossings, duplicates.

Geometries are EPSG:4490, and their edges are straight between longitudes and latitudes: that is where
they touch each other. So the search works in degrees that are only stretched to metres (true to 1 % in
the city) while what is told and given is measured in EPSG:4548. How each flaw can be repaired is in
``core.topology_repairs``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from dzmap.core.crs import Floats, geometries_to_plane
from dzmap.core.quantities import format_m2, format_mu, format_number, mu_from_m2
from dzmap.core.spatial import made_valid

Shapes = npt.NDArray[np.object_]
Rows = npt.NDArray[np.intp]
_DUPLICATE_M = 0.01  # boundaries that differ by less are the same
_ROUNDING_M = 0.001  # gaps narrower than a millimetre come from computing
_FACING = 4.0  # times the width of a gap that neighbours face each other at least
_LARGE_M2 = 2000.0 / 3.0  # one 亩; from here on areas are told in 亩
_ORIGIN = np.array([116.5, 37.3])
_METRES = np.array([88_680.0, 110_990.0])  # of a degree there
_AT = re.compile(r"\[(\S+) (\S+)\]")


class Flaw(Enum):
    """What can be wrong; the value is shown to users."""

    CROSSING = "自相交"
    DUPLICATE = "重复"
    OVERLAP = "重叠"
    GAP = "缝隙"
    SLIVER = "狭长"
    SPIKE = "尖角"
    OUTSIDE = "超出上级"


@dataclass(frozen=True, kw_only=True)
class Tolerances:
    """From where on something counts as a flaw.

    Overlaps and what lies outside count from ``least_m2`` square metres on; gaps are at most ``gap_m``
    metres wide; an area is a sliver if it is less than ``sliver_m`` metres wide on average; corners
    below ``spike_degrees`` are spikes.
    """

    least_m2: float = 1.0
    gap_m: float = 1.0
    sliver_m: float = 2.0
    spike_degrees: float = 10.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Finding:
    """One flaw: positions of the features that have it, and its place in EPSG:4490.

    ``parent`` is the position of the parent that is left, -1 for other flaws; ``area_m2`` is planar.
    """

    flaw: Flaw
    rows: tuple[int, ...]
    place: Any
    text: str
    area_m2: float = 0.0
    parent: int = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class Parents:
    """The areas that the features should lie in.

    ``home`` is the position of the parent of each feature, -1 for none.
    """

    shapes: Shapes
    names: Sequence[str]
    home: Rows


def check(
    shapes: Shapes,
    names: Sequence[str],
    tolerances: Tolerances,
    parents: Parents | None = None,
    *,
    wanted: frozenset[Flaw] = frozenset(Flaw),
) -> list[Finding]:
    """Find all flaws of a table's areas, those of the first feature first within each kind.

    Args:
        shapes: Polygons in EPSG:4490; None, empty ones, points and lines are left out.
        names: What each feature is called.
        tolerances: From where on something counts.
        parents: What they should lie in; None checks nothing of the kind.
        wanted: The kinds to look for.
    """
    there = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    raw = _stretched(shapes[there])
    survey = _Survey(there, raw, made_valid(raw), names, tolerances)
    finders: dict[Flaw, Callable[[], list[Finding]]] = {
        Flaw.CROSSING: survey.crossings,
        Flaw.DUPLICATE: survey.duplicates,
        Flaw.OVERLAP: survey.overlaps,
        Flaw.GAP: survey.gaps,
        Flaw.SLIVER: survey.slivers,
        Flaw.SPIKE: survey.spikes,
    }
    found = [one for flaw, find in finders.items() if flaw in wanted for one in find()]
    if parents is not None and Flaw.OUTSIDE in wanted:
        found += survey.outside(parents)
    return found


class _Survey:
    """The areas of a table in the plane, and where they stood in it."""

    def __init__(
        self,
        there: Rows,
        raw: Shapes,
        valid: Shapes,
        names: Sequence[str],
        tolerances: Tolerances,
    ) -> None:
        self._there = there
        self._raw = raw
        self._valid = valid
        self._names = names
        self._limits = tolerances
        self._pairs: tuple[Rows, Rows] | None = None

    def crossings(self) -> list[Finding]:
        """Boundaries that cross themselves, touch themselves or have holes outside."""
        rows = np.flatnonzero(~shapely.is_valid(self._raw))
        found = []
        for row in rows:
            reason = shapely.is_valid_reason(self._raw[row])
            at = _AT.search(reason)
            place = (
                shapely.Point(float(at[1]), float(at[2]))
                if at
                else shapely.point_on_surface(self._valid[row])
            )
            what = "边界自相交" if "Self-intersection" in reason else "环或孔洞不成形"
            found.append(self._finding(Flaw.CROSSING, (int(row),), place, what))
        return found

    def duplicates(self) -> list[Finding]:
        """Areas that are there twice, to the centimetre."""
        first: dict[bytes, int] = {}
        found = []
        same = shapely.to_wkb(
            shapely.normalize(shapely.set_precision(self._valid, _DUPLICATE_M, mode="pointwise"))
        )
        for row, key in enumerate(same):
            before = first.setdefault(key, row)
            if before != row:
                text = f"与“{self._name(row)}”的边界完全相同"
                found.append(self._finding(Flaw.DUPLICATE, (before, row), self._valid[row], text))
        return found

    def overlaps(self) -> list[Finding]:
        """What two areas both cover; duplicates have their own finding."""
        one, other = self._neighbours()
        deep = ~shapely.touches(self._valid[one], self._valid[other])
        one, other = one[deep], other[deep]
        common = _areas_only(shapely.intersection(self._valid[one], self._valid[other]))
        sizes = shapely.area(common)
        whole = np.maximum(shapely.area(self._valid[one]), shapely.area(self._valid[other]))
        wrong = np.flatnonzero((sizes >= self._limits.least_m2) & (sizes < whole * (1 - 1e-9)))
        return [
            self._finding(
                Flaw.OVERLAP,
                (int(one[at]), int(other[at])),
                common[at],
                f"与“{self._name(int(other[at]))}”重叠 {_amount(common[at])}",
            )
            for at in wrong
        ]

    def gaps(self) -> list[Finding]:
        """Narrow holes that neighbours leave, and open strips between those that do not touch."""
        tree = shapely.STRtree(self._valid)
        holes = self._holes(tree)
        told = {pair for _, rows in holes for pair in combinations(sorted(rows), 2)}
        found = []
        for hole, rows in holes:
            text = f"与“{self._name(rows[1])}”之间有缝隙 {_amount(hole)}"
            found.append(self._finding(Flaw.GAP, rows, hole, text))
        for one, other, line in self._strips(tree):
            if (one, other) not in told:
                text = f"与“{self._name(other)}”相隔 {_metres(_length(line))}"
                found.append(self._finding(Flaw.GAP, (one, other), line, text))
        return found

    def _strips(self, tree: shapely.STRtree) -> Iterator[tuple[int, int, Any]]:
        """Neighbours that face each other across a strip, and the shortest line over it."""
        reach = self._limits.gap_m
        one, other = tree.query(self._valid, predicate="dwithin", distance=reach)
        pairs = one < other
        one, other = one[pairs], other[pairs]
        apart = shapely.distance(self._valid[one], self._valid[other]) > _ROUNDING_M
        one, other = one[apart], other[apart]
        # Where only corners come close, as across a street crossing, nothing is missing.
        near = shapely.intersection(
            shapely.boundary(self._valid[one]), shapely.buffer(self._valid[other], reach)
        )
        facing = shapely.length(near) > _FACING * reach
        one, other = one[facing], other[facing]
        lines = shapely.shortest_line(self._valid[one], self._valid[other])
        for first, second, line in zip(one, other, lines, strict=True):
            yield int(first), int(second), line

    def slivers(self) -> list[Finding]:
        """Parts that are much longer than wide, usually left over from other work."""
        parts, owner = shapely.get_parts(self._valid, return_index=True)
        around = shapely.length(parts)
        wide = np.divide(
            2 * shapely.area(parts), around, out=np.full(len(parts), np.inf), where=around > 0
        )
        return [
            self._finding(
                Flaw.SLIVER,
                (int(owner[at]),),
                parts[at],
                f"平均只有 {_metres(wide[at])}宽，{_amount(parts[at])}",
            )
            for at in np.flatnonzero(wide < self._limits.sliver_m)
        ]

    def spikes(self) -> list[Finding]:
        """Corners that are sharper than a boundary stone makes them."""
        parts, owner = shapely.get_parts(self._raw, return_index=True)
        rings, of_part = shapely.get_rings(parts, return_index=True)
        points, angles, ring = corners(rings)
        found = []
        for at in np.flatnonzero(angles < self._limits.spike_degrees):
            row = int(owner[of_part[ring[at]]])
            text = f"夹角只有 {format_number(float(angles[at]), 1)}°"
            found.append(self._finding(Flaw.SPIKE, (row,), shapely.Point(points[at]), text))
        return found

    def outside(self, parents: Parents) -> list[Finding]:
        """What lies beyond the parent."""
        home = parents.home[self._there]
        rows = np.flatnonzero(home >= 0)
        around = made_valid(_stretched(parents.shapes))
        rows = rows[~shapely.is_missing(around[home[rows]])]
        rows = rows[~shapely.covers(around[home[rows]], self._valid[rows])]
        rest = _areas_only(shapely.difference(self._valid[rows], around[home[rows]]))
        sizes = shapely.area(rest)
        found = []
        for at in np.flatnonzero(sizes >= self._limits.least_m2):
            row, parent = int(rows[at]), int(home[rows[at]])
            text = f"超出“{parents.names[parent]}”{_amount(rest[at])}"
            found.append(self._finding(Flaw.OUTSIDE, (row,), rest[at], text, parent))
        return found

    def _holes(self, tree: shapely.STRtree) -> list[tuple[Any, tuple[int, ...]]]:
        """Narrow holes with the areas around them, the one with the longest border first."""
        loose = _with_own_edges(self._valid)
        lines = shapely.union_all(shapely.boundary(self._valid[loose]))
        holes = shapely.get_parts(shapely.polygonize([lines]))
        if not len(holes):
            return []
        wide = 2 * shapely.area(holes) / shapely.length(holes)
        narrow = holes[(wide <= self._limits.gap_m) & (wide > _ROUNDING_M)]
        taken = np.unique(tree.query(shapely.point_on_surface(narrow), predicate="within")[0])
        narrow = np.delete(narrow, taken)
        found = []
        for hole in narrow:
            around = tree.query(hole, predicate="intersects")
            shared = shapely.length(
                shapely.intersection(shapely.boundary(self._valid[around]), hole)
            )
            order = around[np.argsort(-shared, kind="stable")]
            if len(order) < 2:
                continue  # a hole of one feature is meant
            found.append((hole, tuple(int(row) for row in order)))
        return found

    def _neighbours(self) -> tuple[Rows, Rows]:
        """Pairs of areas that touch or overlap, each pair once."""
        if self._pairs is None:
            one, other = shapely.STRtree(self._valid).query(self._valid, predicate="intersects")
            pairs = one < other
            self._pairs = one[pairs], other[pairs]
        return self._pairs

    def _finding(
        self, flaw: Flaw, rows: tuple[int, ...], place: Any, text: str, parent: int = -1
    ) -> Finding:
        return Finding(
            flaw=flaw,
            rows=tuple(int(self._there[row]) for row in rows),
            place=_as_stored(place),
            text=text,
            area_m2=float(_planar(place)),
            parent=parent,
        )

    def _name(self, row: int) -> str:
        return self._names[int(self._there[row])]


def _with_own_edges(shapes: Shapes) -> Rows:
    """The areas that have an edge which no neighbour shares: only they can border a gap."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, of_shape = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    steps = np.round(points / _ROUNDING_M).astype(np.int64)
    code = steps[:, 0] * np.int64(2**31) + steps[:, 1]
    inside = ring[1:] == ring[:-1]
    low, high = np.minimum(code[1:], code[:-1])[inside], np.maximum(code[1:], code[:-1])[inside]
    order = np.lexsort((high, low))
    same = (np.diff(low[order]) == 0) & (np.diff(high[order]) == 0)
    shared = np.zeros(len(order), dtype=bool)
    shared[1:] |= same
    shared[:-1] |= same
    alone = ring[1:][inside][order[~shared]]
    return np.unique(owner[of_shape[alone]])


def corners(rings: Shapes) -> tuple[Floats, Floats, Rows]:
    """Every corner of closed rings: its place, its angle in degrees, its ring."""
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(points):
        return points, np.empty(0), ring
    starts = np.flatnonzero(np.r_[True, ring[1:] != ring[:-1]])
    ends = np.r_[starts[1:], len(points)] - 1  # repeat the first corner
    before = np.arange(len(points)) - 1
    before[starts] = ends - 1
    keep = np.ones(len(points), dtype=bool)
    keep[ends] = False
    here = np.flatnonzero(keep)
    back, ahead = points[before[here]] - points[here], points[here + 1] - points[here]
    lengths = np.hypot(*back.T) * np.hypot(*ahead.T)
    cosine = np.divide(
        (back * ahead).sum(axis=1), lengths, out=np.full(len(here), -1.0), where=lengths > 0
    )
    return points[here], np.degrees(np.arccos(np.clip(cosine, -1, 1))), ring[here]


def _areas_only(shapes: Shapes) -> Shapes:
    """The areas of results that may hold points and lines as well."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for at in mixed:
        parts = shapely.get_parts(shapes[at])
        shapes[at] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return shapes


def _metres(length: float) -> str:
    return f"{format_number(float(length), 2)} 米"


def _stretched(shapes: Any) -> Any:
    """Degrees as metres from a place in the middle; straight edges stay straight."""
    return shapely.transform(shapes, lambda xy: (xy - _ORIGIN) * _METRES)


def _as_stored(shape: Any) -> Any:
    return shapely.transform(shape, lambda xy: xy / _METRES + _ORIGIN)


def _planar(shape: Any) -> Any:
    return shapely.area(geometries_to_plane(_as_stored(shape)))


def _length(line: Any) -> float:
    return float(shapely.length(geometries_to_plane(_as_stored(line))))


def _amount(shape: Any) -> str:
    """The size of an area: in square metres, larger ones in 亩."""
    size = float(_planar(shape))
    return format_mu(mu_from_m2(size)) if size >= _LARGE_M2 else format_m2(size)
