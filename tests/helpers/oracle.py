"""The admission check once more, row by row in plain Python, to compare the columnar core with.

Written from DESIGN 6 and not from the core: unknowns are None, undecided lists and threshold tables
are decided by trying every way the unknowns could turn out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any as Anything

from dzmap.core import catalogs as c
from dzmap.core.reference_lists import ReferenceList
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import Target, Verdict
from tests.helpers.oracle_case import (
    Case,
    Facts,
    Truth,
    conj,
    disj,
    match_by_length,
    match_industry,
    neg,
)

LEVELS = [c.Level.CITY, c.Level.COUNTY, c.Level.ZONE, c.Level.PARK]


@dataclass
class Rules:
    """The clauses that govern a target: (catalog, clause), clause None for the default."""

    entries: list[tuple[c.Catalog, c.AnyClause | None]]

    def named(self, name: str, catalog: c.Catalog) -> list[tuple[c.Catalog, c.AnyClause | None]]:
        def is_it(own: c.Catalog, clause: c.AnyClause | None, wanted: tuple[str, str]) -> bool:
            return (own.id, "default" if clause is None else clause.id) == wanted

        own = [entry for entry in self.entries if is_it(*entry, (catalog.id, name))]
        parts = name.split("/", 1)
        far = [e for e in self.entries if len(parts) == 2 and is_it(*e, (parts[0], parts[1]))]
        return own or far

    def edges(self, kind: str) -> list[tuple[int, int]]:
        """(actor, object) positions of replacing or lifting clauses."""
        found = []
        for actor, (catalog, clause) in enumerate(self.entries):
            names = getattr(clause, kind, ()) if clause is not None else ()
            for name in names:
                for entry in self.named(name, catalog):
                    lower = LEVELS.index(catalog.level) >= LEVELS.index(entry[0].level)
                    other = self.entries.index(entry)
                    if kind == "lifts" or (lower and other != actor):
                        found.append((actor, other))
        return found


def reachable(edges: Sequence[tuple[int, int]], start: int) -> set[int]:
    found: set[int] = set()
    while True:
        more = {a for a, o in edges if o == start or o in found} - found
        if not more:
            return found
        found |= more


def names_items(clause: c.ListClause) -> bool:
    return any((clause.scope.products, clause.scope.processes, clause.scope.lists))


class Judge:
    """Judges one case by the rules, code by code."""

    def __init__(self, case: Case, rules: Rules, unsure: frozenset[str]) -> None:
        self.case, self.rules, self.unsure = case, rules, unsure
        replaces, self.lifts = rules.edges("replaces"), rules.edges("lifts")
        size = range(len(rules.entries))
        round_ = {i for i in size if i in reachable(replaces, i)}
        self.replaces = [(a, o) for a, o in replaces if not (a in round_ and o in round_)]
        self.circular = {i for i in size if i in reachable(self.lifts, i)}

    def governs(self, catalog: c.Catalog) -> Truth:
        return None if catalog.id in self.unsure else True

    def scope(self, position: int, code: str) -> Truth:
        catalog, clause = self.rules.entries[position]
        governs = self.governs(catalog)
        if clause is None:
            return governs
        scope = clause.scope
        industry, _ = match_industry(code, scope.industries, scope.except_industries)
        listed = not scope.lists or disj(self.case.in_list(name, code) for name in scope.lists)
        return conj([governs, industry, listed, self.case.rest_of_scope(scope)])

    def modified(self, position: int, code: str) -> Truth:
        replaced = [self.scope(a, code) for a, o in self.replaces if o == position]
        lifted = [self.excepts(a, code) for a, o in self.lifts if o == position]
        return disj(replaced + lifted)

    def excepts(self, position: int, code: str) -> Truth:
        replaced = disj(self.scope(a, code) for a, o in self.replaces if o == position)
        if position in self.circular:
            return conj([None, self.scope(position, code), neg(replaced)])
        return conj([self.scope(position, code), neg(self.modified(position, code))])

    def applies(self, position: int, code: str) -> Truth:
        return conj([self.scope(position, code), neg(self.modified(position, code))])

    def violated(self, position: int, clause: Anything, code: str) -> Truth:
        applies = self.applies(position, code)
        if isinstance(clause, c.SpatialClause):
            holds = self.case.spatial(clause.relation, clause.layers, clause.distance_m)
        else:
            parts = []
            if clause.thresholds:
                outcomes = self.case.threshold(clause, code)
                parts.append(outcomes.pop() if len(outcomes) == 1 else None)
            if clause.condition is not None:
                parts.append(self.case.truth(clause.condition))
            holds = conj(parts) if parts else None
        return conj([applies, neg(holds)])

    def contributions(self) -> Iterator[tuple[Verdict, bool]]:
        """(verdict, certain) of everything that contributes."""
        codes = self.case.codes()
        for position, (_, clause) in enumerate(self.rules.entries):
            if isinstance(clause, c.RequirementClause | c.SpatialClause):
                violated = disj(self.violated(position, clause, code) for code in codes)
                open_verdict = Verdict.INSUFFICIENT
                if clause.otherwise is Verdict.CONDITIONAL:
                    open_verdict = Verdict.CONDITIONAL
                if violated is not False:
                    yield (clause.otherwise, True) if violated else (open_verdict, False)
            elif isinstance(clause, c.ListClause) and names_items(clause):
                soft = clause.outcome in {c.Outcome.ENCOURAGE, c.Outcome.PERMIT}
                asked = codes[:1] if soft else codes
                applies = disj(self.applies(position, code) for code in asked)
                outcome = int(clause.outcome.verdict)
                yield from _settled({None: {outcome, -1}, True: {outcome}, False: {-1}}[applies])
            elif isinstance(clause, c.ProcedureClause):
                applies = disj(self.applies(position, code) for code in codes)
                if applies is not False:
                    yield Verdict.CONDITIONAL, applies is True
        for catalog in {id(entry[0]): entry[0] for entry in self.rules.entries}.values():
            for number, code in enumerate(codes):
                yield from self.of_list(catalog, code, main=number == 0)

    def of_list(
        self, catalog: c.Catalog, code: str, *, main: bool
    ) -> Iterator[tuple[Verdict, bool]]:
        lists = []
        default = -1
        for position, (own, clause) in enumerate(self.rules.entries):
            if own is catalog and clause is None:
                default = position
            elif own is catalog and isinstance(clause, c.ListClause) and not names_items(clause):
                scope = clause.scope
                rest = conj([self.governs(catalog), self.case.rest_of_scope(scope)])
                modified = self.modified(position, code)
                lists += [
                    (conj([inside, rest]), modified, depth, clause)
                    for inside, depth in match_by_length(
                        code, scope.industries, scope.except_industries
                    )
                ]
        fallback = self.default_outcomes(catalog, default, code, main=main)
        outcomes: set[int] = set()
        for ways in product(*([m] if m is not None else [True, False] for m, *_ in lists)):
            chosen = [entry[1:] for way, entry in zip(ways, lists, strict=True) if way]
            best = max((depth for _, depth, _ in chosen), default=None)
            if best is None:
                outcomes |= fallback
                continue
            deciding = [(mod, clause) for mod, depth, clause in chosen if depth == best]
            for lifts in product(*([m] if m is not None else [True, False] for m, _ in deciding)):
                left = [
                    int(clause.outcome.verdict)
                    for lifted, (_, clause) in zip(lifts, deciding, strict=True)
                    if not lifted and (main or clause.outcome.verdict > Verdict.ADMITTED)
                ]
                outcomes.add(max(left, default=-1))
        yield from _settled(outcomes)

    def default_outcomes(
        self, catalog: c.Catalog, position: int, code: str, *, main: bool
    ) -> set[int]:
        says = {
            c.Default.LISTED_ONLY_RESTRICT: int(Verdict.RESTRICTED),
            c.Default.LISTED_ONLY_PROHIBIT: int(Verdict.PROHIBITED),
        }.get(catalog.default, -1)
        applies = self.applies(position, code)
        if not main or applies is False:
            return {-1}
        return {says} if applies else {says, -1}


def _settled(outcomes: set[int]) -> Iterator[tuple[Verdict, bool]]:
    if len(outcomes) == 1:
        (only,) = outcomes
        if only >= 0:
            yield Verdict(only), True
    elif max(outcomes) > Verdict.ADMITTED:
        yield Verdict.INSUFFICIENT, False
    elif max(outcomes) == Verdict.ADMITTED:
        yield Verdict.ADMITTED, False


def governing(target: Target, catalogs: Sequence[c.Catalog], day: date) -> dict[str, Truth]:
    """Catalog ids that cover the target; None where the park's kind is not known."""
    found: dict[str, Truth] = {}
    for catalog in catalogs:
        covers = _covers(catalog, target)
        if covers is not False:
            found[catalog.id] = covers
    by_id = {catalog.id: catalog for catalog in catalogs}
    for _ in catalogs:
        for child, truth in list(found.items()):
            parent = by_id[child].parent
            if parent in by_id and found.get(parent) is not True:
                found[parent] = truth
    return found


def _covers(catalog: c.Catalog, target: Target) -> Truth:
    ids = catalog.scope_ids
    zone = target.id if target.kind == "zone" else target.zone_id
    if catalog.level is c.Level.CITY:
        return True
    if catalog.level is c.Level.COUNTY:
        known = bool(target.county_id)
        return not ids or target.county_id in ids or (False if known else None)
    if catalog.level is c.Level.ZONE:
        return bool(zone) and (not ids or zone in ids)
    if target.kind != "park" or (ids and target.id not in ids):
        return False
    if not catalog.park_kinds or target.park_kind in catalog.park_kinds:
        return True
    return False if target.park_kind else None


def in_force(catalogs: Sequence[c.Catalog], day: date) -> list[c.Catalog]:
    latest: dict[str, c.Catalog] = {}
    for one in catalogs:
        ends = one.effective_to or date.max
        if one.published and one.effective_from <= day <= ends:
            rival = latest.get(one.id)
            if rival is None or rival.effective_from < one.effective_from:
                latest[one.id] = one
    return list(latest.values())


def verdicts(
    facts: Facts,
    target: Target,
    catalogs: Sequence[c.Catalog],
    layers: Sequence[SpatialLayer],
    day: date,
    lists: Sequence[ReferenceList] = (),
) -> tuple[Verdict, Verdict]:
    """The verdict, and the verdict of the decided clauses alone."""
    valid = in_force(catalogs, day)
    covered = governing(target, valid, day)
    entries: list[tuple[c.Catalog, c.AnyClause | None]] = []
    for catalog in valid:
        if catalog.id in covered:
            dated = [
                clause
                for clause in catalog.clauses
                if (clause.effective_from or date.min) <= day <= (clause.effective_to or date.max)
            ]
            entries += [(catalog, clause) for clause in dated] + [(catalog, None)]
    if True not in covered.values():
        return Verdict.INSUFFICIENT, Verdict.INSUFFICIENT
    loaded = [layer for layer in layers if (layer.effective_from or date.min) <= day]
    unsure = frozenset(name for name, truth in covered.items() if truth is None)
    judge = Judge(Case(facts, target, loaded, lists, day), Rules(entries), unsure)
    found = list(judge.contributions())
    everything = [verdict for verdict, _ in found]
    certain = [verdict for verdict, sure in found if sure]
    return max(everything, default=Verdict.ADMITTED), max(certain, default=Verdict.ADMITTED)
