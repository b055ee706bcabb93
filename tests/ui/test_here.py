"""这里能进什么 in the window: from the map's menu and from a zone's details."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dzmap.ui.here.dialog import HereDialog
from dzmap.ui.overlay.details_panel import DetailsPanel
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.screening.single_form import SingleForm
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_grab import grab
from tests.ui.conftest import wait

ZONE = "37201047"


def asked(window: MainWindow) -> HereDialog:
    wait(lambda: not window.desk.jobs.jobs)
    wait(lambda: bool(window.findChildren(HereDialog)))
    return window.findChildren(HereDialog)[-1]


@pytest.fixture
def point(shared: MainWindow) -> tuple[float, float]:
    session = shared.desk.document.session
    assert session is not None
    zones = session.table("zones").set_index("id")
    place = zones.geometry[ZONE].representative_point()
    return place.x, place.y


@pytest.fixture
def dialog(shared: MainWindow, point: tuple[float, float]) -> Iterator[HereDialog]:
    menu = shared.commands.map_menu.build(*point)
    menu.actions()[0].trigger()
    dialog = asked(shared)
    yield dialog
    for left in shared.findChildren(HereDialog):
        left.close()
    menu.deleteLater()
    wait(lambda: not shared.findChildren(HereDialog))


def button(dialog: HereDialog, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == text)


def test_that_the_map_answers_what_may_come(dialog: HereDialog) -> None:
    grab(dialog, "here")
    words = [dialog.groups.topLevelItem(row).text(0) for row in range(4)]  # type: ignore[union-attr]
    assert words == ["鼓励", "允许", "限制", "禁止"]
    assert dialog.model.shown_count() > 5
    assert dialog.tabs.count() == 2


def test_that_an_industry_narrows_the_clauses(dialog: HereDialog) -> None:
    every = dialog.model.shown_count()
    dialog.narrow("0111")
    few = dialog.model.shown_count()
    assert 0 < few < every
    assert "A0111 稻谷种植" in dialog.tabs.tabText(0)
    dialog.narrow("")
    assert dialog.model.shown_count() == every
    group = dialog.groups.topLevelItem(3)
    assert group is not None
    first = group.child(0)
    assert first is not None
    dialog.groups.setCurrentItem(first)
    assert dialog.groups.code() in dialog.tabs.tabText(0)


def test_that_the_form_opens_at_the_place(
    shared: MainWindow, dialog: HereDialog, point: tuple[float, float]
) -> None:
    button(dialog, "按这里填一个申请…").click()
    wait(lambda: not shared.desk.jobs.jobs)
    page = shared.parts.tasks.current
    assert isinstance(page, ScreeningPage)
    assert page.left is not None
    form = page.left.findChild(SingleForm)
    assert form is not None
    assert form.isVisible()
    applicant = form.applicant()
    assert applicant.place is not None
    assert (applicant.place.x, applicant.place.y) == pytest.approx(point)
    assert applicant.target is not None
    form.back_asked.emit()
    shared.parts.tasks.choose("overlay")
    wait(lambda: not shared.desk.jobs.jobs)


def test_that_a_zone_answers_without_a_place(qtbot: QtBot, shared: MainWindow) -> None:
    shared.parts.tasks.choose("overlay")
    shared.desk.selection.set("zones", [ZONE])
    wait(lambda: not shared.desk.jobs.jobs)
    page = shared.parts.tasks.current
    assert page is not None
    panel = page.right
    assert isinstance(panel, DetailsPanel)
    ask = next(one for one in panel.findChildren(QPushButton) if one.text() == "这里能进什么")
    assert ask.isVisibleTo(panel)
    grab(panel, "here-button")
    ask.click()
    dialog = asked(shared)
    assert dialog.model.shown_count() > 5
    dialog.close()
    shared.desk.selection.set("enterprises", ["x"])
    wait(lambda: not shared.desk.jobs.jobs)


def test_that_outside_of_zones_only_layers_are_told(shared: MainWindow) -> None:
    menu = shared.commands.map_menu.build(116.0, 37.3)
    menu.actions()[0].trigger()
    dialog = asked(shared)
    assert dialog.tabs.count() == 1
    assert dialog.tabs.tabText(0) == "空间"
    dialog.close()
    menu.deleteLater()
