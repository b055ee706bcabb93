"""The map of a project as it was drawn last, shown while the project is opened."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from dzmap.mapping.kept_maps import MapShelf, Stamp
from dzmap.services.jobs import Progress
from dzmap.ui.i18n import tr
from dzmap.ui.job_runner import Job, JobState
from dzmap.ui.shell.window_parts import WindowParts

if TYPE_CHECKING:
    from dzmap.services.session import Session

_LOG = logging.getLogger(__name__)
_TASK = "overlay"
_REST_MS = 3000  # a map that stood unchanged for so long is worth keeping


class KeptMaps(QObject):
    """Shows the kept map of a project that is being opened; keeps the map of the one that is open.

    Only the map of 叠加看图 without unsaved edits is kept: what opening the file would show again.
    """

    def __init__(self, parts: WindowParts, shelf: MapShelf, *, rest_ms: int = _REST_MS) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._shelf = shelf
        self._showing: Path | None = None
        self._state: tuple[Session, object] | None = None  # session and when it was saved
        self._stamp: Stamp | None = None
        self._rest = QTimer(self, singleShot=True, interval=rest_ms)
        self._rest.timeout.connect(self._keep)
        desk = parts.desk
        desk.document.opening.connect(self.show)
        desk.document.opened.connect(self._note_opened)
        desk.document.closed.connect(self._forget)
        desk.document.state_changed.connect(self._note_state)
        desk.stage.model_changed.connect(self._rest.start)
        desk.jobs.ended.connect(self._note_end)

    def show(self, project: Path) -> None:
        """Show the kept map of a project, if there is one and nothing else is open."""
        desk = self._parts.desk
        if desk.document.session is not None or desk.stage.view is None or project == self._showing:
            return
        wanted = desk.settings.last_task in (_TASK, "")
        kept = self._shelf.find(project) if wanted else None
        if kept is None:
            self._hide()
            return
        self._showing = project
        desk.stage.view.show_kept(kept)
        self._parts.tasks.lay_out_ahead(_TASK)
        desk.stage.view.setFocus()

    def _hide(self) -> None:
        view = self._parts.desk.stage.view
        if self._showing is not None and view is not None:
            self._showing = None
            view.show_kept(None)
            self._parts.tasks.leave()

    def _note_opened(self) -> None:
        self._showing = None

    def _forget(self) -> None:
        self._state = self._stamp = None

    def _note_end(self, job: Job) -> None:
        if job.state in (JobState.CANCELLED, JobState.FAILED):
            self._hide()

    def _note_state(self) -> None:
        session = self._parts.desk.document.session
        if session is None or session.pending_count or self._parts.desk.document.saving:
            return
        state = (session, session.saved_at)
        if state != self._state:
            self._state, self._stamp = state, self._shelf.stamp(session.path)
        self._rest.start()

    def _keep(self) -> None:
        desk = self._parts.desk
        session, model = desk.document.session, desk.stage.model
        if session is None or session.pending_count or model is None:
            return
        if self._parts.tasks.current_key != _TASK or desk.styles.trying_out:
            return
        if desk.jobs.jobs:  # perhaps another model is being made
            self._rest.start()
            return
        project = session.path
        stamp, self._stamp = self._stamp, None  # of one state, a map is kept once
        if stamp is None or self._shelf.find(project) is not None:
            return

        def work(progress: Progress) -> None:
            from dzmap.mapping.kept_maps import keep

            progress.step(tr("准备图层"))
            try:
                self._shelf.put(project, keep(model), stamp)
            except OSError as error:  # it only makes the next start faster
                _LOG.warning("the map of %s was not kept: %s", project.name, error)

        desk.jobs.run(tr("准备图层"), work, key="kept map")
