"""What the check of catalogs reports, and walks over what a clause says."""

from collections.abc import Iterator
from dataclasses import dataclass

from dzmap.core.catalogs import (
    All,
    Any,
    AnyClause,
    Case,
    Catalog,
    Compare,
    Condition,
    InIndustry,
    InList,
    Member,
    Not,
    RequirementClause,
    SpatialClause,
    SpatialTest,
)
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, all_of, any_of
from dzmap.core.problems import Problem, Severity


def as_sentence(text: str) -> str:
    """The text with a full stop where it has none; blank stays blank."""
    return f"{text}。" if text and text[-1] not in "。？！" else text


@dataclass(frozen=True)
class Subject:
    """A catalog, or one clause of it, that something is said about."""

    catalog: Catalog
    clause: AnyClause | None = None

    def problem(
        self, severity: Severity, message: str, remedy: str = "", *, value: str = ""
    ) -> Problem:
        """A finding: ``file`` names the catalog and its version, ``column`` the clause id."""
        return Problem(
            severity=severity,
            message=as_sentence(message),
            remedy=as_sentence(remedy),
            file=f"《{self.catalog.title}》v{self.catalog.version}",
            column="" if self.clause is None else self.clause.id,
            value=value,
        )

    def error(self, message: str, remedy: str = "", *, value: str = "") -> Problem:
        """Something that must be corrected before the catalog is used."""
        return self.problem(Severity.ERROR, message, remedy, value=value)

    def warning(self, message: str, remedy: str = "", *, value: str = "") -> Problem:
        """Something that is probably not meant so."""
        return self.problem(Severity.WARNING, message, remedy, value=value)


def conditions_of(clause: AnyClause) -> Iterator[Condition]:
    """Every condition tree of a clause: its scope's, its requirement's, its thresholds'."""
    yield clause.scope.when
    if isinstance(clause, RequirementClause):
        if clause.condition is not None:
            yield clause.condition
        for threshold in clause.thresholds:
            yield threshold.when


def leaves(
    condition: Condition,
) -> Iterator[Compare | Member | InIndustry | InList | SpatialTest]:
    """The comparisons, memberships, list references and spatial tests of a tree."""
    match condition:
        case All(operands) | Any(operands):
            for operand in operands:
                yield from leaves(operand)
        case Not(operand):
            yield from leaves(operand)
        case Case(branches, otherwise):
            for guard, then in branches:
                yield from leaves(guard)
                yield from leaves(then)
            yield from leaves(otherwise)
        case _:
            yield condition


def codes_of(clause: AnyClause) -> Iterator[str]:
    """Every industry code that a clause names."""
    yield from clause.scope.industries
    yield from clause.scope.except_industries
    if isinstance(clause, RequirementClause):
        for threshold in clause.thresholds:
            yield from threshold.industries
    for condition in conditions_of(clause):
        for leaf in leaves(condition):
            if isinstance(leaf, InIndustry):
                yield from (*leaf.include, *leaf.exclude)


def layers_of(clause: AnyClause) -> Iterator[str]:
    """Every layer kind that a clause asks for."""
    if isinstance(clause, SpatialClause):
        yield from clause.layers
    for condition in conditions_of(clause):
        for leaf in leaves(condition):
            if isinstance(leaf, SpatialTest):
                yield from leaf.layers


def lists_of(clause: AnyClause) -> Iterator[str]:
    """The name of every reference list that a clause asks for."""
    yield from clause.scope.lists
    for condition in conditions_of(clause):
        for leaf in leaves(condition):
            if isinstance(leaf, InList):
                yield from leaf.lists


def constant(condition: Condition) -> int:
    """The Kleene truth of a tree whose leaves are all unknown: true or false if always so."""
    match condition:
        case All(operands):
            return int(all_of(map(constant, operands)))
        case Any(operands):
            return int(any_of(map(constant, operands)))
        case Not(operand):
            return -constant(operand)
        case Case(branches, otherwise):
            return _constant_case(branches, otherwise)
        case _:
            return UNKNOWN


def _constant_case(branches: tuple[tuple[Condition, Condition], ...], otherwise: Condition) -> int:
    outcomes = set()
    for guard, then in branches:
        certainty = constant(guard)
        if certainty != FALSE:
            outcomes.add(constant(then))
        if certainty == TRUE:
            break
    else:
        outcomes.add(constant(otherwise))
    return outcomes.pop() if len(outcomes) == 1 else UNKNOWN
