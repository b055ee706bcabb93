from hypothesis import given
from hypothesis import strategies as st

from dzmap.reports.frame import MapFrame
from dzmap.reports.grid import grid_interval_km, grid_labels_svg, kilometre_grid
from dzmap.reports.scales import ROUND_SCALES


@given(st.sampled_from(ROUND_SCALES))
def test_that_grid_lines_stand_apart_but_not_too_far(scale: int) -> None:
    spacing_mm = grid_interval_km(scale) * 1e6 / scale
    assert 20 <= spacing_mm <= 55


def test_that_labels_are_kilometres_without_zone_number() -> None:
    frame = MapFrame(west=383_200, south=4_029_800, scale=750_000, width_mm=236, height_mm=243)
    grid = kilometre_grid(frame)
    assert [line.label for line in grid.eastings] == [str(km) for km in range(400, 561, 20)]
    assert grid.northings[0].label == "4040"
    line = grid.eastings[0]
    assert line.position == round((400_000 - frame.west) * frame.units_per_m)
    assert grid.northings[0].position > grid.northings[-1].position


def test_that_fine_grids_show_hundreds_of_metres() -> None:
    frame = MapFrame(west=480_000, south=4_070_000, scale=5_000, width_mm=100, height_mm=100)
    labels = [line.label for line in kilometre_grid(frame).eastings]
    assert labels == ["480", "480.1", "480.2", "480.3", "480.4", "480.5"]


def test_that_labels_stand_outside_the_frame_on_all_sides() -> None:
    frame = MapFrame(west=480_000, south=4_070_000, scale=100_000, width_mm=100, height_mm=100)
    svg = grid_labels_svg(frame, kilometre_grid(frame), "Sans")
    assert svg.count(">484<") == 2
    assert svg.count(">4074<") == 2
    assert 'y="-100"' in svg
    assert "translate(-100 " in svg
