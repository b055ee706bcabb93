"""Everything on an A3 map sheet, laid out in millimetres for the Typst template."""

from dataclasses import dataclass, replace
from typing import Any

from dzmap.reports.frame import fit_frame
from dzmap.reports.ground import Ground
from dzmap.reports.legend import LegendEntry, legend_entries
from dzmap.reports.locator import HEIGHT_MM, WIDTH_MM, locator
from dzmap.reports.scales import ScaleBar, scale_bar, scale_text
from dzmap.reports.sheet_layout import Furniture, Place, arrange
from dzmap.reports.svg_map import GRID_MARGIN_MM, MapDrawing, draw_map
from dzmap.reports.tables import SIDE_MM, table_data
from dzmap.reports.visible import part_in_frame
from dzmap.services.map_model import MapModel
from dzmap.services.report_model import MapInset, MapSheet, Report

MAP_X, MAP_Y, MAP_WIDTH, MAP_HEIGHT = 15.0, 36.3, 236.0, 243.0
COLUMN_X, COLUMN_Y, COLUMN_WIDTH, COLUMN_BOTTOM = 266.0, 33.0, 140.0, 284.0
INSET_Y, INSET_HEIGHT = 36.3, 104.0

_ROW_MM = 5.0
_LEGEND_TEXT_MM = 8.0 * 25.4 / 72
_LEGEND_ROWS = 24
_SIDE_ROWS = 26

_COUNTIES = frozenset({"counties", "neighbours"})

_CRS_NOTE = "坐标系：2000国家大地坐标系（CGCS2000），高斯-克吕格投影3°带，中央经线117°"


@dataclass(frozen=True)
class SheetData:
    """The sheet as plain values for JSON, and the drawings that go beside it by name."""

    values: dict[str, Any]
    drawings: dict[str, str]


def sheet_data(report: Report, sheet: MapSheet, number: int, ground: Ground) -> SheetData:
    """Lay out one sheet; ``number`` (from 1) makes the names of its drawings unique.

    ``ground`` is what the sheets of a report share.
    """
    frame = fit_frame(sheet.map.extent, MAP_WIDTH, MAP_HEIGHT, scale=sheet.scale)
    model = part_in_frame(sheet.map, frame, ground)
    entries = legend_entries(model, frame, ground)
    columns = _legend_columns(entries)
    bar = scale_bar(frame.scale, 50)
    located = locator(model, frame, ground) if sheet.locator else None
    places = arrange(_furniture(columns, bar, located=located is not None), model, frame, ground)
    taken = [place.units for place in places.values()]
    drawing = draw_map(model, frame, grid=sheet.grid, taken=taken, ground=ground)
    name = f"sheet{number}"
    drawings = {f"{name}-map": drawing.svg}
    if located is not None:
        drawings |= {f"{name}-city": located.city, f"{name}-locator": located.sheet}
    inset, inset_drawing = _inset(sheet.inset, sheet, name, ground) if sheet.inset else (None, None)
    if inset_drawing is not None:
        drawings[f"{name}-inset"] = inset_drawing.svg
    top = INSET_Y + INSET_HEIGHT + GRID_MARGIN_MM + 2 if inset else COLUMN_Y
    values = {
        "title": sheet.title,
        "sheet_name": f"附图 {number}",
        "badges": badges(report, model),
        "map": {
            "svg": f"{name}-map",
            "x": MAP_X,
            "y": MAP_Y,
            "width": MAP_WIDTH,
            "height": MAP_HEIGHT,
            "margin": drawing.margin_mm,
        },
        "legend": {
            **_spot(places["legend"]),
            "row": _ROW_MM,
            "columns": [
                [{"label": entry.label, "swatch": entry.swatch} for entry in column]
                for column in columns
            ],
        },
        "scale": {**_spot(places["scale"]), "text": scale_text(frame.scale), "bar": _bar(bar)},
        "north": _spot(places["north"]),
        "locator": _spot(places["locator"]) | {"city": f"{name}-city", "svg": f"{name}-locator"}
        if located
        else None,
        "inset": inset,
        "column": {
            "x": COLUMN_X,
            "y": top,
            "width": COLUMN_WIDTH,
            "height": COLUMN_BOTTOM - top,
        },
        "tables": [
            table_data(table, f"表 {index}", SIDE_MM, most_rows=_SIDE_ROWS)
            for index, table in enumerate(sheet.side_tables, start=1)
        ],
        "notes": _notes(report, sheet, drawing, inset_drawing),
        "organisation": report.organisation or "（未填）",
        "date": report.date,
        "data_date": report.data_date,
        "number": sheet.number,
        "classification": report.classification,
    }
    return SheetData(values, drawings)


def badges(report: Report, model: MapModel | None = None) -> list[str]:
    """What must be marked: made-up figures, schematic boundaries."""
    sample = report.sample or (model is not None and model.sample)
    schematic = report.schematic or (model is not None and model.schematic)
    return [word for word, shown in (("示例数据", sample), ("示意边界", schematic)) if shown]


def _legend_columns(entries: tuple[LegendEntry, ...]) -> list[list[LegendEntry]]:
    if len(entries) <= _LEGEND_ROWS:
        return [list(entries)]
    half = (len(entries) + 1) // 2
    # A heading must not stand alone at the foot of a column.
    if not entries[half - 1].swatch:
        half -= 1
    return [list(entries[:half]), list(entries[half:])]


def _furniture(
    columns: list[list[LegendEntry]], bar: ScaleBar, *, located: bool
) -> list[Furniture]:
    rows = max(len(column) for column in columns)
    widths = [
        max((entry.width_em + (3.6 if entry.swatch else 0) for entry in column), default=4)
        for column in columns
    ]
    # The template gives all columns the same width.
    width = len(columns) * max(widths) * _LEGEND_TEXT_MM + (len(columns) - 1) * 3 + 5
    legend = Furniture(
        name="legend", width_mm=max(width, 34), height_mm=rows * _ROW_MM + 10, corner=(1, 1)
    )
    inset = Furniture(name="locator", width_mm=WIDTH_MM, height_mm=HEIGHT_MM, corner=(0, 0))
    bar_mm = bar.segment_mm * (len(bar.labels) - 1)
    scale = Furniture(name="scale", width_mm=bar_mm + 16, height_mm=14, corner=(0, 1))
    north = Furniture(name="north", width_mm=9, height_mm=15, corner=(1, 0))
    return [legend, *([inset] if located else []), scale, north]


def _spot(place: Place) -> dict[str, float]:
    return {"x": place.x, "y": place.y, "width": place.width, "height": place.height}


def _bar(bar: ScaleBar) -> dict[str, Any]:
    return {"segment": bar.segment_mm, "labels": list(bar.labels), "unit": bar.unit}


def _inset(
    inset: MapInset, sheet: MapSheet, name: str, ground: Ground
) -> tuple[dict[str, Any], MapDrawing]:
    frame = fit_frame(inset.extent, COLUMN_WIDTH, INSET_HEIGHT, margin_mm=6)
    bar = scale_bar(frame.scale, 40)
    bar_width = bar.segment_mm * (len(bar.labels) - 1) + 14
    title = f"副图　{inset.title}　{scale_text(frame.scale)}"
    title_mm = len(title) * 8.5 * 25.4 / 72
    taken = [
        Place(0, 0, title_mm, 6).units,
        Place(0, INSET_HEIGHT - 11, bar_width, 11).units,
    ]
    model = part_in_frame(_inset_model(inset, sheet.map), frame, ground)
    drawing = draw_map(model, frame, grid=sheet.grid, taken=taken, ground=ground)
    values = {
        "svg": f"{name}-inset",
        "title": inset.title,
        "scale_text": scale_text(frame.scale),
        "x": COLUMN_X,
        "y": INSET_Y,
        "width": COLUMN_WIDTH,
        "height": INSET_HEIGHT,
        "margin": drawing.margin_mm,
        "bar": _bar(bar),
        "bar_width": bar_width,
    }
    return values, drawing


def _inset_model(inset: MapInset, model: MapModel) -> MapModel:
    """The layers of the inset; the names of counties say nothing in a part of one."""
    layers = [
        replace(layer, label=None) if layer.id in _COUNTIES else layer for layer in model.layers
    ]
    if inset.layers:
        layers = [replace(layer, visible=layer.id in inset.layers) for layer in layers]
    return replace(model, layers=tuple(layers))


def _notes(
    report: Report, sheet: MapSheet, drawing: MapDrawing, inset: MapDrawing | None
) -> list[str]:
    marked = badges(report, sheet.map)
    area = "面积为椭球面积（GRS80）"
    if "示意边界" in marked:
        area += "；开发区、园区、集群和管控线边界为示意，不作审批依据"
    grid = "；公里网单位 km" if sheet.grid else ""
    notes = [f"{_CRS_NOTE}{grid}。", f"{area}。"]
    if report.data_date:
        figures = "，企业和项目数据为示例" if "示例数据" in marked else ""
        notes.append(f"资料截止 {report.data_date}{figures}。")
    notes.extend(sheet.explanations)
    covered = _coverage(sheet.map)
    if covered:
        notes.append(f"管控线{covered}；未覆盖处没有核查。")
    notes.extend(sheet.map.notes)
    dropped = drawing.dropped_labels + (inset.dropped_labels if inset else 0)
    if dropped:
        notes.append(f"有 {dropped} 处注记因位置不足没有注出。")
    return notes


def _coverage(model: MapModel) -> str:
    parts = [
        f"“{layer.title}”{tag}"
        for layer in model.layers
        for tag in layer.tags
        if layer.visible and tag.startswith("覆盖")
    ]
    return "、".join(parts)
