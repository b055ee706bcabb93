"""QGIS selecting the features of a GeoPackage by rectangle and drawing them highlighted.

Runs under the system's python3 with python3-qgis: ``qgis_select.py FILE LAYER WIDTH HEIGHT WEST SOUTH
EAST NORTH`` (of the layer's CRS). Prints JSON with milliseconds: the selection alone, and until the map
with the highlight is drawn.
"""

import json
import sys
import time

from qgis.core import QgsApplication, QgsRectangle
from qgis_layer import layer_of, render, settings_of


def main():
    file, name, width, height, *sides = sys.argv[1:]
    application = QgsApplication([], False)
    application.initQgis()
    layer = layer_of(file, name)
    settings = settings_of(layer, int(width), int(height))
    render(settings)
    begun = time.perf_counter()
    layer.selectByRect(QgsRectangle(*map(float, sides)))
    selected = time.perf_counter() - begun
    drawn = render(settings)
    print(
        json.dumps(
            {
                "count": layer.selectedFeatureCount(),
                "select": selected * 1000,
                "drawn": (selected + drawn) * 1000,
            }
        )
    )


if __name__ == "__main__":
    main()
