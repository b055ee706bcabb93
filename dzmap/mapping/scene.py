"""What the page is told about a map: layers, symbols and legend texts, but no geometry."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dzmap.core.symbols import Symbol
from dzmap.services.map_model import Label, MapLayer, MapModel, SymbolClass

NOT_REPORTED = "未填报"


def describe(model: MapModel, revisions: Mapping[str, int]) -> dict[str, Any]:
    """The scene message: everything about ``model`` that is not geometry.

    Args:
        model: the map to draw.
        revisions: the number of each layer's payload, by layer id.
    """
    return {
        "title": model.title,
        "extent": list(model.extent),
        "sample": model.sample,
        "schematic": model.schematic,
        "notes": list(model.notes),
        "layers": [_layer(layer, revisions[layer.id]) for layer in model.layers],
    }


def facts(layer: MapLayer, position: int) -> dict[str, Any]:
    """Name and tool tip lines of one feature, as texts.

    Raises:
        IndexError: no such row.
    """
    frame = layer.features
    if not 0 <= position < len(frame):
        raise IndexError(position)
    row = frame.iloc[position]
    name = str(row["name"]) if "name" in frame.columns and not _missing(row["name"]) else ""
    lines = [
        [caption, value_text(row[column])]
        for column, caption in layer.tooltip
        if column in frame.columns
    ]
    return {"name": name, "facts": lines}


def label_texts(layer: MapLayer, positions: list[int]) -> list[str]:
    """The labels of the features at ``positions``, "" where there is none or no such row."""
    if layer.label is None or layer.label.column not in layer.features.columns:
        return [""] * len(positions)
    column = layer.features[layer.label.column]
    size = len(column)
    return [
        value_text(column.iloc[position], missing="") if 0 <= position < size else ""
        for position in positions
    ]


def value_text(value: object, *, missing: str = NOT_REPORTED) -> str:
    """A value as the map shows it: whole numbers grouped, others with two decimals."""
    if _missing(value):
        return missing
    if isinstance(value, bool | np.bool_):
        return "是" if value else "否"
    if isinstance(value, int | np.integer):
        return f"{int(value):,}"
    if isinstance(value, float | np.floating):
        return f"{float(value):,.2f}"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value)


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124


def _layer(layer: MapLayer, revision: int) -> dict[str, Any]:
    return {
        "id": layer.id,
        "title": layer.title,
        "group": layer.group,
        "kind": layer.kind,
        "revision": revision,
        "count": len(layer.features),
        "visible": layer.visible,
        "opacity": layer.opacity,
        "selectable": layer.selectable,
        "inLegend": layer.in_legend,
        "legendTitle": layer.legend_title,
        "tags": list(layer.tags),
        "classes": [_symbol_class(entry) for entry in layer.classes],
        "label": _label(layer.label),
        "sized": layer.kind == "point" and layer.size_column in layer.features.columns,
        "heat": _heat(layer),
        "clusters": _clusters(layer),
        "coarsest": _finite(layer.coarsest),
        "finest": layer.finest,
    }


def _heat(layer: MapLayer) -> dict[str, Any] | None:
    if layer.heat is None or layer.kind != "point":
        return None
    return {"radius": layer.heat.radius, "ramp": list(layer.heat.ramp)}


def _clusters(layer: MapLayer) -> dict[str, Any] | None:
    if layer.clusters is None or layer.kind != "point":
        return None
    return {"radius": layer.clusters.radius, "finest": layer.clusters.finest}


def _finite(denominator: float) -> float | None:
    """A scale denominator; None for no limit, which JSON cannot say otherwise."""
    return denominator if math.isfinite(denominator) else None


def _symbol_class(entry: SymbolClass) -> dict[str, Any]:
    return {
        "value": entry.value,
        "label": entry.label,
        "count": entry.count,
        "symbol": _symbol(entry.symbol),
    }


def _symbol(symbol: Symbol) -> dict[str, Any]:
    return {
        "fill": symbol.fill,
        "fillOpacity": symbol.fill_opacity,
        "line": symbol.line,
        "lineWidth": symbol.line_width,
        "dash": list(symbol.dash),
        "core": symbol.core,
        "casing": symbol.casing,
        "casingWidth": symbol.casing_width,
        "hatch": symbol.hatch.value,
        "hatchColor": symbol.hatch_color,
        "mark": symbol.mark.value,
        "size": symbol.size,
    }


def _label(label: Label | None) -> dict[str, Any] | None:
    if label is None:
        return None
    return {
        "sizePt": label.size_pt,
        "color": label.color,
        "bold": label.bold,
        "italic": label.italic,
        "spacing": label.spacing,
        "priority": label.priority,
        "minZoom": label.min_zoom,
        "disk": label.disk,
        "badge": label.badge,
        "halo": label.halo,
        "coarsest": _finite(label.coarsest),
    }
