"""出图: the map or the city's report as pages, checked, and written as files."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from dzmap.core.problems import KnownError
from dzmap.services.jobs import Progress
from dzmap.services.map_model import MapModel
from dzmap.services.preflight import Evidence, preflight, printed_scale
from dzmap.ui.i18n import later, tr
from dzmap.ui.job_runner import Job, JobState
from dzmap.ui.output.checks import CheckList
from dzmap.ui.output.conditions import KINDS, OutputConditions
from dzmap.ui.output.content import (
    CITY,
    VIEW,
    Content,
    Proof,
    Snapshot,
    city_content,
    proof_of,
    snapshot_of,
    view_content,
)
from dzmap.ui.output.files import report_stem, write_files
from dzmap.ui.output.formats import ExportFoot, Formats
from dzmap.ui.output.preview import PreviewPane
from dzmap.ui.page import Desk, Proportions, TaskPage

if TYPE_CHECKING:
    from dzmap.services.session import Session

_DEBOUNCE_MS = 400
_FOLDER = "export"


@dataclass(frozen=True)
class _Seen:
    """The map of the window, how many there were, and the year and edits it was made with."""

    model: MapModel | None
    number: int
    year: int
    edits: int


class OutputPage(TaskPage):
    """The pages are set anew whenever something they show changes; what is seen is what is written."""

    left_title: ClassVar[str] = later("报告")
    right_title: ClassVar[str] = later("出图检查")
    menu: ClassVar[str] = "output"
    proportions: ClassVar[Proportions] = Proportions(left=264, right=340, bottom=140)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._active = False
        self._contents: dict[str, Content] = {}
        self._proof: Proof | None = None
        self._stale = True
        self._edits = 0  # counts changes of the project: a new number, new contents
        self._seen = _Seen(None, 0, 0, 0)
        self._export: Job | None = None
        self._preview_job: Job | None = None
        self.conditions = OutputConditions(desk.theme, desk.settings.organisation)
        self.preview = PreviewPane(desk.theme)
        self.checks = CheckList(desk.theme)
        self.formats = Formats(desk.theme)
        self.foot = ExportFoot(desk.theme, desk.settings.folders.get(_FOLDER, ""))
        self.left, self.centre, self.right = self.conditions, self.preview, self._right_panel()
        self._delay = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._delay.timeout.connect(self._refresh)
        self.conditions.changed.connect(self._options_changed)
        self.conditions.kind_changed.connect(self._refresh)
        self.checks.fix_asked.connect(self._fix)
        self.formats.changed.connect(self._show_plan)
        self.foot.folder_changed.connect(self._show_plan)
        self.foot.export_asked.connect(self.export)
        self.foot.cancel_asked.connect(self.cancel_export)
        desk.context.changed.connect(self._context_changed)
        desk.stage.model_changed.connect(self._note_map)
        desk.jobs.progressed.connect(self._show_progress)
        self._note_map()

    # ---- the window's calls

    @override
    def activate(self) -> None:
        self._active = True
        self.preview.view.setFocus()
        session = self.desk.document.session
        if session is not None and not self.foot.folder.text():
            self.foot.folder.setText(str(session.path.parent))
        self._refresh_if_needed()

    @override
    def deactivate(self) -> None:
        self._active = False
        self._delay.stop()

    @override
    def project_closed(self) -> None:
        self._contents.clear()
        self._proof = None
        self._stale = True
        self.conditions.forget()
        self.preview.clear("")
        self.checks.show_checks(())
        self._show_plan()

    @override
    def project_changed(self, tables: frozenset[str]) -> None:
        self._edits += 1
        self._refresh_if_needed()

    @override
    def show_part(self, part: str) -> None:
        if part in KINDS:
            self.conditions.choose(part)

    @override
    def run(self) -> None:
        self._contents.clear()
        self._refresh()

    @override
    def actions(self) -> list[QAction]:
        actions = []
        for kind, (title, _) in KINDS.items():
            action = QAction(tr(title), self)
            action.triggered.connect(partial(self.task_asked.emit, f"output/{kind}"))
            actions.append(action)
        return actions

    # ---- the preview

    def _refresh_if_needed(self) -> None:
        if not self._active or self.desk.document.session is None:
            return
        proof = self._proof
        if self._stale or proof is None or proof.content.key != self._key(self._snapshot()):
            self._refresh()
        else:
            self._show_checks(proof)

    def _options_changed(self) -> None:
        self.desk.settings.organisation = self.conditions.organisation.text().strip()
        self._mark_stale()
        self._delay.start()

    def _mark_stale(self) -> None:
        self._stale = True
        if self._proof is not None:
            self.preview.say("warn", tr("选项已改，预览待更新"))
        self._show_plan()

    def _context_changed(self) -> None:
        self._note_map()
        self._refresh_if_needed()

    def _note_map(self) -> None:
        """Remember of which year and state of the project the map is that is shown."""
        model, seen = self.desk.stage.model, self._seen
        if model is not seen.model:
            self._seen = _Seen(model, seen.number + 1, self.desk.context.year, self._edits)

    def _snapshot(self) -> Snapshot | None:
        if self.conditions.kind != VIEW:
            return None
        return snapshot_of(self.desk.stage, whole=self.conditions.whole)

    def _key(self, snapshot: Snapshot | None) -> tuple[object, ...]:
        if self.conditions.kind == VIEW:
            look = snapshot.key if snapshot is not None else ()
            return (VIEW, self._seen.number, look, self._view_year(snapshot))
        context = self.desk.context
        return (CITY, context.year, context.as_of, self._edits)

    def _view_year(self, snapshot: Snapshot | None) -> int:
        thematic = snapshot is not None and snapshot.thematic
        return self._seen.year if thematic else self.desk.context.year

    def _refresh(self) -> None:
        """Set the pages anew, from what is known already where nothing changed."""
        self._delay.stop()
        session = self.desk.document.session
        if session is None or not self._active:
            self._stale = True
            return
        snapshot = self._snapshot()
        if self.conditions.kind == VIEW and snapshot is None:
            self._build_map(session)
            return
        self._mark_stale()
        key, kind = self._key(snapshot), self.conditions.kind
        known = self._contents.get(kind)
        content = known if known is not None and known.key == key else None
        draft = self.conditions.draft
        application = self.desk.document.application
        writer = application.writers["pdf"]
        year = self._view_year(snapshot) if kind == VIEW else self.desk.context.year
        as_of = self.desk.context.as_of

        def gather(progress: Progress) -> Content:
            progress.step(tr("准备内容"))
            if snapshot is not None:
                return view_content(session, snapshot, year=year, key=key)
            return city_content(
                application, session, year=year, as_of=as_of, key=key, progress=progress
            )

        def work(progress: Progress) -> Proof:
            return proof_of(content or gather(progress), draft, writer, progress)

        self.preview.say("warn", tr("正在更新预览"))
        self._start_preview(tr("正在更新预览"), work, self._take)

    def _start_preview(
        self, title: str, work: Callable[[Progress], object], done: Callable[..., object]
    ) -> None:
        job = self.desk.jobs.run(
            title, work, key="output preview", on_done=done, on_failed=self._failed
        )
        self._preview_job = job
        job.ended.connect(partial(self._preview_ended, job))

    def _build_map(self, session: "Session") -> None:
        """No task has shown a map yet: show the overlay."""

        def work(progress: Progress) -> MapModel:
            from dzmap.services.styling import chosen_map

            progress.step(tr("准备图层"))
            return chosen_map(session)

        def take(model: MapModel) -> None:
            if self.desk.stage.model is None and self.desk.document.session is session:
                self.desk.stage.show(model)
            self._refresh()

        self.preview.say("warn", tr("正在更新预览"))
        self._start_preview(tr("准备图层"), work, take)

    def _take(self, proof: Proof) -> None:
        if self.desk.document.session is None or proof.content.kind != self.conditions.kind:
            return
        self._contents[proof.content.kind] = proof.content
        self._proof = proof
        self._stale = proof.draft != self.conditions.draft
        report = proof.report
        self.preview.show_pdf(proof.pdf, len(report.sheets))
        text = tr("预览已更新 {seconds} 秒").format(seconds=f"{proof.seconds:.1f}")
        self.preview.say("ok", text)
        self._show_checks(proof)
        tables = {table.sheet for section in report.sections for table in section.tables}
        tables |= {table.sheet for sheet in report.sheets for table in sheet.side_tables}
        self.formats.show_facts(
            pages=self.preview.page_count, size=len(proof.pdf), tables=len(tables)
        )
        if self._stale:
            self._mark_stale()
            self._delay.start()
        self._show_plan()

    def _show_checks(self, proof: Proof) -> None:
        report = proof.report
        pages = self.preview.page_texts(len(report.sheets))
        evidence = Evidence(
            report=report,
            legends=proof.legends,
            pages=pages,
            unplaced=proof.content.unplaced,
            outdated=self._outdated(),
        )
        self.checks.show_checks(preflight(evidence))
        self.conditions.show_proposals(
            proof.draft.filled(proof.content.report), printed_scale(pages[0])
        )
        self._show_plan()

    def _outdated(self) -> str:
        """Why the map in view is older than the project, if it is."""
        if self.conditions.kind != VIEW:
            return ""
        year = self._seen.year
        if self._seen.edits != self._edits:
            return tr("项目改过了，图还是改以前的。回到出图前的任务会更新。")
        snapshot = self._snapshot()
        if snapshot is not None and snapshot.thematic and year != self.desk.context.year:
            return tr("图按 {year} 年的数字，数据年份已改。").format(year=year)
        return ""

    def _failed(self, error: KnownError) -> None:
        self.preview.say("error", tr("预览没有更新"))
        self.desk.notices.error(error)

    def _preview_ended(self, job: Job) -> None:
        if job.state is JobState.CANCELLED:
            self.preview.say("error", tr("预览已取消，按 F5 重新生成"))
        elif job.state is JobState.FAILED:
            self.preview.say("error", tr("预览没有更新"))

    def _show_progress(self, job: Job) -> None:
        step = job.progress
        if job is self._export:
            self.foot.show_step(step.name, step.done, step.total)
        elif job is self._preview_job and step.name:
            count = f" {step.done:,} / {step.total:,}" if step.total > 1 else ""
            self.preview.say("warn", f"{step.name}{count}")

    def _fix(self, option: str) -> None:
        self.left_shown.emit()
        self.conditions.focus_on(option)

    # ---- the files

    def export(self) -> None:
        """Write the pages that are shown in the chosen formats."""
        proof, endings = self._proof, self.formats.endings
        if proof is None or self._stale or self.checks.errors or not endings:
            return
        if self._export is not None:
            return
        folder, writers = self.foot.path, self.desk.document.application.writers
        report = proof.report
        job = self.desk.jobs.run(
            tr("正在导出 {name}").format(name=report.title),
            lambda progress: write_files(report, writers, folder, endings, progress),
            on_done=self._exported,
        )
        self._export = job
        job.cancelled.connect(lambda: self.desk.notices.toast(tr("已取消导出，没有留下文件")))
        job.ended.connect(self._export_ended)
        self.foot.begin()

    def cancel_export(self) -> None:
        """Stop the export; no file of it remains."""
        if self._export is not None:
            self._export.cancel()

    def _exported(self, paths: list[Path]) -> None:
        folder = paths[0].parent
        self.desk.settings.folders = {**self.desk.settings.folders, _FOLDER: str(folder)}
        text = (
            tr("已导出 {name}").format(name=paths[0].name)
            if len(paths) == 1
            else tr("已导出 {count} 个文件：{name}").format(count=len(paths), name=paths[0].stem)
        )
        url = QUrl.fromLocalFile(str(folder))
        self.desk.notices.toast(text, (tr("打开文件夹"), partial(QDesktopServices.openUrl, url)))

    def _export_ended(self) -> None:
        self._export = None
        self.foot.end()
        self._show_plan()

    def _show_plan(self) -> None:
        proof = self._proof
        stem = report_stem(proof.report) if proof is not None else ""
        self.foot.show_plan(
            stem,
            self.formats.endings,
            errors=self.checks.errors,
            ready=proof is not None and not self._stale,
        )

    def _right_panel(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self.checks)
        panel = QWidget()
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.formats)
        layout.addWidget(self.foot)
        return panel
