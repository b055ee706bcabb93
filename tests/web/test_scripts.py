"""The page's own modules, one by one, in the browser that will run them."""

import base64
import json
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from dzmap.mapping.addresses import ORIGIN
from dzmap.mapping.payloads import pack, to_steps
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView
from tests.helpers.map_models import layer, points, squares
from tests.helpers.map_page import close_map, evaluate, open_map, page_of

register_scheme()


@pytest.fixture(scope="module")
def view(qapp: QApplication) -> Iterator[MapView]:
    view = open_map()
    yield view
    close_map(view)


def run(view: MapView, module: str, code: str, **values: object) -> object:
    """Run code with a module as ``m`` and JSON values by name."""
    names = "".join(f"const {name} = {json.dumps(value)};" for name, value in values.items())
    return evaluate(page_of(view), f"const m = await import('{ORIGIN}/{module}'); {names} {code}")


def test_that_the_grid_finds_what_a_search_through_all_finds(view: MapView) -> None:
    random = np.random.default_rng(3)
    clustered = random.normal(1_740_000_000, 40_000, (3000, 2))
    spread = random.uniform(1_000_000_000, 2_000_000_000, (300, 2))
    places = np.rint(np.concatenate([clustered, spread])).astype(int)
    wrong = run(
        view,
        "grid_index.js",
        """
        const x = Int32Array.from(places, (p) => p[0]), y = Int32Array.from(places, (p) => p[1]);
        x[5] = y[5] = -(2 ** 31);
        const index = new m.GridIndex(x, y, new Uint8Array(x.length));
        let wrong = 0;
        for (let i = 10; i < 200; i++) {
          const half = 10 ** (2 + (i % 7));
          const box = [x[i] - half, y[i] - half, x[i] + half, y[i] + half];
          const inside = (a, b) => a >= box[0] && a <= box[2] && b >= box[1] && b <= box[3];
          const expected = new Set([...x.keys()].filter((k) => k !== 5 && inside(x[k], y[k])));
          const found = new Set();
          for (const [from, to] of index.ranges(...box))
            for (let at = from; at < to; at++) if (inside(index.x[at], index.y[at])) found.add(index.positions[at]);
          if (found.size !== expected.size || [...found].some((k) => !expected.has(k))) wrong++;
        }
        return wrong;
        """,
        places=places.tolist(),
    )
    assert wrong == 0


@pytest.mark.parametrize("count", [0, 1])
def test_that_a_grid_over_next_to_nothing_works(view: MapView, count: int) -> None:
    code = """
      const x = new Int32Array(count).fill(7), y = new Int32Array(count).fill(9);
      const index = new m.GridIndex(x, y, new Uint8Array(count));
      return index.ranges(0, 0, 100, 100).length;
    """
    assert run(view, "grid_index.js", code, count=count) == count


def test_that_a_payload_reads_as_it_was_packed(view: MapView) -> None:
    packed = base64.b64encode(pack(squares())).decode()
    read = run(
        view,
        "payload.js",
        """
        const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
        const shapes = m.readPayload(bytes.buffer);
        return [shapes.kind, shapes.count, [...shapes.classes], [...shapes.boxes.subarray(0, 4)], shapes.seams];
        """,
        packed=packed,
    )
    assert isinstance(read, list)
    kind, count, codes, box, seams = read
    assert (kind, count, codes, seams) == ("polygon", 3, [0, 0, 1], None)
    x, y = to_steps(np.array([116.3, 116.7]), np.array([36.8, 37.2]))
    assert box == [x[0], y[1], x[1], y[0]]


@pytest.mark.parametrize("damage", ["cut", "magic", "empty"])
def test_that_a_damaged_payload_is_refused(view: MapView, damage: str) -> None:
    body = {
        "cut": pack(points())[:-40],
        "magic": b"XXXX" + pack(points())[4:],
        "empty": b"",
    }[damage]
    code = """
      const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
      try { m.readPayload(bytes.buffer); } catch (error) { return error.message; }
    """
    message = run(view, "payload.js", code, packed=base64.b64encode(body).decode())
    assert message in ("payload cut short", "not a layer payload")


def test_that_a_pixel_under_another_mixes_and_a_full_one_stays(view: MapView) -> None:
    code = """
      const sheet = new m.StampSheet(2);
      const stamp = (pixel) => ({ side: 2, pixels: new Uint32Array([pixel, 0, 0, 0]), inked: new Uint32Array([0]) });
      sheet.put(stamp(0x800000ff), 1, 1);   // half red
      sheet.put(stamp(0xffff0000), 1, 1);   // full blue below
      sheet.put(stamp(0xff00ff00), 1, 1);   // green below a full pixel
      sheet.put(stamp(0xffffffff), -5, 40); // outside
      return [...sheet.image.data.subarray(0, 4)];
    """
    assert run(view, "stamps.js", code) == [128, 0, 127, 255]


def test_that_a_million_points_in_one_place_are_one_stamp(view: MapView) -> None:
    code = """
      const count = 1e6, x = new Int32Array(count).fill(1.7e9), y = new Int32Array(count).fill(8e8);
      const art = new m.PointArt({ x, y, classes: new Uint8Array(count) });
      const zoom = 12, scale = 256 * 2 ** zoom / 2 ** 31;
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 257;
      const tile = { left: Math.floor(1.7e9 * scale / 256) * 256, top: Math.floor(8e8 * scale / 256) * 256, size: 257, zoom, ratio: 1 };
      const symbol = { mark: "disk", size: 6, fill: "#0072B2", fillOpacity: 1, line: "", lineWidth: 0, dash: [] };
      const start = performance.now();
      art.paint(canvas.getContext("2d"), tile, [{ symbol }]);
      const pixels = canvas.getContext("2d").getImageData(0, 0, 257, 257).data;
      return [pixels.filter((v, i) => i % 4 === 3 && v > 0).length, performance.now() - start, art.at(1.7e9, 8e8, 10).length];
    """
    answer = run(view, "points.js", code)
    assert isinstance(answer, list)
    painted, milliseconds, hits = answer
    assert 20 < painted < 80
    assert milliseconds < 1000
    assert hits == 1_000_000


def test_that_scale_and_zoom_are_each_other_s_inverse(view: MapView) -> None:
    code = "return [m.scaleAt(m.zoomForScale(50000, 37), 37), m.scaleAt(0, 0), m.toDegrees(...Object.values(m.toSteps(116.5, 36.8)))];"
    answer = run(view, "world.js", code)
    assert isinstance(answer, list)
    scale, world, place = answer
    assert scale == pytest.approx(50_000)
    assert world == pytest.approx(591_658_710.9, rel=1e-6)
    assert (place["lng"], place["lat"]) == (pytest.approx(116.5), pytest.approx(36.8))


def test_that_a_layer_may_have_no_features_at_all(view: MapView) -> None:
    empty = points(0)
    packed = base64.b64encode(pack(empty)).decode()
    code = """
      const { readPayload } = await import('dzmap://app/payload.js');
      const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
      return new m.PointArt(readPayload(bytes.buffer)).at(1, 1, 100).length;
    """
    assert run(view, "points.js", code, packed=packed) == 0
    assert len(layer("polygon", empty.features).features) == 0


def test_that_a_rank_stands_in_a_dark_disk_before_its_name(view: MapView) -> None:
    drawn = run(
        view,
        "labels.js",
        """
        const canvas = document.createElement("canvas");
        canvas.width = 300; canvas.height = 60;
        const context = canvas.getContext("2d");
        const style = { sizePt: 12, color: "#0B3B6B", bold: true, italic: false, spacing: 0, priority: 1,
                        minZoom: 0, disk: false, badge: true, halo: "#FFFFFF", fill: "" };
        const label = m.measure(context, { text: "12 齐河经开区", style });
        m.drawLabel(context, { ...label, x: 150, y: 30 });
        const left = 150 - label.width / 2;
        const at = (x) => [...context.getImageData(Math.round(x), 30, 1, 1).data].slice(0, 3);
        const plain = m.measure(context, { text: "齐河经开区", style });
        return { rank: label.rank, name: label.text, dark: at(left + 2), whole: label.width > plain.width,
                 bare: plain.rank === undefined };
        """,
    )
    assert drawn == {
        "rank": "12",
        "name": "齐河经开区",
        "dark": [0x1B, 0x27, 0x33],
        "whole": True,
        "bare": True,
    }


def test_that_no_ring_covers_the_line_of_another(view: MapView) -> None:
    code = """
      const sheet = new m.RingSheet(40, 20, [6, 3, 1]);
      sheet.add(10, 10, 5);
      sheet.add(14, 10, 5);
      sheet.add(39, 10, 5);
      const { data } = sheet.picture(["#FFFFFF", "#0000FF", "#000000"]);
      const at = (x, y) => [...data.subarray(4 * (y * 40 + x), 4 * (y * 40 + x) + 4)];
      return [at(15, 10), at(9, 10), at(12, 10), at(34, 10), at(0, 0)];
    """
    core, clear = [0, 0, 0, 255], [0, 0, 0, 0]
    found = run(view, "rings.js", code)
    assert isinstance(found, list)
    # The core of each ring inside the other one, and of the one that is cut by the border.
    assert [found[0], found[1], found[3]] == [core] * 3
    assert found[2][:3] == [255, 255, 255]
    assert found[4] == clear
