"""Vertices on the edge of a neighbour: the neighbour gets them too, in the same edit."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dzmap.core.areas import area_m2
from dzmap.core.shape_edits import Place
from dzmap.services.editing import EditError, add, change_shape, feature
from dzmap.services.map_model import MapLayer
from dzmap.services.session import Session, create_project, open_session
from dzmap.services.shared_vertices import CaughtPlace, sharing
from dzmap.services.snapping import edge_ends, exact_place
from tests.helpers.memory_stores import MemoryStores
from tests.helpers.project_tables import PLAIN, zones

# An edge of 280 m that runs askew: no place on it has coordinates of its own.
CORNERS: tuple[Place, ...] = ((116.078, 37.05), (116.0813, 37.0507), (116.0807, 37.0531))
EDGE = (CORNERS[1], CORNERS[2])


@pytest.fixture
def session() -> Session:
    stores = MemoryStores()
    areas = zones("甲", "乙", "丙")
    areas["geometry"] = [
        shapely.MultiPolygon([shapely.Polygon(corners)])
        for corners in (CORNERS, (*EDGE[::-1], (116.2, 37.05)), CORNERS)
    ]
    areas["geometry_status"] = pd.Series(
        ["示意", "示意", "公布"], dtype=areas["geometry_status"].dtype
    )
    path = Path("德州.gpkg")
    create_project(stores, path, {"zones": areas}, catalogs=[PLAIN], metadata={})
    return open_session(stores, path, author="张三")


def shapes(session: Session) -> dict[str, shapely.Geometry]:
    return dict(gpd.GeoDataFrame(session.table("zones")).set_index("id").geometry)


def on_edge(session: Session, near: Place) -> CaughtPlace:
    """What the edge from the second to the third corner catches, found as the window does."""
    frame = gpd.GeoDataFrame(session.table("zones"))
    layer = MapLayer(
        id="zones", title="", group="", kind="polygon", features=frame, classes=(), table="zones"
    )
    edge = edge_ends(layer, 0, 1)
    assert edge == EDGE
    return CaughtPlace("zones", "z1", edge, exact_place(layer, 0, 1, edge=True, near=near))


def test_that_who_has_the_edge_gets_the_vertex_and_undo_takes_it_back(session: Session) -> None:
    before = shapes(session)
    caught = [on_edge(session, (116.081, 37.0525)), on_edge(session, (116.081, 37.0515))]
    places = [one.place for one in caught]
    parcel = shapely.Polygon([*places, (116.079, 37.051)])
    given = sharing(session, [parcel], caught)
    assert given.said == (
        "“甲”“乙”的共用边上加了同样的界址点",
        "“丙”的边界是公布或实测的，共用边上没有加点",
    )
    add(session, "parcels", parcel, {"name": "地块"}, also=given.reshaped)
    after = shapes(session)
    for key, course in (("z1", [EDGE[0], *places[::-1], EDGE[1]]), ("z2", [*places])):
        coordinates = [tuple(place) for place in shapely.get_coordinates(after[key]).tolist()]
        start = coordinates.index(course[0])
        assert coordinates[start : start + len(course)] == course
        assert area_m2(after[key]) == pytest.approx(area_m2(before[key]), abs=0.1)
        assert after[key].area == pytest.approx(before[key].area, rel=1e-12)
    assert after["z3"].equals_exact(before["z3"])
    session.undo()
    assert all(shape.equals_exact(before[key]) for key, shape in shapes(session).items())
    assert session.table("parcels").empty
    assert not session.undo_title


def test_that_a_moved_vertex_is_given_to_neighbours_of_the_same_table(session: Session) -> None:
    caught = on_edge(session, (116.081, 37.052))
    away = shapely.box(116.3, 37, 116.4, 37.1)
    change_shape(session, feature(session, "zones", "z2"), away, "移动")
    edited = feature(session, "zones", "z2")
    wanted = shapely.Polygon([caught.place, (116.4, 37.0), (116.4, 37.1)])
    given = sharing(session, [wanted], [caught], ("zones", "z2"))
    assert [one.id for one, _ in given.reshaped] == ["z1"]
    change_shape(session, edited, wanted, "移动界址点", also=given.reshaped)
    assert list(caught.place) in shapely.get_coordinates(shapes(session)["z1"]).tolist()
    assert session.undo_title == "移动界址点：乙"
    session.undo()
    assert list(caught.place) not in shapely.get_coordinates(shapes(session)["z1"]).tolist()


def test_that_places_that_became_no_vertex_are_not_given_away(session: Session) -> None:
    caught = on_edge(session, (116.081, 37.052))
    elsewhere = shapely.box(116.3, 37, 116.4, 37.1)
    assert sharing(session, [elsewhere], [caught]).reshaped == ()
    assert sharing(session, [shapely.Point(caught.place)], [caught]).reshaped == ()
    corner = CaughtPlace("zones", "z1", EDGE, EDGE[0])
    assert sharing(session, [shapely.Polygon(CORNERS)], [corner]).said == ()


def test_that_an_area_that_reads_otherwise_with_the_vertex_is_told(session: Session) -> None:
    long = shapely.box(116.3, 37, 116.4, 37.1)
    change_shape(session, feature(session, "zones", "z1"), long, "修改边界")
    place = (116.35, 37.1)
    caught = CaughtPlace("zones", "z1", ((116.3, 37.1), (116.4, 37.1)), place)
    parcel = shapely.Polygon([place, (116.35, 37.2), (116.4, 37.2)])
    said = sharing(session, [parcel], [caught]).said
    assert said[-1].startswith("“甲”的这条边较长，按大地线算的面积因此变动 ")


def test_that_a_border_that_nobody_may_change_is_named(session: Session) -> None:
    place = (116.5, 37.5)
    caught = CaughtPlace("counties", "c", ((116.4, 37.5), (116.6, 37.5)), place)
    drawn = shapely.Polygon([place, (116.5, 37.6), (116.6, 37.6)])
    assert sharing(session, [drawn], [caught]).said == (
        "“县（市、区）界”不能修改，共用边上没有加点",
    )


def test_that_a_locked_feature_still_wants_its_reason(session: Session) -> None:
    caught = on_edge(session, (116.081, 37.052))
    locked = feature(session, "zones", "z3")
    shape = shapely.Polygon([caught.place, (116.4, 37.0), (116.4, 37.1)])
    given = sharing(session, [shape], [caught], ("zones", "z3"))
    with pytest.raises(EditError, match="“丙”"):
        change_shape(session, locked, shape, "移动界址点", also=given.reshaped)
