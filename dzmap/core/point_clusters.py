"""Points near each other gathered into clusters, as the map in the window gathers them.

Cells of a grid with the origin of the plane as corner hold the points, so that clusters stay where
they are whatever part of the map is drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dzmap.core.crs import Floats
from dzmap.core.point_grid import Integers, number_cells

_AROUND = tuple((column, row) for row in (-1, 0, 1) for column in (-1, 0, 1))


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The clusters, the smallest first.

    ``places`` are the middles of their points (n, 2); ``first`` is the position of one of the
    points: the only one where ``count`` is 1.
    """

    places: Floats
    count: Integers
    first: Integers


def gather(places: Floats, side: float) -> Gathered:
    """Clusters of points: a crowded cell takes in those neighbours whose middle is near its own.

    Args:
        places: x, y of each point in a plane (n, 2); NaN lies nowhere.
        side: how near, in the unit of ``places``, more than 0.
    """
    there = np.flatnonzero(np.isfinite(places).all(axis=1))
    cells = np.floor(places[there] / side).astype(np.int64)
    (column, row), owner = number_cells(cells[:, 0], cells[:, 1])
    size = len(column)
    count = np.bincount(owner, minlength=size)
    sums = np.column_stack(
        [np.bincount(owner, weights=places[there, axis], minlength=size) for axis in (0, 1)]
    )
    cluster = _joined(column, row, count, sums / count[:, None], side)
    total = np.bincount(cluster, weights=count, minlength=int(cluster.max(initial=-1)) + 1)
    middles = np.column_stack([np.bincount(cluster, weights=axis) for axis in sums.T])
    first = np.zeros(len(total), dtype=np.int64)
    first[cluster[owner]] = there
    order = np.argsort(total, kind="stable")
    return Gathered(
        places=(middles / total[:, None])[order],
        count=total[order].astype(np.int64),
        first=first[order],
    )


def _joined(
    column: Integers, row: Integers, count: npt.NDArray[np.intp], middle: Floats, side: float
) -> Integers:
    """The number of the cluster that each cell belongs to."""
    neighbours = [list(line) for line in zip(*_neighbours(column, row), strict=True)]
    middles = middle.tolist()
    cluster = [-1] * len(count)
    found = 0
    for slot in np.argsort(-count, kind="stable").tolist():
        if cluster[slot] >= 0:
            continue
        x, y = middles[slot]
        for other in neighbours[slot]:
            if other < 0 or cluster[other] >= 0:
                continue
            its_x, its_y = middles[other]
            if (its_x - x) ** 2 + (its_y - y) ** 2 < side * side:
                cluster[other] = found
        found += 1
    return np.array(cluster, dtype=np.int64)


def _neighbours(column: Integers, row: Integers) -> Iterator[list[int]]:
    """For each direction the cell that lies there, by cell; −1 where it holds no point."""
    if not len(column):
        return
    width = int(column.max()) - int(column.min()) + 3  # a neighbour aside is in no other row
    keys = row * width + (column - column.min() + 1)  # ascending: cells come row by row
    for across, up in _AROUND:
        wanted = keys + up * width + across
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        yield np.where(keys[at] == wanted, at, -1).tolist()
