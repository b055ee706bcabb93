"""Making 判定书 of rows of the run that is shown: ask, write in the background, say where they are."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from dzmap.services.jobs import Progress
from dzmap.services.sheet_numbers import first_number, number_after
from dzmap.ui.i18n import tr
from dzmap.ui.job_runner import Job
from dzmap.ui.page import Desk
from dzmap.ui.screening.evidence import EvidencePanel
from dzmap.ui.screening.keeping import RunKeeping
from dzmap.ui.screening.results_panel import ResultsPanel
from dzmap.ui.screening.row_link import RowLink
from dzmap.ui.screening.run import Outcome
from dzmap.ui.screening.sheet_dialog import SheetDialog, SheetWishes

if TYPE_CHECKING:
    from dzmap.services.session import Session

_FOLDER = "sheets"


class SheetDesk(QObject):
    """Answers 生成判定书 of the evidence panel and of the menu of rows."""

    def __init__(
        self,
        desk: Desk,
        results: ResultsPanel,
        evidence: EvidencePanel,
        link: RowLink,
        keeping: RunKeeping,
    ) -> None:
        super().__init__(link)
        self._desk = desk
        self._results = results
        self._link = link
        self._keeping = keeping
        self._outcome: Outcome | None = None
        evidence.sheet_asked.connect(lambda: self.ask(self._chosen()))
        link.sheets_asked.connect(self.ask)

    def use(self, outcome: Outcome | None) -> None:
        """Another run is shown, or none."""
        self._outcome = outcome

    def ask(self, row_ids: Sequence[str]) -> SheetDialog | None:
        """Ask how the sheets of these rows shall be written; they are when it is accepted."""
        session, outcome = self._desk.document.session, self._outcome
        if session is None or outcome is None or not row_ids:
            return None
        rows = [int(row) for row in row_ids]
        frame = outcome.run.frame.iloc[rows]
        names = frame["name"].fillna(frame["applicant_id"]).astype("str").tolist()
        dialog = SheetDialog(
            names, self._proposal(session, outcome), self._desk.theme, self._results.window()
        )
        dialog.accepted.connect(lambda: self.make(session, outcome, rows, dialog.wishes))
        dialog.open()
        return dialog

    def make(
        self, session: "Session", outcome: Outcome, rows: Sequence[int], wishes: SheetWishes
    ) -> Job:
        """Write the sheets in the background; a toast says so."""
        self._remember(session, outcome, len(rows), wishes)
        kept = self._keeping.kept
        run_name = kept.id if kept is not None else ""
        overrides = {row: one.override for row, one in self._keeping.reviews.items()}
        writer = self._desk.document.application.sheets[wishes.format]
        run = outcome.run

        def work(progress: Progress) -> list[Path]:
            from dzmap.services.file_names import file_stem, free_stem
            from dzmap.services.sheet_building import SheetMaker

            maker = SheetMaker(session, run, organisation=wishes.organisation, run_name=run_name)
            sheets = maker.sheets(rows, wishes.number, overrides, progress)
            if not wishes.together:
                return writer.write_each(sheets, wishes.folder, progress=progress)
            title = tr("判定书 {number} 起 {count} 份").format(
                number=wishes.number, count=len(sheets)
            )
            stem = free_stem(wishes.folder, file_stem(title, tr("判定书")), [wishes.format])
            path = wishes.folder / f"{stem}.{wishes.format}"
            writer.write(sheets, path, progress=progress)
            return [path]

        job = self._desk.jobs.run(
            tr("正在生成判定书"), work, on_done=partial(self._tell, len(rows))
        )
        job.cancelled.connect(
            lambda: self._desk.notices.toast(tr("已取消生成判定书，没有留下文件"))
        )
        return job

    # ------------------------------------------------------------------------------------------

    def _chosen(self) -> list[str]:
        """The selected rows if the one that is explained is among them, else this one alone."""
        table = self._results.table
        chosen = table.frame_model.ids(table.selected_rows())
        if self._link.row in chosen:
            return chosen
        return [self._link.row] if self._link.row else []

    def _proposal(self, session: "Session", outcome: Outcome) -> SheetWishes:
        settings = self._desk.settings
        year = outcome.as_of.year
        known = settings.sheet_numbers.get(_series(session, year))
        folder = settings.folders.get(_FOLDER) or settings.folders.get("export")
        return SheetWishes(
            format=settings.sheet_format,
            together=settings.sheets_together,
            number=known or first_number(year, sample=session.sample),
            organisation=settings.organisation,
            folder=Path(folder) if folder else Path.home(),
        )

    def _remember(
        self, session: "Session", outcome: Outcome, count: int, wishes: SheetWishes
    ) -> None:
        """The next sheet of this project and year goes on counting."""
        settings = self._desk.settings
        settings.sheet_format = wishes.format
        if count > 1:
            settings.sheets_together = wishes.together
        settings.organisation = wishes.organisation
        settings.folders = {**settings.folders, _FOLDER: str(wishes.folder)}
        series = _series(session, outcome.as_of.year)
        after = number_after(wishes.number, count)
        settings.sheet_numbers = {**settings.sheet_numbers, series: after}

    def _tell(self, count: int, paths: list[Path]) -> None:
        if len(paths) == 1:
            text, target = tr("已生成判定书 {name}").format(name=paths[0].name), paths[0]
            act = tr("打开")
        else:
            text, target = tr("已生成 {count} 份判定书").format(count=f"{count:,}"), paths[0].parent
            act = tr("打开文件夹")
        url = QUrl.fromLocalFile(str(target))
        self._desk.notices.toast(text, (act, partial(QDesktopServices.openUrl, url)))
        self._desk.notices.log("ok", text, "\n".join(map(str, paths)))


def _series(session: "Session", year: int) -> str:
    """Numbers run on per project and year."""
    return f"{session.path} {year}"
