"""Industry codes of GB/T 4754-2017: 门类 C > 大类 26 > 中类 261 > 小类 2614.

Codes are stored without the letter of their 门类 ("2614"), bare letters excepted ("C"). To compare
a code with a clause both become a *path*, letter and digits ("C2614"): then the industry lies under
the clause's prefix exactly if its path starts with the prefix's path.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from dzmap.core.quantities import half_width, is_missing

# The first 大类 of every 门类 (GB/T 4754-2017, table of divisions); the last one ends at 97.
_SECTION_STARTS = (
    ("A", 1),
    ("B", 6),
    ("C", 13),
    ("D", 44),
    ("E", 47),
    ("F", 51),
    ("G", 53),
    ("H", 61),
    ("I", 63),
    ("J", 66),
    ("K", 70),
    ("L", 71),
    ("M", 73),
    ("N", 76),
    ("O", 80),
    ("P", 83),
    ("Q", 84),
    ("R", 86),
    ("S", 91),
    ("T", 97),
)
_LAST_DIVISION = 97


def _sections() -> dict[str, str]:
    ends = [start for _, start in _SECTION_STARTS[1:]] + [_LAST_DIVISION + 1]
    return {
        f"{division:02d}": letter
        for (letter, start), end in zip(_SECTION_STARTS, ends, strict=True)
        for division in range(start, end)
    }


SECTION_OF_DIVISION = MappingProxyType(_sections())
"""The letter of the 门类 by the two digits of the 大类."""

_LETTERS = frozenset(SECTION_OF_DIVISION.values())
_CODE = re.compile(r"([A-T])?(\d{0,4})")


def normalise_code(value: object) -> str:
    """A cell as a code without its letter: "C2614", 2614.0, "２６１４" → "2614"; "c" → "C".

    Blank cells give "". What is no code at all comes back stripped, so that messages can quote it.
    No leading zero is invented here, see ``IndustryTree.normalise``.
    """
    if is_missing(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = half_width(str(value)).strip().upper()
    text = re.sub(r"^(\d+)\.0+$", r"\1", text)
    match = _CODE.match(text)
    if match is None or not match.group():
        return text
    letter, digits = match.group(1), match.group(2)
    rest = text[match.end() :].lstrip()
    # “2614 有机化学原料制造” is a code, “2614、3670” and “2614.5” are not.
    if (rest[:1].isalnum() and rest[:1].isascii()) or re.search(r"\d", rest):
        return text
    return digits or letter or text


def split_codes(value: object) -> tuple[str, ...]:
    """The codes of a ";"-joined cell (also "；", "、" and ","), normalised, without repeats."""
    if is_missing(value):
        return ()
    parts = re.split(r"[;；、,，\s]+", str(value))
    return tuple(dict.fromkeys(code for code in map(normalise_code, parts) if code))


def code_path(code: str) -> str:
    """The path of a normalised code: "2614" → "C2614", "C" → "C"; "" if there is no such 大类."""
    if code in _LETTERS:
        return code
    if len(code) in {2, 3, 4} and code.isascii() and code.isdigit():
        letter = SECTION_OF_DIVISION.get(code[:2], "")
        return letter + code if letter else ""
    return ""


@dataclass(frozen=True)
class Industry:
    """One entry of the classification; ``level`` is 1 (门类) to 4 (小类)."""

    code: str
    level: int
    parent: str
    section: str
    name: str

    @property
    def title(self) -> str:
        """Such as C2614 有机化学原料制造."""
        prefix = "" if self.code == self.section else self.section
        return f"{prefix}{self.code} {self.name}"


@dataclass(frozen=True)
class FormerCode:
    """What a code stood for in GB/T 4754-2011 and which entries took that over in 2017.

    ``reused`` says that the 2017 edition has the code too, for something else or for less.
    """

    code: str
    name: str
    successors: tuple[Industry, ...]
    reused: bool

    @property
    def successor_titles(self) -> str:
        """Such as C3611 汽柴油车整车制造、C3612 新能源车整车制造."""
        return "、".join(entry.title for entry in self.successors)


_LEVEL_WORDS = MappingProxyType({1: "门类", 2: "大类", 3: "中类", 4: "小类"})


class IndustryTree:
    """The classification as a tree, built from the reference frame.

    Args:
        frame: Columns code, level (1–4), parent, section, name; one row per entry.
        former: What codes of the 2011 edition became: code, name, successors (";"-joined codes of
            the 2017 edition). Need not be complete.
    """

    def __init__(self, frame: pd.DataFrame, former: pd.DataFrame | None = None) -> None:
        texts = frame[["code", "level", "parent", "section", "name"]].fillna("").astype(str)
        self._entries = {
            code: Industry(code, int(level), parent, section, name)
            for code, level, parent, section, name in texts.to_numpy().tolist()
        }
        self._children: dict[str, list[str]] = {}
        for entry in self._entries.values():
            self._children.setdefault(entry.parent, []).append(entry.code)
        self._former: dict[str, FormerCode] = {}
        if former is not None:
            texts = former[["code", "name", "successors"]].fillna("").astype(str)
            for code, name, successors in texts.to_numpy().tolist():
                found = tuple(map(self._entries.get, successors.split(";")))
                known = tuple(entry for entry in found if entry is not None)
                self._former[code] = FormerCode(code, name, known, code in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Industry]:
        return iter(self._entries.values())

    def __contains__(self, code: object) -> bool:
        return code in self._entries

    def get(self, code: str) -> Industry | None:
        """The entry of a code (with or without letter), None if there is none."""
        # Most codes come normalised already.
        return self._entries.get(code) or self._entries.get(normalise_code(code))

    def name(self, code: str) -> str:
        """The name of a code, "" if there is no such code."""
        entry = self.get(code)
        return entry.name if entry else ""

    def ancestors(self, code: str) -> tuple[Industry, ...]:
        """The entries above a code, the 门类 first."""
        chain: list[Industry] = []
        entry = self.get(code)
        while entry is not None and entry.parent:
            entry = self._entries.get(entry.parent)
            if entry is not None:
                chain.append(entry)
        return tuple(reversed(chain))

    def children(self, code: str = "") -> tuple[Industry, ...]:
        """The entries directly under a code; the 20 门类 for ""."""
        found = self._children.get(code)
        if found is None:
            found = self._children.get(normalise_code(code), [])
        return tuple(self._entries[child] for child in found)

    def named(self, name: str) -> tuple[Industry, ...]:
        """The entries of exactly this name, in order of code."""
        return tuple(entry for entry in self._entries.values() if entry.name == name)

    def former(self, code: object) -> FormerCode | None:
        """What a code was in the 2011 edition, if the 2017 edition changed it and it is known."""
        return self._former.get(normalise_code(code))

    def normalise(self, value: object) -> str:
        """Like ``normalise_code``, and restores a leading zero that Excel dropped.

        "119" becomes "0119" because there is no 119; "111" stays, since both 111 and 0111 exist.
        """
        code = normalise_code(value)
        padded = f"0{code}"
        if code.isdigit() and code not in self._entries and padded in self._entries:
            return padded
        return code

    def fault(self, value: object) -> str:
        """What is wrong with a code as a Chinese sentence, "" if it is in the classification."""
        code = self.normalise(value)
        if not code:
            return "没有行业代码。"
        if code in self._entries:
            return ""
        former = self._former.get(code)
        if former is not None:
            shown = code_path(code) or code
            return f"行业代码 {shown} 已废止（2011 版“{former.name}”）。"
        known = next((code[:size] for size in (3, 2) if code[:size] in self._entries), "")
        if code.isdigit() and known:
            entry = self._entries[known]
            return f"GB/T 4754-2017 中没有 {code}；有{_LEVEL_WORDS[entry.level]} {known}（{entry.name}）。"
        return f"“{code}”不是 GB/T 4754-2017 的行业代码。"

    def remedy(self, value: object) -> str:
        """What to write instead of a code that ``fault`` complains about."""
        former = self._former.get(self.normalise(value))
        if former is not None and former.successors:
            return f"2017 版为 {former.successor_titles}。"
        return "填 GB/T 4754-2017 的代码，如 2614。"

    def ambiguous(self, value: object) -> tuple[Industry, ...]:
        """Both readings of a three-digit code that may have lost its leading zero, else ()."""
        code = normalise_code(value)
        readings = (self._entries.get(code), self._entries.get(f"0{code}"))
        both = tuple(entry for entry in readings if entry is not None)
        return both if code.isdigit() and len(both) == 2 else ()
