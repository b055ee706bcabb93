"""Horizontal bars: completed over planned, 未落图 hatched, the chosen group darker."""

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from dzmap.core.quantities import is_missing
from dzmap.core.summary import Summary
from dzmap.ui.i18n import tr
from dzmap.ui.linked_bar import CHOOSING_KEYS, adds
from dzmap.ui.summary.key_figures import yi
from dzmap.ui.theme.colours import Colours
from dzmap.ui.theme.theme import Theme

DONE, UNPLACED = "#3777AC", "#B5771A"
_ROW, _LEAST_ROW, _BAR, _HEAD, _FOOT = 22, 18, 12, 38, 26


@dataclass(frozen=True)
class Bar:
    """One row; amounts in 万元, None = 未填报."""

    id: str
    name: str
    done: float | None
    planned: float | None
    rest: bool


@dataclass(frozen=True)
class Inks:
    """The colours of completed and planned amounts, and of what is chosen."""

    done: QColor
    planned: QColor
    chosen: QColor


def inks(colours: Colours) -> Inks:
    """The chart colours of a theme: what stands out does so on its ground."""
    if colours.dark:
        chosen, planned = colours.color("accent"), colours.color("line_strong")
        return Inks(QColor(DONE), planned, chosen)
    return Inks(QColor(DONE), QColor("#DCE3EA"), QColor("#14507F"))


@dataclass(frozen=True)
class Scale:
    """Where the bars begin, how wide they may be, and the amount of the widest."""

    left: float
    width: float
    most: float


def bars_of(summary: Summary) -> tuple[Bar, ...]:
    """Groups by completed investment, then the rest rows."""
    rows = []
    for frame, rest in ((summary.groups, False), (summary.rest, True)):
        for row in frame.to_dict("records"):
            done, planned = row["completed_wan_yuan"], row["planned_wan_yuan"]
            if is_missing(done) and is_missing(planned):
                continue
            rows.append(
                Bar(
                    str(row["id"]),
                    str(row["name"]),
                    None if is_missing(done) else float(done),
                    None if is_missing(planned) else float(planned),
                    rest,
                )
            )
    return tuple(rows)


class BarChart(QWidget):
    """Painted bars; a click or Enter chooses a group.

    ``chosen`` carries its id and whether it is added to those that are chosen (Ctrl). The arrow keys
    move from bar to bar.
    """

    chosen = Signal(str, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bars: tuple[Bar, ...] = ()
        self._marked: frozenset[str] = frozenset()
        self._at = 0  # the bar that the keys act on
        self.setObjectName("bars")
        self.setMinimumSize(250, 120)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("完成与计划投资条形图"))
        theme.changed.connect(self.update)

    def show_bars(self, bars: tuple[Bar, ...], marked: Collection[str]) -> None:
        """Replace the rows; those in ``marked`` are drawn darker."""
        self._bars, self._marked = bars, frozenset(marked)
        places = [place for place, bar in enumerate(self._shown()) if bar.id in self._marked]
        if places and self._at not in places:
            self._at = places[0]
        self._describe()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        narrow = self.window().width() < 1280
        return QSize(290 if narrow else 370, _HEAD + _FOOT + round(_ROW * self._theme.scale) * 8)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        row, shown = int((event.position().y() - _HEAD) // self._pitch()), self._shown()
        if 0 <= row < len(shown):
            self._at = row
            self.chosen.emit(shown[row].id, adds(event))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown = self._shown()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if not shown or (step is None and event.key() not in CHOOSING_KEYS):
            super().keyPressEvent(event)
            return
        self._at = min(max(self._at + (step or 0), 0), len(shown) - 1)
        if step is None:
            self.chosen.emit(shown[self._at].id, adds(event))
        self._describe()
        self.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe()
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._describe()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.fillRect(self.rect(), colours.color("base"))
        self._title(painter)
        if not self._bars:
            painter.setPen(colours.color("text2"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("这一年没有填报投资"))
            return
        small = self._theme.font(9)
        painter.setFont(small)
        metrics = QFontMetricsF(self._theme.font(9, bold=True))
        longest = max(metrics.horizontalAdvance(bar.name) for bar in self._bars)
        left = min(longest, self.width() * 0.34) + 20
        texts = [f"{yi(bar.done)} / {yi(bar.planned)}" for bar in self._bars]
        right = max(metrics.horizontalAdvance(text) for text in texts) + 14
        width = max(self.width() - left - right, 40.0)
        most = max(max(bar.done or 0, bar.planned or 0) for bar in self._bars) or 1.0
        shown = self._shown()
        for row, bar in enumerate(shown):
            text = texts[self._bars.index(bar)]
            self._row(painter, row, bar, text, Scale(left, width, most))
            if row == self._at and self.hasFocus():
                painter.setPen(QPen(colours.color("focus"), 2))
                top = _HEAD + row * self._pitch()
                painter.drawRect(QRectF(3, top + 1, self.width() - 6, self._pitch() - 2))
        if len(shown) < len(self._bars):
            painter.setFont(small)
            painter.setPen(colours.color("text2"))
            text = tr("另有 {count} 组，见下表").format(count=len(self._bars) - len(shown))
            place = QRectF(left, _HEAD + len(shown) * self._pitch(), width + right, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)

    def _describe(self) -> None:
        """For screen readers: the bar that the keys act on, else all of them."""
        shown = self._shown()
        told = shown[self._at : self._at + 1] if self.hasFocus() else self._bars
        self.setAccessibleDescription(
            "；".join(
                f"{bar.name} {yi(bar.done)} / {yi(bar.planned)}"
                + (f"（{tr('已选')}）" if bar.id in self._marked else "")
                for bar in told
            )
        )

    def _pitch(self) -> float:
        """The height of a row: a little less where that lets all of them in."""
        room = (self.height() - _HEAD - 4) / max(len(self._bars), 1)
        scale = self._theme.scale
        return min(max(room, _LEAST_ROW * scale), _ROW * scale)

    def _shown(self) -> tuple[Bar, ...]:
        """All bars, or as many as fit; what has no group is never left out."""
        places = int((self.height() - _HEAD - 4) / self._pitch())
        if places >= len(self._bars):
            return self._bars
        rest = tuple(bar for bar in self._bars if bar.rest)
        groups = [bar for bar in self._bars if not bar.rest]
        return (*groups[: max(places - 1 - len(rest), 1)], *rest)

    def _title(self, painter: QPainter) -> None:
        colours = self._theme.colours
        painter.setFont(self._theme.font(10, bold=True))
        painter.setPen(colours.color("text"))
        painter.drawText(
            QRectF(14, 0, 160, _HEAD), Qt.AlignmentFlag.AlignVCenter, tr("完成 / 计划")
        )
        painter.setFont(self._theme.font(9))
        painter.setPen(colours.color("text2"))
        place = QRectF(100, 0, self.width() - 112, _HEAD)
        sides = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, sides, tr("亿元"))
        x = self.width() - 12.0
        colour_of = inks(colours)
        for colour, word in ((colour_of.planned, tr("计划")), (colour_of.done, tr("完成"))):
            x -= painter.fontMetrics().horizontalAdvance(word)
            painter.drawText(QPointF(x, _HEAD / 2 + 4), word)
            painter.fillRect(QRectF(x - 18, _HEAD / 2 - 6, 12, 12), colour)
            x -= 30

    def _row(self, painter: QPainter, row: int, bar: Bar, text: str, scale: Scale) -> None:
        pitch, ink = self._pitch(), inks(self._theme.colours)
        left, width, most = scale.left, scale.width, scale.most
        top = _HEAD + row * pitch
        colours = self._theme.colours
        chosen = bar.id in self._marked
        painter.setFont(self._theme.font(9, bold=chosen or bar.rest))
        painter.setPen(colours.color("warn_text" if bar.rest else "text"))
        name = painter.fontMetrics().elidedText(
            bar.name, Qt.TextElideMode.ElideRight, int(left - 16)
        )
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QRectF(8, top, left - 16, pitch), vertical | Qt.AlignmentFlag.AlignRight, name
        )
        y = top + (pitch - _BAR) / 2
        if bar.planned:
            painter.fillRect(QRectF(left, y, width * bar.planned / most, _BAR), ink.planned)
        if bar.done:
            place = QRectF(left, y, width * bar.done / most, _BAR)
            if bar.rest:
                painter.fillRect(place, QColor("#F6E3C0"))
                painter.fillRect(place, QBrush(QColor(UNPLACED), Qt.BrushStyle.BDiagPattern))
            else:
                painter.fillRect(place, ink.chosen if chosen else ink.done)
        elif bar.done is None:
            painter.setPen(QPen(colours.color("text2"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(left, y, 40, _BAR))
        end = left + width * max(bar.done or 0, bar.planned or 0) / most
        painter.setPen(colours.color("text"))
        painter.drawText(QRectF(end + 6, top, self.width() - end - 8, pitch), vertical, text)
