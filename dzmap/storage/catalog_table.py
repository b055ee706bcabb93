"""The catalogs of a project: one row per catalog and version, with a checksum."""

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from dzmap.core.catalog_codec import decode_catalog, encode_catalog
from dzmap.core.catalogs import Catalog
from dzmap.core.problems import KnownError


def write_catalogs(connection: sqlite3.Connection, catalogs: Iterable[Catalog]) -> None:
    """Insert catalogs, replacing those of the same id and version."""
    rows = []
    for catalog in catalogs:
        content = encode_catalog(catalog)
        rows.append(
            (
                catalog.id,
                catalog.version,
                catalog.title,
                catalog.published,
                _checksum(content),
                content,
            )
        )
    connection.executemany(
        "INSERT INTO dzmap_catalogs (catalog_id, version, title, published, sha256, content)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (catalog_id, version) DO UPDATE SET"
        " title = excluded.title, published = excluded.published,"
        " sha256 = excluded.sha256, content = excluded.content",
        rows,
    )


def delete_catalogs(connection: sqlite3.Connection, catalogs: Iterable[Catalog]) -> None:
    """Delete catalogs by id and version."""
    connection.executemany(
        "DELETE FROM dzmap_catalogs WHERE catalog_id = ? AND version = ?",
        [(catalog.id, catalog.version) for catalog in catalogs],
    )


def read_catalogs(connection: sqlite3.Connection, path: Path) -> tuple[Catalog, ...]:
    """All catalogs, ordered by id and version.

    Raises:
        KnownError: a catalog was altered outside dzmap; verdicts must not rest on it.
    """
    catalogs = []
    query = "SELECT title, sha256, content FROM dzmap_catalogs ORDER BY catalog_id, version"
    for title, checksum, content in connection.execute(query):
        try:
            if _checksum(content) != checksum:
                raise ValueError("checksum differs")  # noqa: TRY301 - same outcome as undecodable
            catalogs.append(decode_catalog(content))
        except ValueError as error:
            raise KnownError(
                f"读不出准入目录“{title}”",
                file=str(path),
                reason="目录内容在软件之外被改动过，与校验值不符",
                remedy="从备份恢复这个项目文件，再重新导入这部目录。",
            ) from error
    return tuple(catalogs)


def _checksum(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8")).hexdigest()
