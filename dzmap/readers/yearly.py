"""Yearly figures of a table: columns such as 2021年营业收入, or one row per year."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.readers.cells import CellColumn
from dzmap.readers.data_rows import DataTable
from dzmap.readers.findings import Findings
from dzmap.readers.headers import Match
from dzmap.readers.numbers import FloatArray, read_integers, read_numbers, read_years

_UNKNOWN = -1
_ZH = {"id": "编号", "uscc": "统一社会信用代码", "name": "名称"}
Ints = npt.NDArray[np.int64]


def first_given(frame: pd.DataFrame, names: tuple[str, ...]) -> "pd.Series[Any]":
    """Per row the first of the columns that is not missing (columns may be absent)."""
    result = pd.Series(None, index=frame.index, dtype="object")
    for name in names:
        if name in frame:
            result = result.where(result.notna(), frame[name])
    return result


def yearly_rows(
    data: DataTable, frame: gpd.GeoDataFrame, parent_id: str, findings: Findings
) -> tuple[gpd.GeoDataFrame, pd.DataFrame | None]:
    """Split a table into its enterprises or projects and their yearly figures.

    Args:
        data: The columns of the sheet.
        frame: One row per data row, with ``source_row`` and what identifies it.
        parent_id: Name of the column of the yearly table that holds the parent's id.
        findings: Told of repeated rows and of figures without a year.

    Returns:
        The parents (of rows that repeat one for several years, the latest) and the yearly rows:
        ``source_row`` of the parent, ``parent_id``, year (missing where none is stated), figures.
        None if the file has no yearly column.
    """
    years = _year_column(data, findings)
    keys = _keys(frame)
    owner = _owners(keys, years)
    # Several projects of one enterprise share its code.
    names = ("id", "name") if "project" in parent_id else ("id", "uscc", "name")
    note_repeats(frame, names, years, findings)
    parents = frame[owner == np.arange(len(frame))].reset_index(drop=True)
    figures = [(match, column) for match, column in data.columns if match.field.yearly]
    figures = [(match, column) for match, column in figures if match.field.name != "year"]
    if not figures:
        return parents, None
    fallback = _fallback_years(data, years, figures, findings)
    source = frame["source_row"].to_numpy()[owner]
    table = _assemble(source, fallback, figures, findings)
    ids = first_given(parents, ("id",)).set_axis(parents["source_row"])
    table[parent_id] = table["source_row"].map(ids)
    return parents, table


def _year_column(data: DataTable, findings: Findings) -> Ints | None:
    column = data.column("year")
    if column is None:
        return None
    years = read_years(column, findings)
    return np.array([_UNKNOWN if year is None else year for year in years], dtype=np.int64)


def _keys(frame: gpd.GeoDataFrame) -> "pd.Series[Any]":
    county = first_given(frame, ("county_id",)).fillna("")
    named = first_given(frame, ("name",))
    named = named.where(named.isna(), named.astype(str) + "\x1f" + county.astype(str))
    return first_given(frame, ("id", "uscc")).where(lambda key: key.notna(), named)


def _owners(keys: "pd.Series[Any]", years: Ints | None) -> Ints:
    """Per row the position of the row that stands for its enterprise or project."""
    positions = np.arange(len(keys))
    if years is None:
        return positions
    order = pd.DataFrame({"key": keys, "year": years, "position": positions})
    order = order[order["key"].notna()]
    latest = order.sort_values(["year", "position"]).groupby("key")["position"].last()
    owners = keys.map(latest)
    return np.where(owners.isna(), positions, owners.fillna(0).astype(np.int64)).astype(np.int64)


def note_repeats(
    frame: gpd.GeoDataFrame, names: Sequence[str], years: Ints | None, findings: Findings
) -> None:
    """Warn of rows with the same id, 统一社会信用代码 or name (``names``) in the same year."""
    rows = frame["source_row"].tolist()
    year = [_UNKNOWN] * len(rows) if years is None else years.tolist()
    for name in (name for name in names if name in frame):
        zh = _ZH[name]
        first: dict[tuple[object, int], int] = {}
        for row, value, of_year in zip(rows, frame[name], year, strict=True):
            earlier = first.setdefault((value, of_year), row)
            if earlier != row and isinstance(value, str):
                findings.warn(
                    f"{zh}与第 {earlier} 行相同。",
                    "如果是重复，删去一行。",
                    row=row,
                    column=zh,
                    value=value,
                )


def _fallback_years(
    data: DataTable,
    years: Ints | None,
    figures: list[tuple[Match, CellColumn]],
    findings: Findings,
) -> Ints:
    undated = [match.label.raw for match, _ in figures if match.label.year is None]
    stated = np.full(len(data.rows), _UNKNOWN if data.year is None else data.year, dtype=np.int64)
    if years is not None:
        return np.where(years == _UNKNOWN, stated, years)
    if undated and data.year is not None:
        findings.fixed(f"{'、'.join(undated)}按工作表名或标题取 {data.year} 年。")
    return stated


def _assemble(
    source: Ints,
    fallback: Ints,
    figures: list[tuple[Match, CellColumn]],
    findings: Findings,
) -> pd.DataFrame:
    series: dict[str, list[pd.Series[Any]]] = {}
    for match, column in figures:
        numbers = _figure(column, findings)
        given = np.isfinite(numbers)
        dated = match.label.year
        year = fallback if dated is None else np.full(len(source), dated, dtype=np.int64)
        index = pd.MultiIndex.from_arrays([source[given], year[given]], names=["row", "year"])
        series.setdefault(match.field.name, []).append(pd.Series(numbers[given], index=index))
    merged = {}
    for name, parts in series.items():
        whole = pd.concat(parts)
        merged[name] = whole[~whole.index.duplicated(keep="last")]
    table = pd.concat(merged, axis=1) if merged else pd.DataFrame()
    table = table.sort_index().reset_index(names=["source_row", "year"])
    table["year"] = table["year"].where(table["year"] != _UNKNOWN).astype("Int64")
    return table


def _figure(column: CellColumn, findings: Findings) -> FloatArray:
    if column.field.kind == "int":
        return np.array(
            [np.nan if value is None else value for value in read_integers(column, findings)],
            dtype=np.float64,
        )
    return read_numbers(column, findings)
