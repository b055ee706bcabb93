"""The bundled Chinese font: where it lies, its widths, and its letters as outlines.

Reports never use the fonts of the machine, so that the same input gives the same pages anywhere.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dzmap.reports.texts import printable

if TYPE_CHECKING:
    import typst

SANS = "Noto Sans SC"
"""The family (黑体) that every report is set in; the package has its regular weight only."""

EM = 1000
"""Units per em in which letters are outlined."""

_PROBE = """\
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: "{font}", size: {em}pt, kerning: false, top-edge: "baseline", bottom-edge: "baseline")
#set text(cjk-latin-spacing: none)
// Punctuation is set narrow at the end of a line: a letter's own width shows between two others.
#let advance(letter) = measure(text("一" + letter + "一")).width - 2 * {em}pt
#for (index, letter) in json(bytes(sys.inputs.letters)).enumerate() {{
  place(dy: index * 4 * {em}pt, text(letter))
  context place(dy: index * 4 * {em}pt, rect(width: advance(letter), height: 1pt, fill: red))
}}
"""


@dataclass(frozen=True)
class Glyph:
    """A letter in thousandths of an em, y up, its baseline at 0; ``path`` may be empty."""

    path: str
    advance: float


@cache
def report_fonts() -> "typst.Fonts":
    """The fonts that Typst may use: the bundled ones only."""
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(sans_path().parent)],
    )


def glyphs(letters: Iterable[str]) -> dict[str, Glyph]:
    """Outline and advance of each letter; outlines are remembered for the process."""
    wanted = set(letters)
    missing = sorted(wanted - _KNOWN.keys())
    if missing:
        _KNOWN.update(dict.fromkeys(missing, Glyph("", 0.0)))
        _KNOWN.update(_outline([letter for letter in missing if printable(letter)]))
    return {letter: _KNOWN[letter] for letter in wanted}


def text_width_em(text: str, spacing_em: float = 0.0) -> float:
    """Width of a line of text in ems, with ``spacing_em`` between letters."""
    letters = glyphs(text)
    width = sum(letters[letter].advance for letter in text) / EM
    return width + spacing_em * max(len(text) - 1, 0)


_KNOWN: dict[str, Glyph] = {}

_USE = re.compile(
    r'<g transform="(?:matrix\(1 0 0 -1 [\d.-]+ (\d+)\)|scale\(1 -1\))"><use xlink:href="#(\w+)"'
)
_SYMBOL = re.compile(r'<symbol id="(\w+)"[^>]*><path d="([^"]*)"')
_WIDTH = re.compile(r'<path fill="#ff4136"[^>]*d="M 0 0v 1(?:h ([\d.]+))?')


def _outline(letters: list[str]) -> dict[str, Glyph]:
    import typst

    page = typst.compile(
        _PROBE.format(font=SANS, em=EM).encode(),
        font_paths=report_fonts(),
        ignore_system_fonts=True,
        format="svg",
        sys_inputs={"letters": json.dumps(letters)},
    ).decode()
    shapes = dict(_SYMBOL.findall(page))
    paths = {int(y or 0) // (4 * EM): shapes[name] for y, name in _USE.findall(page)}
    widths = [float(width or 0) for width in _WIDTH.findall(page)]
    return {
        letter: Glyph(paths.get(index, "").strip(), width)
        for index, (letter, width) in enumerate(zip(letters, widths, strict=True))
    }
