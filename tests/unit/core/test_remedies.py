"""The way out that an explanation names: it must lead where it says, given every other clause."""

from dataclasses import replace
from typing import Any

import pytest
import shapely

from dzmap.core.catalogs import (
    All,
    Case,
    Compare,
    ListClause,
    Outcome,
    ProcedureClause,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
    Threshold,
)
from dzmap.core.verdicts import Verdict
from tests.helpers.screening_world import (
    FARM_AREA,
    catalog,
    explained,
    farmland,
    screener,
)

INTENSITY = "invest_intensity_wan_yuan_per_mu"


def need(clause_id: str, metric: str, op: str, value: float, **fields: Any) -> RequirementClause:
    return RequirementClause(
        id=clause_id, metric=metric, op=op, thresholds=(Threshold(value=value),), **fields
    )


DENSE = need("c7", INTENSITY, ">=", 300.0)
POOR: dict[str, Any] = {"total_invest_wan_yuan": 10_865.0, "land_mu": 41.0}


def test_that_a_change_that_brings_an_approval_on_says_so() -> None:
    large = Scope(when=Compare("total_invest_wan_yuan", ">=", 12_000.0))
    judge = screener(catalog(DENSE, ProcedureClause(id="p", approval="核准", scope=large)))
    found = explained(judge, **POOR)
    assert found.remedy == "多投 1,435 万元，即有条件准入；少用地 4.79 亩，即准入。"
    richer = explained(judge, total_invest_wan_yuan=12_300.0, land_mu=41.0)
    smaller = explained(judge, total_invest_wan_yuan=10_865.0, land_mu=36.21)
    assert (richer.verdict, smaller.verdict) == (Verdict.CONDITIONAL, Verdict.ADMITTED)


def test_that_a_change_that_breaks_another_clause_is_not_offered() -> None:
    capital = need("c8", "registered_capital_ratio", ">=", 0.3)
    found = explained(screener(catalog(DENSE, capital)), registered_capital_wan_yuan=3300.0, **POOR)
    assert found.remedy == "少用地 4.79 亩，即准入。"
    plot = need("c8", "land_mu", ">=", 40.0)
    assert explained(screener(catalog(DENSE, plot)), **POOR).remedy == "多投 1,435 万元，即准入。"


def test_that_no_way_out_remains_where_each_breaks_something() -> None:
    judge = screener(
        catalog(DENSE, need("c8", "land_mu", ">=", 41.0), need("c9", "total_invest_wan_yuan", "<=", 11_000.0))
    )  # fmt: skip
    assert explained(judge, **POOR).remedy == (
        "多投 1,435 万元或少用地 4.79 亩，即满足本条，另有 1 条不满足。"
    )


def test_that_a_change_to_a_stricter_grade_is_no_way_out() -> None:
    graded = replace(
        DENSE, thresholds=(Threshold(value=300.0), Threshold(value=400.0, land_grades=("一级",)))
    )
    found = explained(screener(catalog(graded)), **POOR)
    assert (found.verdict, found.remedy) == (Verdict.RESTRICTED, "")
    assert "即准入" in explained(screener(catalog(graded)), land_grade="一级", **POOR).remedy


def test_that_nobody_is_told_to_give_up_all_land() -> None:
    tax = need("c7", "tax_wan_yuan_per_mu", ">=", 15.0)
    found = explained(screener(catalog(tax)), tax_wan_yuan=-100.0, land_mu=41.0)
    assert found.remedy == "年税收增加 715 万元，即准入。"
    found = explained(screener(catalog(DENSE)), total_invest_wan_yuan=0.0, land_mu=41.0)
    assert found.remedy == "多投 12,300 万元，即准入。"


def test_that_the_whole_investment_stays_above_its_fixed_part() -> None:
    capital = need("c8", "registered_capital_ratio", ">=", 0.3)
    facts: dict[str, Any] = {"registered_capital_wan_yuan": 1000.0, "total_invest_wan_yuan": 4000.0}
    free = explained(screener(catalog(capital)), **facts)
    assert free.remedy == "注册资本增加 200 万元或少投 667 万元，即准入。"
    bound = explained(screener(catalog(capital)), fixed_invest_wan_yuan=3900.0, **facts)
    assert bound.remedy == "注册资本增加 200 万元，即准入。"


def test_that_a_change_goes_on_until_the_whole_clause_holds() -> None:
    both = RequirementClause(
        id="c1",
        condition=All((Compare(INTENSITY, ">=", 300.0), Compare("tax_wan_yuan", ">=", 500.0))),
    )
    found = explained(screener(catalog(both)), tax_wan_yuan=480.0, **POOR)
    assert found.remedy == (
        "多投 1,435 万元并年税收增加 20 万元或少用地 4.79 亩并年税收增加 20 万元，即准入。"
    )
    stepped = RequirementClause(
        id="c1",
        condition=Case(
            ((Compare("land_mu", ">=", 40.0), Compare(INTENSITY, ">=", 300.0)),),
            Compare(INTENSITY, ">=", 350.0),
        ),
    )
    found = explained(screener(catalog(stepped)), **POOR)
    assert found.remedy.startswith("多投 1,435 万元或少用地 4.79 亩并多投 ")
    assert found.remedy.endswith("，即准入。")


@pytest.mark.parametrize(
    ("rule", "facts", "remedy"),
    [
        (need("c", "employees", ">=", 20.0), {"employees": 12}, "从业人数增加 8 人，即准入。"),
        (
            need("c", "construction_months", "<=", 18.0),
            {"construction_months": 24},
            "建设周期减少 6.0 月，即准入。",
        ),
        (need("c", "land_mu", ">", 40.0), {"land_mu": 40.0}, "多用地 0.01 亩，即准入。"),
        (need("c", "green_ratio", "<", 0.2), {"green_ratio": 0.2}, "绿地率减少 0.01 个百分点，即准入。"),
        (
            need("c", "energy_tce_per_wan_yuan", "<=", 0.35),
            {"energy_tce": 360.0, "output_wan_yuan": 1000.0},
            "少用能 10.00 吨标煤或年产值增加 29 万元，即准入。",
        ),
    ],
)  # fmt: skip
def test_that_changes_are_printed_in_units_that_exist(
    rule: RequirementClause, facts: dict[str, Any], remedy: str
) -> None:
    assert explained(screener(catalog(rule)), **facts).remedy == remedy


def test_that_what_still_stands_in_the_way_is_said() -> None:
    hard = replace(DENSE, otherwise=Verdict.PROHIBITED)
    softer = need("c8", "far", ">=", 1.0)
    judge = screener(catalog(hard, softer))
    assert explained(judge, far=0.5, **POOR).remedy.endswith("，即满足本条，但仍受限制。")
    assert explained(judge, **POOR).remedy.endswith("，即满足本条，但仍资料不足。")


def test_that_a_move_promises_only_what_is_known() -> None:
    apart = SpatialClause(
        id="c8", relation=Relation.DISTANCE_GE, layers=("permanent_farmland",), distance_m=1000.0
    )
    judge = screener(catalog(apart), {"f": farmland()})
    near = explained(judge, geometry=shapely.Point(116.725, 36.785))
    assert near.remedy == "移到距永久基本农田 1,000 m 以外，其他不变时即准入。"
    apart = SpatialClause(id="c8", relation=Relation.DISJOINT, layers=("permanent_farmland",))
    judge = screener(catalog(apart), {"f": farmland()})
    crossing = explained(judge, geometry=shapely.box(116.715, 36.78, 116.725, 36.782))
    assert crossing.remedy == "退让占用的部分，其他不变时即准入。"
    assert explained(judge, geometry=FARM_AREA.buffer(-0.001)).remedy == "可另选位置。"


def test_that_a_ban_of_the_industry_leaves_another_zone() -> None:
    ban = ListClause(id="c1", outcome=Outcome.PROHIBIT, scope=Scope(industries=("14",)))
    assert explained(screener(catalog(ban, DENSE)), **POOR).remedy == "可另选允许该行业的开发区。"
