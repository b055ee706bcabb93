"""The histogram of a threshold (命中预览) that is dragged, or moved by keys."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from dzmap.core.quantities import format_metric, metric_shown, metric_stored
from dzmap.core.threshold_profile import ThresholdProfile
from dzmap.core.wording import metric_zh, plain_number
from dzmap.services.threshold_histogram import Histogram, histogram_of
from dzmap.ui.i18n import tr
from dzmap.ui.screening.marks import hatch
from dzmap.ui.theme.theme import Theme

_SIDE, _FLAG, _AXIS, _PLOT = 14, 22, 20, 72
_TICKS = 4
_MANY_STEPS = 10
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -_MANY_STEPS,
    Qt.Key.Key_PageUp: _MANY_STEPS,
}


class ThresholdHistogram(QWidget):
    """Bars of a profile; those that fail are hatched. The threshold is dragged, or moved by keys.

    Arrow keys move by a step, with Page Up and Down by ten, Home goes back to the current value.
    ``moved`` carries the value (stored unit) with every move, ``settled`` when the mouse lets go,
    Enter is pressed or the focus leaves, if the value is another one than at the last time.
    """

    moved = Signal(float)
    settled = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._profile: ThresholdProfile | None = None
        self._bars: Histogram | None = None
        self._value = self._told = 0.0
        self._dragging = False
        self.setObjectName("thresholdHistogram")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("门槛分布图"))
        theme.changed.connect(self._restyled)

    @property
    def value(self) -> float:
        """The threshold as it stands, in the stored unit."""
        return self._value

    @property
    def histogram(self) -> Histogram | None:
        """The bars that are drawn, in the shown unit; None without a profile."""
        return self._bars

    def show_profile(self, profile: ThresholdProfile | None, value: float | None = None) -> None:
        """Another threshold, or the same one after an edit.

        Args:
            profile: What is drawn; None draws nothing.
            value: Where the threshold stands (stored unit), the profile's current value if None.
        """
        self._profile = profile
        self._bars = None if profile is None else histogram_of(profile)
        if profile is not None:
            self._value = self._told = profile.current if value is None else value
        self.setEnabled(profile is not None)
        self._describe()
        self.update()

    def set_value(self, value: float) -> None:
        """Put the threshold to a value (stored unit); ``moved`` follows if it is another one."""
        if value != self._value and self._profile is not None:
            self._value = value
            self._describe()
            self.update()
            self.moved.emit(value)

    # -- moving ------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._bars is not None:
            self._dragging = True
            self._drag_to(event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._drag_to(event.position().x())
        elif self._bars is not None:
            near = abs(event.position().x() - self._x(self._shown())) < 8
            self.setCursor(
                Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.PointingHandCursor
            )

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            self._settle()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._bars is None or self._profile is None:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in _KEYS:
            self._move_to(self._shown() + _KEYS[key] * self._bars.step)
        elif key is Qt.Key.Key_Home:
            self.set_value(self._profile.current)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._settle()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._settle()
        self.update()
        super().focusOutEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def _drag_to(self, x: float) -> None:
        bars = self._bars
        if bars is not None:
            share = (x - _SIDE) / max(self.width() - 2 * _SIDE, 1)
            self._move_to(bars.low + share * (bars.high - bars.low))

    def _move_to(self, shown: float) -> None:
        if self._profile is not None and self._bars is not None:
            self.set_value(metric_stored(self._profile.metric, self._bars.snapped(shown)))

    def _settle(self) -> None:
        if self._value != self._told:
            self._told = self._value
            self.settled.emit(self._value)

    # -- drawing -----------------------------------------------------------------------------

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, round((_FLAG + _PLOT + _AXIS) * self._theme.scale))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        bars, profile = self._bars, self._profile
        if bars is None or profile is None:
            return
        painter = QPainter(self)
        painter.setFont(self._theme.font(9))
        colours = self._theme.colours
        scale = self._theme.scale
        plot = QRectF(
            _SIDE,
            _FLAG * scale,
            self.width() - 2 * _SIDE,
            self.height() - (_FLAG + _AXIS) * scale,
        )
        if self.hasFocus():
            painter.setPen(QPen(colours.color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        if any(bars.counts):
            self._draw_bars(painter, plot, bars)
        else:
            painter.setPen(colours.color("text2"))
            nobody = tr("没有企业填报{metric}").format(metric=metric_zh(profile.metric))
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter, nobody)
        painter.setPen(colours.color("control"))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        self._draw_axis(painter, plot, bars)
        self._draw_threshold(painter, plot)

    def _draw_bars(self, painter: QPainter, plot: QRectF, bars: Histogram) -> None:
        most = max((*bars.counts, 1))
        threshold = self._x(self._shown())
        colours = self._theme.colours
        holding = colours.color("accent")
        for low, high, count in zip(bars.edges, bars.edges[1:], bars.counts, strict=False):
            if not count:
                continue
            height = max(plot.height() * count / most, 2.0)
            box = QRectF(
                self._x(low) + 0.5,
                plot.bottom() - height,
                self._x(high) - self._x(low) - 1.5,
                height,
            )
            cut = min(max(threshold, box.left()), box.right())
            left = QRectF(box.left(), box.top(), cut - box.left(), height)
            right = QRectF(cut, box.top(), box.right() - cut, height)
            failing, others = (left, right) if self._fails_below() else (right, left)
            painter.fillRect(others, holding)
            if failing.width() > 0:
                painter.fillRect(failing, colours.color("error_bg"))
                painter.fillRect(failing, hatch(colours.color("error_text")))
                painter.setPen(QPen(colours.color("error_text"), 1))
                painter.drawRect(failing.adjusted(0.5, 0.5, -0.5, -0.5))

    def _draw_axis(self, painter: QPainter, plot: QRectF, bars: Histogram) -> None:
        painter.setPen(self._theme.colours.color("text2"))
        every = max(1, round((len(bars.edges) - 1) / _TICKS))
        last = len(bars.edges) - 1
        for place, edge in enumerate(bars.edges):
            if place % every:
                continue
            text = plain_number(edge) + ("+" if place == last and bars.beyond else "")
            self._draw_centred(painter, self._x(edge), plot.bottom() + 2, text)

    def _draw_threshold(self, painter: QPainter, plot: QRectF) -> None:
        colours = self._theme.colours
        x = min(max(self._x(self._shown()), plot.left()), plot.right())
        painter.setPen(QPen(colours.color("text"), 2))
        painter.drawLine(QPointF(x, plot.top() - 2), QPointF(x, plot.bottom() + 3))
        painter.setFont(self._theme.font(9, bold=True))
        text = plain_number(self._shown())
        width = max(QFontMetricsF(painter.font()).horizontalAdvance(text) + 14, 40.0)
        left = min(max(x - width / 2, 1.0), self.width() - width - 1)
        flag = QRectF(left, 1, width, plot.top() - 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color("text"))
        painter.drawRoundedRect(flag, 3, 3)
        painter.setPen(colours.color("base"))
        painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_centred(self, painter: QPainter, x: float, top: float, text: str) -> None:
        width = QFontMetricsF(painter.font()).horizontalAdvance(text)
        left = min(max(x - width / 2, 0.0), self.width() - width)
        place = QRectF(left, top, width + 2, self.height() - top)
        painter.drawText(place, Qt.AlignmentFlag.AlignTop, text)

    def _x(self, shown: float) -> float:
        bars = self._bars
        if bars is None:
            return 0.0
        share = (shown - bars.low) / (bars.high - bars.low)
        return _SIDE + share * (self.width() - 2 * _SIDE)

    def _shown(self) -> float:
        return 0.0 if self._profile is None else metric_shown(self._profile.metric, self._value)

    def _fails_below(self) -> bool:
        return self._profile is not None and self._profile.op in {">=", ">"}

    def _describe(self) -> None:
        profile = self._profile
        if profile is None:
            self.setAccessibleDescription("")
            return
        self.setAccessibleDescription(
            tr("{metric} 门槛 {value}，不满足 {failing}").format(
                metric=metric_zh(profile.metric),
                value=format_metric(profile.metric, self._value),
                failing=f"{profile.at(self._value).failing.count:,}",
            )
        )

    def _restyled(self) -> None:
        self.updateGeometry()
        self.update()
