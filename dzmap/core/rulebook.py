"""Which catalogs and clauses govern a target on a day, and how clauses replace and lift others.

Governing catalogs are the published ones in force whose scope covers the target: the park's, its
zone's, its county's, the city's, and the parents that these name. Of several versions of a catalog
the latest in force counts.

A clause may *replace* clauses of its own level or above: where the replacing clause's scope holds,
the replaced one does not apply. A clause of a higher level cannot replace one below, and clauses
that replace each other in a circle both stay; the stricter wins. An exception *lifts* the clauses
that it names. "CATALOG/default" names the default of a catalog.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from dzmap.core.catalog_codec import catalog_digest
from dzmap.core.catalogs import (
    AnyClause,
    Catalog,
    Default,
    ExceptionClause,
    Level,
    ListClause,
    ProcedureClause,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN
from dzmap.core.natural import NaturalKey, natural_key
from dzmap.core.verdicts import Target, Verdict

DEFAULT_ID = "default"

_DEPTH = MappingProxyType({Level.CITY: 0, Level.COUNTY: 1, Level.ZONE: 2, Level.PARK: 3})
_KIND_ORDER = MappingProxyType(
    {
        ListClause: 0,
        type(None): 0,
        SpatialClause: 1,
        RequirementClause: 2,
        ProcedureClause: 3,
        ExceptionClause: 4,
    }
)
_DEFAULT_VERDICT = MappingProxyType(
    {
        Default.LISTED_ONLY_RESTRICT: Verdict.RESTRICTED,
        Default.LISTED_ONLY_PROHIBIT: Verdict.PROHIBITED,
        Default.NOT_FORBIDDEN: None,
        Default.PERMITTED: None,
    }
)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One clause of a catalog in force, or (``clause`` None) the catalog's default.

    ``index`` is its place in the run's ``clause_ids``; the smaller one wins ties.
    """

    index: int
    key: str
    catalog: Catalog
    clause: AnyClause | None


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """What governs one target.

    ``governs`` says for each catalog id whether it covers the target: true, or unknown where the
    target's county or kind is not known. ``lifting`` and ``replacing`` map an index to the rules that act on
    it.
    """

    target: Target
    rules: tuple[Rule, ...]
    governs: Mapping[str, int]
    lifting: Mapping[int, tuple[Rule, ...]]
    replacing: Mapping[int, tuple[Rule, ...]]
    circular: frozenset[int] = frozenset()

    @property
    def catalogs(self) -> tuple[Catalog, ...]:
        """The governing catalogs, the most local first."""
        return tuple({rule.catalog.id: rule.catalog for rule in self.rules}.values())


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """The rule sets of all targets (same order) and the clause ids that indexes point into."""

    clause_ids: tuple[str, ...]
    rule_sets: tuple[RuleSet, ...]
    rules: tuple[Rule, ...]
    catalogs: tuple[str, ...]
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def in_force(self) -> tuple[Catalog, ...]:
        """The catalogs in force, one version of each."""
        return tuple({rule.catalog.id: rule.catalog for rule in self.rules}.values())


def catalog_version_line(catalog: Catalog) -> str:
    """“title 文号 v3 8f2c41d0”: the last part is a hash of everything the catalog says."""
    parts = (
        catalog.title,
        catalog.number,
        f"v{catalog.version}",
        catalog_digest(catalog)[:8],
    )
    return " ".join(part for part in parts if part)


def default_verdict(catalog: Catalog) -> Verdict | None:
    """What the default says of industries that the catalog does not name; None: nothing."""
    return _DEFAULT_VERDICT[catalog.default]


def _in_force(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)


def catalogs_in_force(catalogs: Iterable[Catalog], as_of: date) -> tuple[Catalog, ...]:
    """The published catalogs that count on a day, one version of each id, sorted by id."""
    latest: dict[str, Catalog] = {}
    for catalog in catalogs:
        if catalog.published and _in_force(catalog.effective_from, catalog.effective_to, as_of):
            rival = latest.get(catalog.id)
            if rival is None or _age(rival) < _age(catalog):
                latest[catalog.id] = catalog
    return tuple(latest[name] for name in sorted(latest, key=natural_key))


def _age(catalog: Catalog) -> tuple[date, NaturalKey, str]:
    return catalog.effective_from, natural_key(catalog.version), repr(catalog)


def _covers(catalog: Catalog, target: Target) -> int:
    ids = catalog.scope_ids
    match catalog.level:
        case Level.CITY:
            return TRUE
        case Level.COUNTY:
            return _among(target.county_id, ids)
        case Level.ZONE:
            zone = target.id if target.kind == "zone" else target.zone_id
            return TRUE if zone and (not ids or zone in ids) else FALSE
        case Level.PARK:
            if target.kind != "park" or (ids and target.id not in ids):
                return FALSE
            return _among(target.park_kind, catalog.park_kinds)


def _among(value: str, wanted: tuple[str, ...]) -> int:
    """Whether a value is one of those wanted, if any are; unknown if the value is."""
    if not wanted or value in wanted:
        return TRUE
    return FALSE if value else UNKNOWN


def _governing(target: Target, in_force: Sequence[Catalog]) -> dict[str, int]:
    by_id = {catalog.id: catalog for catalog in in_force}
    found = {catalog.id: _covers(catalog, target) for catalog in in_force}
    governs = {name: truth for name, truth in found.items() if truth != FALSE}
    waiting = list(governs)
    while waiting:
        child = by_id[waiting.pop()]
        if child.parent in by_id and governs.get(child.parent, FALSE) < governs[child.id]:
            governs[child.parent] = governs[child.id]
            waiting.append(child.parent)
    return governs


def _ordered_rules(in_force: Sequence[Catalog], as_of: date) -> tuple[Rule, ...]:
    entries: list[tuple[tuple[object, ...], str, Catalog, AnyClause | None]] = []
    for catalog in in_force:
        clauses: list[AnyClause | None] = [
            clause
            for clause in catalog.clauses
            if _in_force(clause.effective_from, clause.effective_to, as_of)
        ]
        uses = Counter(clause.id for clause in clauses if clause is not None)
        for clause in [*clauses, None]:
            ambiguous = clause is not None and uses[clause.id] > 1
            order = (
                _KIND_ORDER[type(clause)],
                -_DEPTH[catalog.level],
                natural_key(catalog.id),
                clause is None,
                natural_key("" if clause is None else clause.id),
                repr(clause) if ambiguous else "",
            )
            name = DEFAULT_ID if clause is None else clause.id
            entries.append((order, f"{catalog.id}/{name}", catalog, clause))
    entries.sort(key=lambda entry: entry[0])
    return tuple(
        Rule(index=index, key=key, catalog=catalog, clause=clause)
        for index, (_, key, catalog, clause) in enumerate(entries)
    )


def _named(reference: str, catalog: Catalog, keys: Mapping[str, list[Rule]]) -> list[Rule]:
    """The rules that a reference means: one of the own catalog, or "CATALOG/CLAUSE"."""
    return keys.get(f"{catalog.id}/{reference}") or keys.get(reference, [])


def _by_key(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    keys: dict[str, list[Rule]] = {}
    for rule in rules:
        keys.setdefault(rule.key, []).append(rule)
    return keys


def _replaced_by(rules: Iterable[Rule], keys: Mapping[str, list[Rule]]) -> dict[int, list[Rule]]:
    """Which rules mean to replace each rule, as far as their level lets them."""
    acting: dict[int, list[Rule]] = {}
    for rule in rules:
        for reference in rule.clause.replaces if rule.clause else ():
            for other in _named(reference, rule.catalog, keys):
                local_enough = _DEPTH[rule.catalog.level] >= _DEPTH[other.catalog.level]
                if local_enough and other.index != rule.index:
                    acting.setdefault(other.index, []).append(rule)
    return acting


def _replacements(rules: Iterable[Rule], keys: Mapping[str, list[Rule]]) -> dict[int, list[Rule]]:
    """What ``_replaced_by`` leaves once those that replace each other in a circle both stay."""
    acting = _replaced_by(rules, keys)
    circular = _circular(acting)
    return {
        index: [rule for rule in actors if not (index in circular and rule.index in circular)]
        for index, actors in acting.items()
    }


def _lifts(rules: Iterable[Rule], keys: Mapping[str, list[Rule]]) -> dict[int, list[Rule]]:
    acting: dict[int, list[Rule]] = {}
    for rule in rules:
        for reference in rule.clause.lifts if isinstance(rule.clause, ExceptionClause) else ():
            for other in _named(reference, rule.catalog, keys):
                acting.setdefault(other.index, []).append(rule)
    return acting


def _circular(acting: Mapping[int, Sequence[Rule]]) -> frozenset[int]:
    """The indexes that act on themselves through some chain."""

    def reaches(start: int) -> bool:
        seen: set[int] = set()
        waiting = [rule.index for rule in acting.get(start, ())]
        while waiting:
            index = waiting.pop()
            if index == start:
                return True
            if index not in seen:
                seen.add(index)
                waiting.extend(rule.index for rule in acting.get(index, ()))
        return False

    return frozenset(index for index in acting if reaches(index))


def _rule_set(target: Target, rules: Sequence[Rule], governs: Mapping[str, int]) -> RuleSet:
    own = tuple(rule for rule in rules if rule.catalog.id in governs)
    keys = _by_key(own)
    lifting, replacing = _lifts(own, keys), _replacements(own, keys)
    return RuleSet(
        target=target,
        rules=own,
        governs=governs,
        lifting={index: tuple(actors) for index, actors in lifting.items()},
        replacing={index: tuple(actors) for index, actors in replacing.items()},
        circular=_circular(lifting),
    )


def _lapsed_notes(
    catalogs: Sequence[Catalog], rule_sets: Sequence[RuleSet], as_of: date
) -> Iterator[str]:
    """Targets that have a catalog of their own which does not count, and are judged by those above."""
    for rule_set in rule_sets:
        own = {catalog.level for catalog in rule_set.catalogs}
        idle = [
            catalog
            for catalog in catalogs
            if catalog.published
            and catalog.level.value == rule_set.target.kind
            and catalog.level not in own
            and catalog.scope_ids
            and _covers(catalog, rule_set.target) == TRUE
        ]
        if idle and rule_set.rules:
            late = all(catalog.effective_from > as_of for catalog in idle)
            titles = "、".join(sorted({f"《{catalog.title}》" for catalog in idle}))
            yield (
                f"{rule_set.target.name}的{titles}在判定日{'尚未施行' if late else '已经失效'}，"
                "只按其他目录审查。"
            )


def _notes(in_force: Sequence[Catalog], rule_sets: Sequence[RuleSet]) -> Iterator[str]:
    bare = [rule_set.target.name for rule_set in rule_sets if not rule_set.rules]
    if bare:
        yield f"判定日没有生效的准入目录：{'、'.join(bare)}。"
    present = {"", *(catalog.id for catalog in in_force)}
    governing = {name for rule_set in rule_sets for name in rule_set.governs}
    for catalog in in_force:
        if catalog.parent not in present and catalog.id in governing:
            yield (
                f"《{catalog.title}》的上级目录（编号 {catalog.parent}）"
                "没有录入或判定日没有生效，没有计入。"
            )


def _circle_notes(in_force: Sequence[Catalog], rules: Sequence[Rule]) -> Iterator[str]:
    """Catalogs and clauses that contradict each other by pointing in a circle."""
    parent = {catalog.id: catalog.parent for catalog in in_force}

    def returns(start: str) -> bool:
        at = parent[start]
        for _ in parent:
            if at == start or at not in parent:
                return at == start
            at = parent[at]
        return False

    round_ = [f"《{catalog.title}》" for catalog in in_force if returns(catalog.id)]
    if round_:
        yield f"上级目录互相循环：{'、'.join(round_)}，都计入，从严判定。"
    both = sorted(_circular(_replaced_by(rules, _by_key(rules))))
    if both:
        named = [rule for rule in rules if rule.index in both and rule.clause is not None]
        texts = [f"《{one.catalog.title}》{_number(one)}" for one in named]
        yield f"条款互相替换，都保留，从严判定：{'、'.join(texts)}。"


def _number(rule: Rule) -> str:
    return rule.clause.number or rule.clause.id if rule.clause is not None else DEFAULT_ID


def build_rulebook(targets: Sequence[Target], catalogs: Iterable[Catalog], as_of: date) -> Rulebook:
    """Resolve what governs each target on a day; the order of ``catalogs`` does not matter."""
    every = tuple(catalogs)
    in_force = catalogs_in_force(every, as_of)
    rules = _ordered_rules(in_force, as_of)
    rule_sets = tuple(_rule_set(target, rules, _governing(target, in_force)) for target in targets)
    return Rulebook(
        clause_ids=tuple(rule.key for rule in rules),
        rule_sets=rule_sets,
        rules=rules,
        catalogs=tuple(catalog_version_line(catalog) for catalog in in_force),
        notes=(
            *_notes(in_force, rule_sets),
            *_lapsed_notes(every, rule_sets, as_of),
            *_circle_notes(in_force, rules),
        ),
    )
