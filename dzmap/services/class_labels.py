"""Legend texts of classes of numbers, in the number formats of the design."""

import math
from collections.abc import Callable
from itertools import pairwise

from dzmap.core.classification import Classes

_DECIMALS = {"家": 0, "个": 0, "人": 0, "亩": 1, "%": 1, "月": 0, "分": 1, "公顷": 3}
_MOST_DECIMALS = 6


def decimals_of(unit: str, *, whole: bool = False) -> int:
    """How many decimals a number of this unit is shown with; none where all numbers are whole."""
    return 0 if whole else _DECIMALS.get(unit, 2)


def number_text(value: float, decimals: int) -> str:
    """A number with thousands separators and a minus sign that is not a hyphen."""
    text = f"{abs(value):,.{decimals}f}"
    return f"−{text}" if value < 0 and text.strip("0.,") else text


def range_labels(classes: Classes, unit: str, *, given: bool = False) -> tuple[str, ...]:
    """One text per class, low to high: “1.20–3.40”; a class of equal numbers is that number.

    Args:
        classes: what to tell.
        unit: of the numbers, for their decimals; it is not repeated in each text.
        given: the limits were given and hold beyond the numbers at hand: “≤ 10”, “＞ 20”.
    """
    if not classes.upper:
        return ()
    inner = classes.upper[:-1]
    ends = (classes.lowest, *inner, classes.highest)
    whole = all(float(end).is_integer() for end in ends if math.isfinite(end))
    decimals = _decimals_apart(inner if given else ends, decimals_of(unit, whole=whole))

    def text(value: float) -> str:
        return number_text(value, decimals)

    if given and inner:
        return _given(inner, text)
    return tuple(
        text(low) if text(low) == text(high) else f"{text(low)}–{text(high)}"
        for low, high in pairwise(ends)
    )


def _given(limits: tuple[float, ...], text: Callable[[float], str]) -> tuple[str, ...]:
    between = [f"{text(low)}–{text(high)}" for low, high in pairwise(limits)]
    return (f"≤ {text(limits[0])}", *between, f"> {text(limits[-1])}")


def _decimals_apart(limits: tuple[float, ...], least: int) -> int:
    """As many decimals as keep different limits apart."""
    different = len(set(limits))
    for decimals in range(least, _MOST_DECIMALS):
        if len({number_text(limit, decimals) for limit in limits}) == different:
            return decimals
    return _MOST_DECIMALS
