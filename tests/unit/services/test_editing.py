"""Drawing and changing features: one undoable edit each, locked boundaries only with a reason."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dzmap.core.shape_edits import ShapeError, move_vertex, split
from dzmap.services import editing
from dzmap.services.editing import EditError, add, change_shape, feature, merge, remove
from dzmap.services.session import Session, create_project, open_session
from tests.helpers.memory_stores import MemoryStores
from tests.helpers.project_tables import PLAIN, enterprises, zones

PATH = Path("德州.gpkg")
CORNER = (116.0, 37.0)


@pytest.fixture
def session() -> Session:
    stores = MemoryStores()
    placed = enterprises(3)
    placed["zone_id"] = pd.Series(["z1", "z2", "z2"], dtype=placed["zone_id"].dtype)
    areas = zones("甲", "乙")
    areas["geometry_status"] = pd.Series(["示意", "公布"], dtype=areas["geometry_status"].dtype)
    areas["approved_area_km2"] = [7.0, 9.0]
    create_project(
        stores, PATH, {"zones": areas, "enterprises": placed}, catalogs=[PLAIN], metadata={}
    )
    return open_session(stores, PATH, author="张三")


def shape_of(session: Session, identifier: str) -> shapely.Geometry:
    frame = gpd.GeoDataFrame(session.table("zones"))
    return frame.geometry[frame["id"] == identifier].iloc[0]


def test_that_a_drawn_parcel_knows_where_it_lies(session: Session) -> None:
    drawn = shapely.box(116.01, 37.01, 116.02, 37.02)
    key = add(session, "parcels", drawn, {"name": "新地块", "status": "未供", "land_grade": ""})
    row = session.table("parcels").set_index("id").loc[key]
    assert (row["name"], row["status"], row["zone_id"]) == ("新地块", "未供", "z1")
    assert (row["geometry_status"], row["source"]) == ("示意", "在图上绘制")
    assert row["geometry"].equals(drawn)
    assert session.undo_title == "新建地块：新地块"
    session.undo()
    assert session.table("parcels").empty


def test_that_ids_never_meet(session: Session) -> None:
    drawn = shapely.box(116.01, 37.01, 116.02, 37.02)
    keys = [add(session, "parcels", drawn, {"name": str(number)}) for number in range(3)]
    assert len(set(keys)) == 3


def test_that_a_line_is_no_parcel(session: Session) -> None:
    with pytest.raises(ShapeError, match="只存面"):
        add(session, "parcels", shapely.LineString([(116, 37), (116.1, 37)]), {})
    assert not session.undo_title


def test_that_a_moved_vertex_is_undone_and_redone(session: Session) -> None:
    before = feature(session, "zones", "z1")
    old = shapely.get_coordinates(before.shape)
    wanted = (115.99, 36.99)
    vertex = int((old == CORNER).all(axis=1).argmax())
    change_shape(session, before, move_vertex(before.shape, vertex, wanted), "移动界址点")
    assert list(wanted) in shapely.get_coordinates(shape_of(session, "z1")).tolist()
    session.undo()
    assert shape_of(session, "z1").equals_exact(before.shape)
    session.redo()
    assert not shape_of(session, "z1").equals(before.shape)


def test_that_a_published_boundary_wants_a_reason(session: Session) -> None:
    before = feature(session, "zones", "z2")
    assert before.locked
    smaller = shapely.box(116.1, 37, 116.15, 37.1)
    for reason in ("", "  短 "):
        with pytest.raises(EditError, match="写明理由"):
            change_shape(session, before, smaller, "修改边界", reason=reason)
    change_shape(session, before, smaller, "修改边界", reason="省政府批复调整范围")
    assert session.undo_title == "修改边界：乙（理由：省政府批复调整范围）"


def test_that_figures_stay_with_the_largest_piece(session: Session) -> None:
    before = feature(session, "zones", "z1")
    pieces = split(before.shape, [(116.02, 36.9), (116.02, 37.2)])
    keys = editing.split(session, before, pieces)
    rows = session.table("zones").set_index("id")
    assert keys == ["z1", "z1-2"]
    assert rows.loc["z1", "approved_area_km2"] == 7.0
    assert rows["approved_area_km2"].isna().to_dict() == {"z1": False, "z2": False, "z1-2": True}
    assert rows["level"].to_dict()["z1-2"] == rows["level"].to_dict()["z1"]
    assert rows["approved_area_km2"].sum() == 16.0
    session.undo()
    assert list(session.table("zones")["id"]) == ["z1", "z2"]


def test_that_what_referred_to_the_merged_refers_to_what_stays(session: Session) -> None:
    both = [feature(session, "zones", key) for key in ("z1", "z2")]
    shape = shapely.union_all([one.shape for one in both])
    with pytest.raises(EditError, match="写明理由"):
        merge(session, both, shape)
    merge(session, both, shape, reason="两区整合提升方案")
    assert list(session.table("zones")["id"]) == ["z1"]
    assert session.table("zones")["approved_area_km2"].iloc[0] == 16.0
    assert set(session.table("enterprises")["zone_id"]) == {"z1"}
    session.undo()
    assert session.table("enterprises")["zone_id"].tolist() == ["z1", "z2", "z2"]


def test_that_deleting_is_one_edit(session: Session) -> None:
    remove(session, "enterprises", ["e0", "e1"])
    assert session.table("enterprises")["id"].tolist() == ["e2"]
    session.undo()
    assert session.table("enterprises")["id"].tolist() == ["e0", "e1", "e2"]


def test_that_what_cannot_be_edited_says_why(session: Session) -> None:
    with pytest.raises(EditError, match="不能在图上修改"):
        feature(session, "counties", "371425")
    with pytest.raises(EditError, match="还没有位置"):
        feature(session, "enterprises", "e2")
    with pytest.raises(EditError, match="已经不在"):
        feature(session, "zones", "gone")


def test_that_what_belonged_to_the_deleted_belongs_nowhere(session: Session) -> None:
    assert remove(session, "zones", ["z2"], reason="开发区撤销的批复") == 2
    assert session.table("enterprises")["zone_id"].isna().tolist() == [False, True, True]
    session.undo()
    assert session.table("enterprises")["zone_id"].tolist() == ["z1", "z2", "z2"]
