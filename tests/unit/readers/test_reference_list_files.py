from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook  # noqa: TID253 - the tests are about workbooks

from dzmap.core.problems import BadInputError, Problem, Severity
from dzmap.readers.catalogs import CatalogFiles
from dzmap.readers.reference import BundledReference
from dzmap.readers.reference_list_files import ITEMS, LISTS
from dzmap.readers.tables import TableFiles
from dzmap.services.ports import ImportedRows

MARCH = datetime(2024, 3, 1)  # noqa: DTZ001 - Excel knows no time zones
HEAD = ["行业代码", "产品", "工艺", "备注"]


@pytest.fixture(scope="module")
def files() -> TableFiles:
    return TableFiles(BundledReference())


def _written(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.save(path)
    return path


def _head(rows: ImportedRows) -> dict[str, Any]:
    (head,) = rows.tables[LISTS].to_dict("records")
    return {str(key): value for key, value in head.items()}


def _items(rows: ImportedRows) -> list[tuple[object, ...]]:
    frame = rows.tables[ITEMS][["industry_code", "products", "processes"]].astype(object)
    return [tuple(row) for row in frame.where(frame.notna(), None).to_numpy().tolist()]


def _said(rows: ImportedRows, severity: Severity) -> list[Problem]:
    return [one for one in rows.problems if one.severity is severity]


def test_that_the_filled_template_is_read(files: TableFiles, tmp_path: Path) -> None:
    CatalogFiles().write_list_template(tmp_path / "名录.xlsx", filled=True)
    rows = files.read(tmp_path / "名录.xlsx", LISTS)
    head = _head(rows)
    assert (head["name"], head["version"], head["complete"]) == ("两高项目名录（示例）", "1", True)
    assert _items(rows) == [
        ("2521", None, None),
        ("3011", "水泥熟料", None),
        (None, "聚氯乙烯、PVC", "电石法"),
    ]
    assert rows.problems == ()


def test_that_the_template_is_read_as_an_official_fills_it_in(
    files: TableFiles, tmp_path: Path
) -> None:
    path = tmp_path / "名录.xlsx"
    CatalogFiles().write_list_template(path)
    book = load_workbook(path)
    sheet = book["名录"]
    entries = (
        "《高耗水行业名录》",
        2,
        "某厅",
        "示例〔2024〕3 号",
        MARCH,
        None,
        "是",
    )
    for row, entry in enumerate(entries, 1):
        sheet.cell(row, 2).value = entry
    for row, item in enumerate(
        ((2614.0, "", ""), (" Ｃ２６、C17 ", "", ""), ("", "纸浆\n漂白纸浆", "")), 11
    ):
        for column, value in enumerate(item, 1):
            sheet.cell(row, column).value = value or None  # type: ignore[assignment]
    book.save(path)
    rows = files.read(path, LISTS)
    head = _head(rows)
    assert (head["name"], head["version"], head["complete"]) == ("高耗水行业名录", "2", True)
    assert head["effective_from"] == MARCH
    assert _items(rows) == [
        ("2614", None, None),
        ("26", None, None),
        ("17", None, None),
        (None, "纸浆、漂白纸浆", None),
    ]


def test_that_a_plain_table_is_named_like_its_file(files: TableFiles, tmp_path: Path) -> None:
    path = tmp_path / "淘汰类.csv"
    path.write_text("产品名称,代码\n电石,\n,2520\n,2614\n", encoding="utf-8")
    rows = files.read(path, LISTS)
    assert (_head(rows)["name"], _head(rows)["complete"]) == ("淘汰类", False)
    assert _items(rows) == [(None, "电石", None), ("2614", None, None)]
    (error,) = _said(rows, Severity.ERROR)
    assert (error.row, error.column) == (3, "行业代码")
    assert "C2520 已废止" in error.message
    assert any("按文件名" in one.message for one in _said(rows, Severity.WARNING))


def test_that_a_list_with_rows_left_out_is_not_complete(files: TableFiles, tmp_path: Path) -> None:
    path = _written(
        tmp_path / "a.xlsx",
        [
            ["名录名称", "甲"],
            ["已录全", "是"],
            [],
            HEAD,
            ["2699"],
            ["C26"],
            ["", "", "", "一、化工"],
        ],
    )
    rows = files.read(path, LISTS)
    assert _head(rows)["complete"] is False
    assert [one.row for one in _said(rows, Severity.ERROR)] == [5, 7]
    assert any("没有录全" in one.message for one in _said(rows, Severity.WARNING))
    assert _items(rows) == [("26", None, None)]


def test_that_columns_and_sheets_that_were_not_read_are_named(
    files: TableFiles, tmp_path: Path
) -> None:
    path = _written(
        tmp_path / "两高.xlsx",
        [["序号", 3041, "产品", "工艺", "平板玻璃"], [1, None, "电石"]],
    )
    book = load_workbook(path)
    book.create_sheet("限制类").append(HEAD)
    book["限制类"].append(["2614", "烧碱"])
    book.create_sheet("说明").append(["怎么填"])
    book.save(path)
    sheets, columns = _said(files.read(path, LISTS), Severity.WARNING)[1:3]
    assert sheets.message == "只读取了工作表“Sheet”；“限制类”也像名录，没有读取。"
    assert (columns.row, columns.message) == (1, "有 2 列没有对应，没有读取：3041、平板玻璃。")


def test_that_items_said_twice_count_once(files: TableFiles, tmp_path: Path) -> None:
    rows = files.read(_written(tmp_path / "a.xlsx", [HEAD, ["C26"], ["26"], ["", "苯"]]), LISTS)
    assert _items(rows) == [("26", None, None), (None, "苯", None)]
    assert [one.row for one in _said(rows, Severity.FIXED)] == [3]


def test_that_entries_may_stand_in_one_cell_and_doubtful_ones_are_named(
    files: TableFiles, tmp_path: Path
) -> None:
    path = _written(
        tmp_path / "a.xlsx",
        [["名录名称：甲目录"], ["施行起", "去年"], ["已录全", "大概"], HEAD, ["C26"]],
    )
    rows = files.read(path, LISTS)
    assert _head(rows)["name"] == "甲目录"
    assert [(one.row, one.column) for one in rows.problems] == [(2, "施行起"), (3, "已录全")]


def test_that_a_number_that_may_have_lost_its_zero_stays_out(
    files: TableFiles, tmp_path: Path
) -> None:
    rows = files.read(_written(tmp_path / "a.xlsx", [HEAD, [111], [2614], ["B111"]]), LISTS)
    assert _items(rows) == [("2614", None, None), ("111", None, None)]
    assert [one.row for one in _said(rows, Severity.ERROR)] == [2]


def test_that_merged_codes_hold_for_every_row(files: TableFiles, tmp_path: Path) -> None:
    path = _written(tmp_path / "a.xlsx", [HEAD, ["C26", "苯"], ["", "甲苯"]])
    book = load_workbook(path)
    book.active.merge_cells("A2:A3")  # type: ignore[union-attr]
    book.save(path)
    assert _items(files.read(path, LISTS)) == [("26", "苯", None), ("26", "甲苯", None)]


def test_that_another_table_is_refused(files: TableFiles, tmp_path: Path) -> None:
    path = _written(tmp_path / "企业.xlsx", [["企业名称", "地址"], ["甲", "乙"]])
    with pytest.raises(BadInputError, match="看不出这是引用名录"):
        files.read(path, LISTS)
