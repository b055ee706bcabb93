"""Changes of boundaries as an official makes them: vertices, splits, holes, new courses, moves.

Geometries are EPSG:4490. Vertices are counted as ``shapely.get_coordinates`` lists them. Each function
returns a new valid geometry or raises ``ShapeError`` with a Chinese sentence; vertices that are not
meant to change keep their coordinates to the last bit.
"""

import math
from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
import shapely.ops

from dzmap.core.crs import LONLAT, PLANE, geometries_to_plane, reproject, to_plane

Place = tuple[float, float]
_AREAL = ("Polygon", "MultiPolygon")
_PINCH_M2 = 0.01  # pieces below a hundredth of a square metre are rounding


class ShapeError(ValueError):
    """A change that makes no usable boundary; the text says why and what to do."""


def from_places(kind: str, places: Sequence[Place]) -> shapely.Geometry:
    """A geometry of a sketch.

    Args:
        kind: "point", "line" or "polygon".
        places: degrees; a polygon need not repeat its first place.
    """
    if kind == "point":
        return shapely.Point(places[0])
    if len(places) < (2 if kind == "line" else 3):
        raise ShapeError("点数不够：线至少 2 个点，面至少 3 个点")
    shape = shapely.LineString(places) if kind == "line" else shapely.Polygon(places)
    return checked(shape)


def from_rings(rings: Sequence[Sequence[Place]]) -> shapely.Geometry:
    """The area of rings of boundary points: those inside others are holes, others are parts."""
    polygons = [from_places("polygon", ring) for ring in rings]
    if any(shapely.overlaps(one, other) for one, other in combinations(polygons, 2)):
        raise ShapeError("两圈界址点互相交叉，核对圈号和坐标")
    return checked(reduce(shapely.symmetric_difference, polygons))


def checked(shape: shapely.Geometry) -> shapely.Geometry:
    """The geometry itself if it is valid, simple and not empty."""
    if shape.is_empty:
        raise ShapeError("这样改以后什么也不剩")
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        if "Self-intersection" in reason:
            raise ShapeError("边界自相交，移动交叉处的点后再试")
        raise ShapeError("边界不成形（孔洞越界或环重叠），撤回上一步后再试")
    return shape


# --- vertices ---------------------------------------------------------------------------------


def move_vertex(shape: shapely.Geometry, vertex: int, place: Place) -> shapely.Geometry:
    """The geometry with one vertex elsewhere; a ring stays closed."""
    twin = _twin(shape, vertex)
    coordinates = shapely.get_coordinates(shape)
    coordinates[[vertex, twin]] = place
    return checked(shapely.set_coordinates(_copy(shape), coordinates))


def insert_vertex(shape: shapely.Geometry, vertex: int, place: Place) -> shapely.Geometry:
    """The geometry with a new vertex on the edge from ``vertex`` to the next one."""
    return _with_ring(shape, vertex, lambda ring, at: np.insert(ring, at + 1, place, axis=0))


def insert_on_edge(
    shape: shapely.Geometry, start: Place, end: Place, places: Sequence[Place]
) -> shapely.Geometry | None:
    """The geometry with more vertices on its edge between two vertices; None if it has no such edge.

    The places lie on that edge but for rounding, so a boundary that is broken elsewhere may stay so.
    """
    rings = [shapely.get_coordinates(ring) for ring in _rings(shape)]
    for number, ring in enumerate(rings):
        for first, second in ((start, end), (end, start)):
            edge = (ring[:-1] == first).all(axis=1) & (ring[1:] == second).all(axis=1)
            if edge.any():
                order = sorted(places, key=lambda place: math.dist(first, place))
                rings[number] = np.insert(ring, int(edge.argmax()) + 1, order, axis=0)
                return _of_rings(shape, rings)
    return None


def delete_vertex(shape: shapely.Geometry, vertex: int) -> shapely.Geometry:
    """The geometry without a vertex; a ring keeps three, a line two."""

    def without(ring: npt.NDArray[np.float64], at: int) -> npt.NDArray[np.float64]:
        closed = len(ring) > 2 and bool((ring[0] == ring[-1]).all())
        if len(ring) <= (4 if closed else 2):
            raise ShapeError("再删就不成形了：面至少 3 个点，线至少 2 个点")
        if closed and at in (0, len(ring) - 1):
            return np.vstack([ring[1:-1], ring[1]])
        return np.delete(ring, at, axis=0)

    return _with_ring(shape, vertex, without)


def ring_starts(shape: shapely.Geometry) -> list[int]:
    """The number of the first vertex of every ring or line, in the order of the coordinates."""
    sizes = [int(shapely.get_num_coordinates(ring)) for ring in _rings(shape)]
    return [sum(sizes[:number]) for number in range(len(sizes))]


def _copy(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.from_wkb(shapely.to_wkb(shape))


def _rings(shape: shapely.Geometry) -> list[Any]:
    """Rings of polygons and lines in the order of the coordinates; points have none."""
    found: list[Any] = []
    for part in shapely.get_parts(shape):
        found.extend(shapely.get_rings(part) if part.geom_type == "Polygon" else [part])
    return found


def _place_of(shape: shapely.Geometry, vertex: int) -> tuple[int, int, int]:
    """Ring, place in the ring and number of the ring's first vertex."""
    first = 0
    for number, ring in enumerate(_rings(shape)):
        size = shapely.get_num_coordinates(ring)
        if first <= vertex < first + size:
            return number, vertex - first, first
        first += size
    raise ShapeError("没有这个点，图形可能刚被改过")


def _twin(shape: shapely.Geometry, vertex: int) -> int:
    """The vertex that closes the ring together with this one; else the vertex itself."""
    number, at, first = _place_of(shape, vertex)
    ring = _rings(shape)[number]
    last = shapely.get_num_coordinates(ring) - 1
    if ring.geom_type != "LinearRing" or at not in (0, last):
        return vertex
    return first + (last if at == 0 else 0)


def _with_ring(shape: shapely.Geometry, vertex: int, change: Any) -> shapely.Geometry:
    number, at, _ = _place_of(shape, vertex)
    rings = [shapely.get_coordinates(ring) for ring in _rings(shape)]
    rings[number] = change(rings[number], at)
    if shape.geom_type in ("Point", "MultiPoint"):
        raise ShapeError("点没有边，不能加点或删点")
    return checked(_of_rings(shape, rings))


def _of_rings(
    shape: shapely.Geometry, rings: Sequence[npt.NDArray[np.float64]]
) -> shapely.Geometry:
    """A geometry of the same kind with other rings, in the order of the coordinates."""
    if shape.geom_type not in _AREAL:
        lines = [shapely.LineString(ring) for ring in rings]
        return lines[0] if shape.geom_type == "LineString" else shapely.MultiLineString(lines)
    parts, start = [], 0
    for part in shapely.get_parts(shape):
        count = 1 + shapely.get_num_interior_rings(part)
        outer, *holes = rings[start : start + count]
        parts.append(shapely.Polygon(outer, holes))
        start += count
    return parts[0] if shape.geom_type == "Polygon" else shapely.MultiPolygon(parts)


# --- whole shapes -----------------------------------------------------------------------------


def split(shape: shapely.Geometry, places: Sequence[Place]) -> list[shapely.Geometry]:
    """The pieces into which a line cuts a polygon or line, the largest first.

    Parts of a multi-part geometry that the line does not touch stay with the largest piece.
    """
    knife = from_places("line", places)
    cut: list[shapely.Geometry] = []
    rest: list[shapely.Geometry] = []
    for part in shapely.get_parts(shape):
        pieces = list(shapely.ops.split(part, knife).geoms)
        if len(pieces) > 1:
            cut.extend(pieces)
        else:
            rest.append(part)
    if not cut:
        raise ShapeError("分割线没有穿过图形，两端要画到边界外")
    cut.sort(key=_size, reverse=True)
    if rest:
        cut[0] = _joined([cut[0], *rest])
    return [checked(piece) for piece in cut]


def merge(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """All shapes as one; those that do not touch become parts."""
    if len(shapes) < 2:
        raise ShapeError("合并至少要选中 2 个图形")
    if len({shapely.get_dimensions(shape) for shape in shapes}) > 1:
        raise ShapeError("点、线、面不能合并在一起")
    return checked(shapely.union_all(list(shapes)))


def cut_hole(shape: shapely.Geometry, places: Sequence[Place]) -> shapely.Geometry:
    """A polygon without what lies in the ring through the places."""
    if shape.geom_type not in _AREAL:
        raise ShapeError("只有面可以挖洞")
    hole = from_places("polygon", places)
    left = areal(shapely.difference(shape, hole))
    if shapely.equals(left, shape):
        raise ShapeError("画的范围不在图形内，没有挖掉什么")
    return checked(left)


def reshape(shape: shapely.Geometry, places: Sequence[Place]) -> shapely.Geometry:
    """A polygon whose boundary follows a line between the places where it meets the boundary.

    What the line encloses with the boundary outside is added; of what it cuts off inside, the
    largest piece stays.
    """
    if shape.geom_type not in _AREAL:
        raise ShapeError("只有面可以修改边界")
    line = from_places("line", places)
    faces = shapely.get_parts(
        shapely.polygonize([shapely.union_all([shapely.boundary(shape), line])])
    )
    inside = shapely.contains_properly(shape, shapely.point_on_surface(faces))
    holes = _holes(shape)
    outside = [face for face in faces[~inside] if not any(face.within(hole) for hole in holes)]
    grown = areal(shapely.union_all([shape, *outside]))
    pieces = [grown] if not line.crosses(shape) else _kept_pieces(grown, faces[inside], shape)
    result = checked(areal(shapely.union_all(pieces)))
    if shapely.equals(result, shape):
        raise ShapeError("线没有改变边界：两端要落在边界上或越过边界")
    return result


def _kept_pieces(
    grown: shapely.Geometry, inside: npt.NDArray[np.object_], shape: shapely.Geometry
) -> list[shapely.Geometry]:
    """Per part of the old shape the largest face inside, and everything that was added."""
    kept = []
    for part in shapely.get_parts(shape):
        own = [face for face in inside if part.contains(face.representative_point())]
        kept.append(max(own, key=_size) if own else part)
    return [*kept, areal(shapely.difference(grown, shape))]


def move(shape: shapely.Geometry, start: Place, end: Place) -> shapely.Geometry:
    """The shape shifted, without turning or stretching, in the plane of EPSG:4548."""
    (x1, x2), (y1, y2) = to_plane([start[0], end[0]], [start[1], end[1]])
    shift = np.array([x2 - x1, y2 - y1])
    moved = shapely.transform(geometries_to_plane(shape), lambda xy: xy + shift)
    return checked(reproject(moved, PLANE, LONLAT))


def fitted(shape: shapely.Geometry, geometry: str) -> shapely.Geometry:
    """The shape as the table's geometry type stores it ("MultiPolygon" …).

    Raises:
        ShapeError: a line for a table of areas and the like.
    """
    single = geometry.removeprefix("Multi")
    if geometry in ("Geometry", shape.geom_type):
        return shape
    if shape.geom_type == single and geometry.startswith("Multi"):
        return {
            "Polygon": shapely.MultiPolygon,
            "LineString": shapely.MultiLineString,
            "Point": shapely.MultiPoint,
        }[single]([shape])
    names = {"Point": "点", "LineString": "线", "Polygon": "面"}
    raise ShapeError(f"这张表只存{names.get(single, geometry)}，画的图形不合")


def _joined(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    return (
        shapely.MultiPolygon(parts)
        if parts[0].geom_type == "Polygon"
        else shapely.MultiLineString(parts)
    )


def areal(shape: shapely.Geometry) -> shapely.Geometry:
    """The areas of a result, without lines, points and rounding."""
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(shape))
        if part.geom_type == "Polygon" and _square_metres(part) > _PINCH_M2
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _holes(shape: shapely.Geometry) -> list[shapely.Geometry]:
    return [shapely.Polygon(ring) for part in shapely.get_parts(shape) for ring in part.interiors]


def _square_metres(shape: shapely.Geometry) -> float:
    return float(shapely.area(geometries_to_plane(shape)))


def _size(shape: shapely.Geometry) -> float:
    return float(shape.area or shape.length)
