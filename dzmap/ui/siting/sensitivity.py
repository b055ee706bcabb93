"""权重敏感性: scores of the first places over one weight, and a sentence on who comes first."""

from collections.abc import Collection, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from dzmap.core.site_scores import Sensitivity
from dzmap.ui.i18n import tr
from dzmap.ui.linked_bar import CHOOSING_KEYS, adds
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.siting.weights import PART_NAMES
from dzmap.ui.theme.theme import Theme

MOST_LINES = 3
_COLOURS = ("#0F5A9E", "#B35900", "#1B8A5A")
_DARK = ("#6FB1F0", "#F3BC5E", "#7BD69F")
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 12, 8, 24
_REACH = 10  # pixels within which a line is taken hold of


def sentence(found: Sensitivity, names: Sequence[str]) -> str:
    """“准入余量权重低于 25 % 时，陵城经开区升为第 1；其余区间第 1 名不变。”."""
    if found.leader is None:
        return tr("没有能打分的地方。")
    part = tr(PART_NAMES[found.part])
    parts = []
    if found.below is not None:
        text = tr("{part}权重低于 {value} % 时，{name}升为第 1")
        parts.append(text.format(part=part, value=found.low, name=names[found.below]))
    if found.above is not None:
        text = tr("{part}权重高于 {value} % 时，{name}升为第 1")
        parts.append(text.format(part=part, value=found.high, name=names[found.above]))
    leader = names[found.leader]
    if not parts:
        return tr("{part}权重无论多少，第 1 名都是{name}。").format(part=part, name=leader)
    rest = tr("{low} %–{high} % 之间第 1 名都是{name}。")
    parts.append(rest.format(low=found.low, high=found.high, name=leader))
    return "；".join(parts)


class SensitivityChart(QWidget):
    """Lines of the first places; a dashed upright at the weight as it stands.

    A line stands for a place: ``chosen`` carries its row, and whether it is added to the selection
    (Ctrl), when the line or its name is clicked, or Enter is pressed after ← → went to it.
    """

    chosen = Signal(int, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._found: Sensitivity | None = None
        self._names: Sequence[str] = ()
        self._rows: Sequence[int] = ()
        self._now = 0
        self._marked: frozenset[int] = frozenset()
        self._at = 0  # the line that the keys act on
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setToolTip(plain_tip(tr("点一条线选中这个地方；按住 Ctrl 加选")))
        self.setAccessibleName(tr("权重敏感性曲线"))
        theme.changed.connect(self.update)

    def show_found(
        self, found: Sensitivity | None, rows: Sequence[int], names: Sequence[str], now: int
    ) -> None:
        """Draw the lines of some rows; ``now`` is the weight in percent."""
        self._found, self._rows, self._names, self._now = found, rows[:MOST_LINES], names, now
        self._at = min(self._at, max(len(self._rows) - 1, 0))
        self._describe()
        self.update()

    def show_selected(self, rows: Collection[int]) -> None:
        """Draw the lines of these rows heavier."""
        self._marked = frozenset(rows)
        self._describe()
        self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self._line_at(event.position())
        if line is not None:
            self._choose(line, add=adds(event))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        near = self._line_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if near else Qt.CursorShape.ArrowCursor)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if not len(self._rows) or (step is None and event.key() not in CHOOSING_KEYS):
            super().keyPressEvent(event)
        elif step is None:
            self._choose(self._at, add=adds(event))
        else:
            self._at = (self._at + step) % len(self._rows)
            self._describe()
            self.update()

    def _choose(self, line: int, *, add: bool) -> None:
        self._at = line
        self.chosen.emit(self._rows[line], add)

    def _describe(self) -> None:
        """For screen readers: the sentence, and the place that the keys act on."""
        found = self._found
        text = "" if found is None else sentence(found, self._names)
        if text and len(self._rows):
            row = self._rows[self._at]
            text += f"　{self._names[row]}"
            text += f"（{tr('已选')}）" if row in self._marked else ""
        self.setAccessibleDescription(text)

    def _line_at(self, place: QPointF) -> int | None:
        """The line under the mouse, or whose name is."""
        found, count = self._found, len(self._rows)
        if found is None or not count:
            return None
        if place.y() >= self.height() - self._legend_height:
            return min(int(place.x() / self.width() * count), count - 1)
        area = self._area
        at = round((place.x() - area.left()) / area.width() * 100)
        if not 0 <= at <= 100:
            return None
        low, high = self._range()
        scores = found.scores[list(self._rows), at]
        heights = area.bottom() - area.height() * (scores - low) / (high - low)
        apart = np.nan_to_num(np.abs(heights - place.y()), nan=np.inf)
        nearest = int(apart.argmin())
        return nearest if apart[nearest] <= _REACH else None

    @property
    def _legend_height(self) -> float:
        return 20.0 * self._theme.scale

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM - self._legend_height)

    @override
    def sizeHint(self) -> QSize:
        return QSize(300, round(150 * self._theme.scale))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, round(150 * self._theme.scale))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.fillRect(self.rect(), colours.color("base"))
        painter.setFont(self._theme.font(9))
        if self._found is None or not len(self._rows):
            painter.setPen(colours.color("text2"))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter, tr("有“可以进”的地方才有曲线")
            )
            return
        legend, area = self._legend_height, self._area
        low, high = self._range()
        self._axes(painter, area, low, high)
        x = area.left() + area.width() * self._now / 100
        painter.setPen(QPen(colours.color("text2"), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for line, row in enumerate(self._rows):
            scores = self._found.scores[row]
            points = [
                QPointF(
                    area.left() + area.width() * at / 100,
                    area.bottom() - area.height() * (score - low) / (high - low),
                )
                for at, score in enumerate(scores)
                if np.isfinite(score)
            ]
            painter.setPen(self._pen(line))
            painter.drawPolyline(QPolygonF(points))
        self._legend(painter, QRectF(0, self.height() - legend, self.width(), legend))

    def _range(self) -> tuple[float, float]:
        assert self._found is not None
        shown = self._found.scores[list(self._rows)]
        low, high = float(np.nanmin(shown)), float(np.nanmax(shown))
        step = _step(high - low)
        low, high = np.floor(low / step) * step, np.ceil(high / step) * step
        return float(low), float(max(high, low + step))

    def _axes(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        colours = self._theme.colours
        steps = round((high - low) / _step(high - low))
        for step in range(steps + 1):
            y = area.bottom() - area.height() * step / steps
            painter.setPen(QPen(colours.color("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colours.color("text2"))
            place = QRectF(0, y - 9, _LEFT - 5, 18)
            text = f"{low + (high - low) * step / steps:.0f}"
            painter.drawText(
                place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text
            )
        for value in (0, 25, 50, 75, 100):
            x = area.left() + area.width() * value / 100
            place = QRectF(x - 24, area.bottom() + 4, 48, 18)
            if value == 100:
                place.moveRight(area.right() + _RIGHT)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, f"{value} %")

    def _legend(self, painter: QPainter, box: QRectF) -> None:
        x, room = 6.0, (box.width() - 6) / max(len(self._rows), 1)
        for line, row in enumerate(self._rows):
            painter.setPen(self._pen(line))
            y = box.center().y()
            painter.drawLine(QPointF(x, y), QPointF(x + 18, y))
            painter.setPen(self._theme.colours.color("text"))
            text = painter.fontMetrics().elidedText(
                self._names[row], Qt.TextElideMode.ElideRight, int(room - 28)
            )
            place = QRectF(x + 22, box.top(), room - 24, box.height())
            painter.setFont(self._theme.font(9, bold=row in self._marked))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
            if line == self._at and self.hasFocus():
                painter.setPen(QPen(self._theme.colours.color("focus"), 2))
                painter.drawRect(QRectF(x - 3, box.top() + 1, room - 3, box.height() - 2))
            x += room

    def _pen(self, line: int) -> QPen:
        colour = QColor((_DARK if self._theme.colours.dark else _COLOURS)[line])
        return QPen(colour, 3.6 if self._rows[line] in self._marked else 2.0, _STYLES[line])


def _step(span: float) -> float:
    """The distance of grid lines, so that there are some four and their numbers are round."""
    return 5.0 if span <= 20 else 10.0 if span <= 50 else 20.0
