"""Products, processes, reference lists, commitments and the zone's own facts: verdicts and words."""

from dataclasses import replace
from datetime import date
from typing import Any

import geopandas as gpd
import pytest

from dzmap.core.catalogs import (
    Compare,
    Default,
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
    Threshold,
)
from dzmap.core.reference_lists import ListItem, ReferenceList
from dzmap.core.screening import Screener
from dzmap.core.verdicts import ClauseState, Explanation, Target, Verdict
from tests.helpers.screening_world import (
    DAY,
    PARK,
    PARK_AREA,
    ZONE,
    ZONE_AREA,
    applicants,
    catalog,
    explained,
    farmland,
    screener,
    verdict,
)

FERTILISER = ListClause(
    id="c1", number="第一条", outcome=Outcome.PROHIBIT, scope=Scope(products=("尿素", "磷铵"))
)
TWO_HIGH = ListClause(
    id="c2", number="第二条", outcome=Outcome.RESTRICT, scope=Scope(lists=("两高项目名录",))
)
START = RequirementClause(
    id="c3",
    number="第三条",
    metric="start_months",
    op="<=",
    thresholds=(Threshold(value=6.0),),
    otherwise=Verdict.CONDITIONAL,
)
LEADING = RequirementClause(
    id="c4", number="第四条", condition=Compare("target_leading_share", ">=", 0.8)
)
LISTS = (
    ReferenceList(
        name="两高项目名录",
        complete=True,
        items=(
            ListItem(industry="2614"),
            ListItem(industry="30", products=("水泥熟料",)),
            ListItem(processes=("隔膜法", "隔膜电解")),
        ),
    ),
)


def only(explanation: Explanation, number: str) -> Any:
    (found,) = [one for one in explanation.clauses if one.number == number]
    return found


# --- products and processes -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        ("尿素", Verdict.PROHIBITED),
        ("靶材；磷铵", Verdict.PROHIBITED),
        ("农用尿素", Verdict.INSUFFICIENT),
        ("靶材", Verdict.ADMITTED),
        (None, Verdict.INSUFFICIENT),
    ],
)
def test_that_products_decide(products: str | None, expected: Verdict) -> None:
    assert verdict(catalog(FERTILISER), products=products) is expected


def test_that_similar_product_names_are_left_to_people() -> None:
    found = explained(screener(catalog(FERTILISER)), products="农用尿素")
    (missing,) = only(found, "第一条").missing
    assert missing == "主要产品的准确名称（与“尿素、磷铵”相近，待核）"
    blank = explained(screener(catalog(FERTILISER)))
    assert only(blank, "第一条").missing == ("主要产品",)
    assert blank.headline == "还不能下结论：缺“主要产品”"
    assert blank.remedy.endswith("没有可核查的条款。")


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        ("尿素、靶材", Verdict.PROHIBITED),
        ("农用尿素", Verdict.INSUFFICIENT),
        (None, Verdict.INSUFFICIENT),
        ("靶材", Verdict.ADMITTED),
    ],
)
def test_that_conditions_compare_product_names_like_scopes(
    products: str | None, expected: Verdict
) -> None:
    ban = ListClause(
        id="c1", outcome=Outcome.PROHIBIT, scope=Scope(when=Member("products", ("尿素",)))
    )
    found = explained(screener(catalog(ban)), products=products)
    assert found.verdict is expected
    if products == "农用尿素":
        assert found.clauses[0].missing == ("主要产品的准确名称（与“尿素”相近，待核）",)


def test_that_a_word_which_was_not_understood_leaves_a_set_open() -> None:
    ban = ListClause(
        id="c1",
        outcome=Outcome.PROHIBIT,
        scope=Scope(when=Not(Member("investor_class", ("上市公司",)))),
    )
    judge = catalog(ban)
    assert verdict(judge, investor_class="上市公司，高新技术企业") is Verdict.INSUFFICIENT
    assert verdict(judge, investor_class="上市公司;独角兽") is Verdict.ADMITTED
    assert verdict(judge, investor_class="专精特新") is Verdict.PROHIBITED


def test_that_a_complete_list_without_entries_clears_nobody() -> None:
    demand = RequirementClause(id="c1", condition=Not(InList(("两高项目名录",))))
    empty = ReferenceList(name="两高项目名录", complete=True)
    found = explained(screener(catalog(demand), lists=[empty]))
    assert found.verdict is Verdict.INSUFFICIENT
    assert found.clauses[0].missing == ("引用名录《两高项目名录》没有条目",)


def test_that_a_prohibited_product_is_named() -> None:
    found = explained(screener(catalog(FERTILISER)), products="尿素")
    assert found.headline == "产品属于尿素、磷铵，列入禁止类"
    clause = only(found, "第一条")
    assert clause.state is ClauseState.VIOLATED
    assert clause.requirement == "产品属于尿素、磷铵：禁止"
    result = screener(catalog(FERTILISER)).screen(applicants({"products": "尿素"}), ["Z1"])
    table = screener(catalog(FERTILISER)).result_frame(result)
    assert table["gap_text"][0] == "产品属于尿素、磷铵，列入禁止类"


def test_that_an_item_clause_neither_yields_to_industries_nor_softens_them() -> None:
    permit_code = ListClause(id="p1", outcome=Outcome.PERMIT, scope=Scope(industries=("2621",)))
    ban_code = ListClause(id="p2", outcome=Outcome.PROHIBIT, scope=Scope(industries=("26",)))
    praise = ListClause(id="p3", outcome=Outcome.ENCOURAGE, scope=Scope(products=("尿素",)))
    facts: dict[str, Any] = {"industry_code": "2621", "products": "尿素"}
    assert verdict(catalog(FERTILISER, permit_code), **facts) is Verdict.PROHIBITED
    assert verdict(catalog(praise, ban_code), **facts) is Verdict.PROHIBITED
    assert verdict(catalog(praise), **facts) is Verdict.ENCOURAGED
    strict = catalog(praise, default=Default.LISTED_ONLY_PROHIBIT)
    assert verdict(strict, **facts) is Verdict.PROHIBITED


def test_that_industries_narrow_an_item_clause() -> None:
    narrowed = replace(FERTILISER, scope=Scope(products=("尿素",), industries=("26",)))
    assert verdict(catalog(narrowed), industry_code="2621", products="尿素") is Verdict.PROHIBITED
    assert verdict(catalog(narrowed), industry_code="1411", products="尿素") is Verdict.ADMITTED


def test_that_only_the_main_industry_earns_by_items() -> None:
    praise = ListClause(
        id="c1",
        number="第一条",
        outcome=Outcome.ENCOURAGE,
        scope=Scope(products=("靶材",), industries=("39",)),
    )
    found = explained(screener(catalog(praise)), products="靶材", other_industry_codes="3985")
    assert found.verdict is Verdict.ADMITTED
    assert only(found, "第一条").explanation == "只有主行业计入鼓励"


def test_that_of_equal_prohibitions_the_first_is_decisive() -> None:
    ban_code = ListClause(id="c9", outcome=Outcome.PROHIBIT, scope=Scope(industries=("26",)))
    judge = screener(catalog(FERTILISER, ban_code))
    result = judge.screen(applicants({"industry_code": "2621", "products": "尿素"}), ["Z1"])
    assert result.clause_ids[result.decisive[0]] == "CITY/c1"
    assert result.violated[0] == 2


# --- reference lists ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"industry_code": "2614"}, Verdict.RESTRICTED),
        ({"industry_code": "3011", "products": "水泥熟料"}, Verdict.RESTRICTED),
        ({"industry_code": "3011", "products": "水泥", "processes": "回转窑"}, "INSUFFICIENT"),
        ({"industry_code": "1411", "processes": "回转窑"}, Verdict.ADMITTED),
        ({"industry_code": "1411", "processes": "隔膜电解"}, Verdict.RESTRICTED),
        ({"industry_code": "1411"}, Verdict.INSUFFICIENT),
    ],
)
def test_that_a_list_holds_who_fulfils_all_of_an_entry(
    facts: dict[str, Any], expected: Verdict | str
) -> None:
    judge = screener(catalog(TWO_HIGH), lists=LISTS)
    assert explained(judge, **facts).verdict.name == getattr(expected, "name", expected)


def test_that_a_list_which_is_not_complete_clears_nobody() -> None:
    partial = (replace(LISTS[0], complete=False),)
    judge = screener(catalog(TWO_HIGH), lists=partial)
    found = explained(judge, industry_code="1411", processes="回转窑")
    assert found.verdict is Verdict.INSUFFICIENT
    assert only(found, "第二条").missing == ("引用名录《两高项目名录》没有录全",)
    assert explained(judge, industry_code="2614").verdict is Verdict.RESTRICTED


def test_that_a_list_that_is_not_there_is_named() -> None:
    judge = screener(catalog(TWO_HIGH))
    found = explained(judge)
    assert found.headline == "还不能下结论：缺“引用名录《两高项目名录》没有录入”"
    late = (replace(LISTS[0], effective_from=date(2023, 1, 1)),)
    result = screener(catalog(TWO_HIGH), lists=late).screen(applicants({}), ["Z1"])
    assert result.verdict[0] == Verdict.INSUFFICIENT
    assert result.notes == (
        "引用名录《两高项目名录》在判定日没有生效的版本：未列入的不能判定为不在名录中。",
    )


def test_that_what_a_list_entry_needs_is_named() -> None:
    judge = screener(catalog(TWO_HIGH), lists=LISTS)
    found = explained(judge, industry_code="30", products="水泥")
    assert only(found, "第二条").missing == (
        "主要工艺",
        "主要产品的准确名称（与《两高项目名录》所列相近，待核）",
    )
    coarse = explained(judge, industry_code="26", processes="回转窑")
    assert only(coarse, "第二条").missing == ("更细的行业代码",)


def test_that_a_condition_may_ask_for_a_list() -> None:
    demand = RequirementClause(
        id="c1",
        number="第一条",
        condition=Not(InList(("两高项目名录",))),
        otherwise=Verdict.PROHIBITED,
    )
    judge = screener(catalog(demand), lists=LISTS)
    assert explained(judge, processes="回转窑").verdict is Verdict.ADMITTED
    found = explained(judge, industry_code="2614")
    assert found.verdict is Verdict.PROHIBITED
    assert found.headline == "不满足：不在名录《两高项目名录》中"
    assert explained(judge).verdict is Verdict.INSUFFICIENT


# --- commitments ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "expected", "state", "said"),
    [
        (6.0, Verdict.ADMITTED, ClauseState.SATISFIED, ""),
        (8.0, Verdict.CONDITIONAL, ClauseState.PROCEDURE, "开工期限 ≤ 6 月：须承诺"),
        (
            None,
            Verdict.CONDITIONAL,
            ClauseState.PROCEDURE,
            "开工期限 ≤ 6 月：须承诺（待核：不能确定是否须承诺，按须承诺计）",
        ),
    ],
)
def test_that_a_time_limit_becomes_a_commitment(
    months: float | None, expected: Verdict, state: ClauseState, said: str
) -> None:
    found = explained(screener(catalog(START)), start_months=months)
    clause = only(found, "第三条")
    assert (found.verdict, clause.state, clause.explanation) == (expected, state, said)
    assert clause.contribution is (None if expected is Verdict.ADMITTED else expected)


def test_that_a_commitment_counts_as_a_procedure() -> None:
    judge = screener(catalog(START))
    result = judge.screen(applicants({"start_months": 8.0}, {}), ["Z1"])
    assert result.procedures.tolist() == [1, 1]
    assert result.unknown.tolist() == result.violated.tolist() == [0, 0]
    assert result.checked_verdict.tolist() == [Verdict.CONDITIONAL, Verdict.ADMITTED]
    texts = judge.result_frame(result)["gap_text"].tolist()
    assert texts == ["开工期限 ≤ 6 月：须承诺", "开工期限 ≤ 6 月：须承诺（待核）"]


def test_that_procedures_and_commitments_stand_apart() -> None:
    energy = ProcedureClause(id="c1", approval="节能审查")
    found = explained(screener(catalog(START, energy)), start_months=8.0)
    assert found.headline == "须办理：节能审查；须承诺：开工期限 ≤ 6 月"
    assert found.remedy == "办理并作出承诺后即可准入。"
    unsure = explained(screener(catalog(START, energy)))
    assert unsure.headline == "须办理：节能审查；待核是否须承诺：开工期限 ≤ 6 月"
    assert unsure.remedy == "办理后即可准入。补齐后可核定：开工期限。"


def test_that_a_distance_band_asks_for_a_commitment() -> None:
    near = SpatialClause(
        id="c1",
        number="第一条",
        relation=Relation.DISTANCE_GE,
        layers=("permanent_farmland",),
        distance_m=5000.0,
        otherwise=Verdict.CONDITIONAL,
    )
    found = explained(screener(catalog(near), {"farm": farmland()}))
    clause = only(found, "第一条")
    assert found.verdict is Verdict.CONDITIONAL
    assert clause.state is ClauseState.PROCEDURE
    assert clause.explanation.startswith("距永久基本农田不小于 5,000 m：须承诺")
    assert explained(screener(catalog(near))).verdict is Verdict.CONDITIONAL


# --- facts of the zone or park --------------------------------------------------------------


def world(*clauses: Any, zone: dict[str, float], park: dict[str, float]) -> Screener:
    targets = [replace(ZONE, facts=zone), replace(PARK, facts=park)]
    shapes = gpd.GeoSeries([ZONE_AREA, PARK_AREA], crs=4490)
    return Screener(targets, shapes, [catalog(*clauses)], {}, DAY)


def test_that_a_zone_answers_for_itself() -> None:
    judge = world(LEADING, zone={"target_leading_share": 0.75}, park={})
    found = explained(judge)
    assert found.verdict is Verdict.RESTRICTED
    assert found.headline == "开发区主导产业占比还差 5.00 个百分点"
    assert "增加" not in found.remedy
    assert only(found, "第四条").measured == pytest.approx(75.0)


def test_that_a_park_does_not_inherit_what_is_known_of_its_zone() -> None:
    judge = world(LEADING, zone={"target_leading_share": 0.9}, park={})
    assert explained(judge).verdict is Verdict.ADMITTED
    found = explained(judge, target="P1")
    assert found.verdict is Verdict.INSUFFICIENT
    assert only(found, "第四条").missing == ("齐河化工园的主导产业占比",)


def test_that_facts_of_a_target_work_in_scopes_and_thresholds() -> None:
    rule = RequirementClause(
        id="c1",
        metric="far",
        thresholds=(
            Threshold(value=0.6),
            Threshold(value=1.2, when=Compare("target_area_km2", ">=", 3.0)),
        ),
        scope=Scope(when=Compare("target_score", ">=", 70.0)),
    )
    large = {"target_area_km2": 4.0, "target_score": 80.0}
    assert explained(world(rule, zone=large, park={}), far=1.0).verdict is Verdict.RESTRICTED
    small = {**large, "target_area_km2": 1.0}
    assert explained(world(rule, zone=small, park={}), far=1.0).verdict is Verdict.ADMITTED
    poor = {**large, "target_score": 60.0}
    assert explained(world(rule, zone=poor, park={}), far=0.1).verdict is Verdict.ADMITTED
    assert explained(world(rule, zone={}, park={}), far=1.0).verdict is Verdict.INSUFFICIENT


# --- what a run says of its catalogs --------------------------------------------------------


def test_that_a_lapsed_catalog_of_a_zone_is_noted() -> None:
    own = catalog(
        id="OWN",
        title="齐河目录",
        level=Level.ZONE,
        scope_ids=("Z1",),
        effective_to=date(2020, 12, 31),
    )
    notes = screener([catalog(), own]).screen(applicants({}), ["Z1"]).notes
    assert "齐河经开区的《齐河目录》在判定日已经失效，只按其他目录审查。" in notes
    late = replace(own, effective_from=date(2022, 1, 1), effective_to=None)
    notes = screener([catalog(), late]).screen(applicants({}), ["Z1"]).notes
    assert "齐河经开区的《齐河目录》在判定日尚未施行，只按其他目录审查。" in notes
    renewed = replace(own, effective_from=date(2021, 1, 1), effective_to=None, version="2")
    assert not screener([catalog(), own, renewed]).screen(applicants({}), ["Z1"]).notes


def test_that_facts_of_a_target_are_no_facts_of_an_applicant() -> None:
    result = world(LEADING, zone={}, park={}).screen(
        applicants({"target_leading_share": 0.99}), ["Z1"]
    )
    assert result.verdict[0] == Verdict.INSUFFICIENT
    assert "target_leading_share" not in result.applicants
    assert Target(id="x", name="", kind="zone").facts == {}


def test_that_a_procedure_names_authority_and_time_limit() -> None:
    review = ProcedureClause(
        id="c1", number="第一条", approval="节能审查", authority="审批局", time_limit="开工前"
    )
    found = explained(screener(catalog(review)))
    assert only(found, "第一条").requirement == "须办理节能审查（审批局，时限：开工前）"
