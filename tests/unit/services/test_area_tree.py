"""The hierarchy in the details panel."""

from typing import Any

import pandas as pd
import shapely

from dzmap.services.area_tree import area_tree, containment_line
from dzmap.services.details_model import AreaTree, Line
from dzmap.services.hierarchy import Hierarchy, hierarchy


def _box(west: float, south: float, east: float, north: float) -> Any:
    return shapely.box(116 + west / 100, 37 + south / 100, 116 + east / 100, 37 + north / 100)


class _Tables:
    def __init__(self, park: Any, zone: Any = None) -> None:
        zone = _box(0, 0, 10, 10) if zone is None else zone
        self._frames = {
            "zones": pd.DataFrame([("A", "甲区", zone)], columns=["id", "name", "geometry"]),
            "parks": pd.DataFrame(
                [("P", "一号", "A", 1, park)],
                columns=["id", "name", "zone_id", "ordinal", "geometry"],
            ),
            "parcels": pd.DataFrame(
                [("d", "块", "A", "P", "已供", _box(1, 1, 2, 2))],
                columns=["id", "name", "zone_id", "park_id", "status", "geometry"],
            ),
        }

    def table(self, name: str) -> pd.DataFrame:
        return self._frames[name]


def _tree(park: Any) -> Hierarchy:
    return hierarchy(_Tables(park))


def _line(tree: Hierarchy, *key: str) -> Line:
    line = containment_line(tree, (key[0], key[1]))
    assert line is not None
    return line


def _shown(tree: Hierarchy, *key: str) -> AreaTree:
    shown = area_tree(tree, (key[0], key[1]))
    assert shown is not None
    return shown


def test_that_everything_inside_is_said_to_be_so() -> None:
    tree = _tree(_box(0, 0, 5, 5))
    line = _line(tree, "zones", "A")
    assert (line.value, line.state) == ("1 处园区、1 宗地块均在边界内", "ok")
    assert _line(tree, "parcels", "d").value == "在园区边界内"


def test_that_the_tree_shows_every_level_with_its_area() -> None:
    shown = _shown(_tree(_box(0, 0, 5, 5)), "zones", "A")
    (park,) = shown.rows
    assert (park.label, park.link, park.parts[0].note) == ("一号", ("parks", "P"), "已供")
    assert park.figures.endswith("亩")
    assert park.note.startswith("1 宗地块，未划出 ")
    assert "；未划出 " in shown.caption


def test_that_a_problem_can_be_gone_to() -> None:
    tree = _tree(_box(1, 1, 12, 5))
    line = _line(tree, "zones", "A")
    assert (line.value, line.state) == ("1 处问题，见下面的层级", "warn")
    (problem,) = _shown(tree, "zones", "A").problems
    assert problem.link == ("parks", "P")
    assert problem.bounds is not None
    assert problem.bounds[0] == 116.1


def test_that_what_is_not_drawn_counts_as_not_checked() -> None:
    line = _line(_tree(None), "zones", "A")
    assert (line.state, line.note) == ("warn", "其中 1 处没有图形，没有核查")


def test_that_an_area_with_nothing_in_it_has_no_tree() -> None:
    tree = _tree(_box(0, 0, 5, 5))
    assert area_tree(tree, ("parcels", "d")) is None
    assert area_tree(tree, ("zones", "gone")) is None
    assert containment_line(tree, ("zones", "gone")) is None
