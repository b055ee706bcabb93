"""Tables that are opened from the layer tree."""

import pytest
from PySide6.QtCore import QModelIndex

from dzmap.core.tables import TABLES
from dzmap.services.listing import listing
from dzmap.ui.overlay.layer_panel import LayerPanel
from dzmap.ui.overlay.layer_tree import LayerTree
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.tables.table_panel import TablePanel
from tests.ui.conftest import wait


def panel(window: MainWindow, table: str) -> TablePanel:
    window.choose_task("overlay")
    page = window.parts.tasks.current
    assert page is not None
    page.show_part(table)
    wait(lambda: not window.desk.jobs.jobs)
    shown = window.parts.bottom_dock.tabs.currentWidget()
    assert isinstance(shown, TablePanel)
    assert shown.table == table
    return shown


@pytest.mark.parametrize("table", list(TABLES))
def test_that_every_table_can_be_listed(shared: MainWindow, table: str) -> None:
    session = shared.desk.document.session
    assert session is not None
    shown = listing(session, table, year=2021)
    assert len(shown.frame) == len(session.table(table))
    assert {column.name for column in shown.columns} <= set(shown.frame.columns)


def test_that_a_table_opens_once_and_closes_with_its_cross(shared: MainWindow) -> None:
    tabs = shared.parts.bottom_dock.tabs
    before = tabs.count()
    first = panel(shared, "control_areas")
    assert panel(shared, "control_areas") is first
    assert tabs.count() == before + 1
    assert "管控线" in tabs.tabText(tabs.currentIndex())
    bar = tabs.tabBar()
    cross = bar.tabButton(tabs.currentIndex(), bar.ButtonPosition.RightSide)
    cross.click()  # type: ignore[attr-defined]
    assert tabs.count() == before


def test_that_f6_opens_the_table_of_the_current_layer_then_hides_it(shared: MainWindow) -> None:
    panel(shared, "clusters")
    layers = shared.parts.tasks.layers
    assert isinstance(layers, LayerPanel)
    layer = next(one for one in shared.desk.stage.layers() if one.table == "parks")
    tree = layers.findChild(LayerTree)
    assert isinstance(tree, LayerTree)
    tree.setCurrentIndex(layers._model.position(layer.id))
    dock = shared.parts.bottom_dock
    shared.parts.actions["table"].trigger()
    front = dock.tabs.currentWidget()
    assert isinstance(front, TablePanel)
    assert front.table == "parks"
    shared.parts.actions["table"].trigger()
    assert not dock.isVisible()
    shared.parts.actions["attribute_table"].trigger()
    assert dock.isVisible()
    tree.setCurrentIndex(QModelIndex())


def test_that_rows_and_selection_follow_each_other(shared: MainWindow) -> None:
    shown = panel(shared, "clusters")
    shown.view.selectRow(1)
    assert shared.desk.selection.table == "clusters"
    key = shown.model.ids([0])[0]
    shared.desk.selection.set("clusters", [key])
    assert shown.view.selected_rows() == [0]


def test_that_the_foot_tells_mean_and_extremes_of_the_selected_rows(shared: MainWindow) -> None:
    shown = panel(shared, "clusters")
    areas = shown.model.frame["area_mu"]
    shown.view.selectAll()
    assert f"选中 {len(areas)} 行" in shown._foot.text()
    assert f"平均 {areas.mean():,.1f}" in shown.spread_text()
    assert f"最大 {areas.max():,.1f}（{len(areas)} 行有数）" in shown.spread_text()


def test_that_a_double_click_on_a_fixed_cell_selects_the_row(shared: MainWindow) -> None:
    shown = panel(shared, "clusters")
    key = shown.model.ids([2])[0]
    column = [one.name for one in shown.model.columns].index("area_mu")
    shown.view.doubleClicked.emit(shown.model.index(2, column))
    assert shared.desk.selection.ids == (key,)
