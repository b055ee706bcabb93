"""Which zone a park belongs to, and what it takes from it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from dzmap.core.containment import half_inside
from dzmap.core.verdicts import Target


def placed_in_zones(
    targets: Sequence[Target], geometries: npt.NDArray[np.object_]
) -> tuple[Target, ...]:
    """Parks that state no zone, with the one that at least half of them lies in.

    Else the catalog of the zone would not count for who settles in such a park.

    Args:
        targets: Zones and parks.
        geometries: Their valid polygons in EPSG:4490, same order, None where not drawn.
    """
    found = dict(_zones_around(targets, geometries))
    return tuple(
        replace(target, zone_id=found[place]) if place in found else target
        for place, target in enumerate(targets)
    )


def _zones_around(
    targets: Sequence[Target], geometries: npt.NDArray[np.object_]
) -> Iterator[tuple[int, str]]:
    zones = np.array([place for place, one in enumerate(targets) if one.kind == "zone"], dtype=int)
    parks = [place for place, one in enumerate(targets) if one.kind == "park" and not one.zone_id]
    for place, zone in zip(parks, half_inside(geometries[parks], geometries[zones]), strict=True):
        if zone >= 0:
            yield place, targets[zones[zone]].id


def with_facts_of_zones(targets: Sequence[Target]) -> tuple[Target, ...]:
    """A park without a tier or county of its own has that of its zone."""
    zones = {target.id: target for target in targets if target.kind == "zone"}

    def completed(target: Target) -> Target:
        zone = zones.get(target.zone_id)
        if zone is None:
            return target
        return replace(
            target, tier=target.tier or zone.tier, county_id=target.county_id or zone.county_id
        )

    return tuple(map(completed, targets))
