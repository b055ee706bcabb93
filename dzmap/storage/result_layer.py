"""Results as a GeoPackage: points and areas as layers that QGIS opens in the verdicts' colours."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import disk_usage
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyogrio.errors
import shapely
from typing_extensions import override

from dzmap.core.frames import STORAGE_CRS
from dzmap.core.problems import KnownError
from dzmap.core.symbols import Symbol
from dzmap.core.verdicts import Verdict
from dzmap.services import symbology
from dzmap.services.jobs import Progress, Silent
from dzmap.services.map_model import Label
from dzmap.services.ports import ReportWriter
from dzmap.services.report_model import Report, ReportTable
from dzmap.storage.atomic_file import appearing
from dzmap.storage.bulk import DATASET_OPTIONS, GEOMETRY_COLUMN, unflushed
from dzmap.storage.connection import connected, transaction
from dzmap.storage.qgis_expressions import first_of
from dzmap.storage.qml import Style, StyleLabel, write_qml
from dzmap.storage.qml_renderers import StyleClass
from dzmap.storage.styles import add_style, create_styles

_WHAT = "没有写入文件"
_LITTLE = 1_000_000  # bytes
_KINDS: Mapping[int, tuple[str, str, str]] = {
    0: ("点", "Point", "point"),
    1: ("线", "MultiLineString", "line"),
    2: ("面", "MultiPolygon", "polygon"),
}
"""By dimension: ending of the layer's name, OGR type, kind of style."""

_LABEL: Label = replace(symbology.ENTERPRISE_LABEL, column="申请对象")


class LayerGeoPackageWriter(ReportWriter):
    """Writes the table of a report that has places: a layer each for points, lines and areas.

    Rows without a place are rows without geometry of the points. Other tables of the report follow
    as tables without geometry. Columns are named as in Excel; areas and points are EPSG:4490.
    """

    @override
    def write(self, report: Report, path: Path, *, progress: Progress | None = None) -> None:
        table = report.layer()
        if table is None:
            raise ValueError(report.title)
        progress = progress or Silent()
        _refuse_project(path)
        with appearing(path, _WHAT, replace=True) as draft:
            try:
                with unflushed():
                    kinds = _write_layers(report, table, draft, progress)
                    _write_tables(report, table, draft)
            except (
                pyogrio.errors.DataSourceError,
                pyogrio.errors.DataLayerError,
                pyogrio.errors.FeatureError,
            ) as error:
                raise _failure(error, path) from error
            with (
                connected(draft, _WHAT, write=True, shown=path) as connection,
                transaction(connection),
            ):
                _add_styles(connection, table, kinds)


def _write_layers(
    report: Report, table: ReportTable, draft: Path, progress: Progress
) -> tuple[int, ...]:
    """Write a layer for each dimension that occurs; gives the dimensions."""
    places = table.frame[table.places].to_numpy(dtype=object)
    dimension = shapely.get_dimensions(places)
    dimension[dimension < 0] = 0
    kinds = tuple(int(kind) for kind in np.unique(dimension)) or (0,)
    frame = _named(table)
    for number, kind in enumerate(kinds):
        ending, geometry_type, _ = _KINDS[kind]
        progress.step(f"写入图层（{ending}）", number, len(kinds))
        rows = np.flatnonzero(dimension == kind)
        shapes = places[rows]
        if kind or (shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT).any():
            shapes, geometry_type = _multiple(shapes), f"Multi{geometry_type.removeprefix('Multi')}"
        layer = frame.iloc[rows].reset_index(drop=True)
        pyogrio.write_dataframe(
            gpd.GeoDataFrame(layer, geometry=shapes, crs=STORAGE_CRS),
            draft,
            layer=_layer_name(table, kind),
            driver="GPKG",
            append=number > 0,
            geometry_type=geometry_type,
            dataset_options=DATASET_OPTIONS if not number else None,
            layer_options={
                "IDENTIFIER": f"{table.title}（{ending}）",
                "DESCRIPTION": report.layer_note(table),
                "GEOMETRY_NAME": GEOMETRY_COLUMN,
                "FID": "fid",
            },
            layer_metadata=_metadata(report),
        )
    return kinds


def _write_tables(report: Report, layer: ReportTable, draft: Path) -> None:
    """Tables without places, such as 跨区与碎片."""
    for section in report.sections:
        for table in section.tables:
            if table is not layer:
                pyogrio.write_dataframe(
                    _named(table),
                    draft,
                    layer=table.sheet,
                    driver="GPKG",
                    append=True,
                    layer_options={"IDENTIFIER": table.title, "FID": "fid"},
                )


def _add_styles(connection: sqlite3.Connection, table: ReportTable, kinds: tuple[int, ...]) -> None:
    create_styles(connection)
    for kind in kinds:
        style = _style(table, _KINDS[kind][2])
        add_style(connection, _layer_name(table, kind), GEOMETRY_COLUMN, write_qml(style))


def _style(table: ReportTable, kind: str) -> Style:
    """One class for each verdict; what an official decided goes before the machine's verdict."""
    columns = [column.heading for column in reversed(table.columns) if column.kind == "verdict"]
    classes = [
        StyleClass(
            label=verdict.zh,
            symbol=_symbol(verdict, kind),
            filter=f"{first_of(columns)} = '{verdict.zh}'",
        )
        for verdict in Verdict
    ]
    return Style(kind=kind, classes=classes, labels=[StyleLabel(label=_LABEL)])


def _symbol(verdict: Verdict, kind: str) -> Symbol:
    if kind == "polygon":
        return symbology.verdict_area(verdict)
    symbol = symbology.verdict(verdict)
    if kind == "line":
        return Symbol(line=symbol.fill, line_width=2.4)
    if verdict is Verdict.INSUFFICIENT:  # a ring, as nothing is decided
        return replace(symbol, fill="#FFFFFF", line=symbol.fill, line_width=1.6)
    return symbol


def _named(table: ReportTable) -> pd.DataFrame:
    """The columns under the headings that Excel has."""
    frame = table.frame[[column.name for column in table.columns]]
    return frame.set_axis([column.heading for column in table.columns], axis=1)


def _multiple(shapes: Any) -> Any:
    """Each geometry as one of several parts, so that a layer holds single and multiple ones."""
    kinds = {
        shapely.GeometryType.POINT: shapely.multipoints,
        shapely.GeometryType.LINESTRING: shapely.multilinestrings,
        shapely.GeometryType.POLYGON: shapely.multipolygons,
    }
    found = shapes.copy()
    types = shapely.get_type_id(shapes)
    for single, made in kinds.items():
        rows = np.flatnonzero(types == single)
        if len(rows):
            found[rows] = made(shapes[rows], indices=np.arange(len(rows)))
    return found


def _layer_name(table: ReportTable, kind: int) -> str:
    return f"{table.sheet}_{_KINDS[kind][0]}"


def _metadata(report: Report) -> dict[str, str]:
    return {"示例数据": "是" if report.sample else "否", **report.properties}


def _refuse_project(path: Path) -> None:
    """Results never take the place of a project."""
    if not path.is_file():
        return
    try:
        with connected(path, _WHAT) as connection:
            found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'dzmap_meta'")
            project = found.fetchone() is not None
    except KnownError:
        return  # whatever it is, it is no project
    if project:
        raise KnownError(
            _WHAT,
            file=str(path),
            reason="这个文件是 dzmap 项目，写了就没有原来的内容了",
            remedy="换一个文件名。原有文件没有改动。",
        )


def _failure(error: Exception, path: Path) -> KnownError:
    # GDAL quotes the whole statement that failed before it says why; on a full disk it does not.
    why = str(error).rpartition("failed: ")[2]
    try:
        full = disk_usage(path.parent).free < _LITTLE
    except OSError:
        full = False
    return KnownError(
        _WHAT,
        file=str(path),
        reason="磁盘空间不足" if full else f"写入图层时出错：{why}",
        remedy="检查磁盘空间和文件夹的写入权限，或换一个文件夹。原有文件没有改动。",
    )
