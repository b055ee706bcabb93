"""Colours of the light and the dark theme by name, from ``resources/tokens.json``."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from dzmap.resources import design_tokens

if TYPE_CHECKING:
    from dzmap.core.verdicts import Verdict


@dataclass(frozen=True)
class Colours:
    """The tokens of one scheme; ``colours["accent"]`` is ``#RRGGBB``."""

    dark: bool

    def __getitem__(self, name: str) -> str:
        value: str = design_tokens()["dark" if self.dark else "light"][name]
        return value

    def tokens(self) -> dict[str, str]:
        """All names with their values, for the style sheet."""
        return dict(design_tokens()["dark" if self.dark else "light"])

    def color(self, name: str) -> QColor:
        """The token as a QColor."""
        return QColor(self[name])

    @property
    def behind(self) -> QColor:
        """Bars of what lags behind its plan (关注)."""
        return QColor(
            self["warn_text"] if self.dark else design_tokens()["plan_status"]["watch"]["bar"]
        )

    def verdict(self, verdict: "Verdict") -> tuple[QColor, QColor]:
        """Text colour and chip ground of a verdict."""
        entry = design_tokens()["verdict"][verdict.token]
        suffix = "_dark" if self.dark else ""
        return QColor(entry[f"text{suffix}"]), QColor(entry[f"chip{suffix}"])


def relative_luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` after WCAG 2.x, 0 (black) to 1 (white)."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_ratio(one: str, other: str) -> float:
    """Contrast of two ``#RRGGBB`` colours after WCAG 2.x, 1 to 21."""
    lighter, darker = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
