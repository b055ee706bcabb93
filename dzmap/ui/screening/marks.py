"""Marks of verdicts and clause results: shapes that are told apart without their colours."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QIcon,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

from dzmap.core.verdicts import ClauseState, Verdict
from dzmap.ui.theme.theme import Theme

_SCALES = (1.0, 1.25, 1.5, 2.0)
_UNIT = 16.0


@dataclass(frozen=True)
class Inks:
    """What a mark is drawn with: its colour, and what shows through it."""

    ink: QColor
    hole: QColor


def draw_verdict_mark(painter: QPainter, box: QRectF, verdict: Verdict, inks: Inks) -> None:
    """Draw the mark of a verdict into a square."""
    _draw(painter, box, inks, _VERDICTS[verdict])


def draw_clause_mark(painter: QPainter, box: QRectF, state: ClauseState, inks: Inks) -> None:
    """Draw the mark of a clause result into a square."""
    _draw(painter, box, inks, _STATES[state])


def verdict_icon(theme: Theme, verdict: Verdict, size: int = 16) -> QIcon:
    """The mark of a verdict as an icon in the colours of the theme."""
    ink, _ = theme.colours.verdict(verdict)
    inks = Inks(ink, theme.colours.color("base"))
    icon = QIcon()
    for scale in _SCALES:
        pixmap = QPixmap(QSize(size, size) * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw_verdict_mark(painter, QRectF(0, 0, size, size), verdict, inks)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def _draw(
    painter: QPainter, box: QRectF, inks: Inks, shape: Callable[[QPainter, Inks], None]
) -> None:
    """Shapes are drawn on a grid of 16 units."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / _UNIT, box.height() / _UNIT)
    shape(painter, inks)
    painter.restore()


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(
        colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _solid(painter: QPainter, inks: Inks) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.ink)


def _strokes(painter: QPainter, inks: Inks, width: float = 1.7) -> None:
    painter.setPen(_pen(inks.hole, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _star(painter: QPainter, inks: Inks) -> None:
    _solid(painter, inks)
    painter.drawEllipse(QRectF(1, 1, 14, 14))
    painter.setBrush(inks.hole)
    points = [
        QPointF(
            8 + radius * math.sin(math.pi * corner / 5),
            8.2 - radius * math.cos(math.pi * corner / 5),
        )
        for corner, radius in enumerate([4.6, 2.0] * 5)
    ]
    painter.drawPolygon(QPolygonF(points))


def _check_disk(painter: QPainter, inks: Inks) -> None:
    _solid(painter, inks)
    painter.drawEllipse(QRectF(1, 1, 14, 14))
    _strokes(painter, inks)
    painter.drawPolyline(QPolygonF([QPointF(4.8, 8.3), QPointF(7, 10.6), QPointF(11.3, 5.8)]))


def _list_square(painter: QPainter, inks: Inks) -> None:
    _solid(painter, inks)
    painter.drawRoundedRect(QRectF(1.5, 1.5, 13, 13), 2.5, 2.5)
    _strokes(painter, inks, 1.4)
    for y, end in ((5.2, 11.3), (8.0, 11.3), (10.8, 8.6)):
        painter.drawLine(QPointF(4.7, y), QPointF(end, y))


def _triangle(painter: QPainter, inks: Inks) -> None:
    painter.setPen(_pen(inks.ink, 1.6))
    painter.setBrush(inks.ink)
    painter.drawPolygon(QPolygonF([QPointF(8, 2.4), QPointF(14.4, 13.6), QPointF(1.6, 13.6)]))
    _strokes(painter, inks, 1.6)
    painter.drawLine(QPointF(8, 6.4), QPointF(8, 9.4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.hole)
    painter.drawEllipse(QPointF(8, 11.8), 1.0, 1.0)


def _question(painter: QPainter, inks: Inks) -> None:
    pen = _pen(inks.ink, 1.4)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([1.7, 1.15])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(1.6, 1.6, 12.8, 12.8))
    font = QFont(painter.font())
    font.setPixelSize(9)
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(inks.ink)
    painter.drawText(QRectF(0, 0, 16, 16), Qt.AlignmentFlag.AlignCenter, "?")


def _octagon(painter: QPainter, inks: Inks) -> None:
    _solid(painter, inks)
    points = [
        QPointF(
            8 + 7.5 * math.cos(math.pi * (corner / 4 + 0.125)),
            8 + 7.5 * math.sin(math.pi * (corner / 4 + 0.125)),
        )
        for corner in range(8)
    ]
    painter.drawPolygon(QPolygonF(points))
    _strokes(painter, inks, 1.8)
    _draw_cross(painter, 5.4)


def _draw_cross(painter: QPainter, inset: float) -> None:
    far = _UNIT - inset
    painter.drawLine(QPointF(inset, inset), QPointF(far, far))
    painter.drawLine(QPointF(far, inset), QPointF(inset, far))


def _tick(painter: QPainter, inks: Inks) -> None:
    painter.setPen(_pen(inks.ink, 2.0))
    painter.drawPolyline(QPolygonF([QPointF(2.6, 8.6), QPointF(6.2, 12.2), QPointF(13.4, 4.2)]))


def _cross(painter: QPainter, inks: Inks) -> None:
    painter.setPen(_pen(inks.ink, 2.2))
    _draw_cross(painter, 3.2)


def _uncovered(painter: QPainter, inks: Inks) -> None:
    pen = _pen(inks.ink, 1.3)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([2.0, 1.4])
    square = QRectF(2, 2, 12, 12)
    painter.setPen(_pen(inks.ink, 1.1))
    path = QPainterPath()
    path.addRect(square)
    painter.setClipPath(path)
    for start in (-6, -1, 4, 9):
        painter.drawLine(QPointF(start, 14), QPointF(start + 12, 2))
    painter.setClipping(False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRect(square)


def _arrow(painter: QPainter, inks: Inks) -> None:
    painter.setPen(_pen(inks.ink, 1.9))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(QPointF(2.4, 12))
    path.cubicTo(QPointF(3, 5.4), QPointF(8, 3.4), QPointF(12.6, 7))
    painter.drawPath(path)
    painter.drawPolyline(QPolygonF([QPointF(8.6, 7.6), QPointF(13, 7.4), QPointF(12.4, 3)]))


def _dash(painter: QPainter, inks: Inks) -> None:
    painter.setPen(_pen(inks.ink, 2.0))
    painter.drawLine(QPointF(3.2, 8), QPointF(12.8, 8))


_Shape = Callable[[QPainter, Inks], None]
_VERDICTS: Mapping[Verdict, _Shape] = MappingProxyType(
    {
        Verdict.ENCOURAGED: _star,
        Verdict.ADMITTED: _check_disk,
        Verdict.CONDITIONAL: _list_square,
        Verdict.RESTRICTED: _triangle,
        Verdict.INSUFFICIENT: _question,
        Verdict.PROHIBITED: _octagon,
    }
)
_STATES: Mapping[ClauseState, _Shape] = MappingProxyType(
    {
        ClauseState.SATISFIED: _tick,
        ClauseState.VIOLATED: _cross,
        ClauseState.PROCEDURE: _list_square,
        ClauseState.UNKNOWN: _question,
        ClauseState.NOT_COVERED: _uncovered,
        ClauseState.LIFTED: _arrow,
        ClauseState.NOT_APPLICABLE: _dash,
    }
)


def hatch(colour: QColor, *, back: bool = False) -> QBrush:
    """Fine slanted lines, for gaps and for what is not known."""
    style = Qt.BrushStyle.FDiagPattern if back else Qt.BrushStyle.BDiagPattern
    return QBrush(colour, style)
