"""Zoom levels of the page and scales of the map; the page's side is resources/web/world.js."""

import math

_EQUATOR_METRES_PER_PIXEL = 2 * math.pi * 6378137 / 256
_METRES_PER_CSS_PIXEL = 0.0254 / 96


def zoom_for_scale(scale: float, latitude: float) -> float:
    """The zoom level at which the page shows 1:``scale`` at a latitude (degrees)."""
    metres = _EQUATOR_METRES_PER_PIXEL * math.cos(math.radians(latitude))
    return math.log2(metres / _METRES_PER_CSS_PIXEL / scale)
