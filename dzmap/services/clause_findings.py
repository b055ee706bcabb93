"""What one spatial clause found at an applicant's place, to be drawn on the map of the window."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from dzmap.core.applicants import has_precise_place
from dzmap.core.catalogs import Relation, SpatialClause
from dzmap.core.crs import geometries_to_plane
from dzmap.core.kleene import TRUE, UNKNOWN
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.quantities import format_distance
from dzmap.core.relations import ControlKind
from dzmap.core.screening import Screener
from dzmap.core.spatial import made_valid
from dzmap.core.verdicts import ClauseResult, Explanation
from dzmap.services.clause_order import by_weight, is_decisive
from dzmap.services.finding_layers import area_words, overlaps_layer, place_layer, ways_layer
from dzmap.services.map_model import MapLayer
from dzmap.services.screening import ScreeningRun
from dzmap.services.sheet_place import nearest_way, part_in

_Rows = list[tuple[str, Any]]
Bounds = tuple[float, float, float, float]

_MARGIN = 0.18
"""Of the width and height, on each side."""

_LEGEND = 0.4
"""What the legend at the left of the map may cover, as a part of what is shown beside it."""

_LEAST_DEG = 0.004
"""What is shown at least to each side of the middle: some 400 m."""


_TINT = 0.3
"""How opaque the applicant's land is."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """An explained row: its precise place (EPSG:4490), and what it was judged by."""

    explanation: Explanation
    place: Any
    screener: Screener

    def decisive(self) -> ClauseResult | None:
        """The clause that decides the verdict before all others, if that is a spatial one."""
        first = next(iter(by_weight(self.explanation)), None)
        if first is None or first.kind != "spatial" or not is_decisive(first, self.explanation):
            return None
        return first


def case_of(run: ScreeningRun, row: int, explanation: Explanation) -> Case | None:
    """The case of a row of a run; None where the place is not known precisely."""
    position = int(run.result.applicant[row])
    applicant = gpd.GeoDataFrame(run.result.applicants.iloc[position : position + 1])
    if not has_precise_place(applicant)[0]:
        return None
    place = applicant.geometry.to_numpy()[0]
    return Case(explanation=explanation, place=place, screener=run.screener)


@dataclass(frozen=True, kw_only=True)
class ClauseFinding:
    """Map layers, bottom first, and what to bring into view (west, south, east, north; EPSG:4490)."""

    layers: tuple[MapLayer, ...]
    bounds: Bounds


def clause_finding(case: Case, clause: ClauseResult) -> ClauseFinding:
    """Draw what a clause found: the overlap hatched, or the way to the nearest area.

    A layer that is not loaded or does not reach the place draws nothing but the place.
    """
    shape = made_valid(case.place)[0]
    parts: _Rows = []
    ways: _Rows = []
    name = ""
    asked = _asked(case, clause)
    if asked is not None:
        kinds = case.screener.kinds
        loaded = {kind: kinds[kind] for kind in asked.layers if kind in kinds}
        look = _outside if asked.relation is Relation.WITHIN else _occupied
        parts, name = look(shape, loaded)
        if not parts and not name:
            ways = _way(shape, loaded)
    drawn = (
        ways_layer(ways),
        _see_through(place_layer(shape, name)),
        overlaps_layer(parts, "不符合的部分"),
    )
    layers = tuple(replace(one, selectable=False) for one in drawn if len(one.features))
    return ClauseFinding(layers=layers, bounds=_bounds(layers))


def _see_through(layer: MapLayer) -> MapLayer:
    """On screen the verdict marks and lines below stay visible; there are many more than in print."""
    classes = tuple(
        replace(one, symbol=replace(one.symbol, fill_opacity=_TINT)) for one in layer.classes
    )
    return replace(layer, classes=classes)


def _asked(case: Case, clause: ClauseResult) -> SpatialClause | None:
    for rule in case.screener.rulebook.rules:
        found = rule.clause
        if isinstance(found, SpatialClause) and (rule.catalog.id, found.id) == (
            clause.catalog_id,
            clause.clause_id,
        ):
            return found
    return None


def _occupied(shape: Any, loaded: Mapping[str, ControlKind]) -> tuple[_Rows, str]:
    """What of the place lies in layers to keep clear of, and the label of one without area."""
    hit = [kind for kind, control in loaded.items() if _hits(shape, control)]
    if not shapely.area(shape):
        return [], f"在{'、'.join(layer_zh(kind) for kind in hit)}内" if hit else ""
    rows = []
    for kind in hit:
        part = part_in(shape, loaded[kind])
        of = layer_zh(kind) if len(hit) > 1 else ""
        rows.append((f"占{of} {area_words(part, shape)}", part))
    return rows, ""


def _outside(shape: Any, loaded: Mapping[str, ControlKind]) -> tuple[_Rows, str]:
    """What of the place lies out of the layers that it should lie in; the label of one that is in."""
    if not loaded:
        return [], ""
    array = np.array([shape], dtype=object)
    names = "、".join(layer_zh(kind) for kind in loaded)
    within = [control.shapes_within(array)[0] for control in loaded.values()]
    if TRUE in within:
        return [], f"在{names}内"
    area = shapely.union_all([part_in(shape, control) for control in loaded.values()])
    if not shapely.area(area):
        return [], ""
    rest = shapely.difference(shape, area)
    known = "" if UNKNOWN not in within else "已知"
    return [(f"在{known}{'区域' if known else ''}外 {area_words(rest, shape)}", rest)], ""


def _hits(shape: Any, control: ControlKind) -> bool:
    if shapely.get_type_id(shape) == shapely.GeometryType.POINT:
        return len(control.tree.query(shape, predicate="intersects")) > 0
    return bool(control.shapes_hit(np.array([shape], dtype=object))[0])


def _covered(shape: Any, control: ControlKind) -> bool:
    return control.coverage is not None and bool(shapely.intersects(control.coverage, shape))


def _way(shape: Any, loaded: Mapping[str, ControlKind]) -> _Rows:
    """The way to the nearest area; beyond the edge of the coverage something nearer may lie."""
    ways = [
        way
        for kind, control in loaded.items()
        if (way := nearest_way(shape, kind, control)) is not None and way.distance_m > 0
    ]
    if not ways:
        return []
    way = min(ways, key=lambda one: one.distance_m)
    plane = np.array([geometries_to_plane(shape)], dtype=object)
    control = loaded[way.kind]
    unsure = control.edge_nearer_than(plane, way.distance_m)[0] or not _covered(shape, control)
    to = f"距{layer_zh(way.kind)} " if len(loaded) > 1 else ""
    return [(f"{'已知最近 ' if unsure else ''}{to}{format_distance(way.distance_m)}", way.line)]


def _bounds(layers: tuple[MapLayer, ...]) -> Bounds:
    """Everything that is drawn, with room around it."""
    boxes = np.array([layer.features.total_bounds for layer in layers])
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    across = max((east - west) * _MARGIN, _LEAST_DEG - (east - west) / 2)
    up = max((north - south) * _MARGIN, _LEAST_DEG - (north - south) / 2)
    legend = across + (east - west + 2 * across) * _LEGEND
    return float(west - legend), float(south - up), float(east + across), float(north + up)
