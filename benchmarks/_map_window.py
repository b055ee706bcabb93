"""The real map window as benchmarks use it, and QGIS drawing the same layer."""

import dataclasses
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")

import geopandas as gpd
import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWebEngineCore import QWebEnginePage

from dzmap.core.symbols import Symbol
from dzmap.resources import design_tokens, geodata_path
from dzmap.services.map_model import MapLayer, MapModel, SymbolClass
from dzmap.ui.map.view import MapView

WIDTH, HEIGHT = 1200, 800
CLASSES = "abcde"
LIMIT_MS = 120_000
PEER = Path(__file__).parent / "peers" / "qgis_layer.py"
HOVER = """
(async function () {
  const map = window.map_main, size = map.getSize(), times = [];
  for (let i = 0; i < 40; i++) {
    const start = performance.now();
    const at = L.point(size.x * (0.3 + 0.01 * i), size.y * (0.3 + 0.01 * (i * 7 % 40)));
    const [hit] = window.mapPage.hitsAt(at);
    if (!hit) continue;
    await window.mapPage.source.facts(hit);
    times.push(performance.now() - start);
  }
  window.hoverTimes = times.length ? times : [-1];
  document.title = "hovered";
})();
"""
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


def colors(shift: int = 0) -> list[str]:
    """Five colours, begun at another one with ``shift``."""
    own = [*design_tokens()["group541"].values(), "#7B3FA0"][:5]
    return own[shift:] + own[:shift]


def classes_of(kind: str, shift: int = 0) -> tuple[SymbolClass, ...]:
    """A class with its colour for each of ``CLASSES``; polygons have a thin outline."""
    line = "#232323" if kind == "polygon" else ""
    return tuple(
        SymbolClass(value=value, label=value, symbol=Symbol(fill=color, line=line, line_width=1.0))
        for value, color in zip(CLASSES, colors(shift), strict=True)
    )


def model_of(kind: str, features: gpd.GeoDataFrame, *, visible: bool = False) -> MapModel:
    """The counties, and the features as a layer "many" that is not shown yet."""
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
    layer = MapLayer(
        id="many",
        title="对象",
        group="企业与项目",
        kind=kind,
        features=features,
        classes=classes_of(kind),
        visible=visible,
    )
    west, south, east, north = (float(value) for value in features.total_bounds)
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


def measure(view: MapView, model: MapModel, picture: str = "") -> dict[str, float]:
    """Milliseconds of showing, showing again, restyling, pointing, panning and zooming."""
    view.resize(WIDTH, HEIGHT)
    view.show()
    wait_for(lambda: view.set_model(model), view.painted, "counties")
    _, first = wait_for(lambda: view.set_layer_visible("many", True), view.painted, "many")
    view.set_layer_visible("many", False)
    _, again = wait_for(lambda: view.set_layer_visible("many", True), view.painted, "many")
    restyled = min(_restyled(view, model, shift) for shift in (1, 2, 3))
    page = page_of(view)
    wait_for(lambda: page.runJavaScript(HOVER), page.titleChanged, "hovered")
    hovers = np.array(json.loads(ask(page, "JSON.stringify(window.hoverTimes)")))
    wait_for(lambda: page.runJavaScript(PAN), page.titleChanged, "panned")
    frames = np.array(json.loads(ask(page, "JSON.stringify(window.panFrames)")))
    (zoomed,) = wait_for(lambda: page.runJavaScript(ZOOM), page.titleChanged)
    if picture:
        view.grab().save(picture)
    return {
        "first_ms": float(str(first)),
        "again_ms": float(str(again)),
        "restyle_ms": restyled,
        "hover_p95_ms": float(np.percentile(hovers, 95)),
        "pan_p50_ms": float(np.percentile(frames, 50)),
        "pan_p95_ms": float(np.percentile(frames, 95)),
        "pan_max_ms": float(frames.max()),
        "zoom_ms": float(str(zoomed).split()[1]),
    }


def page_of(view: MapView) -> QWebEnginePage:
    """The page inside the view."""
    page = view.findChild(QWebEnginePage)
    assert isinstance(page, QWebEnginePage)
    return page


def _restyled(view: MapView, model: MapModel, shift: int) -> float:
    base, many = model.layers
    other = dataclasses.replace(many, classes=classes_of(many.kind, shift), visible=True)
    begun = time.perf_counter()
    restyled = dataclasses.replace(model, layers=(base, other))
    wait_for(lambda: view.set_model(restyled), view.painted, "many")
    return (time.perf_counter() - begun) * 1000


def peer_milliseconds(
    features: gpd.GeoDataFrame, script: Path = PEER, *more: str
) -> dict[str, float] | None:
    """QGIS on the same features, which get WIDTH × HEIGHT pixels; None if it is not installed."""
    python = shutil.which("python3", path="/usr/bin")
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "many.gpkg"
        features.to_file(file, layer="many", engine="pyogrio")
        command = [python, str(script), str(file), "many", str(WIDTH), str(HEIGHT), *more]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        environment.pop("LD_LIBRARY_PATH", None)
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment, encoding="utf-8"
        )
    if done.returncode:
        print(f"QGIS 没有结果：{done.stderr.strip()[-300:]}")
        return None
    milliseconds: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return milliseconds


def report(own: dict[str, float], peer: dict[str, float] | None, limits: dict[str, float]) -> int:
    """Print all numbers with their limits (``first_ratio``, ``again_ratio`` of QGIS); 1 if one is missed."""
    for name, value in own.items():
        limit = f" ≤ {limits[name]:.0f}" if name in limits else ""
        print(f"  dzmap {name:13}{value:8.1f}{limit}")
    missed = [name for name, value in own.items() if value > limits.get(name, np.inf)]
    if peer is None:
        print("  QGIS: not measured")
    else:
        for name, value in peer.items():
            print(f"  QGIS  {name:13}{value:8.1f}")
        for name in ("first", "again"):
            ratio, limit = own[f"{name}_ms"] / peer["full_ms"], limits[f"{name}_ratio"]
            print(f"  ratio {name:13}{ratio:8.3f} ≤ {limit}")
            missed += [f"{name}_ratio"] if ratio > limit else []
    print(f"  missed: {', '.join(missed) or 'none'}")
    return 1 if missed else 0
