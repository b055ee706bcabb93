"""Planned and completed investment year by year; a year without figures says 未填报."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from dzmap.core.quantities import NOT_REPORTED
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.summary.bars import inks
from dzmap.ui.summary.calculation import YearAmounts
from dzmap.ui.summary.key_figures import yi
from dzmap.ui.theme.theme import Theme

_HEAD, _FOOT, _LABEL = 26, 20, 16


class YearBars(QWidget):
    """A pair of bars per year; the year of the page is bold."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._years: tuple[YearAmounts, ...] = ()
        self._current = 0
        self._name = ""
        self.setObjectName("years")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_years(self, years: tuple[YearAmounts, ...], current: int, name: str) -> None:
        """Replace the bars; ``name`` says whose they are."""
        self._years, self._current, self._name = years, current, name
        spoken = "；".join(
            f"{one.year} {tr('计划')} {yi(one.planned)} {tr('完成')} {yi(one.completed)}"
            for one in years
        )
        self.setAccessibleName(f"{tr('历年')} {name}")
        self.setAccessibleDescription(spoken)
        self.setToolTip(plain_tip(spoken.replace("；", "\n")))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(370, round(132 * self._theme.scale))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.fillRect(self.rect(), colours.color("base"))
        painter.fillRect(QRectF(14, 0, self.width() - 28, 1), colours.color("line"))
        self._title(painter)
        if not self._years:
            return
        top, bottom = _HEAD + _LABEL, self.height() - _FOOT * self._theme.scale
        most = max(max(one.planned or 0, one.completed or 0) for one in self._years) or 1.0
        painter.fillRect(QRectF(14, bottom, self.width() - 28, 1), colours.color("line"))
        slot = (self.width() - 28) / len(self._years)
        for place, one in enumerate(self._years):
            self._pair(painter, one, QRectF(14 + slot * place, top, slot, bottom - top), most)

    def _title(self, painter: QPainter) -> None:
        colours = self._theme.colours
        painter.setFont(self._theme.font(10, bold=True))
        painter.setPen(colours.color("text"))
        title = tr("历年")
        place = QRectF(14, 2, self.width() - 28, _HEAD)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, title)
        left = 14 + painter.fontMetrics().horizontalAdvance(title) + 10
        painter.setFont(self._theme.font(9))
        painter.setPen(colours.color("text2"))
        text = f"{self._name}　{tr('亿元')}" if self._name else tr("亿元")
        painter.drawText(
            QRectF(left, 2, self.width() - left, _HEAD), Qt.AlignmentFlag.AlignVCenter, text
        )

    def _pair(self, painter: QPainter, one: YearAmounts, box: QRectF, most: float) -> None:
        colours = self._theme.colours
        now = one.year == self._current
        wide = min(box.width() * 0.3, 34.0)
        middle = box.center().x()
        ink = inks(colours)
        done = ink.chosen if now else ink.done
        for amount, left, colour in (
            (one.planned, middle - wide - 1, ink.planned),
            (one.completed, middle + 1, done),
        ):
            if amount is None:
                painter.setPen(QPen(colours.color("control"), 1, Qt.PenStyle.DashLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(left, box.bottom() - 14, wide, 14))
            else:
                height = box.height() * amount / most
                painter.fillRect(QRectF(left, box.bottom() - height, wide, height), colour)
        painter.setFont(self._theme.font(9, bold=now))
        painter.setPen(colours.color("text" if now else "text2"))
        year = QRectF(box.left(), box.bottom() + 2, box.width(), _FOOT * self._theme.scale)
        painter.drawText(year, Qt.AlignmentFlag.AlignHCenter, str(one.year))
        painter.setFont(self._theme.font(9))
        text = tr(NOT_REPORTED) if one.completed is None else yi(one.completed)
        tallest = max(one.planned or 0, one.completed or 0)
        y = box.bottom() - max(box.height() * tallest / most, 14) - _LABEL * self._theme.scale
        painter.drawText(
            QRectF(box.left(), y, box.width(), _LABEL * self._theme.scale),
            Qt.AlignmentFlag.AlignHCenter,
            text,
        )
