"""What the editor can correct by itself in a catalog, given what the check found."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from dzmap.core.catalogs import (
    All,
    Any,
    AnyClause,
    Case,
    Catalog,
    Condition,
    InIndustry,
    Not,
    RequirementClause,
)
from dzmap.core.industries import IndustryTree, code_path
from dzmap.core.problems import Problem
from dzmap.services.catalog_editing import clause_named, with_clause

_LOOSER = "未声明替换"


@dataclass(frozen=True)
class Fix:
    """A correction: what to call it, and the catalog after it."""

    title: str
    catalog: Catalog


def fix_for(problem: Problem, catalog: Catalog, industries: IndustryTree) -> Fix | None:
    """The one certain correction of a finding; None where only its author can decide."""
    clause = clause_named(catalog, problem.column)
    if clause is None or not problem.value:
        return None
    successors = _successors(problem.value, industries)
    if successors and problem.value not in industries:
        new = successors[0]
        changed = with_codes(clause, lambda code: new if code == problem.value else code)
        shown = code_path(new) or new
        return Fix(f"改为 {shown}", with_clause(catalog, clause.id, changed))
    if _LOOSER in problem.message and isinstance(clause, RequirementClause):
        changed = replace(clause, replaces=(*clause.replaces, problem.value))
        return Fix("声明替换", with_clause(catalog, clause.id, changed))
    return None


def _successors(code: str, industries: IndustryTree) -> tuple[str, ...]:
    """The one entry that took a code of 2011 over; none where several did."""
    former = industries.former(code)
    successors = () if former is None else former.successors
    return tuple(one.code for one in successors) if len(successors) == 1 else ()


def with_codes(clause: AnyClause, change: Callable[[str], str]) -> AnyClause:
    """A clause with every industry code in it changed."""

    def every(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(change, codes)))

    scope = replace(
        clause.scope,
        industries=every(clause.scope.industries),
        except_industries=every(clause.scope.except_industries),
        when=_in_condition(clause.scope.when, every),
    )
    changed = replace(clause, scope=scope)
    if isinstance(changed, RequirementClause):
        rows = tuple(
            replace(row, industries=every(row.industries), when=_in_condition(row.when, every))
            for row in changed.thresholds
        )
        condition = changed.condition
        changed = replace(
            changed,
            thresholds=rows,
            condition=None if condition is None else _in_condition(condition, every),
        )
    return changed


def _in_condition(
    condition: Condition, every: Callable[[tuple[str, ...]], tuple[str, ...]]
) -> Condition:
    def inside(one: Condition) -> Condition:
        return _in_condition(one, every)

    match condition:
        case InIndustry(include, exclude):
            return InIndustry(every(include), every(exclude))
        case All(operands):
            return All(tuple(map(inside, operands)))
        case Any(operands):
            return Any(tuple(map(inside, operands)))
        case Not(operand):
            return Not(inside(operand))
        case Case(branches, otherwise):
            pairs = tuple((inside(guard), inside(then)) for guard, then in branches)
            return Case(pairs, inside(otherwise))
        case _:
            return condition
