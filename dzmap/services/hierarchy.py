"""The hierarchy use case: zones with their parks, parks with their parcels, and what does not fit."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dzmap.core.areas import ellipsoidal_area_m2
from dzmap.core.containment import Area, Home, Known, Level, Misfit, nest
from dzmap.core.quantities import format_count, format_mu, is_missing, mu_from_m2
from dzmap.core.spatial import made_valid
from dzmap.services.ports import Tables

NOT_DRAWN = "没有图形，没有核查"
_IN_PARK = -2  # a parcel that hangs on a park is not one of its zone's own
Key = tuple[str, str]
"""Table and id of an area."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Node:
    """A zone, park or parcel with what lies in it.

    ``area_m2`` is ellipsoidal, NaN where nothing is drawn. ``known`` says how it is known that it
    belongs to the node above.
    """

    area: Area
    known: Known
    status: str
    parts: tuple["Node", ...]
    area_m2: float

    @cached_property
    def uncovered_m2(self) -> float:
        """What no part covers, in ellipsoidal square metres; NaN without parts or geometry."""
        if not self.parts or np.isnan(self.area_m2):
            return float("nan")
        covering = np.array([part.area.geometry for part in self.parts], dtype=object)
        rest = shapely.difference(self.area.geometry, shapely.union_all(covering))
        return float(ellipsoidal_area_m2(rest)[0])

    @property
    def key(self) -> Key:
        """Table and id."""
        return self.area.level.value, self.area.id

    @property
    def label(self) -> str:
        """The name, else the id."""
        return self.area.name or self.area.id

    def below(self) -> Iterator["Node"]:
        """Every node under this one."""
        for part in self.parts:
            yield part
            yield from part.below()

    def counts(self) -> dict[Level, int]:
        """How many parks and parcels lie under it."""
        found = [node.area.level for node in self.below()]
        return {level: found.count(level) for level in (Level.PARK, Level.PARCEL)}


@dataclass(frozen=True, kw_only=True, eq=False)
class Hierarchy:
    """All zones with their parts; ``loose`` are parks and parcels that belong to no zone."""

    zones: tuple[Node, ...]
    loose: tuple[Node, ...]
    misfits: tuple[Misfit, ...]

    def path(self, key: Key) -> tuple[Node, ...]:
        """The nodes from the top down to that one; empty if it is not there."""
        return next((found for root in self._roots() if (found := _down(root, key))), ())

    def misfits_of(self, node: Node) -> tuple[Misfit, ...]:
        """What does not fit about a node and those below it."""
        inside = {node.key, *(part.key for part in node.below())}
        return tuple(
            misfit for misfit in self.misfits if misfit.area in inside or misfit.other in inside
        )

    def _roots(self) -> tuple[Node, ...]:
        return self.zones + self.loose


def hierarchy(tables: Tables, around: Key | None = None) -> Hierarchy:
    """Build the tree of a project.

    Args:
        tables: Zones, parks and parcels.
        around: Only the parcels that concern this zone, or the zone of this park, are looked at,
            which is much faster where there are very many.
    """
    if around is not None:
        tables = _Around(tables, around)
    areas = {level: areas_of(tables, level) for level in Level}
    nesting = nest(*(areas[level] for level in Level))
    return _Builder(tables, areas, nesting.parks, nesting.parcels).build(nesting.misfits)


def counts_text(node: Node) -> str:
    """“9 处园区、31 宗地块”; “” for what has no parts."""
    counts = node.counts()
    words = ((counts[Level.PARK], "处园区"), (counts[Level.PARCEL], "宗地块"))
    return "、".join(format_count(count, word) for count, word in words if count)


def area_text(area_m2: float) -> str:
    """“3,216.48 亩”, or that nothing is drawn."""
    return NOT_DRAWN if np.isnan(area_m2) else format_mu(mu_from_m2(area_m2))


class _Around:
    """Tables with only those parcels that state a zone or its parks, or lie where it does."""

    def __init__(self, tables: Tables, around: Key) -> None:
        self._tables = tables
        zones, parks = (areas_of(tables, level) for level in (Level.ZONE, Level.PARK))
        homes = [
            zones[home.zone].id if home.zone >= 0 else "" for home in nest(zones, parks, []).parks
        ]
        table, key = around
        zone = key
        if table == Level.PARK.value:
            zone = next(
                (home for park, home in zip(parks, homes, strict=True) if park.id == key), ""
            )
        concerned = [
            park for park, home in zip(parks, homes, strict=True) if home == zone or park.id == key
        ]
        shapes = [area.geometry for area in (*(one for one in zones if one.id == zone), *concerned)]
        rows = tables.table(Level.PARCEL.value)
        states = rows["zone_id"].eq(zone) | rows["park_id"].isin([park.id for park in concerned])
        where = shapely.union_all([shape for shape in shapes if shape is not None])
        shapely.prepare(where)
        lies = shapely.intersects(where, made_valid(rows["geometry"])) if len(rows) else states
        self._parcels = rows[states.fillna(False).to_numpy(bool) | np.asarray(lies, dtype=bool)]

    def table(self, name: str) -> pd.DataFrame:
        """As of ``Tables``."""
        return self._parcels if name == Level.PARCEL.value else self._tables.table(name)


class _Builder:
    """Puts the areas of the three levels together."""

    def __init__(
        self,
        tables: Tables,
        areas: dict[Level, list[Area]],
        parks: Sequence[Home],
        parcels: Sequence[Home],
    ) -> None:
        self._areas = areas
        self._sizes = {
            level: ellipsoidal_area_m2([area.geometry for area in rows]) if rows else np.empty(0)
            for level, rows in areas.items()
        }
        self._homes = {Level.PARK: parks, Level.PARCEL: parcels}
        self._status = [_text(value) for value in tables.table("parcels")["status"]]
        self._parcels_of_park = _grouped([home.park for home in parcels])
        self._parcels_of_zone = _grouped(
            [home.zone if home.park < 0 else _IN_PARK for home in parcels]
        )
        self._parks_of_zone = _grouped([home.zone for home in parks])

    def build(self, misfits: tuple[Misfit, ...]) -> Hierarchy:
        zones = [
            self._node(Level.ZONE, place, self._in_zone(place))
            for place in range(len(self._areas[Level.ZONE]))
        ]
        return Hierarchy(zones=tuple(zones), loose=self._in_zone(-1), misfits=misfits)

    def _in_zone(self, place: int) -> tuple[Node, ...]:
        parks = (self._park(park) for park in self._parks_of_zone.get(place, []))
        return (*parks, *map(self._parcel, self._parcels_of_zone.get(place, [])))

    def _park(self, place: int) -> Node:
        parcels = self._parcels_of_park.get(place, [])
        return self._node(Level.PARK, place, tuple(map(self._parcel, parcels)))

    def _parcel(self, place: int) -> Node:
        return self._node(Level.PARCEL, place, ())

    def _node(self, level: Level, place: int, parts: tuple[Node, ...]) -> Node:
        homes = self._homes.get(level)
        size = float(self._sizes[level][place])
        return Node(
            area=self._areas[level][place],
            known=homes[place].known if homes is not None else Known.NOT,
            status=self._status[place] if level is Level.PARCEL else "",
            parts=parts,
            area_m2=size if size > 0 else float("nan"),
        )


def areas_of(tables: Tables, level: Level) -> list[Area]:
    """The rows of a level, parks in the order of their numbers, geometries made valid."""
    rows = tables.table(level.value)
    if "ordinal" in rows:
        rows = rows.sort_values(["ordinal", "id"], kind="stable")
    shapes = made_valid(rows["geometry"]) if len(rows) else ()
    return [
        area_of(row, level, shape)
        for row, shape in zip(rows.drop(columns="geometry").to_dict("records"), shapes, strict=True)
    ]


def area_of(row: dict[Hashable, Any], level: Level, shape: Any) -> Area:
    """One row as an area of that geometry."""
    return Area(
        id=str(row["id"]),
        name=_text(row["name"]),
        level=level,
        zone_id=_text(row.get("zone_id")),
        park_id=_text(row.get("park_id")),
        geometry=shape,
    )


def _text(value: Any) -> str:
    return "" if is_missing(value) else str(value)


def _grouped(homes: Sequence[int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for place, home in enumerate(homes):
        groups.setdefault(home, []).append(place)
    return groups


def _down(node: Node, key: Key) -> tuple[Node, ...]:
    if node.key == key:
        return (node,)
    for part in node.parts:
        found = _down(part, key)
        if found:
            return (node, *found)
    return ()
