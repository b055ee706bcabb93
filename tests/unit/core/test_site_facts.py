"""Tests of ``dzmap.core.site_facts``: free land and distances, also by hand on random data."""

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from dzmap.core.areas import area_m2
from dzmap.core.crs import to_plane
from dzmap.core.site_facts import FreeLand, free_land, nearest_km, unplaced_parcels
from dzmap.core.verdicts import Target

ZONE = Target(id="Z1", name="一区", kind="zone")
PARK = Target(id="P1", name="一园", kind="park", zone_id="Z1")
BARE = Target(id="Z2", name="二区", kind="zone")
PLOT = shapely.box(116.7, 36.8, 116.702, 36.802)
MU = area_m2(PLOT) / (2000 / 3)


def parcels(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    usual = {"zone_id": None, "park_id": None, "status": None, "land_grade": None, "geometry": PLOT}
    return gpd.GeoDataFrame([usual | row for row in rows], geometry="geometry", crs=4490)


def land(*rows: dict[str, Any]) -> dict[str, FreeLand]:
    targets = (ZONE, PARK, BARE)
    found = free_land(parcels(*rows), targets)
    return {target.id: one for target, one in zip(targets, found, strict=True)}


def test_that_what_is_free_in_a_park_counts_in_its_zone() -> None:
    found = land(
        {"park_id": "P1", "status": "未供"},
        {"zone_id": "Z1", "status": "闲置"},
        {"zone_id": "Z1", "status": "已供"},
    )
    assert found["P1"].mu == pytest.approx(MU)
    assert found["Z1"].mu == pytest.approx(2 * MU)
    assert found["Z1"].parcels == 2
    assert not found["Z1"].at_least


def test_that_land_without_parcels_is_unknown_and_all_supplied_is_zero() -> None:
    found = land({"zone_id": "Z1", "status": "已供"})
    assert found["Z1"].mu == 0.0
    assert found["Z2"].mu is None
    assert found["P1"].mu is None


def test_that_a_parcel_of_unknown_state_makes_it_a_least_or_unknown() -> None:
    found = land({"zone_id": "Z1", "status": "未供"}, {"zone_id": "Z1"}, {"zone_id": "Z2"})
    assert found["Z1"].mu == pytest.approx(MU)
    assert found["Z1"].at_least
    assert found["Z2"].mu is None


def test_that_a_parcel_without_outline_has_no_size() -> None:
    found = land({"zone_id": "Z1", "status": "未供", "geometry": None})
    assert found["Z1"].mu is None
    assert found["Z1"].unknown == 1


def test_that_the_grade_is_what_all_free_parcels_share() -> None:
    rows = [
        {"zone_id": "Z1", "status": "未供", "land_grade": "一级"},
        {"zone_id": "Z1", "status": "已供", "land_grade": "二级"},
        {"zone_id": "Z2", "status": "未供", "land_grade": "一级"},
        {"zone_id": "Z2", "status": "闲置"},
    ]
    found = land(*rows)
    assert found["Z1"].grade == "一级"
    assert not found["Z2"].grade


def test_that_no_parcels_at_all_leave_everything_unknown() -> None:
    empty = parcels({"zone_id": "Z1", "status": "未供"}).iloc[:0]
    assert all(one.mu is None for one in free_land(empty, (ZONE, PARK)))


def test_that_parcels_of_no_place_are_counted() -> None:
    assert unplaced_parcels(parcels({"status": "未供"}, {"zone_id": "Z1"})) == 1


def test_that_the_nearest_place_is_that_of_a_search_over_all_pairs() -> None:
    rng = np.random.default_rng(3)
    corners = rng.uniform((116.2, 36.6), (117.2, 37.6), (15, 2))
    shapes = np.array([shapely.box(x, y, x + 0.03, y + 0.02) for x, y in corners], dtype=object)
    points = shapely.points(rng.uniform((116.2, 36.6), (117.2, 37.6), (40, 2)))
    found, which = nearest_km(shapes, points)
    px, py = to_plane(shapely.get_x(points), shapely.get_y(points))
    for row, (x, y) in enumerate(corners):
        corner_x, corner_y = to_plane(
            np.array([x, x + 0.03, x + 0.03, x]), np.array([y, y, y + 0.02, y + 0.02])
        )
        centre = shapely.Polygon(list(zip(corner_x, corner_y, strict=True))).centroid
        metres = [math.hypot(centre.x - a, centre.y - b) for a, b in zip(px, py, strict=True)]
        assert found[row] == pytest.approx(min(metres) / 1000, abs=1e-6)
        assert which[row] == metres.index(min(metres))


def test_that_a_zone_without_outline_or_a_chain_without_places_has_no_distance() -> None:
    nothing, which = nearest_km(np.array([PLOT, None], dtype=object), np.empty(0, dtype=object))
    assert np.isnan(nothing).all()
    found, _ = nearest_km(
        np.array([None, PLOT], dtype=object), np.array([shapely.Point(116.7, 36.8)], dtype=object)
    )
    assert math.isnan(found[0])
    assert found[1] < 1
    assert which.tolist() == [-1, -1]
