"""Base maps from files and from 天地图; MBTiles, being sqlite, is read in ``storage``."""

from dzmap.readers.base_maps.geotiff import GeoTiffReader
from dzmap.readers.base_maps.pmtiles_file import PmtilesReader
from dzmap.readers.base_maps.tianditu import Tianditu

__all__ = ["GeoTiffReader", "PmtilesReader", "Tianditu"]
