"""The topology check of a project: parents by name and by place, repairs as edits that undo takes back."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dzmap.core.topology import Flaw
from dzmap.services.attributes import change_row
from dzmap.services.editing import EditError, add, change_shape, feature
from dzmap.services.session import Session, create_project, open_session
from dzmap.services.topology import (
    Checked,
    check_table,
    left_to_people,
    proposals,
    repair,
    repair_effects,
    topology_report,
)
from tests.helpers.memory_stores import MemoryStores
from tests.helpers.project_tables import PLAIN, zones


@pytest.fixture
def session() -> Session:
    stores = MemoryStores()
    areas = zones("甲", "乙")
    areas["geometry_status"] = pd.Series(["示意", "公布"], dtype=areas["geometry_status"].dtype)
    path = Path("德州.gpkg")
    create_project(stores, path, {"zones": areas}, catalogs=[PLAIN], metadata={})
    return open_session(stores, path, author="张三")


def zone(session: Session, key: str) -> shapely.Geometry:
    frame = gpd.GeoDataFrame(session.table("zones")).set_index("id")
    return frame.geometry[key]


def test_that_a_parcel_beyond_its_zone_is_clipped_and_undone(session: Session) -> None:
    west, south, _, north = zone(session, "z1").bounds
    drawn = shapely.box(west - 0.001, south, west + 0.01, north)
    key = add(session, "parcels", drawn, {"name": "北侧地块", "zone_id": "z1"})
    checked = check_table(session, "parcels")
    (one,) = checked.findings
    assert (one.flaw, checked.keys(one)) == (Flaw.OUTSIDE, [key])
    (way,) = proposals(checked, one)
    repair(session, checked, one, way)
    assert session.undo_title == "修复超出上级：北侧地块"
    assert check_table(session, "parcels").findings == ()
    session.undo()
    assert len(check_table(session, "parcels").findings) == 1


def test_that_an_area_that_states_nothing_belongs_where_most_of_it_lies(session: Session) -> None:
    west, south, _, north = zone(session, "z1").bounds
    drawn = shapely.box(west - 0.001, south, west + 0.01, north)
    key = add(session, "parcels", drawn, {"name": "北侧地块"})
    rows = session.table("parcels")
    assert rows["id"].tolist() == [key]
    assert [one.flaw for one in check_table(session, "parcels").findings] == [Flaw.OUTSIDE]


def test_that_published_boundaries_are_repaired_with_a_reason_only(session: Session) -> None:
    before = feature(session, "zones", "z2")
    spike = shapely.union_all([before.shape, shapely.box(*zone(session, "z1").bounds)])
    change_shape(session, before, spike, "修改边界", reason="测试用的理由")
    checked = check_table(session, "zones", wanted=frozenset({Flaw.OVERLAP}))
    (one,) = checked.findings
    locked = next(way for way in proposals(checked, one) if checked.ids[way.rows[0]] == "z2")
    with pytest.raises(EditError, match="写明理由"):
        repair(session, checked, one, locked)
    repair(session, checked, one, locked, reason="按批复范围修正")
    assert check_table(session, "zones", wanted=frozenset({Flaw.OVERLAP})).findings == ()


def test_that_what_changed_since_the_check_is_not_repaired(session: Session) -> None:
    west, south, east, north = zone(session, "z1").bounds
    before = feature(session, "zones", "z2")
    half = before.shape.union(shapely.box((west + east) / 2, south, east, north))
    change_shape(session, before, half, "修改边界", reason="测试用的理由")
    checked = check_table(session, "zones", wanted=frozenset({Flaw.OVERLAP}))
    (one,) = checked.findings
    way = next(way for way in proposals(checked, one) if checked.ids[way.rows[0]] == "z1")
    session.undo()
    with pytest.raises(EditError, match="重新检查"):
        repair(session, checked, one, way)


def twins(session: Session, **later: object) -> tuple[Checked, str, str]:
    """Two parcels with one boundary, checked; the later one says ``later``."""
    box = shapely.box(116.01, 37.01, 116.02, 37.02)
    first = add(session, "parcels", box, {"name": "甲地块", "status": "未供"})
    second = add(session, "parcels", box, later)
    return check_table(session, "parcels"), first, second


def test_that_the_later_of_two_equal_areas_goes_and_comes_back(session: Session) -> None:
    checked, first, later = twins(session)
    (one,) = checked.findings
    (way,) = proposals(checked, one)
    said = repair_effects(checked, way)
    assert said[0].startswith(f"“{later}”删去（面积 1,4")
    assert said[1].startswith("“甲地块”面积 1,4")
    repair(session, checked, one, way)
    assert session.undo_title == f"修复重复：{later}"
    assert session.table("parcels")["id"].tolist() == [first]
    session.undo()
    assert session.table("parcels")["id"].tolist() == [first, later]


def test_that_an_equal_area_that_says_something_else_is_left_to_people(session: Session) -> None:
    checked, _, _ = twins(session, name="乙地块", status="未供", land_grade="一等")
    (one,) = checked.findings
    assert proposals(checked, one) == ()
    why = left_to_people(checked, one)
    assert "后一个“乙地块”的地块名称、地块等级与“甲地块”不同" in why


def test_that_a_twin_that_was_filled_in_since_the_check_stays(session: Session) -> None:
    checked, _, later = twins(session)
    (one,) = checked.findings
    (way,) = proposals(checked, one)
    change_row(session, "parcels", later, {"status": "已供"})
    with pytest.raises(EditError, match="重新检查"):
        repair(session, checked, one, way)


def test_that_what_belonged_to_the_twin_belongs_to_who_stays(session: Session) -> None:
    twin = add(session, "zones", zone(session, "z1"), {"name": "甲", "level": "省级"})
    inside = shapely.box(116.01, 37.01, 116.02, 37.02)
    parcel = add(session, "parcels", inside, {"name": "地块", "zone_id": twin})
    checked = check_table(session, "zones", wanted=frozenset({Flaw.DUPLICATE}))
    (one,) = checked.findings
    repair(session, checked, one, proposals(checked, one)[0])
    assert session.table("zones")["id"].tolist() == ["z1", "z2"]
    parcels = session.table("parcels").set_index("id")
    assert parcels.loc[parcel, "zone_id"] == "z1"


STRIP = shapely.box(116.08, 37.01, 116.08001, 37.09)  # along the border of z1, 0.9 m wide


def test_that_a_strip_is_given_away_with_its_amounts(session: Session) -> None:
    before = zone(session, "z1")
    values = {"name": "边角", "level": "省级", "approved_area_km2": 0.5, "short_name": "角"}
    strip = add(session, "zones", STRIP, values)
    checked = check_table(session, "zones", wanted=frozenset({Flaw.SLIVER}))
    (one,) = checked.findings
    (way,) = proposals(checked, one)
    said = repair_effects(checked, way)
    assert said[0].startswith("“边角”删去（面积 1")
    assert "增加" in said[1]
    assert said[2] == "“边角”的名称、简称不再保留"
    repair(session, checked, one, way)
    assert session.undo_title == "修复狭长：甲"
    assert session.table("zones")["id"].tolist() == ["z1", "z2"]
    assert session.table("zones")["approved_area_km2"].iloc[0] == 0.5
    assert zone(session, "z1").equals(before.union(STRIP))
    session.undo()
    assert strip in session.table("zones")["id"].tolist()
    assert zone(session, "z1").equals_exact(before)


def test_that_a_strip_goes_to_a_published_boundary_with_a_reason_only(session: Session) -> None:
    beside = shapely.box(116.09999, 37.01, 116.1, 37.09)
    rest = zone(session, "z1")
    change_shape(session, feature(session, "zones", "z1"), rest.union(beside), "画")
    checked = check_table(session, "zones", wanted=frozenset({Flaw.SLIVER}))
    (one,) = checked.findings
    give, drop = proposals(checked, one)
    assert drop.text == "删去这个碎块"
    with pytest.raises(EditError, match="“乙”的边界是公布或实测的"):
        repair(session, checked, one, give)
    repair(session, checked, one, give, reason="按批复范围修正")
    assert zone(session, "z1").equals(rest)
    assert session.undo_title == "修复狭长：乙（理由：按批复范围修正）"
    session.undo()
    assert zone(session, "z1").equals(rest.union(beside))


def test_that_a_strip_of_one_kind_of_control_line_stays_with_its_kind(session: Session) -> None:
    for layer, shape in (
        ("farmland", shapely.box(116.0, 37.0, 116.08, 37.1)),
        ("flood", STRIP),
    ):
        add(session, "control_areas", shape, {"name": layer, "layer_id": layer})
    checked = check_table(session, "control_areas")
    (one,) = checked.findings
    assert one.flaw is Flaw.SLIVER
    assert proposals(checked, one) == ()
    assert "没有与它共边的相邻对象" in left_to_people(checked, one)


def test_that_control_lines_of_different_kinds_may_overlap(session: Session) -> None:
    box = shapely.box(116.01, 37.01, 116.02, 37.02)
    for layer in ("farmland", "flood", "flood"):
        add(session, "control_areas", box, {"name": layer, "layer_id": layer})
    assert [one.flaw for one in check_table(session, "control_areas").findings] == [Flaw.DUPLICATE]


def test_that_the_report_has_a_place_for_every_finding(session: Session) -> None:
    box = shapely.box(116.01, 37.01, 116.02, 37.02)
    for name in ("一", "二"):
        add(session, "parcels", box, {"name": name})
    layer = topology_report([check_table(session, "parcels")], title="德州").layer()
    assert layer is not None
    assert layer.frame[["table", "flaw", "name"]].to_numpy().tolist() == [
        ["地块", "重复", "二"]
    ] or (layer.frame["flaw"].tolist() == ["重复"])
    assert layer.frame["place"].notna().all()
