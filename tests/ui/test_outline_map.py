"""The plain map that stands in for the page."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from dzmap.ui.map.outline import OutlineMap, failure_details
from dzmap.ui.map.page_host import PageHost
from dzmap.ui.map.scheme import register_scheme
from tests.helpers.map_models import model, points, squares
from tests.helpers.map_page import close_map, open_map, show, wait_for

register_scheme()


@pytest.fixture
def plain(qtbot: QtBot) -> OutlineMap:
    plain = OutlineMap("web engine gone")
    qtbot.addWidget(plain)
    plain.resize(640, 480)
    plain.show()
    plain.show_model(model(squares(), points(20)))
    return plain


def _click(plain: OutlineMap, lon: float, lat: float) -> None:
    place = plain.canvas.mapFromScene(plain.scene_place(lon, lat))
    QTest.mouseClick(plain.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_that_areas_are_drawn_and_picked_topmost_first(plain: OutlineMap, qtbot: QtBot) -> None:
    with qtbot.waitSignal(plain.picked) as picked:
        _click(plain, 116.5, 37.0)
    assert picked.args == ["squares", "1"]
    with qtbot.waitSignal(plain.picked) as picked:
        _click(plain, 116.35, 36.85)
    assert picked.args == ["squares", "0"]
    with qtbot.waitSignal(plain.picked) as picked:
        _click(plain, 116.1, 36.6)
    assert picked.args == ["", ""]


def test_that_the_whole_extent_is_seen_and_zooming_ends_somewhere(plain: OutlineMap) -> None:
    seen = plain.canvas.mapToScene(plain.canvas.viewport().rect()).boundingRect()
    for lon, lat in ((116.0, 36.5), (117.0, 37.5)):
        assert seen.contains(QPointF(plain.scene_place(lon, lat)))
    for _ in range(100):
        plain.canvas.zoom_by(2)
    assert plain.canvas.transform().m11() < 100
    plain.zoom_full()


def test_that_the_details_can_be_copied(plain: OutlineMap, qapp: QApplication) -> None:
    button = plain.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    assert button.text() == "复制详情"
    button.click()
    assert QGuiApplication.clipboard().text() == "web engine gone"
    assert "Qt 6" in failure_details("why")


def test_that_the_map_goes_on_as_a_plain_one_once_the_page_gave_up(qapp: QApplication) -> None:
    view = open_map()
    try:
        show(view, model(squares()))
        view.select("squares", ["2"])
        host = view.findChild(PageHost)
        assert isinstance(host, PageHost)
        wait_for(view.failed, lambda: host.failed.emit("地图组件未能启动。"))
        plain = view.findChild(OutlineMap)
        assert isinstance(plain, OutlineMap)
        assert plain.isVisible()
        assert wait_for(view.selected, lambda: _click(plain, 116.5, 37.0)) == ["squares", ["1"]]
        view.set_layer_visible("squares", False)
        assert wait_for(view.selected, lambda: _click(plain, 116.5, 37.0)) == ["", []]
    finally:
        close_map(view)
