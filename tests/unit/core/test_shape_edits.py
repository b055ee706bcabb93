"""Changes of boundaries: what is asked for changes, everything else stays to the last bit."""

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.areas import area_m2
from dzmap.core.shape_edits import (
    ShapeError,
    cut_hole,
    delete_vertex,
    fitted,
    from_places,
    from_rings,
    insert_vertex,
    merge,
    move,
    move_vertex,
    reshape,
    split,
)

SQUARE = shapely.Polygon([(116, 37), (116.01, 37), (116.01, 37.01), (116, 37.01)])
HOLED = shapely.Polygon(
    SQUARE.exterior.coords, [[(116.004, 37.004), (116.006, 37.004), (116.006, 37.006)]]
)
TWO = shapely.MultiPolygon([HOLED, shapely.box(116.1, 37, 116.11, 37.01)])


def test_that_the_vertex_that_closes_a_ring_moves_once() -> None:
    moved = move_vertex(SQUARE, 0, (115.99, 36.99))
    assert moved.exterior.coords[0] == moved.exterior.coords[-1] == (115.99, 36.99)
    assert list(moved.exterior.coords)[1:-1] == list(SQUARE.exterior.coords)[1:-1]
    assert move_vertex(SQUARE, 4, (115.99, 36.99)).equals(moved)


def test_that_vertices_of_holes_and_later_parts_are_reached() -> None:
    assert (116.005, 37.0041) in move_vertex(TWO, 6, (116.005, 37.0041)).geoms[0].interiors[
        0
    ].coords
    assert (116.12, 37.0) in move_vertex(TWO, 9, (116.12, 37.0)).geoms[1].exterior.coords


def test_that_inserting_and_deleting_undo_each_other() -> None:
    for vertex in range(len(shapely.get_coordinates(SQUARE)) - 1):
        there = insert_vertex(SQUARE, vertex, (116.005, 37.005))
        assert len(there.exterior.coords) == 6
        assert delete_vertex(there, vertex + 1).equals_exact(SQUARE)


def test_that_the_first_vertex_of_a_ring_can_go() -> None:
    left = delete_vertex(SQUARE, 0)
    assert left.area == pytest.approx(SQUARE.area / 2)
    with pytest.raises(ShapeError, match="至少 3 个点"):
        delete_vertex(left, 1)


def test_that_a_boundary_may_not_cross_itself() -> None:
    with pytest.raises(ShapeError, match="自相交"):
        move_vertex(SQUARE, 1, (116.005, 37.02))
    with pytest.raises(ShapeError, match="自相交"):
        from_places("polygon", [(0, 0), (1, 1), (1, 0), (0, 1)])


def test_that_a_line_splits_and_untouched_parts_stay_together() -> None:
    pieces = split(TWO, [(116.003, 36.9), (116.003, 37.1)])
    assert len(pieces) == 2
    assert sum(piece.area for piece in pieces) == pytest.approx(TWO.area)
    assert len(pieces[0].geoms) == 2  # the larger piece and the part beside
    with pytest.raises(ShapeError, match="没有穿过"):
        split(SQUARE, [(116.003, 36.9), (116.003, 37.005)])


@given(st.floats(0, math.pi), st.floats(-0.3, 0.3))
def test_that_splitting_loses_no_land(angle: float, beside: float) -> None:
    dx, dy = math.cos(angle), math.sin(angle)
    x, y = 116.005 - dy * beside * 0.01, 37.005 + dx * beside * 0.01
    line = [(x - dx, y - dy), (x + dx, y + dy)]
    pieces = split(SQUARE, line)
    assert sum(piece.area for piece in pieces) == pytest.approx(SQUARE.area, rel=1e-9)
    assert merge(pieces).symmetric_difference(SQUARE).area == pytest.approx(0, abs=1e-12)


def test_that_a_hole_is_cut_and_one_beside_is_refused() -> None:
    hole = [(116.001, 37.001), (116.002, 37.001), (116.002, 37.002), (116.001, 37.002)]
    left = cut_hole(SQUARE, hole)
    assert len(left.interiors) == 1
    assert left.area == pytest.approx(SQUARE.area - 0.001**2)
    with pytest.raises(ShapeError, match="不在图形内"):
        cut_hole(SQUARE, [(x + 1, y) for x, y in hole])
    with pytest.raises(ShapeError, match="什么也不剩"):
        cut_hole(SQUARE, [(115, 36), (117, 36), (117, 38), (115, 38)])


def test_that_a_new_course_outside_adds_land() -> None:
    grown = reshape(
        SQUARE, [(116.002, 37.01), (116.002, 37.015), (116.008, 37.015), (116.008, 37.01)]
    )
    assert grown.area == pytest.approx(SQUARE.area + 0.006 * 0.005)


def test_that_a_new_course_inside_takes_the_smaller_side_away() -> None:
    less = reshape(SQUARE, [(115.999, 37.008), (116.011, 37.008)])
    assert less.area == pytest.approx(SQUARE.area * 0.8)


def test_that_a_course_through_inside_and_outside_does_both() -> None:
    line = [(116.002, 37.009), (116.002, 37.012), (116.008, 37.012), (116.008, 37.009)]
    with_ends = [(116.002, 37.01), *line[1:3], (116.008, 37.01)]
    assert reshape(SQUARE, line).area == pytest.approx(reshape(SQUARE, with_ends).area)


def test_that_a_reshaped_holed_area_keeps_its_hole() -> None:
    less = reshape(HOLED, [(115.999, 37.008), (116.011, 37.008)])
    assert len(less.interiors) == 1


def test_that_a_line_that_changes_nothing_is_refused() -> None:
    with pytest.raises(ShapeError, match="没有改变"):
        reshape(SQUARE, [(116.002, 37.002), (116.003, 37.003)])


def test_that_moving_keeps_size_and_form() -> None:
    moved = move(HOLED, (116, 37), (116.05, 37.03))
    assert area_m2(moved) == pytest.approx(area_m2(HOLED), rel=1e-4)
    assert moved.exterior.coords[0] == pytest.approx((116.05, 37.03), abs=1e-9)


def test_that_shapes_fit_their_table() -> None:
    assert fitted(SQUARE, "MultiPolygon").geom_type == "MultiPolygon"
    assert fitted(TWO, "MultiPolygon") is TWO
    assert fitted(SQUARE, "Geometry") is SQUARE
    with pytest.raises(ShapeError, match="只存面"):
        fitted(shapely.Point(1, 2), "MultiPolygon")


def test_that_only_like_can_be_merged() -> None:
    with pytest.raises(ShapeError, match="至少要选中 2 个"):
        merge([SQUARE])
    with pytest.raises(ShapeError, match="不能合并"):
        merge([SQUARE, shapely.Point(1, 2)])


def test_that_rings_inside_others_are_holes_and_the_rest_are_parts() -> None:
    outer, hole, other = (
        list(shapely.box(*bounds).exterior.coords)[:-1]
        for bounds in ((0, 0, 9, 9), (2, 2, 4, 4), (20, 0, 22, 2))
    )
    assert from_rings([outer]).equals(shapely.box(0, 0, 9, 9))
    made = from_rings([hole, outer, other])
    assert made.area == 81 - 4 + 4
    assert [len(part.interiors) for part in made.geoms] == [1, 0]
    with pytest.raises(ShapeError, match="互相交叉"):
        from_rings([outer, [(8, 8), (12, 8), (12, 12)]])
