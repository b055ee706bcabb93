"""Catalogs that contradict themselves or ask for what is gone: a clear note, and no wrong verdict."""

from dataclasses import replace
from time import perf_counter
from typing import Any

import pytest

from dzmap.core.catalogs import (
    Compare,
    Default,
    ExceptionClause,
    InList,
    Level,
    ListClause,
    Outcome,
    ProcedureClause,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
)
from dzmap.core.verdicts import Verdict
from tests.helpers.screening_world import applicants, catalog, explained, screener, verdict

BAN = ListClause(
    id="c1", number="第一条", outcome=Outcome.PROHIBIT, scope=Scope(industries=("14",))
)
PERMIT = replace(BAN, outcome=Outcome.PERMIT)


def notes(*catalogs: Any) -> tuple[str, ...]:
    return screener(catalogs).screen(applicants({}), ["Z1"]).notes


def test_that_catalogs_that_are_each_others_parent_all_count() -> None:
    one = catalog(BAN, id="ONE", title="甲目录", parent="TWO")
    two = catalog(PERMIT, id="TWO", title="乙目录", level=Level.ZONE, parent="ONE")
    assert verdict([one, two]) is Verdict.PROHIBITED
    assert notes(one, two) == ("上级目录互相循环：《甲目录》、《乙目录》，都计入，从严判定。",)
    own = catalog(BAN, id="ONE", title="甲目录", parent="ONE")
    assert verdict(own) is Verdict.PROHIBITED
    assert notes(own) == ("上级目录互相循环：《甲目录》，都计入，从严判定。",)


def test_that_clauses_that_replace_each_other_both_stay() -> None:
    one = replace(BAN, replaces=("TWO/c1",))
    two = replace(PERMIT, replaces=("ONE/c1",))
    books = [
        catalog(one, id="ONE", title="甲目录", level=Level.ZONE),
        catalog(two, id="TWO", title="乙目录", level=Level.ZONE),
    ]
    assert verdict(books) is Verdict.PROHIBITED
    assert notes(*books) == (
        "条款互相替换，都保留，从严判定：《甲目录》第一条、《乙目录》第一条。",
    )


def test_that_exceptions_that_lift_each_other_lift_nothing_for_certain() -> None:
    first = ExceptionClause(id="e1", lifts=("e2", "c1"))
    second = ExceptionClause(id="e2", lifts=("e1",))
    assert verdict(catalog(BAN, first, second)) is Verdict.INSUFFICIENT


def test_that_what_is_named_but_not_there_changes_nothing() -> None:
    lost = ExceptionClause(id="e1", lifts=("c9", "GONE/c1"))
    astray = replace(BAN, replaces=("GONE/c1", "c8"))
    assert verdict(catalog(astray, lost)) is Verdict.PROHIBITED


@pytest.mark.parametrize(
    ("clause", "missing"),
    [
        (
            SpatialClause(id="c1", number="第一条", relation=Relation.DISJOINT, layers=("水源地",)),
            "水源地图层",
        ),
        (
            RequirementClause(id="c1", number="第一条", condition=InList(("淘汰类",))),
            "引用名录《淘汰类》没有录入",
        ),
        (
            RequirementClause(id="c1", number="第一条", condition=Compare("没有的指标", ">=", 1.0)),
            "没有的指标",
        ),
    ],
)
def test_that_a_layer_list_or_fact_that_is_gone_is_missing(clause: Any, missing: str) -> None:
    found = explained(screener(catalog(clause)))
    assert found.verdict is Verdict.INSUFFICIENT
    assert found.clauses[0].missing == (missing,)


def test_that_a_procedure_on_a_list_that_is_gone_counts_as_needed() -> None:
    review = ProcedureClause(id="c1", approval="节能审查", scope=Scope(lists=("两高项目名录",)))
    found = explained(screener(catalog(review)))
    assert found.verdict is Verdict.CONDITIONAL
    assert found.remedy == "补齐后可核定：引用名录《两高项目名录》没有录入。"


def test_that_ten_thousand_clauses_are_judged() -> None:
    lists = [
        ListClause(
            id=f"l{n}",
            outcome=list(Outcome)[n % 4],
            scope=Scope(industries=(f"{15 + n % 11}{n % 10}{n % 7}",)),
        )
        for n in range(5000)
    ]
    demands = [
        RequirementClause(id=f"r{n}", condition=Compare("far", ">=", n / 10_000))
        for n in range(5000)
    ]
    judge = screener(catalog(BAN, *lists, *demands, default=Default.LISTED_ONLY_RESTRICT))
    started = perf_counter()
    result = judge.screen(applicants(*[{"far": 0.6}] * 50, {"industry_code": "2614"}), ["Z1"])
    found = judge.explain(result.applicants, 0, "Z1")
    assert perf_counter() - started < 20
    assert result.verdict.tolist() == [Verdict.PROHIBITED] * 50 + [Verdict.INSUFFICIENT]
    assert result.unknown[50] == 5000
    assert len(found.clauses) == 10_002
