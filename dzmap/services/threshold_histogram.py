"""The histogram of a threshold: round bars over the numbers, and round steps to move in."""

import math
from dataclasses import dataclass

import numpy as np

from dzmap.core.quantities import metric_shown
from dzmap.core.threshold_profile import ThresholdProfile

_BARS = 20  # at most; at least half as many
_OUTLYING = 0.98  # the part of the numbers that the bars cover; the last bar holds the rest
_STEPS_PER_BAR = 10
_NARROWEST = 1e-5
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Histogram:
    """Counts between ascending ``edges``, in the unit that the metric is shown in.

    ``beyond`` of the last bar's applicants lie above its edge, ``before`` of the first's below.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    before: int = 0
    beyond: int = 0

    @property
    def low(self) -> float:
        """Where the bars begin."""
        return self.edges[0]

    @property
    def high(self) -> float:
        """Where the bars end."""
        return self.edges[-1]

    @property
    def step(self) -> float:
        """How far one key press moves the threshold: a round part of a bar."""
        width = self.edges[1] - self.edges[0]
        return _rounded_up(width / _STEPS_PER_BAR)

    def snapped(self, value: float) -> float:
        """The nearest whole number of steps, inside the bars."""
        nearest = round(value / self.step) * self.step
        digits = max(0, 2 - math.floor(math.log10(self.step)))
        return round(min(max(nearest, self.low), self.high), digits)


def histogram_of(profile: ThresholdProfile) -> Histogram:
    """Bars that cover nearly all numbers of a profile and its current threshold."""
    values = np.asarray(profile.values) * metric_shown(profile.metric, 1.0)
    current = metric_shown(profile.metric, profile.current)
    lowest, most = min(0.0, current), max(current * 1.25, current)
    if len(values):
        lowest = min(lowest, float(np.quantile(values, 1 - _OUTLYING)))
        most = max(most, float(np.quantile(values, _OUTLYING)))
    width = _rounded_up(max((most - lowest) / _BARS, _NARROWEST) if most > lowest else 1.0)
    first = math.floor(lowest / width + 1e-9)
    last = max(math.ceil(most / width - 1e-9), first + 1)
    edges = [round(place * width, 10) for place in range(first, last + 1)]
    inside = np.clip(values, edges[0], edges[-1])
    counts, _ = np.histogram(inside, bins=edges)
    return Histogram(
        tuple(edges),
        tuple(counts.tolist()),
        before=int((values < edges[0]).sum()),
        beyond=int((values > edges[-1]).sum()),
    )


def _rounded_up(width: float) -> float:
    """The next round number: 1, 2, 2.5 or 5 times a power of ten."""
    size = 10.0 ** math.floor(math.log10(width))
    return next(factor * size for factor in _ROUND if factor * size >= width * (1 - 1e-9))
