"""Results as GeoJSON (RFC 7946): one feature a line, for the web and for other programs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from typing_extensions import override

from dzmap.reports.files import written_atomically
from dzmap.reports.plain import is_missing_cell, json_text
from dzmap.services.jobs import Progress
from dzmap.services.ports import ReportWriter
from dzmap.services.report_model import Report, ReportTable

_CRS_NOTE = (
    "坐标为 CGCS2000 经纬度（EPSG:4490），经度在前。GeoJSON 只认 WGS 84（EPSG:4326），"
    "两者相差远小于 1 米，可以直接使用。"
)


class GeoJsonWriter(ReportWriter):
    """Writes the table of a report that has places; a row without a place has a null geometry.

    Properties are named as the columns in Excel. The file says beside its features what it is:
    title, day, whether it is 示例, and the coordinate system.
    """

    @override
    def write(self, report: Report, path: Path, *, progress: Progress | None = None) -> None:
        table = report.layer()
        if table is None:
            raise ValueError(report.title)
        with written_atomically(path) as temporary, temporary.open("w", encoding="utf-8") as file:
            file.writelines(_pieces(report, table))


def _pieces(report: Report, table: ReportTable) -> Iterator[str]:
    head = {
        "type": "FeatureCollection",
        "name": table.sheet,
        "description": f"{report.layer_note(table)}{_CRS_NOTE}",
        "title": table.title,
        "data_date": report.data_date,
        "sample": report.sample,
        "metadata": report.properties,
    }
    yield f'{json_text(head).removesuffix("}").rstrip()},\n "features": ['
    mark = "\n"
    for properties, place in zip(_properties(table), _places(table), strict=True):
        told = json.dumps(properties, ensure_ascii=False, default=str)
        yield f'{mark}{{"type": "Feature", "properties": {told}, "geometry": {place}}}'
        mark = ",\n"
    yield "\n]}\n"


def _properties(table: ReportTable) -> Iterator[dict[str, Any]]:
    headings = [column.heading for column in table.columns]
    columns = [_values(table.frame[column.name]) for column in table.columns]
    for row in zip(*columns, strict=True):
        yield {
            heading: None if is_missing_cell(value) else value
            for heading, value in zip(headings, row, strict=True)
        }


def _values(column: "pd.Series[Any]") -> list[Any]:
    values: list[Any] = column.tolist()
    return values


def _places(table: ReportTable) -> Iterator[str]:
    """Each place as text, outer rings anticlockwise as the standard wants."""
    shapes = table.frame[table.places].to_numpy(dtype=object)
    for shape in shapely.orient_polygons(shapes):
        yield "null" if shape is None else shapely.to_geojson(shape)
