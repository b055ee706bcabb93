"""One selected row: in the table, as a mark on the map, and with its evidence at the right."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from dzmap.core.kept_runs import RowOverride
from dzmap.core.verdicts import Explanation, Verdict
from dzmap.ui.handover import part_of_row
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.screening.evidence import EvidencePanel, Place
from dzmap.ui.screening.evidence_text import evidence_text
from dzmap.ui.screening.explaining import Explaining
from dzmap.ui.screening.findings import Findings
from dzmap.ui.screening.results_panel import ResultsPanel
from dzmap.ui.screening.run import VERDICTS, Outcome


class RowLink(QObject):
    """Keeps table, map and evidence on the same row while ``active``.

    ``evidence_asked`` asks for the right dock to be brought into view, ``review_asked`` for a second
    look at the row that is explained, ``site_asked`` for the siting task with an applicant.
    """

    evidence_asked = Signal()
    review_asked = Signal()
    site_asked = Signal(str)  # a part of the siting task
    sheets_asked = Signal(object)  # ids of rows

    def __init__(
        self,
        desk: Desk,
        results: ResultsPanel,
        evidence: EvidencePanel,
        findings: Findings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._results = results
        self._evidence = evidence
        self._findings = findings
        self._explaining = Explaining(desk.jobs, self)
        self._outcome: Outcome | None = None
        self._row = ""
        self._reviews: Mapping[int, RowOverride] = {}
        self.active = False
        results.chosen.connect(self._choose)
        results.opened.connect(self._open)
        results.menu_asked.connect(self._show_menu)
        results.rows_changed.connect(lambda: evidence.show_place(self._place()))
        evidence.stepped.connect(self.step)
        evidence.located.connect(self._locate)
        evidence.copy_asked.connect(self._copy_evidence)
        evidence.review_asked.connect(self.review_asked)
        evidence.site_asked.connect(lambda: self._ask_site(self._row))
        self._explaining.ready.connect(self._show)
        desk.selection.changed.connect(self.follow)

    @property
    def row(self) -> str:
        """The id of the row that is explained; "" if none is."""
        return self._row

    def use(self, outcome: Outcome | None) -> None:
        """Another run, or none."""
        self._outcome, self._row, self._reviews = outcome, "", {}
        self._explaining.use(None if outcome is None else outcome.run)
        self._evidence.clear(waiting=outcome is None)

    def show_reviews(self, reviews: Mapping[int, RowOverride]) -> None:
        """Say which rows of the run officials gave another verdict."""
        self._reviews = reviews
        if self._row:
            self._evidence.show_review(reviews.get(int(self._row)))
            self._evidence.show_place(self._place())

    def follow(self) -> None:
        """Something was selected elsewhere: on the map, by search, in another task."""
        if not self.active or self._outcome is None:
            return
        selection = self._desk.selection
        if selection.table not in (VERDICTS, self._outcome.source) or not selection.ids:
            self._let_go()
            return
        frame = self._results.model.frame
        rows = frame[frame["applicant_id"].isin(selection.ids)]
        if not len(rows):
            self._let_go()
            return
        if self._row not in set(rows["id"]):
            self._results.table.show_selected(rows["id"])
            # Of several verdicts of an applicant the mark shows the mildest.
            self._row = str(rows.sort_values("verdict", kind="stable")["id"].iloc[0])
            self._explaining.want(int(self._row))
        selection.set(VERDICTS, dict.fromkeys(rows["applicant_id"].astype(str)))

    def hand_over(self) -> None:
        """Another task comes: it knows the applicants as rows of their table, not as marks."""
        selection = self._desk.selection
        if selection.table == VERDICTS and self._outcome is not None:
            source = self._outcome.source
            selection.set(source, selection.ids if source else ())

    def step(self, by: int) -> None:
        """Go to the next row (or the one before) as the table shows it."""
        place = self._place()
        target = place.number - 1 + by if place.number else 0
        if self.active and 0 <= target < place.count:
            self.explain(self._results.model.ids([target])[0])

    def explain(self, row_id: str) -> None:
        """Select a row and show its evidence."""
        self._results.table.show_selected([row_id])
        self._choose([row_id])

    def menu(self, row_id: str) -> QMenu:
        """The context menu of a row."""
        menu = QMenu(self._results)
        entries = (
            (tr("看依据"), lambda: self._look_at(row_id)),
            (self._sheet_words(row_id), lambda: self.sheets_asked.emit(self._with(row_id))),
            (tr("为它选址"), lambda: self._ask_site(row_id)),
            (tr("人工复核…"), lambda: self._ask_review(row_id)),
            (tr("定位"), lambda: self._open(row_id)),
            (tr("只看同结论"), lambda: self._filter_like(row_id)),
            (tr("复制行"), self._results.table.copy_selected),
        )
        for text, act in entries:
            menu.addAction(text).triggered.connect(lambda _=False, act=act: act())
        return menu

    # ----------------------------------------------------------------------------------------

    def _choose(self, ids: list[str]) -> None:
        """Rows were selected in the table: select their marks, explain the first."""
        self._row = ids[0] if ids else ""
        frame = self._results.model.frame
        chosen = frame["applicant_id"][frame["id"].isin(ids)]
        self._desk.selection.set(VERDICTS, dict.fromkeys(chosen.astype(str)))
        if self._row:
            self._explaining.want(int(self._row))
        else:
            self._evidence.clear(waiting=self._outcome is None)

    def _let_go(self) -> None:
        if self._row:
            self._row = ""
            self._results.table.show_selected([])
            self._evidence.clear(waiting=False)

    def _show(self, row: int, explanation: Explanation) -> None:
        if str(row) == self._row:
            self._evidence.show_explanation(explanation, self._place())
            self._evidence.show_review(self._reviews.get(row))
            if self._outcome is not None:
                from dzmap.services.clause_findings import case_of

                self._findings.look_at(case_of(self._outcome.run, row, explanation))

    def _place(self) -> Place:
        return Place(*self._results.place_of(self._row))

    def _locate(self) -> None:
        if not self._desk.stage.zoom_to_rows(VERDICTS, self._desk.selection.ids):
            self._desk.notices.toast(tr("这个对象没有位置（未落图），图上找不到它"))

    def _open(self, row_id: str) -> None:
        """Double click or Enter: evidence and place."""
        if row_id != self._row:
            self.explain(row_id)
        self.evidence_asked.emit()
        self._locate()

    def _with(self, row_id: str) -> list[str]:
        """The selected rows if this is one of them, else this row alone."""
        table = self._results.table
        chosen = table.frame_model.ids(table.selected_rows())
        return chosen if row_id in chosen else [row_id]

    def _sheet_words(self, row_id: str) -> str:
        count = len(self._with(row_id))
        if count == 1:
            return tr("生成判定书…")
        return tr("为选中的 {count} 行生成判定书…").format(count=f"{count:,}")

    def _ask_site(self, row_id: str) -> None:
        if self._outcome is not None and row_id:
            result = self._outcome.run.result
            applicant = result.applicants.iloc[int(result.applicant[int(row_id)])]
            self.site_asked.emit(part_of_row(self._outcome.source, applicant.to_dict()))

    def _ask_review(self, row_id: str) -> None:
        if row_id != self._row:
            self.explain(row_id)
        self.review_asked.emit()

    def _look_at(self, row_id: str) -> None:
        self.explain(row_id)
        self.evidence_asked.emit()

    def _filter_like(self, row_id: str) -> None:
        frame = self._results.model.frame
        verdict = frame["verdict"][frame["id"] == row_id]
        if len(verdict):
            self._results.filter_by(Verdict(int(verdict.iloc[0])))

    def _show_menu(self, row_id: str, at: QPoint) -> None:
        menu = self.menu(row_id)
        menu.exec(at)
        menu.deleteLater()

    def _copy_evidence(self) -> None:
        explanation = self._evidence.explanation
        if explanation is not None:
            review = self._reviews.get(int(self._row)) if self._row else None
            QGuiApplication.clipboard().setText(evidence_text(explanation, review))
            self._desk.notices.toast(tr("判定依据已复制"))
