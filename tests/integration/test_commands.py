"""The program as a user calls it: arguments in, exit code, messages and files out."""

import json
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from dzmap.__main__ import app
from dzmap.commands.console import BAD_INPUT, INTERNAL, OK, guarded

USAGE = 2
VERDICTS = {"encouraged", "admitted", "conditional", "restricted", "insufficient", "prohibited"}


def call(*arguments: object) -> int:
    """Run the program and return its exit code."""
    return guarded(lambda: app([str(argument) for argument in arguments]))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, made by the program itself, in a folder with Chinese and a space."""
    path = tmp_path_factory.mktemp("规划 会议") / "示例 项目.gpkg"
    assert call("new", path, "--sample") == OK
    return path


def out_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def rows_of(path: Path, sheet: str) -> list[list[Any]]:
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def test_that_the_sample_holds_what_the_city_has(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("info", project, "--json") == OK
    held = out_json(capsys)
    assert held["sample"] is True
    assert held["tables"]["counties"] == 11
    assert held["tables"]["zones"] == 12
    assert held["tables"]["enterprises"] == 2000
    assert held["tables"]["projects"] == 3250
    assert len(held["catalogs"]) >= 15


def test_that_an_empty_project_has_the_counties_and_no_enterprises(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("new", tmp_path / "空.gpkg") == OK
    capsys.readouterr()
    assert call("info", tmp_path / "空.gpkg", "--json") == OK
    held = out_json(capsys)
    assert held["tables"]["counties"] == 11
    assert held["tables"]["enterprises"] == held["tables"]["zones"] == 0


def test_that_new_never_overwrites(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = project.read_bytes()
    assert call("new", project) == BAD_INPUT
    assert "同名文件已存在" in capsys.readouterr().err
    assert project.read_bytes() == before


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_that_screening_writes_every_applicant(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    out = tmp_path / f"结果.{ending}"
    assert call("screen", project, "--out", out, "--json") == OK
    told = out_json(capsys)
    assert set(told["verdicts"]) == VERDICTS
    assert sum(told["verdicts"].values()) == told["rows"] == 2000
    assert told["verdicts"]["insufficient"] > 0
    if ending == "xlsx":
        assert len(rows_of(out, "审查结果")) >= 2000
    elif ending == "csv":
        assert out.read_text(encoding="utf-8-sig").count("\n") == 2001
    else:
        written = json.loads(out.read_text(encoding="utf-8"))
        assert len(written["tables"][0]["rows"]) == 2000


def test_that_a_list_is_screened_against_named_zones(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "申请名单.csv"
    listed.write_text(
        "企业名称,行业代码,建设性质,总投资（万元）,用地（亩）\n"
        "示例甲,3670,新建,10865,41\n"
        "示例乙,9999,新建,1,1\n",
        encoding="gbk",
    )
    out = tmp_path / "结果.json"
    code = call(
        "screen", project, "--applicants", listed, "--zone", "37201047", "--zone", "37201084",
        "--as-of", "2021-06-30", "--out", out, "--json",
    )  # fmt: skip
    assert code == OK
    told = out_json(capsys)
    assert told["as_of"] == "2021-06-30"
    assert told["rows"] == 2
    assert [problem["row"] for problem in told["problems"]] == [3]
    rows = json.loads(out.read_text(encoding="utf-8"))["tables"][0]["rows"]
    assert {row["name"] for row in rows} == {"示例甲"}


def test_that_an_unknown_zone_is_named(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("screen", project, "--zone", "999", "--out", tmp_path / "r.csv") == BAD_INPUT
    assert "999" in capsys.readouterr().err


@pytest.mark.parametrize("by", ["county", "zone", "park", "cluster", "industry", "chain"])
def test_that_every_summary_reconciles(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], by: str
) -> None:
    out = tmp_path / "汇总.xlsx"
    assert call("summary", project, "--by", by, "--year", 2021, "--out", out, "--json") == OK
    told = out_json(capsys)
    assert told["reconciles"] is True
    assert told["completed_wan_yuan"] > 0
    assert out.stat().st_size > 0


@pytest.mark.parametrize("ending", ["pdf", "html", "xlsx"])
def test_that_a_report_is_written_in_each_format(
    project: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"报告.{ending}"
    assert call("report", project, "--out", out) == OK
    assert out.stat().st_size > 10_000
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_that_an_unknown_format_is_refused_before_any_work(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("report", project, "--out", tmp_path / "报告.docx") == BAD_INPUT
    assert ".pdf" in capsys.readouterr().err


def test_that_a_missing_folder_is_named(project: Path, tmp_path: Path) -> None:
    assert call("report", project, "--out", tmp_path / "没有" / "报告.pdf") == BAD_INPUT


def test_that_an_import_changes_the_project_and_a_dry_run_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, listed = tmp_path / "项目.gpkg", tmp_path / "企业.csv"
    listed.write_text(
        "企业名称,行业代码,经度,纬度,2021年营业收入（亿元）\n示例丙,3670,116.75,36.79,1.5\n",
        encoding="utf-8",
    )
    assert call("new", project) == OK
    capsys.readouterr()
    order = ("import", project, listed, "--layer", "enterprises", "--json")
    assert call(*order, "--dry-run") == OK
    assert out_json(capsys)["added"] == 1
    call("info", project, "--json")
    assert out_json(capsys)["tables"]["enterprises"] == 0
    assert call(*order) == OK
    capsys.readouterr()
    call("info", project, "--json")
    held = out_json(capsys)["tables"]
    assert (held["enterprises"], held["enterprise_years"]) == (1, 1)


@pytest.mark.parametrize("arguments", [("nonsense",), ("new",), ("summary", "x.gpkg", "--by", "x")])
def test_that_wrong_usage_is_told_apart(arguments: tuple[str, ...]) -> None:
    assert call(*arguments) == USAGE


def test_that_a_file_that_is_no_project_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = tmp_path / "别的文件.gpkg"
    stranger.write_text("不是项目", encoding="utf-8")
    assert call("info", stranger) == BAD_INPUT
    told = capsys.readouterr().err
    assert "别的文件.gpkg" in told
    assert "怎么办" in told


def test_that_a_bug_is_an_internal_error(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    assert guarded(broken) == INTERNAL
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_that_the_demo_leaves_project_and_reports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    assert call("demo", "--out", folder, "--size", 300) == OK
    told = capsys.readouterr().err
    assert "6 类之和 = 300" in told
    assert "未落图" in told
    assert "差 0.00 亿元" in told
    assert {path.suffix for path in folder.iterdir()} == {".gpkg", ".pdf", ".html", ".xlsx"}
