from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest

from dzmap.core.catalog_findings import Finding
from dzmap.core.catalog_lint import lint
from dzmap.core.catalogs import (
    All,
    AnyClause,
    Case,
    Catalog,
    Compare,
    Condition,
    ExampleCase,
    InIndustry,
    InList,
    Level,
    ListClause,
    Member,
    Not,
    Outcome,
    ProcedureClause,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
    SpatialTest,
    Threshold,
)
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import Severity
from dzmap.core.verdicts import Verdict
from dzmap.readers.reference import BundledReference
from dzmap.services.industries import industry_tree
from tests.helpers.lint_catalogs import a_catalog, intensity, listed, the_only


@pytest.fixture(scope="module")
def industries() -> IndustryTree:
    return industry_tree(BundledReference())


def _invest(op: str, value: float) -> Compare:
    return Compare("total_invest_wan_yuan", op, value)


def _asking(condition: Condition) -> RequirementClause:
    return RequirementClause(id="C01", condition=condition)


def _fixed(finding: Finding) -> AnyClause:
    assert finding.fix is not None
    return finding.fix.clause


# --- corrections ----------------------------------------------------------------------------


def test_that_an_obsolete_code_is_replaced_wherever_it_stands(industries: IndustryTree) -> None:
    clause = RequirementClause(
        id="C01",
        metric="far",
        thresholds=(Threshold(value=1.0, industries=("2520", "25")),),
        scope=Scope(industries=("2520", "25"), when=Not(InIndustry(("26",), ("2520",)))),
    )
    finding = the_only(lint([a_catalog(clause)], industries))
    assert (finding.clause_id, finding.item, finding.catalog_id) == ("C01", "适用行业", "zone")
    assert finding.fix is not None
    assert finding.fix.label == "把 C2520 改为 C2521"
    assert finding.fix.clause == replace(
        clause,
        thresholds=(Threshold(value=1.0, industries=("2521", "25")),),
        scope=Scope(industries=("2521", "25"), when=Not(InIndustry(("26",), ("2521",)))),
    )
    assert lint([a_catalog(finding.fix.clause)], industries) == ()


def test_that_a_lost_leading_zero_is_offered(industries: IndustryTree) -> None:
    finding = the_only(lint([a_catalog(listed(Outcome.PROHIBIT, "113"))], industries))
    assert _fixed(finding).scope.industries == ("0113",)


@pytest.mark.parametrize(
    "clause",
    [
        SpatialClause(id="C01", relation=Relation.WITHIN, layers=("化工园",)),
        ProcedureClause(
            id="C01",
            approval="审批",
            scope=Scope(when=SpatialTest(Relation.WITHIN, ("化工园",))),
        ),
    ],
)
def test_that_a_misspelt_layer_is_put_right(industries: IndustryTree, clause: AnyClause) -> None:
    finding = the_only(lint([a_catalog(clause)], industries))
    assert lint([a_catalog(_fixed(finding))], industries) == ()


@pytest.mark.parametrize(
    ("metric", "value", "meant"),
    [
        ("green_ratio", 15.0, 0.15),
        ("green_ratio", 0.0015, 0.15),
        ("far", 80.0, 0.8),
        ("invest_intensity_wan_yuan_per_mu", 4500.0, 300.0),
    ],
)
def test_that_a_number_of_another_unit_is_doubted(
    industries: IndustryTree, metric: str, value: float, meant: float
) -> None:
    clause = RequirementClause(id="C01", metric=metric, thresholds=(Threshold(value=value),))
    finding = the_only(lint([a_catalog(clause)], industries))
    assert finding.severity is Severity.WARNING
    assert (finding.item, finding.threshold) == ("数值", 0)
    corrected = _fixed(finding)
    assert isinstance(corrected, RequirementClause)
    assert corrected.thresholds[0].value == pytest.approx(meant)


def test_that_numbers_inside_conditions_are_doubted_too(industries: IndustryTree) -> None:
    clause = _asking(All((Compare("far", ">=", 80.0), Compare("land_mu", ">=", 80.0))))
    finding = the_only(lint([a_catalog(clause)], industries))
    assert finding.item == "须满足"
    assert _fixed(finding) == _asking(
        All((Compare("far", ">=", 0.8), Compare("land_mu", ">=", 80.0)))
    )


# --- what a clause refers to ----------------------------------------------------------------


def test_that_unknown_reference_lists_are_named(industries: IndustryTree) -> None:
    clause = listed(Outcome.PROHIBIT, lists=("两高",), when=InList(("限制类",)))
    catalog = a_catalog(clause)
    assert lint([catalog], industries) == ()
    messages = [finding.message for finding in lint([catalog], industries, lists={"限制类"})]
    assert messages == ["项目里没有名为《两高》的引用名录，审查时按资料不足。"]
    assert "还没有名录" in lint([catalog], industries, lists=())[0].remedy


def test_that_words_outside_a_closed_choice_are_errors(industries: IndustryTree) -> None:
    finding = the_only(
        lint([a_catalog(_asking(Member("eia_type", ("报告书", "报告"))))], industries)
    )
    assert "没有“报告”这一类" in finding.message
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("clause", "item"),
    [
        (ProcedureClause(id="C01", approval=" "), "须办理"),
        (SpatialClause(id="C01", relation=Relation.WITHIN, layers=()), "图层"),
        (
            SpatialClause(id="C01", relation=Relation.DISTANCE_GE, layers=("permanent_farmland",)),
            "距离",
        ),
        (ProcedureClause(id="第 1 条", approval="审批"), "编号"),
    ],
)
def test_that_what_is_left_blank_is_an_error(
    industries: IndustryTree, clause: AnyClause, item: str
) -> None:
    finding = the_only(lint([a_catalog(clause)], industries))
    assert (finding.severity, finding.item) == (Severity.ERROR, item)


# --- conditions and brackets ----------------------------------------------------------------


def test_that_conditions_that_clash_are_errors(industries: IndustryTree) -> None:
    clause = _asking(All((_invest(">=", 10.0), _invest("<", 5.0))))
    finding = the_only(lint([a_catalog(clause)], industries))
    assert "“总投资”的要求互相矛盾" in finding.message


@pytest.mark.parametrize(
    ("guards", "message"),
    [
        ((_invest(">=", 5e4), _invest(">=", 1e5)), "分档的第 2 档永远用不到"),
        (
            (All((_invest(">=", 1e4), _invest("<", 5e4))), _invest(">", 5e4)),
            "总投资等于 50,000.00 万元 不在任何一档，按“否则”算",
        ),
        (
            (All((_invest(">=", 1e4), _invest("<=", 5e4))), _invest(">=", 5e4)),
            "总投资等于 50,000.00 万元 同时落在分档的第 1 档和第 2 档，按第 1 档算",
        ),
    ],
)
def test_that_brackets_of_a_condition_must_join(
    industries: IndustryTree, guards: tuple[Condition, ...], message: str
) -> None:
    then = Compare("construction_months", "<=", 12.0)
    case = Case(tuple((guard, then) for guard in guards), then)
    assert message in the_only(lint([a_catalog(_asking(case))], industries)).message


def test_that_brackets_of_thresholds_must_join(industries: IndustryTree) -> None:
    small = Threshold(value=200.0, when=_invest("<", 1e4))
    large = Threshold(value=300.0, when=_invest(">", 1e4))
    finding = the_only(lint([a_catalog(intensity(small, large))], industries))
    assert finding.message == "总投资等于 10,000.00 万元 没有门槛，等于不作要求。"
    assert lint([a_catalog(intensity(Threshold(value=250.0), small, large))], industries) == ()
    both = intensity(
        replace(small, when=_invest("<=", 1e4)), replace(large, when=_invest(">=", 1e4))
    )
    assert "同时落在两行门槛里" in the_only(lint([a_catalog(both)], industries)).message


def test_that_a_threshold_for_another_tier_is_noticed(industries: IndustryTree) -> None:
    clause = intensity(Threshold(value=300.0, zone_tiers=("省级",)))
    clause = replace(clause, scope=replace(clause.scope, zone_tiers=("国家级",)))
    assert "不在本条适用的级别内" in the_only(lint([a_catalog(clause)], industries)).message


def test_that_a_clause_for_parks_the_catalog_does_not_govern_is_dead(
    industries: IndustryTree,
) -> None:
    clause = listed(Outcome.PROHIBIT, "26", park_kinds=("sub_park",))
    park = a_catalog(clause, level=Level.PARK, park_kinds=("chemical",))
    assert "永远不适用" in the_only(lint([park], industries)).message
    assert lint([replace(park, park_kinds=())], industries) == ()


# --- lists ----------------------------------------------------------------------------------


def test_that_a_product_in_two_lists_is_found(industries: IndustryTree) -> None:
    first = listed(Outcome.ENCOURAGE, products=("涂料", "油墨"))
    second = listed(Outcome.PROHIBIT, products=("油墨", "颜料"), clause_id="C02")
    finding = the_only(lint([a_catalog(first, second)], industries))
    assert finding.severity is Severity.ERROR
    assert finding.message == "“油墨” 在条款 C01 里列为鼓励，这里又列为禁止。"
    assert _fixed(finding).scope.products == ("颜料",)
    apart = replace(second, scope=replace(second.scope, industries=("26",)))
    other = replace(first, scope=replace(first.scope, industries=("27",)))
    assert lint([a_catalog(other, apart)], industries) == ()


def test_that_a_list_of_products_and_one_of_industries_do_not_collide(
    industries: IndustryTree,
) -> None:
    catalog = a_catalog(
        listed(Outcome.PERMIT, "26"),
        listed(Outcome.PROHIBIT, "26", products=("油墨",), clause_id="C02"),
    )
    assert lint([catalog], industries) == ()


# --- examples -------------------------------------------------------------------------------


def _example(**changes: object) -> ExampleCase:
    return replace(ExampleCase(name="甲", verdict=Verdict.ADMITTED), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (_example(facts=(("colour", "红"),)), "没有名为“colour”的指标"),
        (_example(facts=(("land_mu", "很多"),)), "“用地”应是数"),
        (_example(facts=(("land_mu", -3.0),)), "“用地”不会是"),
        (_example(facts=(("eia_type", "报告"),)), "没有“报告”这一类"),
        (_example(facts=(("industry_code", "2699"),)), "没有 2699"),
        (_example(decisive="C99"), "决定条款“C99”找不到"),
        (_example(decisive="city/C01"), "决定条款“city/C01”找不到"),
        (_example(as_of=date(2020, 1, 1)), "不在目录的施行期间"),
    ],
)
def test_that_examples_are_checked(
    industries: IndustryTree, case: ExampleCase, message: str
) -> None:
    catalog = a_catalog(listed(Outcome.PROHIBIT, "26"), examples=(case,))
    finding = the_only(lint([catalog], industries))
    assert message in finding.message
    assert (finding.example, finding.column, finding.clause_id) == ("甲", "甲", "")


def test_that_good_examples_are_left_alone(industries: IndustryTree) -> None:
    facts = (("industry_code", "2614"), ("eia_type", "报告书"), ("land_mu", 30.0))
    city = a_catalog(listed(Outcome.PROHIBIT, "26"), catalog_id="city", level=Level.CITY)
    catalog = a_catalog(
        listed(Outcome.PROHIBIT, "26"),
        parent="city",
        examples=(
            _example(facts=facts, decisive="C01"),
            _example(name="乙", decisive="city/C01"),
            _example(name="丙", decisive="default", as_of=date(2022, 1, 1)),
        ),
    )
    assert lint([city, catalog], industries) == ()
    twice = replace(catalog, examples=(_example(), _example()))
    assert "同名" in the_only(lint([city, twice], industries)).message


# --- size -----------------------------------------------------------------------------------


def _large(catalog_id: str, **changes: object) -> Catalog:
    codes = ("2611", "2614", "3311", "3985", "1713")
    clauses: list[AnyClause] = []
    for number in range(2500):
        when = _invest(">=", float(number))
        clauses += [
            ListClause(
                id=f"L{number}",
                outcome=Outcome.PERMIT,
                scope=Scope(industries=(codes[number % 5],), when=when),
            ),
            ListClause(
                id=f"P{number}", outcome=Outcome.PERMIT, scope=Scope(products=(f"产品{number}",))
            ),
            replace(
                intensity(Threshold(value=300.0 + number % 50), clause_id=f"R{number}"),
                scope=Scope(industries=(codes[number % 5],), when=when),
            ),
            ProcedureClause(id=f"S{number}", approval="审批", scope=Scope(when=when)),
        ]
    return a_catalog(*clauses, catalog_id=catalog_id, **changes)


def test_that_ten_thousand_clauses_are_checked_in_seconds(industries: IndustryTree) -> None:
    city, zone = _large("city", level=Level.CITY), _large("zone", parent="city")
    begun = perf_counter()
    lint([city, zone], industries)
    assert perf_counter() - begun < 10.0
