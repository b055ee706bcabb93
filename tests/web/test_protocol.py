"""The page acts on nothing that the program did not mean: every message is checked field by field."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from dzmap.mapping.messages import write
from dzmap.mapping.scene import describe
from dzmap.ui.map.page_host import PageHost
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView
from tests.helpers.map_models import model, points, squares
from tests.helpers.map_page import close_map, evaluate, open_map, page_of

register_scheme()
PLACE = {"longitude": 116.5, "latitude": 37.0}
BOUNDS = [116.0, 36.0, 117.0, 38.0]
RING = [[116.4, 36.9], [116.5, 36.9], [116.5, 37.0]]


def scene() -> dict[str, Any]:
    """A scene in which no field is left out."""
    description = describe(model(squares(), points(3), notes=("注",)), {"squares": 7, "points": 8})
    content: dict[str, Any] = json.loads(write("scene", **description))
    square, point = content["layers"]
    square["tags"] = ["标"]
    square["coarsest"] = point["coarsest"] = square["label"]["coarsest"] = 9.0
    square["classes"][0]["symbol"]["dash"] = [4.0, 2.0]
    point["label"] = square["label"]
    point["heat"] = {"radius": 20.0, "ramp": ["#FFFFFF", "#B0201A"]}
    point["clusters"] = {"radius": 20.0, "finest": 12.0}
    point["classes"] = point["classes"][:1]
    return content


def samples() -> dict[str, dict[str, Any]]:
    """One message of each kind with something in every field."""
    ground = {"id": "b1", "vector": False, "attribution": "影像", "opacity": 0.5}
    ground |= {"bounds": BOUNDS, "coarsest": 0, "finest": 12, "layers": ["水系"]}
    feature = {"layer": "zones", "position": 3}
    contents: dict[str, dict[str, Any]] = {
        "scene": scene(),
        "visible": {"layer": "zones", "visible": True},
        "opacity": {"layer": "zones", "opacity": 0.5},
        "order": {"layers": ["a", "b"]},
        "selection": {"parts": [{"layer": "zones", "revision": 1, "count": 3}], "number": 2},
        "zoomTo": {"bounds": BOUNDS},
        "zoomFull": {},
        "zoomScale": {"scale": 50_000.0},
        "view": {**PLACE, "zoom": 9.25},
        "tool": {"name": "pan"},
        "toolBar": {"lines": ["12 米"]},
        "editShape": {"places": RING, "starts": [0], "closed": True, "feature": feature},
        "preview": {"before": [RING], "after": [RING]},
        "sketchVertex": PLACE,
        "placeMark": {"place": PLACE},
        "hint": {"text": "提示"},
        "theme": {"dark": True, "contrast": False, "textScale": 1.3},
        "chrome": {"shown": True},
        "baseMaps": {"maps": [ground]},
        "browse": {"crumbs": ["齐河"], "note": "一"},
        "inset": {"shown": True, "title": "附", "bounds": BOUNDS, "labelled": ["zones"]},
    }
    return {kind: json.loads(write(kind, **content)) for kind, content in contents.items()}


NULL_ALLOWED = {
    "placeMark.place",
    "inset.bounds",
    "scene.layers.label",
    "scene.layers.label.coarsest",
    "scene.layers.heat",
    "scene.layers.clusters",
    "scene.layers.coarsest",
}
"""Fields that may say that there is nothing; all others must hold what their sample holds."""

_TRY_EVERY_DAMAGE = """
  const WRONG = [null, NaN, Infinity, 1, "1", true, [], {}, ["#000000"]];
  const kindOf = (value) => (value === null ? "null" : Array.isArray(value) ? "list" : typeof value);
  const stateOf = () => [document.body.outerHTML, map_main.getCenter(), map_main.getZoom(),
    mapPage.layers.states, mapPage.tools.tool, mapPage.preview.before].map((one) => JSON.stringify(one)).join();
  const sample = JSON.stringify(message), before = stateOf(), accepted = [];
  let tried = 0;
  const attempt = (what, damaged) => {
    tried++;
    try { mapPage.apply(damaged); } catch { return; }
    accepted.push(what);
  };
  const damage = (path) => {
    const holderOf = (copy) => path.slice(0, -1).reduce((node, key) => node[key], copy);
    const name = path.at(-1), now = holderOf(message)[name];
    const where = [message.type, ...path.filter((key) => Number.isNaN(Number(key)))].join(".");
    for (const wrong of WRONG) {
      const same = kindOf(wrong) === kindOf(now) && (kindOf(now) !== "number" || Number.isFinite(wrong));
      if (same || (wrong === null && nullAllowed.includes(where))) continue;
      const copy = JSON.parse(sample);
      holderOf(copy)[name] = wrong;
      attempt(`${where} = ${kindOf(wrong)} ${String(wrong)}`, copy);
    }
    if (!Array.isArray(holderOf(message))) {
      const copy = JSON.parse(sample);
      delete holderOf(copy)[name];
      attempt(`${where} missing`, copy);
    }
    if (now !== null && typeof now === "object") for (const key of Object.keys(now)) damage([...path, key]);
  };
  for (const key of Object.keys(message)) damage([key]);
  return { accepted, tried, acted: stateOf() !== before };
"""


@pytest.fixture(scope="module")
def view(qapp: QApplication) -> Iterator[MapView]:
    view = open_map()
    yield view
    close_map(view)


def test_that_the_page_acts_on_nothing_malformed(view: MapView) -> None:
    kinds = evaluate(page_of(view), "return Object.keys(mapPage.handlers);")
    assert isinstance(kinds, list)
    assert set(kinds) == set(samples())
    values = f"const nullAllowed = {json.dumps(sorted(NULL_ALLOWED))};"
    for kind, message in samples().items():
        code = f"{values} const message = {json.dumps(message)}; {_TRY_EVERY_DAMAGE}"
        found = evaluate(page_of(view), code)
        assert isinstance(found, dict)
        assert found["accepted"] == []
        assert found["tried"] >= 7, kind
        assert not found["acted"], kind


def test_that_the_page_refuses_values_out_of_range(view: MapView) -> None:
    good = samples()
    colored = copy.deepcopy(good["scene"])
    colored["layers"][0]["classes"][0]["symbol"]["fill"] = "url(https://example.com)"
    for message in (
        {"type": "constructor"},
        {"type": "__proto__"},
        {},
        None,
        "{",
        '{"type": "zoomScale", "scale": NaN}',
        good["opacity"] | {"opacity": 2},
        good["zoomTo"] | {"bounds": [1, 2, 3]},
        good["zoomTo"] | {"bounds": [3, 0, 1, 1]},
        good["zoomScale"] | {"scale": 0.5},
        {**good["selection"], "parts": [good["selection"]["parts"][0] | {"revision": -1}]},
        good["theme"] | {"textScale": 9},
        {**good["baseMaps"], "maps": [good["baseMaps"]["maps"][0] | {"id": "../b1"}]},
        colored,
    ):
        code = f"try {{ mapPage.apply({json.dumps(message)}); return true; }} catch {{ return false; }}"
        assert evaluate(page_of(view), code) is False, message


def test_that_the_page_takes_every_kind_and_reports_what_it_refuses(
    view: MapView, caplog: pytest.LogCaptureFixture
) -> None:
    host = view.findChild(PageHost)
    assert isinstance(host, PageHost)
    host.bridge.toPage.emit('{"type": "zoomScale", "scale": "1"}')
    evaluate(page_of(view), "await new Promise((f) => setTimeout(f, 20));")
    assert "fault in the page: Uncaught Error: malformed message zoomScale" in caplog.text
    for message in samples().values():
        evaluate(page_of(view), f"mapPage.apply({json.dumps(message)});")
