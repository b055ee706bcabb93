"""50 000 parcels on the map: first painting, showing again, restyling, pointing, panning.

Run ``python benchmarks/map_parcels.py [--parcels N] [--no-peer]``; see ``map_points.py``.
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
    "again_ratio": 0.5,
    "pan_p95_ms": 33.0,
    "restyle_ms": 500,
    "hover_p95_ms": 30,
}
VERTICES = 12


def sample_parcels(count: int) -> gpd.GeoDataFrame:
    """Seeded polygons with 12 vertices, up to 400 m across, five classes, EPSG:4490."""
    rng = np.random.default_rng(3)
    middle = np.c_[rng.uniform(115.9, 117.4, count), rng.uniform(36.6, 37.8, count)]
    angle = np.sort(rng.uniform(0, 2 * np.pi, (count, VERTICES)), axis=1)
    radius = rng.uniform(0.0008, 0.002, (count, VERTICES))
    x, y = middle[:, :1] + radius * np.cos(angle), middle[:, 1:] + radius * np.sin(angle)
    columns = {
        "id": np.arange(count).astype(str),
        "class": np.array(list(window.CLASSES))[rng.integers(0, len(window.CLASSES), count)],
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.polygons(np.stack([x, y], -1)), crs=4490)


def main() -> int:
    """Measure and report; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parcels", type=int, default=50_000)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--picture", default="", help="save what the map shows as PNG")
    options = parser.parse_args()
    register_scheme()
    _application = QApplication([])
    parcels = sample_parcels(options.parcels)
    print(f"{options.parcels:,} parcels, {window.WIDTH}×{window.HEIGHT}, 240 frames of panning")
    view = MapView()
    own = window.measure(view, window.model_of("polygon", parcels), options.picture)
    view.close()
    peer = None if options.no_peer else window.peer_milliseconds(parcels)
    return window.report(own, peer, LIMITS)


if __name__ == "__main__":
    sys.exit(main())
