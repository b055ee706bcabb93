"""Checks that need more than one catalog: versions, parents, references, contradictions."""

from collections.abc import Iterator, Sequence
from datetime import date
from types import MappingProxyType

from dzmap.core.catalog_findings import Subject
from dzmap.core.catalogs import (
    TRUE,
    AnyClause,
    Catalog,
    Default,
    ExceptionClause,
    Level,
    ListClause,
    Outcome,
    RequirementClause,
    Threshold,
)
from dzmap.core.industries import code_path
from dzmap.core.metrics import METRICS
from dzmap.core.problems import Problem
from dzmap.core.quantities import format_metric

DEFAULT = "default"

_DEPTH = MappingProxyType({Level.CITY: 0, Level.COUNTY: 1, Level.ZONE: 2, Level.PARK: 3})
_LISTED_ONLY = frozenset({Default.LISTED_ONLY_PROHIBIT, Default.LISTED_ONLY_RESTRICT})
_FOREVER = date.max


def lint_family(catalogs: Sequence[Catalog], position: int) -> Iterator[Problem]:
    """What is wrong with the catalog at ``position`` in the company of the others."""
    catalog = catalogs[position]
    subject = Subject(catalog)
    family = _Family(catalogs)
    yield from _lint_versions(subject, catalogs[:position])
    yield from _lint_parent(subject, family)
    for clause in catalog.clauses:
        yield from _lint_references(Subject(catalog, clause), clause, family)
    for ancestor in family.ancestors(catalog):
        if _meet(catalog, ancestor):
            yield from _contradictions(catalog, ancestor)


class _Family:
    """Catalogs by id, with the way up."""

    def __init__(self, catalogs: Sequence[Catalog]) -> None:
        self._versions: dict[str, list[Catalog]] = {}
        for catalog in catalogs:
            self._versions.setdefault(catalog.id, []).append(catalog)

    def versions(self, catalog_id: str) -> list[Catalog]:
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


def _end(catalog: Catalog) -> date:
    return catalog.effective_to or _FOREVER


def _meet(first: Catalog, second: Catalog) -> bool:
    """Whether two catalogs are in force on a common day."""
    return first.effective_from <= _end(second) and second.effective_from <= _end(first)


# --- versions and parents -------------------------------------------------------------------


def _lint_versions(subject: Subject, earlier: Sequence[Catalog]) -> Iterator[Problem]:
    catalog = subject.catalog
    for other in earlier:
        if other.id != catalog.id:
            continue
        if other.version == catalog.version:
            yield subject.error(
                f"编号“{catalog.id}”版本“{catalog.version}”有两份", "改其中一份的编号或版本。"
            )
        elif other.published and catalog.published and _meet(other, catalog):
            yield subject.error(
                f"与 v{other.version} 的施行期间重叠"
                f"（{max(other.effective_from, catalog.effective_from)} 起）",
                "给旧版写上“施行止”，到新版施行的前一天。",
                value=other.version,
            )


def _lint_parent(subject: Subject, family: _Family) -> Iterator[Problem]:
    catalog = subject.catalog
    if not catalog.parent:
        return
    parents = family.versions(catalog.parent)
    if not parents:
        yield subject.error(
            f"没有编号为“{catalog.parent}”的上级目录", "核对“上级”。", value=catalog.parent
        )
        return
    if family.is_circular(catalog):
        yield subject.error("上级目录绕回了自己", "改“上级”，使目录一级管一级。")
    if all(_DEPTH[parent.level] > _DEPTH[catalog.level] for parent in parents):
        yield subject.error(
            f"上级目录《{parents[0].title}》的层级比本目录低", "核对“上级”和“层级”。"
        )
    if not any(_meet(catalog, parent) for parent in parents):
        yield subject.warning(
            f"施行期间，上级目录《{parents[0].title}》一直没有生效", "核对施行起止。"
        )


# --- references -----------------------------------------------------------------------------


def _lint_references(subject: Subject, clause: AnyClause, family: _Family) -> Iterator[Problem]:
    for reference in clause.replaces:
        yield from _lint_reference(subject, reference, "替换", family)
    if isinstance(clause, ExceptionClause):
        if not clause.lifts:
            yield subject.error("没有写豁免哪些条款", "写条款编号。")
        for reference in clause.lifts:
            yield from _lint_reference(subject, reference, "豁免", family)


def _lint_reference(
    subject: Subject, reference: str, verb: str, family: _Family
) -> Iterator[Problem]:
    catalog_id, _, name = reference.rpartition("/")
    owners = family.versions(catalog_id) if catalog_id else [subject.catalog]
    if not owners:
        yield subject.error(
            f"{verb}的“{reference}”找不到：没有编号为“{catalog_id}”的目录",
            "写成“目录编号/条款编号”。",
            value=reference,
        )
        return
    if name != DEFAULT and not any(
        clause.id == name for owner in owners for clause in owner.clauses
    ):
        yield subject.error(
            f"{verb}的“{reference}”找不到：《{owners[0].title}》里没有条款“{name}”",
            "核对条款编号。",
            value=reference,
        )
    elif verb == "替换" and _DEPTH[owners[0].level] > _DEPTH[subject.catalog.level]:
        yield subject.error(
            f"不能替换下级目录的“{reference}”",
            "上级和下级都管时从严，删掉“替换”。",
            value=reference,
        )


# --- contradictions -------------------------------------------------------------------------


def _contradictions(catalog: Catalog, ancestor: Catalog) -> Iterator[Problem]:
    for clause in catalog.clauses:
        subject = Subject(catalog, clause)
        if isinstance(clause, ListClause) and clause.outcome in {Outcome.ENCOURAGE, Outcome.PERMIT}:
            yield from _softer_list(subject, clause, ancestor)
        elif isinstance(clause, RequirementClause):
            yield from _softer_requirement(subject, clause, ancestor)


def _softer_list(subject: Subject, clause: ListClause, ancestor: Catalog) -> Iterator[Problem]:
    for code in clause.scope.industries:
        path = code_path(code)
        ruling = _ruling(path, ancestor)
        if isinstance(ruling, ListClause):
            reference, said = f"{ancestor.id}/{ruling.id}", ruling.outcome.value
            place = f"《{ancestor.title}》{ruling.number or ruling.id}"
        elif ruling is None and path and ancestor.default in _LISTED_ONLY:
            reference, said = f"{ancestor.id}/{DEFAULT}", "只准列入的行业"
            place = f"《{ancestor.title}》"
        else:
            continue
        if reference not in clause.replaces:
            yield subject.warning(
                f"{path}：{place}{said}，这里却{clause.outcome.value}；未声明替换，按上级执行",
                f"确要放宽的，在“替换”里写 {reference}。",
                value=code,
            )


def _ruling(path: str, catalog: Catalog) -> ListClause | Outcome | None:
    """The clause that restricts or prohibits a code in any case; its milder outcome; or None."""
    best: tuple[int, ListClause] | None = None
    for clause in catalog.clauses:
        if not isinstance(clause, ListClause) or not path:
            continue
        named = [code_path(code) for code in clause.scope.industries]
        excluded = [code_path(code) for code in clause.scope.except_industries]
        depth = max((len(other) for other in named if other and path.startswith(other)), default=-1)
        barred = max(
            (len(other) for other in excluded if other and path.startswith(other)), default=-1
        )
        if depth > barred and (best is None or depth > best[0]):
            best = depth, clause
    if best is None:
        return None
    clause = best[1]
    strict = clause.outcome in {Outcome.RESTRICT, Outcome.PROHIBIT}
    always = clause.scope.when == TRUE and not clause.scope.actions
    return clause if strict and always else Outcome.PERMIT


def _softer_requirement(
    subject: Subject, clause: RequirementClause, ancestor: Catalog
) -> Iterator[Problem]:
    if clause.metric not in METRICS or clause.scope.when != TRUE:
        return
    for other in ancestor.clauses:
        if not isinstance(other, RequirementClause) or not _comparable(clause, other):
            continue
        reference = f"{ancestor.id}/{other.id}"
        if reference in clause.replaces:
            continue
        for path, own, above in _pairs(clause, other):
            if _looser(own, above, clause.op):
                yield subject.warning(
                    f"{path or '各行业'}：门槛 {_shown(clause, own)}，"
                    f"比《{ancestor.title}》{other.number or other.id}"
                    f"（{_shown(other, above)}）宽；未声明替换，按上级执行",
                    f"确要放宽的，在“替换”里写 {reference}。",
                    value=reference,
                )


def _comparable(clause: RequirementClause, other: RequirementClause) -> bool:
    one, two = clause.scope, other.scope
    same = clause.metric == other.metric and clause.op == other.op
    meet = not one.actions or not two.actions or bool(set(one.actions) & set(two.actions))
    return same and meet and two.when == TRUE and clause.op in {">=", ">", "<=", "<"}


def _pairs(
    clause: RequirementClause, other: RequirementClause
) -> Iterator[tuple[str, float, float]]:
    """Industry, own threshold and the other's for it, wherever both are certain."""
    for row in clause.thresholds:
        if row.zone_tiers or row.land_grades or row.when != TRUE:
            continue
        for code in row.industries or clause.scope.industries or ("",):
            path = code_path(code)
            if _in_scope(path, other):
                above = _threshold_for(path, other.thresholds)
                if above is not None:
                    yield path, row.value, above


def _in_scope(path: str, clause: RequirementClause) -> bool:
    named = [code_path(code) for code in clause.scope.industries]
    excluded = [code_path(code) for code in clause.scope.except_industries]
    inside = not named or any(other and path.startswith(other) for other in named)
    return inside and not any(other and path.startswith(other) for other in excluded)


def _threshold_for(path: str, thresholds: tuple[Threshold, ...]) -> float | None:
    best: tuple[int, float] | None = None
    for row in thresholds:
        if row.zone_tiers or row.land_grades or row.when != TRUE:
            continue
        named = [code_path(code) for code in row.industries]
        depths = [len(other) for other in named if other and path.startswith(other)]
        depth = max(depths) if depths else (-1 if row.industries else 0)
        if depth >= 0 and (best is None or depth > best[0]):
            best = depth, row.value
    return best[1] if best else None


def _looser(own: float, above: float, op: str) -> bool:
    return own < above if op in {">=", ">"} else own > above


def _shown(clause: RequirementClause, value: float) -> str:
    sign = {">=": "≥", "<=": "≤"}.get(clause.op, clause.op)
    return f"{sign} {format_metric(clause.metric, value)}"
