"""Where legend, locator, scale bar and north arrow stand on a map: where they hide least."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from dzmap.reports.frame import UNITS_PER_MM, MapFrame, project, project_places
from dzmap.services.map_model import MapModel

_CELL_MM = 4.0
_EDGE_MM = 2.0
_GAP_MM = 2.0
_CONTEXT = "neighbours"
_DATA_WEIGHT, _LAND_WEIGHT = 3.0, 1.0


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


def arrange(pieces: Sequence[Furniture], model: MapModel, frame: MapFrame) -> dict[str, Place]:
    """A place for every piece along the frame's edges; earlier pieces choose first."""
    sums = _integral(_coverage(model, frame))
    placed: dict[str, Place] = {}
    for piece in pieces:
        options = _options(piece, frame)
        free = [option for option in options if not _meets(option, list(placed.values()))]
        placed[piece.name] = min(
            free or options, key=lambda option: _cost(option, piece, sums, frame)
        )
    return placed


def _options(piece: Furniture, frame: MapFrame) -> list[Place]:
    """Places along the four edges, every 4 mm."""
    right = frame.width_mm - piece.width_mm - _EDGE_MM
    below = frame.height_mm - piece.height_mm - _EDGE_MM
    across = np.linspace(_EDGE_MM, right, max(int((right - _EDGE_MM) / _CELL_MM), 1) + 1)
    down = np.linspace(_EDGE_MM, below, max(int((below - _EDGE_MM) / _CELL_MM), 1) + 1)
    corners = [
        *((x, y) for x in across.tolist() for y in (_EDGE_MM, below)),
        *((x, y) for y in down.tolist() for x in (_EDGE_MM, right)),
    ]
    return [Place(x, y, piece.width_mm, piece.height_mm) for x, y in corners]


def _meets(option: Place, others: Sequence[Place]) -> bool:
    return any(
        option.x < other.x + other.width + _GAP_MM
        and option.x + option.width + _GAP_MM > other.x
        and option.y < other.y + other.height + _GAP_MM
        and option.y + option.height + _GAP_MM > other.y
        for other in others
    )


def _cost(
    option: Place, piece: Furniture, sums: npt.NDArray[np.float64], frame: MapFrame
) -> tuple[float, float]:
    """What the box would hide, then its distance from the corner it likes."""
    left, top = int(option.x / _CELL_MM), int(option.y / _CELL_MM)
    right = min(int((option.x + option.width) / _CELL_MM) + 1, sums.shape[1] - 1)
    below = min(int((option.y + option.height) / _CELL_MM) + 1, sums.shape[0] - 1)
    hidden = sums[below, right] - sums[top, right] - sums[below, left] + sums[top, left]
    likes_x = piece.corner[0] * (frame.width_mm - piece.width_mm)
    likes_y = piece.corner[1] * (frame.height_mm - piece.height_mm)
    far = abs(option.x - likes_x) + abs(option.y - likes_y)
    # A few cells of bare land are worth less than a place in the expected corner.
    return float(hidden) + far * 0.15, far


def _integral(cells: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.pad(cells.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _coverage(model: MapModel, frame: MapFrame) -> npt.NDArray[np.float64]:
    """Weight per 4 mm cell of what the map shows there: data count more than land."""
    columns = max(int(frame.width_mm / _CELL_MM), 1)
    rows = max(int(frame.height_mm / _CELL_MM), 1)
    east = np.linspace(frame.west, frame.east, columns * 2 + 1)[1::2]
    north = np.linspace(frame.north, frame.south, rows * 2 + 1)[1::2]
    x, y = (axis.ravel() for axis in np.meshgrid(east, north))
    cells = np.zeros((rows, columns))
    for layer in model.layers:
        if not layer.visible or layer.id == _CONTEXT or not len(layer.features):
            continue
        if layer.kind == "polygon":
            area = shapely.union_all(shapely.make_valid(project(layer.features.geometry)))
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
