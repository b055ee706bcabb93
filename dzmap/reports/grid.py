"""The kilometre grid of a map sheet and its labels outside the frame."""

import math
from dataclasses import dataclass

from dzmap.reports.frame import UNITS_PER_MM, MapFrame

_INTERVALS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
_CLOSEST_MM = 20.0


@dataclass(frozen=True)
class GridLine:
    """One line: its kilometre value as printed, and where it crosses the frame (units)."""

    label: str
    position: int


@dataclass(frozen=True)
class Grid:
    """Grid lines of a frame: ``eastings`` run up, ``northings`` across."""

    interval_km: float
    eastings: tuple[GridLine, ...]
    northings: tuple[GridLine, ...]


def grid_interval_km(scale: int) -> float:
    """The smallest round interval whose lines stand at least 20 mm apart on paper."""
    for interval in _INTERVALS_KM:
        if interval * 1_000_000 / scale >= _CLOSEST_MM:
            return interval
    return _INTERVALS_KM[-1]


def kilometre_grid(frame: MapFrame) -> Grid:
    """The grid of ``frame`` in EPSG:4548 kilometres (no zone number before the easting)."""
    interval = grid_interval_km(frame.scale)
    eastings = tuple(
        GridLine(label, round((metres - frame.west) * frame.units_per_m))
        for label, metres in _multiples(frame.west, frame.east, interval)
    )
    northings = tuple(
        GridLine(label, round((frame.north - metres) * frame.units_per_m))
        for label, metres in _multiples(frame.south, frame.north, interval)
    )
    return Grid(interval, eastings, northings)


def _multiples(low_m: float, high_m: float, interval_km: float) -> list[tuple[str, float]]:
    step = interval_km * 1000
    first, last = math.ceil(low_m / step), math.floor(high_m / step)
    return [(f"{index * interval_km:.6g}", index * step) for index in range(first, last + 1)]


def grid_lines_svg(frame: MapFrame, grid: Grid) -> str:
    """The lines inside the frame as one SVG path."""
    path = "".join(
        [
            *(f"M{line.position} 0V{frame.height}" for line in grid.eastings),
            *(f"M0 {line.position}H{frame.width}" for line in grid.northings),
        ]
    )
    return f'<path d="{path}" fill="none" stroke="#93A0AB" stroke-width="10" stroke-opacity="0.5"/>'


def grid_labels_svg(frame: MapFrame, grid: Grid, font: str) -> str:
    """Ticks and labels on the four outer sides of the frame (origin = its upper left corner)."""
    gap, size = round(1.0 * UNITS_PER_MM), round(2.6 * UNITS_PER_MM)
    inside = 4 * UNITS_PER_MM
    parts = [f'<g font-family="{font}" font-size="{size}" fill="#1B2733" text-anchor="middle">']
    for line in grid.eastings:
        if inside < line.position < frame.width - inside:
            parts.append(f'<text x="{line.position}" y="{-gap}">{line.label}</text>')
            below = frame.height + gap + round(size * 0.86)
            parts.append(f'<text x="{line.position}" y="{below}">{line.label}</text>')
    for line in grid.northings:
        if inside < line.position < frame.height - inside:
            for x in (-gap, frame.width + gap + round(size * 0.86)):
                turn = f"translate({x} {line.position}) rotate(-90)"
                parts.append(f'<text transform="{turn}">{line.label}</text>')
    parts.append("</g>")
    return "".join(parts)
