"""Parts of the left panel: a numbered block, a row of caption and count, a link, a rule."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme


class _Number(QWidget):
    """A white number in an accent disk."""

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme = theme
        self._text = str(number)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        side = round(20 * self._theme.scale)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color("accent"))
        box = QRectF(self.rect())
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(colours.color("on_accent"))
        painter.setFont(self._theme.font(9, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._text)


class Block(QFrame):
    """A numbered section; ``box`` takes its contents, ``side`` is text at the right of its title."""

    def __init__(self, theme: Theme, number: int, title: str) -> None:
        super().__init__()
        self.setProperty("panel", "block")
        heading = plain_label(title)
        heading.setProperty("role", "strong")
        self.side = plain_label()
        self.side.setProperty("role", "secondary")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(_Number(theme, number))
        line.addWidget(heading, 1)
        line.addWidget(self.side)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(12, 12, 12, 12)
        self.box.setSpacing(6)
        self.box.addLayout(line)


class Link(QPushButton):
    """A word that opens something."""

    asked = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setProperty("link", True)
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _=False: self.asked.emit())


def note(text: str = "") -> QLabel:
    """A small sentence that wraps."""
    label = plain_label(text)
    label.setWordWrap(True)
    label.setProperty("role", "secondary")
    return label
