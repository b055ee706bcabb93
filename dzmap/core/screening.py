"""The admission check: applicants against the catalogs that govern their targets, as of a day.

``Screener`` resolves catalogs and prepares layers once. ``screen`` judges any number of applicants
target by target; ``explain`` sends one row through the same evaluation and keeps every part.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.applicants import normalised_applicants
from dzmap.core.assignment import (
    LOCATED,
    PLACES_STATED,
    UNASSIGNED,
    Assignment,
    assign_targets,
    elsewhere,
)
from dzmap.core.catalogs import AnyClause, Catalog
from dzmap.core.clause_parts import layers_of, lists_of
from dzmap.core.coded_texts import Rows
from dzmap.core.crowd import Crowd, StepReport
from dzmap.core.evaluation import Evaluation
from dzmap.core.explanations import explain_row, explain_unassigned
from dzmap.core.facts import Block, Facts
from dzmap.core.industries import IndustryTree
from dzmap.core.kleene import Mask
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.metrics import METRICS
from dzmap.core.reference_lists import ReferenceList, ReferenceLists
from dzmap.core.relations import ControlKind, control_kinds
from dzmap.core.results import tabulate
from dzmap.core.rulebook import Rulebook, build_rulebook
from dzmap.core.spatial import SpatialLayer, made_valid
from dzmap.core.stated_ratios import disagreeing
from dzmap.core.straddling import (
    USUAL_RULES,
    PolygonRules,
    Straddling,
    further_targets,
    no_parts,
    parts_of,
    straddling_texts,
    strictest,
    with_verdicts,
)
from dzmap.core.target_zones import placed_in_zones, with_facts_of_zones
from dzmap.core.verdicts import Explanation, ScreeningResult, Target
from dzmap.core.wording import Wording

_Pairs = tuple[npt.NDArray[np.int32], npt.NDArray[np.int16], npt.NDArray[np.int8]]

_MOST_NAMED = 3


class Screener:
    """Catalogs, targets and layers, ready to judge.

    Args:
        targets: The places that applicants may enter.
        geometries: Their polygons in EPSG:4490, same order; None where not drawn.
        catalogs: All catalogs, any version; what is in force is found by ``as_of``.
        layers: Control layers by id.
        as_of: The day whose law counts (判定日).
        industries: The classification; with it, codes that it does not have count as unknown.
        lists: Reference lists, any version, that catalogs may refer to by name.
        rules: How polygons are judged that lie in several places.
    """

    def __init__(  # noqa: PLR0913 - all that a judgement rests on
        self,
        targets: Sequence[Target],
        geometries: gpd.GeoSeries,
        catalogs: Iterable[Catalog],
        layers: Mapping[str, SpatialLayer],
        as_of: date,
        *,
        industries: IndustryTree | None = None,
        lists: Sequence[ReferenceList] = (),
        rules: PolygonRules = USUAL_RULES,
    ) -> None:
        self.as_of = as_of
        self._geometries: npt.NDArray[np.object_] = made_valid(geometries)
        placed = placed_in_zones(targets, self._geometries)
        self.targets = with_facts_of_zones(placed)
        self._industries = industries
        self._position = {target.id: position for position, target in enumerate(self.targets)}
        in_force = [layers[name] for name in sorted(layers) if layers[name].in_force(as_of)]
        self.kinds: dict[str, ControlKind] = control_kinds(in_force, rules.sliver_m2)
        self._rules = rules
        self.rulebook: Rulebook = build_rulebook(self.targets, catalogs, as_of)
        self.wording = Wording(industries, self.rulebook.in_force)
        self._lists = ReferenceLists(lists, as_of)
        self._notes = (
            *self.rulebook.notes,
            *_placed_notes(targets, self.targets),
            *_layer_notes(layers.values(), as_of),
            *_unloaded_notes(self.rulebook, self.kinds),
            *_list_notes(self.rulebook, self._lists),
        )

    def screen(
        self,
        applicants: pd.DataFrame,
        only: Sequence[str] | None = None,
        progress: StepReport | None = None,
    ) -> ScreeningResult:
        """Judge applicants.

        Args:
            applicants: Columns of ``core.applicants`` (any subset); not changed.
            only: None judges each applicant against its stated park or zone, else the one it lies
                in; target ids judge every applicant against each of them (result rows: applicant
                by applicant, targets in the given order). KeyError for an id that is no target.
                Who lies in several places is judged against one or each of them (``rules``).
            progress: Called between targets; what it raises ends the run.

        Returns:
            Verdicts; with ``only`` None one row per applicant in their order.
        """
        report = progress or (lambda _name, _done, _total: None)
        report("准备数据", 0, 0)
        frame = normalised_applicants(applicants)
        parts = self._parts(frame)
        crowd = self._crowd(frame, only, parts)
        noted = () if only is not None else self._elsewhere_notes(frame, crowd)
        judged = crowd.judged(self.rulebook, report)
        kept: slice | npt.NDArray[np.intp] = slice(None)
        if only is None and self._rules.straddling is Straddling.EACH:
            kept = strictest(crowd.applicant, judged.verdict)
        return ScreeningResult(
            as_of=self.as_of,
            applicants=crowd.facts.frame,
            targets=self.targets,
            clause_ids=self.rulebook.clause_ids,
            applicant=crowd.applicant[kept],
            target=crowd.target[kept],
            verdict=judged.verdict[kept],
            checked_verdict=judged.checked[kept],
            decisive=judged.decisive[kept],
            violated=judged.violated[kept],
            procedures=judged.procedures[kept],
            unknown=judged.unknown[kept],
            assigned_by=crowd.assigned_by[kept],
            parts=with_verdicts(parts, crowd, judged.verdict),
            catalogs=self.rulebook.catalogs,
            notes=(*self._notes, *noted, *_ratio_notes(frame)),
        )

    def crowd(self, applicants: pd.DataFrame, only: Sequence[str] | None = None) -> Crowd:
        """Applicants with the targets that ``screen`` judges them against, not judged yet.

        Who is judged against each of several places has a pair for each.
        """
        frame = normalised_applicants(applicants)
        each = only is None and self._rules.straddling is Straddling.EACH
        return self._crowd(frame, only, self._parts(frame) if each else no_parts())

    def crowd_of(self, result: ScreeningResult) -> Crowd:
        """The pairs of a result, with the facts to look at them again."""
        asked = np.zeros(len(result.applicants), dtype=np.bool_)
        asked[result.applicant[result.target >= 0]] = True
        facts = self._facts(normalised_applicants(result.applicants), asked)
        return Crowd(facts, self.targets, result.applicant, result.target, result.assigned_by)

    def _parts(self, frame: gpd.GeoDataFrame) -> pd.DataFrame:
        return parts_of(frame, self.targets, self._geometries, self.kinds, self._rules.sliver_m2)

    def _elsewhere_notes(self, frame: gpd.GeoDataFrame, crowd: Crowd) -> tuple[str, ...]:
        """Who states one place and lies in another: catalogs and control lines disagree on where."""
        size = len(frame)  # further pairs are those of who lies in several places
        assignment = Assignment(crowd.target[:size], crowd.assigned_by[:size])
        rows = elsewhere(frame, assignment, self._geometries)
        if not len(rows):
            return ()
        told = f"位置不在申报的开发区或园区内的有 {_count_of(frame, rows)}。"
        return (f"{told}目录按申报的判，管控线按位置核查，请核对。",)

    def _crowd(
        self, frame: gpd.GeoDataFrame, only: Sequence[str] | None, parts: pd.DataFrame
    ) -> Crowd:
        assignment = assign_targets(frame, self.targets, self._geometries)
        applicant, target, how = self._pairs(assignment, only)
        if only is None and self._rules.straddling is Straddling.EACH:
            located = np.flatnonzero(assignment.how == LOCATED)
            more = [
                (row, place)
                for row, place in further_targets(parts, self.targets, located)
                if assignment.target[row] != place
            ]
            applicant = np.append(applicant, np.array([row for row, _ in more], dtype=np.int32))
            target = np.append(target, np.array([place for _, place in more], dtype=np.int16))
            how = np.append(how, np.full(len(more), LOCATED, dtype=np.int8))
        asked = np.zeros(len(frame), dtype=np.bool_)
        asked[applicant[target >= 0]] = True
        facts = self._facts(frame, asked)
        return Crowd(facts, self.targets, applicant, target, how)

    def explain(self, applicants: pd.DataFrame, position: int, target_id: str) -> Explanation:
        """The full evidence for one applicant and one target.

        Args:
            applicants: The frame that was screened.
            position: Row position in it.
            target_id: Id of the target; "" for an applicant that has none.
        """
        frame = normalised_applicants(
            applicants.iloc[position : position + 1].reset_index(drop=True)
        )
        target = self._position.get(target_id)
        if target is None:
            stated = [frame[name].fillna("").iloc[0] for name in PLACES_STATED]
            unknown = [name for name in stated if name]
            return explain_unassigned(self._facts(frame), self.as_of, unknown, self.wording)
        block = Block(self._facts(frame), np.zeros(1, dtype=np.intp))
        evaluation = Evaluation(self.rulebook.rule_sets[target], block)
        return explain_row(evaluation, self.kinds, self.wording, self.as_of)

    def result_frame(self, result: ScreeningResult) -> pd.DataFrame:
        """The result as a table for people, one row per verdict.

        Columns: applicant_id, name, industry_code, target_id, target_name, verdict (int),
        verdict_zh, checked_zh, decisive_number, decisive_text, gap_text, violated, procedures,
        unknown, assigned_by (申报 / 落图 / 无), straddling (where a polygon lies that lies in
        several places, with area and share).
        """
        frame = normalised_applicants(result.applicants)
        table = tabulate(result, self._facts(frame), self.rulebook, self.wording)
        texts = straddling_texts(result.parts, self._rules.sliver_m2)
        told = np.full(len(result.applicants), "", dtype=object)
        told[list(texts)] = list(texts.values())
        return table.assign(straddling=pd.Series(told[result.applicant], dtype="str"))

    # ----------------------------------------------------------------------------------------

    def _facts(self, frame: gpd.GeoDataFrame, asked: Mask | None = None) -> Facts:
        tree = self._industries
        exists = (lambda _code: True) if tree is None else tree.__contains__
        return Facts(frame, self.kinds, exists, asked, self._lists)

    def _pairs(self, assignment: Assignment, only: Sequence[str] | None) -> _Pairs:
        size = len(assignment.target)
        rows = np.arange(size, dtype=np.int32)
        if only is None:
            return rows, assignment.target, assignment.how
        wanted = np.array([self._position[name] for name in only], dtype=np.int16)
        applicant = np.repeat(rows, len(wanted))
        target = np.tile(wanted, size)
        own = assignment.target[applicant] == target
        how = np.where(own, assignment.how[applicant], UNASSIGNED).astype(np.int8)
        return applicant, target, how


def _count_of(frame: pd.DataFrame, rows: Rows) -> str:
    """“3 个：甲、乙、丙”, the first few by name."""
    few = frame.iloc[rows[:_MOST_NAMED]]
    more = "等" if len(rows) > _MOST_NAMED else ""
    return f"{len(rows):,} 个：{'、'.join(few['name'].fillna(few['id']))}{more}"


def _ratio_notes(frame: pd.DataFrame) -> Iterator[str]:
    """Ratios that contradict their own parts: the verdict follows what is stated."""
    for metric, rows in disagreeing(frame):
        parts = f"{METRICS[metric.numerator].zh}和{METRICS[metric.denominator].zh}"
        told = f"申报的{metric.zh}与由{parts}算得的不符的有 {_count_of(frame, rows)}。"
        yield f"{told}按申报的判，请核对。"


def screen(  # noqa: PLR0913 - the whole question in one call
    applicants: pd.DataFrame,
    *,
    targets: Sequence[Target],
    target_geometries: gpd.GeoSeries,
    catalogs: Iterable[Catalog],
    layers: Mapping[str, SpatialLayer],
    as_of: date,
    only: Sequence[str] | None = None,
    progress: StepReport | None = None,
) -> ScreeningResult:
    """Judge applicants once; see ``Screener`` and ``Screener.screen``."""
    screener = Screener(targets, target_geometries, catalogs, layers, as_of)
    return screener.screen(applicants, only, progress)


def _placed_notes(stated: Sequence[Target], placed: Sequence[Target]) -> tuple[str, ...]:
    """Which parks were taken for parts of a zone because they lie in it."""
    zones = {target.id: target.name for target in placed if target.kind == "zone"}
    found: dict[str, list[str]] = {}
    for before, after in zip(stated, placed, strict=True):
        if before.zone_id != after.zone_id:
            found.setdefault(zones[after.zone_id], []).append(after.name)
    return tuple(
        f"没有写所属开发区，按图形计入{zone}的园区：{'、'.join(names)}。"
        for zone, names in found.items()
    )


def _clauses(rulebook: Rulebook) -> tuple[AnyClause, ...]:
    """Every clause that governs some target."""
    rules = (rule for rule_set in rulebook.rule_sets for rule in rule_set.rules)
    found = {rule.index: rule.clause for rule in rules if rule.clause is not None}
    return tuple(found.values())


def _list_notes(rulebook: Rulebook, lists: ReferenceLists) -> tuple[str, ...]:
    names = sorted({name for clause in _clauses(rulebook) for _, name in lists_of(clause)})
    gaps = [text for text in map(lists.shortcoming, names) if text]
    return (f"{'；'.join(gaps)}：未列入的不能判定为不在名录中。",) if gaps else ()


def _unloaded_notes(rulebook: Rulebook, kinds: Container[str]) -> tuple[str, ...]:
    asked = {kind for clause in _clauses(rulebook) for _, kind in layers_of(clause)}
    missing = sorted(layer_zh(kind) for kind in asked if kind not in kinds)
    return (f"没有加载、没有核查的管控线：{'、'.join(missing)}。",) if missing else ()


def _layer_notes(layers: Iterable[SpatialLayer], as_of: date) -> tuple[str, ...]:
    late = sorted(
        {layer.name or layer_zh(layer.kind) for layer in layers if not layer.in_force(as_of)}
    )
    return (f"判定日尚未施行、没有计入的管控线：{'、'.join(late)}。",) if late else ()
