"""Which target each applicant is judged against: the one it states, else the one it lies in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dzmap.core.applicants import has_precise_place
from dzmap.core.kleene import Mask
from dzmap.core.spatial import assign_points, made_valid, prepared
from dzmap.core.verdicts import Target

STATED, LOCATED, UNASSIGNED = 0, 1, 2
ASSIGNED_BY_ZH = ("申报", "落图", "无")
"""What the codes of ``Assignment.how`` mean to a user."""

PLACES_STATED = ("park_id", "zone_id")
"""Where an applicant says where it wants to go; the first counts before the second."""


@dataclass(frozen=True)
class Assignment:
    """Per applicant the position of its target (-1: none) and how it was found."""

    target: npt.NDArray[np.int16]
    how: npt.NDArray[np.int8]


def assign_targets(
    frame: gpd.GeoDataFrame, targets: Sequence[Target], geometries: npt.NDArray[np.object_]
) -> Assignment:
    """Assign every applicant to at most one target.

    A stated park counts before a stated zone; both may be given by id or by name. Who states none
    that is among the targets belongs to where it lies: parks before zones, the smaller before the
    larger. A polygon belongs where most of it lies, to a park if at least half of it does. Places
    that are not precise (an address, a township) assign nobody.

    Args:
        frame: Normalised applicants.
        targets: The places to choose from.
        geometries: Their valid polygons in EPSG:4490, same order, None where not drawn.
    """
    parks = _positions(targets, "park")
    zones = _positions(targets, "zone")
    target = _stated(frame["park_id"], parks)
    from_zone = target < 0
    target[from_zone] = _stated(frame["zone_id"][from_zone], zones)
    how = np.where(target >= 0, STATED, UNASSIGNED).astype(np.int8)
    open_rows = np.flatnonzero((target < 0) & has_precise_place(frame))
    if len(open_rows):
        target[open_rows] = _located(frame.geometry.to_numpy()[open_rows], targets, geometries)
        how[open_rows[target[open_rows] >= 0]] = LOCATED
    return Assignment(target, how)


def elsewhere(
    frame: gpd.GeoDataFrame, assignment: Assignment, geometries: npt.NDArray[np.object_]
) -> npt.NDArray[np.intp]:
    """The rows that state a target but lie outside it altogether.

    Only precise places and targets that are drawn can tell.

    Args:
        frame: Normalised applicants.
        assignment: Of the same rows.
        geometries: The targets' valid polygons in EPSG:4490, None where not drawn.
    """
    places = frame.geometry.to_numpy()
    stated = np.flatnonzero((assignment.how == STATED) & has_precise_place(frame))
    outside = np.zeros(len(frame), dtype=np.bool_)
    for target in np.unique(assignment.target[stated]):
        area = geometries[target]
        if area is None or shapely.is_empty(area):
            continue
        rows = stated[assignment.target[stated] == target]
        area = prepared(area)
        outside[rows] = ~shapely.intersects(area, places[rows])
        shaped = rows[shapely.get_dimensions(places[rows]) > 0]
        outside[shaped] |= shapely.touches(area, places[shaped])
    return np.flatnonzero(outside)


def _positions(targets: Sequence[Target], kind: str) -> dict[str, int]:
    """Positions by name and by id; an id wins over a name, the first over later ones."""
    found: dict[str, int] = {}
    for key in ("id", "name"):
        for position, target in enumerate(targets):
            if target.kind == kind:
                found.setdefault(getattr(target, key), position)
    return found


def _stated(column: "pd.Series[str]", positions: Mapping[str, int]) -> npt.NDArray[np.int16]:
    codes, values = pd.factorize(column, use_na_sentinel=True)
    table = [positions.get(str(value), -1) for value in values]
    return np.array([*table, -1], dtype=np.int16)[codes]


def _located(
    places: npt.NDArray[np.object_], targets: Sequence[Target], geometries: npt.NDArray[np.object_]
) -> npt.NDArray[np.int16]:
    area = np.nan_to_num(shapely.area(geometries))
    larger_kind = np.array([target.kind != "park" for target in targets], dtype=bool)
    priority = np.empty(len(targets))
    priority[np.lexsort((np.arange(len(targets)), area, larger_kind))] = np.arange(len(targets))
    owner = np.full(len(places), -1, dtype=np.int16)
    point = shapely.get_type_id(places) == shapely.GeometryType.POINT
    points = places[point]
    owner[point] = assign_points(shapely.get_x(points), shapely.get_y(points), geometries, priority)
    if not point.all():
        owner[~point] = _largest_part(made_valid(places[~point]), geometries, priority)
    return owner


def _largest_part(
    shapes: Any, geometries: npt.NDArray[np.object_], priority: npt.NDArray[np.float64]
) -> npt.NDArray[np.int16]:
    """The target that half of the shape lies in, by priority; else the one with the largest part."""
    who, which = shapely.STRtree(geometries).query(shapes, predicate="intersects")
    parts = shapely.intersection(shapes[who], geometries[which])
    flat = shapely.area(shapes[who]) == 0
    part = np.where(flat, shapely.length(parts), shapely.area(parts))
    whole = np.where(flat, shapely.length(shapes[who]), shapely.area(shapes[who]))
    share = part / np.where(whole > 0, whole, 1.0)
    half: Mask = share >= 0.5
    order = np.lexsort((priority[which], np.where(half, 0.0, -share), ~half, who))
    owner = np.full(len(shapes), -1, dtype=np.int16)
    order = order[::-1]  # the best candidate of each shape writes last
    owner[who[order]] = which[order]
    return owner
