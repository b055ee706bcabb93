from typing import Any

import numpy as np
import shapely

from dzmap.core.applicants import normalised_applicants
from dzmap.core.assignment import LOCATED, STATED, UNASSIGNED, assign_targets
from tests.helpers.screening_world import PARK, PARK_AREA, ZONE, ZONE_AREA, applicants

TARGETS = [ZONE, PARK]
AREAS: Any = np.array([ZONE_AREA, PARK_AREA], dtype=object)


def assigned(**facts: Any) -> tuple[int, int]:
    found = assign_targets(normalised_applicants(applicants(facts)), TARGETS, AREAS)
    return int(found.target[0]), int(found.how[0])


def test_that_a_stated_place_counts_before_the_place_on_the_map() -> None:
    in_park = shapely.Point(116.74, 36.74)
    assert assigned(geometry=in_park) == (1, LOCATED)
    assert assigned(geometry=in_park, zone_id="Z1") == (0, STATED)
    assert assigned(geometry=None, park_id="P1", zone_id="Z1") == (1, STATED)
    assert assigned(geometry=None, park_id="齐河化工园") == (1, STATED)
    assert assigned(geometry=None, zone_id=" 齐河经开区 ") == (0, STATED)


def test_that_an_unknown_statement_falls_back_to_the_map() -> None:
    assert assigned(geometry=shapely.Point(116.79, 36.79), zone_id="某区") == (0, LOCATED)
    assert assigned(geometry=None, zone_id="某区") == (-1, UNASSIGNED)
    assert assigned(geometry=shapely.Point(118, 37)) == (-1, UNASSIGNED)


def test_that_imprecise_places_assign_nobody() -> None:
    inside = shapely.Point(116.79, 36.79)
    assert assigned(geometry=inside, place_quality="仅乡镇") == (-1, UNASSIGNED)
    assert assigned(geometry=inside, place_quality="地址") == (-1, UNASSIGNED)
    assert assigned(geometry=inside, place_quality=None) == (0, LOCATED)


def test_that_a_polygon_belongs_where_most_of_it_lies() -> None:
    mostly_park = shapely.box(116.75, 36.75, 116.763, 36.755)
    mostly_zone = shapely.box(116.755, 36.75, 116.78, 36.755)
    mostly_outside = shapely.box(116.795, 36.75, 116.85, 36.755)
    assert assigned(geometry=mostly_park) == (1, LOCATED)
    assert assigned(geometry=mostly_zone) == (0, LOCATED)
    assert assigned(geometry=mostly_outside) == (0, LOCATED)
    assert assigned(geometry=shapely.box(118, 37, 118.1, 37.1)) == (-1, UNASSIGNED)


def test_that_a_broken_outline_belongs_where_it_lies() -> None:
    corners = [(116.74, 36.74), (116.75, 36.75), (116.75, 36.74), (116.74, 36.75)]
    assert assigned(geometry=shapely.Polygon(corners)) == (1, LOCATED)


def test_that_without_targets_nobody_is_assigned() -> None:
    frame = normalised_applicants(applicants({}, {"geometry": shapely.box(0, 0, 1, 1)}))
    found = assign_targets(frame, [], np.array([], dtype=object))
    assert found.target.tolist() == [-1, -1]


def test_that_undrawn_targets_can_be_stated() -> None:
    undrawn: Any = np.array([None, None], dtype=object)
    frame = normalised_applicants(applicants({"zone_id": "Z1"}, {}))
    assert assign_targets(frame, TARGETS, undrawn).target.tolist() == [0, -1]
