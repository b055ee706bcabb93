"""The evidence behind one verdict, from the same evaluation that a batch runs."""

from collections.abc import Mapping, Sequence
from datetime import date

from dzmap.core.clause_results import ClauseResults
from dzmap.core.evaluation import Evaluation
from dzmap.core.facts import Facts
from dzmap.core.headlines import headline_and_remedy
from dzmap.core.judging import judge
from dzmap.core.metrics import APPLICANT_METRICS
from dzmap.core.quantities import format_metric, is_missing
from dzmap.core.relations import ControlKind
from dzmap.core.results import NO_PLACE, NO_TARGET, not_governed, not_here
from dzmap.core.rulebook import catalog_version_line
from dzmap.core.verdicts import Explanation, Target, Verdict
from dzmap.core.wording import Wording


def explain_row(
    evaluation: Evaluation, kinds: Mapping[str, ControlKind], wording: Wording, as_of: date
) -> Explanation:
    """Explain the single row of an evaluation.

    Args:
        evaluation: A rule set on a block of one row.
        kinds: Control layers in force, for names, dates and measured distances.
        wording: Names industries.
        as_of: The day of the judgement.
    """
    findings = list(evaluation.findings())
    judgement = judge(evaluation.rule_set, findings, 1)
    verdict = Verdict(int(judgement.verdict[0]))
    checked = Verdict(int(judgement.checked[0]))
    clauses = ClauseResults(evaluation, kinds, wording).of_findings(findings)
    decisive = int(judgement.decisive[0])
    if verdict is Verdict.INSUFFICIENT and decisive < 0:
        headline = not_governed(evaluation.rule_set)
        remedy = "补齐后再审查。" if clauses else "录入或发布该开发区的准入目录后再审查。"
    else:
        headline, remedy = headline_and_remedy(
            evaluation, clauses, findings, (verdict, checked, decisive), wording
        )
    row = int(evaluation.block.rows[0])
    facts = evaluation.block.facts
    return Explanation(
        applicant_id=_text(facts, "id", row),
        applicant_name=_text(facts, "name", row),
        target=evaluation.target,
        as_of=as_of,
        verdict=verdict,
        checked_verdict=checked,
        headline=headline,
        remedy=remedy,
        clauses=clauses,
        catalogs=tuple(catalog_version_line(one) for one in evaluation.rule_set.catalogs),
        facts=stated_facts(facts, row, wording),
    )


def explain_unassigned(
    facts: Facts, as_of: date, stated: Sequence[str], wording: Wording
) -> Explanation:
    """Explain why an applicant that belongs to no target cannot be judged.

    Args:
        facts: A single applicant.
        as_of: The day of the judgement.
        stated: Parks and zones that it named but that the project does not have.
        wording: Names industries.
    """
    placed = bool(facts.precise[0])
    headline = f"还不能下结论：{NO_TARGET if placed else NO_PLACE}"
    remedy = "补位置，或填报拟入驻的开发区。" if not placed else "填报拟入驻的开发区。"
    if stated:
        headline = f"还不能下结论：{not_here(stated)}"
        remedy = "改正开发区或园区的编号、名称，或导入它的边界。"
    return Explanation(
        applicant_id=_text(facts, "id", 0),
        applicant_name=_text(facts, "name", 0),
        target=Target(id="", name="未分区" if placed else "未落图", kind=""),
        as_of=as_of,
        verdict=Verdict.INSUFFICIENT,
        checked_verdict=Verdict.INSUFFICIENT,
        headline=headline,
        remedy=remedy,
        clauses=(),
        catalogs=(),
        facts=stated_facts(facts, 0, wording),
    )


def stated_facts(facts: Facts, row: int, wording: Wording) -> dict[str, object]:
    """What is known of an applicant, Chinese name to text with unit; missing facts are left out."""
    code = _text(facts, "industry_code", row)
    others = _text(facts, "other_industry_codes", row)
    found: dict[str, object] = {}
    if code:
        found["行业"] = wording.industry(code)
    if others:
        found["其他行业"] = "、".join(map(wording.industry, others.split(";")))
    for name, metric in APPLICANT_METRICS.items():
        value = facts.frame[name].iat[row]
        if not is_missing(value):
            found[metric.zh] = format_metric(name, value)
    found["位置精度"] = _text(facts, "place_quality", row) or ("点" if facts.precise[row] else "无")
    return found


def _text(facts: Facts, name: str, row: int) -> str:
    value = facts.frame[name].iat[row]
    return "" if is_missing(value) else str(value)
