"""What an official reads: headline, remedy, clause rows and result table."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dzmap.core.catalogs import (
    All,
    Case,
    Citation,
    Compare,
    Default,
    ExceptionClause,
    InIndustry,
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
from dzmap.core.catalogs import (
    Any as AnyOf,
)
from dzmap.core.industries import IndustryTree
from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation, Verdict
from dzmap.core.wording import Wording
from tests.helpers.screening_world import (
    CLEAR,
    IN_FARM,
    UNCOVERED,
    applicants,
    catalog,
    explained,
    farmland,
    screener,
)

INTENSITY = "invest_intensity_wan_yuan_per_mu"
SEVENTH = RequirementClause(
    id="c7",
    number="第七条",
    text="投资强度不低于每亩 300 万元。",
    metric=INTENSITY,
    thresholds=(Threshold(value=300.0), Threshold(value=400.0, industries=("39",))),
    citation=Citation(page="4"),
)
ENERGY = ProcedureClause(
    id="c9",
    number="第九条",
    approval="节能审查",
    authority="发展改革部门",
    scope=Scope(when=Compare("energy_tce", ">=", 1000.0)),
)
FARM = SpatialClause(
    id="c8", number="第八条", relation=Relation.DISJOINT, layers=("permanent_farmland",)
)
BAN = ListClause(
    id="c1", number="第一条", outcome=Outcome.PROHIBIT, scope=Scope(industries=("26",))
)
TREE = IndustryTree(
    pd.DataFrame(
        [("C", 1, "", "C", "制造业"), ("2614", 4, "261", "C", "有机化学原料制造"),
         ("1411", 4, "141", "C", "糕点、面包制造")],
        columns=["code", "level", "parent", "section", "name"],
    )
)  # fmt: skip


def dense(wan_yuan_per_mu: float) -> dict[str, Any]:
    return {INTENSITY: wan_yuan_per_mu}


def row(explanation: Explanation, number: str) -> ClauseResult:
    return next(one for one in explanation.clauses if one.number == number)


def test_that_the_gap_sentence_is_the_one_of_the_mockup() -> None:
    found = explained(
        screener(catalog(SEVENTH, ENERGY)),
        total_invest_wan_yuan=10_865.0,
        land_mu=41.0,
        energy_tce=1500.0,
    )
    assert found.verdict is Verdict.RESTRICTED
    assert found.headline == "投资强度还差 35.00 万元/亩"
    assert found.remedy == "多投 1,435 万元或少用地 4.79 亩，即有条件准入。"
    clause = row(found, "第七条")
    assert clause.state is ClauseState.VIOLATED
    assert (clause.measured, clause.threshold, clause.gap) == (265.0, 300.0, 35.0)
    assert (clause.op, clause.unit) == (">=", "万元/亩")
    assert clause.requirement == "投资强度 ≥ 300 万元/亩"
    assert clause.source == "德州市目录 示例〔2020〕1 号 第七条 第 4 页"
    assert clause.text == "投资强度不低于每亩 300 万元。"
    assert clause.contribution is Verdict.RESTRICTED
    assert found.facts["总投资"] == "10,865.00 万元"
    assert found.facts["投资强度"] == "265.00 万元/亩"
    assert found.catalogs[0].startswith("德州市目录 示例〔2020〕1 号 v1 ")


def test_that_the_remedy_really_suffices() -> None:
    judge = screener(catalog(SEVENTH))
    richer = explained(judge, total_invest_wan_yuan=10_865.0 + 1435.0, land_mu=41.0)
    smaller = explained(judge, total_invest_wan_yuan=10_865.0, land_mu=41.0 - 4.79)
    assert richer.verdict is smaller.verdict is Verdict.ADMITTED


def test_that_the_branch_that_applied_is_shown() -> None:
    found = explained(screener(catalog(SEVENTH)), industry_code="3911", **dense(350.0))
    clause = row(found, "第七条")
    assert clause.requirement == "投资强度 ≥ 400 万元/亩"
    assert clause.explanation == "投资强度 ≥ 300 万元/亩；C39：≥ 400 万元/亩"
    assert found.remedy == ""  # the ratio was stated itself: nothing to compute from


def test_that_a_ratio_that_its_parts_contradict_says_so() -> None:
    plain = replace(SEVENTH, thresholds=SEVENTH.thresholds[:1])
    judge = screener(catalog(plain))
    parts: dict[str, Any] = {"total_invest_wan_yuan": 10_000.0, "land_mu": 41.0}
    found = explained(judge, **dense(320.0), **parts)
    assert found.verdict is Verdict.ADMITTED  # what was stated counts
    assert row(found, "第七条").explanation == (
        "采用申报的投资强度；由总投资和用地算得 243.90 万元/亩"
    )
    assert row(explained(judge, **dense(244.0), **parts), "第七条").explanation == ""
    assert row(explained(judge, **parts), "第七条").explanation == ""


def test_that_what_fails_is_shown_before_what_is_missing() -> None:
    both = RequirementClause(
        id="c1",
        number="第一条",
        condition=All((Compare("far", ">=", 0.8), Compare("green_ratio", "<=", 0.2))),
    )
    clause = row(explained(screener(catalog(both)), green_ratio=0.25), "第一条")
    assert clause.state is ClauseState.VIOLATED
    assert (clause.measured, clause.threshold, clause.gap) == (25.0, 20.0, 5.0)


def test_that_several_failures_are_counted_in_the_remedy() -> None:
    second = replace(SEVENTH, id="c6", number="第六条", thresholds=(Threshold(value=280.0),))
    found = explained(
        screener(catalog(SEVENTH, second)), total_invest_wan_yuan=10_865.0, land_mu=41.0
    )
    assert found.headline == "投资强度还差 15.00 万元/亩"
    assert found.remedy.endswith("即满足本条，另有 1 条不满足。")


def test_that_shares_differ_in_percentage_points() -> None:
    green = RequirementClause(
        id="c1", number="第一条", metric="green_ratio", op="<=", thresholds=(Threshold(value=0.15),)
    )
    found = explained(screener(catalog(green)), green_ratio=0.18)
    assert found.headline == "绿地率高出 3.00 个百分点"
    assert found.remedy == "绿地率减少 3.00 个百分点，即准入。"
    clause = row(found, "第一条")
    assert clause.measured == pytest.approx(18.0)
    assert clause.threshold == pytest.approx(15.0)
    assert clause.gap == pytest.approx(3.0)
    assert (clause.unit, clause.requirement) == ("%", "绿地率 ≤ 15 %")


def test_that_a_strict_limit_is_passed_not_met() -> None:
    rule = RequirementClause(id="c1", metric="land_mu", op="<", thresholds=(Threshold(value=40.0),))
    found = explained(screener(catalog(rule)), land_mu=40.0)
    assert found.headline == "用地须小于限值"
    assert found.remedy == "少用地 0.01 亩，即准入。"


def test_that_no_gap_is_printed_as_nothing() -> None:
    judge = screener(catalog(SEVENTH))
    assert explained(judge, **dense(299.998)).headline == "投资强度还差不到 0.01 万元/亩"
    assert explained(judge, **dense(299.99)).headline == "投资强度还差 0.01 万元/亩"
    assert explained(judge, **dense(300.0)).headline == "余量最小：投资强度正好达到限值（第七条）"


def test_that_what_is_missing_is_named() -> None:
    tax = RequirementClause(
        id="c2", number="第二条", metric="tax_wan_yuan_per_mu", thresholds=(Threshold(value=10.0),)
    )
    one = explained(screener(catalog(tax)), land_mu=41.0)
    assert one.headline == "还不能下结论：缺“年税收”"
    two = explained(screener(catalog(tax, FARM)), land_mu=41.0)
    assert two.headline == "还不能下结论：缺 2 项"
    assert two.remedy == "补齐后才能判定：永久基本农田图层、年税收。没有可核查的条款。"
    assert row(two, "第二条").missing == ("年税收",)
    assert row(two, "第二条").state is ClauseState.UNKNOWN
    assert (row(two, "第二条").applies, row(two, "第二条").holds) == (True, None)


def test_that_not_covered_looks_different_from_clear() -> None:
    judge = screener(catalog(FARM), {"f": farmland()})
    clear = row(explained(judge), "第八条")
    assert clear.state is ClauseState.SATISFIED
    assert clear.explanation == "已核查，不占永久基本农田（图层 2021-06）"
    assert (clear.layer, clear.layer_date) == ("永久基本农田", "2021-06")
    beyond = row(explained(judge, geometry=UNCOVERED), "第八条")
    assert beyond.state is ClauseState.NOT_COVERED
    assert (beyond.explanation, beyond.measured) == ("此处没有图层覆盖，没有核查", None)
    assert beyond.missing == ("永久基本农田图层（此处未覆盖）",)
    vague = row(explained(judge, place_quality="仅乡镇"), "第八条")
    assert (vague.state, vague.missing) == (ClauseState.UNKNOWN, ("准确位置",))


def test_that_an_overlap_is_measured_in_mu_on_the_ellipsoid() -> None:
    judge = screener(catalog(FARM), {"f": farmland()})
    found = explained(judge, geometry=shapely.box(116.715, 36.78, 116.725, 36.782))
    clause = row(found, "第八条")
    assert found.headline == "占用永久基本农田"
    assert found.remedy == "退让占用的部分，其他不变时即准入。"
    assert clause.unit == "亩"
    assert clause.measured == pytest.approx(148.6, abs=0.1)
    assert clause.gap == clause.measured
    assert "（50.00 %），椭球面积" in clause.explanation
    assert explained(judge, geometry=IN_FARM).remedy == "可另选位置。"


def test_that_broken_outlines_are_judged_and_measured_like_whole_ones() -> None:
    judge = screener(catalog(FARM), {"f": farmland()})
    corners = [(116.711, 36.781), (116.715, 36.785), (116.715, 36.781), (116.711, 36.785)]
    frame = applicants({"geometry": shapely.Polygon(corners)})
    result = judge.screen(frame)
    assert (result.verdict[0], result.target[0]) == (Verdict.PROHIBITED, 0)
    clause = row(judge.explain(frame, 0, "Z1"), "第八条")
    assert clause.measured == pytest.approx(118.87, abs=0.01)
    assert clause.explanation == "占用 118.87 亩（100.00 %），椭球面积"


@pytest.mark.parametrize(
    ("place", "relation", "state", "measured"),
    [
        (shapely.LineString([(116.715, 36.785), (116.73, 36.785)]), Relation.WITHIN, ClauseState.VIOLATED, "部分在内"),
        (shapely.LineString([(116.715, 36.785), (116.718, 36.785)]), Relation.WITHIN, ClauseState.SATISFIED, "在内"),
        (shapely.MultiPoint([(116.715, 36.785), (116.73, 36.785)]), Relation.DISJOINT, ClauseState.VIOLATED, "部分在内"),
        (shapely.LineString([(116.72, 36.785), (116.73, 36.785)]), Relation.DISJOINT, ClauseState.SATISFIED, "不在内"),
        (shapely.Point(116.72, 36.785), Relation.DISJOINT, ClauseState.VIOLATED, "在内"),
    ],
)  # fmt: skip
def test_that_points_and_lines_are_said_to_lie_where_they_do(
    place: Any, relation: Relation, state: ClauseState, measured: str
) -> None:
    rule = SpatialClause(id="c1", number="第一条", relation=relation, layers=FARM.layers)
    found = explained(screener(catalog(rule), {"f": farmland()}), geometry=place)
    assert (row(found, "第一条").state, row(found, "第一条").measured) == (state, measured)


def test_that_a_distance_is_measured_in_metres() -> None:
    rule = SpatialClause(
        id="c8", relation=Relation.DISTANCE_GE, layers=("permanent_farmland",), distance_m=1000.0
    )
    found = explained(
        screener(catalog(rule), {"f": farmland()}), geometry=shapely.Point(116.725, 36.785)
    )
    clause = found.clauses[0]
    assert found.headline == "距永久基本农田不足 1,000 m"
    assert clause.measured == pytest.approx(446.4, abs=0.5)
    assert clause.gap == pytest.approx(553.6, abs=0.5)
    assert (clause.threshold, clause.unit, clause.op) == (1000.0, "m", ">=")


def test_that_a_ban_names_the_industry_and_the_way_out() -> None:
    exempt = ExceptionClause(
        id="c2", number="第二条", lifts=("c1",), scope=Scope(when=Member("eia_type", ("登记表",)))
    )
    judge = screener(catalog(BAN, exempt), industries=TREE)
    found = explained(judge, industry_code="2614", eia_type="报告书")
    assert found.headline == "行业 C2614（有机化学原料制造）列入禁止类"
    assert found.remedy == "符合例外条款的可豁免：第二条（环评类别为登记表）。"
    lifted = explained(judge, industry_code="2614", eia_type="登记表")
    assert lifted.verdict is Verdict.ADMITTED
    assert row(lifted, "第一条").state is ClauseState.LIFTED
    assert row(lifted, "第一条").explanation == "由德州市目录第二条豁免"
    assert row(lifted, "第二条").state is ClauseState.SATISFIED
    other = explained(judge, industry_code="1411", other_industry_codes="2614", eia_type="报告书")
    assert other.headline.startswith("行业 C2614（有机化学原料制造）")


def test_that_a_ban_names_the_code_that_brought_it_on() -> None:
    milder = ListClause(id="c2", outcome=Outcome.PERMIT, scope=Scope(industries=("2625",)))
    judge = screener(catalog(BAN, milder))
    found = explained(judge, industry_code="2625", other_industry_codes="1411;2614;2625")
    assert found.headline == "行业 C2614 列入禁止类"


def test_that_a_list_says_which_clause_decided() -> None:
    finer = ListClause(
        id="c2", number="第二条", outcome=Outcome.ENCOURAGE, scope=Scope(industries=("2614",))
    )
    found = explained(screener(catalog(BAN, finer)), industry_code="2614")
    assert found.verdict is Verdict.ENCOURAGED
    assert found.headline == "行业 C2614 列入鼓励类（第二条）"
    assert row(found, "第一条").explanation == "由第二条决定"
    assert row(found, "第一条").state is ClauseState.NOT_APPLICABLE


def test_that_a_default_is_shown_where_it_can_decide() -> None:
    strict = catalog(BAN, default=Default.LISTED_ONLY_RESTRICT)
    found = explained(screener(strict))
    assert found.headline == "行业 C1411 未列入准入目录"
    assert found.clauses[-1].kind == "default"
    assert found.clauses[-1].state is ClauseState.VIOLATED
    assert not any(one.kind == "default" for one in explained(screener(catalog(BAN))).clauses)


def test_that_a_replaced_clause_says_by_what() -> None:
    own = replace(
        SEVENTH, id="z1", number="第一款", thresholds=(Threshold(value=200.0),),
        replaces=("CITY/c7",),
    )  # fmt: skip
    zone = catalog(own, id="ZONE", title="齐河目录", level=Level.ZONE)
    found = explained(screener([catalog(SEVENTH), zone]), **dense(250.0))
    assert found.verdict is Verdict.ADMITTED
    assert row(found, "第七条").state is ClauseState.NOT_APPLICABLE
    assert row(found, "第七条").explanation == "由齐河目录第一款替换"


def test_that_procedures_are_listed_and_doubtful_ones_marked() -> None:
    foreign = ProcedureClause(
        id="c10", number="第十条", approval="外资备案", scope=Scope(applicant_classes=("外资",))
    )
    found = explained(screener(catalog(ENERGY, foreign)), energy_tce=2000.0)
    assert found.verdict is Verdict.CONDITIONAL
    assert found.headline == "须办理：节能审查（发展改革部门）；待核是否须办理：外资备案"
    assert found.remedy == "办理后即可准入。补齐后可核定：申请主体类别。"
    assert row(found, "第十条").state is ClauseState.PROCEDURE
    assert row(found, "第十条").applies is None


def test_that_commitments_are_made_and_approvals_obtained() -> None:
    far = RequirementClause(
        id="c2", condition=Compare("far", ">=", 0.8), otherwise=Verdict.CONDITIONAL
    )
    only = explained(screener(catalog(far)), far=0.5)
    assert (only.headline, only.remedy) == ("须承诺：容积率 ≥ 0.8", "作出承诺后即可准入。")
    both = explained(screener(catalog(far, ENERGY)), far=0.5, energy_tce=2000.0)
    assert both.remedy == "办理并作出承诺后即可准入。"


def test_that_a_failure_in_every_case_says_what_was_asked() -> None:
    cases = RequirementClause(
        id="c1",
        condition=Case(
            ((Member("eia_type", ("报告书",)), Compare("far", ">=", 1.0)),),
            Compare("far", ">=", 0.8),
        ),
    )
    found = explained(screener(catalog(cases)), far=0.5)
    assert found.verdict is Verdict.RESTRICTED
    assert found.headline == "不满足：环评类别为报告书时：容积率 ≥ 1；其余：容积率 ≥ 0.8"


def test_that_admission_shows_the_smallest_margin() -> None:
    far = RequirementClause(id="c2", number="第二条", condition=Compare("far", ">=", 0.8))
    found = explained(screener(catalog(SEVENTH, far)), far=2.0, **dense(312.0))
    assert found.headline == "余量最小：投资强度高出 12.00 万元/亩（第七条）"
    assert found.remedy == "已核查，没有不满足的条款（满足 2 条）。"


@pytest.mark.parametrize("industries", [(), ("39",)])
@pytest.mark.parametrize("general", [(), (Threshold(value=200.0),)])
def test_that_of_several_codes_the_strictest_threshold_that_applies_is_shown(
    industries: tuple[str, ...], general: tuple[Threshold, ...]
) -> None:
    demand = RequirementClause(
        id="c1",
        scope=Scope(industries=industries),
        metric="invest_intensity_wan_yuan_per_mu",
        thresholds=(*general, Threshold(value=400.0, industries=("39",))),
    )
    found = explained(
        screener(catalog(demand)),
        other_industry_codes="3911",
        invest_intensity_wan_yuan_per_mu=450.0,
    )
    assert found.verdict is Verdict.ADMITTED
    assert found.clauses[0].threshold == 400.0
    assert found.headline == "余量最小：投资强度高出 50.00 万元/亩（c1）"


@pytest.mark.parametrize(
    "doubtful", [Compare("land_mu", ">=", 50.0), Compare("land_mu", "<", 50.0)]
)
@pytest.mark.parametrize("doubled", [False, True])
def test_that_where_two_thresholds_may_count_the_margin_is_that_of_the_stricter(
    doubtful: Compare, *, doubled: bool
) -> None:
    rows = [Threshold(value=100.0), Threshold(value=300.0, when=doubtful)]
    rows += [Threshold(value=200.0, when=doubtful)] if doubled else []
    demand = RequirementClause(
        id="c1", metric="invest_intensity_wan_yuan_per_mu", thresholds=tuple(rows)
    )
    found = explained(screener(catalog(demand)), invest_intensity_wan_yuan_per_mu=350.0)
    assert found.verdict is Verdict.ADMITTED
    assert found.clauses[0].threshold == 300.0
    assert found.headline == "余量最小：投资强度高出 50.00 万元/亩（c1）"


def test_that_a_clause_for_others_says_for_whom_it_is() -> None:
    only = replace(SEVENTH, scope=Scope(industries=("25", "26"), actions=("新建",)))
    clause = row(explained(screener(catalog(only))), "第七条")
    assert clause.state is ClauseState.NOT_APPLICABLE
    assert clause.explanation == "仅适用于 C25、C26；新建"


def test_that_a_clause_that_may_apply_is_not_said_to_be_for_others() -> None:
    permit = ListClause(
        id="c2", number="第二条", outcome=Outcome.PERMIT, scope=Scope(industries=("26",))
    )
    finer = ListClause(
        id="c3",
        number="第三条",
        outcome=Outcome.ENCOURAGE,
        scope=Scope(industries=("2625",), actions=("新建",)),
    )
    doubtful = row(explained(screener(catalog(permit, finer)), industry_code="2625"), "第三条")
    assert (doubtful.applies, doubtful.explanation) == (None, "不能确定是否适用")
    table = replace(SEVENTH, thresholds=SEVENTH.thresholds[1:], scope=Scope(industries=("C",)))
    unnamed = row(explained(screener(catalog(table)), **dense(100.0)), "第七条")
    assert unnamed.state is ClauseState.NOT_APPLICABLE
    assert unnamed.explanation == "门槛没有列到该对象"


def test_that_an_exception_from_a_doubtful_approval_matters() -> None:
    always = replace(ENERGY, scope=Scope())
    exempt = ExceptionClause(
        id="c2", number="第二条", lifts=("c9",), scope=Scope(when=Member("eia_type", ("登记表",)))
    )
    clause = row(explained(screener(catalog(always, exempt))), "第二条")
    assert (clause.state, clause.missing) == (ClauseState.UNKNOWN, ("环评类别",))
    assert clause.explanation == "不能确定是否符合例外条件"


def test_that_who_has_no_target_is_told_why() -> None:
    judge = screener(catalog(SEVENTH))
    frame = applicants({"geometry": None, "zone_id": "某区"}, {"geometry": None}, {})
    assert "申报的“某区”不在本项目" in judge.explain(frame, 0, "").headline
    assert "未落图" in judge.explain(frame, 1, "").headline
    assert "未分区" in judge.explain(frame, 2, "").headline
    assert screener([]).explain(frame, 2, "Z1").headline == "判定日没有生效的准入目录"


def test_that_conditions_read_as_sentences() -> None:
    say = Wording().condition
    invest = Compare("total_invest_wan_yuan", ">=", 30_000.0)
    ratio = Compare("registered_capital_ratio", ">=", 0.3)
    assert say(All((invest, ratio))) == "总投资 ≥ 30,000 万元 且 注册资本占总投资比例 ≥ 30 %"
    assert say(AnyOf((invest, All((invest, ratio))))).count("（") == 1
    assert say(Not(invest)) == "总投资 < 30,000 万元"
    assert say(Not(Member("eia_type", ("报告书", "报告表")))) == "环评类别不是报告书或报告表"
    assert say(InIndustry(("26",), ("2625",))) == "行业属于 C26（C2625 除外）"
    assert say(Not(SpatialTest(Relation.DISJOINT, ("permanent_farmland",)))) == "占用永久基本农田"
    assert say(Case(((invest, ratio),), All(()))) == (
        "总投资 ≥ 30,000 万元时：注册资本占总投资比例 ≥ 30 %"
    )
    assert say(All(())) == "无条件"


def test_that_the_result_table_says_what_the_explanation_says() -> None:
    judge = screener(catalog(BAN, SEVENTH, FARM, ENERGY), {"f": farmland()})
    rich: dict[str, Any] = {"total_invest_wan_yuan": 20_000.0, "land_mu": 41.0, "energy_tce": 1.0}
    frame = applicants(
        {**rich, "total_invest_wan_yuan": 10_865.0},
        {**rich, "industry_code": "2614"},
        {**rich, "geometry": UNCOVERED},
        {**rich, "geometry": None, "zone_id": "Z1", "land_mu": None},
        {**rich, "energy_tce": 2000.0},
        {**rich, "energy_tce": None},
        {**rich, "geometry": shapely.Point(118, 37)},
        rich,
    )
    table = judge.result_frame(judge.screen(frame))
    assert table["gap_text"].tolist() == [
        "投资强度还差 35.00 万元/亩",
        "行业列入禁止类",
        "缺：永久基本农田图层（此处未覆盖）",
        "缺：准确位置",
        "须办理节能审查",
        "须办理节能审查（待核）",
        "不在任何开发区或园区内，也没有申报（未分区）",
        "",
    ]
    assert table["decisive_number"].tolist()[:5] == [
        "第七条",
        "第一条",
        "第八条",
        "第八条",
        "第九条",
    ]
    assert table["assigned_by"].tolist() == [*["落图"] * 3, "申报", "落图", "落图", "无", "落图"]
    assert table["target_name"].tolist()[-2:] == ["", "齐河经开区"]
    assert table["verdict_zh"].tolist()[-2:] == ["资料不足", "准入"]
    assert table["checked_zh"].tolist()[2:4] == ["准入", "准入"]
    assert list(table.columns) == [
        "applicant_id", "name", "industry_code", "target_id", "target_name", "verdict",
        "verdict_zh", "checked_zh", "decisive_number", "decisive_text", "decisive_catalog", "gap_text", "violated",
        "procedures", "unknown", "assigned_by", "straddling",
    ]  # fmt: skip


def test_that_a_result_can_be_explained_row_by_row() -> None:
    judge = screener(catalog(SEVENTH, FARM), {"f": farmland()})
    frame = gpd.GeoDataFrame(applicants({INTENSITY: 100.0}, {INTENSITY: 400.0, "geometry": CLEAR}))
    result = judge.screen(frame)
    for position in range(2):
        found = judge.explain(result.applicants, position, "Z1")
        assert found.verdict == result.verdict[position]
        assert found.applicant_id == f"a{position}"


def test_that_a_clause_names_the_law_it_rests_on() -> None:
    law = Citation(document="节约能源法", number="第十五条", page="3")
    clause = explained(screener(catalog(replace(ENERGY, citation=law)))).clauses[0]
    assert clause.source == "德州市目录 示例〔2020〕1 号 第九条；依据 节约能源法 第十五条 第 3 页"


def test_that_admission_without_any_clause_that_applies_says_so() -> None:
    found = explained(screener(catalog(BAN)))
    assert (found.headline, found.remedy) == ("已核查，没有限制它的条款（1 条都不适用）", "")
    assert explained(screener(catalog())).headline == "已核查，没有限制它的条款（目录里没有条款）"
    exempt = ExceptionClause(id="c2", lifts=("c7",))
    lifted = explained(screener(catalog(SEVENTH, exempt)))
    assert lifted.headline == "已核查，没有限制它的条款（1 条都已豁免）"
    both = explained(screener(catalog(SEVENTH, BAN, exempt)))
    assert both.headline == "已核查，没有限制它的条款（1 条不适用、1 条已豁免）"


def test_that_a_part_that_was_checked_is_told_from_none() -> None:
    redline = replace(FARM, id="c7", layers=("ecological_redline",))
    far = RequirementClause(id="c8", condition=Compare("far", ">=", 0.8))
    some = explained(screener(catalog(redline, far)), far=1.0)
    assert some.remedy.endswith("已核查部分：准入。")
    none = explained(screener(catalog(redline, far)))
    assert none.remedy.endswith("没有可核查的条款。")
    assert none.checked_verdict is Verdict.ADMITTED
