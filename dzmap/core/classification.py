"""Class limits of numbers: natural breaks, quantiles, equal steps, standard deviations, given ones."""

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dzmap.core.crs import Floats
from dzmap.core.layer_style import Method

NO_VALUE = -1
"""The class of a number that is missing."""

_EXACT = 400  # numbers up to which natural breaks are exact; of more as many ranks are taken


@dataclass(frozen=True, kw_only=True)
class Classes:
    """Classes from low to high: a number belongs to the first class whose upper limit it is not above.

    ``upper`` has one limit per class, the last is infinite. ``lowest`` and ``highest`` are the ends
    of the numbers at hand; ``codes`` is the class of each number, ``NO_VALUE`` for none.
    """

    upper: tuple[float, ...]
    lowest: float
    highest: float
    codes: npt.NDArray[np.int16]

    def counts(self) -> tuple[int, ...]:
        """How many numbers each class has, low to high."""
        found = np.bincount(self.codes[self.codes >= 0], minlength=len(self.upper))
        return tuple(int(count) for count in found)


def classify(values: Floats, method: Method, count: int, breaks: tuple[float, ...] = ()) -> Classes:
    """Sort numbers into classes.

    Fewer different numbers than classes give fewer classes, equal numbers are never parted, and one
    number alone is one class. Of more than a few hundred numbers the natural breaks are those of
    evenly spaced ranks, which a million numbers share with their sample.

    Args:
        values: NaN and infinite ones belong to no class.
        method: how limits are found.
        count: how many classes are wanted; ignored by given limits.
        breaks: the upper limits of all classes but the last, for ``Method.MANUAL``.
    """
    known = np.isfinite(values)
    finite = values if known.all() else values[known]
    if not len(finite):
        codes = np.full(len(values), NO_VALUE, dtype=np.int16)
        return Classes(upper=(), lowest=np.nan, highest=np.nan, codes=codes)
    ordered = np.sort(finite)
    lowest, highest = float(ordered[0]), float(ordered[-1])
    inner = _inner_limits(ordered, method, max(count, 1), breaks)
    if method is not Method.MANUAL:
        inner = inner[(inner >= lowest) & (inner < highest)]
    upper = np.append(np.unique(inner[np.isfinite(inner)]), np.inf)
    codes = np.searchsorted(upper, values, side="left").astype(np.int16)
    codes[~known] = NO_VALUE
    return Classes(upper=tuple(upper.tolist()), lowest=lowest, highest=highest, codes=codes)


def _inner_limits(ordered: Floats, method: Method, count: int, breaks: tuple[float, ...]) -> Floats:
    if method is Method.MANUAL:
        return np.array(breaks, dtype=np.float64)
    if method is Method.EQUAL_INTERVAL:
        return np.linspace(ordered[0], ordered[-1], count + 1)[1:-1]
    if method is Method.STANDARD_DEVIATION:
        steps = np.arange(count - 1) - (count - 2) / 2
        return np.asarray(ordered.mean() + steps * ordered.std(), dtype=np.float64)
    different = np.unique(ordered)
    if len(different) <= count:
        return different
    if method is Method.QUANTILE:
        return np.quantile(ordered, np.arange(1, count) / count)
    return _natural_breaks(ordered, different, count)


def _sample(ordered: Floats) -> Floats:
    """Numbers of evenly spaced rank; each stands for those about it, so no extreme stands alone."""
    if len(ordered) <= _EXACT:
        return ordered
    return ordered[((np.arange(_EXACT) + 0.5) / _EXACT * len(ordered)).astype(np.int64)]


def _natural_breaks(ordered: Floats, different: Floats, count: int) -> Floats:
    import mapclassify

    sample = _sample(ordered)
    if len(np.unique(sample)) <= count:  # nearly all are equal: the few others decide
        sample = _sample(different)
    with warnings.catch_warnings():
        # Without numba the exact algorithm is slower, which some hundred numbers do not feel.
        warnings.filterwarnings("ignore", message="Numba not installed")
        limits = np.asarray(mapclassify.FisherJenks(sample, k=count).bins[:-1], dtype=np.float64)
    if len(sample) == len(ordered):
        return limits
    # Between two ranks of a sample lie numbers of both classes; the middle parts them best.
    following = sample[np.searchsorted(sample, limits, side="right")]
    return np.asarray((limits + following) / 2, dtype=np.float64)
