import hashlib
import sqlite3
from pathlib import Path

import pytest

from dzmap.core.tables import TABLES
from dzmap.storage import GeoPackageStores
from dzmap.storage.schema import PROJECT_TABLES, SCHEMA_VERSION
from tests.helpers.project_tables import zones

PINNED = "eca0fe8215e13e7d"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path: Path = tmp_path_factory.mktemp("schema") / "a.gpkg"
    GeoPackageStores().create(path, {"zones": zones("甲")})
    return sqlite3.connect(path)


def _layout() -> str:
    """Everything about tables that an existing file would not have if it changed."""
    lines = [
        f"{table.name} {table.geometry} {column.name} {column.kind}"
        for table in TABLES.values()
        for column in table.columns
    ]
    lines += [f"{name} {' '.join(sql.split())}" for name, sql in PROJECT_TABLES.items()]
    return "\n".join([str(SCHEMA_VERSION), *sorted(lines)])


def test_that_a_changed_layout_comes_with_a_migration() -> None:
    """Fails when tables or columns change.

    If projects of this version are out: raise SCHEMA_VERSION and add a step to
    dzmap/storage/migrations. In both cases then pin the new value here.
    """
    assert hashlib.sha256(_layout().encode("utf-8")).hexdigest()[:16] == PINNED


def test_that_ids_are_unique_in_every_table(project: sqlite3.Connection) -> None:
    for name in TABLES:
        indexes = project.execute(f"PRAGMA index_list({name})").fetchall()
        unique = {
            column
            for _, index, is_unique, *_ in indexes
            if is_unique
            for _, _, column in project.execute(f"PRAGMA index_info({index})")
        }
        assert unique == {"id"}, name


def test_that_columns_carry_their_chinese_name_and_unit(project: sqlite3.Connection) -> None:
    rows = project.execute(
        "SELECT column_name, title, description FROM gpkg_data_columns WHERE table_name = 'projects'"
    ).fetchall()
    names = {column: (title, description) for column, title, description in rows}
    assert names["land_mu"] == ("用地", "单位：亩")
    assert set(names) == {column.name for column in TABLES["projects"].columns}


def test_that_layers_stand_in_the_declared_order_with_their_columns(
    project: sqlite3.Connection,
) -> None:
    found = [
        name for (name,) in project.execute("SELECT table_name FROM gpkg_contents ORDER BY rowid")
    ]
    assert found == [*TABLES, *PROJECT_TABLES, "layer_styles"]
    for name, table in TABLES.items():
        columns = [row[1] for row in project.execute(f"PRAGMA table_info({name})")]
        expected = [column.name for column in table.columns]
        assert columns == (["fid", "geom", *expected] if table.geometry else ["fid", *expected])


def test_that_other_programs_are_not_told_of_an_extension_they_would_warn_of(
    project: sqlite3.Connection,
) -> None:
    known = {name for (name,) in project.execute("SELECT extension_name FROM gpkg_extensions")}
    assert known == {"gpkg_rtree_index", "gpkg_schema"}
