"""Names of products and processes as people write them, and how far they mean the same.

Names are the same when they are equal after normalisation. One that contains the other (农用尿素,
尿素) may or may not be meant: that is for a person to find out, so it is unknown.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from dzmap.core.kleene import TRUE, UNKNOWN

_SEPARATORS = re.compile(r"[;、\n]|(?<!\d),|,(?!\d)")  # but 1,4-丁二醇 is one name
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_LOOSE_BLANK = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")  # Chinese has no blanks
_APART = "\n"


def item_names(cell: str) -> tuple[str, ...]:
    """The normalised names in a cell, in order and none twice."""
    plain = unicodedata.normalize("NFKC", cell).casefold().translate(_DASHES)
    names = (_LOOSE_BLANK.sub("", " ".join(part.split())) for part in _SEPARATORS.split(plain))
    return tuple(dict.fromkeys(name for name in names if name))


class NamedEntries:
    """Entries with alternative names (those of a list, or the one of a clause) to look names up in.

    Args:
        entries: The names of each entry, as written.
    """

    def __init__(self, entries: Sequence[Iterable[str]]) -> None:
        self._entries: dict[str, list[int]] = {}
        for position, names in enumerate(entries):
            for name in {part for written in names for part in item_names(written)}:
                self._entries.setdefault(name, []).append(position)
        self._names = tuple(self._entries)
        self._lengths = sorted({len(name) for name in self._names})
        self._text = _APART.join(self._names)
        ends = accumulate(len(name) + 1 for name in self._names)
        self._starts = [0, *ends][:-1]
        self._found: dict[str, dict[int, int]] = {}

    def matches(self, names: Iterable[str]) -> dict[int, int]:
        """The entries that names (normalised) mean, or may mean: position to true or unknown."""
        result: dict[int, int] = {}
        for name in names:
            if name not in self._found:
                self._found[name] = self._of_name(name)
            for position, truth in self._found[name].items():
                result[position] = max(truth, result.get(position, truth))
        return result

    def _of_name(self, name: str) -> dict[int, int]:
        near = {*self._inside(name), *self._around(name)}
        result = {position: UNKNOWN for other in near for position in self._entries[other]}
        result.update(dict.fromkeys(self._entries.get(name, ()), TRUE))
        return result

    def _inside(self, name: str) -> Iterable[str]:
        """The known names that a name contains."""
        for length in self._lengths:
            for start in range(len(name) - length + 1):
                part = name[start : start + length]
                if part in self._entries:
                    yield part

    def _around(self, name: str) -> Iterable[str]:
        """The known names that contain a name."""
        at = self._text.find(name)
        while at >= 0:
            yield self._names[bisect_right(self._starts, at) - 1]
            at = self._text.find(name, at + 1)
