from dataclasses import replace

import pytest

from dzmap.core.catalog_clause_lint import Known
from dzmap.core.catalog_findings import Finding
from dzmap.core.catalog_lint import lint, lint_catalog
from dzmap.core.catalogs import Compare, ExceptionClause, Level, Outcome, Scope, Threshold
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import Severity
from dzmap.readers.reference import BundledReference
from dzmap.services.industries import industry_tree
from tests.helpers.lint_catalogs import a_catalog, intensity, listed, the_only


@pytest.fixture(scope="module")
def industries() -> IndustryTree:
    return industry_tree(BundledReference())


def test_that_clauses_must_not_replace_each_other(industries: IndustryTree) -> None:
    first = replace(listed(Outcome.PROHIBIT, "26"), replaces=("zone/C02",))
    second = replace(listed(Outcome.PERMIT, "27", clause_id="C02"), replaces=("C03",))
    third = replace(listed(Outcome.PERMIT, "28", clause_id="C03"), replaces=("zone/C01",))
    findings = lint([a_catalog(first, second, third)], industries)
    assert [(one.clause_id, one.message) for one in findings] == [
        ("C01", "与 zone/C02 互相替换。"),
        ("C02", "与 zone/C03 互相替换。"),
        ("C03", "与 zone/C01 互相替换。"),
    ]
    assert {one.severity for one in findings} == {Severity.ERROR}


def test_that_a_chain_of_replacements_is_no_circle(industries: IndustryTree) -> None:
    first = replace(listed(Outcome.PROHIBIT, "26"), replaces=("C02",))
    second = replace(listed(Outcome.PERMIT, "27", clause_id="C02"), replaces=("C03",))
    third = listed(Outcome.PERMIT, "28", clause_id="C03")
    assert lint([a_catalog(first, second, third)], industries) == ()


def test_that_exceptions_must_not_lift_each_other(industries: IndustryTree) -> None:
    first = ExceptionClause(id="C01", lifts=("C02",), scope=Scope(actions=("新建",)))
    second = ExceptionClause(id="C02", lifts=("C01",), scope=Scope(industries=("26",)))
    messages = {one.message for one in lint([a_catalog(first, second)], industries)}
    assert messages == {"与 zone/C02 互相豁免。", "与 zone/C01 互相豁免。"}


def test_that_a_clause_must_not_replace_itself(industries: IndustryTree) -> None:
    clause = replace(listed(Outcome.PROHIBIT, "26"), replaces=("zone/C01",))
    finding = the_only(lint([a_catalog(clause)], industries))
    assert finding.message == "条款替换了自己。"
    assert finding.fix is not None
    assert finding.fix.clause.replaces == ()


@pytest.mark.parametrize("lifting", [True, False])
def test_that_a_clause_that_is_always_set_aside_is_noticed(
    industries: IndustryTree, lifting: bool
) -> None:
    banned = listed(Outcome.PROHIBIT, "26", actions=("新建",))

    def beside(*codes: str, **scope: object) -> tuple[Finding, ...]:
        if lifting:
            one = ExceptionClause(
                id="C02",
                lifts=("C01",),
                scope=Scope(industries=codes, **scope),  # type: ignore[arg-type]
            )
            return lint([a_catalog(banned, one)], industries)
        other = listed(Outcome.PERMIT, *codes, clause_id="C02", **scope)
        return lint([a_catalog(banned, replace(other, replaces=("zone/C01",)))], industries)

    finding = the_only([one for one in beside("26", "27") if "永远用不到" in one.message])
    assert finding.clause_id == "C01"
    assert not [one for one in beside("2614") if "永远用不到" in one.message]
    assert not [one for one in beside("26", products=("苯",)) if "永远用不到" in one.message]


def test_that_two_replacements_of_one_clause_are_noticed(industries: IndustryTree) -> None:
    city = a_catalog(intensity(Threshold(value=300.0)), catalog_id="city", level=Level.CITY)
    one = replace(intensity(Threshold(value=280.0)), replaces=("city/C07",))
    two = replace(intensity(Threshold(value=250.0), clause_id="C08"), replaces=("city/C07",))
    finding = the_only(lint([city, a_catalog(one, two, parent="city")], industries))
    assert finding.message == "条款 C07 已替换“city/C07”，适用范围相同。"
    apart = replace(two, scope=Scope(industries=("26",)))
    assert lint([city, a_catalog(one, apart, parent="city")], industries) == ()


@pytest.mark.parametrize(
    ("scope", "lifts"),
    [
        (Scope(industries=("2625",)), True),
        (Scope(actions=("新建", "扩建"), when=Compare("far", ">=", 1.0)), True),
        (Scope(industries=("27",)), False),
        (Scope(industries=("26",), actions=("技改",)), False),
    ],
)
def test_that_an_exception_must_share_applicants_with_what_it_lifts(
    industries: IndustryTree, scope: Scope, lifts: bool
) -> None:
    banned = listed(Outcome.PROHIBIT, "26", actions=("新建",))
    exception = ExceptionClause(id="C02", lifts=("C01",), scope=scope)
    messages = [one.message for one in lint([a_catalog(banned, exception)], industries)]
    assert bool(messages) is not lifts
    if messages:
        assert "什么也没有豁免" in messages[0]


def test_that_a_mistyped_reference_is_put_right(industries: IndustryTree) -> None:
    banned = listed(Outcome.PROHIBIT, "26", clause_id="CHEM07")
    scope = Scope(actions=("技改",))
    exception = ExceptionClause(id="E01", lifts=("CHEM7", "CHEM07"), scope=scope)
    finding = the_only(lint([a_catalog(banned, exception)], industries))
    assert finding.fix is not None
    assert finding.fix.label == "把“CHEM7”改为“CHEM07”"
    assert finding.fix.clause == replace(exception, lifts=("CHEM07", "CHEM07"))


def test_that_softness_can_be_declared_at_once(industries: IndustryTree) -> None:
    city = a_catalog(
        listed(Outcome.PROHIBIT, "26"),
        listed(Outcome.RESTRICT, products=("油墨",), clause_id="C02"),
        intensity(Threshold(value=300.0)),
        catalog_id="city",
        level=Level.CITY,
    )
    for softer, reference in (
        (listed(Outcome.PERMIT, "2614"), "city/C01"),
        (listed(Outcome.ENCOURAGE, products=("油墨",)), "city/C02"),
        (intensity(Threshold(value=280.0)), "city/C07"),
    ):
        finding = the_only(lint([city, a_catalog(softer, parent="city")], industries))
        assert finding.fix is not None
        assert finding.fix.clause.replaces == (reference,)
        assert lint([city, a_catalog(finding.fix.clause, parent="city")], industries) == ()


def test_that_one_catalog_can_be_checked_among_the_others(industries: IndustryTree) -> None:
    city = a_catalog(listed(Outcome.PROHIBIT, "2699"), catalog_id="city", level=Level.CITY)
    zone = a_catalog(listed(Outcome.PERMIT, "26"), parent="city")
    known = Known(industries=industries)
    assert lint_catalog([city, zone], 1, known) == ()
    assert len(lint_catalog([city, zone], 0, known)) == 1


def test_that_an_exception_from_itself_is_an_error(industries: IndustryTree) -> None:
    finding = the_only(lint([a_catalog(ExceptionClause(id="E1", lifts=("E1",)))], industries))
    assert (finding.severity, finding.message) == (Severity.ERROR, "例外豁免了自己。")


def test_that_places_that_are_not_there_are_named(industries: IndustryTree) -> None:
    """A catalog for a place that nobody has would never count, and nobody would notice."""
    zones = {"37201047": "山东齐河经济开发区", "37201089": "山东武城经济开发区"}
    known = Known(industries=industries, places={Level.ZONE: zones})
    ban = listed(Outcome.PROHIBIT, "26")

    def told(*ids: str) -> list[str]:
        found = lint_catalog([a_catalog(ban, scope_ids=ids)], 0, known)
        assert {one.item for one in found} <= {"管辖"}
        return [f"{one.message}{one.remedy}" for one in found]

    assert told("37201047") == told() == []
    (named,) = told("武城经济开发区")
    assert named == (
        "项目里没有编号为“武城经济开发区”的开发区，这部目录哪里也管不到。"
        "管辖写开发区的编号：37201089（山东武城经济开发区）。"
    )
    (one,) = told("37201047", "99")
    assert one.startswith("项目里没有编号为“99”的开发区。管辖写开发区的编号：37201047（")
