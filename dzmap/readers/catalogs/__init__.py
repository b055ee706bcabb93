"""Admission catalogs as files: YAML and Excel with the same meaning."""

from dzmap.readers.catalogs.files import CatalogFiles
from dzmap.readers.catalogs.workbook import write_template

__all__ = ["CatalogFiles", "write_template"]
