"""Where the sample's enterprises and projects stand: random points that agree with the outlines.

Coordinates are degrees of EPSG:4490. A point said to lie in a zone or park lies in its outline, one
said to lie outside does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]

_INSIDE_DEGREES = 0.0006  # a point keeps about 60 m from the outline that it lies in
_APART_DEGREES = 0.001
_SPREAD_DEGREES = 0.016
_FORBIDDEN_LAYERS = ("permanent_farmland", "ecological_redline", "shoreline_control")


def points_within(rng: np.random.Generator, area: shapely.Geometry, count: int) -> Floats:
    """``count`` points spread evenly over a polygon, as an array of (longitude, latitude)."""
    shapely.prepare(area)
    west, south, east, north = area.bounds
    share = area.area / ((east - west) * (north - south))
    found = [np.empty((0, 2))]
    missing = count
    while missing > 0:
        tries = rng.random((int(missing / share * 1.15) + 16, 2))
        points = tries * [east - west, north - south] + [west, south]
        hits = points[shapely.contains_xy(area, points[:, 0], points[:, 1])][:missing]
        found.append(hits)
        missing -= len(hits)
    return np.concatenate(found)


@dataclass(frozen=True, kw_only=True)
class CountyLand:
    """The ground of one county.

    ``zones``, ``zones_beside`` (zones less the parks within them) and ``open_parks`` (parks in no
    zone) are outlines, shrunk a little; ``chemical`` is that of its chemical park, if any. ``outside`` is the county without zones and
    protected land. ``townships`` has columns id, x, y; ``quiet`` tells which of their centres lie
    in no zone and no park.
    """

    first_zone: str
    zones: tuple[shapely.Geometry, ...]
    zones_beside: tuple[shapely.Geometry, ...]
    open_parks: tuple[shapely.Geometry, ...]
    chemical: shapely.Geometry | None
    outside: shapely.Geometry
    townships: pd.DataFrame
    quiet: npt.NDArray[np.bool_]


class SampleLand:
    """The places of the sample, prepared for drawing points.

    Args:
        tables: The sample's tables with outlines, as ``ReferenceData.sample_tables`` gives them.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._zones = _outlines(tables["zones"])
        self._parks = _outlines(tables["parks"])
        self._protected = _protected(tables["control_areas"])
        self._outlines = _outlines(tables["counties"])
        self.counties = {
            county: self._county(county, outline, tables)
            for county, outline in self._outlines.items()
        }

    def _county(
        self, county: str, outline: shapely.Geometry, tables: Mapping[str, pd.DataFrame]
    ) -> CountyLand:
        zones, parks = tables["zones"], tables["parks"]
        own_zones = zones.loc[zones["county_id"] == county, "id"].tolist()
        taken = [self._zones[zone] for zone in own_zones]
        kept = shapely.union_all([*taken, *self._protected.values()]).buffer(_APART_DEGREES)
        own = parks[(parks["county_id"] == county) & (parks["kind"] != "sub_park")]
        chemical = own.loc[own["kind"] == "chemical", "id"].tolist()
        loose = own.loc[own["zone_id"].isna() & (own["kind"] != "chemical"), "id"].tolist()
        in_zones = parks.loc[parks["zone_id"].notna(), "id"].tolist()
        within = shapely.union_all([self._parks[park] for park in in_zones])
        towns = tables["townships"]
        towns = towns[(towns["county_id"] == county) & towns["geometry"].notna()]
        places = np.asarray(towns["geometry"].to_numpy(), dtype=object)
        busy = shapely.union_all([*self._zones.values(), *self._parks.values()])
        return CountyLand(
            first_zone=own_zones[0],
            zones=tuple(shrunk(zone) for zone in taken),
            zones_beside=tuple(
                shapely.difference(shrunk(zone), within.buffer(_INSIDE_DEGREES)) for zone in taken
            ),
            open_parks=tuple(shrunk(self._parks[park]) for park in loose),
            chemical=shrunk(self._parks[chemical[0]]) if chemical else None,
            outside=shrunk(outline).difference(kept),
            townships=pd.DataFrame(
                {
                    "id": towns["id"].to_numpy(),
                    "x": shapely.get_x(places),
                    "y": shapely.get_y(places),
                }
            ),
            quiet=~shapely.contains(busy, places),
        )

    def in_park(self, rng: np.random.Generator, park: str, count: int) -> Floats:
        """Points in a park."""
        return points_within(rng, shrunk(self._parks[park]), count)

    def holds(self, outline: shapely.Geometry, centre: Floats) -> bool:
        """Whether the outline stays in the zone and park of its centre and touches no other park."""
        here = centre[None, :]
        zone, park = self._zones.get(self.zone_of(here)[0]), self.park_of(here)[0]
        return (zone is None or bool(zone.contains(outline))) and all(
            bool(other.contains(outline)) if name == park else not other.intersects(outline)
            for name, other in self._parks.items()
        )

    def zone_of(self, points: Floats) -> Texts:
        """The zone in which each point lies, None for no zone or NaN points."""
        return _holder(self._zones, points)

    def park_of(self, points: Floats) -> Texts:
        """The park in which each point lies, None for no park or NaN points."""
        return _holder(self._parks, points)

    def township_of(self, county: str, points: Floats) -> Texts:
        """The nearest township centre of the county to each point, None for NaN points."""
        towns = self.counties[county].townships
        near = np.full(len(points), -1)
        best = np.full(len(points), np.inf)
        for position, (x, y) in enumerate(zip(towns["x"], towns["y"], strict=True)):
            away = ((points[:, 0] - x) * 0.8) ** 2 + (points[:, 1] - y) ** 2
            closer = away < best
            near[closer], best[closer] = position, away[closer]
        ids: Texts = np.array([*towns["id"], None], dtype=object)
        chosen: Texts = ids[near]
        return chosen

    def first_zone(self, county: str) -> str:
        """The first zone of a county."""
        return self.counties[county].first_zone

    def in_zones(
        self, rng: np.random.Generator, county: str, count: int, *, beside_parks: bool = False
    ) -> Floats:
        """Points in the county's zones, shared among them by area; not in parks if so wished."""
        land = self.counties[county]
        return _spread(rng, land.zones_beside if beside_parks else land.zones, count)

    def in_chemical_park(self, rng: np.random.Generator, county: str, count: int) -> Floats | None:
        """Points in the county's chemical park; None if it has none."""
        chemical = self.counties[county].chemical
        return None if chemical is None else points_within(rng, chemical, count)

    def in_open_parks(self, rng: np.random.Generator, county: str, count: int) -> Floats:
        """Points in the county's parks outside zones; near townships if it has none."""
        parks = self.counties[county].open_parks
        return _spread(rng, parks, count) if parks else self.near_townships(rng, county, count)

    def on_protected(
        self, rng: np.random.Generator, layer: str, county: str, count: int
    ) -> Floats | None:
        """Points on protected land of a kind in the county; None if it has none there."""
        area = shapely.intersection(shrunk(self._protected[layer]), self._outlines[county])
        return None if area.area == 0 else points_within(rng, area, count)

    def on_protected_land(self, points: Floats) -> npt.NDArray[np.bool_]:
        """Which points lie on protected land of any kind."""
        return np.asarray(~pd.isna(_holder(self._protected, points)), dtype=np.bool_)

    def near_townships(self, rng: np.random.Generator, county: str, count: int) -> Floats:
        """Points scattered around township centres, outside zones and protected land."""
        land = self.counties[county]
        shapely.prepare(land.outside)
        centres = land.townships[["x", "y"]].to_numpy(dtype=np.float64)
        found = [np.empty((0, 2))]
        missing = count
        while missing > 0:
            start = centres[rng.integers(len(centres), size=missing * 2 + 16)]
            points = start + rng.normal(0, _SPREAD_DEGREES, start.shape)
            hits = points[shapely.contains_xy(land.outside, points[:, 0], points[:, 1])][:missing]
            found.append(hits)
            missing -= len(hits)
        return np.concatenate(found)

    def township_centres(
        self, rng: np.random.Generator, county: str, count: int
    ) -> tuple[Floats, Texts]:
        """Centres (and ids) of townships whose centre lies in no zone and no park."""
        land = self.counties[county]
        towns = land.townships[land.quiet]
        chosen = towns.iloc[rng.integers(len(towns), size=count)]
        return chosen[["x", "y"]].to_numpy(dtype=np.float64), chosen["id"].to_numpy(dtype=object)


def shrunk(outline: shapely.Geometry) -> shapely.Geometry:
    """The outline less a rim of about 60 m."""
    return shapely.buffer(outline, -_INSIDE_DEGREES, join_style="mitre")


def _outlines(table: pd.DataFrame) -> dict[str, shapely.Geometry]:
    return dict(zip(table["id"].tolist(), table["geometry"].to_numpy(), strict=True))


def _protected(areas: pd.DataFrame) -> dict[str, shapely.Geometry]:
    """The protected areas by kind of layer."""
    return {
        layer: shapely.union_all(areas.loc[areas["layer_id"] == layer, "geometry"].to_numpy())
        for layer in _FORBIDDEN_LAYERS
    }


def _spread(rng: np.random.Generator, outlines: Sequence[shapely.Geometry], count: int) -> Floats:
    """Points over several polygons in proportion to their areas."""
    sizes = np.array([outline.area for outline in outlines])
    which = rng.choice(len(outlines), size=count, p=sizes / sizes.sum())
    points = np.empty((count, 2))
    for position, outline in enumerate(outlines):
        chosen = which == position
        points[chosen] = points_within(rng, outline, int(chosen.sum()))
    return points


def _holder(outlines: Mapping[str, shapely.Geometry], points: Floats) -> Texts:
    holder = np.full(len(points), None, dtype=object)
    for name, outline in outlines.items():
        shapely.prepare(outline)
        west, south, east, north = outline.bounds
        near = np.flatnonzero(
            (points[:, 0] >= west)
            & (points[:, 0] <= east)
            & (points[:, 1] >= south)
            & (points[:, 1] <= north)
        )
        inside = shapely.contains_xy(outline, points[near, 0], points[near, 1])
        holder[near[inside]] = name
    return holder
