"""Fluent icons tinted with a token colour, sharp at every screen scale."""

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from dzmap.resources import resource_path
from dzmap.ui.theme.colours import Colours

_SCALES = (1.0, 1.25, 1.5, 2.0)


def tinted_svg(name: str, colour: str) -> bytes:
    """The SVG of an icon such as ``layer_20_regular`` with its root filled in ``colour``."""
    text = resource_path("icons", "fluent", f"{name}.svg").read_text(encoding="utf-8")
    return re.sub(r"<svg ", f'<svg fill="{colour}" ', text, count=1).encode()


@lru_cache(maxsize=512)
def _image(name: str, colour: str, size: int, scale: float) -> QImage:
    image = QImage(QSize(size, size) * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    side = size * scale
    QSvgRenderer(QByteArray(tinted_svg(name, colour))).render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(scale)
    return image


def pixmap(name: str, colour: str, size: int = 20, scale: float = 1.0) -> QPixmap:
    """One icon as a pixmap of ``size`` logical pixels at a device scale."""
    return QPixmap.fromImage(_image(f"{name}_20_regular", colour, size, scale))


def icon(name: str, colours: Colours, role: str = "text") -> QIcon:
    """An icon such as ``layer`` in the colour of a token; filled and accented when checked."""
    result = QIcon()
    filled = resource_path("icons", "fluent", f"{name}_20_filled.svg").is_file()
    states = (
        (QIcon.Mode.Normal, QIcon.State.Off, "regular", role),
        (QIcon.Mode.Normal, QIcon.State.On, "filled" if filled else "regular", "accent"),
        (QIcon.Mode.Disabled, QIcon.State.Off, "regular", "disabled"),
        (QIcon.Mode.Disabled, QIcon.State.On, "regular", "disabled"),
    )
    for mode, state, style, token in states:
        for scale in _SCALES:
            image = _image(f"{name}_20_{style}", colours[token], 20, scale)
            result.addPixmap(QPixmap.fromImage(image), mode, state)
    return result
