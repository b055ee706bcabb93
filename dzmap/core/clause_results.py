"""One ``ClauseResult`` per clause for a single applicant."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from dzmap.core.catalogs import (
    ExceptionClause,
    ListClause,
    ProcedureClause,
    Relation,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.evaluation import Evaluation, Finding, decides_with_others
from dzmap.core.gaps import Measure, contradiction_text, measures
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, Truth, as_optional, spread
from dzmap.core.listing import NOTHING
from dzmap.core.metrics import METRICS
from dzmap.core.missing import NOT_COVERED
from dzmap.core.overlaps import measure_place
from dzmap.core.phrases import conflict_text, layers_hit, missing_facts
from dzmap.core.quantities import format_list, metric_shown
from dzmap.core.relations import ControlKind
from dzmap.core.rulebook import Rule, default_verdict
from dzmap.core.verdicts import ClauseResult, ClauseState, Verdict
from dzmap.core.wording import Wording, comparison_text, is_commitment, number_of, source_line

_KINDS = {
    ListClause: "list",
    RequirementClause: "requirement",
    SpatialClause: "spatial",
    ProcedureClause: "procedure",
    ExceptionClause: "exception",
    type(None): "default",
}
_LIST_STATES = {
    Verdict.ENCOURAGED: ClauseState.SATISFIED,
    Verdict.ADMITTED: ClauseState.SATISFIED,
    Verdict.RESTRICTED: ClauseState.VIOLATED,
    Verdict.INSUFFICIENT: ClauseState.UNKNOWN,
    Verdict.PROHIBITED: ClauseState.VIOLATED,
}


class ClauseResults:
    """Turns the findings about the single row of an evaluation into results, clause by clause."""

    def __init__(
        self, evaluation: Evaluation, kinds: Mapping[str, ControlKind], wording: Wording
    ) -> None:
        self._evaluation = evaluation
        self._kinds = kinds
        self._wording = wording
        self._rules = {rule.index: rule for rule in evaluation.rule_set.rules}

    def of_findings(self, findings: Iterable[Finding]) -> tuple[ClauseResult, ...]:
        """All clauses in order of index; a default only where the catalog admits listed ones."""
        found: dict[int, ClauseResult] = {}
        for finding in findings:
            if decides_with_others(finding.rules[0]):
                for rule in finding.rules:
                    if rule.clause is not None or default_verdict(rule.catalog) is not None:
                        found[rule.index] = self._listed(rule, finding)
            else:
                rule = finding.rules[0]
                found[rule.index] = self._single(rule, finding)
        for rule in self._rules.values():
            if isinstance(rule.clause, ExceptionClause):
                found[rule.index] = self._exception(rule, found)
        return tuple(found[index] for index in sorted(found))

    # -- parts common to all -----------------------------------------------------------------

    def _base(self, rule: Rule) -> ClauseResult:
        return ClauseResult(
            clause_id="default" if rule.clause is None else rule.clause.id,
            catalog_id=rule.catalog.id,
            catalog_title=rule.catalog.title,
            number=number_of(rule),
            kind=_KINDS[type(rule.clause)],
            requirement=self._wording.requirement(rule),
            text="" if rule.clause is None else rule.clause.text,
            source=source_line(rule),
            state=ClauseState.NOT_APPLICABLE,
            applies=False,
            holds=None,
        )

    def _any(self, truth: Truth) -> int:
        """The truth for the applicant of something about its codes."""
        return int(spread(truth, self._evaluation.block.extended_size).max())

    def _missing(self, rule: Rule) -> tuple[str, ...]:
        return missing_facts(self._evaluation, rule, np.ones(1, dtype=np.bool_)).names(0)

    def _out_of_effect(self, rule: Rule) -> ClauseResult:
        """The result of a clause that does not count: lifted, replaced, or not meant."""
        base = self._base(rule)
        scope = self._any(self._evaluation.scope(rule))
        if scope != FALSE and self._any(self._evaluation.lifted(rule)) == TRUE:
            by = self._acting(self._evaluation.rule_set.lifting.get(rule.index, ()))
            return replace(base, state=ClauseState.LIFTED, explanation=f"由{by}豁免")
        if scope != FALSE and self._any(self._evaluation.replaced(rule)) == TRUE:
            by = self._acting(self._evaluation.rule_set.replacing.get(rule.index, ()))
            return replace(base, explanation=f"由{by}替换")
        if scope != FALSE:
            return self._idle(base, rule, scope)
        only = self._wording.scope(rule)
        return replace(base, explanation=f"仅适用于 {only}" if only else "")

    @staticmethod
    def _idle(base: ClauseResult, rule: Rule, scope: int) -> ClauseResult:
        """A clause that does not count although the applicant is, or may be, in its scope."""
        if isinstance(rule.clause, RequirementClause):
            return replace(base, explanation="门槛没有列到该对象")
        open_question = scope == UNKNOWN
        return replace(
            base,
            applies=None if open_question else False,
            explanation="不能确定是否适用" if open_question else "",
        )

    def _acting(self, rules: Iterable[Rule]) -> str:
        return format_list(
            f"{rule.catalog.title}{number_of(rule)}"
            for rule in rules
            if self._any(self._evaluation.scope(rule)) == TRUE
        )

    # -- lists -------------------------------------------------------------------------------

    def _listed(self, rule: Rule, finding: Finding) -> ClauseResult:
        scope = self._any(self._evaluation.scope(rule))
        decider = int(np.ravel(finding.decider)[0])
        if decider != rule.index:
            other = self._rules.get(decider)
            result = self._out_of_effect(rule)
            if scope == TRUE and other is not None and not result.explanation.startswith("由"):
                return replace(result, explanation=f"由{number_of(other)}决定")
            return result
        contribution = NOTHING if finding.contribution is None else int(finding.contribution[0])
        if contribution == NOTHING:
            result = self._out_of_effect(rule)
            if result.explanation.startswith("由"):
                return result
            return replace(result, applies=None, explanation="不能确定是否适用，不计入鼓励")
        return self._speaking(rule, Verdict(contribution))

    def _speaking(self, rule: Rule, verdict: Verdict) -> ClauseResult:
        """The result of a list clause or default that contributes a verdict."""
        state = _LIST_STATES[verdict]
        missing = self._missing(rule) if state is ClauseState.UNKNOWN else ()
        return replace(
            self._base(rule),
            state=state,
            applies=None if state is ClauseState.UNKNOWN else True,
            holds=None if state is ClauseState.UNKNOWN else state is ClauseState.SATISFIED,
            contribution=verdict,
            missing=missing,
        )

    # -- requirements, spatial clauses, procedures -------------------------------------------

    def _item(self, rule: Rule, clause: ListClause, finding: Finding) -> ClauseResult:
        contribution = NOTHING if finding.contribution is None else int(finding.contribution[0])
        if contribution != NOTHING:
            return self._speaking(rule, Verdict(contribution))
        applies = self._any(finding.applies)
        if applies == FALSE:
            return self._out_of_effect(rule)
        doubtful = self._any(self._evaluation.block.main(finding.applies)) == UNKNOWN
        return replace(
            self._base(rule),
            applies=None if doubtful else False,
            explanation=f"不能确定是否适用，不计入{clause.outcome.value}"
            if doubtful
            else f"只有主行业计入{clause.outcome.value}",
        )

    def _single(self, rule: Rule, finding: Finding) -> ClauseResult:
        if isinstance(rule.clause, ProcedureClause):
            return self._procedure(rule, finding)
        if isinstance(rule.clause, ListClause):
            return self._item(rule, rule.clause, finding)
        size = self._evaluation.block.extended_size
        applies, holds = spread(finding.applies, size), spread(finding.holds, size)
        violated = np.minimum(applies, -holds)
        slot = int(np.argmax(violated.astype(np.int16) * 2 + applies))
        if applies[slot] == FALSE:
            return self._out_of_effect(rule)
        state = ClauseState.SATISFIED
        missing: tuple[str, ...] = ()
        if violated[slot] == TRUE:
            state = ClauseState.VIOLATED
        elif violated[slot] == UNKNOWN:
            missing = self._missing(rule)
            uncovered = bool(missing) and all(name.endswith(NOT_COVERED) for name in missing)
            state = ClauseState.NOT_COVERED if uncovered else ClauseState.UNKNOWN
        if is_commitment(rule.clause) and violated[slot] != FALSE:
            state = ClauseState.PROCEDURE
        contribution = finding.contribution
        result = replace(
            self._base(rule),
            state=state,
            applies=as_optional(int(applies[slot])),
            holds=as_optional(int(holds[slot])),
            contribution=None if contribution is None else Verdict(int(contribution[0])),
            missing=missing,
        )
        if isinstance(rule.clause, SpatialClause):
            result = self._with_place(result, rule.clause)
        else:
            result = self._with_measure(result, rule)
        return _committing(result) if state is ClauseState.PROCEDURE else result

    def _procedure(self, rule: Rule, finding: Finding) -> ClauseResult:
        applies = self._any(finding.applies)
        if applies == FALSE:
            return self._out_of_effect(rule)
        open_question = applies == UNKNOWN
        return replace(
            self._base(rule),
            state=ClauseState.PROCEDURE,
            applies=as_optional(applies),
            contribution=Verdict.CONDITIONAL,
            missing=self._missing(rule) if open_question else (),
            explanation="待核：不能确定是否须办理，按须办理计" if open_question else "",
        )

    def _exception(self, rule: Rule, found: Mapping[int, ClauseResult]) -> ClauseResult:
        base = self._base(rule)
        applies = self._any(self._evaluation.excepts(rule))
        lifted = [
            found[index]
            for index, actors in self._evaluation.rule_set.lifting.items()
            if rule in actors and index in found
        ]
        if applies == TRUE:
            return replace(base, state=ClauseState.SATISFIED, applies=True, holds=True)
        if applies == FALSE:
            return self._out_of_effect(rule)
        matters = any(map(is_open, lifted))
        return replace(
            base,
            state=ClauseState.UNKNOWN if matters else ClauseState.NOT_APPLICABLE,
            applies=None,
            missing=self._missing(rule),
            explanation="不能确定是否符合例外条件" if matters else "没有须豁免的条款",
        )

    # -- what was measured -------------------------------------------------------------------

    def _with_measure(self, result: ClauseResult, rule: Rule) -> ClauseResult:
        parts = [part for part in measures(self._evaluation, rule) if part.where[0]]
        numeric = [part for part in parts if isinstance(part, Measure)]
        failing = sorted(
            (part for part in numeric if part.holds[0] != TRUE), key=lambda part: int(part.holds[0])
        )
        shown = failing[0] if failing else numeric[0] if len(parts) == 1 and numeric else None
        if shown is None:
            return result
        measured, threshold = float(shown.measured[0]), float(shown.threshold[0])
        gap = metric_shown(shown.metric, float(shown.shortfall[0]))
        notes = (
            result.requirement if len(_rows_of(rule)) > 1 else result.explanation,
            contradiction_text(shown, 0, self._evaluation.block),
        )
        return replace(
            result,
            op=shown.op,
            measured=None if np.isnan(measured) else metric_shown(shown.metric, measured),
            threshold=metric_shown(shown.metric, threshold),
            gap=gap if shown.holds[0] == FALSE and shown.op not in {"=", "!="} else None,
            unit=METRICS[shown.metric].unit,
            requirement=comparison_text(shown.metric, shown.op, threshold)
            if len(parts) == 1
            else result.requirement,
            explanation="；".join(note for note in notes if note),
        )

    def _with_place(self, result: ClauseResult, clause: SpatialClause) -> ClauseResult:
        layers = [self._kinds[kind] for kind in clause.layers if kind in self._kinds]
        result = replace(
            result,
            layer="、".join(layer.title for layer in layers),
            layer_date="、".join(layer.data_date for layer in layers if layer.data_date),
        )
        result = replace(result, explanation=_place_note(result))
        facts, row = self._evaluation.block.facts, int(self._evaluation.block.rows[0])
        found = None
        if facts.precise[row] and result.holds is not None:
            found = measure_place(
                facts.frame.geometry.iat[row],
                clause.relation,
                clause.layers,
                clause.distance_m,
                self._kinds,
            )
        if found is None:
            return result
        which = self._which(result, clause)
        return replace(
            result,
            op=">=" if found.threshold is not None and clause.distance_m else "",
            measured=found.measured,
            threshold=found.threshold,
            gap=found.gap if result.state is ClauseState.VIOLATED else None,
            unit=found.unit,
            explanation="；".join(text for text in (result.explanation, which, found.text) if text),
        )

    def _which(self, result: ClauseResult, clause: SpatialClause) -> str:
        """Which of several kinds of layer a clause fails because of; "" where that is plain."""
        several = len(clause.layers) > 1 and clause.relation is not Relation.WITHIN
        if not several or result.state is not ClauseState.VIOLATED:
            return ""
        return conflict_text(clause, layers_hit(clause, self._evaluation))


def _place_note(result: ClauseResult) -> str:
    """What was or was not checked; a layer that is missing is never taken for a clear one."""
    dated = f"（图层 {result.layer_date}）" if result.layer_date else ""
    match result.state:
        case ClauseState.SATISFIED:
            return f"已核查，{result.requirement}{dated}"
        case ClauseState.NOT_COVERED:
            return "此处没有图层覆盖，没有核查"
        case ClauseState.UNKNOWN:
            return "没有核查"
        case _:
            return ""


def _committing(result: ClauseResult) -> ClauseResult:
    """“开工期限 ≤ 6 月：须承诺”, and whether that is certain."""
    doubt = "（待核：不能确定是否须承诺，按须承诺计）" if is_open(result) else ""
    text = f"{result.requirement}：须承诺{doubt}"
    notes = (text, "" if result.explanation == result.requirement else result.explanation)
    return replace(result, explanation="；".join(note for note in notes if note))


def is_open(result: ClauseResult) -> bool:
    """Whether it is undecided what a clause says; an exception could make a difference to it."""
    if result.state is not ClauseState.PROCEDURE:
        return result.state in {ClauseState.UNKNOWN, ClauseState.NOT_COVERED}
    return result.applies is None or (result.kind != "procedure" and result.holds is None)


def is_decided(result: ClauseResult) -> bool:
    """Whether a clause that asks something was checked, be it only to find that it does not apply."""
    return result.kind != "exception" and result.applies is not None and not is_open(result)


def _rows_of(rule: Rule) -> tuple[object, ...]:
    return rule.clause.thresholds if isinstance(rule.clause, RequirementClause) else ()
