"""``dzmap catalog list|add|publish|impact`` on the sample, as a user calls it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from dzmap.__main__ import app
from dzmap.commands.console import BAD_INPUT, OK, guarded
from dzmap.resources import resource_path
from dzmap.storage import GeoPackageStores
from tests.helpers.ui_project import sample_file

QIHE = "37201047"


def call(*arguments: object) -> int:
    """Run the program and return its exit code."""
    return guarded(lambda: app([str(argument) for argument in arguments]))


def out_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small sample project."""
    return sample_file(tmp_path)


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The Qihe catalog of 2021 with one stricter threshold, as the version of 2022."""
    path = tmp_path / "齐河 2022.yaml"
    text = (resource_path("catalogs") / f"{QIHE}-2021.yaml").read_text(encoding="utf-8")
    text = text.replace("版本: 2021", "版本: 2022").replace("施行起: 2021-", "施行起: 2022-")
    examples = text.find("\n示例用例:")
    text = text if examples < 0 else text[: examples + 1]
    path.write_text(text.replace("数值: 200", "数值: 260"), encoding="utf-8")
    return path


def test_that_a_file_becomes_a_draft_and_then_a_version(
    project: Path, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("catalog", "add", project, newer, "--draft", "--json") == OK
    (entry,) = out_json(capsys)["catalogs"]
    assert (entry["version"], entry["published"], entry["taken"]) == ("2022", False, "draft")
    assert call("catalog", "publish", project, QIHE, "--name", "李四", "--json") == OK
    told = out_json(capsys)
    assert told["published"] is True
    assert told["clauses_changed"] == ["Q08"]
    assert "260" in told["changes"][0]
    assert call("catalog", "list", project, "--json") == OK
    versions = [one for one in out_json(capsys)["catalogs"] if one["id"] == QIHE]
    assert [one["version"] for one in versions] == ["2020", "2021", "2022"]
    assert versions[-1]["digest"] == told["digest"]
    store = GeoPackageStores().open(project, read_only=True)
    assert "发布人：李四" in store.history(1)[0].title
    store.close()
    assert call("catalog", "publish", project, QIHE, "--version", "2022") == BAD_INPUT
    assert "发布的版本不能改动" in capsys.readouterr().err


def test_that_a_published_version_is_never_overwritten(
    project: Path, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("catalog", "add", project, newer) == OK
    assert call("catalog", "add", project, newer) == OK
    assert "没有改动" in capsys.readouterr().out
    newer.write_text(
        newer.read_text(encoding="utf-8").replace("数值: 260", "数值: 280"), encoding="utf-8"
    )
    assert call("catalog", "add", project, newer) == BAD_INPUT
    assert "已经发布" in capsys.readouterr().err
    assert call("catalog", "add", project, newer, "--draft", "--json") == OK
    assert out_json(capsys)["catalogs"][0]["version"] == "2023"


def test_that_what_cannot_be_published_is_said(
    project: Path, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("catalog", "publish", project, QIHE) == BAD_INPUT
    assert "没有草稿" in capsys.readouterr().err
    text = newer.read_text(encoding="utf-8").replace("上级: dz-city", "上级: nirgends")
    newer.write_text(text, encoding="utf-8")
    assert call("catalog", "add", project, newer, "--draft") == OK
    assert call("catalog", "publish", project, QIHE) == BAD_INPUT
    assert "nirgends" in capsys.readouterr().err


def test_that_moved_thresholds_are_weighed_and_written(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "影响.xlsx"
    arguments = ("catalog", "impact", project, "--set", "dz-city/C09#1=12 万元/亩", "--out", out)
    assert call(*arguments, "--json") == OK
    told = out_json(capsys)
    (threshold,) = told["thresholds"]
    assert (threshold["before"], threshold["after"]) == (4.0, 12.0)
    assert threshold["newly_failing"]["count"] > 0
    assert threshold["flipped"] == told["changed"]["count"] > 0
    assert told["reconciles"] is True
    assert sum(map(sum, told["matrix"])) == told["total"]["count"] == 150
    assert told["softer"]["count"] == 0
    book = python_calamine.CalamineWorkbook.from_path(out)
    assert book.sheet_names[:3] == ["结论变化", "改变合计", "结论改变名单"]
    rows = book.get_sheet_by_name("结论改变名单").to_python()
    assert sum(bool(row[0]) for row in rows[1:]) >= told["changed"]["count"]
    assert call(*arguments) == OK
    said = capsys.readouterr().out
    assert "4.00 万元/亩 → 12.00 万元/亩" in said
    assert "各类之和等于总数 150" in said


def test_that_a_new_file_is_compared_with_the_project_and_with_an_old_file(
    project: Path, newer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "影响.json"
    old = tmp_path / "齐河 2021.yaml"
    shutil.copyfile(resource_path("catalogs") / f"{QIHE}-2021.yaml", old)
    shared = ("catalog", "impact", project, "--source", "projects", "--out", out, "--json")
    assert call(*shared, "--new", newer) == OK
    with_project = out_json(capsys)
    assert any("施行期" in note for note in with_project["notes"])
    assert call(*shared, "--new", newer, "--old", old) == OK
    assert out_json(capsys)["matrix"] == with_project["matrix"]
    assert call(*shared, "--new", old) == OK
    assert out_json(capsys)["changed"]["count"] == 0
    assert {table["title"] for table in json.loads(out.read_text("utf-8"))["tables"]} >= {
        "原结论（行）与新结论（列）"
    }


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("C09", "看不懂"),
        ("dz-city/C09=12", "有 3 行门槛"),
        ("dz-city/C01=12", "没有可以移动的门槛"),
        ("dz-city/C99=12", "没有条款"),
        ("nirgends/C09=12", "没有编号为"),
        ("dz-city/C09#1=很多", "很多"),
        ("第七条=300", "都叫"),
        ("dz-city/C09#9=12", "没有第 9 行"),
        ("dz-city/C07#1=-5", "不会是这个数"),
        ("dz-city/C11=350%", "不会是这个数"),
        ("dz-city/C11=0.3", "说不清是 30 % 还是 0.3 %"),
        ("dz-city/C14=0.5 公顷", "单位“公顷”不能用于“总投资”"),
    ],
)
def test_that_a_setting_that_cannot_be_understood_is_refused(
    project: Path, tmp_path: Path, setting: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "影响.xlsx"
    assert call("catalog", "impact", project, "--set", setting, "--out", out) == BAD_INPUT
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_that_a_threshold_is_moved_once(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = ("--set", "dz-city/C11=35", "--set", "dz-city/第十一条=40%")
    assert call("catalog", "impact", project, *twice, "--out", tmp_path / "影响.xlsx") == BAD_INPUT
    assert "写了两次" in capsys.readouterr().err


def test_that_nothing_to_change_is_said(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("catalog", "impact", project, "--out", tmp_path / "影响.xlsx") == BAD_INPUT
    assert "--set" in capsys.readouterr().err
