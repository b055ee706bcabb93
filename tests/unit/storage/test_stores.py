from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from typing_extensions import override

from dzmap.core.changes import CATALOG_TABLE
from dzmap.core.frames import empty
from dzmap.core.problems import Cancelled, KnownError
from dzmap.core.tables import TABLES
from dzmap.services.jobs import CancellableProgress
from dzmap.services.ports import ProjectStore, ProjectStores
from dzmap.storage import GeoPackageStores
from tests.helpers.project_tables import PLAIN, differences, enterprises, project_years, zones

NOW = datetime(2021, 12, 31, 8, tzinfo=UTC)


def test_that_the_adapter_fits_the_port(tmp_path: Path) -> None:
    stores: ProjectStores = GeoPackageStores()
    stores.create(tmp_path / "a.gpkg", {})
    store: ProjectStore = stores.open(tmp_path / "a.gpkg")
    assert store.path == tmp_path / "a.gpkg"
    store.close()


def test_that_what_is_written_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "德州 项目 #1.gpkg"
    tables = {
        "zones": zones("齐河经开区", "<img src=x onerror=…>"),
        "enterprises": enterprises(50),
        "project_years": project_years(30),
    }
    stores = GeoPackageStores(clock=lambda: NOW)
    stores.create(path, tables, catalogs=[PLAIN], metadata={"title": "德州", "sample": "1"})
    store = stores.open(path)
    for name in TABLES:
        assert differences(store.read(name), tables.get(name, empty(TABLES[name]))) == []
    assert store.records(CATALOG_TABLE) == (PLAIN,)
    metadata = store.metadata()
    assert metadata["title"] == "德州"
    assert metadata["sample"] == "1"
    assert metadata["created"] == metadata["saved"] == NOW.isoformat()
    assert store.history() == ()
    store.close()
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_that_a_project_without_title_is_called_like_its_file(tmp_path: Path) -> None:
    GeoPackageStores().create(tmp_path / "禹城.gpkg", {})
    store = GeoPackageStores().open(tmp_path / "禹城.gpkg", read_only=True)
    assert store.metadata()["title"] == "禹城"


def test_that_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_text("重要", encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        GeoPackageStores().create(path, {})
    assert "已存在" in caught.value.reason
    assert path.read_text(encoding="utf-8") == "重要"
    assert len(list(tmp_path.iterdir())) == 1


def test_that_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        GeoPackageStores().create(tmp_path / "没有" / "a.gpkg", {})
    assert "文件夹不存在" in caught.value.reason


@pytest.mark.parametrize(
    ("tables", "complaint"),
    [
        ({"zone": zones("甲")}, "no such table: zone"),
        ({"zones": pd.concat([zones("甲"), zones("乙")])}, "id z1 twice"),
        ({"zones": zones("甲").assign(id=None)}, "without an id"),
        ({"zones": zones("甲").assign(colour="red")}, "no column colour"),
    ],
)
def test_that_rows_the_project_cannot_hold_leave_nothing_behind(
    tmp_path: Path, tables: dict[str, pd.DataFrame], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        GeoPackageStores().create(tmp_path / "a.gpkg", tables)
    assert list(tmp_path.iterdir()) == []


class _CancelsAt(CancellableProgress):
    def __init__(self, step: int) -> None:
        super().__init__()
        self._left = step

    @override
    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        self._left -= 1
        if not self._left:
            self.cancel()
        super().step(name, done, total)


@pytest.mark.parametrize("step", [1, 9, len(TABLES) + 1])
def test_that_a_cancelled_project_leaves_nothing_behind(tmp_path: Path, step: int) -> None:
    progress = _CancelsAt(step)
    with pytest.raises(Cancelled):
        GeoPackageStores().create(tmp_path / "a.gpkg", {}, progress=progress)
    assert list(tmp_path.iterdir()) == []


def test_that_a_full_disk_while_creating_leaves_nothing_behind(tmp_path: Path) -> None:
    stores = GeoPackageStores(pragmas={"max_page_count": 1})
    with pytest.raises(KnownError) as caught:
        stores.create(tmp_path / "a.gpkg", {"enterprises": enterprises(20)})
    assert caught.value.what == "没有新建项目"
    assert "磁盘空间不足" in caught.value.reason
    assert caught.value.file == str(tmp_path / "a.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_that_two_projects_from_the_same_input_are_alike(tmp_path: Path) -> None:
    stores = GeoPackageStores(clock=lambda: NOW)
    for name in ("a", "b"):
        metadata = {"title": "同"}
        stores.create(tmp_path / f"{name}.gpkg", {"zones": zones("甲")}, metadata=metadata)
    one, other = (
        stores.open(tmp_path / f"{name}.gpkg", read_only=True).metadata() for name in ("a", "b")
    )
    assert one == other


def test_that_a_catalog_altered_outside_is_not_used(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "a.gpkg"
    GeoPackageStores().create(path, {}, catalogs=[PLAIN])
    connection = sqlite3.connect(path)
    connection.execute("UPDATE dzmap_catalogs SET content = replace(content, 'city', 'zone')")
    connection.commit()
    connection.close()
    store = GeoPackageStores().open(path)
    with pytest.raises(KnownError) as caught:
        store.records(CATALOG_TABLE)
    assert PLAIN.title in caught.value.what
    assert "校验" in caught.value.reason
    store.close()
