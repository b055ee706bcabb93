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
