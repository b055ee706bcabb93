"""Folders and names that the system refuses: a message, an exit code, and nothing left behind."""

import json
import sys
from pathlib import Path

import pytest

from dzmap.__main__ import app
from dzmap.bootstrap import build_application
from dzmap.commands.console import BAD_INPUT, OK, guarded
from dzmap.services.jobs import Silent
from dzmap.services.new_project import write_new_project
from tests.helpers.unprivileged import run_unprivileged


def call(*arguments: object) -> int:
    """Run the program and return its exit code."""
    return guarded(lambda: app([str(argument) for argument in arguments]))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("权限 试验") / "空.gpkg"
    assert call("new", path) == OK
    return path


@pytest.mark.parametrize("stem", ["长" * 80, "a" * 240])
def test_that_names_as_long_as_the_system_allows_work(
    tmp_path: Path, project: Path, stem: str
) -> None:
    assert call("new", tmp_path / f"{stem}.gpkg") == OK
    assert call("info", tmp_path / f"{stem}.gpkg") == OK
    assert call("screen", project, "--out", tmp_path / f"{stem}.csv") == OK
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".gpkg"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "{}.gpkg"),
        ("info", "{}.gpkg"),
        ("screen", "{project}", "--out", "{}.csv"),
        ("screen", "{project}", "--out", "a.csv", "--applicants", "{}.xlsx"),
        ("report", "{project}", "--out", "{}.xlsx"),
        ("import", "{project}", "{}.csv", "--layer", "enterprises"),
        ("import", "{project}", "{}.shp", "--layer", "zones"),
    ],
)
def test_that_names_that_are_too_long_are_refused(
    tmp_path: Path,
    project: Path,
    arguments: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    long = tmp_path / ("长" * 300)
    assert call(*(text.format(long, project=project) for text in arguments)) == BAD_INPUT
    told = capsys.readouterr().err
    assert "长长长" in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


_CLOSED = """
import json, os, sys
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from dzmap.__main__ import app
from dzmap.commands.console import guarded

project, folder = map(Path, sys.argv[1:])
readable = folder.parent / "表.csv"
readable.write_text("企业名称,行业代码\\n甲,2614\\n", encoding="utf-8")
unreadable = folder.parent / "不可读.csv"
unreadable.write_bytes(readable.read_bytes())
unreadable.chmod(0)
told = {}
for mode in (0o000, 0o555):
    folder.chmod(mode)
    for name, call in {
        "new": ("new", folder / "a.gpkg"),
        "info": ("info", folder / "b.gpkg"),
        "import from": ("import", project, folder / "a.csv", "--layer", "enterprises"),
        "layer from": ("import", project, folder / "a.shp", "--layer", "zones"),
        "unreadable": ("import", project, unreadable, "--layer", "enterprises"),
        "screen": ("screen", project, "--out", folder / "a.csv"),
        "layer": ("screen", project, "--out", folder / "a.gpkg"),
        "geojson": ("screen", project, "--out", folder / "a.geojson"),
        "report": ("report", project, "--out", folder / "a.xlsx"),
        "demo": ("demo", "--size", "100", "--out", folder / "demo"),
        "self-test": ("self-test", folder / "test"),
    }.items():
        with redirect_stderr(StringIO()) as said:
            code = guarded(lambda: app([str(argument) for argument in call]))
        told[f"{name} {mode:03o}"] = [code, said.getvalue()]
    folder.chmod(0o755)
    told[f"left {mode:03o}"] = sorted(path.name for path in folder.iterdir())
print(json.dumps(told))
"""


def test_that_closed_and_read_only_folders_are_told_and_untouched(
    tmp_path: Path, project: Path
) -> None:
    folder = tmp_path / "锁住 的"
    folder.mkdir()
    told = json.loads(run_unprivileged(_CLOSED, project, folder))
    assert told.pop("left 000") == told.pop("left 555") == []
    for name, (code, message) in told.items():
        assert code == BAD_INPUT, name
        assert "Traceback" not in message, name
        assert "怎么办" in message, name
    assert "文件夹不允许写入" in told["new 555"][1]
    assert "没有访问权限" in told["info 000"][1]
    assert "没有读取权限" in told["unreadable 000"][1]


_NO_SPACE = """
import gc, json, resource, signal, sys
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from dzmap.__main__ import app
from dzmap.commands.console import guarded

project, folder = map(Path, sys.argv[1:])
table = folder.parent / "表.csv"
rows = "".join(f"企业{number},2614\\n" for number in range(3000))
table.write_text("企业名称,行业代码\\n" + rows, encoding="utf-8")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
told = {}
for name, call in {
    "new": ("new", folder / "a.gpkg"),
    "import": ("import", project, table, "--layer", "enterprises"),
    "csv": ("screen", project, "--source", "projects", "--out", folder / "a.csv"),
    "geojson": ("screen", project, "--source", "projects", "--out", folder / "a.geojson"),
    "layer": ("screen", project, "--source", "projects", "--out", folder / "b.gpkg"),
    "xlsx": ("summary", project, "--out", folder / "a.xlsx"),
    "json": ("summary", project, "--out", folder / "a.json"),
    "pdf": ("report", project, "--out", folder / "a.pdf"),
    "html": ("report", project, "--out", folder / "a.html"),
}.items():
    with redirect_stderr(StringIO()) as said:
        code = guarded(lambda: app([str(argument) for argument in call]))
        gc.collect()
    told[name] = [code, said.getvalue()]
sys.__stdout__.write("\\n" + json.dumps(told))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for the size of files")
def test_that_without_space_nothing_is_half_written(tmp_path: Path) -> None:
    folder = tmp_path / "满 的"
    folder.mkdir()
    project = tmp_path / "示例.gpkg"
    write_new_project(build_application(), project, sample=True, progress=Silent(), enterprises=100)
    before = project.read_bytes()
    (folder / "a.xlsx").write_text("原来的", encoding="utf-8")
    told = json.loads(run_unprivileged(_NO_SPACE, project, folder).splitlines()[-1])
    for name, (code, message) in told.items():
        assert code == BAD_INPUT, (name, message)
        assert "怎么办" in message, name
        assert "Exception ignored" not in message, name
    assert [path.name for path in folder.iterdir()] == ["a.xlsx"]
    assert (folder / "a.xlsx").read_text(encoding="utf-8") == "原来的"
    assert project.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["满 的", "示例.gpkg", "表.csv"]
