"""The map by keyboard: walking through features, choosing them, moving while Space is held."""

from collections.abc import Iterator

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget

from dzmap.mapping.messages import DetailsAsked
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView
from tests.helpers.map_models import frame, layer, model, squares
from tests.helpers.map_page import close_map, evaluate, open_map, page_of, show, wait_for

register_scheme()

CURRENT = "return mapPage.walk.current?.position ?? null;"


@pytest.fixture(scope="module")
def view(qapp: QApplication) -> Iterator[MapView]:
    view = open_map(700, 500)
    counties = layer("polygon", frame([shapely.box(116, 36.5, 117, 37.5)], name=["齐河县"]))
    base = layer("polygon", counties.features, id="counties", selectable=True)
    objects = layer("polygon", squares().features, id="squares", group="开发区与园区",
                    classes=squares().classes)  # fmt: skip
    show(view, model(base, objects))
    yield view
    close_map(view)


@pytest.fixture(autouse=True)
def at_rest(view: MapView) -> None:
    view.select("", [])
    view.zoom_full()
    evaluate(page_of(view), "mapPage.map.getContainer().focus(); mapPage.walk.leave();")


def _target(view: MapView) -> QWidget:
    web = view.findChild(QWebEngineView)
    assert isinstance(web, QWebEngineView)
    target = web.focusProxy()
    assert target is not None
    return target


def press(view: MapView, key: Qt.Key) -> None:
    QTest.keyClick(_target(view), key)


def until(condition: str) -> str:
    """Script that waits for a key to have arrived."""
    pause = "await new Promise((done) => setTimeout(done, 10));"
    return f"for (let i = 0; i < 200 && !({condition}); i++) {pause}"


def test_that_tab_stands_at_each_feature_in_turn_and_selects_none(view: MapView) -> None:
    chosen: list[object] = []
    view.selected.connect(lambda *values: chosen.append(values))
    seen = []
    for place in range(3):
        press(view, Qt.Key.Key_Tab)
        seen.append(evaluate(page_of(view), until(f"mapPage.walk.at === {place}") + CURRENT))
    assert sorted(map(str, seen)) == ["0", "1", "2"]
    assert chosen == []
    voice = (
        "await new Promise((done) => setTimeout(done, 100)); return mapPage.walk.voice.textContent;"
    )
    assert str(evaluate(page_of(view), voice)).endswith("，3 / 4")
    frame_shown = "return !mapPage.walk.frame.hidden;"
    assert evaluate(page_of(view), frame_shown)
    press(view, Qt.Key.Key_Escape)
    gone = until("!mapPage.walk.current") + CURRENT
    assert evaluate(page_of(view), gone) is None


def test_that_space_adds_a_feature_and_takes_it_out_again(view: MapView) -> None:
    press(view, Qt.Key.Key_Tab)
    first = wait_for(view.selected, lambda: press(view, Qt.Key.Key_Space))
    press(view, Qt.Key.Key_Tab)
    both = wait_for(view.selected, lambda: press(view, Qt.Key.Key_Space))
    assert len(first[1]) == 1  # type: ignore[arg-type]
    assert len(both[1]) == 2  # type: ignore[arg-type]
    one = wait_for(view.selected, lambda: press(view, Qt.Key.Key_Space))
    assert one == first


def test_that_enter_selects_and_asks_for_the_details(view: MapView) -> None:
    press(view, Qt.Key.Key_Tab)
    told: list[object] = []
    view.told.connect(told.append)
    chosen = wait_for(view.selected, lambda: press(view, Qt.Key.Key_Return))
    assert len(chosen[1]) == 1  # type: ignore[arg-type]
    evaluate(page_of(view), "await new Promise((done) => setTimeout(done, 50));")
    assert DetailsAsked() in told


def test_that_the_mouse_moves_the_map_while_space_is_held(view: MapView) -> None:
    view.set_tool("measure_distance")
    target = _target(view)
    place = "const c = mapPage.map.getCenter(); return [c.lng, c.lat];"
    before = evaluate(page_of(view), place)
    assert isinstance(before, list)
    QTest.keyPress(target, Qt.Key.Key_Space)
    assert evaluate(page_of(view), until("mapPage.hold.held") + "return mapPage.hold.held;")
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=QPoint(350, 250))
    QTest.mouseMove(target, QPoint(300, 250))
    QTest.mouseMove(target, QPoint(250, 250))
    evaluate(page_of(view), "return 1;")
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=QPoint(250, 250))
    QTest.keyRelease(target, Qt.Key.Key_Space)
    after = evaluate(page_of(view), until("!mapPage.hold.held") + place)
    assert isinstance(after, list)
    assert after[0] > before[0] + 0.05
    assert after[1] == pytest.approx(before[1], abs=0.01)
    assert not evaluate(page_of(view), "return mapPage.hold.held;")
    assert evaluate(page_of(view), "return mapPage.tools.sketch.vertices.length;") == 0
    view.set_tool("select")


def test_that_the_map_says_where_it_looks_and_how_much_it_shows(view: MapView) -> None:
    view.zoom_to((116.2, 36.7, 116.72, 37.3))
    named = until("mapPage.description.text.endsWith('，3 个对象在视图内')")
    evaluate(page_of(view), named)
    parts = view.accessibleName().split("，")
    assert parts[:2] == ["地图", "齐河县"]
    assert parts[2].startswith("比例尺 1:")
    assert parts[3] == "3 个对象在视图内"
    label = "return mapPage.map.getContainer().getAttribute('aria-label');"
    assert evaluate(page_of(view), label) == view.accessibleName()


def test_that_what_floats_on_the_map_grows_with_the_text(view: MapView) -> None:
    height = "return document.querySelector('.tools').getBoundingClientRect().height;"
    small = evaluate(page_of(view), height)
    view.set_theme(dark=False, text_scale=1.3)
    large = evaluate(page_of(view), height)
    view.set_theme(dark=False)
    assert isinstance(small, (int, float))
    assert large == pytest.approx(small * 1.3, rel=0.05)


def test_that_high_contrast_takes_the_colours_of_the_system(view: MapView) -> None:
    code = """
      const style = getComputedStyle(document.querySelector(".tools"));
      return [document.documentElement.classList.contains("high-contrast"), style.borderTopWidth];
    """
    view.set_theme(dark=False, high_contrast=True)
    assert evaluate(page_of(view), code) == [True, "2px"]
    view.set_theme(dark=False)
    assert evaluate(page_of(view), code) == [False, "1px"]


def test_that_the_legend_folds_on_a_tiny_map_unless_somebody_opened_it(view: MapView) -> None:
    folded = "mapPage.legend.root.classList.contains('folded')"
    view.resize(700, 180)
    assert evaluate(page_of(view), until(folded) + f"return {folded};")
    view.resize(700, 500)
    assert not evaluate(page_of(view), until(f"!{folded}") + f"return {folded};")
    evaluate(page_of(view), "mapPage.legend.toggle.click(); mapPage.legend.toggle.click();")
    view.resize(700, 180)
    small = until("mapPage.map.getSize().y < 200")
    assert not evaluate(page_of(view), small + f"return {folded};")
    view.resize(700, 500)
