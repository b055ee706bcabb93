"""Numbers in clauses that look as if a unit or a percent sign went wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from dzmap.core.catalog_findings import At, Finding, Fix, Subject
from dzmap.core.catalogs import AnyClause, Compare, Condition, Leaf, RequirementClause
from dzmap.core.clause_parts import conditions_of, leaves, with_conditions
from dzmap.core.metrics import METRICS, Metric
from dzmap.core.quantities import MU_PER_HECTARE, format_metric

_SMALL_RATIO = 0.005


@dataclass(frozen=True)
class _Usual:
    """The largest number that occurs, and what a larger one probably is, times too large."""

    highest: float
    factor: float
    guess: str


_PERCENT = _Usual(10.0, 100.0, "像是按百分数写的")
_PER_HECTARE = "像是按每公顷的数写的"
_USUAL = MappingProxyType(
    {
        "far": _PERCENT,
        "capacity_replacement_ratio": _PERCENT,
        "invest_intensity_wan_yuan_per_mu": _Usual(2500.0, MU_PER_HECTARE, _PER_HECTARE),
        "fixed_invest_intensity_wan_yuan_per_mu": _Usual(2500.0, MU_PER_HECTARE, _PER_HECTARE),
        "tax_wan_yuan_per_mu": _Usual(200.0, MU_PER_HECTARE, _PER_HECTARE),
        "output_wan_yuan_per_mu": _Usual(5000.0, MU_PER_HECTARE, _PER_HECTARE),
    }
)


def lint_amounts(subject: Subject, clause: AnyClause) -> Iterator[Finding]:
    """Thresholds and compared numbers that are hardly meant so, with the number that is."""
    if isinstance(clause, RequirementClause) and clause.metric in METRICS:
        metric = METRICS[clause.metric]
        for position, row in enumerate(clause.thresholds):
            doubt = _doubt(metric, row.value)
            if doubt is not None:
                item = "数值" if len(clause.thresholds) == 1 else "门槛"
                yield _finding(
                    subject,
                    metric,
                    (row.value, *doubt),
                    At(item, position),
                    partial(_with_row, clause, position),
                )
    for item, condition in conditions_of(clause):
        for leaf in dict.fromkeys(leaves(condition)):
            if isinstance(leaf, Compare) and leaf.metric in METRICS:
                metric = METRICS[leaf.metric]
                doubt = _doubt(metric, leaf.value)
                if doubt is not None:
                    yield _finding(
                        subject,
                        metric,
                        (leaf.value, *doubt),
                        At(item),
                        partial(_with_leaf, clause, leaf),
                    )


def _doubt(metric: Metric, value: float) -> tuple[str, float | None] | None:
    """Why a number is doubtful, and what was probably meant."""
    if metric.kind == "ratio":
        if value > 1:
            return "不像比例", value / 100 if value <= 100 else None
        if 0 < value < _SMALL_RATIO:
            return "不像比例", value * 100
    if value < metric.lowest:
        return "不会有这样的数", None
    usual = _USUAL.get(metric.name)
    if usual is not None and value > usual.highest:
        return usual.guess, value / usual.factor
    return None


def _finding(
    subject: Subject,
    metric: Metric,
    doubt: tuple[float, str, float | None],
    at: At,
    corrected: Callable[[float], AnyClause],
) -> Finding:
    value, reason, meant = doubt
    fix = None
    if meant is not None:
        shown = format_metric(metric.name, meant)
        fix = Fix(f"改为 {shown}", corrected(meant))
    return subject.warning(
        f"“{metric.zh}”写的是 {_shown(metric, value)}，{reason}",
        "核对数值和单位，如 7 % 不是 0.07 %。" if metric.kind == "ratio" else "核对数值和单位。",
        value=f"{value:g}",
        at=at,
        fix=fix,
    )


def _shown(metric: Metric, value: float) -> str:
    return f"{value * 100:g} %" if metric.kind == "ratio" else format_metric(metric.name, value)


def _with_row(clause: RequirementClause, position: int, value: float) -> AnyClause:
    rows = list(clause.thresholds)
    rows[position] = replace(rows[position], value=value)
    return replace(clause, thresholds=tuple(rows))


def _with_leaf(clause: AnyClause, leaf: Compare, value: float) -> AnyClause:
    def change(one: Leaf) -> Condition:
        return replace(leaf, value=value) if one == leaf else one

    return with_conditions(clause, change)
