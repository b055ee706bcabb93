"""Which facts and layers would settle an undecided clause, named in Chinese, row by row."""

from collections.abc import Iterable

import numpy as np

from dzmap.core.catalogs import (
    All,
    Any,
    Case,
    Compare,
    Condition,
    InIndustry,
    InList,
    Leaf,
    Level,
    Member,
    Not,
    RequirementClause,
    SpatialClause,
    SpatialTest,
)
from dzmap.core.conditions import compare, evaluate
from dzmap.core.evaluation import Evaluation, decides_with_others, park_truth
from dzmap.core.facts import Block
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, Kleene, Mask, Truth, spread
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.metrics import METRICS, NAMED
from dzmap.core.quantities import format_list
from dzmap.core.rulebook import Rule
from dzmap.core.standing import NO_CELL
from dzmap.core.thresholds import tier_truth
from dzmap.core.wording import metric_zh

PLACE = "准确位置"
INDUSTRY = "行业代码"
COUNTY = "开发区所在县（市、区）"
NOT_COVERED = "（此处未覆盖）"
"""Ends the name of a layer that is there but does not reach the place."""


class MissingFacts:
    """Collects what is missing for the rows of an evaluation; ``found`` maps names to rows."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._block: Block = evaluation.block
        self.found: dict[str, Mask] = {}

    def of_rule(self, rule: Rule, undecided: Mask) -> None:
        """Add what keeps a rule undecided for some rows."""
        if not undecided.any():
            return
        self._of_scope(rule, undecided, frozenset())
        match rule.clause:
            case RequirementClause() as clause:
                self._of_requirement(clause, undecided)
            case SpatialClause(relation=relation, layers=layers, distance_m=distance_m):
                self._of_condition(SpatialTest(relation, layers, distance_m), undecided)
            case _:
                pass

    def of_list(self, rules: Iterable[Rule], undecided: Mask) -> None:
        """Add what keeps the list of a catalog undecided for some rows."""
        for rule in rules:
            if decides_with_others(rule):
                self._of_scope(rule, undecided, frozenset())

    def names(self, row: int) -> tuple[str, ...]:
        """What is missing for one row."""
        return tuple(name for name, rows in self.found.items() if rows[row])

    # ----------------------------------------------------------------------------------------

    def _add(self, name: str, rows: Mask) -> None:
        if name and rows.any():
            known = self.found.get(name)
            self.found[name] = rows if known is None else known | rows

    def _unknown(self, truth: Truth) -> Mask:
        """Rows for which a truth about rows, or about any of their codes, is unknown."""
        array = spread(truth, self._block.size)
        rows: Mask = array[: self._block.size] == UNKNOWN
        if len(array) > self._block.size:
            rows = rows.copy()
            rows[self._block.owner[array[self._block.size :] == UNKNOWN]] = True
        return rows

    def _of_scope(self, rule: Rule, undecided: Mask, seen: frozenset[int]) -> None:
        if rule.index in seen:
            return
        relevant = undecided & self._unknown(self._evaluation.scope(rule))
        if rule.clause is not None:
            self._of_scope_parts(rule, relevant)
        if self._evaluation.rule_set.governs[rule.catalog.id] == UNKNOWN:
            local = rule.catalog.level is Level.COUNTY and not self._evaluation.target.county_id
            self._add(COUNTY if local else "园区类型", relevant)
        rule_set = self._evaluation.rule_set
        for other in (
            *rule_set.replacing.get(rule.index, ()),
            *rule_set.lifting.get(rule.index, ()),
        ):
            self._of_scope(other, undecided, seen | {rule.index})

    def _of_scope_parts(self, rule: Rule, relevant: Mask) -> None:
        if rule.clause is None or not relevant.any():
            return
        scope, target = rule.clause.scope, self._evaluation.target
        self._of_industry(scope.industries, scope.except_industries, relevant)
        if tier_truth(scope.zone_tiers, target) == UNKNOWN:
            self._add("开发区级别", relevant)
        if scope.park_kinds and park_truth(scope.park_kinds, target) == UNKNOWN:
            self._add("园区类型", relevant)
        for metric, values in (
            ("action", scope.actions),
            ("applicant_class", scope.applicant_classes),
        ):
            if values:
                self._of_condition(Member(metric, values), relevant)
        for metric, names in (("products", scope.products), ("processes", scope.processes)):
            if names:
                unknown = relevant & self._unknown(self._block.named(metric, names))
                self._of_names(metric, f"“{format_list(names)}”", unknown)
        if scope.lists:
            self._of_lists(scope.lists, relevant)
        self._of_condition(scope.when, relevant)

    def _of_names(self, metric: str, known: str, unknown: Mask) -> None:
        """A text is missing, or names something like what is known."""
        cells = self._block.cells(metric)
        blank = cells == NO_CELL
        self._add(metric_zh(metric), unknown & blank)
        self._add(f"{metric_zh(metric)}的准确名称（与{known}相近，待核）", unknown & ~blank)

    def _of_lists(self, names: tuple[str, ...], relevant: Mask) -> None:
        truth = spread(self._block.listed(names), self._block.extended_size)
        unknown = relevant & self._unknown(truth)
        for name in names:
            self._add(self._block.facts.lists.shortcoming(name), unknown)
            standing = self._block.facts.standing(name)
            if standing is not None:
                for field, rows in standing.doubts(self._block.bearers(), truth == UNKNOWN):
                    self._of_doubt(field, name, rows, unknown)

    def _of_doubt(self, field: str, name: str, extended: Mask, relevant: Mask) -> None:
        """What keeps an entry of a list undecided for some extended rows."""
        if field == "industry":
            self._of_code(np.where(extended, UNKNOWN, FALSE).astype(np.int8), relevant)
        else:
            rows = self._unknown(np.where(extended, UNKNOWN, FALSE).astype(np.int8))
            self._of_names(field, f"《{name}》所列", relevant & rows)

    def _of_industry(
        self, include: tuple[str, ...], exclude: tuple[str, ...], relevant: Mask
    ) -> None:
        truth = self._block.industry(include, exclude)
        if isinstance(truth, np.ndarray):
            self._of_code(truth, relevant)

    def _of_code(self, truth: Kleene, relevant: Mask) -> None:
        """An industry code is missing, or too coarse, where a truth about it is unknown."""
        codes = self._block.facts.codes
        blank = self._block.code == len(codes) - 1
        missing = self._unknown(np.where(blank, truth, FALSE).astype(np.int8))
        coarse = self._unknown(np.where(blank, FALSE, truth).astype(np.int8))
        self._add(INDUSTRY, relevant & missing)
        self._add("更细的行业代码", relevant & coarse)

    def _of_requirement(self, clause: RequirementClause, undecided: Mask) -> None:
        for row in clause.thresholds:
            unknown = undecided & self._unknown(
                compare(self._block, clause.metric, clause.op, row.value)
            )
            self._of_metric(clause.metric, unknown)
            self._of_industry(row.industries, (), undecided)
            if tier_truth(row.zone_tiers, self._evaluation.target) == UNKNOWN:
                self._add("开发区级别", undecided)
            if row.land_grades:
                self._of_condition(Member("land_grade", row.land_grades), undecided)
            self._of_condition(row.when, undecided)
        if clause.condition is not None:
            self._of_condition(clause.condition, undecided)

    def _of_condition(self, condition: Condition, relevant: Mask) -> None:
        unknown = relevant & self._unknown(evaluate(condition, self._block))
        if not unknown.any():
            return
        match condition:
            case Not(operand):
                self._of_condition(operand, unknown)
            case All(operands) | Any(operands):
                for operand in operands:
                    self._of_condition(operand, unknown)
            case Case(branches, otherwise):
                for guard, then in branches:
                    self._of_condition(guard, unknown)
                    truth = spread(evaluate(guard, self._block), self._block.size)
                    self._of_condition(then, unknown & (truth != FALSE))
                    unknown = unknown & (truth != TRUE)
                self._of_condition(otherwise, unknown)
            case _:
                self._of_leaf(condition, unknown)

    def _of_leaf(self, leaf: Leaf, unknown: Mask) -> None:
        match leaf:
            case Member(metric, values) if metric in NAMED:
                self._of_names(metric, f"“{format_list(values)}”", unknown)
            case Compare(metric) | Member(metric):
                self._of_metric(metric, unknown)
            case InIndustry(include, exclude):
                self._of_industry(include, exclude, unknown)
            case SpatialTest():
                self._of_place(leaf, unknown)
            case InList(lists):
                self._of_lists(lists, unknown)

    def _of_metric(self, name: str, unknown: Mask) -> None:
        metric = METRICS.get(name)
        if metric is not None and metric.of_target:
            own = metric.zh.removeprefix("开发区").removeprefix("园区")
            self._add(f"{self._evaluation.target.name}的{own}", unknown)
            return
        if metric is None or not metric.numerator:
            self._add(metric_zh(name), unknown)
            return
        for part in (metric.numerator, metric.denominator):
            values, missing = self._block.number(part)
            rows = np.zeros(len(values), dtype=np.bool_) if missing is None else missing
            if part == metric.denominator:
                rows = rows | (values <= 0)
            self._add(metric_zh(part), unknown & rows)

    def _of_place(self, test: SpatialTest, unknown: Mask) -> None:
        precise = self._block.facts.precise[self._block.rows]
        self._add(PLACE, unknown & ~precise)
        for kind in test.layers:
            part = SpatialTest(test.relation, (kind,), test.distance_m)
            rows = unknown & precise & self._unknown(evaluate(part, self._block))
            covered = kind in self._block.facts.kinds
            self._add(f"{layer_zh(kind)}图层{NOT_COVERED if covered else ''}", rows)
