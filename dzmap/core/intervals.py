"""Conditions on one number as intervals: can they hold together, do brackets leave holes."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dzmap.core.catalogs import All, Compare, Condition
from dzmap.core.metrics import METRICS
from dzmap.core.quantities import format_metric


@dataclass(frozen=True)
class Interval:
    """All numbers from ``low`` to ``high``; ``above`` and ``below`` say that an end is left out."""

    low: float = -math.inf
    high: float = math.inf
    above: bool = False
    below: bool = False

    @property
    def empty(self) -> bool:
        """Whether no number lies in it."""
        return self.low > self.high or (self.low == self.high and (self.above or self.below))

    @property
    def start(self) -> tuple[float, bool]:
        """Sorts intervals by where they begin."""
        return self.low, self.above

    @property
    def end(self) -> tuple[float, bool]:
        """Sorts intervals by where they end."""
        return self.high, not self.below

    def meet(self, other: "Interval") -> "Interval":
        """What lies in both."""
        low, above = max(self.start, other.start)
        high, closed = min(self.end, other.end)
        return Interval(low, high, above, not closed)

    def within(self, other: "Interval") -> bool:
        """Whether all of it lies in the other."""
        return self.start >= other.start and self.end <= other.end


_OF_OPERATOR = {
    ">=": lambda value: Interval(low=value),
    ">": lambda value: Interval(low=value, above=True),
    "<=": lambda value: Interval(high=value),
    "<": lambda value: Interval(high=value, below=True),
    "=": lambda value: Interval(value, value),
}


def interval_of(condition: Condition) -> tuple[str, Interval] | None:
    """The metric and the interval that a comparison, or several of one metric, ask for."""
    parts = condition.operands if isinstance(condition, All) else (condition,)
    found = Interval()
    metric = ""
    for part in parts:
        if not isinstance(part, Compare) or part.op not in _OF_OPERATOR:
            return None
        if metric and part.metric != metric:
            return None
        metric = part.metric
        found = found.meet(_OF_OPERATOR[part.op](part.value))
    return (metric, found) if metric in METRICS else None


def clashes(conditions: Iterable[Condition]) -> Iterator[tuple[str, Interval]]:
    """Metrics of which conditions that must all hold ask something that no number can be."""
    asked: dict[str, Interval] = {}
    waiting = list(conditions)
    while waiting:
        one = waiting.pop()
        if isinstance(one, All):
            waiting.extend(one.operands)
        elif isinstance(one, Compare) and (found := interval_of(one)) is not None:
            metric, interval = found
            asked[metric] = asked.get(metric, Interval()).meet(interval)
    yield from ((metric, interval) for metric, interval in asked.items() if interval.empty)


# --- brackets -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Brackets:
    """Conditions of brackets (分档) that all speak of one metric."""

    metric: str
    intervals: tuple[Interval, ...]

    def dead(self) -> Iterator[int]:
        """Positions of brackets that the earlier ones leave nothing to."""
        for position, one in enumerate(self.intervals):
            if one.empty or _covered(one, self.intervals[:position]):
                yield position

    def overlaps(self) -> Iterator[tuple[int, int, Interval]]:
        """Two brackets of which neither lies in the other, and what they share."""
        for later, one in enumerate(self.intervals):
            for earlier, other in enumerate(self.intervals[:later]):
                shared = one.meet(other)
                if not (shared.empty or one.within(other) or other.within(one)):
                    yield earlier, later, shared

    def holes(self) -> Iterator[Interval]:
        """What lies between the brackets but in none of them."""
        ordered = sorted(
            (one for one in self.intervals if not one.empty), key=lambda one: one.start
        )
        for position in range(1, len(ordered)):
            high, closed = max(one.end for one in ordered[:position])
            following = ordered[position]
            hole = Interval(high, following.low, closed, not following.above)
            if not hole.empty:
                yield hole

    def shown(self, interval: Interval) -> str:
        """An interval in words: 总投资 5,000.00 万元至 10,000.00 万元."""
        metric = METRICS[self.metric].zh
        if interval.low == interval.high:
            return f"{metric}等于 {format_metric(self.metric, interval.low)}"
        low, high = (
            format_metric(self.metric, end) if math.isfinite(end) else ""
            for end in (interval.low, interval.high)
        )
        if not low or not high:
            return f"{metric} {low}以上" if low else f"{metric} {high}以下"
        return f"{metric} {low}至 {high}"


def brackets_of(conditions: Sequence[Condition]) -> Brackets | None:
    """The conditions as brackets; None if they are not, or not all of one metric."""
    found = [interval_of(condition) for condition in conditions]
    known = [one for one in found if one is not None]
    if len(known) < 2 or len(known) < len(found) or len({metric for metric, _ in known}) > 1:
        return None
    return Brackets(known[0][0], tuple(interval for _, interval in known))


def _covered(one: Interval, others: Sequence[Interval]) -> bool:
    start = one.start
    for other in sorted(others, key=lambda other: other.start):
        if other.start > start:
            return False
        if other.end >= one.end:
            return True
        high, closed = other.end
        start = max(start, (high, closed))
    return False
