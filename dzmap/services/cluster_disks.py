"""The disk with a number that stands for a cluster of points, as resources/web/clusters.js draws it."""

import math
from collections.abc import Sequence
from typing import Protocol

from dzmap.core.symbols import Symbol

SMALLEST, GROWTH, LARGEST = 11.0, 2.6, 22.0
"""Pixels: the radius for one point, what each further digit adds, and the most."""

RIM = 2.0
"""Pixels: width of the white rim."""

MANY = 10_000
"""From here on numbers are told in 万: four characters fit into a disk."""

EXPLAINED = "数字为聚合的个数"
"""What a legend says of the disks."""

_DARK, _LIGHT = "#1B2733", "#FFFFFF"
_LIGHT_FILL = 0.25  # luminance from which dark text reads better


class Classed(Protocol):
    """A class of features, of whatever map."""

    @property
    def symbol(self) -> Symbol:
        """How they are drawn."""


def disk_fill(classes: Sequence[Classed]) -> str:
    """The colour of the only class; where there are several, none of theirs."""
    return (len(classes) == 1 and classes[0].symbol.fill) or _DARK


def disk_ink(fill: str) -> str:
    """The colour of a number on a disk of that colour (#RRGGBB)."""
    red, green, blue = ((int(fill[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5))
    return _DARK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > _LIGHT_FILL else _LIGHT


def disk_radius(count: int) -> float:
    """Radius in pixels of the disk of a cluster of that many points."""
    return min(LARGEST, SMALLEST + GROWTH * math.log10(count))


def count_text(count: int) -> str:
    """9999 as it is, then 1.2万, 35万."""
    if count < MANY:
        return str(count)
    tenths = count * 10 // MANY
    return f"{tenths / 10:g}万" if tenths < 100 else f"{count // MANY}万"
