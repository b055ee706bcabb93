import pytest

from dzmap.core.catalogs import All, Any, Compare, Condition, Not
from dzmap.core.intervals import Interval, brackets_of, clashes, interval_of


def _invest(op: str, value: float) -> Compare:
    return Compare("total_invest_wan_yuan", op, value)


def _between(low: float, high: float, *, closed: bool = False) -> Condition:
    return All((_invest(">=", low), _invest("<=" if closed else "<", high)))


def test_that_comparisons_of_one_metric_are_an_interval() -> None:
    assert interval_of(_between(5.0, 9.0)) == (
        "total_invest_wan_yuan",
        Interval(5.0, 9.0, below=True),
    )
    assert interval_of(All((_invest(">", 1.0), Compare("land_mu", "<", 9.0)))) is None
    assert interval_of(Not(_invest(">", 1.0))) is None
    assert interval_of(_invest("!=", 1.0)) is None


@pytest.mark.parametrize(
    ("conditions", "clash"),
    [
        ((_invest(">=", 30.0), _invest("<", 20.0)), True),
        ((_invest(">", 30.0), _invest("<=", 30.0)), True),
        ((_invest(">=", 30.0), _invest("<=", 30.0)), False),
        ((_invest(">=", 30.0), All((_invest("=", 20.0),))), True),
        ((_invest(">=", 30.0), Any((_invest("<", 20.0), _invest(">", 40.0)))), False),
        ((_invest(">=", 30.0), Compare("land_mu", "<", 20.0)), False),
    ],
)
def test_that_conditions_that_no_number_meets_are_found(
    conditions: tuple[Condition, ...], clash: bool
) -> None:
    assert bool(list(clashes(conditions))) is clash


def test_that_falling_brackets_are_in_order() -> None:
    brackets = brackets_of([_invest(">=", 10.0), _invest(">=", 5.0), _invest(">=", 1.0)])
    assert brackets is not None
    assert not [*brackets.dead(), *brackets.overlaps(), *brackets.holes()]


def test_that_a_bracket_behind_a_wider_one_is_dead() -> None:
    brackets = brackets_of([_invest(">=", 5.0), _invest(">=", 10.0)])
    assert brackets is not None
    assert list(brackets.dead()) == [1]
    together = brackets_of([_between(1.0, 5.0), _between(5.0, 9.0), _between(2.0, 8.0)])
    assert together is not None
    assert list(together.dead()) == [2]


def test_that_a_limit_may_fall_into_two_brackets_or_into_none() -> None:
    twice = brackets_of([_between(1.0, 5.0, closed=True), _between(5.0, 9.0)])
    assert twice is not None
    ((earlier, later, shared),) = twice.overlaps()
    assert (earlier, later, twice.shown(shared)) == (0, 1, "总投资等于 5.00 万元")
    never = brackets_of([_between(1.0, 5.0), All((_invest(">", 5.0), _invest("<", 9.0)))])
    assert never is not None
    assert [never.shown(hole) for hole in never.holes()] == ["总投资等于 5.00 万元"]
    wide = brackets_of([_between(20.0, 30.0), _between(1.0, 5.0)])
    assert wide is not None
    assert [wide.shown(hole) for hole in wide.holes()] == ["总投资 5.00 万元至 20.00 万元"]


def test_that_brackets_speak_of_one_metric() -> None:
    assert brackets_of([_invest(">", 1.0), Compare("land_mu", ">", 1.0)]) is None
    assert brackets_of([_invest(">", 1.0), Any(())]) is None
