"""Tests of ``dzmap.core.siting``: one applicant against zones and parks."""

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from dzmap.core.applicants import normalised_applicants
from dzmap.core.catalogs import (
    AnyClause,
    Compare,
    Level,
    ListClause,
    Outcome,
    ProcedureClause,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
    Threshold,
)
from dzmap.core.screening import Screener
from dzmap.core.siting import NOT_DRAWN, Group, SiteJudge, SiteVerdict, clause_key
from dzmap.core.verdicts import Target, Verdict
from tests.helpers.screening_world import (
    CLEAR,
    DAY,
    IN_FARM,
    PARK_AREA,
    ZONE_AREA,
    applicants,
    catalog,
    farmland,
    screener,
)

SHAPES = gpd.GeoSeries([ZONE_AREA, PARK_AREA], crs=4490)
INTENSITY = "invest_intensity_wan_yuan_per_mu"
NO_FARM = SpatialClause(id="farm", relation=Relation.DISJOINT, layers=("permanent_farmland",))
WHOLE = shapely.box(116.6, 36.6, 116.9, 36.9)


def at_least(value: float, name: str = "intensity", **fields: Any) -> RequirementClause:
    return RequirementClause(
        id=name, metric=INTENSITY, thresholds=(Threshold(value=value),), **fields
    )


def sited(
    *clauses: AnyClause, coverage: Any = WHOLE, **facts: Any
) -> tuple[SiteVerdict, SiteVerdict]:
    """Zone and park, judged for one applicant without a place."""
    one = normalised_applicants(applicants({"geometry": None, **facts}))
    judge = SiteJudge(screener(catalog(*clauses), {"farm": farmland(coverage)}), SHAPES, one)
    zone, park = judge.verdicts()
    return zone, park


def test_that_who_has_no_place_is_judged_for_each_zone_and_park() -> None:
    zone, park = sited(at_least(100), total_invest_wan_yuan=6000, land_mu=50)
    assert (zone.target.id, park.target.id) == ("Z1", "P1")
    assert zone.verdict is park.verdict is Verdict.ADMITTED
    assert zone.group is Group.ADMITTED
    assert zone.margin == pytest.approx(0.2)


def test_that_an_applicant_of_which_little_is_known_is_compared_all_the_same() -> None:
    one = normalised_applicants(gpd.GeoDataFrame({"id": ["a"]}, geometry=[None], crs=4490))
    judge = SiteJudge(screener(catalog(at_least(100)), {"farm": farmland(WHOLE)}), SHAPES, one)
    assert judge.current is None
    assert [site.missing for site in judge.verdicts()] == [("总投资", "用地")] * 2


def test_that_a_failing_clause_is_named_with_its_gap() -> None:
    zone, _ = sited(at_least(150), total_invest_wan_yuan=6000, land_mu=50)
    assert zone.group is Group.REJECTED
    assert [clause_key(one) for one in zone.failing] == ["CITY/intensity"]
    assert (zone.failing[0].measured, zone.failing[0].threshold) == (120.0, 150.0)
    assert zone.failing[0].gap == pytest.approx(30.0)
    assert zone.phrase == "投资强度还差 30.00 万元/亩"
    assert zone.margin is None


def test_that_the_smallest_of_several_margins_counts_and_what_does_not_apply_does_not() -> None:
    clauses = (
        at_least(100),
        at_least(119, "own", scope=Scope(industries=("26",))),
        RequirementClause(id="tax", metric="tax_wan_yuan", thresholds=(Threshold(value=400),)),
    )
    zone, _ = sited(*clauses, total_invest_wan_yuan=6000, land_mu=50, tax_wan_yuan=440)
    assert zone.margin == pytest.approx(0.1)


def test_that_without_a_numeric_threshold_there_is_no_margin() -> None:
    assert sited(NO_FARM)[1].margin is None


def test_that_what_only_a_part_of_a_zone_lies_in_leaves_it_to_the_plot() -> None:
    zone, park = sited(NO_FARM)
    assert zone.group is Group.UNCLEAR
    assert zone.checked is Verdict.ADMITTED
    assert zone.missing == ("具体地块（区内部分用地涉及永久基本农田）",)
    assert "未覆盖" not in zone.phrase
    assert park.verdict is Verdict.ADMITTED


def test_that_the_part_is_measured_in_the_evidence() -> None:
    one = normalised_applicants(applicants({"geometry": None}))
    judge = SiteJudge(screener(catalog(NO_FARM), {"farm": farmland(WHOLE)}), SHAPES, one)
    clause = next(one for one in judge.explain("Z1").clauses if one.clause_id == "farm")
    assert clause.explanation == "区内 1.00 % 的用地在永久基本农田内；取决于区内的具体地块"
    assert clause.holds is None


def test_that_a_zone_outside_the_coverage_is_unclear_for_want_of_the_layer() -> None:
    _, park = sited(NO_FARM, coverage=shapely.box(116.6, 36.6, 116.74, 36.9))
    assert park.group is Group.UNCLEAR
    assert park.missing == ("永久基本农田图层（此处未覆盖）",)


def test_that_a_zone_without_outline_says_so() -> None:
    one = normalised_applicants(applicants({"geometry": None}))
    shapes = gpd.GeoSeries([ZONE_AREA, None], crs=4490)
    judge = SiteJudge(screener(catalog(NO_FARM), {"farm": farmland(WHOLE)}), shapes, one)
    assert judge.verdicts()[1].missing == (NOT_DRAWN,)


def test_that_the_place_where_it_stands_is_judged_there_only() -> None:
    clauses = (NO_FARM,)
    layers = {"farm": farmland(WHOLE)}
    stands = normalised_applicants(applicants({"geometry": IN_FARM, "zone_id": "Z1"}))
    judge = SiteJudge(screener(catalog(*clauses), layers), SHAPES, stands)
    zone, park = judge.verdicts()
    assert judge.current is not None
    assert judge.current.id == "Z1"
    assert (zone.own_place, park.own_place) == (True, False)
    assert zone.group is Group.REJECTED
    assert park.verdict is Verdict.ADMITTED


def test_that_a_clear_place_in_a_divided_zone_is_admitted_there() -> None:
    stands = normalised_applicants(applicants({"geometry": CLEAR}))
    judge = SiteJudge(screener(catalog(NO_FARM), {"farm": farmland(WHOLE)}), SHAPES, stands)
    assert judge.verdicts()[0].verdict is Verdict.ADMITTED


def test_that_an_approval_is_listed_and_keeps_the_place_open_to_it() -> None:
    clause = ProcedureClause(
        id="energy", approval="节能审查", scope=Scope(when=Compare("energy_tce", ">=", 1000))
    )
    zone, _ = sited(clause, energy_tce=1260)
    assert zone.verdict is Verdict.CONDITIONAL
    assert [one.requirement for one in zone.procedures] == ["须办理节能审查"]


def test_that_no_catalog_is_no_admission() -> None:
    one = normalised_applicants(applicants({"geometry": None}))
    judge = SiteJudge(screener([]), SHAPES, one)
    zone, _ = judge.verdicts()
    assert zone.group is Group.UNCLEAR
    assert zone.missing == ("判定日没有生效的准入目录",)


def test_that_ways_out_are_told_for_every_clause_in_the_way() -> None:
    one = normalised_applicants(
        applicants({"geometry": None, "total_invest_wan_yuan": 6000, "land_mu": 50, "far": 0.7})
    )
    far = RequirementClause(id="far", metric="far", thresholds=(Threshold(value=0.8),))
    judge = SiteJudge(screener(catalog(at_least(150), far)), SHAPES, one)
    ways = judge.ways("Z1")
    assert any("多投 1,500 万元或少用地 10.00 亩" in text for text in ways)
    assert any("容积率增加 0.10" in text for text in ways)


def test_that_the_grade_of_the_land_is_that_on_offer_and_not_what_was_stated_elsewhere() -> None:
    clause = RequirementClause(
        id="graded",
        metric=INTENSITY,
        thresholds=(
            Threshold(value=100, land_grades=("二级",)),
            Threshold(value=200, land_grades=("一级",)),
        ),
    )
    facts = {"geometry": None, "total_invest_wan_yuan": 6000, "land_mu": 50, "land_grade": "二级"}
    one = normalised_applicants(applicants(facts))
    judge = SiteJudge(screener(catalog(clause)), SHAPES, one, land_grades={"Z1": "一级"})
    zone, park = judge.verdicts()
    assert zone.group is Group.REJECTED
    assert park.group is Group.UNCLEAR


def test_that_only_the_places_asked_for_are_compared() -> None:
    one = normalised_applicants(applicants({"geometry": None}))
    judge = SiteJudge(screener(catalog()), SHAPES, one, only=[1])
    assert [site.target.id for site in judge.verdicts()] == ["P1"]
    with pytest.raises(KeyError):
        judge.explain("Z1")


def test_that_a_screening_in_the_middle_of_each_area_agrees_on_random_facts() -> None:
    """Without spatial clauses the place does not matter: the batch must say the same."""
    rng = np.random.default_rng(11)
    targets = [Target(id=f"Z{n}", name=f"{n} 区", kind="zone", tier="省级") for n in range(12)]
    shapes = gpd.GeoSeries([ZONE_AREA] * 12, crs=4490)
    catalogs = [
        catalog(
            at_least(float(rng.uniform(60, 200))),
            RequirementClause(
                id="green",
                metric="green_ratio",
                op="<=",
                thresholds=(Threshold(value=float(rng.uniform(0.1, 0.3))),),
            ),
            ListClause(id="list", outcome=Outcome.PROHIBIT, scope=Scope(industries=("26",))),
            id=f"C{n}",
            scope_ids=(f"Z{n}",),
            level=Level.ZONE,
        )
        for n in range(12)
    ]
    judge = Screener(targets, shapes, catalogs, {}, DAY)
    for _ in range(25):
        facts = {
            "industry_code": str(rng.choice(["1411", "2614", "3670"])),
            "total_invest_wan_yuan": float(rng.uniform(2000, 9000)),
            "land_mu": float(rng.uniform(20, 60)),
            "green_ratio": float(rng.choice([0.12, 0.2, np.nan])),
        }
        one = normalised_applicants(applicants(facts))
        batch = judge.screen(one, [target.id for target in targets])
        found = SiteJudge(judge, shapes, one).verdicts()
        assert [site.verdict for site in found] == [*map(Verdict, batch.verdict)]
        for site, own in zip(found, catalogs, strict=True):
            _check_margin(site, own, one)


def _check_margin(site: SiteVerdict, own: Any, one: gpd.GeoDataFrame) -> None:
    """The margin by hand from the two thresholds of a catalog."""
    intensity = one["total_invest_wan_yuan"].iloc[0] / one["land_mu"].iloc[0]
    least, most = own.clauses[0].thresholds[0].value, own.clauses[1].thresholds[0].value
    if site.verdict > Verdict.CONDITIONAL:
        assert site.margin is None
        return
    green = one["green_ratio"].iloc[0]
    assert site.margin == pytest.approx(
        min((intensity - least) / least, (most - green) / most), abs=1e-9
    )
