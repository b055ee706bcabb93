"""``resources/dzmap.qss`` filled with the tokens, icons and sizes of the current theme."""

from pathlib import Path
from string import Template

from PySide6.QtCore import QDir
from PySide6.QtGui import QFont

from dzmap.resources import resource_path
from dzmap.ui.theme.colours import Colours
from dzmap.ui.theme.fonts import BODY_PT, SMALLEST_PT
from dzmap.ui.theme.icons import tinted_svg

_PREFIX = "dzmaptheme"
_ICONS = {
    "icon_chevron": ("chevron_down_16_regular", "text2"),
    "icon_chevron_up": ("chevron_up_20_regular", "text2"),
    "icon_calendar": ("calendar_20_regular", "text2"),
    "icon_check": ("checkmark_16_regular", "on_accent"),
    "icon_dash": ("subtract_16_regular", "accent"),
    "icon_branch_open": ("chevron_down_16_regular", "text2"),
    "icon_branch_closed": ("chevron_right_20_regular", "text2"),
}
_POINTS = (8.25, 9.0, 10.0, 11.0, 12.0, 13.5, 18.0)


def style_sheet(colours: Colours, font: QFont, folder: Path) -> str:
    """The style sheet of a scheme at a font size.

    Args:
        colours: the scheme.
        font: the application font; sizes in the sheet scale with it.
        folder: an existing folder of our own for the tinted icons that Qt reads by file name.
    """
    QDir.setSearchPaths(_PREFIX, [str(folder)])
    values = colours.tokens()
    for key, (name, token) in _ICONS.items():
        # The colour is part of the name because Qt caches style sheet images by theirs.
        file = folder / f"{name}-{colours[token][1:]}.svg"
        if not file.exists():
            file.write_bytes(tinted_svg(name, colours[token]))
        values[key] = f"{_PREFIX}:{file.name}"
    scale = font.pointSizeF() / BODY_PT
    for points in _POINTS:
        size = max(SMALLEST_PT, points * scale)
        values["pt" + f"{points:g}".replace(".", "_")] = f"{size:.2f}pt"
    for pixels in (20, 22, 26, 29, 30, 34, 140):
        values[f"px{pixels}"] = f"{round(pixels * scale)}px"
    template = resource_path("dzmap.qss").read_text(encoding="utf-8")
    return Template(template).substitute(values)


def outlines() -> str:
    """The style sheet of high contrast: outlines and weights in the system's own colours."""
    return resource_path("high_contrast.qss").read_text(encoding="utf-8")
