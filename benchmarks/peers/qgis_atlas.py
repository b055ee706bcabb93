"""QGIS exports an A3 atlas, a page per zone; prints seconds per page as JSON.

Run with the system's python3 (Debian: python3-qgis): ``qgis_atlas.py FOLDER`` with counties.gpkg,
zones.gpkg and points.gpkg (classes a–e). A page has map with county names, title, legend, scale bar.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemScaleBar,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsRendererCategory,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QRectF

COLOURS = {"a": "#e41a1c", "b": "#377eb8", "c": "#4daf4a", "d": "#984ea3", "e": "#ff7f00"}


def project_of(folder: Path) -> tuple:
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:4548"))
    counties, zones, points = (
        QgsVectorLayer(f"{folder / name}.gpkg|layername={name}", name, "ogr")
        for name in ("counties", "zones", "points")
    )
    naming = QgsPalLayerSettings()
    naming.fieldName = "name"
    counties.setLabeling(QgsVectorLayerSimpleLabeling(naming))
    counties.setLabelsEnabled(True)
    categories = []
    for value, colour in COLOURS.items():
        look = {"name": "circle", "color": colour, "size": "1.2", "outline_style": "no"}
        symbol = QgsMarkerSymbol.createSimple(look)
        categories.append(QgsRendererCategory(value, symbol, value))
    points.setRenderer(QgsCategorizedSymbolRenderer("class", categories))
    project.addMapLayers([counties, zones, points])
    return project, [zones, points, counties]


def layout_of(project: QgsProject, layers: list) -> QgsPrintLayout:
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize("A3", QgsLayoutItemPage.Landscape)
    view = QgsLayoutItemMap(layout)
    view.attemptSetSceneRect(QRectF(15, 36, 236, 243))
    view.setLayers(layers)
    view.setAtlasDriven(True)
    view.setAtlasScalingMode(QgsLayoutItemMap.Auto)
    view.setAtlasMargin(0.1)
    layout.addLayoutItem(view)
    view.zoomToExtent(QgsRectangle(400_000, 4_050_000, 500_000, 4_150_000))
    title = QgsLayoutItemLabel(layout)
    title.setText("园区准入图 [% name %]")
    title.attemptSetSceneRect(QRectF(10, 8, 300, 14))
    legend = QgsLayoutItemLegend(layout)
    legend.setLinkedMap(view)
    legend.attemptSetSceneRect(QRectF(315, 25, 90, 100))
    bar = QgsLayoutItemScaleBar(layout)
    bar.setLinkedMap(view)
    bar.applyDefaultSize()
    bar.attemptSetSceneRect(QRectF(315, 150, 90, 20))
    for item in (title, legend, bar):
        layout.addLayoutItem(item)
    layout.atlas().setEnabled(True)
    layout.atlas().setCoverageLayer(layers[0])
    return layout


def main() -> None:
    folder = Path(sys.argv[1])
    application = QgsApplication([], False)
    application.initQgis()
    layout = layout_of(*project_of(folder))
    atlas = layout.atlas()
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = 300
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        QgsLayoutExporter.exportToPdf(atlas, str(folder / "atlas.pdf"), settings)
        seconds.append((time.perf_counter() - start) / max(atlas.count(), 1))
    print(json.dumps({"seconds_per_page": min(seconds), "pages": atlas.count()}))


main()
