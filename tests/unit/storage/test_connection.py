import sqlite3
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from dzmap.core.problems import KnownError
from dzmap.storage.connection import connected, file_uri, transaction


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PurePosixPath("/home/用户/a b#1?.gpkg"), "/home/%E7%94%A8%E6%88%B7/a%20b%231%3F.gpkg"),
        (PureWindowsPath(r"C:\项目\a.gpkg"), "/C:/%E9%A1%B9%E7%9B%AE/a.gpkg"),
        (PureWindowsPath(r"\\server\共享\a.gpkg"), "//server/%E5%85%B1%E4%BA%AB/a.gpkg"),
    ],
)
def test_that_paths_become_uris_that_sqlite_takes(
    path: PurePosixPath | PureWindowsPath, uri: str
) -> None:
    assert file_uri(path) == f"file://{uri}"


def test_that_strange_names_are_opened_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "项目 50% #1?mode=ro&x.gpkg"
    path.touch()
    with connected(path, "没有保存", write=True) as connection:
        connection.execute("CREATE TABLE t (x)")
    assert path.stat().st_size > 0


def test_that_a_missing_file_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(KnownError), connected(tmp_path / "a", "没有保存", write=True) as connection:
        connection.execute("CREATE TABLE t (x)")
    assert list(tmp_path.iterdir()) == []


def test_that_an_error_inside_takes_everything_back(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    with connected(path, "没有保存", write=True) as connection:
        connection.execute("CREATE TABLE t (x)")
        rows = ((1 // number,) for number in (1, 0))
        with pytest.raises(ZeroDivisionError), transaction(connection):
            connection.executemany("INSERT INTO t VALUES (?)", rows)
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_that_durability_is_not_traded_for_speed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    with connected(path, "没有保存", write=True) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_that_a_log_left_by_another_program_is_folded_in(tmp_path: Path) -> None:
    path = tmp_path / "a"
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE t (x)")
    other.close()
    with connected(path, "没有保存", write=True) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_that_a_program_that_logs_ahead_does_not_stop_a_save(tmp_path: Path) -> None:
    """QGIS keeps a layer open with a write-ahead log while it is being edited."""
    path = tmp_path / "a"
    qgis = sqlite3.connect(path)
    qgis.execute("PRAGMA journal_mode = WAL")
    qgis.execute("CREATE TABLE t (x)")
    qgis.execute("SELECT * FROM t").fetchall()
    with connected(path, "没有保存", write=True) as connection, transaction(connection):
        connection.execute("INSERT INTO t VALUES (1)")
    assert qgis.execute("SELECT count(*) FROM t").fetchone() == (1,)
    qgis.close()
