"""What may come here: lists, thresholds and the place, for every industry at once."""

from typing import Any

import pytest
import shapely

from dzmap.core.admissible import Admissible, industries_text, what_may_come
from dzmap.core.catalogs import (
    Compare,
    Default,
    ListClause,
    Outcome,
    ProcedureClause,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
    Threshold,
)
from dzmap.core.industries import IndustryTree
from dzmap.core.industry_selection import IndustrySelection, smallest_selection
from dzmap.core.reference_lists import ListItem, ReferenceList
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import ClauseState, Verdict
from dzmap.readers.reference import BundledReference
from tests.helpers.screening_world import (
    CLEAR,
    IN_FARM,
    UNCOVERED,
    applicants,
    catalog,
    farmland,
    screener,
)

BOOK = catalog(
    ListClause(id="no", outcome=Outcome.PROHIBIT, scope=Scope(industries=("26",))),
    ListClause(id="yes", outcome=Outcome.ENCOURAGE, scope=Scope(industries=("36", "2625"))),
    ListClause(
        id="old",
        outcome=Outcome.RESTRICT,
        scope=Scope(industries=("14",), when=Compare("land_mu", ">", 100)),
    ),
    RequirementClause(
        id="dense",
        metric="invest_intensity_wan_yuan_per_mu",
        thresholds=(Threshold(value=300), Threshold(value=400, industries=("39",))),
        scope=Scope(industries=("C",)),
    ),
    ProcedureClause(id="eia", approval="环评", scope=Scope(industries=("36",))),
    SpatialClause(id="farm", relation=Relation.DISJOINT, layers=("permanent_farmland",)),
    SpatialClause(
        id="river",
        relation=Relation.DISJOINT,
        layers=("shoreline_control",),
        scope=Scope(industries=("26", "27")),
    ),
)
LAYERS: dict[str, SpatialLayer] = {"farm": farmland()}


@pytest.fixture(scope="module")
def tree() -> IndustryTree:
    return IndustryTree(BundledReference().industries())


def asked(tree: IndustryTree, place: Any = None, **options: Any) -> Admissible:
    judge = screener(BOOK, LAYERS, industries=tree)
    return what_may_come(judge, tree, "Z1", place=place, **options)


def test_that_industries_stand_by_what_lists_say(tree: IndustryTree) -> None:
    answer = asked(tree)
    groups = {group.verdict: group for group in answer.groups}
    assert groups[Verdict.PROHIBITED].industries == IndustrySelection(("26",), ("2625",))
    assert groups[Verdict.ENCOURAGED].industries == IndustrySelection(("2625", "36"))
    assert sum(group.count for group in answer.groups) == len(answer.listed) == 1381
    assert answer.listed["1411"] is Verdict.ADMITTED


def test_that_industries_which_a_reference_list_bans_are_not_called_allowed(
    tree: IndustryTree,
) -> None:
    ban = ListClause(id="two", outcome=Outcome.PROHIBIT, scope=Scope(lists=("两高项目名录",)))
    entries = (ListItem(industry="3011"), ListItem(industry="2621", products=("尿素",)))
    known = ReferenceList(name="两高项目名录", items=entries)
    judge = screener(catalog(ban), industries=tree, lists=[known])
    answer = what_may_come(judge, tree, "Z1")
    assert answer.listed["3011"] is Verdict.PROHIBITED
    assert answer.listed["2621"] is Verdict.ADMITTED
    (told,) = answer.clauses
    assert told.result.clause_id == "two"
    assert told.count == len(answer.listed) - 1


def test_that_an_industry_which_is_listed_on_a_condition_is_not_called_allowed(
    tree: IndustryTree,
) -> None:
    listed = ListClause(
        id="yes",
        outcome=Outcome.PERMIT,
        scope=Scope(industries=("14",), when=Compare("land_mu", "<", 100)),
    )
    judge = screener(catalog(listed, default=Default.LISTED_ONLY_PROHIBIT), industries=tree)
    answer = what_may_come(judge, tree, "Z1")
    assert answer.listed["1411"] is Verdict.INSUFFICIENT
    assert answer.listed["3011"] is Verdict.PROHIBITED
    assert [one.result.clause_id for one in answer.clauses] == ["yes"]


def test_that_verdicts_agree_with_the_screening_of_such_applicants(tree: IndustryTree) -> None:
    judge = screener(BOOK, LAYERS, industries=tree)
    answer = what_may_come(judge, tree, "Z1", place=CLEAR)
    codes = ["2614", "2625", "3670", "1411", "3911", "6110"]
    rows = [{"industry_code": code, "action": "新建", "geometry": CLEAR} for code in codes]
    result = judge.screen(applicants(*rows), ["Z1"])
    found = [Verdict(int(verdict)) for verdict in result.verdict]
    assert [answer.verdict[code] for code in codes] == found


def test_that_thresholds_and_procedures_are_told_with_whom_they_concern(
    tree: IndustryTree,
) -> None:
    clauses = {one.result.clause_id: one for one in asked(tree).clauses}
    dense = clauses["dense"]
    assert "≥ 300 万元/亩" in dense.requirement
    assert "C39" in dense.requirement
    assert dense.industries == IndustrySelection(("C", "2625"), ("26",))
    assert not dense.everyone
    assert dense.otherwise is Verdict.RESTRICTED
    assert clauses["eia"].industries == IndustrySelection(("36",))
    assert clauses["old"].requirement.startswith("用地 > 100 亩时：")
    assert clauses["old"].industries == IndustrySelection(("14",))
    assert "no" not in clauses


def test_that_the_place_bars_what_it_certainly_violates(tree: IndustryTree) -> None:
    barred = asked(tree, IN_FARM).barred
    assert [one.result.clause_id for one in barred] == ["farm"]
    assert barred[0].everyone
    assert set(asked(tree, IN_FARM).verdict.values()) == {Verdict.PROHIBITED}
    assert asked(tree, CLEAR).barred == ()


def test_that_nothing_is_said_of_places_that_no_layer_reaches(tree: IndustryTree) -> None:
    answer = asked(tree, UNCOVERED)
    clauses = {one.result.clause_id: one.result for one in answer.clauses}
    assert clauses["farm"].state is ClauseState.NOT_COVERED
    layers = {layer.kind: layer for layer in answer.layers}
    assert layers["permanent_farmland"].inside is None
    assert layers["permanent_farmland"].distance_m == pytest.approx(7150, abs=300)
    assert not layers["shoreline_control"].loaded
    assert clauses["river"].missing == ("岸线管控范围图层",)


def test_that_a_target_without_place_leaves_space_open(tree: IndustryTree) -> None:
    answer = asked(tree)
    assert {layer.inside for layer in answer.layers} == {None}
    assert {one.result.state for one in answer.clauses if one.result.kind == "spatial"} == {
        ClauseState.UNKNOWN
    }


def test_that_layers_say_inside_and_outside(tree: IndustryTree) -> None:
    inside = {layer.kind: layer.inside for layer in asked(tree, IN_FARM).layers}
    outside = {layer.kind: layer.inside for layer in asked(tree, CLEAR).layers}
    assert inside["permanent_farmland"] is True
    assert outside["permanent_farmland"] is False


def test_that_a_polygon_can_be_asked_about(tree: IndustryTree) -> None:
    answer = asked(tree, shapely.box(116.709, 36.785, 116.712, 36.787))
    assert [one.result.clause_id for one in answer.barred] == ["farm"]


@pytest.mark.parametrize("picked", [(), ("26",), ("C",), ("2614", "3670", "0111"), ("36", "39")])
def test_that_the_smallest_selection_means_exactly_the_entries(
    tree: IndustryTree, picked: tuple[str, ...]
) -> None:
    leaves = [entry.code for entry in tree if not tree.children(entry.code)]
    under = {
        code
        for code in leaves
        for one in picked
        if code == one or one in {above.code for above in tree.ancestors(code)}
    }
    for wanted in (under, set(leaves) - under):
        selection = smallest_selection(tree, wanted)
        states = selection.states(tree)
        covered = {code for code in leaves if states[code].value == 2}
        assert covered == (wanted if selection.include else set())
        assert len(selection.include) + len(selection.exclude) <= len(wanted)


def test_that_texts_name_what_is_left_out(tree: IndustryTree) -> None:
    selection = IndustrySelection(("26", "36", "C"), ("2625",))
    assert industries_text(selection, tree, 2) == (
        "C26 化学原料和化学制品制造业（C2625 除外）、C36 汽车制造业 等 3 类"
    )
