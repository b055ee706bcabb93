import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pyogrio
import pytest

from dzmap.core.problems import KnownError
from dzmap.core.tables import TABLES
from dzmap.storage import GeoPackageStores
from dzmap.storage.connection import connected, transaction
from dzmap.storage.migrations import STEPS
from dzmap.storage.schema import SCHEMA_VERSION
from tests.helpers.old_projects import drop_layer, make_version_1, make_version_2, make_version_3
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
    make_version_1(path)
    _run(path, "UPDATE zones SET id = NULL WHERE fid = 2")
    return path


@pytest.fixture
def version_2(tmp_path: Path) -> Path:
    """A project as version 2 left it."""
    path = tmp_path / "二版.gpkg"
    GeoPackageStores().create(path, {"zones": zones("甲"), "enterprises": enterprises(5)})
    make_version_2(path)
    return path


@pytest.fixture
def version_3(tmp_path: Path) -> Path:
    """A project as version 3 left it."""
    path = tmp_path / "三版.gpkg"
    GeoPackageStores().create(path, {"zones": zones("甲"), "enterprises": enterprises(5)})
    make_version_3(path)
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
    ) == [(number, number + 1, NOW.isoformat()) for number in range(1, SCHEMA_VERSION)]
    triggers = "SELECT count(*) FROM sqlite_master WHERE name LIKE 'dzmap_fill_id_%'"
    assert _query(version_1, triggers) == [(len(TABLES),)]


LIKE_NEW = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name",
    "SELECT table_name, data_type, identifier, srs_id FROM gpkg_contents ORDER BY table_name",
    "SELECT * FROM gpkg_geometry_columns ORDER BY table_name",
    "SELECT * FROM gpkg_extensions ORDER BY table_name, extension_name",
    "SELECT * FROM gpkg_data_columns ORDER BY table_name, column_name",
    "SELECT f_table_name, f_geometry_column, styleQML FROM layer_styles ORDER BY f_table_name",
)


@pytest.mark.parametrize("version", ["version_1", "version_2", "version_3"])
def test_that_a_migrated_project_is_like_a_new_one(
    version: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    old: Path = request.getfixturevalue(version)
    GeoPackageStores().open(old).close()
    fresh = tmp_path / "新.gpkg"
    GeoPackageStores().create(fresh, {})
    for question in LIKE_NEW:
        assert _query(old, question) == _query(fresh, question)


def test_that_any_layer_and_column_that_is_new_is_added(version_2: Path, tmp_path: Path) -> None:
    """Whatever is declared later comes without further code: here a spatial layer and columns."""
    with connected(version_2, "", write=True) as connection, transaction(connection):
        drop_layer(connection, "parcels")
        for name, column in (("zones", "level"), ("project_years", "planned_wan_yuan")):
            connection.execute(f"ALTER TABLE {name} DROP COLUMN {column}")
            connection.execute(
                "DELETE FROM gpkg_data_columns WHERE table_name = ? AND column_name = ?",
                (name, column),
            )
    store = GeoPackageStores().open(version_2)
    assert store.read("zones")["level"].isna().all()
    assert store.read("zones")["name"].tolist() == ["甲"]
    store.close()
    fresh = tmp_path / "新.gpkg"
    GeoPackageStores().create(fresh, {})
    for question in LIKE_NEW[1:]:
        assert _query(version_2, question) == _query(fresh, question)
    for name in TABLES:
        columns = f"SELECT name, type FROM pragma_table_info('{name}') ORDER BY name"
        assert _query(version_2, columns) == _query(fresh, columns)
    parcel = zones("地块").drop(columns="id")[["name", "geometry"]]
    pyogrio.write_dataframe(parcel, version_2, layer="parcels", append=True, promote_to_multi=True)
    assert _query(version_2, "SELECT id FROM parcels") == [("x-1",)]
    assert _query(version_2, "SELECT count(*) FROM rtree_parcels_geom") == [(1,)]


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
