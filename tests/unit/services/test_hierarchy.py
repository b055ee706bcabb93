"""The tree of zones, parks and parcels."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from dzmap.core.areas import area_m2
from dzmap.core.containment import Known, Level
from dzmap.services.hierarchy import Hierarchy, area_text, counts_text, hierarchy


def _box(west: float, south: float, east: float, north: float) -> Any:
    return shapely.box(116 + west / 100, 37 + south / 100, 116 + east / 100, 37 + north / 100)


class _Tables:
    def __init__(self, **rows: list[tuple[Any, ...]]) -> None:
        columns = {
            "zones": ("id", "name", "geometry"),
            "parks": ("id", "name", "zone_id", "ordinal", "geometry"),
            "parcels": ("id", "name", "zone_id", "park_id", "status", "geometry"),
        }
        self._frames = {
            name: pd.DataFrame(rows.get(name, []), columns=list(header))
            for name, header in columns.items()
        }

    def table(self, name: str) -> pd.DataFrame:
        return self._frames[name]


def _town() -> Hierarchy:
    return hierarchy(
        _Tables(
            zones=[("A", "甲区", _box(0, 0, 10, 10)), ("B", "乙区", None)],
            parks=[
                ("P2", "二号", "A", 2, _box(5, 0, 8, 10)),
                ("P1", "一号", "A", 1, _box(0, 0, 5, 10)),
                ("Q", "无主园", None, None, _box(30, 0, 31, 1)),
            ],
            parcels=[
                ("d1", "块一", "A", "P1", "已供", _box(0, 0, 1, 1)),
                ("d2", None, None, None, "未供", _box(6, 1, 7, 2)),
                ("d3", "块三", "A", None, "闲置", _box(8, 0, 10, 5)),
            ],
        )
    )


def test_that_parks_stand_in_their_zone_by_ordinal_and_parcels_below() -> None:
    zone = _town().zones[0]
    assert [part.key for part in zone.parts] == [
        ("parks", "P1"),
        ("parks", "P2"),
        ("parcels", "d3"),
    ]
    assert [part.key for part in zone.parts[1].parts] == [("parcels", "d2")]
    assert zone.parts[1].parts[0].known is Known.LOCATED
    assert zone.counts() == {Level.PARK: 2, Level.PARCEL: 3}
    assert counts_text(zone) == "2 处园区、3 宗地块"


def test_that_the_area_that_no_part_covers_is_told() -> None:
    zone, empty = _town().zones
    assert zone.uncovered_m2 == pytest.approx(area_m2(_box(8, 5, 10, 10)), rel=1e-9)
    assert np.isnan(empty.area_m2)
    assert np.isnan(empty.uncovered_m2)
    assert area_text(empty.area_m2) == "没有图形，没有核查"


def test_that_what_belongs_to_no_zone_is_not_lost() -> None:
    assert [node.key for node in _town().loose] == [("parks", "Q")]


def test_that_the_path_leads_from_the_zone_to_a_parcel() -> None:
    tree = _town()
    assert [node.label for node in tree.path(("parcels", "d2"))] == ["甲区", "二号", "d2"]
    assert tree.path(("parcels", "gone")) == ()


def test_that_a_zone_answers_for_what_does_not_fit_below_it() -> None:
    tree = hierarchy(
        _Tables(
            zones=[("A", "甲区", _box(0, 0, 10, 10)), ("B", "乙区", _box(20, 0, 30, 10))],
            parks=[
                ("P", "一号", "A", 1, _box(9, 0, 11, 1)),
                ("Q", "二号", "A", 2, _box(21, 1, 22, 2)),
            ],
            parcels=[("d", "块", "A", "P", "已供", _box(11, 0, 12, 1))],
        )
    )
    assert [misfit.area[1] for misfit in tree.misfits_of(tree.zones[0])] == ["P", "Q", "d"]
    assert [misfit.area[1] for misfit in tree.misfits_of(tree.zones[1])] == ["Q"]


def test_that_an_empty_project_has_an_empty_tree() -> None:
    tree = hierarchy(_Tables())
    assert (tree.zones, tree.loose, tree.misfits) == ((), (), ())


@pytest.mark.parametrize("key", [("zones", "A"), ("zones", "B"), ("parks", "P"), ("parks", "Q")])
def test_that_a_look_around_one_area_tells_the_same_as_the_whole_tree(key: tuple[str, str]) -> None:
    tables = _Tables(
        zones=[("A", "甲区", _box(0, 0, 10, 10)), ("B", "乙区", _box(20, 0, 30, 10))],
        parks=[
            ("P", "一号", "A", 1, _box(0, 0, 5, 5)),
            ("Q", "二号", None, None, _box(22, 0, 25, 5)),
            ("R", "三号", "A", 3, _box(40, 0, 45, 5)),
        ],
        parcels=[
            ("stated", "块", "A", None, "已供", _box(50, 0, 51, 1)),
            ("in park", "块", None, "P", "已供", _box(60, 0, 61, 1)),
            ("located", "块", None, None, "未供", _box(1, 1, 2, 2)),
            ("elsewhere", "块", "B", None, "未供", _box(7, 7, 8, 8)),
            ("far", "块", None, "R", "未供", _box(41, 1, 42, 2)),
            ("no outline", "块", "B", None, "未供", None),
            ("apart", "块", None, None, "未供", _box(70, 1, 71, 2)),
        ],
    )
    whole, around = hierarchy(tables).path(key)[-1], hierarchy(tables, key).path(key)[-1]
    assert [node.key for node in around.below()] == [node.key for node in whole.below()]
    faults = [
        [(one.fault, one.area, one.other) for one in tree.misfits_of(node)]
        for tree, node in ((hierarchy(tables), whole), (hierarchy(tables, key), around))
    ]
    assert faults[0] == faults[1]
    assert around.uncovered_m2 == pytest.approx(whole.uncovered_m2, nan_ok=True)
