"""Areas and lines as SVG: fills, hatches, dashes, double lines."""

from dzmap.core.symbols import Hatch, Symbol
from dzmap.reports.svg_paths import hatch_path, millimetres

_HATCHES: dict[Hatch, tuple[tuple[float, ...], float]] = {
    Hatch.DIAGONAL: ((45,), 7.0),
    Hatch.BACK: ((-45,), 11.0),
    Hatch.HORIZONTAL: ((0,), 7.0),
    Hatch.CROSS: ((45, -45), 7.0),
}
"""Angles in degrees, and spacing in CSS pixels on screen."""

_CORE_SHARE = 0.32
_HATCH_PIXELS = 1.0
_BEYOND = 1000

Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom in drawing units."""


def area_svg(
    path: str, bounds: Bounds, symbol: Symbol, name: str, *, outline: str | None = None
) -> str:
    """One class of polygons: ``path`` holds all of them, ``bounds`` their visible extent.

    ``name`` must be unique in the document; the clips of hatch and casing are called by it.
    ``outline`` is the path to stroke where that is not the polygons' own.
    """
    if not path:
        return ""
    parts = []
    if symbol.fill:
        opacity = f' fill-opacity="{symbol.fill_opacity:g}"' if symbol.fill_opacity < 1 else ""
        parts.append(f'<path d="{path}" fill="{symbol.fill}"{opacity}/>')
    if symbol.hatch is not Hatch.NONE:
        parts.append(_hatched(path, bounds, symbol, name))
    if symbol.casing and symbol.line:
        parts.append(_outer_casing(path, bounds, symbol, name))
    parts.append(_lines(path if outline is None else outline, _core_strokes(symbol)))
    return "".join(parts)


def line_svg(path: str, symbol: Symbol) -> str:
    """One class of lines: casing on both sides, the line, its core."""
    if not path:
        return ""
    casing = [_stroke(symbol.casing, _cased_width(symbol))] if symbol.casing else []
    return _lines(path, [*casing, *_core_strokes(symbol)])


def _core_strokes(symbol: Symbol) -> list[str]:
    if not (symbol.line and symbol.line_width):
        return []
    strokes = [_stroke(symbol.line, symbol.line_width, symbol.dash)]
    if symbol.core:
        strokes.append(_stroke(symbol.core, symbol.line_width * _CORE_SHARE))
    return strokes


def _cased_width(symbol: Symbol) -> float:
    return symbol.line_width + 2 * symbol.casing_width


def _lines(path: str, strokes: list[str]) -> str:
    drawn = "".join(f'<path d="{path}" {stroke}/>' for stroke in strokes)
    return f'<g fill="none" stroke-linejoin="round">{drawn}</g>' if drawn else ""


def _stroke(colour: str, pixels: float, dash: tuple[float, ...] = ()) -> str:
    pattern = ",".join(f"{millimetres(length):.0f}" for length in dash)
    dashes = f' stroke-dasharray="{pattern}"' if pattern else ""
    return f'stroke="{colour}" stroke-width="{millimetres(pixels):.1f}"{dashes}'


def _outer_casing(path: str, bounds: Bounds, symbol: Symbol, name: str) -> str:
    """The casing outside the areas only: everything but them is the clip."""
    left, top, right, bottom = bounds
    left, top, right, bottom = left - _BEYOND, top - _BEYOND, right + _BEYOND, bottom + _BEYOND
    outside = f"M{left} {top}H{right}V{bottom}H{left}Z{path}"
    return (
        f'<clipPath id="{name}-out"><path clip-rule="evenodd" d="{outside}"/></clipPath>'
        f'<g clip-path="url(#{name}-out)">'
        + _lines(path, [_stroke(symbol.casing, _cased_width(symbol))])
        + "</g>"
    )


def _hatched(path: str, bounds: Bounds, symbol: Symbol, name: str) -> str:
    """Ruled lines clipped to the areas: unlike pattern tiles they show no seams in print."""
    angles, pixels = _HATCHES[symbol.hatch]
    lines = hatch_path(bounds, angles, millimetres(pixels))
    colour = symbol.hatch_color or symbol.line
    return (
        f'<clipPath id="{name}-in"><path d="{path}"/></clipPath>'
        f'<path clip-path="url(#{name}-in)" d="{lines}" fill="none"'
        f" {_stroke(colour, _HATCH_PIXELS)}/>"
    )
