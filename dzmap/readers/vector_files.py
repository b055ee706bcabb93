"""Opens vector files: which format, which layer, which encoding, and what may be wrong with them."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyproj

from dzmap.core.problems import BadInputError, Problem, Severity
from dzmap.core.tables import TABLES, Table
from dzmap.readers.control_lines import control_kind
from dzmap.readers.features import Features, cells_of, empty_shapes, shapes_of
from dzmap.readers.geojson import read_geojson
from dzmap.readers.shapefile import attribute_encoding, beside, check_parts, unknown_crs

_CANNOT = "打不开这个文件"
_KEPT = "原文件不会改动。"
_SQLITE = b"SQLite format 3\x00"
_SHAPEFILE_PARTS = {".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qpj"}
_TABLES = {".xlsx", ".xlsm", ".xls", ".csv", ".txt"}


def open_features(path: Path, table: Table) -> Features:
    """The features of the layer that suits ``table`` best.

    Raises:
        BadInputError: missing, locked, damaged, of another format, or without any layer.
    """
    head = _head(path)
    suffix = path.suffix.lower()
    if head.startswith(_SQLITE):
        return _geopackage(path, table)
    if suffix == ".shp":
        return _shapefile(path)
    if (
        suffix in {".geojson", ".json"}
        or head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1] == b"{"
    ):
        return read_geojson(path.read_bytes(), path.name)
    raise _refused(path, suffix, head)


def coverage_features(path: Path, names: tuple[str, ...]) -> Features | None:
    """The features that say what a control line covers, None if there are none.

    They stand in a layer of the GeoPackage called one of ``names``, or in a file beside that is
    called like this one with “_” and one of ``names`` added.
    """
    if _head(path).startswith(_SQLITE):
        layer = next((name for name, _ in _layers(path) if name.lower() in names), None)
        return None if layer is None else _read(path, layer=layer)
    for name in names:
        candidate = path.with_name(f"{path.stem}_{name}{path.suffix}")
        if candidate.is_file():
            return open_features(candidate, TABLES["control_layers"])
    return None


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(64)
    except FileNotFoundError as error:
        raise BadInputError(
            "找不到这个文件", file=str(path), remedy="检查文件名和文件夹是否写对。"
        ) from error
    except OSError as error:
        raise BadInputError(
            _CANNOT,
            file=path.name,
            reason="是文件夹，或没有读取权限，或正被其他程序占用",
            remedy=f"关闭正在使用它的程序，或复制一份再导入。{_KEPT}",
        ) from error
    if not head.strip(b"\x00 \t\r\n"):
        raise BadInputError(
            "文件是空的", file=path.name, reason="里面没有任何内容", remedy="换一个有数据的文件。"
        )
    return head


def _refused(path: Path, suffix: str, head: bytes) -> BadInputError:
    if suffix == ".gpkg":
        reason, remedy = "不是 GeoPackage，或文件头已损坏", f"重新取得文件。{_KEPT}"
    elif suffix in _SHAPEFILE_PARTS:
        there = beside(path, ".shp") is not None
        reason = f"{suffix} 只是 Shapefile 的一部分"
        remedy = f"选择同名的 {path.stem}.shp。" if there else "需要同名的 .shp。"
    elif head.startswith(b"PK") and suffix not in _TABLES:
        reason, remedy = "这是压缩包", "先解压，再选择里面的 .shp、.gpkg 或 .geojson。"
    elif suffix in _TABLES:
        reason, remedy = (
            "这是表格，没有图形",
            "表格只能导入企业和项目；边界请用 .gpkg、.geojson 或 .shp。",
        )
    else:
        reason = f"不支持 {suffix} 文件" if suffix else "文件名没有扩展名，看不出是什么格式"
        remedy = "在 GIS 软件里导出为 GeoPackage、GeoJSON 或 Shapefile。"
    return BadInputError(_CANNOT, file=path.name, reason=reason, remedy=remedy)


def _shapefile(path: Path) -> Features:
    check_parts(path)
    features = _read(path, encoding=attribute_encoding(path))
    problems = (unknown_crs(path),) if features.crs is None else ()
    return Features(**{**vars(features), "problems": problems, "layer": ""})


def _geopackage(path: Path, table: Table) -> Features:
    layers = [(name, kind) for name, kind in _layers(path) if kind is not None]
    if not layers:
        raise BadInputError(
            "文件里没有图层",
            file=path.name,
            reason="没有带图形的图层",
            remedy="在 GIS 软件里确认后重新导出。",
        )
    chosen = max(layers, key=lambda layer: _suits(layer[0], str(layer[1]), table))[0]
    features = _read(path, layer=chosen)
    if len(layers) == 1:
        return features
    others = "、".join(f"“{name}”" for name, _ in layers if name != chosen)
    note = Problem(
        severity=Severity.WARNING,
        message=f"文件有 {len(layers)} 个图层，读取了“{chosen}”；没有读取{others}。",
        file=path.name,
    )
    return Features(**{**vars(features), "problems": (note,)})


def _suits(name: str, kind: str, table: Table) -> tuple[int, bool]:
    plain = name.lower()
    told = table.name == "control_areas" and control_kind(name) != "other"
    if plain in {table.name, table.zh}:
        score = 3
    elif told or table.zh in plain or table.name in plain or plain in table.zh:
        score = 2
    else:
        score = 0 if plain.startswith("dzmap_") else 1
    wanted = table.geometry.removeprefix("Multi")
    return score, wanted in kind or table.geometry == "Geometry"


def _layers(path: Path) -> list[tuple[str, str | None]]:
    import pyogrio

    with warnings.catch_warnings():
        # GDAL reports doubtful files as warnings; what matters comes back as an error.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            return [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
        except pyogrio.errors.DataSourceError as error:
            raise _damaged(path, error) from error


def _read(path: Path, *, layer: str | None = None, encoding: str | None = None) -> Features:
    import pyogrio

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            meta, _, wkb, values = pyogrio.raw.read(path, layer=layer, encoding=encoding)
        except (pyogrio.errors.CRSError, UnboundLocalError) as error:
            # pyogrio stumbles over systems that GDAL reads but cannot write down.
            raise _strange_crs(path) from error
        except (
            pyogrio.errors.DataSourceError,
            pyogrio.errors.DataLayerError,
            pyogrio.errors.FeatureError,
            UnicodeDecodeError,
        ) as error:
            raise _damaged(path, error) from error
    count = len(wkb) if wkb is not None else len(values[0]) if values else 0
    shapes, closed, broken = (
        shapes_of(np.asarray(wkb, dtype=object))
        if wkb is not None
        else (empty_shapes(count), (), ())
    )
    return Features(
        file=path.name,
        layer=layer or "",
        columns={
            str(name): cells_of(column) for name, column in zip(meta["fields"], values, strict=True)
        },
        shapes=shapes,
        crs=_crs(meta),
        closed=closed,
        broken=broken,
    )


def _crs(meta: dict[str, Any]) -> pyproj.CRS | None:
    try:
        return pyproj.CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    except pyproj.exceptions.CRSError:
        return None


def _strange_crs(path: Path) -> BadInputError:
    aside = "移走同名 .prj（坐标系就按坐标数值识别），或换一个正确的"
    remedy = aside if path.suffix.lower() == ".shp" else "在 GIS 软件里重新指定坐标系后导出"
    return BadInputError(
        _CANNOT, file=path.name, reason="文件写的坐标系读不懂", remedy=f"{remedy}。{_KEPT}"
    )


def _damaged(path: Path, error: Exception) -> BadInputError:
    text = str(error).lower()
    reason = "文件损坏或不完整"
    if "locked" in text or "busy" in text:
        reason = "正被其他程序占用"
    elif "not recognized" in text or "not a database" in text:
        reason = "不是能识别的图层文件"
    return BadInputError(
        _CANNOT, file=path.name, reason=reason, remedy=f"关闭占用它的程序，或重新取得文件。{_KEPT}"
    )
