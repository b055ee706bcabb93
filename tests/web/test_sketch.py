"""Entering places with the mouse in the real page: snapping, finishing, giving up."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dzmap.mapping.messages import Sketch, VertexEdit
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


def until(ready: Callable[[], bool]) -> None:
    """Let the page work until it told what is waited for."""
    for _ in range(1000):
        if ready():
            return
        QTest.qWait(10)
    raise AssertionError


def use(view: MapView, tool: str) -> None:
    """Choose a tool; a click sent before the page knows of it would be none of the tool's."""
    view.set_tool(tool)
    evaluate(
        page_of(view),
        f"""while (mapPage.tools.tool !== "{tool}") await new Promise((f) => setTimeout(f, 10));""",
    )


def click(
    view: MapView, heard: list[Sketch], at: QPoint, modifier: Qt.KeyboardModifier = NONE
) -> None:
    """Click and wait until the page told of one vertex more."""
    before = len(heard[-1].vertices) if heard and heard[-1].phase == "changed" else 0
    QTest.mouseClick(canvas_of(view), LEFT, modifier, at)
    until(lambda: bool(heard) and len(heard[-1].vertices) > before)


def test_that_a_place_next_to_a_corner_is_caught_by_it(view: MapView, heard: list[Sketch]) -> None:
    use(view, "measure_distance")
    at = pixel_of(view, *corner(view))
    click(view, heard, at + QPoint(6, 3))
    snap = heard[-1].vertices[0].snap
    assert snap is not None
    assert (snap.hit.layer, snap.hit.position, snap.edge) == ("squares", 0, False)
    click(view, heard, at + QPoint(6, 3), Qt.KeyboardModifier.AltModifier)
    assert heard[-1].vertices[1].snap is None


def test_that_keys_take_back_finish_and_give_up(view: MapView, heard: list[Sketch]) -> None:
    use(view, "measure_area")
    for x, y in ((60, 300), (200, 300), (200, 420)):
        click(view, heard, QPoint(x, y))
    widget = canvas_of(view)
    QTest.keyClick(widget, Qt.Key.Key_Backspace)
    until(lambda: len(heard[-1].vertices) == 2)
    QTest.keyClick(widget, Qt.Key.Key_Return)  # two places make no area
    click(view, heard, QPoint(200, 400))
    QTest.keyClick(widget, Qt.Key.Key_Return)
    until(lambda: (heard[-1].phase, len(heard[-1].vertices)) == ("done", 3))
    click(view, heard, QPoint(60, 300))
    QTest.keyClick(widget, Qt.Key.Key_Escape)
    until(lambda: bool(heard) and heard[-1].phase == "cancelled")
    assert evaluate(page_of(view), "return window.mapPage.tools.tool") == "measure_area"


def test_that_a_rectangle_is_dragged_and_the_map_stands_still(
    view: MapView, heard: list[Sketch]
) -> None:
    use(view, "select_box")
    where = "const c = window.map_main.getCenter(); return [c.lng, c.lat]"
    before = evaluate(page_of(view), where)
    widget = canvas_of(view)
    QTest.mousePress(widget, LEFT, NONE, QPoint(260, 200))
    QTest.mouseMove(widget, QPoint(300, 250))
    QTest.mouseRelease(widget, LEFT, Qt.KeyboardModifier.ShiftModifier, QPoint(420, 300))
    until(lambda: bool(heard) and heard[-1].phase == "done")
    done = heard[-1]
    (first, last) = done.vertices
    assert first.longitude < last.longitude
    assert first.latitude > last.latitude
    assert done.shift
    assert evaluate(page_of(view), where) == before


def test_that_leaving_the_tool_lets_the_map_be_dragged_again(view: MapView) -> None:
    use(view, "select_box")
    view.set_tool("select")
    state = "const m = window.map_main; return [m.dragging.enabled(), m.boxZoom.enabled()]"
    assert evaluate(page_of(view), state) == [True, True]


def test_that_a_vertex_is_dragged_and_the_program_is_told(view: MapView) -> None:
    places = [[116.4, 36.9], [116.6, 36.9], [116.5, 37.1], [116.4, 36.9]]
    feature = {"layer": "squares", "position": 1}
    view.tell("editShape", places=places, starts=[0], closed=True, feature=feature)
    widget = canvas_of(view)
    at = pixel_of(view, 116.5, 37.1)
    QTest.mouseMove(widget, at)
    QTest.mousePress(widget, LEFT, NONE, at)
    QTest.mouseMove(widget, at + QPoint(0, -30))

    def release() -> None:
        QTest.mouseRelease(widget, LEFT, Qt.KeyboardModifier.AltModifier, at + QPoint(0, -30))

    (edit,) = wait_for(view.told, release)
    assert isinstance(edit, VertexEdit)
    assert (edit.action, edit.vertex) == ("move", 2)
    assert edit.place.latitude > 37.1
    assert edit.place.longitude == pytest.approx(116.5, abs=0.005)
    # The feature that is edited does not catch its own corners.
    QTest.mousePress(widget, LEFT, NONE, pixel_of(view, 116.5, 36.9))
    QTest.mouseMove(widget, pixel_of(view, 116.41, 36.91))
    place = pixel_of(view, 116.4, 36.9) + QPoint(3, 3)
    QTest.mouseMove(widget, place)
    (added,) = wait_for(view.told, lambda: QTest.mouseRelease(widget, LEFT, NONE, place))
    assert isinstance(added, VertexEdit)
    assert (added.action, added.vertex) == ("insert", 0)
    assert added.place.snap is None
    view.set_tool("select")
    assert evaluate(page_of(view), "return window.mapPage.tools.editor.places.length") == 0


def test_that_a_repair_is_drawn_before_and_after(view: MapView) -> None:
    ring = [[116.3, 37.4], [116.4, 37.4], [116.4, 37.5], [116.3, 37.4]]
    painted = """
        const { canvas } = window.mapPage.preview;
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value) => value > 0);
    """
    view.zoom_to((116.25, 37.35, 116.45, 37.55))
    view.tell("preview", before=[ring], after=[ring])
    until(lambda: evaluate(page_of(view), painted) is True)
    view.tell("preview", before=[], after=[])
    until(lambda: evaluate(page_of(view), painted) is False)
