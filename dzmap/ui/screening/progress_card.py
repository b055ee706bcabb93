"""The progress of a long run in the table's place: step, bar, time left, 取消."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from dzmap.ui.i18n import tr
from dzmap.ui.job_runner import Job
from dzmap.ui.plain_text import plain_label

_PATIENCE_S = 2.0


class ProgressCard(QFrame):
    """Appears once a job has taken two seconds; ``cancel_asked`` when the user had enough."""

    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("progressCard")
        self.setProperty("card", "plain")
        self._title, self._amount = plain_label(), plain_label()
        self._title.setProperty("role", "strong")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._step, self._left = plain_label(), plain_label()
        self._step.setProperty("role", "secondary")
        self._left.setProperty("role", "secondary")
        note = plain_label(tr("可以继续看图。取消后保留上次的结果。"))
        note.setProperty("role", "secondary")
        cancel = QPushButton(tr("取消"))
        cancel.clicked.connect(self.cancel_asked)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(6)
        for left, right in ((self._title, self._amount), (self._step, self._left)):
            line = QHBoxLayout()
            line.addWidget(left, 1)
            line.addWidget(right, 0, Qt.AlignmentFlag.AlignRight)
            box.addLayout(line)
            if left is self._title:
                box.addWidget(self._bar)
        foot = QHBoxLayout()
        foot.addWidget(note, 1)
        foot.addWidget(cancel)
        box.addLayout(foot)
        self.hide()

    def follow(self, job: Job) -> None:
        """Show where a running job is."""
        if job.seconds < _PATIENCE_S:
            return
        progress = job.progress
        self._title.setText(job.title)
        self._step.setText(progress.name)
        if progress.total:
            self._amount.setText(f"{progress.done:,} / {progress.total:,}")
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)
        else:
            self._amount.setText("")
            self._bar.setRange(0, 0)
        left = job.seconds_left
        self._left.setText(
            tr("约剩 {count} 秒").format(count=max(round(left), 1)) if left is not None else ""
        )
        self.show()
