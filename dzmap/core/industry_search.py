"""Finding an industry by code, name, pinyin, initials, everyday word, or its code of 2011.

What fits best comes first: a whole code or name, then beginnings, then everyday words, then what
only contains the query; among equals the broader entry, then the smaller code.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dzmap.core.industries import Industry, IndustryTree, normalise_code
from dzmap.core.quantities import half_width

_CODE = re.compile(r"[a-t]?\d{1,4}|[a-t]")
_LATIN = re.compile(r"[a-z]+")
_MISS = 99
_LATER = 0.01  # of several codes of an everyday word the first comes first


@dataclass(frozen=True)
class IndustryHit:
    """An entry found; ``why`` says in Chinese how, where that is not plain to see."""

    industry: Industry
    why: str = ""


@dataclass(frozen=True)
class _Spelling:
    """Pinyin of a name without tones, where its syllables begin, and their initials."""

    pinyin: str
    starts: tuple[int, ...]
    initials: str

    def rank(self, wanted: str) -> int:
        """How well it fits: 2 whole, 3 begins so, 6 contains it."""
        if wanted in {self.pinyin, self.initials}:
            return 2
        if self.pinyin.startswith(wanted) or self.initials.startswith(wanted):
            return 3
        inside = any(self.pinyin.startswith(wanted, start) for start in self.starts)
        return 6 if inside or (len(wanted) > 1 and wanted in self.initials) else _MISS


class IndustrySearch:
    """Answers while the user types (a few milliseconds; the first pinyin query spells all names).

    Args:
        tree: The classification.
        synonyms: Columns word and codes (";"-joined); codes that the tree lacks are left out.
    """

    def __init__(self, tree: IndustryTree, synonyms: pd.DataFrame | None = None) -> None:
        self.tree = tree
        self._words: list[tuple[str, tuple[str, ...]]] = []
        if synonyms is not None:
            for word, codes in synonyms[["word", "codes"]].astype(str).to_numpy().tolist():
                known = tuple(code for code in codes.split(";") if code in tree)
                self._words.append((word, known))

    def find(self, query: str, limit: int = 20) -> tuple[IndustryHit, ...]:
        """The best entries for a query; several words must all fit.

        Args:
            query: Code with or without letter, name, pinyin, initials or everyday word; full-width
                letters and digits are fine.
            limit: At most so many entries.
        """
        words = half_width(query).lower().split()
        if not words:
            return ()
        found = self._ranked(words[0])
        for word in words[1:]:
            others = self._ranked(word)
            found = {
                code: (max(rank, others[code][0]), why or others[code][1])
                for code, (rank, why) in found.items()
                if code in others
            }
        entries = [(rank, entry, why) for entry, rank, why in self._entries_of(found)]
        entries.sort(key=lambda one: (one[0], one[1].level, one[1].code))
        return tuple(IndustryHit(entry, why) for _, entry, why in entries[:limit])

    def _entries_of(
        self, found: dict[str, tuple[float, str]]
    ) -> Iterator[tuple[Industry, float, str]]:
        for code, (rank, why) in found.items():
            entry = self.tree.get(code)
            if entry is not None:
                yield entry, rank, why

    def _ranked(self, word: str) -> dict[str, tuple[float, str]]:
        """Codes that fit one word, with rank (lower is better) and reason."""
        if _CODE.fullmatch(word):
            found = self._by_code(word)
            if found:
                return found
        ranks: dict[str, tuple[float, str]] = {}
        spelled = _LATIN.fullmatch(word) is not None
        for entry in self.tree:
            fit = _name_rank(entry.name.lower(), word)
            if spelled:
                fit = min(fit, self._spellings[entry.code].rank(word))
            if fit < _MISS:
                ranks[entry.code] = (fit, "")
        for place, (synonym, codes) in enumerate(self._words):
            rank = self._synonym_rank(place, word, spelled=spelled)
            for order, code in enumerate(codes):
                if rank + order * _LATER < ranks.get(code, (_MISS, ""))[0]:
                    ranks[code] = (rank + order * _LATER, f"俗称“{synonym}”")
        return ranks

    def _synonym_rank(self, place: int, word: str, *, spelled: bool) -> float:
        synonym = self._words[place][0].lower()
        if synonym == word:
            return 1
        if spelled and self._spelled_words[place].rank(word) <= 3:
            return self._spelled_words[place].rank(word) + 1
        return 5 if len(word) > 1 and word in synonym else _MISS

    def _by_code(self, word: str) -> dict[str, tuple[float, str]]:
        code = normalise_code(word)
        found: dict[str, tuple[float, str]] = {
            entry.code: (0 if entry.code == code else 1, "")
            for entry in self.tree
            if entry.code.startswith(code) or entry.section == code
        }
        former = self.tree.former(self.tree.normalise(word))
        if former is not None:
            why = f"2011 版 {former.code} {former.name}"
            for entry in former.successors:
                rank = 0 if entry.code == former.code else 1
                found[entry.code] = (rank, why)
        return found

    @cached_property
    def _spellings(self) -> dict[str, _Spelling]:
        return {entry.code: _spelling(entry.name) for entry in self.tree}

    @cached_property
    def _spelled_words(self) -> list[_Spelling]:
        return [_spelling(word) for word, _ in self._words]


def _spelling(name: str) -> _Spelling:
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(name, errors="ignore")
    starts, at = [], 0
    for syllable in syllables:
        starts.append(at)
        at += len(syllable)
    return _Spelling(
        "".join(syllables), tuple(starts), "".join(syllable[:1] for syllable in syllables)
    )


def _name_rank(name: str, word: str) -> int:
    if name == word:
        return 0
    if name.startswith(word):
        return 2
    return 4 if word in name else _MISS
