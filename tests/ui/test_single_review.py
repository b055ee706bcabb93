"""单个审查: the form at the left, the verdict at the right, the place on the map."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from dzmap.core.verdicts import ClauseState, Verdict
from dzmap.services.single import SingleApplicant
from dzmap.ui.screening.conditions import ScreeningConditions
from dzmap.ui.screening.evidence import EvidencePanel
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.screening.single_form import SingleForm
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_grab import grab
from tests.ui.conftest import wait


def settled(window: MainWindow) -> Callable[[], bool]:
    return lambda: not window.desk.jobs.jobs


@pytest.fixture
def page(shared: MainWindow) -> Iterator[ScreeningPage]:
    shared.parts.tasks.choose("screening")
    wait(settled(shared))
    page = shared.parts.tasks.current
    assert isinstance(page, ScreeningPage)
    page.show_part("single")
    wait(settled(shared))
    yield page
    form(page).back_asked.emit()
    wait(settled(shared))


def form(page: ScreeningPage) -> SingleForm:
    assert page.left is not None
    found = page.left.findChild(SingleForm)
    assert isinstance(found, SingleForm)
    return found


def evidence(page: ScreeningPage) -> EvidencePanel:
    assert isinstance(page.right, EvidencePanel)
    return page.right


def judged(window: MainWindow) -> None:
    """Wait for the pause after the last key and for the verdict."""
    QTest.qWait(350)
    wait(settled(window))


def fill(page: ScreeningPage, **facts: str) -> None:
    for name, text in facts.items():
        edit = form(page).fields[name].edit
        assert isinstance(edit, QLineEdit)
        edit.setText(text)
        edit.textEdited.emit(text)


def test_that_an_empty_form_says_what_is_missing(shared: MainWindow, page: ScreeningPage) -> None:
    assert form(page).isVisible()
    explanation = evidence(page).explanation
    assert explanation is not None
    assert explanation.verdict is Verdict.INSUFFICIENT


def test_that_the_verdict_follows_what_is_typed(shared: MainWindow, page: ScreeningPage) -> None:
    single = form(page)
    single.target.setCurrentIndex(single.target.findText("山东齐河经济开发区"))
    single.target.activated.emit(single.target.currentIndex())
    assert single._industry is not None
    single._industry.set_code("3670")
    single.fields["action"].show_value("新建")
    fill(page, total_invest_wan_yuan="1.0865亿", land_mu="41")
    judged(shared)
    first = evidence(page).explanation
    assert first is not None
    assert first.target.name == "山东齐河经济开发区"
    dense = next(
        one for one in first.clauses if one.requirement.startswith("投资强度 ≥") and one.applies
    )
    assert dense.measured == pytest.approx(265.0)
    assert dense.state is ClauseState.VIOLATED
    assert dense.gap
    missing = [one for one in first.clauses if one.state is ClauseState.UNKNOWN]
    assert any("年税收" in one.missing for one in missing)
    grab(shared, "single-form")
    fill(page, tax_wan_yuan="900")
    judged(shared)
    second = evidence(page).explanation
    assert second is not None
    assert not any("年税收" in one.missing for one in second.clauses)


def test_that_only_what_catalogs_ask_is_shown_first(
    shared: MainWindow, page: ScreeningPage
) -> None:
    fields = form(page).fields
    shown = {name for name, field in fields.items() if field.isVisibleTo(form(page))}
    assert "land_mu" in shown
    hidden = set(fields) - shown
    assert hidden
    form(page).more.click()
    assert all(field.isVisibleTo(form(page)) for field in fields.values())
    form(page).more.click()
    assert not any(fields[name].isVisibleTo(form(page)) for name in hidden)


def test_that_a_click_on_the_map_places_the_applicant(
    shared: MainWindow, page: ScreeningPage
) -> None:
    view = shared.desk.stage.view
    assert view is not None
    view.clicked.emit(116.9, 36.9)  # nobody asked
    assert form(page).applicant().place is None
    pick = next(
        button
        for button in form(page).findChildren(QToolButton)
        if button.toolTip() == "在图上点一个位置"
    )
    QTest.mouseClick(pick, Qt.MouseButton.LeftButton)
    view.clicked.emit(116.75, 36.79)
    assert not pick.isChecked()
    place = form(page).applicant().place
    assert place is not None
    assert (place.x, place.y) == (116.75, 36.79)
    assert form(page).place.text() == "116.750000, 36.790000"


def test_that_places_are_typed_in_any_notation(shared: MainWindow, page: ScreeningPage) -> None:
    single = form(page)
    single.place.setText("39477686.014, 4073235.238")
    single.place.textEdited.emit(single.place.text())
    place = single.applicant().place
    assert place is not None
    assert (place.x, place.y) == pytest.approx((116.75, 36.79), abs=1e-6)
    single.place.setText("1, 2")
    single.place.textEdited.emit("1, 2")
    assert single.applicant().place is None


def test_that_a_selected_row_fills_the_form(
    qtbot: QtBot, shared: MainWindow, page: ScreeningPage
) -> None:
    session = shared.desk.document.session
    assert session is not None
    row = session.table("projects").iloc[5]
    shared.desk.selection.set("projects", [row["id"]])
    with qtbot.waitSignal(form(page).fill_asked):
        form(page).fill_asked.emit()
    wait(settled(shared))
    filled = form(page).applicant()
    assert filled.name == row["name"]
    assert filled.industry == row["industry_code"]
    assert filled.facts["land_mu"] == pytest.approx(row["land_mu"])


def test_that_a_stated_ratio_counts_until_its_parts_change(page: ScreeningPage) -> None:
    stated = {
        "total_invest_wan_yuan": 4000.0,
        "land_mu": 10.0,
        "invest_intensity_wan_yuan_per_mu": 200.0,
    }
    form(page).show_applicant(SingleApplicant(industry="1411", facts=stated))
    assert form(page).applicant().facts == stated
    fill(page, land_mu="20 亩")
    assert "invest_intensity_wan_yuan_per_mu" not in form(page).applicant().facts
    form(page).show_applicant(SingleApplicant())


def test_that_the_form_can_be_taken_into_the_results(
    shared: MainWindow, page: ScreeningPage
) -> None:
    form(page).name.setText("试填企业")
    page.run()
    wait(settled(shared))
    assert page.outcome is not None
    assert page.outcome.run.request.list_name == "单个录入"
    assert page.outcome.run.frame["name"].tolist() == ["试填企业"]


def test_that_the_batch_comes_back(shared: MainWindow, page: ScreeningPage) -> None:
    form(page).back_asked.emit()
    assert page.left is not None
    assert not form(page).isVisible()
    conditions = page.left.findChild(ScreeningConditions)
    assert conditions is not None
    assert conditions.isVisible()
