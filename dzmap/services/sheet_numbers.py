"""Numbers of 判定书: “示例判〔2021〕017 号”, one after the other."""

import re
from collections.abc import Iterator
from itertools import islice

_RUNNING = re.compile(r"\d+(?=\D*$)")


def first_number(year: int, *, sample: bool) -> str:
    """The number of a project's first sheet of a year; officials put their own words before it."""
    return f"{'示例判' if sample else '准入判'}〔{year}〕001 号"


def next_number(number: str) -> str:
    """The number after this one; the last digits count up and keep their width.

    A text without digits gets “-2”.
    """
    found = _RUNNING.search(number)
    if found is None:
        return f"{number}-2"
    digits = found.group()
    return f"{number[: found.start()]}{int(digits) + 1:0{len(digits)}d}{number[found.end() :]}"


def number_after(first: str, count: int) -> str:
    """The number that follows ``count`` of them."""
    return next(islice(numbers_from(first), count, None))


def numbers_from(first: str) -> Iterator[str]:
    """``first`` and all that follow it."""
    number = first
    while True:
        yield number
        number = next_number(number)
