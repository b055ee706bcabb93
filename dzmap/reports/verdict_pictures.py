"""The drawings of a 判定书 as PNG pictures for Word, rendered by Typst in one go."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dzmap.core.verdicts import ClauseState, Verdict
from dzmap.reports.docx_parts import Picture
from dzmap.reports.fonts import report_fonts
from dzmap.reports.texts import printable_values
from dzmap.reports.verdict_drawings import (
    BAR_MM,
    bar_svg,
    figure_drawing,
    mark_drawings,
    state_mark,
    verdict_mark,
)
from dzmap.resources import resource_path
from dzmap.services.verdict_sheet import Limit, VerdictSheet

_PPI = 288.0
_MARK_MM = 8.0
_WATERMARK = "示例数据"
_WATERMARK_MM = 140.0
FIGURE_WIDTH_MM = 92.0
"""A little smaller than in the PDF: Word needs more room for its lines."""


@dataclass(frozen=True)
class SheetPictures:
    """Pictures of one sheet: the figure, and the threshold bars by the order of their clause."""

    figure: Picture | None
    bars: Mapping[int, Picture]


@cache
def pictures() -> "Pictures":
    """The pictures that all sheets share, rendered once for the process."""
    return Pictures()


class Pictures:
    """Renders the marks and the watermark once, and what a sheet has of its own when asked."""

    def __init__(self) -> None:
        marks = mark_drawings()
        asked = [{"drawing": name, "width": _MARK_MM, "height": _MARK_MM} for name in marks]
        *drawn, watermark = _rendered([*asked, {"watermark": _WATERMARK}], marks)
        self._marks = dict(zip(marks, drawn, strict=True))
        self.watermark = Picture(watermark, _WATERMARK_MM)

    def of_verdict(self, verdict: Verdict, width_mm: float) -> Picture:
        """The mark of a verdict."""
        return Picture(self._marks[verdict_mark(verdict)], width_mm)

    def of_state(self, state: ClauseState, width_mm: float) -> Picture:
        """The mark of a clause result."""
        return Picture(self._marks[state_mark(state)], width_mm)

    @staticmethod
    def of_sheet(sheet: VerdictSheet) -> SheetPictures:
        """What only one sheet has."""
        inputs: dict[str, str] = {}
        asked: list[dict[str, Any]] = []
        limits = {one.order: one.limit for one in sheet.clauses if one.limit is not None}
        for order, limit in limits.items():
            asked.append(_bar(f"bar{order}", limit, inputs))
        if sheet.figure is not None:
            drawn = figure_drawing(sheet.figure, "figure")
            inputs |= drawn.drawings
            asked.append({"figure": drawn.values})
        pictures = _rendered(asked, inputs) if asked else []
        figure = Picture(pictures.pop(), FIGURE_WIDTH_MM) if sheet.figure is not None else None
        bars = {order: Picture(png, BAR_MM[0]) for order, png in zip(limits, pictures, strict=True)}
        return SheetPictures(figure, bars)


def _bar(name: str, limit: Limit, inputs: dict[str, str]) -> dict[str, Any]:
    inputs[name] = bar_svg(limit)
    return {"drawing": name, "width": BAR_MM[0], "height": BAR_MM[1]}


def _rendered(asked: Sequence[Mapping[str, Any]], drawings: Mapping[str, str]) -> list[bytes]:
    import typst

    listed = json.dumps(printable_values(list(asked)), ensure_ascii=False)
    pages: Any = typst.compile(
        str(resource_path("templates", "verdict_pictures.typ")),
        root=str(resource_path("templates")),
        font_paths=report_fonts(),
        ignore_system_fonts=True,
        format="png",
        ppi=_PPI,
        sys_inputs={**drawings, "pictures": listed},
    )
    return [pages] if isinstance(pages, bytes) else list(pages)
