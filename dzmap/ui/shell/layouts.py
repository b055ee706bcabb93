"""Window size classes, and the dock layout that each task remembers per class."""

from enum import Enum

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from dzmap.settings import Settings


class SizeClass(Enum):
    """How much room the window has, in logical pixels."""

    WIDE = "wide"
    STANDARD = "standard"
    COMPACT = "compact"

    @staticmethod
    def of(width: int, height: int) -> "SizeClass":
        """The class of a window's logical size; 1366×768 at 125 % is 1093×614: compact."""
        if width >= 1600 and height >= 850:
            return SizeClass.WIDE
        if width >= 1280 and height >= 720:
            return SizeClass.STANDARD
        return SizeClass.COMPACT


_GEOMETRY = "window"


def keep_geometry(settings: Settings, window: QMainWindow) -> None:
    """Remember where the window stands and how large it is."""
    state = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
    settings.layouts = {**settings.layouts, _GEOMETRY: state}


def restore_geometry(settings: Settings, window: QMainWindow) -> bool:
    """Put the window where it was; False if it was nowhere yet."""
    state = settings.layouts.get(_GEOMETRY)
    if state is None:
        return False
    return window.restoreGeometry(QByteArray.fromBase64(state.encode("ascii")))


class Layouts:
    """Saves and restores ``saveState()`` per task and size class."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def keep(self, window: QMainWindow, task: str, size: SizeClass) -> None:
        """Remember how the docks lie now."""
        state = bytes(window.saveState().toBase64().data()).decode("ascii")
        self._settings.layouts = {**self._settings.layouts, f"{task}/{size.value}": state}

    def restore(self, window: QMainWindow, task: str, size: SizeClass) -> bool:
        """Lay the docks as remembered; False if nothing fitting is."""
        state = self._settings.layouts.get(f"{task}/{size.value}")
        if state is None:
            return False
        return window.restoreState(QByteArray.fromBase64(state.encode("ascii")))

    def forget(self, task: str) -> None:
        """视图 › 恢复默认布局."""
        self._settings.layouts = {
            key: value
            for key, value in self._settings.layouts.items()
            if not key.startswith(f"{task}/")
        }
