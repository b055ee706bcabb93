"""Folding the findings of all clauses into verdicts: the strictest contribution wins."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from dzmap.core.catalogs import ListClause
from dzmap.core.evaluation import Finding
from dzmap.core.kleene import TRUE
from dzmap.core.listing import NOTHING
from dzmap.core.rulebook import RuleSet
from dzmap.core.verdicts import Verdict

_CONDITIONAL, _RESTRICTED, _INSUFFICIENT, _PROHIBITED = map(
    int,
    (Verdict.CONDITIONAL, Verdict.RESTRICTED, Verdict.INSUFFICIENT, Verdict.PROHIBITED),
)  # plain numbers: comparing an int8 array with a Verdict makes int64 of it


@dataclass(frozen=True)
class Judgement:
    """Verdicts of the rows of a block; ``decisive`` holds indexes of rules, -1 for none."""

    verdict: npt.NDArray[np.int8]
    checked: npt.NDArray[np.int8]
    decisive: npt.NDArray[np.int32]
    violated: npt.NDArray[np.int16]
    procedures: npt.NDArray[np.int16]
    unknown: npt.NDArray[np.int16]

    @classmethod
    def undecided(cls, size: int) -> Self:
        """资料不足 for every row, until a part of them is judged."""
        return cls(
            verdict=np.full(size, Verdict.INSUFFICIENT, dtype=np.int8),
            checked=np.full(size, Verdict.INSUFFICIENT, dtype=np.int8),
            decisive=np.full(size, -1, dtype=np.int32),
            violated=np.zeros(size, dtype=np.int16),
            procedures=np.zeros(size, dtype=np.int16),
            unknown=np.zeros(size, dtype=np.int16),
        )

    def rows(self, rows: npt.NDArray[np.intp]) -> "Judgement":
        """The judgement of some rows."""
        return Judgement(*(getattr(self, part.name)[rows] for part in fields(self)))

    def put(self, rows: npt.NDArray[np.intp], part: "Judgement") -> None:
        """Write the judgement of some rows in their place."""
        for one in fields(self):
            getattr(self, one.name)[rows] = getattr(part, one.name)


def judge(rule_set: RuleSet, findings: Iterable[Finding], size: int) -> Judgement:
    """The verdict of every row: the maximum of the contributions, 准入 if there are none.

    Of clauses that contribute the same the one with the smallest index is decisive. A target that
    no catalog governs for certain was not checked: 资料不足 at least.
    """
    judgement = Judgement(
        verdict=np.full(size, NOTHING, dtype=np.int8),
        checked=np.full(size, NOTHING, dtype=np.int8),
        decisive=np.full(size, -1, dtype=np.int32),
        violated=np.zeros(size, dtype=np.int16),
        procedures=np.zeros(size, dtype=np.int16),
        unknown=np.zeros(size, dtype=np.int16),
    )
    for finding in findings:
        if finding.contribution is not None and finding.checked is not None:
            _add(judgement, finding, finding.contribution)
            np.maximum(judgement.checked, finding.checked, out=judgement.checked)
    nothing_for_certain = TRUE not in rule_set.governs.values()
    if nothing_for_certain:
        judgement.decisive[judgement.verdict < _INSUFFICIENT] = -1
        np.maximum(judgement.verdict, np.int8(_INSUFFICIENT), out=judgement.verdict)
    base = _INSUFFICIENT if nothing_for_certain else int(Verdict.ADMITTED)
    judgement.verdict[judgement.verdict == NOTHING] = base
    judgement.checked[judgement.checked == NOTHING] = base
    return judgement


def _add(judgement: Judgement, finding: Finding, contribution: npt.NDArray[np.int8]) -> None:
    stricter = contribution > judgement.verdict
    decider = np.asarray(finding.decider, dtype=np.int32)
    if isinstance(finding.rules[0].clause, ListClause | None):  # these come before smaller indexes
        again = (contribution == judgement.verdict) & (contribution > NOTHING)
        stricter |= again & (decider < judgement.decisive)
    np.copyto(judgement.verdict, contribution, where=stricter)
    np.copyto(judgement.decisive, decider, where=stricter)
    judgement.procedures[:] += contribution == _CONDITIONAL
    judgement.unknown[:] += contribution == _INSUFFICIENT
    judgement.violated[:] += (contribution == _RESTRICTED) | (contribution == _PROHIBITED)
