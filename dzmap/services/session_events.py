"""Who is told when an open project changes."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class SessionEvent:
    """What happened: ``changed`` (rows of ``tables`` differ now) or ``saved``."""

    kind: str
    tables: frozenset[str] = frozenset()


Listener = Callable[[SessionEvent], None]


class Listeners:
    """Functions that are called in turn, in the thread that made the change."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def add(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` from now on; the returned function ends that."""
        self._listeners.append(listener)

        def remove() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return remove

    def tell(self, event: SessionEvent) -> None:
        """Call everyone who listens at this moment."""
        for listener in tuple(self._listeners):
            listener(event)

    def clear(self) -> None:
        """Tell nobody any more."""
        self._listeners.clear()
