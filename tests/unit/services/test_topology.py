"""The topology check of a project: parents by name and by place, repairs as edits that undo takes back."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dzmap.core.topology import Flaw
from dzmap.services.editing import EditError, add, change_shape, feature
from dzmap.services.session import Session, create_project, open_session
from dzmap.services.topology import check_table, proposals, repair, topology_report
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
    locked = next(way for way in proposals(checked, one) if checked.ids[way.row] == "z2")
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
    way = next(way for way in proposals(checked, one) if checked.ids[way.row] == "z1")
    session.undo()
    with pytest.raises(EditError, match="重新检查"):
        repair(session, checked, one, way)


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
