import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from dzmap.bootstrap import build_application
from dzmap.services.file_names import file_stem, free_stem
from dzmap.services.jobs import Progress
from dzmap.services.preflight import Level
from dzmap.services.report_model import Report
from dzmap.settings import Settings
from dzmap.ui.i18n import Language
from dzmap.ui.output.page import OutputPage
from dzmap.ui.pages import PAGES
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.theme.theme import Theme
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_grab import grab
from tests.helpers.ui_project import rename_first_zone, sample_file
from tests.helpers.unprivileged import run_unprivileged
from tests.ui.conftest import wait

QIHE = (116.5, 36.6, 116.9, 36.8)


class SlowWriter:
    """Begins a file, then waits until somebody cancels."""

    def __init__(self) -> None:
        self.begun = False

    def write(self, report: Report, path: Path, *, progress: Progress | None = None) -> None:
        path.write_text("half", encoding="utf-8")
        self.begun = True
        assert progress is not None
        while True:
            progress.step("正在写")


@pytest.fixture(scope="module")
def desk_window(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MainWindow]:
    """One window with the sample project, and every writer there is."""
    Language(qapp).choose("zh")
    folder = tmp_path_factory.mktemp("output")
    theme = Theme(qapp)
    theme.choose("light", "standard")
    window = MainWindow(Settings(folder / "settings.json"), theme, PAGES)
    window.resize(1440, 900)
    window.show()
    window.attach(build_application())
    window.put_map(FakeMap())  # type: ignore[arg-type]
    window.parts.flow.open(sample_file(folder))
    wait(lambda: window.desk.document.session is not None and not window.desk.jobs.jobs)
    yield window
    window.desk.document.close()
    assert window.desk.jobs.stop()
    window.deleteLater()
    theme.deleteLater()


@pytest.fixture
def page(desk_window: MainWindow, tmp_path: Path) -> Iterator[OutputPage]:
    """The task with the overlay on its sheet, as it is when it is first chosen."""
    window = desk_window
    window.choose_task("overlay")
    window.desk.settings.organisation = ""
    window.choose_task("output")
    page = window.parts.tasks.current
    assert isinstance(page, OutputPage)
    page.conditions.forget()
    page.conditions.organisation.clear()
    page.conditions.choose("view")
    page.foot.folder.setText(str(tmp_path))
    page.run()
    settle(page)
    yield page
    page.preview.zoom(0)
    window.desk.document.attach(build_application())


def settle(page: OutputPage) -> None:
    """Until the preview is what the options say."""
    wait(
        lambda: not page.desk.jobs.jobs and (page.foot.button.isEnabled() or page.checks.errors > 0)
    )


def type_into(page: OutputPage, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    if text:
        QTest.keyClicks(field, text)
    wait(lambda: page.preview.state_text.startswith("预览已更新"))
    settle(page)


def sheet_text(page: OutputPage) -> str:
    return "".join(page.preview.page_texts(1)[0].split())


def levels(page: OutputPage) -> dict[str, Level]:
    return {check.title: check.level for check in page.checks.checks}


def test_that_the_current_map_is_previewed(page: OutputPage) -> None:
    assert page.preview.page_count == 1
    assert page.preview.state_text.startswith("预览已更新")
    assert "德州市产业空间叠加图" in sheet_text(page)
    assert page.foot.button.text() == "导出 2 个文件"
    assert page.foot.button.isEnabled()
    grab(page.preview.window(), "output")


def test_that_what_is_switched_off_is_not_printed(page: OutputPage) -> None:
    assert "县域产业集群" in sheet_text(page)
    page.desk.stage.set_visible("clusters", False)
    window_of(page).choose_task("overlay")
    window_of(page).choose_task("output")
    settle(page)
    assert "县域产业集群" not in sheet_text(page)
    assert levels(page).keys() >= {"边界为示意"}
    assert not page.checks.errors
    page.desk.stage.set_visible("clusters", True)


def window_of(page: OutputPage) -> MainWindow:
    window = page.preview.window()
    assert isinstance(window, MainWindow)
    return window


def test_that_the_sheet_shows_the_part_in_view(page: OutputPage) -> None:
    whole = page.conditions.scale.itemText(0)
    view = page.desk.stage.view
    assert view is not None
    view.view_changed.emit(QIHE)
    window_of(page).choose_task("overlay")
    window_of(page).choose_task("output")
    settle(page)
    closer = page.conditions.scale.itemText(0)
    assert closer != whole
    assert "1:200000" in sheet_text(page)
    page.conditions.extent_buttons[1].click()
    wait(lambda: page.conditions.scale.itemText(0) == whole)
    page.conditions.extent_buttons[0].click()
    wait(lambda: page.conditions.scale.itemText(0) == closer)
    page.desk.stage.bounds = None


def test_that_a_typed_title_marks_the_preview_stale_and_then_stands_on_it(page: OutputPage) -> None:
    page.conditions.title.selectAll()
    QTest.keyClicks(page.conditions.title, "KFQ")
    assert page.preview.state_text == "选项已改，预览待更新"
    assert not page.foot.button.isEnabled()
    wait(lambda: page.preview.state_text.startswith("预览已更新"))
    assert "KFQ" in sheet_text(page)
    assert page.foot.names.text().startswith("KFQ.")


def test_that_scale_grid_and_locator_change_the_sheet(page: OutputPage) -> None:
    assert "区位图" in sheet_text(page)
    page.conditions.scale.setCurrentIndex(page.conditions.scale.findData(500_000))
    page.conditions.scale.activated.emit(page.conditions.scale.currentIndex())
    page.conditions.grid.click()
    page.conditions.locator.click()
    wait(lambda: page.preview.state_text.startswith("预览已更新"))
    settle(page)
    text = sheet_text(page)
    assert "1:500000" in text
    assert "区位图" not in text
    assert "公里网单位" not in text
    page.conditions.scale.setCurrentIndex(0)
    page.conditions.grid.click()
    page.conditions.locator.click()
    settle(page)


def test_that_remarks_are_printed_and_kept_short(page: OutputPage) -> None:
    page.conditions.remarks.setPlainText("只供讨论。\n\n" + "长" * 700)
    assert len(page.conditions.remarks.toPlainText()) == 600
    wait(lambda: page.preview.state_text.startswith("预览已更新"))
    settle(page)
    assert "只供讨论。" in sheet_text(page)


def test_that_a_missing_organisation_is_found_and_settled(page: OutputPage) -> None:
    assert levels(page)["编制单位未填"] is Level.WARNING
    fix = next(
        button
        for button in page.checks.findChildren(QPushButton)
        if button.accessibleName() == "去改：编制单位未填"
    )
    fix.click()
    assert QApplication.focusWidget() is page.conditions.organisation
    type_into(page, page.conditions.organisation, "DZ Bureau")
    assert "编制单位未填" not in levels(page)
    assert "DZBureau" in sheet_text(page)
    assert page.desk.settings.organisation == "DZ Bureau"


def test_that_a_sheet_without_title_is_not_exported(page: OutputPage, tmp_path: Path) -> None:
    type_into(page, page.conditions.title, "")
    assert levels(page)["没有图名"] is Level.ERROR
    assert page.foot.names.text() == "还有 1 处须改"
    assert not page.foot.button.isEnabled()
    page.export()
    assert list(tmp_path.iterdir()) == []


def test_that_every_format_is_written_readable(page: OutputPage, tmp_path: Path) -> None:
    page.formats.boxes["xlsx"].click()
    page.foot.button.click()
    wait(lambda: not page.desk.jobs.jobs)
    page.formats.boxes["xlsx"].click()
    from openpyxl import load_workbook

    stem = "德州市产业空间叠加图"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"{stem}.html",
        f"{stem}.pdf",
        f"{stem}.xlsx",
    ]
    document = QPdfDocument()
    document.load(str(tmp_path / f"{stem}.pdf"))
    assert document.pageCount() == 1
    html = (tmp_path / f"{stem}.html").read_text(encoding="utf-8")
    data = html.split('id="report-data"', 1)[1].split(">", 1)[1].split("</script>", 1)[0]
    assert json.loads(data)["sheets"][0]["title"] == stem
    assert "图上要素" in load_workbook(tmp_path / f"{stem}.xlsx").sheetnames


def test_that_files_that_are_there_stay(page: OutputPage, tmp_path: Path) -> None:
    mine = tmp_path / "德州市产业空间叠加图.pdf"
    mine.write_text("mine", encoding="utf-8")
    page.foot.folder.setText(str(tmp_path) + "/")
    assert "不覆盖" in page.foot.names.text()
    page.foot.button.click()
    wait(lambda: not page.desk.jobs.jobs)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "德州市产业空间叠加图 (2).pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "德州市产业空间叠加图 (2).html").is_file()


def test_that_a_cancelled_export_leaves_nothing(
    qtbot: QtBot, page: OutputPage, tmp_path: Path
) -> None:
    slow = SlowWriter()
    application = build_application()
    page.desk.document.attach(replace(application, writers={**application.writers, "html": slow}))
    page.foot.button.click()
    assert page.foot.button.text() == "取消"
    wait(lambda: slow.begun)
    with qtbot.waitSignal(page.desk.notices.toasted, timeout=5000) as told:
        page.foot.button.click()
    assert told.args is not None
    assert told.args[0] == "已取消导出，没有留下文件"
    wait(lambda: list(tmp_path.iterdir()) == [])
    assert page.foot.button.text() == "导出 2 个文件"


def test_that_a_folder_that_is_not_there_is_said(
    qtbot: QtBot, page: OutputPage, tmp_path: Path
) -> None:
    page.foot.folder.setText(str(tmp_path / "没有"))
    assert page.foot.names.text() == "没有这个文件夹"
    assert page.foot.folder.property("invalid")
    with qtbot.waitSignal(page.desk.notices.bannered, timeout=5000) as told:
        page.foot.button.click()
    assert told.args is not None
    assert "没有导出" in told.args[1]
    assert "怎么办" in told.args[1]
    wait(lambda: not page.desk.jobs.jobs)


def test_that_a_folder_that_refuses_is_said(tmp_path: Path) -> None:
    closed = tmp_path / "只读"
    closed.mkdir()
    os.chmod(closed, 0o500)  # noqa: PTH101
    said = run_unprivileged(
        """
import sys
from pathlib import Path
from dzmap.core.problems import KnownError
from dzmap.services.jobs import Silent
from dzmap.services.report_model import Report
from dzmap.ui.output.files import write_files
try:
    write_files(Report(title="图"), {}, Path(sys.argv[1]), ("pdf",), Silent())
except KnownError as error:
    print(error.what, Path(error.file).name, error.remedy)
""",
        closed,
    )
    assert "没有导出 只读" in said
    assert "换一个文件夹" in said
    assert list(closed.iterdir()) == []


def test_that_the_summary_leads_to_the_city_report(page: OutputPage) -> None:
    window = window_of(page)
    window.choose_task("summary")
    wait(lambda: not page.desk.jobs.jobs)
    summary = window.parts.tasks.current
    assert summary is not None
    assert summary.left is not None
    button = next(
        button
        for button in summary.left.findChildren(QPushButton)
        if button.text() == "生成汇总报告"
    )
    button.click()
    assert window.parts.tasks.current is page
    assert page.conditions.kind == "city"
    settle(page)
    assert page.preview.page_count > 3
    assert page.conditions.number.text() == "DZ-01"
    assert "准入审查" in sheet_text(page)
    assert any(title.startswith("未落图") for title in levels(page))
    grab(window, "output-city")


def test_that_keys_turn_and_enlarge_pages(page: OutputPage) -> None:
    page.conditions.choose("city")
    settle(page)
    view = page.preview.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.pageNavigator().currentPage() == 1
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.pageNavigator().currentPage() == 0
    before = view.shown_zoom
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.shown_zoom > before
    assert view.pageNavigator().currentPage() == 1
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.shown_zoom == pytest.approx(before)
    page.preview.thumbnails.setCurrentRow(2)
    assert view.pageNavigator().currentPage() == 2


def test_that_ctrl_6_and_ctrl_p_lead_here(page: OutputPage) -> None:
    action = window_of(page).parts.strip.actions_by_key["output"]
    keys = [key.toString(QKeySequence.SequenceFormat.PortableText) for key in action.shortcuts()]
    assert keys == ["Ctrl+6", "Ctrl+P"]


def test_that_an_edit_makes_the_map_older_than_the_data(page: OutputPage) -> None:
    rename_first_zone(page.desk.document, "改过的开发区")
    assert levels(page)["图早于数据"] is Level.WARNING
    page.desk.document.undo()
    window_of(page).choose_task("overlay")
    wait(lambda: not page.desk.jobs.jobs)
    window_of(page).choose_task("output")
    settle(page)
    assert "图早于数据" not in levels(page)


def test_that_a_window_that_starts_here_makes_the_map_itself(
    page: OutputPage, tmp_path: Path
) -> None:
    window = window_of(page)
    window.desk.document.close()
    assert page.preview.page_count == 0
    window.parts.flow.open(sample_file(tmp_path, "另一个.gpkg"))
    wait(lambda: window.parts.tasks.current is page and not page.desk.jobs.jobs)
    settle(page)
    assert page.preview.page_count == 1
    assert page.desk.stage.model is not None


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("德州市 2021 年图", "德州市 2021 年图"),
        ('a/b\\c:d*e?"f<g>h|i', "a b c d e f g h i"),
        (" .. ", "图件"),
        ("CON", "CON_"),
        ("长" * 200, "长" * 80),
    ],
)
def test_that_titles_become_names_of_files(title: str, stem: str) -> None:
    assert file_stem(title, "图件") == stem


def test_that_a_name_is_new_in_every_format(tmp_path: Path) -> None:
    assert free_stem(tmp_path, "图", ("pdf", "html")) == "图"
    (tmp_path / "图.html").touch()
    assert free_stem(tmp_path, "图", ("pdf", "html")) == "图 (2)"
    assert free_stem(tmp_path, "图", ("pdf",)) == "图"
