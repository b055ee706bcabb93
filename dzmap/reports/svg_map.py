"""A map model as vector graphics on paper: one SVG document in hundredths of a millimetre."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from dzmap.reports.fonts import SANS
from dzmap.reports.frame import UNITS_PER_MM, MapFrame, project, project_places
from dzmap.reports.grid import grid_labels_svg, grid_lines_svg, kilometre_grid
from dzmap.reports.label_svg import labels_svg
from dzmap.reports.label_wishes import label_wishes
from dzmap.reports.labels import Box, LabelBoard
from dzmap.reports.svg_marks import marks_svg
from dzmap.reports.svg_paths import lines_path, path_bounds, polygons_path, within_frame
from dzmap.reports.svg_shapes import area_svg, line_svg
from dzmap.resources import design_tokens
from dzmap.services.map_model import MapLayer, MapModel, SymbolClass

GRID_MARGIN_MM = 5.0
"""Room for the grid's labels on each side of the frame."""

MOST_POINTS = 20_000
"""Above this, points of a class that fall on the same quarter of a millimetre are drawn once."""

_BASE_GROUP = "底图"
_THIN_UNITS = UNITS_PER_MM // 4

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class MapDrawing:
    """The SVG of a map, its size with grid labels, and how many labels found no room."""

    svg: str
    width_mm: float
    height_mm: float
    margin_mm: float
    dropped_labels: int = 0


def draw_map(
    model: MapModel,
    frame: MapFrame,
    *,
    grid: bool = True,
    taken: Sequence[Box] = (),
) -> MapDrawing:
    """Draw the visible layers of ``model`` into ``frame``.

    ``taken`` boxes (drawing units, from the frame's upper left corner) get no labels; ``grid`` adds
    the kilometre grid and its labels outside the frame.
    """
    layers = [layer for layer in model.layers if layer.visible and len(layer.features)]
    drawn = [(layer.group, _draw_layer(layer, frame, index)) for index, layer in enumerate(layers)]
    base = [svg for group, svg in drawn if group == _BASE_GROUP]
    data = [svg for group, svg in drawn if group != _BASE_GROUP]
    wishes = [wish for layer in layers for wish in label_wishes(layer, frame)]
    placed, dropped = LabelBoard(frame.width, frame.height, taken).place(wishes)
    lines = kilometre_grid(frame)
    body = [
        *base,
        grid_lines_svg(frame, lines) if grid else "",
        *data,
        labels_svg(placed),
    ]
    outside = grid_labels_svg(frame, lines, SANS) if grid else ""
    margin = GRID_MARGIN_MM if grid else 0.0
    return MapDrawing(
        svg=_document(frame, "".join(body), outside, margin),
        width_mm=frame.width_mm + 2 * margin,
        height_mm=frame.height_mm + 2 * margin,
        margin_mm=margin,
        dropped_labels=dropped,
    )


def _document(frame: MapFrame, body: str, outside: str, margin_mm: float) -> str:
    margin = round(margin_mm * UNITS_PER_MM)
    width, height = frame.width + 2 * margin, frame.height + 2 * margin
    window = f'width="{frame.width}" height="{frame.height}"'
    ground = design_tokens()["map"]["context_land"]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg"'
        f' width="{width / UNITS_PER_MM}mm" height="{height / UNITS_PER_MM}mm"'
        f' viewBox="{-margin} {-margin} {width} {height}">'
        f'<clipPath id="frame"><rect {window}/></clipPath>'
        f'<g clip-path="url(#frame)"><rect {window} fill="{ground}"/>{body}</g>'
        f'<rect {window} fill="none" stroke="#1B2733" stroke-width="25"/>{outside}</svg>'
    )


def _draw_layer(layer: MapLayer, frame: MapFrame, index: int) -> str:
    if layer.kind == "point":
        places = project_places(layer.features.geometry)
        parts = [_points(places[class_rows(layer, item)], item, frame) for item in layer.classes]
    else:
        cut = within_frame(project(layer.features.geometry), frame)
        parts = [
            _shapes(cut[class_rows(layer, item)], layer.kind, item, frame, f"l{index}c{number}")
            for number, item in enumerate(layer.classes)
        ]
    body = "".join(parts)
    return f'<g opacity="{layer.opacity:g}">{body}</g>' if layer.opacity < 1 else body


def class_rows(layer: MapLayer, item: SymbolClass) -> npt.NDArray[np.bool_]:
    """Which features of a layer a class holds; all of them where there is no ``class`` column."""
    if "class" not in layer.features.columns:
        return np.ones(len(layer.features), dtype=bool)
    rows: npt.NDArray[np.bool_] = (layer.features["class"] == item.value).to_numpy(dtype=bool)
    return rows


def _shapes(cut: Shapes, kind: str, item: SymbolClass, frame: MapFrame, name: str) -> str:
    cut = cut[~(shapely.is_empty(cut) | shapely.is_missing(cut))]
    if not len(cut):
        return ""
    if kind == "line":
        return line_svg(lines_path(cut, frame), item.symbol)
    return area_svg(polygons_path(cut, frame), path_bounds(cut, frame), item.symbol, name)


def _points(places: npt.NDArray[np.float64], item: SymbolClass, frame: MapFrame) -> str:
    inside = (places >= (frame.west, frame.south)).all(axis=1)
    inside &= (places <= (frame.east, frame.north)).all(axis=1)
    return marks_svg(_thinned(frame.units(places[inside])).tolist(), item.symbol)


def _thinned(places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    if len(places) <= MOST_POINTS:
        return places
    _, first = np.unique(places // _THIN_UNITS, axis=0, return_index=True)
    return places[np.sort(first)]
