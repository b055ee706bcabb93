"""Tables as people read them: names instead of ids, the figures of a year, units in the header."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from dzmap.core import areas
from dzmap.core.quantities import M2_PER_MU
from dzmap.core.tables import TABLES, Column
from dzmap.services.attributes import CHOICE_ZH
from dzmap.services.ports import Tables

_SHOWN = MappingProxyType(
    {
        "enterprises": (
            "name",
            "uscc",
            "industry",
            "county",
            "revenue_wan_yuan",
            "tax_wan_yuan",
            "land_mu",
            "zone",
            "park",
            "employees",
            "energy_tce",
            "place_quality",
            "data_status",
        ),
        "projects": (
            "name",
            "kind",
            "stage",
            "county",
            "total_invest_wan_yuan",
            "planned_wan_yuan",
            "completed_wan_yuan",
            "progress_percent",
            "land_mu",
            "zone",
            "park",
            "action",
            "industry",
            "owner",
            "place_quality",
            "data_status",
        ),
        "zones": ("name", "level", "county", "area_mu", "leading_industries", "geometry_status"),
        "parks": (
            "name",
            "kind",
            "zone",
            "county",
            "planned_wan_yuan",
            "area_mu",
            "leading_industries",
            "geometry_status",
        ),
    }
)
PROGRESS = "progress_percent"
"""The column that says how much of the year's plan is completed."""

LISTED = tuple(_SHOWN)
"""The tables that are listed under the map, in order."""

YEARLY = MappingProxyType(
    {
        "enterprises": ("enterprise_years", "enterprise_id"),
        "projects": ("project_years", "project_id"),
    }
)
"""Tables with figures of a year: where those stand, and the column that names their owner."""

_NAMES = MappingProxyType(
    {
        "county": ("county_id", "counties"),
        "zone": ("zone_id", "zones"),
        "park": ("park_id", "parks"),
    }
)
STORED_UNDER = MappingProxyType(
    {**{shown: column for shown, (column, _) in _NAMES.items()}, "industry": "industry_code"}
)
"""Columns that are listed by name, and the column that holds the id or the code."""

_DECIMALS = MappingProxyType({"land_mu": 1, "area_mu": 1, "energy_tce": 1})


@dataclass(frozen=True, kw_only=True)
class ListedColumn:
    """A column as shown: its header, unit, whether it holds numbers, and their decimals."""

    name: str
    title: str
    unit: str = ""
    number: bool = False
    decimals: int = 2

    @property
    def header(self) -> str:
        """“税收 万元”."""
        return f"{self.title} {self.unit}".strip()


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A table ready to show.

    ``frame`` has ``id``, the ids of county, zone and park (``county_id``, ``zone_id``, ``park_id``
    where the table has them) and one column per entry of ``columns``; NaN means 未填报.
    """

    table: str
    title: str
    frame: pd.DataFrame
    columns: tuple[ListedColumn, ...]


def listing(
    tables: Tables,
    name: str,
    *,
    year: int,
    industry_names: Mapping[str, str] = MappingProxyType({}),
) -> Listing:
    """The rows of a table with the figures of ``year``; one not of ``LISTED`` with all its columns.

    ``industry_names`` maps GB/T 4754 codes to names; areas are ellipsoidal, in 亩.
    """
    rows = tables.table(name)
    frame = pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))
    for shown, (column, named) in _NAMES.items():
        if column in frame:
            names = tables.table(named).set_index("id")["name"]
            frame[shown] = frame[column].map(names).fillna(frame[column])
    if name in YEARLY:
        frame = _with_year(frame, tables.table(YEARLY[name][0]), YEARLY[name][1], year)
    if PROGRESS in _shown(name):
        planned = frame["planned_wan_yuan"].where(frame["planned_wan_yuan"] > 0)
        frame[PROGRESS] = frame["completed_wan_yuan"] / planned * 100
    if "industry_code" in frame:
        codes = frame["industry_code"].astype("str")
        known = codes.map(lambda code: industry_names.get(code.lstrip("ABCDEFGHIJKLMNOPQRST"), ""))
        frame["industry"] = (codes + " " + known).where(frame["industry_code"].notna(), None)
    if "area_mu" in _shown(name):
        shapes = gpd.GeoDataFrame(rows).geometry.to_numpy()
        frame["area_mu"] = areas.ellipsoidal_area_m2(shapes) / M2_PER_MU
    for declared in TABLES[name].columns:
        if declared.choices and declared.name in frame:
            frame[declared.name] = frame[declared.name].replace(dict(CHOICE_ZH))
    columns = tuple(_column(name, shown) for shown in _shown(name))
    return Listing(table=name, title=TABLES[name].zh, frame=frame, columns=columns)


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A numeric column over some rows; ``reported`` of them have a value, NaN where none has."""

    column: ListedColumn
    mean: float
    least: float
    most: float
    reported: int


def spreads(listing: Listing, positions: Iterable[int]) -> list[Spread]:
    """Mean, least and greatest value of every numeric column over rows."""
    frame = listing.frame.iloc[list(positions)]
    found = []
    for column in listing.columns:
        if column.number:
            values = frame[column.name].astype("Float64").dropna().to_numpy(dtype=np.float64)
            sides = (values.mean(), values.min(), values.max()) if len(values) else (np.nan,) * 3
            mean, least, most = map(float, sides)
            found.append(
                Spread(column=column, mean=mean, least=least, most=most, reported=len(values))
            )
    return found


def totals(
    listing: Listing, positions: Iterable[int] | None = None
) -> list[tuple[ListedColumn, float]]:
    """Sums of the amounts (money, land, energy, people) over rows; NaN where nobody reported."""
    frame = listing.frame if positions is None else listing.frame.iloc[list(positions)]
    return [
        (column, float(frame[column.name].sum(min_count=1)) if len(frame) else np.nan)
        for column in listing.columns
        if column.number
    ]


def _shown(table: str) -> tuple[str, ...]:
    """The columns that are shown: all, with names in the place of ids, unless chosen above."""
    if table in _SHOWN:
        return _SHOWN[table]
    named = {column: shown for shown, (column, _) in _NAMES.items()}
    every = [named.get(column.name, column.name) for column in TABLES[table].columns]
    area = ["area_mu"] if TABLES[table].geometry == "MultiPolygon" else []
    return (*(["name"] if "name" in every else []), *(one for one in every if one != "name"), *area)


def _with_year(frame: pd.DataFrame, years: pd.DataFrame, key: str, year: int) -> pd.DataFrame:
    now = years[years["year"] == year].drop_duplicates(key).set_index(key)
    figures = [column for column in now.columns if column not in ("id", "year")]
    for column in figures:
        values = frame["id"].map(now[column]).astype("float64")
        # A figure of the year goes before a standing one of the same name, such as 用地.
        frame[column] = values if column not in frame else values.fillna(frame[column])
    return frame


_EXTRA = MappingProxyType(
    {
        "industry": ListedColumn(name="industry", title="行业 GB/T 4754"),
        PROGRESS: ListedColumn(name=PROGRESS, title="完成率", unit="%", number=True, decimals=1),
        "county": ListedColumn(name="county", title="县（市、区）"),
        "zone": ListedColumn(name="zone", title="开发区"),
        "park": ListedColumn(name="park", title="园区"),
        "area_mu": ListedColumn(
            name="area_mu", title="椭球面积", unit="亩", number=True, decimals=1
        ),
    }
)


def _column(table: str, name: str) -> ListedColumn:
    if name in _EXTRA:
        return _EXTRA[name]
    declared = _declared(table, name)
    number = declared.kind in ("int", "real")
    return ListedColumn(
        name=name,
        title=declared.zh,
        unit=declared.unit,
        number=number,
        decimals=0 if declared.kind == "int" else _DECIMALS.get(name, 2),
    )


def _declared(table: str, name: str) -> Column:
    for source in (table, YEARLY.get(table, ("", ""))[0]):
        if source and any(column.name == name for column in TABLES[source].columns):
            return TABLES[source].column(name)
    raise KeyError(name)
