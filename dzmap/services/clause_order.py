"""Clauses of an explanation in the order of their weight, for the evidence panel and the sheet."""

import math
from collections.abc import Iterable
from typing import Protocol

from dzmap.core.quantities import format_number
from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation

_STATE_ORDER = (
    ClauseState.VIOLATED,
    ClauseState.UNKNOWN,
    ClauseState.NOT_COVERED,
    ClauseState.PROCEDURE,
    ClauseState.SATISFIED,
    ClauseState.LIFTED,
    ClauseState.NOT_APPLICABLE,
)

_COUNT_ORDER = (
    ClauseState.VIOLATED,
    ClauseState.PROCEDURE,
    ClauseState.UNKNOWN,
    ClauseState.NOT_COVERED,
    ClauseState.SATISFIED,
    ClauseState.LIFTED,
    ClauseState.NOT_APPLICABLE,
)


class Found(Protocol):
    """Anything that tells what a clause found."""

    @property
    def state(self) -> ClauseState:
        """What it found."""


def by_weight(explanation: Explanation) -> tuple[ClauseResult, ...]:
    """All clauses: the decisive first, then by what they found, the narrowest margin first."""
    return tuple(sorted(explanation.clauses, key=lambda clause: _rank(clause, explanation)))


def is_decisive(clause: ClauseResult, explanation: Explanation) -> bool:
    """Whether the verdict is what this clause forces."""
    return clause.contribution is not None and clause.contribution is explanation.verdict


def count_by_state(clauses: Iterable[Found]) -> dict[ClauseState, int]:
    """How many clauses found what, in the order of the count line."""
    states = [clause.state for clause in clauses]
    return {state: states.count(state) for state in _COUNT_ORDER}


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


def _rank(clause: ClauseResult, explanation: Explanation) -> tuple[bool, int, int, float]:
    contribution = -1 if clause.contribution is None else int(clause.contribution)
    return (
        not is_decisive(clause, explanation),
        _STATE_ORDER.index(clause.state),
        -contribution,
        relative_margin(clause),
    )
