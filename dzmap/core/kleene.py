"""Kleene's three-valued logic on arrays.

A truth is -1 (false), 0 (unknown) or 1 (true): conjunction is the minimum, disjunction the maximum,
negation the sign change. A ``Truth`` is an int8 array over rows, or a plain int that holds for all
rows; the int saves the array where a clause says the same of everybody.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

FALSE, UNKNOWN, TRUE = -1, 0, 1

Kleene = npt.NDArray[np.int8]
Truth = int | Kleene
Mask = npt.NDArray[np.bool_]


def all_of(truths: Iterable[Truth]) -> Truth:
    """Conjunction; true when there are none."""
    return _fold(truths, neutral=TRUE, absorbing=FALSE)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Disjunction; false when there are none."""
    return _fold(truths, neutral=FALSE, absorbing=TRUE)


def _fold(truths: Iterable[Truth], *, neutral: int, absorbing: int) -> Truth:
    conjunction = absorbing == FALSE
    combine = np.minimum if conjunction else np.maximum
    least = min if conjunction else max
    constant: int = neutral
    array: Kleene | None = None
    for truth in truths:
        if isinstance(truth, np.ndarray):
            array = truth if array is None else combine(array, truth)
        else:
            constant = least(constant, int(truth))
    if array is None or constant == absorbing:
        return constant
    return array if constant == neutral else combine(array, np.int8(constant))


def negation(truth: Truth) -> Truth:
    """Not; unknown stays unknown."""
    return -truth


def choice(guard: Truth, then: Truth, otherwise: Truth) -> Truth:
    """``then`` where the guard is true, ``otherwise`` where it is false.

    Where the guard is unknown the answer is known only if both branches agree.
    """
    if isinstance(guard, int) and guard != UNKNOWN:
        return then if guard == TRUE else otherwise
    if isinstance(guard, int) and isinstance(then, int) and isinstance(otherwise, int):
        return then if then == otherwise else UNKNOWN
    agreed = np.where(np.equal(then, otherwise), then, np.int8(UNKNOWN)).astype(np.int8)
    return np.where(
        np.equal(guard, TRUE), then, np.where(np.equal(guard, FALSE), otherwise, agreed)
    ).astype(np.int8)


def known(flags: Mask, missing: Mask | None = None) -> Kleene:
    """True and false from flags, unknown where ``missing``."""
    truth = flags.view(np.int8) * np.int8(2) - np.int8(1)
    if missing is not None:
        truth[missing] = UNKNOWN
    return truth


def spread(truth: Truth, size: int) -> Kleene:
    """A truth as an array of ``size`` rows."""
    return truth if isinstance(truth, np.ndarray) else np.full(size, truth, dtype=np.int8)


def at(truth: Truth, row: int) -> int:
    """The truth of one row."""
    return int(truth[row]) if isinstance(truth, np.ndarray) else truth


def as_optional(truth: int) -> bool | None:
    """True, False or None (unknown)."""
    return None if truth == UNKNOWN else truth == TRUE
