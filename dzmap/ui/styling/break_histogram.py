"""How the numbers of a graduated layer are spread, with the class limits to drag."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from dzmap.ui.i18n import tr
from dzmap.ui.theme.theme import Theme

if TYPE_CHECKING:
    from dzmap.core.crs import Floats

_BARS = 40
_REACH = 8  # pixels within which a limit is taken hold of
_MARGIN = 8


class BreakHistogram(QWidget):
    """``moved`` tells of the limits after one was dragged or moved by arrow keys."""

    moved = Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._counts: list[int] = []
        self._ends = (0.0, 1.0)
        self._limits: list[float] = []
        self._colours: list[str] = []
        self._held = -1  # the limit under the mouse, or that the keys move
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("拖动竖线改分级界限；键盘用 ↑ ↓ 选竖线，← → 移动"))

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, 84)

    def show_numbers(
        self, values: "Floats", limits: Sequence[float], colours: Sequence[str]
    ) -> None:
        """Show numbers (NaN is left out), the limits between classes, a colour per class low to high."""
        if self._dragging:
            return
        known = values[np.isfinite(values)]
        if len(known):
            counts, edges = np.histogram(known, bins=_BARS)
            self._counts = [int(count) for count in counts]
            self._ends = (float(edges[0]), float(edges[-1]))
        else:
            self._counts = []
        self._limits = list(limits)
        self._colours = list(colours)
        self._held = min(self._held, len(self._limits) - 1)
        said = "、".join(f"{limit:,.6g}" for limit in self._limits)
        self.setAccessibleName(tr("数值分布，分级界限 {limits}").format(limits=said or "—"))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        box = self._box()
        most = max(self._counts, default=0)
        for place, count in enumerate(self._counts):
            width = box.width() / len(self._counts)
            height = box.height() * count / most if most else 0.0
            bar = QRectF(box.left() + place * width, box.bottom() - height, width - 1, height)
            painter.fillRect(bar, self._colour_at(place))
            painter.setPen(QPen(colours.color("control"), 0.6))
            painter.drawRect(bar)
        painter.setPen(QPen(colours.color("line_strong"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        for index, limit in enumerate(self._limits):
            held = index == self._held and (self.hasFocus() or self._dragging)
            x = self._x(limit)
            painter.setPen(QPen(colours.color("accent" if held else "text"), 3 if held else 1.4))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom() + 4))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = self._near(event.position().x())
        self._dragging = self._held >= 0
        self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._dragging:
            low, high = self._ends
            box = self._box()
            self._move(low + (x - box.left()) / box.width() * (high - low))
        else:
            near = self._near(x) >= 0
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            self.moved.emit(list(self._limits))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        turn = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if not self._limits or (step is None and turn is None):
            super().keyPressEvent(event)
        elif turn is not None:
            self._held = (max(self._held, 0) + turn) % len(self._limits)
            self.update()
        elif step is not None:
            self._held = max(self._held, 0)
            width = (self._ends[1] - self._ends[0]) / 100
            self._move(self._limits[self._held] + step * width)
            self.moved.emit(list(self._limits))

    def _move(self, to: float) -> None:
        """Move the held limit, never past its neighbours; to four significant digits of the span."""
        low, high = self._ends
        if self._held > 0:
            low = self._limits[self._held - 1]
        if self._held + 1 < len(self._limits):
            high = self._limits[self._held + 1]
        span = self._ends[1] - self._ends[0]
        digits = 3 - int(np.floor(np.log10(span))) if span > 0 else 0
        self._limits[self._held] = round(min(max(to, low), high), digits)
        self.update()

    def _near(self, x: float) -> int:
        gaps = [abs(self._x(limit) - x) for limit in self._limits]
        nearest = min(range(len(gaps)), key=gaps.__getitem__, default=-1)
        return nearest if nearest >= 0 and gaps[nearest] <= _REACH else -1

    def _colour_at(self, bar: int) -> QColor:
        low, high = self._ends
        middle = low + (bar + 0.5) / len(self._counts) * (high - low)
        place = sum(limit < middle for limit in self._limits)
        if place < len(self._colours):
            return QColor(self._colours[place])
        return self._theme.colours.color("line_strong")

    def _x(self, number: float) -> float:
        low, high = self._ends
        box = self._box()
        share = (number - low) / (high - low) if high > low else 0.5
        return box.left() + min(max(share, 0.0), 1.0) * box.width()

    def _box(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_MARGIN, 4, -_MARGIN, -8)
