"""Checks catalogs for what an author did not mean: wrong codes, contradictions, dead clauses."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from dzmap.core.catalog_family_lint import lint_family
from dzmap.core.catalog_findings import (
    Subject,
    codes_of,
    conditions_of,
    constant,
    layers_of,
    leaves,
)
from dzmap.core.catalogs import (
    AnyClause,
    Catalog,
    Compare,
    ListClause,
    Member,
    RequirementClause,
    Scope,
    Threshold,
)
from dzmap.core.industries import IndustryTree, code_path
from dzmap.core.kleene import FALSE
from dzmap.core.metrics import METRICS
from dzmap.core.problems import Problem
from dzmap.core.spatial import LAYER_ZH

_SMALL_RATIO = 0.005


def lint(catalogs: Sequence[Catalog], industries: IndustryTree) -> tuple[Problem, ...]:
    """Everything that looks wrong in a set of catalogs, catalog by catalog.

    Args:
        catalogs: All catalogs and versions that belong together: a child's parent too.
        industries: GB/T 4754-2017.

    Returns:
        Errors and warnings; ``file`` is title and version, ``column`` the clause id, ``value`` the
        code, reference or number in question.
    """
    found: list[Problem] = []
    for position, catalog in enumerate(catalogs):
        found.extend(_lint_catalog(catalog, industries))
        found.extend(lint_family(catalogs, position))
    return tuple(found)


def _lint_catalog(catalog: Catalog, industries: IndustryTree) -> Iterator[Problem]:
    subject = Subject(catalog)
    if not catalog.clauses:
        yield subject.warning("没有一条条款", "补上条款；只有“未列入行业”的规定起作用。")
    if _empty_period(catalog.effective_from, catalog.effective_to):
        yield subject.error("施行止早于施行起，永远不生效", "核对日期。")
    counted = Counter(clause.id for clause in catalog.clauses)
    for clause_id, count in counted.items():
        if count > 1:
            yield subject.error(
                f"有 {count} 条条款的编号都是“{clause_id}”",
                "编号在一个目录里不能重复。",
                value=clause_id,
            )
    for clause in catalog.clauses:
        yield from _lint_clause(Subject(catalog, clause), clause, industries)
    yield from _codes_in_two_lists(catalog)


def _empty_period(start: date | None, end: date | None) -> bool:
    return start is not None and end is not None and end < start


# --- one clause -----------------------------------------------------------------------------


def _lint_clause(
    subject: Subject, clause: AnyClause, industries: IndustryTree
) -> Iterator[Problem]:
    yield from _lint_codes(subject, clause, industries)
    yield from _lint_layers(subject, clause)
    yield from _lint_metrics(subject, clause)
    yield from _lint_reach(subject, clause)
    if isinstance(clause, RequirementClause):
        yield from _lint_requirement(subject, clause)


def _lint_codes(subject: Subject, clause: AnyClause, industries: IndustryTree) -> Iterator[Problem]:
    for code in dict.fromkeys(codes_of(clause)):
        if code in industries:
            continue
        yield subject.error(industries.fault(code), industries.remedy(code), value=code)


def _lint_layers(subject: Subject, clause: AnyClause) -> Iterator[Problem]:
    for kind in dict.fromkeys(layers_of(clause)):
        if kind not in LAYER_ZH:
            yield subject.error(
                f"没有名为“{kind}”的图层类型",
                f"可以写：{'、'.join(LAYER_ZH.values())}。",
                value=kind,
            )


def _lint_metrics(subject: Subject, clause: AnyClause) -> Iterator[Problem]:
    asked = [
        leaf.metric
        for condition in conditions_of(clause)
        for leaf in leaves(condition)
        if isinstance(leaf, Compare | Member)
    ]
    if isinstance(clause, RequirementClause) and clause.metric:
        asked.append(clause.metric)
    for metric in dict.fromkeys(asked):
        if metric not in METRICS:
            yield subject.error(
                f"没有名为“{metric}”的指标", "改为“说明”里列出的指标。", value=metric
            )


def _lint_reach(subject: Subject, clause: AnyClause) -> Iterator[Problem]:
    catalog, scope = subject.catalog, clause.scope
    start = max(catalog.effective_from, clause.effective_from or catalog.effective_from)
    ends = [end for end in (catalog.effective_to, clause.effective_to) if end is not None]
    if ends and min(ends) < start:
        yield subject.error("永远不生效：施行期间是空的", "核对条款和目录的施行起止。")
    if scope.industries and set(scope.industries) <= set(scope.except_industries):
        yield subject.error("适用行业全部被“除外行业”排除，永远不适用", "核对适用行业和除外行业。")
    if constant(scope.when) == FALSE:
        yield subject.error("适用条件永远不成立", "核对适用条件。")


# --- requirements ---------------------------------------------------------------------------


def _lint_requirement(subject: Subject, clause: RequirementClause) -> Iterator[Problem]:
    if not clause.metric:
        if clause.condition is None:
            yield subject.error("没有写要求什么", "写“指标”和门槛，或写“须满足”。")
        elif constant(clause.condition) == FALSE:
            yield subject.error("要求永远不能满足", "核对“须满足”。")
        return
    if not clause.thresholds:
        yield subject.error("没有写门槛", "写“数值”和单位，或在“门槛”里分档。")
    yield from _lint_ratios(subject, clause)
    yield from _lint_rows(subject, clause)


def _lint_ratios(subject: Subject, clause: RequirementClause) -> Iterator[Problem]:
    metric = METRICS.get(clause.metric)
    if metric is None or metric.kind != "ratio":
        return
    for threshold in clause.thresholds:
        if threshold.value > 1 or 0 < threshold.value < _SMALL_RATIO:
            yield subject.warning(
                f"“{metric.zh}”的门槛是 {threshold.value * 100:g} %，不像比例",
                "核对数值和单位，如 7 % 不是 0.07 %。",
                value=f"{threshold.value:g}",
            )


def _lint_rows(subject: Subject, clause: RequirementClause) -> Iterator[Problem]:
    keys = Counter(_row_key(threshold) for threshold in clause.thresholds)
    if any(count > 1 for count in keys.values()):
        yield subject.warning("有两行门槛的适用范围完全相同", "只留一行；两行都在时从严。")
    wanted = [code_path(code) for code in clause.scope.industries]
    for threshold in clause.thresholds:
        for code in threshold.industries:
            path = code_path(code)
            near = any(path.startswith(other) or other.startswith(path) for other in wanted)
            if wanted and path and not near:
                yield subject.warning(
                    f"门槛里的 {path} 不在本条适用行业内，用不上", "核对适用行业。", value=code
                )


def _row_key(threshold: Threshold) -> tuple[object, ...]:
    return (
        frozenset(threshold.industries),
        frozenset(threshold.zone_tiers),
        frozenset(threshold.land_grades),
        threshold.when,
    )


# --- lists ----------------------------------------------------------------------------------


def _codes_in_two_lists(catalog: Catalog) -> Iterator[Problem]:
    lists = [clause for clause in catalog.clauses if isinstance(clause, ListClause)]
    for first, second in combinations(lists, 2):
        if not (_may_meet(first.scope, second.scope) and _overlap_in_time(first, second)):
            continue
        subject = Subject(catalog, second)
        for code in sorted(set(first.scope.industries) & set(second.scope.industries)):
            shown = code_path(code) or code
            if first.outcome is second.outcome:
                yield subject.warning(
                    f"{shown} 在条款 {first.id} 里已列为{first.outcome.value}",
                    "只留一处。",
                    value=code,
                )
            else:
                yield subject.error(
                    f"{shown} 在条款 {first.id} 里列为{first.outcome.value}，"
                    f"这里又列为{second.outcome.value}",
                    "只留一处；都留着时从严。",
                    value=code,
                )


def _may_meet(first: Scope, second: Scope) -> bool:
    """Whether nothing but a condition could keep two scopes apart, and they name the same one."""
    pairs = (
        (first.actions, second.actions),
        (first.zone_tiers, second.zone_tiers),
        (first.park_kinds, second.park_kinds),
        (first.applicant_classes, second.applicant_classes),
    )
    apart = any(one and other and not set(one) & set(other) for one, other in pairs)
    return not apart and first.when == second.when


def _overlap_in_time(first: AnyClause, second: AnyClause) -> bool:
    start = max((day for day in (first.effective_from, second.effective_from) if day), default=None)
    ends = [day for day in (first.effective_to, second.effective_to) if day]
    return not (start and ends and min(ends) < start)
