"""The two sentences above the evidence: what decided, and how to get out of it."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from dzmap.core.catalogs import ListClause, RequirementClause
from dzmap.core.clause_results import is_decided, is_open
from dzmap.core.evaluation import Evaluation, Finding
from dzmap.core.gaps import Measure, margin_text, measures, relative_margin
from dzmap.core.kleene import FALSE, spread
from dzmap.core.phrases import listed_text, phrases
from dzmap.core.quantities import format_list
from dzmap.core.remedies import way_out
from dzmap.core.rulebook import Rule
from dzmap.core.verdicts import ClauseResult, ClauseState, Verdict
from dzmap.core.wording import Wording, number_of

Judged = tuple[Verdict, Verdict, int]
"""Verdict, verdict of the decided clauses alone, index of the decisive rule (-1: none)."""


def headline_and_remedy(
    evaluation: Evaluation,
    clauses: Sequence[ClauseResult],
    findings: Sequence[Finding],
    judged: Judged,
    wording: Wording,
) -> tuple[str, str]:
    """Two sentences about the single row of an evaluation."""
    verdict, checked, decisive = judged
    if verdict is Verdict.INSUFFICIENT:
        return _unknown(clauses, checked)
    if verdict is Verdict.CONDITIONAL:
        return _conditional(clauses)
    if verdict in {Verdict.ENCOURAGED, Verdict.ADMITTED}:
        return _admitted(evaluation, clauses, findings, judged, wording)
    rule = next(rule for rule in evaluation.rule_set.rules if rule.index == decisive)
    headline = _bite(evaluation, findings, rule, verdict, wording)
    return headline, way_out(evaluation, rule, findings, verdict, wording)


def _unknown(clauses: Sequence[ClauseResult], checked: Verdict) -> tuple[str, str]:
    undecided = [one for one in clauses if one.contribution is Verdict.INSUFFICIENT]
    missing = list(dict.fromkeys(name for one in undecided for name in one.missing))
    head = f"缺“{missing[0]}”" if len(missing) == 1 else f"缺 {len(missing)} 项"
    if not missing:
        head = f"{len(undecided)} 条不能核查"
    wanted = f"补齐后才能判定：{format_list(missing, 8)}。" if missing else ""
    decided = any(map(is_decided, clauses))
    rest = f"已核查部分：{checked.zh}。" if decided else "没有可核查的条款。"
    return f"还不能下结论：{head}", f"{wanted}{rest}"


def _conditional(clauses: Iterable[ClauseResult]) -> tuple[str, str]:
    needed = [one for one in clauses if one.state is ClauseState.PROCEDURE]
    parts, steps = [], []
    for word, step, group in (
        ("办理", "办理", [one for one in needed if one.kind == "procedure"]),
        ("承诺", "作出承诺", [one for one in needed if one.kind != "procedure"]),
    ):
        names = [(one.requirement.removeprefix("须办理"), is_open(one)) for one in group]
        sure = [name for name, undecided in names if not undecided]
        open_ones = [name for name, undecided in names if undecided]
        parts += [f"须{word}：{format_list(sure)}"] if sure else []
        parts += [f"待核是否须{word}：{format_list(open_ones)}"] if open_ones else []
        steps += [step] if sure else []
    missing = dict.fromkeys(name for one in needed for name in one.missing)
    remedy = f"{'并'.join(steps)}后即可准入。" if steps else ""
    if missing:
        remedy += f"补齐后可核定：{format_list(missing, 8)}。"
    return "；".join(parts), remedy


def _admitted(
    evaluation: Evaluation,
    clauses: Sequence[ClauseResult],
    findings: Sequence[Finding],
    judged: Judged,
    wording: Wording,
) -> tuple[str, str]:
    verdict, _, decisive = judged
    smallest = _smallest_margin(evaluation)
    margin = f"余量最小：{smallest}。" if smallest else ""
    if verdict is Verdict.ENCOURAGED:
        rule = next(rule for rule in evaluation.rule_set.rules if rule.index == decisive)
        return f"{_listed(evaluation, findings, rule, wording)}（{number_of(rule)}）", margin
    asked = [one for one in clauses if one.kind != "exception"]
    satisfied = sum(one.state is ClauseState.SATISFIED for one in asked)
    counted = f"已核查，没有不满足的条款（满足 {satisfied} 条）"
    if not satisfied:
        counted = f"已核查，没有限制它的条款{_idle(asked)}"
    return (f"余量最小：{smallest}", f"{counted}。") if smallest else (counted, "")


def _idle(clauses: Sequence[ClauseResult]) -> str:
    """Why no clause speaks: “（12 条都不适用）”, “（12 条不适用、1 条已豁免）”."""
    lifted = sum(one.state is ClauseState.LIFTED for one in clauses)
    rest = len(clauses) - lifted
    if not lifted:
        return f"（{rest} 条都不适用）" if rest else "（目录里没有条款）"
    return f"（{rest} 条不适用、{lifted} 条已豁免）" if rest else f"（{lifted} 条都已豁免）"


def _smallest_margin(evaluation: Evaluation) -> str:
    best, text = math.inf, ""
    for rule in evaluation.rule_set.rules:
        applies = spread(evaluation.applies(rule), evaluation.block.extended_size)
        if not isinstance(rule.clause, RequirementClause) or applies.max() == FALSE:
            continue
        for part in measures(evaluation, rule):
            if isinstance(part, Measure) and relative_margin(part, 0) < best:
                best = relative_margin(part, 0)
                text = f"{margin_text(part, 0)}（{number_of(rule)}）"
    return text


def _listed(
    evaluation: Evaluation, findings: Iterable[Finding], rule: Rule, wording: Wording
) -> str:
    """“C2614（有机化学原料制造）列入禁止类”, of the code that decided, or what items do."""
    if isinstance(rule.clause, ListClause) and rule.clause.scope.names_items:
        return listed_text(rule.clause)
    block = evaluation.block
    row = int(block.rows[0])
    speaker = next(one.speaker for one in findings if rule in one.rules)
    others = block.facts.frame["other_industry_codes"].iat[row]
    codes = [block.facts.frame["industry_code"].iat[row]]
    codes += str(others).split(";") if len(block.owner) else []
    code = codes[0 if speaker is None else int(speaker[0])]
    named = wording.industry(code) if isinstance(code, str) else "行业未填"
    subject = f"行业 {named}" if named.endswith("）") else f"行业 {named} "
    if rule.clause is None:
        return f"{subject}未列入准入目录"
    outcome = rule.clause.outcome.value if isinstance(rule.clause, ListClause) else ""
    return f"{subject}列入{outcome}类"


def _bite(
    evaluation: Evaluation,
    findings: Iterable[Finding],
    rule: Rule,
    verdict: Verdict,
    wording: Wording,
) -> str:
    if rule.clause is None or isinstance(rule.clause, ListClause):
        return _listed(evaluation, findings, rule, wording)
    verdicts = np.array([verdict], dtype=np.int8)
    return str(phrases(evaluation, rule, verdicts, wording)[0])
