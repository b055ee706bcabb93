"""Zones, parks, parcels and control lines from GeoPackage, GeoJSON and Shapefile."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from dzmap.core.crs import LONLAT, detect_crs
from dzmap.core.problems import BadInputError
from dzmap.core.tables import TABLES, Table
from dzmap.readers.cells import CellColumn, ObjectArray
from dzmap.readers.columns import read_column, require
from dzmap.readers.control_lines import COVERAGE_NAMES, control_tables
from dzmap.readers.data_rows import note_columns
from dzmap.readers.features import Features
from dzmap.readers.fields import PARENT_ID, YEAR_TABLES, Field, fields_of
from dzmap.readers.findings import Findings
from dzmap.readers.headers import FieldMatcher, HeaderBand, find_header
from dzmap.readers.labels import normalise, parse_label
from dzmap.readers.places import (
    Located,
    are_sound,
    centres,
    epsg_of,
    move_to_storage,
    touches_dezhou,
)
from dzmap.readers.polygons import fit_geometries
from dzmap.readers.vector_files import coverage_features, open_features
from dzmap.readers.yearly import first_given, note_repeats
from dzmap.services.jobs import Progress, Silent
from dzmap.services.ports import ImportedRows

_MODERN = ("World Geodetic System 1984", "China 2000", "WGS 84", "WGS_1984", "China_2000")


class VectorFiles:
    """Reads layers of polygons, lines and points with their attributes."""

    def read(
        self, path: Path, table: str, *, crs: str = "auto", progress: Progress | None = None
    ) -> ImportedRows:
        """Rows of a spatial table in EPSG:4490; for control lines also of ``control_layers``.

        Frames hold the table's columns that the file has and ``source_row``, the number of the
        feature from 1. County, zone and park are texts as written.

        Args:
            path: .gpkg (the layer that suits the table), .geojson or .shp.
            table: zones, parks, clusters, parcels, control_areas, counties …
            crs: "auto" (what the file says, else what the numbers say), or an EPSG code.
            progress: Told the steps.

        Raises:
            BadInputError: the file as a whole cannot be used, or ``crs`` is no coordinate system.
        """
        told = progress or Silent()
        declared = TABLES[table]
        if not declared.geometry or table in YEAR_TABLES or table in PARENT_ID:
            raise BadInputError(
                f"{declared.zh}不能从图层导入", file=path.name, remedy="请用 .xlsx 或 .csv 表格。"
            )
        epsg = epsg_of(crs)
        told.step("读取文件")
        features = open_features(path, declared)
        if not len(features):
            raise BadInputError(
                "文件里没有图形", file=path.name, reason="图层是空的", remedy="换一个有数据的文件。"
            )
        findings = Findings(path.name)
        findings.extend(features.problems)
        told.step("检查属性")
        frame, band = _attributes(features, declared, findings)
        told.step("检查图形")
        shapes = _geometries(features, declared, epsg, findings)
        spatial = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=LONLAT))
        tables: dict[str, pd.DataFrame] = {table: _kept(spatial, findings)}
        if table == "control_areas":
            coverage = _coverage(path, epsg, findings)
            texts = (features.layer, path.stem) if features.layer else (path.stem,)
            known = _control_layers(path, epsg, findings)
            layers, areas = control_tables(tables[table], texts, coverage, known, findings)
            tables = {"control_layers": layers, table: areas}
        return ImportedRows(
            tables=tables,
            problems=findings.problems,
            source=path.name,
            rows_read=len(features),
            mapping={match.label.raw: match.field.name for match in band.matches} if band else {},
        )


def _kept(frame: gpd.GeoDataFrame, findings: Findings) -> gpd.GeoDataFrame:
    good = ~frame["source_row"].isin(findings.rejected_rows)
    return frame[good].reset_index(drop=True)


def _attributes(
    features: Features, table: Table, findings: Findings
) -> tuple[pd.DataFrame, HeaderBand | None]:
    lenient = table.name == "control_areas"
    fields = [
        replace(field, required=field.required and not lenient, aliases=_aliases(field, table))
        for field in fields_of(table.name)
    ]
    names = list(features.columns)
    band = find_header([[_completed(name, fields) for name in names]], FieldMatcher(fields))
    _require_fields(features, band, fields, table)
    rows = list(range(1, len(features) + 1))
    columns: dict[str, Any] = {"source_row": np.array(rows, dtype=np.int64)}
    if band is not None:
        note_columns(band, findings)
        for match in band.matches:
            name = names[match.position]
            column = CellColumn(
                header=name,
                field=match.field,
                unit=match.label.unit,
                cells=features.columns[name],
                rows=rows,
            )
            columns[match.field.name] = read_column(column, findings)
            require(column, columns[match.field.name], findings)
    frame = pd.DataFrame(columns)
    if not lenient:
        _require_identity(frame, findings)
    # The areas of a control line are usually all called the same.
    note_repeats(frame, ("id",) if lenient else ("id", "name"), None, findings)
    return frame, band


def _require_identity(frame: pd.DataFrame, findings: Findings) -> None:
    """A feature without id and name could not be found again at the next import."""
    nameless = first_given(frame, ("id", "name")).isna() & ~frame["source_row"].isin(
        findings.rejected_rows
    )
    for row in frame.loc[nameless, "source_row"].tolist():
        findings.error("没有编号，也没有名称。", "补填其中之一。", row=row, column="名称")


def _aliases(field: Field, table: Table) -> tuple[str, ...]:
    if field.name != "name":
        return field.aliases
    return (*field.aliases, "名称", f"{table.zh}名称", "园区名称", "区块名称", "mc")


def _completed(name: str, fields: list[Field]) -> str:
    """The whole of a field name that a shapefile cut after ten bytes, if only one field fits."""
    if len(name.encode("gb18030")) < 9 or FieldMatcher(fields).match(parse_label(name)):
        return name
    start = normalise(name)
    whole = {
        field.name: label
        for field in fields
        for label in field.labels
        if normalise(label).startswith(start)
    }
    return next(iter(whole.values())) if len(whole) == 1 else name


def _require_fields(
    features: Features, band: HeaderBand | None, fields: list[Field], table: Table
) -> None:
    found = band.fields if band else set()
    missing = [field.zh for field in fields if field.required and field.name not in found]
    if missing:
        seen = "、".join(features.columns) or "（没有）"
        raise BadInputError(
            "缺少必需的字段",
            file=features.file,
            reason=f"没有“{'”“'.join(missing)}”；图层的字段是：{seen}",
            remedy=f"{table.zh}图层至少要有：{'、'.join(missing)}。在 GIS 软件里加上后再导入。",
        )


def _geometries(
    features: Features, table: Table, epsg: int | None, findings: Findings
) -> ObjectArray:
    unsound = np.flatnonzero(~are_sound(features.shapes)).tolist()
    broken = {*features.broken, *unsound}
    for position in sorted(broken):
        findings.error(
            "图形数据损坏，读不出来。",
            "在 GIS 软件里重画这个图形。",
            row=position + 1,
            column="图形",
        )
    for position in features.closed:
        findings.fixed("边界没有闭合，已闭合。", row=position + 1, column="图形")
    readable = features.shapes.copy()
    readable[unsound] = None
    shapes = fit_geometries(_in_storage(features.crs, readable, epsg, findings), table, findings)
    empty = shapely.is_missing(features.shapes) | shapely.is_empty(features.shapes)
    for position in np.flatnonzero(empty).tolist():
        if position in broken:
            continue
        if table.name == "control_areas":
            findings.error(
                "没有图形。", "在 GIS 软件里补画或删去。", row=position + 1, column="图形"
            )
        else:
            findings.warn(
                "没有图形，只导入属性。", "补画后再导入。", row=position + 1, column="图形"
            )
    return shapes


def _in_storage(
    crs: pyproj.CRS | None, readable: ObjectArray, epsg: int | None, findings: Findings
) -> ObjectArray:
    """The geometries in EPSG:4490, by the named system, the file's, or what the numbers say."""
    shapes = readable.copy()
    shapes[shapely.is_empty(shapes)] = None
    if epsg is None and crs is not None:
        moved = _by_file(shapes, crs, findings)
        if moved is not None:
            shapes, epsg = moved, LONLAT
    located = Located(
        shapes=shapes,
        rows=range(1, len(shapes) + 1),
        header="图形",
        shown=[_shown(shape) for shape in shapes],
        remedy="核对图形和坐标系；坐标系不对时用 --crs 指定。",
    )
    return move_to_storage(located, epsg, findings)


def _by_file(shapes: ObjectArray, crs: pyproj.CRS, findings: Findings) -> ObjectArray | None:
    """The geometries by the file's own system; None if most then lie elsewhere than in Dezhou."""
    known = crs.to_epsg(min_confidence=60)
    if known in {LONLAT, 4326}:
        moved = shapes
    else:
        try:
            move = pyproj.Transformer.from_crs(crs, LONLAT, always_xy=True)
        except pyproj.exceptions.ProjError:
            findings.warn(
                f"文件写的坐标系是 {crs.name}，没有换算参数，坐标系按坐标数值识别。",
                "核对地图上的位置；或用 --crs 指定。",
            )
            return None
        moved = shapely.transform(shapes, move.transform, interleaved=False)
    before = centres(shapes)
    given = np.isfinite(before[0])
    if given.any() and touches_dezhou(moved)[given].mean() <= 0.5:
        guess = detect_crs(*before)
        if guess.epsg is not None:
            findings.warn(
                f"文件写的坐标系是 {crs.name}，与坐标数值不符，已按{guess.description}读取。",
                "核对地图上的位置。",
            )
            return None
    if known not in {LONLAT, 4326}:
        findings.fixed(f"坐标系 {crs.name} 已换算为 CGCS2000 经纬度。")
        if not any(name in str(crs.datum) + str(crs.geodetic_crs) for name in _MODERN):
            findings.warn(
                f"{crs.name} 换算到 CGCS2000 没有精确参数，位置可能差几十米。",
                "请测绘部门用当地参数转换后再导入。",
            )
    return moved


def _shown(shape: shapely.Geometry | None) -> str:
    if shape is None:
        return ""
    west, south, east, north = shape.bounds
    return f"{(west + east) / 2:.6g} / {(south + north) / 2:.6g}"


def _control_layers(path: Path, epsg: int | None, findings: Findings) -> gpd.GeoDataFrame | None:
    """What the file itself says of its control lines, as a project does: kind, dates, coverage."""
    table = TABLES["control_layers"]
    features = coverage_features(path, (table.name,))
    if features is None or not len(features):
        return None
    found = Findings(features.file)
    frame, _ = _attributes(features, table, found)
    shapes = _geometries(features, table, epsg, found)
    findings.extend(found.problems)
    spatial = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=LONLAT))
    kept = _kept(spatial, found).drop(columns="source_row")
    return kept if kept["id"].is_unique and kept["id"].notna().all() else None


def _coverage(path: Path, epsg: int | None, findings: Findings) -> shapely.Geometry | None:
    features = coverage_features(path, COVERAGE_NAMES)
    if features is None:
        return None
    found = Findings(features.file)
    table = TABLES["control_layers"]
    readable = features.shapes.copy()
    readable[~are_sound(readable)] = None
    shapes = fit_geometries(_in_storage(features.crs, readable, epsg, found), table, found)
    findings.extend(found.problems)
    covered = shapely.union_all(shapes[~shapely.is_missing(shapes)])
    return None if covered.is_empty else covered
