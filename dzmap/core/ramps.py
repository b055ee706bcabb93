"""Colour ramps that people with colour vision deficiency can read, by name.

A sequential ramp falls in lightness from little to much, so that it also works in grey; a diverging
one is lightest in the middle. Viridis and cividis (matplotlib, CC0) are turned round for that:
dark means much on a light map. PuOr and the like are by Cynthia Brewer (Apache 2.0).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from dzmap.resources import design_tokens


@dataclass(frozen=True, kw_only=True)
class Ramp:
    """A named row of colours from little to much."""

    name: str
    zh: str
    stops: tuple[str, ...]
    diverging: bool = False

    def colours(self, count: int, *, turned: bool = False) -> tuple[str, ...]:
        """``count`` colours, evenly spread from end to end; one alone is taken from the middle.

        ``turned`` gives much the colour that little has otherwise.
        """
        stops = np.array([_channels(stop) for stop in self.stops], dtype=np.float64)
        places = np.linspace(0, len(stops) - 1, count) if count > 1 else [(len(stops) - 1) / 2]
        mixed = [
            np.interp(places, np.arange(len(stops)), stops[:, channel]) for channel in range(3)
        ]
        found = [
            "#{:02X}{:02X}{:02X}".format(*(round(float(value)) for value in rgb))
            for rgb in zip(*mixed, strict=True)
        ]
        return tuple(reversed(found)) if turned else tuple(found)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def ramps() -> Mapping[str, Ramp]:
    """Every ramp by name, in the order in which they are offered."""
    tokens = design_tokens()["ramp"]
    offered = (
        Ramp(name="amount", zh="数额（蓝）", stops=tuple(tokens["amount"])),
        Ramp(name="land", zh="用地（褐）", stops=tuple(tokens["land"])),
        Ramp(name="viridis", zh="黄绿紫（viridis）", stops=_VIRIDIS),
        Ramp(name="cividis", zh="黄灰蓝（cividis）", stops=_CIVIDIS),
        Ramp(name="purples", zh="浅紫（Purples）", stops=_PURPLES),
        Ramp(
            name="deviation", zh="增减（褐—蓝）", stops=tuple(tokens["diverging"]), diverging=True
        ),
        Ramp(name="puor", zh="增减（橙—紫，PuOr）", stops=_PUOR, diverging=True),
    )
    return MappingProxyType({ramp.name: ramp for ramp in offered})


def ramp_named(name: str) -> Ramp:
    """The ramp of that name; the first one if this version does not know it."""
    known = ramps()
    return known.get(name, known["amount"])


_VIRIDIS = (
    "#FDE725", "#AADC32", "#5DC863", "#27AD81", "#21908C", "#2C728E", "#3B528B", "#472D7B", "#440154",
)  # fmt: skip
_CIVIDIS = (
    "#FFE945", "#E4CF5B", "#C4B56C", "#A69D75", "#8A8678", "#707173", "#575D6D", "#31446B", "#00204D",
)  # fmt: skip
_PURPLES = ("#F2F0F7", "#CBC9E2", "#9E9AC8", "#756BB1", "#54278F")
_PUOR = ("#B35806", "#F1A340", "#FEE0B6", "#F7F7F7", "#D8DAEB", "#998EC3", "#542788")
