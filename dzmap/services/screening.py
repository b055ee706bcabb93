"""The screening use case: a project's applicants against its catalogs, zones and control lines."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

import geopandas as gpd
import pandas as pd

from dzmap.core.applicants import (
    applicants_from_enterprises,
    applicants_from_projects,
    normalised_applicants,
)
from dzmap.core.industries import IndustryTree
from dzmap.core.item_names import item_names
from dzmap.core.metrics import METRICS
from dzmap.core.problems import BadInputError
from dzmap.core.quantities import format_list, is_missing
from dzmap.core.reference_lists import ListItem, ReferenceList
from dzmap.core.screening import Screener
from dzmap.core.spatial import SpatialLayer
from dzmap.core.straddling import USUAL_RULES, PolygonRules
from dzmap.core.verdicts import Explanation, ScreeningResult, Target
from dzmap.services.grounds import Grounds, Readable
from dzmap.services.jobs import Progress, Silent
from dzmap.services.place_names import PlaceNames
from dzmap.services.place_resolution import PlaceResolver, Reporter

CHEMICAL_PARK = "chemical_park"

_PLACES = {"zone_id": "zones", "park_id": "parks"}
_MOST_NOTES = 10
_TARGET_FACTS = {
    "leading_share_percent": ("target_leading_share", 0.01),
    "approved_area_km2": ("target_area_km2", 1.0),
    "stated_area_km2": ("target_area_km2", 1.0),
    "assessment_score": ("target_score", 1.0),
}
"""Columns of zones and parks, the metric that each is, and what turns it into the metric's unit."""


class Project(Readable, Protocol):
    """What screening reads of an open project (``services.session.Session``)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ScreeningRequest:
    """Who is judged, by the law of which day, against what.

    ``source`` is "enterprises" (with the figures of ``year``), "projects", or a frame of applicants
    (``core.applicants``). ``only`` None judges each against its own zone or park, else everyone
    against each of these target ids. ``list_name`` is the name of the file that a frame came from.
    ``rules`` say how polygons are judged that lie in several places.
    """

    year: int
    as_of: date
    source: str | pd.DataFrame = "enterprises"
    only: tuple[str, ...] | None = None
    list_name: str = ""
    rules: PolygonRules = USUAL_RULES


@dataclass(frozen=True, kw_only=True, eq=False)
class ScreeningRun:
    """A finished run; ``frame`` has one row per row of ``result`` (``Screener.result_frame``).

    ``grounds`` is the project as it was read for it.
    """

    request: ScreeningRequest
    result: ScreeningResult
    frame: pd.DataFrame
    screener: Screener
    grounds: Grounds

    def explain(self, row: int) -> Explanation:
        """The evidence for one row of ``result``."""
        target = int(self.result.target[row])
        target_id = self.result.targets[target].id if target >= 0 else ""
        position = int(self.result.applicant[row])
        return self.screener.explain(self.result.applicants, position, target_id)


def run_screening(
    session: Project,
    request: ScreeningRequest,
    progress: Progress | None = None,
    *,
    industries: IndustryTree | None = None,
) -> ScreeningRun:
    """Screen the applicants of a request.

    Args:
        session: The open project.
        request: What to judge.
        progress: Told after every target; cancelling stops there and nothing is kept.
        industries: The classification: names industries in sentences, and makes codes that it does
            not have count as unknown.

    Raises:
        BadInputError: ``only`` names something that is neither a zone nor a park of the project.
        Cancelled: The user cancelled.
    """
    progress = progress or Silent()
    progress.step("读取数据")
    grounds = Grounds(session)
    screener = build_screener(grounds, request.as_of, industries=industries, rules=request.rules)
    _check_targets(screener, request.only)
    applicants, notes = with_known_places(applicants_of(grounds, request), grounds)
    result = screener.screen(applicants, request.only, progress.step)
    result = replace(result, notes=(*result.notes, *notes))
    progress.step("整理结果")
    return ScreeningRun(
        request=request,
        result=result,
        frame=screener.result_frame(result),
        screener=screener,
        grounds=grounds,
    )


def build_screener(
    session: Project,
    as_of: date,
    *,
    industries: IndustryTree | None = None,
    rules: PolygonRules = USUAL_RULES,
) -> Screener:
    """A screener over all zones, parks, catalogs and control lines of a project."""
    zones, parks = session.table("zones"), session.table("parks")
    targets = [*_zone_targets(zones), *_park_targets(parks)]
    shapes = [*zones.geometry, *parks.geometry]
    return Screener(
        targets,
        gpd.GeoSeries(shapes, crs=zones.crs),
        session.catalogs(),
        control_layers(session),
        as_of,
        industries=industries,
        lists=reference_lists(session),
        rules=rules,
    )


def applicants_of(session: Project, request: ScreeningRequest) -> gpd.GeoDataFrame:
    """The applicants of a request, normalised."""
    if isinstance(request.source, pd.DataFrame):
        return normalised_applicants(request.source)
    if request.source == "projects":
        return applicants_from_projects(session.table("projects"))
    if request.source == "enterprises":
        return applicants_from_enterprises(
            session.table("enterprises"), session.table("enterprise_years"), request.year
        )
    raise ValueError(request.source)


def control_layers(session: Project) -> dict[str, SpatialLayer]:
    """The control layers of a project by id.

    Chemical parks among the parks count as areas of kind ``chemical_park``; since nobody vouches
    that the list of parks is complete they have no coverage, so that they prove who lies inside one
    but not who does not.
    """
    layers = session.table("control_layers")
    areas = session.table("control_areas")
    found = {
        row["id"]: SpatialLayer(
            kind=_text(row["kind"]),
            name=_text(row["name"]),
            areas=areas.loc[areas["layer_id"] == row["id"]].geometry,
            coverage=row["geometry"],
            data_date=_text(row["data_date"]),
            source=_text(row["source"]),
            effective_from=None if pd.isna(row["effective_from"]) else _day(row["effective_from"]),
        )
        for row in layers.to_dict("records")
    }
    parks = session.table("parks")
    chemical = parks.loc[parks["kind"] == "chemical"]
    if len(chemical):
        found["parks/chemical"] = SpatialLayer(
            kind=CHEMICAL_PARK, name="园区图层中的化工园区", areas=chemical.geometry, coverage=None
        )
    return found


def reference_lists(session: Project) -> tuple[ReferenceList, ...]:
    """The reference lists of a project, every version."""
    entries: dict[str, list[ListItem]] = {}
    for row in session.table("reference_items").to_dict("records"):
        item = ListItem(
            industry=_text(row["industry_code"]),
            products=item_names(_text(row["products"])),
            processes=item_names(_text(row["processes"])),
        )
        entries.setdefault(_text(row["list_id"]), []).append(item)
    return tuple(
        ReferenceList(
            name=_text(row["name"]),
            version=_text(row["version"]) or "1",
            effective_from=None if pd.isna(row["effective_from"]) else _day(row["effective_from"]),
            effective_to=None if pd.isna(row["effective_to"]) else _day(row["effective_to"]),
            complete=not is_missing(row["complete"]) and bool(row["complete"]),
            source=_text(row["source"]),
            items=tuple(entries.get(_text(row["id"]), ())),
        )
        for row in session.table("reference_lists").to_dict("records")
    )


def with_known_places(
    applicants: gpd.GeoDataFrame, session: Project
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Applicants whose stated zone or park, given by a full or short name, became an id.

    A name that is only similar, or that the project does not know, decides nothing: it stays as it
    is, so that the verdict can quote it, and a sentence says so.
    """
    places = list(_PLACES)
    stated = applicants[places].drop_duplicates(ignore_index=True)
    reporter = Reporter("", "", [])
    resolved = PlaceResolver(session, reporter).resolve(stated, _PLACES, certain=True)
    row = applicants.groupby(places, dropna=False, sort=False).ngroup().to_numpy()
    ids = {name: resolved[name].astype("str").to_numpy()[row] for name in places}
    notes = dict.fromkeys(f"{found.message}{found.remedy}" for found in reporter.problems)
    return normalised_applicants(applicants.assign(**ids)), _first(list(notes))


def _first(notes: list[str]) -> tuple[str, ...]:
    rest = len(notes) - _MOST_NOTES
    more = (f"另有 {rest} 个名称也没有对应。",) if rest > 0 else ()
    return (*notes[:_MOST_NOTES], *more)


def target_ids(session: Project, names: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of zones and parks that are given by id, full or short name; none twice.

    Raises:
        BadInputError: one that the project does not have.
    """
    places = [PlaceNames(session.table(table)) for table in ("zones", "parks")]
    found = {name: [one.find(name) for one in places] for name in names}
    ids = {name: [one.id for one in both if one.id and one.exact] for name, both in found.items()}
    _refuse_unknown([name for name in names if not ids[name]])
    return tuple(dict.fromkeys(ids[name][0] for name in names))


def _check_targets(screener: Screener, only: tuple[str, ...] | None) -> None:
    known = {target.id for target in screener.targets}
    _refuse_unknown([name for name in only or () if name not in known])


def _refuse_unknown(names: list[str]) -> None:
    if names:
        raise BadInputError(
            f"项目中没有这些开发区或园区：{format_list(names)}",
            remedy="用开发区或园区的编号或全称，“dzmap info”和属性表里列有。",
        )


def _zone_targets(zones: pd.DataFrame) -> list[Target]:
    return [
        Target(
            id=row["id"],
            name=_text(row["name"]),
            kind="zone",
            tier=_text(row["level"]),
            county_id=_text(row["county_id"]),
            facts=_target_facts(row),
        )
        for row in zones.to_dict("records")
    ]


def _park_targets(parks: pd.DataFrame) -> list[Target]:
    return [
        Target(
            id=row["id"],
            name=_text(row["name"]),
            kind="park",
            park_kind=_text(row["kind"]),
            county_id=_text(row["county_id"]),
            zone_id=_text(row["zone_id"]),
            facts=_target_facts(row),
        )
        for row in parks.to_dict("records")
    ]


def _target_facts(row: Mapping[Any, Any]) -> dict[str, float]:
    """What is known of a zone or park itself; a number that cannot be right is not known."""
    found = {}
    for column, (metric, scale) in _TARGET_FACTS.items():
        value = row.get(column)
        stored = math.nan if is_missing(value) else float(str(value)) * scale
        if METRICS[metric].lowest <= stored <= METRICS[metric].highest:
            found[metric] = stored
    return found


def _text(value: object) -> str:
    return "" if is_missing(value) else str(value)


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()
