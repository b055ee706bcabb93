import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dzmap.core.problems import KnownError
from dzmap.core.tables import TABLES
from dzmap.storage import GeoPackageStores
from dzmap.storage.connection import connected
from dzmap.storage.migrations import STEPS
from dzmap.storage.schema import SCHEMA_VERSION
from tests.helpers.project_tables import enterprises, zones

NOW = datetime(2022, 5, 1, tzinfo=UTC)


def _run(path: Path, *statements: str) -> None:
    with connected(path, "", write=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _query(path: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute(statement).fetchall()
    connection.close()
    return rows


@pytest.fixture
def version_1(tmp_path: Path) -> Path:
    """A project as version 1 left it: no triggers, and a row drawn in QGIS without an id."""
    path = tmp_path / "旧项目.gpkg"
    GeoPackageStores().create(path, {"zones": zones("甲", "乙"), "enterprises": enterprises(5)})
    _run(
        path,
        *(f"DROP TRIGGER dzmap_fill_id_{name}" for name in TABLES),
        "UPDATE dzmap_meta SET value = '1' WHERE key = 'schema_version'",
        "UPDATE zones SET id = NULL WHERE fid = 2",
    )
    return path


def test_that_there_is_a_step_from_every_version() -> None:
    assert [step.from_version for step in STEPS] == list(range(1, SCHEMA_VERSION))
    assert all(step.title for step in STEPS)


def test_that_an_old_project_is_brought_up_to_date(version_1: Path) -> None:
    store = GeoPackageStores(clock=lambda: NOW).open(version_1)
    assert store.metadata()["schema_version"] == str(SCHEMA_VERSION)
    assert store.read("zones")["id"].tolist() == ["z1", "x-2"]
    assert store.read("zones")["name"].tolist() == ["甲", "乙"]
    store.close()
    assert _query(
        version_1, "SELECT from_version, to_version, applied_at FROM dzmap_migrations"
    ) == [(1, 2, NOW.isoformat())]
    triggers = "SELECT count(*) FROM sqlite_master WHERE name LIKE 'dzmap_fill_id_%'"
    assert _query(version_1, triggers) == [(len(TABLES),)]


def test_that_a_migrated_project_is_like_a_new_one(version_1: Path, tmp_path: Path) -> None:
    GeoPackageStores().open(version_1).close()
    fresh = tmp_path / "新.gpkg"
    GeoPackageStores().create(fresh, {})
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
    assert _query(version_1, schema) == _query(fresh, schema)


def test_that_the_old_file_stays_beside_it(version_1: Path) -> None:
    before = version_1.read_bytes()
    GeoPackageStores().open(version_1).close()
    backup = version_1.with_name("旧项目.升级前-v1.gpkg")
    assert _query(backup, "SELECT value FROM dzmap_meta WHERE key = 'schema_version'") == [("1",)]
    assert len(backup.read_bytes()) == len(before)
    # A second old file of the same name does not overwrite the first copy.
    version_1.write_bytes(before)
    GeoPackageStores().open(version_1).close()
    assert version_1.with_name("旧项目.升级前-v1-2.gpkg").exists()


def test_that_an_old_project_cannot_be_opened_read_only(version_1: Path) -> None:
    before = version_1.read_bytes()
    with pytest.raises(KnownError) as caught:
        GeoPackageStores().open(version_1, read_only=True)
    assert "旧版" in caught.value.what
    assert "窗口里打开" in caught.value.remedy
    assert version_1.read_bytes() == before


def test_that_a_migration_that_fails_leaves_the_old_file(version_1: Path) -> None:
    _run(version_1, "DROP TABLE plan_targets")
    before = _query(version_1, "SELECT name, sql FROM sqlite_master ORDER BY name")
    with pytest.raises(KnownError) as caught:
        GeoPackageStores().open(version_1)
    assert "没有升级" in caught.value.what
    assert _query(version_1, "SELECT name, sql FROM sqlite_master ORDER BY name") == before
    assert not list(version_1.parent.glob(".*"))
