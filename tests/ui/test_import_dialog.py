from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dzmap.ui.shell.import_dialog import ImportDialog
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_grab import grab


def workbook(path: Path, rows: list[list[object]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return workbook(
        tmp_path / "企业 名单.xlsx",
        [
            ["企业名称", "统一社会信用代码", "行业代码", "县市区", "营业收入（万元）"],
            ["示例·新企业甲", "", "C1411", "齐河县", 5200],
            ["示例·新企业乙", "", "C1411", "齐河县", 880],
            ["示例·坏行业", "", "C9999", "齐河县", 10],
        ],
    )


def checked(
    qtbot: QtBot, window: MainWindow, path: Path, layer: str = "enterprises"
) -> ImportDialog:
    dialog = ImportDialog(window.desk, layer, path, window)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not window.desk.jobs.jobs, timeout=20000)
    return dialog


def test_that_a_list_is_checked_then_imported_and_undone(
    qtbot: QtBot, opened: MainWindow, listed: Path
) -> None:
    session = opened.desk.document.session
    assert session is not None
    before = len(session.table("enterprises"))
    dialog = checked(qtbot, opened, listed)
    grab(dialog, "import")
    assert "新增 2" in dialog.sentence.text()
    assert dialog.problems.rowCount() >= 1
    assert len(session.table("enterprises")) == before
    assert dialog.import_button.text() == "导入 2 行"
    dialog.import_button.click()
    qtbot.waitUntil(lambda: len(session.table("enterprises")) == before + 2, timeout=20000)
    qtbot.waitUntil(lambda: not opened.desk.jobs.jobs, timeout=20000)
    assert opened.isWindowModified()
    opened.desk.document.undo()
    assert len(session.table("enterprises")) == before
    qtbot.waitUntil(lambda: not opened.desk.jobs.jobs, timeout=20000)


def test_that_a_file_without_the_needed_columns_says_what_to_do(
    qtbot: QtBot, shared: MainWindow, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "别的.xlsx", [["甲", "乙"], [1, 2]])
    dialog = checked(qtbot, shared, path)
    grab(dialog, "import-refused")
    assert dialog.note.property("note") == "error"
    assert "怎么办" in dialog.sentence.text() or dialog.problems.rowCount()
    assert not dialog.import_button.isEnabled()


def test_that_a_list_dropped_on_the_window_opens_the_import(
    qtbot: QtBot, shared: MainWindow, listed: Path
) -> None:
    shared.accept_path(listed)
    dialog = shared.findChildren(ImportDialog)[-1]
    qtbot.waitUntil(lambda: not shared.desk.jobs.jobs, timeout=20000)
    assert dialog.file.text() == str(listed)
    dialog.reject()


def test_that_a_reference_list_says_what_it_replaces(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    session = opened.desk.document.session
    assert session is not None
    before = len(session.table("reference_items"))
    rows: list[list[object]] = [
        ["名录名称", "新名录"],
        ["行业代码", "产品"],
        ["C2521", ""],
        ["", "苯"],
    ]
    first = checked(qtbot, opened, workbook(tmp_path / "甲.xlsx", rows), "lists")
    assert first.import_button.text() == "导入 2 行"
    first.import_button.click()
    qtbot.waitUntil(lambda: len(session.table("reference_items")) == before + 2, timeout=20000)
    again = checked(qtbot, opened, workbook(tmp_path / "甲.xlsx", rows[:3]), "lists")
    grab(again, "import-list")
    assert again.import_button.text() == "替换《新名录》v1，导入 1 行"
    again.import_button.click()
    qtbot.waitUntil(lambda: len(session.table("reference_items")) == before + 1, timeout=20000)
    qtbot.waitUntil(lambda: not opened.desk.jobs.jobs, timeout=20000)
