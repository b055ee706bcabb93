"""Scores of the places an applicant may enter, for any weights, without judging again.

Three parts between 0 and 1: the admission margin and the free land, each as a share of the largest
among the places compared, and nearness to the same chain (1 at 0 km, 0 at the farthest). A part that
is not known of a place makes its score unknown as long as the part has weight: never a zero. A part that
is not known of any place has no say.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dzmap.core.crs import Floats

PARTS = ("margin", "land", "chain")
"""The parts of a score, in the order of weights and columns."""

MOST_MARGIN = 1.0
"""Who exceeds every threshold by its double has the whole part; more is not better."""

_STEP = 1e-9  # scores closer than this are equal


@dataclass(frozen=True)
class Weights:
    """Whole percentages of margin, land and chain that add up to 100.

    Raises:
        ValueError: they do not.
    """

    values: tuple[int, int, int] = (40, 35, 25)

    def __post_init__(self) -> None:
        if sum(self.values) != 100 or min(self.values) < 0:
            raise ValueError(self.values)

    def moved(self, part: int, value: int) -> "Weights":
        """One weight set, the others scaled so that all still add up to 100."""
        value = min(max(value, 0), 100)
        shares = _shares(self.values, part)
        rest = 100 - value
        exact = [rest * share for share in shares]
        whole = [math.floor(one) for one in exact]
        # The largest remainders get what rounding left over.
        order = sorted(range(3), key=lambda at: (whole[at] - exact[at], at))
        for at in [at for at in order if at != part][: rest - sum(whole)]:
            whole[at] += 1
        whole[part] = value
        return Weights((whole[0], whole[1], whole[2]))


def _shares(values: Sequence[int], part: int) -> list[float]:
    """How the other weights share what one leaves to them; evenly if they have nothing."""
    others = sum(values) - values[part]
    return [
        0.0 if at == part else (value / others if others else 0.5)
        for at, value in enumerate(values)
    ]


@dataclass(frozen=True, eq=False)
class Ranking:
    """Scores 0–100 (NaN unknown), what each part adds to them, and ranks from 1 (0: not ranked)."""

    scores: Floats
    parts: Floats
    ranks: npt.NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """Scores over one weight from 0 to 100 %, and where the first place changes hands.

    ``leader`` keeps the first place for whole percentages from ``low`` to ``high``; ``below`` and
    ``above`` are who has it just outside (None where the range ends). Numbers are rows.
    """

    part: int
    weights: Floats
    scores: Floats  # rows × weights
    leader: int | None
    low: int = 0
    high: int = 100
    below: int | None = None
    above: int | None = None


class SiteScores:
    """The parts of every place.

    Args:
        margin: Relative margins (0.1 = 10 %), NaN unknown.
        land_mu: Free land in 亩, NaN unknown.
        distance_km: To the same chain, NaN unknown.
        admitted: Which places are ranked at all.
        order: A second criterion where scores are equal, the smaller first (the verdict).
    """

    def __init__(
        self,
        margin: Floats,
        land_mu: Floats,
        distance_km: Floats,
        admitted: npt.NDArray[np.bool_],
        order: npt.NDArray[np.int8],
    ) -> None:
        self._admitted = admitted
        self._order = order
        capped = np.minimum(margin, MOST_MARGIN)
        farthest = _largest(distance_km)
        near = 1.0 - (distance_km / farthest if farthest > 0 else distance_km * 0.0)
        parts = (_of_largest(capped, admitted), _of_largest(land_mu, admitted), near)
        self.parts: Floats = np.stack(parts, axis=1)
        self.parts[~admitted] = np.nan

    def effective(self, weights: Weights) -> Weights:
        """The weights without those of parts that are known of no place; the others share them."""
        for part in range(len(PARTS) if self._admitted.any() else 0):
            if weights.values[part] and np.isnan(self.parts[self._admitted, part]).all():
                weights = weights.moved(part, 0)
        return weights

    def ranked(self, weights: Weights) -> Ranking:
        """Scores and ranks under some weights."""
        values = np.array(weights.values, dtype=np.float64)
        parts = np.where(values > 0, self.parts, 0.0) * values
        parts[~self._admitted] = np.nan
        scores = parts.sum(axis=1)
        ranks = np.zeros(len(scores), dtype=np.intp)
        known = np.flatnonzero(~np.isnan(scores))
        rounded = np.round(scores[known] / _STEP)
        order = known[np.lexsort((known, self._order[known], -rounded))]
        ranks[order] = np.arange(1, len(order) + 1)
        return Ranking(scores, parts, ranks)

    def sensitivity(self, weights: Weights, part: int) -> Sensitivity:
        """What happens to the scores and the first place while one weight goes from 0 to 100."""
        shares = np.array(_shares(weights.values, part))
        own = self.parts[:, part]
        rest = (np.where(shares > 0, self.parts, 0.0) * shares).sum(axis=1)
        grid = np.arange(101, dtype=np.float64)
        scores: Floats = own[:, None] * grid + rest[:, None] * (100.0 - grid)
        known = np.flatnonzero(~np.isnan(own + rest))
        if not len(known):
            return Sensitivity(part=part, weights=grid, scores=scores, leader=None)
        firsts = np.array([self._first(scores[:, at], known) for at in range(101)])
        now = weights.values[part]
        leader = int(firsts[now])
        low, high = now, now
        while low > 0 and firsts[low - 1] == leader:
            low -= 1
        while high < 100 and firsts[high + 1] == leader:
            high += 1
        return Sensitivity(
            part=part,
            weights=grid,
            scores=scores,
            leader=leader,
            low=low,
            high=high,
            below=int(firsts[low - 1]) if low > 0 else None,
            above=int(firsts[high + 1]) if high < 100 else None,
        )

    def _first(self, scores: Floats, known: npt.NDArray[np.intp]) -> int:
        rounded = np.round(scores[known] / _STEP)
        return int(known[np.lexsort((known, self._order[known], -rounded))[0]])


def _largest(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.max()) if len(known) else 0.0


def _of_largest(values: Floats, admitted: npt.NDArray[np.bool_]) -> Floats:
    """Shares of the largest value among the admitted; nothing for all where that is zero."""
    largest = _largest(values[admitted])
    return values / largest if largest > 0 else values * 0.0
