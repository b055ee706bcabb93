"""Catalogs from files and to files: import as drafts, export, and the Excel template."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from dzmap.core.catalogs import Catalog
from dzmap.core.problems import KnownError, Problem
from dzmap.services.catalog_intake import Taken, take_as_drafts
from dzmap.services.jobs import Progress
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.screening.list_dialog import ListDialog
from dzmap.ui.tables.frame_model import FrameColumn

SUFFIXES = (".xlsx", ".xls", ".xlsm", ".yaml", ".yml")


class CatalogExchange(QObject):
    """``arrived`` carries the drafts that a file brought."""

    arrived = Signal(object)

    def __init__(self, desk: Desk, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, window

    def ask_import(self) -> None:
        """Choose a file and import it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window.window(),
            tr("导入准入目录"),
            str(self._folder()),
            tr("准入目录 (*.xlsx *.xls *.xlsm *.yaml *.yml)"),
        )
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Import a file: its catalogs become drafts, its problems a list."""
        session = self._desk.document.session
        if session is None:
            return
        if session.read_only:
            self._desk.notices.toast(tr("项目是只读的，不能导入"))
            return
        catalogs = self._desk.document.application.catalogs

        def work(progress: Progress) -> tuple[Catalog, ...]:
            progress.step(tr("读取目录"))
            return catalogs.read(path)

        self._desk.jobs.run(
            tr("正在读取 {name}").format(name=path.name),
            work,
            key="catalog import",
            on_done=lambda read: self._take(path, read),
            on_failed=lambda error: self._refuse(path, error),
        )

    def ask_template(self) -> None:
        """Write the empty Excel template where the user says."""
        path = self._save_name(tr("下载模板"), tr("准入目录模板.xlsx"), tr("Excel (*.xlsx)"))
        if path is not None:
            self.write((), path, tr("模板已存为 {name}"))

    def ask_export(self, catalog: Catalog) -> None:
        """Write a version as Excel or YAML where the user says."""
        name = f"{catalog.title or catalog.id} v{catalog.version}.xlsx"
        path = self._save_name(tr("导出目录"), name, tr("Excel (*.xlsx);;YAML (*.yaml)"))
        if path is not None:
            self.write((catalog,), path, tr("目录已导出为 {name}"))

    def write(self, catalogs: Sequence[Catalog], path: Path, said: str) -> None:
        """Write in the format of the name's ending; ``said`` is told then, with {name}."""
        writer = self._desk.document.application.catalogs

        def work(progress: Progress) -> Path:
            progress.step(tr("写文件"))
            writer.write(catalogs, path)
            return path

        self._desk.jobs.run(
            tr("正在写 {name}").format(name=path.name),
            work,
            on_done=lambda done: self._desk.notices.toast(said.format(name=done.name)),
        )

    def _take(self, path: Path, read: Sequence[Catalog]) -> None:
        session = self._desk.document.session
        if session is None:
            return
        taken = take_as_drafts(session, read)
        added = [one.catalog for one in taken if one.how is not Taken.UNCHANGED]
        if not added:
            self._desk.notices.toast(tr("文件里的目录与项目中的相同，没有导入"))
            return
        self.arrived.emit(added)
        text = tr("已导入 {count} 部目录，都是草稿，发布后才参与审查")
        undo = (tr("撤销"), self._desk.document.undo)
        self._desk.notices.toast(text.format(count=len(added)), undo)

    def _refuse(self, path: Path, error: KnownError) -> None:
        see = (tr("看问题"), lambda: self._show(path, error.problems)) if error.problems else None
        self._desk.notices.error(error, see)
        if error.problems:
            self._show(path, error.problems)

    def _show(self, path: Path, problems: Sequence[Problem]) -> None:
        problems_dialog(path.name, problems, self._window.window()).open()

    def _folder(self) -> Path:
        session = self._desk.document.session
        return Path.home() if session is None else session.path.parent

    def _save_name(self, title: str, name: str, kinds: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._window.window(), title, str(self._folder() / name), kinds
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(".xlsx")


def problems_dialog(file: str, problems: Sequence[Problem], parent: QWidget) -> ListDialog:
    """Everything that is wrong in a catalog file: sheet, row, column, what to do."""
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(len(problems))],
            "severity": [tr(one.severity.value) for one in problems],
            "sheet": [one.sheet for one in problems],
            "row": [None if one.row is None else str(one.row) for one in problems],
            "column": [one.column for one in problems],
            "message": [one.message for one in problems],
            "remedy": [one.remedy for one in problems],
        }
    )
    columns = (
        FrameColumn(name="severity", header=tr("类别")),
        FrameColumn(name="sheet", header=tr("工作表")),
        FrameColumn(name="row", header=tr("行")),
        FrameColumn(name="column", header=tr("列")),
        FrameColumn(name="message", header=tr("问题")),
        FrameColumn(name="remedy", header=tr("怎么办")),
    )
    sentence = tr("没有导入。按下面逐条改好文件，存盘后再导入；原文件没有改动。")
    return ListDialog(tr("{name} 的问题").format(name=file), sentence, frame, columns, parent)
