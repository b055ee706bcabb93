"""``dzmap catalog check|template|convert`` and ``dzmap import --layer lists`` as a user calls them."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # noqa: TID253 - the tests are about workbooks

from dzmap.__main__ import app
from dzmap.commands.console import BAD_INPUT, OK, guarded
from dzmap.readers.catalogs import CatalogFiles
from dzmap.resources import resource_path

FAULTY = 1
EXAMPLE = resource_path("templates", "catalog_example.yaml")
SAMPLES = sorted(resource_path("catalogs").glob("*.yaml"))


def call(*arguments: object) -> int:
    """Run the program and return its exit code."""
    return guarded(lambda: app([str(argument) for argument in arguments]))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("目录 检查") / "示例 项目.gpkg"
    assert call("new", path, "--sample") == OK
    return path


def checked(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = call("catalog", "check", *arguments, "--json")
    return code, json.loads(capsys.readouterr().out)


def _all_samples(folder: Path) -> Path:
    files = CatalogFiles()
    path = folder / "全部.yaml"
    files.write([one for file in SAMPLES for one in files.read(file)], path)
    return path


def test_that_every_sample_catalog_passes_with_its_cases(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = checked(capsys, _all_samples(tmp_path), "--project", project)
    failed = [case for one in told["catalogs"] for case in one["cases"] if not case["passed"]]
    assert (code, failed) == (OK, [])
    assert len(told["catalogs"]) == len(SAMPLES)
    for one in told["catalogs"]:
        assert one["findings"] == [], one["title"]
        assert 2 <= len(one["cases"]) <= 5, one["title"]


def test_that_the_filled_example_needs_no_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "填好 的.xlsx"
    assert call("catalog", "template", "--out", out, "--filled-example") == OK
    code, told = checked(capsys, out)
    assert code == OK
    (one,) = told["catalogs"]
    assert one["findings"] == []
    assert [case["passed"] for case in one["cases"]] == [True] * 4
    assert CatalogFiles().read(out) == CatalogFiles().read(EXAMPLE)


def test_that_findings_name_the_cell_and_the_correction(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "目录.xlsx"
    assert call("catalog", "template", "--out", out, "--filled-example") == OK
    book = load_workbook(out)
    sheet = book["条款"]
    headers = {str(cell.value).rstrip("*"): int(cell.column or 0) for cell in sheet[2]}
    sheet.cell(4, headers["适用行业"]).value = "C26、C2520"
    sheet.cell(12, headers["须办理"]).value = None
    book["门槛"].cell(3, 8).value = 5400
    book["示例用例"].cell(5, 14).value = "准入"
    book.save(out)
    code, told = checked(capsys, out)
    assert code == FAULTY
    assert [(one["sheet"], one["row"], one["column"]) for one in told["problems"]] == [
        ("条款", 12, "须办理")
    ]
    sheet.cell(12, headers["须办理"]).value = "节能审查"
    book.save(out)
    code, told = checked(capsys, out)
    (one,) = told["catalogs"]
    found = {(each["sheet"], each["row"], each["column"], each["fix"]) for each in one["findings"]}
    assert found == {
        ("条款", 4, "适用行业", "把 C2520 改为 C2521"),
        ("门槛", 3, "数值", "改为 360.00 万元/亩"),
    }
    (failed,) = [case for case in one["cases"] if not case["passed"]]
    assert (failed["expected"], failed["got"]) == ("admitted", "prohibited")
    assert code == FAULTY
    assert call("catalog", "check", out) == FAULTY
    said = capsys.readouterr().out
    assert "工作表“条款”第 4 行“适用行业”：条款 C02：行业代码 C2520 已废止" in said
    assert "可以改为：把 C2520 改为 C2521" in said
    assert "不符  新建化工项目：结论应为准入，实为禁止准入" in said


def test_that_findings_in_yaml_name_the_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "目录.yaml"
    path.write_text(
        "编号: a\n名称: 甲\n层级: 市\n未列入行业: 非禁即入\n施行起: 2021-01-01\n条款:\n"
        "  - 编号: C01\n    类型: 清单\n    适用行业: [C26]\n    结论: 禁止\n"
        "  - 编号: C02\n    类型: 要求\n    指标: 容积率\n    数值: 1\n    门槛:\n"
        "      - {适用行业: C26, 数值: 80}\n"
        "  - 编号: C01\n    类型: 程序\n    须办理: 审批\n",
        encoding="utf-8",
    )
    code, told = checked(capsys, path)
    (one,) = told["catalogs"]
    assert [(each["row"], each["item"]) for each in one["findings"]] == [
        (17, "条款"),
        (16, "门槛"),
    ]
    assert code == FAULTY


def test_that_findings_about_examples_name_their_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "目录.xlsx"
    assert call("catalog", "template", "--out", out, "--filled-example") == OK
    book = load_workbook(out)
    sheet = book["示例用例"]
    headers = {str(cell.value).rstrip("*"): int(cell.column or 0) for cell in sheet[2]}
    sheet.cell(5, headers["行业代码"]).value = "C2699"
    sheet.cell(5, headers["决定条款"]).value = "C99"
    book.save(out)
    _, told = checked(capsys, out)
    assert [
        (one["sheet"], one["row"], one["column"]) for one in told["catalogs"][0]["findings"]
    ] == [("示例用例", 5, "行业代码"), ("示例用例", 5, "决定条款")]


def test_that_a_project_answers_for_parents_lists_and_places(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "目录.yaml"
    path.write_text(
        "编号: a\n名称: 甲\n层级: 开发区\n管辖: '37201047'\n上级: dz-nowhere\n"
        "未列入行业: 非禁即入\n施行起: 2021-01-01\n条款:\n"
        "  - {编号: C01, 类型: 清单, 引用名录: 没有的名录, 结论: 限制}\n"
        "示例用例:\n  - {名称: 甲, 去向: 别处, 结论: 准入}\n",
        encoding="utf-8",
    )
    code, told = checked(capsys, path)
    assert (code, [one["severity"] for one in told["catalogs"][0]["findings"]]) == (
        FAULTY,
        ["warning"],
    )
    code, told = checked(capsys, path, "--project", project)
    (one,) = told["catalogs"]
    assert [each["severity"] for each in one["findings"]] == ["warning", "error"]
    assert "高耗水行业名录（示例）" in one["findings"][0]["remedy"]
    assert one["cases"][0]["fault"] == "项目里没有编号为“别处”的开发区或园区。"


def test_that_conversion_proves_that_nothing_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = _all_samples(tmp_path)
    for out in (tmp_path / "a.xlsx", tmp_path / "b.yaml"):
        assert call("catalog", "convert", source, "--out", out) == OK
        assert "内容完全一致" in capsys.readouterr().err
        assert CatalogFiles().read(out) == CatalogFiles().read(source)
        source = out
    assert call("catalog", "convert", source, "--out", source) == BAD_INPUT


def test_that_a_template_never_overwrites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "目录.xlsx"
    assert call("catalog", "template", "--out", out) == OK
    assert call("catalog", "template", "--out", out) == BAD_INPUT
    assert "同名文件已存在" in capsys.readouterr().err
    assert call("catalog", "template", "--out", tmp_path / "目录.yaml") == BAD_INPUT
    assert call("catalog", "check", tmp_path / "没有.xlsx") == BAD_INPUT
    assert call("catalog", "check", out) == BAD_INPUT
    assert "文件里没有目录" in capsys.readouterr().err
    assert call("catalog", "convert", out, "--out", tmp_path / "空.yaml") == BAD_INPUT
    assert not (tmp_path / "空.yaml").exists()


def test_that_a_reference_list_is_imported_and_replaced_on_purpose_only(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "名录.xlsx"
    assert call("catalog", "template", "--list", "--filled-example", "--out", path) == OK
    capsys.readouterr()
    assert call("import", project, path, "--layer", "lists", "--json") == OK
    assert json.loads(capsys.readouterr().out)["added"] == 3
    book = load_workbook(path)
    book["名录"].cell(11, 1).value = "C2611"
    book.save(path)
    assert call("import", project, path, "--layer", "lists") == BAD_INPUT
    assert "--replace" in capsys.readouterr().err
    assert call("import", project, path, "--layer", "lists", "--replace", "--json") == OK
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], told["removed"]) == (3, 3)
    assert told["replaces"] == "《两高项目名录（示例）》v1"
    assert call("info", project, "--json") == OK
    assert json.loads(capsys.readouterr().out)["tables"]["reference_lists"] == 2
