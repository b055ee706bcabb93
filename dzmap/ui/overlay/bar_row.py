"""One row of a bar list: name, bar of completed over planned, figures, percent."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget
from typing_extensions import override

from dzmap.services.details_model import Bar, BarList
from dzmap.ui.i18n import tr
from dzmap.ui.linked_bar import LinkedBar
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.theme.theme import Theme

_WATCH_BELOW = 0.6


class PlanBar(LinkedBar):
    """A 6 px bar: the share completed over the planned whole; amber when far behind."""

    def __init__(self, theme: Theme, share: float | None) -> None:
        super().__init__(theme)
        self._share = share
        self.setMinimumWidth(32)

    @override
    def draw(self, painter: QPainter, place: QRectF) -> None:
        colours = self._theme.colours
        whole = QRectF(place.left(), place.center().y() - 3, place.width(), 6)
        if self._share is None:
            painter.setPen(QPen(colours.color("control"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(whole.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        painter.fillRect(whole, colours.color("line"))
        late = self._share < _WATCH_BELOW
        done = QRectF(whole)
        done.setWidth(whole.width() * min(max(self._share, 0.0), 1.0))
        painter.fillRect(done, colours.behind if late else colours.color("accent"))


class _LinkLabel(QLabel):
    """A name that can be clicked or entered by key."""

    clicked = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("link", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class _NarrowLink(_LinkLabel):
    """A link in one line that gives way in narrow panels and large text; the tool tip has it all."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._full = text
        self._wanted = super().sizeHint()
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(text)

    @override
    def sizeHint(self) -> QSize:
        return self._wanted

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._wanted.width(), 3 * self.fontMetrics().height()), 0)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._wanted = QSize(
                self.fontMetrics().horizontalAdvance(self._full) + 4, self._wanted.height()
            )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        self.setText(metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, self.width()))


class BarRows(QWidget):
    """All bars of a list with the total below a line; ``opened`` carries table and id."""

    opened = Signal(str, str)

    def __init__(self, theme: Theme, bars: BarList) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, bar in enumerate((*bars.bars, bars.total)):
            total = bar is bars.total
            name = self._name(bar)
            figures, percent = plain_label(bar.figures), plain_label(bar.percent)
            for label in (figures, percent):
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if not total and bar.share is not None and bar.share < _WATCH_BELOW:
                percent.setProperty("state", "warn")
            for label in (name, figures, percent):
                label.setProperty("role", "strong" if total else "")
                label.setMinimumHeight(26)
            grid.addWidget(name, row, 0)
            if not total:
                shown = PlanBar(theme, bar.share)
                spoken = tr("{name}：完成 / 计划 {figures} 亿元，{percent}")
                shown.setAccessibleName(
                    spoken.format(name=bar.label, figures=bar.figures, percent=bar.percent)
                )
                self._link(shown, bar)
                grid.addWidget(shown, row, 1)
            grid.addWidget(figures, row, 2)
            grid.addWidget(percent, row, 3)

    def _link(self, shown: PlanBar, bar: Bar) -> None:
        if bar.link is not None:
            table, identifier = bar.link
            shown.link()
            shown.chosen.connect(lambda _: self.opened.emit(table, identifier))

    def _name(self, bar: Bar) -> QLabel:
        if bar.link is None:
            return plain_label(bar.label)
        table, identifier = bar.link
        label = _NarrowLink(bar.label)
        label.clicked.connect(lambda: self.opened.emit(table, identifier))
        return label


def link_label(text: str) -> _LinkLabel:
    """A text that opens another object."""
    return _LinkLabel(text)
