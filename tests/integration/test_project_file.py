"""Projects on a real disk: crashes, full disks, two users, other programs."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from dzmap.core.changes import ChangeSet, TableChange
from dzmap.core.frames import conform, empty
from dzmap.core.problems import KnownError
from dzmap.core.tables import TABLES
from dzmap.services.session import Session, create_project, open_session
from dzmap.storage import GeoPackageStores
from dzmap.storage.connection import connected
from dzmap.storage.lock import Editor
from dzmap.storage.schema import PROJECT_TABLES
from tests.helpers.project_tables import (
    PLAIN,
    differences,
    enterprises,
    project_years,
    rows_where,
    with_values,
    zones,
)
from tests.helpers.unprivileged import run_unprivileged

STORES = GeoPackageStores()
AT = datetime(2022, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def new_project(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("new") / "德州 项目.gpkg"
    tables = {
        "zones": zones("甲", "乙", "丙"),
        "enterprises": enterprises(300),
        "project_years": project_years(9),
    }
    create_project(STORES, path, tables, catalogs=[PLAIN], metadata={"title": "德州"})
    return path.read_bytes()


@pytest.fixture
def project(tmp_path: Path, new_project: bytes) -> Path:
    path = tmp_path / "规划 文件" / "德州 项目.gpkg"
    path.parent.mkdir()
    path.write_bytes(new_project)
    return path


@contextmanager
def _open(path: Path, stores: GeoPackageStores = STORES) -> Iterator[Session]:
    session = open_session(stores, path, author="张三")
    try:
        yield session
    finally:
        session.close()


def _rename(session: Session, name: str) -> None:
    row = rows_where(session.table("zones"), ["z1"])
    session.edit(f"改名为{name}", TableChange("zones", row, with_values(row, name=name)))


def _first_zone(path: Path) -> str:
    connection = sqlite3.connect(path)
    (name,) = connection.execute("SELECT name FROM zones WHERE id = 'z1'").fetchone()
    connection.close()
    return str(name)


def _whole(path: Path) -> bool:
    connection = sqlite3.connect(path)
    verdict = connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()
    return bool(verdict == ("ok",))


def _python(code: str, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )


# --- saving ----------------------------------------------------------------------------------


def test_that_saved_edits_are_there_in_every_table(project: Path) -> None:
    with _open(project) as session:
        firms = session.table("enterprises")
        moved = firms.iloc[:3].copy()
        moved["geometry"] = [None, shapely.Point(116.9, 37.9), shapely.box(117, 38, 117.2, 38.1)]
        added = with_values(firms.iloc[3:5], id=["新1", "新2"], name=["示例·新", None])
        years = session.table("project_years")
        session.edit(
            "导入",
            TableChange("enterprises", firms.iloc[:3], moved),
            TableChange("enterprises", firms.iloc[10:20], empty(TABLES["enterprises"])),
            TableChange("enterprises", empty(TABLES["enterprises"]), added),
            TableChange("project_years", years, with_values(years, completed_wan_yuan=2.5)),
        )
        session.set_catalogs([PLAIN, replace(PLAIN, version="2")])
        session.save()
        expected = {name: session.table(name) for name in ("enterprises", "project_years")}
    with _open(project) as session:
        for name, frame in expected.items():
            assert differences(session.table(name), frame) == []
        assert [catalog.version for catalog in session.catalogs()] == ["1", "2"]
        assert [entry.title for entry in session.history()] == ["修改准入目录", "导入"]
        assert session.history()[1].rows == 24


def test_that_the_spatial_index_follows_edits(project: Path) -> None:
    with _open(project) as session:
        firms = session.table("enterprises")
        moved = firms.iloc[[5, 2, 7]].copy()
        moved["geometry"] = [shapely.Point(118.5, 38.5), shapely.box(118.6, 38, 118.7, 38.2), None]
        session.edit("移", TableChange("enterprises", moved, moved))
        gone = firms.iloc[[9]]
        session.edit("删", TableChange("enterprises", gone, empty(TABLES["enterprises"])))
        session.save()
    near = pyogrio.read_dataframe(project, layer="enterprises", bbox=(118, 38, 119, 39))
    assert sorted(near["id"]) == ["e2", "e5"]
    connection = sqlite3.connect(project)
    indexed = connection.execute("SELECT count(*) FROM rtree_enterprises_geom").fetchone()[0]
    placed = connection.execute("SELECT count(geom) FROM enterprises").fetchone()[0]
    counted = connection.execute(
        "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'enterprises'"
    ).fetchone()[0]
    extent = connection.execute(
        "SELECT max_x, max_y FROM gpkg_contents WHERE table_name = 'enterprises'"
    ).fetchone()
    connection.close()
    assert indexed == placed == 298
    assert counted == 299
    assert extent == pytest.approx((118.7, 38.5), abs=1e-4)


def test_that_undo_after_save_and_reopening_keeps_the_history(project: Path) -> None:
    with _open(project) as session:
        _rename(session, "新")
        session.save()
        session.undo()
        session.save()
    assert _first_zone(project) == "甲"
    with _open(project) as session:
        assert [entry.title for entry in session.history()] == ["撤销：改名为新", "改名为新"]
        assert session.history(1)[0].author == "张三"


def test_that_closing_without_saving_leaves_only_the_file(project: Path) -> None:
    before = project.read_bytes()
    with _open(project) as session:
        _rename(session, "不要")
        assert len(list(project.parent.iterdir())) == 3
    assert project.read_bytes() == before
    assert list(project.parent.iterdir()) == [project]


def _add_a_red_line(session: Session) -> None:
    layer = conform(
        gpd.GeoDataFrame(
            {"id": ["hx"], "name": ["红线"], "kind": ["ecological_redline"]}, geometry=[None]
        ),
        TABLES["control_layers"],
    )
    area = conform(
        gpd.GeoDataFrame(
            {"id": ["a"], "layer_id": ["hx"]}, geometry=[shapely.box(116, 37, 117, 38)]
        ),
        TABLES["control_areas"],
    )
    session.edit(
        "导入",
        TableChange("control_layers", pd.DataFrame(), layer),
        TableChange("control_areas", pd.DataFrame(), area),
    )
    session.save()


def test_that_control_lines_get_their_style_when_layers_are_added(project: Path) -> None:
    with _open(project) as session:
        _add_a_red_line(session)
    connection = sqlite3.connect(project)
    query = "SELECT styleQML FROM layer_styles WHERE f_table_name = 'control_areas'"
    (qml,) = connection.execute(query).fetchone()
    connection.close()
    assert "'hx'" in qml


# --- crashes ---------------------------------------------------------------------------------

CRASH_IN_SAVE = """
import os, signal, sys
from collections.abc import Sequence
from pathlib import Path
from dzmap.core.changes import TableChange
from dzmap.services.session import open_session
from dzmap.storage import GeoPackageStores
from tests.helpers.project_tables import with_values

class Fatal(Sequence):
    def __init__(self, changes): self.changes = changes
    def __len__(self): return len(self.changes)
    def __getitem__(self, i): return self.changes[i]
    def __iter__(self):
        yield from self.changes
        os.kill(os.getpid(), signal.SIGKILL)

# A tiny cache makes sqlite write pages into the file before the commit.
stores = GeoPackageStores(pragmas={"cache_size": 5})
session = open_session(stores, Path(sys.argv[1]))
for name in ("一", "二"):
    firms = session.table("enterprises")
    session.edit(name, TableChange("enterprises", firms, with_values(firms, name=name * 50)))
unsaved = session._log.unsaved
session._store.save(Fatal(unsaved))
"""


def test_that_a_kill_in_the_middle_of_a_save_keeps_the_last_saved_state(project: Path) -> None:
    before = project.read_bytes()
    with _python(CRASH_IN_SAVE, project) as process:
        assert process.wait(60) == -signal.SIGKILL
    assert project.read_bytes() != before  # the save had begun to write
    assert project.with_name(f"{project.name}-journal").exists()
    with _open(project) as session:
        assert not session.read_only
        assert differences(session.table("enterprises"), enterprises(300)) == []
        assert [change.title for change in session.recovered()] == ["一", "二"]
        assert session.recover() == 2
        assert set(session.table("enterprises")["name"]) == {"二" * 50}
        session.undo()
        assert set(session.table("enterprises")["name"]) == {"一" * 50}
        session.save()
    with _open(project) as session:
        assert set(session.table("enterprises")["name"]) == {"一" * 50}
        assert session.recovered() == ()
    assert _whole(project)
    assert list(project.parent.iterdir()) == [project]


SAVE_UNTIL_KILLED = """
import sys
from pathlib import Path
from dzmap.core.changes import TableChange
from dzmap.services.session import open_session
from dzmap.storage import GeoPackageStores
from tests.helpers.project_tables import with_values

session = open_session(GeoPackageStores(), Path(sys.argv[1]))
for number in range(10_000):
    zones = session.table("zones")
    session.edit(str(number), TableChange("zones", zones, with_values(zones, name=str(number))))
    print("made", number, flush=True)
    session.save()
    print("saved", number, flush=True)
"""


@pytest.mark.parametrize("milliseconds", [70, 333])
def test_that_a_kill_at_any_moment_loses_no_edit(project: Path, milliseconds: int) -> None:
    with _python(SAVE_UNTIL_KILLED, project) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("made")
        time.sleep(milliseconds / 1000)
        process.kill()
        told = ["made 0", *process.stdout.read().splitlines()]
    made = max(int(line.split()[1]) for line in told if line.startswith("made"))
    saved = max((int(x.split()[1]) for x in told if x.startswith("saved")), default=-1)
    with _open(project) as session:
        names = set(session.table("zones")["name"])
        assert saved == -1 or len(names) == 1
        count = len(session.history())
        assert count >= saved + 1  # what was reported as saved is saved
        recovered = [int(change.title) for change in session.recovered()]
        assert recovered == list(range(count, count + len(recovered)))
        assert count + len(recovered) >= made + 1  # what was reported as made can be made again
        session.recover()
        assert set(session.table("zones")["name"]) == {str(count + len(recovered) - 1)}
    assert _whole(project)


def test_that_edits_saved_just_before_a_crash_are_not_offered_again(project: Path) -> None:
    store = STORES.open(project)
    change = ChangeSet(
        title="已保存",
        tables=(TableChange("zones", zones(), with_values(zones("x"), id=["n"])),),
        at=AT,
    )
    store.journal([change])
    store.save([change])
    journal = project.with_name(f".{project.name}.journal")
    left = journal.read_bytes()
    store.close()
    journal.write_bytes(left)  # as if the process had died before it could remove it
    with _open(project) as session:
        assert session.recovered() == ()
        assert list(session.table("zones")["name"]) == ["甲", "乙", "丙", "x"]


def test_that_what_was_found_stays_until_the_user_decides(project: Path) -> None:
    store = STORES.open(project)
    store.journal(
        [ChangeSet(title="找回", tables=(TableChange("zones", zones(), zones()),), at=AT)]
    )
    project.with_name(f".{project.name}.lock").unlink()
    with _open(project) as session:
        assert len(session.recovered()) == 1
        _rename(session, "新")
        session.save()
    with _open(project) as session:
        assert [change.title for change in session.recovered()] == ["找回"]
        session.discard_recovered()
    with _open(project) as session:
        assert session.recovered() == ()


# --- a full disk -------------------------------------------------------------------------------


def test_that_a_full_disk_leaves_the_file_and_the_edits(project: Path) -> None:
    before = project.read_bytes()
    with _open(project, GeoPackageStores(pragmas={"max_page_count": 1})) as session:
        firms = session.table("enterprises")
        session.edit("大", TableChange("enterprises", firms, with_values(firms, name="长" * 2000)))
        with pytest.raises(KnownError) as caught:
            session.save()
        assert "磁盘空间不足" in caught.value.reason
        assert "没有改动" in caught.value.remedy
        assert project.read_bytes() == before
        assert session.pending_count == 1
        elsewhere = project.with_name("另存.gpkg")
        with pytest.raises(KnownError):
            session.save_as(elsewhere)
        assert not elsewhere.exists()
        assert session.path == project
        assert session.pending_count == 1
        session.undo()
    assert list(project.parent.iterdir()) == [project]


LIMITED = """
import json, resource, sys
from pathlib import Path
from dzmap.core.changes import TableChange
from dzmap.core.problems import KnownError
from dzmap.services.session import open_session
from dzmap.storage import GeoPackageStores
from tests.helpers.project_tables import enterprises, with_values

project = Path(sys.argv[1])
session = open_session(GeoPackageStores(), project)
firms = session.table("enterprises")
session.edit("大", TableChange("enterprises", firms, with_values(firms, name="长" * 9000)))
size = project.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, size + 20_000))
reasons = []
for write in (
    session.save,
    lambda: session.save_as(project.with_name("副本.gpkg")),
    lambda: GeoPackageStores().create(
        project.with_name("新.gpkg"), {"enterprises": with_values(enterprises(900), name="长" * 900)}
    ),
):
    try:
        write()
    except KnownError as error:
        reasons.append(error.what)
print(json.dumps(reasons), session.pending_count, flush=True)
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit on Windows")
def test_that_writes_refused_by_the_system_leave_everything_as_it_was(project: Path) -> None:
    with _python(LIMITED, project) as process:
        output, _ = process.communicate(timeout=60)
    reasons, _, pending = output.rpartition(" ")
    assert json.loads(reasons) == ["没有保存", "没有另存", "没有新建项目"]
    assert pending.strip() == "1"
    names = {path.name for path in project.parent.iterdir()}
    assert not {name for name in names if "副本" in name or "新" in name}
    with _open(project) as session:
        assert differences(session.table("enterprises"), enterprises(300)) == []
        assert session.recover() == 1


# --- two users ---------------------------------------------------------------------------------


def test_that_the_second_user_reads_and_is_told_who_edits(project: Path) -> None:
    colleague = GeoPackageStores(editor=Editor(user="李四", host="另一台电脑"))
    with _open(project, colleague), _open(project) as second:
        assert second.read_only
        assert second.lock_holder is not None
        assert (second.lock_holder.user, second.lock_holder.host) == ("李四", "另一台电脑")
        assert len(second.table("zones")) == 3
        _rename(second, "我的")
        with pytest.raises(KnownError) as caught:
            second.save()
        assert "只读" in caught.value.reason
        assert "另存" in caught.value.remedy
        copy = project.with_name("我的副本.gpkg")
        second.save_as(copy)
        assert _first_zone(copy) == "我的"
        second.undo()
        second.save()
        assert _first_zone(copy) == "甲"
    assert _first_zone(project) == "甲"
    with _open(project) as session:
        assert not session.read_only


def test_that_the_reader_does_not_touch_the_editors_journal(project: Path) -> None:
    with _open(project) as editor:
        _rename(editor, "正在改")
        with _open(project) as reader:
            assert reader.recovered() == ()
            _rename(reader, "旁观者")
        assert project.with_name(f".{project.name}.journal").exists()
        assert project.with_name(f".{project.name}.lock").exists()
        editor.save()
    assert _first_zone(project) == "正在改"


def test_that_a_lock_that_was_taken_over_stops_the_save(project: Path) -> None:
    with _open(project) as mine:
        _rename(mine, "我")
        project.with_name(f".{project.name}.lock").unlink()
        theirs = GeoPackageStores(editor=Editor(user="李四", host="另一台电脑"))
        with _open(project, theirs):
            with pytest.raises(KnownError) as caught:
                mine.save()
            assert "李四" in caught.value.reason
            assert mine.pending_count == 1


def test_that_a_program_that_holds_the_file_is_named_as_the_reason(project: Path) -> None:
    with _open(project, GeoPackageStores(pragmas={"busy_timeout": 50})) as session:
        _rename(session, "新")
        other = sqlite3.connect(project, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(KnownError) as caught:
            session.save()
        assert "占用" in caught.value.reason
        assert session.pending_count == 1
        other.execute("ROLLBACK")
        other.close()
        session.save()
    assert _first_zone(project) == "新"


READ_ONLY = """
import sys
from pathlib import Path
from dzmap.core.changes import TableChange
from dzmap.core.problems import KnownError
from dzmap.services.session import open_session
from dzmap.storage import GeoPackageStores
from tests.helpers.project_tables import with_values, zones

session = open_session(GeoPackageStores(), Path(sys.argv[1]))
assert session.read_only and session.lock_holder is None
rows = session.table("zones")
session.edit("改", TableChange("zones", rows, with_values(rows, name="改")))
try:
    session.save()
except KnownError as error:
    assert "只读" in error.reason, error
else:
    raise AssertionError
session.save_as(Path(sys.argv[2]) / "副本.gpkg")
assert not session.read_only
session.close()
try:
    GeoPackageStores().create(Path(sys.argv[1]).with_name("新.gpkg"), {"zones": zones("甲")})
except KnownError as error:
    assert error.reason and error.remedy, error
else:
    raise AssertionError
print("ok")
"""


@pytest.mark.parametrize("what", ["folder", "file"])
def test_that_a_read_only_place_can_be_read_and_copied_from(
    project: Path, tmp_path: Path, what: str
) -> None:
    elsewhere = tmp_path / "可写"
    elsewhere.mkdir()
    project.parent.chmod(0o555)
    project.chmod(0o644 if what == "folder" else 0o444)
    before = project.read_bytes()
    assert run_unprivileged(READ_ONLY, project, elsewhere) == "ok\n"
    assert project.read_bytes() == before
    assert _first_zone(elsewhere / "副本.gpkg") == "改"
    project.parent.chmod(0o755)


# --- copies ------------------------------------------------------------------------------------


def test_that_save_as_takes_the_edits_along_and_goes_on_there(project: Path) -> None:
    copy = project.with_name("副本.gpkg")
    with _open(project) as session:
        _rename(session, "副本里的")
        session.save_as(copy)
        assert (session.path, session.pending_count) == (copy, 0)
        session.undo()
        assert session.pending_count == 1
        session.save()
        assert list(session.table("zones")["name"]) == ["甲", "乙", "丙"]
        with _open(project) as original:
            assert not original.read_only
    assert _first_zone(project) == _first_zone(copy) == "甲"
    assert sorted(project.parent.iterdir()) == sorted([copy, project])


def test_that_save_as_does_not_overwrite_unless_told_so(project: Path) -> None:
    other = project.with_name("别的.gpkg")
    create_project(STORES, other, {"zones": zones("别的")})
    before = other.read_bytes()
    with _open(project) as session:
        with pytest.raises(KnownError) as caught:
            session.save_as(other)
        assert "已存在" in caught.value.reason
        assert other.read_bytes() == before
        assert session.path == project
        session.save_as(other, replace=True)
        assert _first_zone(other) == "甲"
        session.save_as(other)
        assert session.path == other


def test_that_a_project_that_someone_edits_is_not_replaced(project: Path) -> None:
    other = project.with_name("别的.gpkg")
    create_project(STORES, other, {"zones": zones("别的")})
    with _open(other), _open(project) as session:
        with pytest.raises(KnownError) as caught:
            session.save_as(other, replace=True)
        assert "正在" in caught.value.reason
    assert _first_zone(other) == "别的"


# --- other programs ----------------------------------------------------------------------------


def test_that_rows_drawn_in_another_program_get_an_id_and_can_be_edited(project: Path) -> None:
    drawn = zones("画的").drop(columns="id")
    pyogrio.write_dataframe(drawn, project, layer="zones", append=True, promote_to_multi=True)
    with _open(project) as session:
        assert list(session.table("zones")["id"]) == ["z1", "z2", "z3", "x-4"]
        row = session.table("zones").iloc[[3]]
        session.edit("改", TableChange("zones", row, with_values(row, name="改过")))
        session.save()
    with connected(project, "", write=True) as connection:
        connection.execute("UPDATE zones SET id = NULL WHERE fid = 2")
    with _open(project) as session:
        assert list(session.table("zones")["id"]) == ["z1", "x-2", "z3", "x-4"]
        row = session.table("zones").iloc[[1]]
        session.edit("删", TableChange("zones", row, empty(TABLES["zones"])))
        session.save()
    with _open(project) as session:
        assert list(session.table("zones")["name"]) == ["甲", "丙", "改过"]


def _tool(*command: str | Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            [str(part) for part in command], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        pytest.skip(f"{command[0]} is not installed")
    if "No module named" in done.stderr:
        pytest.skip("python3-gdal or QGIS is not installed")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "Warning" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("edited", [False, True])
def test_that_gdals_validator_accepts_the_file(project: Path, *, edited: bool) -> None:
    if edited:
        with _open(project) as session:
            _rename(session, "新")
            gone = session.table("enterprises").iloc[5:50]
            session.edit("删", TableChange("enterprises", gone, empty(TABLES["enterprises"])))
            session.save()
    _tool("/usr/bin/python3", "-m", "osgeo_utils.samples.validate_gpkg", "-q", project)


def test_that_gdal_lists_every_layer_without_a_warning(project: Path) -> None:
    listed = _tool("ogrinfo", "-q", project)
    layers = [line.split()[1] for line in listed.splitlines() if line[:1].isdigit()]
    assert sorted(layers) == sorted([*TABLES, *PROJECT_TABLES, "layer_styles"])


QGIS = """
import os, sys
from qgis.core import QgsApplication, QgsRenderContext, QgsVectorLayer

application = QgsApplication([], False)
application.initQgis()
for name in ("counties", "zones", "clusters", "control_areas", "enterprises", "project_years"):
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    symbols = layer.renderer().symbols(QgsRenderContext()) if layer.renderer() else []
    layers = sum(symbol.symbolLayerCount() for symbol in symbols)
    print(name, layer.isValid(), len(symbols), layers, layer.labelsEnabled(), layer.attributeDisplayName(1))
sys.stdout.flush()
os._exit(0)  # leaving QGIS properly crashes without a window
"""


def test_that_qgis_shows_styles_labels_and_chinese_headers(project: Path) -> None:
    with _open(project) as session:
        _add_a_red_line(session)
    shown = _tool("/usr/bin/python3", "-c", QGIS, project).splitlines()
    assert shown == [
        "counties True 1 2 True 编号",
        "zones True 2 7 True 编号",
        "clusters True 6 12 True 编号",
        "control_areas True 2 5 False 编号",
        "enterprises True 1 1 False 编号",
        "project_years True 0 0 False 编号",
    ]


# --- speed -------------------------------------------------------------------------------------


def test_that_a_sample_sized_project_is_created_opened_and_saved_quickly(tmp_path: Path) -> None:
    tables = {
        "enterprises": enterprises(2000),
        "enterprise_years": with_values(
            empty(TABLES["enterprise_years"]).reindex(range(8000)),
            id=[f"y{i}" for i in range(8000)],
            year=2021,
            revenue_wan_yuan=1.5,
        ),
        "project_years": project_years(13_000),
    }
    started = time.perf_counter()
    path = tmp_path / "样.gpkg"
    create_project(STORES, path, tables)
    created = time.perf_counter()
    with _open(path) as session:
        firms = session.table("enterprises")
        session.edit("改", TableChange("enterprises", firms, with_values(firms, name="新")))
        session.save()
    saved = time.perf_counter()
    assert created - started < 4
    assert saved - created < 4
