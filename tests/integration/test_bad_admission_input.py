"""Commands of the admission engine on input that is wrong: refused in words, nothing half done."""

from pathlib import Path

import pytest

from dzmap.__main__ import app
from dzmap.commands.console import BAD_INPUT, OK, guarded
from tests.helpers.ui_project import sample_file


def call(*arguments: object) -> int:
    """Run the program and return its exit code."""
    return guarded(lambda: app([str(argument) for argument in arguments]))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_file(tmp_path_factory.mktemp("错误 输入"))


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """The template as it is handed out: a workbook without a single catalog."""
    path = tmp_path / "空白模板.xlsx"
    assert call("catalog", "template", "--out", path) == OK
    return path


@pytest.mark.parametrize("command", ["add", "check", "convert", "impact", "impact --old"])
def test_that_a_file_without_a_catalog_is_refused(
    project: Path, blank: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = project.read_bytes()
    out = tmp_path / ("o.yaml" if command == "convert" else "o.xlsx")
    moved = ("--set", "dz-city/C09#1=5", "--out", out)
    arguments = {
        "add": ("add", project, blank),
        "check": ("check", blank),
        "convert": ("convert", blank, "--out", out),
        "impact": ("impact", project, "--new", blank, "--out", out),
        "impact --old": ("impact", project, "--old", blank, *moved),
    }[command]
    assert call("catalog", *arguments) == BAD_INPUT
    said = capsys.readouterr().err
    assert "文件里没有目录" in said
    assert "空白模板.xlsx" in said
    assert not out.exists()
    assert project.read_bytes() == before
