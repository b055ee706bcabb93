"""One applicant before one target, asked condition by condition in plain Python (``oracle``).

Unknowns are None. Places are tested with shapely pair by pair, in the plane.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any as Anything

import shapely

from dzmap.core import catalogs as c
from dzmap.core.crs import geometries_to_plane as flat
from dzmap.core.industries import SECTION_OF_DIVISION
from dzmap.core.metrics import METRICS
from dzmap.core.reference_lists import ReferenceList
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import Target

Truth = bool | None
Facts = Mapping[str, Anything]


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


def names_in(cell: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", cell).lower()
    parts = re.split(r"[;、\n]", re.sub(r"(?<!\d),|,(?!\d)", ";", plain))
    return [part.strip() for part in parts if part.strip()]


def overlaps(here: Anything, other: Anything) -> bool:
    """Whether two shapes in the plane share more than a square metre, or a point has the other."""
    if here.area and other.area:
        return bool(here.intersection(other).area > 1)
    return bool(here.intersects(other))


def lies_in(here: Anything, other: Anything) -> bool:
    return bool(here.difference(other).area <= 1 if here.area else other.intersects(here))


def is_within(here: Anything, areas: Anything, coverage: Anything) -> Truth:
    if lies_in(here, areas):
        return True
    seen = lies_in(here, coverage) or overlaps(here.difference(areas), coverage)
    return False if seen else None


@dataclass
class Case:
    """One applicant, one target, the rules that govern it."""

    facts: Facts
    target: Target
    layers: Sequence[SpatialLayer]
    lists: Sequence[ReferenceList] = ()
    day: date = field(default=date.max)

    def number(self, name: str) -> float | None:
        metric = METRICS[name]
        if metric.of_target:
            return self.target.facts.get(name)
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
        here = flat(place)
        areas = [flat(area) for layer in layers for area in layer.areas]
        covers = [flat(layer.coverage) for layer in layers if layer.coverage]
        coverage = shapely.union_all(covers)
        if relation is c.Relation.DISTANCE_GE:
            assert distance is not None
            if any(area.distance(here) < distance for area in areas):
                return False
            clear = lies_in(here, coverage) and coverage.boundary.distance(here) >= distance
            return True if clear else None
        if relation is c.Relation.WITHIN:
            return is_within(here, shapely.union_all(areas), coverage)
        if any(overlaps(here, area) for area in areas):
            return False
        return True if lies_in(here, coverage) else None

    def in_list(self, name: str, code: str) -> Truth:
        valid = [
            one
            for one in self.lists
            if one.name == name
            and (one.effective_from or date.min) <= self.day <= (one.effective_to or date.max)
        ]
        if not valid:
            return None
        one = max(valid, key=lambda version: version.effective_from or date.min)
        entries = [
            conj(
                [
                    not item.industry or match_industry(code, [item.industry])[0],
                    not item.products or self.means("products", item.products),
                    not item.processes or self.means("processes", item.processes),
                ]
            )
            for item in one.items
            if item != type(item)()
        ]
        found = disj(entries)
        proves = one.complete and one.items and all(item != type(item)() for item in one.items)
        return found if found is not False or proves else None

    def means(self, metric: str, wanted: Sequence[str]) -> Truth:
        own = names_in(self.facts.get(metric) or "")
        if not own:
            return None
        other = [name for text in wanted for name in names_in(text)]
        return disj(
            True if one == two else None if one in two or two in one else False
            for one, two in product(own, other)
        )

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
            case c.InList(lists):
                return disj(self.in_list(*one) for one in product(lists, self.codes()))
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
                not scope.products or self.means("products", scope.products),
                not scope.processes or self.means("processes", scope.processes),
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
