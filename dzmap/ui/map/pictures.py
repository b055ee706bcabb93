"""Pictures of the map as it is on screen, without its tools."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

_COMPOSED_MS = 120  # a frame that the page has painted takes a while to reach the widget, unsaid

Taken = Callable[[QPixmap | None], object]


class Pictures(QObject):
    """Takes pictures of a view: the page puts its tools away, says so, and gets them back.

    ``show_tools`` tells the page to do so.
    """

    def __init__(self, view: QWidget, show_tools: Callable[[bool], object]) -> None:
        super().__init__(view)
        self._view = view
        self._show_tools = show_tools
        self._wanted: list[Taken] = []

    def want(self, done: Taken) -> None:
        """Take a picture for ``done``, which gets None if the page goes away meanwhile."""
        self._wanted.append(done)
        self._show_tools(False)

    def note_bare(self) -> None:
        """The page shows no tools any more."""
        QTimer.singleShot(_COMPOSED_MS, self, self._take)

    def give_up(self) -> None:
        """The page went away."""
        self._hand_over(None)

    def _take(self) -> None:
        picture = self._view.grab()
        self._show_tools(True)
        self._hand_over(picture)

    def _hand_over(self, picture: QPixmap | None) -> None:
        wanted, self._wanted = self._wanted, []
        for done in wanted:
            done(picture)


def save_png(take: Callable[[Taken], object], path: Path, done: Callable[[bool], object]) -> None:
    """Save the picture that ``take`` hands over; ``done`` hears whether the file was written."""
    take(lambda picture: done(picture is not None and picture.save(str(path), "PNG")))
