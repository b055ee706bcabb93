"""Small map models for the map tests."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.symbols import Hatch, Mark, Symbol
from dzmap.services.map_model import Label, MapLayer, MapModel, SymbolClass

EXTENT = (116.0, 36.5, 117.0, 37.5)
NASTY = "<img src=x onerror=\"document.title='hacked'\"></script><b>x</b>"


def frame(geometries: Sequence[object], **columns: object) -> gpd.GeoDataFrame:
    """Rows with ids 0, 1, … and the given geometries in EPSG:4490."""
    count = len(geometries)
    data = {"id": [str(i) for i in range(count)], "name": [f"名称{i}" for i in range(count)]}
    return gpd.GeoDataFrame({**data, **columns}, geometry=list(geometries), crs=4490)


def classes(*values: str, **symbol: object) -> tuple[SymbolClass, ...]:
    """One class per value, all with the same symbol."""
    settings = {"fill": "#0072B2", "line": "#1B2733", "line_width": 1.0} | symbol
    return tuple(
        SymbolClass(value=value, label=value or "全部", symbol=Symbol(**settings))  # type: ignore[arg-type]
        for value in values
    )


def layer(kind: str, features: gpd.GeoDataFrame, **more: object) -> MapLayer:
    """A layer named by its kind unless ``id`` says otherwise."""
    settings: dict[str, object] = {
        "id": kind,
        "title": kind,
        "group": "底图",
        "classes": classes(""),
    } | more
    return MapLayer(kind=kind, features=features, **settings)  # type: ignore[arg-type]


def squares() -> MapLayer:
    """Two squares over each other in the middle, and one beside them that has a hatch."""
    geometries = [
        shapely.box(116.3, 36.8, 116.7, 37.2),
        shapely.box(116.4, 36.9, 116.6, 37.1),
        shapely.box(116.75, 36.8, 116.95, 37.2),
    ]
    hatched = Symbol(line="#6B8A12", line_width=1, hatch=Hatch.DIAGONAL, hatch_color="#7C9A1E")
    return layer(
        "polygon",
        frame(geometries, **{"class": ["a", "a", "b"]}, name=["大", NASTY, "斜线"]),
        id="squares",
        classes=(*classes("a"), SymbolClass(value="b", label="斜线", symbol=hatched, count=1)),
        label=Label(column="name", size_pt=10, color="#1B2733"),
        tooltip=(("class", "类别"),),
    )


def points(count: int = 200, **more: object) -> MapLayer:
    """Points all over the extent with the six verdict marks."""
    random = np.random.default_rng(1)
    places = random.uniform(EXTENT[:2], EXTENT[2:], (count, 2))
    marks = ["encouraged", "admitted", "conditional", "restricted", "insufficient", "prohibited"]
    values = [marks[i % 6] for i in range(count)]
    entries = tuple(
        SymbolClass(value=mark, label=mark, symbol=Symbol(fill="#B0201A", mark=Mark(mark), size=9))
        for mark in marks
    )
    features = frame(list(shapely.points(places)), **{"class": pd.Categorical(values)})
    return layer("point", features, **({"id": "points", "classes": entries} | more))


def model(*layers: MapLayer, **more: object) -> MapModel:
    """A model of these layers over the extent."""
    return MapModel(layers=layers, extent=EXTENT, **more)  # type: ignore[arg-type]
