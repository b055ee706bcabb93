"""Laws of the admission check, on random catalogs, and against the row-by-row oracle."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dzmap.core.catalogs import Catalog
from dzmap.core.screening import Screener
from dzmap.core.verdicts import ScreeningResult, Verdict
from tests.helpers import oracle
from tests.helpers import screening_strategies as cases

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
moderate = settings(max_examples=60, deadline=None, suppress_health_check=slow)
few = settings(max_examples=12, deadline=None, suppress_health_check=slow)
Row = dict[str, Any]


def screener(catalogs: Sequence[Catalog]) -> Screener:
    return Screener(cases.TARGETS, cases.GEOMETRIES, catalogs, cases.LAYERS, cases.DAY)


def screened(catalogs: Sequence[Catalog], rows: list[Row]) -> ScreeningResult:
    only = [target.id for target in cases.TARGETS]
    return screener(catalogs).screen(cases.frame_of(rows), only)


@moderate
@given(cases.books(), cases.crowds)
def test_that_the_columnar_core_agrees_with_the_oracle(
    catalogs: tuple[Catalog, ...], rows: list[Row]
) -> None:
    result = screened(catalogs, rows)
    layers = list(cases.LAYERS.values())
    for position, row in enumerate(rows):
        for number, target in enumerate(cases.TARGETS):
            at = position * len(cases.TARGETS) + number
            expected = oracle.verdicts(row, target, catalogs, layers, cases.DAY)
            found = Verdict(result.verdict[at]), Verdict(result.checked_verdict[at])
            assert found == expected, (row, target)


@moderate
@given(cases.books(), cases.crowds, st.randoms(use_true_random=False))
def test_that_order_changes_nothing(
    catalogs: tuple[Catalog, ...], rows: list[Row], random: Any
) -> None:
    plain = screened(catalogs, rows)
    mixed = [replace(one, clauses=_shuffled(one.clauses, random)) for one in catalogs]
    order = _shuffled(range(len(rows)), random)
    other = screened(_shuffled(mixed, random), [rows[place] for place in order])
    count = len(cases.TARGETS)
    for new, old in enumerate(order):
        for name in ("verdict", "checked_verdict", "decisive", "violated", "unknown", "procedures"):
            one = getattr(plain, name).reshape(-1, count)[old]
            two = getattr(other, name).reshape(-1, count)[new]
            assert one.tolist() == two.tolist(), name
    assert plain.clause_ids == other.clause_ids


def _shuffled(items: Any, random: Any) -> Any:
    copy = list(items)
    random.shuffle(copy)
    return tuple(copy)


@few
@given(cases.books(), cases.crowds)
def test_that_a_batch_gives_what_singles_and_explanations_give(
    catalogs: tuple[Catalog, ...], rows: list[Row]
) -> None:
    judge = screener(catalogs)
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
@given(cases.books(), cases.applicants, st.integers(0, 99), st.integers(0, 99))
def test_that_a_missing_fact_supplied_never_softens_a_prohibition(
    catalogs: tuple[Catalog, ...], row: Row, which: int, what: int
) -> None:
    gaps = sorted(name for name, value in row.items() if value is None and name in SUPPLY)
    if not gaps:
        return
    name = gaps[which % len(gaps)]
    known = {**row, name: SUPPLY[name][what % len(SUPPLY[name])]}
    if name == "geometry":
        known["place_quality"] = "点"
    before, after = screened(catalogs, [row]), screened(catalogs, [known])
    prohibited = before.verdict == Verdict.PROHIBITED
    assert (after.verdict[prohibited] == Verdict.PROHIBITED).all()
    unchecked = before.verdict != Verdict.INSUFFICIENT
    procedural = before.verdict == Verdict.CONDITIONAL
    settled = unchecked & ~procedural
    assert (after.verdict[settled] <= np.maximum(before.verdict[settled], 2)).all()


SUPPLY = {
    **cases.NUMBERS,
    **cases.TEXTS,
    "geometry": [place for place in cases.PLACES if place is not None],
    "industry_code": ["2614", "2625", "1411"],
}


@moderate
@given(cases.books(), cases.crowds)
def test_that_the_decided_part_is_never_stricter_than_the_verdict(
    catalogs: tuple[Catalog, ...], rows: list[Row]
) -> None:
    result = screened(catalogs, rows)
    assert (result.checked_verdict <= result.verdict).all()
    decided = (result.unknown == 0) & (result.verdict != Verdict.INSUFFICIENT)
    plain = decided & (result.procedures == 0) & (result.verdict >= Verdict.RESTRICTED)
    assert (result.checked_verdict[plain] == result.verdict[plain]).all()
