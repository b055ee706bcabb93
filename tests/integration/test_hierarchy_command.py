"""``dzmap hierarchy`` on the small sample."""

import json
from pathlib import Path

import pytest

from dzmap.__main__ import app
from dzmap.commands.console import BAD_INPUT, OK, guarded
from tests.helpers.ui_project import sample_file


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_file(tmp_path_factory.mktemp("层级"))


def _call(*arguments: object) -> int:
    return guarded(lambda: app(["hierarchy", *(str(argument) for argument in arguments)]))


def test_that_a_zone_is_found_by_part_of_its_name(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _call(project, "--zone", "齐河") == OK
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("山东齐河经济开发区（37201047）  117,5")
    assert "9 处园区、27 宗地块，未划出 " in told[0]
    assert told[1].startswith("  齐河区中园一号（QH01）  ")
    assert told[-1] == "包含校验：没有问题"


def test_that_json_has_every_level(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _call(project, "--json") == OK
    held = json.loads(capsys.readouterr().out)
    assert len(held["zones"]) == 12
    assert {one["id"] for one in held["without_zone"]} == {"LLHG", "QLGX", "TQGY"}
    park = next(one for one in held["zones"] if one["id"] == "37201047")["parts"][0]
    assert (park["table"], park["belongs"], len(park["parts"])) == ("parks", "stated", 3)
    assert held["problems"] == []


def test_that_an_unknown_zone_is_refused_with_those_there_are(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _call(project, "--zone", "没有的") == BAD_INPUT
    assert "山东齐河经济开发区（37201047）" in capsys.readouterr().err
