"""Layers as bytes: geometries in Web Mercator steps that the page draws without any parsing.

Layout (little endian, every section padded to 4 bytes):

====================  =========  ==========================================================
header                int32 × 8  magic ``DZM1``, kind (0 point, 1 line, 2 polygon), features,
                                 rings, vertices, sum of the extras (below), 0, 0
x, y                  int32 × n  n = features (points) or vertices; 2³¹ steps span the world
feature starts        uint32     rings before each feature, one more at the end (not for points)
ring starts           uint32     vertices before each ring, one more at the end (not for points)
classes               uint8      class of each feature, 255 = none of the classes
anchor x, y           int32      where the label of each feature stands, the middle of its box where
                                 the layer has no labels (not for points)
seams                 int32 × 2  lines and vertices of the seams, then x, y, line starts (uint32)
                                 and classes (uint8); polygons with dashed outlines only
sizes                 float32    extra 1: pixels across of each mark, 0 = none
weights               float32    extra 2: what each point adds to a heat map
labelled              uint8      extra 4: 1 where a label is wanted
====================  =========  ==========================================================

Features keep the order of the rows, so a position is all that page and program exchange. A feature
without a usable place has x = y = ``NOWHERE`` or no rings. Web Mercator only draws: no area or
distance is ever taken from these numbers.

Seams are outlines with what neighbours share taken once: a dashed border drawn from both sides
would close its own gaps.
"""

import struct

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dzmap.services.feature_places import places_of
from dzmap.services.map_model import MapLayer

MAGIC = int.from_bytes(b"DZM1", "little")
WORLD_STEPS = 2.0**31
NOWHERE = -(2**31)
NO_CLASS = 255
_SIZES, _WEIGHTS, _LABELLED = 1, 2, 4
_KINDS = {"point": 0, "line": 1, "polygon": 2}
_MAX_LATITUDE = 85.05
_MOST_SEAM_FEATURES = 400  # beyond, the outlines are drawn feature by feature
_CAREFUL_ANCHORS = 400  # up to this many polygons the label stands in the largest inscribed circle

IntArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]


def pack(layer: MapLayer) -> bytes:
    """Pack geometries and classes of a layer.

    Args:
        layer: its frame in EPSG:4490 (another CRS is transformed, none is taken for EPSG:4490).

    Returns:
        The bytes described above.

    Raises:
        ValueError: an unknown kind, or more than 254 classes.
    """
    if layer.kind not in _KINDS:
        raise ValueError(f"unknown kind of layer: {layer.kind}")
    classes = class_positions(layer)
    extra, columns = _extras(layer)
    if layer.kind == "point":
        body = _pack_points(layer.features, classes, extra)
    else:
        geometries = np.asarray(_in_degrees(layer.features).geometry.array, dtype=object)
        body = _pack_shapes(layer, geometries, classes, extra)
    return b"".join((body, *(_bytes(column) for column in columns)))


def packs_alike(one: MapLayer, other: MapLayer) -> bool:
    """Whether ``pack`` gives the same bytes for both (frames are never changed in place)."""
    return one.features is other.features and _packed_fields(one) == _packed_fields(other)


def _packed_fields(layer: MapLayer) -> tuple[object, ...]:
    values = tuple(entry.value for entry in layer.classes)
    labelled = layer.label is not None
    return (layer.kind, values, needs_seams(layer), labelled, *_extra_columns(layer))


def _extra_columns(layer: MapLayer) -> tuple[str, str, str]:
    """The columns of sizes, weights and label rule; "" where there is none."""
    points = layer.kind == "point"
    wanted = (
        layer.size_column if points else "",
        layer.heat.weight_column if points and layer.heat is not None else "",
        layer.label.rule_column if layer.label is not None else "",
    )
    size, weight, rule = (name if name in layer.features.columns else "" for name in wanted)
    return size, weight, rule


def _extras(layer: MapLayer) -> tuple[int, list[npt.NDArray[np.generic]]]:
    size, weight, rule = _extra_columns(layer)
    extra = 0
    columns: list[npt.NDArray[np.generic]] = []
    for bit, name in ((_SIZES, size), (_WEIGHTS, weight)):
        if name:
            extra += bit
            numbers = pd.to_numeric(layer.features[name], errors="coerce")
            array = numbers.to_numpy(dtype=np.float32, na_value=np.nan)
            columns.append(np.where(np.isfinite(array), np.maximum(array, 0), 0).astype("<f4"))
    if rule:
        extra += _LABELLED
        chosen = layer.features[rule].astype("boolean").fillna(False)
        columns.append(chosen.to_numpy(dtype=np.uint8))
    return extra, columns


def class_positions(layer: MapLayer) -> npt.NDArray[np.uint8]:
    """Position in ``layer.classes`` of each feature's class; ``NO_CLASS`` where none fits."""
    if len(layer.classes) >= NO_CLASS:
        raise ValueError(f"{len(layer.classes)} classes in layer {layer.id}; 254 can be drawn")
    if "class" not in layer.features.columns:
        return np.zeros(len(layer.features), dtype=np.uint8)
    values = layer.features["class"]
    if not isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype("category")
    order = {entry.value: position for position, entry in enumerate(layer.classes)}
    lookup = [order.get(str(value), NO_CLASS) for value in values.cat.categories]
    table = np.array([*lookup, NO_CLASS], dtype=np.uint8)  # the last one answers code −1
    codes: npt.NDArray[np.intp] = values.cat.codes.to_numpy()
    return np.asarray(table[codes], dtype=np.uint8)


def to_steps(longitude: FloatArray, latitude: FloatArray) -> tuple[IntArray, IntArray]:
    """Web Mercator steps of positions in degrees; ``NOWHERE`` outside ±180°, ±85.05° or for NaN."""
    good = (np.abs(longitude) <= 180) & (np.abs(latitude) <= _MAX_LATITUDE)
    phi = np.radians(np.where(good, latitude, 0.0))
    x = np.where(good, longitude, 0.0) / 360 + 0.5
    y = 0.5 - np.arcsinh(np.tan(phi)) / (2 * np.pi)
    return _steps(x, good), _steps(y, good)


def _steps(world: FloatArray, good: npt.NDArray[np.bool_]) -> IntArray:
    steps = np.minimum(np.rint(world * WORLD_STEPS), WORLD_STEPS - 1)
    return np.where(good, steps, NOWHERE).astype(np.int32)


def _in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    crs = frame.crs
    return frame if crs is None or crs.is_geographic else frame.to_crs(4490)


def _pack_points(features: gpd.GeoDataFrame, classes: npt.NDArray[np.uint8], extra: int) -> bytes:
    longitude, latitude = places_of(_in_degrees(features))
    x, y = to_steps(longitude, latitude)
    header = struct.pack("<8i", MAGIC, 0, len(features), 0, 0, extra, 0, 0)
    return b"".join((header, _bytes(x), _bytes(y), _bytes(classes)))


def _pack_shapes(
    layer: MapLayer,
    geometries: npt.NDArray[np.object_],
    classes: npt.NDArray[np.uint8],
    extra: int,
) -> bytes:
    rings, owners = _rings(geometries, polygon=layer.kind == "polygon")
    coordinates, ring_of_vertex = shapely.get_coordinates(rings, return_index=True)
    x, y = to_steps(coordinates[:, 0], coordinates[:, 1])
    header = struct.pack(
        "<8i", MAGIC, _KINDS[layer.kind], len(geometries), len(rings), len(x), extra, 0, 0
    )
    anchors = _middles(geometries) if layer.label is None else _anchors(geometries, layer.kind)
    anchor_x, anchor_y = to_steps(*anchors)
    return b"".join(
        (
            header,
            _bytes(x),
            _bytes(y),
            _bytes(_starts(owners, len(geometries))),
            _bytes(_starts(ring_of_vertex, len(rings))),
            _bytes(classes),
            _bytes(anchor_x),
            _bytes(anchor_y),
            _seams(geometries, classes) if needs_seams(layer) else struct.pack("<2i", 0, 0),
        )
    )


def needs_seams(layer: MapLayer) -> bool:
    """Whether outlines that neighbours share must be drawn only once."""
    dashed = any(entry.symbol.dash for entry in layer.classes)
    return layer.kind == "polygon" and dashed and len(layer.features) <= _MOST_SEAM_FEATURES


def _seams(geometries: npt.NDArray[np.object_], classes: npt.NDArray[np.uint8]) -> bytes:
    lines: list[shapely.Geometry] = []
    owners: list[int] = []
    for position in sorted(set(classes.tolist()) - {NO_CLASS}):
        rings, _ = _rings(geometries[classes == position], polygon=True)
        merged = shapely.line_merge(shapely.union_all(rings))
        parts = shapely.get_parts(merged)
        lines.extend(parts)
        owners.extend([position] * len(parts))
    array = np.array(lines, dtype=object)
    coordinates, line_of_vertex = shapely.get_coordinates(array, return_index=True)
    x, y = to_steps(coordinates[:, 0], coordinates[:, 1])
    return b"".join(
        (
            struct.pack("<2i", len(lines), len(x)),
            _bytes(x),
            _bytes(y),
            _bytes(_starts(line_of_vertex, len(lines))),
            _bytes(np.array(owners, dtype=np.uint8)),
        )
    )


def _rings(
    geometries: npt.NDArray[np.object_], *, polygon: bool
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp]]:
    """Rings of polygons or lines of line strings, each with the position of its feature."""
    if polygon and np.all(shapely.get_type_id(geometries) == 3):
        outlines, outline_owner = shapely.get_rings(geometries, return_index=True)
        return outlines, outline_owner
    parts, owners = shapely.get_parts(geometries, return_index=True)
    if np.any(shapely.get_type_id(parts) > 3):  # collections inside collections
        parts, inner = shapely.get_parts(parts, return_index=True)
        owners = owners[inner]
    kinds = shapely.get_type_id(parts)
    if polygon:
        wanted = kinds == 3
        rings, ring_owner = shapely.get_rings(parts[wanted], return_index=True)
        return rings, owners[wanted][ring_owner]
    outlines, outline_owner = shapely.get_rings(parts[kinds == 3], return_index=True)
    lines = np.concatenate([parts[(kinds == 1) | (kinds == 2)], outlines])
    all_owners = np.concatenate(
        [owners[(kinds == 1) | (kinds == 2)], owners[kinds == 3][outline_owner]]
    )
    order = np.argsort(all_owners, kind="stable")
    return lines[order], all_owners[order]


def _starts(owners: npt.NDArray[np.intp], owner_count: int) -> npt.NDArray[np.uint32]:
    counts = np.bincount(owners, minlength=owner_count)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32)


def _middles(geometries: npt.NDArray[np.object_]) -> tuple[FloatArray, FloatArray]:
    west, south, east, north = shapely.bounds(geometries).T
    return (west + east) / 2, (south + north) / 2


def _anchors(geometries: npt.NDArray[np.object_], kind: str) -> tuple[FloatArray, FloatArray]:
    usable = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    longitude = np.full(len(geometries), np.nan)
    latitude = np.full(len(geometries), np.nan)
    if not usable.any():
        return longitude, latitude
    chosen = geometries[usable]
    if kind == "line":
        points = shapely.line_interpolate_point(_longest(chosen), 0.5, normalized=True)
    elif len(chosen) <= _CAREFUL_ANCHORS:
        points = np.array([_roomiest_point(geometry) for geometry in chosen], dtype=object)
    else:
        points = shapely.point_on_surface(chosen)
    longitude[usable], latitude[usable] = shapely.get_x(points), shapely.get_y(points)
    return longitude, latitude


def _longest(geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    lines, owners = _rings(geometries, polygon=False)
    result = np.full(len(geometries), shapely.from_wkt("LINESTRING EMPTY"), dtype=object)
    order = np.argsort(shapely.length(lines), kind="stable")
    result[owners[order]] = lines[order]  # the longest is assigned last
    return result


def _roomiest_point(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(geometry)
    part = parts[int(np.argmax(shapely.area(parts)))]
    size = max(np.ptp(part.bounds[0::2]), np.ptp(part.bounds[1::2]))
    plain = shapely.simplify(part, size / 200)
    if plain.geom_type != "Polygon" or plain.is_empty or not plain.is_valid or plain.area == 0:
        return shapely.point_on_surface(part)
    circle = shapely.maximum_inscribed_circle(plain, tolerance=size / 50)
    middle = shapely.centroid(plain)
    # The middle reads better than the roomiest place where there is nearly as much room.
    if plain.contains(middle) and plain.boundary.distance(middle) > 0.8 * shapely.length(circle):
        return middle
    return shapely.get_point(circle, 0)


def _bytes(array: npt.NDArray[np.generic]) -> bytes:
    data = np.ascontiguousarray(array).tobytes()
    return data + bytes(-len(data) % 4)
