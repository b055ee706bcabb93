"""The open project: opened, saved and closed around ``services.session.Session``.

Nothing here asks the user anything; ``document_flow`` does.
"""

import getpass
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dzmap.core.problems import KnownError
from dzmap.services.jobs import Progress
from dzmap.settings import Settings
from dzmap.ui import recent
from dzmap.ui.i18n import tr
from dzmap.ui.job_runner import Job, JobRunner

if TYPE_CHECKING:
    from dzmap.services.application import Application
    from dzmap.services.session import Session
    from dzmap.services.session_events import SessionEvent

OPEN_KEY = "open"
"""The job that opens or creates a project; a newer one supersedes it."""

Done = Callable[[], object]
Failed = Callable[[KnownError], object]


def now() -> datetime:
    """The local time with its zone."""
    return datetime.now().astimezone()


class Document(QObject):
    """At most one open project.

    Signals (GUI thread): ``opening`` carries the path of a project that is about to be read;
    ``opened`` and ``closed`` frame a project; ``changed`` carries the names
    of the tables an edit touched; ``state_changed`` asks for title, undo and save to be looked at.
    """

    opening = Signal(object)
    opened = Signal()
    closed = Signal()
    changed = Signal(object)
    state_changed = Signal()
    _told = Signal(object)

    def __init__(self, jobs: JobRunner, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._settings = settings
        self._application: Application | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self.session: Session | None = None
        self.saving = False
        self._told.connect(self._pass_on)

    @property
    def application(self) -> "Application":
        """The wired ports; there once ``attach`` was called."""
        if self._application is None:
            raise RuntimeError("the application is not wired yet")
        return self._application

    @property
    def ready(self) -> bool:
        """Whether the ports are wired, so that a project can be opened."""
        return self._application is not None

    @property
    def modified(self) -> bool:
        """Whether there are edits that the file does not have."""
        return self.session is not None and self.session.pending_count > 0

    @property
    def author(self) -> str:
        """The name written into the history."""
        return self._settings.author or getpass.getuser()

    def attach(self, application: "Application") -> None:
        """Take over the wired ports."""
        self._application = application

    def open(self, path: Path, *, read_only: bool = False, on_failed: Failed | None = None) -> Job:
        """Open a project in the background and put it in the place of the current one."""
        application = self.application
        author = self.author
        self.opening.emit(path)

        def work(progress: Progress) -> "Session":
            from dzmap.services.session import open_session

            progress.step(tr("打开项目"))
            return open_session(
                application.stores, path, author=author, clock=now, read_only=read_only
            )

        return self._jobs.run(
            tr("正在打开 {name}").format(name=path.name),
            work,
            key=OPEN_KEY,
            on_done=self._take,
            on_failed=on_failed,
            # A project that nobody waits for any more must not stay locked.
            on_dropped=lambda session: session.close(),
        )

    def create(self, path: Path, *, sample: bool, on_failed: Failed | None = None) -> Job:
        """Write a new project (empty, or the sample) in the background and open it."""
        application = self.application
        author = self.author

        def work(progress: Progress) -> "Session":
            from dzmap.services.new_project import write_new_project
            from dzmap.services.session import open_session

            progress.step(tr("准备数据"))
            write_new_project(application, path, sample=sample, progress=progress)
            return open_session(application.stores, path, author=author, clock=now)

        return self._jobs.run(
            tr("正在新建 {name}").format(name=path.name),
            work,
            key=OPEN_KEY,
            on_done=self._take,
            on_failed=on_failed,
            # A project that nobody waits for any more must not stay locked.
            on_dropped=lambda session: session.close(),
        )

    def save(self, then: Done | None = None) -> None:
        """Save in the background; ``then`` runs when everything is written."""
        session = self._required()
        self._write(tr("正在保存"), lambda _: session.save(), then)

    def save_as(self, path: Path, then: Done | None = None) -> None:
        """Write to another file in the background and go on with that one."""
        session = self._required()
        self._write(tr("正在另存"), lambda _: session.save_as(path, replace=True), then)

    def close(self) -> None:
        """Close the project; edits that were not saved are given up."""
        session, self.session = self.session, None
        if session is None:
            return
        if self._unsubscribe is not None:
            self._unsubscribe()
        session.close()
        self.closed.emit()
        self.state_changed.emit()

    def undo(self) -> None:
        """Take the last edit back."""
        if self.session is not None and not self.saving and self.session.undo_title:
            self.session.undo()

    def redo(self) -> None:
        """Make the edit again that was taken back."""
        if self.session is not None and not self.saving and self.session.redo_title:
            self.session.redo()

    def _required(self) -> "Session":
        if self.session is None:
            raise RuntimeError("no project is open")
        return self.session

    def _take(self, session: "Session") -> None:
        self.close()
        self.session = session
        # Edits may be made by a job; the signal brings the news into the GUI thread.
        self._unsubscribe = session.subscribe(self._told.emit)
        recent.remember(self._settings, session.path, at=datetime.now().astimezone())
        self.opened.emit()
        self.state_changed.emit()

    def _write(self, title: str, work: Callable[[Progress], object], then: Done | None) -> None:
        if self.saving:
            return
        self.saving = True
        self.state_changed.emit()

        def finish() -> None:
            self.saving = False
            self.state_changed.emit()

        def written(_: object) -> None:
            if self.session is not None:
                recent.remember(self._settings, self.session.path, at=now())
            if then is not None:
                then()

        job = self._jobs.run(title, work, on_done=written, cancellable=False)
        job.ended.connect(finish)

    def _pass_on(self, event: "SessionEvent") -> None:
        if event.kind == "changed":
            self.changed.emit(event.tables)
        self.state_changed.emit()
