"""QGIS drawing the points or polygons of a GeoPackage: the whole extent, and a quarter of it.

Runs under the system's python3 with python3-qgis: ``qgis_layer.py FILE LAYER WIDTH HEIGHT``. Prints
JSON with milliseconds.
"""

import json
import sys
import time

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFillSymbol,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsProject,
    QgsRectangle,
    QgsRendererCategory,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize

COLORS = {"a": "#0072b2", "b": "#d55e00", "c": "#009e73", "d": "#7a7f87", "e": "#7b3fa0"}
MARK_MM = "1.2"  # about 4.5 pixels
RUNS = 3


def layer_of(file, name):
    layer = QgsVectorLayer(f"{file}|layername={name}", name, "ogr")
    if not layer.isValid():
        raise SystemExit("layer not readable")
    polygons = layer.geometryType() == QgsWkbTypes.PolygonGeometry
    symbol_of = fill if polygons else mark
    categories = [QgsRendererCategory(value, symbol_of(COLORS[value]), value) for value in COLORS]
    layer.setRenderer(QgsCategorizedSymbolRenderer("class", categories))
    return layer


def mark(color):
    look = {"name": "circle", "size": MARK_MM, "outline_style": "no", "color": color}
    return QgsMarkerSymbol.createSimple(look)


def fill(color):
    return QgsFillSymbol.createSimple({"color": color})  # with QGIS's thin dark outline


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
    file, name, width, height = *sys.argv[1:3], int(sys.argv[3]), int(sys.argv[4])
    application = QgsApplication([], False)
    application.initQgis()
    layer = layer_of(file, name)
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
