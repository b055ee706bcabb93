"""Bookmarks in a real project file: ordered, saved, undone, recovered, damaged."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dzmap.core.bookmarks import Bookmark
from dzmap.core.problems import KnownError
from dzmap.services.bookmarking import free_name, keep, listed, move, remove
from dzmap.services.session import create_project, open_session
from dzmap.storage import GeoPackageStores
from tests.helpers.project_tables import zones

QIHE = Bookmark(
    id="a",
    name="齐河 <b>",
    longitude=116.7,
    latitude=36.8,
    scale=50_000.0,
    layers=("zones",),
    year=2021,
)
LELING = Bookmark(id="b", name="乐陵", longitude=117.2, latitude=37.7, scale=1e6, note="看北区")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "德州.gpkg"
    create_project(GeoPackageStores(), path, {"zones": zones("甲")})
    with closing(open_session(GeoPackageStores(), path)) as session:
        keep(session, QIHE, title="加书签")
        keep(session, LELING, title="加书签")
        session.save()
    return path


def test_that_bookmarks_travel_with_the_project_in_their_order(project: Path) -> None:
    with closing(open_session(GeoPackageStores(), project)) as session:
        assert listed(session) == [replace(QIHE, rank=1), replace(LELING, rank=2)]
        move(session, listed(session)[1], -1)
        move(session, listed(session)[0], -1)
        assert [one.name for one in listed(session)] == ["乐陵", "齐河 <b>"]
        remove(session, listed(session)[1])
        session.save()
        session.undo()
        assert [one.name for one in listed(session)] == ["乐陵", "齐河 <b>"]


def test_that_bookmarks_come_back_after_a_crash(project: Path) -> None:
    crashed = open_session(GeoPackageStores(), project)
    keep(crashed, replace(QIHE, name="齐河", rank=1), title="重命名书签")
    journal = project.with_name(f".{project.name}.journal")
    left = journal.read_bytes()
    crashed.close()
    journal.write_bytes(left)
    with closing(open_session(GeoPackageStores(), project)) as session:
        assert session.recover() == 1
        assert listed(session)[0].name == "齐河"


def test_that_names_are_told_apart(project: Path) -> None:
    with closing(open_session(GeoPackageStores(), project)) as session:
        assert free_name(session, "齐河") == "齐河"
        assert free_name(session, "乐陵") == "乐陵 2"


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "[]",
        '{"id": "a", "name": "x", "longitude": 116, "latitude": 36, "scale": 0}',
        '{"id": "a", "name": 3, "longitude": 116, "latitude": 36, "scale": 5}',
        '{"id": "a", "name": "x", "longitude": 116, "latitude": 36, "scale": 5, "layers": [1]}',
    ],
)
def test_that_a_bookmark_altered_outside_is_refused_by_name(project: Path, content: str) -> None:
    with closing(sqlite3.connect(project)) as connection, connection:
        connection.execute("UPDATE dzmap_bookmarks SET content = ?", (content,))
    with (
        closing(open_session(GeoPackageStores(), project)) as session,
        pytest.raises(KnownError, match="书签“a”"),
    ):
        session.bookmarks()
