"""Every file that is not a whole project of ours is refused with a reason and a remedy."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from dzmap.core.problems import KnownError
from dzmap.storage import GeoPackageStores
from dzmap.storage.schema import SCHEMA_VERSION
from tests.helpers.project_tables import enterprises, zones


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A project with enough rows to have many pages."""
    path = tmp_path_factory.mktemp("original") / "项目.gpkg"
    GeoPackageStores().create(path, {"zones": zones("甲", "乙"), "enterprises": enterprises(900)})
    return path.read_bytes()


@pytest.fixture
def project(tmp_path: Path, original: bytes) -> Path:
    path = tmp_path / "德州 项目.gpkg"
    path.write_bytes(original)
    return path


def _refused(path: Path) -> KnownError:
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(KnownError) as caught:
        GeoPackageStores().open(path)
    error = caught.value
    assert error.what == "打不开这个项目"
    assert error.file == str(path)
    assert error.reason
    assert error.remedy
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert not list(path.parent.glob(".*.lock"))
    return error


def _execute(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "不存在" in _refused(tmp_path / "没有.gpkg").reason


def test_that_a_folder_is_not_a_project(tmp_path: Path) -> None:
    assert "文件夹" in _refused(tmp_path).reason


def test_that_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    (tmp_path / "空.gpkg").touch()
    assert "空的" in _refused(tmp_path / "空.gpkg").reason


@pytest.mark.parametrize("content", ["企业名称,行业代码\n".encode("gbk"), b"\x00" * 5000, b"{"])
def test_that_other_files_are_not_geopackages(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "企业.gpkg"
    path.write_bytes(content)
    assert "不是 GeoPackage" in _refused(path).reason


def test_that_a_workbook_is_to_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "企业.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    assert "导入" in _refused(path).remedy


def test_that_a_plain_sqlite_file_is_told_from_a_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "其他.gpkg"
    _execute(path, "CREATE TABLE t (x)")
    assert "不是 GeoPackage" in _refused(path).reason


def test_that_a_geopackage_of_someone_else_is_to_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "国土.gpkg"
    frame = gpd.GeoDataFrame({"名称": ["x"]}, geometry=[shapely.Point(116, 37)], crs=4490)
    frame.to_file(path, layer="基本农田", driver="GPKG")
    error = _refused(path)
    assert "基本农田" in error.reason
    assert "导入" in error.remedy


def test_that_a_newer_project_asks_for_newer_software(project: Path) -> None:
    newer = SCHEMA_VERSION + 1
    _execute(project, f"UPDATE dzmap_meta SET value = '{newer}' WHERE key = 'schema_version'")
    error = _refused(project)
    assert str(newer) in error.reason
    assert "新版" in error.remedy


def test_that_a_project_without_version_is_refused(project: Path) -> None:
    _execute(project, "DELETE FROM dzmap_meta WHERE key = 'schema_version'")
    assert "版本" in _refused(project).reason


@pytest.mark.parametrize("kept", [0.999, 0.7, 0.2, 0.0003])
def test_that_a_truncated_file_is_called_incomplete(project: Path, kept: float) -> None:
    content = project.read_bytes()
    project.write_bytes(content[: int(len(content) * kept)])
    assert "不完整" in _refused(project).reason


def _garbage_in_the_middle(content: bytearray) -> None:
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 16384] = b"\xa5" * 16384


def _no_schema_page(content: bytearray) -> None:
    content[100:4096] = b"\x00" * 3996


@pytest.mark.parametrize("damage", [_garbage_in_the_middle, _no_schema_page])
def test_that_a_damaged_file_is_called_damaged(
    project: Path, damage: Callable[[bytearray], None]
) -> None:
    content = bytearray(project.read_bytes())
    damage(content)
    project.write_bytes(content)
    assert "损坏" in _refused(project).reason


def test_that_a_whole_project_opens(project: Path) -> None:
    store = GeoPackageStores().open(project)
    assert len(store.read("enterprises")) == 900
    store.close()


def test_that_a_project_locked_by_another_program_is_in_use(project: Path) -> None:
    other = sqlite3.connect(project, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(KnownError) as caught:
        GeoPackageStores(pragmas={"busy_timeout": 50}).open(project)
    assert "占用" in caught.value.reason
    assert "QGIS" in caught.value.remedy
    other.execute("ROLLBACK")
    other.close()
