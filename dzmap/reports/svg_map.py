"""A map model as vector graphics on paper: one SVG document in hundredths of a millimetre."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from dzmap.core.symbols import Symbol
from dzmap.reports.cluster_svg import clustered_svg
from dzmap.reports.fonts import SANS
from dzmap.reports.frame import UNITS_PER_MM, MapFrame, project_places
from dzmap.reports.grid import grid_labels_svg, grid_lines_svg, kilometre_grid
from dzmap.reports.ground import Ground, Shapes
from dzmap.reports.heat_svg import heat_svg
from dzmap.reports.label_svg import labels_svg
from dzmap.reports.label_wishes import label_wishes
from dzmap.reports.labels import Box, LabelBoard, label_box
from dzmap.reports.svg_marks import marks_svg
from dzmap.reports.svg_paths import (
    lines_path,
    path_bounds,
    polygons_path,
    within_frame,
)
from dzmap.reports.svg_shapes import area_svg, line_svg
from dzmap.resources import design_tokens
from dzmap.services.map_model import Heat, MapLayer, MapModel, SymbolClass

GRID_MARGIN_MM = 5.0
"""Room for the grid's labels on each side of the frame."""

MOST_POINTS = 20_000
"""Above this, points of a class that fall on the same quarter of a millimetre are drawn once."""

_BASE_GROUP = "底图"
_THIN_UNITS = UNITS_PER_MM // 4


@dataclass(frozen=True, kw_only=True)
class MapDrawing:
    """The SVG of a map, its size with grid labels, and where its labels stand."""

    svg: str
    width_mm: float
    height_mm: float
    margin_mm: float
    dropped_labels: int = 0
    label_boxes: tuple[Box, ...] = ()


def draw_map(
    model: MapModel,
    frame: MapFrame,
    *,
    grid: bool = True,
    taken: Sequence[Box] = (),
    ground: Ground | None = None,
    bare: bool = False,
) -> MapDrawing:
    """Draw the visible layers of ``model`` into ``frame``.

    ``taken`` boxes (drawing units, from the frame's upper left corner) get no labels; ``grid`` adds
    the kilometre grid and its labels outside the frame; ``ground`` is what sheets share; ``bare``
    leaves the background out, for a drawing that is laid over another.
    """
    ground = ground or Ground()
    layers = [layer for layer in model.layers if layer.visible and len(layer.features)]
    drawn = [_draw_layer(layer, frame, ground, f"l{n}") for n, layer in enumerate(layers)]
    marks = np.vstack([_NO_MARKS, *(item.marks for item in drawn)])
    board = LabelBoard(frame.width, frame.height, taken, marks)
    placed, dropped = board.place(
        wish for layer in layers for wish in label_wishes(layer, frame, ground)
    )
    lines = kilometre_grid(frame)
    body = [item.svg for item in drawn]
    if grid:
        body.insert(_above_base(layers), grid_lines_svg(frame, lines))
    body.append(labels_svg(placed))
    outside = grid_labels_svg(frame, lines, SANS) if grid else ""
    margin = GRID_MARGIN_MM if grid else 0.0
    return MapDrawing(
        svg=_document(frame, "".join(body), outside, margin, bare=bare),
        width_mm=frame.width_mm + 2 * margin,
        height_mm=frame.height_mm + 2 * margin,
        margin_mm=margin,
        dropped_labels=dropped,
        label_boxes=tuple(label_box(label) for label in placed),
    )


def _above_base(layers: Sequence[MapLayer]) -> int:
    """The position of the grid: over the base map, under everything that is planned."""
    return next((n for n, layer in enumerate(layers) if layer.group != _BASE_GROUP), len(layers))


def _document(frame: MapFrame, body: str, outside: str, margin_mm: float, *, bare: bool) -> str:
    margin = round(margin_mm * UNITS_PER_MM)
    width, height = frame.width + 2 * margin, frame.height + 2 * margin
    window = f'width="{frame.width}" height="{frame.height}"'
    land = "" if bare else f'<rect {window} fill="{design_tokens()["map"]["context_land"]}"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg"'
        f' width="{width / UNITS_PER_MM}mm" height="{height / UNITS_PER_MM}mm"'
        f' viewBox="{-margin} {-margin} {width} {height}">'
        f'<clipPath id="frame"><rect {window}/></clipPath>'
        f'<g clip-path="url(#frame)">{land}{body}</g>'
        f'<rect {window} fill="none" stroke="#1B2733" stroke-width="25"/>{outside}</svg>'
    )


@dataclass(frozen=True)
class _Drawn:
    """The graphics of a layer, and where its point marks stand (n, 2)."""

    svg: str
    marks: npt.NDArray[np.int64]


_NO_MARKS = np.zeros((0, 2), dtype=np.int64)


def _draw_layer(layer: MapLayer, frame: MapFrame, ground: Ground, name: str) -> _Drawn:
    marks = _NO_MARKS
    if layer.heat is not None:
        parts = [_glow(layer, layer.heat, frame)]
    elif (clusters := layer.gathering(frame.scale)) is not None:
        svg, marks = clustered_svg(layer, clusters, frame, ground)
        parts = [svg]
    elif layer.kind == "point":
        every = project_places(layer.features.geometry)
        sized = _sized(layer, ground)
        classed = [(_inside(every[rows], frame), symbol) for rows, symbol in sized]
        parts = [marks_svg(places.tolist(), symbol) for places, symbol in classed]
        marks = np.vstack([_NO_MARKS, *(places for places, _ in classed)])
    else:
        parts = [
            _draw_class(layer, item, frame, ground, f"{name}c{number}")
            for number, item in enumerate(layer.classes)
        ]
    body = "".join(parts)
    if layer.opacity < 1:
        body = f'<g opacity="{layer.opacity:g}">{body}</g>'
    return _Drawn(body, marks)


def _glow(layer: MapLayer, heat: Heat, frame: MapFrame) -> str:
    every = project_places(layer.features.geometry)
    known = np.isfinite(every).all(axis=1)
    weights = None
    if heat.weight_column in layer.features.columns:
        weights = layer.features[heat.weight_column].to_numpy(dtype=np.float64)[known]
    return heat_svg(frame.units(every[known]), weights, heat, frame)


def _sized(layer: MapLayer, ground: Ground) -> list[tuple[npt.NDArray[np.bool_], Symbol]]:
    """The rows of each class with their symbol; where marks differ in size, of each whole size."""
    classed = [(ground.rows(layer, item), item.symbol) for item in layer.classes]
    if layer.size_column not in layer.features.columns:
        return classed
    sizes = np.rint(layer.features[layer.size_column].to_numpy(dtype=np.float64))
    return [
        (rows & (sizes == size), replace(symbol, size=float(size)))
        for rows, symbol in classed
        for size in np.unique(sizes[rows])[::-1]  # small ones lie over large ones
    ]


def _draw_class(
    layer: MapLayer, item: SymbolClass, frame: MapFrame, ground: Ground, name: str
) -> str:
    """The lines or areas of one class; dashed borders of neighbouring areas are drawn once."""
    rows = ground.rows(layer, item)
    cut = _solid(ground.cut(layer, frame)[rows])
    if not len(cut):
        return ""
    if layer.kind == "line":
        return line_svg(lines_path(cut, frame), item.symbol)
    outline = None
    if item.symbol.dash and layer.group == _BASE_GROUP and layer.selectable:
        outline = lines_path(within_frame(ground.borders(layer, rows, item.value), frame), frame)
    path, bounds = polygons_path(cut, frame), path_bounds(cut, frame)
    return area_svg(path, bounds, item.symbol, name, outline=outline)


def _solid(shapes: Shapes) -> Shapes:
    solid: Shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    return solid


def _inside(places: npt.NDArray[np.float64], frame: MapFrame) -> npt.NDArray[np.int64]:
    """The places in the frame in drawing units, without those that only hide others."""
    inside = (places >= (frame.west, frame.south)).all(axis=1)
    inside &= (places <= (frame.east, frame.north)).all(axis=1)
    return _thinned(frame.units(places[inside]))


def _thinned(places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    if len(places) <= MOST_POINTS:
        return places
    _, first = np.unique(places // _THIN_UNITS, axis=0, return_index=True)
    return places[np.sort(first)]
