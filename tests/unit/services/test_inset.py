"""Which parks the inset shows."""

from functools import cache

import pandas as pd
import pytest

from dzmap.services.inset import inset_focus
from tests.helpers.memory_project import MemoryProject
from tests.helpers.report_projects import sample_project

QIHE, LELING, YUNHE = "37201047", "37201084", "37201083"


@cache
def _names() -> MemoryProject:
    sample = sample_project(200, 60, 250)
    return MemoryProject({name: sample.table(name) for name in ("zones", "parks", "parcels")})


@pytest.mark.parametrize(
    ("table", "key", "title", "labelled"),
    [
        ("", "", "齐河经开区区中园", "parks"),
        ("enterprises", "E-1", "齐河经开区区中园", "parks"),
        ("zones", QIHE, "齐河经开区区中园", "parks"),
        ("zones", YUNHE, "运河经开区园区", "parks"),
        ("zones", LELING, "乐陵经开区", "zones"),
        ("parks", "QH05", "齐河经开区区中园", "parks"),
        ("parks", "TQGY", "天衢工业园", "parks"),
        ("parcels", "DK-QH01-01", "齐河经开区区中园", "parks"),
        ("parcels", f"DK-{LELING}-01", "乐陵经开区", "zones"),
        ("parks", "gone", "齐河经开区区中园", "parks"),
    ],
)
def test_that_the_inset_follows_what_is_selected(
    table: str, key: str, title: str, labelled: str
) -> None:
    focus = inset_focus(_names(), table, (key,) if key else ())
    assert focus is not None
    assert (focus.title, focus.table) == (title, labelled)


def test_that_the_inset_is_as_large_as_the_parks() -> None:
    focus = inset_focus(_names())
    parks = _names().table("parks")
    wanted = parks[parks["zone_id"] == QIHE]["geometry"].map(lambda shape: shape.bounds)
    assert focus is not None
    assert focus.bounds[0] == pytest.approx(min(bounds[0] for bounds in wanted))
    assert focus.bounds[3] == pytest.approx(max(bounds[3] for bounds in wanted))


def test_that_a_project_without_parks_has_no_inset() -> None:
    assert inset_focus(MemoryProject({})) is None


def test_that_parks_without_outlines_are_not_shown() -> None:
    parks = _names().table("parks")
    project = MemoryProject(
        {"zones": _names().table("zones"), "parks": pd.DataFrame(parks).assign(geometry=None)}
    )
    assert inset_focus(project) is None
