"""Whatever a name says, the page shows it as text: no element more, no script."""

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from dzmap.services.map_model import MapModel
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView
from tests.helpers.map_models import EXTENT, model, points, squares
from tests.helpers.map_page import close_map, evaluate, open_map, page_of, show

register_scheme()
HOSTILE = (
    "<img src=x onerror='window.hacked = 1'>"
    "</script><script>window.hacked = 1</script>"
    "<svg onload='window.hacked = 1'><b>{{7*7}}${7*7}</b>"
    '"><iframe src="javascript:window.hacked = 1"></iframe>'
    "\u202e\u2066gpj.exe<i>\u2069"
)


@pytest.fixture(scope="module")
def view(qapp: QApplication) -> Iterator[MapView]:
    view = open_map(1000, 700)
    yield view
    close_map(view)


def named(text: str) -> MapModel:
    """A model in which every text that can come from data is this one."""
    layers = []
    for layer in (squares(), points(30)):
        features = layer.features.assign(name=text)
        column, label = layer.tooltip[0] if layer.tooltip else ("name", "")
        classes = tuple(dataclasses.replace(one, label=text) for one in layer.classes)
        told = ((column, text), ("name", label or text))
        layers.append(
            dataclasses.replace(
                layer,
                features=features,
                title=text,
                group=text,
                legend_title=text,
                classes=classes,
                tags=(text,),
                tooltip=told,
            )
        )
    return model(*layers, title=text, notes=(text,))


def elements_with(view: MapView, text: str) -> tuple[list[str], str]:
    """The tags of all elements once everything has shown the text, and what can be read."""
    show(view, named(text))
    view.set_hint(text)
    view.tell("toolBar", lines=[text])
    view.set_tool("measure_distance")
    view.tell("toolBar", lines=[text, text])
    view.tell("browse", crumbs=[text, text], note=text)
    box = [116.5, 36.95, 116.51, 36.96]
    view.tell("inset", shown=True, title=text, bounds=box, labelled=["squares"])
    ground: dict[str, object] = {
        "id": "b7",
        "vector": False,
        "attribution": text,
        "opacity": 1.0,
        "layers": [text],
    }
    ground |= {"bounds": list(EXTENT), "coarsest": 0, "finest": 3}
    view.tell("baseMaps", maps=[ground])
    code = """
      const at = map_main.latLngToContainerPoint([36.95, 116.45]);
      await mapPage.hover.show(at);
      const hits = mapPage.hitsAt(at);
      mapPage.stack.show(hits);
      await mapPage.stack.write();
      map_main.getContainer().focus();
      mapPage.walk.step(1);
      mapPage.description.refresh();
      await new Promise((f) => setTimeout(f, 250));
      const all = [...document.querySelectorAll("*")].filter((one) => !one.closest(".leaflet-map-pane"));
      const said = all.flatMap((one) => [one.title, one.getAttribute("aria-label") ?? ""]);
      return [all.map((one) => one.tagName).sort(), `${document.body.innerText}\\n${said.join("\\n")}`,
        window.hacked ?? null, document.querySelectorAll("[onerror], [onload], iframe, img:not(.leaflet-tile)").length];
    """
    found = evaluate(page_of(view), code)
    assert isinstance(found, list)
    assert found[2:] == [None, 0]
    return found[0], found[1]


def test_that_no_text_becomes_an_element(view: MapView) -> None:
    harmless, read = elements_with(view, "名称")
    times = read.count("名称")
    assert times >= 15
    elements, read = elements_with(view, HOSTILE)
    assert elements == harmless
    assert read.count(HOSTILE) == times
