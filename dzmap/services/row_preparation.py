"""Imported rows made ready for merging: one per id, in their place, with final ids and status."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.frames import STORAGE_CRS, same_values
from dzmap.core.problems import Severity
from dzmap.core.tables import TABLES
from dzmap.services.place_resolution import (
    ROW,
    PlaceResolver,
    Reporter,
    inherit_places,
    place_columns,
)
from dzmap.services.ports import Tables

Ints = npt.NDArray[np.int64]

_POSITIONED = frozenset({"enterprises", "projects"})
_PREFIXES = {
    "enterprises": "QY",
    "projects": "XM",
    "zones": "KFQ",
    "parks": "YQ",
    "clusters": "JQ",
    "parcels": "DK",
}
_QUALITY_RANK = {"红线": 4, "点": 3, "地址": 2, "仅乡镇": 1}


def unique_rows(frame: pd.DataFrame, reporter: Reporter) -> pd.DataFrame:
    """The rows without those whose id an earlier row has; each of these is an error."""
    if "id" not in frame:
        return frame.assign(id=None)
    repeated = frame["id"].notna() & frame["id"].duplicated()
    first = frame.drop_duplicates("id").set_index("id")[ROW]
    for row, identifier in zip(frame.loc[repeated, ROW], frame.loc[repeated, "id"], strict=True):
        earlier = first[identifier]
        where = f"第 {int(earlier)} 行" if pd.notna(earlier) else "前面的一个"
        reporter.add(
            Severity.ERROR,
            f"编号与{where}相同，只导入前一个。",
            "改编号，或删去重复的一行。",
            row=row,
            column="编号",
            value=identifier,
        )
    return frame[~repeated].reset_index(drop=True)


def placed(
    frame: pd.DataFrame, table: str, resolver: PlaceResolver, project: Tables
) -> pd.DataFrame:
    """The rows with county, zone and park filled in where the file does not state them."""
    columns = place_columns(table)
    if isinstance(frame, gpd.GeoDataFrame) and columns:
        frame = resolver.locate(frame, columns)
    frame = inherit_places(frame, project)
    if table in _POSITIONED and isinstance(frame, gpd.GeoDataFrame):
        frame = resolver.place_by_township(frame)
    return frame


def prefer_existing(
    frame: pd.DataFrame, stated: pd.DataFrame, existing: pd.DataFrame, position: Ints
) -> pd.DataFrame:
    """Blank what the import worked out itself wherever the project knows it already.

    Places filled in by position and positions that are worse than the project's become missing, so
    that merging keeps what is there.

    Args:
        frame: The rows with everything filled in.
        stated: The same rows as the file states them.
        existing: The project's table.
        position: Of each row in ``existing``, -1 for new ones.
    """
    result = frame.copy()
    known = position >= 0
    if not known.any():
        return result
    old = existing.iloc[np.where(known, position, 0)].reset_index(drop=True)
    for column in ("county_id", "zone_id", "park_id"):
        if column in result:
            own = stated[column].notna() if column in stated else np.zeros(len(result), dtype=bool)
            keep = known & ~np.asarray(own) & old[column].notna().to_numpy()
            result[column] = result[column].astype("object").mask(keep)
    if "place_quality" in result and "place_quality" in old:
        rank, before = (_ranks(rows["place_quality"]) for rows in (result, old))
        worse = known & (rank < before)
        shapes = result["geometry"].to_numpy().copy()
        shapes[worse] = None
        result["geometry"] = gpd.GeoSeries(shapes, index=result.index, crs=STORAGE_CRS)
        result["place_quality"] = result["place_quality"].astype("object").mask(worse)
    return result


def _ranks(quality: "pd.Series[Any]") -> Ints:
    return np.array([_QUALITY_RANK.get(str(value), 0) for value in quality], dtype=np.int64)


def final_ids(frame: pd.DataFrame, existing: pd.DataFrame, position: Ints, table: str) -> list[str]:
    """The id of each row: the project's, else the file's, else its 统一社会信用代码, else a number."""
    used = set(existing["id"]) | set(frame["id"].dropna())
    codes = (
        frame["uscc"].tolist()
        if table == "enterprises" and "uscc" in frame
        else [None] * len(frame)
    )
    numbers = _free_numbers(used, _PREFIXES.get(table, "R"))
    ids: list[str] = []
    known = existing["id"].to_numpy()
    for identifier, code, place in zip(frame["id"], codes, position, strict=True):
        if place >= 0:
            chosen = str(known[place])
        elif pd.notna(identifier):
            chosen = str(identifier)
        elif pd.notna(code) and code not in used:
            chosen = str(code)
        else:
            chosen = next(numbers)
        used.add(chosen)
        ids.append(chosen)
    return ids


def _free_numbers(used: set[str], prefix: str) -> Iterator[str]:
    pattern = re.compile(rf"{prefix}(\d{{5,}})")
    taken = [int(found[1]) for text in used if (found := pattern.fullmatch(str(text)))]
    for number in itertools.count(max(taken, default=0) + 1):
        yield f"{prefix}{number:05d}"


def described(
    frame: pd.DataFrame, is_new: npt.NDArray[np.bool_], source: str, table: str
) -> pd.DataFrame:
    """New rows say where they come from: source (the file) and data_status 填报."""
    result = frame.copy()
    own = {column.name for column in TABLES[table].columns}
    for column, value in (("source", source), ("data_status", "填报")):
        if column in own:
            given = result.get(column, pd.Series(None, index=result.index, dtype="object"))
            given = given.astype("object")
            result[column] = given.where(given.notna() | ~is_new, value or None)
    return result


def note_schematic(
    frame: pd.DataFrame, existing: pd.DataFrame, position: Ints, reporter: Reporter
) -> None:
    """Warn where a new outline replaces a schematic one but does not say what it is."""
    if "geometry_status" not in existing or "geometry" not in frame:
        return
    known = np.flatnonzero(position >= 0)
    old = existing.iloc[position[known]].reset_index(drop=True)
    new = frame.iloc[known].reset_index(drop=True)
    silent = new["geometry_status"].isna() if "geometry_status" in new else True
    moved = ~same_values(new.geometry, old.geometry) & new.geometry.notna().to_numpy()
    count = int(((old["geometry_status"] == "示意") & silent & moved).sum())
    if count:
        reporter.add(
            Severity.WARNING,
            f"{count} 个图形替换了示意图形，文件没有写图形状态，仍标“示意”。",
            "在文件中加“图形状态”列（实测、公布、示意）。",
        )
