"""The progress of opening or creating a project, in place on the start page."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from dzmap.ui.document import OPEN_KEY
from dzmap.ui.i18n import tr
from dzmap.ui.job_runner import Job, JobRunner
from dzmap.ui.plain_text import plain_label

_SHOWN_AFTER_MS = 200


class OpeningCard(QFrame):
    """Shows the job that opens a project; ``busy`` tells the page to wait with other starts."""

    busy = Signal(bool)

    def __init__(self, jobs: JobRunner) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._job: Job | None = None
        self._title, self._step = plain_label(), plain_label()
        self._title.setProperty("role", "strong")
        self._step.setProperty("role", "secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        cancel = QPushButton(tr("取消"))
        cancel.clicked.connect(self._cancel)
        foot = QHBoxLayout()
        foot.addWidget(self._step, 1)
        foot.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._bar)
        layout.addLayout(foot)
        self._delay = QTimer(self, singleShot=True, interval=_SHOWN_AFTER_MS)
        self._delay.timeout.connect(self._appear)
        jobs.started.connect(self._begin)
        jobs.progressed.connect(self._follow)
        jobs.ended.connect(self._end)
        self.hide()

    def _begin(self, job: Job) -> None:
        if job.key == OPEN_KEY:
            self._job = job
            self._title.setText(job.title)
            self._follow(job)
            self._delay.start()
            self.busy.emit(True)

    def _appear(self) -> None:
        self.setVisible(self._job is not None)

    def _follow(self, job: Job) -> None:
        if job is self._job:
            step = job.progress
            self._step.setText(step.name)
            self._bar.setRange(0, step.total)
            self._bar.setValue(step.done)

    def _end(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self.hide()
            self.busy.emit(False)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
