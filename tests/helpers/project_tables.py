"""Small tables for tests of projects."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.catalogs import Catalog, Default, Level
from dzmap.core.frames import conform, same_values
from dzmap.core.tables import TABLES

PLAIN = Catalog(
    id="c",
    title="德州市产业准入目录",
    issuer="示例",
    level=Level.CITY,
    default=Default.PERMITTED,
    effective_from=date(2021, 1, 1),
)
"""A catalog without clauses."""


def zones(*names: str) -> pd.DataFrame:
    """Zones with ids z1, z2, … side by side, one tenth of a degree each."""
    places = [shapely.box(116 + i / 10, 37, 116.08 + i / 10, 37.1) for i in range(len(names))]
    return conform(
        gpd.GeoDataFrame(
            {
                "id": [f"z{i + 1}" for i in range(len(names))],
                "name": list(names),
                "level": ["国家级" if i % 2 else "省级" for i in range(len(names))],
            },
            geometry=places,
            crs="EPSG:4490",
        ),
        TABLES["zones"],
    )


def enterprises(count: int) -> pd.DataFrame:
    """Enterprises e0, e1, …: points, one polygon (e1) and one without a place (e2)."""
    places: list[Any] = [shapely.Point(116 + i / 1000, 37 + i / 1000) for i in range(count)]
    if count > 2:
        places[1], places[2] = shapely.box(116.5, 37, 116.51, 37.01), None
    return conform(
        gpd.GeoDataFrame(
            {
                "id": [f"e{i}" for i in range(count)],
                "name": [f"示例·企业{i}" for i in range(count)],
                "industry_code": ["2614"] * count,
            },
            geometry=places,
            crs="EPSG:4490",
        ),
        TABLES["enterprises"],
    )


def project_years(count: int) -> pd.DataFrame:
    """Yearly investment with a missing amount in every third row."""
    return conform(
        pd.DataFrame(
            {
                "id": [f"y{i}" for i in range(count)],
                "project_id": [f"p{i // 3}" for i in range(count)],
                "year": [2020 + i % 3 for i in range(count)],
                "planned_wan_yuan": [0.1 * i for i in range(count)],
                "completed_wan_yuan": [None if i % 3 == 0 else i / 3 for i in range(count)],
            }
        ),
        TABLES["project_years"],
    )


def with_values(rows: pd.DataFrame, **values: Any) -> pd.DataFrame:
    """A copy of rows with other values in some columns."""
    changed = rows.copy()
    for name, value in values.items():
        changed[name] = value
    return changed


def rows_where(frame: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    """The rows with these ids."""
    return frame[frame["id"].isin(list(ids))].reset_index(drop=True)


def differences(left: pd.DataFrame, right: pd.DataFrame) -> list[str]:
    """What two tables differ in: nothing, row count, or columns; missing equals missing."""
    if list(left.columns) != list(right.columns):
        return ["columns"]
    if len(left) != len(right):
        return [f"{len(left)} rows, not {len(right)}"]
    return [
        str(name)
        for name in left.columns
        if left[name].dtype != right[name].dtype
        or not bool(np.all(same_values(left[name], right[name])))
    ]
