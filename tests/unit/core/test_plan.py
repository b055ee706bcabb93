import math

import pandas as pd
import pytest

from dzmap.core.plan import PlanState, PlanTables, measure, plan_progress, state_of

YI = 10_000.0


def tables() -> PlanTables:
    enterprises = pd.DataFrame(
        {
            "id": ["e1", "e2", "e3"],
            "county_id": ["371425", "371425", "371481"],
            "zone_id": ["z1", None, None],
            "park_id": ["p1", None, None],
        }
    )
    revenue = {2019: (8, 2, 5), 2020: (9, 2, math.nan), 2021: (12, 3, 40)}
    years = pd.DataFrame(
        [
            {
                "enterprise_id": f"e{i + 1}",
                "year": year,
                "revenue_wan_yuan": value * YI,
                "tax_wan_yuan": value * 500,
                "profit_wan_yuan": math.nan,
                "value_added_wan_yuan": value * 2000,
            }
            for year, values in revenue.items()
            for i, value in enumerate(values)
        ]
    )
    projects = pd.DataFrame(
        {
            "id": ["i1", "u1", "u2"],
            "kind": ["invest", "upgrade", "upgrade"],
            "county_id": "371425",
            "zone_id": "z1",
            "park_id": ["p1", None, None],
        }
    )
    project_years = pd.DataFrame(
        [
            ("i1", 2019, 100.0, 5 * YI),
            ("i1", 2020, 100.0, 2 * YI),
            ("i1", 2021, 100.0, 3 * YI),
            ("i1", 2022, 100.0, math.nan),
            ("u1", 2020, 1.0, 1.0),
            ("u2", 2021, 1.0, 1.0),
        ],
        columns=["project_id", "year", "planned_wan_yuan", "completed_wan_yuan"],
    )
    parks = pd.DataFrame({"id": ["p1"], "kind": ["sub_park"]})
    return PlanTables(
        enterprises=enterprises,
        enterprise_years=years,
        projects=projects,
        project_years=project_years,
        parks=parks,
    )


@pytest.mark.parametrize(
    ("indicator", "scope", "year", "expected"),
    [
        ("revenue", "", 2021, 55),
        ("revenue", "371425", 2021, 15),
        ("enterprises", "", 2020, 2),
        ("enterprises_over_10", "", 2021, 2),
        ("enterprises_over_10", "371425", 2021, 1),
        ("upgrade_projects", "", 2021, 1),
        ("sub_park_invest", "371425", 2021, 5),
        ("completed_invest", "p1", 2020, 2),
        ("new_enterprises", "", 2020, -1),
        ("value_added_growth", "371425", 2021, ((15 / 10) ** 0.5 - 1) * 100),
    ],
)
def test_that_an_indicator_is_measured_on_its_scope(
    indicator: str, scope: str, year: int, expected: float
) -> None:
    assert measure(indicator, scope, tables(), year) == pytest.approx(expected)


@pytest.mark.parametrize("indicator", ["profit", "clusters_over_400", "nonsense"])
def test_that_what_nobody_reported_is_unknown(indicator: str) -> None:
    assert math.isnan(measure(indicator, "", tables(), 2021))


def test_that_the_due_value_lies_between_base_year_and_target() -> None:
    targets = pd.DataFrame(
        [
            {
                "id": "t1",
                "name": "营业收入",
                "indicator": "revenue",
                "scope_kind": "city",
                "op": ">=",
                "scope_id": None,
                "year": 2022,
                "unit": "亿元",
                "value": 75.0,
            },
            {
                "id": "t2",
                "name": "集群",
                "indicator": "clusters_over_400",
                "scope_kind": "city",
                "op": ">=",
                "scope_id": "",
                "year": 2022,
                "unit": "个",
                "value": 6.0,
            },
        ]
    )
    progress = plan_progress(targets, tables(), year=2021).set_index("id")
    assert progress.loc["t1", "due"] == pytest.approx(15 + 60 * 2 / 3)
    assert progress.loc["t1", "state"] == PlanState.NORMAL.value
    assert progress.loc["t2", "state"] == PlanState.UNKNOWN.value


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (100, PlanState.DONE),
        (80, PlanState.NORMAL),
        (73, PlanState.WATCH),
        (50, PlanState.LATE),
        (math.nan, PlanState.UNKNOWN),
    ],
)
def test_that_the_state_follows_the_due_value(value: float, state: PlanState) -> None:
    assert state_of(value, goal=100, due=80) is state


def test_that_more_than_the_goal_means_more() -> None:
    assert state_of(100, goal=100, due=80, strict=True) is PlanState.NORMAL
