"""The threshold bar of a clause, painted."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from dzmap.core.verdicts import ClauseResult, ClauseState
from dzmap.services.threshold_bars import BarGeometry, bar_geometry
from dzmap.ui.screening.marks import hatch
from dzmap.ui.theme.colours import Colours

HEIGHT = 16
_TRACK, _DOT = 8.0, 10.0


def draw_threshold_bar(
    painter: QPainter, box: QRectF, clause: ClauseResult, colours: Colours
) -> None:
    """Draw the bar of a clause that ``has_bar`` into a box of the height ``HEIGHT``."""
    threshold, measured = float(str(clause.threshold)), clause.measured
    number = None if measured is None else float(str(measured))
    bar = bar_geometry(box.width(), clause.op, threshold, number, dot=_DOT)
    painter.save()
    painter.translate(box.topLeft())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    track = QRectF(0, (HEIGHT - _TRACK) / 2, box.width(), _TRACK)
    if bar.dot is None:
        _draw_unknown(painter, track, colours)
    else:
        painter.fillRect(track, colours.color("line"))
        start, end = bar.admissible
        admissible = QRectF(start, track.top(), end - start, _TRACK)
        painter.fillRect(admissible, colours.color("base"))
        painter.fillRect(admissible, _admissible(colours))
    if bar.gap is not None:
        start, end = bar.gap
        gap = QRectF(start, track.top(), end - start, _TRACK)
        painter.fillRect(gap, colours.color("error_bg"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(gap, hatch(colours.color("error_text")))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(bar.tick - 1, 0, 2, HEIGHT), colours.color("text"))
    if bar.dot is not None:
        violated = clause.state is ClauseState.VIOLATED or bar.gap is not None
        ink = colours.color("error_text" if violated else "ok_text")
        _draw_value(painter, bar, ink, colours.color("base"))
    painter.restore()


def _admissible(colours: Colours) -> QColor:
    tint = colours.color("ok_text")
    tint.setAlpha(110 if colours.dark else 52)
    return tint


def _draw_unknown(painter: QPainter, track: QRectF, colours: Colours) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(track, colours.color("alt"))
    painter.fillRect(track, hatch(colours.color("control")))
    painter.setPen(QPen(colours.color("control"), 1, Qt.PenStyle.DashLine))
    painter.drawRect(track.adjusted(0, 0, -1, -1))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _draw_value(painter: QPainter, bar: BarGeometry, ink: QColor, ground: QColor) -> None:
    dot = bar.dot or 0.0
    middle = HEIGHT / 2
    painter.setBrush(ink)
    painter.setPen(QPen(ground, 1.2))
    if not bar.beyond:
        painter.drawEllipse(QPointF(dot, middle), _DOT / 2, _DOT / 2)
        return
    side = 1.0 if dot > bar.tick else -1.0
    points = [
        QPointF(dot - side * _DOT / 2, middle - _DOT / 2),
        QPointF(dot + side * _DOT / 2, middle),
        QPointF(dot - side * _DOT / 2, middle + _DOT / 2),
    ]
    painter.drawPolygon(QPolygonF(points))
