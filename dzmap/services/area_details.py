"""Details of areas: zones, parks, counties, clusters: size, what is inside, what governs them."""

from collections.abc import Hashable
from datetime import date
from typing import Any, Protocol

import pandas as pd

from dzmap.core import areas
from dzmap.core.catalogs import Catalog
from dzmap.core.frames import one_row_per_year
from dzmap.core.quantities import (
    NOT_REPORTED,
    WAN_YUAN_PER_YI_YUAN,
    format_area,
    format_count,
    format_km2,
    format_number,
    format_percent,
    is_missing,
)
from dzmap.core.rulebook import build_rulebook
from dzmap.core.verdicts import Target
from dzmap.services.area_tree import area_tree, containment_line
from dzmap.services.details_model import Bar, BarList, Details, Line, Tag
from dzmap.services.hierarchy import Hierarchy, Key, hierarchy
from dzmap.services.summarising import group_of

Row = dict[Hashable, Any]
_PARK_KIND = {"sub_park": "区中园", "chemical": "化工园区", "industrial": "工业园区"}


class Project(Protocol):
    """Tables and catalogs; a ``Session`` is one."""

    def table(self, name: str) -> pd.DataFrame:
        """All rows of a table of ``core.tables``."""

    def catalogs(self) -> tuple[Catalog, ...]:
        """Every catalog in every version."""


def zone_details(project: Project, row: Row, *, year: int, as_of: date) -> Details:
    """A development zone: area, enterprises and projects, catalogs in force, its parks."""
    parks = project.table("parks")
    inside = parks[parks["zone_id"] == row["id"]]
    lines = [
        *_area_lines(row),
        _counts(project, "zone", str(row["id"])),
        *_catalog_lines(project, _zone_target(row), as_of),
    ]
    key = ("zones", str(row["id"]))
    tree = hierarchy(project, key)
    lines += _hierarchy_lines(tree, key)
    if not is_missing(row["leading_industries"]):
        lines.append(Line(caption="主导产业", value=str(row["leading_industries"])))
    tags = [Tag(f"{row['level']}开发区", "accent"), Tag(f"代码 {row['id']}"), *_status_tags(row)]
    return Details(
        table="zones",
        ids=(str(row["id"]),),
        title=str(row["name"]),
        kind="开发区",
        tags=(*tags, *_county_tag(project, row)),
        lines=tuple(lines),
        bars=_park_bars(project, row, inside, year) if len(inside) else None,
        tree=area_tree(tree, key),
        source=_source(row),
    )


def park_details(project: Project, row: Row, *, year: int, as_of: date) -> Details:
    """A park: area, plan and completion, enterprises and projects, catalogs in force."""
    planned, completed = (
        row["planned_wan_yuan"],
        _completed(project, year).get(row["id"], float("nan")),
    )
    lines = [*_area_lines(row), _counts(project, "park", str(row["id"]))]
    lines.append(Line(caption="计划投资", value=_yi(planned)))
    share = "" if is_missing(planned) or not planned else format_percent(completed / planned)
    lines.append(
        Line(caption="累计完成", value=f"{_yi(completed)}　{share}".strip(), note=f"截至 {year} 年")
    )
    zones = project.table("zones").set_index("id")["name"]
    if row["zone_id"] in zones.index:
        link = ("zones", str(row["zone_id"]))
        lines.append(Line(caption="所在开发区", value=str(zones[row["zone_id"]]), link=link))
    lines += _catalog_lines(project, _park_target(row), as_of)
    key = ("parks", str(row["id"]))
    tree = hierarchy(project, key)
    lines += _hierarchy_lines(tree, key)
    kind = _PARK_KIND.get(str(row["kind"]), "园区")
    return Details(
        table="parks",
        ids=(str(row["id"]),),
        title=str(row["name"]),
        kind=kind,
        tags=(Tag(kind, "accent"), *_status_tags(row), *_county_tag(project, row)),
        lines=tuple(lines),
        tree=area_tree(tree, key),
        source=_source(row),
    )


def county_details(project: Project, row: Row, *, year: int, as_of: date) -> Details:
    """A county: area beside the official figure, what lies in it."""
    zones = project.table("zones")
    own = zones[zones["county_id"] == row["id"]]
    lines = [*_area_lines(row), _counts(project, "county", str(row["id"]))]
    official = row["official_area_km2"]
    if not is_missing(official):
        lines.insert(1, Line(caption="公布面积", value=f"{format_number(float(official))} km²"))
    lines += [
        Line(caption="开发区", value=str(zone.name_), link=("zones", str(zone.id)))
        for zone in own.rename(columns={"name": "name_"}).itertuples()
    ]
    return Details(
        table="counties",
        ids=(str(row["id"]),),
        title=str(row["name"]),
        kind="县（市、区）",
        tags=(Tag(f"代码 {row['id']}"), *_status_tags(row)),
        lines=tuple(lines),
        source=_source(row),
    )


def cluster_details(project: Project, row: Row, *, year: int, as_of: date) -> Details:
    """A county cluster layout."""
    lines = [*_area_lines(row), _counts(project, "cluster", str(row["id"]))]
    for column, caption in (
        ("industries", "主导产业"),
        ("industry_codes", "行业代码"),
        ("recognition", "认定"),
    ):
        if not is_missing(row[column]):
            lines.append(Line(caption=caption, value=str(row[column])))
    return Details(
        table="clusters",
        ids=(str(row["id"]),),
        title=str(row["name"]),
        kind="县域产业集群",
        tags=(*_status_tags(row), *_county_tag(project, row)),
        lines=tuple(lines),
        source=_source(row),
    )


def _area_lines(row: Row) -> list[Line]:
    if is_missing(row["geometry"]):
        return [Line(caption="面积", value="没有图形，没有量算", state="missing")]
    ellipsoidal = areas.area_m2(row["geometry"])
    planar = float(areas.planar_area_m2(row["geometry"])[0])
    apart = abs(planar - ellipsoidal) / ellipsoidal if ellipsoidal else 0.0
    note = f"椭球面积；平面 {format_km2(planar)}，差 {format_percent(apart, 3)}"
    lines = [Line(caption="面积", value=format_area(ellipsoidal), note=note)]
    stated = row.get("area_facts", row.get("stated_area_km2"))
    if not is_missing(stated):
        text = stated if isinstance(stated, str) else f"{format_number(float(str(stated)))} km²"
        lines.append(Line(caption="公布面积", value=text))
    return lines


def _counts(project: Project, by: str, group: str) -> Line:
    enterprises, projects = (
        rows[group_of(project, by=by, rows=rows) == group]
        for rows in (project.table("enterprises"), project.table("projects"))
    )
    invest = int((projects["kind"] == "invest").sum())
    upgrade = len(projects) - invest
    value = f"{format_count(len(enterprises))}规上企业　{format_count(invest, '个')}投资项目"
    return Line(
        caption="企业 / 项目", value=value, note=f"另有技改项目 {format_count(upgrade, '个')}"
    )


def _catalog_lines(project: Project, target: Target, as_of: date) -> list[Line]:
    governing = build_rulebook([target], project.catalogs(), as_of).rule_sets[0].catalogs
    if not governing:
        return [Line(caption="准入目录", value=f"{as_of} 没有施行的目录", state="missing")]
    return [
        Line(
            caption="准入目录" if place == 0 else "上级目录",
            value=f"{catalog.title}　{len(catalog.clauses)}\u00a0条",
            note=" ".join(part for part in (catalog.number, f"v{catalog.version}") if part),
        )
        for place, catalog in enumerate(governing)
    ]


def _hierarchy_lines(tree: Hierarchy, key: Key) -> list[Line]:
    line = containment_line(tree, key)
    return [] if line is None else [line]


def _park_bars(project: Project, row: Row, parks: pd.DataFrame, year: int) -> BarList:
    ordered = parks.sort_values(["ordinal", "id"])
    completed = ordered["id"].map(_completed(project, year)).astype("float64")
    bars = [
        _bar(str(park["name"]), done, park["planned_wan_yuan"], ("parks", str(park["id"])))
        for park, done in zip(ordered.to_dict("records"), completed, strict=True)
    ]
    planned_sum = float(ordered["planned_wan_yuan"].sum(min_count=1))
    target = _target(project, row, ordered)
    reconciles = target is None or abs(planned_sum - target) < 0.005 * WAN_YUAN_PER_YI_YUAN
    contained = f"已含在{row['short_name'] or row['name']}合计内，不重复计算。"
    if target is None:
        note = f"园区数字{contained}"
    elif reconciles:
        note = f"分项之和等于总计 {_yi(target)}；{contained}"
    else:
        note = f"分项之和与总计 {_yi(target)} 差 {_yi(planned_sum - target)}。"
    return BarList(
        title="园区投资",
        caption=f"累计完成 / 计划　亿元（截至 {year} 年）",
        bars=tuple(bars),
        total=_bar(f"合计 {len(bars)} 处", float(completed.sum(min_count=1)), planned_sum, None),
        note=note,
        reconciles=reconciles,
    )


def _bar(label: str, completed: float, planned: float, link: tuple[str, str] | None) -> Bar:
    known = not is_missing(planned) and planned > 0 and not is_missing(completed)
    share = completed / planned if known else None
    figures = f"{_bare_yi(completed)} / {_bare_yi(planned)}"
    percent = format_percent(share, 0) if share is not None else NOT_REPORTED
    return Bar(label=label, figures=figures, share=share, percent=percent, link=link)


def _completed(project: Project, year: int) -> pd.Series:
    """Completed investment up to a year by park id, 万元; NaN where nothing was reported."""
    projects = project.table("projects")
    invest = projects[projects["kind"] == "invest"].reset_index(drop=True)
    park = group_of(project, by="park", rows=invest).set_axis(invest["id"])
    years = one_row_per_year(project.table("project_years"), "project_id")
    years = years[years["year"] <= year]
    by_park = years["project_id"].map(park)
    return years.groupby(by_park)["completed_wan_yuan"].sum(min_count=1)


def _target(project: Project, row: Row, parks: pd.DataFrame) -> float | None:
    """The published total of a zone's sub-parks in 万元, if the plan states one."""
    if not (parks["kind"] == "sub_park").all():
        return None
    targets = project.table("plan_targets")
    stated = targets[
        (targets["indicator"] == "sub_park_invest")
        & targets["scope_id"].isin([row["id"], row["county_id"]])
    ]
    return float(stated["value"].iloc[0]) * WAN_YUAN_PER_YI_YUAN if len(stated) else None


def _bare_yi(wan_yuan: float) -> str:
    return format_number(None if is_missing(wan_yuan) else wan_yuan / WAN_YUAN_PER_YI_YUAN)


def _yi(wan_yuan: Any) -> str:
    text = _bare_yi(wan_yuan)
    return text if text == NOT_REPORTED else f"{text} 亿元"


def _zone_target(row: Row) -> Target:
    return Target(
        id=str(row["id"]),
        name=str(row["name"]),
        kind="zone",
        tier=str(row["level"] or ""),
        county_id=str(row["county_id"] or ""),
    )


def _park_target(row: Row) -> Target:
    return Target(
        id=str(row["id"]),
        name=str(row["name"]),
        kind="park",
        park_kind=str(row["kind"] or ""),
        county_id=str(row["county_id"] or ""),
        zone_id=str(row["zone_id"] or ""),
    )


def _status_tags(row: Row) -> list[Tag]:
    tags = []
    if row.get("geometry_status") == "示意":
        tags.append(Tag("示意边界", "warn"))
    if row.get("data_status") == "示例":
        tags.append(Tag("示例", "warn"))
    return tags


def _county_tag(project: Project, row: Row) -> list[Tag]:
    names = project.table("counties").set_index("id")["name"]
    return [Tag(str(names[row["county_id"]]))] if row["county_id"] in names.index else []


def _source(row: Row) -> str:
    return "" if is_missing(row.get("source")) else f"来源：{row['source']}"
