"""Checks that need more than one catalog: versions, parents, and what clauses refer to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType

from dzmap.core.catalog_findings import At, Finding, Fix, Subject
from dzmap.core.catalog_list_lint import overlap_in_time
from dzmap.core.catalog_set_aside_lint import lint_set_aside
from dzmap.core.catalog_softer_lint import Ancestor, softer_than
from dzmap.core.catalogs import (
    AnyClause,
    Catalog,
    ExceptionClause,
    Level,
    Scope,
)
from dzmap.core.industries import code_path
from dzmap.core.problems import Severity

DEFAULT = "default"

_DEPTH = MappingProxyType({Level.CITY: 0, Level.COUNTY: 1, Level.ZONE: 2, Level.PARK: 3})
_FOREVER = date.max
_REPLACE, _LIFT = "替换", "豁免"


class Family:
    """Catalogs by id, with the way up; a ``partial`` one does not hold all that there are."""

    def __init__(self, catalogs: Sequence[Catalog], *, partial: bool = False) -> None:
        self.partial = partial
        self._versions: dict[str, list[Catalog]] = {}
        for catalog in catalogs:
            self._versions.setdefault(catalog.id, []).append(catalog)
        self._ancestors: dict[tuple[str, str], Ancestor] = {}

    def versions(self, catalog_id: str) -> list[Catalog]:
        """Every version of a catalog."""
        return self._versions.get(catalog_id, [])

    def ancestors(self, catalog: Catalog) -> list[Catalog]:
        """Every version of every catalog above, each once; a circle ends where it closes."""
        found: list[Catalog] = []
        seen = {catalog.id}
        waiting = [catalog.parent]
        while waiting:
            parent_id = waiting.pop()
            if parent_id and parent_id not in seen:
                seen.add(parent_id)
                found.extend(self.versions(parent_id))
                waiting.extend(parent.parent for parent in self.versions(parent_id))
        return found

    def is_circular(self, catalog: Catalog) -> bool:
        """Whether the parents of a catalog lead back to it."""
        return any(above.parent == catalog.id for above in (catalog, *self.ancestors(catalog)))

    def ancestor(self, catalog: Catalog) -> Ancestor:
        """A catalog with its clauses sorted by what they speak of."""
        key = catalog.id, catalog.version
        if key not in self._ancestors:
            self._ancestors[key] = Ancestor(catalog)
        return self._ancestors[key]


def lint_family(catalogs: Sequence[Catalog], position: int, family: Family) -> Iterator[Finding]:
    """What is wrong with the catalog at ``position`` in the company of the others."""
    catalog = catalogs[position]
    subject = Subject(catalog)
    yield from _lint_versions(subject, catalogs[:position])
    yield from _lint_parent(subject, family)
    references = _References(catalog, family)
    for clause in catalog.clauses:
        yield from references.lint(clause)
    above = [one for one in family.ancestors(catalog) if _meet(catalog, one)]
    yield from lint_set_aside(catalog, above)
    for ancestor in above:
        yield from softer_than(catalog, family.ancestor(ancestor))


def _end(catalog: Catalog) -> date:
    return catalog.effective_to or _FOREVER


def _meet(first: Catalog, second: Catalog) -> bool:
    """Whether two catalogs are in force on a common day."""
    return first.effective_from <= _end(second) and second.effective_from <= _end(first)


# --- versions and parents -------------------------------------------------------------------


def _lint_versions(subject: Subject, earlier: Sequence[Catalog]) -> Iterator[Finding]:
    catalog = subject.catalog
    for other in earlier:
        if other.id != catalog.id:
            continue
        if other.version == catalog.version:
            yield subject.error(
                f"编号“{catalog.id}”版本“{catalog.version}”有两份",
                "改其中一份的编号或版本。",
                at=At("版本"),
            )
        elif other.published and catalog.published and _meet(other, catalog):
            newer = max((other, catalog), key=lambda one: one.effective_from)
            yield subject.warning(
                f"与 v{other.version} 的施行期间重叠"
                f"（{max(other.effective_from, catalog.effective_from)} 起）",
                f"重叠期间以后施行的 v{newer.version} 为准；给旧版写上“施行止”就不再重叠。",
                value=other.version,
                at=At("施行起"),
            )


def _lint_parent(subject: Subject, family: Family) -> Iterator[Finding]:
    catalog = subject.catalog
    if not catalog.parent:
        return
    parents = family.versions(catalog.parent)
    at = At("上级")
    if not parents:
        yield _absent(
            subject.error(
                f"没有编号为“{catalog.parent}”的上级目录",
                "核对“上级”。",
                value=catalog.parent,
                at=at,
            ),
            family,
        )
        return
    if family.is_circular(catalog):
        yield subject.error("上级目录绕回了自己", "改“上级”，使目录一级管一级。", at=at)
    if all(_DEPTH[parent.level] > _DEPTH[catalog.level] for parent in parents):
        yield subject.error(
            f"上级目录《{parents[0].title}》的层级比本目录低", "核对“上级”和“层级”。", at=at
        )
    if not any(_meet(catalog, parent) for parent in parents):
        yield subject.warning(
            f"施行期间，上级目录《{parents[0].title}》一直没有生效", "核对施行起止。", at=at
        )


def _absent(finding: Finding, family: Family) -> Finding:
    """A finding that a catalog is not there; no error where it may well be elsewhere."""
    if not family.partial:
        return finding
    return replace(
        finding,
        severity=Severity.WARNING,
        remedy="这里没有那部目录，没有核对；连同项目一起检查。",
    )


# --- references -----------------------------------------------------------------------------


class _References:
    """What the clauses of a catalog replace and lift: is it there, can it be meant."""

    def __init__(self, catalog: Catalog, family: Family) -> None:
        self._catalog = catalog
        self._family = family
        self._clauses: dict[str, dict[str, list[AnyClause]]] = {}

    def lint(self, clause: AnyClause) -> Iterator[Finding]:
        """What is wrong with the references of one clause."""
        for reference in clause.replaces:
            yield from self._lint(clause, reference, _REPLACE)
        if isinstance(clause, ExceptionClause):
            if not clause.lifts:
                yield Subject(self._catalog, clause).error(
                    "没有写豁免哪些条款", "写条款编号。", at=At(_LIFT)
                )
            for reference in clause.lifts:
                yield from self._lint(clause, reference, _LIFT)

    def _lint(self, clause: AnyClause, reference: str, verb: str) -> Iterator[Finding]:
        subject, at = Subject(self._catalog, clause), At(verb)
        catalog_id, _, name = reference.rpartition("/")
        owners = self._family.versions(catalog_id) if catalog_id else [self._catalog]
        if not owners:
            yield _absent(
                subject.error(
                    f"{verb}的“{reference}”找不到：没有编号为“{catalog_id}”的目录",
                    "写成“目录编号/条款编号”。",
                    value=reference,
                    at=at,
                ),
                self._family,
            )
            return
        clauses = self._named(catalog_id, owners)
        if name != DEFAULT and name not in clauses:
            yield subject.error(
                f"{verb}的“{reference}”找不到：《{owners[0].title}》里没有条款“{name}”",
                "核对条款编号。",
                value=reference,
                at=at,
                fix=_nearest(clause, reference, clauses, verb),
            )
            return
        named = clauses.get(name, [])
        if verb == _REPLACE:
            yield from self._lint_replacement(subject, reference, owners[0])
        elif owners[0].id == self._catalog.id and name == clause.id:
            yield subject.error("例外豁免了自己", "写要豁免的条款编号。", value=reference, at=at)
        elif named and not any(_share(clause, one) for one in named):
            yield subject.warning(
                f"豁免的“{reference}”与本条没有共同的适用范围，什么也没有豁免",
                "核对适用行业、建设性质和施行期间。",
                value=reference,
                at=at,
            )

    def _named(self, catalog_id: str, owners: Sequence[Catalog]) -> dict[str, list[AnyClause]]:
        if catalog_id not in self._clauses:
            named: dict[str, list[AnyClause]] = {}
            for owner in owners:
                for clause in owner.clauses:
                    named.setdefault(clause.id, []).append(clause)
            self._clauses[catalog_id] = named
        return self._clauses[catalog_id]

    def _lint_replacement(
        self, subject: Subject, reference: str, owner: Catalog
    ) -> Iterator[Finding]:
        clause = subject.clause
        without = None if clause is None else _with_reference(clause, reference, (), _REPLACE)
        fix = None if without is None else Fix(f"不再替换 {reference}", without)
        if owner.id == self._catalog.id and clause is not None:
            if reference.rpartition("/")[2] == clause.id:
                yield subject.error("条款替换了自己", "删掉“替换”。", at=At(_REPLACE), fix=fix)
        elif _DEPTH[owner.level] > _DEPTH[self._catalog.level]:
            yield subject.error(
                f"不能替换下级目录的“{reference}”",
                "上级和下级都管时从严，删掉“替换”。",
                value=reference,
                at=At(_REPLACE),
                fix=fix,
            )


def _nearest(
    clause: AnyClause, reference: str, clauses: Mapping[str, object], verb: str
) -> Fix | None:
    catalog_id, slash, name = reference.rpartition("/")
    near = get_close_matches(name, [one for one in clauses if one != clause.id], n=2, cutoff=0.7)
    if len(near) != 1:
        return None
    meant = f"{catalog_id}{slash}{near[0]}"
    corrected = _with_reference(clause, reference, (meant,), verb)
    return Fix(f"把“{reference}”改为“{meant}”", corrected)


def _with_reference(
    clause: AnyClause, reference: str, instead: tuple[str, ...], verb: str
) -> AnyClause:
    def changed(references: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new for one in references for new in (instead if one == reference else (one,)))

    if verb == _LIFT and isinstance(clause, ExceptionClause):
        return replace(clause, lifts=changed(clause.lifts))
    return replace(clause, replaces=changed(clause.replaces))


def _share(first: AnyClause, second: AnyClause) -> bool:
    """Whether an applicant could fall under both clauses on a day."""
    one, two = first.scope, second.scope
    pairs = (
        (one.actions, two.actions),
        (one.zone_tiers, two.zone_tiers),
        (one.park_kinds, two.park_kinds),
        (one.applicant_classes, two.applicant_classes),
    )
    apart = any(left and right and not set(left) & set(right) for left, right in pairs)
    return not apart and _industries_meet(one, two) and overlap_in_time(first, second)


def _industries_meet(one: Scope, two: Scope) -> bool:
    if not one.industries or not two.industries:
        return True
    paths = [code_path(code) for code in two.industries]
    return any(
        path.startswith(other) or other.startswith(path)
        for path in map(code_path, one.industries)
        for other in paths
    )
