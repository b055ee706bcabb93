"""运行记录 at work: open, compare, judge again, export and delete kept runs."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from dzmap.services.jobs import Progress
from dzmap.ui.document import now
from dzmap.ui.export_path import ask_export_path
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.plain_text import plain_box
from dzmap.ui.screening.comparison_panel import ComparisonDialog
from dzmap.ui.screening.keeping import Compared
from dzmap.ui.screening.run import Outcome, shown
from dzmap.ui.screening.runs_dialog import RunsDialog, run_dialog

if TYPE_CHECKING:
    from dzmap.core.run_comparison import JudgedRun
    from dzmap.services.report_model import Report
    from dzmap.services.runs import Rerun

_KINDS = "Excel (*.xlsx);;CSV (*.csv);;JSON (*.json)"


class RunRecords(QObject):
    """``shown`` carries an Outcome of a kept run judged again, and its number ("": not the same)."""

    shown = Signal(object, str)

    def __init__(self, desk: Desk, window: Callable[[], QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self.dialog: RunsDialog | None = None

    def show(self) -> RunsDialog:
        """Open the list of kept runs."""
        self.dialog = dialog = RunsDialog(self._desk.theme, self._window())
        self.refresh()
        dialog.open_asked.connect(self._open)
        dialog.compare_asked.connect(self._compare)
        dialog.rerun_asked.connect(self._rerun)
        dialog.export_asked.connect(self._export_run)
        dialog.delete_asked.connect(self._ask_to_delete)
        dialog.finished.connect(lambda _: self._forget(dialog))
        dialog.show()
        return dialog

    def _forget(self, dialog: RunsDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def refresh(self) -> None:
        """Runs or overrides are others now."""
        session = self._desk.document.session
        if self.dialog is not None and session is not None:
            from dzmap.services.runs import runs

            self.dialog.show_runs(runs(session), session.kept().overrides)

    def _opened(self, *ids: str) -> "tuple[JudgedRun, ...]":
        from dzmap.services.runs import find_run, open_run

        session = self._desk.document.session
        if session is None:
            return ()
        return tuple(open_run(session, find_run(session, one)) for one in ids)

    def _open(self, run_id: str) -> None:
        def work(progress: Progress) -> "tuple[JudgedRun, ...]":
            progress.step(tr("打开运行"))
            return self._opened(run_id)

        def done(opened: "tuple[JudgedRun, ...]") -> None:
            for judged in opened:
                run_dialog(judged, self._desk.theme, self.dialog or self._window()).open()

        self._desk.jobs.run(tr("打开运行"), work, key="open run", on_done=done)

    def _compare(self, before_id: str, after_id: str) -> None:
        def work(progress: Progress) -> Compared | None:
            from dzmap.core.run_comparison import compare

            progress.step(tr("对比"))
            opened = self._opened(before_id, after_id)
            if not opened:
                return None
            before, after = opened
            return Compared(before=before.run, after=after.run, found=compare(before, after))

        def done(compared: Compared | None) -> None:
            if compared is not None:
                self._compare_dialog(tr("对比运行"), "", compared)

        self._desk.jobs.run(tr("对比"), work, key="open run", on_done=done)

    def _compare_dialog(
        self, title: str, said: str, compared: Compared, *, offers_run: bool = False
    ) -> ComparisonDialog:
        parent = self.dialog or self._window()
        dialog = ComparisonDialog(
            title, said, compared, self._desk.theme, parent, offers_run=offers_run
        )
        dialog.panel.export_asked.connect(lambda: self.export_compared(compared))
        dialog.open()
        return dialog

    def _rerun(self, run_id: str) -> None:
        session = self._desk.document.session
        if session is None:
            return
        reference = self._desk.document.application.reference

        def work(progress: Progress) -> "tuple[Rerun, Compared, Outcome]":
            from dzmap.services.industries import industry_tree
            from dzmap.services.runs import find_run, rerun

            started = time.perf_counter()
            run = find_run(session, run_id)
            again = rerun(session, run, progress, industries=industry_tree(reference))
            compared = Compared(before=run, after=again.judged.run, found=again.comparison)
            outcome = shown(session, again.run, reference, progress, started=started)
            return again, compared, outcome

        def done(result: "tuple[Rerun, Compared, Outcome]") -> None:
            again, compared, outcome = result
            title = tr("重算 {id}").format(id=run_id)
            dialog = self._compare_dialog(title, again.sentence, compared, offers_run=True)
            # Overrides belong to rows: they are shown only where the rows came out the same.
            kept_id = run_id if again.same else ""
            dialog.show_asked.connect(lambda: self._show_outcome(outcome, kept_id))

        self._desk.jobs.run(tr("正在重算 {id}").format(id=run_id), work, key="rerun", on_done=done)

    def _show_outcome(self, outcome: Outcome, kept_id: str) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        self.shown.emit(outcome, kept_id)

    def _ask_to_delete(self, run_id: str) -> None:
        box = plain_box(self.dialog or self._window())
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("删除运行"))
        box.setText(
            tr("删除运行 {id} 的内容和改判？编号保留；可以用 Ctrl+Z 撤销。").format(id=run_id)
        )
        delete = box.addButton(tr("删除运行"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(tr("取消"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.buttonClicked.connect(lambda button: self.delete(run_id) if button is delete else None)
        box.open()

    def delete(self, run_id: str) -> None:
        """Delete a run; it can be undone."""
        session, author = self._desk.document.session, self._desk.document.author
        if session is None:
            return

        def work(progress: Progress) -> None:
            from dzmap.services.runs import delete_run, find_run

            progress.step(tr("删除运行"))
            delete_run(session, find_run(session, run_id), by=author, at=now())

        self._desk.jobs.run(
            tr("删除运行"),
            work,
            key="delete run",
            on_done=lambda _: self._desk.notices.toast(
                tr("已删除运行 {id}").format(id=run_id),
                (tr("撤销"), self._desk.document.undo),
            ),
            cancellable=False,
        )

    # -- files -------------------------------------------------------------------------------

    def _export_run(self, run_id: str) -> None:
        session = self._desk.document.session
        path = self._ask_path(tr("审查运行 {id}.xlsx").format(id=run_id))
        if session is None or path is None:
            return

        def report() -> "Report":
            from dzmap.services.table_reports import kept_run_report

            return kept_run_report(session, self._opened(run_id)[0])

        self._write(path, report)

    def export_compared(self, compared: Compared | None) -> None:
        """Write a comparison where the user says."""
        session = self._desk.document.session
        path = self._ask_path(tr("审查结果对比.xlsx")) if compared is not None else None
        if session is None or compared is None or path is None:
            return

        def report() -> "Report":
            from dzmap.services.table_reports import comparison_report

            return comparison_report(session, compared.before, compared.after, compared.found)

        self._write(path, report)

    def _ask_path(self, name: str) -> Path | None:
        return ask_export_path(self._desk.settings, tr("导出"), name, _KINDS)

    def _write(self, path: Path, report: "Callable[[], Report]") -> None:
        writer = self._desk.document.application.writers[path.suffix.lower().removeprefix(".")]

        def work(progress: Progress) -> Path:
            writer.write(report(), path, progress=progress)
            return path

        self._desk.jobs.run(
            tr("正在导出 {name}").format(name=path.name),
            work,
            key="screening export",
            on_done=lambda written: self._desk.notices.toast(
                tr("已导出 {name}").format(name=written.name)
            ),
        )
