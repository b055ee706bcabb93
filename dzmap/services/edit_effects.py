"""What an edit of a boundary means for figures: area before and after, stated area, overlaps."""

import geopandas as gpd
import numpy as np
import shapely

from dzmap.core.areas import area_m2, ellipsoidal_area_m2
from dzmap.core.quantities import format_change, format_km2, format_mu, is_missing, mu_from_m2
from dzmap.core.relations import SLIVER_M2
from dzmap.core.spatial import made_valid
from dzmap.services.ports import Tables

_STATED = {"zones": "approved_area_km2", "parks": "stated_area_km2"}
_STATED_TEXT = "area_facts"  # where what was published is no single figure
_EXCLUSIVE = ("zones", "parks", "parcels")
"""Tables whose areas must not lie over each other."""
_MOST = 3
_M2_PER_KM2 = 1_000_000.0


def effects(
    tables: Tables, table: str, identifier: str, before: shapely.Geometry | None = None
) -> list[str]:
    """Sentences about an area that was drawn or changed; none for points, lines and what is gone.

    Areas are ellipsoidal. ``before`` is the geometry that it had.
    """
    frame = gpd.GeoDataFrame(tables.table(table))
    found = np.flatnonzero(frame["id"] == identifier)
    if not len(found):
        return []
    row = frame.iloc[found[0]]
    shape = row["geometry"]
    if shape is None or shapely.get_dimensions(shape) != 2:
        return []
    size = area_m2(made_valid(shape)[0])
    said = [_size(size, before)]
    stated = row.get(_STATED.get(table, ""))
    if not is_missing(stated) and float(stated) > 0:
        published = float(stated) * _M2_PER_KM2
        said.append(
            f"公布面积 {format_km2(published)} 不变，图上面积与它相差 "
            f"{format_change((size - published) / published)}"
        )
    elif isinstance(row.get(_STATED_TEXT), str):
        said.append(f"公布面积不变：{row[_STATED_TEXT]}")
    if table in _EXCLUSIVE:
        said += _overlaps(frame, int(found[0]))
    return said


def _size(size: float, before: shapely.Geometry | None) -> str:
    now = format_mu(mu_from_m2(size))
    if before is None or shapely.get_dimensions(before) != 2:
        return f"图上面积 {now}"
    return f"图上面积 {format_mu(mu_from_m2(area_m2(made_valid(before)[0])))} → {now}"


def _overlaps(frame: gpd.GeoDataFrame, at: int) -> list[str]:
    shapes = frame.geometry.to_numpy()
    own = made_valid(shapes[at])[0]
    near = [int(row) for row in shapely.STRtree(shapes).query(own) if row != at]
    common = ellipsoidal_area_m2(shapely.intersection(made_valid(shapes[near]), own))
    order = [row for row in np.argsort(-common, kind="stable") if common[row] > SLIVER_M2]
    names = frame["name"].fillna(frame["id"])
    said = [
        f"与“{names.iloc[near[row]]}”重叠 {format_mu(mu_from_m2(float(common[row])))}"
        for row in order[:_MOST]
    ]
    if len(order) > _MOST:
        said.append(f"另与 {len(order) - _MOST} 个对象重叠")
    return said
