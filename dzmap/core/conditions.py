"""Condition trees evaluated over the rows of a block in three-valued logic."""

from collections.abc import Callable
from typing import Any as Anything

import numpy as np

from dzmap.core.catalogs import (
    All,
    Any,
    Case,
    Compare,
    Condition,
    InIndustry,
    InList,
    Leaf,
    Member,
    Not,
    SpatialTest,
)
from dzmap.core.coded_texts import text_parts
from dzmap.core.crs import Floats
from dzmap.core.facts import Block
from dzmap.core.kleene import (
    FALSE,
    TRUE,
    UNKNOWN,
    Mask,
    Truth,
    all_of,
    any_of,
    choice,
    known,
    negation,
)
from dzmap.core.metrics import METRICS, NAMED

_NOISE = 1e-9  # relative; 41 亩 × 300 = 12,300 must satisfy “≥ 300 万元/亩” despite the division


def _noise(value: float | Floats) -> Anything:
    if isinstance(value, float):
        return _NOISE * max(1.0, abs(value))
    return _NOISE * np.maximum(1.0, np.abs(value))


_OPERATORS: dict[str, Callable[[Anything, Anything], Mask]] = {
    ">=": lambda measured, value: measured >= value - _noise(value),
    ">": lambda measured, value: measured > value + _noise(value),
    "<=": lambda measured, value: measured <= value + _noise(value),
    "<": lambda measured, value: measured < value - _noise(value),
    "=": lambda measured, value: np.abs(measured - value) <= _noise(value),
    "!=": lambda measured, value: np.abs(measured - value) > _noise(value),
}
OPERATORS = tuple(_OPERATORS)


def satisfies(op: str, measured: float | Floats, value: float | Floats) -> Mask:
    """Whether numbers satisfy ``op value``; within a billionth of the value they count as equal."""
    return _OPERATORS[op](measured, value)


def compare(block: Block, metric: str, op: str, value: float | Floats) -> Truth:
    """Whether ``metric op value`` holds; unknown where missing, or if there is no such metric.

    Numbers within a billionth of the value count as equal to it.
    """
    if metric not in METRICS or METRICS[metric].kind not in {"number", "ratio"}:
        return UNKNOWN
    if METRICS[metric].of_target:
        stated = block.target_fact(metric)
        if stated is None:
            return UNKNOWN
        return TRUE if satisfies(op, np.array([stated]), value).all() else FALSE
    measured, missing = block.number(metric)
    return known(satisfies(op, measured, value), missing)


def member(block: Block, metric: str, values: tuple[str, ...]) -> Truth:
    """Whether a text, or any part of a set, is one of the values.

    A word that is none of the metric's choices was not understood when it was written: unknown.
    Names of products and processes are compared as ``core.item_names`` does.
    """
    if metric not in METRICS or METRICS[metric].kind not in {"text", "set"}:
        return UNKNOWN
    if metric in NAMED:
        return block.named(metric, values)
    wanted = frozenset(value.strip() for value in values)
    choices = frozenset(METRICS[metric].choices)

    def test(text: str) -> int:
        parts = text_parts(metric, text)
        if not wanted.isdisjoint(parts):
            return TRUE
        return UNKNOWN if choices and not choices.issuperset(parts) else FALSE

    return block.member(metric, test)


def evaluate(condition: Condition, block: Block) -> Truth:
    """The truth of a condition for every row of a block."""
    match condition:
        case Not(operand):
            return negation(evaluate(operand, block))
        case All(operands):
            return all_of(evaluate(operand, block) for operand in operands)
        case Any(operands):
            return any_of(evaluate(operand, block) for operand in operands)
        case Case(branches, otherwise):
            truth = evaluate(otherwise, block)
            for guard, then in reversed(branches):
                truth = choice(evaluate(guard, block), evaluate(then, block), truth)
            return truth
        case _:
            return _of_leaf(condition, block)


def _of_leaf(leaf: Leaf, block: Block) -> Truth:
    match leaf:
        case Compare(metric, op, value):
            return compare(block, metric, op, value)
        case Member(metric, values):
            return member(block, metric, values)
        case InIndustry(include, exclude):
            return block.reduce(block.industry(include, exclude))
        case SpatialTest(relation, layers, distance_m):
            return block.spatial(relation, layers, distance_m)
        case InList(lists):
            return block.reduce(block.listed(lists))
