"""The admission check once more, row by row in plain Python, to compare the columnar core with.

Written from DESIGN 6 and not from the core: unknowns are None, undecided lists and threshold tables
are decided by trying every way the unknowns could turn out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any as Anything

import shapely

from dzmap.core import catalogs as c
from dzmap.core.industries import SECTION_OF_DIVISION
from dzmap.core.metrics import METRICS
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import Target, Verdict

Truth = bool | None
Facts = Mapping[str, Anything]
LEVELS = [c.Level.CITY, c.Level.COUNTY, c.Level.ZONE, c.Level.PARK]


def conj(truths: Iterable[Truth]) -> Truth:
    values = list(truths)
    return False if False in values else None if None in values else True


def disj(truths: Iterable[Truth]) -> Truth:
    values = list(truths)
    return True if True in values else None if None in values else False


def neg(truth: Truth) -> Truth:
    return None if truth is None else not truth


def path(code: str) -> str:
    if len(code) == 1 and code.isalpha():
        return code
    digits = code.lstrip("ABCDEFGHIJKLMNOPQRST")
    section = SECTION_OF_DIVISION.get(digits[:2], "")
    return section + digits if section and 2 <= len(digits) <= 4 else ""


def match_at(point: str, include: Sequence[str], exclude: Sequence[str]) -> tuple[bool, int]:
    into = max((len(path(i)) for i in include if point.startswith(path(i))), default=-1)
    into = into if include else 0
    out = max((len(path(e)) for e in exclude if point.startswith(path(e))), default=-1)
    return into > out, into


def match_industry(
    code: str, include: Sequence[str], exclude: Sequence[str] = ()
) -> tuple[Truth, int]:
    """Truth, and the length of the prefix by which the code (or a part of it) is included."""
    if not include and not exclude:
        return True, 0
    here = path(code)
    if not here:
        return None, max((len(path(i)) for i in include), default=0)
    finer = [path(p) for p in (*include, *exclude) if path(p).startswith(here)]
    results = [match_at(point, include, exclude) for point in (here, *finer)]
    lengths = [length for inside, length in results if inside]
    if all(inside for inside, _ in results):
        return True, results[0][1]
    return (None if lengths else False), max(lengths, default=0)


def match_by_length(
    code: str, include: Sequence[str], exclude: Sequence[str] = ()
) -> list[tuple[Truth, int]]:
    """``match_industry`` for the prefixes of each length: a coarse code may match by several."""
    lengths = sorted({len(path(prefix)) for prefix in include})
    groups = [[p for p in include if len(path(p)) == length] for length in lengths] or [[]]
    return [match_industry(code, group, exclude) for group in groups]


@dataclass
class Case:
    """One applicant, one target, the rules that govern it."""

    facts: Facts
    target: Target
    layers: Sequence[SpatialLayer]

    def number(self, name: str) -> float | None:
        metric = METRICS[name]
        given = self.facts.get(name)
        if given is not None or not metric.numerator:
            return None if given is None else float(given)
        top, bottom = self.facts.get(metric.numerator), self.facts.get(metric.denominator)
        return None if top is None or bottom is None or bottom <= 0 else top / bottom

    def compare(self, name: str, op: str, value: float) -> Truth:
        measured = self.number(name)
        if measured is None:
            return None
        noise = 1e-9 * max(1.0, abs(value))
        near, above = abs(measured - value) <= noise, measured > value
        return {
            ">=": above or near,
            ">": above and not near,
            "<=": not above or near,
            "<": not above and not near,
            "=": near,
            "!=": not near,
        }[op]

    def member(self, name: str, values: Sequence[str]) -> Truth:
        given = self.facts.get(name)
        return None if given is None else any(part in values for part in str(given).split(";"))

    def codes(self) -> list[str]:
        others = self.facts.get("other_industry_codes") or ""
        return [self.facts.get("industry_code") or "", *filter(None, others.split(";"))]

    def spatial(self, relation: c.Relation, kinds: Sequence[str], distance: float | None) -> Truth:
        answers = [self.one_kind(relation, kind, distance) for kind in kinds]
        return disj(answers) if relation is c.Relation.WITHIN else conj(answers)

    def one_kind(self, relation: c.Relation, kind: str, distance: float | None) -> Truth:
        layers = [layer for layer in self.layers if layer.kind == kind]
        place = self.facts.get("geometry")
        if place is None or self.facts.get("place_quality") in {"仅乡镇", "地址"} or not layers:
            return None
        areas = [area for layer in layers for area in layer.areas]
        coverage = shapely.union_all([layer.coverage for layer in layers if layer.coverage])
        if relation is c.Relation.DISTANCE_GE:
            from dzmap.core.crs import geometries_to_plane as flat

            assert distance is not None
            point = flat(place)
            if any(flat(area).distance(point) < distance for area in areas):
                return False
            edge = flat(coverage).boundary
            clear = coverage.intersects(place) and edge.distance(point) >= distance
            return True if clear else None
        hit = any(area.intersects(place) for area in areas)
        known: Truth = True if hit else False if coverage.intersects(place) else None
        return known if relation is c.Relation.WITHIN else neg(known)

    def truth(self, condition: c.Condition) -> Truth:  # noqa: PLR0911 - one per kind
        match condition:
            case c.Compare(metric, op, value):
                return self.compare(metric, op, value)
            case c.Member(metric, values):
                return self.member(metric, values)
            case c.InIndustry(include, exclude):
                return disj(match_industry(code, include, exclude)[0] for code in self.codes())
            case c.SpatialTest(relation, layers, distance):
                return self.spatial(relation, layers, distance)
            case c.Not(operand):
                return neg(self.truth(operand))
            case c.All(operands):
                return conj(map(self.truth, operands))
            case c.Any(operands):
                return disj(map(self.truth, operands))
            case c.Case(branches, otherwise):
                return self.case(branches, otherwise)

    def case(
        self, branches: Sequence[tuple[c.Condition, c.Condition]], otherwise: c.Condition
    ) -> Truth:
        if not branches:
            return self.truth(otherwise)
        (guard, then), rest = branches[0], branches[1:]
        met, yes, no = self.truth(guard), self.truth(then), self.case(rest, otherwise)
        if met is None:
            return yes if yes == no else None
        return yes if met else no

    def rest_of_scope(self, scope: c.Scope) -> Truth:
        target = self.target
        tier: Truth = not scope.zone_tiers or target.tier in scope.zone_tiers
        kind: Truth = not scope.park_kinds or target.park_kind in scope.park_kinds
        return conj(
            [
                tier if tier or target.tier else None,
                kind if kind or target.park_kind or target.kind != "park" else None,
                not scope.actions or self.member("action", scope.actions),
                not scope.applicant_classes
                or self.member("applicant_class", scope.applicant_classes),
                self.truth(scope.when),
            ]
        )

    def threshold(self, clause: c.RequirementClause, code: str) -> set[bool | None]:
        """What the table may say of a code: holds or not, None where no row matches."""
        rows = []
        for row in clause.thresholds:
            grade = not row.land_grades or self.member("land_grade", row.land_grades)
            tier: Truth = not row.zone_tiers or self.target.tier in row.zone_tiers
            tier = tier if tier or self.target.tier else None
            more = bool(row.zone_tiers) + bool(row.land_grades) + (row.when != c.TRUE)
            holds = self.compare(clause.metric, clause.op, row.value)
            for inside, depth in match_by_length(code, row.industries):
                matches = conj([inside, grade, tier, self.truth(row.when)])
                rows.append((matches, (depth, more), holds))
        outcomes: set[Anything] = set()
        for ways in product(*([m] if m is not None else [True, False] for m, _, _ in rows)):
            chosen = [
                (rank, holds) for way, (_, rank, holds) in zip(ways, rows, strict=True) if way
            ]
            best = max((rank for rank, _ in chosen), default=None)
            holds = conj(holds for rank, holds in chosen if rank == best)
            outcomes |= {True, False} if holds is None else {holds}
        return outcomes


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
        return conj([governs, industry, self.case.rest_of_scope(scope)])

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
                if violated is not False:
                    yield (clause.otherwise, True) if violated else (Verdict.INSUFFICIENT, False)
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
            elif own is catalog and isinstance(clause, c.ListClause):
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
    judge = Judge(Case(facts, target, loaded), Rules(entries), unsure)
    found = list(judge.contributions())
    everything = [verdict for verdict, _ in found]
    certain = [verdict for verdict, sure in found if sure]
    return max(everything, default=Verdict.ADMITTED), max(certain, default=Verdict.ADMITTED)
