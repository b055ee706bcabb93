"""What zones and parks offer besides admission: free land, and enterprises of the same chain."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dzmap.core.areas import ellipsoidal_area_m2
from dzmap.core.crs import Floats, geometries_to_plane
from dzmap.core.quantities import mu_from_m2
from dzmap.core.spatial import made_valid
from dzmap.core.verdicts import Target

FREE = ("未供", "闲置")
"""States of parcels that are on offer."""

SUPPLIED = "已供"


@dataclass(frozen=True, kw_only=True)
class FreeLand:
    """Land on offer in a zone or park, in 亩 (ellipsoidal).

    ``mu`` is None if the project has no parcels there, or only such of which state or size are not
    known (``unknown`` counts those: what is stated is then a least). ``grade`` is the land grade
    that all parcels on offer share, "" if they do not or it is not known.
    """

    mu: float | None
    parcels: int = 0
    unknown: int = 0
    grade: str = ""

    @property
    def at_least(self) -> bool:
        """Whether there may be more."""
        return self.mu is not None and self.unknown > 0


def free_land(parcels: gpd.GeoDataFrame, targets: Sequence[Target]) -> tuple[FreeLand, ...]:
    """The land on offer in each target; what lies in a park counts in its zone, too.

    Args:
        parcels: Table ``parcels``: zone_id, park_id, status, land_grade and geometry (EPSG:4490).
        targets: Zones and parks, all of them: a park says which zone its parcels count in.
    """
    zone_of = {one.id: one.zone_id for one in targets if one.kind == "park"}
    park = parcels["park_id"].fillna("").astype("str")
    zone = parcels["zone_id"].fillna("").astype("str")
    zone = zone.where(zone != "", park.map(lambda one: zone_of.get(one, "")))
    areas = mu_from_m2(1.0) * ellipsoidal_area_m2(made_valid(parcels.geometry.to_numpy()))
    sizes = np.where(areas > 0, areas, np.nan)
    status = parcels["status"].fillna("").to_numpy()
    grades = parcels["land_grade"].fillna("").to_numpy()
    found = []
    for target in targets:
        rows = ((park if target.kind == "park" else zone) == target.id).to_numpy()
        found.append(_of_rows(sizes[rows], status[rows], grades[rows]))
    return tuple(found)


def _of_rows(
    sizes: Floats, status: npt.NDArray[np.object_], grades: npt.NDArray[np.object_]
) -> FreeLand:
    free = np.isin(status, FREE)
    known = free & ~np.isnan(sizes)
    unknown = int((~free & (status != SUPPLIED)).sum() + (free & ~known).sum())
    nothing = not len(sizes) or (unknown > 0 and not known.any())
    shared = set(grades[free])
    return FreeLand(
        mu=None if nothing else float(sizes[known].sum()),
        parcels=int(free.sum()),
        unknown=unknown,
        grade=str(shared.pop()) if len(shared) == 1 else "",
    )


def unplaced_parcels(parcels: pd.DataFrame) -> int:
    """How many parcels name neither a zone nor a park, so that they count nowhere."""
    return int((parcels["zone_id"].isna() & parcels["park_id"].isna()).sum())


def nearest_km(
    shapes: npt.NDArray[np.object_], places: npt.NDArray[np.object_]
) -> tuple[Floats, npt.NDArray[np.intp]]:
    """How far it is from the centre of each area to the nearest place, and which one that is.

    Args:
        shapes: Polygons of zones and parks in EPSG:4490; None where not drawn.
        places: Points or polygons in EPSG:4490.

    Returns:
        Kilometres in EPSG:4548 (NaN without area or places) and positions in ``places`` (-1 none).
    """
    distance = np.full(len(shapes), math.nan)
    which = np.full(len(shapes), -1, dtype=np.intp)
    drawn = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if not len(drawn) or not len(places):
        return distance, which
    centres = shapely.centroid(geometries_to_plane(shapes[drawn]))
    tree = shapely.STRtree(geometries_to_plane(places))
    pairs, metres = tree.query_nearest(centres, return_distance=True, all_matches=False)
    distance[drawn[pairs[0]]] = metres / 1000.0
    which[drawn[pairs[0]]] = pairs[1]
    return distance, which
