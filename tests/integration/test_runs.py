"""Kept runs through the command line: keep, look, compare, judge again, override, delete."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from dzmap.__main__ import app
from dzmap.commands.console import BAD_INPUT, OK, guarded
from dzmap.storage import GeoPackageStores
from dzmap.storage.lock import Editor
from tests.helpers.table_files import write_xlsx
from tests.helpers.ui_project import sample_file

HEADER = [
    "企业名称",
    "行业代码",
    "开发区",
    "建设性质",
    "总投资（万元）",
    "用地（亩）",
    "年税收（万元）",
]
LIST: list[list[Any]] = [
    HEADER,
    ["甲化工", "2614", "齐河经济开发区", "新建", 9000, 41, 500],
    ["乙食品", "1439", "齐河经济开发区", "新建", 20000, 41, 900],
    ["丙食品", "1439", "齐河经济开发区", "新建", 20000, 41, 10],
]
REASON = "已由分管领导会议研究同意，见会议纪要"


def call(*arguments: object) -> int:
    return guarded(lambda: app([str(argument) for argument in arguments]))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two kept runs over a list; in the second 乙食品 makes chemicals."""
    folder = tmp_path_factory.mktemp("运行 记录")
    project = sample_file(folder)
    second = [*LIST[:2], ["乙食品", "2614", *LIST[2][2:]], *LIST[3:], ["丁食品", *LIST[2][1:]]]
    for name, rows in (("名单一.xlsx", LIST), ("名单二.xlsx", second)):
        file = write_xlsx(folder / name, rows)
        arguments = ("--applicants", file, "--keep", "--title", file.stem)
        assert call("screen", project, "-o", folder / "x.json", *arguments) == OK
    return project


@pytest.fixture
def project(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(kept, tmp_path / "项目.gpkg"))


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    assert call(*arguments, "--json") == OK
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_that_kept_runs_are_listed_with_who_and_by_what(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = told(capsys, "runs", project, "list")["runs"]
    assert [run["id"] for run in runs] == ["2021-R-0002", "2021-R-0001"]
    first = runs[1]
    assert (first["title"], first["list"], first["rows"]) == ("名单一", "名单一.xlsx", 3)
    assert sum(first["verdicts"].values()) == 3
    assert len(first["catalogs"]) >= 15
    assert all(len(one["sha256"]) == 64 for one in first["catalogs"])
    assert set(first["data"]) == {"applicants", "places", "control", "lists"}


def test_that_a_run_is_shown_without_judging_again(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "运行.json"
    told(capsys, "runs", project, "show", "2021-r-0001", "--out", out)
    document = json.loads(out.read_text(encoding="utf-8"))
    rows = document["tables"][0]["rows"]
    assert sorted(row["name"] for row in rows) == ["丙食品", "乙食品", "甲化工"]
    assert document["properties"]["运行"] == "2021-R-0001 名单一"
    assert all(row["decisive"] for row in rows if row["verdict_zh"] == "禁止准入")


def test_that_a_comparison_says_who_changed_and_why(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "对比.csv"
    found = told(capsys, "runs", project, "compare", "2021-R-0001", "2021-R-0002", "-o", out)
    by_name = {row["name"]: row for row in found["changes"]}
    assert by_name["丁食品"]["kind"] == "new"
    assert by_name["丁食品"]["before"] is None
    assert by_name["乙食品"]["kind"] == "changed"
    assert by_name["乙食品"]["after"] == "prohibited"
    assert by_name["乙食品"]["why"] == "申报资料变了：行业代码 1439 → 2614"
    assert found["unchanged"] == 2
    assert "行业代码 1439 → 2614" in out.read_text(encoding="utf-8-sig")


def test_that_a_run_compared_with_itself_changes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, "runs", project, "compare", "2021-R-0001", "2021-R-0001")
    assert (found["changes"], found["unchanged"], found["grounds"]) == ([], 3, [])


def test_that_a_kept_list_is_judged_again_to_the_same_result(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = told(capsys, "runs", project, "rerun", "2021-R-0001")
    assert again["same"] is True
    assert again["sentence"].startswith("重算结果一致")
    assert again["changed_data"] == []


def test_that_an_override_stands_beside_the_machines_verdict(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = tmp_path / "原来.json"
    told(capsys, "runs", project, "show", "2021-R-0001", "--out", shown)
    before = {
        row["name"]: row["verdict_zh"]
        for row in json.loads(shown.read_text(encoding="utf-8"))["tables"][0]["rows"]
    }
    words = ("--applicant", "甲化工", "--reason", REASON, "--name", "李四")
    made = told(
        capsys, "runs", project, "override", "2021-R-0001", *words, "--verdict", "有条件准入"
    )
    assert (made["machine"], made["verdict"]) == ("prohibited", "conditional")
    out = tmp_path / "改判.json"
    told(capsys, "runs", project, "show", "2021-R-0001", "--out", out)
    rows = {
        row["name"]: row for row in json.loads(out.read_text(encoding="utf-8"))["tables"][0]["rows"]
    }
    assert {name: row["verdict_zh"] for name, row in rows.items()} == before
    assert rows["甲化工"]["override_zh"] == "有条件准入"
    assert (rows["甲化工"]["override_reason"], rows["甲化工"]["override_name"]) == (REASON, "李四")
    assert rows["乙食品"]["override_zh"] == ""
    assert told(capsys, "runs", project, "list")["runs"][1]["overrides"] == 1
    told(capsys, "runs", project, "withdraw", "2021-R-0001", "--applicant", "甲化工")
    assert told(capsys, "runs", project, "show", "2021-R-0001")["overrides"] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--reason": "同意"}, "至少写 10 个字"),
        ({"--name": " "}, "姓名"),
        ({"--verdict": "通过"}, "没有“通过”这种结论"),
        ({"--verdict": "prohibited"}, "与机器判定相同"),
        ({"--applicant": "没有这家"}, "没有申请对象"),
    ],
)
def test_that_an_override_says_what_is_wrong_with_it(
    project: Path, capsys: pytest.CaptureFixture[str], change: dict[str, str], said: str
) -> None:
    options = {
        "--applicant": "甲化工",
        "--verdict": "准入",
        "--reason": REASON,
        "--name": "李四",
        **change,
    }
    words = [part for pair in options.items() for part in pair]
    assert call("runs", project, "override", "2021-R-0001", *words) == BAD_INPUT
    assert said in capsys.readouterr().err


def test_that_a_deleted_run_keeps_its_number_and_nothing_else(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "runs", project, "delete", "2021-R-0002")
    runs = told(capsys, "runs", project, "list")["runs"]
    assert [run["deleted"] for run in runs] == [True, False]
    assert call("runs", project, "show", "2021-R-0002") == BAD_INPUT
    assert "已删除" in capsys.readouterr().err
    kept = told(capsys, "screen", project, "-o", tmp_path / "x.json", "--keep")
    assert kept["run"] == "2021-R-0003"


def test_that_an_unknown_run_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("runs", project, "rerun", "2021-R-0099") == BAD_INPUT
    assert "没有审查运行 2021-R-0099" in capsys.readouterr().err


def test_that_nothing_is_judged_when_the_run_cannot_be_kept(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = GeoPackageStores(editor=Editor(user="李四", host="另一台电脑")).open(project)
    out = tmp_path / "x.json"
    assert call("screen", project, "-o", out, "--keep") == BAD_INPUT
    assert "李四" in capsys.readouterr().err
    assert not out.exists()
    theirs.close()
