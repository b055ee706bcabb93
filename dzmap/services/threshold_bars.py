"""The threshold bar: what was measured against what is required, from 0 to twice the threshold."""

import math
from dataclasses import dataclass

from dzmap.core.verdicts import ClauseResult


@dataclass(frozen=True)
class BarGeometry:
    """Where the parts of a bar lie, from its left end, in the unit of its width; spans are (from, to).

    ``beyond`` says that the measured value lies outside the scale and is drawn as an arrow.
    """

    tick: float
    admissible: tuple[float, float]
    dot: float | None = None
    gap: tuple[float, float] | None = None
    beyond: bool = False


def bar_geometry(
    width: float, op: str, threshold: float, measured: float | None, *, dot: float
) -> BarGeometry:
    """Lay out a bar.

    Args:
        width: Of the whole bar, in any unit.
        op: What is required of the measured value: >=, >, <= or <.
        threshold: Greater than 0, in any unit.
        measured: In the same unit; None if it is not known.
        dot: Width of the mark of the measured value, which never leaves the bar.
    """
    tick = width / 2
    at_least = op in (">=", ">")
    admissible = (tick, width) if at_least else (0.0, tick)
    if measured is None or not math.isfinite(measured):
        return BarGeometry(tick, admissible)
    place = width * measured / (2 * threshold)
    beyond = not 0.0 <= place <= width
    at = min(max(place, dot / 2), width - dot / 2)
    fails = measured < threshold if at_least else measured > threshold
    gap = (min(at, tick), max(at, tick)) if fails else None
    return BarGeometry(tick, admissible, at, gap, beyond)


def has_bar(clause: ClauseResult) -> bool:
    """Whether a clause compares a number with a threshold that a bar can show."""
    threshold, measured = clause.threshold, clause.measured
    return (
        clause.op in (">=", ">", "<=", "<")
        and isinstance(threshold, (int, float))
        and math.isfinite(threshold)
        and threshold > 0
        and not isinstance(measured, str)
    )
