"""Which facts the catalogs in force ask of an applicant in an industry, so that a form asks no more."""

from collections.abc import Iterator
from dataclasses import dataclass

from dzmap.core.catalogs import (
    AnyClause,
    Compare,
    InList,
    Member,
    RequirementClause,
    SpatialClause,
    SpatialTest,
)
from dzmap.core.clause_parts import conditions_of, leaves
from dzmap.core.kleene import FALSE
from dzmap.core.metrics import APPLICANT_METRICS, METRICS
from dzmap.core.prefixes import CodeTable
from dzmap.core.rulebook import RuleSet


@dataclass(frozen=True)
class AskedFacts:
    """``metrics`` in the order of ``core.metrics``; of a ratio its parts are asked, not the ratio.

    ``place`` says whether a clause looks at where the applicant lies.
    """

    metrics: tuple[str, ...]
    place: bool


def asked_facts(rule_set: RuleSet, industry: str = "") -> AskedFacts:
    """What the clauses of a rule set may want to know.

    Args:
        rule_set: What governs the target.
        industry: A normalised code; clauses that cannot concern it ask nothing. "" for any.
    """
    codes = CodeTable([industry])
    names: set[str] = set()
    place = False
    for rule in rule_set.rules:
        clause = rule.clause
        if clause is None or (industry and not _may_concern(clause, codes)):
            continue
        names.update(_metrics(clause))
        place = place or _looks_at_place(clause)
    wanted = {part for name in names for part in _parts(name)}
    return AskedFacts(tuple(name for name in APPLICANT_METRICS if name in wanted), place)


def _may_concern(clause: AnyClause, codes: CodeTable) -> bool:
    scope = codes.scope(clause.scope.industries, clause.scope.except_industries)
    return scope is None or int(scope[0][0]) != FALSE


def _metrics(clause: AnyClause) -> Iterator[str]:
    scope = clause.scope
    asked = (
        ("action", scope.actions),
        ("applicant_class", scope.applicant_classes),
        ("products", scope.products or scope.lists),
        ("processes", scope.processes or scope.lists),
    )
    yield from (name for name, values in asked if values)
    if isinstance(clause, RequirementClause):
        if clause.metric:
            yield clause.metric
        if any(row.land_grades for row in clause.thresholds):
            yield "land_grade"
    for _, condition in conditions_of(clause):
        for leaf in leaves(condition):
            if isinstance(leaf, Compare | Member):
                yield leaf.metric
            elif isinstance(leaf, InList):
                yield from ("products", "processes")


def _parts(name: str) -> tuple[str, ...]:
    metric = METRICS.get(name)
    if metric is None:
        return ()
    return (metric.numerator, metric.denominator) if metric.numerator else (name,)


def _looks_at_place(clause: AnyClause) -> bool:
    return isinstance(clause, SpatialClause) or any(
        isinstance(leaf, SpatialTest)
        for _, condition in conditions_of(clause)
        for leaf in leaves(condition)
    )
