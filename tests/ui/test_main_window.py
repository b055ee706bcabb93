from pytestqt.qtbot import QtBot

from dzmap.ui.main_window import MainWindow
from tests.helpers.ui_grab import grab


def test_that_the_window_starts_with_the_start_page(qtbot: QtBot, window: MainWindow) -> None:
    grab(window, "start")
    assert window.parts.start_page.isVisible()
    assert window.windowTitle() == "dzmap 德州产业空间规划"
    assert not window.parts.left_dock.isVisible()


def test_that_an_opened_project_shows_its_layers(qtbot: QtBot, opened: MainWindow) -> None:
    grab(opened, "overlay")
    assert opened.windowTitle() == "德州 示例.gpkg[*] - dzmap 德州产业空间规划"
    assert opened.desk.stage.model is not None


def test_that_the_window_can_be_looked_at(qtbot: QtBot, opened: MainWindow) -> None:
    opened.desk.selection.set("zones", ["37201047"])
    qtbot.waitUntil(lambda: not opened.desk.jobs.jobs, timeout=20000)
    grab(opened, "zone-light")
    opened.desk.theme.choose("dark", "standard")
    grab(opened, "zone-dark")
    opened.desk.theme.choose("light", "standard")
    opened.resize(1093, 614)
    qtbot.wait(50)
    grab(opened, "compact")
    opened.parts.tasks.toggle_left()
    qtbot.wait(50)
    grab(opened, "compact-left")
    opened.parts.tasks.toggle_left()
    opened.desk.theme.choose("light", "extra_large")
    opened.resize(1440, 900)
    qtbot.wait(50)
    grab(opened, "extra-large")
    opened.desk.theme.choose("light", "standard")
    opened.desk.selection.set("enterprises", list(ids[:1]))
    qtbot.waitUntil(lambda: not opened.desk.jobs.jobs, timeout=20000)
    grab(opened, "enterprise")
    opened.desk.selection.set("enterprises", list(ids[:40]))
    qtbot.waitUntil(lambda: not opened.desk.jobs.jobs, timeout=20000)
    grab(opened, "many")
