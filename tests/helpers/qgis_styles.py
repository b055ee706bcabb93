"""Asks the QGIS of this machine how it draws the layers of a GeoPackage. Runs in QGIS's own Python.

Prints one JSON object per layer named on the command line; with a picture as last argument it also
renders them all, the first one on top.
"""

import json
import sys
from typing import Any

from qgis.core import (  # type: ignore[import-not-found]
    QgsApplication,
    QgsExpressionContext,
    QgsExpressionContextScope,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize  # type: ignore[import-not-found]
from qgis.PyQt.QtGui import QColor  # type: ignore[import-not-found]


def _rules(rule: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": child.label(),
            "filter": child.filterExpression() or ("ELSE" if child.isElse() else ""),
            "colour": child.symbol().color().name().upper() if child.symbol() else "",
            "opacity": child.symbol().opacity() if child.symbol() else None,
            "scales": [child.maximumScale(), child.minimumScale()],
            "children": _rules(child),
        }
        for child in rule.children()
    ]


def _renderer(renderer: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"type": renderer.type()}
    if renderer.type() == "RuleRenderer":
        told["rules"] = _rules(renderer.rootRule())
    if renderer.type() in ("categorizedSymbol", "graduatedSymbol", "singleSymbol"):
        told["legend"] = [
            [item.label(), item.symbol().color().name().upper()]
            for item in renderer.legendSymbolItems()
            if item.symbol()
        ]
    if renderer.type() == "graduatedSymbol":
        told["ranges"] = [[r.lowerValue(), r.upperValue()] for r in renderer.ranges()]
    if renderer.type() == "heatmapRenderer":
        told["radius"] = renderer.radius()
        told["weight"] = renderer.weightExpression()
    if renderer.type() == "pointCluster":
        told["tolerance"] = renderer.tolerance()
        told["inner"] = _renderer(renderer.embeddedRenderer())
        told["disk"] = _disk(renderer.clusterSymbol())
    return told


def _disk(symbol: Any) -> dict[str, Any]:
    letters = symbol.symbolLayer(1)
    properties = letters.dataDefinedProperties()
    written = properties.property(QgsSymbolLayer.PropertyCharacter)
    texts = {}
    for count in (2, 12_999, 354_321):
        scope = QgsExpressionContextScope()
        scope.setVariable("cluster_size", count)
        context = QgsExpressionContext()
        context.appendScope(scope)
        texts[count] = written.valueAsString(context)[0]
    return {"font": letters.fontFamily(), "texts": texts}


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    path, names, picture = sys.argv[1], sys.argv[2].split(","), sys.argv[3:]
    layers = []
    for name in names:
        layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        _, loaded = layer.loadDefaultStyle()
        layers.append(layer)
        labels = layer.labeling()
        told = _renderer(layer.renderer()) | {
            "loaded": loaded,
            "opacity": layer.opacity(),
            "scales": [layer.maximumScale(), layer.minimumScale()]
            if layer.hasScaleBasedVisibility()
            else None,
            "labels": labels.type() if labels and layer.labelsEnabled() else "",
        }
        if labels and labels.type() == "simple":
            text = labels.settings().format()
            told["label"] = [labels.settings().fieldName, text.size(), text.buffer().enabled()]
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    if picture:
        settings = QgsMapSettings()
        settings.setLayers(layers)
        settings.setBackgroundColor(QColor("#FFFFFF"))
        settings.setOutputSize(QSize(1000, 900))
        settings.setDestinationCrs(layers[0].crs())
        settings.setExtent(layers[0].extent())
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        job.renderedImage().save(picture[0])


main()
