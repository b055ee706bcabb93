"""这里能进什么: the place that is meant, and what may come there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from dzmap.core.admissible import (
    NEW,
    Admissible,
    LayerHere,
    layers_here,
    what_may_come,
)
from dzmap.core.crs import in_window
from dzmap.core.industries import IndustryTree
from dzmap.core.metrics import METRICS
from dzmap.core.problems import BadInputError
from dzmap.core.quantities import format_distance
from dzmap.core.screening import Screener
from dzmap.core.verdicts import Target
from dzmap.services.screening import Project, build_screener, target_ids


@dataclass(frozen=True, kw_only=True)
class HereRequest:
    """A target by id or name, a place (longitude, latitude in EPSG:4490), or both."""

    as_of: date
    target: str = ""
    place: tuple[float, float] | None = None
    action: str = NEW


@dataclass(frozen=True, kw_only=True, eq=False)
class Here:
    """The answer; ``admissible`` None where no zone or park is, so that no catalog governs.

    ``parents`` are other targets at the same place, such as the zone around a park.
    """

    request: HereRequest
    target: Target | None
    admissible: Admissible | None
    layers: tuple[LayerHere, ...]
    screener: Screener
    parents: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name of the target, else that there is none."""
        return self.target.name if self.target is not None else "开发区和园区以外"

    @property
    def barred(self) -> tuple[str, ...]:
        """Sentences on what the place rules out: “占永久基本农田：全部行业禁止准入”."""
        found = []
        for clause in self.admissible.barred if self.admissible is not None else ():
            who = "全部行业" if clause.everyone else f"{clause.count:,} 个小类"
            word = clause.otherwise.zh if clause.otherwise is not None else ""
            found.append(f"不满足“{clause.requirement}”：{who}{word}")
        return tuple(found)


def here(session: Project, request: HereRequest, *, industries: IndustryTree) -> Here:
    """What may come to a place or target of a project.

    Raises:
        BadInputError: neither is given, the project has no such target, or no such action exists.
    """
    if not request.target and request.place is None:
        raise BadInputError("没有说是哪里", remedy="给出开发区或园区，或经纬度。")
    if request.action and request.action not in METRICS["action"].choices:
        known = "、".join(METRICS["action"].choices)
        raise BadInputError(f"没有“{request.action}”这种建设性质", remedy=f"可以写：{known}。")
    screener = build_screener(session, request.as_of, industries=industries)
    point = None if request.place is None else shapely.Point(request.place)
    around = _targets_at(screener, session, point)
    target = around[0] if around else None
    notes: list[str] = []
    if request.target:
        (wanted,) = target_ids(session, (request.target,))
        target = next(one for one in screener.targets if one.id == wanted)
        if point is not None and target not in around:
            notes.append(f"这个位置不在{target.name}内，空间条款仍按这个位置核查。")
    if target is None:
        return Here(
            request=request,
            target=None,
            admissible=None,
            layers=tuple(layers_here(screener.kinds, point)),
            screener=screener,
            notes=("此处不在任何开发区或园区内，没有准入目录适用。", *_far_notes(request.place)),
        )
    admissible = what_may_come(screener, industries, target.id, place=point, action=request.action)
    if point is None:
        notes.append("没有给出位置，空间条款没有核查；在图上选点可以核查。")
    if not admissible.catalogs:
        notes.append("判定日没有生效的准入目录。")
    return Here(
        request=request,
        target=target,
        admissible=admissible,
        layers=admissible.layers,
        screener=screener,
        parents=tuple(one for one in around if one is not target),
        notes=tuple(notes),
    )


def _far_notes(place: tuple[float, float] | None) -> tuple[str, ...]:
    return ("此处在德州市范围以外，核对经纬度。",) if place and not in_window(*place) else ()


def _targets_at(screener: Screener, session: Project, point: Any) -> list[Target]:
    """The parks and zones that hold the point, the one that an applicant is judged by first."""
    if point is None:
        return []
    shapes = pd.concat(
        [session.table(name).set_index("id").geometry for name in ("parks", "zones")]
    )
    inside = set(shapes.index[shapely.intersects(shapes.to_numpy(), point)])
    frame = gpd.GeoDataFrame({"place_quality": ["点"]}, geometry=[point], crs=4490)
    own = int(screener.crowd(frame).target[0])
    found = [one for one in screener.targets if one.id in inside]
    if own < 0:
        return found
    first = screener.targets[own]
    return [first, *(one for one in found if one is not first)]


def layer_text(layer: LayerHere) -> str:
    """“在内”, “不在内，最近处 6.13 km”, “未覆盖，没有核查”, “没有加载，没有核查”."""
    if not layer.loaded:
        return "没有加载，没有核查"
    near = f"，最近处 {format_distance(layer.distance_m)}" if layer.distance_m is not None else ""
    if layer.inside is None:
        return f"此处未覆盖，没有核查{near}" if near else "没有给出位置，没有核查"
    return "在内" if layer.inside else f"不在内{near}"
