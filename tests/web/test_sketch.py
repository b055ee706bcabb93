"""Entering places with the mouse in the real page: snapping, finishing, giving up."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dzmap.mapping.messages import Sketch
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView
from tests.helpers.map_models import model, squares
from tests.helpers.map_page import (
    canvas_of,
    close_map,
    evaluate,
    open_map,
    page_of,
    pixel_of,
    show,
    wait_for,
)

register_scheme()
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def view(qapp: QApplication) -> Iterator[MapView]:
    view = open_map()
    show(view, model(squares()))
    yield view
    close_map(view)


@pytest.fixture
def heard(view: MapView) -> Iterator[list[Sketch]]:
    """What the page tells of sketches, newest last."""
    sketches: list[Sketch] = []

    def note(message: object) -> None:
        if isinstance(message, Sketch):
            sketches.append(message)

    view.told.connect(note)
    yield sketches
    view.set_tool("select")
    view.told.disconnect(note)


def corner(view: MapView) -> tuple[float, float]:
    layer = view.layer_shown("squares", 1)
    assert layer is not None
    x, y = layer.features.geometry.iloc[0].exterior.coords[0]
    return x, y


def click(view: MapView, at: QPoint, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Click and wait until the page told what it made of it."""
    wait_for(view.told, lambda: QTest.mouseClick(canvas_of(view), LEFT, modifier, at))


def test_that_a_place_next_to_a_corner_is_caught_by_it(view: MapView, heard: list[Sketch]) -> None:
    view.set_tool("measure_distance")
    at = pixel_of(view, *corner(view))
    click(view, at + QPoint(6, 3))
    snap = heard[-1].vertices[0].snap
    assert snap is not None
    assert (snap.hit.layer, snap.hit.position, snap.edge) == ("squares", 0, False)
    click(view, at + QPoint(6, 3), Qt.KeyboardModifier.AltModifier)
    assert heard[-1].vertices[1].snap is None


def test_that_keys_take_back_finish_and_give_up(view: MapView, heard: list[Sketch]) -> None:
    view.set_tool("measure_area")
    for x, y in ((60, 300), (200, 300), (200, 420)):
        click(view, QPoint(x, y))
    widget = canvas_of(view)
    wait_for(view.told, lambda: QTest.keyClick(widget, Qt.Key.Key_Backspace))
    assert (heard[-1].phase, len(heard[-1].vertices)) == ("changed", 2)
    QTest.keyClick(widget, Qt.Key.Key_Return)  # two places make no area
    click(view, QPoint(200, 400))
    wait_for(view.told, lambda: QTest.keyClick(widget, Qt.Key.Key_Return))
    assert (heard[-1].phase, len(heard[-1].vertices)) == ("done", 3)
    click(view, QPoint(60, 300))
    wait_for(view.told, lambda: QTest.keyClick(widget, Qt.Key.Key_Escape))
    assert heard[-1].phase == "cancelled"
    assert evaluate(page_of(view), "return window.mapPage.tools.tool") == "measure_area"


def test_that_a_rectangle_is_dragged_and_the_map_stands_still(
    view: MapView, heard: list[Sketch]
) -> None:
    view.set_tool("select_box")
    where = "const c = window.map_main.getCenter(); return [c.lng, c.lat]"
    before = evaluate(page_of(view), where)
    widget = canvas_of(view)
    QTest.mousePress(widget, LEFT, NONE, QPoint(260, 200))
    QTest.mouseMove(widget, QPoint(300, 250))
    wait_for(
        view.told,
        lambda: QTest.mouseRelease(
            widget, LEFT, Qt.KeyboardModifier.ShiftModifier, QPoint(420, 300)
        ),
    )
    done = next(sketch for sketch in reversed(heard) if sketch.phase == "done")
    (first, last) = done.vertices
    assert first.longitude < last.longitude
    assert first.latitude > last.latitude
    assert done.shift
    assert evaluate(page_of(view), where) == before


def test_that_leaving_the_tool_lets_the_map_be_dragged_again(view: MapView) -> None:
    view.set_tool("select_box")
    view.set_tool("select")
    state = "const m = window.map_main; return [m.dragging.enabled(), m.boxZoom.enabled()]"
    assert evaluate(page_of(view), state) == [True, True]
