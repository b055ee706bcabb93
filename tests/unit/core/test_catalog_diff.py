"""What a new version changes, told clause by clause."""

from dataclasses import fields, replace
from datetime import date

from hypothesis import HealthCheck, given, settings

from dzmap.core import catalogs as c
from dzmap.core.catalog_diff import FIELD_ZH, FieldChange, compare_catalogs
from dzmap.core.verdicts import Verdict
from tests.helpers.catalog_strategies import catalogs
from tests.helpers.screening_world import catalog

LAND = c.RequirementClause(
    id="c7",
    number="第七条",
    metric="invest_intensity_wan_yuan_per_mu",
    thresholds=(c.Threshold(value=300.0),),
    scope=c.Scope(industries=("13", "14", "15", "17", "18", "19", "20")),
)
BAN = c.ListClause(id="c1", number="第一条", outcome=c.Outcome.PROHIBIT)


def test_that_added_removed_and_changed_clauses_are_told() -> None:
    stricter = replace(LAND, thresholds=(c.Threshold(value=400.0),), otherwise=Verdict.PROHIBITED)
    found = compare_catalogs(catalog(LAND), catalog(stricter, BAN))
    assert found.text == "增 1 条，改 1 条，删 0 条"
    assert found.added[0].number == "第一条"
    assert found.changed[0].sentence == (
        "第七条：门槛：投资强度 ≥ 300 万元/亩 → 投资强度 ≥ 400 万元/亩；不满足则：限制 → 禁止准入"
    )
    assert compare_catalogs(catalog(BAN), catalog()).removed[0].clause_id == "c1"
    assert not compare_catalogs(catalog(LAND), catalog(LAND, version="9"))


def test_that_of_a_long_list_only_the_difference_is_told() -> None:
    wider = replace(LAND, scope=replace(LAND.scope, industries=(*LAND.scope.industries[1:], "26")))
    (change,) = compare_catalogs(catalog(LAND), catalog(wider)).changed[0].fields
    assert change == FieldChange("适用行业", "C13", "C26")
    assert change.sentence == "适用行业：C13 → C26"


def test_that_conditions_dates_and_the_head_are_told_in_chinese() -> None:
    later = replace(
        LAND,
        effective_from=date(2022, 1, 1),
        scope=replace(LAND.scope, when=c.Compare("land_mu", ">=", 30.0)),
    )
    old = catalog(LAND)
    new = replace(catalog(later), default=c.Default.PERMITTED, number="示例〔2022〕1 号")
    found = compare_catalogs(old, new)
    assert {one.sentence for one in found.changed[0].fields} == {
        "施行起：增加 2022-01-01",
        "适用条件：增加 用地 ≥ 30 亩",
    }
    assert found.default_change is not None
    assert {one.field for one in found.header} == {"文号", "未列入行业"}


def test_that_a_clause_of_another_kind_says_so() -> None:
    other = c.SpatialClause(
        id="c7", relation=c.Relation.DISJOINT, layers=("permanent_farmland",), number="第七条"
    )
    changes = compare_catalogs(catalog(LAND), catalog(other)).changed[0].fields
    assert changes[0] == FieldChange("类型", "要求", "空间")
    assert FieldChange("图层", "", "永久基本农田") in changes


def test_that_every_field_of_the_model_has_a_chinese_name() -> None:
    kinds = (c.Catalog, c.Scope, c.Citation, *c.AnyClause.__args__)
    names = {field.name for kind in kinds for field in fields(kind)}
    assert names - FIELD_ZH.keys() <= {"id", "version", "published", "clauses", "scope", "citation"}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(catalogs, catalogs)
def test_that_any_two_catalogs_can_be_compared(
    old: tuple[c.Catalog, ...], new: tuple[c.Catalog, ...]
) -> None:
    found = compare_catalogs(old[0], new[0])
    said = [one.sentence for one in (*found.changed,)] + [one.sentence for one in found.header]
    assert all(said)
    assert not compare_catalogs(old[0], replace(old[0], version="另一版"))
