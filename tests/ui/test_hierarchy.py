"""层级浏览 in the window."""

from typing import Any

import pytest
from PySide6.QtWidgets import QTreeWidget

from dzmap.core.changes import TableChange
from dzmap.mapping.messages import BrowseStep
from dzmap.ui.overlay.area_tree import AreaTreeView
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_fake_map import FakeMap
from tests.ui.conftest import wait

QIHE = "37201047"


def _map(window: MainWindow) -> FakeMap:
    view = window.desk.stage.view
    assert isinstance(view, FakeMap)
    return view


def _rest(window: MainWindow) -> None:
    wait(lambda: not window.desk.jobs.jobs)


def _expand(window: MainWindow, table: str, key: str) -> None:
    window.desk.selection.set(table, [key])
    window.parts.browse.expand_selected()
    _rest(window)


def _crumbs(window: MainWindow) -> Any:
    return _map(window).sent["browse"]["crumbs"]


def _layers(window: MainWindow) -> list[str]:
    model = _map(window).model
    assert model is not None
    return [layer.id for layer in model.layers if layer.id.startswith("browse_")]


@pytest.fixture
def overlay(shared: MainWindow) -> MainWindow:
    shared.choose_task("overlay")
    _rest(shared)
    return shared


def test_that_expanding_a_zone_brings_its_parts_out_and_goes_there(overlay: MainWindow) -> None:
    _expand(overlay, "zones", QIHE)
    assert _layers(overlay) == ["browse_veil", "browse_zones", "browse_parks", "browse_parcels"]
    assert _crumbs(overlay) == ["山东齐河经济开发区"]
    bounds = _map(overlay).bounds
    assert bounds is not None
    assert bounds[0] < 116.75
    assert "9 处园区、27 宗地块" in str(_map(overlay).sent["browse"]["note"])
    assert overlay.parts.browse.leave()
    assert _layers(overlay) == []
    assert _crumbs(overlay) == []


def test_that_the_crumbs_lead_from_a_parcel_up_and_out(overlay: MainWindow) -> None:
    _expand(overlay, "parcels", "DK-QH01-01")
    assert len(_crumbs(overlay)) == 3
    overlay.desk.stage.told.emit(BrowseStep(2))
    assert overlay.parts.browse.key == ("parks", "QH01")
    assert overlay.desk.selection.ids == ("QH01",)
    overlay.desk.stage.told.emit(BrowseStep(0))
    assert overlay.parts.browse.key is None
    assert _layers(overlay) == []


def test_that_escape_leaves_before_it_clears_the_selection(overlay: MainWindow) -> None:
    _expand(overlay, "zones", QIHE)
    overlay.parts.actions["escape"].trigger()
    assert overlay.parts.browse.key is None
    assert overlay.desk.selection.ids == (QIHE,)
    overlay.parts.actions["escape"].trigger()
    assert not overlay.desk.selection.ids


def test_that_a_click_on_a_part_selects_its_row(overlay: MainWindow) -> None:
    _expand(overlay, "zones", QIHE)
    _map(overlay).selected.emit("browse_parks", ["QH05"])
    assert (overlay.desk.selection.table, overlay.desk.selection.ids) == ("parks", ("QH05",))
    overlay.parts.browse.leave()


def test_that_the_map_menu_offers_to_expand_one_area_only(overlay: MainWindow) -> None:
    def texts() -> list[str]:
        return [action.text() for action in overlay.commands.map_menu.build(116.8, 36.8).actions()]

    overlay.desk.selection.set("zones", [QIHE])
    assert "展开到园区和地块" in texts()
    overlay.desk.selection.set("zones", [QIHE, "37201084"])
    assert "展开到园区和地块" not in texts()


def test_that_the_details_show_the_tree(overlay: MainWindow) -> None:
    overlay.desk.selection.set("zones", [QIHE])
    _rest(overlay)
    page = overlay.parts.tasks.current
    assert page is not None
    assert page.right is not None
    view = page.right.findChild(AreaTreeView)
    assert isinstance(view, AreaTreeView)
    tree = view.findChild(QTreeWidget)
    assert isinstance(tree, QTreeWidget)
    first = tree.topLevelItem(0)
    assert first is not None
    assert first.text(0) == "齐河区中园一号"
    assert first.childCount() == 3
    tree.itemClicked.emit(first, 0)
    assert overlay.desk.selection.ids == ("QH01",)
    _rest(overlay)


def test_that_an_edit_is_seen_and_an_area_that_goes_closes(opened: MainWindow) -> None:
    opened.choose_task("overlay")
    _rest(opened)
    _expand(opened, "parks", "QH09")
    session = opened.desk.document.session
    assert session is not None
    parks = session.table("parks")
    gone = parks[parks["id"] == "QH09"]
    session.edit("改名", TableChange("parks", gone, gone.assign(name="九号新园")))
    _rest(opened)
    assert _crumbs(opened)[-1] == "九号新园"
    now = session.table("parks")
    session.edit("删除", TableChange("parks", now[now["id"] == "QH09"], gone.iloc[:0]))
    _rest(opened)
    assert opened.parts.browse.key is None
    assert _layers(opened) == []
