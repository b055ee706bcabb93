"""The project file: one GeoPackage that QGIS opens as it is.

``GeoPackageStores`` creates and opens projects; everything else in here is its own business.
"""

from dzmap.storage.stores import GeoPackageStores, this_editor

__all__ = ["GeoPackageStores", "this_editor"]
