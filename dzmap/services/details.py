"""The details use case: what there is to say about a selected object, or about many."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Protocol

import numpy as np
import pandas as pd
import shapely

from dzmap.core import areas
from dzmap.core.quantities import (
    NOT_REPORTED,
    format_area,
    format_count,
    format_number,
    is_missing,
)
from dzmap.core.tables import TABLES, Column
from dzmap.services.area_details import (
    Project,
    Row,
    cluster_details,
    county_details,
    park_details,
    zone_details,
)
from dzmap.services.details_model import Details, Line, MiniTable, Tag
from dzmap.services.listing import LISTED, listing
from dzmap.services.map_model import MapLayer


class _Describer(Protocol):
    def __call__(self, project: Project, row: Row, *, year: int, as_of: date) -> Details: ...


_AREAS: Mapping[str, _Describer] = MappingProxyType(
    {
        "zones": zone_details,
        "parks": park_details,
        "counties": county_details,
        "clusters": cluster_details,
    }
)
_HIDDEN = frozenset({"id", "name", "source", "geometry_status", "data_status"})
_NAMED = MappingProxyType(
    {
        "county_id": "counties",
        "zone_id": "zones",
        "park_id": "parks",
        "township_id": "townships",
        "chain_id": "chains",
        "layer_id": "control_layers",
    }
)
_PLACE = MappingProxyType(
    {
        "红线": "有红线范围",
        "点": "有坐标点",
        "地址": "按地址定位",
        "仅乡镇": "只知道乡镇，图上在乡镇驻地，空心表示",
        "无": "没有位置（未落图）",
    }
)


def describe(
    project: Project,
    table: str,
    ids: Sequence[str],
    *,
    year: int,
    as_of: date,
    industry_names: Mapping[str, str] = MappingProxyType({}),
) -> Details | None:
    """Details of one row, or a summary of many; None if none of the ids is there (any more).

    Args:
        project: tables and catalogs.
        table: a table of ``core.tables``.
        ids: the selected rows.
        year: the year of the figures.
        as_of: the day on which catalogs count.
        industry_names: GB/T 4754 codes with their names.
    """
    rows = project.table(table)
    found = rows[rows["id"].isin(list(ids))]
    if not len(found):
        return None
    if len(found) > 1:
        return _many(project, table, found, year)
    row: Row = found.to_dict("records")[0]
    if table in _AREAS:
        return _AREAS[table](project, row, year=year, as_of=as_of)
    return _plain(project, table, row, industry_names)


def layer_facts(project: Project, layer: MapLayer) -> list[tuple[str, str]]:
    """来源与覆盖 of a map layer: caption and value."""
    facts = [("图层", layer.title), ("对象", format_count(len(layer.features), "个"))]
    if layer.tags:
        facts.append(("标记", "、".join(layer.tags)))
    registry = project.table("control_layers")
    own = registry[("control_" + registry["id"].astype("str")) == layer.id]
    for row in own.to_dict("records"):
        for column, caption in (
            ("data_date", "数据日期"),
            ("effective_from", "施行起"),
            ("source", "来源"),
            ("geometry_status", "图形状态"),
        ):
            if not is_missing(row[column]):
                facts.append((caption, str(row[column])))
        facts.append(("覆盖", _coverage(row["geometry"])))
    if not len(own) and "source" in layer.features:
        sources = layer.features["source"].dropna().unique()
        facts += [("来源", str(source)) for source in sources[:4]]
    return facts


def _coverage(geometry: object) -> str:
    if geometry is None or shapely.is_empty(geometry):
        return "没有说明覆盖范围：范围以外一律判为“未覆盖”"
    return f"{format_area(areas.area_m2(geometry))}；范围以外判为“未覆盖”"


def _plain(project: Project, table: str, row: Row, industry_names: Mapping[str, str]) -> Details:
    declared = TABLES[table]
    lines: list[Line] = []
    for column in declared.columns:
        value = row[column.name]
        if column.name in _HIDDEN or is_missing(value):
            continue
        lines.append(_line(project, column, value, industry_names))
    tags = [Tag(declared.zh, "accent")]
    if row.get("data_status") == "示例":
        tags.append(Tag("示例", "warn"))
    if row.get("geometry_status") == "示意":
        tags.append(Tag("示意", "warn"))
    source = row.get("source")
    return Details(
        table=table,
        ids=(str(row["id"]),),
        title=str(row.get("name") or row["id"]),
        kind=declared.zh,
        tags=tuple(tags),
        lines=tuple(lines),
        tables=_years(project, table, str(row["id"])),
        source="" if is_missing(source) else f"来源：{source}",
    )


def _line(
    project: Project, column: Column, value: object, industry_names: Mapping[str, str]
) -> Line:
    if column.name in _NAMED:
        named = _NAMED[column.name]
        names = project.table(named).set_index("id")["name"]
        shown = str(names.get(str(value), value))
        link = (named, str(value)) if named in _AREAS else None
        return Line(caption=column.zh, value=shown, link=link)
    if column.name == "place_quality":
        known = _PLACE.get(str(value), str(value))
        state = "warn" if value in ("仅乡镇", "无") else ""
        return Line(caption=column.zh, value=known, state=state)
    if column.name == "industry_code":
        digits = str(value).lstrip("ABCDEFGHIJKLMNOPQRST")
        return Line(caption=column.zh, value=f"{value} {industry_names.get(digits, '')}".strip())
    if column.name == "kind" and value in ("invest", "upgrade"):
        return Line(caption=column.zh, value="投资项目" if value == "invest" else "技改项目")
    if column.kind in ("real", "int"):
        number = format_number(float(str(value)), 0 if column.kind == "int" else 2)
        return Line(caption=column.zh, value=f"{number} {column.unit}".strip())
    return Line(caption=column.zh, value=str(value))


def _years(project: Project, table: str, identifier: str) -> tuple[MiniTable, ...]:
    sources = {
        "enterprises": ("enterprise_years", "enterprise_id", "各年数字"),
        "projects": ("project_years", "project_id", "各年投资"),
    }
    if table not in sources:
        return ()
    name, key, title = sources[table]
    years = project.table(name)
    own = years[years[key] == identifier].sort_values("year")
    if not len(own):
        return (MiniTable(title=title, headers=(), rows=(), note=f"各年都{NOT_REPORTED}"),)
    shown = own.tail(4)
    figures = [
        column
        for column in TABLES[name].columns
        if column.kind == "real" and shown[column.name].notna().any()
    ]
    rows = tuple(
        (
            f"{column.zh} {column.unit}".strip(),
            *(format_number(value, 1) for value in shown[column.name]),
        )
        for column in figures
    )
    headers = ("", *(f"{int(year)} 年" for year in shown["year"]))
    return (MiniTable(title=title, headers=headers, rows=rows),)


def _many(project: Project, table: str, rows: pd.DataFrame, year: int) -> Details:
    declared = TABLES[table]
    lines = [Line(caption="已选", value=format_count(len(rows), "个"))]
    if "county_id" in rows:
        names = project.table("counties").set_index("id")["name"]
        tally = rows["county_id"].map(names).fillna("未填县（市、区）").value_counts()
        shown = "、".join(f"{name} {count}" for name, count in tally.head(6).items())
        more = f" 等 {len(tally)} 处" if len(tally) > 6 else ""
        lines.append(Line(caption="分布", value=f"{shown}{more}"))
    unplaced = int(rows["geometry"].isna().sum()) if "geometry" in rows else 0
    if unplaced:
        lines.append(Line(caption="未落图", value=format_count(unplaced, "个"), state="warn"))
    return Details(
        table=table,
        ids=tuple(rows["id"].astype("str")),
        title=f"{declared.zh} {format_count(len(rows), '个')}",
        kind=declared.zh,
        lines=tuple(lines),
        tables=_statistics(project, table, rows, year),
    )


def _statistics(
    project: Project, table: str, rows: pd.DataFrame, year: int
) -> tuple[MiniTable, ...]:
    """Sum, least, median and most of every number; how many did not report stands beside it."""
    if table not in LISTED:
        return ()
    shown = listing(project, table, year=year)
    frame = shown.frame[shown.frame["id"].isin(rows["id"])]
    body, gaps = [], []
    measures: tuple[Callable[[np.ndarray], float], ...] = (np.sum, np.min, np.median, np.max)
    for column in shown.columns:
        if not column.number:
            continue
        values = frame[column.name].astype("float64").dropna().to_numpy()
        if len(values) < len(frame):
            gaps.append(f"{column.title} {len(frame) - len(values)} 个")
        if len(values):
            body.append((column.header, *(_short(measure(values)) for measure in measures)))
    return (
        MiniTable(
            title=f"{year} 年统计",
            headers=("", "合计", "最小", "中位", "最大"),
            rows=tuple(body),
            note=f"{NOT_REPORTED}：{'、'.join(gaps)}" if gaps else "",
        ),
    )


def _short(value: float) -> str:
    return format_number(float(value), 0 if abs(value) >= 1000 else 1)
