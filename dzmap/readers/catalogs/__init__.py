"""Admission catalogs as files: YAML and Excel with the same meaning."""

from dzmap.readers.catalogs.files import CatalogFiles

__all__ = ["CatalogFiles"]
