"""The map as it stands in the window, as a report of one sheet; and what the user sets on sheets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from dzmap import __version__
from dzmap.services.layer_order import BASE, POINTS
from dzmap.services.map_model import MapLayer, MapModel
from dzmap.services.report_model import MapSheet, Report, ReportTable, TableColumn
from dzmap.services.reporting import Project

PRINT_SCALES = (
    10_000,
    25_000,
    50_000,
    100_000,
    150_000,
    200_000,
    250_000,
    300_000,
    400_000,
    500_000,
    600_000,
    750_000,
    1_000_000,
)
"""Denominators offered for a sheet, largest scale first."""

CITY = "德州市"
VERDICTS, CHOROPLETH = "verdicts", "choropleth"
_MOST_SOURCES = 5

Extent = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class SheetOptions:
    """What the user sets on a report; an empty ``title`` is printed as it is: there is no 图名.

    ``remarks`` are added to the sheet's 说明, ``scale`` None leaves the choice to the layout.
    """

    title: str
    number: str = ""
    organisation: str = ""
    remarks: tuple[str, ...] = ()
    scale: int | None = None
    grid: bool = True
    locator: bool = True


def with_options(report: Report, options: SheetOptions) -> Report:
    """The report with the options on each of its sheets; the title goes to the first one."""
    sheets = tuple(
        replace(
            sheet,
            title=options.title if index == 0 else sheet.title,
            number=options.number if index == 0 else sheet.number,
            explanations=(*sheet.explanations, *options.remarks),
            scale=options.scale,
            grid=options.grid,
            locator=options.locator,
        )
        for index, sheet in enumerate(report.sheets)
    )
    # A report that is nothing but its sheet is called like it.
    title = report.title if report.sections else options.title
    return replace(report, title=title, organisation=options.organisation, sheets=sheets)


def view_report(
    session: Project,
    *,
    map: MapModel,  # noqa: A002 - the word for it, always given by name
    year: int,
    compiled: date | None = None,
) -> Report:
    """A report of one sheet that shows ``map``: its visible layers, in its order, in its extent.

    Args:
        session: the project that the map shows.
        map: layers with the user's visibility and order; the extent is what was in view.
        year: the year of the figures.
        compiled: 编制日期; today if it is not given.
    """
    model = shown_part(map)
    day = compiled or datetime.now().astimezone().date()
    title = view_title(model)
    sources = _sources(model)
    sheet = MapSheet(
        title=title,
        map=model,
        side_tables=tuple(_tables(model)),
        explanations=tuple(_explanations(unplaced_on(session, model), sources)),
    )
    return Report(
        title=title,
        subtitle=f"数据年份 {year}",
        date=day.isoformat(),
        data_date=f"{year}-12-31",
        sample=session.sample or model.sample,
        schematic=model.schematic,
        sheets=(sheet,),
        sources=tuple(f"{layer}：{'；'.join(cited)}。" for layer, cited in sources.items()),
        properties={
            "项目": session.title,
            "数据年份": str(year),
            "生成程序": f"dzmap {__version__}",
        },
    )


def shown_part(model: MapModel) -> MapModel:
    """The model without layers that are switched off; the base stays, for the locator map."""
    layers = tuple(layer for layer in model.layers if layer.visible or layer.group == BASE)
    return replace(model, layers=layers)


def view_title(model: MapModel) -> str:
    """The proposed 图名, after the topmost thematic layer."""
    for layer in reversed(_visible(model)):
        if layer.id == CHOROPLETH:
            return f"{CITY}{layer.title.replace(' ', '')}图"
        if layer.id == VERDICTS:
            return f"{CITY}准入审查结论图"
    return f"{CITY}产业空间叠加图"


def usable_extent(view: Extent | None, model: MapModel) -> Extent:
    """What was in view, cut to the surroundings of the city; the model's extent without a view.

    Args:
        view: west, south, east, north in degrees as the window showed it.
        model: its extent, widened by its own size on each side, is as far as a sheet reaches.
    """
    if view is None:
        return model.extent
    west, south, east, north = model.extent
    width, height = east - west, north - south
    cut = (
        max(view[0], west - width),
        max(view[1], south - height),
        min(view[2], east + width),
        min(view[3], north + height),
    )
    return cut if cut[0] < cut[2] and cut[1] < cut[3] else model.extent


def unplaced_on(session: Project, model: MapModel) -> Mapping[str, int]:
    """For each visible kind of points how many rows have no place, by its Chinese name.

    Verdicts count by the table their applicants are in; a list from elsewhere says nothing.
    """
    rows = _rows_by_kind(session)
    counts: dict[str, int] = {}
    for layer in _visible(model):
        if layer.kind != "point" or layer.group != POINTS:
            continue
        for name in (layer.title,) if layer.title in rows else _kinds_of(layer, rows):
            counts[name] = int(_without_place(rows[name]))
    return MappingProxyType(counts)


def unplaced_rows(session: Project) -> Mapping[str, int]:
    """How many enterprises and projects of the whole project have no place, by Chinese name."""
    return MappingProxyType(
        {name: int(_without_place(rows)) for name, rows in _rows_by_kind(session).items()}
    )


def _rows_by_kind(session: Project) -> dict[str, gpd.GeoDataFrame]:
    """By the titles that ``overlay_model`` gives to the layers."""
    enterprises = gpd.GeoDataFrame(session.table("enterprises"))
    projects = gpd.GeoDataFrame(session.table("projects"))
    upgrade = projects["kind"] == "upgrade"
    return {
        "规上企业": enterprises,
        "投资项目": projects[~upgrade],
        "技改项目": projects[upgrade],
    }


def _kinds_of(layer: MapLayer, rows: Mapping[str, gpd.GeoDataFrame]) -> tuple[str, ...]:
    ids = layer.features["id"]
    return tuple(
        name for name, frame in rows.items() if len(ids) and bool(ids.isin(frame["id"]).all())
    )


def _without_place(rows: gpd.GeoDataFrame) -> int:
    return int((rows.geometry.isna() | rows.geometry.is_empty).sum())


def _visible(model: MapModel) -> list[MapLayer]:
    return [layer for layer in model.layers if layer.visible and len(layer.features)]


def _sources(model: MapModel) -> dict[str, tuple[str, ...]]:
    """What the rows of each visible layer cite, each document once."""
    sources = {}
    for layer in _visible(model):
        if "source" not in layer.features.columns:
            continue
        cited = layer.features["source"].dropna().astype("str").unique()
        parts = sorted({part.strip() for text in cited for part in text.split("；")} - {""})
        if parts:
            more = (f"等 {len(parts)} 项",) if len(parts) > _MOST_SOURCES else ()
            sources[layer.title] = (*parts[:_MOST_SOURCES], *more)
    return sources


def _explanations(unplaced: Mapping[str, int], sources: Mapping[str, tuple[str, ...]]) -> list[str]:
    missing = [f"{name} {count:,} 个" for name, count in unplaced.items() if count]
    notes = [f"未落图：{'、'.join(missing)}，没有画在图上。"] if missing else []
    if sources:
        named = dict.fromkeys(part for cited in sources.values() for part in cited)
        shown = [part for part in named if not part.startswith("等 ")]
        more = f"，等 {len(shown)} 项" if len(shown) > _MOST_SOURCES else ""
        notes.append(f"资料来源：{'；'.join(shown[:_MOST_SOURCES])}{more}。")
    return notes


def _tables(model: MapModel) -> list[ReportTable]:
    layers = [layer for layer in reversed(_visible(model)) if layer.group != BASE]
    tables = []
    counted = [layer for layer in layers if layer.id != CHOROPLETH]
    if counted:
        tables.append(_counts(counted))
    tables.extend(_values(layer) for layer in layers if layer.id == CHOROPLETH)
    return tables


def _counts(layers: list[MapLayer]) -> ReportTable:
    rows = [
        {"layer": layer.title, "kind": item.label if len(layer.classes) > 1 else "", "count": count}
        for layer in map(_counted, layers)
        for item in layer.classes
        if (count := item.count or int(_of_class(layer, item.value).sum()))
    ]
    return ReportTable(
        title="图上要素数量",
        sheet="图上要素",
        columns=(
            TableColumn(name="layer", title="图层"),
            TableColumn(name="kind", title="分类"),
            TableColumn(name="count", title="数量", kind="int"),
        ),
        frame=pd.DataFrame(rows, columns=["layer", "kind", "count"]),
        note="数量为全部已落图的要素，包括图幅以外的。",
    )


def _counted(layer: MapLayer) -> MapLayer:
    """The layer with classes that count features; the sizes of a legend are examples, no classes."""
    if not layer.size_column:
        return layer
    return replace(layer, classes=(replace(layer.classes[0], count=len(layer.features)),))


def _of_class(layer: MapLayer, value: str) -> pd.Series:
    if "class" not in layer.features.columns:
        return pd.Series(True, index=layer.features.index)
    return pd.Series(layer.features["class"] == value)


def _values(layer: MapLayer) -> ReportTable:
    """The figure of each coloured area, as text: the map model keeps no number."""
    return ReportTable(
        title=layer.title,
        sheet="图上数值",
        columns=(
            TableColumn(name="name", title="名称"),
            TableColumn(name="value", title=layer.legend_title),
        ),
        frame=pd.DataFrame(layer.features[["name", "value"]]),
    )
