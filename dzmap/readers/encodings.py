"""Which encoding and which separator a text file uses."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

_SEPARATORS = (",", "\t", ";", "|", "，", "；")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_STRAY_CONTROLS = 3
_CHINESE = (0x4E00, 0x9FFF)


@dataclass(frozen=True)
class DecodedText:
    """Text with the name of the encoding it was found in, as shown to the user."""

    text: str
    encoding: str
    certain: bool = True


def decode(data: bytes) -> DecodedText | None:
    """Text of a file saved by Excel, WPS or a statistics system; None if it is not text.

    A byte order mark decides; without one, valid UTF-8 is UTF-8, and what remains is tried as
    UTF-16 (zero bytes in every second place) and GB18030 (which contains GBK).
    """
    for mark, codec, name in (
        (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
        (b"\xff\xfe", "utf-16", "UTF-16"),
        (b"\xfe\xff", "utf-16", "UTF-16"),
    ):
        if data.startswith(mark):
            text = _try(data, codec)
            return None if text is None else DecodedText(text, name)
    for codec in _unmarked_codecs(data):
        text = _try(data, codec)
        if text is not None and _is_text(text):
            return DecodedText(text, _SHOWN[codec], certain=codec != "gb18030" or _reads_well(text))
    return None


_SHOWN = {"utf-8": "UTF-8", "gb18030": "GBK", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


def _unmarked_codecs(data: bytes) -> tuple[str, ...]:
    head = data[:4096]
    if head[1::2].count(0) > len(head) // 8:
        return ("utf-16-le",)
    if head[::2].count(0) > len(head) // 8:
        return ("utf-16-be",)
    return ("utf-8", "gb18030")


def _is_text(text: str) -> bool:
    """Whether there are no more control characters than a careless export leaves in cells."""
    return len(_CONTROL.findall(text)) <= max(_STRAY_CONTROLS, len(text) // 200)


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _reads_well(text: str) -> bool:
    """Whether most characters beyond ASCII are common Chinese ones or full-width signs."""
    foreign = [character for character in islice(text, 20_000) if ord(character) > 0x7F]
    good = sum(
        _CHINESE[0] <= ord(character) <= _CHINESE[1]
        or character in "（）《》、，。：；“”—·～％／℃㎡"
        for character in foreign
    )
    return not foreign or good / len(foreign) > 0.8


def separator(text: str) -> str:
    """The character that splits the most lines into the same number (> 1) of parts; else a comma."""
    lines = [line for line in islice(text.splitlines(), 40) if line.strip()]
    best, best_score = ",", 0.0
    for candidate in _SEPARATORS:
        counts = Counter(count for line in lines if (count := line.count(candidate)))
        if not counts:
            continue
        count, agreeing = counts.most_common(1)[0]
        score = agreeing * (1 + min(count, 50) / 50)
        if score > best_score:
            best, best_score = candidate, score
    return best
