from itertools import combinations

import shapely

from dzmap.reports.frame import fit_frame, project
from dzmap.reports.ground import Ground
from dzmap.reports.sheet_layout import Furniture, arrange
from tests.helpers.report_samples import city_model, outlines

PIECES = [
    Furniture(name="legend", width_mm=50, height_mm=110, corner=(1, 1)),
    Furniture(name="locator", width_mm=46, height_mm=52, corner=(0, 0)),
    Furniture(name="scale", width_mm=56, height_mm=14, corner=(0, 1)),
    Furniture(name="north", width_mm=9, height_mm=15, corner=(1, 0)),
]


def test_that_nothing_on_the_map_overlaps_or_leaves_the_frame() -> None:
    frame = fit_frame(city_model().extent, 236, 243)
    places = arrange(PIECES, city_model(200), frame, Ground())
    assert set(places) == {"legend", "locator", "scale", "north"}
    boxes = {
        name: shapely.box(place.x, place.y, place.x + place.width, place.y + place.height)
        for name, place in places.items()
    }
    sheet = shapely.box(0, 0, 236, 243)
    assert all(sheet.contains(box) for box in boxes.values())
    assert not any(one.intersects(other) for one, other in combinations(boxes.values(), 2))


def test_that_the_city_stays_in_sight() -> None:
    frame = fit_frame(city_model().extent, 236, 243)
    places = arrange(PIECES, city_model(200), frame, Ground())
    city = shapely.union_all(project(outlines("counties").geometry))
    for place in places.values():
        left, top, right, below = (side / frame.units_per_m for side in place.units)
        ground = shapely.box(
            frame.west + left, frame.north - below, frame.west + right, frame.north - top
        )
        assert city.intersection(ground).area < 0.05 * ground.area


def test_that_a_piece_without_competition_stands_in_its_corner() -> None:
    frame = fit_frame(city_model().extent, 236, 243)
    place = arrange([PIECES[1]], city_model(), frame, Ground())["locator"]
    assert (place.x, place.y) == (2.0, 2.0)
