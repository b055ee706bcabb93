"""Where the labels of a layer would like to stand: in areas, beside points, along lines."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import shapely

from dzmap.reports.frame import UNITS_PER_MM, MapFrame, project_places
from dzmap.reports.ground import Ground
from dzmap.reports.labels import CLEARANCE, LabelStyle, Spot, Wish, label_size
from dzmap.reports.scales import web_zoom
from dzmap.reports.svg_paths import millimetres
from dzmap.reports.texts import printable
from dzmap.resources import design_tokens
from dzmap.services.map_model import Label, MapLayer

_SEARCHABLE_SPACING_EM = 0.08
"""PDF viewers read a wider gap as a blank, and “齐河县” would no longer be found."""

_RASTER = 11
"""Places tried in each direction inside an area."""

_MARK_PER_MM = 3.0
"""A name moves this many millimetres from the middle to uncover one mark."""

_OUTSIDE = 1000
"""A name outside its area is worse than one that hides this many marks."""

_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
"""Where along a line a label is tried."""


def label_wishes(layer: MapLayer, frame: MapFrame, ground: Ground) -> list[Wish]:
    """One wish per visible feature of a layer that is labelled at the frame's scale."""
    label = layer.label
    if (
        label is None
        or label.column not in layer.features.columns
        or web_zoom(frame.scale) < label.min_zoom
        or frame.scale > label.coarsest
        or layer.gathering(frame.scale) is not None  # a disk stands for many names
    ):
        return []
    names = layer.features[label.column]
    wanted = names.notna()
    if label.rule_column in layer.features.columns:
        wanted &= layer.features[label.rule_column].astype(bool)
    texts = [
        printable(_text(name)).strip() if named else ""
        for name, named in zip(names, wanted, strict=True)
    ]
    subject = _Subject(layer, texts, frame, _style(label, context=not layer.selectable), ground)
    spots = _SPOTS[layer.kind](subject)
    return [
        Wish(text=text, style=subject.style, spots=places, priority=label.priority)
        for text, places in zip(texts, spots, strict=True)
        if places and text
    ]


def _text(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class _Subject:
    """A layer to be labelled: its texts in the order of its features, and how they look."""

    layer: MapLayer
    texts: list[str]
    frame: MapFrame
    style: LabelStyle
    ground: Ground


def _style(label: Label, *, context: bool) -> LabelStyle:
    spacing = millimetres(label.spacing) / LabelStyle(size_pt=label.size_pt, colour="").em
    return LabelStyle(
        size_pt=label.size_pt,
        colour=label.color,
        bold=label.bold,
        italic=label.italic,
        spacing_em=spacing if context else min(spacing, _SEARCHABLE_SPACING_EM),
        disk=label.disk,
        halo="" if context or not label.halo else design_tokens()["map"]["land"],
    )


def _area_spots(subject: _Subject) -> list[list[Spot]]:
    seen = shapely.intersection(subject.ground.plane(subject.layer), _window(subject.frame))
    place = _in_area if subject.layer.selectable else _within
    return [
        list(place(areas, text, subject.frame, subject.style))
        if text and (areas := _areas(shape)) is not None
        else []
        for shape, text in zip(seen, subject.texts, strict=True)
    ]


def _areas(shape: shapely.Geometry | None) -> shapely.MultiPolygon | None:
    """What of a cut shape is area: a border that touches the frame leaves lines and points."""
    parts = shapely.get_parts(shape) if shape is not None else ()
    areas = [part for part in parts if part.geom_type == "Polygon" and part.area]
    return shapely.MultiPolygon(areas) if areas else None


def _window(frame: MapFrame) -> shapely.Polygon:
    return shapely.box(frame.west, frame.south, frame.east, frame.north)


def _in_area(
    shape: shapely.MultiPolygon, text: str, frame: MapFrame, style: LabelStyle
) -> Iterator[Spot]:
    """Inside the area where the name fits in, else round it; numbers always stay inside."""
    centre = _centre(shape, frame)
    if style.disk:
        yield centre
        return
    size = label_size(text, style)
    yield from _inside(shape, centre, size, frame)
    west, south, east, north = shape.bounds
    (left, top), (right, bottom) = frame.units(np.array([[west, north], [east, south]])).tolist()
    middle = ((left + right) / 2, (top + bottom) / 2)
    reach = ((right - left) / 2, (bottom - top) / 2)
    for spot in _around(middle, reach, size):
        yield replace(spot, penalty=_OUTSIDE)


def _inside(
    shape: shapely.Geometry, centre: Spot, size: tuple[float, float], frame: MapFrame
) -> list[Spot]:
    """Places on a raster where the whole name lies inside, the nearest to the middle first."""
    half_width, half_height = (side / 2 / frame.units_per_m for side in size)
    west, south, east, north = shape.bounds
    if east - west < 2 * half_width or north - south < 2 * half_height:
        return []
    x = np.linspace(west + half_width, east - half_width, _RASTER)
    y = np.linspace(south + half_height, north - half_height, _RASTER)
    x, y = (axis.ravel() for axis in np.meshgrid(x, y))
    boxes = shapely.box(x - half_width, y - half_height, x + half_width, y + half_height)
    shapely.prepare(shape)
    fits = shapely.contains(shape, boxes)
    spots = []
    for place in zip(x[fits].tolist(), y[fits].tolist(), strict=True):
        spot = Spot(*frame.point(*place))
        far_mm = math.hypot(spot.x - centre.x, spot.y - centre.y) / UNITS_PER_MM
        spots.append(replace(spot, penalty=round(far_mm / _MARK_PER_MM)))
    return sorted(spots, key=lambda spot: spot.penalty)


def _centre(shape: shapely.Geometry, frame: MapFrame) -> Spot:
    """The middle of the widest place inside an area, a millimetre on paper off at most."""
    circle = shapely.maximum_inscribed_circle(shape, tolerance=frame.scale / 1000)
    return Spot(*frame.point(*circle.coords[0]))


def _within(
    shape: shapely.MultiPolygon, text: str, frame: MapFrame, style: LabelStyle
) -> Iterator[Spot]:
    """The name of what lies around the city, only where it does not reach into the city."""
    centre = _centre(shape, frame)
    half_width, half_height = (side / 2 / frame.units_per_m for side in label_size(text, style))
    east = frame.west + centre.x / frame.units_per_m
    north = frame.north - centre.y / frame.units_per_m
    box = shapely.box(
        east - half_width, north - half_height, east + half_width, north + half_height
    )
    if shapely.contains(shape, box):
        yield centre


def _around(
    centre: tuple[float, float], reach: tuple[float, float], size: tuple[float, float]
) -> Iterator[Spot]:
    """Right, left, above, below, then the corners."""
    right, above = reach[0] + size[0] / 2, reach[1] + size[1] / 2
    for x, y in ((1, 0), (-1, 0), (0, -1), (0, 1)):
        yield Spot(centre[0] + x * right, centre[1] + y * above)
    for x, y in ((1, -1), (1, 1), (-1, -1), (-1, 1)):
        yield Spot(centre[0] + x * right * 0.9, centre[1] + y * above * 0.85)


def _point_spots(subject: _Subject) -> list[list[Spot]]:
    frame = subject.frame
    size = max((item.symbol.size for item in subject.layer.classes), default=4.0)
    reach = millimetres(size) / 2 + CLEARANCE
    places = project_places(subject.layer.features.geometry).tolist()
    return [
        list(_around(frame.point(x, y), (reach, reach), label_size(text, subject.style)))
        if text and frame.west < x < frame.east and frame.south < y < frame.north
        else []
        for (x, y), text in zip(places, subject.texts, strict=True)
    ]


def _line_spots(subject: _Subject) -> list[list[Spot]]:
    widths = [millimetres(item.symbol.line_width) for item in subject.layer.classes]
    seen = shapely.intersection(subject.ground.plane(subject.layer), _window(subject.frame))
    return [
        list(_along(shape, label_size(text, subject.style), subject.frame, max(widths, default=0)))
        if text
        else []
        for shape, text in zip(seen, subject.texts, strict=True)
    ]


def _along(
    line: shapely.Geometry | None, size: tuple[float, float], frame: MapFrame, line_width: float
) -> Iterator[Spot]:
    """Beside the longest visible part, turned with it; its middle first."""
    parts = shapely.get_parts(shapely.line_merge(line)) if line is not None else ()
    longest = max(parts, key=lambda part: part.length, default=None)
    span = size[0] / frame.units_per_m
    if longest is None or longest.length < span:
        return
    away = (size[1] + line_width) / 2
    for share in _SHARES:
        middle = longest.length * share
        start = longest.interpolate(max(middle - span / 2, 0))
        end = longest.interpolate(min(middle + span / 2, longest.length))
        at = longest.interpolate(middle)
        x, y = frame.point(at.x, at.y)
        angle = (90 - math.degrees(math.atan2(end.y - start.y, end.x - start.x))) % 180 - 90
        turn = math.radians(angle)
        for side in (away, -away):
            yield Spot(x - side * math.sin(turn), y + side * math.cos(turn), angle)


_SPOTS = MappingProxyType[str, Callable[[_Subject], list[list[Spot]]]](
    {"polygon": _area_spots, "line": _line_spots, "point": _point_spots}
)
