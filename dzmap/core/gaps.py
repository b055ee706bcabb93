"""What a requirement measured, what it asked for, and how far the two are apart.

Works on all rows of a block, so that result tables and explanations print the same numbers.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dzmap.core.catalogs import (
    All,
    Case,
    Compare,
    Condition,
    Not,
    RequirementClause,
)
from dzmap.core.coded_texts import Rows
from dzmap.core.conditions import compare, evaluate
from dzmap.core.crs import Floats
from dzmap.core.evaluation import Evaluation
from dzmap.core.facts import Block
from dzmap.core.kleene import FALSE, TRUE, Kleene, Mask, spread
from dzmap.core.metrics import METRICS
from dzmap.core.quantities import (
    format_metric,
    format_number,
    metric_decimals,
    metric_shown,
    metric_stored,
)
from dzmap.core.rulebook import Rule
from dzmap.core.stated_ratios import ROUNDING
from dzmap.core.thresholds import AT_LEAST, resolve_thresholds
from dzmap.core.wording import OPPOSITE, metric_zh


@dataclass(frozen=True)
class Measure:
    """One comparison of a requirement, per row of a block.

    ``where`` marks the rows it is asked of. ``threshold`` is in the metric's stored unit, NaN where
    there is none. Rows with several industry codes show the code that fails, else the one that asks
    most.
    """

    metric: str
    op: str
    threshold: Floats
    measured: Floats
    holds: Kleene
    where: Mask

    @property
    def shortfall(self) -> Floats:
        """How much is missing to the threshold, positive; NaN where nothing was measured."""
        return self.threshold - self.measured if self.at_least else self.measured - self.threshold

    @property
    def at_least(self) -> bool:
        """Whether more is better."""
        return self.op in AT_LEAST


@dataclass(frozen=True)
class Demand:
    """A condition of a requirement that is not a comparison of numbers."""

    condition: Condition
    holds: Kleene
    where: Mask


def measures(evaluation: Evaluation, rule: Rule) -> list[Measure | Demand]:
    """The parts of a requirement that must all hold, with what was measured."""
    clause, block = rule.clause, evaluation.block
    if not isinstance(clause, RequirementClause):
        return []
    parts: list[Measure | Demand] = []
    if clause.thresholds and clause.metric in METRICS:
        parts.append(_of_table(evaluation, rule, clause))
    if clause.condition is not None:
        everywhere = np.ones(block.size, dtype=np.bool_)
        parts.extend(_of_condition(clause.condition, block, everywhere))
    return parts


def _of_table(evaluation: Evaluation, rule: Rule, clause: RequirementClause) -> Measure:
    block = evaluation.block
    resolved = resolve_thresholds(clause, block, evaluation.target)
    value = np.broadcast_to(resolved.value, block.extended_size)
    holds = spread(resolved.holds, block.extended_size)
    applies = spread(evaluation.applies(rule), block.extended_size)
    row = _deciding(block, applies, holds, value if clause.op in AT_LEAST else -value)
    value = value[row].copy()
    return Measure(
        metric=clause.metric,
        op=clause.op,
        threshold=value,
        measured=block.number(clause.metric)[0],
        holds=holds[row].copy(),
        where=~np.isnan(value),
    )


def _deciding(block: Block, applies: Kleene, holds: Kleene, strictness: Floats) -> Rows:
    """The extended row of each row that a threshold decides by.

    Of several industry codes it is the one that fails, else the one with the strictest threshold
    that applies; of equals the first.
    """
    if not len(block.owner):
        return np.arange(block.size)
    every = np.arange(block.extended_size)
    owner = np.concatenate([every[: block.size], block.owner])
    counts = (applies > FALSE) & ~np.isnan(strictness)
    rank = np.where(counts, strictness, -np.inf)
    order = np.lexsort((-every, rank, counts, np.minimum(applies, -holds), owner))
    last = np.flatnonzero(np.append(np.diff(owner[order]) > 0, [True]))
    return order[last]


def _of_condition(condition: Condition, block: Block, where: Mask) -> Iterator[Measure | Demand]:
    match condition:
        case All(operands):
            for operand in operands:
                yield from _of_condition(operand, block, where)
        case Case(branches, otherwise):
            open_rows = where
            for guard, then in branches:
                truth = spread(evaluate(guard, block), block.size)
                yield from _of_condition(then, block, open_rows & (truth == TRUE))
                open_rows = open_rows & (truth == FALSE)
            yield from _of_condition(otherwise, block, open_rows)
        case Compare(metric, op, value) if metric in METRICS:
            yield _of_comparison(Compare(metric, op, value), block, where)
        case Not(Compare(metric, op, value)) if metric in METRICS:
            yield _of_comparison(Compare(metric, OPPOSITE[op], value), block, where)
        case _:
            yield Demand(condition, spread(evaluate(condition, block), block.size), where)


def _of_comparison(leaf: Compare, block: Block, where: Mask) -> Measure:
    return Measure(
        metric=leaf.metric,
        op=leaf.op,
        threshold=np.full(block.size, leaf.value),
        measured=block.number(leaf.metric)[0],
        holds=spread(compare(block, leaf.metric, leaf.op, leaf.value), block.size),
        where=where,
    )


# --- sentences ------------------------------------------------------------------------------


def difference_text(metric: str, amount: float) -> str:
    """An amount of a metric with its unit; a difference of ratios is 个百分点."""
    number = format_number(metric_shown(metric, amount), metric_decimals(metric))
    unit = "个百分点" if METRICS[metric].kind == "ratio" else METRICS[metric].unit
    return f"{number} {unit}".strip()


def shortfall_text(measure: Measure, row: int, *, named: bool = True) -> str:
    """“投资强度还差 35.00 万元/亩”, “绿地率高出 3.00 个百分点”, “投资强度还差不到 0.01 万元/亩”."""
    name = metric_zh(measure.metric) if named else ""
    amount = float(measure.shortfall[row])
    if measure.op in {"=", "!="} or not math.isfinite(amount):
        return f"{name}不符合要求"
    if measure.op in {">", "<"} and _is_zero(measure.metric, amount):
        return f"{name}{'须大于' if measure.at_least else '须小于'}限值"
    word = "还差" if measure.at_least else "高出"
    if _is_zero(measure.metric, amount):
        least = metric_stored(measure.metric, 10.0 ** -metric_decimals(measure.metric))
        return f"{name}{word}不到 {difference_text(measure.metric, least)}"
    return f"{name}{word} {difference_text(measure.metric, amount)}"


def margin_text(measure: Measure, row: int) -> str:
    """“投资强度高出 12.00 万元/亩”: how far a requirement that holds is from failing."""
    margin = -float(measure.shortfall[row])
    if _is_zero(measure.metric, margin):
        return f"{metric_zh(measure.metric)}正好达到限值"
    word = "高出" if measure.at_least else "低于限值"
    return f"{metric_zh(measure.metric)}{word} {difference_text(measure.metric, margin)}"


def _is_zero(metric: str, amount: float) -> bool:
    """Whether a difference would be printed as 0.00."""
    return abs(metric_shown(metric, amount)) < 0.5 * 10.0 ** -metric_decimals(metric)


def contradiction_text(measure: Measure, row: int, block: Block) -> str:
    """“采用申报的投资强度；由总投资和用地算得 243.90 万元/亩”; "" where they agree within 1 %."""
    metric = METRICS[measure.metric]
    if not metric.numerator:
        return ""
    whole, part = block.number(metric.denominator)[0][row], block.number(metric.numerator)[0][row]
    derived = float(part / whole) if whole > 0 else math.nan
    stated = float(measure.measured[row])
    if not math.isfinite(derived) or math.isclose(stated, derived, rel_tol=ROUNDING):
        return ""
    names = f"{metric_zh(metric.numerator)}和{metric_zh(metric.denominator)}"
    return f"采用申报的{metric.zh}；由{names}算得 {format_metric(measure.metric, derived)}"


def relative_margin(measure: Measure, row: int) -> float:
    """The margin of a requirement that holds as a part of its threshold; inf if none."""
    threshold = float(measure.threshold[row])
    margin = -float(measure.shortfall[row])
    held = measure.holds[row] == TRUE and measure.where[row] and measure.op not in {"=", "!="}
    if not held or not math.isfinite(margin):
        return math.inf
    return margin / abs(threshold) if threshold else math.inf


def failing(parts: list[Measure | Demand], row: int) -> list[Measure | Demand]:
    """The parts that certainly do not hold for a row."""
    return [part for part in parts if part.where[row] and part.holds[row] == FALSE]
