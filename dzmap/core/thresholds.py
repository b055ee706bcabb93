"""Threshold tables of requirement clauses: which row counts for whom, and does it hold.

The row with the longest matching industry prefix wins, then the one that names more of zone tier,
land grade and condition; of equal rows the stricter value. Where it is unknown which row counts,
the answer is known only if all candidates agree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from dzmap.core.catalogs import TRUE as ALWAYS
from dzmap.core.catalogs import RequirementClause, Threshold
from dzmap.core.coded_texts import Rows
from dzmap.core.conditions import compare, evaluate, member, satisfies
from dzmap.core.crs import Floats
from dzmap.core.facts import Block
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, Kleene, Mask, Truth, all_of, known, spread
from dzmap.core.metrics import METRICS
from dzmap.core.prefixes import Depths
from dzmap.core.verdicts import Target

AT_LEAST = frozenset({">=", ">"})
"""Comparisons in which more is better."""


@dataclass(frozen=True)
class Resolved:
    """Per extended row: is there a threshold, does it hold, and which value it is (NaN: none).

    Where several may count, and not all fail, the value is the strictest of them.
    """

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

    def taken(self, rows: Rows) -> "_Candidate":
        """The candidate for some rows."""
        depth, matches, holds = (
            part[rows] if isinstance(part, np.ndarray) else part
            for part in (self.depth, self.matches, self.holds)
        )
        return replace(self, depth=depth, matches=matches, holds=holds)


def tier_truth(tiers: Sequence[str], target: Target) -> int:
    """Whether a target is of one of the tiers; unknown if its tier is."""
    if not tiers or target.tier in tiers:
        return TRUE
    return FALSE if target.tier else UNKNOWN


def resolve_thresholds(clause: RequirementClause, block: Block, target: Target) -> Resolved:
    """Apply the threshold table of a clause to every extended row of a block."""
    rows = [(row, _rest(row, block, target)) for row in clause.thresholds]
    if all(isinstance(rest, int) for _, rest in rows):
        return _by_code(clause, rows, block)
    candidates = [one for row, rest in rows for one in _candidates(row, rest, clause, block)]
    table = _Table(block.extended_size, stricter_is_larger=clause.op in AT_LEAST)
    table.fill(candidates)
    return Resolved(table.named, table.holds, table.value)


def _by_code(
    clause: RequirementClause, rows: Sequence[tuple[Threshold, Truth]], block: Block
) -> Resolved:
    """Where only the industry matters, the table is worked out once per code.

    Which row counts is a matter of the code alone; only where it is doubtful does it matter whether
    the candidates agree about the applicant.
    """
    if len(rows) == 1 and rows[0] == (Threshold(value=rows[0][0].value), TRUE):
        value = rows[0][0].value
        return Resolved(TRUE, block.extend(compare(block, clause.metric, clause.op, value)), value)
    codes = np.arange(len(block.facts.codes), dtype=np.int32)
    candidates = [
        _Candidate(row.value, _specificity(row), depth, all_of((truth, rest)), TRUE)
        for row, rest in rows
        for truth, depth in _layers(row, codes, block)
    ]
    table = _Table(len(codes), stricter_is_larger=clause.op in AT_LEAST)
    table.fill(candidates)
    value = table.value[block.code]
    named = table.named[block.code]
    holds = spread(_extended_compare(clause, block, value), block.extended_size).copy()
    holds[named == FALSE] = TRUE
    doubtful = np.flatnonzero(table.doubtful[block.code])
    if len(doubtful):
        open_ones = [
            one.taken(doubtful)
            for row, rest in rows
            for one in _candidates(row, rest, clause, block)
        ]
        part = _Table(len(doubtful), stricter_is_larger=clause.op in AT_LEAST)
        part.fill(open_ones)
        value[doubtful], named[doubtful] = part.value, part.named
        holds[doubtful] = part.holds
    return Resolved(named, holds, value)


def _extended_compare(clause: RequirementClause, block: Block, value: Floats) -> Truth:
    """``compare`` of extended rows with a value each."""
    if clause.metric not in METRICS or METRICS[clause.metric].kind not in {"number", "ratio"}:
        return UNKNOWN
    measured, missing = block.number(clause.metric)
    if len(block.owner):
        measured = np.concatenate([measured, measured[block.owner]])
        missing = None if missing is None else np.concatenate([missing, missing[block.owner]])
    return known(satisfies(clause.op, measured, value), missing)


def _specificity(row: Threshold) -> int:
    return bool(row.zone_tiers) + bool(row.land_grades) + (row.when != ALWAYS)


def _rest(row: Threshold, block: Block, target: Target) -> Truth:
    """Whether a row of the table counts, apart from industries, over rows."""
    grade = member(block, "land_grade", row.land_grades) if row.land_grades else TRUE
    return all_of((tier_truth(row.zone_tiers, target), grade, evaluate(row.when, block)))


def _layers(
    row: Threshold, codes: npt.NDArray[np.int32], block: Block
) -> Iterator[tuple[Truth, Depths | int]]:
    """How codes fall under the industries of a row of the table."""
    for layer in block.facts.codes.layers(row.industries):
        yield (TRUE, 0) if layer is None else (layer[0][codes], layer[1][codes])


def _candidates(
    row: Threshold, rest: Truth, clause: RequirementClause, block: Block
) -> Iterator[_Candidate]:
    if _nobody(rest):
        return
    rest = block.extend(rest)
    holds = block.extend(compare(block, clause.metric, clause.op, row.value))
    for truth, depth in _layers(row, block.code, block):
        yield _Candidate(row.value, _specificity(row), depth, all_of((truth, rest)), holds)


def _nobody(truth: Truth) -> bool:
    """Whether a row of the table is certainly meant for nobody; then it need not be looked at."""
    return truth == FALSE if isinstance(truth, int) else not (truth > FALSE).any()


def _lengths(depth: Depths | int) -> list[int]:
    """The lengths of prefix that occur; −1 stands for none."""
    if isinstance(depth, int):
        return [depth] if depth >= 0 else []
    found: list[int] = np.flatnonzero(np.bincount(depth + 1)[1:]).tolist()
    return found


class _Table:
    """The answer so far, from the least specific rows upwards."""

    def __init__(self, size: int, *, stricter_is_larger: bool) -> None:
        self._size = size
        self._stricter_is_larger = stricter_is_larger
        self.named: Kleene = np.full(size, FALSE, dtype=np.int8)
        self.holds: Kleene = np.full(size, TRUE, dtype=np.int8)
        self.value: Floats = np.full(size, np.nan)
        self.doubtful: Mask = np.zeros(size, dtype=np.bool_)

    def fill(self, candidates: Sequence[_Candidate]) -> None:
        """Let the candidates override each other in order of rank."""
        meant = [one for one in candidates if not _nobody(one.matches)]
        ranks = {(depth, one.specificity) for one in meant for depth in _lengths(one.depth)}
        for depth, specificity in sorted(ranks):
            equals = [one for one in meant if one.specificity == specificity]
            if len(equals) == 1:
                self._override_by_one(equals[0], depth)
            else:
                self._override(equals, depth)

    def _override_by_one(self, one: _Candidate, depth: int) -> None:
        """The usual case of ``_override``: nothing of the same rank to agree with."""
        here = np.equal(one.depth, depth)
        sure = self._rows(here & np.equal(one.matches, TRUE))
        maybe = self._rows(here & np.equal(one.matches, UNKNOWN))
        holds = spread(one.holds, self._size)
        self.doubtful |= maybe
        self.holds[maybe & (holds != self.holds)] = UNKNOWN
        self.named[maybe] = np.maximum(self.named[maybe], UNKNOWN)
        self._beware(one.value, maybe)
        self.value[sure] = one.value
        self.holds[sure] = holds[sure]
        self.named[sure] = TRUE

    def _override(self, candidates: Sequence[_Candidate], depth: int) -> None:
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
        self.doubtful |= maybe
        maybe &= ~sure
        with_rest = np.where(sure_holds == least, sure_holds, UNKNOWN)
        agreed = (least == greatest) & (least == self.holds)
        self.holds[sure] = with_rest[sure]
        self.holds[maybe & ~agreed] = UNKNOWN
        self.named[maybe] = np.maximum(self.named[maybe], UNKNOWN)
        self.named[sure] = TRUE
        for one in candidates:
            possible = np.equal(one.depth, depth) & np.equal(one.matches, UNKNOWN)
            self._beware(one.value, self._rows(possible))

    def _rows(self, mask: Any) -> Mask:
        """A mask, or a truth that holds for all rows, as a mask."""
        return mask if np.ndim(mask) else np.full(self._size, mask, dtype=np.bool_)

    def _choose(self, value: float, where: npt.NDArray[np.bool_], again: Mask) -> None:
        """Take a row's value; the stricter one where an equal row was taken before."""
        stricter = self.value < value if self._stricter_is_larger else self.value > value
        self.value[where & (~again | stricter)] = value

    def _beware(self, value: float, maybe: Mask) -> None:
        """Take the value of a row that may count if it is stricter: no margin is praised too much.

        Where all fail the least that is missing for certain stays.
        """
        self._choose(value, maybe & (self.holds > FALSE), again=maybe)
