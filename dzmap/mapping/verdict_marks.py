"""The verdict marks for HTML text: shape, word and colour together, never colour alone."""

from dzmap.core.verdicts import Verdict
from dzmap.resources import design_tokens
from dzmap.services.mark_shapes import VERDICT_SHAPES


def mark_sprite() -> str:
    """An invisible SVG with ``<symbol id="mark-…">`` for each verdict."""
    symbols = "".join(
        f'<symbol id="mark-{verdict.token}" viewBox="0 0 16 16">{shape}</symbol>'
        for verdict, shape in VERDICT_SHAPES.items()
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
