"""The program as a user calls it: arguments in, exit code, messages and files out."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import shapely

from dzmap.__main__ import app
from dzmap.commands.console import BAD_INPUT, INTERNAL, INTERRUPTED, OK, guarded
from dzmap.storage import GeoPackageStores
from dzmap.storage.lock import Editor

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


CLAUSE_KEYS = {
    *("clause", "kind", "requirement", "applies", "holds", "state", "op", "measured", "threshold"),
    *("gap", "unit", "contribution", "missing", "explanation", "layer", "layer_date", "source"),
}


def test_that_json_gives_every_clause_result(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the terminal, and in a JSON file of moderate size."""
    out, listed = tmp_path / "r.json", tmp_path / "申请名单.csv"
    listed.write_text(
        "企业名称,行业代码,建设性质,总投资（万元）,用地（亩）\n"
        "示例甲,3670,新建,4100,41\n"
        "示例乙,2614,新建,,20\n",
        encoding="utf-8",
    )
    named = ("--applicants", listed, "--zone", "37201047", "--zone", "37201084")
    assert call("screen", project, *named, "--out", out, "--json") == OK
    told = out_json(capsys)
    rows = told["results"]
    assert len(rows) == told["rows"] == 4
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["results"] == rows
    assert written["tables"][0]["rows"]
    for row in rows:
        assert row["verdict"] in VERDICTS
        assert len({clause["clause"] for clause in row["clauses"]}) == len(row["clauses"]) > 5
        for clause in row["clauses"]:
            assert set(clause) == CLAUSE_KEYS
            assert clause["holds"] in {True, False, None}
            assert clause["applies"] in {True, False, None}
    clauses = [clause for row in rows for clause in row["clauses"]]
    short = [one for one in clauses if one["holds"] is False and one["gap"] is not None]
    assert short
    assert all(one["gap"] > 0 for one in short)
    assert all(one["missing"] for one in clauses if one["state"] == "unknown")


def test_that_parcels_across_zones_are_listed_with_their_slivers(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list with outlines: one parcel in a zone, one across its border, one barely across."""
    session = GeoPackageStores().open(project, read_only=True)
    zones = session.read("zones").set_index("id")
    session.close()
    zone = zones.geometry["37201047"]
    west, south, east, north = zone.bounds
    middle = (south + north) / 2
    edge = shapely.intersection(
        zone, shapely.LineString([(west - 1, middle), (east + 1, middle)])
    ).bounds[2]
    shapes = {
        "跨界": shapely.box(edge - 0.003, middle, edge + 0.001, middle + 0.00001),
        "碎片": shapely.box(edge - 0.003, middle, edge + 0.000001, middle + 0.00001),
        "区内": shapely.box(edge - 0.003, middle, edge - 0.002, middle + 0.00001),
    }
    listed = tmp_path / "地块.csv"
    rows = [f'{name},3670,"{shape.wkt}"' for name, shape in shapes.items()]
    listed.write_text("企业名称,行业代码,WKT\n" + "\n".join(rows), encoding="utf-8")
    out = tmp_path / "r.xlsx"
    named = ("--applicants", listed, "--straddling", "each", "--sliver-m2", "0.5")
    assert call("screen", project, *named, "--out", out, "--json") == OK
    results = {row["name"]: row for row in out_json(capsys)["results"]}
    pieces = [part for part in results["跨界"]["parts"] if part["kind"] != "control"]
    assert [part["kind"] for part in pieces] == ["zone", "outside"]
    assert sum(part["share"] for part in pieces) == pytest.approx(1, abs=1e-4)
    assert pieces[0]["verdict"] in VERDICTS
    assert [part["sliver"] for part in results["碎片"]["parts"]][:2] == [False, True]
    assert [part for part in results["区内"]["parts"] if part["kind"] != "control"] == []
    sheet = rows_of(out, "跨区与碎片")
    assert any("跨界" in row for row in sheet)


def test_that_the_program_says_what_may_come_here(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = GeoPackageStores().open(project, read_only=True)
    zones = session.read("zones").set_index("id")
    session.close()
    point = zones.geometry["37201047"].representative_point()
    out = tmp_path / "这里.xlsx"
    at = ("--lon", point.x, "--lat", point.y)
    assert call("here", project, *at, "--out", out, "--json") == OK
    told = out_json(capsys)
    assert told["target_id"]
    assert sum(group["count"] for group in told["groups"]) == 1381
    assert {group["outcome"] for group in told["groups"]} <= VERDICTS
    assert all(clause["source"] for clause in told["clauses"])
    assert {layer["inside"] for layer in told["layers"]} <= {True, False, None}
    assert rows_of(out, "行业")
    assert rows_of(out, "门槛和程序")
    assert call("here", project, "--target", "37201047") == OK
    said = capsys.readouterr().out
    assert "禁止（" in said
    assert "投资强度 ≥" in said
    assert "没有给出位置，空间条款没有核查" in said
    assert call("here", project, "--lon", "115.0", "--lat", "36.0") == OK
    assert "没有准入目录适用" in capsys.readouterr().out


@pytest.mark.parametrize("where", [(), ("--lon", "116"), ("--target", "没有的区")])
def test_that_here_needs_a_place(project: Path, where: tuple[str, ...]) -> None:
    assert call("here", project, *where) == BAD_INPUT


def test_that_clause_results_can_be_left_out_of_a_file(project: Path, tmp_path: Path) -> None:
    out, listed = tmp_path / "r.json", tmp_path / "申请名单.csv"
    listed.write_text("企业名称,行业代码\n示例甲,3670\n", encoding="utf-8")
    named = ("--applicants", listed, "--zone", "37201047")
    assert call("screen", project, *named, "--out", out, "--no-clauses") == OK
    assert "results" not in json.loads(out.read_text(encoding="utf-8"))


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


def test_that_zones_may_be_named_and_count_once(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call("info", project)
    assert "37201047    山东齐河经济开发区" in capsys.readouterr().out
    named = ("--zone", "37201047", "--zone", "山东齐河经济开发区", "--zone", "37201047")
    assert call("screen", project, *named, "--out", tmp_path / "r.csv", "--json") == OK
    assert out_json(capsys)["rows"] == 2000


def test_that_a_zone_unknown_to_the_project_is_told_with_the_result(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "名单.csv"
    listed.write_text("企业名称,行业代码,开发区\n甲,3670,火星开发区\n", encoding="utf-8")
    out = tmp_path / "结果.json"
    assert call("screen", project, "--applicants", listed, "--out", out, "--json") == OK
    assert any("没有开发区“火星开发区”" in note for note in out_json(capsys)["notes"])
    written = json.loads(out.read_text(encoding="utf-8"))
    assert "申报的“火星开发区”" in written["tables"][0]["rows"][0]["gap_text"]
    assert "火星开发区" in written["properties"]["说明"]


def test_that_a_list_without_a_usable_row_is_bad_input(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "名单.csv"
    listed.write_text("企业名称,行业代码\n甲,9999\n,3670\n", encoding="utf-8")
    out = tmp_path / "结果.csv"
    assert call("screen", project, "--applicants", listed, "--out", out) == BAD_INPUT
    told = capsys.readouterr().err
    assert "第 2 行" in told
    assert "第 3 行" in told
    assert not out.exists()


def test_that_a_year_without_figures_is_told(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command, ending in (("summary", "csv"), ("screen", "csv"), ("report", "xlsx")):
        out = tmp_path / f"r.{ending}"
        assert call(command, project, "--year", 2035, "--out", out, "--json") == OK
        assert any("没有 2035 年的" in note for note in out_json(capsys)["notes"]), command
        assert call(command, project, "--year", 2035, "--out", out) == OK
        assert "没有 2035 年的" in capsys.readouterr().out


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


def test_that_a_folder_in_the_place_of_the_result_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "夹.csv").mkdir()
    assert call("screen", project, "--out", tmp_path / "夹.csv") == BAD_INPUT
    assert "这是一个文件夹" in capsys.readouterr().err


def test_that_a_project_is_a_geopackage_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("new", tmp_path / "项目.txt") == BAD_INPUT
    assert "项目.gpkg" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("demo", "--out"), ("self-test",)])
def test_that_a_file_in_the_place_of_a_folder_is_refused(
    tmp_path: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "文件").write_text("重要", encoding="utf-8")
    for place in (tmp_path / "文件", tmp_path / "文件" / "下面"):
        assert call(*command, place) == BAD_INPUT
        assert str(place) in capsys.readouterr().err
    assert (tmp_path / "文件").read_text(encoding="utf-8") == "重要"


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


def test_that_an_import_may_say_the_year_of_figures_that_name_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, listed = tmp_path / "项目.gpkg", tmp_path / "企业.csv"
    listed.write_text("企业名称,行业代码,营业收入（亿元）\n示例丙,3670,1.5\n", encoding="utf-8")
    call("new", project)
    order = ("import", project, listed, "--layer", "enterprises", "--json")
    capsys.readouterr()
    assert call(*order) == OK
    assert "没有年份" in json.dumps(out_json(capsys), ensure_ascii=False)
    assert call(*order, "--year", 2020) == OK
    told = out_json(capsys)
    assert (told["changed"], told["problems"]["warning"]) == (1, 0)
    assert "按选定的 2020 年导入" in told["details"][0]["message"]
    call("info", project, "--json")
    assert out_json(capsys)["tables"]["enterprise_years"] == 1


def test_that_a_file_without_a_usable_row_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, listed = tmp_path / "项目.gpkg", tmp_path / "企业.csv"
    listed.write_text("企业名称,行业代码\n示例丙,9999\n", encoding="utf-8")
    call("new", project)
    before = project.read_bytes()
    capsys.readouterr()
    order = ("import", project, listed, "--layer", "enterprises")
    assert call(*order) == BAD_INPUT
    assert "第 2 行" in capsys.readouterr().err
    assert call(*order, "--json") == BAD_INPUT
    assert out_json(capsys)["problems"]["error"] == 1
    assert project.read_bytes() == before


def test_that_errors_are_shown_before_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, listed = tmp_path / "项目.gpkg", tmp_path / "企业.csv"
    rows = ["示例,C3670"] * 99 + ["错的,9999"]
    listed.write_text("企业名称,行业代码\n" + "\n".join(rows), encoding="utf-8")
    call("new", project)
    call("import", project, listed, "--layer", "enterprises")
    told = capsys.readouterr().err
    assert "第 101 行“行业代码”：“9999”" in told
    assert "另有提醒 69 条、已自动改 99 条" in told


def test_that_who_edits_the_project_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, listed = tmp_path / "项目.gpkg", tmp_path / "企业.csv"
    listed.write_text("企业名称,行业代码\n示例丙,3670\n", encoding="utf-8")
    call("new", project)
    elsewhere = GeoPackageStores(editor=Editor(user="王科长", host="规划科-2")).open(project)
    order = ("import", project, listed, "--layer", "enterprises")
    assert call(*order) == BAD_INPUT
    assert "王科长（规划科-2）" in capsys.readouterr().err
    assert call(*order, "--dry-run") == OK
    elsewhere.close()
    assert call(*order) == OK


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("new",),
        ("new", b"\xcf\xee.gpkg".decode(errors="surrogateescape")),
        ("summary", "x.gpkg", "--by", "x"),
        ("summary", "x.gpkg", "--out", "x.csv", "--year", "0"),
        ("report", "x.gpkg", "--out", "x.pdf", "--year", "99999"),
        ("screen", "x.gpkg", "--out", "x.csv", "--as-of", "2021-13-01"),
    ],
)
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


def test_that_signs_that_command_a_terminal_are_not_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("info", tmp_path / "\x1b[2J\x07坏名.gpkg") == BAD_INPUT
    told = capsys.readouterr().err
    assert "坏名.gpkg" in told
    assert "\x1b" not in told
    assert "\x07" not in told


def test_that_an_interruption_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        raise SystemExit(INTERRUPTED)  # as typer answers Ctrl+C

    assert guarded(interrupted) == INTERRUPTED
    assert "已中断" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    ["gui", "demo", "new", "import", "screen", "summary", "report", "info", "self-test", "runs"],
)
def test_that_help_is_told_in_both_languages_and_whole(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(command, "--help") == OK
    told = capsys.readouterr().out
    assert "…" not in told
    assert all(" / " in line for line in told.splitlines() if re.search("[\u4e00-\u9fff]", line))


def test_that_a_plain_locale_still_knows_chinese_names(tmp_path: Path) -> None:
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    main = Path(__file__).parents[2] / "main.py"
    for arguments, code in (
        (("new", "空 项目.gpkg", "--json"), OK),
        (("info", "空 项目.gpkg", "--json"), OK),
        (("info", "没有.gpkg"), BAD_INPUT),
    ):
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, main, *arguments],
            cwd=tmp_path,
            env=plain,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert (json.loads(done.stdout)["project"] if code == OK else done.stderr).count("gpkg")
    assert [path.name for path in tmp_path.iterdir()] == ["空 项目.gpkg"]


def test_that_the_demo_needs_no_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert guarded(lambda: app(["demo", "--json"])) == OK
    assert json.loads(capsys.readouterr().out)
    assert len(list((tmp_path / "dzmap-demo").iterdir())) >= 4


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
    told = capsys.readouterr().out
    assert "6 类之和 = 300" in told
    assert "未落图" in told
    assert "差 0.00 亿元" in told
    assert {path.suffix for path in folder.iterdir()} == {".gpkg", ".pdf", ".html", ".xlsx"}


def test_that_the_demo_never_replaces_a_project_that_someone_worked_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = ("demo", "--out", tmp_path, "--size", 100)
    assert call(*order) == OK
    (project,) = tmp_path.glob("*.gpkg")
    elsewhere = GeoPackageStores().open(project)
    assert call(*order) == BAD_INPUT
    elsewhere.close()
    assert call(*order) == OK
    listed = tmp_path / "企业.csv"
    listed.write_text("企业名称,行业代码\n我的企业,3670\n", encoding="utf-8")
    assert call("import", project, listed, "--layer", "enterprises") == OK
    before = project.read_bytes()
    capsys.readouterr()
    assert call(*order) == BAD_INPUT
    assert "--out" in capsys.readouterr().err
    assert project.read_bytes() == before
