"""What moving one threshold does, answered from sorted values instead of judging again.

A threshold enters the judgement of an applicant only through one comparison with the applicant's own
number, and that comparison is either true or false (or, where the number is missing, always
unknown). So everybody is judged twice, once as if the comparison held and once as if it failed;
whatever the threshold, one of the two answers is the applicant's. Exceptions, replacements and all
other clauses are in both answers. Sorted by the number, with running sums, counts and sums for any
threshold are differences of two entries.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from dzmap.core.catalogs import Catalog, RequirementClause
from dzmap.core.conditions import satisfies
from dzmap.core.crowd import Crowd, StepReport
from dzmap.core.crs import Floats
from dzmap.core.evaluation import Evaluation, Finding
from dzmap.core.impact import FlipKind, Side
from dzmap.core.impact_sums import NOBODY, Sums, figure_rows
from dzmap.core.judging import Judgement, judge
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, Kleene, Mask, spread
from dzmap.core.metrics import METRICS
from dzmap.core.rulebook import Rulebook, RuleSet
from dzmap.core.verdicts import Verdict

_LOWER, _UPPER = frozenset({">=", ">"}), frozenset({"<=", "<"})

_EXTREME = 1e300  # beyond every number that a metric can have, and still finite with its tolerance

RulebookOf = Callable[[Catalog], Rulebook]
"""All rules with a variant of one catalog in the place of the catalog itself."""


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """What a threshold of ``value`` (stored unit) does, compared with the current one.

    ``failing`` violate the clause because of this threshold row, for ``unknown`` it cannot be
    decided. ``newly_failing`` violate it at this value and not at the current one, ``freed`` the
    other way round. ``flips`` are those whose overall verdict changes, by old and new verdict.
    """

    value: float
    failing: Sums
    unknown: Sums
    newly_failing: Sums
    freed: Sums
    flips: tuple[FlipKind, ...]

    @property
    def flipped(self) -> Sums:
        """Everybody whose overall verdict changes."""
        return sum((kind.sums for kind in self.flips), NOBODY)


def with_threshold(catalog: Catalog, clause_id: str, row: int, value: float) -> Catalog:
    """A catalog with another value (stored unit) in one threshold row of one clause.

    Raises:
        KeyError: ``movable_clause`` finds none.
    """
    clause = movable_clause(catalog, clause_id, row)
    if clause is None:
        raise KeyError(clause_id)
    rows = list(clause.thresholds)
    rows[row] = replace(rows[row], value=value)
    moved = replace(clause, thresholds=tuple(rows))
    return replace(
        catalog, clauses=tuple(moved if one is clause else one for one in catalog.clauses)
    )


def movable_clause(catalog: Catalog, clause_id: str, row: int = 0) -> RequirementClause | None:
    """The requirement clause of that id whose threshold row can be moved; None if there is none.

    It compares a number by ≥, >, ≤ or <, and no other clause has its id.
    """
    named = [one for one in catalog.clauses if one.id == clause_id]
    clause = named[0] if len(named) == 1 else None
    if not isinstance(clause, RequirementClause) or not 0 <= row < len(clause.thresholds):
        return None
    metric = METRICS.get(clause.metric)
    numeric = metric is not None and metric.kind in {"number", "ratio"}
    return clause if numeric and clause.op in _LOWER | _UPPER else None


@dataclass(frozen=True)
class _Answer:
    """What becomes of an applicant: is the clause violated, and the overall verdict."""

    violated: int
    verdict: Verdict


@dataclass(frozen=True, eq=False)
class _Group:
    """Pairs with the same two answers, by their number; ``running`` are sums of the first n."""

    holds: _Answer
    fails: _Answer
    pairs: npt.NDArray[np.intp]
    values: Floats
    running: Floats

    def sums(self, start: int, end: int) -> Sums:
        return Sums.of(self.running[end] - self.running[start])


class ThresholdProfile:
    """One threshold row of one clause over a crowd; made by ``threshold_profile``.

    ``measured`` are those whom this row decides on, by ``values`` (ascending, stored unit).
    ``undecided`` cannot be decided at any value (缺资料), ``elsewhere`` violate the clause at any
    value (another row of the table decides on them).
    """

    def __init__(
        self,
        clause: RequirementClause,
        row: int,
        groups: Sequence[_Group],
        constant: tuple[Sums, Sums],
        sides: Callable[[float], Side],
    ) -> None:
        self.clause_id = clause.id
        self.row = row
        self.metric = clause.metric
        self.op = clause.op
        self.current = clause.thresholds[row].value
        self.undecided, self.elsewhere = constant
        self._groups = tuple(groups)
        self._side = sides

    @cached_property
    def measured(self) -> Sums:
        """Those whom this row decides on and whose number is known."""
        return sum((group.sums(0, len(group.pairs)) for group in self._groups), NOBODY)

    @cached_property
    def values(self) -> Floats:
        """The numbers of ``measured``, ascending, in the stored unit."""
        return np.sort(np.concatenate([np.empty(0), *(group.values for group in self._groups)]))

    def at(self, value: float) -> WhatIf:
        """What the threshold does at a value (stored unit)."""
        failing, unknown = NOBODY, self.undecided
        newly, freed = NOBODY, NOBODY
        flips: dict[tuple[Verdict, Verdict], Sums] = {}
        for group in self._groups:
            for start, end, answer in self._parts(group, value):
                if answer.violated == TRUE:
                    failing += group.sums(start, end)
                elif answer.violated == UNKNOWN:
                    unknown += group.sums(start, end)
            start, end, before, after = self._moved(group, value)
            moved = group.sums(start, end)
            if after.violated == TRUE:
                newly += moved
            elif before.violated == TRUE:
                freed += moved
            if moved.count and before.verdict != after.verdict:
                kind = before.verdict, after.verdict
                flips[kind] = flips.get(kind, NOBODY) + moved
        kinds = tuple(FlipKind(*kind, sums) for kind, sums in sorted(flips.items()))
        return WhatIf(
            value=value,
            failing=failing,
            unknown=unknown,
            newly_failing=newly,
            freed=freed,
            flips=kinds,
        )

    def flipped_pairs(self, value: float) -> npt.NDArray[np.intp]:
        """The pairs of the crowd whose overall verdict changes at a value, ascending."""
        found = [np.empty(0, dtype=np.intp)]
        for group in self._groups:
            start, end, before, after = self._moved(group, value)
            if before.verdict != after.verdict:
                found.append(group.pairs[start:end])
        return np.sort(np.concatenate(found))

    def side(self, value: float) -> Side:
        """Rules and verdicts at a value, for ``impact.flip_table``; only for pairs that can flip."""
        return self._side(value)

    def _cut(self, group: _Group, value: float) -> int:
        """How many numbers of a group, from the smallest on, are below what ``value`` divides."""
        lower = self.op in _LOWER

        def above(place: int) -> bool:
            return bool(satisfies(self.op, group.values[place], value)) == lower

        return bisect_left(range(len(group.values)), True, key=above)

    def _parts(self, group: _Group, value: float) -> Iterator[tuple[int, int, _Answer]]:
        cut, size = self._cut(group, value), len(group.pairs)
        small, large = self._answers(group)
        yield 0, cut, small
        yield cut, size, large

    def _answers(self, group: _Group) -> tuple[_Answer, _Answer]:
        """Of the numbers below the threshold, and of those above."""
        if self.op in _LOWER:
            return group.fails, group.holds
        return group.holds, group.fails

    def _moved(self, group: _Group, value: float) -> tuple[int, int, _Answer, _Answer]:
        """The numbers between the current threshold and a value, with their answers then and now."""
        old, new = self._cut(group, self.current), self._cut(group, value)
        small, large = self._answers(group)
        return (old, new, large, small) if old <= new else (new, old, small, large)


def threshold_profile(
    crowd: Crowd,
    rulebook_of: RulebookOf,
    catalog: Catalog,
    clause_id: str,
    row: int = 0,
    progress: StepReport | None = None,
) -> ThresholdProfile | None:
    """Prepare the what-if of one threshold; None if ``movable_clause`` finds none.

    Args:
        crowd: Each applicant at most once.
        rulebook_of: All rules with a variant of ``catalog`` in its place.
        catalog: The catalog as it stands.
        clause_id: The clause whose threshold moves.
        row: Which of its threshold rows.
        progress: Called between targets; what it raises ends the preparation.
    """
    clause = movable_clause(catalog, clause_id, row)
    if clause is None:
        return None
    report = progress or (lambda _name, _done, _total: None)
    sign = 1.0 if clause.op in _UPPER else -1.0
    variants = [
        rulebook_of(with_threshold(catalog, clause_id, row, value))
        for value in (sign * _EXTREME, -sign * _EXTREME)
    ]
    answers = [_Answers(crowd, book, (catalog.id, clause_id), report) for book in variants]
    holds, fails = answers
    numbers = _numbers(crowd, clause.metric)
    rows = figure_rows(crowd)

    def side(value: float) -> Side:
        met = np.zeros(len(crowd), dtype=np.bool_)
        known = ~np.isnan(numbers)
        met[known] = satisfies(clause.op, numbers[known], value)
        book = rulebook_of(with_threshold(catalog, clause_id, row, value))
        return Side(book, _chosen(met, holds.judgement, fails.judgement))

    same = holds.violated == fails.violated
    constant = (
        Sums.of(rows[same & (holds.violated == UNKNOWN)].sum(axis=0)),
        Sums.of(rows[same & (holds.violated == TRUE)].sum(axis=0)),
    )
    groups = _groups(holds, fails, numbers, rows)
    return ThresholdProfile(clause, row, list(groups), constant, side)


def _numbers(crowd: Crowd, metric: str) -> Floats:
    """The number of each pair that the threshold is compared with; NaN where it is missing."""
    if METRICS[metric].of_target:
        stated = [target.facts.get(metric, np.nan) for target in crowd.targets]
        return np.array([*stated, np.nan])[crowd.target]
    return crowd.facts.number(metric)[crowd.applicant]


class _Answers:
    """How every pair is judged by one variant, and whether it violates the clause then."""

    def __init__(
        self, crowd: Crowd, rulebook: Rulebook, key: tuple[str, str], report: StepReport
    ) -> None:
        self.judgement = Judgement.undecided(len(crowd))
        self.violated: Kleene = np.full(len(crowd), FALSE, dtype=np.int8)
        for position, pairs in crowd.groups():
            rule_set = rulebook.rule_sets[position]
            index = _index_of(rule_set, key)
            if index is None:
                continue
            report("推算门槛", position, len(crowd.targets))
            block = crowd.block(pairs)
            seen: list[Finding] = []
            findings = _watched(Evaluation(rule_set, block).findings(), index, seen)
            self.judgement.put(pairs, judge(rule_set, findings, block.size))
            self.violated[pairs] = spread(seen[0].violated, block.size)


def _index_of(rule_set: RuleSet, key: tuple[str, str]) -> int | None:
    for rule in rule_set.rules:
        if rule.clause is not None and (rule.catalog.id, rule.clause.id) == key:
            return rule.index
    return None


def _watched(findings: Iterable[Finding], index: int, seen: list[Finding]) -> Iterator[Finding]:
    """The same findings; the one of the rule is noted on the way."""
    for finding in findings:
        if any(rule.index == index for rule in finding.rules):
            seen.append(finding)
        yield finding


def _chosen(met: Mask, holds: Judgement, fails: Judgement) -> Judgement:
    """The one judgement where the comparison is met, the other elsewhere."""
    whole = Judgement.undecided(len(met))
    for one, rows in ((holds, np.flatnonzero(met)), (fails, np.flatnonzero(~met))):
        whole.put(rows, one.rows(rows))
    return whole


def _groups(holds: _Answers, fails: _Answers, numbers: Floats, rows: Floats) -> Iterator[_Group]:
    """The pairs that the threshold decides on, by their two answers."""
    open_pairs = np.flatnonzero(holds.violated != fails.violated)
    key = np.stack(
        [
            part[open_pairs].astype(np.int64)
            for one in (holds, fails)
            for part in (one.violated, one.judgement.verdict)
        ],
        axis=1,
    )
    kinds, kind_of = np.unique(key, axis=0, return_inverse=True)
    for place, kind in enumerate(kinds.tolist()):
        pairs = open_pairs[kind_of.ravel() == place]
        pairs = pairs[np.argsort(numbers[pairs], kind="stable")]
        running = np.zeros((len(pairs) + 1, rows.shape[1]))
        np.cumsum(rows[pairs], axis=0, out=running[1:])
        yield _Group(
            _Answer(kind[0], Verdict(kind[1])),
            _Answer(kind[2], Verdict(kind[3])),
            pairs,
            numbers[pairs],
            running,
        )
