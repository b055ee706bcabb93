"""The real page in QtWebEngine."""

import dataclasses
import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

from dzmap.mapping.kept_maps import keep
from dzmap.mapping.messages import Hit, Loading, Sketch, Toggle
from dzmap.resources import design_tokens
from dzmap.services.map_model import MapLayer, MapModel
from dzmap.ui.map.page_host import PageHost
from dzmap.ui.map.pictures import save_png
from dzmap.ui.map.scheme import OnlyOwnScheme, SchemeHandler, register_scheme
from dzmap.ui.map.view import MapView
from tests.helpers.map_models import NASTY, frame, layer, model, points, squares
from tests.helpers.map_page import (
    click,
    close_map,
    evaluate,
    open_map,
    page_of,
    picture,
    pixel_of,
    show,
    wait_for,
)
from tests.helpers.ui_grab import grab

register_scheme()

BARE = QColor(design_tokens()["map"]["context"])
PLACES = "mapPage.selection.chosen.flatMap(({ positions }) => [...positions])"
SELECTED = f"return {PLACES};"


@pytest.fixture(scope="module")
def view(qapp: QApplication) -> Iterator[MapView]:
    view = open_map()
    yield view
    close_map(view)


@pytest.fixture
def shown(view: MapView) -> MapView:
    view.select("", [])
    view.set_tool("select")
    show(view, model(squares(), points(60, visible=False)))
    wait_for(view.view_changed, view.zoom_full)
    return view


class Written(QObject):
    told = Signal(bool)


def color_at(view: MapView, longitude: float, latitude: float) -> QColor:
    return picture(view).pixelColor(pixel_of(view, longitude, latitude))


def settle(view: MapView) -> None:
    """Two frames and what the page has sent until then."""
    evaluate(
        page_of(view),
        "await new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)));",
    )


def test_that_layers_are_drawn_in_their_colours(shown: MapView) -> None:
    settle(shown)
    grab(shown, "map-squares")
    assert color_at(shown, 116.35, 36.85).name() == "#0072b2"
    assert color_at(shown, 116.1, 36.6).name() == "#e9ebed"


def test_that_a_hatch_is_neither_empty_nor_full(shown: MapView) -> None:
    settle(shown)
    image = picture(shown)
    upper, lower = pixel_of(shown, 116.78, 37.15), pixel_of(shown, 116.92, 36.85)
    area = image.copy(upper.x(), upper.y(), lower.x() - upper.x(), lower.y() - upper.y())
    colors = [
        area.pixelColor(x, y).name() for x in range(area.width()) for y in range(area.height())
    ]
    share = sum(color != "#e9ebed" for color in colors) / len(colors)
    assert 0.1 < share < 0.7


def test_that_hiding_order_and_opacity_reach_the_screen(shown: MapView) -> None:
    shown.set_layer_opacity("squares", 0.5)
    settle(shown)
    settle(shown)
    half = color_at(shown, 116.35, 36.85)
    assert 0x00 < half.red() < 0xE9
    shown.set_layer_visible("squares", False)
    settle(shown)
    settle(shown)
    assert color_at(shown, 116.35, 36.85).name() == "#e9ebed"
    heard: list[object] = []
    shown.told.connect(heard.append)
    layer_id, milliseconds = wait_for(
        shown.painted, lambda: shown.set_layer_visible("points", True)
    )
    settle(shown)
    shown.told.disconnect(heard.append)
    assert layer_id == "points"
    assert heard[0] == Loading(("points",))
    assert heard[-1] == Loading(())
    assert isinstance(milliseconds, float)
    shown.set_layer_order(["points", "squares"])
    assert evaluate(page_of(shown), "return mapPage.layers.states.map(({spec}) => spec.id);") == [
        "points",
        "squares",
    ]


def test_that_a_click_selects_the_topmost_and_tells_what_lies_below(shown: MapView) -> None:
    stacks: list[list[tuple[str, str]]] = []
    shown.stacked.connect(stacks.append)
    chosen = wait_for(shown.selected, lambda: click(shown, 116.45, 36.95))
    shown.stacked.disconnect(stacks.append)
    assert chosen == ["squares", ["1"]]
    assert stacks == [[("squares", "1"), ("squares", "0")]]
    assert evaluate(page_of(shown), "return document.querySelector('.stack').hidden;") is False
    again = wait_for(shown.selected, lambda: click(shown, 116.45, 36.95))
    assert again == ["squares", ["0"]]


def test_that_a_click_on_a_kept_map_is_answered_when_the_model_comes(shown: MapView) -> None:
    drawn = model(squares(), points(60, visible=False))
    shown.show_kept(keep(drawn))
    code = "return mapPage.layers.find('squares').data !== null;"
    while not evaluate(page_of(shown), code):
        pass
    assert color_at(shown, 116.35, 36.85) != BARE
    chosen: list[object] = []
    shown.selected.connect(lambda *told: chosen.append(told))
    click(shown, 116.45, 36.95)
    settle(shown)
    assert chosen == []
    told = wait_for(shown.selected, lambda: shown.set_model(drawn))
    assert told == ["squares", ["1"]]


def test_that_rows_that_changed_are_drawn_over_what_stands_there(shown: MapView) -> None:
    evaluate(page_of(shown), "document.querySelector('.sheet').dataset.stands = 'yes';")
    moved = dataclasses.replace(squares(), features=squares().features.iloc[:2])
    show(shown, model(moved))
    assert evaluate(page_of(shown), "return document.querySelectorAll('.sheet').length;") == 1
    assert (
        evaluate(page_of(shown), "return document.querySelector('.sheet').dataset.stands;") == "yes"
    )
    QTest.qWait(150)  # until the frame is composed
    assert color_at(shown, 116.9, 36.85) == BARE


def test_that_ctrl_adds_and_takes_away(shown: MapView) -> None:
    ctrl = Qt.KeyboardModifier.ControlModifier
    wait_for(shown.selected, lambda: click(shown, 116.35, 36.85))
    both = wait_for(shown.selected, lambda: click(shown, 116.9, 37.0, keys=ctrl))
    assert both == ["squares", ["0", "2"]]
    one = wait_for(shown.selected, lambda: click(shown, 116.35, 36.85, keys=ctrl))
    assert one == ["squares", ["2"]]


def test_that_a_click_beside_everything_selects_nothing(shown: MapView) -> None:
    wait_for(shown.selected, lambda: click(shown, 116.35, 36.85))
    assert wait_for(shown.selected, lambda: click(shown, 116.1, 36.6)) == ["", []]


def test_that_a_selection_from_outside_is_highlighted(shown: MapView) -> None:
    shown.select("squares", ["2", "not there"])
    settle(shown)
    settle(shown)
    assert evaluate(page_of(shown), SELECTED) == [2]
    image, edge = picture(shown), pixel_of(shown, 116.75, 37.0)
    colors = [image.pixelColor(edge.x() + x, edge.y()) for x in range(-4, 5)]
    assert any(color.red() < 0x70 and color.blue() > 0xC0 for color in colors)
    shown.select("squares", [])
    settle(shown)
    assert evaluate(page_of(shown), SELECTED) == []


def test_that_rows_are_highlighted_in_every_layer_of_their_table(view: MapView) -> None:
    spots = [shapely.Point(116.2, 37.2), shapely.Point(116.8, 36.7)]
    layers = (
        dataclasses.replace(squares(), table="zones"),
        layer("point", frame(spots[:1]), id="below", table="zones"),
        layer("point", frame(spots[1:]), id="above", table="zones"),
        layer("point", frame(spots), id="foreign", table="parks"),
    )
    show(view, model(*layers))
    view.select("above", ["0", "2"])
    settle(view)
    settle(view)
    chosen = "mapPage.selection.chosen.map(({ layer, positions }) => [layer.spec.id, ...positions])"
    wanted = [["squares", 0, 2], ["below", 0], ["above", 0]]
    assert evaluate(page_of(view), f"return {chosen};") == wanted
    image = picture(view)
    for longitude, latitude in ((116.2, 37.2), (116.8, 36.7), (116.3, 37.0), (116.75, 37.0)):
        at = pixel_of(view, longitude, latitude)
        near = [image.pixelColor(at.x() + x, at.y()) for x in range(-10, 11)]
        assert any(color.red() < 0x70 and color.blue() > 0xC0 for color in near), (
            longitude,
            latitude,
        )
    revision = view._server.revision("squares")
    assert revision is not None
    more = Toggle(Hit("squares", revision, 1))
    assert wait_for(view.selected, lambda: view._receive(more)) == ["squares", ["0", "2", "1"]]
    view.select("", [])


def test_that_a_selection_of_every_row_of_a_large_layer_arrives(view: MapView) -> None:
    many = points(30_000)
    show(view, model(many))
    view.select("points", list(many.features["id"]))
    settle(view)
    settle(view)
    assert evaluate(page_of(view), f"return {PLACES}.length;") == 30_000
    grab(view, "map-many-selected")
    found = many.features["id"].iloc[[4, 7]].to_list()
    for at in (np.array([4, 7]), None):
        view.select("points", found, at=at)
        settle(view)
        settle(view)
        assert evaluate(page_of(view), SELECTED) == [4, 7]
    view.select("", [])


def test_that_a_right_click_selects_and_asks_for_a_menu(shown: MapView) -> None:
    chosen: list[tuple[str, list[str]]] = []
    shown.selected.connect(lambda layer, ids: chosen.append((layer, ids)))
    right = Qt.MouseButton.RightButton
    longitude, latitude = wait_for(
        shown.context_requested, lambda: click(shown, 116.9, 37.0, button=right)
    )
    assert (longitude, latitude) == (pytest.approx(116.9, abs=0.01), pytest.approx(37.0, abs=0.01))
    assert chosen == [("squares", ["2"])]


def test_that_names_are_text_and_run_nothing(shown: MapView) -> None:
    refused: list[str] = []
    guard = shown.findChild(OnlyOwnScheme)
    assert isinstance(guard, OnlyOwnScheme)
    guard.refused.connect(refused.append)
    page = page_of(shown)
    wait_for(shown.selected, lambda: click(shown, 116.45, 36.95))
    evaluate(page, "await mapPage.hover.show(map_main.latLngToContainerPoint([36.95, 116.45]));")
    settle(shown)
    grab(shown, "map-nasty-name")
    seen = evaluate(
        page,
        "return [document.querySelector('.map-tip strong').textContent, document.images.length,"
        " document.querySelector('.stack').textContent, document.title];",
    )
    assert isinstance(seen, list)
    assert seen[0] == NASTY
    assert seen[1] == 0
    assert NASTY in str(seen[2])
    assert seen[3] != "hacked"
    assert refused == []


def test_that_the_page_can_reach_no_network_and_no_file(shown: MapView) -> None:
    guard = shown.findChild(OnlyOwnScheme)
    assert isinstance(guard, OnlyOwnScheme)
    for url in ("https://example.com/x.png", "file:///etc/hostname", "dzmap://other/x"):
        image = f"new Promise((f) => {{ const i = new Image(); i.onload = () => f('loaded'); i.onerror = () => f('refused'); i.src = '{url}'; }})"
        assert evaluate(page_of(shown), f"return {image};") == "refused"
        fetched = f"return fetch('{url}').then(() => 'loaded', () => 'refused');"
        assert evaluate(page_of(shown), fetched) == "refused"
    evaluate(
        page_of(shown), "try { window.eval('1'); } catch { return; } throw new Error('eval ran');"
    )


def test_that_the_page_cannot_be_led_elsewhere(shown: MapView) -> None:
    page = page_of(shown)
    page.runJavaScript("window.location = 'https://example.com/'")
    settle(shown)
    assert page.url() == QUrl("dzmap://app/")


def test_that_the_view_is_told_and_can_be_set(shown: MapView) -> None:
    bounds = wait_for(shown.view_changed, lambda: shown.zoom_to((116.4, 36.9, 116.6, 37.1)))[0]
    assert isinstance(bounds, tuple)
    assert bounds[0] < 116.4
    assert bounds[2] > 116.6
    assert bounds[1] < 36.9
    assert bounds[3] > 37.1
    (scale,) = wait_for(shown.scale_changed, lambda: shown.zoom_to_scale(250_000))
    assert scale == pytest.approx(250_000, rel=1e-6)


def test_that_the_same_extent_keeps_the_view_and_another_moves_it(shown: MapView) -> None:
    wait_for(shown.view_changed, lambda: shown.zoom_to_scale(250_000))
    kept = evaluate(page_of(shown), "return map_main.getZoom();")
    show(shown, model(squares()))
    assert evaluate(page_of(shown), "return map_main.getZoom();") == kept
    other = dataclasses.replace(model(squares()), extent=(100.0, 30.0, 101.0, 31.0))
    (bounds,) = wait_for(shown.view_changed, lambda: shown.set_model(other))
    assert isinstance(bounds, tuple)
    assert 98.0 < bounds[0] < 100.0
    assert 101.0 < bounds[2] < 103.0


def test_that_a_picture_has_no_tools_but_says_that_it_is_a_sample(
    view: MapView, tmp_path: Path
) -> None:
    show(view, model(squares(), sample=True, schematic=True))
    path = tmp_path / "图 一.png"
    written = Written()
    assert wait_for(written.told, lambda: save_png(view.take_picture, path, written.told.emit)) == [
        True
    ]
    image = QImage(str(path))
    assert image.width() >= view.width()
    tools = [image.pixelColor(x, 30).name() for x in range(20, 180)]
    assert "#0f5a9e" not in tools  # the pressed tool's border
    badge = [image.pixelColor(image.width() // 2 + x, 22).name() for x in range(-80, 80)]
    assert "#fff4dc" in badge
    settle(view)
    assert evaluate(page_of(view), "return document.documentElement.className;") == ""


def sample_like() -> MapModel:
    """Real outlines, zones and six verdicts, from the report helpers."""
    from tests.helpers.report_samples import city_model

    return city_model(400)


def test_that_the_city_is_drawn_with_legend_labels_and_scale(view: MapView) -> None:
    view.resize(820, 550)
    show(view, sample_like())
    settle(view)
    grab(view, "map-city")
    texts = evaluate(
        page_of(view),
        "return [document.querySelector('.legend').innerText, document.querySelector('.scale-bar').innerText];",
    )
    assert isinstance(texts, list)
    for wanted in ("图例", "鼓励准入", "禁止准入", "国家级开发区"):
        assert wanted in texts[0]
    assert "km" in texts[1]
    labels = evaluate(page_of(view), "return mapPage.layers.find('counties').texts.size;")
    assert labels == 11
    view.resize(640, 480)


def test_that_a_layer_which_cannot_be_packed_leaves_the_others(view: MapView) -> None:
    broken: MapLayer = dataclasses.replace(squares(), id="broken", kind="polygon")
    broken = dataclasses.replace(broken, classes=broken.classes * 128)
    show_only(view, model(broken, squares()), "squares")


def show_only(view: MapView, shown: MapModel, wanted: str) -> None:
    seen = wait_for(view.painted, lambda: view.set_model(shown))
    assert seen[0] == wanted


def test_that_the_map_comes_back_as_it_was_after_its_process_died(qapp: QApplication) -> None:
    view = open_map(900, 640)
    sketches: list[object] = []
    view.told.connect(lambda one: sketches.extend([one] if isinstance(one, Sketch) else []))
    show(view, model(squares(), points(60, visible=False)))
    bring_into_a_state(view)
    before = state_of(view)
    assert before == STATE | {"view": before["view"], "sketched": 1}
    pictures: list[object] = []
    process = page_of(view).renderProcessPid()
    view.take_picture(pictures.append)
    wait_for(view.restarted, lambda: os.kill(process, signal.SIGKILL))
    assert pictures == [None]
    wait_for(view.painted, lambda: None)
    settle(view)
    settle(view)
    assert state_of(view) == before | {"sketched": 0}
    assert sketches
    close_map(view)


def bring_into_a_state(view: MapView) -> None:
    """Everything that can be set on a map is set to something unusual."""
    view.set_layer_visible("points", True)
    view.set_layer_opacity("squares", 0.4)
    view.set_layer_order(["points", "squares"])
    view.select("squares", ["2"])
    view.set_theme(dark=True, text_scale=1.5)
    view.set_hint("提示")
    ground = {"id": "b1", "vector": False, "attribution": "影像", "opacity": 0.5, "layers": []}
    ground |= {"bounds": [116, 36, 117, 38], "coarsest": 0, "finest": 12}
    view.tell("baseMaps", keep=True, maps=[ground])
    view.tell("browse", keep=True, crumbs=["齐河", "一园"], note="两级")
    box = [116.4, 36.9, 116.42, 36.92]
    view.tell("inset", keep=True, shown=True, title="附", bounds=box, labelled=[])
    view.tell("placeMark", keep=True, place={"longitude": 116.5, "latitude": 37.0})
    ring = [[116.4, 36.9], [116.5, 36.9], [116.5, 37.0]]
    view.tell("preview", keep=True, before=[ring], after=[])
    view.set_tool("draw_polygon")
    wait_for(view.view_changed, lambda: view.zoom_to_scale(300_000))
    wait_for(view.view_changed, lambda: press(view, Qt.Key.Key_Right))
    wait_for(view.told, lambda: view.tell("sketchVertex", longitude=116.5, latitude=37.0))
    settle(view)


STATE: dict[str, object] = {
    "layers": [["points", True, 1], ["squares", True, 0.4]],
    "selected": [2],
    "tool": "draw_polygon",
    "looks": "dark 1.5",
    "hint": "提示",
    "ground": ["b1"],
    "credits": "影像",
    "crumbs": "齐河一园",
    "inset": "附",
    "marked": True,
    "preview": 1,
}


def state_of(view: MapView) -> dict[str, object]:
    """What the page says of itself."""
    code = """
    const { layers, selection, tools, baseMaps, browse, inset, placeMark, preview } = mapPage;
    const centre = map_main.getCenter(), root = document.documentElement;
    const rounded = (value) => Math.round(value * 1e6) / 1e6;
    return {
      layers: layers.states.map(({ spec }) => [spec.id, spec.visible, spec.opacity]),
      selected: selection.chosen.flatMap(({ positions }) => [...positions]),
      tool: tools.tool,
      looks: `${root.className} ${root.style.getPropertyValue("--text-scale")}`,
      hint: document.querySelector(".hint").textContent,
      ground: [...baseMaps.layers.keys()],
      credits: baseMaps.credits.textContent,
      crumbs: browse.root.hidden ? null : browse.path.textContent,
      inset: inset.root.hidden ? null : inset.title.textContent,
      marked: map_main.hasLayer(placeMark.marker),
      preview: preview.before.length,
      view: [centre.lng, centre.lat, map_main.getZoom()].map(rounded),
      sketched: tools.sketch.vertices.length,
    };
    """
    found = evaluate(page_of(view), code)
    assert isinstance(found, dict)
    return found


def test_that_a_map_whose_process_keeps_dying_gives_up(qapp: QApplication) -> None:
    view = open_map()
    for _ in range(3):
        process = page_of(view).renderProcessPid()
        wait_for(view.restarted, partial(os.kill, process, signal.SIGKILL))
    process = page_of(view).renderProcessPid()
    (sentence,) = wait_for(view.failed, lambda: os.kill(process, signal.SIGKILL))
    assert str(sentence).startswith("地图组件未能启动")
    close_map(view)


def test_that_calls_before_the_page_is_ready_are_made_up_for(qapp: QApplication) -> None:
    view = MapView()
    view.resize(400, 300)
    told: list[bool] = []
    save_png(view.take_picture, Path("nowhere.png"), told.append)
    assert told == [False]
    view.set_model(model(squares()))
    view.set_tool("pan")
    view.select("squares", ["1"])
    view.show()
    wait_for(view.painted, lambda: None)
    settle(view)
    state = evaluate(page_of(view), f"return [mapPage.tools.tool, {PLACES}];")
    assert state == ["pan", [1]]
    close_map(view)


def test_that_only_checked_messages_pass(shown: MapView, caplog: pytest.LogCaptureFixture) -> None:
    host = shown.findChild(PageHost)
    assert isinstance(host, PageHost)
    heard: list[object] = []
    host.received.connect(heard.append)
    host.bridge.fromPage('{"type": "click", "longitude": "x"}')
    host.received.disconnect(heard.append)
    assert heard == []
    assert "refused a message" in caplog.text


def press(
    view: MapView, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    web = view.findChild(QWebEngineView)
    assert isinstance(web, QWebEngineView)
    target = web.focusProxy()
    assert target is not None
    evaluate(page_of(view), "map_main.getContainer().focus();")
    QTest.keyClick(target, key, keys)


def test_that_keys_move_and_zoom_the_map(shown: MapView) -> None:
    press(shown, Qt.Key.Key_Escape)
    (full,) = wait_for(shown.view_changed, lambda: press(shown, Qt.Key.Key_0))
    (moved,) = wait_for(shown.view_changed, lambda: press(shown, Qt.Key.Key_Right))
    assert isinstance(full, tuple)
    assert isinstance(moved, tuple)
    width = full[2] - full[0]
    assert moved[0] - full[0] == pytest.approx(0.1 * width, rel=0.02)
    shift = Qt.KeyboardModifier.ShiftModifier
    (far,) = wait_for(shown.view_changed, lambda: press(shown, Qt.Key.Key_Left, shift))
    assert isinstance(far, tuple)
    assert moved[0] - far[0] == pytest.approx(0.5 * width, rel=0.02)
    (closer,) = wait_for(shown.scale_changed, lambda: press(shown, Qt.Key.Key_Plus))
    (wider,) = wait_for(shown.scale_changed, lambda: press(shown, Qt.Key.Key_Minus))
    assert isinstance(closer, float)
    assert wider == pytest.approx(closer * 2, rel=0.3)
    (again,) = wait_for(shown.view_changed, lambda: press(shown, Qt.Key.Key_0))
    assert again == pytest.approx(full)


def test_that_escape_first_leaves_the_tool(shown: MapView) -> None:
    (tool,) = wait_for(shown.tool_changed, lambda: shown.set_tool("pan"))
    assert tool == "pan"
    (tool,) = wait_for(shown.tool_changed, lambda: press(shown, Qt.Key.Key_Escape))
    assert tool == "select"


def test_that_a_page_outliving_its_server_gets_no_answer_and_no_error(
    qapp: QApplication,
) -> None:
    view = open_map()
    try:
        handler = view.findChild(SchemeHandler)
        assert handler is not None
        handler.close()
        asked = "return fetch('dzmap://app/layers/any/1').then((r) => (r.ok ? 'answer' : 'none'), () => 'none');"
        assert evaluate(page_of(view), asked) == "none"
    finally:
        close_map(view)
