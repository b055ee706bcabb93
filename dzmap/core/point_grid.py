"""Points summed up in the cells of a grid of squares or hexagons, in the plane of EPSG:4548.

The grid hangs on the origin of the plane, so that cells stay where they are when points come and go.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from dzmap.core.crs import Floats, to_lonlat, to_plane

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class CellSums:
    """The cells that hold points, and what is in them.

    ``known`` counts the points with a number; ``total`` is the sum of these numbers.
    """

    column: Integers
    row: Integers
    count: Integers
    known: Integers
    total: Floats
    cell_m: float
    hexagons: bool

    def shapes(self) -> npt.NDArray[np.object_]:
        """The outline of each cell in EPSG:4490."""
        return _outlines(self.column, self.row, self.cell_m, hexagons=self.hexagons)

    @property
    def mean(self) -> Floats:
        """The mean of the numbers in each cell; NaN where there is none."""
        with np.errstate(invalid="ignore"):
            return np.where(self.known > 0, self.total / self.known, np.nan)


def sum_in_cells(
    longitude: Floats, latitude: Floats, values: Floats | None, *, cell_m: float, hexagons: bool
) -> CellSums:
    """Count points, and add up their numbers, cell by cell.

    Args:
        longitude: degrees of EPSG:4490; NaN lies nowhere.
        latitude: degrees, same shape.
        values: a number per point, NaN for none; None to count only.
        cell_m: metres between opposite sides of a cell, more than 0.
        hexagons: upright hexagons instead of squares.
    """
    there = np.isfinite(longitude) & np.isfinite(latitude)
    if not there.all():
        longitude, latitude = longitude[there], latitude[there]
        values = None if values is None else values[there]
    easting, northing = to_plane(longitude, latitude)
    index = _hexagons if hexagons else _squares
    column, row = index(easting, northing, cell_m)
    cells, owner = number_cells(column, row)
    size = len(cells[0])
    count = np.bincount(owner, minlength=size)
    if values is None:
        values = np.full(len(owner), np.nan)
    given = np.isfinite(values)
    known = np.bincount(owner[given], minlength=size)
    sums = np.bincount(owner[given], weights=values[given], minlength=size)
    total = np.asarray(sums, dtype=np.float64)
    return CellSums(
        column=cells[0],
        row=cells[1],
        count=count,
        known=known,
        total=total,
        cell_m=cell_m,
        hexagons=hexagons,
    )


def _squares(easting: Floats, northing: Floats, cell_m: float) -> tuple[Integers, Integers]:
    return (
        np.floor(easting / cell_m).astype(np.int64),
        np.floor(northing / cell_m).astype(np.int64),
    )


def _hexagons(easting: Floats, northing: Floats, cell_m: float) -> tuple[Integers, Integers]:
    """The nearest centre of two interleaved lattices: even rows, and odd ones half a cell aside."""
    height = cell_m * math.sqrt(3) / 2  # from one row of centres to the next
    even_row = 2 * np.rint(northing / (2 * height))
    even_column = np.rint(easting / cell_m)
    odd_row = 2 * np.floor(northing / (2 * height)) + 1
    odd_column = np.floor(easting / cell_m)
    to_even = (easting - even_column * cell_m) ** 2 + (northing - even_row * height) ** 2
    to_odd = (easting - (odd_column + 0.5) * cell_m) ** 2 + (northing - odd_row * height) ** 2
    odd = to_odd < to_even
    return (
        np.where(odd, odd_column, even_column).astype(np.int64),
        np.where(odd, odd_row, even_row).astype(np.int64),
    )


def number_cells(
    column: Integers, row: Integers
) -> tuple[tuple[Integers, Integers], npt.NDArray[np.intp]]:
    """The different cells, row by row, and the number of the cell of each point.

    Args:
        column: of the cell of each point.
        row: same shape.
    """
    if not len(column):
        return (column, row), np.empty(0, dtype=np.intp)
    first_column, first_row = int(column.min()), int(row.min())
    width = int(column.max()) - first_column + 1
    key = (row - first_row) * width + (column - first_column)
    room = (int(row.max()) - first_row + 1) * width
    if room <= 4 * len(key) + 1_000_000:  # a table of all cells is quicker than sorting the points
        filled = np.zeros(room, dtype=np.bool_)
        filled[key] = True
        cells = np.flatnonzero(filled)
        number = np.zeros(room, dtype=np.intp)
        number[cells] = np.arange(len(cells))
        owner = number[key]
    else:
        cells, owner = np.unique(key, return_inverse=True)
    return (cells % width + first_column, cells // width + first_row), owner


def _outlines(
    column: Integers, row: Integers, cell_m: float, *, hexagons: bool
) -> npt.NDArray[np.object_]:
    if hexagons:
        height = cell_m * math.sqrt(3) / 2
        middle_x = (column + np.where(row % 2 == 1, 0.5, 0.0)) * cell_m
        middle_y = row * height
        reach = cell_m / math.sqrt(3)
        angles = np.radians(np.arange(90, 451, 60))
        across, up = reach * np.cos(angles), reach * np.sin(angles)
    else:
        middle_x, middle_y = (column + 0.5) * cell_m, (row + 0.5) * cell_m
        across, up = np.array([[-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1]]) * cell_m / 2
    x, y = middle_x[:, None] + across, middle_y[:, None] + up
    longitude, latitude = to_lonlat(x, y)
    return np.asarray(shapely.polygons(np.stack([longitude, latitude], axis=-1)), dtype=object)
