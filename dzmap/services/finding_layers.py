"""What a spatial check found, as map layers: the place, the way to what is near, the overlap.

Places are EPSG:4490. The window's map and the figure of a 判定书 draw the same layers.
"""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from dzmap.core.areas import area_m2
from dzmap.core.crs import LONLAT
from dzmap.core.quantities import format_mu, format_percent, mu_from_m2
from dzmap.core.symbols import Symbol
from dzmap.services import symbology
from dzmap.services.layer_order import POINTS
from dzmap.services.map_model import Label, MapLayer, SymbolClass

WAYS, PLACE, OVERLAPS = "ways", "place", "conflicts"
"""Ids of the layers."""

Rows = Sequence[tuple[str, Any]]
"""Label and geometry of each feature."""


def own_layer(
    name: str, title: str, kind: str, symbol: Symbol, rows: Rows,
    label: Label | None = symbology.DISTANCE_LABEL,
) -> MapLayer:  # fmt: skip
    """A layer of one symbol."""
    frame = pd.DataFrame(rows, columns=["name", "geometry"])
    frame.insert(0, "id", [str(number) for number in range(len(frame))])
    return MapLayer(
        id=name,
        title=title,
        group=POINTS,
        kind=kind,
        features=gpd.GeoDataFrame(frame, geometry="geometry", crs=LONLAT),
        classes=(SymbolClass(value="", label=title, symbol=symbol, count=len(rows)),),
        label=label,
    )


def place_layer(place: Any, name: str = "") -> MapLayer:
    """The applicant's outline with its size, its line, or a ring round its point.

    Args:
        place: Point, line or polygon.
        name: The label; "" the usual one.
    """
    area = shapely.area(place)
    usual = f"申请地块 {format_mu(mu_from_m2(area_m2(place)))}" if area else "申请对象"
    title = "申请地块" if area else "申请对象位置"
    kind = ("point", "line", "polygon")[int(shapely.get_dimensions(place))]
    symbol = symbology.applicant_point() if kind == "point" else symbology.applicant_plot()
    rows = [(name or usual, place)]
    return own_layer(PLACE, title, kind, symbol, rows, symbology.APPLICANT_LABEL)


def ways_layer(rows: Rows) -> MapLayer:
    """Shortest ways with their lengths."""
    return own_layer(WAYS, "最近距离", "line", symbology.distance(), rows)


def overlaps_layer(rows: Rows, title: str = "重叠部分") -> MapLayer:
    """Parts of the place that lie where they should not, hatched."""
    return own_layer(OVERLAPS, title, "polygon", symbology.conflict(), rows)


def area_words(part: Any, whole: Any = None) -> str:
    """“3.20 亩”, and with the ``whole`` that it is a part of “3.20 亩（7.80 %）”."""
    size = area_m2(part)
    words = format_mu(mu_from_m2(size))
    return words if whole is None else f"{words}（{format_percent(size / area_m2(whole), 2)}）"
