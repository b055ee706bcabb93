"""What is drawn on a 判定书: marks, threshold bars, and the figure with its furniture."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from dzmap.core.crs import PLANE
from dzmap.core.verdicts import ClauseState, Verdict
from dzmap.reports.frame import MapFrame, fit_frame, project
from dzmap.reports.ground import Ground
from dzmap.reports.labels import Box
from dzmap.reports.legend import legend_entries
from dzmap.reports.scales import ScaleBar, scale_bar, scale_text
from dzmap.reports.sheet_layout import Furniture, Place, arrange
from dzmap.reports.svg_map import draw_map
from dzmap.resources import design_tokens
from dzmap.services.map_model import MapLayer, MapModel
from dzmap.services.mark_shapes import STATE_SHAPES, VERDICT_SHAPES
from dzmap.services.threshold_bars import BarGeometry, bar_geometry
from dzmap.services.verdict_sheet import Limit, SheetFigure

FIGURE_MM = (103.0, 54.0)
_OVERVIEW_MM = (27.0, 24.0)
BAR_MM = (18.0, 3.6)
_DOT_MM, _TRACK_MM = 2.0, 1.5
_MOST_LAND = 0.15
_BESIDE_MM = 4.0
_OWN_LAYERS = frozenset({"place", "conflicts", "ways"})
_TRACK, _ADMISSIBLE, _INK = "#DDE2E7", "#BFE3CF", "#1B2733"
_BAD, _GOOD = "#A61B14", "#167047"


@dataclass(frozen=True)
class FigureDrawing:
    """The figure as plain values for the template, and its drawings by name."""

    values: dict[str, Any]
    drawings: dict[str, str]


def mark_drawings() -> dict[str, str]:
    """The marks of all verdicts and clause results as SVG documents by their names."""
    tokens = design_tokens()
    marks = {
        verdict_mark(verdict): _mark(shape, tokens["verdict"][verdict.token]["text"])
        for verdict, shape in VERDICT_SHAPES.items()
    }
    marks |= {
        state_mark(state): _mark(shape, tokens["clause_result"][state.value]["color"])
        for state, shape in STATE_SHAPES.items()
    }
    return marks


def verdict_mark(verdict: Verdict) -> str:
    """The name of a verdict's mark among the drawings."""
    return f"verdict-{verdict.token}"


def state_mark(state: ClauseState) -> str:
    """The name of a clause result's mark among the drawings."""
    return f"state-{state.value}"


def _mark(shape: str, colour: str) -> str:
    body = shape.replace("currentColor", colour)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
        f"{body}</svg>"
    )


# --- threshold bars -------------------------------------------------------------------------


def bar_svg(limit: Limit) -> str:
    """Measured against required, from 0 to twice the threshold.

    A copy without colours still tells: what is admitted is bounded by a line, a gap is hatched, and
    a value that fails is a diamond instead of a disk.
    """
    width, height = BAR_MM
    bar = bar_geometry(width, limit.op, limit.threshold, limit.measured, dot=_DOT_MM)
    top = (height - _TRACK_MM) / 2
    parts = [_box(0, width, top, fill=_TRACK)]
    start, end = bar.admissible
    if bar.dot is None:
        parts.append(
            f'<rect x="0.1" y="{top:.2f}" width="{width - 0.2}" height="{_TRACK_MM}" fill="#FFFFFF"'
            f' stroke="#7F8B98" stroke-width="0.2" stroke-dasharray="0.8 0.6"/>'
        )
    else:
        parts.append(_box(start, end, top, fill=_ADMISSIBLE, stroke=_GOOD))
    if bar.gap is not None:
        parts += _gap(bar.gap, top)
    parts.append(f'<path d="M{bar.tick} 0.2V{height - 0.2}" stroke="{_INK}" stroke-width="0.5"/>')
    parts += _value(bar, height / 2)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
    )


def _box(start: float, end: float, top: float, *, fill: str, stroke: str = "none") -> str:
    return (
        f'<rect x="{start:.2f}" y="{top:.2f}" width="{end - start:.2f}" height="{_TRACK_MM}"'
        f' fill="{fill}" stroke="{stroke}" stroke-width="0.12"/>'
    )


def _gap(span: tuple[float, float], top: float) -> list[str]:
    start, end = span
    below = top + _TRACK_MM
    strokes, x = [], start
    while x < end:
        run = min(_TRACK_MM, end - x)
        strokes.append(f"M{x:.2f} {below:.2f}l{run:.2f} {-run:.2f}")
        x += 0.6
    return [
        _box(start, end, top, fill="#FFFFFF", stroke=_BAD),
        f'<path d="{"".join(strokes)}" stroke="{_BAD}" stroke-width="0.2"/>',
    ]


def _value(bar: BarGeometry, middle: float) -> list[str]:
    if bar.dot is None:
        return []
    x, radius = bar.dot, _DOT_MM / 2
    ink = _GOOD if bar.gap is None else _BAD
    paint = f'fill="{ink}" stroke="#FFFFFF" stroke-width="0.25"'
    if bar.beyond:
        side = radius if x > bar.tick else -radius
        return [
            f'<path d="M{x - side:.2f} {middle - radius}l{2 * side:.2f} {radius}l{-2 * side:.2f} {radius}z" {paint}/>'
        ]
    if bar.gap is not None:
        r = radius * 1.2
        return [f'<path d="M{x - r:.2f} {middle}l{r} {-r}l{r} {r}l{-r} {r}z" {paint}/>']
    return [f'<circle cx="{x:.2f}" cy="{middle}" r="{radius}" {paint}/>']


# --- the figure -----------------------------------------------------------------------------


def figure_drawing(figure: SheetFigure, name: str) -> FigureDrawing:
    """Draw a figure; ``name`` makes the names of its drawings unique."""
    ground = Ground()
    width, height = FIGURE_MM
    frame = fit_frame(figure.map.extent, width, height, margin_mm=3)
    bar = _scale_bar(frame.scale)
    bar_mm = bar.segment_mm * (len(bar.labels) - 1)
    pieces = [
        Furniture(name="north", width_mm=6.5, height_mm=11, corner=(1, 0)),
        Furniture(name="scale", width_mm=bar_mm + 13, height_mm=10.5, corner=(1, 1)),
    ]
    if figure.overview is not None:
        pieces.insert(
            0,
            Furniture(
                name="overview",
                width_mm=_OVERVIEW_MM[0],
                height_mm=_OVERVIEW_MM[1],
                corner=(0, 0),
            ),
        )
    places = arrange(pieces, _asked(figure.map, frame), frame, ground)
    taken = [place.units for place in places.values()]
    taken += _own_land(figure.map, frame)
    drawings = {
        f"{name}-map": draw_map(figure.map, frame, grid=False, taken=taken, ground=ground).svg
    }
    if figure.overview is not None:
        drawings[f"{name}-overview"] = _overview(figure.overview)
    entries = legend_entries(figure.map, frame, ground)
    values = {
        "map": f"{name}-map",
        "width": width,
        "height": height,
        "overview": f"{name}-overview" if figure.overview is not None else None,
        "spots": {key: _spot(place) for key, place in places.items()},
        "scale": scale_text(frame.scale),
        "bar": {"segment": bar.segment_mm, "labels": list(bar.labels), "unit": bar.unit},
        "legend": [{"label": one.label, "swatch": one.swatch} for one in entries if one.swatch],
    }
    return FigureDrawing(values, drawings)


def _asked(model: MapModel, frame: MapFrame) -> MapModel:
    """What the furniture should not hide: the applicant's own layers, lines as wide as a label."""
    own = [layer for layer in model.layers if layer.id in _OWN_LAYERS]
    return replace(model, layers=tuple(_widened(layer, frame) for layer in own))


def _widened(layer: MapLayer, frame: MapFrame) -> MapLayer:
    if layer.kind != "line":
        return layer
    reach = _BESIDE_MM * frame.scale / 1000
    bands = layer.features.to_crs(PLANE).buffer(reach).to_crs(layer.features.crs)
    return replace(layer, kind="polygon", features=layer.features.set_geometry(bands))


def _own_land(model: MapModel, frame: MapFrame) -> list[Box]:
    """The applicant's land, so that no name is written across it, unless it fills the picture."""
    plots = [layer for layer in model.layers if layer.id == "place" and layer.kind == "polygon"]
    boxes = []
    for layer in plots:
        west, south, east, north = shapely.bounds(project(layer.features.geometry)[0])
        (left, top), (right, bottom) = frame.units(np.array([[west, north], [east, south]]))
        if (right - left) * (bottom - top) < _MOST_LAND * frame.width * frame.height:
            boxes.append((float(left), float(top), float(right), float(bottom)))
    return boxes


def _overview(model: MapModel) -> str:
    width, height = _OVERVIEW_MM
    frame: MapFrame = fit_frame(model.extent, width, height, margin_mm=1.5)
    return draw_map(model, frame, grid=False).svg


def _scale_bar(scale: int) -> ScaleBar:
    """Two segments; beyond a kilometre in kilometres, because longer numbers would touch."""
    bar = scale_bar(scale, 26, segments=2)
    metres = [float(label) for label in bar.labels]
    if bar.unit == "km" or metres[-1] < 1000:
        return bar
    return replace(bar, labels=tuple(f"{length / 1000:g}" for length in metres), unit="km")


def _spot(place: Place) -> dict[str, float]:
    return {"x": place.x, "y": place.y, "width": place.width, "height": place.height}
