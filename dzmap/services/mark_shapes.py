"""The marks of verdicts and clause results as SVG shapes, for pages and printed sheets.

Each is drawn on a grid of 16 units in ``currentColor`` with white inside; they differ in shape, so
that a black-and-white copy still tells them apart.
"""

from types import MappingProxyType

from dzmap.core.verdicts import ClauseState, Verdict

_DISK = '<circle cx="8" cy="8" r="7" fill="currentColor"/>'
_LINE = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
_WHITE_LINE = 'fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round"'
VERDICT_SHAPES = MappingProxyType(
    {
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
)
"""The verdicts, as the window shows them on chips."""

STATE_SHAPES = MappingProxyType(
    {
        ClauseState.SATISFIED: f'<path d="M2.6 8.6 6.2 12.2 13.4 4.2" {_LINE} stroke-width="2.2"/>',
        ClauseState.VIOLATED: f'<path d="m3.2 3.2 9.6 9.6m0-9.6-9.6 9.6" {_LINE} stroke-width="2.4"/>',
        ClauseState.PROCEDURE: VERDICT_SHAPES[Verdict.CONDITIONAL],
        ClauseState.UNKNOWN: VERDICT_SHAPES[Verdict.INSUFFICIENT],
        ClauseState.NOT_COVERED: '<rect x="2" y="2" width="12" height="12" fill="none"'
        ' stroke="currentColor" stroke-width="1.4" stroke-dasharray="2.6 1.8"/>'
        f'<path d="M2 9 9 2M2 14 14 2M7 14l7-7" {_LINE} stroke-width="1"/>',
        ClauseState.LIFTED: f'<path d="M2.4 12C3 5.4 8 3.4 12.6 7M8.6 7.6l4.4-.2-.6-4.4" {_LINE} stroke-width="1.9"/>',
        ClauseState.NOT_APPLICABLE: f'<path d="M3.2 8h9.6" {_LINE} stroke-width="2"/>',
    }
)
"""What clauses found."""
