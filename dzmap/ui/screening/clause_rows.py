"""Which clauses of an explanation are shown, and in which order."""

import math
from collections.abc import Sequence
from enum import Enum

from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation
from dzmap.services.clause_order import by_weight, is_decisive, relative_margin
from dzmap.ui.i18n import later

_NEAREST = 3
_QUIET = frozenset({ClauseState.SATISFIED, ClauseState.NOT_APPLICABLE})


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
    ranked = by_weight(explanation)
    if show is Show.ALL:
        return ranked
    near = _nearest(clauses)
    return tuple(
        clause
        for clause in ranked
        if clause.state not in _QUIET or is_decisive(clause, explanation) or clause in near
    )


def _nearest(clauses: Sequence[ClauseResult]) -> tuple[ClauseResult, ...]:
    close = [clause for clause in clauses if math.isfinite(relative_margin(clause))]
    return tuple(sorted(close, key=relative_margin)[:_NEAREST])
