"""Labels of a printed map: placed by priority, never on top of each other."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
    """A possible centre of a label in drawing units; ``angle`` in degrees, clockwise."""

    x: float
    y: float
    angle: float = 0.0


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
    """Places labels on a sheet; ``taken`` boxes (legend, north arrow) stay free."""

    def __init__(self, width: int, height: int, taken: Iterable[Box] = ()) -> None:
        self._width, self._height = width, height
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
        for spot in wish.spots:
            box = _box(spot, size)
            if self._free(box):
                self._take(box)
                self._texts[wish.text].append(spot)
                return PlacedLabel(wish, spot)
        return None

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


def _box(spot: Spot, size: tuple[float, float]) -> Box:
    width, height = size
    turn = math.radians(spot.angle)
    half_width = (abs(width * math.cos(turn)) + abs(height * math.sin(turn))) / 2
    half_height = (abs(width * math.sin(turn)) + abs(height * math.cos(turn))) / 2
    return spot.x - half_width, spot.y - half_height, spot.x + half_width, spot.y + half_height
