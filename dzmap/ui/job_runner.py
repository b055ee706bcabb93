"""Long work in threads: progress, cancel, newer supersedes older, results back in the GUI thread.

The threads are Python's own and live as long as the runner: in a QThreadPool every job begins and
ends a Python thread state, and what libraries keep per thread (pyproj its database) is made anew.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from dzmap.core.problems import Cancelled, KnownError
from dzmap.services.jobs import CancellableProgress, Progress
from dzmap.ui.inbox import Inbox

_POLL_MS = 100
_PATIENCE_S = 0.25
_THREADS = 4
_LOG = logging.getLogger(__name__)

T = TypeVar("T")


class JobState(Enum):
    """Where a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class Job(QObject):
    """One piece of work under way.

    Signals arrive in the GUI thread, exactly one of ``done``, ``failed`` and ``cancelled`` per job
    (none when a newer job supersedes it), after ``ended`` in any case. ``failed`` carries a KnownError; a bug goes to the
    runner's ``bug`` instead.
    """

    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    dropped = Signal(object)
    ended = Signal()

    def __init__(self, title: str, *, key: str, cancellable: bool, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.key = key
        self.cancellable = cancellable
        self.progress = CancellableProgress()
        self.state = JobState.RUNNING
        self.started_at = time.monotonic()
        self.cancel_asked_at: float | None = None

    @property
    def seconds(self) -> float:
        """How long the job has been running."""
        return time.monotonic() - self.started_at

    @property
    def seconds_left(self) -> float | None:
        """A guess from the step under way, None in the first three seconds or if nothing is known."""
        done, total = self.progress.done, self.progress.total
        if self.seconds < 3 or not done or not total:
            return None
        return self.seconds * (total - done) / done

    def cancel(self) -> None:
        """Ask the work to stop; ``cancelled`` follows within 300 ms even if it does not listen."""
        if self.state is JobState.RUNNING and self.cancellable and self.cancel_asked_at is None:
            self.cancel_asked_at = time.monotonic()
            self.progress.cancel()


@dataclass(frozen=True)
class _Report:
    """How the work of a job came out; workers know it by its number and never hold the object."""

    number: int
    outcome: object
    error: BaseException | None


class JobRunner(QObject):
    """Runs work in a thread pool and reports in the GUI thread.

    ``started`` and ``ended`` frame every job; ``progressed`` fires ten times a second for each
    running one; ``bug`` carries an unexpected exception together with the job's title.
    """

    started = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    failed = Signal(object)
    bug = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="dzmap-job")
        self._futures: set[Future[None]] = set()
        self._jobs: list[Job] = []
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._working: dict[int, Job] = {}
        self._numbers = count()
        self._inbox: Inbox[_Report] = Inbox(self._receive, self)

    def run(  # noqa: PLR0913 - what to do with every outcome is said at the call
        self,
        title: str,
        work: Callable[[Progress], T],
        *,
        key: str = "",
        on_done: Callable[[T], object] | None = None,
        on_failed: Callable[[KnownError], object] | None = None,
        on_dropped: Callable[[T], object] | None = None,
        cancellable: bool = True,
    ) -> Job:
        """Start ``work`` in a thread.

        Args:
            title: Chinese name of the job, such as 正在审查.
            work: called with a Progress in a worker thread; must not touch widgets.
            key: a running job with the same key is superseded: cancelled, its result dropped.
            on_done: called with the result in the GUI thread.
            on_failed: called with the KnownError; without it ``failed`` of the runner fires.
            on_dropped: called with a result that came although the job was cancelled or superseded,
                so that what it holds (an open file) can be released.
            cancellable: False for work that must come to its end, such as saving.
        """
        if key:
            for older in [job for job in self._jobs if job.key == key]:
                self._settle(older, JobState.SUPERSEDED)
                older.progress.cancel()
        job = Job(title, key=key, cancellable=cancellable, parent=self)
        # Handlers run after the runner's own bookkeeping, in the thread that owns the job.
        if on_done is not None:
            job.done.connect(on_done)
        if on_dropped is not None:
            job.dropped.connect(on_dropped)
        job.failed.connect(on_failed if on_failed is not None else self.failed.emit)
        self._jobs.append(job)
        self._timer.start()
        self.started.emit(job)
        number = next(self._numbers)
        self._working[number] = job
        self._inbox.expect()
        task = _Task(number, title, work, job.progress)
        future = self._pool.submit(_work, task, self._inbox.put)
        self._futures = {other for other in self._futures if not other.done()} | {future}
        return job

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The running jobs, oldest first."""
        return tuple(self._jobs)

    def stop(self, timeout_ms: int = 5000) -> bool:
        """Cancel everything and wait for the threads; False if some did not end in time."""
        for job in self.jobs:
            job.cancel()
        return not wait(self._futures, timeout_ms / 1000).not_done

    def _receive(self, report: _Report) -> None:
        job, outcome, error = self._working.pop(report.number), report.outcome, report.error
        if error is None and (job.state is not JobState.RUNNING or job.cancel_asked_at is not None):
            job.dropped.emit(outcome)
        if job.state is not JobState.RUNNING:
            job.deleteLater()
            return
        if isinstance(error, Cancelled) or job.cancel_asked_at is not None:
            self._settle(job, JobState.CANCELLED)
            job.cancelled.emit()
        elif error is None:
            self._settle(job, JobState.DONE)
            job.done.emit(outcome)
        elif isinstance(error, KnownError):
            self._settle(job, JobState.FAILED)
            job.failed.emit(error)
        else:
            self._settle(job, JobState.FAILED)
            self.bug.emit(error)
        job.deleteLater()

    def _settle(self, job: Job, state: JobState) -> None:
        job.state = state
        self._jobs.remove(job)
        if not self._jobs:
            self._timer.stop()
        self.ended.emit(job)
        job.ended.emit()

    def _poll(self) -> None:
        for job in self.jobs:
            asked = job.cancel_asked_at
            if asked is not None and time.monotonic() - asked > _PATIENCE_S - _POLL_MS / 1000:
                self._settle(job, JobState.CANCELLED)
                job.cancelled.emit()
            else:
                self.progressed.emit(job)


@dataclass(frozen=True)
class _Task:
    """What a worker gets."""

    number: int
    title: str
    work: Callable[[Progress], Any]
    progress: Progress


def _work(task: _Task, report: Callable[[_Report], None]) -> None:
    """Runs in the worker thread."""
    try:
        outcome, error = task.work(task.progress), None
    except BaseException as problem:  # noqa: BLE001 - whatever it is, the GUI thread must know
        if not isinstance(problem, (KnownError, Cancelled)):
            _LOG.exception("job failed: %s", task.title)
        outcome, error = None, problem
    report(_Report(task.number, outcome, error))
