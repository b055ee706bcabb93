"""Lengths, areas and bearings against figures worked out elsewhere."""

import pytest

from dzmap.core.measuring import crosses_itself, measured

SQUARE = [(116.75, 36.79), (116.76, 36.79), (116.76, 36.80), (116.75, 36.80)]


def test_that_a_line_is_as_long_as_its_legs() -> None:
    result = measured(SQUARE[:3], closed=False)
    # From the radii of curvature of GRS80 at 36.79° and 36.795° N.
    assert result.segments[0].ellipsoidal_m == pytest.approx(892.559, abs=0.001)
    assert result.segments[1].ellipsoidal_m == pytest.approx(1109.738, abs=0.001)
    assert result.ellipsoidal_m == pytest.approx(sum(s.ellipsoidal_m for s in result.segments))
    assert result.ellipsoidal_m2 == 0


def test_that_the_plane_differs_from_the_ellipsoid_by_its_scale() -> None:
    result = measured(SQUARE, closed=True)
    # 22 km from the central meridian the plane is 6 millionths too long.
    assert result.planar_m / result.ellipsoidal_m - 1 == pytest.approx(6e-6, abs=2e-6)
    assert result.planar_m2 / result.ellipsoidal_m2 - 1 == pytest.approx(12e-6, abs=4e-6)


def test_that_bearings_count_from_north_clockwise() -> None:
    bearings = [segment.bearing for segment in measured(SQUARE, closed=True).segments]
    assert bearings == pytest.approx([90, 0, 270, 180], abs=0.01)


def test_that_a_single_place_measures_nothing() -> None:
    result = measured(SQUARE[:1], closed=True)
    assert (result.segments, result.ellipsoidal_m, result.ellipsoidal_m2) == ((), 0, 0)


def test_that_a_bow_tie_is_noticed() -> None:
    bow = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]
    assert crosses_itself(bow)
    assert not crosses_itself(SQUARE)
