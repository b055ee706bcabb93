"""How one feature is drawn: marks, hatches, lines and fills, said once for screen and print.

Colours are ``#RRGGBB``; widths and sizes are CSS pixels on screen (print uses 0.75 of them).
"""

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """Point symbols; the six verdict marks differ in shape as well as colour."""

    DISK = "disk"
    RING = "ring"
    DIAMOND = "diamond"
    SQUARE_HOLLOW = "square_hollow"
    ENCOURAGED = "encouraged"
    ADMITTED = "admitted"
    CONDITIONAL = "conditional"
    RESTRICTED = "restricted"
    INSUFFICIENT = "insufficient"
    PROHIBITED = "prohibited"


class Hatch(Enum):
    """Fill patterns."""

    NONE = "none"
    DIAGONAL = "diagonal"  # 45°
    BACK = "back"  # −45°, sparse
    HORIZONTAL = "horizontal"
    CROSS = "cross"


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """How one class of features is drawn."""

    fill: str = ""
    fill_opacity: float = 1.0
    line: str = ""
    line_width: float = 0.0
    dash: tuple[float, ...] = ()
    core: str = ""  # a thin line of this colour inside the line (double line)
    casing: str = ""  # a wider line of this colour under the line (outside only for polygons)
    casing_width: float = 1.5  # how far the casing reaches beyond the line on each side
    hatch: Hatch = Hatch.NONE
    hatch_color: str = ""
    mark: Mark = Mark.DISK
    size: float = 4.5
