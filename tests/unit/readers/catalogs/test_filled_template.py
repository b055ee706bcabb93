"""The template as officials fill it in, with all that goes wrong on the way."""

import warnings
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook  # noqa: TID253 - the tests are about workbooks
from openpyxl.worksheet.worksheet import Worksheet  # noqa: TID253

from dzmap.core.catalogs import Catalog, ListClause, Outcome, RequirementClause, Threshold
from dzmap.core.problems import BadInputError, Problem
from dzmap.core.verdicts import Verdict
from dzmap.readers.catalogs import CatalogFiles

FILES = CatalogFiles()
HEAD = {
    "编号": "QIHE",
    "名称": "齐河目录",
    "层级": "开发区",
    "未列入行业": "非禁即入",
    "施行起": datetime(2021, 1, 1),  # noqa: DTZ001 - Excel knows no time zones
}
BAN = {"编号": "C01", "类型": "清单", "适用行业": "C26", "结论": "禁止"}

Fill = Callable[[Workbook], None]


@pytest.fixture
def fill(tmp_path: Path) -> Callable[[Fill], Path]:
    """Fills in the template; the first catalog is there already."""
    path = tmp_path / "准入目录 报送.xlsx"
    FILES.write_template(path)

    def filled(change: Fill) -> Path:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path)
        put(book["目录"], 3, **HEAD)
        change(book)
        book.save(path)
        return path

    return filled


def put(sheet: Worksheet, row: int, **cells: object) -> None:
    """Write cells by their header in row 2."""
    for header, value in cells.items():
        sheet.cell(row, column_of(sheet, header)).value = value  # type: ignore[assignment]


def column_of(sheet: Worksheet, header: str) -> int:
    for cell in sheet[2]:
        if str(cell.value).rstrip("*").split("（")[0] == header:
            return int(cell.column or 0)
    raise KeyError(header)


def the_catalog(path: Path) -> Catalog:
    (catalog,) = FILES.read(path)
    return catalog


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadInputError) as caught:
        FILES.read(path)
    return caught.value.problems


def test_that_full_width_signs_and_spaces_do_no_harm(fill: Callable[[Fill], Path]) -> None:
    def change(book: Workbook) -> None:
        put(book["目录"], 3, 编号=" ＱＩＨＥ ", 层级="开发区 ")
        put(
            book["条款"],
            3,
            编号="Ｃ０１ ",
            类型=" 要求",
            适用行业="Ｃ２６、 ２７",
            指标="绿地率",
            比较="≤",
            数值="１５％",
        )
        put(
            book["条款"],
            4,
            编号="C02",
            类型="要求",
            指标="投资强度",
            数值="３００",
            单位="万元／亩",
        )

    green, invest = the_catalog(fill(change)).clauses
    assert isinstance(green, RequirementClause)
    assert isinstance(invest, RequirementClause)
    assert (green.id, green.scope.industries) == ("C01", ("26", "27"))
    assert green.thresholds == (Threshold(value=0.15),)
    assert (invest.op, invest.thresholds) == (">=", (Threshold(value=300.0),))


def test_that_hectares_become_mu(fill: Callable[[Fill], Path]) -> None:
    def change(book: Workbook) -> None:
        put(
            book["条款"],
            3,
            编号="C01",
            类型="要求",
            指标="投资强度",
            数值=4500,
            单位="万元/公顷",
            适用条件="用地 ≥ 2 公顷",
        )
        sheet = book["示例用例"]
        put(sheet, 3, 名称="一", 用地=2, 结论="限制")
        sheet.cell(2, column_of(sheet, "用地")).value = "用地（公顷）"

    catalog = the_catalog(fill(change))
    (clause,) = catalog.clauses
    assert isinstance(clause, RequirementClause)
    assert clause.thresholds == (Threshold(value=300.0),)
    assert catalog.examples[0].facts == (("land_mu", 30.0),)


def test_that_examples_are_read_from_columns_and_text(fill: Callable[[Fill], Path]) -> None:
    def change(book: Workbook) -> None:
        sheet = book["示例用例"]
        put(
            sheet,
            3,
            名称="化工",
            行业代码=2614,
            建设性质="新建",
            总投资=12000,
            用地="30",
            其他情况="环评类别：报告书；主要产品：涂料、油墨\n绿地率: 15%",
            去向=37201047,
            经度=116.72,
            纬度=36.78,
            判定日="2021年6月1日",
            结论="禁止",
            只看已核查="是",
            决定条款="C01",
        )
        sheet.cell(2, 20).value = "年产值（亿元）"
        sheet.cell(3, 20).value = 1.5
        put(book["条款"], 3, **BAN)

    (case,) = the_catalog(fill(change)).examples
    assert case.verdict is Verdict.PROHIBITED
    assert dict(case.facts) == {
        "industry_code": "2614",
        "action": "新建",
        "total_invest_wan_yuan": 12000.0,
        "land_mu": 30.0,
        "eia_type": "报告书",
        "products": "涂料;油墨",
        "green_ratio": 0.15,
        "output_wan_yuan": 15000.0,
    }
    assert (case.target_id, case.place, case.as_of) == (
        "37201047",
        (116.72, 36.78),
        date(2021, 6, 1),
    )
    assert (case.of_checked, case.decisive) == (True, "C01")


def test_that_what_is_wrong_in_an_example_is_placed(fill: Callable[[Fill], Path]) -> None:
    def change(book: Workbook) -> None:
        sheet = book["示例用例"]
        put(sheet, 3, 名称="一", 总投资="很多", 结论="禁止")
        put(sheet, 4, 名称="二", 其他情况="颜色：红；投资强度", 结论="准入")
        put(sheet, 5, 名称="三", 经度=1160.7, 纬度=36, 结论="不准")
        put(sheet, 6, 名称="四", 其他情况="用地：30")

    assert [(one.sheet, one.row, one.column) for one in problems_of(fill(change))] == [
        ("示例用例", 3, "总投资"),
        ("示例用例", 4, "其他情况"),
        ("示例用例", 4, "其他情况"),
        ("示例用例", 5, "结论"),
        ("示例用例", 5, "经度"),
        ("示例用例", 6, "结论"),
        ("示例用例", 6, "其他情况"),
    ]


@pytest.mark.parametrize(
    ("cell", "good"), [(111, False), ("A0111", True), ("111", True), (261, True)]
)
def test_that_a_number_that_may_have_lost_its_zero_is_asked_about(
    fill: Callable[[Fill], Path], cell: object, good: bool
) -> None:
    path = fill(lambda book: put(book["条款"], 3, **{**BAN, "适用行业": cell}))
    if good:
        assert len(the_catalog(path).clauses) == 1
    else:
        (problem,) = problems_of(path)
        assert problem.message == "“适用行业”：“111”可能是 0111 丢了开头的 0。"
        assert problem.remedy == "写上门类字母：B111 或 A0111。"


def test_that_blank_rows_and_rows_of_spaces_are_passed_over(
    fill: Callable[[Fill], Path],
) -> None:
    def change(book: Workbook) -> None:
        sheet = book["条款"]
        put(sheet, 3, **BAN)
        put(sheet, 5, 编号="  ", 备注=" ")
        put(sheet, 9, **{**BAN, "编号": "C02", "适用行业": "C27"})

    assert [one.id for one in the_catalog(fill(change)).clauses] == ["C01", "C02"]


def test_that_merged_cells_hold_for_every_row(fill: Callable[[Fill], Path]) -> None:
    def change(book: Workbook) -> None:
        sheet = book["条款"]
        for row, code in enumerate(("C26", "C27", "C28"), 3):
            put(sheet, row, 编号=f"C0{row}", 适用行业=code)
        put(sheet, 3, 类型="清单", 结论="限制", 目录编号="QIHE")
        for header, rows in (("类型", 2), ("结论", 2), ("目录编号", 6)):
            column = column_of(sheet, header)
            sheet.merge_cells(start_row=3, end_row=3 + rows, start_column=column, end_column=column)

    clauses = the_catalog(fill(change)).clauses
    assert [
        (one.scope.industries, one.outcome) for one in clauses if isinstance(one, ListClause)
    ] == [
        (("26",), Outcome.RESTRICT),
        (("27",), Outcome.RESTRICT),
        (("28",), Outcome.RESTRICT),
    ]


def test_that_a_heading_between_the_rows_is_named(fill: Callable[[Fill], Path]) -> None:
    def change(book: Workbook) -> None:
        sheet = book["条款"]
        put(sheet, 3, 编号="一、鼓励类")
        sheet.merge_cells("C3:H3")
        put(sheet, 4, **BAN)

    found = problems_of(fill(change))
    assert {(one.sheet, one.row) for one in found} == {("条款", 3)}
    assert any("没有写“类型”" in one.message for one in found)


@pytest.mark.parametrize("name", [" 条款 ", "条款表"])
def test_that_a_sheet_name_may_vary_a_little(fill: Callable[[Fill], Path], name: str) -> None:
    def change(book: Workbook) -> None:
        put(book["条款"], 3, 编号="C01", 类型="要求", 指标="绿地率", 比较="≤", 数值=0.15)
        sheet = book["条款"]
        sheet.cell(3, column_of(sheet, "数值")).number_format = "0%"
        sheet.title = name

    (clause,) = the_catalog(fill(change)).clauses
    assert isinstance(clause, RequirementClause)
    assert clause.thresholds == (Threshold(value=0.15),)


def test_that_a_sheet_under_another_name_is_not_lost_silently(
    fill: Callable[[Fill], Path],
) -> None:
    def change(book: Workbook) -> None:
        put(book["条款"], 3, **BAN)
        book["条款"].title = "Sheet1"
        book["门槛"].title = "门槛 (2)"

    assert [(one.sheet, one.message) for one in problems_of(fill(change))] == [
        ("Sheet1", "这张表的表头像“条款”表，但名称不是，没有读。"),
        ("门槛 (2)", "这张表的表头像“门槛”表，但名称不是，没有读。"),
    ]


def test_that_a_hidden_sheet_is_not_lost_silently(fill: Callable[[Fill], Path]) -> None:
    def change(book: Workbook) -> None:
        put(book["条款"], 3, **BAN)
        book["条款"].sheet_state = "hidden"

    (problem,) = problems_of(fill(change))
    assert (problem.sheet, problem.message) == ("条款", "这张表被隐藏了，没有读。")


def test_that_hidden_rows_and_columns_count(fill: Callable[[Fill], Path]) -> None:
    def change(book: Workbook) -> None:
        put(book["条款"], 3, **BAN)
        book["条款"].row_dimensions[3].hidden = True

    assert len(the_catalog(fill(change)).clauses) == 1


def test_that_an_old_workbook_is_refused_with_the_way_out(tmp_path: Path) -> None:
    old = tmp_path / "旧.xls"
    old.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    with pytest.raises(BadInputError, match="另存为"):
        FILES.read(old)
