"""One million points on the map: from “show layer” to painted, and how smoothly it pans.

Run ``python benchmarks/map_points.py [--points N] [--no-peer]``. The window is real (QtWebEngine,
offscreen unless QT_QPA_PLATFORM says otherwise), the payload is built inside the measured time. QGIS
draws the same points, in the same run, if the system's python3 has it (Debian: python3-qgis).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")

import geopandas as gpd
import numpy as np
import shapely
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QApplication

from dzmap.core.symbols import Symbol
from dzmap.resources import design_tokens, geodata_path
from dzmap.services.map_model import MapLayer, MapModel, SymbolClass
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView

WIDTH, HEIGHT = 1200, 800
CLASSES = "abcde"
LIMIT_MS = 120_000
FIRST_RATIO, PAN_P95_MS = 0.5, 20
PEER = Path(__file__).parent / "peers" / "qgis_points.py"
PAN = """
(function () {
  const map = window.map_main, frames = [];
  let last = performance.now(), step = 0;
  function next(now) {
    frames.push(now - last);
    last = now;
    if (++step > 240) { window.panFrames = frames.slice(5); document.title = "panned"; return; }
    map.panBy([step % 120 < 60 ? 12 : -12, step % 60 < 30 ? 6 : -6], { animate: false });
    requestAnimationFrame(next);
  }
  requestAnimationFrame(next);
})();
"""
ZOOM = """
(function () {
  const start = performance.now();
  window.map_main.setZoom(window.map_main.getZoom() + 2, { animate: false });
  function look() {
    const waiting = document.querySelectorAll(".sheet > .sheet-tiles + .sheet-tiles").length;
    if (waiting) requestAnimationFrame(look);
    else document.title = "zoomed " + (performance.now() - start);
  }
  requestAnimationFrame(look);
})();
"""


def sample_points(count: int) -> gpd.GeoDataFrame:
    """Seeded points around 60 centres, five classes, EPSG:4490."""
    rng = np.random.default_rng(2020)
    centres = rng.uniform([115.8, 36.5], [117.5, 37.9], (60, 2))
    places = centres[rng.integers(0, 60, count)] + rng.normal(0, 0.05, (count, 2))
    columns = {
        "id": np.arange(count).astype(str),
        "class": np.array(list(CLASSES))[rng.integers(0, len(CLASSES), count)],
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.points(places), crs=4490)


def model_of(points: gpd.GeoDataFrame) -> MapModel:
    """The counties, and the points as a layer that is not shown yet."""
    colors = [*design_tokens()["group541"].values(), "#7B3FA0"]
    counties = gpd.read_file(geodata_path("counties.geojson"))
    ground = SymbolClass(value="", label="县界", symbol=Symbol(fill="#FBFAF6", line="#A59B8B"))
    base = MapLayer(
        id="counties",
        title="县界",
        group="底图",
        kind="polygon",
        features=counties,
        classes=(ground,),
    )
    classes = tuple(
        SymbolClass(value=value, label=value, symbol=Symbol(fill=color))
        for value, color in zip(CLASSES, colors, strict=False)
    )
    layer = MapLayer(
        id="points",
        title="点",
        group="企业与项目",
        kind="point",
        features=points,
        classes=classes,
        visible=False,
    )
    west, south, east, north = (float(value) for value in points.total_bounds)
    return MapModel(layers=(base, layer), extent=(west, south, east, north))


def wait_for(start: object, signal: object, wanted: object = None) -> list[object]:
    """Call ``start`` and return what ``signal`` brings (the first whose first value is wanted)."""
    loop, got = QEventLoop(), []

    def take(*values: object) -> None:
        if wanted is None or values[0] == wanted:
            got.extend(values)
            loop.quit()

    signal.connect(take)  # type: ignore[attr-defined]
    QTimer.singleShot(LIMIT_MS, loop.quit)
    start()  # type: ignore[operator]
    loop.exec()
    signal.disconnect(take)  # type: ignore[attr-defined]
    if not got:
        raise TimeoutError(f"nothing within {LIMIT_MS} ms")
    return got


def ask(page: QWebEnginePage, expression: str) -> str:
    """The text that a JavaScript expression gives."""
    loop, got = QEventLoop(), []
    page.runJavaScript(expression, lambda value: (got.append(value), loop.quit()))
    loop.exec()
    return str(got[0])


def measure(points: gpd.GeoDataFrame, picture: str) -> dict[str, float]:
    """Milliseconds of the first painting and of the frames while panning."""
    view = MapView()
    view.resize(WIDTH, HEIGHT)
    view.show()
    wait_for(lambda: view.set_model(model_of(points)), view.painted, "counties")
    _, first = wait_for(lambda: view.set_layer_visible("points", True), view.painted, "points")
    page = view.findChild(QWebEnginePage)
    wait_for(lambda: page.runJavaScript(PAN), page.titleChanged, "panned")
    frames = np.array(json.loads(ask(page, "JSON.stringify(window.panFrames)")))
    (zoomed,) = wait_for(lambda: page.runJavaScript(ZOOM), page.titleChanged)
    if picture:
        view.grab().save(picture)
    view.close()
    return {
        "first_ms": float(str(first)),
        "zoom_ms": float(str(zoomed).split()[1]),
        "pan_p50_ms": float(np.percentile(frames, 50)),
        "pan_p95_ms": float(np.percentile(frames, 95)),
        "pan_max_ms": float(frames.max()),
    }


def peer_milliseconds(points: gpd.GeoDataFrame) -> dict[str, float] | None:
    """QGIS on the same points; None if it is not installed."""
    python = shutil.which("python3", path="/usr/bin")
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "points.gpkg"
        points.to_file(file, layer="points", engine="pyogrio")
        command = [python, str(PEER), str(file), str(WIDTH), str(HEIGHT)]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        environment.pop("LD_LIBRARY_PATH", None)
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment, encoding="utf-8"
        )
    if done.returncode:
        print(f"QGIS 没有结果：{done.stderr.strip()[-300:]}")
        return None
    seconds: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--picture", default="", help="save what the map shows as PNG")
    options = parser.parse_args()
    register_scheme()
    _application = QApplication([])
    points = sample_points(options.points)
    own = measure(points, options.picture)
    print(f"{options.points:,} points, {WIDTH}×{HEIGHT}, 240 frames of panning")
    for name, value in own.items():
        print(f"  dzmap {name:12} {value:8.1f}")
    met = own["pan_p95_ms"] <= PAN_P95_MS
    print(f"  pan p95 {own['pan_p95_ms']:.1f} ms (≤ {PAN_P95_MS})")
    peer = None if options.no_peer else peer_milliseconds(points)
    if peer is None:
        print("  QGIS: not measured")
        return 0 if met else 1
    for name, value in peer.items():
        print(f"  QGIS  {name:12} {value:8.1f}")
    ratio = own["first_ms"] / peer["full_ms"]
    print(f"  ratio first painting / QGIS {ratio:.3f} (≤ {FIRST_RATIO})")
    return 0 if met and ratio <= FIRST_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
