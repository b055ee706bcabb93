"""A thin bar: one part beside the largest."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from typing_extensions import override

from dzmap.ui.linked_bar import LinkedBar
from dzmap.ui.summary.bars import inks
from dzmap.ui.theme.theme import Theme


class PartBar(LinkedBar):
    """Shows a share of 0 to 1; darker while what it stands for is selected."""

    def __init__(self, theme: Theme, share: float) -> None:
        super().__init__(theme)
        self._share = min(max(share, 0.0), 1.0)
        self.setMinimumWidth(40)

    @override
    def draw(self, painter: QPainter, place: QRectF) -> None:
        track = QRectF(place.left(), place.center().y() - 4, place.width(), 8)
        painter.fillRect(track, self._theme.colours.color("line"))
        track.setWidth(track.width() * self._share)
        ink = inks(self._theme.colours)
        painter.fillRect(track, ink.chosen if self.marked else ink.done)
