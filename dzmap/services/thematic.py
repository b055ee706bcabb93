"""Thematic maps on top of the overlay: verdicts, and choropleths of a summary."""

import warnings
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.summary import BY, Summary
from dzmap.core.verdicts import ScreeningResult, Verdict
from dzmap.resources import design_tokens
from dzmap.services import symbology
from dzmap.services.figures import Figure
from dzmap.services.layer_order import POINTS, THEMES, with_layers
from dzmap.services.map_model import MapLayer, MapModel, SymbolClass
from dzmap.services.ports import Tables
from dzmap.services.summarising import GROUP_TABLES


def with_verdicts(model: MapModel, result: ScreeningResult) -> MapModel:
    """The overlay with the applicants' verdict marks instead of enterprise and project points.

    An applicant judged against several targets shows its mildest verdict (the best place it has).
    """
    best = pd.Series(result.verdict).groupby(result.applicant).min()
    applicants = result.applicants.iloc[best.index.to_numpy()]
    places = applicants["geometry"].to_numpy().copy()
    areal = shapely.get_dimensions(places) > 0
    places[areal] = shapely.point_on_surface(places[areal])
    verdicts = best.to_numpy()
    tokens = np.array([outcome.token for outcome in Verdict], dtype=object)
    features = gpd.GeoDataFrame(
        {
            "id": applicants["id"].to_numpy(),
            "name": applicants["name"].to_numpy(),
            "class": tokens[verdicts],
            "verdict_zh": np.array([outcome.zh for outcome in Verdict], dtype=object)[verdicts],
        },
        geometry=places,
        crs="EPSG:4490",
    )
    has_place = ~(features.geometry.isna() | features.geometry.is_empty)
    features = features[has_place].reset_index(drop=True)
    tally = features["class"].value_counts()
    counts = {outcome: int(tally.get(outcome.token, 0)) for outcome in Verdict}
    layer = MapLayer(
        id="verdicts",
        title="审查结论",
        group=POINTS,
        kind="point",
        features=features,
        classes=symbology.verdict_classes(counts),
        legend_title=f"审查结论（{result.as_of:%Y-%m-%d}）",
        tooltip=(("verdict_zh", "结论"),),
    )
    hidden = ("enterprises", "projects", "upgrades")
    return _with_layer(model, layer, hide=hidden)


def with_choropleth(model: MapModel, tables: Tables, summary: Summary, figure: Figure) -> MapModel:
    """The overlay with the groups of a spatial summary coloured by ``figure``."""
    source = GROUP_TABLES[summary.by]
    shapes = gpd.GeoDataFrame(tables.table(source))[["id", "name", "geometry"]]
    values = figure.values(summary.groups).set_axis(summary.groups["id"])
    numbers = shapes["id"].map(values).astype("float64")
    classes, labels = classify(numbers, figure)
    features = shapes.assign(
        **{"class": labels, "value": [_shown(number, figure) for number in numbers]}
    )
    layer = MapLayer(
        id="choropleth",
        title=f"{summary.year} 年{figure.title}",
        group=THEMES,
        kind="polygon",
        features=features,
        classes=classes,
        legend_title=f"{figure.title} {figure.unit}",
        label=replace(symbology.COUNTY_LABEL, priority=95) if summary.by == "county" else None,
        tooltip=(("value", f"{figure.title}（{BY[summary.by]}）"),),
        table=source,
    )
    below = {"counties", "neighbours", "city"}
    hide = tuple(item.id for item in model.layers if item.id not in {*below, "waters"})
    return _with_layer(model, layer, hide=hide)


def classify(
    numbers: pd.Series, figure: Figure, *, k: int = 5
) -> tuple[tuple[SymbolClass, ...], list[str]]:
    """Natural breaks (Fisher–Jenks) of the finite numbers; NaN is its own hatched class.

    Returns the classes from high to low, 无数据 last, and the class value of each number.
    """
    import mapclassify

    values = numbers.to_numpy(dtype=np.float64)
    known = ~np.isnan(values)
    labels = np.full(len(values), "none", dtype=object)
    distinct = len(np.unique(values[known]))
    classes: list[SymbolClass] = []
    if distinct > 1:
        with warnings.catch_warnings():
            # Without numba the exact algorithm is slower, which some dozen groups do not feel.
            warnings.filterwarnings("ignore", message="Numba not installed")
            breaks = mapclassify.FisherJenks(values[known], k=min(k, distinct))
        labels[known] = breaks.yb.astype(str)
        edges = [float(values[known].min()), *map(float, breaks.bins)]
        colours = design_tokens()["ramp"][figure.ramp][-len(breaks.bins) :]
        classes = [
            SymbolClass(
                value=str(index),
                label=f"{_shown(edges[index], figure)}–{_shown(edges[index + 1], figure)}",
                symbol=symbology.choropleth(colours[index]),
                count=int((breaks.yb == index).sum()),
            )
            for index in reversed(range(len(breaks.bins)))
        ]
    elif distinct:
        labels[known] = "0"
        symbol = symbology.choropleth(design_tokens()["ramp"][figure.ramp][2])
        text = _shown(float(values[known][0]), figure)
        classes = [SymbolClass(value="0", label=text, symbol=symbol, count=int(known.sum()))]
    if not known.all():
        label = "无数据或基数过小" if figure.per else symbology.NO_DATA
        missing = int((~known).sum())
        symbol = symbology.no_data()
        classes.append(SymbolClass(value="none", label=label, symbol=symbol, count=missing))
    return tuple(classes), list(labels)


def _shown(number: float, figure: Figure) -> str:
    if np.isnan(number):
        return "未填报"
    return f"{number:,.0f}" if figure.unit == "家" else f"{number:,.2f}"


def _with_layer(model: MapModel, layer: MapLayer, *, hide: tuple[str, ...]) -> MapModel:
    layers = tuple(
        replace(item, visible=False) if item.id in hide else item for item in model.layers
    )
    return with_layers(replace(model, layers=layers), layer)
