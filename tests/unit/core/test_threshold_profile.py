"""A moved threshold answers like a full screening with that threshold."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dzmap.core.catalogs import (
    AnyClause,
    Catalog,
    Compare,
    ExceptionClause,
    RequirementClause,
    Scope,
    Threshold,
)
from dzmap.core.clause_hits import clause_hits
from dzmap.core.crowd import Crowd
from dzmap.core.impact import FlipKind, flip_kinds
from dzmap.core.impact_sums import Sum, figure_rows
from dzmap.core.rulebook import Rulebook, build_rulebook
from dzmap.core.screening import Screener
from dzmap.core.threshold_profile import (
    ThresholdProfile,
    movable_clause,
    threshold_profile,
    with_threshold,
)
from dzmap.core.verdicts import Verdict
from tests.helpers import screening_strategies as cases
from tests.helpers import screening_world as world

slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
moderate = settings(max_examples=30, deadline=None, suppress_health_check=slow)
VALUES = (0.0, 0.15, 5.0, 10.0, 200.0, 265.0, 300.0, 301.0, 400.0, 5000.0, 10_865.0)

_usual: dict[str, Any] = {"id": "c0", "number": "第〇条", "scope": Scope()}
movable = cases.requirements(_usual).filter(
    lambda clause: bool(clause.thresholds) and clause.metric != ""
)


@st.composite
def books(draw: st.DrawFn) -> tuple[Catalog, ...]:
    """Catalogs of which the first one has a requirement whose threshold can move."""
    first, *others = draw(cases.books())
    clause = replace(draw(movable), scope=draw(cases.scopes), replaces=draw(cases.references))
    return replace(first, clauses=(clause, *first.clauses[1:])), *others


def rulebook(*catalogs: Catalog) -> Rulebook:
    return build_rulebook(cases.TARGETS, catalogs, cases.DAY)


def crowd_of(catalogs: tuple[Catalog, ...], rows: list[dict[str, Any]]) -> Crowd:
    judge = Screener(cases.TARGETS, cases.GEOMETRIES, catalogs, cases.LAYERS, cases.DAY)
    return judge.crowd(cases.frame_of(rows), [target.id for target in cases.TARGETS])


@moderate
@given(books(), cases.crowds, st.sampled_from(VALUES), st.integers(0, 2))
def test_that_a_moved_threshold_flips_what_a_full_screening_flips(
    catalogs: tuple[Catalog, ...], rows: list[dict[str, Any]], value: float, place: int
) -> None:
    first, *others = catalogs
    clause = first.clauses[0]
    assert isinstance(clause, RequirementClause)
    row = place % len(clause.thresholds)
    crowd = crowd_of(catalogs, rows)
    profile = threshold_profile(crowd, lambda one: rulebook(one, *others), first, "c0", row)
    assert profile is not None
    moved = with_threshold(first, "c0", row, value)
    answer = profile.at(value)

    before = crowd.judged(rulebook(*catalogs))
    after = crowd.judged(rulebook(moved, *others))
    kinds = flip_kinds(figure_rows(crowd), before.verdict, after.verdict)
    assert answer.flips == tuple(kind for kind in kinds if kind.changed)
    changed = np.flatnonzero(before.verdict != after.verdict)
    assert profile.flipped_pairs(value).tolist() == changed.tolist()
    side = profile.side(value)
    for name in ("verdict", "checked", "decisive", "violated", "procedures", "unknown"):
        one, other = getattr(side.judgement, name), getattr(after, name)
        assert one[changed].tolist() == other[changed].tolist(), name

    for at, catalog in ((profile.current, first), (value, moved)):
        found = clause_hits(crowd, rulebook(catalog, *others), catalog)["c0"]
        told = profile.at(at)
        assert told.failing + profile.elsewhere == found.hit
        assert told.unknown == found.unknown


@moderate
@given(books(), cases.crowds, st.sampled_from(VALUES))
def test_that_newly_failing_less_freed_is_the_difference(
    catalogs: tuple[Catalog, ...], rows: list[dict[str, Any]], value: float
) -> None:
    first, *others = catalogs
    crowd = crowd_of(catalogs, rows)
    profile = threshold_profile(crowd, lambda one: rulebook(one, *others), first, "c0")
    assert profile is not None
    now, then = profile.at(profile.current), profile.at(value)
    gained = then.newly_failing.count - then.freed.count
    assert then.failing.count - now.failing.count == gained
    assert now.newly_failing.count == now.freed.count == now.flipped.count == 0


# --- a case that can be counted by hand -------------------------------------------------------

INTENSITY = RequirementClause(
    id="c0",
    number="第七条",
    metric="tax_wan_yuan_per_mu",
    thresholds=(Threshold(value=15.0), Threshold(value=30.0, industries=("39",))),
)
SPARED = ExceptionClause(id="e", lifts=("c0",), scope=Scope(when=Compare("employees", ">=", 500)))
ROWS = (
    {"tax_wan_yuan_per_mu": 12.0, "revenue_wan_yuan": 1000.0, "employees": 10},
    {"tax_wan_yuan_per_mu": 15.0, "revenue_wan_yuan": 2000.0, "employees": 20},
    {"tax_wan_yuan_per_mu": 18.0, "employees": 40},
    {"tax_wan_yuan_per_mu": 18.0, "revenue_wan_yuan": 4000.0, "employees": 600},
    {"tax_wan_yuan_per_mu": 22.0, "revenue_wan_yuan": 8000.0, "employees": 80},
    {"tax_wan_yuan_per_mu": 25.0, "industry_code": "3911", "employees": 9},
    {"revenue_wan_yuan": 16_000.0, "employees": 160},
)


def told(*clauses: AnyClause, row: int = 0) -> ThresholdProfile | None:
    catalog = world.catalog(*clauses)
    judge = world.screener(catalog)
    crowd = judge.crowd(world.applicants(*ROWS))

    def book(one: Catalog) -> Rulebook:
        return build_rulebook(judge.targets, [one], world.DAY)

    return threshold_profile(crowd, book, catalog, "c0", row)


def test_that_a_raised_threshold_says_who_fails_now_and_what_that_weighs() -> None:
    profile = told(INTENSITY, SPARED)
    assert profile is not None
    answer = profile.at(20.0)
    assert profile.at(15.0).failing.count == 1
    assert answer.failing.count == 3  # 12, 15, 18; 600 people spare the other 18
    assert answer.newly_failing.count == 2
    assert answer.newly_failing.revenue == Sum(2000.0, known=1, missing=1)
    assert answer.newly_failing.employees == Sum(60.0, known=2)
    assert answer.flips == (FlipKind(Verdict.ADMITTED, Verdict.RESTRICTED, answer.newly_failing),)
    assert profile.at(14.0).freed.count == 0
    assert profile.at(12.0).freed.count == 1


def test_that_missing_numbers_and_other_rows_are_counted_apart() -> None:
    profile = told(INTENSITY, SPARED)
    assert profile is not None
    assert profile.undecided.count == profile.at(1000.0).unknown.count == 1
    assert profile.undecided.revenue.value == 16_000.0
    assert profile.elsewhere.count == 1  # industry 3911 fails by the other row
    assert profile.values.tolist() == [12.0, 15.0, 18.0, 22.0]
    other = told(INTENSITY, row=1)
    assert other is not None
    assert other.values.tolist() == [25.0]


def test_that_a_number_equal_to_the_threshold_satisfies_it() -> None:
    profile = told(replace(INTENSITY, thresholds=(Threshold(value=22.0),)))
    assert profile is not None
    assert profile.at(22.0 * (1 + 1e-12)).failing.count == profile.at(22.0).failing.count == 4
    strict = told(replace(INTENSITY, op="<", thresholds=(Threshold(value=22.0),)))
    assert strict is not None
    assert strict.at(22.0).failing.count == 2


@pytest.mark.parametrize(
    "clause",
    [
        replace(INTENSITY, op="="),
        RequirementClause(id="c0", condition=Compare("far", ">=", 1.0)),
        replace(INTENSITY, metric="没有这个指标"),
        replace(INTENSITY, thresholds=()),
    ],
)
def test_that_only_a_bound_of_a_number_can_be_moved(clause: RequirementClause) -> None:
    assert told(clause) is None
    assert movable_clause(world.catalog(INTENSITY, INTENSITY), "c0") is None
    with pytest.raises(KeyError):
        with_threshold(world.catalog(INTENSITY), "c0", 2, 1.0)
