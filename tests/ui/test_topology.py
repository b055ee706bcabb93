"""The topology check in the window: found, previewed, repaired, taken back."""

from collections.abc import Iterator
from typing import cast

import geopandas as gpd
import pytest
import shapely
from PySide6.QtWidgets import QDoubleSpinBox

from dzmap.services.editing import add
from dzmap.ui.editing.topology_dialog import TopologyDialog
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_grab import grab
from tests.helpers.ui_waiting import settle
from tests.ui.conftest import wait


@pytest.fixture
def dialog(opened: MainWindow) -> Iterator[TopologyDialog]:
    """The dialog over a project in which one parcel was drawn over another."""
    session = opened.desk.document.session
    assert session is not None
    first = gpd.GeoDataFrame(session.table("parcels")).geometry.iloc[0]
    west, south, east, north = first.bounds
    half = first.intersection(shapely.box(west, (south + north) / 2, (west + east) / 2, north))
    add(session, "parcels", half, {"name": "压盖地块"})
    settle(opened)
    opened.parts.actions["topology"].trigger()
    dialog = opened.tools.topology.dialog
    assert dialog is not None
    dialog.check.click()
    settle(opened)
    yield dialog
    dialog.close()


def preview(window: MainWindow) -> dict[str, object]:
    view = cast("FakeMap", window.desk.stage.view)
    return view.sent["preview"]


def test_that_a_repair_is_previewed_made_and_taken_back(
    opened: MainWindow, dialog: TopologyDialog
) -> None:
    assert dialog.state.text() == "120 个对象：重叠 1 处"
    assert len(opened.desk.selection.ids) == 2
    assert preview(opened)["before"]
    assert preview(opened)["after"]
    assert "减少" in dialog.effect.text()
    dialog.apply.click()
    settle(opened)
    session = opened.desk.document.session
    assert session is not None
    assert session.undo_title.startswith("修复重叠：")
    assert dialog.state.text() == "120 个对象：没有问题"
    assert preview(opened) == {"before": [], "after": []}
    opened.desk.document.undo()
    settle(opened)
    assert dialog.state.text() == "120 个对象：重叠 1 处"


def test_that_closing_takes_the_preview_from_the_map(
    opened: MainWindow, dialog: TopologyDialog
) -> None:
    dialog.close()
    assert preview(opened) == {"before": [], "after": []}


def test_that_tolerances_decide_what_counts(opened: MainWindow, dialog: TopologyDialog) -> None:
    dialog.findChildren(QDoubleSpinBox)[0].setValue(100_000)
    dialog.check.click()
    settle(opened)
    assert dialog.state.text() == "120 个对象：没有问题"
    assert not dialog.apply.isEnabled()


def test_that_a_twin_is_removed_or_left_with_a_reason(
    opened: MainWindow, dialog: TopologyDialog
) -> None:
    session = opened.desk.document.session
    assert session is not None
    box = shapely.box(116.9, 37.5, 116.905, 37.505)
    for name in ("原地块", "", "另一地块"):
        add(session, "parcels", box, {"name": name})
    wait(lambda: dialog.state.text() == "123 个对象：重复 2 处，重叠 1 处")
    settle(opened)
    dialog.view.selectRow(0)
    assert dialog.ways.currentText().endswith("，保留“原地块”")
    assert preview(opened)["before"] == preview(opened)["after"] != []
    assert "“原地块”面积" in dialog.effect.text()
    grab(opened, "topology-twin")
    grab(dialog, "topology-twin-dialog")
    dialog.view.selectRow(1)
    assert not dialog.apply.isEnabled()
    assert "“另一地块”的地块名称与“原地块”不同" in dialog.effect.text()
    grab(dialog, "topology-twin-left")
    dialog.view.selectRow(0)
    dialog.apply.click()
    settle(opened)
    assert dialog.state.text() == "122 个对象：重复 1 处，重叠 1 处"
    assert session.undo_title.startswith("修复重复：")
