"""How flaws of boundaries can be repaired: each proposal says what it does and what it would make.

Geometries are EPSG:4490. Vertices that need not change keep their coordinates to the last bit, so areas
that share a border afterwards share it exactly.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from dzmap.core.shape_edits import ShapeError, areal, checked, delete_vertex
from dzmap.core.spatial import made_valid
from dzmap.core.topology import Finding, Flaw, Shapes, Tolerances, corners

_DEGREE_M = 111_320.0  # metres of a degree of latitude
_HAIR_DEGREES = 0.5  # spikes as thin as this are left by computing with edges that almost coincide
_MOST_HAIRS = 16
_REACH = 1.5  # how much wider than the gap is looked for what closes it


@dataclass(frozen=True, kw_only=True, eq=False)
class Proposal:
    """What would be done, in Chinese: the feature at ``row`` gets another geometry."""

    text: str
    row: int
    shape: Any


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
        shapes: The table's areas as they stand.
        names: What each feature is called.
        tolerances: Those that the flaw was found with.
        parent: The area that is left, for ``Flaw.OUTSIDE``.
    """
    ways: dict[Flaw, Callable[[], list[Proposal]]] = {
        Flaw.CROSSING: lambda: _untangled(finding, shapes),
        Flaw.DUPLICATE: list,
        Flaw.OVERLAP: lambda: _apart(finding, shapes, names),
        Flaw.GAP: lambda: _closed(finding, shapes, names, tolerances),
        Flaw.SLIVER: lambda: _without_part(finding, shapes),
        Flaw.SPIKE: lambda: _without_corner(finding, shapes),
        Flaw.OUTSIDE: lambda: _clipped(finding, shapes, parent),
    }
    return tuple(one for one in ways[finding.flaw]() if _usable(one))


def _usable(proposal: Proposal) -> bool:
    try:
        checked(proposal.shape)
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
            row=row,
            shape=_shaved(made_valid(shapes[row])[0]),
        )
    ]


def _apart(finding: Finding, shapes: Shapes, names: Sequence[str]) -> list[Proposal]:
    one, other = finding.rows
    valid = made_valid(shapes[[one, other]])
    rests = {one: shapely.difference(*valid), other: shapely.difference(*valid[::-1])}
    # The larger one gives way first: it loses the smaller share.
    order = sorted(rests, key=lambda row: -float(shapely.area(shapes[row])))
    return [
        Proposal(text=f"从“{names[row]}”中去掉重叠部分", row=row, shape=_shaved(rests[row]))
        for row in order
    ]


def _closed(
    finding: Finding, shapes: Shapes, names: Sequence[str], tolerances: Tolerances
) -> list[Proposal]:
    if shapely.get_dimensions(finding.place) == 2:
        return [
            Proposal(
                text=f"把缝隙并入“{names[row]}”",
                row=row,
                shape=_shaved(shapely.union(made_valid(shapes[row])[0], finding.place)),
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
            found.append(Proposal(text=text, row=row, shape=snapped))
    return found


def _without_part(finding: Finding, shapes: Shapes) -> list[Proposal]:
    (row,) = finding.rows
    parts = shapely.get_parts(shapes[row])
    inside = shapely.point_on_surface(finding.place)
    rest = parts[~shapely.intersects(parts, inside)]
    if not len(rest) or len(rest) == len(parts):
        return []
    return [Proposal(text="删去这个碎块", row=row, shape=_shaved(shapely.MultiPolygon(list(rest))))]


def _without_corner(finding: Finding, shapes: Shapes) -> list[Proposal]:
    (row,) = finding.rows
    coordinates = shapely.get_coordinates(shapes[row])
    distance = np.hypot(*(coordinates - shapely.get_coordinates(finding.place)[0]).T)
    try:
        shape = delete_vertex(shapes[row], int(distance.argmin()))
    except ShapeError:
        return []
    return [Proposal(text="删去尖角处的点", row=row, shape=shape)]


def _clipped(finding: Finding, shapes: Shapes, parent: Any) -> list[Proposal]:
    (row,) = finding.rows
    if parent is None:
        return []
    inside = _shaved(shapely.intersection(made_valid(shapes[row])[0], made_valid(parent)[0]))
    return [Proposal(text="裁到上级范围内", row=row, shape=inside)]
