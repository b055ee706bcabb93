"""The layer tree as the user arranges it: kept with the project, undone, remembered per user."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from dzmap.core.layer_style import LayerTree
from dzmap.services.styling import chosen_map
from dzmap.ui.overlay.layer_arrangement import removed_layers
from dzmap.ui.overlay.layer_panel import LayerPanel
from dzmap.ui.overlay.restore_dialog import RestoreDialog
from dzmap.ui.shell.main_window import MainWindow
from tests.ui.conftest import wait


def tree_of(window: MainWindow) -> LayerPanel:
    panel = window.parts.left_dock.tabs.widget(0)
    assert isinstance(panel, LayerPanel)
    return panel


def settled(window: MainWindow) -> list[str]:
    """The ids of the layers that are shown, once all is drawn."""
    wait(lambda: not window.desk.jobs.jobs)
    return [layer.id for layer in window.desk.stage.layers()]


def undo(window: MainWindow) -> None:
    window.desk.document.undo()
    settled(window)


def test_that_the_tree_is_a_sound_model(shared: MainWindow, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(tree_of(shared)._model)  # type: ignore[no-untyped-call]


def test_that_an_own_group_takes_layers_and_is_undone(opened: MainWindow) -> None:
    panel = tree_of(opened)
    before = panel._model.group_names()
    panel._arrangement.add_group("重点", before, ["zones_national"])
    settled(opened)
    assert panel._model.group_names() == ["重点", *before]
    assert panel._model.layer_ids(panel._model.item(0)) == ["zones_national"]
    panel._model.item(0).setText("重点区")
    settled(opened)
    assert panel._model.group_names()[0] == "重点区"
    undo(opened)
    undo(opened)
    assert panel._model.group_names() == before


def test_that_a_layer_goes_into_the_group_it_is_dropped_on(opened: MainWindow) -> None:
    panel = tree_of(opened)
    panel._tree.setCurrentIndex(panel._model.position("enterprises"))
    target = panel._model.index(panel._model.group_names().index("底图"), 0)
    panel._tree.drop_current(panel._tree.visualRect(target).center())
    settled(opened)
    layer = opened.desk.stage.layer("enterprises")
    assert layer is not None
    assert layer.group == "底图"


def test_that_a_group_is_dropped_below_another(opened: MainWindow) -> None:
    panel = tree_of(opened)
    first, second, *rest = panel._model.group_names()
    panel._tree.setCurrentIndex(panel._model.index(0, 0))
    before = settled(opened)
    place = panel._tree.visualRect(panel._model.index(1, 0))
    panel._tree.drop_current(place.bottomLeft())
    after = settled(opened)
    assert panel._model.group_names() == [second, first, *rest]
    assert after == panel._model.order() != before
    assert after[-1] == panel._model.layer_ids(panel._model.item(0))[0]
    document = opened.desk.document
    assert document.session is not None
    assert [layer.id for layer in chosen_map(document.session).layers] == after
    undo(opened)
    assert settled(opened) == before == panel._model.order()


def test_that_a_group_moved_by_keys_lies_over_the_others_after_reopening(
    opened: MainWindow, qtbot: QtBot
) -> None:
    panel, document = tree_of(opened), opened.desk.document
    panel._tree.setCurrentIndex(panel._model.index(1, 0))
    moved = panel._model.group_names()[1]
    for action in panel._tree.actions():
        if action.shortcut().toString() == "Alt+Up":
            action.trigger()
    after = settled(opened)
    assert panel._tree.group_at(panel._tree.currentIndex()) == moved
    assert opened.desk.stage.layers()[-1].group == moved
    assert document.session is not None
    path = document.session.path
    document.save()
    wait(lambda: not document.modified)
    document.close()
    document.open(path)
    wait(lambda: document.session is not None and not opened.desk.jobs.jobs)
    assert [layer.id for layer in opened.desk.stage.layers()] == after == panel._model.order()


def test_that_the_order_is_kept_and_undone(opened: MainWindow) -> None:
    panel = tree_of(opened)
    before = settled(opened)
    panel._tree.shift(panel._model.position("upgrades"), -1)
    session = opened.desk.document.session
    assert session is not None
    after = settled(opened)
    assert session.layer_tree().order == tuple(after)
    assert after.index("upgrades") > after.index("projects")
    undo(opened)
    assert settled(opened) == before
    assert session.layer_tree() == LayerTree()


def test_that_a_removed_layer_comes_back(qtbot: QtBot, opened: MainWindow) -> None:
    panel = tree_of(opened)
    session = opened.desk.document.session
    assert session is not None
    panel._arrangement.remove("waters", "黄河")
    assert "waters" not in settled(opened)
    layers = removed_layers(session)
    assert layers == [("waters", "黄河")]
    dialog = RestoreDialog(layers)
    qtbot.addWidget(dialog)
    panel._arrangement.restore(dialog.chosen)
    assert "waters" in settled(opened)


def test_that_a_new_name_is_shown_and_an_empty_one_gives_the_old_back(opened: MainWindow) -> None:
    panel = tree_of(opened)
    for typed, shown in (("企业（规上）", "企业（规上）"), ("", "规上企业")):
        place = panel._model.position("enterprises")
        panel._model.itemFromIndex(place).setText(typed)
        settled(opened)
        layer = opened.desk.stage.layer("enterprises")
        assert layer is not None
        assert layer.title == shown


def test_that_opacity_is_one_edit(opened: MainWindow) -> None:
    panel = tree_of(opened)
    panel._tree.setCurrentIndex(panel._model.position("zones_provincial"))
    for percent in (80, 60, 40):
        panel._foot.opacity.setValue(percent)
    panel._foot.settle()
    settled(opened)
    session = opened.desk.document.session
    assert session is not None
    assert session.pending_count == 1
    layer = opened.desk.stage.layer("zones_provincial")
    assert layer is not None
    assert opened.desk.stage.opacity(layer) == pytest.approx(0.4)
    undo(opened)
    layer = opened.desk.stage.layer("zones_provincial")
    assert layer is not None
    assert opened.desk.stage.opacity(layer) == pytest.approx(1.0)


def test_that_switches_and_folds_are_remembered_but_change_nothing(opened: MainWindow) -> None:
    panel = tree_of(opened)
    place = panel._model.position("parcels")
    panel._model.itemFromIndex(place).setCheckState(Qt.CheckState.Checked)
    panel._tree.collapse(panel._model.index(0, 0))
    document = opened.desk.document
    assert not document.modified
    session = document.session
    assert session is not None
    path = session.path
    document.close()
    document.open(path)
    wait(lambda: document.session is not None and not opened.desk.jobs.jobs)
    layer = opened.desk.stage.layer("parcels")
    assert layer is not None
    assert opened.desk.stage.is_visible(layer)
    assert not panel._tree.isExpanded(panel._model.index(0, 0))


@pytest.mark.parametrize("group", [True, False])
def test_that_menus_offer_what_suits_the_row(shared: MainWindow, group: bool) -> None:
    panel = tree_of(shared)
    menu = QMenu()
    layer = shared.desk.stage.layer("enterprises")
    assert layer is not None
    if group:
        panel._fill_group_menu(menu, "底图")
    else:
        panel._fill_layer_menu(menu, layer)
    texts = [action.text() for action in menu.actions()]
    assert ("属性表" in texts) is not group
    assert "重命名" in texts
    menu.deleteLater()
