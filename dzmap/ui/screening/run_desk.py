"""Kept runs on the screening page: keep, 人工复核, 与上次对比, 运行记录, and their dialogs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from dzmap.core.changes import OVERRIDE_TABLE, RUN_TABLE
from dzmap.core.kept_runs import KeptRun, RowOverride
from dzmap.core.verdicts import Verdict
from dzmap.services.jobs import Progress
from dzmap.ui.document import now
from dzmap.ui.i18n import tr
from dzmap.ui.page import BottomTab, Desk
from dzmap.ui.screening.comparison_panel import ComparisonPanel
from dzmap.ui.screening.keeping import Compared, RunKeeping
from dzmap.ui.screening.records import RunRecords
from dzmap.ui.screening.result_rows import with_overrides
from dzmap.ui.screening.results_panel import ResultsPanel
from dzmap.ui.screening.review_dialog import Case, ReviewDialog
from dzmap.ui.screening.row_link import RowLink
from dzmap.ui.screening.run import Outcome, reviewed_map

if TYPE_CHECKING:
    from dzmap.services.map_model import MapModel


class RunDesk(QObject):
    """``tab_changed``: another comparison. ``mapped``: a MapModel with the officials' verdicts."""

    tab_changed = Signal()
    mapped = Signal(object)

    def __init__(self, desk: Desk, results: ResultsPanel, link: RowLink, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._results = results
        self._link = link
        self._outcome: Outcome | None = None
        self._compared: Compared | None = None
        self._mapped: Mapping[int, RowOverride] = {}
        self.keeping = RunKeeping(desk, self)
        self.comparison = ComparisonPanel(desk.theme)
        self.records = RunRecords(desk, results.window, self)
        self.keep_action = QAction(tr("保留本次结果"), self)
        self.records_action = QAction(tr("运行记录…"), self)
        self.keep_action.setEnabled(False)
        self.keep_action.triggered.connect(lambda _=False: self.keeping.keep())
        self.records_action.triggered.connect(lambda _=False: self.records.show())
        results.keep_asked.connect(self.keeping.keep)
        link.review_asked.connect(self.review)
        self.keeping.changed.connect(self._show_kept)
        self.keeping.compared.connect(self._show_compared)
        self.comparison.chosen.connect(self._select)
        self.comparison.export_asked.connect(lambda: self.records.export_compared(self._compared))

    @property
    def tab(self) -> BottomTab:
        """与上次对比, with the number of changes."""
        title = tr("与上次对比")
        if self._compared is not None:
            title = f"{title} {len(self._compared.found.changes):,}"
        return BottomTab(title, self.comparison)

    def use(self, outcome: Outcome | None, kept_id: str = "") -> None:
        """Another run is shown, or none."""
        self._outcome, self._mapped = outcome, {}
        self.keeping.use(None if outcome is None else outcome.run, kept_id)

    def follow(self, tables: frozenset[str]) -> None:
        """Runs or overrides were edited, undone or made again."""
        if tables & {RUN_TABLE, OVERRIDE_TABLE}:
            self._show_kept()
            self.records.refresh()

    # -- 人工复核 ----------------------------------------------------------------------------

    def review(self) -> ReviewDialog | None:
        """Ask for another verdict of the row that is explained."""
        outcome, row = self._outcome, self._link.row
        if outcome is None or not row:
            return None
        cells = outcome.run.frame.iloc[int(row)]
        present = self.keeping.reviews.get(int(row))
        kept = self.keeping.kept
        case = Case(
            applicant=str(cells["name"] or cells["applicant_id"]),
            target=str(cells["target_name"] or tr("未分区")),
            machine=Verdict(int(cells["verdict"])),
            headline=str(cells["gap_text"] or cells["decisive_text"] or ""),
            present=None if present is None else present.override,
            kept=kept.id if kept is not None else "",
        )
        settings = self._desk.settings
        reviewer = settings.reviewer or self._desk.document.author
        dialog = ReviewDialog(case, self._desk.theme, reviewer, self._results.window())
        dialog.accepted.connect(lambda: self._take_review(dialog, int(row), case.applicant))
        dialog.open()
        return dialog

    def _take_review(self, dialog: ReviewDialog, row: int, name: str) -> None:
        if dialog.withdrawn:
            self.keeping.withdraw(row, name)
            self._desk.notices.toast(tr("已撤回改判：{name}").format(name=name))
            return
        made = dialog.decision(now())
        self._desk.settings.reviewer = made.name

        def override() -> None:
            self.keeping.override(row, made, name)
            self._desk.notices.toast(
                tr("已改判：{name}，机器判定保留在旁边").format(name=name),
                (tr("撤销"), self._desk.document.undo),
            )

        if self.keeping.kept is None:
            self.keeping.keep(override)
        else:
            override()

    # -- showing -----------------------------------------------------------------------------

    def _show_kept(self) -> None:
        outcome, kept, reviews = self._outcome, self.keeping.kept, self.keeping.reviews
        self.keep_action.setEnabled(outcome is not None and kept is None)
        self._results.show_kept(_kept_words(kept))
        if outcome is None:
            return
        if reviews != self._mapped:
            self._results.show_rows(with_overrides(outcome.rows, reviews))
            self._link.show_reviews(reviews)
            self._map(outcome, reviews)

    def _map(self, outcome: Outcome, reviews: Mapping[int, RowOverride]) -> None:
        session = self._desk.document.session
        self._mapped = reviews
        if session is None:
            return
        made = {row: one.override for row, one in reviews.items()}

        def work(progress: Progress) -> "MapModel":
            progress.step(tr("画图"))
            return reviewed_map(session, outcome.run, made)

        def done(model: "MapModel") -> None:
            if self._outcome is outcome:
                self.mapped.emit(model)

        self._desk.jobs.run(tr("画图"), work, key="reviewed map", on_done=done)

    def _show_compared(self, compared: Compared | None) -> None:
        self._compared = compared
        self.comparison.show_compared(compared)
        self.tab_changed.emit()

    def _select(self, ids: list[str]) -> None:
        frame = self._results.model.frame
        rows = frame["id"][frame["applicant_id"].isin(ids)]
        if len(rows):
            self._results.clear_filters()
            self._link.explain(str(rows.iloc[0]))


def _kept_words(kept: KeptRun | None) -> str:
    if kept is None:
        return ""
    return tr("运行 {id}　审查员 {author}").format(id=kept.id, author=kept.author)
