"""What a vector file holds: attribute columns and geometries as they stand in it."""

import math
from dataclasses import dataclass, field

import numpy as np
import pyproj
import shapely

from dzmap.core.problems import Problem
from dzmap.readers.cells import ObjectArray, objects_of
from dzmap.readers.sheets import Cell


@dataclass(frozen=True, kw_only=True)
class Features:
    """One layer. Feature n (from 1, as in an attribute table) has position n - 1 everywhere.

    ``columns`` are attribute cells by field name, "" for null. ``shapes`` are in ``crs`` (None =
    the file does not say), None where a feature has no geometry; ``closed`` counts the features
    whose open rings were closed, ``broken`` those whose geometry cannot be read at all.
    """

    file: str
    layer: str
    columns: dict[str, list[Cell]]
    shapes: ObjectArray
    crs: pyproj.CRS | None
    closed: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.shapes)


def cells_of(values: np.ndarray) -> list[Cell]:
    """An attribute column of GDAL as cells: numbers as float, null as ""."""
    if values.dtype.kind in "iuf":
        return ["" if math.isnan(number) else number for number in values.astype(float).tolist()]
    if values.dtype.kind == "M":
        return ["" if np.isnat(moment) else moment.item() for moment in values]
    if values.dtype.kind == "b":
        return [bool(value) for value in values]
    return ["" if value is None else str(value) for value in values]


def shapes_of(wkb: np.ndarray) -> tuple[ObjectArray, tuple[int, ...], tuple[int, ...]]:
    """Geometries of WKB values; positions whose rings had to be closed, and unreadable ones."""
    strict: ObjectArray = shapely.from_wkb(wkb, on_invalid="ignore")
    doubtful = [
        position
        for position, (shape, raw) in enumerate(zip(strict, wkb, strict=True))
        if shape is None and raw is not None
    ]
    if not doubtful:
        return strict, (), ()
    repaired = strict.copy()
    repaired[doubtful] = shapely.from_wkb(wkb[doubtful], on_invalid="fix")
    broken = tuple(position for position in doubtful if repaired[position] is None)
    return repaired, tuple(p for p in doubtful if p not in broken), broken


def empty_shapes(count: int) -> ObjectArray:
    """No geometry for any of ``count`` features."""
    return objects_of([None] * count)
