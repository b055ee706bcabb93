"""The siting task in the window, on the sample project."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from dzmap.core.site_scores import Weights
from dzmap.core.siting import Group
from dzmap.services.siting_map import PARKS, ZONES
from dzmap.ui.handover import candidate_of_facts, part_of_row
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.siting.applicant_dialog import ApplicantDialog
from dzmap.ui.siting.comparison import ComparisonView
from dzmap.ui.siting.conditions import SitingConditions
from dzmap.ui.siting.page import SitingPage
from dzmap.ui.siting.panel import ComparisonPanel
from dzmap.ui.siting.results_panel import SitingResults
from dzmap.ui.siting.site_model import GROUP_ROLE, RANK_ROLE
from dzmap.ui.siting.site_table import SiteTable
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_grab import grab
from tests.helpers.ui_waiting import settle

PROJECT = "applicant:projects/{}"


def opened_page(window: MainWindow) -> SitingPage:
    window.choose_task("siting")
    settle(window)
    page = window.parts.tasks.current
    assert isinstance(page, SitingPage)
    return page


def conditions(page: SitingPage) -> SitingConditions:
    assert isinstance(page.left, SitingConditions)
    return page.left


def panel(page: SitingPage) -> ComparisonPanel:
    assert isinstance(page.right, ComparisonPanel)
    return page.right


def results(page: SitingPage) -> SitingResults:
    found = page.bottom[0].widget
    assert isinstance(found, SitingResults)
    return found


def table(page: SitingPage) -> SiteTable:
    return results(page).table


def ranks(page: SitingPage) -> dict[str, int]:
    model = table(page).sites
    found = {}
    for row in range(model.rowCount()):
        target = model.target_at(row)
        if target:
            found[target] = model.index(row, 0).data(RANK_ROLE)[0]
    return found


def applicant(window: MainWindow) -> str:
    """A project of the sample with all the facts that matter, and a place it stated."""
    session = window.desk.document.session
    assert session is not None
    rows = session.table("projects")
    full = rows[
        rows[["total_invest_wan_yuan", "land_mu", "tax_wan_yuan", "far"]].notna().all(axis=1)
    ]
    full = full[full["industry_code"].str.startswith("36") & full["zone_id"].notna()]
    return str(full["id"].iloc[0])


@pytest.fixture
def page(shared: MainWindow) -> SitingPage:
    """The task with a finished comparison under the usual weights."""
    shared.desk.context.set_year(2021)
    page = opened_page(shared)
    conditions(page).weights.set_weights(Weights())
    conditions(page).enough_land.setChecked(False)
    page.show_part(PROJECT.format(applicant(shared)))
    settle(shared)
    return page


def test_that_every_place_stands_in_one_of_three_groups(
    shared: MainWindow, page: SitingPage
) -> None:
    outcome = page.outcome
    assert outcome is not None
    model = table(page).sites
    headings = [
        model.index(row, 0).data(GROUP_ROLE)
        for row in range(model.rowCount())
        if model.group_at(row) is not None
    ]
    assert headings == list(Group)
    assert len(ranks(page)) == len(outcome.run.sites) == 26
    assert outcome.run.count(Group.ADMITTED) > 0
    grab(shared, "siting")
    shared.resize(1093, 614)
    grab(shared, "siting-compact")


def test_that_the_map_is_filled_by_verdict_with_ranks(shared: MainWindow, page: SitingPage) -> None:
    shown = shared.desk.stage.model
    assert shown is not None
    layers = {layer.id: layer for layer in shown.layers}
    zones, parks = layers[ZONES].features, layers[PARKS].features
    assert len(zones) + len(parks) == 26
    found = ranks(page)
    for layer in (layers[ZONES], layers[PARKS]):
        assert layer.label is not None
        assert layer.label.badge  # the number stands in a dark disk
    for row in zones.itertuples():
        rank = found[row.id]
        assert row.label.split()[0] == str(rank) if rank else not row.label[0].isdigit()


def test_that_a_slider_reorders_at_once_and_marks_who_moved(
    shared: MainWindow, page: SitingPage
) -> None:
    before = ranks(page)
    slider = conditions(page).weights.sliders[1]
    slider.setValue(100)
    assert conditions(page).weights.weights == Weights((0, 100, 0))
    after = ranks(page)
    assert sorted(after.values()) == sorted(before.values())
    outcome = page.outcome
    assert outcome is not None
    land = {
        site.target.id: free.mu
        for site, free in zip(outcome.run.sites, outcome.run.land, strict=True)
    }
    ordered = sorted((rank, land[target]) for target, rank in after.items() if rank)
    amounts = [mu for _, mu in ordered if mu is not None]
    assert amounts == sorted(amounts, reverse=True)
    assert before != after
    moved = table(page).sites.moved
    assert moved
    for target, up in moved.items():
        assert before[target] - after[target] == up
    grab(shared, "siting-moved")


def test_that_the_keyboard_moves_a_weight_by_one_percent(page: SitingPage) -> None:
    slider = conditions(page).weights.sliders[0]
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert conditions(page).weights.weights.values[0] == 41
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton)
    assert conditions(page).weights.weights == Weights()


def test_that_a_chosen_place_stands_beside_the_current_one(
    shared: MainWindow, page: SitingPage
) -> None:
    outcome = page.outcome
    assert outcome is not None
    current = outcome.run.current
    assert current is not None
    model = table(page).sites
    other = next(
        target for target, rank in ranks(page).items() if rank == 0 and target != current.id
    )
    table(page).setCurrentIndex(model.index(model.row_of(other), 0))
    settle(shared)
    view = panel(page).findChild(ComparisonView)
    assert view is not None
    shown = [one.target.id for one in view.model_of_places.explanations]
    assert shown == [other, current.id]
    assert shared.desk.selection.ids == (other,)
    panel(page).pin.click()
    third = next(one for one in ranks(page) if one not in (other, current.id))
    table(page).setCurrentIndex(model.index(model.row_of(third), 0))
    settle(shared)
    assert len(view.model_of_places.explanations) == 3
    grab(shared, "siting-three")


def test_that_a_click_on_the_map_chooses_the_row(shared: MainWindow, page: SitingPage) -> None:
    view = shared.desk.stage.view
    assert isinstance(view, FakeMap)
    wanted = next(target for target, rank in ranks(page).items() if rank == 3)
    kind = next(s.target.kind for s in _sites(page) if s.target.id == wanted)
    view.selected.emit(ZONES if kind == "zone" else PARKS, [wanted])
    settle(shared)
    assert table(page).selected() == wanted


def test_that_a_line_of_the_curve_and_the_map_choose_the_same_place(
    shared: MainWindow, page: SitingPage
) -> None:
    chart, selection = panel(page).chart, shared.desk.selection
    first, second = chart._rows[:2]
    sites = page._showing.shown.outcome.run.sites  # type: ignore[union-attr]
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert selection.ids == (sites[second].target.id,)
    assert table(page).selected() == sites[second].target.id
    assert chart._marked == {second}
    left = QPoint(8, chart.height() - 6)  # the name of the first line
    add = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, add, left)
    same_table = sites[first].target.kind == sites[second].target.kind
    assert chart._marked == ({first, second} if same_table else {first})
    selection.set(f"{sites[first].target.kind}s", [sites[first].target.id])
    assert table(page).selected() == sites[first].target.id
    assert chart._marked == {first}


def _sites(page: SitingPage) -> tuple:  # type: ignore[type-arg]
    assert page.outcome is not None
    return page.outcome.run.sites


def test_that_edited_facts_make_the_result_stale_until_f5(
    shared: MainWindow, page: SitingPage
) -> None:
    form = conditions(page).form
    before = page.outcome
    edit = next(
        one for one in form.findChildren(QLineEdit) if one.accessibleName().startswith("用地")
    )
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "900")
    assert form.candidate().frame["land_mu"].iloc[0] == 900
    assert page.outcome is before
    QTest.keyClick(shared, Qt.Key.Key_F5)
    settle(shared)
    assert page.outcome is not None
    assert page.outcome is not before
    assert page.outcome.run.request.candidate.land_mu == 900


def test_that_a_number_that_is_none_stops_the_run_and_says_which(page: SitingPage) -> None:
    form = conditions(page).form
    edit = next(
        one for one in form.findChildren(QLineEdit) if one.accessibleName().startswith("总投资")
    )
    edit.clear()
    QTest.keyClicks(edit, "many")
    assert "总投资" in conditions(page).lacks()
    assert not conditions(page).button.isEnabled()


def test_that_places_with_too_little_land_can_be_left_out(
    shared: MainWindow, page: SitingPage
) -> None:
    outcome = page.outcome
    assert outcome is not None
    conditions(page).enough_land.click()
    found = ranks(page)
    for site, small in zip(outcome.run.sites, outcome.run.too_small, strict=True):
        if small:
            assert found[site.target.id] == 0
    conditions(page).enough_land.click()


def test_that_the_right_panel_says_how_to_stay_and_who_leads(page: SitingPage) -> None:
    texts = [label.text() for label in panel(page).findChildren(QLabel)]
    assert any(text.startswith(("要留在", "在")) for text in texts)
    assert any("第 1" in text for text in texts)


def test_that_a_group_folds(page: SitingPage) -> None:
    view = table(page)
    rows = view.sites.rowCount()
    heading = next(row for row in range(rows) if view.sites.group_at(row) is Group.REJECTED)
    view.setCurrentIndex(view.sites.index(heading, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.sites.rowCount() < rows
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.sites.rowCount() == rows


def test_that_the_table_is_copied_with_its_header(page: SitingPage) -> None:
    table(page).copy_all()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[0] == "开发区 / 园区"
    assert len(lines) == 1 + 3 + 26


@pytest.mark.parametrize("ending", ["xlsx", "json"])
def test_that_a_comparison_is_exported(
    shared: MainWindow, page: SitingPage, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"比选.{ending}"
    page.write(out)
    settle(shared)
    assert out.stat().st_size > 1000
    if ending == "json":
        rows = json.loads(out.read_text(encoding="utf-8"))["tables"][0]["rows"]
        assert {row["target"]: row["rank"] or 0 for row in rows} == ranks(page)


def test_that_an_applicant_is_found_in_the_table_of_the_project(
    shared: MainWindow, page: SitingPage
) -> None:
    page.choose_applicant()
    settle(shared)
    dialog = shared.findChild(ApplicantDialog)
    assert dialog is not None
    every = dialog.model.shown_count()
    dialog.narrow("示例 36")
    assert 0 < dialog.model.shown_count() < every
    dialog.view.selectRow(0)
    wanted = dialog.model.ids([0])[0].split("/")[1]
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "为它选址").click()
    settle(shared)
    assert page.outcome is not None
    assert page.outcome.run.request.candidate.frame["id"].iloc[0] == wanted


def test_that_an_applicant_of_a_list_can_be_handed_over(
    shared: MainWindow, page: SitingPage
) -> None:
    assert page.outcome is not None
    row = page.outcome.run.request.candidate.frame.iloc[0].to_dict()
    given = candidate_of_facts(part_of_row("", row))
    assert given.frame["total_invest_wan_yuan"].iloc[0] == row["total_invest_wan_yuan"]
    assert given.frame["industry_code"].iloc[0] == row["industry_code"]
    page.show_part(part_of_row("", row))
    settle(shared)
    assert page.outcome.run.request.candidate.name == row["name"]


def test_that_a_screened_row_is_handed_over_and_compared_at_once(shared: MainWindow) -> None:
    shared.choose_task("screening")
    settle(shared)
    screening = shared.parts.tasks.current
    assert isinstance(screening, ScreeningPage)
    screening.run()
    settle(shared)
    assert screening.outcome is not None
    row = str(screening.outcome.rows["id"].iloc[0])
    menu = screening._link.menu(row)
    next(one for one in menu.actions() if one.text() == "为它选址").trigger()
    settle(shared)
    page = shared.parts.tasks.current
    assert isinstance(page, SitingPage)
    assert page.outcome is not None
    applicant_id = screening.outcome.rows["applicant_id"].iloc[0]
    assert page.outcome.run.request.candidate.frame["id"].iloc[0] == applicant_id
    assert page.outcome.run.request.candidate.frame["action"].iloc[0] == "迁建"


def test_that_an_unknown_applicant_is_told_and_nothing_breaks(
    shared: MainWindow, page: SitingPage
) -> None:
    before = page.outcome
    page.show_part("applicant:projects/没有")
    settle(shared)
    assert page.outcome is before


def test_that_the_page_is_empty_before_the_first_comparison(opened: MainWindow) -> None:
    page = opened_page(opened)
    assert page.outcome is None
    assert not conditions(page).button.isEnabled()
    assert any(
        button.text() == "从表中选择…" and button.isVisibleTo(results(page))
        for button in results(page).findChildren(QPushButton)
    )
    grab(opened, "siting-empty")
