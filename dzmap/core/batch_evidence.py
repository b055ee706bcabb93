"""Every clause result of every pair of a crowd: a batch is evaluated once, then told row by row.

Evaluating a clause for a thousand applicants costs little more than for one. What a row's evidence
needs from it is cut out of the columns, so that batch and single explanation say the same.
"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt
from typing_extensions import override

from dzmap.core.catalogs import Catalog
from dzmap.core.clause_results import ClauseResults
from dzmap.core.crowd import Crowd
from dzmap.core.evaluation import Evaluation, Finding
from dzmap.core.facts import Block
from dzmap.core.industries import IndustryTree
from dzmap.core.kleene import Truth
from dzmap.core.listing import NOTHING
from dzmap.core.relations import ControlKind
from dzmap.core.rulebook import Rule, Rulebook
from dzmap.core.verdicts import ClauseResult
from dzmap.core.wording import Wording

_CHUNK = 10_000  # pairs evaluated at once: bounds the memory of long lists

Cut = npt.NDArray[np.intp]


class RowEvaluation(Evaluation):
    """One row of an evaluation of many; what was worked out for all is not worked out again."""

    def __init__(self, whole: Evaluation, row: int) -> None:
        block = whole.block
        super().__init__(whole.rule_set, Block(block.facts, block.rows[row : row + 1]))
        self._whole = whole
        first, last = np.searchsorted(block.owner, [row, row + 1])
        self._row = row
        self._extended: Cut = np.r_[row, block.size + np.arange(first, last)]

    @override
    def rest_of_scope(self, rule: Rule) -> Truth:
        rest = self._whole.rest_of_scope(rule)
        return rest[self._row : self._row + 1] if isinstance(rest, np.ndarray) else rest

    @override
    def scope(self, rule: Rule) -> Truth:
        return self._cut(self._whole.scope(rule))

    def finding(self, finding: Finding) -> Finding:
        """What a finding about all rows says of this one."""
        row, decider = slice(self._row, self._row + 1), finding.decider
        speaker = finding.speaker
        contribution, checked = finding.contribution, finding.checked
        if contribution is not None and contribution[self._row] == NOTHING:
            contribution = checked = None  # as if the clause had been asked of this row alone
        return Finding(
            finding.rules,
            None if contribution is None else contribution[row],
            None if checked is None else checked[row],
            decider[row] if isinstance(decider, np.ndarray) else decider,
            self._cut(finding.applies),
            self._cut(finding.holds),
            finding.violated[row] if isinstance(finding.violated, np.ndarray) else finding.violated,
            None if speaker is None else np.searchsorted(self._extended, speaker[row]),
        )

    def _cut(self, truth: Truth) -> Truth:
        """The part of a truth about extended rows that is about this row and its codes."""
        return truth[self._extended] if isinstance(truth, np.ndarray) else truth


class RememberedWording(Wording):
    """Says each rule once and remembers it."""

    def __init__(self, industries: IndustryTree | None, catalogs: Iterable[Catalog]) -> None:
        super().__init__(industries, catalogs)
        self._said: dict[tuple[str, int], str] = {}

    @override
    def requirement(self, rule: Rule) -> str:
        key = ("requirement", rule.index)
        if key not in self._said:
            self._said[key] = super().requirement(rule)
        return self._said[key]

    @override
    def scope(self, rule: Rule) -> str:
        key = ("scope", rule.index)
        if key not in self._said:
            self._said[key] = super().scope(rule)
        return self._said[key]


def clause_results(
    crowd: Crowd,
    rulebook: Rulebook,
    kinds: Mapping[str, ControlKind],
    industries: IndustryTree | None = None,
) -> Iterator[tuple[ClauseResult, ...]]:
    """The results of all clauses for each pair, in order; () for who belongs to no target.

    Args:
        crowd: Applicants with their targets.
        rulebook: Of the same targets.
        kinds: Control layers in force.
        industries: Names industries.
    """
    wording = RememberedWording(industries, rulebook.in_force)
    for start in range(0, len(crowd), _CHUNK):
        pairs = np.arange(start, min(start + _CHUNK, len(crowd)))
        rows = dict(_rows(crowd, rulebook, pairs))
        for pair in pairs.tolist():
            if pair not in rows:
                yield ()
                continue
            whole, findings, row = rows[pair]
            evaluation = RowEvaluation(whole, row)
            yield ClauseResults(evaluation, kinds, wording).of_findings(
                map(evaluation.finding, findings)
            )


def _rows(
    crowd: Crowd, rulebook: Rulebook, pairs: Cut
) -> Iterator[tuple[int, tuple[Evaluation, list[Finding], int]]]:
    targets = crowd.target[pairs]
    for target in np.unique(targets[targets >= 0]):
        own = pairs[targets == target]
        whole = Evaluation(rulebook.rule_sets[target], crowd.block(own))
        findings = list(whole.findings())
        for row, pair in enumerate(own):
            yield int(pair), (whole, findings, row)
