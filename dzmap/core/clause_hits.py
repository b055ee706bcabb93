"""What each clause of a catalog finds among applicants: whom it hits, and what that weighs.

A clause hits whom it is about: who violates a requirement, whom a list names (and no longer prefix
takes away), who needs a procedure, for whom an exception lifts something. Where that cannot be
decided for want of a fact or a layer the applicant counts apart as 缺资料.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dzmap.core.catalogs import Catalog, ExceptionClause, ListClause, ProcedureClause
from dzmap.core.crowd import Crowd, StepReport
from dzmap.core.evaluation import Evaluation, Finding
from dzmap.core.impact_sums import NOBODY, Sums, figure_rows, sums_where
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, Kleene, Mask, Truth, all_of, any_of, spread
from dzmap.core.listing import NOTHING
from dzmap.core.rulebook import Rule, Rulebook


@dataclass(frozen=True)
class ClauseHits:
    """What one clause finds.

    ``concerned`` are those in its scope for certain, lifted and replaced ones included. ``hit`` are
    those it is about (see the module), ``unknown`` those it cannot decide on, ``lifted`` those in
    its scope for whom another clause takes its place or lifts it.
    """

    concerned: Sums = NOBODY
    hit: Sums = NOBODY
    unknown: Sums = NOBODY
    lifted: int = 0

    def __add__(self, other: "ClauseHits") -> "ClauseHits":
        return ClauseHits(
            self.concerned + other.concerned,
            self.hit + other.hit,
            self.unknown + other.unknown,
            self.lifted + other.lifted,
        )


def clause_hits(
    crowd: Crowd, rulebook: Rulebook, catalog: Catalog, progress: StepReport | None = None
) -> dict[str, ClauseHits]:
    """What every clause of a catalog finds, by clause id.

    Args:
        crowd: Each applicant at most once.
        rulebook: In which the catalog is in force, beside all others: their clauses may replace and
            lift its own.
        catalog: Whose clauses are counted; one that is not in force on the day finds nobody.
        progress: Called between targets; what it raises ends the count.
    """
    report = progress or (lambda _name, _done, _total: None)
    found = {clause.id: ClauseHits() for clause in catalog.clauses}
    rows = figure_rows(crowd)
    for position, pairs in crowd.groups():
        rule_set = rulebook.rule_sets[position]
        if catalog.id not in rule_set.governs:
            continue
        report("统计命中", position, len(crowd.targets))
        own = rows[pairs]
        for rule, states in _states(Evaluation(rule_set, crowd.block(pairs)), catalog.id):
            if rule.clause is not None and rule.clause.id in found:
                found[rule.clause.id] += ClauseHits(
                    concerned=sums_where(own, states.scope == TRUE),
                    hit=sums_where(own, states.hit),
                    unknown=sums_where(own, states.unknown),
                    lifted=int(states.lifted.sum()),
                )
    report("统计命中", len(crowd.targets), len(crowd.targets))
    return found


@dataclass(frozen=True)
class _States:
    scope: Kleene
    hit: Mask
    unknown: Mask
    lifted: Mask


def _states(evaluation: Evaluation, catalog_id: str) -> Iterator[tuple[Rule, _States]]:
    for finding in evaluation.findings(catalog_id):
        for rule in finding.rules:
            if isinstance(rule.clause, ListClause):
                yield rule, _with_scope(evaluation, rule, *_listed(evaluation, rule, finding))
            elif isinstance(rule.clause, ProcedureClause):
                applies = evaluation.block.reduce(evaluation.applies(rule))
                yield rule, _decided(evaluation, rule, applies)
            elif rule.clause is not None:
                yield rule, _decided(evaluation, rule, finding.violated)
    for rule in evaluation.rule_set.rules:
        if rule.catalog.id == catalog_id and isinstance(rule.clause, ExceptionClause):
            lifting = evaluation.block.reduce(_lifting(evaluation, rule))
            yield rule, _decided(evaluation, rule, lifting)


def _decided(evaluation: Evaluation, rule: Rule, truth: Truth) -> _States:
    hit = spread(truth, evaluation.block.size)
    return _with_scope(evaluation, rule, hit == TRUE, hit == UNKNOWN)


def _with_scope(evaluation: Evaluation, rule: Rule, hit: Mask, unknown: Mask) -> _States:
    block = evaluation.block
    scope = spread(block.reduce(evaluation.scope(rule)), block.size)
    modified = all_of((evaluation.scope(rule), evaluation.modified(rule)))
    lifted = spread(block.reduce(modified), block.size) == TRUE
    return _States(scope, hit, unknown, lifted & ~hit & ~unknown)


def _listed(evaluation: Evaluation, rule: Rule, finding: Finding) -> tuple[Mask, Mask]:
    """For whom a list clause decides, and for whom it might."""
    size = evaluation.block.size
    applies = spread(evaluation.block.reduce(evaluation.applies(rule)), size)
    if finding.contribution is None or finding.checked is None:
        return np.zeros(size, dtype=np.bool_), applies == UNKNOWN
    own = np.broadcast_to(np.equal(finding.decider, rule.index), size)
    said, certain = finding.contribution > NOTHING, finding.checked > NOTHING
    hit = own & said & certain
    by_another = ~own & certain
    unknown = (own & said & ~certain) | ((applies == UNKNOWN) & ~by_another)
    return hit, unknown & ~hit


def _lifting(evaluation: Evaluation, rule: Rule) -> Truth:
    """Where an exception is in effect and a clause that it names would count."""
    lifted = [
        evaluation.scope(other)
        for other in evaluation.rule_set.rules
        if rule in evaluation.rule_set.lifting.get(other.index, ())
    ]
    return all_of((evaluation.excepts(rule), any_of(lifted) if lifted else FALSE))
