"""The locator (区位图): the city among its neighbours, with the part that the sheet shows.

It is drawn in two pictures on top of each other: the city, which all sheets of a report share, and
what is special to one sheet.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely

from dzmap.core.crs import LONLAT, PLANE, reproject
from dzmap.core.symbols import Symbol
from dzmap.reports.frame import UNITS_PER_MM, MapFrame, fit_frame
from dzmap.reports.ground import Ground
from dzmap.reports.svg_map import draw_map
from dzmap.services.map_model import Label, MapLayer, MapModel, SymbolClass

WIDTH_MM, HEIGHT_MM = 46.0, 52.0
_TITLE_MM = 5.0

_SHOWN = Symbol(fill="#F2B233", line="#8A5200", line_width=0.9)
_OTHER = Symbol(fill="#EFEDE6", line="#A59B8B", line_width=0.9)
_CITY = Symbol(fill="#F6F7F8", line="#B9C2CC", line_width=1.0)
_FRAME = Symbol(line="#A61B14", line_width=1.8)
_NAMES = Label(column="name", size_pt=6.4, color="#1B2733", priority=2)
_CITY_NAMES = Label(column="name", size_pt=6.2, color="#66707A", priority=1)
_MOST_NAMED = 3


@dataclass(frozen=True)
class Locator:
    """Two SVG documents of the same size: the city, and over it what a sheet shows of it."""

    city: str
    sheet: str


def locator(model: MapModel, sheet: MapFrame, ground: Ground) -> Locator | None:
    """The two drawings, or None for a map without counties."""
    counties = _features(model, "counties")
    if counties is None:
        return None
    extent = ground.once(counties, "locator", lambda: _around(counties))
    frame = fit_frame(extent, WIDTH_MM, HEIGHT_MM, scale=_scale(extent))
    title = (0, 0, frame.width, _TITLE_MM * UNITS_PER_MM)
    city = ground.once(
        counties,
        "locator city",
        lambda: draw_map(
            _model(_city(model, counties)), frame, grid=False, taken=[title], ground=ground
        ),
    )
    special = draw_map(
        _model(_special(counties, sheet, ground)),
        frame,
        grid=False,
        taken=[title, *city.label_boxes],
        ground=ground,
        bare=True,
    )
    return Locator(city.svg, special.svg)


def _model(layers: Sequence[MapLayer]) -> MapModel:
    return MapModel(layers=tuple(layers), extent=(0, 0, 0, 0))


def _around(counties: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """The city with room above for the title, and around for the names of the neighbours."""
    west, south, east, north = counties.total_bounds.tolist()
    x, y = (east - west) * 0.16, (north - south) * 0.12
    return west - x, south - y, east + x, north + 2 * y


def _scale(extent: tuple[float, float, float, float]) -> int:
    """Whatever fills the box: a locator has no scale bar, so its scale need not be round."""
    west, south, east, north = extent
    width = (east - west) * 111_320 * math.cos(math.radians((south + north) / 2))
    height = (north - south) * 111_320
    return math.ceil(max(width / WIDTH_MM, height / HEIGHT_MM) * 1000)


def _features(model: MapModel, name: str) -> gpd.GeoDataFrame | None:
    found = next((layer for layer in model.layers if layer.id == name), None)
    return None if found is None or not len(found.features) else found.features


def _city(model: MapModel, counties: gpd.GeoDataFrame) -> list[MapLayer]:
    """The neighbouring cities with their names, and the counties."""
    layers = []
    neighbours = _features(model, "neighbours")
    if neighbours is not None and "city" in neighbours.columns:
        cities = neighbours[["city", "geometry"]].dissolve("city", sort=True)
        named = _as_frame(list(cities.geometry), list(cities.index))
        layers.append(replace(_layer("cities", named, _CITY, _CITY_NAMES), selectable=False))
    return [*layers, _layer("other", counties, _OTHER, None)]


def _special(counties: gpd.GeoDataFrame, sheet: MapFrame, ground: Ground) -> list[MapLayer]:
    """The counties that the sheet shows, and its frame where it does not show them all."""
    window = reproject(shapely.box(sheet.west, sheet.south, sheet.east, sheet.north), PLANE, LONLAT)
    centres = ground.once(counties, "centres", lambda: counties.representative_point().to_numpy())
    shown = shapely.within(centres, window)
    if shown.all():
        city = ground.once(counties, "city", lambda: _as_frame([counties.union_all()], ["德州市"]))
        return [
            _layer("shown", counties, _SHOWN, None),
            _layer("names", city, Symbol(), _NAMES),
        ]
    here = counties.iloc[np.flatnonzero(shown)]
    label = _NAMES if len(here) <= _MOST_NAMED else None
    return [
        _layer("shown", here, _SHOWN, label),
        _layer("frame", _as_frame([window], [""]), _FRAME, None),
    ]


def _as_frame(shapes: list[shapely.Geometry], names: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": names, "name": names}, geometry=shapes, crs="EPSG:4490")


def _layer(name: str, features: gpd.GeoDataFrame, symbol: Symbol, label: Label | None) -> MapLayer:
    classes = (SymbolClass(value="", label=name, symbol=symbol),)
    return MapLayer(
        id=name, title=name, group="底图", kind="polygon", features=features, classes=classes,
        label=label,
    )  # fmt: skip
