"""How flaws of boundaries can be repaired: each proposal says what it does and what it would make.

Geometries are EPSG:4490. Vertices that need not change keep their coordinates to the last bit, so areas
that share a border afterwards share it exactly.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from dzmap.core.crs import geometries_to_plane
from dzmap.core.quantities import format_number
from dzmap.core.shape_edits import ShapeError, areal, checked, delete_vertex
from dzmap.core.spatial import made_valid
from dzmap.core.topology import Finding, Flaw, Shapes, Tolerances, corners

_DEGREE_M = 111_320.0  # metres of a degree of latitude
_HAIR_DEGREES = 0.5  # spikes as thin as this are left by computing with edges that almost coincide
_MOST_HAIRS = 16
_REACH = 1.5  # how much wider than the gap is looked for what closes it
_BESIDE_M = 0.01  # edges that lie closer are the same one, with rounding
_LEAST_SHARED_M = 0.1  # who shares less touches with a corner only


@dataclass(frozen=True, kw_only=True, eq=False)
class Proposal:
    """What would be done, in Chinese: features get other geometries (``shapes``, by row).

    The feature at ``taken`` would go, and what refers to it refer to the one at ``heir``; -1 for none.
    """

    text: str
    shapes: Mapping[int, Any]
    taken: int = -1
    heir: int = -1

    @property
    def rows(self) -> tuple[int, ...]:
        """The features that would be changed, the one that goes first."""
        return (self.taken, *self.shapes) if self.taken >= 0 else tuple(self.shapes)


def proposals(
    finding: Finding,
    shapes: Shapes,
    names: Sequence[str],
    tolerances: Tolerances,
    parent: Any = None,
) -> tuple[Proposal, ...]:
    """The ways to repair one flaw, the most usual first; none where only people can decide.

    Args:
        finding: The flaw.
        shapes: The table's areas as they stand; None for those that may not take part.
        names: What each feature is called.
        tolerances: Those that the flaw was found with.
        parent: The area that is left, for ``Flaw.OUTSIDE``.
    """
    ways: dict[Flaw, Callable[[], list[Proposal]]] = {
        Flaw.CROSSING: lambda: _untangled(finding, shapes),
        Flaw.DUPLICATE: lambda: _without_later(finding, names),
        Flaw.OVERLAP: lambda: _apart(finding, shapes, names),
        Flaw.GAP: lambda: _closed(finding, shapes, names, tolerances),
        Flaw.SLIVER: lambda: _given_away(finding, shapes, names),
        Flaw.SPIKE: lambda: _without_corner(finding, shapes),
        Flaw.OUTSIDE: lambda: _clipped(finding, shapes, parent),
    }
    return tuple(one for one in ways[finding.flaw]() if _usable(one))


def _usable(proposal: Proposal) -> bool:
    try:
        for shape in proposal.shapes.values():
            checked(shape)
    except ShapeError:
        return False
    return True


def _shaved(shape: Any) -> Any:
    """A result without the hairs that computing leaves along edges that almost coincide."""
    shape = areal(shape)
    for _ in range(_MOST_HAIRS):
        points, angles, _ring = corners(shapely.get_rings(shapely.get_parts(shape)))
        if not len(angles) or angles.min() > _HAIR_DEGREES:
            break
        hair = (shapely.get_coordinates(shape) == points[angles.argmin()]).all(axis=1)
        try:
            shape = delete_vertex(shape, int(hair.argmax()))
        except ShapeError:
            break
    return shape


def _untangled(finding: Finding, shapes: Shapes) -> list[Proposal]:
    (row,) = finding.rows
    return [
        Proposal(
            text="按外轮廓理顺，重复覆盖的部分并为一块",
            shapes={row: _shaved(made_valid(shapes[row])[0])},
        )
    ]


def _apart(finding: Finding, shapes: Shapes, names: Sequence[str]) -> list[Proposal]:
    one, other = finding.rows
    valid = made_valid(shapes[[one, other]])
    rests = {one: shapely.difference(*valid), other: shapely.difference(*valid[::-1])}
    # The larger one gives way first: it loses the smaller share.
    order = sorted(rests, key=lambda row: -float(shapely.area(shapes[row])))
    return [
        Proposal(text=f"从“{names[row]}”中去掉重叠部分", shapes={row: _shaved(rests[row])})
        for row in order
    ]


def _closed(
    finding: Finding, shapes: Shapes, names: Sequence[str], tolerances: Tolerances
) -> list[Proposal]:
    if shapely.get_dimensions(finding.place) == 2:
        return [
            Proposal(
                text=f"把缝隙并入“{names[row]}”",
                shapes={row: _shaved(shapely.union(made_valid(shapes[row])[0], finding.place))},
            )
            for row in finding.rows
        ]
    one, other = finding.rows
    reach = tolerances.gap_m * _REACH / _DEGREE_M
    found = []
    for row, target in ((other, one), (one, other)):
        snapped = shapely.snap(shapes[row], shapes[target], reach)
        if shapely.is_valid(snapped) and shapely.intersects(snapped, shapes[target]):
            text = f"把“{names[row]}”的边界贴到“{names[target]}”"
            found.append(Proposal(text=text, shapes={row: snapped}))
    return found


def _without_later(finding: Finding, names: Sequence[str]) -> list[Proposal]:
    first, later = finding.rows
    text = f"删去后一个“{names[later]}”，保留“{names[first]}”"
    return [Proposal(text=text, shapes={}, taken=later, heir=first)]


def _given_away(finding: Finding, shapes: Shapes, names: Sequence[str]) -> list[Proposal]:
    """The strip goes to the neighbour that shares the longest edge with it, or away."""
    (row,) = finding.rows
    parts = shapely.get_parts(made_valid(shapes[row])[0])
    strip = shapely.intersects(parts, shapely.point_on_surface(finding.place))
    rest = {}
    if 0 < strip.sum() < len(parts):
        rest = {row: _shaved(shapely.MultiPolygon(list(parts[~strip])))}
    given = shapely.union_all(parts[strip])
    heir, shared = _longest_beside(given, shapes, row)
    found = []
    if heir >= 0:
        length = f"{format_number(shared, 2)} 米"
        text = f"把狭长部分并入“{names[heir]}”（共边 {length}，最长）"
        grown = {heir: _joined(shapes[heir], given)}
        taken, after = (-1, -1) if rest else (row, heir)
        found.append(Proposal(text=text, shapes={**rest, **grown}, taken=taken, heir=after))
    if rest:
        found.append(Proposal(text="删去这个碎块", shapes=rest))
    return found


def _longest_beside(strip: Any, shapes: Shapes, row: int) -> tuple[int, float]:
    """The row, other than the given one, with the longest edge along a strip, and its metres."""
    close = shapely.buffer(strip, _BESIDE_M / _DEGREE_M)
    near = np.sort(shapely.STRtree(shapes).query(close, predicate="intersects"))
    near = near[(near != row) & (shapely.get_dimensions(shapes[near]) == 2)]
    if not len(near):
        return -1, 0.0
    edges = shapely.intersection(shapely.boundary(made_valid(shapes[near])), close)
    shared = shapely.length(geometries_to_plane(edges))
    longest = int(shared.argmax())
    if shared[longest] < _LEAST_SHARED_M:
        return -1, 0.0
    return int(near[longest]), float(shared[longest])


def _joined(shape: Any, strip: Any) -> Any:
    """A neighbour with a strip: both get the vertices of their common edge before, or hairs stay."""
    reach = _BESIDE_M / _DEGREE_M
    whole = made_valid(shape)[0]
    fitting = shapely.snap(strip, whole, reach)
    both = made_valid(np.array([shapely.snap(whole, fitting, reach), fitting], dtype=object))
    return _shaved(shapely.union(*both))


def _without_corner(finding: Finding, shapes: Shapes) -> list[Proposal]:
    (row,) = finding.rows
    coordinates = shapely.get_coordinates(shapes[row])
    distance = np.hypot(*(coordinates - shapely.get_coordinates(finding.place)[0]).T)
    try:
        shape = delete_vertex(shapes[row], int(distance.argmin()))
    except ShapeError:
        return []
    return [Proposal(text="删去尖角处的点", shapes={row: shape})]


def _clipped(finding: Finding, shapes: Shapes, parent: Any) -> list[Proposal]:
    (row,) = finding.rows
    if parent is None:
        return []
    inside = _shaved(shapely.intersection(made_valid(shapes[row])[0], made_valid(parent)[0]))
    return [Proposal(text="裁到上级范围内", shapes={row: inside})]
