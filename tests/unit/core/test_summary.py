import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.summary import BY, SPATIAL, Summary, summarise

GROUPS = pd.DataFrame({"id": ["a", "b"], "name": ["甲县", "乙县"], "area_mu": [1000.0, 500.0]})


def projects(*rows: tuple[object, ...]) -> pd.DataFrame:
    columns = [
        "group",
        "placed",
        "planned_wan_yuan",
        "completed_wan_yuan",
        "previous_completed_wan_yuan",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"group": object, "placed": bool} | dict.fromkeys(columns[2:], float))


def enterprises(*rows: tuple[str | None, bool, float, float]) -> pd.DataFrame:
    columns = ["group", "placed", "revenue_wan_yuan", "tax_wan_yuan"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"group": object, "placed": bool} | dict.fromkeys(columns[2:], float))


def summary_of(rows: pd.DataFrame, by: str = "county") -> Summary:
    return summarise(by=by, year=2021, groups=GROUPS, projects=rows, enterprises=enterprises())


def test_that_projects_are_added_up_per_group_largest_first() -> None:
    result = summary_of(
        projects(("a", True, 100, 40, 20), ("b", True, 90, 80, 80), ("b", True, 10, 5, 5))
    )
    assert list(result.groups["id"]) == ["b", "a"]
    assert list(result.groups["completed_wan_yuan"]) == [85, 40]
    assert list(result.groups["projects"]) == [2, 1]
    assert result.groups["rate"].tolist() == pytest.approx([0.85, 0.4])
    assert result.groups["change"].tolist() == pytest.approx([0.0, 1.0])


def test_that_what_has_no_place_is_pinned_and_counted_in_the_total() -> None:
    result = summary_of(projects(("a", True, 100, 40, 0), (None, False, 50, 25, 0)))
    rest = result.rest.set_index("name")
    assert rest.loc["未落图", "completed_wan_yuan"] == 25
    assert result.total["completed_wan_yuan"].iloc[0] == 65
    assert result.reconciles
    assert "未落图" in result.note
    assert "差 0.00 亿元" in result.note


def test_that_a_place_outside_every_group_is_not_called_unplaced() -> None:
    result = summary_of(projects((None, True, 10, 7, 0)), by="zone")
    assert result.rest.set_index("name").loc["开发区以外", "completed_wan_yuan"] == 7


def test_that_a_group_nobody_reported_for_is_unknown_not_zero() -> None:
    result = summary_of(projects(("a", True, 100, math.nan, math.nan)))
    row = result.groups.set_index("id").loc["a"]
    assert row[["completed_wan_yuan", "rate"]].isna().all()
    assert row["planned_wan_yuan"] == 100


def test_that_the_unplaced_row_stands_even_when_empty_for_spatial_groups() -> None:
    for by in BY:
        names = list(summary_of(projects(("a", True, 1, 1, 1)), by=by).rest["name"])
        assert ("未落图" in names) == (by in SPATIAL)


def test_that_enterprise_figures_are_added_up_beside_investment() -> None:
    result = summarise(
        by="county",
        year=2021,
        groups=GROUPS,
        projects=projects(),
        enterprises=enterprises(("a", True, 10, 1), ("a", True, 5, math.nan), ("b", True, 1, 1)),
    )
    row = result.groups.set_index("id").loc["a"]
    assert (row["enterprises"], row["revenue_wan_yuan"], row["tax_wan_yuan"]) == (2, 15, 1)


amounts = st.one_of(st.just(math.nan), st.floats(0, 1e7))
places = st.sampled_from([("a", True), ("b", True), (None, True), (None, False), ("zz", True)])


@given(st.lists(st.tuples(places, amounts, amounts, amounts), max_size=30))
def test_that_groups_and_rest_always_equal_the_total(
    rows: list[tuple[tuple[str | None, bool], float, float, float]],
) -> None:
    result = summary_of(projects(*[(*place, *money) for place, *money in rows]))
    assert result.reconciles
    parts = pd.concat([result.groups, result.rest])
    assert parts["projects"].sum() == result.total["projects"].iloc[0] == len(rows)
    assert parts["planned_wan_yuan"].sum() == pytest.approx(result.total["planned_wan_yuan"].sum())
