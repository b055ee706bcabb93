"""Measured relations of one place to control layers, for the evidence of a spatial clause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from dzmap.core.areas import area_m2
from dzmap.core.catalogs import Relation
from dzmap.core.crs import geometries_to_plane
from dzmap.core.quantities import format_distance, format_mu, format_percent, mu_from_m2
from dzmap.core.relations import ControlKind
from dzmap.core.spatial import made_valid


@dataclass(frozen=True, kw_only=True)
class PlaceMeasure:
    """What was measured: a number in ``unit`` or a word, and the sentence that says it."""

    measured: float | str
    threshold: float | str | None = None
    gap: float | None = None
    unit: str = ""
    text: str = ""


def measure_place(
    place: Any,
    relation: Relation,
    kinds: Iterable[str],
    distance_m: float | None,
    control: Mapping[str, ControlKind],
) -> PlaceMeasure | None:
    """Measure one precise place of EPSG:4490; None where no layer is loaded.

    Overlaps are ellipsoidal areas in 亩, distances are planar (EPSG:4548) in metres.
    """
    layers = [control[kind] for kind in kinds if kind in control]
    if not layers:
        return None
    place = made_valid(place)[0]
    if relation is Relation.DISTANCE_GE:
        return _distance(place, layers, distance_m or 0.0)
    near = [layer.areas[layer.tree.query(place, predicate="intersects")] for layer in layers]
    areas = np.concatenate(near)
    union = shapely.union_all(areas)
    if shapely.area(place) == 0:
        return PlaceMeasure(measured=_whereabouts(place, union))
    own = area_m2(place)
    overlap = area_m2(shapely.intersection(place, union)) if len(areas) else 0.0
    share = f"{format_mu(mu_from_m2(overlap))}（{format_percent(overlap / own, 2)}）"
    if relation is Relation.DISJOINT:
        mu = mu_from_m2(overlap)
        return PlaceMeasure(
            measured=mu, threshold=0.0, gap=mu or None, unit="亩", text=f"占用 {share}，椭球面积"
        )
    outside = mu_from_m2(max(own - overlap, 0.0))
    return PlaceMeasure(
        measured=mu_from_m2(overlap),
        threshold=mu_from_m2(own),
        gap=outside or None,
        unit="亩",
        text=f"在内 {share}，椭球面积",
    )


def _whereabouts(place: Any, areas: Any) -> str:
    """Of a point or a line; a point on the outline is inside."""
    if shapely.covers(areas, place):
        return "在内"
    beside = shapely.disjoint(areas, place) or shapely.touches(areas, place)
    return "不在内" if beside else "部分在内"


def _distance(place: Any, layers: list[ControlKind], distance_m: float) -> PlaceMeasure | None:
    plane = geometries_to_plane(place)
    found = [layer.plane_tree.query_nearest(plane, return_distance=True)[1] for layer in layers]
    distances = np.concatenate(found)
    if not len(distances):
        return None
    nearest = float(distances.min())
    missing = distance_m - nearest
    return PlaceMeasure(
        measured=nearest,
        threshold=distance_m,
        gap=missing if missing > 0 else None,
        unit="m",
        text=f"最近处 {format_distance(nearest)}",
    )
