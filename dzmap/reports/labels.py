"""Labels of a printed map: placed by priority, never on top of each other."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dzmap.reports.fonts import text_width_em
from dzmap.reports.frame import UNITS_PER_MM

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in drawing units."""

POINT_UNITS = 25.4 / 72 * UNITS_PER_MM
"""Drawing units per typographic point."""

CLEARANCE = 0.35 * UNITS_PER_MM
"""Free space round a label."""

_REPEAT = 40 * UNITS_PER_MM
_CELL = 20 * UNITS_PER_MM


@dataclass(frozen=True, kw_only=True)
class LabelStyle:
    """How a label looks: ``size_pt`` in points, ``spacing_em`` between letters in ems."""

    size_pt: float
    colour: str
    bold: bool = False
    italic: bool = False
    spacing_em: float = 0.0
    disk: bool = False
    halo: str = "#FFFFFF"

    @property
    def em(self) -> float:
        """The font size in drawing units."""
        return self.size_pt * POINT_UNITS


@dataclass(frozen=True)
class Spot:
    """A possible centre of a label in drawing units; ``angle`` in degrees, clockwise.

    ``penalty`` counts like that many hidden marks.
    """

    x: float
    y: float
    angle: float = 0.0
    penalty: int = 0


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A label that wants one of ``spots``, the first that is free; higher priority goes first."""

    text: str
    style: LabelStyle
    spots: Sequence[Spot]
    priority: int = 0


@dataclass(frozen=True)
class PlacedLabel:
    """A label and where it stands."""

    wish: Wish
    spot: Spot


class LabelBoard:
    """Places labels on a sheet.

    ``taken`` boxes (legend, north arrow) stay free; of the free spots of a label the one that hides
    the fewest ``marks`` (x, y in drawing units) is taken.
    """

    def __init__(
        self,
        width: int,
        height: int,
        taken: Iterable[Box] = (),
        marks: npt.NDArray[np.int64] | None = None,
    ) -> None:
        self._width, self._height = width, height
        self._marks = _MarkCounts(width, height, marks)
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
        self._texts: dict[str, list[Spot]] = defaultdict(list)
        for box in taken:
            self._take(box)

    def place(self, wishes: Iterable[Wish]) -> tuple[list[PlacedLabel], int]:
        """The labels that found room, and how many did not."""
        placed, dropped = [], 0
        for wish in sorted(wishes, key=lambda wish: -wish.priority):
            if not wish.text or self._repeats(wish):
                continue
            found = self._try(wish)
            if found is None:
                dropped += 1
            else:
                placed.append(found)
        return placed, dropped

    def _try(self, wish: Wish) -> PlacedLabel | None:
        size = label_size(wish.text, wish.style)
        best: tuple[int, Spot, Box] | None = None
        for spot in wish.spots:
            box = _box(spot, size)
            if not self._free(box):
                continue
            hidden = self._marks.inside(box) + spot.penalty
            if best is None or hidden < best[0]:
                best = (hidden, spot, box)
            if not hidden:
                break
        if best is None:
            return None
        _, spot, box = best
        self._take(box)
        self._texts[wish.text].append(spot)
        return PlacedLabel(wish, spot)

    def _repeats(self, wish: Wish) -> bool:
        """The same words close by belong to the same thing, drawn by two layers."""
        placed = self._texts.get(wish.text, ())
        first = next(iter(wish.spots), None)
        return first is not None and any(
            math.hypot(spot.x - first.x, spot.y - first.y) < _REPEAT for spot in placed
        )

    def _free(self, box: Box) -> bool:
        left, top, right, bottom = box
        if left < 0 or top < 0 or right > self._width or bottom > self._height:
            return False
        return not any(
            left < other[2] and right > other[0] and top < other[3] and bottom > other[1]
            for cell in _cells(box)
            for other in self._cells.get(cell, ())
        )

    def _take(self, box: Box) -> None:
        for cell in _cells(box):
            self._cells[cell].append(box)


class _MarkCounts:
    """How many point marks a box covers, to the millimetre, in constant time."""

    def __init__(self, width: int, height: int, marks: npt.NDArray[np.int64] | None) -> None:
        shape = (height // UNITS_PER_MM + 1, width // UNITS_PER_MM + 1)
        cells = np.zeros(shape, dtype=np.int64)
        if marks is not None and len(marks):
            inside = (marks >= 0).all(axis=1) & (marks < (width, height)).all(axis=1)
            columns, rows = (marks[inside] // UNITS_PER_MM).T
            np.add.at(cells, (rows, columns), 1)
        self._sums = np.pad(cells.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))

    def inside(self, box: Box) -> int:
        """Marks in a box that lies within the sheet."""
        left, top, right, bottom = (int(side // UNITS_PER_MM) for side in box)
        sums = self._sums
        return int(
            sums[bottom + 1, right + 1]
            - sums[top, right + 1]
            - sums[bottom + 1, left]
            + sums[top, left]
        )


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box[0] // _CELL), int(box[2] // _CELL) + 1):
        for row in range(int(box[1] // _CELL), int(box[3] // _CELL) + 1):
            yield column, row


def label_size(text: str, style: LabelStyle) -> tuple[float, float]:
    """Width and height in drawing units of a label that is not turned."""
    em = style.em
    if style.disk:
        return 2 * disk_radius(text, em), 2 * disk_radius(text, em)
    width = text_width_em(text, style.spacing_em) * em + 2 * CLEARANCE
    return width, em * 1.05 + 2 * CLEARANCE


def disk_radius(text: str, em: float) -> float:
    """Radius of the white disk behind a number, for a font size in drawing units."""
    return max(text_width_em(text) * em * 0.5 + em * 0.22, em * 0.7)


def label_box(label: PlacedLabel) -> Box:
    """The box that a placed label takes up."""
    return _box(label.spot, label_size(label.wish.text, label.wish.style))


def _box(spot: Spot, size: tuple[float, float]) -> Box:
    width, height = size
    turn = math.radians(spot.angle)
    half_width = (abs(width * math.cos(turn)) + abs(height * math.sin(turn))) / 2
    half_height = (abs(width * math.sin(turn)) + abs(height * math.cos(turn))) / 2
    return spot.x - half_width, spot.y - half_height, spot.x + half_width, spot.y + half_height
