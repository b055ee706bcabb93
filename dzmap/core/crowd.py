"""Applicants with the places that they want to enter, judged by one set of catalogs after another.

Assigning places and measuring control lines takes longest and does not depend on catalogs. A crowd
keeps both, so that a changed catalog, or one clause of it, is judged again without them.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dzmap.core.evaluation import Evaluation
from dzmap.core.facts import Block, Facts
from dzmap.core.judging import Judgement, judge
from dzmap.core.rulebook import Rulebook
from dzmap.core.verdicts import Target

StepReport = Callable[[str, int, int], None]
"""Told the name of the step, how many targets are done, of how many."""


@dataclass(frozen=True, eq=False)
class Crowd:
    """Pairs of applicant and target as parallel arrays, sharing the facts of all applicants.

    ``applicant`` holds rows of ``facts``, ``target`` positions in ``targets`` (-1: belongs to none),
    ``assigned_by`` how the applicant came to the target (``core.assignment``).
    """

    facts: Facts
    targets: tuple[Target, ...]
    applicant: npt.NDArray[np.int32]
    target: npt.NDArray[np.int16]
    assigned_by: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.applicant)

    def groups(self) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
        """The positions of targets that somebody wants to enter, each with its pairs."""
        order = np.argsort(self.target, kind="stable")
        bounds = np.searchsorted(self.target[order], np.arange(len(self.targets) + 1))
        for position in range(len(self.targets)):
            pairs = order[bounds[position] : bounds[position + 1]]
            if len(pairs):
                yield position, pairs

    def block(self, pairs: npt.NDArray[np.intp]) -> Block:
        """Pairs of one target as a block that clauses can be evaluated on."""
        return Block(self.facts, self.applicant[pairs].astype(np.intp))

    def judged(
        self,
        rulebook: Rulebook,
        progress: StepReport | None = None,
        only: Container[int] | None = None,
    ) -> Judgement:
        """The verdict of every pair; 资料不足 for who belongs to no target.

        Args:
            rulebook: Of the same targets.
            progress: Called between targets; what it raises ends the run.
            only: Positions of the targets that are judged; the other pairs stay undecided.
        """
        report = progress or (lambda _name, _done, _total: None)
        whole = Judgement.undecided(len(self))
        total = len(self.targets)
        for position, pairs in self.groups():
            if only is not None and position not in only:
                continue
            report("审查", position, total)
            rule_set = rulebook.rule_sets[position]
            block = self.block(pairs)
            part = judge(rule_set, Evaluation(rule_set, block).findings(), block.size)
            whole.put(pairs, part)
        report("审查", total, total)
        return whole
