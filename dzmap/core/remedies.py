"""How an applicant gets out of a restriction: the smallest changes, judged again before being named.

A change that settles one clause may touch others: more investment brings an approval on, less land
falls below a minimum. So every change is rounded as it is printed, applied, and judged like a new
applicant; the sentence says what came out.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from dzmap.core.catalogs import ListClause, Relation, SpatialClause
from dzmap.core.evaluation import Evaluation, Finding
from dzmap.core.facts import Block
from dzmap.core.gaps import Measure, failing, measures
from dzmap.core.judging import judge
from dzmap.core.kleene import FALSE, TRUE, at
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.metrics import APPLICANT_METRICS, METRICS
from dzmap.core.quantities import (
    at_least,
    format_list,
    format_number,
    metric_decimals,
    metric_shown,
    metric_stored,
)
from dzmap.core.rulebook import Rule
from dzmap.core.verdicts import Verdict
from dzmap.core.wording import Wording, metric_zh, number_of

Changes = Mapping[str, float]
"""New values by metric, in stored units."""

_MOST_STEPS = 4
_MORE = MappingProxyType(
    {
        "total_invest_wan_yuan": ("多投", "少投"),
        "fixed_invest_wan_yuan": ("固定资产多投", "固定资产少投"),
        "land_mu": ("多用地", "少用地"),
        "output_wan_yuan": ("年产值增加", "年产值减少"),
        "tax_wan_yuan": ("年税收增加", "年税收减少"),
        "energy_tce": ("多用能", "少用能"),
    }
)


def way_out(
    evaluation: Evaluation,
    rule: Rule,
    findings: Sequence[Finding],
    verdict: Verdict,
    wording: Wording,
) -> str:
    """One or two sentences on what the single row of an evaluation could do; "" if nothing is known.

    Args:
        evaluation: A rule set on a block of one row.
        rule: The rule that restricts or prohibits.
        findings: What all rules say.
        verdict: What they come to.
        wording: Names scopes.
    """
    lifting = evaluation.rule_set.lifting.get(rule.index, ())
    exempt = [f"{number_of(one)}（{wording.scope(one)}）" for one in lifting]
    hint = f"符合例外条款的可豁免：{format_list(exempt)}。" if exempt else ""
    if isinstance(rule.clause, SpatialClause):
        change = _moved(evaluation, rule, rule.clause, findings, verdict)
    else:
        change = _changed(evaluation, rule, verdict)
    return f"{change}。{hint}" if change else hint or _elsewhere(rule)


def _elsewhere(rule: Rule) -> str:
    if isinstance(rule.clause, ListClause) or rule.clause is None:
        return "可另选允许该行业的开发区。"
    return "可另选位置。" if isinstance(rule.clause, SpatialClause) else ""


# --- what comes out -------------------------------------------------------------------------


def _then(findings: Sequence[Finding], evaluation: Evaluation, verdict: Verdict) -> str:
    """What findings after a change come to; "" where it is worse than before."""
    after = Verdict(int(judge(evaluation.rule_set, findings, 1).verdict[0]))
    if after > verdict:
        return ""
    if after == verdict:
        hard = sum(
            one.contribution is not None
            and int(one.contribution[0]) in {Verdict.RESTRICTED, Verdict.PROHIBITED}
            for one in findings
        )
        return f"即满足本条，另有 {hard} 条不满足"
    if after is Verdict.INSUFFICIENT:
        return "即满足本条，但仍资料不足"
    return f"即{after.zh}" if after < Verdict.RESTRICTED else "即满足本条，但仍受限制"


def _moved(
    evaluation: Evaluation,
    rule: Rule,
    clause: SpatialClause,
    findings: Sequence[Finding],
    verdict: Verdict,
) -> str:
    """“退让占用的部分，其他不变时即准入”: a new place is not known, so nothing else is judged anew."""
    move = ""
    if clause.relation is Relation.DISTANCE_GE:
        names = "、".join(map(layer_zh, clause.layers))
        move = f"移到距{names} {format_number(clause.distance_m, 0)} m 以外"
    elif clause.relation is Relation.DISJOINT and _partly_clear(evaluation, clause):
        move = "退让占用的部分"
    rest = [one for one in findings if rule not in one.rules]
    return f"{move}，其他不变时{_then(rest, evaluation, verdict)}" if move else ""


def _partly_clear(evaluation: Evaluation, clause: SpatialClause) -> bool:
    block = evaluation.block
    place = block.facts.frame.geometry.iloc[int(block.rows[0])]
    inside = at(block.spatial(Relation.WITHIN, clause.layers, None), 0)
    return bool(place.area > 0) and inside != TRUE


# --- changing numbers -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Way:
    """Changes that satisfy a rule, and what they lead to."""

    text: str
    then: str


def _changed(evaluation: Evaluation, rule: Rule, verdict: Verdict) -> str:
    """“多投 1,435 万元或少用地 4.79 亩，即准入”; ways with different ends stand apart."""
    ways = list(_ways(evaluation, rule, verdict))
    best = [way for way in ways if "不满足" not in way.then] or ways
    ends = dict.fromkeys(way.then for way in best)
    return "；".join(
        f"{'或'.join(way.text for way in best if way.then == end)}，{end}" for end in ends
    )


def _ways(evaluation: Evaluation, rule: Rule, verdict: Verdict) -> Iterable[_Way]:
    parts = failing(measures(evaluation, rule), 0)
    if not parts or not isinstance(parts[0], Measure):
        return
    for step in _steps(parts[0], evaluation.block):
        changes: Changes = step
        for _ in range(_MOST_STEPS):
            changed = _with(evaluation, changes)
            findings = list(changed.findings())
            finding = next(one for one in findings if rule in one.rules)
            if at(finding.violated, 0) == FALSE:
                then = _then(findings, changed, verdict)
                if then and _plausible(changed, evaluation):
                    yield _Way(_text(evaluation, changes), then)
                break
            further = _next_step(changed, rule)
            if not further:
                break
            changes = {**changes, **further}


def _next_step(changed: Evaluation, rule: Rule) -> Changes:
    """What the rule still needs after some changes; empty where no number would do."""
    parts = failing(measures(changed, rule), 0)
    first = parts[0] if parts else None
    steps = _steps(first, changed.block) if isinstance(first, Measure) else []
    return steps[0] if steps else {}


def _with(evaluation: Evaluation, changes: Changes) -> Evaluation:
    block = evaluation.block
    return Evaluation(evaluation.rule_set, Block(block.facts.changed(changes), block.rows))


def _plausible(changed: Evaluation, before: Evaluation) -> bool:
    """Whether there still is land, and fixed investment is still a part of the whole."""
    new, old = changed.block.facts.frame.iloc[0], before.block.facts.frame.iloc[0]
    for name, metric in APPLICANT_METRICS.items():
        moved = metric.kind in {"number", "ratio"} and new[name] != old[name]
        if moved and pd.notna(new[name]) and not metric.lowest < new[name] <= metric.highest:
            return False
    whole = new["total_invest_wan_yuan"] < new["fixed_invest_wan_yuan"]
    return not whole or old["total_invest_wan_yuan"] < old["fixed_invest_wan_yuan"]


def _steps(measure: Measure, block: Block) -> list[Changes]:
    """The smallest changes of one fact each that satisfy a comparison, as they are printed."""
    metric = METRICS[measure.metric]
    threshold = float(measure.threshold[0])
    if (
        metric.of_target
        or measure.op in {"=", "!="}
        or not math.isfinite(float(measure.shortfall[0]))
    ):
        return []
    more, beyond = measure.at_least, measure.op in {">", "<"}
    if not metric.numerator:
        value = float(measure.measured[0])
        return [_step(measure.metric, value, threshold, more=more, beyond=beyond)]
    numerator = float(block.number(metric.numerator)[0][0])
    denominator = float(block.number(metric.denominator)[0][0])
    if not (math.isfinite(numerator) and math.isfinite(denominator)) or threshold <= 0:
        return []
    if not math.isclose(numerator / denominator, float(measure.measured[0]), rel_tol=1e-6):
        return []  # the ratio was stated itself and does not follow from the two
    top, bottom = threshold * denominator, numerator / threshold
    return [
        _step(metric.numerator, numerator, top, more=more, beyond=beyond),
        _step(metric.denominator, denominator, bottom, more=not more, beyond=beyond),
    ]


def _step(metric: str, value: float, wanted: float, *, more: bool, beyond: bool) -> Changes:
    """The wanted value, or a little further: the difference is one that can be printed."""
    amount = abs(metric_shown(metric, wanted - value))
    decimals = _decimals(metric, amount)
    rounded = at_least(amount + (10.0**-decimals if beyond else 0.0), decimals)
    difference = metric_stored(metric, rounded)
    return {metric: value + difference if more else value - difference}


def _decimals(metric: str, amount: float) -> int:
    return 0 if METRICS[metric].unit == "万元" and abs(amount) >= 10 else metric_decimals(metric)


def _text(evaluation: Evaluation, changes: Changes) -> str:
    frame = evaluation.block.facts.frame
    return "并".join(
        _change_text(name, value - float(frame[name].iloc[0])) for name, value in changes.items()
    )


def _change_text(metric: str, amount: float) -> str:
    more, less = _MORE.get(metric, (f"{metric_zh(metric)}增加", f"{metric_zh(metric)}减少"))
    shown = metric_shown(metric, amount)
    number = format_number(abs(shown), _decimals(metric, shown))
    unit = "个百分点" if METRICS[metric].kind == "ratio" else METRICS[metric].unit
    return f"{more if amount > 0 else less} {number} {unit}".strip()
