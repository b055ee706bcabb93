"""Memory of the map over 500 layer toggles and 200 restyles: ``python benchmarks/map_memory.py``.

Counts the program and its web processes together (proportional set size, Linux) after each round of
100 toggles and 40 restyles of 100 000 points and 5 000 parcels. The first round fills caches; from
then on memory must not grow by more than a tenth.
"""

import dataclasses
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks import _map_window as window
from benchmarks.map_parcels import sample_parcels
from benchmarks.map_points import sample_points
from benchmarks.window import pss_mib
from dzmap.services.map_model import MapModel
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView

ROUNDS, TOGGLES, RESTYLES = 5, 100, 40
MOST_GROWTH = 1.1
REST_MS = 3000  # garbage collection in the page


def model() -> MapModel:
    """Counties, parcels and points."""
    points = window.model_of("point", sample_points(100_000), visible=True)
    parcels = window.model_of("polygon", sample_parcels(5_000), visible=True)
    below = dataclasses.replace(parcels.layers[-1], id="parcels")
    return dataclasses.replace(points, layers=(points.layers[0], below, points.layers[-1]))


def rest() -> None:
    """Let the page come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(REST_MS, loop.quit)
    loop.exec()


def toggle(view: MapView) -> None:
    """Hide and show the points, and wait until they are painted again."""
    view.set_layer_visible("many", False)
    window.wait_for(lambda: view.set_layer_visible("many", True), view.painted, "many")


def restyle(view: MapView, shown: MapModel, shift: int) -> None:
    """Give points and parcels other colours."""
    layers = tuple(
        layer
        if layer.id == "counties"
        else dataclasses.replace(layer, classes=window.classes_of(layer.kind, shift % 5))
        for layer in shown.layers
    )
    other = dataclasses.replace(shown, layers=layers)
    window.wait_for(lambda: view.set_model(other), view.painted, "many")


def main() -> int:
    """Print the memory after each round; 1 if it grows."""
    register_scheme()
    _application = QApplication([])
    shown = model()
    view = MapView()
    view.resize(window.WIDTH, window.HEIGHT)
    view.show()
    window.wait_for(lambda: view.set_model(shown), view.painted, "many")
    used = []
    for number in range(ROUNDS):
        for _ in range(TOGGLES):
            toggle(view)
        for shift in range(RESTYLES):
            restyle(view, shown, shift + 1)
        rest()
        used.append(pss_mib(os.getpid()))
        print(f"  round {number + 1}: {used[-1]:.0f} MiB", flush=True)
    view.close()
    growth = used[-1] / used[0]
    print(
        f"  {ROUNDS * TOGGLES} toggles, {ROUNDS * RESTYLES} restyles: × {growth:.3f} ≤ {MOST_GROWTH}"
    )
    return 0 if growth <= MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
