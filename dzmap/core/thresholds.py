"""Threshold tables of requirement clauses: which row counts for whom, and does it hold.

The row with the longest matching industry prefix wins, then the one that names more of zone tier,
land grade and condition; of equal rows the stricter value. Where it is unknown which row counts,
the answer is known only if all candidates agree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dzmap.core.catalogs import TRUE as ALWAYS
from dzmap.core.catalogs import RequirementClause, Threshold
from dzmap.core.conditions import compare, evaluate, member
from dzmap.core.crs import Floats
from dzmap.core.facts import Block
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, Kleene, Mask, Truth, all_of, spread
from dzmap.core.prefixes import Depths
from dzmap.core.verdicts import Target


@dataclass(frozen=True)
class Resolved:
    """Per extended row: is there a threshold, does it hold, and which value it is (NaN: none)."""

    named: Truth
    holds: Truth
    value: Floats | float


@dataclass(frozen=True)
class _Candidate:
    value: float
    specificity: int
    depth: Depths | int
    matches: Truth
    holds: Truth


def tier_truth(tiers: Sequence[str], target: Target) -> int:
    """Whether a target is of one of the tiers; unknown if its tier is."""
    if not tiers or target.tier in tiers:
        return TRUE
    return FALSE if target.tier else UNKNOWN


def resolve_thresholds(clause: RequirementClause, block: Block, target: Target) -> Resolved:
    """Apply the threshold table of a clause to every extended row of a block."""
    candidates = [
        candidate
        for row in clause.thresholds
        for candidate in _candidates(row, clause, block, target)
    ]
    if len(candidates) == 1 and _universal(candidates[0]):
        only = candidates[0]
        return Resolved(TRUE, only.holds, only.value)
    size = block.extended_size
    table = _Table(size, stricter_is_larger=clause.op in {">=", ">"})
    ranks: set[tuple[int, int]] = set()
    for candidate in candidates:
        ranks.update((depth, candidate.specificity) for depth in _depths(candidate.depth))
    for depth, specificity in sorted(ranks):
        equals = [one for one in candidates if one.specificity == specificity]
        table.override(equals, depth)
    return Resolved(table.named, table.holds, table.value)


def _universal(candidate: _Candidate) -> bool:
    return isinstance(candidate.matches, int) and candidate.matches == TRUE


def _candidates(
    row: Threshold, clause: RequirementClause, block: Block, target: Target
) -> Iterator[_Candidate]:
    rest = block.extend(
        all_of(
            (
                tier_truth(row.zone_tiers, target),
                member(block, "land_grade", row.land_grades) if row.land_grades else TRUE,
                evaluate(row.when, block),
            )
        )
    )
    if _nobody(rest):
        return
    holds = block.extend(compare(block, clause.metric, clause.op, row.value))
    narrowed = (bool(row.zone_tiers), bool(row.land_grades), row.when != ALWAYS)
    for layer in block.facts.codes.layers(row.industries):
        truth, depth = (TRUE, 0) if layer is None else (layer[0][block.code], layer[1][block.code])
        matches = all_of((truth, rest))
        if not _nobody(matches):
            yield _Candidate(row.value, sum(narrowed), depth, matches, holds)


def _depths(depth: Depths | int) -> list[int]:
    """The lengths of prefix that occur; −1 stands for none."""
    if isinstance(depth, int):
        return [depth] if depth >= 0 else []
    found: list[int] = np.flatnonzero(np.bincount(depth + 1)[1:]).tolist()
    return found


def _nobody(truth: Truth) -> bool:
    """Whether a threshold is certainly meant for no row; then it need not be looked at."""
    return truth == FALSE if isinstance(truth, int) else not (truth > FALSE).any()


class _Table:
    """The answer so far, from the least specific rows upwards."""

    def __init__(self, size: int, *, stricter_is_larger: bool) -> None:
        self._size = size
        self._stricter_is_larger = stricter_is_larger
        self.named: Kleene = np.full(size, FALSE, dtype=np.int8)
        self.holds: Kleene = np.full(size, TRUE, dtype=np.int8)
        self.value: Floats = np.full(size, np.nan)

    def override(self, candidates: Sequence[_Candidate], depth: int) -> None:
        sure = np.zeros(self._size, dtype=np.bool_)
        maybe = sure.copy()
        sure_holds = np.full(self._size, TRUE, dtype=np.int8)
        least = sure_holds.copy()
        greatest = np.full(self._size, FALSE, dtype=np.int8)
        for one in candidates:
            here = np.equal(one.depth, depth)
            is_sure = self._rows(here & np.equal(one.matches, TRUE))
            is_maybe = self._rows(here & np.equal(one.matches, UNKNOWN))
            holds = spread(one.holds, self._size)
            np.minimum(sure_holds, holds, out=sure_holds, where=is_sure)
            np.minimum(least, holds, out=least, where=is_sure | is_maybe)
            np.maximum(greatest, holds, out=greatest, where=is_sure | is_maybe)
            self._choose(one.value, is_sure, again=sure)
            sure = sure | is_sure
            maybe = maybe | is_maybe
        maybe &= ~sure
        with_rest = np.where(sure_holds == least, sure_holds, UNKNOWN)
        agreed = (least == greatest) & (least == self.holds)
        self.holds[sure] = with_rest[sure]
        self.holds[maybe & ~agreed] = UNKNOWN
        self.named[maybe] = np.maximum(self.named[maybe], UNKNOWN)
        self.named[sure] = TRUE

    def _rows(self, mask: Any) -> Mask:
        """A mask, or a truth that holds for all rows, as a mask."""
        return mask if np.ndim(mask) else np.full(self._size, mask, dtype=np.bool_)

    def _choose(self, value: float, where: npt.NDArray[np.bool_], again: Mask) -> None:
        """Take a row's value; the stricter one where an equal row was taken before."""
        stricter = self.value < value if self._stricter_is_larger else self.value > value
        self.value[where & (~again | stricter)] = value
