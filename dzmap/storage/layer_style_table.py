"""What the user chose for the layers of the map: one row per layer, and one for the layer tree."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from dzmap.core.layer_style import LayerStyle, LayerTree
from dzmap.core.layer_style_codec import decode_style, encode_style
from dzmap.core.problems import KnownError


def write_layer_styles(
    connection: sqlite3.Connection, records: Iterable[LayerStyle | LayerTree]
) -> None:
    """Insert styles, replacing those of the same layers."""
    connection.executemany(
        "INSERT INTO dzmap_layer_styles (style_id, content) VALUES (?, ?)"
        " ON CONFLICT (style_id) DO UPDATE SET content = excluded.content",
        [(record.id, encode_style(record)) for record in records],
    )


def delete_layer_styles(
    connection: sqlite3.Connection, records: Iterable[LayerStyle | LayerTree]
) -> None:
    """Delete styles by the layers they are for."""
    connection.executemany(
        "DELETE FROM dzmap_layer_styles WHERE style_id = ?", [(record.id,) for record in records]
    )


def read_layer_styles(
    connection: sqlite3.Connection, path: Path
) -> tuple[LayerStyle | LayerTree, ...]:
    """All styles and the layer tree, ordered by id.

    Raises:
        KnownError: one was altered outside dzmap.
    """
    records = []
    query = "SELECT style_id, content FROM dzmap_layer_styles ORDER BY style_id"
    for style_id, content in connection.execute(query):
        try:
            records.append(decode_style(content))
        except ValueError as error:
            raise KnownError(
                f"读不出图层“{style_id}”的样式",
                file=str(path),
                reason=f"样式内容在软件之外被改动过，已不是样式（{error}）",
                remedy="从备份恢复这个项目文件；其余数据不受影响。",
            ) from error
    return tuple(records)
