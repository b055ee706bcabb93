"""How zones, parks and parcels lie in each other."""

from typing import Any

import numpy as np
import pytest
import shapely

from dzmap.core.areas import area_m2
from dzmap.core.containment import Area, Fault, Known, Level, Nesting, beyond, half_inside, nest


def _box(west: float, south: float, east: float, north: float) -> Any:
    return shapely.box(116 + west / 100, 37 + south / 100, 116 + east / 100, 37 + north / 100)


def _zone(key: str, box: Any) -> Area:
    return Area(id=key, name=f"区{key}", level=Level.ZONE, geometry=box)


def _park(key: str, box: Any, zone: str = "") -> Area:
    return Area(id=key, name=f"园{key}", level=Level.PARK, zone_id=zone, geometry=box)


def _parcel(key: str, box: Any, *, zone: str = "", park: str = "") -> Area:
    return Area(
        id=key, name=f"块{key}", level=Level.PARCEL, zone_id=zone, park_id=park, geometry=box
    )


ZONES = (_zone("A", _box(0, 0, 10, 10)), _zone("B", _box(20, 0, 30, 10)))


def _faults(nesting: Nesting) -> list[tuple[Fault, str, str]]:
    return [(one.fault, one.area[1], one.other[1]) for one in nesting.misfits]


def test_that_what_fits_has_no_faults() -> None:
    parks = [_park("P", _box(1, 1, 4, 4), "A"), _park("Q", _box(4, 1, 6, 4), "A")]
    parcels = [_parcel("d", _box(1, 1, 2, 2), zone="A", park="P")]
    nesting = nest(ZONES, parks, parcels)
    assert nesting.misfits == ()
    assert [home.zone for home in nesting.parks] == [0, 0]
    assert nesting.parcels[0].park == 0
    assert nesting.parcels[0].known is Known.STATED


def test_that_an_area_which_states_nothing_belongs_where_half_of_it_lies() -> None:
    nesting = nest(ZONES, [_park("P", _box(21, 1, 24, 4)), _park("Q", _box(12, 1, 14, 4))], [])
    assert [(home.zone, home.known) for home in nesting.parks] == [
        (1, Known.LOCATED),
        (-1, Known.NOT),
    ]


def test_that_a_park_beyond_its_zone_says_by_how_much() -> None:
    nesting = nest(ZONES, [_park("P", _box(8, 1, 11, 2), "A")], [])
    (misfit,) = nesting.misfits
    assert misfit.fault is Fault.OUTSIDE
    assert misfit.area_m2 == pytest.approx(area_m2(_box(10, 1, 11, 2)))
    mu = misfit.area_m2 * 3 / 2000
    assert misfit.text == f"园区“园P”（P）超出开发区“区A”（A） {mu:,.2f} 亩（33.33 %）"
    assert shapely.equals(misfit.part, _box(10, 1, 11, 2))


def test_that_a_park_stated_in_one_zone_and_lying_in_another_names_both() -> None:
    nesting = nest(ZONES, [_park("P", _box(21, 1, 22, 2), "A")], [])
    (misfit,) = nesting.misfits
    assert (misfit.fault, misfit.other) == (Fault.ELSEWHERE, ("zones", "B"))
    assert "填写属于开发区“区A”（A），图上在开发区“区B”（B）内" in misfit.text


def test_that_a_park_in_no_zone_at_all_lies_wholly_outside_the_stated_one() -> None:
    (misfit,) = nest(ZONES, [_park("P", _box(12, 1, 14, 4), "A")], []).misfits
    assert misfit.text.startswith("园区“园P”（P）全部在开发区“区A”（A）之外，共 ")


def test_that_a_parent_that_does_not_exist_is_named() -> None:
    nesting = nest(ZONES, [_park("P", None, "X")], [])
    assert _faults(nesting) == [(Fault.UNKNOWN, "P", "X")]
    assert nesting.parks[0].zone == -1


def test_that_overlapping_parks_are_told_once_and_touching_ones_not() -> None:
    parks = [
        _park("P", _box(1, 1, 4, 4), "A"),
        _park("Q", _box(3, 1, 6, 4), "A"),
        _park("R", _box(6, 1, 7, 4), "A"),
    ]
    assert _faults(nest(ZONES, parks, [])) == [(Fault.OVERLAP, "P", "Q")]


def test_that_a_parcel_is_held_against_its_park_and_not_the_zone_around_it() -> None:
    parks = [_park("P", _box(1, 1, 4, 4), "A")]
    parcels = [_parcel("d", _box(3, 3, 5, 4), zone="A", park="P")]
    assert _faults(nest(ZONES, parks, parcels)) == [(Fault.OUTSIDE, "d", "P")]
    assert _faults(nest(ZONES, [], [_parcel("e", _box(9, 9, 12, 10), zone="A")])) == [
        (Fault.OUTSIDE, "e", "A")
    ]


def test_that_a_parcel_whose_park_is_in_another_zone_contradicts_itself() -> None:
    parks = [_park("P", _box(1, 1, 4, 4), "A")]
    nesting = nest(ZONES, parks, [_parcel("d", _box(1, 1, 2, 2), zone="B", park="P")])
    assert _faults(nesting) == [(Fault.CONTRADICTION, "d", "P")]
    assert nesting.parcels[0].zone == 0


def test_that_digitising_noise_is_no_fault() -> None:
    parks = [_park("P", _box(1, 1, 10.0000001, 4), "A")]
    assert nest(ZONES, parks, []).misfits == ()


def test_that_a_bow_tie_and_missing_geometries_do_not_stop_the_check() -> None:
    bow = shapely.Polygon([(116, 37), (116.02, 37.02), (116.02, 37), (116, 37.02)])
    nesting = nest((*ZONES, _zone("C", None)), [_park("P", bow, "A"), _park("Q", None, "C")], [])
    assert nesting.misfits == ()
    assert [home.zone for home in nesting.parks] == [0, 2]


def test_that_nothing_lies_in_nothing() -> None:
    assert nest([], [], []).misfits == ()
    assert half_inside([None], np.array([], dtype=object)).tolist() == [-1]
    assert beyond([None], [None])[1].tolist() == [0.0]
