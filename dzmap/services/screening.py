"""The screening use case: a project's applicants against its catalogs, zones and control lines."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import geopandas as gpd
import pandas as pd

from dzmap.core.applicants import (
    applicants_from_enterprises,
    applicants_from_projects,
    normalised_applicants,
)
from dzmap.core.catalogs import Catalog
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import BadInputError
from dzmap.core.quantities import format_list, is_missing
from dzmap.core.screening import Screener
from dzmap.core.spatial import SpatialLayer
from dzmap.core.verdicts import Explanation, ScreeningResult, Target
from dzmap.services.jobs import Progress, Silent
from dzmap.services.place_names import PlaceNames

CHEMICAL_PARK = "chemical_park"


class Project(Protocol):
    """What screening reads of an open project (``services.session.Session``)."""

    def table(self, name: str) -> pd.DataFrame:
        """The rows of a table with all edits applied."""

    def catalogs(self) -> tuple[Catalog, ...]:
        """All catalogs, every version."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ScreeningRequest:
    """Who is judged, by the law of which day, against what.

    ``source`` is "enterprises" (with the figures of ``year``), "projects", or a frame of applicants
    (``core.applicants``). ``only`` None judges each against its own zone or park, else everyone
    against each of these target ids.
    """

    year: int
    as_of: date
    source: str | pd.DataFrame = "enterprises"
    only: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ScreeningRun:
    """A finished run; ``frame`` has one row per row of ``result`` (``Screener.result_frame``)."""

    request: ScreeningRequest
    result: ScreeningResult
    frame: pd.DataFrame
    screener: Screener

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
    screener = build_screener(session, request.as_of, industries=industries)
    _check_targets(screener, request.only)
    applicants = with_known_places(applicants_of(session, request), session)
    result = screener.screen(applicants, request.only, progress.step)
    progress.step("整理结果")
    return ScreeningRun(
        request=request,
        result=result,
        frame=screener.result_frame(result),
        screener=screener,
    )


def build_screener(
    session: Project, as_of: date, *, industries: IndustryTree | None = None
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


def with_known_places(applicants: gpd.GeoDataFrame, session: Project) -> gpd.GeoDataFrame:
    """Applicants whose stated zone or park, given by a full or short name, became an id.

    A name that is only similar decides nothing: the applicant is then not assigned by it.
    """
    columns = {}
    for column, table in (("zone_id", "zones"), ("park_id", "parks")):
        places = PlaceNames(session.table(table))
        found = {text: places.find(text) for text in applicants[column].dropna().unique()}
        ids = {text: one.id for text, one in found.items() if one.id and one.exact}
        columns[column] = applicants[column].replace(ids)
    return applicants.assign(**columns)


def _check_targets(screener: Screener, only: tuple[str, ...] | None) -> None:
    known = {target.id for target in screener.targets}
    strange = [name for name in only or () if name not in known]
    if strange:
        raise BadInputError(
            f"项目中没有这些开发区或园区：{format_list(strange)}",
            remedy="用开发区或园区的编号，编号见“dzmap info”或属性表。",
        )


def _zone_targets(zones: pd.DataFrame) -> list[Target]:
    return [
        Target(
            id=row["id"],
            name=_text(row["name"]),
            kind="zone",
            tier=_text(row["level"]),
            county_id=_text(row["county_id"]),
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
        )
        for row in parks.to_dict("records")
    ]


def _text(value: object) -> str:
    return "" if is_missing(value) else str(value)


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()
