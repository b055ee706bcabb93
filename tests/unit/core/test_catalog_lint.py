from dataclasses import replace
from datetime import date

import pytest

from dzmap.core.catalog_lint import lint
from dzmap.core.catalogs import (
    All,
    Any,
    AnyClause,
    Case,
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
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import Severity
from dzmap.readers.reference import BundledReference
from dzmap.services.industries import industry_tree
from tests.helpers.lint_catalogs import a_catalog, intensity, listed, the_only


@pytest.fixture(scope="module")
def industries() -> IndustryTree:
    return industry_tree(BundledReference())


def test_that_the_sample_catalogs_are_clean(industries: IndustryTree) -> None:
    assert lint(BundledReference().sample_catalogs(), industries) == ()


def test_that_a_code_in_two_lists_is_an_error(industries: IndustryTree) -> None:
    catalog = a_catalog(
        listed(Outcome.ENCOURAGE, "35", "3591"),
        listed(Outcome.PROHIBIT, "3591", clause_id="C02"),
    )
    problem = the_only(lint([catalog], industries))
    assert problem.severity is Severity.ERROR
    assert problem.column == "C02"
    assert problem.value == "3591"
    assert problem.message == "C3591 在条款 C01 里列为鼓励，这里又列为禁止。"


@pytest.mark.parametrize(
    "second",
    [
        listed(Outcome.PROHIBIT, "35", clause_id="C02", actions=("新建",)),
        listed(Outcome.PROHIBIT, "35", clause_id="C02", when=Compare("land_mu", ">=", 10.0)),
        replace(listed(Outcome.PROHIBIT, "35", clause_id="C02"), effective_from=date(2023, 1, 1)),
        listed(Outcome.PROHIBIT, "3591", clause_id="C02"),
    ],
)
def test_that_lists_kept_apart_do_not_collide(industries: IndustryTree, second: ListClause) -> None:
    first = replace(
        listed(Outcome.ENCOURAGE, "35", actions=("存量",)), effective_to=date(2022, 12, 31)
    )
    assert lint([a_catalog(first, second)], industries) == ()


def test_that_the_same_code_twice_with_the_same_outcome_is_a_warning(
    industries: IndustryTree,
) -> None:
    catalog = a_catalog(
        listed(Outcome.PROHIBIT, "26"), listed(Outcome.PROHIBIT, "26", clause_id="C02")
    )
    assert the_only(lint([catalog], industries)).severity is Severity.WARNING


def test_that_an_obsolete_code_names_its_successor(industries: IndustryTree) -> None:
    problem = the_only(lint([a_catalog(listed(Outcome.PROHIBIT, "2520"))], industries))
    assert problem.message == "行业代码 C2520 已废止（2011 版“炼焦”）。"
    assert problem.remedy == "2017 版为 C2521 炼焦。"


@pytest.mark.parametrize(
    "clause",
    [
        listed(Outcome.PROHIBIT, "2699"),
        listed(Outcome.PROHIBIT, "26", except_industries=("2699",)),
        listed(Outcome.PROHIBIT, "26", when=Not(InIndustry(("26",), ("2699",)))),
        intensity(Threshold(value=300.0), Threshold(value=400.0, industries=("2699",))),
        RequirementClause(
            id="C01",
            condition=Case(((Compare("far", ">=", 1.0), InIndustry(("2699",))),), All(())),
        ),
    ],
)
def test_that_unknown_codes_are_found_wherever_they_stand(
    industries: IndustryTree, clause: AnyClause
) -> None:
    problem = the_only(lint([a_catalog(clause)], industries))
    assert problem.value == "2699"
    assert problem.severity is Severity.ERROR


@pytest.mark.parametrize(
    "clause",
    [
        SpatialClause(id="C01", relation=Relation.WITHIN, layers=("化工园",)),
        ProcedureClause(
            id="C01",
            approval="审批",
            scope=Scope(when=Any((SpatialTest(Relation.WITHIN, ("化工园",)),))),
        ),
    ],
)
def test_that_unknown_layer_kinds_are_found(industries: IndustryTree, clause: AnyClause) -> None:
    problem = the_only(lint([a_catalog(clause)], industries))
    assert problem.message == "没有名为“化工园”的图层类型。"
    assert "化工园区" in problem.remedy


def test_that_unknown_metrics_are_found(industries: IndustryTree) -> None:
    clause = ProcedureClause(id="C01", approval="审批", scope=Scope(when=Member("colour", ("红",))))
    assert the_only(lint([a_catalog(clause)], industries)).value == "colour"


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        (intensity(), "没有写门槛"),
        (RequirementClause(id="C01"), "没有写要求什么"),
        (RequirementClause(id="C01", condition=Not(All(()))), "要求永远不能满足"),
        (ExceptionClause(id="C01", lifts=()), "没有写豁免哪些条款"),
        (
            listed(Outcome.PROHIBIT, "26", except_industries=("26",)),
            "适用行业全部被“除外行业”排除，永远不适用",
        ),
        (listed(Outcome.PROHIBIT, "26", when=Any(())), "适用条件永远不成立"),
        (
            listed(Outcome.PROHIBIT, "26", when=Case(((All(()), Any(())),), All(()))),
            "适用条件永远不成立",
        ),
        (
            replace(listed(Outcome.PROHIBIT, "26"), effective_to=date(2020, 12, 31)),
            "永远不生效：施行期间是空的",
        ),
    ],
)
def test_that_dead_clauses_are_errors(
    industries: IndustryTree, clause: AnyClause, message: str
) -> None:
    problem = the_only(lint([a_catalog(clause)], industries))
    assert (problem.severity, problem.message) == (Severity.ERROR, f"{message}。")


def test_that_thresholds_outside_the_clause_or_twice_are_warnings(
    industries: IndustryTree,
) -> None:
    clause = intensity(
        Threshold(value=300.0),
        Threshold(value=310.0),
        Threshold(value=400.0, industries=("39",)),
        industries=("26",),
    )
    messages = [problem.message for problem in lint([a_catalog(clause)], industries)]
    assert messages == [
        "有两行门槛的适用范围完全相同。",
        "门槛里的 C39 不在本条适用行业内，用不上。",
    ]


@pytest.mark.parametrize("value", [7.0, 0.0007])
def test_that_an_unlikely_share_is_a_warning(industries: IndustryTree, value: float) -> None:
    clause = RequirementClause(
        id="C01", metric="admin_land_share", op="<=", thresholds=(Threshold(value=value),)
    )
    assert "不像比例" in the_only(lint([a_catalog(clause)], industries)).message


def test_that_ids_and_versions_must_differ(industries: IndustryTree) -> None:
    twice = a_catalog(listed(Outcome.PROHIBIT, "26"), listed(Outcome.PROHIBIT, "27"))
    assert the_only(lint([twice], industries)).message == "有 2 条条款的编号都是“C01”。"
    catalog = a_catalog(listed(Outcome.PROHIBIT, "26"))
    assert the_only(lint([catalog, catalog], industries)).message == "编号“zone”版本“1”有两份。"


def test_that_versions_must_not_overlap(industries: IndustryTree) -> None:
    clause = listed(Outcome.PROHIBIT, "26")
    new = a_catalog(clause, version="2", effective_from=date(2022, 1, 1))
    problem = the_only(lint([a_catalog(clause), new], industries))
    assert problem.message == "与 v1 的施行期间重叠（2022-01-01 起）。"
    assert problem.file == "《目录zone》v2"
    for old in (
        a_catalog(clause, effective_to=date(2021, 12, 31)),
        a_catalog(clause, published=False),
    ):
        assert lint([old, new], industries) == ()


def test_that_parents_must_exist_be_above_and_not_circle(industries: IndustryTree) -> None:
    clause = listed(Outcome.PROHIBIT, "26")
    child = a_catalog(clause, parent="city")
    assert the_only(lint([child], industries)).message == "没有编号为“city”的上级目录。"
    park = a_catalog(clause, catalog_id="city", level=Level.PARK)
    assert "层级比本目录低" in the_only(lint([child, park], industries)).message
    other = a_catalog(clause, catalog_id="city", parent="zone")
    assert [problem.message for problem in lint([child, other], industries)] == [
        "上级目录绕回了自己。"
    ] * 2
    past = a_catalog(clause, catalog_id="city", effective_to=date(2021, 6, 30))
    late = replace(child, effective_from=date(2022, 1, 1))
    assert "一直没有生效" in the_only(lint([late, past], industries)).message


@pytest.mark.parametrize(
    ("clause", "part"),
    [
        (replace(intensity(Threshold(value=300.0)), replaces=("city/C99",)), "没有条款“C99”"),
        (replace(intensity(Threshold(value=300.0)), replaces=("town/C01",)), "没有编号为“town”"),
        (ExceptionClause(id="C02", lifts=("C99",)), "没有条款“C99”"),
        (
            replace(intensity(Threshold(value=300.0)), replaces=("park/C01",)),
            "不能替换下级目录",
        ),
    ],
)
def test_that_references_must_lead_somewhere(
    industries: IndustryTree, clause: AnyClause, part: str
) -> None:
    banned = listed(Outcome.PROHIBIT, "26")
    catalogs = [
        a_catalog(banned, catalog_id="city", level=Level.CITY),
        a_catalog(banned, catalog_id="park", level=Level.PARK),
        a_catalog(clause, parent="city"),
    ]
    problem = the_only(lint(catalogs, industries))
    assert part in problem.message
    assert problem.column == clause.id


def test_that_good_references_are_left_alone(industries: IndustryTree) -> None:
    banned = listed(Outcome.PROHIBIT, "26")
    city = a_catalog(banned, catalog_id="city", level=Level.CITY)
    zone = a_catalog(
        replace(intensity(Threshold(value=300.0)), replaces=("city/C01", "city/default")),
        ExceptionClause(
            id="C02", lifts=("C07", "city/C01"), scope=Scope(when=Compare("far", ">=", 1.0))
        ),
        parent="city",
    )
    assert lint([city, zone], industries) == ()


def test_that_a_child_must_say_when_it_is_softer_than_a_list(industries: IndustryTree) -> None:
    city = a_catalog(
        listed(Outcome.PROHIBIT, "26"),
        listed(Outcome.PERMIT, "2625", clause_id="C02"),
        catalog_id="city",
        level=Level.CITY,
    )
    softer = listed(Outcome.ENCOURAGE, "2614", "2625", "27")
    problem = the_only(lint([city, a_catalog(softer, parent="city")], industries))
    assert problem.severity is Severity.WARNING
    assert problem.value == "2614"
    assert "替换”里写 city/C01" in problem.remedy
    replacing = a_catalog(replace(softer, replaces=("city/C01",)), parent="city")
    assert lint([city, replacing], industries) == ()


def test_that_a_child_must_say_when_it_lists_more_than_its_parent_admits(
    industries: IndustryTree,
) -> None:
    city = a_catalog(
        listed(Outcome.PERMIT, "27"),
        catalog_id="city",
        level=Level.CITY,
        default=Default.LISTED_ONLY_RESTRICT,
    )
    zone = a_catalog(listed(Outcome.ENCOURAGE, "2710", "39"), parent="city")
    problem = the_only(lint([city, zone], industries))
    assert problem.value == "39"
    assert "city/default" in problem.remedy


@pytest.mark.parametrize(
    ("threshold", "softer"),
    [
        (Threshold(value=280.0), True),
        (Threshold(value=300.0), False),
        (Threshold(value=390.0, industries=("39",)), True),
        (Threshold(value=410.0, industries=("3985",)), False),
        (Threshold(value=280.0, zone_tiers=("省级",)), False),
    ],
)
def test_that_a_child_must_say_when_its_threshold_is_softer(
    industries: IndustryTree, threshold: Threshold, softer: bool
) -> None:
    city = a_catalog(
        intensity(Threshold(value=300.0), Threshold(value=400.0, industries=("39",))),
        catalog_id="city",
        level=Level.CITY,
    )
    own = intensity(threshold, clause_id="C08")
    problems = lint([city, a_catalog(own, parent="city")], industries)
    assert [problem.value for problem in problems] == (["city/C07"] if softer else [])
    replacing = a_catalog(replace(own, replaces=("city/C07",)), parent="city")
    assert lint([city, replacing], industries) == ()


def test_that_a_softer_threshold_names_both_numbers(industries: IndustryTree) -> None:
    city = a_catalog(
        intensity(Threshold(value=300.0)), catalog_id="city", title="市级目录", level=Level.CITY
    )
    zone = a_catalog(intensity(Threshold(value=280.0)), parent="city")
    assert the_only(lint([city, zone], industries)).message == (
        "C：门槛 ≥ 280.00 万元/亩，比《市级目录》第七条（≥ 300.00 万元/亩）宽；"
        "未声明替换，按上级执行。"
    )


def test_that_an_empty_catalog_and_an_empty_period_are_noticed(industries: IndustryTree) -> None:
    assert the_only(lint([a_catalog()], industries)).message == "没有一条条款。"
    ended = a_catalog(listed(Outcome.PROHIBIT, "26"), effective_to=date(2020, 1, 1))
    assert {problem.message for problem in lint([ended], industries)} == {
        "施行止早于施行起，永远不生效。",
        "永远不生效：施行期间是空的。",
    }
