"""Commands of the admission engine on input that is wrong: refused in words, nothing half done."""

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook  # noqa: TID253 - the tests are about workbooks

from dzmap.__main__ import app
from dzmap.commands.console import BAD_INPUT, OK, guarded
from dzmap.core.changes import TableChange
from dzmap.core.verdicts import Verdict
from dzmap.resources import resource_path
from dzmap.services.session import open_session
from dzmap.storage import GeoPackageStores
from dzmap.storage.lock import Editor
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


LISTED = "企业名称,行业代码,建设性质,开发区,总投资（万元）,用地（亩）\n甲,3511,新建,武城经开区,10000,40\n"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "名单.csv"
    path.write_text(LISTED, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (("--lon", "36.79", "--lat", "116.75"), "写反了"),
        (("--lon", "36.79", "--lat", "116.75"), "--lon 116.75 --lat 36.79"),
        (("--lon", "39477686", "--lat", "4073235"), "不是经纬度"),
        (("--target", "37201047", "--action", "胡建"), "没有“胡建”这种建设性质"),
    ],
)
def test_that_a_question_about_no_place_or_action_is_refused(
    project: Path, where: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("here", project, *where) == BAD_INPUT
    assert said in capsys.readouterr().err


def test_that_a_place_far_from_the_city_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("here", project, "--lon", "110", "--lat", "37") == OK
    assert "在德州市范围以外" in capsys.readouterr().out


@pytest.mark.parametrize(
    "other", [("--applicants", "名单.csv"), ("--zone", "37201047"), ("--as-of", "2021-12-31")]
)
def test_that_sheets_of_a_kept_run_are_not_mixed_with_another_question(
    project: Path, tmp_path: Path, other: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "判定书.pdf"
    assert call("verdict", project, "--run", "2021-R-0001", *other, "--out", out) == BAD_INPUT
    assert "--run 不能与" in capsys.readouterr().err
    assert not out.exists()


def test_that_a_title_without_a_run_to_keep_is_refused(
    project: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "结果.json"
    asked = ("screen", project, "--applicants", listed, "--out", out, "--title", "三月名单")
    assert call(*asked) == BAD_INPUT
    assert "加上 --keep" in capsys.readouterr().err
    assert not out.exists()


def test_that_a_catalog_is_no_reference_list(
    project: Path, blank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its sheet of industry codes was once taken for one, with every code there is."""
    before = project.read_bytes()
    assert call("import", project, blank, "--layer", "lists") == BAD_INPUT
    assert "这是准入目录，不是引用名录" in capsys.readouterr().err
    assert project.read_bytes() == before


def test_that_a_list_without_an_item_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Called complete, it would prove of everybody that they are not in it."""
    path = tmp_path / "两高.xlsx"
    assert call("catalog", "template", "--list", "--out", path) == OK
    book = load_workbook(path)
    for row in book["名录"].iter_rows(max_col=2):
        if row[0].value == "已录全":
            row[1].value = "是"
    book.save(path)
    before = project.read_bytes()
    assert call("import", project, path, "--layer", "lists") == BAD_INPUT
    assert "没有一条可用的条目" in capsys.readouterr().err
    faulty = tmp_path / "错.csv"
    faulty.write_text("行业代码,产品\n9999,\n", encoding="utf-8")
    assert call("import", project, faulty, "--layer", "lists") == BAD_INPUT
    said = capsys.readouterr().err
    assert "每一行都有错误" in said
    assert "9999" in said
    assert project.read_bytes() == before


WRITING: tuple[tuple[str, ...], ...] = (
    ("catalog", "add", "{project}", "{catalog}"),
    ("catalog", "add", "{project}", "{catalog}", "--draft"),
    ("catalog", "publish", "{project}", "37201047"),
    ("import", "{project}", "{list}", "--layer", "lists"),
    ("screen", "{project}", "--applicants", "{list}", "--out", "{out}", "--keep"),
    ("runs", "{project}", "delete", "2021-R-0001"),
    ("runs", "{project}", "withdraw", "2021-R-0001", "--applicant", "甲"),
    (
        *("runs", "{project}", "override", "2021-R-0001", "--applicant", "甲"),
        *("--verdict", "准入", "--reason", "专题会议研究同意按一事一议办理", "--name", "李四"),
    ),
)


@pytest.mark.parametrize("command", WRITING)
def test_that_nothing_is_written_while_someone_else_edits(
    project: Path,
    listed: Path,
    tmp_path: Path,
    command: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    theirs = GeoPackageStores(editor=Editor(user="王科长", host="规划科-2")).open(project)
    before = project.read_bytes()
    names = {
        "project": project,
        "catalog": resource_path("templates", "catalog_example.yaml"),
        "list": listed,
        "out": tmp_path / "结果.json",
    }
    code = call(*(part.format(**names) for part in command))
    theirs.close()
    assert code == BAD_INPUT
    assert "王科长（规划科-2）" in capsys.readouterr().err
    assert project.read_bytes() == before
    assert not (tmp_path / "结果.json").exists()


def test_that_what_a_clause_names_may_be_gone_and_nothing_softens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A control line and a reference list are removed after catalogs were published that use them."""
    project = sample_file(tmp_path)
    out, again = tmp_path / "前.json", tmp_path / "后.json"
    assert call("screen", project, "--source", "projects", "--out", out, "--keep") == OK
    session = open_session(GeoPackageStores(), project, author="李四")
    for table, rows in (
        ("control_areas", ("layer_id", "permanent_farmland")),
        ("control_layers", ("id", "permanent_farmland")),
        ("reference_items", ("list_id", "water-intensive-sample-1")),
        ("reference_lists", ("id", "water-intensive-sample-1")),
    ):
        gone = session.table(table)
        gone = gone[gone[rows[0]] == rows[1]]
        assert len(gone)
        session.edit("删去", TableChange(table, gone, gone.iloc[:0]))
    session.save()
    session.close()
    capsys.readouterr()
    assert call("screen", project, "--source", "projects", "--out", again) == OK
    told = capsys.readouterr().out
    assert "没有加载、没有核查的管控线：文物建设控制地带、永久基本农田" in told
    before, after = (
        {row["applicant_id"]: row for row in json.loads(path.read_text("utf-8"))["results"]}
        for path in (out, again)
    )
    order = [verdict.token for verdict in Verdict]
    for name, row in after.items():
        # What the farmland alone forbade can no longer be told; nothing else gets milder.
        milder = order.index(row["verdict"]) < order.index(before[name]["verdict"])
        assert not milder or row["verdict"] == "insufficient"
        for clause in row["clauses"]:
            if clause["clause"] == "dz-city/C19" and clause["applies"]:
                assert clause["state"] == "unknown"
                assert clause["missing"]
    assert call("runs", project, "rerun", "2021-R-0001") == OK
    assert "管控线、引用名录" in capsys.readouterr().out


def test_that_shares_and_swapped_coordinates_of_a_list_are_read_alike(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """45, 45 % and a column of fractions; latitude in the column of longitude."""
    head = "企业名称,行业代码,建设性质,开发区,建筑系数,绿地率,经度,纬度\n"
    rest = "3511,新建,武城经开区"
    texts = (
        f"甲,{rest},45,15%,116.1044,37.2389\n乙,{rest},30 %,２０,116.1045,37.2390\n",
        f"甲,{rest},0.45,0.15,37.2389,116.1044\n乙,{rest},0.3,0.2,37.2390,116.1045\n",
    )
    found = []
    for number, text in enumerate(texts):
        path, out = tmp_path / f"名单{number}.csv", tmp_path / f"结果{number}.json"
        path.write_text(head + text, encoding="utf-8")
        assert call("screen", project, "--applicants", path, "--out", out) == OK
        rows = json.loads(out.read_text(encoding="utf-8"))["results"]
        found.append(
            [
                (one["clause"], one["holds"], one["measured"])
                for row in rows
                for one in row["clauses"]
            ]
        )
    assert found[0] == found[1]
    assert ("dz-city/C13", True, 20.0) in found[0]
    assert "经度、纬度两列写反了" in capsys.readouterr().err


def test_that_results_never_replace_what_they_come_from(
    project: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "目录.xlsx"
    assert call("catalog", "template", "--out", book, "--filled-example") == OK
    shutil.copyfile(listed, tmp_path / "名单.json")
    for command, source in (
        (("screen", project, "--applicants", listed), listed),
        (("site", project, "--applicant", tmp_path / "名单.json"), tmp_path / "名单.json"),
        (("catalog", "impact", project, "--new", book), book),
        (("catalog", "convert", book), book),
    ):
        before = source.read_bytes()
        capsys.readouterr()
        assert call(*command, "--out", source) == BAD_INPUT
        assert "输出就是输入文件" in capsys.readouterr().err
        assert source.read_bytes() == before
    older = tmp_path / "目录.yaml"
    older.write_text("# 有人改过\n", encoding="utf-8")
    assert call("catalog", "convert", book, "--out", older) == BAD_INPUT
    assert "同名文件已存在" in capsys.readouterr().err
    assert older.read_text(encoding="utf-8") == "# 有人改过\n"
