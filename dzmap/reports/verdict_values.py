"""A 判定书 as plain values: what the PDF template and the Word writer print."""

from typing import Any

from dzmap.core.quantities import format_date
from dzmap.core.verdicts import Verdict
from dzmap.reports.verdict_drawings import bar_svg, state_mark, verdict_mark
from dzmap.resources import design_tokens
from dzmap.services.verdict_sheet import SheetClause, VerdictSheet


def sheet_values(sheet: VerdictSheet) -> dict[str, Any]:
    """Everything but the figure."""
    changed = sheet.override
    return {
        "number": sheet.number,
        "title": sheet.title,
        "name": sheet.name,
        "as_of": format_date(sheet.as_of, document=True),
        "applies": sheet.applies,
        "classification": sheet.classification,
        "facts": [
            {"caption": fact.caption, "value": fact.value, "known": fact.known}
            for fact in sheet.facts
        ],
        "others": sheet.others,
        "verdicts": verdict_values(sheet),
        "clause_heading": sheet.clause_heading,
        "clauses": [clause_values(clause) for clause in sheet.clauses],
        "clause_note": sheet.clause_note,
        "findings": [vars(finding) for finding in sheet.findings],
        "figure_note": sheet.figure_note,
        "basis": list(sheet.basis),
        "changed": changed.verdict.zh if changed else "",
        "reason": f"{changed.reason}（{changed.name}）" if changed else "",
        "organisation": sheet.organisation,
        "sample": sheet.sample,
        "footer": sheet.footer,
    }


def verdict_values(sheet: VerdictSheet) -> list[dict[str, Any]]:
    """The machine's verdict and, below it, what a person decided instead."""
    changed = sheet.override
    machine = {
        **_look(sheet.verdict),
        "tag": "机器判定" if changed else "",
        "lead": sheet.headline,
        "lines": [sheet.remedy] if sheet.remedy else [],
        "notes": [sheet.qualifier] if sheet.qualifier else [],
    }
    if changed is None:
        return [machine]
    day = format_date(changed.at.date(), document=True)
    attached = f"　附件：{changed.attachment}" if changed.attachment else ""
    person = {
        **_look(changed.verdict),
        "tag": "人工改判",
        "lead": f"由“{sheet.verdict.zh}”改判为“{changed.verdict.zh}”",
        "lines": [f"理由：{changed.reason}"],
        "notes": [f"改判人：{changed.name}　{day}{attached}"],
    }
    return [machine, person]


def _look(verdict: Verdict) -> dict[str, str]:
    token = design_tokens()["verdict"][verdict.token]
    return {
        "word": verdict.zh,
        "mark": verdict_mark(verdict),
        "ink": token["text"],
        "ground": token["chip"],
    }


def clause_values(clause: SheetClause) -> dict[str, Any]:
    """One row of the clause table."""
    return {
        "order": clause.order,
        "number": clause.number,
        "requirement": clause.requirement,
        "note": clause.note,
        "measured": clause.measured,
        "gap": clause.gap,
        "bar": bar_svg(clause.limit) if clause.limit else "",
        "word": clause.state.zh,
        "mark": state_mark(clause.state),
        "ink": design_tokens()["clause_result"][clause.state.value]["color"],
        "decisive": clause.decisive,
        "numeric": clause.numeric,
    }
