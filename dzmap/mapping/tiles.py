"""The tiles that the page may ask for: of the base maps in use, and of nothing else."""

import logging
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window makes a shelf before geopandas is loaded
    from dzmap.services.ports import BaseMap

_LOG = logging.getLogger(__name__)
_FINEST = 24
_KEPT_BYTES = 32 * 2**20
_LARGEST = 16 * 2**20  # of one tile, unpacked
_GZIP = b"\x1f\x8b"
_VECTOR_MIME = "application/x-protobuf"
_MIMES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))

Key = tuple[str, int, int, int]


@dataclass(frozen=True)
class Tile:
    """Bytes and what they are."""

    mime: str
    body: bytes


@dataclass(eq=False)
class _Shelved:
    source: "BaseMap"
    faulty: bool = field(default=False)


class TileShelf:
    """Base maps under short ids, with the tiles that were asked for last.

    Every method is safe to call from any thread.

    Args:
        on_fault: hears once per base map of a tile that could not be read: its id and the error;
            called from the thread that wanted the tile.
    """

    def __init__(self, on_fault: Callable[[str, Exception], object] | None = None) -> None:
        self._on_fault = on_fault
        self._lock = threading.Lock()
        self._shelved: dict[str, _Shelved] = {}
        self._kept: OrderedDict[Key, Tile] = OrderedDict()
        self._bytes = 0
        self._next = 1

    def put(self, source: "BaseMap") -> str:
        """Offer a base map; returns the id by which the page asks for its tiles."""
        with self._lock:
            base = f"b{self._next}"
            self._next += 1
            self._shelved[base] = _Shelved(source)
        return base

    def drop(self, base: str) -> None:
        """Offer it no more and close it."""
        with self._lock:
            shelved = self._shelved.pop(base, None)
            for key in [key for key in self._kept if key[0] == base]:
                self._bytes -= len(self._kept.pop(key).body)
        if shelved is not None:
            shelved.source.close()

    def tile(self, base: str, zoom: int, column: int, row: int) -> Tile | None:
        """One tile; an empty one where there is no data, None for what cannot exist."""
        key = (base, zoom, column, row)
        with self._lock:
            shelved = self._shelved.get(base)
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
        if shelved is None or not _exists(zoom, column, row):
            return None
        if kept is not None:
            return kept
        facts = shelved.source.facts
        vector = facts.vector
        try:
            data = shelved.source.tile(zoom, column, row)
            tile = _checked(data, vector=vector) if data else _empty(vector=vector)
        except Exception as error:  # noqa: BLE001 - a damaged file fails in its library's own ways
            self._note_fault(base, shelved, error)
            return _empty(vector=vector) if vector or facts.overlay else Tile("image/png", _GREY)
        self._keep(key, shelved, tile)
        return tile

    def _keep(self, key: Key, shelved: _Shelved, tile: Tile) -> None:
        with self._lock:
            if self._shelved.get(key[0]) is not shelved or key in self._kept:
                return
            self._kept[key] = tile
            self._bytes += len(tile.body)
            while self._bytes > _KEPT_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest.body)

    def _note_fault(self, base: str, shelved: _Shelved, error: Exception) -> None:
        with self._lock:
            first, shelved.faulty = not shelved.faulty, True
            wanted = base in self._shelved  # one that was dropped meanwhile is no fault
        if first and wanted:
            _LOG.warning("base map %s: %s", shelved.source.facts.title, error)
            if self._on_fault is not None:
                self._on_fault(base, error)


def _exists(zoom: int, column: int, row: int) -> bool:
    return 0 <= zoom <= _FINEST and 0 <= column < 1 << zoom and 0 <= row < 1 << zoom


def _checked(data: bytes, *, vector: bool) -> Tile:
    """The tile, if it is what its base map says; ValueError for anything else."""
    if vector:
        return Tile(_VECTOR_MIME, _unpacked(data) if data.startswith(_GZIP) else data)
    for magic, mime in _MIMES:
        if data.startswith(magic):
            return Tile(mime, data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Tile("image/webp", data)
    raise ValueError("tile is no PNG, JPEG or WebP")


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        body = unpacker.decompress(data, _LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise ValueError("tile incomplete or too large")
    return body


def _empty(*, vector: bool) -> Tile:
    return Tile(_VECTOR_MIME, b"") if vector else Tile("image/png", _CLEAR)


# One pixel each, stretched by the page; quiet grey stands for a tile that could not be had.
_CLEAR = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000b4944415478da636000020000050001e9fadcd80000000049454e44ae426082"
)
_GREY = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da6378f2ecc57f00091603b25becccea0000000049454e44ae426082"
)
