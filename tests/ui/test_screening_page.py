from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QRadioButton, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from dzmap.core.verdicts import Verdict
from dzmap.ui.notices import Message
from dzmap.ui.screening.conditions import ScreeningConditions
from dzmap.ui.screening.evidence import EvidencePanel
from dzmap.ui.screening.export import write_results
from dzmap.ui.screening.keeping import RunKeeping
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.screening.results_panel import ResultsPanel
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.table_files import write_xlsx
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_grab import grab
from tests.helpers.ui_project import rename_first_zone
from tests.ui.conftest import wait

HEADER = [
    "企业名称",
    "行业代码",
    "开发区",
    "建设性质",
    "总投资（万元）",
    "用地（亩）",
    "年税收（万元）",
]
ROWS = [
    ["甲 <b>化工</b>", "2614", "齐河经济开发区", "新建", 9000, 41, 500],
    ["乙食品", "1439", "齐河经济开发区", "新建", 20000, 41, 900],
    ["丙", "没有这个代码", "齐河经济开发区", "新建", 20000, 41, 900],
]


def settled(window: MainWindow) -> Callable[[], bool]:
    return lambda: not window.desk.jobs.jobs


def opened_page(window: MainWindow) -> ScreeningPage:
    window.choose_task("screening")
    wait(settled(window))
    page = window.parts.tasks.current
    assert isinstance(page, ScreeningPage)
    return page


def run(window: MainWindow, page: ScreeningPage) -> None:
    page.run()
    wait(settled(window))
    assert page.outcome is not None


def conditions(page: ScreeningPage) -> ScreeningConditions:
    assert page.left is not None
    found = page.left.findChild(ScreeningConditions)
    assert isinstance(found, ScreeningConditions)
    return found


def results(page: ScreeningPage) -> ResultsPanel:
    panel = page.bottom[0].widget
    assert isinstance(panel, ResultsPanel)
    return panel


def evidence(page: ScreeningPage) -> EvidencePanel:
    assert isinstance(page.right, EvidencePanel)
    return page.right


def fake_map(window: MainWindow) -> FakeMap:
    view = window.desk.stage.view
    assert isinstance(view, FakeMap)
    return view


def click_row(panel: ResultsPanel, row: int) -> None:
    """A click on the name, which lies in the frozen column."""
    frozen = panel.table.findChild(QTableView, "frozen")
    assert frozen is not None
    place = frozen.visualRect(panel.model.index(row, 0)).center()
    QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=place)


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


@pytest.fixture
def page(shared: MainWindow) -> ScreeningPage:
    """The task with a finished run over the enterprises, nothing filtered or selected."""
    page = opened_page(shared)
    conditions(page).applicants.choose_source("enterprises")
    shared.desk.context.set_year(2021)
    shared.desk.context.set_as_of(date(2021, 12, 31))
    wait(settled(shared))
    if page.outcome is None or page.outcome.source != "enterprises":
        run(shared, page)
    results(page).clear_filters()
    shared.desk.selection.clear()
    wait(settled(shared))
    return page


# --- before a run ----------------------------------------------------------------------------


def test_that_the_left_panel_says_what_a_run_stands_on(shared: MainWindow) -> None:
    page = opened_page(shared)
    texts = [label.text() for label in conditions(page).findChildren(QLabel)]
    assert "15 部目录有效，均已发布" in texts
    assert "市级 1、开发区 12、园区 2" in texts
    assert "覆盖 9/11" in texts
    assert "覆盖范围以外一律判为“资料不足”，不会判为准入。" in texts
    radios = [radio.text() for radio in conditions(page).findChildren(QRadioButton)]
    assert "全部 12 个开发区" in radios


def test_that_an_empty_result_says_how_to_begin(opened: MainWindow) -> None:
    page = opened_page(opened)
    button = results(page).findChildren(QPushButton)
    start = next(one for one in button if one.text() == "开始审查" and one.isVisible())
    start.click()
    wait(settled(opened))
    assert page.outcome is not None


def test_that_the_button_says_why_it_cannot_run(shared: MainWindow) -> None:
    left = conditions(opened_page(shared))
    left.applicants.choose_source("file")
    assert not left.button.isEnabled()
    assert "先选一个名单文件。" in [label.text() for label in left.findChildren(QLabel)]
    left.applicants.choose_source("enterprises")
    assert left.button.isEnabled()


def test_that_chosen_zones_must_be_ticked(shared: MainWindow) -> None:
    left = conditions(opened_page(shared))
    radios = left.targets.findChildren(QRadioButton)
    radios[2].click()
    assert left.lacks() == "先勾选至少一个开发区或区中园。"
    left.targets.list.item(2).setCheckState(Qt.CheckState.Checked)
    assert left.lacks() == ""
    assert left.targets.only is not None
    assert len(left.targets.only) == 1
    radios[0].click()
    assert left.targets.only is None


# --- a run ------------------------------------------------------------------------------------


def test_that_every_enterprise_gets_a_row_most_severe_first(
    shared: MainWindow, page: ScreeningPage
) -> None:
    session = shared.desk.document.session
    assert session is not None
    frame = results(page).model.frame
    assert len(frame) == len(session.table("enterprises"))
    assert list(frame["verdict"]) == sorted(frame["verdict"], reverse=True)
    strict = frame[frame["verdict"] == frame["verdict"].max()]
    assert list(strict["name"]) == sorted(strict["name"])


def test_that_the_six_chips_add_up_and_the_sum_is_printed(page: ScreeningPage) -> None:
    panel = results(page)
    every = len(panel.model.frame)
    numbers = [int(panel.filter.chip(one).text().split()[-1]) for one in Verdict]
    assert sum(numbers) == every
    assert panel.filter.chip(None).text() == f"全部 {every}"
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert any(f"6 类之和 = {every}" in text for text in texts)


def test_that_a_chip_keeps_only_its_verdict(page: ScreeningPage) -> None:
    panel = results(page)
    chip = panel.filter.chip(Verdict.ENCOURAGED)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    shown = panel.model.frame.iloc[panel.model.positions()]
    assert len(shown) == int(chip.text().split()[-1])
    assert set(shown["verdict"]) == {int(Verdict.ENCOURAGED)}


def test_that_a_filter_without_rows_offers_to_clear_it(page: ScreeningPage) -> None:
    from dzmap.ui.screening.result_rows import only_lacking

    panel = results(page)
    panel.narrow(only_lacking("没有的图层"))
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert any("都被筛掉了：缺：没有的图层" in text for text in texts)
    chips = [one.text() for one in panel.findChildren(QToolButton) if one.property("chip")]
    assert chips == ["缺：没有的图层"]
    clear = next(one for one in panel.findChildren(QPushButton) if one.text() == "清除筛选")
    clear.click()
    assert panel.model.shown_count() == len(panel.model.frame)


def test_that_the_map_shows_the_six_verdicts(shared: MainWindow, page: ScreeningPage) -> None:
    model = fake_map(shared).model
    assert model is not None
    layer = next(layer for layer in model.layers if layer.id == "verdicts")
    assert {one.label for one in layer.classes} == {verdict.zh for verdict in Verdict}
    assert [one.id for one in model.layers if one.in_legend] == ["verdicts"]
    assert shared.desk.stage.model is not None
    assert any(one.in_legend for one in shared.desk.stage.model.layers if one.id != "verdicts")


def test_that_a_cell_says_its_verdict_to_a_screen_reader(page: ScreeningPage) -> None:
    model = results(page).model
    column = next(i for i, one in enumerate(model.columns) if one.name == "verdict")
    spoken = model.data(model.index(0, column), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"结论 {Verdict(int(model.frame['verdict'].iloc[0])).zh}"


def test_that_the_run_is_reported_once(opened: MainWindow) -> None:
    page = opened_page(opened)
    run(opened, page)
    said = [one.text for one in opened.desk.notices.messages if one.text.startswith("审查完成")]
    assert len(said) == 1
    assert said[0].startswith("审查完成：150 个，禁止 ")


def test_that_all_zones_give_a_row_each(opened: MainWindow) -> None:
    page = opened_page(opened)
    conditions(page).targets.findChildren(QRadioButton)[1].click()
    run(opened, page)
    assert len(results(page).model.frame) == 150 * 12
    assert page.outcome is not None
    layer = opened.desk.stage.layer("verdicts")
    assert layer is not None
    assert len(layer.features) <= 150


def test_that_cancelling_keeps_the_last_result(
    qtbot: QtBot, shared: MainWindow, page: ScreeningPage
) -> None:
    before = page.outcome
    said: list[str] = []
    shared.desk.notices.toasted.connect(lambda text, _action: said.append(text))
    page.run()
    button = conditions(page).button
    assert button.text() == "取消"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: button.text().startswith("重新审查"), timeout=2000)
    assert page.outcome is before
    assert said == ["已取消审查，保留上次的结果：150 行，判定日 2021-12-31"]


def test_that_a_second_run_takes_the_place_of_the_first(
    shared: MainWindow, page: ScreeningPage
) -> None:
    taken: list[Message] = []
    shared.desk.notices.logged.connect(taken.append)
    page.run()
    page.run()
    wait(settled(shared))
    assert len([one for one in taken if one.text.startswith("审查完成")]) == 1
    assert conditions(page).button.text().startswith("重新审查")


# --- evidence ---------------------------------------------------------------------------------


def test_that_a_row_selects_its_mark_and_shows_why(shared: MainWindow, page: ScreeningPage) -> None:
    panel = results(page)
    click_row(panel, 0)
    wait(settled(shared))
    explanation = evidence(page).explanation
    assert explanation is not None
    assert explanation.applicant_name == panel.model.frame["name"].iloc[0]
    assert explanation.verdict == Verdict(int(panel.model.frame["verdict"].iloc[0]))
    assert shared.desk.selection.table == "verdicts"
    assert shared.desk.selection.ids == (explanation.applicant_id,)
    grab(shared, "screening-row")


def test_that_a_mark_selects_its_row(shared: MainWindow, page: ScreeningPage) -> None:
    layer = shared.desk.stage.layer("verdicts")
    assert layer is not None
    wanted = str(layer.features["id"].iloc[-1])
    fake_map(shared).selected.emit("verdicts", [wanted])
    wait(settled(shared))
    explanation = evidence(page).explanation
    assert explanation is not None
    assert explanation.applicant_id == wanted
    assert len(results(page).table.selected_rows()) == 1


def test_that_clicking_beside_the_marks_lets_go(shared: MainWindow, page: ScreeningPage) -> None:
    click_row(results(page), 1)
    wait(settled(shared))
    fake_map(shared).selected.emit("", [])
    assert evidence(page).explanation is None
    assert results(page).table.selected_rows() == []


def test_that_one_steps_through_the_rows_as_shown(shared: MainWindow, page: ScreeningPage) -> None:
    panel = results(page)
    panel.filter_by(Verdict.ENCOURAGED)
    click_row(panel, 0)
    wait(settled(shared))
    after = next(one for one in page.actions() if one.shortcut().toString() == "Alt+Right")
    after.trigger()
    after.trigger()
    wait(settled(shared))
    explanation = evidence(page).explanation
    assert explanation is not None
    shown = panel.model.frame.iloc[panel.model.positions()]
    assert explanation.applicant_name == shown["name"].iloc[2]
    texts = [label.text() for label in evidence(page).findChildren(QLabel)]
    assert f"3 / {len(shown)}" in texts


def test_that_arrow_keys_move_the_evidence(shared: MainWindow, page: ScreeningPage) -> None:
    panel = results(page)
    click_row(panel, 0)
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    wait(settled(shared))
    explanation = evidence(page).explanation
    assert explanation is not None
    assert explanation.applicant_id == panel.model.frame["applicant_id"].iloc[1]


def test_that_the_evidence_can_be_pasted(shared: MainWindow, page: ScreeningPage) -> None:
    click_row(results(page), 0)
    wait(settled(shared))
    evidence(page).copy_asked.emit()
    text = QGuiApplication.clipboard().text()
    explanation = evidence(page).explanation
    assert explanation is not None
    assert text.startswith(explanation.applicant_name)
    assert f"结论：{explanation.verdict.zh}" in text
    assert "判定日：2021-12-31" in text


def test_that_the_menu_of_a_row_filters_and_copies(page: ScreeningPage) -> None:
    panel = results(page)
    seen: list[tuple[str, QPoint]] = []
    panel.menu_asked.disconnect()
    panel.menu_asked.connect(lambda row, at: seen.append((row, at)))
    place = panel.table.visualRect(panel.model.index(0, 3)).center()
    panel.table.customContextMenuRequested.emit(place)
    assert [row for row, _ in seen] == panel.model.ids([0])


def test_that_another_task_sees_the_enterprise(opened: MainWindow) -> None:
    page = opened_page(opened)
    run(opened, page)
    click_row(results(page), 0)
    wait(settled(opened))
    chosen = opened.desk.selection.ids
    opened.choose_task("overlay")
    assert (opened.desk.selection.table, opened.desk.selection.ids) == ("enterprises", chosen)
    opened.choose_task("screening")
    wait(settled(opened))
    assert (opened.desk.selection.table, opened.desk.selection.ids) == ("verdicts", chosen)


# --- a list from a file -----------------------------------------------------------------------


def test_that_a_dropped_list_needs_two_clicks_to_a_reason(
    opened: MainWindow, tmp_path: Path
) -> None:
    page = opened_page(opened)
    drop(opened, write_xlsx(tmp_path / "名单 一.xlsx", {"申报表": [HEADER, *ROWS]}))
    wait(settled(opened))
    left = conditions(page)
    texts = [label.text() for label in left.findChildren(QLabel)]
    assert "名单 一.xlsx" in texts
    QTest.mouseClick(left.button, Qt.MouseButton.LeftButton)
    wait(settled(opened))
    click_row(results(page), 0)
    wait(settled(opened))
    explanation = evidence(page).explanation
    assert explanation is not None
    assert explanation.headline
    names = set(results(page).model.frame["name"])
    assert "甲 <b>化工</b>" in names
    grab(opened, "screening-list")


def test_that_rows_left_out_are_named_with_row_and_remedy(
    opened: MainWindow, tmp_path: Path
) -> None:
    from dzmap.ui.screening.list_dialog import ListDialog

    page = opened_page(opened)
    rows = [*ROWS, ["丁", "1439", "齐河经济开发区", "新建", "很多", 41, 900]]
    assert page.accept_file(write_xlsx(tmp_path / "名单.xlsx", [HEADER, *rows]))
    wait(settled(opened))
    file = conditions(page).applicants.file
    assert file is not None
    assert file.problems
    conditions(page).applicants.problems_asked.emit()
    dialog = opened.findChild(ListDialog)
    assert dialog is not None
    frame = dialog.model.frame
    assert frame["row"].notna().any()
    assert (frame["message"] != "").all()
    grab(dialog, "screening-problems")
    dialog.close()


def test_that_a_file_that_cannot_be_read_blocks_the_run_with_the_reason(
    opened: MainWindow, tmp_path: Path
) -> None:
    page = opened_page(opened)
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"not a workbook")
    assert page.accept_file(path)
    wait(settled(opened))
    left = conditions(page)
    assert left.lacks() == "名单不能用，先换一个文件。"
    assert not left.button.isEnabled()


def test_that_other_files_are_left_to_the_import(shared: MainWindow, tmp_path: Path) -> None:
    assert not opened_page(shared).accept_file(tmp_path / "边界.shp")


# --- stale results ----------------------------------------------------------------------------


def test_that_another_day_marks_the_result_and_runs_nothing(
    shared: MainWindow, page: ScreeningPage
) -> None:
    before = page.outcome
    shared.desk.context.set_as_of(date(2022, 6, 30))
    wait(settled(shared))
    banners = [label.text() for label in shared.parts.workspace.banners.findChildren(QLabel)]
    assert "判定日已改为 2022-06-30，结果按旧日期得出。" in banners
    assert page.outcome is before
    again = next(
        one
        for one in shared.parts.workspace.banners.findChildren(QPushButton)
        if one.text() == "重新审查"
    )
    again.click()
    wait(settled(shared))
    assert page.outcome is not None
    assert page.outcome.as_of == date(2022, 6, 30)


def test_that_going_back_to_the_day_takes_the_mark_away(
    shared: MainWindow, page: ScreeningPage
) -> None:
    assert page.outcome is not None
    shared.desk.context.set_as_of(date(2020, 1, 1))
    shared.desk.context.set_as_of(page.outcome.as_of)
    wait(settled(shared))
    assert not shared.parts.workspace.banners.isVisible()


def test_that_another_year_marks_the_figures_of_enterprises(
    shared: MainWindow, page: ScreeningPage
) -> None:
    assert page.outcome is not None
    day = page.outcome.as_of
    shared.desk.context.set_year(2020)
    shared.desk.context.set_as_of(day)
    wait(settled(shared))
    banners = [label.text() for label in shared.parts.workspace.banners.findChildren(QLabel)]
    assert "数据年份已改为 2020 年，结果按 2021 年的数字得出。" in banners


def test_that_an_edit_marks_the_result(opened: MainWindow) -> None:
    page = opened_page(opened)
    run(opened, page)
    rename_first_zone(opened.desk.document, "改过的开发区")
    wait(settled(opened))
    banners = [label.text() for label in opened.parts.workspace.banners.findChildren(QLabel)]
    assert "项目数据已修改，结果按修改前的数据得出。" in banners
    opened.choose_task("overlay")
    assert not opened.parts.workspace.banners.isVisible()


def test_that_closing_the_project_forgets_everything(opened: MainWindow) -> None:
    page = opened_page(opened)
    run(opened, page)
    opened.desk.document.close()
    assert page.outcome is None
    assert len(results(page).model.frame) == 0
    assert evidence(page).explanation is None


# --- export -----------------------------------------------------------------------------------


def test_that_the_export_is_a_readable_workbook(
    shared: MainWindow, page: ScreeningPage, tmp_path: Path
) -> None:
    import openpyxl

    session, outcome = shared.desk.document.session, page.outcome
    assert session is not None
    assert outcome is not None
    path = tmp_path / "结果 一.xlsx"
    write_results(shared.desk, session, outcome, path, RunKeeping(shared.desk, page))
    wait(settled(shared))
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert str(results(page).model.frame["name"].iloc[0]) in cells
    assert Verdict.ENCOURAGED.zh in cells


def test_that_the_export_can_be_a_layer(
    shared: MainWindow, page: ScreeningPage, tmp_path: Path
) -> None:
    assert page.outcome is not None
    session = shared.desk.document.session
    assert session is not None
    path = tmp_path / "结果.gpkg"
    write_results(shared.desk, session, page.outcome, path, RunKeeping(shared.desk, page))
    wait(settled(shared))
    points = geopandas.read_file(path, layer="审查结果_点")
    assert len(points) == len(page.outcome.rows)
    assert points.crs == "EPSG:4490"


def test_that_the_export_button_waits_for_a_result(opened: MainWindow) -> None:
    page = opened_page(opened)
    button = next(
        one
        for one in results(page).findChildren(QToolButton)
        if one.accessibleName() == "导出审查结果"
    )
    assert not button.isEnabled()
    run(opened, page)
    assert button.isEnabled()


# --- sizes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "theme", "font"),
    [((1440, 900), "dark", "standard"), ((1093, 614), "light", "extra_large")],
)
def test_that_nothing_is_cut_off(
    shared: MainWindow, page: ScreeningPage, size: tuple[int, int], theme: str, font: str
) -> None:
    shared.desk.theme.choose(theme, font)
    shared.resize(*size)
    wait(settled(shared))
    panel = results(page)
    for verdict in Verdict:
        chip = panel.filter.chip(verdict)
        assert chip.width() >= chip.fontMetrics().horizontalAdvance(chip.text()) + 16
        assert chip.geometry().right() <= panel.width()
    grab(shared, f"screening-{theme}-{size[0]}-{font}")
