"""Placed labels as SVG: halos as outlines, letters as real text.

A halo made of text would put every name into the PDF twice: once more for search and copy.
"""

from collections.abc import Sequence

from dzmap.reports.fonts import EM, SANS, glyphs, text_width_em
from dzmap.reports.labels import LabelStyle, PlacedLabel, disk_radius
from dzmap.reports.svg_paths import millimetres
from dzmap.reports.texts import markup_text

_HALO = millimetres(3.0)
_BOLD_EM = 0.035
"""Width of the line that thickens letters: the bundled font has no bold weight."""


def labels_svg(labels: Sequence[PlacedLabel]) -> str:
    """All labels: halos under every text, so that no halo eats a neighbour's letters."""
    halos = "".join(_halo(label) for label in labels)
    texts = "".join(_text(label) for label in labels)
    return (
        f'<g stroke-linejoin="round">{halos}</g>'
        f'<g font-family="{SANS}" text-anchor="middle" font-kerning="none">{texts}</g>'
    )


def _transform(label: PlacedLabel) -> str:
    parts = [f"translate({label.spot.x:.0f} {label.spot.y:.0f})"]
    if label.spot.angle:
        parts.append(f"rotate({label.spot.angle:.1f})")
    if label.wish.style.italic:
        parts.append("skewX(-12)")
    return " ".join(parts)


def _baseline(style: LabelStyle) -> float:
    return style.em * 0.36


def _halo(label: PlacedLabel) -> str:
    style = label.wish.style
    em = style.em
    if style.disk:
        radius = disk_radius(label.wish.text, em)
        return f'<circle cx="{label.spot.x:.0f}" cy="{label.spot.y:.0f}" r="{radius:.0f}" fill="#FFFFFF"/>'
    if not style.halo:
        return ""
    scale = em / EM
    start = -text_width_em(label.wish.text, style.spacing_em) / 2 * em
    place = f"{_transform(label)} translate({start:.1f} {_baseline(style):.0f}) "
    return (
        f'<g transform="{place}scale({scale:.4f} {-scale:.4f})" fill="{style.halo}" '
        f'stroke="{style.halo}" stroke-width="{_HALO / scale:.0f}">{_letters(label)}</g>'
    )


def _letters(label: PlacedLabel) -> str:
    outlines = glyphs(label.wish.text)
    x, parts = 0.0, []
    for letter in label.wish.text:
        glyph = outlines[letter]
        if glyph.path:
            parts.append(f'<path transform="translate({x:.0f} 0)" d="{glyph.path}"/>')
        x += glyph.advance + label.wish.style.spacing_em * EM
    return "".join(parts)


def _text(label: PlacedLabel) -> str:
    style = label.wish.style
    em = style.em
    weight = f' stroke="{style.colour}" stroke-width="{em * _BOLD_EM:.1f}"' if style.bold else ""
    spacing = f' letter-spacing="{style.spacing_em * em:.1f}"' if style.spacing_em else ""
    # Spacing follows the last letter too: half of it would push a centred text off its middle.
    x, y = style.spacing_em * em / 2, _baseline(style)
    if label.spot.angle or style.italic:
        place = f'transform="{_transform(label)}" x="{x:.0f}" y="{y:.0f}"'
    else:
        place = f'x="{label.spot.x + x:.0f}" y="{label.spot.y + y:.0f}"'
    return (
        f'<text font-size="{em:.1f}" fill="{style.colour}"{weight}{spacing} {place}>'
        f"{markup_text(label.wish.text)}</text>"
    )
