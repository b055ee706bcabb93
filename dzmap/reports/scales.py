"""Round map scales and the bars that show them."""

import math
from dataclasses import dataclass

ROUND_SCALES = (
    5_000,
    10_000,
    15_000,
    20_000,
    25_000,
    30_000,
    40_000,
    50_000,
    60_000,
    75_000,
    90_000,
    100_000,
    120_000,
    150_000,
    200_000,
    250_000,
    300_000,
    400_000,
    500_000,
    600_000,
    750_000,
    800_000,
    900_000,
    1_000_000,
    1_500_000,
    2_000_000,
)
"""Denominators a printed map may have, smallest first."""

_ROUND_LENGTHS = (1, 2, 2.5, 5, 10)


def choose_scale(
    width_m: float, height_m: float, frame_width_mm: float, frame_height_mm: float
) -> int:
    """The largest round scale at which ``width_m`` × ``height_m`` fits into the frame.

    Beyond the list the denominator is a whole multiple of a million.
    """
    needed = max(width_m / frame_width_mm, height_m / frame_height_mm) * 1000
    for scale in ROUND_SCALES:
        if scale >= needed:
            return scale
    return math.ceil(needed / 1_000_000) * 1_000_000


def scale_text(scale: int) -> str:
    """The scale as printed, such as 1:300 000."""
    return f"1:{scale:,}".replace(",", " ")


def web_zoom(scale: int) -> float:
    """The web map zoom at which the screen shows about as much as print does at this scale.

    A printed CSS pixel is 0.75 of 1/96 inch; ground resolution is taken at 37° N.
    """
    metres_per_pixel = scale * 0.0254 / 96 * 0.75
    return math.log2(156_543.034 * math.cos(math.radians(37)) / metres_per_pixel)


@dataclass(frozen=True)
class ScaleBar:
    """A bar of equal segments: length of one in mm on paper, and the labels at its ticks."""

    segment_mm: float
    labels: tuple[str, ...]
    unit: str


def scale_bar(scale: int, longest_mm: float, segments: int = 3) -> ScaleBar:
    """A bar of ``segments`` round lengths that is at most ``longest_mm`` long."""
    longest_m = longest_mm * scale / 1000 / segments
    power = 10 ** math.floor(math.log10(longest_m))
    step = max(value * power for value in _ROUND_LENGTHS if value * power <= longest_m)
    unit, divisor = ("km", 1000) if step >= 1000 else ("m", 1)
    labels = tuple(f"{index * step / divisor:g}" for index in range(segments + 1))
    return ScaleBar(segment_mm=step / scale * 1000, labels=labels, unit=unit)
