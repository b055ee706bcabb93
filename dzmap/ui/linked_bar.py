"""A bar that stands for rows of a table: chosen by mouse or keys, framed while they are selected."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from dzmap.ui.theme.theme import Theme

CHOOSING_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
"""Keys that choose what has the focus; with Ctrl they add it."""


def adds(event: QMouseEvent | QKeyEvent) -> bool:
    """Whether a click or key adds to the selection: Ctrl is held."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class LinkedBar(QWidget):
    """Subclasses paint the bar in ``draw``; ``chosen`` tells whether it is added to the selection.

    A bar reacts only after ``link``: some stand for nothing that can be selected.
    """

    chosen = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._marked = False
        self._linked = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def marked(self) -> bool:
        """Whether what the bar stands for is selected."""
        return self._marked

    def link(self) -> None:
        """Let the bar be chosen by click, Enter and Space."""
        self._linked = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mark(self, marked: bool) -> None:
        """Show whether what the bar stands for is selected."""
        self._marked = marked
        self.update()

    def draw(self, painter: QPainter, place: QRectF) -> None:
        """Paint the bar; ``place`` leaves room for the frame."""
        raise NotImplementedError

    @override
    def sizeHint(self) -> QSize:
        return QSize(80, 16)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._linked and event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(adds(event))
        else:
            super().mousePressEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._linked and event.key() in CHOOSING_KEYS:
            self.chosen.emit(adds(event))
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.draw(painter, QRectF(self.rect()).adjusted(3, 3, -3, -3))
        if self._marked or self.hasFocus():
            ink = "focus" if self.hasFocus() else "text"
            painter.setPen(QPen(self._theme.colours.color(ink), 2 if self.hasFocus() else 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
