from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest
import shapely

from dzmap.core.catalog_examples import CaseOutcome, World, run_examples
from dzmap.core.catalogs import (
    Catalog,
    Compare,
    ExampleCase,
    Level,
    Outcome,
    Relation,
    RequirementClause,
    SpatialClause,
    Threshold,
)
from dzmap.core.reference_lists import ListItem, ReferenceList
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import Target, Verdict
from tests.helpers.lint_catalogs import a_catalog, intensity, listed

CHEMICAL = (("industry_code", "2614"), ("action", "新建"))
ZONE = Target(id="z1", name="甲区", kind="zone", tier="国家级")
OTHER = Target(id="z2", name="乙区", kind="zone", tier="省级")


def _case(verdict: Verdict, **changes: object) -> ExampleCase:
    return replace(ExampleCase(name="例", verdict=verdict, facts=CHEMICAL), **changes)  # type: ignore[arg-type]


def _run(
    catalog: Catalog, case: ExampleCase, *company: Catalog, world: World | None = None
) -> CaseOutcome:
    (outcome,) = run_examples(replace(catalog, examples=(case,)), company, world=world or World())
    return outcome


def test_that_a_case_that_comes_out_passes() -> None:
    catalog = a_catalog(listed(Outcome.PROHIBIT, "26"))
    outcome = _run(catalog, _case(Verdict.PROHIBITED, decisive="C01"))
    assert outcome.passed
    assert outcome.got is Verdict.PROHIBITED
    assert outcome.explanation is not None


def test_that_a_case_that_does_not_says_why() -> None:
    catalog = a_catalog(intensity(Threshold(value=300.0)))
    facts = (*CHEMICAL, ("total_invest_wan_yuan", 7950.0), ("land_mu", 30.0))
    outcome = _run(catalog, _case(Verdict.ADMITTED, facts=facts))
    assert not outcome.passed
    assert outcome.fault.startswith("结论应为准入，实为限制：")
    assert "35.00 万元/亩" in outcome.fault


def test_that_the_right_verdict_for_another_reason_does_not_pass() -> None:
    catalog = a_catalog(
        listed(Outcome.PROHIBIT, "26"), listed(Outcome.PROHIBIT, "39", clause_id="C02")
    )
    outcome = _run(catalog, _case(Verdict.PROHIBITED, decisive="C02"))
    assert outcome.fault == "结论相符，但不是由条款 C02 决定的，由 zone/C01 决定。"


def test_that_drafts_are_judged_as_if_they_were_published() -> None:
    catalog = a_catalog(listed(Outcome.PROHIBIT, "26"), published=False)
    assert _run(catalog, _case(Verdict.PROHIBITED)).passed


def test_that_other_versions_do_not_count_but_parents_do() -> None:
    city = a_catalog(listed(Outcome.PROHIBIT, "26"), catalog_id="city", level=Level.CITY)
    zone = a_catalog(listed(Outcome.PERMIT, "39"), parent="city")
    newer = a_catalog(listed(Outcome.PROHIBIT, "39"), version="2")
    electronic = (("industry_code", "3985"), ("action", "新建"))
    assert _run(zone, _case(Verdict.ADMITTED, facts=electronic), city, newer).passed
    assert _run(zone, _case(Verdict.PROHIBITED, decisive="city/C01"), city, newer).passed


def test_that_the_day_is_the_first_of_the_catalog_or_the_stated_one() -> None:
    later = replace(listed(Outcome.PROHIBIT, "26"), effective_from=date(2022, 1, 1))
    catalog = a_catalog(later)
    assert _run(catalog, _case(Verdict.ADMITTED)).passed
    assert _run(catalog, _case(Verdict.PROHIBITED, as_of=date(2022, 1, 1))).passed


def test_that_what_can_be_decided_can_be_asked_for() -> None:
    spatial = SpatialClause(id="C09", relation=Relation.DISJOINT, layers=("permanent_farmland",))
    catalog = a_catalog(listed(Outcome.PERMIT, "26"), spatial)
    assert _run(catalog, _case(Verdict.INSUFFICIENT)).passed
    assert _run(catalog, _case(Verdict.ADMITTED, of_checked=True)).passed
    assert "已核查部分应为限制" in _run(catalog, _case(Verdict.RESTRICTED, of_checked=True)).fault


def test_that_the_world_lends_its_lines_and_lists() -> None:
    spatial = SpatialClause(id="C09", relation=Relation.DISJOINT, layers=("permanent_farmland",))
    catalog = a_catalog(spatial, listed(Outcome.RESTRICT, lists=("两高",)))
    field = gpd.GeoSeries([shapely.box(116, 36, 117, 37)], crs="EPSG:4490")
    layer = SpatialLayer(
        kind="permanent_farmland", name="农田", areas=field, coverage=shapely.box(110, 30, 120, 40)
    )
    high = ReferenceList(name="两高", complete=True, items=(ListItem(industry="26"),))
    world = World(targets=(ZONE,), layers={"a": layer}, lists=(high,))
    inside = _case(Verdict.PROHIBITED, place=(116.5, 36.5), decisive="C09")
    outside = _case(Verdict.RESTRICTED, place=(118.0, 36.5), decisive="C01")
    assert _run(catalog, inside, world=world).passed
    assert _run(catalog, outside, world=world).passed


@pytest.mark.parametrize(
    ("target_id", "verdict"),
    [("z1", Verdict.RESTRICTED), ("z2", Verdict.ADMITTED), ("", Verdict.ADMITTED)],
)
def test_that_the_place_decides_its_tier(target_id: str, verdict: Verdict) -> None:
    clause = intensity(Threshold(value=500.0, zone_tiers=("国家级",)), industries=())
    catalog = a_catalog(clause, scope_ids=("z2", "z1"))
    facts = (*CHEMICAL, ("invest_intensity_wan_yuan_per_mu", 400.0))
    world = World(targets=(Target(id="z0", name="别处", kind="zone"), OTHER, ZONE))
    assert _run(catalog, _case(verdict, facts=facts, target_id=target_id), world=world).passed


def test_that_a_place_that_is_not_there_is_named() -> None:
    world = World(targets=(ZONE,))
    outcome = _run(a_catalog(), _case(Verdict.ADMITTED, target_id="z9"), world=world)
    assert outcome.fault == "项目里没有编号为“z9”的开发区或园区。"
    assert outcome.got is None


def test_that_a_case_may_state_facts_of_the_zone() -> None:
    clause = RequirementClause(id="C01", condition=Compare("target_leading_share", ">=", 0.8))
    facts = (*CHEMICAL, ("target_leading_share", 0.75))
    assert _run(a_catalog(clause), _case(Verdict.RESTRICTED, facts=facts)).passed


def test_that_parks_are_imagined_for_catalogs_of_parks() -> None:
    catalog = a_catalog(listed(Outcome.PROHIBIT, "26"), level=Level.PARK, park_kinds=("chemical",))
    assert _run(catalog, _case(Verdict.PROHIBITED, decisive="C01")).passed
