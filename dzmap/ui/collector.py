"""Python's cyclic garbage collector, kept in the GUI thread.

Left alone it runs in whichever thread allocates most, which is a worker while a job runs. Widgets
and timers that wait in reference cycles would then be destroyed outside the thread that Qt owns them
in, and the program dies somewhere else a moment later.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 500
_GENERATIONS = (0, 1, 2)


class GuiCollector(QObject):
    """Collects from a timer of the GUI thread, as often as Python itself would."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._due = gc.get_threshold()
        gc.disable()
        timer = QTimer(self, interval=_INTERVAL_MS)
        timer.timeout.connect(self.collect)
        timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, if any is."""
        counts = gc.get_count()
        due = [one for one in _GENERATIONS if counts[one] > self._due[one]]
        if 0 in due:
            gc.collect(max(due))
