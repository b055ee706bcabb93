"""Points as heat map, clusters and circles by size, and layers between two scales, in the real page."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shapely
from PySide6.QtWidgets import QApplication

from dzmap.services.map_model import Clusters, Heat, Label, MapLayer
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView
from tests.helpers.map_models import classes, frame, layer, model, points, squares
from tests.helpers.map_page import close_map, evaluate, open_map, page_of, show

register_scheme()

LEGEND = "return document.querySelector('.legend').textContent;"
# Alpha of the drawn pixels at a place of the map.
INK = """
  const ink = (lng, lat) => {
    const { x, y } = map_main.project([lat, lng]);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 256;
    const context = canvas.getContext("2d");
    const { art, spec } = mapPage.layers.find("points");
    art.paint(context, { left: Math.round(x) - 128, top: Math.round(y) - 128, size: 256, zoom: map_main.getZoom(), ratio: 1 }, spec.classes);
    return (dx) => context.getImageData(128 + dx, 128, 1, 1).data[3];
  };
"""


@pytest.fixture(scope="module")
def view(qapp: QApplication) -> Iterator[MapView]:
    view = open_map()
    yield view
    close_map(view)


def crowd(**more: object) -> MapLayer:
    """Forty points next to each other, and one far away."""
    random = np.random.default_rng(4)
    near = random.uniform((116.400, 36.900), (116.402, 36.902), (40, 2))
    places = [*shapely.points(near), shapely.Point(116.8, 37.3)]
    return layer("point", frame(places), id="points", classes=classes(""), **more)


def test_that_heat_glows_where_points_are(view: MapView) -> None:
    show(view, model(crowd(heat=Heat(radius=20, ramp=("#EEEEFF", "#000088")))))
    code = INK + "const at = ink(116.401, 36.901); return [at(0), at(15), at(60)];"
    found = evaluate(page_of(view), code)
    assert isinstance(found, list)
    assert found[0] > found[1] > found[2] == 0
    assert "疏" in str(evaluate(page_of(view), LEGEND))


def test_that_weights_of_nothing_leave_no_glow(view: MapView) -> None:
    weighted = crowd(heat=Heat(radius=20, ramp=("#EEEEFF", "#000088"), weight_column="weight"))
    weights = [float("nan")] * 40 + [1.0]
    features = weighted.features.assign(weight=weights)
    show(view, model(replace(weighted, features=features)))
    code = INK + "return [ink(116.401, 36.901)(0), ink(116.8, 37.3)(0)];"
    found = evaluate(page_of(view), code)
    assert isinstance(found, list)
    assert found[0] == 0 < found[1]


def test_that_points_gather_in_one_disk_until_the_scale_is_large(view: MapView) -> None:
    show(view, model(crowd(clusters=Clusters(radius=60, finest=50_000))))
    code = """
      const { art } = mapPage.layers.find("points");
      art.useZoom(map_main.getZoom());
      const coarse = art.clusters.map(({ count }) => count);
      art.useZoom(17);
      return [coarse.sort((a, b) => a - b), art.hidesPoints(9), art.hidesPoints(17)];
    """
    assert evaluate(page_of(view), code) == [[1, 40], True, False]
    assert "聚合" in str(evaluate(page_of(view), LEGEND))


def test_that_a_click_on_a_disk_brings_its_points_near(view: MapView) -> None:
    show(view, model(crowd(clusters=Clusters(radius=60, finest=50_000))))
    code = """
      const before = map_main.getZoom();
      const at = map_main.latLngToContainerPoint([36.901, 116.401]);
      const box = map_main.getContainer().getBoundingClientRect();
      const place = { clientX: box.left + at.x, clientY: box.top + at.y, bubbles: true, detail: 1 };
      map_main.getContainer().dispatchEvent(new MouseEvent("click", place));
      await new Promise((done) => setTimeout(done, 300));
      const seen = map_main.getBounds().contains([[36.9, 116.4], [36.902, 116.402]]);
      const found = [seen, map_main.getZoom() > before + 2];
      map_main.setZoom(before, { animate: false });
      mapPage.camera.showAll();
      return found;
    """
    assert evaluate(page_of(view), code) == [True, True]


def test_that_points_in_one_place_are_listed_instead(view: MapView) -> None:
    places = [shapely.Point(116.4, 36.9)] * 5
    same = layer("point", frame(places), id="points", clusters=Clusters())
    show(view, model(same))
    code = """
      const at = map_main.latLngToContainerPoint([36.9, 116.4]);
      return mapPage.hitsAt(at).length;
    """
    assert evaluate(page_of(view), code) == 5


def test_that_sizes_decide_how_far_a_mark_reaches(view: MapView) -> None:
    sized = layer(
        "point",
        frame([shapely.Point(116.4, 36.9), shapely.Point(116.8, 37.3)], size=[40.0, 4.0]),
        id="points",
        size_column="size",
    )
    show(view, model(sized))
    code = (
        INK
        + """
      const hits = (lng, lat) => mapPage.hitsAt(map_main.latLngToContainerPoint([lat, lng]).add([15, 0])).length;
      return [ink(116.4, 36.9)(15) > 0, ink(116.8, 37.3)(15) > 0, hits(116.4, 36.9), hits(116.8, 37.3)];
    """
    )
    assert evaluate(page_of(view), code) == [True, False, 1, 0]


def test_that_a_layer_outside_its_scales_is_not_there(view: MapView) -> None:
    show(view, model(squares(), points(id="detail", coarsest=20_000.0, visible=False)))
    view.set_layer_visible("detail", True)
    code = """
      const there = () => [mapPage.layers.drawable.some(({ spec }) => spec.id === "detail"),
        document.querySelector(".legend").textContent.includes("admitted")];
      const far = there();
      map_main.setView([36.9, 116.4], 16, { animate: false });
      await new Promise((done) => setTimeout(done, 500));
      const near = there();
      mapPage.camera.showAll();
      return [far, near];
    """
    assert evaluate(page_of(view), code) == [[False, False], [True, True]]


def test_that_a_rule_and_a_scale_decide_what_is_labelled(view: MapView) -> None:
    label = Label(column="name", size_pt=10, color="#1B2733", rule_column="wanted", halo=False)
    ruled = layer(
        "point",
        frame([shapely.Point(116.4, 36.9), shapely.Point(116.7, 37.2)], wanted=[False, True]),
        label=label,
    )
    code = """
      await new Promise((done) => setTimeout(done, 300));
      return mapPage.labels.candidates(document.createElement("canvas").getContext("2d")).map(({ text }) => text);
    """
    show(view, model(ruled))
    assert evaluate(page_of(view), code) == ["名称1"]
    show(view, model(replace(ruled, label=replace(label, coarsest=1000.0))))
    assert evaluate(page_of(view), code) == []
