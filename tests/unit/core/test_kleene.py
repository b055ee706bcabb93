from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.kleene import (
    FALSE,
    TRUE,
    UNKNOWN,
    Truth,
    all_of,
    any_of,
    as_optional,
    at,
    choice,
    known,
    negation,
    spread,
)

SIZE = 6
values = st.sampled_from((FALSE, UNKNOWN, TRUE))
arrays = st.lists(values, min_size=SIZE, max_size=SIZE).map(lambda v: np.array(v, dtype=np.int8))
truths = st.one_of(values, arrays)


def same(one: Truth, two: Truth) -> bool:
    return bool((spread(one, SIZE) == spread(two, SIZE)).all())


@given(truths, truths, truths)
def test_that_conjunction_and_disjunction_form_a_lattice(a: Truth, b: Truth, c: Truth) -> None:
    assert same(all_of([a, b]), all_of([b, a]))
    assert same(all_of([a, all_of([b, c])]), all_of([all_of([a, b]), c]))
    assert same(all_of([a, any_of([a, b])]), a)
    assert same(any_of([a, all_of([a, b])]), a)
    assert same(all_of([a, any_of([b, c])]), any_of([all_of([a, b]), all_of([a, c])]))


@given(truths, truths)
def test_that_negation_follows_de_morgan(a: Truth, b: Truth) -> None:
    assert same(negation(all_of([a, b])), any_of([negation(a), negation(b)]))
    assert same(negation(negation(a)), a)


@given(st.lists(truths, max_size=4))
def test_that_constants_and_arrays_give_the_same(operands: list[Any]) -> None:
    spelled: list[Any] = [spread(one, SIZE) for one in operands]
    expected = np.min([np.ones(SIZE), *spelled], axis=0)
    assert same(all_of(operands), expected.astype(np.int8))
    expected = np.max([-np.ones(SIZE), *spelled], axis=0)
    assert same(any_of(operands), expected.astype(np.int8))


@given(truths, truths, truths)
def test_that_a_choice_is_known_when_guard_or_branches_decide(
    guard: Truth, then: Truth, otherwise: Truth
) -> None:
    found = spread(choice(guard, then, otherwise), SIZE)
    for row in range(SIZE):
        g, t, o = at(guard, row), at(then, row), at(otherwise, row)
        expected = t if g == TRUE else o if g == FALSE else t if t == o else UNKNOWN
        assert found[row] == expected


@given(arrays, arrays, arrays)
def test_that_learning_a_fact_never_turns_true_into_false(a: Any, b: Any, c: Any) -> None:
    def formula(x: Truth) -> Truth:
        return any_of([all_of([x, b]), negation(choice(x, c, b))])

    before = spread(formula(a), SIZE)
    for value in (FALSE, TRUE):
        learned = np.where(a == UNKNOWN, value, a).astype(np.int8)
        after = spread(formula(learned), SIZE)
        assert ((before == UNKNOWN) | (before == after)).all()


def test_that_truths_come_from_flags_and_go_to_optionals() -> None:
    flags = np.array([True, False, True])
    assert known(flags).tolist() == [1, -1, 1]
    assert known(flags, np.array([False, False, True])).tolist() == [1, -1, 0]
    assert [as_optional(value) for value in (-1, 0, 1)] == [False, None, True]
    assert all_of([]) == TRUE
    assert any_of([]) == FALSE
