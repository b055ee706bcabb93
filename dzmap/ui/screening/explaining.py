"""Explanations made in the background, the latest wish first, the last ones kept."""

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal

from dzmap.core.verdicts import Explanation
from dzmap.services.jobs import Progress
from dzmap.services.screening import ScreeningRun
from dzmap.ui.i18n import tr
from dzmap.ui.job_runner import JobRunner

_KEPT = 200


class Explaining(QObject):
    """``ready`` carries the row of the run and its Explanation.

    At most one explanation is under way; of the rows wanted meanwhile only the last one follows,
    so that stepping through rows never piles up work.
    """

    ready = Signal(int, object)

    def __init__(self, jobs: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._run: ScreeningRun | None = None
        self._known: OrderedDict[int, Explanation] = OrderedDict()
        self._wanted: int | None = None
        self._busy = False

    def use(self, run: ScreeningRun | None) -> None:
        """Explain rows of another run from now on."""
        self._run = run
        self._known.clear()
        self._wanted = None

    def want(self, row: int) -> None:
        """Ask for the evidence of a row."""
        self._wanted = row
        if row in self._known:
            self._known.move_to_end(row)
            self.ready.emit(row, self._known[row])
        elif not self._busy:
            self._start()

    def _start(self) -> None:
        run, row = self._run, self._wanted
        if run is None or row is None:
            return
        self._busy = True

        def work(progress: Progress) -> Explanation:
            progress.step(tr("整理依据"))
            return run.explain(row)

        job = self._jobs.run(
            tr("整理依据"), work, on_done=lambda explanation: self._take(run, row, explanation)
        )
        job.ended.connect(self._end)

    def _end(self) -> None:
        self._busy = False

    def _take(self, run: ScreeningRun, row: int, explanation: Explanation) -> None:
        if run is self._run:
            self._known[row] = explanation
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        if run is self._run and row == self._wanted:
            self.ready.emit(row, explanation)
        elif self._wanted is not None and not self._busy:
            self.want(self._wanted)
