"""Which list clause of one catalog decides, and what is certain about it.

The clauses that match by the longest industry prefix decide together, the strictest outcome among
them; a clause that is lifted or replaced still decides but contributes nothing. Nothing matching
leaves the catalog's default. Unknown matches leave several outcomes possible: ``low`` and ``high``
bound them, and they are equal exactly when the outcome is the same either way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, Mask, Truth
from dzmap.core.prefixes import Depths
from dzmap.core.verdicts import Verdict

NOTHING = -1
"""A contribution that is none."""

_UNDECIDED = np.array(
    [
        *(
            {Verdict.ENCOURAGED: NOTHING, Verdict.ADMITTED: one}.get(one, Verdict.INSUFFICIENT)
            for one in Verdict
        ),
        NOTHING,
    ],
    dtype=np.int8,
)
"""What a greatest possible outcome contributes while undecided; the last stands for ``NOTHING``."""

Outcomes = npt.NDArray[np.int8]
Indexes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class ListEntry:
    """One list clause over a domain of rows (or of industry codes).

    ``matches`` is its scope, ``depth`` the length of the matching prefix, ``modified`` whether it
    is lifted or replaced.
    """

    index: int
    outcome: Verdict
    depth: Depths | int
    matches: Truth
    modified: Truth


@dataclass(frozen=True)
class DefaultEntry:
    """The catalog's default: ``applies`` to industries that no clause names."""

    index: int
    outcome: Verdict | None
    applies: Truth


@dataclass(frozen=True)
class ListOutcome:
    """Bounds of the outcome per row (``NOTHING`` or a verdict), and the clause behind ``high``."""

    low: Outcomes
    high: Outcomes
    decider: Indexes

    def take(self, rows: npt.NDArray[np.int32]) -> "ListOutcome":
        """The outcomes of some rows."""
        return ListOutcome(self.low[rows], self.high[rows], self.decider[rows])

    def contribution(self) -> Outcomes:
        """What the list says of each row.

        Undecided outcomes count 资料不足 if they might restrict or prohibit; an undecided 鼓励 is
        not earned, and an undecided 允许 counts.
        """
        undecided = _UNDECIDED[self.high]
        return np.where(self.certain(), self.high, undecided)

    def certain(self) -> Mask:
        """Where the outcome is the same whatever the unknowns turn out to be."""
        certain: Mask = self.low == self.high
        return certain


def joined(first: ListOutcome, second: ListOutcome) -> ListOutcome:
    """The rows of both, one after the other."""
    return ListOutcome(
        np.concatenate([first.low, second.low]),
        np.concatenate([first.high, second.high]),
        np.concatenate([first.decider, second.decider]),
    )


def resolve(
    entries: Sequence[ListEntry], default: DefaultEntry, size: int, main: Mask | bool
) -> ListOutcome:
    """Decide every row of a domain.

    Args:
        entries: The list clauses of one catalog in order of index.
        default: The catalog's default.
        size: Rows of the domain.
        main: Where the row is about an applicant's main code. Of its other codes only restrictions
            and prohibitions count, and the default does not.
    """
    state = _start(default, size, main)
    levels: set[int] = set()
    for entry in entries:
        depths = np.unique(entry.depth).tolist()
        levels.update(depth for depth in depths if depth >= 0)
    for level in sorted(levels):
        state = _with_level(state, entries, level, main)
    return state


def _start(default: DefaultEntry, size: int, main: Mask | bool) -> ListOutcome:
    low = np.full(size, NOTHING, dtype=np.int8)
    high = low.copy()
    decider = np.full(size, -1, dtype=np.int32)
    if default.outcome is not None:
        sure = main & np.equal(default.applies, TRUE)
        possible = main & np.not_equal(default.applies, FALSE)
        low[np.broadcast_to(sure, size)] = default.outcome
        high[np.broadcast_to(possible, size)] = default.outcome
        decider[np.broadcast_to(possible, size)] = default.index
    return ListOutcome(low, high, decider)


def _outcomes(entry: ListEntry, main: Mask | bool) -> tuple[Truth, Truth]:
    """Least and greatest outcome of an entry that decides."""
    earned: Truth = int(entry.outcome)
    if entry.outcome <= Verdict.ADMITTED:
        earned = (
            (earned if main else NOTHING)
            if isinstance(main, bool)
            else np.where(main, earned, NOTHING)
        )
    low = np.where(np.equal(entry.modified, FALSE), earned, NOTHING)
    high = np.where(np.equal(entry.modified, TRUE), NOTHING, earned)
    return low.astype(np.int8), high.astype(np.int8)


def _with_level(
    below: ListOutcome, entries: Sequence[ListEntry], level: int, main: Mask | bool
) -> ListOutcome:
    """Let the clauses that match by a prefix of length ``level`` override what is below."""
    size = len(below.low)
    any_sure = np.zeros(size, dtype=np.bool_)
    any_open = np.zeros(size, dtype=np.bool_)
    sure_low = np.full(size, NOTHING, dtype=np.int8)
    open_low = np.full(size, np.iinfo(np.int8).max, dtype=np.int8)
    high = np.full(size, NOTHING, dtype=np.int8)
    decider = np.full(size, -1, dtype=np.int32)
    for entry in entries:
        here = np.equal(entry.depth, level)
        if not here.any():
            continue
        sure = here & np.equal(entry.matches, TRUE)
        maybe = here & np.equal(entry.matches, UNKNOWN)
        low, top = _outcomes(entry, main)
        better = (sure | maybe) & ((top > high) | (decider < 0))
        np.copyto(high, top, where=better)
        decider[better] = entry.index
        np.maximum(sure_low, low, out=sure_low, where=sure)
        np.minimum(open_low, low, out=open_low, where=maybe)
        any_sure |= sure
        any_open |= maybe
    any_open &= ~any_sure
    raised = any_open & (high > below.high)
    return ListOutcome(
        np.where(
            any_sure, sure_low, np.where(any_open, np.minimum(below.low, open_low), below.low)
        ).astype(np.int8),
        np.where(any_sure | raised, high, below.high).astype(np.int8),
        np.where(any_sure | raised, decider, below.decider).astype(np.int32),
    )
