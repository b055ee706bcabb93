"""Selecting about 100 000 of a million points with a rectangle, from letting the button go to the highlight.

Run ``python benchmarks/selecting.py [--points N] [--no-peer]``. The map is real (QtWebEngine, offscreen
unless QT_QPA_PLATFORM says otherwise), the mouse drags the rectangle. ``told`` is when everybody knows the
selection, ``drawn`` when it stands on the map; the first drag finds nothing prepared. Then the same rows
are selected elsewhere (a table), which the map only shows. geopandas finds the same points with its
index; QGIS, if the system's python3 has it (Debian: python3-qgis), selects them by rectangle and draws.
"""

import argparse
import dataclasses
import sys
import time
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parents[1]))
import geopandas as gpd
import shapely
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks import _map_window as window
from benchmarks.map_points import sample_points
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.stage import MapStage
from dzmap.ui.map.view import MapView
from dzmap.ui.selecting.shape_desk import ShapeDesk
from dzmap.ui.selection import Selection

LIMITS = {"first_told": 300, "first_drawn": 300, "again_drawn": 300, "table_drawn": 300}
SHARE = 0.2  # of the view, on each side of the rectangle
NOTE_DRAWING = """
(function () {
  const layer = window.mapPage.selection, draw = layer.draw.bind(layer);
  let count = 0;
  layer.draw = function () {
    draw();
    // Drawing is put off until pixels are wanted.
    layer.canvas.getContext("2d").getImageData(0, 0, 1, 1);
    const places = layer.chosen.reduce((sum, { positions }) => sum + positions.length, 0);
    if (places) document.title = "drawn " + ++count + " " + places;
  };
})();
"""


class Drags:
    """A map of points on which rectangles are dragged."""

    def __init__(self, points: gpd.GeoDataFrame) -> None:
        self.selection = Selection()
        self.stage = MapStage(self.selection)
        self.view = MapView()
        self.stage.attach(self.view)
        self._owner = QObject()
        desk = SimpleNamespace(stage=self.stage, selection=self.selection, notices=None)
        self.desk = ShapeDesk(desk, self._owner)
        self.view.resize(window.WIDTH, window.HEIGHT)
        self.view.show()
        model = window.model_of("point", points, visible=True)
        counties, many = model.layers
        model = dataclasses.replace(
            model, layers=(counties, dataclasses.replace(many, table="enterprises"))
        )
        window.wait_for(lambda: self.stage.show(model), self.view.painted, "many")
        self.view.set_tool("select_box")
        self.page = window.page_of(self.view)
        window.ask(self.page, NOTE_DRAWING)

    def drag(self) -> tuple[float, float]:
        """Milliseconds from letting the button go until the selection is told, and drawn."""
        target = self._target()
        middle = QPoint(window.WIDTH // 2, window.HEIGHT // 2)
        reach = QPoint(int(window.WIDTH * SHARE / 2), int(window.HEIGHT * SHARE / 2))
        QTest.mouseMove(target, middle - reach)
        QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=middle - reach)
        for part in (0.0, 0.5, 1.0):
            QTest.mouseMove(target, middle + reach * part)
            QTest.qWait(50)
        told: list[float] = []
        note = self.selection.changed.connect(lambda: told.append(time.perf_counter()))
        begun = time.perf_counter()
        drawn = self._until_drawn(
            lambda: QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=middle + reach)
        )
        self.selection.changed.disconnect(note)
        return (told[0] - begun) * 1000, (drawn - begun) * 1000

    def select_elsewhere(self) -> float:
        """Milliseconds until the map shows what a table selected."""
        ids = self.selection.ids[1:]
        self.selection.clear()
        QTest.qWait(200)
        begun = time.perf_counter()
        drawn = self._until_drawn(lambda: self.selection.set("enterprises", ids))
        return (drawn - begun) * 1000

    def clear(self) -> None:
        """Select nothing and let the page come to rest."""
        self.selection.clear()
        QTest.qWait(300)

    def _until_drawn(self, start: object) -> float:
        window.wait_for(start, self.page.titleChanged)
        return time.perf_counter()

    def _target(self) -> QWidget:
        web = self.view.findChild(QWebEngineView)
        assert isinstance(web, QWebEngineView)
        target = web.focusProxy()
        assert target is not None
        return target


def peers(points: gpd.GeoDataFrame, ids: tuple[str, ...], *, qgis: bool) -> None:
    """Print what others take to select the same points."""
    sides = points[points["id"].isin(ids)].total_bounds
    shape = shapely.box(*sides)
    for name in ("first", "again"):
        begun = time.perf_counter()
        found = points["id"].iloc[points.sindex.query(shape, predicate="intersects")]
        spent = (time.perf_counter() - begun) * 1000
        print(f"  geopandas {name:12}{spent:8.1f} (finds {len(found):,})")
    script = Path(__file__).parent / "peers" / "qgis_select.py"
    peer = window.peer_milliseconds(points, script, *map(str, sides)) if qgis else None
    for name in ("select", "drawn"):
        if peer is not None:
            print(f"  QGIS      {name:12}{peer[name]:8.1f} (selects {peer['count']:,.0f})")


def main() -> int:
    """Measure and report; 1 if a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--picture", default="", help="save what the map shows as PNG")
    options = parser.parse_args()
    register_scheme()
    _application = QApplication([])
    points = sample_points(options.points)
    drags = Drags(points)
    own: dict[str, float] = {}
    own["first_told"], own["first_drawn"] = drags.drag()
    selected = drags.selection.ids
    print(f"{len(selected):,} of {options.points:,} points selected, milliseconds")
    if options.picture:
        QTest.qWait(300)  # until the frame has reached the widget
        drags.view.grab().save(options.picture)
    again = []
    for _ in range(5):
        drags.clear()
        again.append(drags.drag())
    own["again_told"], own["again_drawn"] = (max(column) for column in zip(*again, strict=True))
    own["table_drawn"] = drags.select_elsewhere()
    drags.view.close()
    for name, value in own.items():
        limit = f" ≤ {LIMITS[name]}" if name in LIMITS else ""
        print(f"  dzmap     {name:12}{value:8.1f}{limit}")
    peers(points, selected, qgis=not options.no_peer)
    missed = [name for name, limit in LIMITS.items() if own[name] > limit]
    print(f"  missed: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
