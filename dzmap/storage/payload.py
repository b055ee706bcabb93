"""Change sets as compressed JSON, for the history table and the recovery journal.

A payload holds the rows before and after, so it reads forwards and backwards.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.bookmarks import decode_bookmark, encode_bookmark
from dzmap.core.catalog_codec import decode_catalog, encode_catalog
from dzmap.core.changes import (
    BOOKMARK_TABLE,
    CATALOG_TABLE,
    LAYER_STYLE_TABLE,
    OVERRIDE_TABLE,
    RECORDS,
    RUN_TABLE,
    ChangeSet,
    TableChange,
    record_rows,
)
from dzmap.core.frames import STORAGE_CRS, conform
from dzmap.core.kept_runs import (
    decode_override,
    decode_run,
    encode_override,
    encode_run,
    with_parts,
)
from dzmap.core.layer_style_codec import decode_style, encode_style
from dzmap.core.tables import TABLES, Table
from dzmap.storage.cells import cells

_FAST = 1  # compression level: saving must not wait for the last percent


def encode_change(change: ChangeSet, *, contents: bool = True) -> bytes:
    """The whole change set as bytes.

    Without ``contents`` of a kept run only its record is told: the file holds its content already,
    and when it is deleted there, nothing of it shall be left in the history.
    """
    document = {
        "id": change.id,
        "title": change.title,
        "author": change.author,
        "at": change.at.isoformat(),
        "tables": [
            {
                "table": part.table,
                "before": _encode_rows(part.table, part.before, contents=contents),
                "after": _encode_rows(part.table, part.after, contents=contents),
            }
            for part in change.tables
        ],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8"), _FAST)


def decode_change(data: bytes) -> ChangeSet:
    """The change set that ``encode_change`` was given; ValueError if the bytes are damaged."""
    try:
        document = json.loads(zlib.decompress(data).decode("utf-8"))
        return ChangeSet(
            id=document["id"],
            title=document["title"],
            author=document["author"],
            at=datetime.fromisoformat(document["at"]),
            tables=tuple(
                TableChange(
                    part["table"],
                    _decode_rows(part["table"], part["before"]),
                    _decode_rows(part["table"], part["after"]),
                )
                for part in document["tables"]
            ),
        )
    except (zlib.error, KeyError, TypeError) as error:
        raise ValueError(f"not a change set: {error!r}") from error


def _encode_rows(name: str, rows: pd.DataFrame, *, contents: bool) -> dict[str, Any]:
    if name in RECORDS:
        return _encode_records(name, rows, contents=contents)
    table = TABLES[name]
    encoded = {column.name: cells(rows[column.name], column.kind) for column in table.columns}
    if table.geometry:
        encoded["geometry"] = shapely.to_wkb(rows["geometry"].to_numpy(), hex=True).tolist()
    return encoded


def _encode_records(name: str, rows: pd.DataFrame, *, contents: bool) -> dict[str, Any]:
    column = RECORDS[name]
    records = rows[column].tolist() if len(rows) else []
    encode, _ = _CODECS[name]
    encoded: dict[str, Any] = {column: [encode(record) for record in records]}
    if name == RUN_TABLE and contents:
        encoded["parts"] = {
            digest: b64encode(content).decode("ascii")
            for run in records
            for digest, content in run.parts.items()
        }
    return encoded


def _decode_rows(name: str, encoded: Mapping[str, Any]) -> pd.DataFrame:
    if name not in RECORDS:
        return _frame(TABLES[name], encoded)
    _, decode = _CODECS[name]
    records = [decode(text) for text in encoded[RECORDS[name]]]
    if name == RUN_TABLE:
        parts = {digest: b64decode(text) for digest, text in encoded.get("parts", {}).items()}
        records = [with_parts(run, parts) for run in records]
    return record_rows(name, records)


_CODECS: Mapping[str, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    CATALOG_TABLE: (encode_catalog, decode_catalog),
    RUN_TABLE: (encode_run, decode_run),
    OVERRIDE_TABLE: (encode_override, decode_override),
    LAYER_STYLE_TABLE: (encode_style, decode_style),
    BOOKMARK_TABLE: (encode_bookmark, decode_bookmark),
}


def _frame(table: Table, encoded: Mapping[str, list[Any]]) -> pd.DataFrame:
    # Columns that a later version dropped are left out; new ones come as missing values.
    plain = pd.DataFrame(
        {
            column.name: pd.Series(encoded[column.name], dtype="object")
            for column in table.columns
            if column.name in encoded
        }
    )
    if table.geometry:
        wkb = np.array(encoded["geometry"], dtype=object)
        return conform(
            gpd.GeoDataFrame(plain, geometry=shapely.from_wkb(wkb), crs=STORAGE_CRS), table
        )
    return conform(plain, table)
