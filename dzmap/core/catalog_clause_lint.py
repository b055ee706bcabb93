"""Checks of one clause by itself: codes, layers, metrics, dates, conditions, what is left blank."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from dzmap.core.catalog_amount_lint import lint_amounts
from dzmap.core.catalog_findings import At, Finding, Fix, Subject
from dzmap.core.catalogs import (
    TRUE,
    All,
    AnyClause,
    Case,
    Catalog,
    Compare,
    Condition,
    Level,
    Member,
    ProcedureClause,
    Relation,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.clause_parts import (
    codes_of,
    conditions_of,
    constant,
    layers_of,
    leaves,
    lists_of,
    subtrees,
    with_codes,
    with_layer,
)
from dzmap.core.industries import IndustryTree, code_path
from dzmap.core.intervals import Interval, brackets_of, clashes
from dzmap.core.kleene import FALSE
from dzmap.core.layer_kinds import LAYER_ZH
from dzmap.core.metrics import METRICS
from dzmap.core.quantities import format_list

_ID = re.compile(r"[\w.\-]+")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a catalog may refer to; None: nobody knows what there is.

    ``lists`` are the names of reference lists, ``places`` the names of counties, zones and parks by
    level and id.
    """

    industries: IndustryTree
    lists: Collection[str] | None = None
    places: Mapping[Level, Mapping[str, str]] | None = None


def lint_clause(catalog: Catalog, clause: AnyClause, known: Known) -> Iterator[Finding]:
    """What is wrong with one clause, whatever the others say."""
    subject = Subject(catalog, clause)
    yield from _lint_blanks(subject, clause)
    yield from _lint_codes(subject, clause, known.industries)
    yield from _lint_layers(subject, clause)
    yield from _lint_lists(subject, clause, known.lists)
    yield from _lint_metrics(subject, clause)
    yield from _lint_reach(subject, catalog, clause)
    yield from _lint_conditions(subject, clause)
    if isinstance(clause, RequirementClause):
        yield from _lint_requirement(subject, clause)
    yield from lint_amounts(subject, clause)


# --- what is left blank ---------------------------------------------------------------------


def _lint_blanks(subject: Subject, clause: AnyClause) -> Iterator[Finding]:
    if not _ID.fullmatch(clause.id):
        yield subject.error(
            f"编号“{clause.id}”是空的，或有空格、符号",
            "只用汉字、字母、数字和 - . _ 。",
            at=At("编号"),
        )
    if isinstance(clause, ProcedureClause) and not clause.approval.strip():
        yield subject.error("没有写须办理什么", "写手续的名称，如 节能审查。", at=At("须办理"))
    if isinstance(clause, SpatialClause):
        if not clause.layers:
            yield subject.error("没有写图层", "如 永久基本农田、化工园区。", at=At("图层"))
        far = clause.relation is Relation.DISTANCE_GE
        if far and not clause.distance_m:
            yield subject.error("没有写距离", "写成“300 m”这样的形式。", at=At("距离"))


# --- what it refers to ----------------------------------------------------------------------


def _lint_codes(subject: Subject, clause: AnyClause, industries: IndustryTree) -> Iterator[Finding]:
    for code, item in {code: item for item, code in reversed([*codes_of(clause)])}.items():
        if code not in industries:
            yield subject.error(
                industries.fault(code) or f"行业代码 {code} 少了开头的 0",
                industries.remedy(code),
                value=code,
                at=At(item),
                fix=_code_fix(clause, code, industries),
            )


def _code_fix(clause: AnyClause, code: str, industries: IndustryTree) -> Fix | None:
    former = industries.former(code)
    instead = tuple(entry.code for entry in former.successors) if former else ()
    padded = industries.normalise(code)
    if not instead and padded in industries:
        instead = (padded,)
    if not instead:
        return None
    shown = "、".join(map(code_path, instead))
    return Fix(f"把 {code_path(code) or code} 改为 {shown}", with_codes(clause, {code: instead}))


def _lint_layers(subject: Subject, clause: AnyClause) -> Iterator[Finding]:
    for kind, item in {kind: item for item, kind in reversed([*layers_of(clause)])}.items():
        if kind in LAYER_ZH:
            continue
        near = get_close_matches(kind, LAYER_ZH.values(), n=1, cutoff=0.5)
        instead = next((known for known, word in LAYER_ZH.items() if word in near), "")
        fix = Fix(f"把“{kind}”改为“{near[0]}”", with_layer(clause, kind, instead)) if near else None
        yield subject.error(
            f"没有名为“{kind}”的图层类型",
            f"可以写：{'、'.join(LAYER_ZH.values())}。",
            value=kind,
            at=At(item),
            fix=fix,
        )


def _lint_lists(
    subject: Subject, clause: AnyClause, lists: Collection[str] | None
) -> Iterator[Finding]:
    for name, item in {name: item for item, name in reversed([*lists_of(clause)])}.items():
        if lists is None or name in lists:
            continue
        have = f"项目里有：{format_list(sorted(lists), 8)}。" if lists else "项目里还没有名录。"
        yield subject.warning(
            f"项目里没有名为《{name}》的引用名录，审查时按资料不足",
            f"导入这个名录，或核对名称。{have}",
            value=name,
            at=At(item),
        )


def _lint_metrics(subject: Subject, clause: AnyClause) -> Iterator[Finding]:
    asked = [
        (leaf.metric, item)
        for item, condition in conditions_of(clause)
        for leaf in leaves(condition)
        if isinstance(leaf, Compare | Member)
    ]
    if isinstance(clause, RequirementClause) and clause.metric:
        asked.append((clause.metric, "指标"))
    for metric, item in dict(reversed(asked)).items():
        if metric not in METRICS:
            yield subject.error(
                f"没有名为“{metric}”的指标",
                "改为“填写说明”里列出的指标。",
                value=metric,
                at=At(item),
            )
    for item, condition in conditions_of(clause):
        for leaf in leaves(condition):
            yield from _lint_words(subject, leaf, item)


def _lint_words(subject: Subject, leaf: Condition, item: str) -> Iterator[Finding]:
    metric = METRICS.get(leaf.metric) if isinstance(leaf, Compare | Member) else None
    if metric is None:
        return
    if isinstance(leaf, Member):
        unknown = [word for word in leaf.values if metric.choices and word not in metric.choices]
        if unknown:
            yield subject.error(
                f"“{metric.zh}”没有“{'、'.join(unknown)}”这一类，永远对不上",
                f"可以写：{'、'.join(metric.choices)}。",
                value=unknown[0],
                at=At(item),
            )
    elif metric.kind in {"text", "set"}:
        yield subject.error(f"“{metric.zh}”是文字，不能比大小", "用“属于”。", at=At(item))


# --- whether it ever applies ----------------------------------------------------------------


def _lint_reach(subject: Subject, catalog: Catalog, clause: AnyClause) -> Iterator[Finding]:
    scope = clause.scope
    start = max(catalog.effective_from, clause.effective_from or catalog.effective_from)
    ends = [end for end in (catalog.effective_to, clause.effective_to) if end is not None]
    if ends and min(ends) < start:
        yield subject.error(
            "永远不生效：施行期间是空的", "核对条款和目录的施行起止。", at=At("施行止")
        )
    if scope.industries and set(scope.industries) <= set(scope.except_industries):
        yield subject.error(
            "适用行业全部被“除外行业”排除，永远不适用",
            "核对适用行业和除外行业。",
            at=At("除外行业"),
        )
    if constant(scope.when) == FALSE:
        yield subject.error("适用条件永远不成立", "核对适用条件。", at=At("适用条件"))
    kinds = set(catalog.park_kinds) if catalog.level is Level.PARK else set()
    if kinds and scope.park_kinds and not kinds & set(scope.park_kinds):
        yield subject.error(
            "本目录不管这类园区，永远不适用", "核对目录和条款的园区类型。", at=At("园区类型")
        )


def _lint_conditions(subject: Subject, clause: AnyClause) -> Iterator[Finding]:
    for item, condition in conditions_of(clause):
        for part in subtrees(condition):
            if isinstance(part, All):
                yield from _lint_clashes(subject, part, item)
            elif isinstance(part, Case):
                yield from _lint_case(subject, part, item)


def _lint_clashes(subject: Subject, condition: All, item: str) -> Iterator[Finding]:
    for metric, _ in clashes(condition.operands):
        yield subject.error(
            f"对“{METRICS[metric].zh}”的要求互相矛盾，没有一个数能同时符合",
            "核对用“且”连起来的几项。",
            value=metric,
            at=At(item),
        )


def _lint_case(subject: Subject, condition: Case, item: str) -> Iterator[Finding]:
    brackets = brackets_of([guard for guard, _ in condition.branches])
    if brackets is None:
        return
    for position in brackets.dead():
        yield subject.error(
            f"分档的第 {position + 1} 档永远用不到，前面的档已经包括了它",
            "核对各档的界限和先后。",
            at=At(item),
        )
    for earlier, later, shared in brackets.overlaps():
        yield subject.warning(
            f"{brackets.shown(shared)} 同时落在分档的第 {earlier + 1} 档和第 {later + 1} 档，"
            f"按第 {earlier + 1} 档算",
            "一头用“≥”，另一头用“<”。",
            at=At(item),
        )
    for hole in brackets.holes():
        yield subject.warning(
            f"{brackets.shown(hole)} 不在任何一档，按“否则”算",
            "核对各档的界限；界限上的数要归到一档。",
            at=At(item),
        )


# --- requirements ---------------------------------------------------------------------------


def _lint_requirement(subject: Subject, clause: RequirementClause) -> Iterator[Finding]:
    if not clause.metric:
        if clause.condition is None:
            yield subject.error("没有写要求什么", "写“指标”和门槛，或写“须满足”。", at=At("指标"))
        elif constant(clause.condition) == FALSE:
            yield subject.error("要求永远不能满足", "核对“须满足”。", at=At("须满足"))
        return
    if not clause.thresholds:
        yield subject.error("没有写门槛", "写“数值”和单位，或在“门槛”里分档。", at=At("数值"))
    yield from _lint_rows(subject, clause)
    yield from _lint_row_brackets(subject, clause)


def _lint_rows(subject: Subject, clause: RequirementClause) -> Iterator[Finding]:
    wanted = [code_path(code) for code in clause.scope.industries]
    tiers = set(clause.scope.zone_tiers)
    seen: set[tuple[object, ...]] = set()
    for position, row in enumerate(clause.thresholds):
        at = At("门槛", position)
        key = (*map(frozenset, (row.industries, row.zone_tiers, row.land_grades)), row.when)
        if key in seen:
            yield subject.warning(
                "有两行门槛的适用范围完全相同", "只留一行；两行都在时从严。", at=at
            )
        seen.add(key)
        for code in row.industries:
            path = code_path(code)
            near = any(path.startswith(other) or other.startswith(path) for other in wanted)
            if wanted and path and not near:
                yield subject.warning(
                    f"门槛里的 {path} 不在本条适用行业内，用不上",
                    "核对适用行业。",
                    value=code,
                    at=at,
                )
        if tiers and row.zone_tiers and not tiers & set(row.zone_tiers):
            yield subject.warning(
                f"门槛里的{'、'.join(row.zone_tiers)}不在本条适用的级别内，用不上",
                "核对开发区级别。",
                at=at,
            )


def _lint_row_brackets(subject: Subject, clause: RequirementClause) -> Iterator[Finding]:
    groups: dict[tuple[object, ...], list[int]] = {}
    for position, row in enumerate(clause.thresholds):
        if row.when != TRUE:
            key = tuple(map(frozenset, (row.industries, row.zone_tiers, row.land_grades)))
            groups.setdefault(key, []).append(position)
    general = any(row.when == TRUE for row in clause.thresholds)
    for positions in groups.values():
        brackets = brackets_of([clause.thresholds[position].when for position in positions])
        if brackets is None:
            continue
        for _, later, shared in brackets.overlaps():
            yield subject.warning(
                f"{brackets.shown(shared)} 同时落在两行门槛里，按严的算",
                "一头用“≥”，另一头用“<”。",
                at=At("门槛", positions[later]),
            )
        for hole in () if general else brackets.holes():
            yield _hole(subject, brackets.shown(hole), positions[0], hole)


def _hole(subject: Subject, shown: str, position: int, hole: Interval) -> Finding:
    return subject.warning(
        f"{shown} 没有门槛，等于不作要求",
        "核对各档的界限；界限上的数要归到一档。",
        value="" if hole.low != hole.high else f"{hole.low:g}",
        at=At("门槛", position),
    )
