"""Polygons that lie in more than one place: how much of them is where, and which place counts.

A polygon is divided among the parks it reaches, the zones around them, and what lies outside; pieces
up to the tolerance are slivers: listed, but judged by nobody. Control lines that a polygon reaches
only in part are listed beside. Areas are ellipsoidal.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dzmap.core.applicants import has_precise_place
from dzmap.core.areas import area_m2
from dzmap.core.crowd import Crowd
from dzmap.core.kleene import Mask
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.quantities import format_mu, format_number, format_percent, mu_from_m2
from dzmap.core.relations import SLIVER_M2, ControlKind
from dzmap.core.spatial import made_valid
from dzmap.core.verdicts import Target

ROUNDING_M2 = 0.005
"""What would be printed as 0.00 ㎡ comes from rounding coordinates and is no piece at all."""

PART_COLUMNS = ("applicant", "kind", "place_id", "place", "area_m2", "share", "sliver")
PART_KINDS = ("zone", "park", "outside", "control")

_AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
Geometries = npt.NDArray[np.object_]


class Straddling(Enum):
    """Which place a polygon in several zones or parks is judged against."""

    LARGEST = "largest"
    EACH = "each"


@dataclass(frozen=True, kw_only=True)
class PolygonRules:
    """How polygons are judged.

    ``sliver_m2``: overlaps and overhangs up to so many square metres are digitising noise.
    """

    sliver_m2: float = SLIVER_M2
    straddling: Straddling = Straddling.LARGEST


USUAL_RULES = PolygonRules()


@dataclass(frozen=True)
class _Piece:
    kind: str
    place_id: str
    place: str
    area_m2: float


def parts_of(
    frame: gpd.GeoDataFrame,
    targets: Sequence[Target],
    geometries: Geometries,
    kinds: Mapping[str, ControlKind],
    sliver_m2: float,
) -> pd.DataFrame:
    """The pieces of every polygon that lies in several places or partly in a control line.

    Args:
        frame: Normalised applicants.
        targets: Zones and parks.
        geometries: Their valid polygons in EPSG:4490, same order, None where not drawn.
        kinds: Control layers in force.
        sliver_m2: Pieces up to so many square metres are slivers.

    Returns:
        Columns ``PART_COLUMNS``, ordered by applicant (row position), larger pieces first, control
        lines last. ``share`` is a fraction of the polygon; for a control line of what lies in it.
    """
    places = frame.geometry.to_numpy()
    rows = np.flatnonzero(_areal(places))
    if len(rows):  # most lists have points only, and a million of them
        rows = rows[has_precise_place(frame.iloc[rows]) & (shapely.area(places[rows]) > 0)]
    if not len(rows):
        return no_parts()
    shapes = made_valid(places[rows])
    pieces: dict[int, list[_Piece]] = {}
    for place, found in _divided(shapes, targets, geometries):
        pieces.setdefault(place, []).extend(found)
    for place, piece in _in_control(shapes, kinds):
        pieces.setdefault(place, []).append(piece)
    records = [
        _record(int(rows[place]), piece, whole, sliver_m2)
        for place in sorted(pieces)
        for whole in (area_m2(shapes[place]),)
        for piece in pieces[place]
    ]
    return pd.DataFrame(records, columns=list(PART_COLUMNS)) if records else no_parts()


def has_polygons(frame: gpd.GeoDataFrame) -> bool:
    """Whether any applicant has an outline, so that ``PolygonRules`` matter at all."""
    return bool(_areal(frame.geometry.to_numpy()).any())


def _areal(places: Geometries) -> Mask:
    areal: Mask = np.isin(shapely.get_type_id(places), _AREAL)
    return areal


def no_parts() -> pd.DataFrame:
    """Nobody lies in several places."""
    return pd.DataFrame({name: [] for name in PART_COLUMNS}).astype(
        {"applicant": np.int64, "area_m2": np.float64, "share": np.float64, "sliver": np.bool_}
    )


def _record(applicant: int, piece: _Piece, whole: float, sliver_m2: float) -> tuple[object, ...]:
    small = piece.area_m2 <= sliver_m2
    if piece.kind == "control":
        small = small or whole - piece.area_m2 <= sliver_m2
    share = min(piece.area_m2 / whole, 1.0)
    return (applicant, piece.kind, piece.place_id, piece.place, piece.area_m2, share, small)


def _divided(
    shapes: Geometries, targets: Sequence[Target], geometries: Geometries
) -> Iterator[tuple[int, list[_Piece]]]:
    """The pieces of the shapes that lie in more than one place, larger ones first."""
    who, which = shapely.STRtree(geometries).query(shapes, predicate="intersects")
    parks = np.array([target.kind == "park" for target in targets], dtype=np.bool_)
    covered = shapely.covers(geometries[which], shapes[who])
    in_park = np.bincount(who[parks[which]], minlength=len(shapes)) > 0
    whole = np.zeros(len(shapes), dtype=np.bool_)
    whole[who[covered & parks[which]]] = True  # in one park, whatever zone is around it
    alone = covered & ~parks[which] & ~in_park[who]
    whole[who[alone]] = True
    bounds = np.searchsorted(who, np.arange(len(shapes) + 1))
    for place in np.flatnonzero((np.diff(bounds) > 0) & ~whole):
        near = which[bounds[place] : bounds[place + 1]]
        found = list(_pieces(shapes[place], [(targets[at], geometries[at]) for at in near]))
        if len(found) > 1:
            yield int(place), sorted(found, key=lambda piece: -piece.area_m2)


def _pieces(shape: Any, near: Sequence[tuple[Target, Any]]) -> Iterator[_Piece]:
    parks = [area for target, area in near if target.kind == "park"]
    in_parks = shapely.union_all(parks) if parks else None
    for target, area in near:
        part = shapely.intersection(shape, area)
        if target.kind != "park" and in_parks is not None:
            part = shapely.difference(part, in_parks)
        size = area_m2(part)
        if size > ROUNDING_M2:
            yield _Piece(target.kind, target.id, target.name, size)
    outside = area_m2(shapely.difference(shape, shapely.union_all([area for _, area in near])))
    if outside > ROUNDING_M2:
        yield _Piece("outside", "", "开发区和园区以外", outside)


def _in_control(
    shapes: Geometries, kinds: Mapping[str, ControlKind]
) -> Iterator[tuple[int, _Piece]]:
    """What of each shape lies in the control lines that it reaches only in part."""
    for kind in sorted(kinds):
        control = kinds[kind]
        who, which = control.tree.query(shapes, predicate="intersects")
        covered = np.zeros(len(shapes), dtype=np.bool_)
        covered[who[shapely.covers(control.areas[which], shapes[who])]] = True
        bounds = np.searchsorted(who, np.arange(len(shapes) + 1))
        for place in np.flatnonzero((np.diff(bounds) > 0) & ~covered):
            areas = shapely.union_all(control.areas[which[bounds[place] : bounds[place + 1]]])
            size = area_m2(shapely.intersection(shapes[place], areas))
            rest = area_m2(shapes[place]) - size
            if size > ROUNDING_M2 and rest > ROUNDING_M2:
                yield int(place), _Piece("control", kind, layer_zh(kind), size)


def further_targets(
    parts: pd.DataFrame, targets: Sequence[Target], applicants: npt.NDArray[np.intp]
) -> Iterator[tuple[int, int]]:
    """Applicant and position of each zone or park that holds more than a sliver of it.

    Args:
        parts: What ``parts_of`` found.
        targets: Zones and parks.
        applicants: Rows that are judged by where they lie.
    """
    position = {target.id: place for place, target in enumerate(targets)}
    wanted = parts["kind"].isin(["zone", "park"]) & ~parts["sliver"].astype(bool)
    chosen = parts[wanted & parts["applicant"].isin(applicants)]
    for applicant, place in zip(chosen["applicant"], chosen["place_id"], strict=True):
        yield int(applicant), position[str(place)]


def strictest(
    applicant: npt.NDArray[np.int32], verdict: npt.NDArray[np.int8]
) -> npt.NDArray[np.intp]:
    """For each applicant, in order, the pair with the strictest verdict; of equals the first."""
    order = np.lexsort((np.arange(len(applicant)), -verdict.astype(np.int16), applicant))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = applicant[order][1:] != applicant[order][:-1]
    return order[first]


def with_verdicts(parts: pd.DataFrame, crowd: Crowd, verdict: npt.NDArray[np.int8]) -> pd.DataFrame:
    """The pieces with the verdict of the place that each lies in; -1 where none was asked for."""
    if not len(parts):
        return parts.assign(verdict=np.empty(0, dtype=np.int8))
    concerned = np.isin(crowd.applicant, parts["applicant"].to_numpy()) & (crowd.target >= 0)
    found = {
        (int(crowd.applicant[pair]), crowd.targets[crowd.target[pair]].id): int(verdict[pair])
        for pair in np.flatnonzero(concerned)
    }
    keys = zip(parts["applicant"], parts["place_id"], strict=True)
    verdicts = [found.get((int(applicant), str(place)), -1) for applicant, place in keys]
    return parts.assign(verdict=np.where(parts["kind"] == "control", -1, verdicts).astype(np.int8))


def straddling_texts(parts: pd.DataFrame, sliver_m2: float) -> dict[int, str]:
    """One line per applicant row: “跨 2 处：齐河经开区 24.86 亩（62.30 %）、…；另有碎片 1 处 0.30 ㎡”."""
    if not len(parts):
        return {}
    return {
        int(str(applicant)): _text(own, sliver_m2) for applicant, own in parts.groupby("applicant")
    }


def _text(own: pd.DataFrame, sliver_m2: float) -> str:
    sliver = own["sliver"].to_numpy(dtype=bool)
    control = (own["kind"] == "control").to_numpy()
    said = []
    places = own[~sliver & ~control]
    if len(places) > 1:
        said.append(f"跨 {len(places)} 处：{'、'.join(_pieces_text(places))}")
    lines = own[~sliver & control]
    if len(lines):
        said.append(f"部分在管控线内：{'、'.join(_pieces_text(lines))}")
    if sliver.any():
        small = np.minimum(own["area_m2"], _rest(own))[sliver].sum()
        said.append(
            f"碎片 {int(sliver.sum())} 处共 {format_number(float(small), 2)} ㎡"
            f"（≤ {format_number(sliver_m2, 2)} ㎡ 不计）"
        )
    return "；".join(said)


def _rest(own: pd.DataFrame) -> "pd.Series[float]":
    """What of the polygon is not in a control line; nothing of that kind for other pieces."""
    rest = own["area_m2"] / own["share"] - own["area_m2"]
    return rest.where(own["kind"] == "control", np.inf)


def _pieces_text(pieces: pd.DataFrame) -> Iterator[str]:
    for name, area, share in zip(pieces["place"], pieces["area_m2"], pieces["share"], strict=True):
        yield f"{name} {format_mu(mu_from_m2(float(area)))}（{format_percent(float(share), 2)}）"
