import math
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QPushButton, QRadioButton, QToolButton

from dzmap.core.summary import BY
from dzmap.ui.linked_bar import LinkedBar
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.summary.bars import BarChart, bars_of
from dzmap.ui.summary.calculation import TOTAL, figure_for
from dzmap.ui.summary.explain import ExplainPanel, adds_up
from dzmap.ui.summary.page import SummaryPage
from dzmap.ui.summary.part_bar import PartBar
from dzmap.ui.summary.stages import stage_counts
from dzmap.ui.summary.table import SummaryTable, table_frame
from dzmap.ui.summary.years import YearBars
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_grab import grab
from tests.helpers.ui_waiting import settle


def opened_page(window: MainWindow) -> SummaryPage:
    window.choose_task("summary")
    settle(window)
    page = window.parts.tasks.current
    assert isinstance(page, SummaryPage)
    return page


def table(page: SummaryPage) -> SummaryTable:
    found = page.bottom[0].widget.findChild(SummaryTable)
    assert found is not None
    return found


def texts(page: SummaryPage) -> list[str]:
    panels = (page.left, page.right, page.above, page.bottom[0].widget)
    return [one.text() for panel in panels if panel for one in panel.findChildren(QLabel)]


@pytest.fixture
def page(shared: MainWindow) -> SummaryPage:
    """The task by county, for the investment projects of 2021."""
    shared.desk.context.set_year(2021)
    page = opened_page(shared)
    assert page.left is not None
    page.left.findChildren(QRadioButton)[0].click()
    settle(shared)
    return page


# --- parts and total --------------------------------------------------------------------------


def test_that_the_parts_add_up_to_the_total_and_the_line_says_so(page: SummaryPage) -> None:
    frame, pinned = table(page).groups.frame, table(page).pinned.frame
    rest, total = pinned[pinned["kind"] == "rest"], pinned[pinned["kind"] == TOTAL]
    parts = frame["completed"].sum() + rest["completed"].sum()
    assert parts == pytest.approx(float(total["completed"].iloc[0]))
    assert any(text.endswith("= 合计，差 0.00 亿元") for text in texts(page))


@pytest.mark.parametrize("by", list(BY))
def test_that_every_grouping_reconciles(shared: MainWindow, page: SummaryPage, by: str) -> None:
    assert page.left is not None
    page.left.findChildren(QRadioButton)[list(BY).index(by)].click()
    settle(shared)
    frame, pinned = table(page).groups.frame, table(page).pinned.frame
    rest, total = pinned[pinned["kind"] == "rest"], pinned[pinned["kind"] == TOTAL]
    for column in ("projects", "completed", "planned"):
        parts = frame[column].sum() + rest[column].sum()
        assert parts == pytest.approx(float(total[column].iloc[0])), column


def test_that_what_has_no_place_stays_in_sight(shared: MainWindow, page: SummaryPage) -> None:
    pinned = table(page).pinned_view
    assert "未落图" in set(table(page).pinned.frame["name"])
    assert pinned.isVisible()
    assert pinned.height() >= 2 * 32
    assert any(bar.rest for bar in page_bars(page)._shown())
    tiles = page.above.findChildren(QFrame) if page.above else []
    assert any(tile.property("tile") == "warn" for tile in tiles)
    grab(shared, "summary")


def page_bars(page: SummaryPage) -> BarChart:
    assert page.beside is not None
    found = page.beside.findChild(BarChart)
    assert found is not None
    return found


def test_that_few_pixels_leave_groups_out_but_never_the_unplaced(page: SummaryPage) -> None:
    chart = page_bars(page)
    before = chart.size()
    chart.resize(300, 130)
    shown = chart._shown()
    assert any(bar.rest for bar in shown)
    assert len(shown) < len(table(page).groups.frame)
    chart.resize(before)


def test_that_copied_figures_are_in_the_unit_of_their_header(page: SummaryPage) -> None:
    view = table(page).view
    view.copy_selected()
    lines = QGuiApplication.clipboard().text().splitlines()
    header, first = lines[0].split("\t"), lines[1].split("\t")
    place = header.index("完成 亿元")
    stated = float(table(page).groups.frame["completed"].iloc[0])
    assert float(first[place]) == pytest.approx(stated, abs=0.005)
    assert header.index("完成率 %") > place


def test_that_missing_figures_stay_missing() -> None:
    names = ("planned", "completed", "previous_completed", "revenue", "tax")
    row = {f"{name}_wan_yuan": [math.nan] for name in names}
    frame = table_frame(
        pd.DataFrame(
            {
                "id": ["a"],
                "name": ["甲"],
                "projects": [0],
                "rate": [math.nan],
                "change": [math.nan],
                "enterprises": [0],
                **row,
            }
        )
    )
    assert frame[["planned", "completed", "rate", "revenue"]].isna().all(axis=None)


# --- one figure -------------------------------------------------------------------------------


def test_that_a_row_is_explained_and_marked_on_the_map(
    shared: MainWindow, page: SummaryPage
) -> None:
    group = str(table(page).groups.frame["id"].iloc[0])
    view = table(page).view
    view.selectRow(0)
    settle(shared)
    assert (shared.desk.selection.table, shared.desk.selection.ids) == ("counties", (group,))
    assert isinstance(page.right, ExplainPanel)
    assert "✓ 与明细逐笔相加一致" in texts(page)
    assert "落在哪里" in texts(page)
    assert page.bottom[1].title.startswith("项目明细 ")
    grab(shared, "summary-explained")


def test_that_a_bar_and_the_map_choose_the_same_group(
    shared: MainWindow, page: SummaryPage
) -> None:
    chart = page_bars(page)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(120, 60))
    settle(shared)
    first = shared.desk.selection.ids
    assert len(first) == 1
    other = next(one for one in table(page).groups.frame["id"] if one != first[0])
    view = shared.desk.stage.view
    assert isinstance(view, FakeMap)
    view.selected.emit("choropleth", [other])
    settle(shared)
    assert table(page).groups.ids(table(page).view.selected_rows()) == [other]


def test_that_ctrl_adds_a_bar_and_the_map_marks_all_of_them(
    shared: MainWindow, page: SummaryPage
) -> None:
    chart, selection = page_bars(page), shared.desk.selection
    first, second = (bar.id for bar in chart._shown()[:2])
    chart._at = 0
    QTest.keyClick(chart, Qt.Key.Key_Space)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(shared)
    assert selection.ids == (first, second)
    assert set(table(page).groups.ids(table(page).view.selected_rows())) == {first, second}
    QTest.keyClick(chart, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert list(selection.ids) == [first]
    selection.clear()
    assert chart._marked == frozenset()
    selection.set("counties", [second, first])
    assert chart._marked == {first, second}
    settle(shared)


def test_that_bars_of_the_evidence_select_what_they_stand_for(
    shared: MainWindow, page: SummaryPage
) -> None:
    selection = shared.desk.selection
    selection.set("counties", [str(table(page).groups.frame["id"].iloc[0])])
    settle(shared)
    assert page.right is not None
    part = next(bar for bar in page.right.findChildren(PartBar) if bar._linked)
    QTest.mouseClick(part, Qt.MouseButton.LeftButton)
    assert selection.table == "zones"
    assert len(selection.ids) >= 1
    assert part.marked
    stages = [bar for bar in page.right.findChildren(LinkedBar) if not isinstance(bar, PartBar)]
    stage = next(bar for bar in stages if bar._linked)
    details = page._details.frame
    QTest.keyClick(stage, Qt.Key.Key_Return)
    assert selection.table == "projects"
    assert set(selection.ids) <= set(details["id"])
    assert stage.marked
    assert not part.marked
    shown_layers = {
        one.id for one in shared.desk.stage.layers() if shared.desk.stage.is_visible(one)
    }
    assert "projects" in shown_layers
    assert "upgrades" not in shown_layers
    shown = page._detail_table
    assert set(page._details.ids(shown.selected_rows())) == set(selection.ids)
    selection.clear()
    settle(shared)


def test_that_every_figure_equals_its_projects_and_parts(
    shared: MainWindow, page: SummaryPage
) -> None:
    session, result = shared.desk.document.session, page._result
    assert session is not None
    assert result is not None
    for group in result.rows()["id"]:
        figure = figure_for(session, result, str(group))
        assert adds_up(figure), group
        stated = figure.row["completed_wan_yuan"]
        parts = sum(part.amount for part in figure.parts)
        assert parts == pytest.approx(0.0 if pd.isna(stated) else float(stated))


def test_that_the_project_list_opens_on_request(shared: MainWindow, page: SummaryPage) -> None:
    table(page).view.selectRow(0)
    settle(shared)
    assert page.right is not None
    see = next(one for one in page.right.findChildren(QPushButton) if one.text().startswith("看 "))
    see.click()
    assert shared.parts.bottom_dock.tabs.currentWidget() is page.bottom[1].widget
    shared.parts.bottom_dock.tabs.setCurrentIndex(0)


def test_that_stages_keep_the_order_of_the_work() -> None:
    counts = stage_counts(pd.Series(["投产", None, "签约", "投产"]))
    assert list(counts) == ["签约", "供地", "开工", "竣工", "投产", "达产", "未填报"]
    assert counts["投产"] == 2
    assert sum(counts.values()) == 4


# --- conditions -------------------------------------------------------------------------------


def test_that_another_year_is_added_up_anew(shared: MainWindow, page: SummaryPage) -> None:
    before = float(table(page).pinned.frame["completed"].iloc[-1])
    shared.desk.context.set_year(2020)
    settle(shared)
    assert float(table(page).pinned.frame["completed"].iloc[-1]) != pytest.approx(before)
    assert any(text == "完成投资 2020" for text in texts(page))


def test_that_a_year_without_figures_says_so(shared: MainWindow, page: SummaryPage) -> None:
    assert page._result is not None
    years = {one.year: one for one in page._result.years()}
    assert years[2022].completed is None
    assert page.beside is not None
    chart = page.beside.findChild(YearBars)
    assert chart is not None
    assert "2022 计划" in chart.accessibleDescription()
    assert "完成 未填报" in chart.accessibleDescription()


def test_that_upgrade_projects_are_added_on_request(shared: MainWindow, page: SummaryPage) -> None:
    assert page.left is not None
    invest, upgrade = page.left.findChildren(QCheckBox)
    before = int(table(page).pinned.frame["projects"].iloc[-1])
    upgrade.click()
    settle(shared)
    assert int(table(page).pinned.frame["projects"].iloc[-1]) == before + 60
    upgrade.click()
    invest.click()
    settle(shared)
    assert "至少选一类项目，才能汇总。" not in texts(page)
    invest.click()
    settle(shared)
    assert int(table(page).pinned.frame["projects"].iloc[-1]) == before


def test_that_industries_have_no_choropleth(shared: MainWindow, page: SummaryPage) -> None:
    assert page.left is not None
    page.left.findChildren(QRadioButton)[list(BY).index("industry")].click()
    settle(shared)
    assert shared.desk.stage.layer("choropleth") is None
    segments = [one for one in page.left.findChildren(QToolButton) if one.property("segment")]
    assert not any(one.isEnabled() for one in segments)


def test_that_the_bars_are_ranked(page: SummaryPage) -> None:
    assert page._result is not None
    bars = [bar for bar in bars_of(page._result.summary) if not bar.rest]
    done = [bar.done or 0.0 for bar in bars]
    assert done == sorted(done, reverse=True)


def test_that_the_export_is_a_readable_workbook(
    shared: MainWindow, page: SummaryPage, tmp_path: Path
) -> None:
    import openpyxl

    path = tmp_path / "汇总 一.xlsx"
    page.write_excel(path)
    settle(shared)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "齐河县" in cells
    assert "未落图" in cells


@pytest.mark.parametrize(
    ("size", "theme", "font"),
    [((1440, 900), "dark", "standard"), ((1093, 614), "light", "extra_large")],
)
def test_that_the_pinned_rows_fit_every_window(
    shared: MainWindow, page: SummaryPage, size: tuple[int, int], theme: str, font: str
) -> None:
    shared.desk.theme.choose(theme, font)
    shared.resize(*size)
    settle(shared)
    pinned = table(page).pinned_view
    assert pinned.isVisible()
    assert pinned.verticalScrollBar().maximum() == 0
    grab(shared, f"summary-{theme}-{size[0]}-{font}")
