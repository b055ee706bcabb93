from dzmap.core.asked_facts import asked_facts
from dzmap.core.catalogs import (
    All,
    Compare,
    Member,
    ProcedureClause,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
    SpatialTest,
    Threshold,
)
from dzmap.core.rulebook import RuleSet
from tests.helpers.screening_world import catalog, screener

BOOK = catalog(
    RequirementClause(
        id="dense",
        metric="invest_intensity_wan_yuan_per_mu",
        thresholds=(Threshold(value=300, land_grades=("一级",)),),
        scope=Scope(industries=("C",), actions=("新建",)),
    ),
    RequirementClause(
        id="green", condition=Compare("green_ratio", "<=", 0.2), scope=Scope(industries=("26",))
    ),
    ProcedureClause(
        id="energy",
        approval="节能审查",
        scope=Scope(
            when=All(
                (
                    Compare("energy_tce", ">=", 1000),
                    Member("eia_type", ("报告书",)),
                    SpatialTest(Relation.WITHIN, ("heritage_control",)),
                )
            )
        ),
    ),
)


def rules(book: object = BOOK) -> RuleSet:
    return screener(book).rulebook.rule_sets[0]  # type: ignore[arg-type]


def test_that_ratios_are_asked_by_their_parts() -> None:
    asked = asked_facts(rules())
    assert asked.metrics == (
        "total_invest_wan_yuan",
        "land_mu",
        "energy_tce",
        "green_ratio",
        "action",
        "eia_type",
        "land_grade",
    )
    assert asked.place


def test_that_an_industry_is_only_asked_what_may_concern_it() -> None:
    assert "green_ratio" not in asked_facts(rules(), "3670").metrics
    assert "green_ratio" in asked_facts(rules(), "2614").metrics
    assert asked_facts(rules(), "0111").metrics == ("energy_tce", "eia_type")
    assert "green_ratio" in asked_facts(rules(), "C").metrics, "a coarse code may be anything"


def test_that_items_and_places_are_asked_where_clauses_name_them() -> None:
    book = catalog(
        ProcedureClause(id="p", approval="x", scope=Scope(products=("氯气",))),
        ProcedureClause(id="q", approval="y", scope=Scope(lists=("两高项目",))),
        SpatialClause(id="s", relation=Relation.DISJOINT, layers=("permanent_farmland",)),
    )
    asked = asked_facts(rules(book))
    assert asked.metrics == ("products", "processes")
    assert asked.place
    assert not asked_facts(rules(catalog())).place
