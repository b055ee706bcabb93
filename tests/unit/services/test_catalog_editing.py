from dataclasses import replace
from datetime import date

import pytest

from dzmap.core.catalogs import (
    Catalog,
    Default,
    ExampleCase,
    ExceptionClause,
    Level,
    ListClause,
    Outcome,
    ProcedureClause,
    RequirementClause,
    Scope,
    SpatialClause,
)
from dzmap.core.verdicts import Verdict
from dzmap.services import catalog_editing as editing


def clause(name: str, number: str = "") -> ListClause:
    return ListClause(
        id=name, number=number, outcome=Outcome.PROHIBIT, scope=Scope(industries=("26",))
    )


def catalog(*clauses: object, **fields: object) -> Catalog:
    return Catalog(
        id="k",
        title="目录",
        issuer="",
        level=Level.ZONE,
        default=Default.NOT_FORBIDDEN,
        effective_from=date(2021, 1, 1),
        clauses=clauses,  # type: ignore[arg-type]
        **fields,  # type: ignore[arg-type]
    )


def ids(one: Catalog) -> list[str]:
    return [item.id for item in one.clauses]


def test_that_a_renamed_clause_is_followed_by_exceptions_and_examples() -> None:
    lifting = ExceptionClause(id="E1", lifts=("Q1", "k/Q1", "k/Q2"))
    example = ExampleCase(name="甲", verdict=Verdict.PROHIBITED, decisive="Q1")
    before = catalog(clause("Q1"), clause("Q2"), lifting, examples=(example,))
    after = editing.with_clause(before, "Q1", replace(before.clauses[0], id="Q9"))
    assert ids(after) == ["Q9", "Q2", "E1"]
    assert after.clauses[2] == replace(lifting, lifts=("Q9", "k/Q9", "k/Q2"))
    assert after.examples[0].decisive == "Q9"


def test_that_a_clause_cannot_take_the_id_of_another() -> None:
    before = catalog(clause("Q1"), clause("Q2"))
    with pytest.raises(ValueError, match="Q2"):
        editing.with_clause(before, "Q1", replace(before.clauses[0], id="Q2"))


def test_that_references_are_found_in_the_catalog_and_in_others() -> None:
    own = catalog(clause("Q1"), ExceptionClause(id="E1", lifts=("Q1",)))
    below = replace(
        catalog(replace(clause("P1"), replaces=("k/Q1",)), ExceptionClause(id="P2", lifts=("Q1",))),
        id="park",
    )
    found = editing.references_to([own, below], own, "Q1")
    assert [(where.id, one.id) for where, one in found] == [("k", "E1"), ("park", "P1")]


def test_that_clauses_are_put_in_moved_and_taken_out_in_order() -> None:
    one = catalog(clause("Q1"), clause("Q2"), clause("Q3"))
    assert ids(editing.with_new_clause(one, clause("N"), "Q1")) == ["Q1", "N", "Q2", "Q3"]
    assert ids(editing.with_new_clause(one, clause("N"))) == ["Q1", "Q2", "Q3", "N"]
    assert ids(editing.moved(one, "Q2", -1)) == ["Q2", "Q1", "Q3"]
    assert ids(editing.moved(one, "Q3", 1)) == ["Q1", "Q2", "Q3"]
    assert ids(editing.without_clauses(one, ["Q1", "Q3"])) == ["Q2"]


@pytest.mark.parametrize(
    ("numbers", "following"),
    [
        ((), "第一条"),
        (("第九条",), "第十条"),
        (("第十条",), "第十一条"),
        (("第十九条", "第七条之一"), "第二十条"),
        (("第九十九条",), "第一百条"),
        (("第一百条",), "第一百零一条"),
        (("第一百一十条",), "第一百一十一条"),
        (("附则",), "第一条"),
    ],
)
def test_that_the_next_number_follows_the_largest(numbers: tuple[str, ...], following: str) -> None:
    listed = [clause(f"Q{place}", number) for place, number in enumerate(numbers)]
    assert editing.next_number(catalog(*listed)) == following


@pytest.mark.parametrize(
    ("names", "free"), [((), "C01"), (("Q08", "Q09"), "Q10"), (("A1", "B7", "A2"), "A3")]
)
def test_that_a_new_id_is_in_the_manner_of_the_others(names: tuple[str, ...], free: str) -> None:
    assert editing.free_id(catalog(*map(clause, names))) == free


@pytest.mark.parametrize(
    "kind", [ListClause, RequirementClause, SpatialClause, ProcedureClause, ExceptionClause]
)
def test_that_a_fresh_clause_of_each_kind_can_be_put_in(kind: type) -> None:
    one = catalog(clause("Q1", "第一条"))
    fresh = editing.fresh_clause(one, kind)
    assert type(fresh) is kind
    assert (fresh.id, fresh.number) == ("Q2", "第二条")


def test_that_a_copy_replaces_nothing() -> None:
    one = catalog(replace(clause("Q1", "第一条"), replaces=("city/C1",)))
    copied = editing.copy_of(one, "Q1")
    assert (copied.id, copied.number, copied.replaces) == ("Q2", "第二条", ())
    assert copied.scope == one.clauses[0].scope


def test_that_a_published_version_is_edited_in_the_next_one() -> None:
    one = catalog(clause("Q1"), version="3")
    draft = editing.as_draft([one], one)
    assert (draft.version, draft.published, draft.clauses) == ("4", False, one.clauses)
    assert editing.as_draft([one, draft], draft) is draft


def test_that_a_new_catalog_stands_below_the_city() -> None:
    city = replace(catalog(), id="dz-city", level=Level.CITY)
    fresh = editing.fresh_catalog([city], Level.ZONE, date(2022, 1, 1))
    assert (fresh.parent, fresh.published, fresh.effective_from) == (
        "dz-city",
        False,
        date(2022, 1, 1),
    )
    assert editing.fresh_catalog([city, fresh], Level.ZONE, date(2022, 1, 1)).id != fresh.id
