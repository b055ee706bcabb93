"""The histogram of a threshold: mouse and keys move it, figures follow at once."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from dzmap.core.catalogs import Catalog, RequirementClause, Threshold
from dzmap.core.rulebook import build_rulebook
from dzmap.core.threshold_profile import ThresholdProfile, threshold_profile
from dzmap.ui.catalogs.threshold_panel import ThresholdPanel
from dzmap.ui.theme.theme import Theme
from tests.helpers import screening_world as world
from tests.helpers.ui_grab import grab

TAX = RequirementClause(id="tax", metric="tax_wan_yuan_per_mu", thresholds=(Threshold(value=15.0),))


def profile(**changes: Any) -> ThresholdProfile:
    clause = RequirementClause(**{**vars(TAX), **changes})
    catalog = world.catalog(clause)
    judge = world.screener(catalog)
    rows: list[dict[str, Any]] = [
        {clause.metric: float(value), "revenue_wan_yuan": 10_000.0} for value in range(1, 41)
    ]
    crowd = judge.crowd(world.applicants(*rows, {"revenue_wan_yuan": 10_000.0}))

    def book(one: Catalog) -> Any:
        return build_rulebook(judge.targets, [one], world.DAY)

    found = threshold_profile(crowd, book, catalog, clause.id)
    assert found is not None
    return found


@pytest.fixture
def panel(theme: Theme, qtbot: Any) -> ThresholdPanel:
    panel = ThresholdPanel(theme)
    qtbot.addWidget(panel)
    panel.show_profile(profile())
    panel.resize(380, 160)
    panel.show()
    return panel


def test_that_the_panel_says_who_fails_and_who_cannot_be_told(panel: ThresholdPanel) -> None:
    grab(panel, "threshold-panel")
    assert panel.text == "14 家不满足 营收 14.00 亿元　缺亩均税收数据 1 家，单列"


def test_that_keys_move_the_threshold_and_the_figures(panel: ThresholdPanel, qtbot: Any) -> None:
    values: list[float] = []
    panel.moved.connect(values.append)
    histogram = panel.histogram
    assert histogram.histogram is not None
    step = histogram.histogram.step
    QTest.keyClick(histogram, Qt.Key.Key_Right)
    assert values == [15.0 + step]
    for _ in range(2):
        QTest.keyClick(histogram, Qt.Key.Key_PageUp)
    assert panel.value == pytest.approx(15.0 + 21 * step)
    assert "与 15.00 万元/亩 相比：多 " in panel.text
    assert histogram.accessibleDescription().startswith("亩均税收 门槛")
    with qtbot.waitSignal(panel.settled) as told:
        QTest.keyClick(histogram, Qt.Key.Key_Return)
    assert told.args == [panel.value]
    QTest.keyClick(histogram, Qt.Key.Key_Home)
    assert panel.value == 15.0
    assert "相比" not in panel.text


def test_that_the_threshold_is_dragged(panel: ThresholdPanel, qtbot: Any) -> None:
    histogram = panel.histogram
    end = QPoint(histogram.width() - 15, histogram.height() // 2)
    QTest.mousePress(histogram, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    QTest.mouseMove(histogram, end)
    assert panel.value > 30
    with qtbot.waitSignal(panel.settled):
        QTest.mouseRelease(histogram, Qt.MouseButton.LeftButton, pos=end)
    assert histogram.histogram is not None
    assert panel.value <= histogram.histogram.high


def test_that_an_upper_bound_fails_above_and_shares_move_in_percent(
    theme: Theme, qtbot: Any
) -> None:
    panel = ThresholdPanel(theme)
    qtbot.addWidget(panel)
    rows = profile(op="<=", thresholds=(Threshold(value=38.0),))
    panel.show_profile(rows)
    assert panel.text.startswith("2 家不满足")
    panel.set_value(39.0)
    assert panel.text.endswith("少 1 家不满足，1 家结论改变")


def test_that_nothing_is_shown_without_a_threshold(panel: ThresholdPanel, theme: Theme) -> None:
    theme.apply(dark=True)
    grab(panel, "threshold-panel-dark")
    panel.show_profile(None)
    assert not panel.isVisible()
    QTest.keyClick(panel.histogram, Qt.Key.Key_Right)
    assert panel.histogram.histogram is None
    theme.apply(dark=False)
