"""What happens to the run that is shown: kept, overridden, compared with the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dzmap.core.kept_runs import KeptRun, RowOverride
from dzmap.services.jobs import Progress
from dzmap.services.screening import ScreeningRun
from dzmap.ui.document import now
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from dzmap.core.run_comparison import Comparison, JudgedRun
    from dzmap.core.verdicts import Override
    from dzmap.services.session import Session


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """What changed from one run to another."""

    before: KeptRun
    after: KeptRun
    found: "Comparison"


class RunKeeping(QObject):
    """Knows whether the run is kept and what officials decided about it.

    ``changed`` tells that one of them is otherwise now; ``compared`` carries a ``Compared`` with the
    run before, None where there is none.
    """

    changed = Signal()
    compared = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._run: ScreeningRun | None = None
        self._judged: JudgedRun | None = None
        self._kept_id = ""

    @property
    def kept(self) -> KeptRun | None:
        """The run as it is kept; None while it is not, and after undoing that."""
        session = self._desk.document.session
        if session is None or not self._kept_id:
            return None
        found = (run for run in session.kept().runs if run.id == self._kept_id)
        return next((run for run in found if not run.deleted), None)

    @property
    def reviews(self) -> Mapping[int, RowOverride]:
        """The overrides by row of the run."""
        session, kept = self._desk.document.session, self.kept
        if session is None or kept is None:
            return {}
        return {one.row: one for one in session.kept().overrides if one.run_id == kept.id}

    def use(self, run: ScreeningRun | None, kept_id: str = "") -> None:
        """Another run is shown, or none; ``kept_id`` if it is a kept one judged again."""
        before = self._judged
        if before is not None:
            # What officials decided about the run before counts in the comparison.
            made = {row: one.override for row, one in self.reviews.items()}
            before = replace(before, overrides=made)
        self._run, self._kept_id = run, kept_id
        session = self._desk.document.session
        self.compared.emit(None)
        if run is None or session is None:
            self._judged = None
        else:
            self._compare(session, run, before)
        self.changed.emit()

    def keep(self, then: "Callable[[], object] | None" = None) -> None:
        """Keep the run; ``then`` is called when it is."""
        session, run = self._desk.document.session, self._run
        if session is None or run is None or self.kept is not None:
            return
        author = self._desk.document.author

        def work(progress: Progress) -> KeptRun:
            from dzmap.services.runs import keep_run

            progress.step(tr("保留结果"))
            return keep_run(session, run, by=author, at=now())

        def done(kept: KeptRun) -> None:
            if self._run is not run:
                return
            self._kept_id = kept.id
            self.changed.emit()
            if then is not None:
                then()
                return
            text = tr("已保留为运行 {id}，随项目一起保存").format(id=kept.id)
            self._desk.notices.toast(text, (tr("撤销"), self._desk.document.undo))

        # Once begun it comes to its end, so that there is never a number without a run.
        self._desk.jobs.run(
            tr("正在保留结果"), work, key="keep run", on_done=done, cancellable=False
        )

    def override(self, row: int, made: "Override", name: str) -> None:
        """Put an official's verdict beside the machine's; the run must be kept."""
        from dzmap.services.overriding import override_verdict, row_override

        session, kept, run = self._desk.document.session, self.kept, self._run
        if session is not None and kept is not None and run is not None:
            override_verdict(session, row_override(kept.id, run.frame, row, made), name)

    def withdraw(self, row: int, name: str) -> None:
        """Take an override back."""
        from dzmap.services.overriding import withdraw_override

        session, review = self._desk.document.session, self.reviews.get(row)
        if session is not None and review is not None:
            withdraw_override(session, review, name)

    # ------------------------------------------------------------------------------------------

    def _compare(self, session: "Session", run: ScreeningRun, before: "JudgedRun | None") -> None:
        def work(progress: Progress) -> "tuple[JudgedRun, Compared | None]":
            from dzmap.core.run_comparison import compare
            from dzmap.services.run_records import judged_run
            from dzmap.services.runs import last_run

            progress.step(tr("与上次对比"))
            after = judged_run(run)
            first = before if before is not None else last_run(session, after.run)
            if first is None:
                return after, None
            found = compare(first, after)
            return after, Compared(before=first.run, after=after.run, found=found)

        def done(result: "tuple[JudgedRun, Compared | None]") -> None:
            if self._run is run:
                self._judged = result[0]
                self.compared.emit(result[1])

        self._desk.jobs.run(tr("与上次对比"), work, key="compare runs", on_done=done)
