"""Sorting texts as people count: c2 before c10."""

import re

_PARTS = re.compile(r"(\d+)")

NaturalKey = tuple[tuple[tuple[int, int, str], ...], str]


def natural_key(text: str) -> NaturalKey:
    """A sort key that compares runs of digits as numbers; different texts have different keys."""
    parts = tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _PARTS.split(text)
        if part
    )
    return parts, text
