"""Walks over what a clause says, and the same clause with a part of it put otherwise."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from dzmap.core.catalogs import (
    All,
    Any,
    AnyClause,
    Case,
    Condition,
    InIndustry,
    InList,
    Leaf,
    Not,
    RequirementClause,
    SpatialClause,
    SpatialTest,
)
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, all_of, any_of

# --- walking --------------------------------------------------------------------------------


def conditions_of(clause: AnyClause) -> Iterator[tuple[str, Condition]]:
    """Every condition tree of a clause, with the entry that it stands in."""
    yield "适用条件", clause.scope.when
    if isinstance(clause, RequirementClause):
        if clause.condition is not None:
            yield "须满足", clause.condition
        for threshold in clause.thresholds:
            yield "门槛", threshold.when


def subtrees(condition: Condition) -> Iterator[Condition]:
    """The condition and everything inside it, outermost first."""
    yield condition
    match condition:
        case All(operands) | Any(operands):
            for operand in operands:
                yield from subtrees(operand)
        case Not(operand):
            yield from subtrees(operand)
        case Case(branches, otherwise):
            for guard, then in branches:
                yield from subtrees(guard)
                yield from subtrees(then)
            yield from subtrees(otherwise)
        case _:
            return


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The comparisons, memberships, list references and spatial tests of a tree."""
    for part in subtrees(condition):
        if isinstance(part, Leaf):
            yield part


def codes_of(clause: AnyClause) -> Iterator[tuple[str, str]]:
    """Every industry code that a clause names, with the entry that it stands in."""
    yield from (("适用行业", code) for code in clause.scope.industries)
    yield from (("除外行业", code) for code in clause.scope.except_industries)
    if isinstance(clause, RequirementClause):
        for threshold in clause.thresholds:
            yield from (("门槛", code) for code in threshold.industries)
    for item, condition in conditions_of(clause):
        for leaf in leaves(condition):
            if isinstance(leaf, InIndustry):
                yield from ((item, code) for code in (*leaf.include, *leaf.exclude))


def layers_of(clause: AnyClause) -> Iterator[tuple[str, str]]:
    """Every layer kind that a clause asks for, with the entry that it stands in."""
    if isinstance(clause, SpatialClause):
        yield from (("图层", kind) for kind in clause.layers)
    for item, condition in conditions_of(clause):
        for leaf in leaves(condition):
            if isinstance(leaf, SpatialTest):
                yield from ((item, kind) for kind in leaf.layers)


def lists_of(clause: AnyClause) -> Iterator[tuple[str, str]]:
    """The name of every reference list that a clause asks for, with the entry it stands in."""
    yield from (("引用名录", name) for name in clause.scope.lists)
    for item, condition in conditions_of(clause):
        for leaf in leaves(condition):
            if isinstance(leaf, InList):
                yield from ((item, name) for name in leaf.lists)


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


# --- changing -------------------------------------------------------------------------------


def with_leaves(condition: Condition, change: Callable[[Leaf], Condition]) -> Condition:
    """The tree with every leaf put through ``change``."""
    match condition:
        case All(operands):
            return All(tuple(with_leaves(operand, change) for operand in operands))
        case Any(operands):
            return Any(tuple(with_leaves(operand, change) for operand in operands))
        case Not(operand):
            return Not(with_leaves(operand, change))
        case Case(branches, otherwise):
            changed = tuple(
                (with_leaves(guard, change), with_leaves(then, change)) for guard, then in branches
            )
            return Case(changed, with_leaves(otherwise, change))
        case _:
            return change(condition)


def with_conditions(clause: AnyClause, change: Callable[[Leaf], Condition]) -> AnyClause:
    """The clause with every leaf of every condition put through ``change``."""
    changed: AnyClause = replace(
        clause, scope=replace(clause.scope, when=with_leaves(clause.scope.when, change))
    )
    if not isinstance(changed, RequirementClause):
        return changed
    condition = changed.condition
    return replace(
        changed,
        condition=None if condition is None else with_leaves(condition, change),
        thresholds=tuple(
            replace(row, when=with_leaves(row.when, change)) for row in changed.thresholds
        ),
    )


def with_codes(clause: AnyClause, instead: Mapping[str, tuple[str, ...]]) -> AnyClause:
    """The clause with industry codes replaced by others wherever they stand."""

    def changed(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(new for code in codes for new in instead.get(code, (code,))))

    def leaf(one: Leaf) -> Condition:
        if not isinstance(one, InIndustry):
            return one
        return InIndustry(changed(one.include), changed(one.exclude))

    scope = clause.scope
    scope = replace(
        scope,
        industries=changed(scope.industries),
        except_industries=changed(scope.except_industries),
    )
    result = with_conditions(replace(clause, scope=scope), leaf)
    if isinstance(result, RequirementClause):
        rows = tuple(replace(row, industries=changed(row.industries)) for row in result.thresholds)
        return replace(result, thresholds=rows)
    return result


def with_layer(clause: AnyClause, kind: str, instead: str) -> AnyClause:
    """The clause with one layer kind replaced by another wherever it stands."""

    def changed(layers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(instead if layer == kind else layer for layer in layers)

    def leaf(one: Leaf) -> Condition:
        return replace(one, layers=changed(one.layers)) if isinstance(one, SpatialTest) else one

    result = with_conditions(clause, leaf)
    if isinstance(result, SpatialClause):
        return replace(result, layers=changed(result.layers))
    return result
