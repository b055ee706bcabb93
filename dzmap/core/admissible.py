"""What may come here: every industry before one target, and what the place itself rules out.

All 小类 go through the same evaluation as applicants of which nothing is known but industry, action
and place. What lists say of them is certain; requirements and procedures are told, not decided.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from dzmap.core.batch_evidence import RememberedWording, RowEvaluation
from dzmap.core.catalogs import TRUE as ALWAYS
from dzmap.core.catalogs import (
    ExceptionClause,
    ListClause,
    Relation,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.clause_parts import layers_of
from dzmap.core.clause_results import ClauseResults
from dzmap.core.evaluation import Evaluation, Finding, decides_with_others
from dzmap.core.industries import IndustryTree
from dzmap.core.industry_selection import IndustrySelection, smallest_selection
from dzmap.core.judging import judge
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, Mask, Truth, spread
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.overlaps import measure_place
from dzmap.core.relations import ControlKind
from dzmap.core.rulebook import Rule, RuleSet, catalog_version_line
from dzmap.core.screening import Screener
from dzmap.core.verdicts import ClauseResult, Target, Verdict

NEW = "新建"
"""Who asks what may come means new projects."""

Outcomes = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True)
class IndustryGroup:
    """小类 of which the lists say the same; ``count`` says how many."""

    verdict: Verdict
    industries: IndustrySelection
    count: int


@dataclass(frozen=True, kw_only=True)
class ClauseHere:
    """A clause that concerns industries here; ``requirement`` is all that it demands of them.

    ``result`` is what it says of one of them; what depends on facts of a project is unknown in it.
    ``otherwise`` is the verdict for who does not fulfil it. ``everyone``: it concerns all industries
    that the lists do not forbid.
    """

    result: ClauseResult
    requirement: str
    industries: IndustrySelection
    count: int
    everyone: bool
    otherwise: Verdict | None = None


@dataclass(frozen=True, kw_only=True)
class LayerHere:
    """How the place stands to a control layer: ``inside`` None where nothing can be said.

    ``distance_m`` to the nearest area (EPSG:4548), None inside, without areas or without a place.
    ``loaded`` False: clauses ask for the layer, but there is none.
    """

    kind: str
    name: str
    data_date: str
    inside: bool | None
    distance_m: float | None
    loaded: bool = True


@dataclass(frozen=True, kw_only=True)
class Admissible:
    """The whole answer. ``listed`` is what lists say of every 小类, ``verdict`` everything known."""

    target: Target
    action: str
    listed: Mapping[str, Verdict]
    verdict: Mapping[str, Verdict]
    groups: tuple[IndustryGroup, ...]
    clauses: tuple[ClauseHere, ...]
    layers: tuple[LayerHere, ...]
    catalogs: tuple[str, ...]

    @property
    def barred(self) -> tuple[ClauseHere, ...]:
        """Spatial clauses that the place certainly violates, for some or all industries."""
        return tuple(
            one
            for one in self.clauses
            if one.result.kind == "spatial" and one.result.holds is False
        )


def what_may_come(
    screener: Screener,
    tree: IndustryTree,
    target_id: str,
    *,
    place: Any = None,
    action: str = NEW,
) -> Admissible:
    """Everything that is known of every industry before one target.

    Args:
        screener: Catalogs, targets and layers.
        tree: The classification.
        target_id: A target of the screener; KeyError if there is none of this id.
        place: A point or polygon of EPSG:4490; None asks about the target as a whole.
        action: 建设性质 that is asked about; "" leaves it open.
    """
    codes = [entry.code for entry in tree if not tree.children(entry.code)]
    frame = gpd.GeoDataFrame(
        {"industry_code": codes, "action": action or None, "place_quality": "点"},
        geometry=[place] * len(codes),
        crs=4490,
    )
    crowd = screener.crowd(frame, [target_id])
    rule_set = screener.rulebook.rule_sets[int(crowd.target[0])]
    evaluation = Evaluation(rule_set, crowd.block(np.arange(len(codes))))
    findings = list(evaluation.findings())
    verdict = judge(rule_set, findings, len(codes)).verdict
    listed = _listed(rule_set, findings, len(codes))
    inquiry = _Inquiry(evaluation, tree, codes, listed, _ClauseSayer(screener, tree))
    return Admissible(
        target=rule_set.target,
        action=action,
        listed=_by_code(codes, listed),
        verdict=_by_code(codes, verdict),
        groups=tuple(inquiry.groups()),
        clauses=tuple(inquiry.clauses(findings)),
        layers=tuple(layers_here(screener.kinds, place, [rule_set])),
        catalogs=tuple(map(catalog_version_line, rule_set.catalogs)),
    )


def layers_here(
    kinds: Mapping[str, ControlKind], place: Any, rule_sets: Iterable[RuleSet] = ()
) -> Iterator[LayerHere]:
    """How a place stands to all control layers, and which asked-for layers are missing."""
    for kind in sorted(kinds):
        control = kinds[kind]
        inside, distance = (None, None) if place is None else _standing(control, place)
        yield LayerHere(
            kind=kind,
            name=layer_zh(kind),
            data_date=control.data_date,
            inside=inside,
            distance_m=distance,
        )
    clauses = (rule.clause for one in rule_sets for rule in one.rules if rule.clause is not None)
    asked = {kind for clause in clauses for _, kind in layers_of(clause)}
    for kind in sorted(asked - set(kinds)):
        yield LayerHere(
            kind=kind, name=layer_zh(kind), data_date="", inside=None, distance_m=None, loaded=False
        )


def _standing(control: ControlKind, place: Any) -> tuple[bool | None, float | None]:
    shapes = np.array([place], dtype=object)
    if len(control.tree.query(place, predicate="intersects")):
        return True, None
    covered = control.coverage is not None and bool(shapely.covers(control.coverage, shapes)[0])
    found = measure_place(place, Relation.DISTANCE_GE, [control.kind], 0.0, {control.kind: control})
    distance = float(found.measured) if found is not None else None
    return (False if covered else None), distance


def _by_code(codes: list[str], verdicts: Outcomes) -> dict[str, Verdict]:
    return {code: Verdict(int(one)) for code, one in zip(codes, verdicts, strict=True)}


def _listed(rule_set: RuleSet, findings: Iterable[Finding], size: int) -> Outcomes:
    """What lists say of every industry for certain; reference lists may name industries, too.

    What a list says on a condition is told with the clauses, but a default that keeps out who does
    not fulfil it is no clause: such industries are undecided.
    """
    speaking = [one for one in findings if isinstance(one.rules[0].clause, ListClause | None)]
    lists = judge(rule_set, speaking, size)
    defaults = [rule.index for rule in rule_set.rules if rule.clause is None]
    open_rows = lists.verdict == Verdict.INSUFFICIENT
    certain = np.where(open_rows, lists.checked, lists.verdict)
    for one in filter(_is_list, speaking):
        if one.contribution is not None:
            kept_out = (one.contribution == Verdict.INSUFFICIENT) & np.isin(one.decider, defaults)
            np.maximum(certain, np.int8(Verdict.INSUFFICIENT), out=certain, where=kept_out)
    return certain.astype(np.int8)


def _is_list(finding: Finding) -> bool:
    """Whether it is about the industries that a catalog names, with its default."""
    return decides_with_others(finding.rules[0])


class _ClauseSayer:
    """Says of one row of an evaluation what a clause found."""

    def __init__(self, screener: Screener, tree: IndustryTree) -> None:
        self._kinds = screener.kinds
        self._wording = RememberedWording(tree, screener.rulebook.in_force)

    def said(self, evaluation: Evaluation, finding: Finding, rule: Rule, row: int) -> ClauseResult:
        """The result of a clause that a finding is about, for a row."""
        of_row = RowEvaluation(evaluation, row)
        results = ClauseResults(of_row, self._kinds, self._wording)
        every = results.of_findings([of_row.finding(finding)])
        return next(one for one in every if f"{one.catalog_id}/{one.clause_id}" == rule.key)

    def requirement(self, rule: Rule) -> str:
        """All that a clause demands; of a list clause also on which condition."""
        said = self._wording.requirement(rule)
        if isinstance(rule.clause, ListClause) and rule.clause.scope.when != ALWAYS:
            return f"{self._wording.condition(rule.clause.scope.when)}时：{said}"
        return said


@dataclass(frozen=True)
class _Inquiry:
    evaluation: Evaluation
    tree: IndustryTree
    codes: list[str]
    listed: Outcomes
    sayer: _ClauseSayer
    known: dict[bytes, IndustrySelection] = field(default_factory=dict)

    def groups(self) -> Iterator[IndustryGroup]:
        for verdict in Verdict:
            rows = np.flatnonzero(self.listed == verdict)
            if len(rows):
                yield IndustryGroup(
                    verdict=verdict, industries=self._industries(rows), count=len(rows)
                )

    def clauses(self, findings: Iterable[Finding]) -> Iterator[ClauseHere]:
        open_rows = self.listed != Verdict.PROHIBITED
        for finding, rule, concerned in self._told(findings):
            rows = np.flatnonzero(concerned & open_rows)
            if not len(rows):
                continue
            shown = rows[int(np.argmax(self._strictness(finding, rows)))]
            yield ClauseHere(
                result=self.sayer.said(self.evaluation, finding, rule, int(shown)),
                requirement=self.sayer.requirement(rule),
                industries=self._industries(rows),
                count=len(rows),
                everyone=len(rows) == int(open_rows.sum()),
                otherwise=_otherwise(rule),
            )

    def _told(self, findings: Iterable[Finding]) -> Iterator[tuple[Finding, Rule, Mask]]:
        """Clauses with whom they may concern; of lists those that speak on a condition."""
        size = len(self.codes)
        for finding in findings:
            if not _is_list(finding):
                yield finding, finding.rules[0], spread(finding.applies, size) > FALSE
                continue
            for rule in finding.rules:
                if rule.clause is not None:
                    yield finding, rule, spread(self.evaluation.applies(rule), size) == UNKNOWN
        for rule in self.evaluation.rule_set.rules:
            if isinstance(rule.clause, ExceptionClause):
                excepts = self.evaluation.excepts(rule)
                finding = Finding((rule,), None, None, rule.index, applies=excepts)
                yield finding, rule, spread(excepts, size) > FALSE

    def _strictness(self, finding: Finding, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.int16]:
        """Which row shows best what the clause says: one that it certainly concerns and fails."""
        size = len(self.codes)
        applies = spread(finding.applies, size)[rows].astype(np.int16)
        violated: Truth = finding.violated
        fails = spread(violated, size)[rows] == TRUE
        strictness: npt.NDArray[np.int16] = applies * 2 + fails
        return strictness

    def _industries(self, rows: npt.NDArray[np.intp]) -> IndustrySelection:
        key = rows.tobytes()  # many clauses concern the same industries
        if key not in self.known:
            self.known[key] = smallest_selection(self.tree, (self.codes[row] for row in rows))
        return self.known[key]


def _otherwise(rule: Rule) -> Verdict | None:
    match rule.clause:
        case RequirementClause(otherwise=otherwise) | SpatialClause(otherwise=otherwise):
            return otherwise
        case ListClause(outcome=outcome):
            return outcome.verdict
        case _:
            return None


def industries_text(selection: IndustrySelection, tree: IndustryTree, most: int = 12) -> str:
    """“C26 化学原料和化学制品制造业（C2625 除外）、C36 汽车制造业 等 15 类”."""
    out = list(selection.exclude)
    parts = []
    for code in selection.include[:most]:
        entry = tree.get(code)
        under = [one for one in out if _path(one, tree).startswith(_path(code, tree))]
        title = entry.title if entry else code
        shown = "、".join(_path(one, tree) for one in under[:6])
        more = f" 等 {len(under)} 类" if len(under) > 6 else ""
        parts.append(f"{title}（{shown}{more} 除外）" if under else title)
    rest = len(selection.include) - most
    return "、".join(parts) + (f" 等 {len(selection.include)} 类" if rest > 0 else "")


def _path(code: str, tree: IndustryTree) -> str:
    entry = tree.get(code)
    return code if entry is None or entry.code == entry.section else f"{entry.section}{entry.code}"
