"""The evidence in words: notes under a clause, what a screen reader says, and text to paste."""

from collections.abc import Iterator

from dzmap.core.kept_runs import RowOverride
from dzmap.core.quantities import format_number
from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation, Verdict
from dzmap.services.clause_order import value_text
from dzmap.ui.i18n import later, tr
from dzmap.ui.screening.words import state_word, verdict_word

QUALIFIER = later("不计缺资料和未覆盖的条款，不能代替结论")


def clause_notes(clause: ClauseResult, *, whole: bool = True) -> Iterator[str]:
    """The small lines under a clause: what is missing, what was found, and where it stands.

    ``whole`` includes the full table of a threshold of which the requirement says one row.
    """
    if clause.missing and clause.state is not ClauseState.NOT_APPLICABLE:
        yield tr("缺：{facts}").format(facts="、".join(clause.missing))
    if clause.explanation and (whole or not _is_table(clause)):
        yield (
            tr("分档：{table}").format(table=clause.explanation)
            if _is_table(clause)
            else clause.explanation
        )
    if clause.layer and clause.layer_date and "图层" not in clause.explanation:
        yield tr("图层：{layer} {date}").format(layer=clause.layer, date=clause.layer_date)
    yield clause.source


def _is_table(clause: ClauseResult) -> bool:
    """Whether the explanation lists the rows of a threshold table."""
    return clause.kind == "requirement" and bool(clause.op) and "；" in clause.explanation


_LIMITS = {
    ">=": later("要求不小于 {limit}"),
    ">": later("要求大于 {limit}"),
    "<=": later("要求不大于 {limit}"),
    "<": later("要求小于 {limit}"),
}


def spoken_clause(clause: ClauseResult) -> str:
    """不满足，投资强度 ≥ 300 万元/亩，实测 265.00，要求不小于 300.00，差 35.00，第七条."""
    parts = [state_word(clause.state), clause.requirement]
    value = value_text(clause)
    if value:
        parts.append(tr("实测 {value}").format(value=value))
    if isinstance(clause.threshold, (int, float)) and clause.op in _LIMITS:
        parts.append(tr(_LIMITS[clause.op]).format(limit=format_number(clause.threshold)))
    if clause.gap:
        parts.append(tr("差 {gap}").format(gap=format_number(clause.gap)))
    return "，".join([*parts, *clause_notes(clause)])


def clause_line(clause: ClauseResult) -> str:
    """One clause as a line of text."""
    value = value_text(clause)
    unit = clause.unit if value and not value.endswith(clause.unit) else ""
    measured = f"，{tr('实测 {value}').format(value=f'{value} {unit}'.strip())}" if value else ""
    notes = "；".join(clause_notes(clause))
    return f"[{state_word(clause.state)}] {clause.requirement}{measured}（{notes}）"


def checked_line(explanation: Explanation) -> str:
    """“已核查部分：准入”, with its qualifier; "" where everything was checked, or nothing could be."""
    undecided = explanation.verdict is Verdict.INSUFFICIENT
    if not undecided or _said(explanation) not in explanation.remedy:
        return ""
    word = verdict_word(explanation.checked_verdict)
    return f"{tr('已核查部分：{verdict}').format(verdict=word)}（{tr(QUALIFIER)}）"


def remedy_line(explanation: Explanation) -> str:
    """The way out, without what ``checked_line`` says already."""
    return explanation.remedy.replace(_said(explanation), "")


def _said(explanation: Explanation) -> str:
    """How the way out ends where only a part was checked."""
    return f"已核查部分：{explanation.checked_verdict.zh}。"


def review_line(review: RowOverride) -> str:
    """“人工改判：准入（机器判定：限制）。理由：…　李四 2021-12-31　附件：纪要.pdf”."""
    made = review.override
    said = tr("人工改判：{verdict}（机器判定：{machine}）。理由：{reason}").format(
        verdict=verdict_word(made.verdict), machine=verdict_word(review.machine), reason=made.reason
    )
    signed = f"{made.name} {made.at:%Y-%m-%d}"
    attached = [tr("附件：{name}").format(name=made.attachment)] if made.attachment else []
    return "　".join([said, signed, *attached])


def facts_line(explanation: Explanation) -> str:
    """“C3670（汽车零部件及配件制造）　新建　齐河区中园五号　41.00 亩”."""
    facts = explanation.facts
    parts = [facts.get("行业"), facts.get("建设性质"), explanation.target.name, facts.get("用地")]
    return "　".join(str(part) for part in parts if part)


def evidence_text(explanation: Explanation, review: RowOverride | None = None) -> str:
    """Everything that is known about a verdict, to paste into a letter."""
    lines = [
        explanation.applicant_name,
        f"{tr('对照')}：{explanation.target.name}　{tr('判定日')}：{explanation.as_of:%Y-%m-%d}",
        f"{tr('结论')}：{verdict_word(explanation.verdict)}",
        "" if review is None else review_line(review),
        explanation.headline,
        remedy_line(explanation),
        checked_line(explanation),
        "",
        tr("条款"),
        *(
            clause_line(clause)
            for clause in explanation.clauses
            if clause.state is not ClauseState.NOT_APPLICABLE
        ),
        "",
        tr("申报资料"),
        *(f"{name}：{value}" for name, value in explanation.facts.items()),
        "",
        tr("目录"),
        *explanation.catalogs,
    ]
    joined = "\n".join(lines)
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined.strip() + "\n"
