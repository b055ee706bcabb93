"""Condition trees evaluated over the rows of a block in three-valued logic."""

from collections.abc import Callable, Iterator
from typing import Any as Anything

import numpy as np

from dzmap.core.catalogs import (
    All,
    Any,
    AnyClause,
    Case,
    Compare,
    Condition,
    InIndustry,
    InList,
    Leaf,
    Member,
    Not,
    RequirementClause,
    SpatialClause,
    SpatialTest,
)
from dzmap.core.crs import Floats
from dzmap.core.facts import Block, text_parts
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
from dzmap.core.metrics import METRICS

_NOISE = 1e-9  # relative; 41 亩 × 300 = 12,300 must satisfy “≥ 300 万元/亩” despite the division


def _noise(value: float | Floats) -> Anything:
    return _NOISE * np.maximum(1.0, np.abs(value))


_OPERATORS: dict[str, Callable[[Floats, Anything], Mask]] = {
    ">=": lambda measured, value: measured >= value - _noise(value),
    ">": lambda measured, value: measured > value + _noise(value),
    "<=": lambda measured, value: measured <= value + _noise(value),
    "<": lambda measured, value: measured < value - _noise(value),
    "=": lambda measured, value: np.abs(measured - value) <= _noise(value),
    "!=": lambda measured, value: np.abs(measured - value) > _noise(value),
}
OPERATORS = tuple(_OPERATORS)


def compare(block: Block, metric: str, op: str, value: float | Floats) -> Truth:
    """Whether ``metric op value`` holds; unknown where missing, or if there is no such metric.

    Numbers within a billionth of the value count as equal to it.
    """
    if metric not in METRICS or METRICS[metric].kind not in {"number", "ratio"}:
        return UNKNOWN
    measured, missing = block.number(metric)
    return known(_OPERATORS[op](measured, value), missing)


def member(block: Block, metric: str, values: tuple[str, ...]) -> Truth:
    """Whether a text, or any part of a set, is one of the values.

    A text that is none of the metric's choices was not understood when it was written: unknown.
    """
    if metric not in METRICS or METRICS[metric].kind not in {"text", "set"}:
        return UNKNOWN
    wanted = frozenset(value.strip() for value in values)
    choices = METRICS[metric].choices if METRICS[metric].kind == "text" else ()

    def test(text: str) -> int:
        if not wanted.isdisjoint(text_parts(metric, text)):
            return TRUE
        return UNKNOWN if choices and text not in choices else FALSE

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
        case InList():
            return UNKNOWN


def layers_asked(clause: AnyClause) -> frozenset[str]:
    """The kinds of layer that a clause asks anything of."""
    conditions = [clause.scope.when]
    found: set[str] = set()
    if isinstance(clause, SpatialClause):
        found.update(clause.layers)
    if isinstance(clause, RequirementClause):
        conditions += [row.when for row in clause.thresholds]
        conditions += [clause.condition] if clause.condition is not None else []
    for condition in conditions:
        found.update(_layers_of(condition))
    return frozenset(found)


def _layers_of(condition: Condition) -> Iterator[str]:
    match condition:
        case SpatialTest(layers=layers):
            yield from layers
        case Not(operand):
            yield from _layers_of(operand)
        case All(operands) | Any(operands):
            for operand in operands:
                yield from _layers_of(operand)
        case Case(branches, otherwise):
            for operand in (otherwise, *(part for branch in branches for part in branch)):
                yield from _layers_of(operand)
        case _:
            pass
