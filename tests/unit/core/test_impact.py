"""Old catalogs against new ones: everybody is accounted for, with the reason on both sides."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from dzmap.core.catalogs import (
    Catalog,
    Level,
    ListClause,
    Outcome,
    RequirementClause,
    Scope,
    Threshold,
)
from dzmap.core.crowd import Crowd
from dzmap.core.impact import CatalogImpact, FlipKind, changed_side, compared, judged_side
from dzmap.core.impact_sums import NOBODY, Sum
from dzmap.core.rulebook import build_rulebook
from dzmap.core.screening import Screener
from dzmap.core.verdicts import Verdict
from dzmap.core.wording import Wording
from tests.helpers import screening_strategies as cases
from tests.helpers import screening_world as world

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
moderate = settings(max_examples=20, deadline=None, suppress_health_check=slow)


@moderate
@given(cases.books(), cases.books(), cases.crowds)
def test_that_an_impact_is_two_screenings_compared(
    old: tuple[Catalog, ...], new: tuple[Catalog, ...], rows: list[dict[str, Any]]
) -> None:
    frame = cases.frame_of(rows)
    screeners = [
        Screener(cases.TARGETS, cases.GEOMETRIES, one, cases.LAYERS, cases.DAY)
        for one in (old, new)
    ]
    results = [one.screen(frame) for one in screeners]
    crowd = screeners[0].crowd(frame)
    before = judged_side(crowd, screeners[0].rulebook)
    after = changed_side(crowd, before, screeners[1].rulebook)
    for name in ("verdict", "decisive", "violated", "unknown", "procedures"):
        found = getattr(after.judgement, name)
        assert found.tolist() == getattr(results[1], name).tolist(), name
    impact = compared(crowd, (before, after), Wording(), cases.DAY)
    assert impact.reconciles
    expected = np.zeros((6, 6), dtype=int)
    np.add.at(expected, (results[0].verdict, results[1].verdict), 1)
    assert impact.matrix.tolist() == expected.tolist()
    assert (impact.flips["before"] != impact.flips["after"]).all()


LAND = RequirementClause(
    id="land", number="第七条", metric="land_mu", thresholds=(Threshold(value=10.0),)
)
ROWS: tuple[dict[str, Any], ...] = (
    {"land_mu": 5.0, "revenue_wan_yuan": 10_000.0, "tax_wan_yuan": 50.0, "employees": 100},
    {"land_mu": 15.0, "revenue_wan_yuan": 20_000.0, "employees": 200},
    {"land_mu": 25.0, "tax_wan_yuan": 70.0, "employees": 300},
    {"revenue_wan_yuan": 40_000.0},
)


def crowd_and_impact(old: Sequence[Catalog], new: Sequence[Catalog]) -> tuple[Crowd, CatalogImpact]:
    judge = world.screener(old)
    crowd = judge.crowd(world.applicants(*ROWS))
    before = judged_side(crowd, judge.rulebook)
    book = build_rulebook(judge.targets, new, world.DAY)
    return crowd, compared(crowd, (before, changed_side(crowd, before, book)), Wording(), world.DAY)


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [
        (Verdict.ADMITTED, Verdict.RESTRICTED, "stricter"),
        (Verdict.PROHIBITED, Verdict.ADMITTED, "softer"),
        (Verdict.INSUFFICIENT, Verdict.RESTRICTED, "settled"),
        (Verdict.INSUFFICIENT, Verdict.PROHIBITED, "settled"),
        (Verdict.ADMITTED, Verdict.INSUFFICIENT, "unsettled"),
        (Verdict.PROHIBITED, Verdict.INSUFFICIENT, "unsettled"),
        (Verdict.INSUFFICIENT, Verdict.INSUFFICIENT, ""),
    ],
)
def test_that_what_could_not_be_told_was_neither_strict_nor_mild(
    before: Verdict, after: Verdict, how: str
) -> None:
    """A raised threshold settles what a missing fact left open; that does not soften anything."""
    kind = FlipKind(before, after, NOBODY)
    words = ("stricter", "softer", "settled", "unsettled")
    assert [word for word in words if getattr(kind, word)] == ([how] if how else [])


def test_that_flips_carry_both_clauses_the_gap_and_the_figures() -> None:
    old = world.catalog(LAND)
    new = world.catalog(
        replace(LAND, thresholds=(Threshold(value=20.0),), otherwise=Verdict.PROHIBITED)
    )
    _, impact = crowd_and_impact([old], [new])
    assert impact.total.count == 4
    assert impact.changed.count == impact.stricter.count == 2
    assert impact.softer.count == 0
    assert impact.stricter.revenue == Sum(30_000.0, known=2)
    assert impact.stricter.tax == Sum(50.0, known=1, missing=1)
    assert impact.stricter.employees == Sum(300.0, known=2)
    assert impact.reconciles
    first, second = impact.flips.to_dict("records")
    assert (first["applicant_id"], first["before_zh"], first["after_zh"]) == (
        "a1",
        "准入",
        "禁止准入",
    )
    assert (second["applicant_id"], second["before_zh"], second["before_number"]) == (
        "a0",
        "限制",
        "第七条",
    )
    assert first["after_number"] == "第七条"
    assert "5.00 亩" in first["gap_text"]
    assert np.isnan(first["tax_wan_yuan"])


def test_that_what_nobody_reported_is_no_sum() -> None:
    _, impact = crowd_and_impact(
        [world.catalog()], [world.catalog(LAND, default=world.catalog().default)]
    )
    unknown = next(kind for kind in impact.kinds if kind.after is Verdict.INSUFFICIENT)
    assert unknown.sums.count == 1
    assert unknown.sums.tax.reported is None
    assert unknown.sums.revenue.reported == 40_000.0


def test_that_only_targets_with_other_rules_are_judged_again() -> None:
    ban = ListClause(id="ban", scope=Scope(industries=("14",)), outcome=Outcome.PROHIBIT)
    zone = world.catalog(ban, id="PARK", level=Level.PARK)
    city = world.catalog(LAND)
    judge = world.screener([city])
    frame = world.applicants({"land_mu": 5.0}, {"land_mu": 5.0, "park_id": "P1"})
    crowd = judge.crowd(frame)
    before = judged_side(crowd, judge.rulebook)
    steps: list[int] = []
    book = build_rulebook(judge.targets, [city, zone], world.DAY)
    after = changed_side(crowd, before, book, lambda _name, done, _total: steps.append(done))
    assert steps == [1, 2]  # the park, and the end
    assert after.judgement.verdict.tolist() == [Verdict.RESTRICTED, Verdict.PROHIBITED]
    assert [book.clause_ids[index] for index in after.judgement.decisive] == [
        "CITY/land",
        "PARK/ban",
    ]
