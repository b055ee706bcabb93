"""MBTiles: tiles in an sqlite file, raster or vector, read only and never locked."""

import json
import math
import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path

from dzmap.core.problems import BadInputError
from dzmap.services.base_map_model import BaseMapFacts
from dzmap.storage.connection import file_uri, known

_WHAT = "不能用作底图"
_REMEDY = "换一个文件，或重新复制、重新导出这个文件。"
_VECTOR = ("pbf", "mvt")
_FINEST = 24

Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees


class MbtilesReader:
    """Opens MBTiles files."""

    def open(self, path: Path) -> "MbtilesMap":
        """Open a file; KnownError if it is damaged, holds no tiles or is another database."""
        try:
            # immutable: no locks, no journal beside the file, so it may lie on a read-only disk.
            uri = f"{file_uri(path.absolute())}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            try:
                return MbtilesMap(path, connection)
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise known(error, _WHAT, path) from error
        except (TypeError, ValueError, OverflowError) as error:
            raise _refused(path, "瓦片的编号或内容不是 MBTiles 的写法") from error


class MbtilesMap:
    """One open file; safe to read from any thread."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._path = path
        self._from_south = True
        self.facts = self._read_facts()

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """The tile as it is stored, or None if there is none; sqlite3.Error if damaged."""
        if self._from_south:
            row = (1 << zoom) - 1 - row
        with self._lock:
            found = self._connection.execute(
                "SELECT tile_data FROM tiles"
                " WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                (zoom, column, row),
            ).fetchone()
        return bytes(found[0]) if found is not None and found[0] is not None else None

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._connection.close()

    def _read_facts(self) -> BaseMapFacts:
        execute = self._connection.execute
        names = {name for (name,) in execute("SELECT name FROM sqlite_master")}
        if "tiles" not in names:
            raise _refused(self._path, "是数据库文件，但里面没有瓦片表 tiles，不是 MBTiles")
        sample = execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
        if sample is None:
            raise _refused(self._path, "文件里一个瓦片也没有")
        said = self._metadata() if "metadata" in names else {}
        coarsest, finest = execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        if not (isinstance(coarsest, int) and isinstance(finest, int) and coarsest >= 0):
            raise _refused(self._path, "瓦片级别不是数字")
        finest = min(finest, _FINEST)
        bounds = _said_bounds(said.get("bounds", ""))
        covered = self._tile_bounds(finest)
        if bounds is not None and not _overlap(bounds, covered):
            # By the specification rows count from the south; some programs count from the north.
            mirrored = (covered[0], -covered[3], covered[2], -covered[1])
            self._from_south = not _overlap(bounds, mirrored)
            bounds = covered if self._from_south else bounds
        form = said.get("format", "").lower()
        vector = form in _VECTOR or (not form and _looks_vector(sample[0]))
        return BaseMapFacts(
            title=said.get("name") or self._path.stem,
            form="MBTiles",
            vector=vector,
            bounds=bounds or covered,
            coarsest=coarsest,
            finest=finest,
            attribution=said.get("attribution", ""),
            layers=_vector_layers(said.get("json", "")) if vector else (),
        )

    def _metadata(self) -> Mapping[str, str]:
        rows = self._connection.execute("SELECT name, value FROM metadata")
        return {str(name): str(value) for name, value in rows if value is not None}

    def _tile_bounds(self, zoom: int) -> Bounds:
        west, east, south, north = self._connection.execute(
            "SELECT min(tile_column), max(tile_column), min(tile_row), max(tile_row)"
            " FROM tiles WHERE zoom_level = ?",
            (zoom,),
        ).fetchone()
        side = 1 << zoom
        lon = [place / side * 360 - 180 for place in (west, east + 1)]
        lat = [
            math.degrees(math.atan(math.sinh(math.pi * (2 * place / side - 1))))
            for place in (south, north + 1)
        ]
        return lon[0], lat[0], lon[1], lat[1]


def _refused(path: Path, reason: str) -> BadInputError:
    return BadInputError(_WHAT, file=str(path), reason=reason, remedy=_REMEDY)


def _looks_vector(data: bytes) -> bool:
    return data[:2] == b"\x1f\x8b" or data[:1] == b"\x1a"


def _said_bounds(text: str) -> Bounds | None:
    """Bounds as the file says them; None if they cannot be true."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    true = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if true else None


def _overlap(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _vector_layers(text: str) -> tuple[str, ...]:
    try:
        return tuple(str(layer["id"]) for layer in json.loads(text)["vector_layers"])
    except (ValueError, KeyError, TypeError):
        return ()
