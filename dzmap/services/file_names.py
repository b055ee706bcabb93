"""Titles as file names that every system takes, and names that replace nothing."""

import re
from collections.abc import Sequence
from pathlib import Path

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")
_LONGEST = 80


def file_stem(title: str, instead: str) -> str:
    """A title as a file name that Windows takes, without ending; ``instead`` if nothing is left."""
    stem = _FORBIDDEN.sub(" ", title).strip()[:_LONGEST].strip(" .")
    return f"{stem}_" if _RESERVED.match(stem) else stem or instead


def free_stem(folder: Path, stem: str, endings: Sequence[str]) -> str:
    """``stem``, with the first number that makes the files of all endings new: “图 (2)”."""
    number, candidate = 1, stem
    while any((folder / f"{candidate}.{ending}").exists() for ending in endings):
        number += 1
        candidate = f"{stem} ({number})"
    return candidate
