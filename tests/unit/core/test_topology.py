"""Flaws of boundaries: found, told and repaired, with what is right left alone."""

import numpy as np
import pytest
import shapely

from dzmap.core.areas import area_m2
from dzmap.core.crs import LONLAT, PLANE, reproject
from dzmap.core.topology import Finding, Flaw, Parents, Tolerances, check
from dzmap.core.topology_repairs import proposals

EAST, NORTH = 480_000.0, 4_080_000.0
NAMES = ("甲", "乙", "丙")
LIMITS = Tolerances()


def areas(*plane: shapely.Geometry) -> np.ndarray:
    """Shapes drawn in metres from a corner in Qihe, in degrees."""
    moved = [shapely.transform(one, lambda xy: xy + np.array((EAST, NORTH))) for one in plane]
    found = np.empty(len(moved), dtype=object)
    found[:] = [reproject(one, PLANE, LONLAT) for one in moved]
    return found


def found_in(shapes: np.ndarray, parents: Parents | None = None) -> list[Finding]:
    return check(shapes, NAMES, LIMITS, parents)


def repaired(
    shapes: np.ndarray, finding: Finding, way: int = 0, parent: object = None
) -> np.ndarray:
    """The shapes after one of the proposals."""
    proposal = proposals(finding, shapes, NAMES, LIMITS, parent)[way]
    after = shapes.copy()
    for row, shape in proposal.shapes.items():
        after[row] = shape
    if proposal.taken >= 0:
        after[proposal.taken] = None
    return after


def test_that_neighbours_that_share_their_border_are_right() -> None:
    shapes = areas(shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100))
    assert found_in(shapes) == []


def test_that_an_overlap_is_told_and_either_side_can_give_way() -> None:
    shapes = areas(shapely.box(0, 0, 100, 100), shapely.box(90, 0, 300, 100))
    (one,) = found_in(shapes)
    assert (one.flaw, one.rows) == (Flaw.OVERLAP, (0, 1))
    assert one.area_m2 == pytest.approx(1000, rel=1e-6)
    assert one.text == "与“乙”重叠 1.50 亩"
    ways = proposals(one, shapes, NAMES, LIMITS)
    assert [way.text for way in ways] == ["从“乙”中去掉重叠部分", "从“甲”中去掉重叠部分"]
    for way in (0, 1):
        assert found_in(repaired(shapes, one, way)) == []


def test_that_a_border_made_by_a_repair_is_shared_exactly() -> None:
    shapes = areas(shapely.box(0, 0, 100, 100), shapely.box(90, 20, 300, 80))
    (one,) = found_in(shapes)
    first, second = repaired(shapes, one)
    assert shapely.area(shapely.intersection(first, second)) == 0
    assert area_m2(shapely.union(first, second)) == pytest.approx(
        area_m2(shapely.union(*shapes)), rel=1e-9
    )


def test_that_a_gap_between_neighbours_is_closed() -> None:
    shapes = areas(shapely.box(0, 0, 100, 100), shapely.box(100.4, 0, 200, 100))
    (one,) = found_in(shapes)
    assert (one.flaw, one.text) == (Flaw.GAP, "与“乙”相隔 0.40 米")
    assert found_in(repaired(shapes, one)) == []


def test_that_a_narrow_hole_between_neighbours_is_filled() -> None:
    left = shapely.Polygon([(0, 0), (100, 0), (99.7, 50), (100, 100), (0, 100)])
    right = shapely.box(100, 0, 200, 100)
    shapes = areas(left, right)
    holes = [one for one in found_in(shapes) if shapely.get_dimensions(one.place) == 2]
    (one,) = holes
    assert one.flaw is Flaw.GAP
    assert one.area_m2 == pytest.approx(15, rel=1e-3)
    assert found_in(repaired(shapes, one)) == []


def test_that_a_wide_space_between_neighbours_is_no_gap() -> None:
    ring = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    shapes = areas(ring.intersection(shapely.box(0, 0, 50, 100)), shapely.box(50, 0, 100, 40))
    assert [one for one in found_in(shapes) if one.flaw is Flaw.GAP] == []


def test_that_corners_that_come_close_leave_no_gap() -> None:
    shapes = areas(shapely.box(0, 0, 100, 100), shapely.box(100.3, 100.3, 200, 200))
    assert found_in(shapes) == []


def test_that_a_gap_is_told_once() -> None:
    shapes = areas(
        shapely.box(0, 0, 99.5, 100), shapely.box(100, 0, 200, 100), shapely.box(0, 100, 200, 200)
    )
    assert [one.flaw for one in found_in(shapes)] == [Flaw.GAP]


def test_that_crossing_boundaries_are_untangled() -> None:
    shapes = areas(shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]))
    (one,) = found_in(shapes)
    assert (one.flaw, one.text) == (Flaw.CROSSING, "边界自相交")
    place = reproject(one.place, LONLAT, PLANE)
    assert (place.x - EAST, place.y - NORTH) == pytest.approx((50, 50), abs=1e-3)
    after = repaired(shapes, one)
    assert found_in(after) == []
    assert area_m2(after[0]) == pytest.approx(5000, rel=1e-3)


def test_that_a_duplicate_is_told_once_and_the_later_one_goes() -> None:
    box = shapely.box(0, 0, 100, 100)
    shapes = areas(box, shapely.box(500, 0, 600, 100), shapely.Polygon(box.exterior.coords[1:]))
    (one,) = found_in(shapes)
    assert (one.flaw, one.rows, one.text) == (Flaw.DUPLICATE, (0, 2), "与“丙”的边界完全相同")
    (way,) = proposals(one, shapes, NAMES, LIMITS)
    assert (way.text, way.taken, way.heir) == ("删去后一个“丙”，保留“甲”", 2, 0)
    assert found_in(repaired(shapes, one)) == []


def test_that_a_leftover_strip_is_removed() -> None:
    strip = shapely.box(0, 200, 300, 201)
    shapes = areas(shapely.MultiPolygon([shapely.box(0, 0, 100, 100), strip]))
    (one,) = found_in(shapes)
    assert one.flaw is Flaw.SLIVER
    after = repaired(shapes, one)
    assert found_in(after) == []
    assert area_m2(after[0]) == pytest.approx(10_000, rel=1e-3)


def test_that_a_strip_goes_to_the_neighbour_along_its_longest_edge() -> None:
    strip = shapely.box(100, 0, 101, 100)
    below = shapely.Polygon([(0, -50), (200, -50), (200, 0), (101, 0), (100, 0), (0, 0)])
    beside = shapely.Polygon([(101, 0), (200, 0), (200, 100), (101, 100), (101, 40)])
    home = shapely.MultiPolygon([shapely.box(-500, 0, -400, 100), strip])
    shapes = areas(home, below, beside)
    (one,) = found_in(shapes)
    assert (one.flaw, one.rows) == (Flaw.SLIVER, (0,))
    ways = proposals(one, shapes, NAMES, LIMITS)
    assert [way.text for way in ways] == [
        "把狭长部分并入“丙”（共边 100.02 米，最长）",
        "删去这个碎块",
    ]
    after = repaired(shapes, one)
    assert found_in(after) == []
    assert after[1] is shapes[1]
    sizes = [area_m2(shape) for shape in after]
    assert sizes[0] == pytest.approx(10_000, rel=1e-3)
    assert sizes[2] == pytest.approx(10_000, rel=1e-3)
    assert sum(sizes) == pytest.approx(sum(area_m2(shape) for shape in shapes), rel=1e-9)


def test_that_an_area_that_is_a_strip_goes_with_its_feature() -> None:
    shapes = areas(shapely.box(0, 0, 100, 100), shapely.box(100, 0, 101, 99))
    (one,) = found_in(shapes)
    assert (one.flaw, one.rows) == (Flaw.SLIVER, (1,))
    (way,) = proposals(one, shapes, NAMES, LIMITS)
    assert (way.taken, way.heir, list(way.shapes)) == (1, 0, [0])
    grown = way.shapes[0]
    assert shapely.get_num_geometries(grown) == 1
    assert shapely.get_num_interior_rings(shapely.get_geometry(grown, 0)) == 0
    assert area_m2(grown) == pytest.approx(10_099, rel=1e-3)


def test_that_a_strip_that_touches_nobody_along_an_edge_is_left_to_people() -> None:
    shapes = areas(shapely.box(0, 0, 100, 100), shapely.box(100, 100, 101, 200))
    (one,) = found_in(shapes)
    assert proposals(one, shapes, NAMES, LIMITS) == ()


def test_that_a_spike_loses_its_corner() -> None:
    shapes = areas(shapely.Polygon([(0, 0), (100, 0), (100, 50), (200, 51), (100, 55), (0, 100)]))
    (one,) = found_in(shapes)
    assert (one.flaw, one.text) == (Flaw.SPIKE, "夹角只有 2.9°")
    assert found_in(repaired(shapes, one)) == []


def test_that_what_leaves_its_parent_is_clipped() -> None:
    shapes = areas(shapely.box(0, 0, 100, 100))
    around = areas(shapely.box(-50, -50, 90, 150))
    parents = Parents(shapes=around, names=("德州天衢新区",), home=np.array([0]))
    (one,) = found_in(shapes, parents)
    assert (one.flaw, one.parent, one.text) == (Flaw.OUTSIDE, 0, "超出“德州天衢新区”1.50 亩")
    after = repaired(shapes, one, parent=around[0])
    assert found_in(after, parents) == []


def test_that_missing_shapes_points_and_lines_are_left_out() -> None:
    shapes = np.array([None, shapely.Point(116, 37), shapely.Polygon()], dtype=object)
    assert found_in(shapes) == []
