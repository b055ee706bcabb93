"""Which layers have been asked for and do not stand on the map yet, for who tells the user."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from dzmap.mapping.messages import Loading
from dzmap.ui.map.stage import MapStage

PATIENCE_S = 0.3
"""How long a layer may take before it is worth a word: what is shorter would only flash."""


class LoadingLayers(QObject):
    """Follows what the page is busy with; ``changed`` carries the ids (a frozenset) to mark.

    Its timer runs only between the first word of a layer and its mark.
    """

    changed = Signal(object)

    def __init__(self, stage: MapStage, parent: QObject) -> None:
        super().__init__(parent)
        self._since: dict[str, float] = {}
        self._marked: frozenset[str] = frozenset()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._mark)
        stage.told.connect(self._hear)
        stage.lost.connect(lambda: self._hear(Loading(())))

    def _hear(self, message: object) -> None:
        if isinstance(message, Loading):
            now = time.monotonic()
            self._since = {name: self._since.get(name, now) for name in message.layers}
            self._mark()

    def _mark(self) -> None:
        now = time.monotonic()
        late = {name for name, since in self._since.items() if now - since >= PATIENCE_S}
        left = [since for name, since in self._since.items() if name not in late]
        if left:
            self._timer.start(max(1, round((min(left) + PATIENCE_S - now) * 1000)))
        else:
            self._timer.stop()
        if late != self._marked:
            self._marked = frozenset(late)
            self.changed.emit(self._marked)
