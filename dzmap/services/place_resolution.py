"""Names of places in imported rows become ids; positions fill in and check what is stated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.applicants import PRECISE_QUALITIES
from dzmap.core.frames import STORAGE_CRS
from dzmap.core.problems import Problem, Severity
from dzmap.core.spatial import assign_points
from dzmap.core.tables import TABLES
from dzmap.services.place_names import Found, PlaceNames
from dzmap.services.ports import Tables

ROW = "source_row"
"""Column of imported frames: the row number in the file, for messages and yearly rows."""

_WITHIN = {
    "counties": (),
    "townships": ("county_id",),
    "zones": ("county_id",),
    "parks": ("county_id", "zone_id"),
    "chains": (),
}
_COLUMNS = {
    "county_id": "counties",
    "township_id": "townships",
    "zone_id": "zones",
    "park_id": "parks",
    "chain_id": "chains",
}
_LOCATED = {"county_id": "counties", "zone_id": "zones", "park_id": "parks"}
_ZH = {
    "county_id": "县（市、区）",
    "township_id": "乡镇（街道）",
    "zone_id": "开发区",
    "park_id": "园区",
    "chain_id": "产业链",
}


@dataclass(frozen=True)
class Reporter:
    """Makes problems that name the file, and the rows of ``frame`` by ``source_row``."""

    file: str
    sheet: str
    problems: list[Problem]

    def add(
        self,
        severity: Severity,
        message: str,
        remedy: str = "",
        *,
        row: Any = None,
        column: str = "",
        value: Any = "",
    ) -> None:
        """Note a finding; ``row`` may be missing."""
        self.problems.append(
            Problem(
                severity=severity,
                message=message,
                remedy=remedy,
                file=self.file,
                sheet=self.sheet,
                row=None if row is None or pd.isna(row) else int(row),
                column=column,
                value=str(value),
            )
        )


class PlaceResolver:
    """Resolves the place columns of one imported frame against the project.

    Args:
        tables: The project.
        reporter: Told of names that mean nothing or too much, and of contradictions.
    """

    def __init__(self, tables: Tables, reporter: Reporter) -> None:
        self._tables = tables
        self._report = reporter
        self._names: dict[str, PlaceNames] = {}

    def resolve(
        self,
        frame: pd.DataFrame,
        columns: Mapping[str, str] = _COLUMNS,
        *,
        certain: bool = False,
    ) -> pd.DataFrame:
        """The frame with ids instead of names in its place columns.

        A zone that stands in the column of parks, or the other way round, counts as what it is.
        What the project does not know becomes None.

        Args:
            frame: Rows with some of the columns.
            columns: Which columns to resolve, and the table that each names places of.
            certain: Only full and short names decide, and what names no place stays as written;
                otherwise a name that is like the only one counts, and is reported.
        """
        resolved = self._unmixed(frame)
        for column, table in columns.items():
            if column in resolved:
                written = resolved[column]
                ids = self._ids(resolved, column, table, certain=certain)
                resolved[column] = ids.where(ids.notna(), written) if certain else ids
        return resolved

    def _unmixed(self, frame: pd.DataFrame) -> pd.DataFrame:
        result = frame.copy()
        for column, other in (("park_id", "zone_id"), ("zone_id", "park_id")):
            if column not in result:
                continue
            moves = {
                text: found.name
                for text in result[column].dropna().unique()
                if not self.names(_LOCATED[column]).find(str(text)).id
                and (found := self.names(_LOCATED[other]).find(str(text))).id
                and found.exact
            }
            moved = result[column].isin(list(moves))
            if not moved.any():
                continue
            stated = result.get(other, pd.Series(None, index=result.index, dtype="object"))
            stated = stated.astype("object")
            result[other] = stated.mask(moved & stated.isna(), result[column])
            result[column] = result[column].astype("object").mask(moved)
            for text, name in moves.items():
                message = f"“{text}”是{_ZH[other]}（{name}），已作为{_ZH[other]}。"
                self._report.add(Severity.FIXED, message, column=_ZH[column], value=text)
        return result

    def names(self, table: str) -> PlaceNames:
        """The places of a table by name."""
        if table not in self._names:
            self._names[table] = PlaceNames(self._tables.table(table), _WITHIN[table])
        return self._names[table]

    def _ids(
        self, frame: pd.DataFrame, column: str, table: str, *, certain: bool
    ) -> "pd.Series[Any]":
        names = self.names(table)
        context = [name for name in ("county_id", "zone_id") if name in frame and name != column]
        known: dict[tuple[Any, ...], Found] = {}
        ids: list[str | None] = []
        keys = frame[[column, *context]].astype("object").to_numpy().tolist()
        rows = frame[ROW] if ROW in frame else [None] * len(frame)
        for (text, *around), row in zip(keys, rows, strict=True):
            if pd.isna(text) or not str(text).strip():
                ids.append(None)
                continue
            key = (text, *around)
            first = key not in known
            if first:
                within = [str(value) for value in around if not pd.isna(value)]
                found = names.find(str(text), within)
                known[key] = _doubted(found) if certain else found
            found = known[key]
            ids.append(found.id)
            if first or (found.id is None and row is not None):
                self._note(found, str(text), column, row)
        return pd.Series(ids, index=frame.index, dtype="object")

    def _note(self, found: Found, text: str, column: str, row: Any) -> None:
        zh = _ZH[column]
        place = {"row": row, "column": zh, "value": text}
        if found.id is None and found.candidates:
            several = "、".join(found.candidates[:5])
            self._report.add(
                Severity.WARNING,
                f"“{text}”可能是{several}，没有对应。",
                "写全称后重新导入。",
                **place,
            )
        elif found.id is None:
            self._report.add(
                Severity.WARNING,
                f"项目里没有{zh}“{text}”，没有对应。",
                f"核对名称，或先导入{zh}。",
                **place,
            )
        elif not found.exact:
            self._report.add(Severity.FIXED, f"“{text}”已对应为{found.name}。", **place)

    def locate(self, frame: gpd.GeoDataFrame, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
        """Fill county, zone and park from the position where the file states none.

        Only precise positions count. What is stated stays, and a contradiction is reported.

        Args:
            frame: Resolved rows in EPSG:4490 with ``source_row``; ``place_quality`` where the table
                has it.
            columns: Which of county_id, zone_id, park_id the table has.
        """
        located = frame.copy()
        shapes = _precise(located)
        points = shapely.point_on_surface(shapes)
        points[shapely.is_empty(points)] = None
        x, y = shapely.get_x(points), shapely.get_y(points)
        for column in columns:
            places = self._tables.table(_LOCATED[column])
            position = assign_points(x, y, places.geometry.to_numpy()) if len(places) else None
            ids = np.full(len(located), None, dtype=object)
            if position is not None:
                ids[position >= 0] = places["id"].to_numpy()[position[position >= 0]]
            if column == "park_id" and "zone_id" in located:
                ids = _inside_zone(ids, located["zone_id"], places)
            self._compare(located, column, ids, np.isfinite(x))
            stated = located.get(column, pd.Series(None, index=located.index, dtype="object"))
            located[column] = stated.astype("object").where(stated.notna(), ids)
        return located

    def _compare(self, frame: gpd.GeoDataFrame, column: str, ids: Any, precise: Any) -> None:
        names, zh = self.names(_LOCATED[column]), _ZH[column]
        schematic = "示意" in self._tables.table(_LOCATED[column])["geometry_status"].to_numpy()
        stated = (
            frame[column].astype("object").to_numpy()
            if column in frame
            else np.full(len(frame), None, dtype=object)
        )
        given = ~pd.isna(stated)
        rows = frame[ROW].tolist()
        for position in np.flatnonzero(precise & given & (stated != ids)).tolist():
            where = (
                f"位置却在{names.name(ids[position])}"
                if ids[position] is not None
                else f"位置却不在任何{zh}内"
            )
            self._report.add(
                Severity.WARNING,
                f"写的是{names.name(stated[position])}，{where}，保留所写的。",
                "边界是示意的，以批复四至为准。" if schematic else "核对坐标或名称。",
                row=rows[position],
                column=zh,
                value=names.name(stated[position]),
            )
        if column == "county_id":
            for position in np.flatnonzero(precise & ~given & pd.isna(ids)).tolist():
                self._report.add(
                    Severity.WARNING,
                    "位置不在任何县（市、区）界内。",
                    "核对坐标。",
                    row=rows[position],
                    column=zh,
                )
        filled = int((precise & ~given & ~pd.isna(ids)).sum())
        if filled:
            self._report.add(Severity.FIXED, f"{filled} 行没有写{zh}，已按位置归入。", column=zh)

    def place_by_township(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Rows without a position get their township's point, and say so (仅乡镇, or 无)."""
        placed = frame.copy()
        townships = self._tables.table("townships").set_index("id")
        missing = placed.geometry.isna().to_numpy()
        ids = placed.get("township_id", pd.Series(None, index=placed.index, dtype="object"))
        points = townships.geometry.reindex(ids).to_numpy()
        usable = missing & ~shapely.is_missing(points)
        shapes = placed.geometry.to_numpy().copy()
        shapes[usable] = points[usable]
        placed = placed.set_geometry(gpd.GeoSeries(shapes, index=placed.index, crs=STORAGE_CRS))
        quality = placed.get("place_quality", pd.Series(None, index=placed.index, dtype="object"))
        quality = quality.astype("object")
        placed["place_quality"] = np.where(
            usable, "仅乡镇", np.where(missing, "无", quality.where(quality.notna(), "点"))
        )
        county = townships["county_id"].reindex(ids).to_numpy()
        stated = placed.get("county_id", pd.Series(None, index=placed.index, dtype="object"))
        placed["county_id"] = stated.astype("object").where(stated.notna(), county)
        return placed


def _doubted(found: Found) -> Found:
    """A place that is only like what was written, as one that it could mean."""
    return found if found.exact else Found(None, candidates=found.candidates or (found.name,))


def _precise(frame: gpd.GeoDataFrame) -> Any:
    shapes = frame.geometry.to_numpy().copy()
    if "place_quality" in frame:
        shapes[~frame["place_quality"].fillna("").isin(PRECISE_QUALITIES).to_numpy()] = None
    return shapes


def _inside_zone(ids: Any, zone_ids: "pd.Series[Any]", parks: pd.DataFrame) -> Any:
    """Parks by position, but for those of another zone than the row's."""
    zone_of = parks.set_index("id")["zone_id"].reindex(ids).to_numpy()
    own = zone_ids.to_numpy()
    elsewhere = ~pd.isna(zone_of) & ~pd.isna(own) & (zone_of != own)
    return np.where(elsewhere, None, ids)


def inherit_places(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Rows that name a park lie in its zone and county, rows that name a zone in its county."""
    result = frame.copy()
    for inner, outer, table in (
        ("park_id", "zone_id", "parks"),
        ("park_id", "county_id", "parks"),
        ("zone_id", "county_id", "zones"),
    ):
        if inner in result and outer in result:
            places = tables.table(table).set_index("id")
            above = pd.Series(places[outer].reindex(result[inner]).to_numpy(), index=result.index)
            stated = result[outer].astype("object")
            result[outer] = stated.where(stated.notna(), above)
    return result


def place_columns(table: str) -> tuple[str, ...]:
    """Which of county, zone and park a table's rows lie in (never the row's own kind)."""
    own = {column.name for column in TABLES[table].columns}
    return tuple(column for column in _LOCATED if column in own)
