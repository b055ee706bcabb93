"""Opens 影响分析 for a catalog and answers what its dialog asks, in the background."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dzmap.core.catalogs import Catalog
from dzmap.core.impact import CatalogImpact
from dzmap.core.problems import KnownError
from dzmap.core.threshold_profile import ThresholdProfile, movable_clause, with_threshold
from dzmap.services.catalog_impact import ImpactBase, prepare
from dzmap.services.impact_report import impact_report
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Progress
from dzmap.services.screening import ScreeningRequest
from dzmap.ui.catalogs.impact_dialog import ImpactDialog, ImpactQuestion
from dzmap.ui.export_path import ask_export_path
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk


@dataclass(frozen=True)
class _Answer:
    base: ImpactBase
    impact: CatalogImpact
    profile: ThresholdProfile | None


class ImpactAnalysis(QObject):
    """One 影响分析 of a catalog as it is being edited, against the project's published ones.

    Begun at a requirement clause it has a slider for one of its thresholds; ``adopted`` carries the
    value (stored unit) that the user wants in the draft.
    """

    adopted = Signal(float)

    def __init__(
        self, desk: Desk, draft: Catalog, window: QWidget, clause_id: str = "", row: int = 0
    ) -> None:
        super().__init__(window)
        self._desk, self._draft = desk, draft
        self._clause_id, self._row = clause_id, row
        self._moved: float | None = None
        self._base: ImpactBase | None = None
        self._of: ImpactQuestion | None = None
        self.dialog = ImpactDialog(desk.theme, f"{draft.title} v{draft.version}", window)
        self.dialog.asked.connect(self._ask)
        self.dialog.moved.connect(self._move)
        self.dialog.adopted.connect(self._adopt)
        self.dialog.export_asked.connect(self._ask_export)
        self.dialog.finished.connect(self.deleteLater)

    def start(self) -> None:
        """Show the dialog and work out its first answer."""
        self.dialog.open()
        self._ask(self.dialog.question)

    def export(self, path: Path) -> None:
        """Write what is shown as the ending of ``path`` says; a toast tells."""
        session, impact = self._desk.document.session, self.dialog.impact
        if session is None or impact is None:
            return
        writer = self._desk.document.application.writers[path.suffix.lower().removeprefix(".")]
        subject = f"《{self._draft.title}》v{self._draft.version}"

        def work(progress: Progress) -> Path:
            writer.write(impact_report(session, impact, subject=subject), path, progress=progress)
            return path

        self._desk.jobs.run(
            tr("正在导出 {name}").format(name=path.name),
            work,
            key="catalog impact export",
            on_done=lambda written: self._desk.notices.toast(
                tr("已导出影响分析到 {name}").format(name=written.name)
            ),
        )

    def _ask(self, question: ImpactQuestion) -> None:
        session = self._desk.document.session
        if session is None:
            return
        context = self._desk.context
        reference = self._desk.document.application.reference
        request = ScreeningRequest(year=context.year, as_of=context.as_of, source=question.source)
        kept = self._base if self._of == question else None
        draft, changed, clause_id, row = self._draft, self._changed(), self._clause_id, self._row

        def work(progress: Progress) -> _Answer:
            base = kept
            if base is None or base.stale:
                base = prepare(
                    session,
                    request,
                    progress,
                    industries=industry_tree(reference),
                    as_new=question.as_new,
                )
            profile = None
            if kept is not base and movable_clause(draft, clause_id, row) is not None:
                profile = base.profile(draft, clause_id, row, progress)
            return _Answer(base, base.impact([changed], progress=progress), profile)

        def done(answer: _Answer) -> None:
            self._base, self._of = answer.base, question
            if answer.profile is not None:
                self.dialog.show_profile(answer.profile, self._moved)
            self.dialog.show_impact(answer.impact)

        self._run(work, done)

    def _run(self, work: Callable[[Progress], _Answer], done: Callable[[_Answer], object]) -> None:
        def failed(error: KnownError) -> None:
            self.dialog.show_failure(f"{error.what}　{error.reason}".strip())

        job = self._desk.jobs.run(
            tr("影响分析"), work, key="catalog impact", on_done=done, on_failed=failed
        )
        job.cancelled.connect(lambda: self.dialog.show_failure(tr("已取消")))
        self.dialog.finished.connect(job.cancel)

    def _changed(self) -> Catalog:
        if self._moved is None:
            return self._draft
        return with_threshold(self._draft, self._clause_id, self._row, self._moved)

    def _move(self, value: float) -> None:
        self._moved = value
        self._ask(self.dialog.question)

    def _adopt(self, value: float) -> None:
        self.adopted.emit(value)
        self.dialog.accept()

    def _ask_export(self) -> None:
        name = tr("影响分析 {catalog} v{version}.xlsx").format(
            catalog=self._draft.title, version=self._draft.version
        )
        kinds = "Excel (*.xlsx);;JSON (*.json)"
        path = ask_export_path(self._desk.settings, tr("导出影响分析"), name, kinds)
        if path is not None:
            self.export(path)
