"""Points as a glow on paper: squares of a fine raster in the colours of a ramp."""

import numpy as np
import numpy.typing as npt

from dzmap.core.ramps import Ramp
from dzmap.reports.frame import UNITS_PER_MM, MapFrame
from dzmap.reports.svg_paths import millimetres
from dzmap.services.map_model import Heat

_CELL = round(0.5 * UNITS_PER_MM)
_STEPS = 16  # colours on paper, mixed from those of the ramp
_MOST_OPAQUE = 0.85
_FAINTEST = 0.02  # of the densest place; less leaves the map as it is

Floats = npt.NDArray[np.float64]


def heat_svg(
    places: npt.NDArray[np.int64], weights: Floats | None, heat: Heat, frame: MapFrame
) -> str:
    """The glow of points.

    Args:
        places: x, y in drawing units (n, 2), all within the frame.
        weights: one per place; None gives all the same.
        heat: reach in pixels, and colours from thin to dense.
        frame: what is drawn.
    """
    density = _spread(_raster(places, weights, frame), millimetres(heat.radius) / _CELL)
    densest = float(density.max(initial=0.0))
    if densest <= 0:
        return ""
    share = density / densest
    level = np.minimum((share * _STEPS).astype(np.int64), _STEPS - 1)
    level[share < _FAINTEST] = -1
    colours = Ramp(name="", zh="", stops=heat.ramp).colours(_STEPS)
    opacity = _MOST_OPAQUE * np.sqrt(np.arange(1, _STEPS + 1) / _STEPS)
    parts = [
        f'<path d="{_runs(level == number)}" fill="{colour}" fill-opacity="{opacity[number]:.2f}"/>'
        for number, colour in enumerate(colours)
    ]
    return f'<g shape-rendering="crispEdges">{"".join(parts)}</g>'


def _raster(places: npt.NDArray[np.int64], weights: Floats | None, frame: MapFrame) -> Floats:
    rows, columns = -(-frame.height // _CELL), -(-frame.width // _CELL)
    cells = places // _CELL
    inside = (cells >= 0).all(axis=1) & (cells[:, 0] < columns) & (cells[:, 1] < rows)
    key = cells[inside, 1] * columns + cells[inside, 0]
    given = None if weights is None else weights[inside]
    sums = np.bincount(key, weights=given, minlength=rows * columns)
    return np.asarray(sums, dtype=np.float64).reshape(rows, columns)


def _spread(raster: Floats, reach: float) -> Floats:
    """The raster blurred so that a point fades out over ``reach`` cells."""
    half = max(round(reach), 1)
    weights = np.exp(-0.5 * (np.arange(-half, half + 1) / (half / 2.5)) ** 2)
    blurred = raster
    for axis in (0, 1):
        padded = np.pad(blurred, [(half, half) if axis == n else (0, 0) for n in (0, 1)])
        size = blurred.shape[axis]
        blurred = sum(
            weight * padded.take(range(start, start + size), axis=axis)
            for start, weight in enumerate(weights)
        )
    return np.asarray(blurred, dtype=np.float64)


def _runs(cells: npt.NDArray[np.bool_]) -> str:
    """Neighbouring cells of a row as one rectangle."""
    edges = np.diff(cells.astype(np.int8), prepend=0, append=0, axis=1)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    return "".join(
        f"M{start * _CELL} {row * _CELL}h{(end - start) * _CELL}v{_CELL}h{(start - end) * _CELL}z"
        for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True)
    )
