"""A thin bar: one part beside the largest."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from dzmap.ui.summary.bars import DONE
from dzmap.ui.theme.theme import Theme


class PartBar(QWidget):
    """Shows a share of 0 to 1."""

    def __init__(self, theme: Theme, share: float) -> None:
        super().__init__()
        self._theme = theme
        self._share = min(max(share, 0.0), 1.0)
        self.setMinimumWidth(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(80, 16)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        track = QRectF(0, self.height() / 2 - 4, self.width(), 8)
        painter.fillRect(track, self._theme.colours.color("line"))
        track.setWidth(track.width() * self._share)
        painter.fillRect(track, QColor(DONE))
