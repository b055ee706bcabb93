"""Vertices on the edge of a neighbour, given to the neighbour as well.

A vertex that only one of two boundaries has lies on the other one but for rounding: projected or
rounded, a gap or an overlap opens there. So whoever has that edge gets the vertex in the same edit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from dzmap.core.areas import ellipsoidal_area_m2
from dzmap.core.quantities import format_mu, mu_from_m2
from dzmap.core.shape_edits import Place, insert_on_edge
from dzmap.core.spatial import made_valid
from dzmap.core.tables import TABLES
from dzmap.services.editing import EDITABLE, Reshaped, feature_of
from dzmap.services.ports import Tables

Edge = tuple[Place, Place]
_AREAS = ("MultiPolygon", "Geometry")
_MOST = 3
_LEAST_MU = 0.005  # what areas are rounded to


@dataclass(frozen=True)
class CaughtPlace:
    """A place that was caught by an edge of a feature of the project; degrees of EPSG:4490."""

    table: str
    id: str
    edge: Edge
    place: Place


@dataclass(frozen=True)
class Sharing:
    """Neighbours with the vertices they get, and sentences about who gets them and who does not."""

    reshaped: tuple[Reshaped, ...] = ()
    said: tuple[str, ...] = ()


def sharing(
    tables: Tables,
    made: Iterable[shapely.Geometry],
    caught: Sequence[CaughtPlace],
    edited: tuple[str, str] | None = None,
) -> Sharing:
    """What an edit gives to neighbours.

    Args:
        tables: The project before the edit.
        made: The geometries that the edit makes; only vertices of areas count, what a point or a
            line touches stays as it is.
        caught: Places that edges caught while they were drawn.
        edited: Table and id of the feature that the edit changes: it is no neighbour.

    Returns:
        All features with such an edge that may be changed; settled boundaries stay as they are.
    """
    areas = [shape for shape in made if shapely.get_dimensions(shape) == 2]
    vertices = {(x, y) for x, y in shapely.get_coordinates(areas).tolist()}
    used = [one for one in caught if one.place in vertices and one.place not in one.edge]
    edges: dict[Edge, list[Place]] = {}
    for one in used:
        places = edges.setdefault(_ordered(one.edge), [])
        if one.place not in places:
            places.append(one.place)
    found = [
        (before, shape)
        for before, shape in _neighbours(tables, edges)
        if (before.table, before.id) != edited
    ]
    reshaped = tuple((before, shape) for before, shape in found if not before.locked)
    settled = [before.name for before, _ in found if before.locked]
    fixed = sorted({TABLES[one.table].zh for one in used if one.table not in EDITABLE})
    said = (
        (_names([one.name for one, _ in reshaped]), "的共用边上加了同样的界址点"),
        (_names(settled), "的边界是公布或实测的，共用边上没有加点"),
        (_names(fixed), "不能修改，共用边上没有加点"),
    )
    return Sharing(
        reshaped, (*(f"{names}{what}" for names, what in said if names), *_sizes(reshaped))
    )


def _sizes(reshaped: Sequence[Reshaped]) -> list[str]:
    """Areas that read otherwise now: between vertices they follow geodesics, which long edges do not."""
    said = []
    for before, shape in reshaped:
        old, new = ellipsoidal_area_m2(made_valid([before.shape, shape]))
        changed = mu_from_m2(abs(float(new - old)))
        if changed >= _LEAST_MU:
            said.append(
                f"“{before.name}”的这条边较长，按大地线算的面积因此变动 {format_mu(changed)}"
            )
    return said


def _names(names: Sequence[str]) -> str:
    """“甲”“乙”“丙”等 4 个; "" for none."""
    more = f"等 {len(names)} 个" if len(names) > _MOST else ""
    return "".join(f"“{name}”" for name in names[:_MOST]) + more


def _ordered(edge: Edge) -> Edge:
    """Neighbours run along their common edge in opposite directions."""
    start, end = sorted(edge)
    return start, end


def _neighbours(tables: Tables, edges: dict[Edge, list[Place]]) -> Iterator[Reshaped]:
    """Features that have one of the edges, with its new vertices."""
    for table in EDITABLE if edges else ():
        if TABLES[table].geometry not in _AREAS:
            continue
        frame = gpd.GeoDataFrame(tables.table(table))
        shapes = frame.geometry.to_numpy()
        west, south, east, north = shapely.bounds(shapes).T
        changed: dict[int, shapely.Geometry] = {}
        for edge, places in edges.items():
            (x1, y1), (x2, y2) = edge
            near = (west <= min(x1, x2)) & (east >= max(x1, x2))
            near &= (south <= min(y1, y2)) & (north >= max(y1, y2))
            near &= shapely.get_dimensions(shapes) == 2
            for row in np.flatnonzero(near).tolist():
                shape = insert_on_edge(changed.get(row, shapes[row]), *edge, places)
                if shape is not None:
                    changed[row] = shape
        for row, shape in changed.items():
            yield feature_of(frame.iloc[row], table), shape
