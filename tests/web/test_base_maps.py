"""Base maps in the real page: their pixels, their credits, and that nothing else gets in."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from dzmap.mapping.tiles import TileShelf
from dzmap.storage.mbtiles import MbtilesReader
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView
from tests.helpers.base_map_files import plain_png, vector_layers, vector_tile, write_mbtiles
from tests.helpers.map_models import NASTY, frame, layer, model
from tests.helpers.map_page import close_map, evaluate, open_map, page_of, picture, pixel_of, show
from tests.helpers.tile_service import tile_service

register_scheme()

MIDDLE = (116.55, 37.02)
WATER = "#c6dcea"  # base_map_style.js


def tile_at(zoom: int) -> tuple[int, int, int]:
    side = 1 << zoom
    lat = math.asinh(math.tan(math.radians(MIDDLE[1])))
    return zoom, int((MIDDLE[0] + 180) / 360 * side), int((1 - lat / math.pi) / 2 * side)


@pytest.fixture(scope="module")
def view(qapp: QApplication) -> Iterator[MapView]:
    view = open_map(500, 400)
    far = frame([shapely.box(116.0, 36.5, 116.02, 36.52), shapely.box(116.98, 37.48, 117.0, 37.5)])
    show(view, model(layer("polygon", far)))
    yield view
    close_map(view)


@pytest.fixture
def shelf(view: MapView) -> Iterator[TileShelf]:
    shelf = TileShelf()
    view.serve_tiles(shelf)
    yield shelf
    view.tell("baseMaps", keep=True, maps=[])


def lay(view: MapView, base: str, **more: object) -> None:
    content: dict[str, object] = {
        "id": base,
        "vector": False,
        "attribution": "",
        "opacity": 1.0,
        "bounds": [115.0, 36.0, 118.0, 39.0],
        "coarsest": 0,
        "finest": 6,
        "layers": [],
    }
    view.tell("baseMaps", keep=True, maps=[content | more])


def wait_for_colour(view: MapView, wanted: str) -> str:
    """The colour in the middle, once it is the wanted one or ten seconds are over."""
    place = pixel_of(view, *MIDDLE)
    loop, seen = QEventLoop(), [""]

    def look() -> None:
        seen[0] = QColor(picture(view).pixel(place)).name()
        if seen[0] == wanted:
            loop.quit()

    timer = QTimer(interval=100)
    timer.timeout.connect(look)
    timer.start()
    QTimer.singleShot(10_000, loop, loop.quit)
    loop.exec()
    timer.stop()
    return seen[0]


def test_that_raster_tiles_are_seen_and_enlarged_beyond_their_last_level(
    view: MapView, shelf: TileShelf, tmp_path: Path
) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", {tile_at(6): plain_png(200, 30, 40)})
    lay(view, shelf.put(MbtilesReader().open(path)), attribution=NASTY)
    assert wait_for_colour(view, "#c81e28") == "#c81e28"
    said = "return [document.querySelector('.map-credits').textContent, document.title];"
    found = evaluate(page_of(view), said)
    assert isinstance(found, list)
    assert found[0] == NASTY
    assert found[1] != "hacked"


def test_that_vector_tiles_are_drawn_without_webgl(
    view: MapView, shelf: TileShelf, tmp_path: Path
) -> None:
    tile = vector_tile("water", (0, 0, 4096, 4096), name="湖")
    path = write_mbtiles(
        tmp_path / "a.mbtiles", {tile_at(6): tile}, format="pbf", json=vector_layers("water")
    )
    lay(view, shelf.put(MbtilesReader().open(path)), vector=True, layers=["water"])
    assert wait_for_colour(view, WATER) == WATER


def test_that_garbage_in_a_tile_leaves_the_page_alive(
    view: MapView, shelf: TileShelf, tmp_path: Path
) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", {tile_at(6): b"\x1a\xff\xff\xff\x0fnonsense"})
    lay(view, shelf.put(MbtilesReader().open(path)), vector=True)
    assert evaluate(page_of(view), "await new Promise((r) => setTimeout(r, 300)); return 1;") == 1


def test_that_the_page_reaches_nothing_but_the_program(view: MapView, shelf: TileShelf) -> None:
    with tile_service(plain_png(1, 2, 3)) as outside:
        tried = f"""
          const url = "{outside.address}/tile.png";
          const image = new Promise((done) => {{
            const picture = new Image();
            picture.onload = () => done("loaded");
            picture.onerror = () => done("refused");
            picture.src = url;
          }});
          const layer = L.tileLayer("{outside.address}/{{z}}/{{x}}/{{y}}").addTo(map_main);
          const fetched = fetch(url, {{ mode: "no-cors" }}).then(() => "loaded", () => "refused");
          const both = [await image, await fetched];
          layer.remove();
          return both;
        """
        assert evaluate(page_of(view), tried) == ["refused", "refused"]
        assert outside.asked == []
