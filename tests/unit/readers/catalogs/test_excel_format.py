import warnings
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook  # noqa: TID253 - the tests are about workbooks
from openpyxl.worksheet.worksheet import Worksheet  # noqa: TID253

from dzmap.core.catalogs import (
    Catalog,
    ListClause,
    RequirementClause,
    SpatialClause,
    Threshold,
)
from dzmap.core.problems import BadInputError, KnownError, Problem
from dzmap.readers.catalogs import CatalogFiles
from dzmap.readers.catalogs.yaml_format import read_yaml
from dzmap.resources import resource_path

FILES = CatalogFiles()
QIHE = {
    "编号": 37201047,
    "名称": "齐河目录",
    "层级": "开发区",
    "未列入行业": "非禁即入",
    "施行起": datetime(2021, 1, 1),  # noqa: DTZ001 - Excel knows no time zones
}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "准入目录 模板.xlsx"
    FILES.write_template(path)
    return path


def _filled(path: Path, fill: Callable[[Workbook], None]) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path)
    fill(book)
    book.save(path)
    return path


def _add(sheet: Worksheet, row: int, **cells: object) -> None:
    """Fill cells by their header, which stands in row 2 of the template."""
    headers = {
        str(cell.value).rstrip("*").split("（")[0]: cell.column
        for cell in sheet[2]
        if cell.value is not None
    }
    for header, value in cells.items():
        sheet.cell(row, headers[header]).value = value  # type: ignore[assignment]


def _read(
    path: Path, *clauses: dict[str, object], thresholds: Sequence[dict[str, object]] = ()
) -> Catalog:
    def fill(book: Workbook) -> None:
        _add(book["目录"], 3, **QIHE)
        for row, clause in enumerate(clauses, 3):
            _add(book["条款"], row, **clause)
        for row, threshold in enumerate(thresholds, 3):
            _add(book["门槛"], row, **threshold)

    (catalog,) = FILES.read(_filled(path, fill))
    return catalog


def _problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadInputError) as caught:
        FILES.read(path)
    return caught.value.problems


def test_that_the_empty_template_reads_as_no_catalogs(template: Path) -> None:
    assert FILES.read(template) == ()


def test_that_the_template_guides_whoever_fills_it_in(template: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(template)
    assert book.sheetnames == [
        "填写说明",
        "目录",
        "条款",
        "门槛",
        "示例用例",
        "行业代码",
        "选项",
    ]
    assert book["选项"].sheet_state == "hidden"
    clauses = book["条款"]
    assert clauses.freeze_panes == "F3"
    lists = {
        str(rule.sqref).split(":", maxsplit=1)[0]: rule
        for rule in clauses.data_validations.dataValidation
        if rule.type == "list"
    }
    headers = {str(cell.value): cell.coordinate[:-1] for cell in clauses[2]}
    for header in ("类型*", "结论", "指标", "比较", "单位", "关系", "图层", "不满足则"):
        assert f"{headers[header]}3" in lists, header
    assert lists[f"{headers['类型*']}3"].showErrorMessage
    assert not lists[f"{headers['图层']}3"].showErrorMessage
    assert clauses["A2"].font.name == "微软雅黑"
    guide = "".join(str(cell.value or "") for row in book["填写说明"].iter_rows() for cell in row)
    assert "分档(如果 总投资 ≥ 10 亿元" in guide
    codes = {row[0].value: row[1].value for row in book["行业代码"].iter_rows()}
    assert codes["C2614"] == "有机化学原料制造"
    assert book["示例用例"]["G2"].value == "总投资（万元）"


def test_that_numbers_dates_and_codes_of_excel_are_understood(template: Path) -> None:
    catalog = _read(
        template,
        {"编号": "C01", "类型": "清单", "适用行业": 2614.0, "结论": "禁止", "施行起": "2021/7/1"},
        {"编号": "C02", "类型": "空间", "关系": "距离不小于", "图层": "岸线管控范围", "距离": 300},
        {"编号": "C03", "类型": "要求", "指标": "容积率", "比较": "≥", "数值": 0.8},
        thresholds=[{"条款编号": "C03", "适用行业": "C39、C38", "数值": 1}],
    )
    assert (catalog.id, catalog.effective_from) == ("37201047", date(2021, 1, 1))
    listed, spatial, requirement = catalog.clauses
    assert isinstance(listed, ListClause)
    assert isinstance(spatial, SpatialClause)
    assert isinstance(requirement, RequirementClause)
    assert listed.scope.industries == ("2614",)
    assert listed.effective_from == date(2021, 7, 1)
    assert spatial.distance_m == 300.0
    assert requirement.thresholds == (
        Threshold(value=0.8),
        Threshold(value=1.0, industries=("39", "38")),
    )


@pytest.mark.parametrize(
    ("value", "number_format", "unit"),
    [
        (7, "General", "%"),
        (0.07, "0%", "%"),
        (0.07, "0.00%", None),
        ("７％", "@", None),
        (0.07, "General", "比值"),
    ],
)
def test_that_a_share_is_seven_percent_however_excel_keeps_it(
    template: Path, value: object, number_format: str, unit: str | None
) -> None:
    def fill(book: Workbook) -> None:
        _add(book["目录"], 3, **QIHE)
        _add(
            book["条款"],
            3,
            编号="C12",
            类型="要求",
            指标="行政办公及生活服务设施用地占比",
            比较="≤",
            数值=value,
            单位=unit,
        )
        cell = next(c for c in book["条款"][2] if c.value == "数值")
        book["条款"].cell(3, cell.column).number_format = number_format

    (catalog,) = FILES.read(_filled(template, fill))
    (clause,) = catalog.clauses
    assert isinstance(clause, RequirementClause)
    assert clause.thresholds == (Threshold(value=0.07),)


def test_that_a_bare_fraction_is_refused(template: Path) -> None:
    def fill(book: Workbook) -> None:
        _add(book["目录"], 3, **QIHE)
        _add(book["条款"], 3, 编号="C12", 类型="要求", 指标="绿地率", 比较="≤", 数值=0.07)

    (problem,) = _problems(_filled(template, fill))
    assert problem.message == "“绿地率”没有写单位。"
    assert (problem.sheet, problem.row, problem.column) == ("条款", 3, "数值")


def test_that_every_problem_names_sheet_row_and_column(template: Path) -> None:
    def fill(book: Workbook) -> None:
        _add(book["目录"], 3, **{**QIHE, "层级": "镇"})
        _add(book["条款"], 3, 目录编号="别处", 编号="C01", 类型="清单", 结论="禁止")
        _add(book["条款"], 4, 编号="C02", 类型="清单", 结论="禁止", 指标="用地", 适用行业="化工")
        _add(
            book["条款"],
            5,
            编号="C03",
            类型="要求",
            须满足="用地 ≥ 30 亩 且 容积率 ≥ 1 或 用地 < 9 亩",
        )
        _add(book["门槛"], 3, 条款编号="C09", 数值=3, 单位="亩")
        _add(book["门槛"], 4, 数值=3, 单位="亩")

    problems = _problems(_filled(template, fill))
    assert [(found.sheet, found.row, found.column) for found in problems] == [
        ("目录", 3, "层级"),
        ("条款", 3, "目录编号"),
        ("条款", 4, "适用行业"),
        ("条款", 4, "指标"),
        ("条款", 5, "须满足"),
        ("门槛", 3, "条款编号"),
        ("门槛", 4, "条款编号"),
    ]
    assert "先后不清" in problems[4].message
    assert str(problems[5]) == (
        "准入目录 模板.xlsx 工作表“门槛” 第 3 行“条款编号”：“条款”表里没有编号“C09”。"
        "核对编号和“目录版本”。"
    )


def test_that_a_title_row_above_the_header_does_no_harm(template: Path) -> None:
    def fill(book: Workbook) -> None:
        _add(book["目录"], 3, **QIHE)
        _add(book["条款"], 3, 编号="C01", 类型="清单", 结论="严禁")
        book["条款"].insert_rows(1)

    (problem,) = _problems(_filled(template, fill))
    assert (problem.row, problem.column) == (4, "结论")


def test_that_changed_headers_are_reported(template: Path) -> None:
    def fill(book: Workbook) -> None:
        _add(book["目录"], 3, **QIHE)
        _add(book["条款"], 3, 编号="C01", 类型="清单", 结论="禁止", 备注="x")
        headers = {str(cell.value): cell for cell in book["条款"][2]}
        headers["备注"].value = "附注"
        headers["示例"].value = "结论"

    messages = [found.message for found in _problems(_filled(template, fill))]
    assert messages == ["“结论”列有两个。", "没有名为“附注”的项。"]


def test_that_a_sheet_without_header_is_reported(template: Path) -> None:
    def fill(book: Workbook) -> None:
        _add(book["目录"], 3, **QIHE)
        for cell in book["条款"][2]:
            cell.value = None
        book["条款"]["C9"] = "C01"

    assert "没有找到表头" in _problems(_filled(template, fill))[0].message


def test_that_versions_keep_their_clauses_apart(tmp_path: Path) -> None:
    files = sorted(resource_path("catalogs").glob("37201047-*.yaml"))
    versions = [catalog for file in files for catalog in FILES.read(file)]
    path = tmp_path / "齐河.xlsx"
    FILES.write(versions, path)
    assert FILES.read(path) == tuple(versions)

    def fill(book: Workbook) -> None:
        book["条款"]["B3"] = None

    (problem,) = _problems(_filled(path, fill))
    assert problem.message == "“37201047”在“目录”表里有 2 个。"
    assert "目录版本" in problem.remedy


def test_that_all_sample_catalogs_survive_excel(tmp_path: Path) -> None:
    files = sorted(resource_path("catalogs").glob("*.yaml"))
    catalogs = [catalog for file in files for catalog in FILES.read(file)]
    FILES.write(catalogs, tmp_path / "全部.xlsx")
    assert FILES.read(tmp_path / "全部.xlsx") == tuple(catalogs)


def test_that_formulas_and_links_stay_text(tmp_path: Path) -> None:
    (catalog,) = read_yaml(
        "{编号: a, 名称: '=1+1', 发布单位: 'http://x.cn', 层级: 市, 未列入行业: 非禁即入,"
        " 施行起: 2021-01-01}",
        "",
    )
    FILES.write([catalog], tmp_path / "a.xlsx")
    assert FILES.read(tmp_path / "a.xlsx") == (catalog,)


def test_that_a_text_too_long_for_a_cell_is_refused(tmp_path: Path) -> None:
    (catalog,) = read_yaml(
        f"{{编号: a, 名称: {'长' * 32768}, 层级: 市, 未列入行业: 非禁即入, 施行起: 2021-01-01}}", ""
    )
    with pytest.raises(KnownError, match="32768 字"):
        FILES.write([catalog], tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_that_other_workbooks_and_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "企业.xlsx"
    book = Workbook()
    book.active.append(["企业名称", "行业代码"])  # type: ignore[union-attr]
    book.save(other)
    with pytest.raises(BadInputError, match="没有工作表“目录”"):
        FILES.read(other)
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(other.read_bytes()[:900])
    with pytest.raises(BadInputError, match="打不开这个文件"):
        FILES.read(broken)
