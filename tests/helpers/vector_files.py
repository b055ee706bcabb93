"""Writes small vector files as GIS software would have saved them."""

import json
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

ZONE = shapely.box(116.7, 36.7, 116.8, 36.8)


def layer(columns: Mapping[str, Sequence[object]], *shapes: Any, crs: int | None = 4490) -> Any:
    """Features in EPSG:4490 by default."""
    return gpd.GeoDataFrame(dict(columns), geometry=list(shapes), crs=crs)


def write_shapefile(path: Path, frame: Any, *, encoding: str = "GBK", cpg: bool = True) -> Path:
    """A shapefile; without ``cpg`` nothing says which encoding it has."""
    with warnings.catch_warnings():
        # GDAL cuts long names, which is what the test wants.
        warnings.simplefilter("ignore")
        frame.to_file(path, encoding=encoding)
    if not cpg:
        path.with_suffix(".cpg").unlink()
    return path


def write_geojson(
    path: Path, *features: tuple[Mapping[str, object], Any], encoding: str = "utf-8", **members: Any
) -> Path:
    """A FeatureCollection; geometries are given as GeoJSON dicts, shapely geometries or None."""
    body = {
        "type": "FeatureCollection",
        **members,
        "features": [
            {
                "type": "Feature",
                "properties": dict(properties),
                "geometry": geometry
                if geometry is None or isinstance(geometry, dict)
                else shapely.geometry.mapping(geometry),
            }
            for properties, geometry in features
        ],
    }
    path.write_bytes(json.dumps(body, ensure_ascii=False).encode(encoding))
    return path
