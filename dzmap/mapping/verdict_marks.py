"""The verdict marks for HTML text: shape, word and colour together, never colour alone."""

from dzmap.core.verdicts import Verdict
from dzmap.resources import design_tokens

_DISK = '<circle cx="8" cy="8" r="7" fill="currentColor"/>'
_WHITE_LINE = 'fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round"'
_SHAPES = {
    Verdict.ENCOURAGED: _DISK
    + '<path d="m8 3.6 1.3 2.8 3 .4-2.2 2.1.5 3L8 10.4l-2.6 1.5.5-3-2.2-2.1 3-.4z" fill="#fff"/>',
    Verdict.ADMITTED: _DISK + f'<path d="m4.8 8.2 2.2 2.2 4.2-4.6" {_WHITE_LINE}/>',
    Verdict.CONDITIONAL: '<rect x="1" y="1" width="14" height="14" rx="2.5" fill="currentColor"/>'
    f'<path d="M4.6 5h6.8M4.6 8h6.8M4.6 11h4" {_WHITE_LINE}/>',
    Verdict.RESTRICTED: '<path d="M8 1 15.4 14.6H.6z" fill="currentColor"/>'
    f'<path d="M8 6v4M8 12.4v.1" {_WHITE_LINE}/>',
    Verdict.INSUFFICIENT: '<circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor"'
    ' stroke-width="1.5" stroke-dasharray="2.6 1.6"/>'
    '<path d="M6.2 6.4a1.9 1.9 0 1 1 2.6 1.9c-.5.3-.8.6-.8 1.2M8 11.6v.1" fill="none"'
    ' stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>',
    Verdict.PROHIBITED: '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor"/>'
    f'<path d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" {_WHITE_LINE}/>',
}


def mark_sprite() -> str:
    """An invisible SVG with ``<symbol id="mark-…">`` for each verdict."""
    symbols = "".join(
        f'<symbol id="mark-{verdict.token}" viewBox="0 0 16 16">{shape}</symbol>'
        for verdict, shape in _SHAPES.items()
    )
    return f'<svg hidden width="0" height="0" aria-hidden="true">{symbols}</svg>'


def chip_css() -> str:
    """Text and ground colours of the verdict chips."""
    tokens = design_tokens()["verdict"]
    return "".join(
        f".chip.{verdict.token}{{color:{tokens[verdict.token]['text']};"
        f"background:{tokens[verdict.token]['chip']}}}"
        for verdict in Verdict
    )
