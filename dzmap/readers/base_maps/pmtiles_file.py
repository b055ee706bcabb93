"""PMTiles version 3: one file with a directory of tiles, raster or vector."""

import gzip
import json
import threading
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from dzmap.core.problems import BadInputError
from dzmap.services.base_map_model import BaseMapFacts

_HEADER_BYTES = 127
_DEEPEST = 4  # directories below each other, by the specification
_LARGEST = 64 * 2**20  # bytes of one directory, of the metadata, of one tile
_RASTER = (TileType.PNG, TileType.JPEG, TileType.WEBP)


_DAMAGE = (
    MagicNumberNotFound,
    SpecVersionUnsupported,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    zlib.error,
)


class PmtilesReader:
    """Opens PMTiles files."""

    def open(self, path: Path) -> "PmtilesMap":
        """Open a file; BadInputError if it is damaged or uses what cannot be read."""
        file = path.open("rb")
        try:
            return PmtilesMap(path, file)
        except _DAMAGE as error:
            file.close()
            raise _refused(path, _reason(error)) from error
        except BaseException:
            file.close()
            raise


class PmtilesMap:
    """One open file; safe to read from any thread."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._size = path.stat().st_size
        self._header = deserialize_header(self._bytes(0, _HEADER_BYTES))
        self._directory = lru_cache(maxsize=64)(self._read_directory)
        self._check(path)
        self.facts = _facts(path, self._header, self._metadata())

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """The tile as it is stored, or None if there is none; OSError or ValueError if damaged."""
        wanted = zxy_to_tileid(zoom, column, row)
        offset, length = self._header["root_offset"], self._header["root_length"]
        for _ in range(_DEEPEST):
            entry = find_tile(self._directory(offset, length), wanted)
            if entry is None:
                return None
            if entry.run_length:
                return self._bytes(self._header["tile_data_offset"] + entry.offset, entry.length)
            offset, length = self._header["leaf_directory_offset"] + entry.offset, entry.length
        raise ValueError("directories nested too deep")

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._file.close()

    def _check(self, path: Path) -> None:
        header = self._header
        if header["tile_data_offset"] + header["tile_data_length"] > self._size:
            raise _refused(path, "文件不完整，后面的一段缺失")
        if not self._directory(header["root_offset"], header["root_length"]):
            raise _refused(path, "文件里一个瓦片也没有")
        if header["tile_type"] not in (*_RASTER, TileType.MVT):
            raise _refused(path, f"瓦片格式 {header['tile_type'].name} 不支持")
        if header["tile_compression"] not in (Compression.NONE, Compression.GZIP):
            raise _refused(path, f"瓦片压缩方式 {header['tile_compression'].name} 不支持")

    def _read_directory(self, offset: int, length: int) -> list[Entry]:
        return deserialize_directory(self._bytes(offset, length))

    def _metadata(self) -> Mapping[str, Any]:
        data = self._bytes(self._header["metadata_offset"], self._header["metadata_length"])
        if self._header["internal_compression"] is Compression.GZIP and data:
            data = gzip.decompress(data)
        content = json.loads(data) if data else {}
        return content if isinstance(content, dict) else {}

    def _bytes(self, offset: int, length: int) -> bytes:
        if length > _LARGEST:
            raise ValueError("a part larger than any real one")
        with self._lock:
            self._file.seek(offset)
            data = self._file.read(length)
        if len(data) < length:
            raise EOFError("file ends early")
        return data


def _facts(path: Path, header: HeaderDict, metadata: Mapping[str, Any]) -> BaseMapFacts:
    sides = (header[key] for key in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"))
    west, south, east, north = (side / 1e7 for side in sides)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        west, south, east, north = -180.0, -85.0, 180.0, 85.0
    layers = metadata.get("vector_layers") or ()
    return BaseMapFacts(
        title=str(metadata.get("name") or path.stem),
        form="PMTiles",
        vector=header["tile_type"] is TileType.MVT,
        bounds=(west, south, east, north),
        coarsest=header["min_zoom"],
        finest=header["max_zoom"],
        attribution=str(metadata.get("attribution") or ""),
        layers=tuple(str(layer["id"]) for layer in layers),
    )


def _reason(error: Exception) -> str:
    if isinstance(error, SpecVersionUnsupported):
        return "是旧版 PMTiles，只支持第 3 版"
    if isinstance(error, MagicNumberNotFound):
        return "文件头不是 PMTiles"
    return "文件不完整或已损坏"


def _refused(path: Path, reason: str) -> BadInputError:
    return BadInputError(
        "不能用作底图",
        file=str(path),
        reason=reason,
        remedy="重新复制或下载这个文件；旧版或特殊压缩的可用 pmtiles 工具转换。",
    )
