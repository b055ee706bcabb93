"""Laws of the admission check, on random catalogs, and against the row-by-row oracle."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any as Anything

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dzmap.core.catalogs import (
    All,
    Any,
    Catalog,
    Condition,
    ExceptionClause,
    ListClause,
    Not,
    Outcome,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.conditions import evaluate
from dzmap.core.facts import Block
from dzmap.core.kleene import UNKNOWN, Kleene, spread
from dzmap.core.reference_lists import ReferenceList
from dzmap.core.screening import Screener
from dzmap.core.verdicts import ScreeningResult, Verdict
from tests.helpers import oracle
from tests.helpers import screening_strategies as cases

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
moderate = settings(max_examples=30, deadline=None, suppress_health_check=slow)
thorough = settings(max_examples=60, deadline=None, suppress_health_check=slow)
few = settings(max_examples=12, deadline=None, suppress_health_check=slow)
Row = dict[str, Anything]
Lists = Sequence[ReferenceList]


def screener(catalogs: Sequence[Catalog], lists: Lists = ()) -> Screener:
    return Screener(cases.TARGETS, cases.GEOMETRIES, catalogs, cases.LAYERS, cases.DAY, lists=lists)


def screened(catalogs: Sequence[Catalog], rows: list[Row], lists: Lists = ()) -> ScreeningResult:
    only = [target.id for target in cases.TARGETS]
    return screener(catalogs, lists).screen(cases.frame_of(rows), only)


@thorough
@given(cases.books(), cases.crowds, cases.reference_lists)
def test_that_the_columnar_core_agrees_with_the_oracle(
    catalogs: tuple[Catalog, ...], rows: list[Row], lists: Lists
) -> None:
    assert_agreement(catalogs, rows, lists)


@settings(thorough, max_examples=100)
@given(cases.plain_books(), cases.crowds, cases.reference_lists)
def test_that_it_agrees_with_the_oracle_where_one_thing_decides(
    catalogs: tuple[Catalog, ...], rows: list[Row], lists: Lists
) -> None:
    assert_agreement(catalogs, rows, lists)


def assert_agreement(catalogs: tuple[Catalog, ...], rows: list[Row], lists: Lists) -> None:
    result = screened(catalogs, rows, lists)
    layers = list(cases.LAYERS.values())
    for position, row in enumerate(rows):
        for number, target in enumerate(cases.TARGETS):
            at = position * len(cases.TARGETS) + number
            expected = oracle.verdicts(row, target, catalogs, layers, cases.DAY, lists)
            found = Verdict(result.verdict[at]), Verdict(result.checked_verdict[at])
            assert found == expected, (row, target)


@moderate
@given(cases.books(), cases.crowds, cases.reference_lists, st.randoms(use_true_random=False))
def test_that_order_changes_nothing(
    catalogs: tuple[Catalog, ...], rows: list[Row], lists: Lists, random: Anything
) -> None:
    plain = screened(catalogs, rows, lists)
    mixed = [replace(one, clauses=_shuffled(one.clauses, random)) for one in catalogs]
    order = _shuffled(range(len(rows)), random)
    turned = [replace(one, items=_shuffled(one.items, random)) for one in lists]
    crowd = [rows[place] for place in order]
    other = screened(_shuffled(mixed, random), crowd, _shuffled(turned, random))
    count = len(cases.TARGETS)
    for new, old in enumerate(order):
        for name in ("verdict", "checked_verdict", "decisive", "violated", "unknown", "procedures"):
            one = getattr(plain, name).reshape(-1, count)[old]
            two = getattr(other, name).reshape(-1, count)[new]
            assert one.tolist() == two.tolist(), name
    assert plain.clause_ids == other.clause_ids


def _shuffled(items: Anything, random: Anything) -> Anything:
    copy = list(items)
    random.shuffle(copy)
    return tuple(copy)


@few
@given(cases.books(), cases.crowds, cases.reference_lists)
def test_that_a_batch_gives_what_singles_and_explanations_give(
    catalogs: tuple[Catalog, ...], rows: list[Row], lists: Lists
) -> None:
    judge = screener(catalogs, lists)
    frame = cases.frame_of(rows)
    only = [target.id for target in cases.TARGETS]
    result = judge.screen(frame, only)
    table = judge.result_frame(result)
    for at in range(len(result)):
        position, target = int(result.applicant[at]), cases.TARGETS[result.target[at]].id
        single = judge.screen(frame.iloc[[position]], [target])
        found = judge.explain(frame, position, target)
        states = [one.state.name for one in found.clauses if one.kind != "exception"]
        unknown = states.count("UNKNOWN") + states.count("NOT_COVERED")
        assert single.verdict[0] == result.verdict[at] == found.verdict
        assert single.checked_verdict[0] == result.checked_verdict[at] == found.checked_verdict
        assert states.count("VIOLATED") == result.violated[at]
        assert states.count("PROCEDURE") == result.procedures[at]
        assert unknown == result.unknown[at]
        if found.clauses:
            least = max(
                (one.contribution for one in found.clauses if one.contribution is not None),
                default=Verdict.ADMITTED,
            )
            unsure = found.verdict is Verdict.INSUFFICIENT and result.decisive[at] < 0
            assert least < found.verdict if unsure else least == found.verdict
        for one in found.clauses:
            assert bool(one.missing) or one.state.name not in {"UNKNOWN", "NOT_COVERED"}, one
        assert found.headline
        assert table["verdict_zh"][at] == found.verdict.zh
        assert (table["gap_text"][at] != "") or found.verdict is Verdict.ADMITTED


@moderate
@given(
    cases.books(), cases.applicants, cases.reference_lists, st.integers(0, 99), st.integers(0, 99)
)
def test_that_a_missing_fact_supplied_never_softens_a_prohibition(
    catalogs: tuple[Catalog, ...], row: Row, lists: Lists, which: int, what: int
) -> None:
    gaps = sorted(name for name, value in row.items() if value is None and name in SUPPLY)
    if not gaps:
        return
    name = gaps[which % len(gaps)]
    known = {**row, name: SUPPLY[name][what % len(SUPPLY[name])]}
    if name == "geometry":
        known["place_quality"] = "点"
    before, after = screened(catalogs, [row], lists), screened(catalogs, [known], lists)
    assert_no_softer(before, after)


def assert_no_softer(before: ScreeningResult, after: ScreeningResult) -> None:
    """What more is known never frees anybody of a prohibition, nor makes new restrictions certain."""
    prohibited = before.verdict == Verdict.PROHIBITED
    assert (after.verdict[prohibited] == Verdict.PROHIBITED).all()
    unchecked = before.verdict != Verdict.INSUFFICIENT
    procedural = before.verdict == Verdict.CONDITIONAL
    settled = unchecked & ~procedural
    assert (after.verdict[settled] <= np.maximum(before.verdict[settled], 2)).all()


SUPPLY = {
    **cases.NUMBERS,
    **cases.TEXTS,
    **cases.ITEMS,
    "geometry": [place for place in cases.PLACES if place is not None],
    "industry_code": ["2614", "2625", "1411"],
}


@moderate
@given(cases.books(), cases.crowds, cases.reference_lists, st.data())
def test_that_a_list_supplied_or_completed_never_softens_a_prohibition(
    catalogs: tuple[Catalog, ...], rows: list[Row], lists: Lists, data: Anything
) -> None:
    known = {one.name for one in lists}
    missing = data.draw(st.sampled_from(sorted({"", *known})))
    fewer = tuple(one for one in lists if one.name != missing)
    partial = tuple(replace(one, complete=False) for one in fewer)
    ladder = [screened(catalogs, rows, every) for every in (partial, fewer)]
    whole = tuple(replace(one, complete=True) for one in lists)
    ladder += [screened(catalogs, rows, whole)]
    for before, after in pairwise(ladder):
        assert_no_softer(before, after)


@moderate
@given(cases.crowds, cases.reference_lists, cases.conditions)
def test_that_completing_lists_only_settles_what_was_unknown(
    rows: list[Row], lists: Lists, condition: Condition
) -> None:
    partial = tuple(replace(one, complete=False) for one in lists)
    whole = tuple(replace(one, complete=True) for one in lists)
    before, after = truths(condition, rows, partial), truths(condition, rows, whole)
    known = before != UNKNOWN
    assert (after[known] == before[known]).all()


@moderate
@given(cases.crowds, cases.reference_lists, st.lists(cases.conditions, max_size=4))
def test_that_de_morgan_holds_in_three_values(
    rows: list[Row], lists: Lists, conditions: list[Condition]
) -> None:
    parts, turned = tuple(conditions), tuple(map(Not, conditions))
    for left, right in ((Not(All(parts)), Any(turned)), (Not(Any(parts)), All(turned))):
        assert truths(left, rows, lists).tolist() == truths(right, rows, lists).tolist()


def truths(condition: Condition, rows: list[Row], lists: Lists) -> Kleene:
    judge = screener((), lists)
    facts = judge.crowd(cases.frame_of(rows), ["Z1"]).facts
    block = Block(facts, np.arange(len(rows))).facing(cases.TARGETS[0])
    return spread(evaluate(condition, block), len(rows))


@moderate
@given(cases.books(), cases.crowds, cases.reference_lists, st.data())
def test_that_adding_a_prohibition_never_softens(
    catalogs: tuple[Catalog, ...], rows: list[Row], lists: Lists, data: Anything
) -> None:
    new = data.draw(cases.clauses(99))
    assume(not isinstance(new, ExceptionClause))
    stern: dict[str, Anything] = (
        {"outcome": Outcome.PROHIBIT} if isinstance(new, ListClause) else {}
    )
    if isinstance(new, RequirementClause | SpatialClause):
        stern = {"otherwise": Verdict.PROHIBITED}
    new = replace(new, replaces=(), **stern)
    where = data.draw(st.integers(0, len(catalogs) - 1))
    more = [
        replace(one, clauses=(*one.clauses, new)) if place == where else one
        for place, one in enumerate(catalogs)
    ]
    before, after = screened(catalogs, rows, lists), screened(more, rows, lists)
    assert (after.verdict >= before.verdict).all()


@moderate
@given(cases.books(), cases.crowds, cases.reference_lists)
def test_that_the_decided_part_is_never_stricter_than_the_verdict(
    catalogs: tuple[Catalog, ...], rows: list[Row], lists: Lists
) -> None:
    result = screened(catalogs, rows, lists)
    assert (result.checked_verdict <= result.verdict).all()
    decided = (result.unknown == 0) & (result.verdict != Verdict.INSUFFICIENT)
    plain = decided & (result.procedures == 0) & (result.verdict >= Verdict.RESTRICTED)
    assert (result.checked_verdict[plain] == result.verdict[plain]).all()
