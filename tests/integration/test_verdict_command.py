"""``dzmap verdict``: 准入判定书 from the command line."""
# ruff: noqa: TID253 - these tests are about what docx reads

import json
from pathlib import Path

import docx
import pytest

from dzmap.__main__ import app
from dzmap.commands.console import BAD_INPUT, OK, guarded
from tests.helpers.printed_sheets import bare, docx_text, pdf_text
from tests.helpers.ui_project import sample_file

REASON = "经专题会议研究同意按一事一议办理，须于年底前补足投资。"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_file(tmp_path_factory.mktemp("判定 书"))


def call(*arguments: object) -> int:
    return guarded(lambda: app([str(argument) for argument in arguments]))


def test_that_the_command_writes_one_file(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "名单.csv"
    listed.write_text(
        "企业名称,行业代码,建设性质,开发区,总投资（万元）,用地（亩）\n"
        "示例甲,3670,新建,37201047,10865,41\n"
        "示例乙,2614,新建,37201047,9000,30\n",
        encoding="utf-8",
    )
    out = tmp_path / "判定书.pdf"
    code = call(
        "verdict", project, "--applicants", listed, "--name", "示例甲", "--number", "齐准 9",
        "--organisation", "某单位", "--out", out, "--json",
    )  # fmt: skip
    assert code == OK
    told = json.loads(capsys.readouterr().out)
    assert [(one["number"], one["name"]) for one in told["sheets"]] == [("齐准 9", "示例甲")]
    text = bare(pdf_text(out))
    assert "编号：齐准9" in text
    assert "10,865.00万元" in text
    assert "某单位" in text


def test_that_the_command_fills_a_folder(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "新 文件夹"
    listed = tmp_path / "名单.csv"
    listed.write_text("企业名称,行业代码\n示例甲,3670\n示例乙,2614\n", encoding="utf-8")
    code = call(
        "verdict", project, "--applicants", listed, "--zone", "37201047", "--format", "docx",
        "--as-of", "2022-06-30", "--out", folder,
    )  # fmt: skip
    assert code == OK
    assert sorted(path.name for path in folder.iterdir()) == [
        "示例判〔2022〕001 号 示例甲.docx",
        "示例判〔2022〕002 号 示例乙.docx",
    ]
    assert "判定书 2 份" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "a.txt"], "不支持 .txt 格式"),
        (["--out", "a.pdf", "--id", "没有"], "没有这些申请对象：没有"),
        (["--out", "a.pdf", "--zone", "没有"], "项目中没有这些开发区或园区：没有"),
        (["--out", "a.pdf", "--run", "2021-R-9999"], "没有审查运行"),
    ],
)
def test_that_wrong_wishes_are_refused_before_anything_is_written(
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("verdict", project, *arguments) == BAD_INPUT
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_that_a_kept_run_brings_its_overrides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = sample_file(tmp_path)
    listed, out = tmp_path / "名单.csv", tmp_path / "判定书.docx"
    listed.write_text("企业名称,行业代码\n示例乙,2614\n", encoding="utf-8")
    screened = call(
        "screen", project, "--applicants", listed, "--zone", "37201047", "--keep", "--json",
        "--out", tmp_path / "结果.json",
    )  # fmt: skip
    assert screened == OK
    run = json.loads(capsys.readouterr().out)["run"]
    overridden = call(
        "runs", project, "override", run, "--applicant", "示例乙", "--verdict", "有条件准入",
        "--reason", REASON, "--name", "王某",
    )  # fmt: skip
    assert overridden == OK
    assert call("verdict", project, "--run", run, "--out", out) == OK
    text = bare(docx_text(out))
    assert "改判为“有条件准入”" in text
    document = docx.Document(str(out))
    assert f"运行 {run}　重算结果一致" in document.sections[0].footer.paragraphs[0].text
