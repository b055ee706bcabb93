"""Where legend, locator, scale bar and north arrow stand on a map: where they hide least."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from dzmap.reports.frame import UNITS_PER_MM, MapFrame, project_places
from dzmap.reports.ground import Ground
from dzmap.services.map_model import MapModel

_CELL_MM = 4.0
_EDGE_MM = 2.0
_GAP_MM = 2.0
_CONTEXT = frozenset({"neighbours", "city"})
_DATA_WEIGHT, _LAND_WEIGHT = 3.0, 1.0
_CELLS_PER_MM = 0.15
_IMPOSSIBLE = 1e9


@dataclass(frozen=True, kw_only=True)
class Furniture:
    """A box on the map in mm; ``corner`` is where it likes to stand: (0|1, 0|1) right, below."""

    name: str
    width_mm: float
    height_mm: float
    corner: tuple[int, int]


@dataclass(frozen=True)
class Place:
    """Upper left corner in mm from the frame's, and the size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def units(self) -> tuple[float, float, float, float]:
        """The box in drawing units, for the labels that must stay out of it."""
        x, y = self.x * UNITS_PER_MM, self.y * UNITS_PER_MM
        return x, y, x + self.width * UNITS_PER_MM, y + self.height * UNITS_PER_MM


def arrange(
    pieces: Sequence[Furniture], model: MapModel, frame: MapFrame, ground: Ground
) -> dict[str, Place]:
    """A place for every piece along the frame's edges; earlier pieces choose first."""
    sums = _integral(_coverage(model, frame, ground))
    placed: dict[str, Place] = {}
    for piece in pieces:
        x, y = _options(piece, frame)
        cost = _cost(x, y, piece, sums, frame) + _IMPOSSIBLE * _meets(x, y, piece, placed)
        best = int(np.argmin(cost))
        placed[piece.name] = Place(float(x[best]), float(y[best]), piece.width_mm, piece.height_mm)
    return placed


Floats = npt.NDArray[np.float64]


def _options(piece: Furniture, frame: MapFrame) -> tuple[Floats, Floats]:
    """Upper left corners along the four edges, every 4 mm."""
    right = frame.width_mm - piece.width_mm - _EDGE_MM
    below = frame.height_mm - piece.height_mm - _EDGE_MM
    across = np.linspace(_EDGE_MM, right, max(int((right - _EDGE_MM) / _CELL_MM), 1) + 1)
    down = np.linspace(_EDGE_MM, below, max(int((below - _EDGE_MM) / _CELL_MM), 1) + 1)
    left, top = np.full_like(down, _EDGE_MM), np.full_like(across, _EDGE_MM)
    x = np.concatenate([across, across, left, np.full_like(down, right)])
    y = np.concatenate([top, np.full_like(across, below), down, down])
    return x, y


def _meets(x: Floats, y: Floats, piece: Furniture, placed: dict[str, Place]) -> Floats:
    """1 where the piece would come too close to one that has its place."""
    meets = np.zeros(len(x), dtype=bool)
    for other in placed.values():
        meets |= (
            (x < other.x + other.width + _GAP_MM)
            & (x + piece.width_mm + _GAP_MM > other.x)
            & (y < other.y + other.height + _GAP_MM)
            & (y + piece.height_mm + _GAP_MM > other.y)
        )
    return meets.astype(np.float64)


def _cost(x: Floats, y: Floats, piece: Furniture, sums: Floats, frame: MapFrame) -> Floats:
    """What the box would hide, and a little for its distance from the corner it likes."""
    left, top = (x / _CELL_MM).astype(int), (y / _CELL_MM).astype(int)
    right = ((x + piece.width_mm) / _CELL_MM).astype(int) + 1
    below = ((y + piece.height_mm) / _CELL_MM).astype(int) + 1
    right = np.minimum(right, sums.shape[1] - 1)
    below = np.minimum(below, sums.shape[0] - 1)
    hidden = sums[below, right] - sums[top, right] - sums[below, left] + sums[top, left]
    likes_x = piece.corner[0] * (frame.width_mm - piece.width_mm)
    likes_y = piece.corner[1] * (frame.height_mm - piece.height_mm)
    far: Floats = np.abs(x - likes_x) + np.abs(y - likes_y)
    # A few cells of bare land are worth less than a place in the expected corner.
    cost: Floats = hidden + far * _CELLS_PER_MM
    return cost


def _integral(cells: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.pad(cells.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _coverage(model: MapModel, frame: MapFrame, ground: Ground) -> npt.NDArray[np.float64]:
    """Weight per 4 mm cell of what the map shows there: data count more than land."""
    columns = max(int(frame.width_mm / _CELL_MM), 1)
    rows = max(int(frame.height_mm / _CELL_MM), 1)
    east = np.linspace(frame.west, frame.east, columns * 2 + 1)[1::2]
    north = np.linspace(frame.north, frame.south, rows * 2 + 1)[1::2]
    x, y = (axis.ravel() for axis in np.meshgrid(east, north))
    cells = np.zeros((rows, columns))
    for layer in model.layers:
        if not layer.visible or layer.id in _CONTEXT or not len(layer.features):
            continue
        if layer.kind == "polygon":
            area = ground.union(layer)
            shapely.prepare(area)
            weight = _LAND_WEIGHT if layer.group == "底图" else _DATA_WEIGHT
            cells += weight * shapely.contains_xy(area, x, y).reshape(cells.shape)
        elif layer.kind == "point":
            places = project_places(layer.features.geometry)
            edges = (
                np.linspace(frame.south, frame.north, rows + 1),
                np.linspace(frame.west, frame.east, columns + 1),
            )
            tally, *_ = np.histogram2d(places[:, 1], places[:, 0], bins=edges)
            cells += _DATA_WEIGHT * np.minimum(tally[::-1], 1)
    return cells
