"""Reverse siting: one applicant judged against many zones and parks (选址比选).

The applicant has no place in the places it is compared for, so control lines are asked of each zone
or park as a whole (``core.candidate_areas``). Only where it stands already, and with a precise place,
that place itself is judged.
"""

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.applicants import COLUMNS, has_precise_place, normalised_applicants
from dzmap.core.areas import area_m2
from dzmap.core.candidate_areas import CandidateAreas
from dzmap.core.catalogs import Relation, RequirementClause
from dzmap.core.clause_results import ClauseResults
from dzmap.core.crowd import Crowd, StepReport
from dzmap.core.evaluation import Evaluation, Finding
from dzmap.core.explanations import explain_row
from dzmap.core.gaps import Measure, measures, relative_margin
from dzmap.core.judging import judge
from dzmap.core.kleene import FALSE, spread
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.missing import NOT_COVERED, PLACE
from dzmap.core.overlaps import measure_place
from dzmap.core.phrases import missing_facts, missing_text, phrases
from dzmap.core.quantities import format_percent, mu_from_m2
from dzmap.core.remedies import way_out
from dzmap.core.results import not_governed
from dzmap.core.screening import Screener
from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation, Target, Verdict

NOT_DRAWN = "开发区或园区的图形"
_AREA_QUALITY = "红线"
_HARD = frozenset({Verdict.RESTRICTED, Verdict.PROHIBITED})
_NEEDED = frozenset({Verdict.CONDITIONAL})
_UNDECIDED = frozenset({Verdict.INSUFFICIENT})


class Group(Enum):
    """The three groups of a comparison, which never mix."""

    ADMITTED = "可以进"
    REJECTED = "进不了"
    UNCLEAR = "说不清"

    @classmethod
    def of(cls, verdict: Verdict) -> "Group":
        """The group that a verdict belongs to."""
        if verdict is Verdict.INSUFFICIENT:
            return cls.UNCLEAR
        return cls.ADMITTED if verdict <= Verdict.CONDITIONAL else cls.REJECTED


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteVerdict:
    """What was found for one zone or park.

    Only what matters to the verdict is kept: ``failing`` are the clauses that restrict or prohibit,
    the strictest first; ``undecided`` the keys of those that keep it open, with the facts and layers
    that are ``missing``; ``procedures`` what has to be applied for or committed to where it is admitted. ``margin`` is the smallest margin over the numeric thresholds that hold,
    as a part of the threshold (0.1 = 10 %), None without such a threshold. ``phrase`` says what
    decided. ``own_place`` tells that the applicant's own place was judged and not the whole area.
    """

    target: Target
    verdict: Verdict
    checked: Verdict
    phrase: str
    failing: tuple[ClauseResult, ...] = ()
    undecided: tuple[str, ...] = ()
    procedures: tuple[ClauseResult, ...] = ()
    missing: tuple[str, ...] = ()
    margin: float | None = None
    own_place: bool = False

    @property
    def group(self) -> Group:
        """Where the row stands."""
        return Group.of(self.verdict)


class SiteJudge:
    """Judges one applicant against zones and parks of a screener.

    Args:
        screener: Catalogs and layers as of a day.
        shapes: The polygons of its targets in EPSG:4490, same order; None where not drawn.
        applicant: One row of ``core.applicants``.
        only: Positions of the targets to compare, all if None.
        land_grades: Grade of the land on offer by target id; elsewhere the grade is not known,
            since what the applicant states is that of the place it had in mind.
    """

    def __init__(
        self,
        screener: Screener,
        shapes: gpd.GeoSeries,
        applicant: gpd.GeoDataFrame,
        only: Sequence[int] | None = None,
        land_grades: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._screener = screener
        self._positions = list(range(len(screener.targets)) if only is None else only)
        own = normalised_applicants(applicant.iloc[:1].reset_index(drop=True))
        crowd = screener.crowd(own)
        here = int(crowd.target[0])
        self.current: Target | None = screener.targets[here] if here >= 0 else None
        placed = bool(has_precise_place(own)[0])
        self._own = np.array([placed and at == here for at in self._positions], dtype=np.bool_)
        grades = [land_grades.get(screener.targets[at].id) for at in self._positions]
        frame = _at_sites(own, [screener.targets[at] for at in self._positions], grades)
        places = shapes.to_numpy()[self._positions].astype(object)
        places[self._own] = own.geometry.iloc[0]
        frame = _placed(frame, places, own, self._own)
        self._areas = CandidateAreas(frame, screener.kinds, ~self._own)
        crowd = screener.crowd(frame)
        self._crowd: Crowd = replace(crowd, facts=crowd.facts.placed(self._areas))

    def verdicts(self, progress: StepReport | None = None) -> tuple[SiteVerdict, ...]:
        """What was found for each target, in the order asked for; ``progress`` may end the run."""
        report = progress or (lambda _name, _done, _total: None)
        found = []
        for row in range(len(self._positions)):
            report("比选", row, len(self._positions))
            found.append(self._verdict(row))
        return tuple(found)

    def explain(self, target_id: str) -> Explanation:
        """Every clause for one of the targets; KeyError if it is not compared."""
        row = self._row_of(target_id)
        found = explain_row(
            self._evaluation(row),
            self._screener.kinds,
            self._screener.wording,
            self._screener.as_of,
        )
        clauses = (self._of_area(one, row) for one in found.clauses)
        return replace(found, clauses=tuple(self._with_shares(one, row) for one in clauses))

    def ways(self, target_id: str) -> tuple[str, ...]:
        """What would get the applicant past each clause that keeps it out of a target.

        Every way is judged again before it is named (``core.remedies``). KeyError if the target is
        not compared.
        """
        evaluation = self._evaluation(self._row_of(target_id))
        findings = list(evaluation.findings())
        verdict = Verdict(int(judge(evaluation.rule_set, findings, 1).verdict[0]))
        texts = [
            way_out(evaluation, one.rules[0], findings, verdict, self._screener.wording)
            for one in _forcing(findings, _HARD)
        ]
        return tuple(dict.fromkeys(text for text in texts if text))

    # ----------------------------------------------------------------------------------------

    def _row_of(self, target_id: str) -> int:
        ids = [self._screener.targets[at].id for at in self._positions]
        if target_id not in ids:
            raise KeyError(target_id)
        return ids.index(target_id)

    def _evaluation(self, row: int) -> Evaluation:
        rule_set = self._screener.rulebook.rule_sets[self._positions[row]]
        return Evaluation(rule_set, self._crowd.block(np.array([row], dtype=np.intp)))

    def _verdict(self, row: int) -> SiteVerdict:
        evaluation = self._evaluation(row)
        findings = list(evaluation.findings())
        judgement = judge(evaluation.rule_set, findings, 1)
        verdict = Verdict(int(judgement.verdict[0]))
        hard = self._results(evaluation, findings, row, _HARD)
        needed = self._results(evaluation, findings, row, _NEEDED) if _open_to(verdict) else []
        undecided = _forcing(findings, _UNDECIDED) if verdict is Verdict.INSUFFICIENT else []
        missing = [name for one in needed for name in one.missing]
        missing += [name for one in undecided for name in self._missing(evaluation, one, row)]
        decisive = int(judgement.decisive[0])
        if verdict is Verdict.INSUFFICIENT and decisive < 0:
            missing.append(not_governed(evaluation.rule_set))
        missing = list(dict.fromkeys(missing))
        return SiteVerdict(
            target=evaluation.target,
            verdict=verdict,
            checked=Verdict(int(judgement.checked[0])),
            phrase=self._phrase(evaluation, decisive, verdict, missing),
            failing=tuple(hard),
            undecided=tuple(one.rules[0].key for one in undecided),
            procedures=tuple(needed),
            missing=tuple(missing),
            margin=smallest_margin(evaluation) if _open_to(verdict) else None,
            own_place=bool(self._own[row]),
        )

    def _phrase(
        self, evaluation: Evaluation, decisive: int, verdict: Verdict, missing: Sequence[str]
    ) -> str:
        if decisive < 0:
            return missing[0] if missing else ""
        if verdict is Verdict.INSUFFICIENT and missing:
            return missing_text(missing)
        rule = self._screener.rulebook.rules[decisive]
        verdicts = np.array([verdict], dtype=np.int8)
        return str(phrases(evaluation, rule, verdicts, self._screener.wording)[0])

    def _results(
        self,
        evaluation: Evaluation,
        findings: Iterable[Finding],
        row: int,
        wanted: frozenset[Verdict],
    ) -> list[ClauseResult]:
        """The results of the clauses that force any of some verdicts, the strictest first."""
        forcing = _forcing(findings, wanted)
        if not forcing:
            return []
        wording = self._screener.wording
        every = ClauseResults(evaluation, self._screener.kinds, wording).of_findings(forcing)
        return [self._of_area(one, row) for one in every if one.contribution in wanted]

    def _missing(self, evaluation: Evaluation, finding: Finding, row: int) -> tuple[str, ...]:
        """What would settle the clause of a finding."""
        everywhere = np.ones(1, dtype=np.bool_)
        return self._named(missing_facts(evaluation, finding.rules[0], everywhere).names(0), row)

    def _named(self, missing: tuple[str, ...], row: int) -> tuple[str, ...]:
        """What is missing, as it reads for an area: what depends on the plot is said so."""
        if self._own[row] or not missing:
            return missing
        if not self._crowd.facts.precise[row]:
            return tuple(name.replace(PLACE, NOT_DRAWN) for name in missing)
        partly = self._partly(row)
        return tuple(_plot_of(name, partly) for name in missing)

    def _of_area(self, result: ClauseResult, row: int) -> ClauseResult:
        """A result with what is missing as it reads for an area."""
        names = self._named(result.missing, row)
        if names == result.missing:
            return result
        state, drawn = result.state, self._crowd.facts.precise[row]
        return replace(
            result,
            missing=names,
            state=ClauseState.UNKNOWN if state is ClauseState.NOT_COVERED else state,
            explanation="取决于区内的具体地块" if drawn else result.explanation,
        )

    def _partly(self, row: int) -> dict[str, str]:
        """The layers that only a part of the area lies in or near, by name: their kind."""
        return {layer_zh(kind): kind for kind, rows in self._areas.partly.items() if rows[row]}

    def _with_shares(self, result: ClauseResult, row: int) -> ClauseResult:
        """“区内 26.88 % 的用地在化工园区内” for every layer that makes a result depend on the plot."""
        named = [
            self._share(kind, row)
            for layer, kind in self._partly(row).items()
            if _plot_name(layer) in result.missing
        ]
        texts = [text for text in (*named, result.explanation) if text]
        return replace(result, explanation="；".join(texts)) if named else result

    def _share(self, kind: str, row: int) -> str:
        place = self._crowd.facts.frame.geometry.to_numpy()[row]
        found = measure_place(place, Relation.DISJOINT, (kind,), None, self._screener.kinds)
        own = mu_from_m2(area_m2(place))
        if found is None or not isinstance(found.measured, float) or not 0 < found.measured < own:
            return ""
        return f"区内 {format_percent(found.measured / own, 2)} 的用地在{layer_zh(kind)}内"


def smallest_margin(evaluation: Evaluation) -> float | None:
    """The smallest margin over the numeric thresholds that hold, as a part of the threshold."""
    best = math.inf
    for rule in evaluation.rule_set.rules:
        if not isinstance(rule.clause, RequirementClause):
            continue
        if spread(evaluation.applies(rule), evaluation.block.extended_size).max() == FALSE:
            continue
        parts = (part for part in measures(evaluation, rule) if isinstance(part, Measure))
        best = min((best, *(relative_margin(part, 0) for part in parts)))
    return best if math.isfinite(best) else None


def clause_key(result: ClauseResult) -> str:
    """“CATALOG/CLAUSE”: names a clause in a whole project."""
    return f"{result.catalog_id}/{result.clause_id}"


def _open_to(verdict: Verdict) -> bool:
    return verdict <= Verdict.CONDITIONAL


def _forcing(findings: Iterable[Finding], wanted: frozenset[Verdict]) -> list[Finding]:
    """The findings that force any of some verdicts, the strictest first.

    One about the list of a catalog is narrowed to the rule that speaks.
    """
    found = []
    for one in findings:
        if one.contribution is None or int(one.contribution[0]) not in wanted:
            continue
        decider = int(np.ravel(one.decider)[0])
        speaks = tuple(rule for rule in one.rules if rule.index == decider)
        found.append(one if len(one.rules) == 1 else replace(one, rules=speaks))
    return sorted(
        found, key=lambda one: 0 if one.contribution is None else -int(one.contribution[0])
    )


def _plot_of(name: str, partly: Container[str]) -> str:
    """A layer that is there but divides the area is settled by the plot, not by more coverage."""
    layer = name.removesuffix(NOT_COVERED).removesuffix("图层")
    return _plot_name(layer) if name.endswith(NOT_COVERED) and layer in partly else name


def _plot_name(layer: str) -> str:
    return f"具体地块（区内部分用地涉及{layer}）"


def _at_sites(
    own: gpd.GeoDataFrame, targets: Sequence[Target], grades: Sequence[str | None]
) -> gpd.GeoDataFrame:
    """The applicant once for each target, as if it stated that it wants to go there."""
    frame = own.iloc[np.zeros(len(targets), dtype=np.intp)].reset_index(drop=True)
    parks = np.array([target.id if target.kind == "park" else None for target in targets])
    zones = np.array([target.id if target.kind == "zone" else None for target in targets])
    stated = {"park_id": parks, "zone_id": zones, "land_grade": np.array(grades, dtype=object)}
    columns = {
        name: pd.Series(values, index=frame.index, dtype="str") for name, values in stated.items()
    }
    return gpd.GeoDataFrame(frame.assign(**columns))


def _placed(
    frame: gpd.GeoDataFrame,
    places: npt.NDArray[np.object_],
    own: gpd.GeoDataFrame,
    is_own: npt.NDArray[np.bool_],
) -> gpd.GeoDataFrame:
    """The rows with their areas; a row that stands where it is keeps what it says of that place."""
    quality, grade = own["place_quality"].iloc[0], own["land_grade"].iloc[0]
    columns = {
        "place_quality": [quality if stands else _AREA_QUALITY for stands in is_own],
        "land_grade": [
            grade if stands else offered
            for stands, offered in zip(is_own, frame["land_grade"], strict=True)
        ],
    }
    frame = frame.assign(
        **{
            name: pd.Series(values, index=frame.index, dtype="str")
            for name, values in columns.items()
        }
    )
    return frame.set_geometry(gpd.GeoSeries(places, index=frame.index, crs=own.crs))[list(COLUMNS)]
