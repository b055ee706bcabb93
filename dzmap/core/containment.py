"""How zones, parks and parcels lie in each other, and where they do not fit.

An area belongs to the one it states; an area that states none belongs to the one that holds at
least half of it. Geometries are EPSG:4490, areas are ellipsoidal square metres.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from dzmap.core.areas import ellipsoidal_area_m2
from dzmap.core.crs import Floats
from dzmap.core.quantities import format_mu, format_percent, mu_from_m2
from dzmap.core.relations import SLIVER_M2
from dzmap.core.spatial import made_valid

_HALF = 0.5


class Level(Enum):
    """Levels of areas from the outside to the inside; the value is the table of their rows."""

    ZONE = "zones"
    PARK = "parks"
    PARCEL = "parcels"

    @property
    def zh(self) -> str:
        """What an official calls it."""
        return {"zones": "开发区", "parks": "园区", "parcels": "地块"}[self.value]


class Known(Enum):
    """How it is known where an area belongs; the value is shown to users."""

    STATED = "填写"
    LOCATED = "按图形"
    NOT = ""


class Fault(Enum):
    """What can be wrong with the place of an area; the value is shown to users."""

    OUTSIDE = "超出上级范围"
    ELSEWHERE = "填写与位置不符"
    OVERLAP = "园区重叠"
    UNKNOWN = "上级不存在"
    CONTRADICTION = "填写前后不一"


@dataclass(frozen=True, kw_only=True, eq=False)
class Area:
    """A zone, park or parcel with what it states about where it belongs; "" where it says nothing."""

    id: str
    name: str
    level: Level
    zone_id: str = ""
    park_id: str = ""
    geometry: Any = None

    @property
    def title(self) -> str:
        """“园区“齐河区中园五号”（QH05）”."""
        named = f"“{self.name}”" if self.name else ""
        return f"{self.level.zh}{named}（{self.id}）"


@dataclass(frozen=True, kw_only=True)
class Home:
    """Positions (-1: none) of the park and the zone an area belongs to, and how that is known."""

    zone: int = -1
    park: int = -1
    known: Known = Known.NOT


@dataclass(frozen=True, kw_only=True, eq=False)
class Misfit:
    """An area that does not lie as it should.

    ``area`` and ``other`` are (table, id); ``other`` may name what does not exist. ``area_m2`` is the
    size of ``part``, which is where it is wrong; 0 and None if nothing is drawn.
    """

    fault: Fault
    area: tuple[str, str]
    other: tuple[str, str]
    text: str
    area_m2: float = 0.0
    part: Any = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Nesting:
    """Where every park and parcel belongs, in the order they were given, and what does not fit."""

    parks: tuple[Home, ...]
    parcels: tuple[Home, ...]
    misfits: tuple[Misfit, ...]


def half_inside(inner: Any, outer: Any) -> npt.NDArray[np.intp]:
    """Position of the outer polygon that holds at least half of each inner one, -1 for none.

    Args:
        inner: Valid polygons in EPSG:4490; None and empty ones lie nowhere.
        outer: Likewise; the one with the larger share wins, then the earlier.
    """
    inner, outer = (np.asarray(shapes, dtype=object) for shapes in (inner, outer))
    found = np.full(len(inner), -1, dtype=np.intp)
    if not len(inner) or not len(outer):
        return found
    who, which = shapely.STRtree(outer).query(inner, predicate="intersects")
    whole = shapely.area(inner[who])
    common = shapely.area(shapely.intersection(inner[who], outer[which]))
    share = np.divide(common, whole, out=np.zeros(len(who)), where=whole > 0)
    enough = share >= _HALF
    order = np.lexsort((which, -share, who))
    order = order[enough[order]][::-1]  # the best of each inner one writes last
    found[who[order]] = which[order]
    return found


def beyond(inner: Any, outer: Any) -> tuple[npt.NDArray[np.object_], Floats]:
    """What of each inner polygon lies outside the outer one at the same position, and its size.

    Both are valid polygons in EPSG:4490; sizes up to ``SLIVER_M2`` are digitising noise and count 0.
    """
    inner, outer = (np.asarray(shapes, dtype=object) for shapes in (inner, outer))
    rest = np.full(len(inner), None, dtype=object)
    size = np.zeros(len(inner))
    rows = np.flatnonzero(_drawn(inner) & _drawn(outer) & ~shapely.covers(outer, inner))
    rest[rows] = shapely.difference(inner[rows], outer[rows])
    size[rows] = ellipsoidal_area_m2(rest[rows])
    size[size <= SLIVER_M2] = 0.0
    return rest, size


def nest(zones: Sequence[Area], parks: Sequence[Area], parcels: Sequence[Area]) -> Nesting:
    """Say where parks and parcels belong and find those that do not fit."""
    shapes = {
        level: made_valid(_geometries(areas))
        for level, areas in ((Level.ZONE, zones), (Level.PARK, parks), (Level.PARCEL, parcels))
    }
    park_zone, park_known = _belonging(parks, "zone_id", zones, shapes)
    in_park, park_said = _belonging(parcels, "park_id", parks, shapes)
    in_zone, zone_said = _belonging(parcels, "zone_id", zones, shapes)
    of_park = np.where(in_park >= 0, park_zone[in_park] if len(parks) else -1, -1)
    parcel_zone = np.where(of_park >= 0, of_park, in_zone)
    misfits = [
        *_misplaced(parks, "zone_id", park_zone, park_known, zones, shapes),
        *_overlapping(parks, shapes[Level.PARK]),
        *_misplaced(parcels, "park_id", in_park, park_said, parks, shapes),
        *_misplaced(
            parcels, "zone_id", np.where(in_park >= 0, -1, in_zone), zone_said, zones, shapes
        ),
        *_contradicting(parcels, parks, zones, (in_park, of_park)),
    ]
    return Nesting(
        parks=tuple(
            Home(zone=int(zone), known=known if zone >= 0 else Known.NOT)
            for zone, known in zip(park_zone, park_known, strict=True)
        ),
        parcels=tuple(
            Home(zone=int(zone), park=int(park), known=said if park >= 0 else other)
            for zone, park, said, other in zip(
                parcel_zone, in_park, park_said, zone_said, strict=True
            )
        ),
        misfits=tuple(misfits),
    )


def _geometries(areas: Sequence[Area]) -> npt.NDArray[np.object_]:
    shapes = np.empty(len(areas), dtype=object)
    shapes[:] = [area.geometry for area in areas]
    return shapes


def _drawn(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    drawn: npt.NDArray[np.bool_] = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return drawn


_Shapes = dict[Level, npt.NDArray[np.object_]]


def _belonging(
    areas: Sequence[Area], stated: str, parents: Sequence[Area], shapes: _Shapes
) -> tuple[npt.NDArray[np.intp], list[Known]]:
    """Position of the parent each area states, else the one that holds half of it."""
    position = {parent.id: place for place, parent in enumerate(parents)}
    said = np.array([position.get(getattr(area, stated), -1) for area in areas], dtype=np.intp)
    silent = np.flatnonzero([not getattr(area, stated) for area in areas]).astype(np.intp)
    if len(silent) and len(parents):
        held = half_inside(shapes[areas[0].level][silent], shapes[parents[0].level])
        said[silent] = held
    quiet = set(silent.tolist())
    known = [
        Known.NOT if home < 0 else Known.LOCATED if place in quiet else Known.STATED
        for place, home in enumerate(said)
    ]
    return said, known


def _misplaced(
    areas: Sequence[Area],
    stated: str,
    home: npt.NDArray[np.intp],
    known: Sequence[Known],
    parents: Sequence[Area],
    shapes: _Shapes,
) -> list[Misfit]:
    """Areas that state what does not exist, that lie in another parent, or reach beyond theirs."""
    if not areas:
        return []
    found = _unknown(areas, stated, parents)
    rows = np.flatnonzero(home >= 0)
    if not len(rows):
        return found
    own, around = shapes[areas[0].level][rows], shapes[parents[0].level]
    rest, size = beyond(own, around[home[rows]])
    wrong = np.flatnonzero(size > 0)
    held = half_inside(own[wrong], around)
    whole = ellipsoidal_area_m2(own[wrong])
    for at, holder, total in zip(wrong, held, whole, strict=True):
        area, parent = areas[rows[at]], parents[home[rows[at]]]
        moved = holder >= 0 and holder != home[rows[at]] and known[rows[at]] is Known.STATED
        if moved:
            found.append(_elsewhere(area, parent, parents[holder], (rest[at], size[at], total)))
        else:
            found.append(_outside(area, parent, (rest[at], size[at], total)))
    return found


def _unknown(areas: Sequence[Area], column: str, parents: Sequence[Area]) -> list[Misfit]:
    level = Level.PARK if column == "park_id" else Level.ZONE
    ids = {parent.id for parent in parents}
    return [
        Misfit(
            fault=Fault.UNKNOWN,
            area=(area.level.value, area.id),
            other=(level.value, getattr(area, column)),
            text=f"{area.title}填写的{level.zh}“{getattr(area, column)}”不存在",
        )
        for area in areas
        if getattr(area, column) and getattr(area, column) not in ids
    ]


_Part = tuple[Any, float, float]  # the part that is wrong, its size, the size of the whole


def _outside(area: Area, parent: Area, part: _Part) -> Misfit:
    rest, size, whole = part
    how = "全部在" if size >= whole - SLIVER_M2 else "超出"
    amount = (
        f"之外，共 {_mu(size)}" if how == "全部在" else f" {_mu(size)}（{_share(size, whole)}）"
    )
    return Misfit(
        fault=Fault.OUTSIDE,
        area=(area.level.value, area.id),
        other=(parent.level.value, parent.id),
        text=f"{area.title}{how}{parent.title}{amount}",
        area_m2=float(size),
        part=rest,
    )


def _elsewhere(area: Area, stated: Area, holder: Area, part: _Part) -> Misfit:
    rest, size, whole = part
    return Misfit(
        fault=Fault.ELSEWHERE,
        area=(area.level.value, area.id),
        other=(holder.level.value, holder.id),
        text=(
            f"{area.title}填写属于{stated.title}，图上在{holder.title}内；"
            f"在填写的{stated.level.zh}之外 {_mu(size)}（{_share(size, whole)}）"
        ),
        area_m2=float(size),
        part=rest,
    )


def _overlapping(parks: Sequence[Area], shapes: npt.NDArray[np.object_]) -> list[Misfit]:
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < other
    one, other = one[pairs], other[pairs]
    common = shapely.intersection(shapes[one], shapes[other])
    sizes = ellipsoidal_area_m2(common)
    return [
        Misfit(
            fault=Fault.OVERLAP,
            area=(Level.PARK.value, parks[first].id),
            other=(Level.PARK.value, parks[second].id),
            text=f"{parks[first].title}与{parks[second].title}重叠 {_mu(size)}",
            area_m2=float(size),
            part=part,
        )
        for first, second, part, size in zip(one, other, common, sizes, strict=True)
        if size > SLIVER_M2
    ]


def _contradicting(
    parcels: Sequence[Area],
    parks: Sequence[Area],
    zones: Sequence[Area],
    belonging: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
) -> list[Misfit]:
    """Parcels that state one zone and a park of another."""
    found = []
    by_id = {zone.id: zone for zone in zones}
    for parcel, park, zone in zip(parcels, *belonging, strict=True):
        said = by_id.get(parcel.zone_id)
        if not parcel.park_id or said is None or zone < 0 or zones[zone].id == said.id:
            continue
        found.append(
            Misfit(
                fault=Fault.CONTRADICTION,
                area=(parcel.level.value, parcel.id),
                other=(Level.PARK.value, parks[park].id),
                text=(
                    f"{parcel.title}填写属于{said.title}，"
                    f"但它的{parks[park].title}属于{zones[zone].title}"
                ),
                part=parcel.geometry,
            )
        )
    return found


def _mu(area_m2: float) -> str:
    return format_mu(mu_from_m2(float(area_m2)))


def _share(part: float, whole: float) -> str:
    return format_percent(part / whole if whole else None, 2)
