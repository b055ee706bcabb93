"""What worker threads hand to the GUI thread.

Workers never touch Qt, neither its signals nor its objects: the last reference to one might go in the
wrong thread. Their messages wait in a queue until a timer of the GUI thread fetches them.
"""

import contextlib
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 10

T = TypeVar("T")


class Inbox(QObject, Generic[T]):
    """Messages of workers, received one by one in the GUI thread in the order of their coming.

    Args:
        receive: Called with each message.
        parent: Its owner.
    """

    def __init__(self, receive: Callable[[T], None], parent: QObject) -> None:
        super().__init__(parent)
        self._receive = receive
        self._messages: SimpleQueue[T] = SimpleQueue()
        self._expected = 0
        self._timer = QTimer(self, interval=_INTERVAL_MS)
        self._timer.timeout.connect(self._fetch)

    @property
    def put(self) -> Callable[[T], None]:
        """What a worker calls, from any thread, with a message that was expected."""
        return self._messages.put

    def expect(self) -> None:
        """One more message will come."""
        self._expected += 1
        self._timer.start()

    def close(self) -> None:
        """Receive nothing any more."""
        self._timer.stop()

    def _fetch(self) -> None:
        with contextlib.suppress(Empty):
            while True:
                message = self._messages.get_nowait()
                self._expected -= 1
                self._receive(message)
        if not self._expected:
            self._timer.stop()
