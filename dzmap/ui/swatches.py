"""Small pictures of map symbols, painted from the same ``Symbol`` that the map draws."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from dzmap.core.symbols import Hatch, Mark, Symbol
from dzmap.services.map_model import SymbolClass

_HATCHES = {
    Hatch.DIAGONAL: Qt.BrushStyle.BDiagPattern,
    Hatch.BACK: Qt.BrushStyle.FDiagPattern,
    Hatch.HORIZONTAL: Qt.BrushStyle.HorPattern,
    Hatch.CROSS: Qt.BrushStyle.DiagCrossPattern,
}
_PAPER = "#FBFAF6"


def swatch(
    kind: str,
    classes: Sequence[SymbolClass],
    *,
    size: int = 18,
    scale: float = 1.0,
    paper: bool = False,
) -> QPixmap:
    """The symbol of a layer as it looks in the tree and the legend.

    Args:
        kind: point, line or polygon.
        classes: the layer's classes; of several, points show up to three, areas the first.
        size: side in logical pixels.
        scale: device pixels per logical pixel.
        paper: put it on a paper tile, so that the colours stay the checked ones on dark ground.
    """
    pixmap = QPixmap(QSize(size, size) * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if paper:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_PAPER))
        painter.drawRoundedRect(QRectF(0, 0, size, size), 2, 2)
    box = QRectF(1.5, 1.5, size - 3, size - 3)
    if kind == "point":
        _points(painter, box, [item.symbol for item in classes[:3]])
    elif classes and kind == "line":
        _line(painter, box, classes[0].symbol)
    elif classes:
        _area(painter, box, classes[0].symbol)
    painter.end()
    return pixmap


def _pen(symbol: Symbol, width: float | None = None) -> QPen:
    pen = QPen(QColor(symbol.line), symbol.line_width if width is None else width)
    if symbol.dash:
        unit = max(symbol.line_width, 1.0)
        pen.setDashPattern([max(part / unit / 1.6, 0.8) for part in symbol.dash])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _area(painter: QPainter, box: QRectF, symbol: Symbol) -> None:
    shape = box.adjusted(1, 2, -1, -2)
    painter.setPen(Qt.PenStyle.NoPen)
    if symbol.fill:
        fill = QColor(symbol.fill)
        fill.setAlphaF(symbol.fill_opacity)
        painter.fillRect(shape, fill)
    if symbol.hatch is not Hatch.NONE:
        painter.fillRect(shape, QBrush(QColor(symbol.hatch_color), _HATCHES[symbol.hatch]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if symbol.line:
        painter.setPen(_pen(symbol))
        painter.drawRect(shape)
    if symbol.core:
        painter.setPen(QPen(QColor(symbol.core), 0.8))
        painter.drawRect(shape)


def _line(painter: QPainter, box: QRectF, symbol: Symbol) -> None:
    path = QPainterPath(QPointF(box.left(), box.center().y() + 3))
    path.cubicTo(
        QPointF(box.left() + box.width() * 0.35, box.top()),
        QPointF(box.left() + box.width() * 0.6, box.bottom()),
        QPointF(box.right(), box.center().y() - 3),
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(symbol, min(symbol.line_width, 3.0)))
    painter.drawPath(path)


def _points(painter: QPainter, box: QRectF, symbols: Sequence[Symbol]) -> None:
    centre = box.center()
    if len(symbols) == 1:
        draw_mark(painter, centre, symbols[0], max(symbols[0].size, 6.0))
        return
    places = ((-4.0, 2.5), (4.0, -0.5), (-1.0, -4.5))
    for (dx, dy), symbol in zip(places, symbols, strict=False):
        draw_mark(painter, centre + QPointF(dx, dy), symbol, 5.5)


def draw_mark(painter: QPainter, centre: QPointF, symbol: Symbol, size: float) -> None:
    """One point symbol of ``size`` pixels around ``centre``."""
    half = size / 2
    box = QRectF(centre.x() - half, centre.y() - half, size, size)
    line = QPen(QColor(symbol.line or symbol.fill or "#5C6875"), max(symbol.line_width, 0.6))
    painter.setPen(line)
    painter.setBrush(QColor(symbol.fill) if symbol.fill else Qt.BrushStyle.NoBrush)
    match symbol.mark:
        case Mark.DIAMOND:
            painter.drawPolygon(_polygon(centre, half + 1, 4, 90))
        case Mark.SQUARE_HOLLOW | Mark.CONDITIONAL:
            painter.drawRect(box)
        case Mark.RESTRICTED:
            painter.drawPolygon(_polygon(centre, half + 1, 3, 90))
        case Mark.INSUFFICIENT:
            painter.setBrush(QColor("#FFFFFF"))
            painter.setPen(QPen(QColor(symbol.fill), 1.6, Qt.PenStyle.DotLine))
            painter.drawEllipse(box)
        case Mark.PROHIBITED:
            painter.setPen(QPen(QColor(symbol.fill), 2.2))
            painter.drawLine(box.topLeft(), box.bottomRight())
            painter.drawLine(box.topRight(), box.bottomLeft())
        case Mark.ENCOURAGED:
            painter.drawEllipse(box)
            painter.setBrush(QColor("#FFFFFF"))
            painter.drawEllipse(centre, half / 3, half / 3)
        case _:
            painter.drawEllipse(box)


def _polygon(centre: QPointF, radius: float, corners: int, start: float) -> QPolygonF:
    return QPolygonF(
        [
            centre
            + QPointF(
                radius * math.cos(math.radians(start + 360 * corner / corners)),
                -radius * math.sin(math.radians(start + 360 * corner / corners)),
            )
            for corner in range(corners)
        ]
    )
