"""The summary use case: which project counts where, and the figures of a year."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from dzmap.core import areas, spatial
from dzmap.core.frames import one_row_per_year
from dzmap.core.quantities import M2_PER_MU
from dzmap.core.summary import Summary, summarise
from dzmap.services.ports import Tables

STATED = {"county": "county_id", "zone": "zone_id", "park": "park_id"}
"""The column in which a row states its group; it goes before the location on the map."""

GROUP_TABLES = {"county": "counties", "zone": "zones", "park": "parks", "cluster": "clusters"}


def summarise_project(
    tables: Tables,
    *,
    by: str,
    year: int,
    kinds: tuple[str, ...] = ("invest",),
    industry_names: Mapping[str, str] = MappingProxyType({}),
) -> Summary:
    """Sum the projects of ``kinds`` (invest, upgrade) and all enterprises for one year.

    ``industry_names`` maps two-digit codes to names, for ``by="industry"``.
    """
    projects = tables.table("projects")
    projects = projects[projects["kind"].isin(kinds)].reset_index(drop=True)
    enterprises = tables.table("enterprises")
    groups = _groups(tables, by)
    if by == "industry":
        groups["name"] = groups["id"].map(lambda code: f"{code} {industry_names.get(code, '')}")
    locate = _locator(by, groups)
    return summarise(
        by=by,
        year=year,
        groups=pd.DataFrame(groups[["id", "name", "area_mu"]]),
        projects=locate(projects).join(
            _yearly_investment(projects, tables.table("project_years"), year)
        ),
        enterprises=locate(enterprises).join(
            _yearly_figures(enterprises, tables.table("enterprise_years"), year)
        ),
    )


def project_details(
    tables: Tables, *, by: str, group: str, year: int, kinds: tuple[str, ...] = ("invest",)
) -> pd.DataFrame:
    """The projects behind one figure: those of ``kinds`` that ``by`` counts in ``group``.

    ``group`` is an id of the groups, or ``__unplaced__`` / ``__outside__`` of the rest rows.
    """
    projects = tables.table("projects")
    projects = projects[projects["kind"].isin(kinds)].reset_index(drop=True)
    groups = _groups(tables, by)
    located = _locator(by, groups)(projects)
    missing = located["placed"].map({True: "__outside__", False: "__unplaced__"})
    key = located["group"].where(located["group"].isin(groups["id"]), missing)
    figures = _yearly_investment(projects, tables.table("project_years"), year)
    columns = ["id", "name", "owner", "industry_code", "stage", "county_id", "zone_id", "park_id"]
    details = pd.DataFrame(projects[columns]).join(figures)
    return details[key == group].reset_index(drop=True)


def group_of(tables: Tables, *, by: str, rows: pd.DataFrame) -> pd.Series:
    """The group in which ``by`` counts each row of projects or enterprises; None for the rest."""
    located = _locator(by, _groups(tables, by))(rows)
    return pd.Series(located["group"].to_numpy(dtype=object), index=rows.index)


def _groups(tables: Tables, by: str) -> pd.DataFrame:
    if by == "industry":
        codes = _division(_all_codes(tables))
        return pd.DataFrame({"id": sorted(codes.dropna().unique()), "area_mu": np.nan}).assign(
            name=lambda frame: frame["id"]
        )
    if by == "chain":
        return tables.table("chains")[["id", "name"]].assign(area_mu=np.nan)
    groups = tables.table(GROUP_TABLES[by])
    area_m2 = areas.ellipsoidal_area_m2(groups["geometry"].to_numpy())
    measured: pd.DataFrame = groups.assign(area_mu=area_m2 / M2_PER_MU)
    return measured


def _all_codes(tables: Tables) -> pd.Series:
    names = ("projects", "enterprises")
    codes: pd.Series = pd.concat([tables.table(name)["industry_code"] for name in names])
    return codes


def _division(codes: pd.Series) -> pd.Series:
    """The two digits of the 大类."""
    digits: pd.Series = codes.astype("str").str.extract(r"^[A-Z]?(\d{2})", expand=False)
    return digits


def _locator(by: str, groups: pd.DataFrame) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def locate(rows: pd.DataFrame) -> pd.DataFrame:
        if by == "industry":
            return pd.DataFrame({"group": _division(rows["industry_code"]), "placed": True})
        if by == "chain":
            return pd.DataFrame({"group": rows["chain_id"], "placed": True})
        places = gpd.GeoSeries(rows.geometry)
        has_place = (~(places.isna() | places.is_empty)).to_numpy()
        group = _lying_in(places, has_place, groups)
        if by in STATED:
            stated = rows[STATED[by]]
            given = stated.notna() & (stated != "")
            group = np.where(given, stated, group)
        return pd.DataFrame({"group": group, "placed": has_place | pd.notna(group)})

    return locate


def _lying_in(places: gpd.GeoSeries, has_place: np.ndarray, groups: pd.DataFrame) -> np.ndarray:
    """The id of the group polygon in which each place (its centre) lies, else None."""
    centres = places[has_place].representative_point()
    found = spatial.assign_points(
        centres.x.to_numpy(), centres.y.to_numpy(), gpd.GeoSeries(groups.geometry)
    )
    group = np.full(len(places), None, dtype=object)
    ids = groups["id"].to_numpy(dtype=object)
    group[np.flatnonzero(has_place)[found >= 0]] = ids[found[found >= 0]]
    return group


def _yearly_investment(projects: pd.DataFrame, years: pd.DataFrame, year: int) -> pd.DataFrame:
    now = _of_year(years, year, "project_id")
    before = _of_year(years, year - 1, "project_id")
    ids = projects["id"]
    return pd.DataFrame(
        {
            "planned_wan_yuan": ids.map(now["planned_wan_yuan"]),
            "completed_wan_yuan": ids.map(now["completed_wan_yuan"]),
            "previous_completed_wan_yuan": ids.map(before["completed_wan_yuan"]),
        }
    ).astype("float64")


def _yearly_figures(enterprises: pd.DataFrame, years: pd.DataFrame, year: int) -> pd.DataFrame:
    now = _of_year(years, year, "enterprise_id")
    ids = enterprises["id"]
    return pd.DataFrame(
        {
            "revenue_wan_yuan": ids.map(now["revenue_wan_yuan"]),
            "tax_wan_yuan": ids.map(now["tax_wan_yuan"]),
        }
    ).astype("float64")


def _of_year(years: pd.DataFrame, year: int, owner: str) -> pd.DataFrame:
    """The figures of a year by owner."""
    return one_row_per_year(years[years["year"] == year], owner).set_index(owner)


def industry_names(industries: pd.DataFrame) -> dict[str, str]:
    """Names of the GB/T 4754 大类 by their two digits, from the reference tree."""
    divisions = industries[industries["code"].str.len() == 2]
    return dict(zip(divisions["code"], divisions["name"], strict=True))
