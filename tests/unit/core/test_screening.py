"""What the admission check says, case by case; the laws are in test_screening_laws."""

from dataclasses import replace
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dzmap.core.catalogs import (
    All,
    Case,
    Compare,
    Default,
    ExceptionClause,
    Level,
    ListClause,
    Member,
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
from dzmap.core.screening import Screener, screen
from dzmap.core.verdicts import Target, Verdict
from tests.helpers.screening_world import (
    DAY,
    IN_FARM,
    PARK,
    PARK_AREA,
    UNCOVERED,
    ZONE,
    ZONE_AREA,
    applicants,
    catalog,
    farmland,
    screener,
    verdict,
)

V = Verdict
INTENSITY = "invest_intensity_wan_yuan_per_mu"


def listed(clause_id: str, outcome: Outcome, *industries: str, **fields: Any) -> ListClause:
    scope = Scope(industries=industries, **fields.pop("scope", {}))
    return ListClause(id=clause_id, outcome=outcome, scope=scope, **fields)


NO_CHEMICALS = listed("c1", Outcome.PROHIBIT, "26")
AT_LEAST_300 = RequirementClause(
    id="c7", number="第七条", metric=INTENSITY, thresholds=(Threshold(value=300.0),)
)


# --- lists ----------------------------------------------------------------------------------


def test_that_the_longest_prefix_decides_within_a_catalog() -> None:
    book = catalog(NO_CHEMICALS, listed("c2", Outcome.PERMIT, "2625"))
    assert verdict(book, industry_code="2614") is V.PROHIBITED
    assert verdict(book, industry_code="2625") is V.ADMITTED
    assert verdict(book, industry_code="C1411") is V.ADMITTED


def test_that_equal_prefixes_leave_the_stricter() -> None:
    book = catalog(listed("c1", Outcome.ENCOURAGE, "26"), listed("c2", Outcome.RESTRICT, "26"))
    assert verdict(book, industry_code="2614") is V.RESTRICTED


def test_that_only_the_main_code_earns_encouragement_but_any_may_forbid() -> None:
    book = catalog(NO_CHEMICALS, listed("c2", Outcome.ENCOURAGE, "39"))
    assert verdict(book, industry_code="3911") is V.ENCOURAGED
    assert verdict(book, industry_code="1411", other_industry_codes="3911") is V.ADMITTED
    assert verdict(book, industry_code="3911", other_industry_codes="2614") is V.PROHIBITED


def test_that_encouragement_needs_everything_else_to_hold() -> None:
    book = catalog(listed("c2", Outcome.ENCOURAGE, "39"), AT_LEAST_300)
    facts: dict[str, Any] = {"industry_code": "3911", "land_mu": 10.0}
    assert verdict(book, total_invest_wan_yuan=4000.0, **facts) is V.ENCOURAGED
    assert verdict(book, total_invest_wan_yuan=2000.0, **facts) is V.RESTRICTED


def test_that_an_unknown_encouragement_is_not_earned() -> None:
    new = {"actions": ("新建",)}
    book = catalog(listed("c2", Outcome.ENCOURAGE, "39", scope=new))
    assert verdict(book, industry_code="3911") is V.ADMITTED
    assert verdict(book, industry_code="3911", action="新建") is V.ENCOURAGED


def test_that_permission_in_one_catalog_takes_encouragement_of_another_away() -> None:
    city = catalog(listed("c1", Outcome.ENCOURAGE, "39"))
    zone = catalog(listed("z1", Outcome.PERMIT, "39"), id="ZONE", level=Level.ZONE)
    assert verdict([city, zone], industry_code="3911") is V.ADMITTED


def test_that_a_code_too_coarse_for_the_list_cannot_be_judged() -> None:
    book = catalog(listed("c1", Outcome.PROHIBIT, "2614"))
    assert verdict(book, industry_code="26") is V.INSUFFICIENT
    assert verdict(book, industry_code="2625") is V.ADMITTED
    assert verdict(book, industry_code=None) is V.INSUFFICIENT
    assert verdict(book, industry_code="化工") is V.INSUFFICIENT


def test_that_a_coarse_code_may_fall_under_several_prefixes_of_a_clause() -> None:
    book = catalog(
        listed("c1", Outcome.PROHIBIT, "26", "2614"), listed("c2", Outcome.PERMIT, "261")
    )
    assert verdict(book, industry_code="2614") is V.PROHIBITED
    assert verdict(book, industry_code="2613") is V.ADMITTED
    assert verdict(book, industry_code="261") is V.INSUFFICIENT
    table = RequirementClause(
        id="c7",
        metric=INTENSITY,
        thresholds=(
            Threshold(value=400.0, industries=("26", "2614")),
            Threshold(value=300.0, industries=("261",)),
        ),
    )
    given: dict[str, Any] = {INTENSITY: 350.0}
    assert verdict(catalog(table), industry_code="2613", **given) is V.ADMITTED
    assert verdict(catalog(table), industry_code="261", **given) is V.INSUFFICIENT


def test_that_an_unknown_that_changes_nothing_does_not_count() -> None:
    new = {"actions": ("新建",)}
    book = catalog(NO_CHEMICALS, listed("c2", Outcome.PROHIBIT, "2614", scope=new))
    assert verdict(book, industry_code="2614") is V.PROHIBITED


@pytest.mark.parametrize(
    ("default", "expected"),
    [
        (Default.LISTED_ONLY_RESTRICT, V.RESTRICTED),
        (Default.LISTED_ONLY_PROHIBIT, V.PROHIBITED),
        (Default.NOT_FORBIDDEN, V.ADMITTED),
        (Default.PERMITTED, V.ADMITTED),
    ],
)
def test_that_the_default_is_for_unlisted_main_codes(default: Default, expected: Verdict) -> None:
    book = catalog(listed("c1", Outcome.PERMIT, "39"), default=default)
    assert verdict(book, industry_code="1411") is expected
    assert verdict(book, industry_code="3911") is V.ADMITTED
    assert verdict(book, industry_code="3911", other_industry_codes="1411") is V.ADMITTED


def test_that_a_lifted_list_clause_still_names_its_industries() -> None:
    book = catalog(
        NO_CHEMICALS,
        ExceptionClause(id="c9", lifts=("c1",), scope=Scope(when=Member("eia_type", ("登记表",)))),
        default=Default.LISTED_ONLY_PROHIBIT,
    )
    assert verdict(book, industry_code="2614", eia_type="登记表") is V.ADMITTED
    assert verdict(book, industry_code="2614", eia_type="报告书") is V.PROHIBITED
    assert verdict(book, industry_code="2614") is V.INSUFFICIENT


# --- parents, replacing, lifting ------------------------------------------------------------


def test_that_the_stricter_of_parent_and_child_wins_unless_replaced() -> None:
    city = catalog(NO_CHEMICALS)
    child = listed("z1", Outcome.PERMIT, "2614")
    zone = catalog(child, id="ZONE", level=Level.ZONE, parent="CITY")
    assert verdict([city, zone], industry_code="2614") is V.PROHIBITED
    naming = listed("z1", Outcome.PERMIT, "2614", replaces=("CITY/c1",))
    zone = catalog(naming, id="ZONE", level=Level.ZONE, parent="CITY")
    assert verdict([city, zone], industry_code="2614") is V.ADMITTED
    assert verdict([city, zone], industry_code="2625") is V.PROHIBITED


def test_that_a_default_can_be_replaced() -> None:
    city = catalog(default=Default.LISTED_ONLY_PROHIBIT)
    own = listed("z1", Outcome.PERMIT, "14", replaces=("CITY/default",))
    zone = catalog(own, id="ZONE", level=Level.ZONE)
    assert verdict([city, zone], industry_code="1411") is V.ADMITTED
    assert verdict([city, zone], industry_code="3911") is V.PROHIBITED


def test_that_an_exception_must_cover_each_of_several_codes() -> None:
    chemical_rule = RequirementClause(
        id="c3",
        metric=INTENSITY,
        thresholds=(Threshold(value=300.0),),
        scope=Scope(industries=("26",)),
    )
    exempt = ExceptionClause(id="c4", lifts=("c3",), scope=Scope(industries=("2625",)))
    book = catalog(chemical_rule, exempt)
    poor: dict[str, Any] = {"total_invest_wan_yuan": 1000.0, "land_mu": 10.0}
    assert verdict(book, industry_code="2625", **poor) is V.ADMITTED
    assert verdict(book, industry_code="2625", other_industry_codes="1411", **poor) is V.ADMITTED
    assert verdict(book, industry_code="2625", other_industry_codes="2614", **poor) is V.RESTRICTED


# --- requirements ---------------------------------------------------------------------------


def test_that_a_requirement_on_the_edge_holds() -> None:
    assert 21.0 / 0.07 < 300.0  # by the noise of floating point
    book = catalog(AT_LEAST_300)
    assert verdict(book, total_invest_wan_yuan=21.0, land_mu=0.07) is V.ADMITTED
    assert verdict(book, total_invest_wan_yuan=20.9, land_mu=0.07) is V.RESTRICTED


@pytest.mark.parametrize("facts", [{"land_mu": 10.0}, {"total_invest_wan_yuan": 1.0}, {}])
def test_that_a_missing_fact_is_never_taken_for_fulfilled(facts: dict[str, Any]) -> None:
    assert verdict(catalog(AT_LEAST_300), **facts) is V.INSUFFICIENT


def test_that_land_of_zero_is_missing_not_infinite() -> None:
    assert verdict(catalog(AT_LEAST_300), total_invest_wan_yuan=9e9, land_mu=0.0) is V.INSUFFICIENT


TABLE = RequirementClause(
    id="c7",
    metric=INTENSITY,
    thresholds=(
        Threshold(value=300.0),
        Threshold(value=200.0, zone_tiers=("省级",)),
        Threshold(value=400.0, industries=("39",)),
        Threshold(value=350.0, industries=("39",), land_grades=("二级",)),
        Threshold(value=100.0, when=Compare("tax_wan_yuan", ">=", 500.0)),
    ),
    otherwise=V.PROHIBITED,
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"invest": 200.0, "tax_wan_yuan": 1.0}, V.ADMITTED),
        ({"invest": 199.0, "tax_wan_yuan": 1.0}, V.PROHIBITED),
        ({"invest": 199.0, "tax_wan_yuan": 900.0}, V.PROHIBITED),  # equal rank: the stricter
        ({"invest": 399.0, "industry_code": "3911", "land_grade": "一级"}, V.PROHIBITED),
        ({"invest": 360.0, "industry_code": "3911", "land_grade": "二级"}, V.ADMITTED),
        ({"invest": 360.0, "industry_code": "3911"}, V.INSUFFICIENT),
        ({"invest": 340.0, "industry_code": "3911"}, V.PROHIBITED),
        ({"invest": 400.0, "industry_code": "3911"}, V.ADMITTED),
        ({"invest": 360.0, "industry_code": None, "tax_wan_yuan": 1.0}, V.INSUFFICIENT),
        ({"invest": 400.0, "industry_code": None, "tax_wan_yuan": 1.0}, V.ADMITTED),
    ],
    ids=str,
)
def test_that_the_most_specific_threshold_counts(facts: dict[str, Any], expected: Verdict) -> None:
    given = {INTENSITY: facts.pop("invest"), **facts}
    assert verdict(catalog(TABLE), **given) is expected


def test_that_a_table_that_names_nobody_demands_nothing() -> None:
    table = RequirementClause(
        id="c1", metric=INTENSITY, thresholds=(Threshold(value=400.0, industries=("39",)),)
    )
    assert verdict(catalog(table), industry_code="1411") is V.ADMITTED
    assert verdict(catalog(table), industry_code="3911") is V.INSUFFICIENT


def test_that_case_conditions_take_the_first_branch_that_is_true() -> None:
    months = Case(
        (
            (
                Compare("total_invest_wan_yuan", ">=", 50_000.0),
                Compare("construction_months", "<=", 18.0),
            ),
            (
                Compare("total_invest_wan_yuan", ">=", 10_000.0),
                Compare("construction_months", "<=", 12.0),
            ),
        ),
        All(()),
    )
    book = catalog(RequirementClause(id="c1", condition=months))
    assert verdict(book, total_invest_wan_yuan=60_000.0, construction_months=18.0) is V.ADMITTED
    assert verdict(book, total_invest_wan_yuan=20_000.0, construction_months=18.0) is V.RESTRICTED
    assert verdict(book, total_invest_wan_yuan=900.0) is V.ADMITTED
    assert verdict(book, construction_months=15.0) is V.INSUFFICIENT
    assert verdict(book, construction_months=10.0) is V.ADMITTED


def test_that_a_word_nobody_knows_excuses_nobody() -> None:
    book = catalog(replace(AT_LEAST_300, scope=Scope(actions=("新建",))))
    poor: dict[str, Any] = {"total_invest_wan_yuan": 100.0, "land_mu": 10.0}
    assert verdict(book, action="新建", **poor) is V.RESTRICTED
    assert verdict(book, action="技改", **poor) is V.ADMITTED
    assert verdict(book, action="新上", **poor) is V.INSUFFICIENT
    own_word = catalog(replace(AT_LEAST_300, scope=Scope(actions=("新上",))))
    assert verdict(own_word, action="新上", **poor) is V.RESTRICTED
    grade = catalog(replace(AT_LEAST_300, scope=Scope(when=Member("land_grade", ("一级",)))))
    assert verdict(grade, land_grade="特级", **poor) is V.ADMITTED


def test_that_sets_match_by_any_part() -> None:
    who = Member("investor_class", ("世界500强", "上市公司"))
    book = catalog(RequirementClause(id="c1", condition=who))
    assert verdict(book, investor_class="专精特新;上市公司") is V.ADMITTED
    assert verdict(book, investor_class="其他") is V.RESTRICTED
    assert verdict(book) is V.INSUFFICIENT


# --- space ----------------------------------------------------------------------------------

OFF_FARMLAND = SpatialClause(id="c8", relation=Relation.DISJOINT, layers=("permanent_farmland",))


def test_that_only_a_checked_place_is_clear_of_farmland() -> None:
    book = catalog(OFF_FARMLAND)
    loaded = {"farm": farmland()}
    assert verdict(book, loaded) is V.ADMITTED
    assert verdict(book, loaded, geometry=IN_FARM) is V.PROHIBITED
    assert verdict(book, loaded, geometry=UNCOVERED) is V.INSUFFICIENT
    assert verdict(book, loaded, geometry=None) is V.INSUFFICIENT
    assert verdict(book, loaded, place_quality="仅乡镇") is V.INSUFFICIENT
    assert verdict(book, {}) is V.INSUFFICIENT


def test_that_a_layer_not_yet_in_force_counts_as_not_loaded() -> None:
    book = catalog(OFF_FARMLAND)
    later = {"farm": farmland(effective_from=date(2023, 4, 1))}
    assert verdict(book, later) is V.INSUFFICIENT
    notes = screener(book, later).screen(applicants({})).notes
    assert any("永久基本农田" in note for note in notes)
    assert screener(book, later, as_of=date(2023, 4, 1)).screen(
        applicants({})
    ).verdict.tolist() == [V.ADMITTED]


def test_that_chemicals_belong_into_a_chemical_park() -> None:
    rule = SpatialClause(
        id="c1",
        relation=Relation.WITHIN,
        layers=("chemical_park",),
        scope=Scope(industries=("26",)),
    )
    parks = farmland()
    layer = type(parks)(
        kind="chemical_park", name="化工园", areas=gpd.GeoSeries([PARK_AREA]), coverage=ZONE_AREA
    )
    book, layers = catalog(rule), {"p": layer}
    inside = shapely.Point(116.74, 36.74)
    assert verdict(book, layers, industry_code="2614", geometry=inside) is V.ADMITTED
    assert verdict(book, layers, industry_code="2614") is V.PROHIBITED
    assert verdict(book, layers, industry_code="1411") is V.ADMITTED


def test_that_a_spatial_condition_can_ask_for_a_procedure() -> None:
    """Nested in a case, the layer that is not loaded is still named in the notes."""
    near = SpatialTest(Relation.DISTANCE_GE, ("permanent_farmland",), 500.0)
    consent = ProcedureClause(
        id="c1",
        approval="文物部门同意",
        scope=Scope(when=Case(((near, Member("action", ("不存在",))),), All(()))),
    )
    book = catalog(consent)
    assert verdict(book, {"f": farmland()}, geometry=IN_FARM, action="新建") is V.CONDITIONAL
    assert verdict(book, {"f": farmland()}, action="新建") is V.ADMITTED
    assert verdict(book, {}, action="新建") is V.CONDITIONAL  # cannot be decided: counts as needed
    assert screener(book).screen(applicants({})).notes == (
        "没有加载、没有核查的管控线：永久基本农田。",
    )
    assert screener(book, {"f": farmland()}).screen(applicants({})).notes == ()


# --- procedures, dates, targets -------------------------------------------------------------


def test_that_a_procedure_that_may_be_needed_counts_as_needed_but_not_as_checked() -> None:
    energy = ProcedureClause(
        id="c1", approval="节能审查", scope=Scope(when=Compare("energy_tce", ">=", 1000.0))
    )
    result = screener(catalog(energy)).screen(
        applicants({"energy_tce": 2000.0}, {"energy_tce": 10.0}, {"energy_tce": None})
    )
    assert result.verdict.tolist() == [V.CONDITIONAL, V.ADMITTED, V.CONDITIONAL]
    assert result.checked_verdict.tolist() == [V.CONDITIONAL, V.ADMITTED, V.ADMITTED]
    assert result.procedures.tolist() == [1, 0, 1]


def test_that_the_yellow_river_rule_counts_from_its_day_on() -> None:
    shore = SpatialClause(
        id="c26",
        relation=Relation.DISJOINT,
        layers=("permanent_farmland",),
        effective_from=date(2023, 4, 1),
        scope=Scope(industries=("26",)),
    )
    book = catalog(shore)
    row = applicants({"industry_code": "2614", "geometry": IN_FARM})
    layers = {"f": farmland()}
    before, after = date(2023, 3, 31), date(2023, 4, 1)
    assert screener(book, layers, as_of=before).screen(row).verdict.tolist() == [V.ADMITTED]
    assert screener(book, layers, as_of=after).screen(row).verdict.tolist() == [V.PROHIBITED]


def test_that_a_target_without_catalog_was_not_checked() -> None:
    result = screener([]).screen(applicants({}))
    assert result.verdict.tolist() == [V.INSUFFICIENT]
    assert result.checked_verdict.tolist() == [V.INSUFFICIENT]
    assert "齐河经开区" in result.notes[0]


def test_that_who_lies_in_no_zone_is_not_judged() -> None:
    result = screener(catalog()).screen(
        applicants({"geometry": shapely.Point(118.0, 37.0)}, {"geometry": None}, {})
    )
    assert result.target.tolist() == [-1, -1, 0]
    assert result.verdict.tolist() == [V.INSUFFICIENT, V.INSUFFICIENT, V.ADMITTED]
    assert sum(result.counts().values()) == len(result) == 3


def test_that_a_park_has_the_tier_and_county_of_its_zone() -> None:
    only = catalog(listed("c1", Outcome.PROHIBIT, scope={"zone_tiers": ("省级",)}))
    assert verdict(only, target="P1") is V.PROHIBITED
    shapes = gpd.GeoSeries([ZONE_AREA, PARK_AREA], crs=4490)
    park = Target(id="P2", name="某园", kind="park", park_kind="other", zone_id="Z1")
    county = catalog(
        listed("c1", Outcome.RESTRICT), level=Level.COUNTY, scope_ids=("371425",), id="COUNTY"
    )
    found = Screener([ZONE, park], shapes, [county], {}, DAY).screen(applicants({}), ["P2"])
    assert found.verdict.tolist() == [V.RESTRICTED]


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (PARK_AREA, Verdict.PROHIBITED),
        (shapely.box(116.79, 36.72, 116.82, 36.76), Verdict.ADMITTED),
        (None, Verdict.ADMITTED),
    ],
)
def test_that_a_park_that_states_no_zone_belongs_to_the_one_it_lies_in(
    area: shapely.Polygon | None, expected: Verdict
) -> None:
    ban = catalog(
        ListClause(id="c1", outcome=Outcome.PROHIBIT, scope=Scope(industries=("14",))),
        level=Level.ZONE,
        scope_ids=("Z1",),
    )
    city = catalog(id="CITY0")
    stray = replace(PARK, zone_id="", county_id="")
    shapes = gpd.GeoSeries([ZONE_AREA, area], crs=4490)
    judge = Screener([ZONE, stray], shapes, [ban, city], {}, DAY)
    result = judge.screen(applicants({"park_id": "P1"}))
    assert Verdict(int(result.verdict[0])) is expected
    inside = expected is Verdict.PROHIBITED
    assert judge.targets[1].county_id == (ZONE.county_id if inside else "")
    note = "没有写所属开发区，按图形计入齐河经开区的园区：齐河化工园。"
    assert (note in result.notes) is inside


def test_that_a_park_of_unknown_kind_is_not_cleared_of_a_park_rule() -> None:
    rule = catalog(listed("c1", Outcome.PROHIBIT, scope={"park_kinds": ("chemical",)}))
    blank = Target(id="P9", name="某园", kind="park")
    shapes = gpd.GeoSeries([ZONE_AREA], crs=4490)
    found = Screener([blank], shapes, [rule], {}, DAY).screen(applicants({}))
    assert found.verdict.tolist() == [V.INSUFFICIENT]
    assert verdict(rule, target="Z1") is V.ADMITTED
    assert verdict(rule, target="P1") is V.PROHIBITED


def test_that_a_zone_of_unknown_county_is_not_cleared_of_a_county_catalog() -> None:
    lost = replace(ZONE, id="Z9", county_id="")
    book = catalog(NO_CHEMICALS, id="COUNTY", level=Level.COUNTY, scope_ids=("371425",))
    judge = Screener([lost], gpd.GeoSeries([ZONE_AREA], crs=4490), [book], {}, DAY)
    found = judge.explain(applicants({"industry_code": "2614"}), 0, "Z9")
    assert found.verdict is V.INSUFFICIENT
    assert found.headline == "还不能下结论：缺“开发区所在县（市、区）”"
    both = Screener([lost], gpd.GeoSeries([ZONE_AREA], crs=4490), [book, catalog()], {}, DAY)
    assert both.explain(applicants({}), 0, "Z9").verdict is V.ADMITTED


def test_that_a_catalog_that_may_not_govern_admits_nobody() -> None:
    lost = replace(PARK, id="P9", park_kind="")
    chemicals = catalog(NO_CHEMICALS, id="PARK", level=Level.PARK, park_kinds=("chemical",))
    paper = ProcedureClause(id="p", approval="入园协议")
    shape = gpd.GeoSeries([PARK_AREA], crs=4490)
    for book in (chemicals, replace(chemicals, clauses=(paper,))):
        judge = Screener([lost], shape, [book], {}, DAY)
        result = judge.screen(applicants({}), ["P9"])
        assert (result.verdict[0], result.checked_verdict[0]) == (V.INSUFFICIENT, V.INSUFFICIENT)
        assert result.decisive[0] == -1
        said = "不能确定有没有目录适用：缺所在县（市、区）或园区类型"
        assert judge.result_frame(result)["gap_text"][0] == said
        assert judge.explain(applicants({}), 0, "P9").headline == said


def test_that_codes_outside_the_classification_count_as_unknown() -> None:
    tree = IndustryTree(
        pd.DataFrame(
            {"code": ["26", "2614"], "level": [2, 4], "parent": "", "section": "C", "name": "化工"}
        )
    )
    judge = screener(catalog(NO_CHEMICALS), industries=tree)
    result = judge.screen(applicants({"industry_code": "1411"}, {"industry_code": "2614"}))
    assert result.verdict.tolist() == [V.INSUFFICIENT, V.PROHIBITED]


# --- the run --------------------------------------------------------------------------------


def test_that_only_judges_everybody_against_each_target() -> None:
    result = screener(catalog(NO_CHEMICALS)).screen(
        applicants({}, {"industry_code": "2614", "park_id": "P1"}), only=["P1", "Z1"]
    )
    assert result.applicant.tolist() == [0, 0, 1, 1]
    assert [result.targets[t].id for t in result.target] == ["P1", "Z1", "P1", "Z1"]
    assert result.verdict.tolist() == [V.ADMITTED, V.ADMITTED, V.PROHIBITED, V.PROHIBITED]
    assert result.assigned_by.tolist() == [2, 1, 0, 2]
    with pytest.raises(KeyError):
        screener(catalog()).screen(applicants({}), only=["NOWHERE"])


def test_that_progress_is_told_and_may_end_the_run() -> None:
    steps: list[tuple[str, int, int]] = []

    def stop(name: str, done: int, total: int) -> None:
        steps.append((name, done, total))
        if len(steps) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screener(catalog()).screen(applicants({}), progress=stop)
    assert steps == [("准备数据", 0, 0), ("审查", 0, 2)]


def test_that_the_applicants_are_not_changed() -> None:
    frame = applicants({"industry_code": "C1411", "land_mu": "12"}, {})
    before = frame.copy()
    screener(catalog(AT_LEAST_300)).screen(frame)
    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before))


def test_that_no_applicants_give_an_empty_result() -> None:
    judge = screener(catalog(NO_CHEMICALS, AT_LEAST_300, OFF_FARMLAND), {"f": farmland()})
    result = judge.screen(applicants({}).iloc[:0])
    assert len(result) == 0
    assert len(judge.result_frame(result)) == 0


def test_that_one_call_does_the_same() -> None:
    frame = applicants({"industry_code": "2614"})
    found = screen(
        frame,
        targets=[ZONE, PARK],
        target_geometries=gpd.GeoSeries([ZONE_AREA, PARK_AREA], crs=4490),
        catalogs=[catalog(NO_CHEMICALS)],
        layers={},
        as_of=DAY,
    )
    expected = screener(catalog(NO_CHEMICALS)).screen(frame)
    assert np.array_equal(found.verdict, expected.verdict)
    assert found.catalogs == expected.catalogs


def test_that_who_states_a_place_and_lies_elsewhere_is_noted() -> None:
    far, plot = shapely.Point(117.5, 36.9), shapely.box(116.79, 36.70, 116.81, 36.71)
    rows = applicants(
        {"zone_id": "Z1", "geometry": far},
        {"park_id": "P1", "geometry": UNCOVERED},
        {"zone_id": "Z1"},
        {"zone_id": "Z1", "geometry": far, "place_quality": "仅乡镇"},
        {"zone_id": "Z1", "geometry": plot, "place_quality": "红线"},
        {"geometry": far},
        {"zone_id": "Z1", "geometry": plot.buffer(0.05).difference(ZONE_AREA)},
    )
    note = (
        "位置不在申报的开发区或园区内的有 3 个：示例·0、示例·1、示例·6。"
        "目录按申报的判，管控线按位置核查，请核对。"
    )
    assert note in screener(catalog()).screen(rows).notes
    assert note not in screener(catalog()).screen(rows, ["Z1"]).notes
    assert not screener(catalog()).screen(rows.iloc[[2, 3, 4, 5]]).notes


def test_that_a_ratio_that_contradicts_its_parts_is_noted() -> None:
    rows = [
        {"name": "甲", "total_invest_wan_yuan": 9000.0, "land_mu": 41.0, INTENSITY: 600.0},
        {"name": "乙", "total_invest_wan_yuan": 12_300.0, "land_mu": 41.0, INTENSITY: 300.0},
        {"name": "丙", "total_invest_wan_yuan": 12_300.0, "land_mu": 41.0, INTENSITY: 302.0},
        {"name": "丁", "total_invest_wan_yuan": 9000.0, "land_mu": 41.0},
        {"name": "戊", "total_invest_wan_yuan": 9000.0, "land_mu": 0.0, INTENSITY: 600.0},
        {"name": "己", "total_invest_wan_yuan": 9000.0, INTENSITY: 600.0},
    ]
    result = screener(catalog(AT_LEAST_300)).screen(applicants(*rows))
    noted = [note for note in result.notes if "不符" in note]
    assert noted == ["申报的投资强度与由总投资和用地算得的不符的有 1 个：甲。按申报的判，请核对。"]
