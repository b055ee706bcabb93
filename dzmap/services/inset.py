"""What the inset map (附图) shows: the parks around what is selected, too small on the main map."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from dzmap.core.containment import Area, Level, nest
from dzmap.core.quantities import is_missing
from dzmap.services.hierarchy import area_of, areas_of
from dzmap.services.ports import Tables

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Focus:
    """What the inset is about: title, west, south, east, north (EPSG:4490), whose names it shows."""

    title: str
    bounds: Bounds
    table: str


def inset_focus(tables: Tables, table: str = "", ids: Sequence[str] = ()) -> Focus | None:
    """The parks of the selected zone, or those beside the selected park or around the parcel.

    Whatever else is selected, or nothing: the parks of the zone that has most 区中园. None if there
    are no parks to show.
    """
    parks = areas_of(tables, Level.PARK)
    zones = areas_of(tables, Level.ZONE)
    return _Chooser(tables, zones, parks).choose(table, ids[0] if ids else "")


class _Chooser:
    def __init__(self, tables: Tables, zones: list[Area], parks: list[Area]) -> None:
        self._tables = tables
        self._zones, self._parks = zones, parks
        homes = nest(zones, parks, []).parks
        self._zone_of = [zones[home.zone].id if home.zone >= 0 else "" for home in homes]
        rows = tables.table("zones")
        named = rows["short_name"] if "short_name" in rows else rows["name"]
        self._names = {
            zone: str(short if not is_missing(short) else name)
            for zone, short, name in zip(rows["id"].astype("str"), named, rows["name"], strict=True)
        }
        kinds = tables.table("parks").set_index("id")["kind"]
        self._sub_parks = {str(key) for key in kinds.index[kinds == "sub_park"]}

    def choose(self, table: str, key: str) -> Focus | None:
        wanted = None
        if table == Level.ZONE.value:
            wanted = self._of_zone(key) or self._alone(self._zones, key)
        elif table == Level.PARK.value:
            wanted = self._of_park(key)
        elif table == Level.PARCEL.value:
            wanted = self._of_parcel(key)
        return wanted or self._usual()

    def _usual(self) -> Focus | None:
        zones = Counter(
            zone
            for zone, park in zip(self._zone_of, self._parks, strict=True)
            if zone and park.id in self._sub_parks
        )
        return self._of_zone(zones.most_common(1)[0][0]) if zones else None

    def _of_zone(self, zone: str) -> Focus | None:
        inside = [
            park for park, home in zip(self._parks, self._zone_of, strict=True) if home == zone
        ]
        if not zone or not inside:
            return None
        what = "区中园" if all(park.id in self._sub_parks for park in inside) else "园区"
        return _focus(f"{self._names.get(zone, zone)}{what}", inside)

    def _of_park(self, key: str) -> Focus | None:
        for park, zone in zip(self._parks, self._zone_of, strict=True):
            if park.id == key:
                return self._of_zone(zone) or _focus(park.name or park.id, [park])
        return None

    def _of_parcel(self, key: str) -> Focus | None:
        rows = self._tables.table("parcels")
        found = rows[rows["id"] == key].to_dict("records")
        if not found:
            return None
        parcel = area_of(found[0], Level.PARCEL, found[0]["geometry"])
        home = nest(self._zones, self._parks, [parcel]).parcels[0]
        if home.park >= 0:
            return self._of_park(self._parks[home.park].id)
        if home.zone >= 0:
            zone = self._zones[home.zone].id
            return self._of_zone(zone) or self._alone(self._zones, zone)
        return None

    def _alone(self, areas: list[Area], key: str) -> Focus | None:
        for area in areas:
            if area.id == key:
                return _focus(self._names.get(key, area.name), [area])
        return None


def _focus(title: str, areas: Sequence[Area]) -> Focus | None:
    bounds = shapely.total_bounds(np.array([area.geometry for area in areas], dtype=object))
    if not np.isfinite(bounds).all():
        return None
    west, south, east, north = map(float, bounds)
    return Focus(title, (west, south, east, north), areas[0].level.value)
