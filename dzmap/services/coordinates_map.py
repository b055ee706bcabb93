"""Converted coordinates as a layer of the map; they belong to no table and are not kept."""

from dataclasses import replace

import geopandas as gpd

from dzmap.core.symbols import Mark, Symbol
from dzmap.services.finding_layers import own_layer
from dzmap.services.layer_order import with_layers
from dzmap.services.map_model import Label, MapModel

LAYER = "coordinates"
_SYMBOL = Symbol(fill="#D0007F", line="#FFFFFF", line_width=1.2, mark=Mark.DISK, size=10)
_LABEL = Label(column="name", size_pt=8.6, color="#7A004B", bold=True, priority=98)
_MOST_LABELS = 2000
_NAMED = 3  # words of a line with a point number or name before the pair


def with_places(model: MapModel, places: gpd.GeoDataFrame) -> MapModel:
    """The map with the places on top, named as the list names them.

    Args:
        model: The map of a task.
        places: Rows of ``services.coordinates.convert`` that were read.
    """
    names = [_name(*row) for row in zip(places["where"], places["text"], strict=True)]
    rows = list(zip(names, places.geometry, strict=True))
    label = _LABEL if len(rows) <= _MOST_LABELS else None
    layer = own_layer(LAYER, "换算的坐标", "point", _SYMBOL, rows, label)
    return with_layers(model, replace(layer, selectable=False))


def _name(where: str, text: str) -> str:
    """The first word of a line that says more than a pair, else the number of the line."""
    words = text.split()
    return words[0] if len(words) >= _NAMED else where
