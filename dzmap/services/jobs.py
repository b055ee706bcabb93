"""Progress and cancellation for long work, without knowing who shows them."""

from typing import Protocol

from dzmap.core.problems import Cancelled


class Progress(Protocol):
    """Told how far a job is; raises ``Cancelled`` from ``step`` once the user cancelled."""

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Report the Chinese name of the step and how much of it is done (0/0 = unknown)."""


class Silent:
    """Progress that nobody watches and nobody cancels."""

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Do nothing."""


class CancellableProgress:
    """Progress whose ``step`` raises once ``cancel`` was called; may be called from any thread."""

    def __init__(self) -> None:
        self.name = ""
        self.done = 0
        self.total = 0
        self._cancelled = False

    def cancel(self) -> None:
        """Ask the job to stop at its next step."""
        self._cancelled = True

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Remember where the job is; raise ``Cancelled`` if it was asked to stop."""
        if self._cancelled:
            raise Cancelled
        self.name, self.done, self.total = name, done, total
