"""What the inset is told, and how its switch is remembered."""

from dzmap.mapping.messages import DetailsAsked, InsetSwitch
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_fake_map import FakeMap


def _told(window: MainWindow) -> dict[str, object]:
    view = window.desk.stage.view
    assert isinstance(view, FakeMap)
    return view.sent["inset"]


def test_that_the_inset_follows_the_selection(shared: MainWindow) -> None:
    assert _told(shared)["title"] == "齐河经开区区中园"
    assert _told(shared)["labelled"] == ["parks_other", "parks_sub"]
    shared.desk.selection.set("zones", ["37201084"])
    assert _told(shared)["title"] == "乐陵经开区"
    shared.desk.selection.clear()
    assert _told(shared)["title"] == "齐河经开区区中园"


def test_that_closing_the_inset_on_the_map_unticks_the_menu(shared: MainWindow) -> None:
    action = shared.parts.actions["inset"]
    shared.desk.stage.told.emit(InsetSwitch(False))
    assert not action.isChecked()
    assert not shared.desk.settings.inset
    assert _told(shared)["shown"] is False
    action.trigger()
    assert shared.desk.settings.inset
    assert _told(shared)["shown"] is True


def test_that_enter_on_the_map_brings_the_details_into_view(shared: MainWindow) -> None:
    shared.choose_task("overlay")
    shared.parts.right_dock.hide()
    shared.desk.stage.told.emit(DetailsAsked())
    assert shared.parts.right_dock.isVisible()
