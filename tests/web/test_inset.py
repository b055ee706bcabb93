"""The inset map in the real page."""

from collections.abc import Iterator

import pytest
import shapely
from PySide6.QtWidgets import QApplication

from dzmap.mapping.messages import InsetSwitch
from dzmap.services.map_model import Label, MapModel
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView
from tests.helpers.map_models import frame, layer, model, points
from tests.helpers.map_page import close_map, evaluate, open_map, page_of, show, wait_for

register_scheme()

PARKS = (116.90, 36.60, 116.94, 36.64)
STATE = """
  const { inset } = mapPage;
  const box = document.querySelector(".inset-frame");
  return {
    hidden: inset.root.hidden, opener: inset.opener.hidden, frame: box.hidden,
    text: inset.root.textContent, name: inset.holder.getAttribute("aria-label"),
    inside: inset.map.getBounds().contains([[36.60, 116.90], [36.64, 116.94]]),
  };
"""


def _model() -> MapModel:
    boxes = [shapely.box(116.90, 36.60, 116.915, 36.64), shapely.box(116.92, 36.60, 116.94, 36.64)]
    label = Label(column="name", size_pt=9, color="#1B2733", min_zoom=15, disk=True)
    parks = layer("polygon", frame(boxes, name=["1", "2"]), id="parks", label=label)
    return model(layer("polygon", frame([shapely.box(116, 36.5, 117, 37.5)]), id="land"), parks)


@pytest.fixture(scope="module")
def view(qapp: QApplication) -> Iterator[MapView]:
    view = open_map(800, 520)
    show(view, _model())
    yield view
    close_map(view)


@pytest.fixture(autouse=True)
def told(view: MapView) -> None:
    view.zoom_full()
    tell(view)


def tell(view: MapView, *, shown: bool = True) -> None:
    view.tell(
        "inset", keep=True, shown=shown, title="齐河园区", bounds=list(PARKS), labelled=["parks"]
    )


def state(view: MapView) -> dict[str, object]:
    found = evaluate(page_of(view), STATE)
    assert isinstance(found, dict)
    return found


def mouse(kind: str) -> str:
    """Script: the mouse acts on the second park in the inset."""
    return f"""
      const {{ inset }} = mapPage;
      const at = inset.map.latLngToContainerPoint([36.62, 116.93]);
      const box = inset.holder.getBoundingClientRect();
      const place = {{ clientX: box.left + at.x, clientY: box.top + at.y, bubbles: true, detail: 1 }};
      inset.holder.dispatchEvent(new MouseEvent("{kind}", place));
    """


def test_that_the_inset_shows_the_parks_with_title_scale_and_frame(view: MapView) -> None:
    found = state(view)
    assert not found["hidden"]
    assert not found["frame"]
    assert found["inside"]
    assert found["opener"]
    assert str(found["text"]).startswith("齐河园区1:")
    assert found["name"] == "附图：齐河园区"


def test_that_the_numbers_of_the_parks_show_in_the_inset_only(view: MapView) -> None:
    code = """
      await new Promise((done) => setTimeout(done, 300));
      const shown = (labels) => labels.candidates(document.createElement("canvas").getContext("2d")).length;
      return [shown(mapPage.inset.labels), shown(mapPage.labels)];
    """
    assert evaluate(page_of(view), code) == [2, 0]


def test_that_points_do_not_hide_what_the_inset_shows(view: MapView) -> None:
    show(view, model(*_model().layers, points(50)))
    names = "return mapPage.inset.drawn().map(({ spec }) => spec.id);"
    assert evaluate(page_of(view), names) == ["land", "parks"]
    show(view, _model())


def test_that_a_click_in_the_inset_selects(view: MapView) -> None:
    selected = wait_for(view.selected, lambda: evaluate(page_of(view), mouse("click")))
    assert selected == ["parks", ["1"]]
    view.select("", [])


def test_that_a_double_click_in_the_inset_brings_the_main_map_there(view: MapView) -> None:
    wait_for(view.view_changed, lambda: evaluate(page_of(view), mouse("dblclick")))
    code = """
      const box = L.latLngBounds([[36.60, 116.92], [36.64, 116.94]]);
      return [mapPage.map.getBounds().contains(box), mapPage.map.getZoom()];
    """
    place = evaluate(page_of(view), code)
    assert isinstance(place, list)
    assert place[0]
    assert place[1] > 12


def test_that_the_inset_goes_once_the_main_map_shows_as_much(view: MapView) -> None:
    view.zoom_to(PARKS)
    assert state(view)["hidden"]
    assert state(view)["frame"]
    view.zoom_full()
    assert not state(view)["hidden"]


def test_that_the_inset_leaves_a_small_map_alone(view: MapView) -> None:
    view.resize(600, 300)
    evaluate(page_of(view), "await new Promise((done) => setTimeout(done, 200));")
    found = state(view)
    assert found["hidden"]
    assert found["opener"]
    view.resize(800, 520)
    evaluate(page_of(view), "await new Promise((done) => setTimeout(done, 200));")
    assert not state(view)["hidden"]


def test_that_the_page_tells_of_the_switch_and_offers_the_inset_again(view: MapView) -> None:
    close = "mapPage.inset.root.querySelector('button').click();"
    assert wait_for(view.told, lambda: evaluate(page_of(view), close)) == [InsetSwitch(False)]
    tell(view, shown=False)
    found = state(view)
    assert found["hidden"]
    assert not found["opener"]
    reopen = "mapPage.inset.opener.querySelector('button').click();"
    assert wait_for(view.told, lambda: evaluate(page_of(view), reopen)) == [InsetSwitch(True)]
