"""QGIS drawing the points of a GeoPackage: seconds for the whole extent and for a quarter of it.

Runs under the system's python3 with python3-qgis: ``qgis_points.py FILE WIDTH HEIGHT``. Prints JSON.
"""

import json
import sys
import time

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsProject,
    QgsRectangle,
    QgsRendererCategory,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize

COLORS = {"a": "#0072b2", "b": "#d55e00", "c": "#009e73", "d": "#7a7f87", "e": "#7b3fa0"}
MARK_MM = "1.2"  # about 4.5 pixels
RUNS = 3


def layer_of(file):
    layer = QgsVectorLayer(f"{file}|layername=points", "points", "ogr")
    if not layer.isValid():
        raise SystemExit("layer not readable")
    mark = {"name": "circle", "size": MARK_MM, "outline_style": "no"}
    categories = [
        QgsRendererCategory(value, QgsMarkerSymbol.createSimple({**mark, "color": color}), value)
        for value, color in COLORS.items()
    ]
    layer.setRenderer(QgsCategorizedSymbolRenderer("class", categories))
    return layer


def settings_of(layer, width, height):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setOutputSize(QSize(width, height))
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setTransformContext(QgsProject.instance().transformContext())
    transform = QgsCoordinateTransform(
        layer.crs(), settings.destinationCrs(), QgsProject.instance()
    )
    settings.setExtent(transform.transformBoundingBox(layer.extent()))
    return settings


def render(settings):
    start = time.perf_counter()
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return time.perf_counter() - start


def main():
    file, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    application = QgsApplication([], False)
    application.initQgis()
    layer = layer_of(file)
    settings = settings_of(layer, width, height)
    full = min(render(settings) for _ in range(RUNS))
    extent = settings.extent()
    centre, side = extent.center(), extent.width() / 8
    settings.setExtent(
        QgsRectangle(centre.x() - side, centre.y() - side, centre.x() + side, centre.y() + side)
    )
    part = min(render(settings) for _ in range(RUNS))
    print(json.dumps({"full_ms": full * 1000, "zoom_ms": part * 1000}))


if __name__ == "__main__":
    main()
