"""What a clause says to a row in one phrase: “投资强度还差 35.00 万元/亩”, “缺：年税收”."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from dzmap.core.catalogs import (
    ListClause,
    ProcedureClause,
    Relation,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.evaluation import Evaluation, decides_with_others
from dzmap.core.gaps import Demand, Measure, failing, measures, shortfall_text
from dzmap.core.kleene import FALSE, Mask, spread
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.listing import NOTHING
from dzmap.core.missing import MissingFacts
from dzmap.core.quantities import format_list, format_number
from dzmap.core.rulebook import Rule
from dzmap.core.verdicts import Verdict
from dzmap.core.wording import Wording, is_commitment, items_text

Texts = npt.NDArray[np.object_]

_OUTSIDE = {Relation.WITHIN: "不在{}内", Relation.DISJOINT: "占用{}"}


def phrases(
    evaluation: Evaluation, rule: Rule, verdict: npt.NDArray[np.int8], wording: Wording
) -> Texts:
    """What the decisive rule of every row of a block means for it.

    Args:
        evaluation: The rule set on the rows.
        rule: The rule that is decisive for all of them.
        verdict: Their verdicts, which the rule brought about.
        wording: Names industries.
    """
    undecided = verdict == Verdict.INSUFFICIENT
    texts = np.empty(evaluation.block.size, dtype=object)
    texts[:] = _decided(evaluation, rule, ~undecided, wording)
    if undecided.any():
        missing = missing_facts(evaluation, rule, undecided)
        for row in np.flatnonzero(undecided):
            texts[row] = missing_text(missing.names(int(row)))
    return texts


def missing_facts(evaluation: Evaluation, rule: Rule, undecided: Mask) -> MissingFacts:
    """What would settle a rule, or the whole list that it belongs to."""
    missing = MissingFacts(evaluation)
    if decides_with_others(rule):
        own = [one for one in evaluation.rule_set.rules if one.catalog.id == rule.catalog.id]
        missing.of_list(own, undecided)
    else:
        missing.of_rule(rule, undecided)
    return missing


def missing_text(names: Sequence[str]) -> str:
    """“缺：年税收、永久基本农田图层”."""
    return f"缺：{format_list(names)}" if names else "缺资料"


def _decided(evaluation: Evaluation, rule: Rule, rows: Mask, wording: Wording) -> str | list[str]:
    match rule.clause:
        case None | ListClause() as clause:
            return listed_text(clause)
        case RequirementClause() | SpatialClause() as clause if is_commitment(clause):
            return _with_doubt(commitment_text(rule, wording), evaluation, rule)
        case SpatialClause() as clause:
            return _conflicts(clause, evaluation)
        case ProcedureClause(approval=approval):
            return _with_doubt(f"须办理{approval}", evaluation, rule)
        case RequirementClause():
            parts, demand = measures(evaluation, rule), wording.requirement(rule)
            return [
                (_failures(parts, row, wording) or f"不满足：{demand}") if rows[row] else ""
                for row in range(len(rows))
            ]
        case _:
            return ""


def _with_doubt(text: str, evaluation: Evaluation, rule: Rule) -> list[str]:
    """The text of every row, marked where it is not certain that the rule strikes it."""
    finding = next(one for one in evaluation.findings(rule.catalog.id) if rule in one.rules)
    sure = np.zeros(evaluation.block.size, dtype=np.bool_)
    if finding.checked is not None:
        sure = finding.checked > NOTHING
    return [text if certain else f"{text}（待核）" for certain in sure]


def commitment_text(rule: Rule, wording: Wording) -> str:
    """“开工期限 ≤ 6 月：须承诺”."""
    return f"{wording.requirement(rule)}：须承诺"


def listed_text(clause: ListClause | None) -> str:
    """“行业列入禁止类”, “产品属于尿素、电石，列入禁止类”; None is the catalog's default."""
    if clause is None:
        return "行业未列入准入目录"
    items = items_text(clause.scope)
    return (
        f"{items}，列入{clause.outcome.value}类" if items else f"行业列入{clause.outcome.value}类"
    )


def _conflicts(clause: SpatialClause, evaluation: Evaluation) -> str | list[str]:
    """What it means that a spatial clause does not hold, of every row of a block."""
    if len(clause.layers) == 1 or clause.relation is Relation.WITHIN:
        return conflict_text(clause, clause.layers)
    hit = {kind: _broken(clause, kind, evaluation) for kind in clause.layers}
    return [
        conflict_text(clause, [kind for kind in hit if hit[kind][row]] or clause.layers)
        for row in range(evaluation.block.size)
    ]


def _broken(clause: SpatialClause, kind: str, evaluation: Evaluation) -> Mask:
    """Which rows of a block a spatial clause fails for because of one kind of layer."""
    truth = evaluation.block.spatial(clause.relation, (kind,), clause.distance_m)
    broken: Mask = spread(truth, evaluation.block.size) == FALSE
    return broken


def layers_hit(clause: SpatialClause, evaluation: Evaluation) -> tuple[str, ...]:
    """The kinds of layer that a clause fails because of, for the single row of an evaluation."""
    return tuple(kind for kind in clause.layers if _broken(clause, kind, evaluation)[0])


def conflict_text(clause: SpatialClause, kinds: Iterable[str]) -> str:
    """What it means that a spatial clause does not hold because of some kinds of layer."""
    layers = "、".join(map(layer_zh, kinds))
    if clause.relation is Relation.DISTANCE_GE:
        return f"距{layers}不足 {format_number(clause.distance_m, 0)} m"
    return _OUTSIDE[clause.relation].format(layers)


def _failures(parts: list[Measure | Demand], row: int, wording: Wording) -> str:
    texts = [
        shortfall_text(part, row)
        if isinstance(part, Measure)
        else f"不满足：{wording.condition(part.condition)}"
        for part in failing(parts, row)
    ]
    return "；".join(texts)
