"""A QGIS project with the layers of a project file that has places: ``qgis_project.py GPKG QGZ``.

Runs under the system's python3 with python3-qgis. QGIS takes the styles that the file holds.
"""

import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsReferencedRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)


def main():
    file, target = sys.argv[1:3]
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    whole = QgsVectorLayer(file, "whole", "ogr")
    for entry in whole.dataProvider().subLayers():
        name = entry.split("!!::!!")[1]
        layer = QgsVectorLayer(f"{file}|layername={name}", name, "ogr")
        if layer.isValid() and layer.wkbType() != QgsWkbTypes.NoGeometry and layer.featureCount():
            layer.loadDefaultStyle()
            project.addMapLayer(layer)
    counties = QgsCoordinateReferenceSystem("EPSG:4490")
    extent = QgsReferencedRectangle(extent_of(project), counties)
    project.viewSettings().setDefaultViewExtent(extent)
    if not project.write(target):
        raise SystemExit("project not written")
    print(len(project.mapLayers()))


def extent_of(project):
    extent = None
    for layer in project.mapLayers().values():
        if extent is None:
            extent = layer.extent()
        else:
            extent.combineExtentWith(layer.extent())
    return extent


if __name__ == "__main__":
    main()
