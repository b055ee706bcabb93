"""Point symbols as SVG: many places of one class in a few paths.

The six verdict marks differ in shape, so that a black-and-white copy still tells them apart.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from dzmap.core.symbols import Mark, Symbol
from dzmap.reports.frame import UNITS_PER_MM
from dzmap.reports.svg_paths import millimetres
from dzmap.resources import design_tokens

_SMALLEST = 1.1 * UNITS_PER_MM
"""A smaller mark is lost between the lines of a printed map."""


@dataclass(frozen=True)
class _Stroke:
    colour: str
    width: float
    dash: float = 0.0


@dataclass(frozen=True)
class _Part:
    """A closed shape around the origin, in relative path commands, and how it is painted."""

    shape: str
    fill: str = "none"
    stroke: _Stroke | None = None


def marks_svg(places: Sequence[Sequence[int]], symbol: Symbol) -> str:
    """``symbol`` at every place (x, y in drawing units), later places on top."""
    if not len(places):
        return ""
    radius = max(millimetres(symbol.size), _SMALLEST) / 2
    return "".join(
        f'<path d="{_repeat(part.shape, places)}" fill="{part.fill}"{_stroke(part.stroke)}/>'
        for part in _DRAWINGS[symbol.mark](symbol, radius)
    )


def _repeat(shape: str, places: Sequence[Sequence[int]]) -> str:
    return "".join([f"M{x} {y}{shape}" for x, y in places])


def _stroke(stroke: _Stroke | None) -> str:
    if stroke is None or not stroke.width:
        return ""
    dash = f' stroke-dasharray="{stroke.dash:.0f}"' if stroke.dash else ""
    return f' stroke="{stroke.colour}" stroke-width="{stroke.width:.1f}"{dash}'


def _disk_shape(radius: float, *, hole: bool = False) -> str:
    r, sweep = round(radius), 1 if hole else 0
    start, turn = (-r, 2 * r) if not hole else (r, -2 * r)
    arc = f"a{r} {r} 0 1 {sweep} "
    # Return to the centre, so that the next subpath of the same mark starts there.
    return f"m{start} 0{arc}{turn} 0{arc}{-turn} 0zm{-start} 0"


def _polygon_shape(points: Sequence[tuple[float, float]]) -> str:
    whole = [(round(x), round(y)) for x, y in points]
    steps = [f"{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in pairwise(whole)]
    x, y = whole[0]
    return f"m{x} {y}l{' '.join(steps)}z"


def _regular(count: int, radius: float, turn: float) -> list[tuple[float, float]]:
    angles = [math.radians(turn + 360 * index / count) for index in range(count)]
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]


def _cross(radius: float, arm: float) -> list[tuple[float, float]]:
    """An upright cross turned by 45°, as a twelve-sided outline."""
    upright = [
        (arm, radius), (arm, arm), (radius, arm), (radius, -arm), (arm, -arm), (arm, -radius),
        (-arm, -radius), (-arm, -arm), (-radius, -arm), (-radius, arm), (-arm, arm), (-arm, radius),
    ]  # fmt: skip
    half = math.sqrt(0.5)
    return [((x - y) * half, (x + y) * half) for x, y in upright]


def _outline(symbol: Symbol) -> _Stroke:
    return _Stroke(symbol.line or "#FFFFFF", millimetres(symbol.line_width))


def _dark_outline(symbol: Symbol) -> _Stroke:
    """Light fills get the verdict's text colour round them: white would not show on paper."""
    return _Stroke(design_tokens()["verdict"][symbol.mark.value]["text"], millimetres(1.0))


def _disk(symbol: Symbol, radius: float) -> list[_Part]:
    return [_Part(_disk_shape(radius), symbol.fill or "none", _outline(symbol))]


def _ring(symbol: Symbol, radius: float) -> list[_Part]:
    return [_Part(_disk_shape(radius), symbol.fill or "#FFFFFF", _outline(symbol))]


def _hollow(shape: str, symbol: Symbol) -> list[_Part]:
    line = millimetres(symbol.line_width)
    under = _Stroke("#FFFFFF", line + millimetres(1.2))
    return [
        _Part(shape, stroke=under),
        _Part(shape, symbol.fill or "none", _Stroke(symbol.line, line)),
    ]


def _diamond(symbol: Symbol, radius: float) -> list[_Part]:
    return _hollow(_polygon_shape(_regular(4, radius, 0)), symbol)


def _square_hollow(symbol: Symbol, radius: float) -> list[_Part]:
    return _hollow(_polygon_shape(_regular(4, radius * math.sqrt(2) * 0.8, 45)), symbol)


def _encouraged(symbol: Symbol, radius: float) -> list[_Part]:
    shape = _disk_shape(radius) + _disk_shape(radius * 0.66, hole=True) + _disk_shape(radius * 0.36)
    return [
        _Part(_disk_shape(radius), "#FFFFFF", _outline(symbol)),
        _Part(shape, symbol.fill),
    ]


def _admitted(symbol: Symbol, radius: float) -> list[_Part]:
    return [_Part(_disk_shape(radius * 0.9), symbol.fill, _dark_outline(symbol))]


def _conditional(symbol: Symbol, radius: float) -> list[_Part]:
    shape = _polygon_shape(_regular(4, radius * 1.2, 45))
    return [_Part(shape, symbol.fill, _outline(symbol))]


def _restricted(symbol: Symbol, radius: float) -> list[_Part]:
    shape = _polygon_shape([(x, y + radius * 0.2) for x, y in _regular(3, radius * 1.15, -90)])
    return [_Part(shape, symbol.fill, _dark_outline(symbol))]


def _insufficient(symbol: Symbol, radius: float) -> list[_Part]:
    ring = radius * 0.85
    grey = design_tokens()["verdict"]["insufficient"]["text"]
    stroke = _Stroke(grey, millimetres(1.4), dash=2 * math.pi * ring / 12)
    return [_Part(_disk_shape(ring), "#FFFFFF", stroke)]


def _prohibited(symbol: Symbol, radius: float) -> list[_Part]:
    shape = _polygon_shape(_cross(radius * 1.2, radius * 0.36))
    return [
        _Part(shape, symbol.fill, _Stroke("#FFFFFF", millimetres(2.0))),
        _Part(shape, symbol.fill),
    ]


_DRAWINGS = MappingProxyType[Mark, Callable[[Symbol, float], list[_Part]]](
    {
        Mark.DISK: _disk,
        Mark.RING: _ring,
        Mark.DIAMOND: _diamond,
        Mark.SQUARE_HOLLOW: _square_hollow,
        Mark.ENCOURAGED: _encouraged,
        Mark.ADMITTED: _admitted,
        Mark.CONDITIONAL: _conditional,
        Mark.RESTRICTED: _restricted,
        Mark.INSUFFICIENT: _insufficient,
        Mark.PROHIBITED: _prohibited,
    }
)
