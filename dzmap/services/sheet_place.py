"""The spatial findings of a 判定书: sizes, what lies inside its target, what control layers say.

Places are EPSG:4490; areas are ellipsoidal (planar beside), distances planar in EPSG:4548.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely

from dzmap.core.areas import area_m2, planar_area_m2
from dzmap.core.crs import LONLAT, PLANE, geometries_to_plane, reproject
from dzmap.core.kleene import as_optional
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.quantities import (
    format_distance,
    format_m2,
    format_mu,
    format_number,
    format_percent,
    mu_from_m2,
)
from dzmap.core.relations import SLIVER_M2, ControlKind
from dzmap.core.spatial import made_valid
from dzmap.services.verdict_sheet import PlaceFinding

NOT_COVERED, NOT_LOADED, NOT_CHECKED = "未覆盖", "图层未加载", "未核查"
_NOTICED = 0.01
"""Asked land and drawn land that differ by a smaller share are the same."""


@dataclass(frozen=True)
class Nearest:
    """The shortest way to a control layer: metres, and the line in EPSG:4490."""

    kind: str
    distance_m: float
    line: Any


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a place is held against.

    ``kinds`` are the layers to check, ``inside`` those of them that a place should lie in.
    ``shapes`` are the target's polygons by the name that is printed, ``other_zones`` those it might
    straddle; None where nothing is drawn.
    """

    kinds: tuple[str, ...]
    inside: frozenset[str]
    shapes: Mapping[str, Any] = field(default_factory=dict)
    other_zones: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A control layer as it is cited: “2021-06，覆盖 9/11 县”.

    ``control`` None: not loaded, or (``pending``) not in force yet on the day of judgement.
    """

    control: ControlKind | None = None
    note: str = ""
    pending: bool = False

    @property
    def absence(self) -> PlaceFinding:
        """What is said where there is no control."""
        if self.pending:
            return PlaceFinding(item="", result="判定日未施行", note=self.note)
        return PlaceFinding(item="", result=NOT_LOADED, note=self.note, tone="open")


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """The rows of the spatial table, and what the figure draws of them."""

    findings: tuple[PlaceFinding, ...]
    conflicts: Mapping[str, Any] = field(default_factory=dict)  # kind -> overlap
    nearest: tuple[Nearest, ...] = ()
    straddles: bool = False


def place_facts(
    place: Any, asked: Asked, layers: Mapping[str, Layer], stated_mu: float
) -> PlaceFacts:
    """Hold a precise place against its target and the control layers.

    Args:
        place: A point, line or polygon in EPSG:4490.
        asked: What to check.
        layers: Control layers by kind; kinds that are missing are not loaded.
        stated_mu: Land that the applicant stated, to be compared with a polygon; NaN: nothing.
    """
    shape = made_valid(place)[0]
    inside = [_in_target(shape, name, area) for name, area in asked.shapes.items()]
    straddled = [
        row for name, area in asked.other_zones.items() if (row := _straddled(shape, name, area))
    ]
    checks = [
        _Check(shape, kind, layers.get(kind, Layer()), wanted=kind in asked.inside)
        for kind in asked.kinds
    ]
    partly = any(row.tone == "hit" for row in inside) and shapely.area(shape) > 0
    return PlaceFacts(
        findings=(
            *_sizes(shape, stated_mu),
            *inside,
            *straddled,
            *(check.finding() for check in checks),
        ),
        conflicts={check.kind: part for check in checks if (part := check.conflict()) is not None},
        nearest=tuple(way for check in checks if (way := check.nearest()) is not None),
        straddles=partly or bool(straddled),
    )


def nearest_way(shape: Any, kind: str, control: ControlKind) -> Nearest | None:
    """The shortest way from a shape of EPSG:4490 to a layer; None if the layer is empty."""
    if not len(control.areas):
        return None
    plane = geometries_to_plane(shape)
    found, distance = control.plane_tree.query_nearest(plane, return_distance=True)
    line = shapely.shortest_line(plane, control.plane_tree.geometries[found[0]])
    return Nearest(kind, float(distance[0]), reproject(line, PLANE, LONLAT))


def part_in(shape: Any, control: ControlKind) -> Any:
    """What of a shape of EPSG:4490 lies in a layer; empty if nothing does."""
    near = control.areas[control.tree.query(shape, predicate="intersects")]
    return shapely.intersection(shape, shapely.union_all(near))


def unplaced_findings(asked: Asked, layers: Mapping[str, Layer]) -> tuple[PlaceFinding, ...]:
    """The rows for an applicant without a precise place: nothing is checked, nothing is 0."""
    rows = [
        PlaceFinding(item=f"在{name}内", result=NOT_CHECKED, tone="open") for name in asked.shapes
    ]
    for kind in asked.kinds:
        layer = layers.get(kind, Layer())
        item = _item(kind, wanted=kind in asked.inside)
        if layer.control is None:
            rows.append(replace(layer.absence, item=item))
        else:
            rows.append(PlaceFinding(item=item, result=NOT_CHECKED, note=layer.note, tone="open"))
    return tuple(rows)


def _item(kind: str, *, wanted: bool) -> str:
    return f"在{layer_zh(kind)}内" if wanted else f"占{layer_zh(kind)}"


def _sizes(shape: Any, stated_mu: float) -> Iterable[PlaceFinding]:
    if not shapely.area(shape):
        at = shapely.point_on_surface(shape)
        kind = "点位" if shapely.get_dimensions(shape) == 0 else "线位"
        where = f"{at.x:.4f}°E {at.y:.4f}°N"
        yield PlaceFinding(item="位置", result=f"{kind}，无面积", detail=where)
        return
    drawn = area_m2(shape)
    mu = mu_from_m2(drawn)
    yield PlaceFinding(item="地块椭球面积", result=format_m2(drawn), detail=format_mu(mu))
    yield PlaceFinding(item="地块平面面积", result=format_m2(float(planar_area_m2(shape)[0])))
    if stated_mu > 0 and abs(mu - stated_mu) > _NOTICED * stated_mu:
        more = "多" if mu > stated_mu else "少"
        yield PlaceFinding(
            item="与申报用地相比",
            result=f"图上{more} {format_mu(abs(mu - stated_mu))}",
            detail=f"申报 {format_mu(stated_mu)}",
            tone="open",
        )


def _in_target(shape: Any, name: str, area: Any) -> PlaceFinding:
    item = f"在{name}内"
    if area is None or shapely.is_empty(area):
        return PlaceFinding(item=item, result="没有边界，未核查", tone="open")
    own = area_m2(shape)
    if not own:
        inside = shapely.covers(area, shape)
        return PlaceFinding(
            item=item, result="在内" if inside else "不在内", tone="" if inside else "hit"
        )
    part = area_m2(shapely.intersection(shape, area))
    outside = max(own - part, 0.0)
    if outside <= SLIVER_M2:
        return PlaceFinding(item=item, result=format_percent(1.0, 2))
    detail = f"在外 {format_mu(mu_from_m2(outside))}"
    return PlaceFinding(item=item, result=format_percent(part / own, 2), detail=detail, tone="hit")


def _straddled(shape: Any, name: str, area: Any) -> PlaceFinding | None:
    """The share in a zone that the applicant does not apply to; None if it has none there."""
    if area is None or not shapely.intersects(shape, area):
        return None
    own, part = area_m2(shape), area_m2(shapely.intersection(shape, area))
    if not own or part <= SLIVER_M2:
        return None
    return PlaceFinding(
        item=f"跨入{name}",
        result=format_percent(part / own, 2),
        detail=format_mu(mu_from_m2(part)),
        tone="hit",
    )


class _Check:
    """One place against one kind of control layer."""

    def __init__(self, shape: Any, kind: str, layer: Layer, *, wanted: bool) -> None:
        self.kind = kind
        self._shape = shape
        self._layer = layer
        self._wanted = wanted
        self._own = area_m2(shape)
        control = layer.control
        self._covered = False
        self._part: Any = None
        self._hit = False
        self._within: bool | None = None
        if control is None:
            return
        array = np.array([shape], dtype=object)
        if shapely.get_type_id(shape) == shapely.GeometryType.POINT:
            self._hit = len(control.tree.query(shape, predicate="intersects")) > 0
            cover = control.coverage
            self._covered = cover is not None and bool(shapely.intersects(cover, shape))
            self._within = True if self._hit else False if self._covered else None
        else:
            self._hit = bool(control.shapes_hit(array)[0])
            self._covered = bool(control.shapes_covered(array)[0])
            self._within = as_optional(int(control.shapes_within(array)[0]))
        if self._hit:
            self._part = part_in(shape, control)

    def finding(self) -> PlaceFinding:
        """The row of the table."""
        item = _item(self.kind, wanted=self._wanted)
        note = self._layer.note
        if self._layer.control is None:
            return replace(self._layer.absence, item=item)
        result, tone = self._inside() if self._wanted else self._occupied()
        return PlaceFinding(item=item, result=result, note=note, detail=self._detail(), tone=tone)

    def conflict(self) -> Any:
        """The overlap with a layer that the place should keep clear of; None if there is none."""
        if self._wanted or not self._hit or not shapely.area(self._part):
            return None
        return self._part

    def nearest(self) -> Nearest | None:
        """The shortest way to a layer that the place should keep clear of, and surely is."""
        control = self._layer.control
        if control is None or self._wanted or self._hit or not self._covered:
            return None
        return nearest_way(self._shape, self.kind, control)

    def _occupied(self) -> tuple[str, str]:
        if not self._hit:
            clear = f"{format_number(0.0)} 亩" if self._own else "不在内"
            return (clear, "") if self._covered else (NOT_COVERED, "open")
        if not self._own:
            return "在内", "hit"
        part = area_m2(self._part)
        share = f"{format_mu(mu_from_m2(part))}（{format_percent(part / self._own, 2)}）"
        return share if self._covered else f"至少 {share}", "hit"

    def _inside(self) -> tuple[str, str]:
        if self._within:
            return (format_percent(1.0, 2) if self._own else "在内"), ""
        if self._within is None:
            return NOT_COVERED, "open"
        part = area_m2(self._part) if self._part is not None else 0.0
        return (format_percent(part / self._own, 2) if self._own else "不在内"), "hit"

    def _detail(self) -> str:
        way, control = self.nearest(), self._layer.control
        if way is None or control is None:
            return ""
        plane = np.array([geometries_to_plane(self._shape)], dtype=object)
        # Beyond the edge of the coverage something nearer may lie.
        known = "已知" if control.edge_nearer_than(plane, way.distance_m)[0] else ""
        return f"{known}最近 {format_distance(way.distance_m)}"
