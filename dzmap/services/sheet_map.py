"""The figure of a 判定书: the applicant's place, its target, the control layers near it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from dzmap.core.crs import geometries_to_plane, to_lonlat
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.quantities import format_distance
from dzmap.core.symbols import Symbol
from dzmap.services.finding_layers import (
    area_words,
    overlaps_layer,
    own_layer,
    place_layer,
    ways_layer,
)
from dzmap.services.map_model import MapLayer, MapModel
from dzmap.services.sheet_place import Nearest, PlaceFacts
from dzmap.services.verdict_sheet import SheetFigure

Bounds = tuple[float, float, float, float]
"""West, south, east, north in metres of EPSG:4548."""

_KEPT = ("counties", "waters", "townships", "zones_", "parks_", "control_")
_UNNAMED = frozenset({"counties"})
_CLOSE_M = 200.0
_ROUND_M = (1500.0, 800.0)
"""How far the picture reaches to the sides, and up and down."""

_FAR_M = 20_000.0
_MOST_WAYS = 2


class SheetMaps:
    """Makes the figures of many sheets from one overlay.

    Args:
        overlay: All layers of the project.
        control_ids: Control layers (``core.tables``) that are in force on the day of judgement.
    """

    def __init__(self, overlay: MapModel, control_ids: Collection[str]) -> None:
        shown = {f"control_{name}" for name in control_ids}
        self._overlay = overlay
        self._layers = tuple(
            _dressed(layer)
            for layer in overlay.layers
            if layer.id.startswith(_KEPT)
            and (layer.id in shown or not layer.id.startswith("control_"))
        )

    @property
    def schematic(self) -> bool:
        """Whether some outlines are 示意."""
        return self._overlay.schematic

    def figure(self, place: Any, facts: PlaceFacts, target: Any, *, park: bool) -> SheetFigure:
        """The figure for one precise place of EPSG:4490.

        Args:
            place: Point, line or polygon.
            facts: What was found there.
            target: The target's polygon; None where there is none.
            park: Whether the target is a park, small enough to be shown whole.
        """
        shape = geometries_to_plane(place)
        ways = sorted(facts.nearest, key=lambda way: way.distance_m)[:_MOST_WAYS]
        window = _window(shape, facts, target, park=park)
        if facts.conflicts:
            ways = []  # the picture is close up, and what it is about is the overlap
        else:
            window = _with_ways(window, [geometries_to_plane(way.line) for way in ways])
        drawn = [
            ways_layer(_named_ways(ways, window)),
            place_layer(place),
            overlaps_layer(_overlaps(facts)),
        ]
        main = self._model(window, [layer for layer in drawn if len(layer.features)])
        whole = _whole(window, target, ways)
        if _contains(window, whole):
            return SheetFigure(map=main)
        overview = self._model(whole, [_frame_layer(window)], bare=True)
        return SheetFigure(map=main, overview=overview)

    def _model(self, window: Bounds, own: Sequence[MapLayer], *, bare: bool = False) -> MapModel:
        extent = _lonlat_extent(window)
        near = [_near(layer, extent) for layer in self._layers]
        layers = [layer for layer in near if len(layer.features)]
        if bare:
            layers = [replace(layer, label=None) for layer in layers if layer.id != "townships"]
        return MapModel(
            layers=(*layers, *own),
            extent=extent,
            sample=self._overlay.sample,
            schematic=self._overlay.schematic,
        )


def _dressed(layer: MapLayer) -> MapLayer:
    label = None if layer.id in _UNNAMED else layer.label
    return replace(layer, visible=True, label=label)


def _near(layer: MapLayer, extent: Bounds) -> MapLayer:
    """The layer with what may be seen: as far round the extent as it is wide and high."""
    west, south, east, north = extent
    reach = max(east - west, north - south)
    box = shapely.box(west - reach, south - reach, east + reach, north + reach)
    rows = np.sort(layer.features.sindex.query(box))
    return replace(layer, features=layer.features.iloc[rows].reset_index(drop=True))


# --- what is shown --------------------------------------------------------------------------


def _window(shape: Any, facts: PlaceFacts, target: Any, *, park: bool) -> Bounds:
    """Close up where something overlaps; a whole park; else the surroundings."""
    own = _bounds(shape)
    size = max(own[2] - own[0], own[3] - own[1])
    if facts.conflicts or facts.straddles:
        return _grown(own, max(size * 0.35, _CLOSE_M), max(size * 0.2, _CLOSE_M / 2))
    if park and target is not None:
        plane = geometries_to_plane(target)
        if shapely.distance(plane, shape) < _ROUND_M[0]:
            whole = _joined([own, _bounds(plane)])
            edge = 0.06 * max(whole[2] - whole[0], whole[3] - whole[1])
            return _grown(whole, edge, edge)
    across, up = _ROUND_M
    return _grown(own, max(size * 1.5, across), max(size * 0.8, up))


def _with_ways(window: Bounds, lines: Iterable[Any]) -> Bounds:
    """Wide enough for the ways that do not lead far out."""
    reach = max(window[2] - window[0], window[3] - window[1])
    short = [_grown(_bounds(line), 120, 120) for line in lines if shapely.length(line) < reach]
    return _joined([window, *short])


def _whole(window: Bounds, target: Any, ways: Sequence[Nearest]) -> Bounds:
    parts = [window]
    if target is not None:
        parts.append(_bounds(geometries_to_plane(target)))
    parts += [_bounds(geometries_to_plane(way.line)) for way in ways if way.distance_m < _FAR_M]
    return _joined(parts)


def _bounds(shape: Any) -> Bounds:
    west, south, east, north = (float(side) for side in shapely.bounds(shape))
    return west, south, east, north


def _joined(parts: Sequence[Bounds]) -> Bounds:
    lows, highs = np.array(parts)[:, :2].min(axis=0), np.array(parts)[:, 2:].max(axis=0)
    return float(lows[0]), float(lows[1]), float(highs[0]), float(highs[1])


def _grown(bounds: Bounds, across: float, up: float) -> Bounds:
    west, south, east, north = bounds
    return west - across, south - up, east + across, north + up


def _contains(outer: Bounds, inner: Bounds) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
    )


def _lonlat_extent(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    lon, lat = to_lonlat([west, west, east, east], [south, north, south, north])
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


# --- the applicant's own layers -------------------------------------------------------------


def _named_ways(ways: Sequence[Nearest], window: Bounds) -> list[tuple[str, Any]]:
    """Ways with their lengths; one that leaves the picture says where it leads."""
    found = []
    for way in ways:
        inside = _contains(window, _bounds(geometries_to_plane(way.line)))
        to = "" if inside else f"距{layer_zh(way.kind)} "
        found.append((f"{to}{format_distance(way.distance_m)}", way.line))
    return found


def _overlaps(facts: PlaceFacts) -> list[tuple[str, Any]]:
    return [
        (f"占{layer_zh(kind)} {area_words(part)}", part) for kind, part in facts.conflicts.items()
    ]


def _frame_layer(window: Bounds) -> MapLayer:
    """Where the figure lies in its overview."""
    west, south, east, north = _lonlat_extent(window)
    box = shapely.box(west, south, east, north)
    symbol = Symbol(line="#A61B14", line_width=2.0)
    return own_layer("window", "图幅范围", "polygon", symbol, [("", box)], None)
