"""Records that are one text each: the bookmarks of the map, and what was chosen for its layers."""

# ruff: noqa: S608
# Names of tables and columns are the program's own.

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from dzmap.core.bookmarks import Bookmark, decode_bookmark, encode_bookmark
from dzmap.core.layer_style import LayerStyle, LayerTree
from dzmap.core.layer_style_codec import decode_style, encode_style
from dzmap.core.problems import KnownError


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Kept = TypeVar("Kept", bound=_Identified)


@dataclass(frozen=True, kw_only=True)
class RecordTable(Generic[Kept]):
    """A table of the project file with one record a row: its id (``key``) and its content.

    ``decode`` raises a ValueError for what ``encode`` did not write. ``called`` names a record in
    Chinese, with “{}” for its id, and ``content`` what stands in it.
    """

    name: str
    key: str
    encode: Callable[[Kept], str]
    decode: Callable[[str], Kept]
    called: str
    content: str

    def write(self, connection: sqlite3.Connection, records: Iterable[Kept]) -> None:
        """Insert records, replacing those of the same ids."""
        connection.executemany(
            f"INSERT INTO {self.name} ({self.key}, content) VALUES (?, ?)"
            f" ON CONFLICT ({self.key}) DO UPDATE SET content = excluded.content",
            [(record.id, self.encode(record)) for record in records],
        )

    def delete(self, connection: sqlite3.Connection, records: Iterable[Kept]) -> None:
        """Delete records by their ids."""
        connection.executemany(
            f"DELETE FROM {self.name} WHERE {self.key} = ?", [(record.id,) for record in records]
        )

    def read(self, connection: sqlite3.Connection, path: Path) -> tuple[Kept, ...]:
        """All records, ordered by id.

        Raises:
            KnownError: one was altered outside dzmap.
        """
        found = []
        query = f"SELECT {self.key}, content FROM {self.name} ORDER BY {self.key}"
        for identifier, content in connection.execute(query):
            try:
                found.append(self.decode(content))
            except ValueError as error:
                raise KnownError(
                    f"读不出{self.called.format(identifier)}",
                    file=str(path),
                    reason=f"{self.content}在软件之外被改动过（{error}）",
                    remedy="从备份恢复这个项目文件；其余数据不受影响。",
                ) from error
        return tuple(found)


BOOKMARKS = RecordTable[Bookmark](
    name="dzmap_bookmarks",
    key="bookmark_id",
    encode=encode_bookmark,
    decode=decode_bookmark,
    called="书签“{}”",
    content="书签内容",
)
"""Bookmarks of the map."""

LAYER_STYLES = RecordTable[LayerStyle | LayerTree](
    name="dzmap_layer_styles",
    key="style_id",
    encode=encode_style,
    decode=decode_style,
    called="图层“{}”的样式",
    content="样式内容",
)
"""What the user chose for the layers of the map: one row per layer, and one for the layer tree."""
