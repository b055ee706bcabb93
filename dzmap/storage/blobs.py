"""Geometry as GeoPackage stores it: a small header before plain WKB."""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

SRS_ID = 4490

_MAGIC = b"GP"
_LITTLE_ENDIAN = 0x01
_EMPTY = 0x10
_ENVELOPE_DOUBLES = {0: 0, 1: 4, 2: 6, 3: 6, 4: 8}
_HEADER = struct.Struct("<2sBBi")
_ENVELOPE = struct.Struct("<4d")

Bounds = tuple[float, float, float, float]


def to_blobs(places: npt.NDArray[np.object_] | Sequence[Any]) -> list[bytes | None]:
    """GeoPackage blobs of geometries in EPSG:4490; None where there is no geometry.

    Points carry no envelope, everything else its (minx, maxx, miny, maxy), as GDAL writes it.
    """
    shapes = np.asarray(places, dtype=object)
    wkbs = shapely.to_wkb(shapes, byte_order=1, include_srid=False)
    bounds = shapely.bounds(shapes)
    kinds = shapely.get_type_id(shapes)
    point_header = _HEADER.pack(_MAGIC, 0, _LITTLE_ENDIAN, SRS_ID)
    box_header = _HEADER.pack(_MAGIC, 0, _LITTLE_ENDIAN | 1 << 1, SRS_ID)
    blobs: list[bytes | None] = []
    for wkb, kind, (minx, miny, maxx, maxy) in zip(wkbs, kinds, bounds, strict=True):
        if wkb is None:
            blobs.append(None)
        elif kind == shapely.GeometryType.POINT:
            blobs.append(point_header + wkb)
        else:
            blobs.append(box_header + _ENVELOPE.pack(minx, maxx, miny, maxy) + wkb)
    return blobs


def blob_bounds(blob: bytes | None) -> Bounds | None:
    """The (minx, miny, maxx, maxy) of a GeoPackage blob; None if empty, missing or foreign."""
    if blob is None or len(blob) < _HEADER.size or blob[:2] != _MAGIC:
        return None
    flags = blob[3]
    if flags & _EMPTY:
        return None
    doubles = _ENVELOPE_DOUBLES.get(flags >> 1 & 0x07)
    if doubles is None:
        return None
    if doubles:
        order = "<" if flags & _LITTLE_ENDIAN else ">"
        minx, maxx, miny, maxy = struct.unpack_from(f"{order}4d", blob, _HEADER.size)
        return minx, miny, maxx, maxy
    bounds = shapely.bounds(shapely.from_wkb(blob[_HEADER.size :], on_invalid="ignore"))
    if np.isnan(bounds).any():
        return None
    return tuple(bounds.tolist())


def from_blobs(blobs: Sequence[bytes | None]) -> npt.NDArray[np.object_]:
    """The geometries of GeoPackage blobs; None where there is none, or a foreign one."""
    return np.asarray(shapely.from_wkb([_wkb(blob) for blob in blobs]), dtype=object)


def _wkb(blob: bytes | None) -> bytes | None:
    if blob is None or len(blob) < _HEADER.size or blob[:2] != _MAGIC or blob[3] & _EMPTY:
        return None
    doubles = _ENVELOPE_DOUBLES.get(blob[3] >> 1 & 0x07)
    return None if doubles is None else blob[_HEADER.size + 8 * doubles :]
