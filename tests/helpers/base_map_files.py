"""Small base map files of each format, made for tests."""

import gzip
import json
import sqlite3
from pathlib import Path

import numpy as np
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from dzmap.readers.base_maps.png import rgba_png

DEZHOU = (116.0, 37.0, 117.0, 38.0)


def plain_png(red: int, green: int, blue: int) -> bytes:
    """A tile of one colour."""
    return rgba_png(np.full((256, 256, 4), (red, green, blue, 255), dtype=np.uint8))


def write_mbtiles(
    path: Path,
    tiles: dict[tuple[int, int, int], bytes],
    **metadata: str,
) -> Path:
    """Tiles by (zoom, column, row from the north)."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE metadata (name text, value text)")
        connection.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer,"
            " tile_row integer, tile_data blob)"
        )
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        connection.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)",
            [(z, x, (1 << z) - 1 - y, data) for (z, x, y), data in tiles.items()],
        )
    connection.close()
    return path


def write_pmtiles(
    path: Path,
    tiles: dict[tuple[int, int, int], bytes],
    *,
    kind: TileType = TileType.PNG,
    compression: Compression = Compression.NONE,
    **metadata: object,
) -> Path:
    """Tiles by (zoom, column, row from the north)."""
    with path.open("wb") as file:
        writer = Writer(file)  # type: ignore[no-untyped-call]
        for place, data in sorted(tiles.items(), key=lambda entry: zxy_to_tileid(*entry[0])):
            packed = gzip.compress(data) if compression is Compression.GZIP else data
            writer.write_tile(zxy_to_tileid(*place), packed)  # type: ignore[no-untyped-call]
        west, south, east, north = (round(side * 1e7) for side in DEZHOU)
        writer.finalize(  # type: ignore[no-untyped-call]
            {
                "tile_type": kind,
                "tile_compression": compression,
                "min_lon_e7": west,
                "min_lat_e7": south,
                "max_lon_e7": east,
                "max_lat_e7": north,
            },
            metadata,
        )
    return path


def vector_tile(layer: str, box: tuple[int, int, int, int], name: str = "") -> bytes:
    """A vector tile with one rectangle (left, top, right, bottom in 4096ths), maybe named."""
    left, top, right, bottom = box
    geometry = [
        9, _zigzag(left), _zigzag(top),
        26, _zigzag(right - left), 0, 0, _zigzag(bottom - top), _zigzag(left - right), 0,
        15,
    ]  # fmt: skip
    tags = _field(2, _varint(0) + _varint(0)) if name else b""
    packed = b"".join(_varint(value) for value in geometry)
    feature = tags + _varint(3 << 3) + _varint(3) + _field(4, packed)
    keys = _field(3, b"name") + _field(4, _field(1, name.encode())) if name else b""
    content = (
        _field(1, layer.encode())
        + _field(2, feature)
        + keys
        + _varint(5 << 3)
        + _varint(4096)
        + _varint(15 << 3)
        + _varint(2)
    )
    return _field(3, content)


def vector_layers(*names: str) -> str:
    """The metadata entry ``json`` of an MBTiles file with vector tiles."""
    return json.dumps({"vector_layers": [{"id": name, "fields": {}} for name in names]})


def _zigzag(value: int) -> int:
    return (value << 1) ^ (value >> 31)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data
