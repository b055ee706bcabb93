"""From what the page tells of drawing to an edit of the project, and back with undo."""

from pathlib import Path
from typing import cast

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from PySide6.QtWidgets import QDialog, QMenu

from dzmap.core.changes import TableChange
from dzmap.mapping.messages import Hit, Sketch, Snap, Vertex, VertexEdit
from dzmap.ui.editing.feature_dialog import FeatureDialog
from dzmap.ui.editing.points_dialog import PointsDialog
from dzmap.ui.editing.reason_dialog import ReasonDialog
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_project import sample_file
from tests.helpers.ui_waiting import answer, settle
from tests.ui.conftest import wait

QIHE = "37201047"


def draw(window: MainWindow, tool: str, *places: tuple[float, float]) -> None:
    """What the page tells when a sketch is finished."""
    vertices = tuple(Vertex(lon, lat, None) for lon, lat in places)
    window.desk.stage.told.emit(Sketch(tool, "done", vertices, None, False, False, False))
    settle(window)


def zone(window: MainWindow) -> shapely.Geometry:
    session = window.desk.document.session
    assert session is not None
    frame = gpd.GeoDataFrame(session.table("zones"))
    return frame.geometry[frame["id"] == QIHE].iloc[0]


def undo_title(window: MainWindow) -> str:
    session = window.desk.document.session
    assert session is not None
    return session.undo_title


def test_that_a_drawn_polygon_becomes_a_parcel(opened: MainWindow) -> None:
    x, y = zone(opened).representative_point().coords[0]

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, FeatureDialog)
        assert dialog.table == "parcels"
        dialog.field("name").setText("画的地块")  # type: ignore[union-attr]
        dialog.accept()

    answer(fill)
    draw(opened, "draw_polygon", (x, y), (x + 0.001, y), (x + 0.001, y + 0.001))
    assert undo_title(opened) == "新建地块：画的地块"
    assert opened.desk.selection.table == "parcels"
    session = opened.desk.document.session
    assert session is not None
    row = session.table("parcels").set_index("id").loc[opened.desk.selection.ids[0]]
    assert row["zone_id"] == QIHE
    layer = opened.desk.stage.layer("parcels")
    assert layer is not None
    assert opened.desk.stage.is_visible(layer)
    opened.desk.document.undo()
    settle(opened)
    assert undo_title(opened) == ""


def test_that_vertices_change_the_selected_zone(opened: MainWindow) -> None:
    opened.desk.selection.set("zones", [QIHE])
    opened.parts.actions["edit_shape"].trigger()
    before = zone(opened)
    x, y = shapely.get_coordinates(before)[0]
    edit = VertexEdit("move", 0, Vertex(x - 0.0005, y, None))
    opened.desk.stage.told.emit(edit)
    settle(opened)
    assert undo_title(opened).startswith("移动界址点：")
    assert shapely.get_coordinates(zone(opened))[0].tolist() == [x - 0.0005, y]
    opened.desk.document.undo()
    settle(opened)
    assert zone(opened).equals_exact(before)


def test_that_a_restarted_map_gets_its_handles_again_and_says_what_was_lost(
    opened: MainWindow,
) -> None:
    view = cast("FakeMap", opened.desk.stage.view)
    said: list[str] = []
    opened.desk.notices.bannered.connect(lambda _k, text, _a, _key: said.append(text))
    opened.desk.selection.set("zones", [QIHE])
    opened.parts.actions["edit_shape"].trigger()
    handles = view.sent.pop("editShape")
    view.restarted.emit()
    assert view.sent["editShape"] == handles
    vertices = (Vertex(116.5, 37.0, None),)
    view.told.emit(Sketch("draw_line", "changed", vertices, None, False, False, False))
    view.restarted.emit()
    view.restarted.emit()
    assert ["没有保住" in text for text in said] == [False, True, False]


def test_that_a_bad_sketch_changes_nothing_and_says_why(opened: MainWindow) -> None:
    said: list[str] = []
    opened.desk.notices.toasted.connect(lambda text, _action: said.append(text))
    opened.desk.selection.set("zones", [QIHE])
    draw(opened, "split", (115.0, 36.0), (115.1, 36.0))
    assert "没有穿过" in said[-1]
    opened.desk.selection.clear()
    draw(opened, "cut_hole", (116, 37), (116.1, 37), (116.1, 37.1))
    assert "先选中" in said[-1]
    assert undo_title(opened) == ""


def test_that_split_zones_merge_again(opened: MainWindow) -> None:
    before = zone(opened)
    west, south, east, north = before.bounds
    middle = (west + east) / 2
    opened.desk.selection.set("zones", [QIHE])
    draw(opened, "split", (middle, south - 0.01), (middle, north + 0.01))
    ids = opened.desk.selection.ids
    assert len(ids) == 2
    opened.desk.selection.set("zones", ids[::-1])
    opened.parts.actions["merge"].trigger()
    settle(opened)
    assert list(opened.desk.selection.ids) == [QIHE]
    assert zone(opened).area == pytest.approx(before.area)


def test_that_pasted_points_are_read_while_they_are_typed(opened: MainWindow) -> None:
    dialog = PointsDialog(opened)
    dialog.field.setPlainText("116.75, 36.79\n界址点")
    assert dialog.points is None
    dialog.field.setPlainText("116.75, 36.79\n116.76, 36.79\n116.76, 36.80")
    assert dialog.points is not None
    assert len(dialog.points.rings[0]) == 3
    dialog.deleteLater()


def test_that_a_reason_has_to_say_something(opened: MainWindow) -> None:
    dialog = ReasonDialog("<img src=x onerror=alert(1)>", opened)
    for text, enough in (("短", False), ("省政府批复调整", True)):
        dialog.field.setPlainText(text)
        assert dialog._go.isEnabled() is enough
    dialog.deleteLater()


def lock(window: MainWindow) -> None:
    """Make the zone's boundary a published one."""
    session = window.desk.document.session
    assert session is not None
    rows = session.table("zones")
    rows = rows[rows["id"] == QIHE]
    status = pd.Series(["公布"], index=rows.index, dtype=rows["geometry_status"].dtype)
    session.edit("公布边界", TableChange("zones", rows, rows.assign(geometry_status=status)))
    settle(window)


def test_that_a_published_boundary_asks_for_the_reason_before_anything_is_drawn(
    opened: MainWindow,
) -> None:
    lock(opened)
    view = cast("FakeMap", opened.desk.stage.view)
    opened.desk.selection.set("zones", [QIHE])
    answer(lambda dialog: dialog.reject())
    opened.parts.actions["split"].trigger()
    assert view.tool == "select"

    def give(dialog: QDialog) -> None:
        assert isinstance(dialog, ReasonDialog)
        dialog.field.setPlainText("省政府批复调整范围")
        dialog.accept()

    answer(give)
    opened.parts.actions["split"].trigger()
    assert view.tool == "split"
    west, south, east, north = zone(opened).bounds
    middle = (west + east) / 2
    draw(opened, "split", (middle, south - 0.01), (middle, north + 0.01))
    assert undo_title(opened).endswith("（理由：省政府批复调整范围）")


def test_that_an_edit_says_what_it_means_for_the_area(opened: MainWindow) -> None:
    said: list[str] = []
    opened.desk.notices.toasted.connect(lambda text, _action: said.append(text))
    opened.desk.selection.set("zones", [QIHE])
    x, y = zone(opened).representative_point().coords[0]
    draw(opened, "cut_hole", (x, y), (x + 0.001, y), (x + 0.001, y + 0.001))
    assert "图上面积 117," in said[-1]
    assert " → " in said[-1]


def test_that_drawing_begins_where_the_menu_was_opened(opened: MainWindow) -> None:
    view = cast("FakeMap", opened.desk.stage.view)
    menu = opened.commands.map_menu.build(116.75, 36.79)
    kinds = next(one.menu() for one in menu.actions() if one.text() == "在这里新建")
    assert isinstance(kinds, QMenu)
    next(one for one in kinds.actions() if one.text() == "园区").trigger()
    assert view.tool == "draw_polygon"
    assert view.sent["sketchVertex"] == {"longitude": 116.75, "latitude": 36.79}

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, FeatureDialog)
        assert dialog.table == "parks"
        dialog.reject()

    answer(look)
    draw(opened, "draw_polygon", (116.75, 36.79), (116.76, 36.79), (116.76, 36.8))
    assert "加书签…" in [one.text() for one in menu.actions()]
    next(one for one in menu.actions() if one.text() == "测量从这里").trigger()
    assert view.tool == "measure_distance"
    menu.deleteLater()


def test_that_a_read_only_project_refuses_and_says_so(window: MainWindow, tmp_path: Path) -> None:
    said: list[str] = []
    window.desk.notices.toasted.connect(lambda text, _action: said.append(text))
    window.desk.document.open(sample_file(tmp_path), read_only=True)
    wait(lambda: window.desk.document.session is not None and not window.desk.jobs.jobs)
    view = cast("FakeMap", window.desk.stage.view)
    window.parts.actions["draw_polygon"].trigger()
    assert view.tool == "select"
    assert "只读" in said[-1]
    draw(window, "draw_polygon", (116.75, 36.79), (116.76, 36.79), (116.76, 36.8))
    assert undo_title(window) == ""


def test_that_a_parcel_snapped_to_its_zone_shares_its_border_exactly(opened: MainWindow) -> None:
    layer = next(
        one
        for one in opened.desk.stage.layers()
        if one.table == "zones" and (one.features["id"] == QIHE).any()
    )
    position = int((layer.features["id"] == QIHE).to_numpy().argmax())
    before = zone(opened)
    corners = shapely.get_coordinates(before)[:3]
    rounded = [(round(x, 6), round(y, 6)) for x, y in corners]  # as the page knows them
    hit = Hit(layer.id, 1, position)
    vertices = tuple(
        Vertex(*place, Snap(hit, vertex, edge=False)) for vertex, place in enumerate(rounded)
    )
    x, y = corners[1:].mean(axis=0)
    on_edge = Vertex(round(x, 6), round(y, 6), Snap(hit, 1, edge=True))
    vertices = (*vertices[:2], on_edge, vertices[2])
    said: list[str] = []
    opened.desk.notices.toasted.connect(lambda text, _action: said.append(text))
    answer(lambda dialog: dialog.accept())
    opened.desk.stage.told.emit(Sketch("draw_polygon", "done", vertices, None, False, False, False))
    settle(opened)
    session = opened.desk.document.session
    assert session is not None
    parcels = gpd.GeoDataFrame(session.table("parcels")).set_index("id")
    drawn = parcels.geometry[opened.desk.selection.ids[0]]
    # The zone got the vertex on its edge as well, to the last bit.
    assert shapely.get_coordinates(drawn)[[0, 1, 3]].tolist() == corners.tolist()
    assert shapely.get_coordinates(zone(opened))[:4].tolist() == (
        shapely.get_coordinates(drawn)[:4].tolist()
    )
    assert "的共用边上加了同样的界址点" in said[-1]
    opened.desk.document.undo()
    settle(opened)
    assert undo_title(opened) == ""
    assert zone(opened).equals_exact(before)
