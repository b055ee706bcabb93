"""The bars of a threshold: round edges, nobody lost, round steps."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.services.threshold_histogram import histogram_of


def profile(values: list[float], current: float, metric: str = "tax_wan_yuan_per_mu") -> Any:
    return SimpleNamespace(metric=metric, current=current, values=np.sort(np.array(values)))


numbers = st.floats(-1e6, 1e6, allow_nan=False, width=32)


@given(st.lists(numbers, max_size=60), numbers)
def test_that_bars_count_everybody_and_hold_the_threshold(
    values: list[float], current: float
) -> None:
    bars = histogram_of(profile(values, current))
    assert sum(bars.counts) == len(values)
    assert bars.low - 1e-6 <= current <= bars.high + 1e-6
    assert len(bars.counts) == len(bars.edges) - 1 <= 22
    assert bars.snapped(bars.low - 1) == pytest.approx(bars.low)
    assert abs(bars.snapped(current) - current) <= bars.step * 0.51 + 1e-9


def test_that_edges_and_steps_are_round() -> None:
    bars = histogram_of(profile([float(value) for value in range(0, 800, 5)], 300.0))
    assert bars.edges[:3] == (0.0, 50.0, 100.0)
    assert bars.step == 5.0
    assert bars.snapped(301.7) == 300.0


def test_that_shares_are_drawn_in_percent() -> None:
    bars = histogram_of(profile([0.01, 0.02, 0.05], 0.03, "rd_ratio"))
    assert bars.high >= 5.0
    assert bars.snapped(3.0) == 3.0


def test_that_outliers_are_counted_beyond_the_last_bar() -> None:
    bars = histogram_of(profile([*(float(value) for value in range(99)), 1e6], 50.0))
    assert bars.high <= 150
    assert bars.beyond >= 1
    assert sum(bars.counts) == 100
