"""Edits of a catalog as values: clauses put in, replaced, moved, copied, and what refers to what."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from dzmap.core.catalogs import (
    AnyClause,
    Catalog,
    Default,
    ExceptionClause,
    Level,
    ListClause,
    Outcome,
    ProcedureClause,
    Relation,
    RequirementClause,
    SpatialClause,
)
from dzmap.services.catalog_versions import next_version

_DIGITS = "零一二三四五六七八九"
_NUMBER = re.compile(r"第([零一二三四五六七八九十百]+)条")
_PLACES = (("百", 100), ("十", 10))


def clause_title(clause: AnyClause) -> str:
    """How people call a clause: 第七条, or its id where it has no number."""
    return clause.number or clause.id


def number_in_digits(number: str) -> str:
    """“第7条” for 第七条; any other number as it is."""
    found = _NUMBER.fullmatch(number)
    return f"第{_value(found[1])}条" if found else number


def clause_named(catalog: Catalog, clause_id: str) -> AnyClause | None:
    """The clause of that id; None if there is none."""
    return next((one for one in catalog.clauses if one.id == clause_id), None)


# --- clauses --------------------------------------------------------------------------------


def with_clause(catalog: Catalog, clause_id: str, clause: AnyClause) -> Catalog:
    """The catalog with ``clause`` in the place of the one of ``clause_id``.

    A new id is followed by what refers to the clause inside the catalog: exceptions and examples.

    Raises:
        ValueError: another clause has the new id; KeyError: there is no clause of ``clause_id``.
    """
    if clause_named(catalog, clause_id) is None:
        raise KeyError(clause_id)
    if clause.id != clause_id:
        if clause_named(catalog, clause.id) is not None:
            raise ValueError(clause.id)
        catalog = _renamed(catalog, clause_id, clause.id)
    clauses = tuple(clause if one.id in {clause_id, clause.id} else one for one in catalog.clauses)
    return replace(catalog, clauses=clauses)


def _renamed(catalog: Catalog, old: str, new: str) -> Catalog:
    names = {old: new, f"{catalog.id}/{old}": f"{catalog.id}/{new}"}

    def followed(references: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(one, one) for one in references)

    clauses = tuple(
        replace(one, lifts=followed(one.lifts)) if isinstance(one, ExceptionClause) else one
        for one in catalog.clauses
    )
    examples = tuple(
        replace(one, decisive=names.get(one.decisive, one.decisive)) for one in catalog.examples
    )
    return replace(catalog, clauses=clauses, examples=examples)


def references_to(
    catalogs: Sequence[Catalog], catalog: Catalog, clause_id: str
) -> tuple[tuple[Catalog, AnyClause], ...]:
    """The clauses, of the catalog itself and of others, that name a clause by its id."""
    return tuple(_references(catalogs, catalog, clause_id))


def _references(
    catalogs: Sequence[Catalog], catalog: Catalog, clause_id: str
) -> Iterator[tuple[Catalog, AnyClause]]:
    full = f"{catalog.id}/{clause_id}"
    for other in catalogs:
        own = (other.id, other.version) == (catalog.id, catalog.version)
        wanted = {full, clause_id} if own else {full}
        for clause in other.clauses:
            lifts = clause.lifts if isinstance(clause, ExceptionClause) else ()
            if wanted & set(lifts) or full in clause.replaces:
                yield other, clause


def with_new_clause(catalog: Catalog, clause: AnyClause, after: str = "") -> Catalog:
    """The catalog with a clause put in behind the one of id ``after``, or at its end."""
    at = next(
        (place + 1 for place, one in enumerate(catalog.clauses) if one.id == after),
        len(catalog.clauses),
    )
    return replace(catalog, clauses=(*catalog.clauses[:at], clause, *catalog.clauses[at:]))


def without_clauses(catalog: Catalog, ids: Collection[str]) -> Catalog:
    """The catalog without these clauses; what refers to them stays for the check to find."""
    return replace(catalog, clauses=tuple(one for one in catalog.clauses if one.id not in ids))


def moved(catalog: Catalog, clause_id: str, step: int) -> Catalog:
    """The catalog with a clause ``step`` places further down (up if negative), as far as it goes."""
    clauses = list(catalog.clauses)
    at = next(place for place, one in enumerate(clauses) if one.id == clause_id)
    to = min(max(at + step, 0), len(clauses) - 1)
    clauses.insert(to, clauses.pop(at))
    return replace(catalog, clauses=tuple(clauses))


def copy_of(catalog: Catalog, clause_id: str) -> AnyClause:
    """A clause again under a free id and number; it replaces nothing, for one clause does that."""
    clause = clause_named(catalog, clause_id)
    if clause is None:
        raise KeyError(clause_id)
    return replace(clause, id=free_id(catalog), number=next_number(catalog), replaces=())


_FRESH: MappingProxyType[type[AnyClause], Callable[[str, str], AnyClause]] = MappingProxyType(
    {
        ListClause: lambda i, n: ListClause(id=i, number=n, outcome=Outcome.PROHIBIT),
        RequirementClause: lambda i, n: RequirementClause(
            id=i, number=n, metric="invest_intensity_wan_yuan_per_mu"
        ),
        SpatialClause: lambda i, n: SpatialClause(
            id=i, number=n, relation=Relation.DISJOINT, layers=("permanent_farmland",)
        ),
        ProcedureClause: lambda i, n: ProcedureClause(id=i, number=n, approval=""),
        ExceptionClause: lambda i, n: ExceptionClause(id=i, number=n, lifts=()),
    }
)


def fresh_clause(catalog: Catalog, kind: type[AnyClause]) -> AnyClause:
    """A clause of a kind with a free id and number, waiting to be filled in."""
    return _FRESH[kind](free_id(catalog), next_number(catalog))


def free_id(catalog: Catalog) -> str:
    """An id that no clause has, in the manner of the others: Q08 after Q07."""
    used = {one.id for one in catalog.clauses}
    matches = [match for one in catalog.clauses if (match := re.fullmatch(r"(.*?)(\d+)", one.id))]
    stem, digits = (matches[-1][1], matches[-1][2]) if matches else ("C", "00")
    number = max((int(match[2]) for match in matches if match[1] == stem), default=0) + 1
    while (name := f"{stem}{number:0{len(digits)}d}") in used:
        number += 1
    return name


def next_number(catalog: Catalog) -> str:
    """The number after the largest 第…条 of a catalog."""
    found = (_NUMBER.match(clause.number) for clause in catalog.clauses)
    return f"第{_chinese(max((_value(one[1]) for one in found if one), default=0) + 1)}条"


def _value(text: str) -> int:
    total = 0
    for sign, size in _PLACES:
        head, there, tail = text.partition(sign)
        if there:
            total += size * (_DIGITS.index(head[-1]) if head else 1)
            text = tail
    return total + (_DIGITS.index(text[-1]) if text else 0)


def _chinese(number: int) -> str:
    if number >= 1000:
        return str(number)
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


# --- catalogs -------------------------------------------------------------------------------


def as_draft(catalogs: Sequence[Catalog], base: Catalog) -> Catalog:
    """``base`` itself if it is a draft, else its contents as a draft of the next version."""
    if not base.published:
        return base
    return replace(base, version=next_version(catalogs, base.id), published=False)


def fresh_catalog(catalogs: Sequence[Catalog], level: Level, day: date) -> Catalog:
    """An empty draft with a free id, below the city's catalog if there is one."""
    used = {one.id for one in catalogs}
    number = 1
    while (name := f"{level.value}-{number}") in used:
        number += 1
    above = "" if level is Level.CITY else _city(catalogs)
    return Catalog(
        id=name,
        title="",
        issuer="",
        level=level,
        parent=above,
        default=Default.NOT_FORBIDDEN,
        effective_from=day,
        published=False,
    )


def _city(catalogs: Sequence[Catalog]) -> str:
    return next((one.id for one in catalogs if one.level is Level.CITY and not one.park_kinds), "")
