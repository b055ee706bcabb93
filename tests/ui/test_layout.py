"""Room in small windows and large text: nothing lies over anything, and what gives way is known."""

from itertools import combinations

import pandas as pd
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from dzmap.ui.dialog_size import open_size
from dzmap.ui.elided import ElidedLabel
from dzmap.ui.screening.evidence_actions import EvidenceActions
from dzmap.ui.screening.result_rows import result_columns
from dzmap.ui.screening.result_table import ResultModel, ResultTable
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.theme.theme import Theme
from tests.ui.conftest import wait

COMPACT, STANDARD = (1093, 614), (1440, 900)


def opened_task(window: MainWindow, key: str) -> None:
    window.choose_task(key)
    wait(lambda: not window.desk.jobs.jobs)
    window.parts.tasks.reset_layout()
    QTest.qWait(30)


def lie_apart(window: MainWindow) -> bool:
    """Whether docks and map lie inside the window, none over another."""
    parts = window.parts
    docks: list[QWidget] = [parts.left_dock, parts.right_dock, parts.bottom_dock, parts.workspace]
    places = [one.geometry() for one in docks if one.isVisible()]
    return all(window.rect().contains(place) for place in places) and not any(
        one.intersects(other) for one, other in combinations(places, 2)
    )


@pytest.mark.parametrize(
    ("size", "font"), [(COMPACT, "standard"), (COMPACT, "extra_large"), (STANDARD, "extra_large")]
)
def test_that_no_dock_lies_over_another(
    shared: MainWindow, size: tuple[int, int], font: str
) -> None:
    shared.desk.theme.choose("light", font)
    shared.resize(*size)
    for key in ("screening", "catalogs", "siting"):
        opened_task(shared, key)
        wait(lambda: lie_apart(shared))  # docks take their sizes one after the other


def test_that_a_dock_shrinks_again_for_a_task_with_less(shared: MainWindow) -> None:
    shared.resize(*COMPACT)
    opened_task(shared, "screening")
    high = shared.parts.bottom_dock.height()
    opened_task(shared, "catalogs")
    assert shared.parts.bottom_dock.height() <= 150 < high


@pytest.mark.parametrize("table", ["zones", "parks"])
def test_that_details_in_large_text_need_no_sideways_scrolling(
    shared: MainWindow, table: str
) -> None:
    shared.desk.theme.choose("light", "extra_large")
    shared.resize(1280, 720)
    opened_task(shared, "overlay")
    shared.desk.selection.set(table, [{"zones": "37201047", "parks": "QH01"}[table]])
    wait(lambda: not shared.desk.jobs.jobs)
    page = shared.parts.tasks.current
    assert page is not None
    assert page.right is not None
    scroll = page.right.findChild(QScrollArea)
    assert isinstance(scroll, QScrollArea)
    content = scroll.widget()
    assert content is not None
    assert content.minimumSizeHint().width() <= scroll.viewport().width()


def test_that_a_dialog_is_never_larger_than_its_window(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(*COMPACT)
    dialog = QDialog(window)
    open_size(dialog, 1200, 500)
    assert (dialog.width(), dialog.height()) == (1061, 500)
    theme.choose("light", "extra_large")
    open_size(dialog, 400, 300)
    assert (dialog.width(), dialog.height()) == (520, 390)


def test_that_a_long_line_gives_way_and_stays_readable(qtbot: QtBot) -> None:
    text = "比选完成：26 处，可以进 18，进不了 4，说不清 4"
    plain, label = QLabel(text), ElidedLabel()
    for one in (plain, label):
        qtbot.addWidget(one)
    label.setText(text)
    assert label.minimumSizeHint().width() < 40 < plain.minimumSizeHint().width()
    assert label.toolTip() == text


def test_that_a_narrow_panel_keeps_every_action(qtbot: QtBot, theme: Theme) -> None:
    dock = QWidget()
    qtbot.addWidget(dock)
    actions = EvidenceActions(theme)
    actions.setParent(dock)
    actions.resize(404, 52)
    dock.show()
    review = next(one for one in actions.findChildren(QPushButton) if one.text() == "人工复核…")
    entry = next(
        one for one in actions.findChildren(QWidget) if hasattr(one, "menu") and one.menu()
    )
    first = entry.menu().actions()[0]
    assert review.isVisible()
    assert not first.isVisible()
    actions.resize(actions.minimumSizeHint().width(), 52)
    assert not review.isVisible()
    assert first.isVisible()
    with qtbot.waitSignal(actions.review_asked):
        first.trigger()


@pytest.mark.parametrize(
    ("width", "reviewed", "gone"),
    [(1200, False, set()), (760, False, {"checked"}), (760, True, {"checked", "industry"})],
)
def test_that_the_columns_of_results_fit_the_window(
    qtbot: QtBot, theme: Theme, width: int, reviewed: bool, gone: set[str]
) -> None:
    names = ("name", "industry", "place", "checked", "decisive", "gap", "straddling")
    frame = pd.DataFrame({name: ["甲"] for name in ("id", *names)})
    frame = frame.assign(verdict=3, review="机器：限制（李四）" if reviewed else "")
    model = ResultModel()
    table = ResultTable(theme, model)
    qtbot.addWidget(table)
    table.resize(width, 300)
    table.show()
    # A run without overrides came before: what it hid must not stay hidden.
    model.set_frame(frame, result_columns())
    model.set_frame(frame, result_columns(reviewed=reviewed))
    columns = model.columns
    hidden = {one.name for place, one in enumerate(columns) if table.isColumnHidden(place)}
    assert hidden == gone
    assert table.horizontalHeader().length() <= table.viewport().width()
