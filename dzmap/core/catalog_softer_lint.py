"""Where a catalog is softer than one above it without saying that it replaces anything."""

from collections.abc import Iterator
from dataclasses import replace

from dzmap.core.catalog_findings import At, Finding, Fix, Subject
from dzmap.core.catalogs import (
    TRUE,
    AnyClause,
    Catalog,
    Default,
    ListClause,
    Outcome,
    RequirementClause,
    Scope,
    Threshold,
)
from dzmap.core.industries import code_path
from dzmap.core.metrics import METRICS
from dzmap.core.quantities import format_metric

_DEFAULT = "default"
_LISTED_ONLY = frozenset({Default.LISTED_ONLY_PROHIBIT, Default.LISTED_ONLY_RESTRICT})
_STRICT = frozenset({Outcome.RESTRICT, Outcome.PROHIBIT})
_LONGEST = 5


class Ancestor:
    """A catalog above another, its clauses sorted by what they speak of."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._by_path: dict[str, list[ListClause]] = {}
        self._by_item: dict[tuple[str, str], list[ListClause]] = {}
        self._requirements: dict[tuple[str, str], list[RequirementClause]] = {}
        for clause in catalog.clauses:
            if isinstance(clause, ListClause):
                self._add_list(clause)
            elif isinstance(clause, RequirementClause):
                self._requirements.setdefault((clause.metric, clause.op), []).append(clause)

    def _add_list(self, clause: ListClause) -> None:
        if clause.scope.names_items:
            for item in items_of(clause.scope):
                self._by_item.setdefault(item, []).append(clause)
            return
        for code in clause.scope.industries:
            path = code_path(code)
            if path:
                self._by_path.setdefault(path, []).append(clause)

    def ruling(self, path: str) -> ListClause | None:
        """The list clause of the longest prefix of a code that does not leave it out."""
        for length in range(min(len(path), _LONGEST), 0, -1):
            for clause in self._by_path.get(path[:length], ()):
                barred = map(code_path, clause.scope.except_industries)
                if not any(len(one) >= length and path.startswith(one) for one in barred if one):
                    return clause
        return None

    def items(self, item: tuple[str, str]) -> list[ListClause]:
        """The list clauses that name a product, a process or a reference list."""
        return self._by_item.get(item, [])

    def requirements(self, metric: str, op: str) -> list[RequirementClause]:
        """The requirements on a metric that compare the same way."""
        return self._requirements.get((metric, op), [])


def items_of(scope: Scope) -> Iterator[tuple[str, str]]:
    """The products, processes and reference lists of a scope, with the entry they stand in."""
    yield from (("适用产品", name) for name in scope.products)
    yield from (("适用工艺", name) for name in scope.processes)
    yield from (("引用名录", name) for name in scope.lists)


def softer_than(catalog: Catalog, above: Ancestor) -> Iterator[Finding]:
    """Clauses that the catalog above sets aside because they do not say that they replace it."""
    for clause in catalog.clauses:
        subject = Subject(catalog, clause)
        if isinstance(clause, ListClause) and clause.outcome not in _STRICT:
            yield from _softer_items(subject, clause, above)
            if not clause.scope.names_items:
                yield from _softer_list(subject, clause, above)
        elif isinstance(clause, RequirementClause):
            yield from _softer_requirement(subject, clause, above)


def _declared(clause: AnyClause, reference: str) -> Fix:
    return Fix(f"声明替换 {reference}", replace(clause, replaces=(*clause.replaces, reference)))


def _always(clause: ListClause) -> bool:
    return clause.scope.when == TRUE and not clause.scope.actions


def _softer_list(subject: Subject, clause: ListClause, above: Ancestor) -> Iterator[Finding]:
    catalog = above.catalog
    for code in clause.scope.industries:
        path = code_path(code)
        ruling = above.ruling(path)
        if ruling is not None and ruling.outcome in _STRICT and _always(ruling):
            reference, said = f"{catalog.id}/{ruling.id}", ruling.outcome.value
            place = f"《{catalog.title}》{ruling.number or ruling.id}"
        elif ruling is None and path and catalog.default in _LISTED_ONLY:
            reference, said = f"{catalog.id}/{_DEFAULT}", "只准列入的行业"
            place = f"《{catalog.title}》"
        else:
            continue
        if reference not in clause.replaces:
            yield subject.warning(
                f"{path}：{place}{said}，这里却{clause.outcome.value}；未声明替换，按上级执行",
                f"确要放宽的，在“替换”里写 {reference}。",
                value=code,
                at=At("适用行业"),
                fix=_declared(clause, reference),
            )


def _softer_items(subject: Subject, clause: ListClause, above: Ancestor) -> Iterator[Finding]:
    for item, name in items_of(clause.scope):
        for other in above.items((item, name)):
            reference = f"{above.catalog.id}/{other.id}"
            if other.outcome in _STRICT and _always(other) and reference not in clause.replaces:
                yield subject.warning(
                    f"“{name}”：《{above.catalog.title}》{other.number or other.id}"
                    f"{other.outcome.value}，这里却{clause.outcome.value}；未声明替换，按上级执行",
                    f"确要放宽的，在“替换”里写 {reference}。",
                    value=name,
                    at=At(item),
                    fix=_declared(clause, reference),
                )


# --- thresholds -----------------------------------------------------------------------------


def _softer_requirement(
    subject: Subject, clause: RequirementClause, above: Ancestor
) -> Iterator[Finding]:
    if clause.metric not in METRICS or clause.scope.when != TRUE:
        return
    catalog = above.catalog
    for other in above.requirements(clause.metric, clause.op):
        reference = f"{catalog.id}/{other.id}"
        if not _comparable(clause, other) or reference in clause.replaces:
            continue
        for position, path, own, required in _pairs(clause, other):
            if _looser(own, required, clause.op):
                yield subject.warning(
                    f"{path or '各行业'}：门槛 {_shown(clause, own)}，"
                    f"比《{catalog.title}》{other.number or other.id}"
                    f"（{_shown(other, required)}）宽；未声明替换，按上级执行",
                    f"确要放宽的，在“替换”里写 {reference}。",
                    value=reference,
                    at=At("门槛", position),
                    fix=_declared(clause, reference),
                )


def _comparable(clause: RequirementClause, other: RequirementClause) -> bool:
    one, two = clause.scope, other.scope
    meet = not one.actions or not two.actions or bool(set(one.actions) & set(two.actions))
    return meet and two.when == TRUE and clause.op in {">=", ">", "<=", "<"}


def _pairs(
    clause: RequirementClause, other: RequirementClause
) -> Iterator[tuple[int, str, float, float]]:
    """Position and industry of own thresholds, own value and the other's, where both are certain."""
    for position, row in enumerate(clause.thresholds):
        if row.zone_tiers or row.land_grades or row.when != TRUE:
            continue
        for code in row.industries or clause.scope.industries or ("",):
            path = code_path(code)
            if _in_scope(path, other):
                required = _threshold_for(path, other.thresholds)
                if required is not None:
                    yield position, path, row.value, required


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


def _looser(own: float, required: float, op: str) -> bool:
    return own < required if op in {">=", ">"} else own > required


def _shown(clause: RequirementClause, value: float) -> str:
    sign = {">=": "≥", "<=": "≤"}.get(clause.op, clause.op)
    return f"{sign} {format_metric(clause.metric, value)}"
