"""Measuring: both methods side by side while drawing, every leg for the clipboard."""

from collections.abc import Callable
from typing import cast

from PySide6.QtGui import QGuiApplication

from dzmap.mapping.messages import Sketch, Vertex
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_fake_map import FakeMap

CORNERS = ((116.75, 36.79), (116.76, 36.79), (116.76, 36.80))


def tell(window: MainWindow, tool: str, phase: str) -> list[str]:
    """What the bar over the map says after the page told of a sketch."""
    vertices = tuple(Vertex(*corner, None) for corner in CORNERS)
    window.desk.stage.told.emit(Sketch(tool, phase, vertices, None, False, False, False))
    view = cast("FakeMap", window.desk.stage.view)
    return cast("list[str]", view.sent["toolBar"]["lines"])


def test_that_a_distance_is_told_in_both_ways_with_its_last_leg(shared: MainWindow) -> None:
    lines = tell(shared, "measure_distance", "changed")
    assert lines == [
        "椭球 2,002.30 米（2.002 公里）",
        "平面 2,002.31 米",
        "末段 1,109.74 米，方位角 0.00°",
    ]


def test_that_the_result_is_copied_with_every_leg(shared: MainWindow) -> None:
    offered: list[Callable[[], object]] = []
    shared.desk.notices.toasted.connect(lambda _text, action: offered.append(action[1]))
    lines = tell(shared, "measure_area", "done")
    assert lines[0].startswith("椭球 742.")
    assert "公顷" in lines[1]
    offered[-1]()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[:3] == lines[:3]
    assert copied[3].split("\t") == ["边", "椭球长度（米）", "平面长度（米）", "方位角（度）"]
    assert [line.split("\t")[0] for line in copied[4:7]] == ["1", "2", "3"]
    assert "GRS80" in copied[-1]
    assert "CGCS2000 3 度带" in copied[-1]
