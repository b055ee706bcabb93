"""The reference data that ships with the program (``geodata/``), as tables of a project.

Attributes stand in CSV files, outlines in GeoJSON files with one feature a line; both are joined by
id. Provenance and status of every column: ``geodata/SOURCES.md``.
"""

import json
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.catalogs import Catalog
from dzmap.core.frames import STORAGE_CRS, conform
from dzmap.core.tables import TABLES
from dzmap.readers.catalogs import CatalogFiles
from dzmap.resources import geodata_path, resource_path


class BundledReference:
    """Reads the bundled files; implements ``services.ports.ReferenceData``.

    Frames are read once and handed out as copies, so a caller may change what it gets.
    """

    def industries(self) -> pd.DataFrame:
        """GB/T 4754-2017: code, level (1–4), parent, section, name; all text but ``level``."""
        frame = _attributes("gbt4754_2017.csv")
        frame["level"] = frame["level"].astype("int64")
        return frame

    def former_industries(self) -> pd.DataFrame:
        """GB/T 4754-2011 codes that changed: code, name, successors, kind (废止, 改义, 收窄)."""
        return _attributes("gbt4754_2011.csv")

    def industry_synonyms(self) -> pd.DataFrame:
        """Everyday words: word, codes (";"-joined codes of the 2017 edition)."""
        return _attributes("gbt4754_synonyms.csv")

    def base_tables(self) -> dict[str, pd.DataFrame]:
        """What every project has: counties, neighbours, townships, waters, targets and chains."""
        frames = {
            "counties": _features("counties.geojson"),
            "neighbours": _features("neighbours.geojson"),
            "townships": _townships(),
            "waters": _features("waters.geojson"),
            "chains": _attributes("chains.csv"),
            "plan_targets": _attributes("plan_targets.csv"),
        }
        return _conformed(frames)

    def sample_tables(self) -> dict[str, pd.DataFrame]:
        """Base tables, the places of the sample, and the projects announced in public.

        Zones, parks, clusters, parcels and control lines have schematic outlines
        (``geometry_status`` 示意); ``projects`` holds sourced announcements only.
        """
        zones = _outlined("zones.csv", "zones.geojson")
        parks = _outlined("parks.csv", "parks.geojson")
        frames = {
            "zones": zones,
            "parks": parks,
            "clusters": _outlined("clusters.csv", "clusters.geojson"),
            "parcels": _features("parcels.geojson"),
            "control_layers": _control_layers(),
            "control_areas": _features("control_areas.geojson"),
            "projects": _public_projects(zones, parks),
            "reference_lists": _reference_lists(),
            "reference_items": _attributes("reference_items.csv"),
        }
        return self.base_tables() | _conformed(frames)

    def sample_catalogs(self) -> tuple[Catalog, ...]:
        """The sample's admission catalogs, in the order of their file names."""
        files = sorted(resource_path("catalogs").glob("*.yaml"))
        reader = CatalogFiles()
        return tuple(catalog for file in files for catalog in reader.read(file))


def _conformed(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {name: conform(frame, TABLES[name]) for name, frame in frames.items()}


@cache
def _csv(name: str) -> pd.DataFrame:
    return pd.read_csv(
        geodata_path(name), dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8"
    )


def _attributes(name: str) -> pd.DataFrame:
    """A CSV file as text columns; an empty cell is missing."""
    return _csv(name).copy()


@cache
def _geojson(name: str) -> gpd.GeoDataFrame:
    body: dict[str, Any] = json.loads(geodata_path(name).read_text(encoding="utf-8"))
    features = body["features"]
    properties = pd.DataFrame([feature["properties"] for feature in features])
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    return gpd.GeoDataFrame(properties.replace("", None), geometry=shapes, crs=STORAGE_CRS)


def _features(name: str) -> gpd.GeoDataFrame:
    """A GeoJSON file as rows with their properties, EPSG:4490."""
    return _geojson(name).copy()


def _outlined(attributes: str, outlines: str) -> gpd.GeoDataFrame:
    """The rows of a CSV file with outline and ``geometry_status`` of the feature of that id."""
    shapes = _features(outlines).set_index("id")
    rows = _attributes(attributes)
    rows["geometry_status"] = shapes["geometry_status"].reindex(rows["id"]).to_numpy()
    places = shapes.geometry.reindex(rows["id"]).to_numpy()
    return gpd.GeoDataFrame(rows, geometry=places, crs=STORAGE_CRS)


def _townships() -> gpd.GeoDataFrame:
    rows = _attributes("townships.csv")
    lon, lat = (pd.to_numeric(rows.pop(name)).to_numpy() for name in ("lon", "lat"))
    known = ~np.isnan(lon)
    places = np.full(len(rows), None, dtype=object)
    places[known] = shapely.points(lon[known], lat[known])
    return gpd.GeoDataFrame(rows, geometry=places, crs=STORAGE_CRS)


def _control_layers() -> gpd.GeoDataFrame:
    """Each layer with the union of the counties that it covers."""
    rows = _attributes("control_layers.csv")
    counties = _features("counties.geojson").set_index("id").geometry
    places = [
        shapely.coverage_union_all(counties.loc[covers.split(";")].to_numpy())
        for covers in rows.pop("covers")
    ]
    return gpd.GeoDataFrame(rows, geometry=places, crs=STORAGE_CRS)


def _reference_lists() -> pd.DataFrame:
    rows = _attributes("reference_lists.csv")
    return rows.assign(complete=rows["complete"] == "是")


def _public_projects(zones: gpd.GeoDataFrame, parks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Announced projects at a point inside the zone or park that the announcement names."""
    rows = _attributes("projects_public.csv")
    hosts = pd.concat([zones.set_index("id").geometry, parks.set_index("id").geometry])
    places = shapely.point_on_surface(hosts.reindex(rows.pop("place_of")).to_numpy())
    return gpd.GeoDataFrame(rows, geometry=places, crs=STORAGE_CRS)
