"""``dzmap site`` on the sample project, as a user calls it."""

import json
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from dzmap.__main__ import app
from dzmap.commands.console import BAD_INPUT, OK, guarded

HEADER = "企业名称,行业代码,建设性质,总投资（万元）,用地（亩）,年税收（万元）,容积率\n"
ROWS = (
    "示例·汽车零部件 017,3670,新建,10865,41,762.6,1.05\n示例·合成氨,2614,新建,90000,300,9000,1.0\n"
)


def call(*arguments: object) -> int:
    return guarded(lambda: app([str(argument) for argument in arguments]))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("选址 会议") / "示例 项目.gpkg"
    assert call("new", path, "--sample") == OK
    return path


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "申请对象.csv"
    path.write_text(HEADER + ROWS, encoding="gbk")
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["tables"][0]["rows"]
    return rows


def test_that_every_zone_and_park_has_a_verdict_a_reason_and_a_rank_if_admitted(
    project: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "比选.json"
    capsys.readouterr()
    assert call("site", project, "--applicant", listed, "--row", 1, "--out", out, "--json") == OK
    told = json.loads(capsys.readouterr().out)
    rows = rows_of(out)
    assert len(rows) == sum(told["groups"].values()) == 26
    assert {row["kind"] for row in rows} == {"zone", "park"}
    assert len({row["target"] for row in rows}) == 26
    for row in rows:
        if row["group"] == "进不了":
            assert row["failing"]
            assert row["rank"] is None
            assert [gap["clause"] for gap in row["gaps"]] == row["failing"]
            assert all("/" in clause for clause in row["failing"])
        elif row["group"] == "说不清":
            assert row["missing"]
            assert row["score"] is None
        else:
            assert row["rank"] is None or row["score"] is not None
    ranked = [row for row in rows if row["rank"]]
    assert [row["target"] for row in ranked] == told["ranking"]
    assert [row["rank"] for row in ranked] == [*range(1, len(ranked) + 1)]
    assert [row["score"] for row in ranked] == sorted(
        (row["score"] for row in ranked), reverse=True
    )


def test_that_a_prohibited_industry_is_kept_out_with_the_clause_that_says_so(
    project: Path, listed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "比选.json"
    found = call("site", project, "--applicant", listed, "--name", "合成氨", "--out", out)
    assert found == OK
    kept_out = [row for row in rows_of(out) if row["verdict"] == "禁止准入"]
    assert kept_out
    assert all(row["failing"] for row in kept_out)


def test_that_weights_change_the_order_and_never_the_verdicts(
    project: Path, listed: Path, tmp_path: Path
) -> None:
    usual = ("site", project, "--applicant", listed, "--row", 1, "--only", "zones")
    by_land, by_margin = tmp_path / "a.json", tmp_path / "b.json"
    assert call(*usual, "--weights", "0,100,0", "--out", by_land) == OK
    assert call(*usual, "--weights", "100，0，0", "--out", by_margin) == OK
    land = [row for row in rows_of(by_land) if row["rank"]]
    assert [row["free_land_mu"] for row in land] == sorted(
        (row["free_land_mu"] for row in land), reverse=True
    )
    first, second = (
        {row["target"]: row["verdict"] for row in rows_of(path)} for path in (by_land, by_margin)
    )
    assert first == second
    assert len(first) == 12


def test_that_a_project_of_the_project_is_compared_and_told_how_to_stay(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "比选.xlsx"
    assert call("site", project, "--id", "P-INV-0110", "--out", out) == OK
    told = capsys.readouterr().out
    assert "可以进" in told or "进不了" in told
    assert "要留在" in told
    sheet = python_calamine.CalamineWorkbook.from_path(out).get_sheet_by_name("选址比选")
    rows = sheet.to_python()
    assert rows[0][:2] == ["名次", "开发区 / 园区"]
    assert len(rows) >= 27


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--applicant 和 --id 要给一个"),
        (("--id", "没有这个"), "项目中没有“没有这个”"),
        (("--id", "P-INV-0110", "--weights", "40,40,40"), "合计 100"),
        (("--id", "P-INV-0110", "--weights", "a,b"), "合计 100"),
    ],
)
def test_that_a_wrong_question_is_answered_with_what_to_do(
    project: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    assert call("site", project, "--out", tmp_path / "x.json", *arguments) == BAD_INPUT
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "名单里有 2 个申请对象"),
        (("--row", "3"), "没有第 3 个"),
        (("--name", "示例"), "有 2 个名称含“示例”"),
        (("--name", "火星"), "没有名称含“火星”"),
    ],
)
def test_that_one_of_several_applicants_must_be_named(
    project: Path,
    listed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    chosen = ("--applicant", listed, *arguments)
    assert call("site", project, "--out", tmp_path / "x.json", *chosen) == BAD_INPUT
    assert message in capsys.readouterr().err


def test_that_an_empty_project_has_nothing_to_compare(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "空.gpkg"
    assert call("new", empty) == OK
    chosen = ("--applicant", listed, "--row", 1, "--out", tmp_path / "x.json")
    assert call("site", empty, *chosen) == BAD_INPUT
    assert "没有可以比选的开发区或园区" in capsys.readouterr().err
