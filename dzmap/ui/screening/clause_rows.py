"""Which clauses of an explanation are shown, and in which order."""

import math
from collections.abc import Sequence
from enum import Enum

from dzmap.core.quantities import format_number
from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation
from dzmap.ui.i18n import later

_NEAREST = 3
_QUIET = frozenset({ClauseState.SATISFIED, ClauseState.NOT_APPLICABLE})
_STATE_ORDER = (
    ClauseState.VIOLATED,
    ClauseState.UNKNOWN,
    ClauseState.NOT_COVERED,
    ClauseState.PROCEDURE,
    ClauseState.SATISFIED,
    ClauseState.LIFTED,
    ClauseState.NOT_APPLICABLE,
)


class Show(Enum):
    """The three ways to look at the clauses."""

    KEY = later("关键条款")
    ALL = later("全部")
    IN_ORDER = later("按条款顺序")


def arranged(explanation: Explanation, show: Show) -> tuple[ClauseResult, ...]:
    """The clauses to show.

    Key clauses are what is neither 满足 nor 不适用, what earned 鼓励, and the three requirements
    with the smallest margin. Everything but ``IN_ORDER`` puts the decisive clauses first.
    """
    clauses = explanation.clauses
    if show is Show.IN_ORDER:
        return clauses
    ranked = sorted(clauses, key=lambda clause: _rank(clause, explanation))
    if show is Show.ALL:
        return tuple(ranked)
    near = _nearest(clauses)
    return tuple(
        clause
        for clause in ranked
        if clause.state not in _QUIET or is_decisive(clause, explanation) or clause in near
    )


def is_decisive(clause: ClauseResult, explanation: Explanation) -> bool:
    """Whether the verdict is what this clause forces."""
    return clause.contribution is not None and clause.contribution is explanation.verdict


def count_by_state(clauses: Sequence[ClauseResult]) -> dict[ClauseState, int]:
    """How many clauses found what, in the order of the count line."""
    order = (
        ClauseState.VIOLATED,
        ClauseState.PROCEDURE,
        ClauseState.UNKNOWN,
        ClauseState.NOT_COVERED,
        ClauseState.SATISFIED,
        ClauseState.LIFTED,
        ClauseState.NOT_APPLICABLE,
    )
    return {state: sum(clause.state is state for clause in clauses) for state in order}


def relative_margin(clause: ClauseResult) -> float:
    """How far a satisfied comparison is from failing, as a part of its threshold; else inf."""
    measured, threshold = clause.measured, clause.threshold
    if (
        clause.state is not ClauseState.SATISFIED
        or clause.op not in (">=", ">", "<=", "<")
        or not isinstance(measured, (int, float))
        or not isinstance(threshold, (int, float))
        or threshold == 0
    ):
        return math.inf
    return abs(measured - threshold) / abs(threshold)


def value_text(clause: ClauseResult) -> str:
    """The measured value as it stands at the right of a clause; the unit stands in its name."""
    measured = clause.measured
    if measured is None:
        return ""
    if isinstance(measured, str):
        return measured
    if clause.unit in ("%", "亩"):
        return f"{format_number(measured, 2)} {clause.unit}"
    decimals = 4 if abs(measured) < 0.1 and measured else 2
    return format_number(measured, decimals)


def _nearest(clauses: Sequence[ClauseResult]) -> tuple[ClauseResult, ...]:
    close = [clause for clause in clauses if math.isfinite(relative_margin(clause))]
    return tuple(sorted(close, key=relative_margin)[:_NEAREST])


def _rank(clause: ClauseResult, explanation: Explanation) -> tuple[bool, int, int, float]:
    contribution = -1 if clause.contribution is None else int(clause.contribution)
    return (
        not is_decisive(clause, explanation),
        _STATE_ORDER.index(clause.state),
        -contribution,
        relative_margin(clause),
    )
