"""One million points on the map: first painting, showing again, restyling, pointing, panning.

Run ``python benchmarks/map_points.py [--points N] [--no-peer]``. The window is real (QtWebEngine,
offscreen unless QT_QPA_PLATFORM says otherwise), the payload is built inside the measured time. QGIS
draws the same points, in the same run, if the system's python3 has it (Debian: python3-qgis).
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import geopandas as gpd
import numpy as np
import shapely
from PySide6.QtWidgets import QApplication

from benchmarks import _map_window as window
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView

LIMITS = {
    "first_ratio": 0.5,
    "again_ratio": 0.25,
    "pan_p95_ms": 20,
    "restyle_ms": 300,
    "hover_p95_ms": 30,
}


def sample_points(count: int) -> gpd.GeoDataFrame:
    """Seeded points around 60 centres, five classes, EPSG:4490."""
    rng = np.random.default_rng(2020)
    centres = rng.uniform([115.8, 36.5], [117.5, 37.9], (60, 2))
    places = centres[rng.integers(0, 60, count)] + rng.normal(0, 0.05, (count, 2))
    columns = {
        "id": np.arange(count).astype(str),
        "class": np.array(list(window.CLASSES))[rng.integers(0, len(window.CLASSES), count)],
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.points(places), crs=4490)


def main() -> int:
    """Measure and report; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--picture", default="", help="save what the map shows as PNG")
    options = parser.parse_args()
    register_scheme()
    _application = QApplication([])
    points = sample_points(options.points)
    print(f"{options.points:,} points, {window.WIDTH}×{window.HEIGHT}, 240 frames of panning")
    view = MapView()
    own = window.measure(view, window.model_of("point", points), options.picture)
    view.close()
    peer = None if options.no_peer else window.peer_milliseconds(points)
    return window.report(own, peer, LIMITS)


if __name__ == "__main__":
    sys.exit(main())
