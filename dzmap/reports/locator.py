"""The locator (区位图): the city among its neighbours, with the part that the sheet shows."""

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from dzmap.core.crs import LONLAT, PLANE, reproject
from dzmap.reports.frame import MapFrame, fit_frame
from dzmap.reports.svg_map import draw_map
from dzmap.services.map_model import Label, MapLayer, MapModel, Symbol, SymbolClass

WIDTH_MM, HEIGHT_MM = 46.0, 52.0
_TITLE_MM = 5.0

_SHOWN = Symbol(fill="#F2B233", line="#8A5200", line_width=0.9)
_OTHER = Symbol(fill="#EFEDE6", line="#A59B8B", line_width=0.9)
_CITY = Symbol(fill="#F6F7F8", line="#B9C2CC", line_width=1.0)
_FRAME = Symbol(line="#A61B14", line_width=1.8)
_NAMES = Label(column="name", size_pt=6.4, color="#1B2733", priority=2)
_CITY_NAMES = Label(column="name", size_pt=6.2, color="#66707A", priority=1)
_MOST_NAMED = 3


def locator_svg(model: MapModel, sheet: MapFrame) -> str | None:
    """The drawing, or None for a map without counties."""
    counties = _features(model, "counties")
    if counties is None:
        return None
    window = reproject(shapely.box(sheet.west, sheet.south, sheet.east, sheet.north), PLANE, LONLAT)
    centres = counties.representative_point()
    shown = np.asarray(centres.within(window), dtype=bool)
    whole = bool(shown.all())
    layers = [*_cities(model), *_counties(counties, shown)]
    if not whole:
        layers.append(_layer("sheet", _as_frame([window], [""]), _FRAME, None))
    west, south, east, north = counties.total_bounds
    # Room above for the title, and around for the names of the neighbours.
    x, y = (east - west) * 0.16, (north - south) * 0.12
    extent = (west - x, south - y, east + x, north + 2 * y)
    located = MapModel(layers=tuple(layers), extent=extent)
    frame = fit_frame(extent, WIDTH_MM, HEIGHT_MM, scale=_scale(extent))
    return draw_map(located, frame, grid=False, taken=[(0, 0, frame.width, _TITLE_MM * 100)]).svg


def _scale(extent: tuple[float, float, float, float]) -> int:
    """Whatever fills the box: a locator has no scale bar, so its scale need not be round."""
    west, south, east, north = extent
    width = (east - west) * 111_320 * math.cos(math.radians((south + north) / 2))
    height = (north - south) * 111_320
    return math.ceil(max(width / WIDTH_MM, height / HEIGHT_MM) * 1000)


def _features(model: MapModel, name: str) -> gpd.GeoDataFrame | None:
    found = next((layer for layer in model.layers if layer.id == name), None)
    return None if found is None or not len(found.features) else found.features


def _cities(model: MapModel) -> list[MapLayer]:
    neighbours = _features(model, "neighbours")
    if neighbours is None or "city" not in neighbours.columns:
        return []
    cities = neighbours[["city", "geometry"]].dissolve("city", sort=True)
    named = _as_frame(list(cities.geometry), list(cities.index))
    return [replace(_layer("cities", named, _CITY, _CITY_NAMES), selectable=False)]


def _counties(counties: gpd.GeoDataFrame, shown: np.ndarray) -> list[MapLayer]:
    layers = []
    for name, rows, symbol in (("other", ~shown, _OTHER), ("shown", shown, _SHOWN)):
        if rows.any():
            layers.append(_layer(name, counties[rows].reset_index(drop=True), symbol, None))
    if shown.all():
        city = _as_frame([counties.union_all()], ["德州市"])
        layers.append(_layer("names", city, Symbol(), _NAMES))
    elif shown.sum() <= _MOST_NAMED:
        layers.append(_layer("names", counties[shown].reset_index(drop=True), Symbol(), _NAMES))
    return layers


def _as_frame(shapes: list[shapely.Geometry], names: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": names, "name": names}, geometry=shapes, crs="EPSG:4490")


def _layer(name: str, features: gpd.GeoDataFrame, symbol: Symbol, label: Label | None) -> MapLayer:
    features = features[["id", "name", "geometry"]]
    classes = (SymbolClass(value="", label=name, symbol=symbol),)
    return MapLayer(
        id=name, title=name, group="底图", kind="polygon", features=features, classes=classes,
        label=label,
    )  # fmt: skip
