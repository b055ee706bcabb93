"""How whole areas stand to control layers when only *somewhere in them* is meant.

Who looks for a site has no place yet. What a control layer says of a zone is then true if it is
true wherever in the zone one settles, false if it is false everywhere, and unknown where it depends
on the plot (区内部分用地). A place that is given is measured as usual.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from typing_extensions import override

from dzmap.core.applicants import has_precise_place
from dzmap.core.catalogs import Relation
from dzmap.core.crs import geometries_to_plane
from dzmap.core.kleene import TRUE, UNKNOWN, Kleene, Mask, Truth, known
from dzmap.core.relations import SLIVER_M2, ControlKind, PlaceRelations
from dzmap.core.spatial import made_valid


class CandidateAreas(PlaceRelations):
    """Answers of the control layers for rows of which some stand for a whole area.

    Args:
        frame: Normalised applicants; the geometry of an area row is the area.
        kinds: The layers in force by kind.
        area: Which rows stand for an area.
    """

    def __init__(self, frame: gpd.GeoDataFrame, kinds: dict[str, ControlKind], area: Mask) -> None:
        geometry, precise = frame.geometry.to_numpy(), has_precise_place(frame)
        super().__init__(geometry, precise & ~area, kinds)
        self._control = kinds
        self._rows = np.flatnonzero(area & precise)
        self._areas: npt.NDArray[np.object_] = made_valid(geometry[self._rows])
        self._partly: dict[str, Mask] = {
            kind: np.zeros(len(frame), dtype=np.bool_) for kind in kinds
        }

    @property
    def partly(self) -> Mapping[str, Mask]:
        """By kind: the rows for which a question about it depends on the plot; grows as one asks."""
        return self._partly

    @override
    def _begun(self, relation: Relation, kind: str, distance_m: float) -> Truth:
        truth = super()._begun(relation, kind, distance_m)
        control = self._control.get(kind)
        if control is None or not isinstance(truth, np.ndarray) or not len(self._rows):
            return truth
        if relation is Relation.DISTANCE_GE:
            far, divided = self._everywhere_far(control, distance_m)
        else:
            far, divided = self._everywhere_within(control)
            far = far if relation is Relation.WITHIN else -far
        truth[self._rows] = far
        self._partly[kind][self._rows] |= divided
        return truth

    def _everywhere_within(self, control: ControlKind) -> tuple[Kleene, Mask]:
        """Whether all or none of each area lies in the layer's areas, and where only a part does."""
        hit = control.shapes_hit(self._areas)
        inside = np.zeros(len(self._areas), dtype=np.bool_)
        touched = np.flatnonzero(hit & self._can_be_inside(control))
        inside[touched] = control.shapes_within(self._areas[touched]) == TRUE
        clear = ~hit & control.shapes_covered(self._areas)
        return known(inside, ~(inside | clear)), hit & ~inside

    def _can_be_inside(self, control: ControlKind) -> Mask:
        """Whether the layer's areas that each area meets are together as large as it is."""
        who, which = control.tree.query(self._areas, predicate="intersects")
        met = np.bincount(
            who, weights=shapely.area(control.areas[which]), minlength=len(self._areas)
        )
        large: Mask = met >= shapely.area(self._areas) * 0.49  # slivers are up to a half
        return large

    def _everywhere_far(self, control: ControlKind, distance_m: float) -> tuple[Kleene, Mask]:
        """Whether all or none of each area keeps the distance, and where only a part does."""
        plane = geometries_to_plane(self._areas)
        near = control.nearer_than(plane, distance_m)
        clear = control.shapes_covered(self._areas) & ~near
        asked = np.flatnonzero(clear)
        clear[asked] = ~control.edge_nearer_than(plane[asked], distance_m)
        all_near = np.zeros(len(plane), dtype=np.bool_)
        for row in np.flatnonzero(near):
            which = control.plane_tree.query(plane[row], predicate="dwithin", distance=distance_m)
            reach = shapely.buffer(control.plane_tree.geometries[which], distance_m, quad_segs=32)
            rest = shapely.difference(plane[row], shapely.union_all(reach))
            all_near[row] = shapely.area(rest) <= SLIVER_M2
        truth = np.full(len(plane), UNKNOWN, dtype=np.int8)
        truth[clear] = TRUE
        truth[all_near] = -TRUE
        return truth, near & ~all_near
