"""The siting use case: one applicant of a project, or of a list, against its zones and parks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.applicants import (
    EXISTING,
    PRECISE_QUALITIES,
    applicants_from_enterprises,
    applicants_from_projects,
    normalised_applicants,
)
from dzmap.core.crs import Floats
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import BadInputError
from dzmap.core.quantities import format_list, is_missing
from dzmap.core.site_facts import FreeLand, free_land, nearest_km, unplaced_parcels
from dzmap.core.site_scores import SiteScores
from dzmap.core.siting import Group, SiteJudge, SiteVerdict
from dzmap.core.verdicts import Explanation, Target, Verdict
from dzmap.services.jobs import Progress, Silent
from dzmap.services.sampling import chain_of_codes
from dzmap.services.screening import Project, build_screener, with_known_places

MOVED = "迁建"
"""What an enterprise that stands already does when it goes elsewhere."""

KINDS = ("zone", "park")


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidate:
    """Who looks for a site: one row of ``core.applicants``, and where it comes from.

    ``chain_id`` "" is found by the industry code. The enterprise that it is (``enterprise_id``), or
    whose project it is (``owner_id``), is left out of the distances.
    """

    frame: gpd.GeoDataFrame
    chain_id: str = ""
    enterprise_id: str = ""
    owner_id: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How it is called; its id if it has no name."""
        name = self.frame["name"].iloc[0]
        return str(self.frame["id"].iloc[0] if is_missing(name) else name)

    @property
    def land_mu(self) -> float | None:
        """How much land it asks for, 亩."""
        value = self.frame["land_mu"].iloc[0]
        return None if is_missing(value) else float(value)


@dataclass(frozen=True, kw_only=True, eq=False)
class SitingRequest:
    """Who looks for a site, by the law of which day, and among which kinds of places."""

    candidate: Candidate
    as_of: date
    kinds: tuple[str, ...] = KINDS


@dataclass(frozen=True, kw_only=True, eq=False)
class SitingRun:
    """A finished comparison; all sequences run over the same places, zones before parks.

    ``labels`` are short names for maps and tables.
    ``nearest_km`` is from the centre of the place (NaN unknown), ``nearest`` the name of that
    enterprise. ``current`` is where the applicant stands or wants to go, if that is compared, and
    ``ways`` what would make it work there.
    """

    request: SitingRequest
    sites: tuple[SiteVerdict, ...]
    labels: tuple[str, ...]
    land: tuple[FreeLand, ...]
    nearest_km: Floats
    nearest: tuple[str, ...]
    chain: str
    current: Target | None
    ways: tuple[str, ...]
    catalogs: tuple[str, ...]
    notes: tuple[str, ...]
    judge: SiteJudge

    def explain(self, target_id: str) -> Explanation:
        """Every clause for one place."""
        return self.judge.explain(target_id)

    def count(self, group: Group) -> int:
        """How many places are in a group."""
        return sum(site.group is group for site in self.sites)

    @cached_property
    def scores(self) -> SiteScores:
        """What the places that admit score."""
        return self._scores(np.ones(len(self.sites), dtype=np.bool_))

    @cached_property
    def scores_with_land(self) -> SiteScores:
        """The same without places whose free land is certainly too small for the applicant."""
        return self._scores(~self.too_small)

    @cached_property
    def too_small(self) -> npt.NDArray[np.bool_]:
        """Where the free land is known and less than what the applicant asks for."""
        wanted = self.request.candidate.land_mu
        return np.array(
            [
                wanted is not None and one.mu is not None and not one.at_least and one.mu < wanted
                for one in self.land
            ],
            dtype=np.bool_,
        )

    def _scores(self, allowed: npt.NDArray[np.bool_]) -> SiteScores:
        return SiteScores(
            np.array([np.nan if one.margin is None else one.margin for one in self.sites]),
            np.array([np.nan if one.mu is None else one.mu for one in self.land]),
            self.nearest_km,
            np.array([one.group is Group.ADMITTED for one in self.sites], dtype=np.bool_) & allowed,
            np.array([one.verdict for one in self.sites], dtype=np.int8),
        )


def run_siting(
    session: Project,
    request: SitingRequest,
    progress: Progress | None = None,
    *,
    industries: IndustryTree | None = None,
) -> SitingRun:
    """Compare the zones and parks of a project for one applicant.

    Args:
        session: The open project.
        request: Who looks for what.
        progress: Told after every place; cancelling stops there and nothing is kept.
        industries: The classification; see ``run_screening``.

    Raises:
        BadInputError: the project has no place of the kinds asked for.
        Cancelled: The user cancelled.
    """
    progress = progress or Silent()
    progress.step("读取数据")
    screener = build_screener(session, request.as_of, industries=industries)
    targets = screener.targets
    only = [at for at, target in enumerate(targets) if target.kind in request.kinds]
    if not only:
        raise BadInputError("没有可以比选的开发区或园区", remedy="先导入开发区或园区的边界。")
    zones, parks = session.table("zones"), session.table("parks")
    shapes = gpd.GeoSeries([*zones.geometry, *parks.geometry], crs=zones.crs)
    known, place_notes = with_known_places(request.candidate.frame, session)
    request = replace(request, candidate=replace(request.candidate, frame=known))
    parcels = gpd.GeoDataFrame(session.table("parcels"))
    compared = [targets[at] for at in only]
    on_offer = free_land(parcels, targets)
    land = tuple(on_offer[at] for at in only)
    grades = {one.id: free.grade for one, free in zip(compared, land, strict=True) if free.grade}
    judge = SiteJudge(screener, shapes, known, only, grades)
    sites = judge.verdicts(progress.step)
    progress.step("整理结果")
    chain = _Chain(session, request.candidate)
    distance, which = nearest_km(shapes.to_numpy()[only], chain.places)
    current = judge.current if judge.current in compared else None
    notes = (*request.candidate.notes, *place_notes, *chain.notes, *_land_notes(parcels, land))
    return SitingRun(
        request=request,
        sites=sites,
        labels=_labels(zones, compared),
        land=land,
        nearest_km=distance,
        nearest=tuple("" if at < 0 else chain.names[at] for at in which),
        chain=chain.name,
        current=current,
        ways=_ways(judge, sites, current) if current is not None else (),
        catalogs=screener.rulebook.catalogs,
        notes=notes,
        judge=judge,
    )


def candidate_of(session: Project, table: str, row_id: str, year: int) -> Candidate:
    """An enterprise (with its figures of a year) or project of the project as candidate.

    An enterprise that stands already would move, so that clauses on 迁建 concern it.

    Raises:
        BadInputError: there is no such row.
    """
    rows = session.table(table)
    found = rows[rows["id"] == row_id]
    if not len(found):
        raise BadInputError(f"项目中没有编号为“{row_id}”的企业或项目")
    chain = found["chain_id"].iloc[0]
    chain_id = "" if is_missing(chain) else str(chain)
    if table == "projects":
        return Candidate(
            frame=applicants_from_projects(found),
            chain_id=chain_id,
            owner_id=_owner(session.table("enterprises"), found.iloc[0]),
        )
    frame = applicants_from_enterprises(found, session.table("enterprise_years"), year)
    moved, notes = as_moving(frame)
    return Candidate(frame=moved, chain_id=chain_id, enterprise_id=row_id, notes=notes)


def _owner(enterprises: pd.DataFrame, project: "pd.Series[Any]") -> str:
    """The id of the enterprise behind a project, by 统一社会信用代码, else by name; "" if unknown."""
    for key, column in (("uscc", "uscc"), ("owner", "name")):
        value = project[key]
        hit = enterprises.loc[(enterprises[column] == value).fillna(value=False), "id"]
        if not is_missing(value) and len(hit):
            return str(hit.iloc[0])
    return ""


def as_moving(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """An applicant that stands already, as one that moves; with a sentence that says so."""
    if frame["action"].iloc[0] != EXISTING:
        return frame, ()
    moved = normalised_applicants(frame.assign(action=pd.Series([MOVED], dtype="str")))
    return moved, (f"存量企业按“{MOVED}”比选。",)


def find_candidate(session: Project, key: str, year: int) -> Candidate:
    """The enterprise or project of that id, 统一社会信用代码 or full name.

    Raises:
        BadInputError: there is none, or more than one.
    """
    found = [
        (table, str(row_id), str(name))
        for table in ("projects", "enterprises")
        for row_id, name in _named(session.table(table), key)
    ]
    by_id = [one for one in found if one[1] == key]
    chosen = by_id or found
    if len(chosen) == 1:
        return candidate_of(session, chosen[0][0], chosen[0][1], year)
    if not chosen:
        raise BadInputError(
            f"项目中没有“{key}”",
            remedy="用企业或项目的编号、统一社会信用代码或全称。",
        )
    listed = format_list(f"{row_id} {name}" for _, row_id, name in chosen)
    raise BadInputError(f"“{key}”对应 {len(chosen)} 个企业或项目：{listed}", remedy="改用编号。")


def _named(rows: pd.DataFrame, key: str) -> list[tuple[object, object]]:
    hit = (rows["id"] == key) | (rows["uscc"] == key) | (rows["name"] == key)
    return list(
        rows.loc[hit.fillna(value=False), ["id", "name"]].itertuples(index=False, name=None)
    )


class _Chain:
    """The chain of a candidate, and where the other enterprises of it are."""

    def __init__(self, session: Project, candidate: Candidate) -> None:
        chains = session.table("chains").dropna(subset=["industry_codes"])
        code = candidate.frame["industry_code"].iloc[0]
        self.id = candidate.chain_id
        if not self.id and not is_missing(code):
            self.id = chain_of_codes(chains, [str(code)])[str(code)] or ""
        names = session.table("chains").set_index("id")["name"]
        self.name = str(names.get(self.id, self.id)) if self.id else ""
        every = session.table("enterprises")
        own = every["id"].isin([candidate.enterprise_id, candidate.owner_id])
        rows = every[(self._chains(every, chains) == self.id) & ~own]
        rows = rows if self.id else rows.iloc[:0]
        precise = rows["place_quality"].fillna("").isin(PRECISE_QUALITIES)
        placed = rows[precise & ~(rows.geometry.isna() | rows.geometry.is_empty)]
        self.places: npt.NDArray[np.object_] = placed.geometry.to_numpy()
        self.names = tuple(placed["name"].astype(str))
        self.notes = self._notes(len(rows), len(placed))

    @staticmethod
    def _chains(enterprises: pd.DataFrame, chains: pd.DataFrame) -> pd.Series:
        """The chain of each enterprise: the one it states, else that of its industry."""
        codes = [str(code) for code in enterprises["industry_code"].dropna().unique()]
        by_code = chain_of_codes(chains, codes)
        found: pd.Series = enterprises["chain_id"].fillna(enterprises["industry_code"].map(by_code))
        return found

    def _notes(self, known: int, placed: int) -> tuple[str, ...]:
        if not self.id:
            return ("申请对象不属于任何产业链（没有填，行业代码也对不上），同链距离不计分。",)
        if not placed:
            return (f"项目中没有位置准确的“{self.name}”企业，同链距离不计分。",)
        if placed < known:
            return (
                f"“{self.name}”企业 {known:,} 家，其中 {placed:,} 家有准确位置，距离只按这些计算。",
            )
        return ()


def _labels(zones: pd.DataFrame, targets: Sequence[Target]) -> tuple[str, ...]:
    short = dict(zip(zones["id"], zones["short_name"], strict=True))
    names = [(target, short.get(target.id)) for target in targets]
    return tuple(target.name if is_missing(name) else str(name) for target, name in names)


def _land_notes(parcels: pd.DataFrame, land: Sequence[FreeLand]) -> tuple[str, ...]:
    unplaced = unplaced_parcels(parcels)
    bare = sum(one.mu is None for one in land)
    notes = []
    if unplaced:
        notes.append(f"{unplaced} 宗地块没有写开发区或园区，没有计入空闲用地。")
    if bare:
        notes.append(f"{bare} 处没有地块资料，空闲用地不知道，没有按 0 计。")
    return tuple(notes)


def _ways(judge: SiteJudge, sites: Sequence[SiteVerdict], current: Target) -> tuple[str, ...]:
    """How the current place would work, and which places of the same zone admit as it is."""
    site = next(one for one in sites if one.target.id == current.id)
    texts = list(judge.ways(current.id))
    if site.group is not Group.REJECTED:
        explained = judge.explain(current.id)
        texts = [explained.remedy] if explained.remedy else []
    if site.verdict > Verdict.CONDITIONAL:
        texts += [
            f"改进{one.target.name}：{one.verdict.zh}。"
            for one in sites
            if one.group is Group.ADMITTED and _same_zone(one.target, current)
        ]
    return tuple(texts)


def _same_zone(target: Target, current: Target) -> bool:
    zones = {current.id if current.kind == "zone" else current.zone_id} - {""}
    return target.id != current.id and bool({target.id, target.zone_id} & zones)
