"""Checks of the list clauses of one catalog against each other: what is named twice."""

from collections.abc import Iterator
from dataclasses import replace

from dzmap.core.catalog_findings import At, Finding, Fix, Subject
from dzmap.core.catalogs import AnyClause, Catalog, Condition, ListClause, Scope
from dzmap.core.industries import code_path

_Name = tuple[str, str]
"""The entry of a scope, and one of the words in it."""


def lint_lists(catalog: Catalog) -> Iterator[Finding]:
    """Codes, products, processes and reference lists that two list clauses speak of.

    Each word of a clause is compared with earlier clauses of the same condition only, so that ten
    thousand clauses take no longer than their words.
    """
    earlier: dict[tuple[_Name, Condition], list[ListClause]] = {}
    for clause in catalog.clauses:
        if not isinstance(clause, ListClause):
            continue
        for name in sorted(set(_names(clause.scope))):
            rivals = earlier.setdefault((name, clause.scope.when), [])
            rival = next((one for one in rivals if _meet(one, clause)), None)
            if rival is None:
                rivals.append(clause)
            else:
                yield _twice(Subject(catalog, clause), clause, rival, name)


def _names(scope: Scope) -> Iterator[_Name]:
    """What a list clause speaks of: items where it names any, else industries."""
    if not scope.names_items:
        yield from (("适用行业", code) for code in scope.industries)
    yield from (("适用产品", name) for name in scope.products)
    yield from (("适用工艺", name) for name in scope.processes)
    yield from (("引用名录", name) for name in scope.lists)


def _twice(subject: Subject, clause: ListClause, rival: ListClause, name: _Name) -> Finding:
    item, word = name
    shown = (code_path(word) or word) if item == "适用行业" else f"“{word}”"
    fix = _without(clause, name)
    if clause.outcome is rival.outcome:
        return subject.warning(
            f"{shown} 在条款 {rival.id} 里已列为{rival.outcome.value}",
            "只留一处。",
            value=word,
            at=At(item),
            fix=fix,
        )
    return subject.error(
        f"{shown} 在条款 {rival.id} 里列为{rival.outcome.value}，这里又列为{clause.outcome.value}",
        "只留一处；都留着时从严。",
        value=word,
        at=At(item),
        fix=fix,
    )


def _without(clause: ListClause, name: _Name) -> Fix | None:
    """The clause without the word, unless nothing would be left that it speaks of."""
    item, word = name
    scope = clause.scope

    def kept(words: tuple[str, ...], entry: str) -> tuple[str, ...]:
        return tuple(one for one in words if entry != item or one != word)

    left = replace(
        scope,
        industries=kept(scope.industries, "适用行业"),
        products=kept(scope.products, "适用产品"),
        processes=kept(scope.processes, "适用工艺"),
        lists=kept(scope.lists, "引用名录"),
    )
    if next(_names(left), None) is None or left.names_items != scope.names_items:
        return None
    shown = (code_path(word) or word) if item == "适用行业" else word
    return Fix(f"从本条去掉 {shown}", replace(clause, scope=left))


def _meet(first: ListClause, second: ListClause) -> bool:
    return may_meet(first.scope, second.scope) and overlap_in_time(first, second)


def may_meet(first: Scope, second: Scope) -> bool:
    """Whether nothing but a condition could keep two scopes apart, and they name the same one."""
    pairs = [
        (first.actions, second.actions),
        (first.zone_tiers, second.zone_tiers),
        (first.park_kinds, second.park_kinds),
        (first.applicant_classes, second.applicant_classes),
    ]
    if first.names_items and second.names_items:
        pairs.append((first.industries, second.industries))
    apart = any(one and other and not set(one) & set(other) for one, other in pairs)
    return not apart and first.when == second.when


def overlap_in_time(first: AnyClause, second: AnyClause) -> bool:
    """Whether two clauses are in force on a common day, as far as they say themselves."""
    start = max((day for day in (first.effective_from, second.effective_from) if day), default=None)
    ends = [day for day in (first.effective_to, second.effective_to) if day]
    return not (start and ends and min(ends) < start)
