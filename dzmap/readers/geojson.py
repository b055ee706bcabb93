"""GeoJSON, also as it is written in practice: any encoding, plane coordinates, open rings."""

import json
import re
from typing import Any

import pyproj
import shapely

from dzmap.core.problems import BadInputError
from dzmap.readers.cells import objects_of
from dzmap.readers.encodings import decode
from dzmap.readers.features import Features
from dzmap.readers.sheets import Cell


def read_geojson(data: bytes, file: str) -> Features:
    """The features of a FeatureCollection (or of one Feature).

    Coordinates without a ``crs`` member may be anything: the answer's ``crs`` is None then.

    Raises:
        BadInputError: not text, not JSON, not GeoJSON, or without features.
    """
    features, body = _features(data, file)
    columns: dict[str, list[Cell]] = {}
    shapes: list[shapely.Geometry | None] = []
    closed, broken = [], []
    for position, feature in enumerate(features):
        stated = feature.get("properties")
        properties = stated if isinstance(stated, dict) else {}
        for name in properties:
            columns.setdefault(str(name), [""] * len(features))
        for name, value in properties.items():
            columns[str(name)][position] = _cell(value)
        geometry = feature.get("geometry")
        shape = _shape(geometry)
        shapes.append(shape)
        if geometry and shape is None:
            broken.append(position)
        elif geometry and not _rings_closed(geometry):
            closed.append(position)
    return Features(
        file=file,
        layer="",
        columns=columns,
        shapes=objects_of(shapes),
        crs=_crs(body),
        closed=tuple(closed),
        broken=tuple(broken),
    )


def _features(data: bytes, file: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    decoded = decode(data)
    if decoded is None:
        raise BadInputError("打不开这个文件", file=file, reason="不是文本", remedy=_EXPORT)
    try:
        body = json.loads(decoded.text)
    except RecursionError as error:
        raise BadInputError(
            "打不开这个文件", file=file, reason="括号嵌套太深，不是 GeoJSON", remedy=_EXPORT
        ) from error
    except json.JSONDecodeError as error:
        if decoded.text.lstrip().startswith("<"):
            raise BadInputError(
                "打不开这个文件",
                file=file,
                reason="内容其实是 XML（如 KML、GML），不是 GeoJSON",
                remedy=_EXPORT,
            ) from error
        cut = not decoded.text.rstrip().endswith("}")
        raise BadInputError(
            "打不开这个文件",
            file=file,
            reason=f"第 {error.lineno} 行第 {error.colno} 个字符处不是有效的 JSON"
            + ("，像是文件不完整" if cut else ""),
            remedy=_EXPORT,
        ) from error
    kind = body.get("type") if isinstance(body, dict) else None
    features = body.get("features") if kind == "FeatureCollection" else [body]
    if kind not in {"FeatureCollection", "Feature"} or not isinstance(features, list):
        raise BadInputError(
            "打不开这个文件",
            file=file,
            reason="是 JSON，但不是 GeoJSON（没有 FeatureCollection）",
            remedy=_EXPORT,
        )
    return [feature for feature in features if isinstance(feature, dict)], body


_LARGEST = 1e300  # of whole numbers JSON allows any; what is larger stays text
_EXPORT = "在 GIS 软件里重新导出为 GeoJSON（UTF-8）或 GeoPackage。原文件不会改动。"


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float) and abs(value) < _LARGEST:
        return float(value)
    return json.dumps(value, ensure_ascii=False)


def _shape(geometry: Any) -> shapely.Geometry | None:
    if not isinstance(geometry, dict):
        return None
    try:
        shape: shapely.Geometry = shapely.geometry.shape(geometry)
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError):
        return None
    return shape


def _rings_closed(geometry: dict[str, Any]) -> bool:
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        return True
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return all(ring[0] == ring[-1] for polygon in polygons for ring in polygon if ring)


def _crs(body: dict[str, Any]) -> pyproj.CRS | None:
    crs = body.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    found = re.search(r"EPSG:{1,2}(\d{4,6})", name, re.IGNORECASE)
    if not found:
        return None
    try:
        return pyproj.CRS.from_epsg(int(found[1]))
    except pyproj.exceptions.CRSError:
        return None
