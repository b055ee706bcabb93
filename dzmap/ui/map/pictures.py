"""Pictures of the map as it is on screen, without its tools."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap

if TYPE_CHECKING:
    from dzmap.ui.map.view import MapView

_COMPOSED_MS = 120  # a frame that the page has painted takes a while to reach the widget, unsaid

Taken = Callable[[QPixmap | None], object]


class Pictures(QObject):
    """Takes pictures of a view: the page puts its tools away, says so, and gets them back."""

    def __init__(self, view: "MapView") -> None:
        super().__init__(view)
        self._view = view
        self._wanted: list[Taken] = []

    def want(self, done: Taken) -> None:
        """Take a picture for ``done``, which gets None if the page goes away meanwhile."""
        self._wanted.append(done)
        self._view.tell("chrome", shown=False)

    def note_bare(self) -> None:
        """The page shows no tools any more."""
        QTimer.singleShot(_COMPOSED_MS, self, self._take)

    def give_up(self) -> None:
        """The page went away."""
        self._hand_over(None)

    def _take(self) -> None:
        picture = self._view.grab()
        self._view.tell("chrome", shown=True)
        self._hand_over(picture)

    def _hand_over(self, picture: QPixmap | None) -> None:
        wanted, self._wanted = self._wanted, []
        for done in wanted:
            done(picture)


def save_png(view: "MapView", path: Path, done: Callable[[bool], object]) -> None:
    """Save what is seen, without the tools; ``done`` hears whether the file was written."""
    view.take_picture(lambda picture: done(picture is not None and picture.save(str(path), "PNG")))
