"""Reads lists of coordinates for the dialog, writes them, and puts them on the map."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from dzmap.core.problems import KnownError
from dzmap.services.jobs import Progress
from dzmap.ui.export_path import ask_export_path
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    import geopandas as gpd

    from dzmap.ui.coordinates.dialog import CoordinatesDialog

_LENS = "coordinates"
_KINDS = "Excel (*.xlsx);;CSV (*.csv);;GeoJSON (*.geojson);;GeoPackage (*.gpkg)"
_AROUND = 0.005  # degrees left round the places

_Found = tuple["gpd.GeoDataFrame", tuple[str, ...]]


class CoordinatesDesk(QObject):
    """One dialog at a time; what was put on the map stays until it is cleared or the project closes."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._source = ""
        self.dialog: CoordinatesDialog | None = None
        desk.document.closed.connect(lambda: desk.notices.end_banner(_LENS))

    def open(self) -> None:
        """Show the dialog, or bring it to the front."""
        from dzmap.ui.coordinates.dialog import CoordinatesDialog

        if self.dialog is None:
            dialog = CoordinatesDialog(self._desk.theme, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.finished.connect(self._closed)
            dialog.pasted.connect(self.read_text)
            dialog.file_asked.connect(self._ask_file)
            dialog.export_asked.connect(self._ask_export)
            dialog.map_asked.connect(self.show_on_map)
            self._desk.jobs.progressed.connect(dialog.follow)
            self.dialog = dialog
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def read_text(self, text: str) -> None:
        """Convert the lines of a text that was typed or pasted."""
        from dzmap.services.coordinates import convert, pasted_lines

        self._source = tr("坐标")
        self._run(lambda progress: (convert(pasted_lines(text), progress), ()))

    def read_file(self, path: Path) -> None:
        """Convert the rows of a workbook or text file."""
        from dzmap.services.coordinates import convert

        tables = self._desk.document.application.tables
        self._source = path.stem

        def work(progress: Progress) -> _Found:
            lines, problems = tables.read_lines(path, progress=progress)
            return convert(lines, progress), tuple(problem.message for problem in problems)

        if self.dialog is not None:
            self.dialog.show_source(path.name)
        self._run(work)

    def write(self, path: Path) -> None:
        """Write the table in the format of the file name's ending; a toast tells."""
        from dzmap.services.coordinates import coordinates_report

        frame = self.dialog.frame if self.dialog is not None else None
        if frame is None:
            return
        writer = self._desk.document.application.writers[path.suffix[1:].lower()]
        report = coordinates_report(frame, self._source)

        def work(progress: Progress) -> str:
            writer.write(report, path, progress=progress)
            return tr("已导出 {name}").format(name=path.name)

        title = tr("正在导出 {name}").format(name=path.name)
        self._desk.jobs.run(title, work, on_done=self._say, on_failed=self._fail)

    def show_on_map(self) -> None:
        """Put the places that were read on the map of whatever task, and look at them."""
        from dzmap.services.coordinates_map import with_places

        frame, stage = self.dialog.frame if self.dialog is not None else None, self._desk.stage
        if frame is None:
            return
        if stage.model is None or stage.view is None:
            self._say(tr("先打开一个项目，才有地图。"))
            return
        places = frame[frame["fault"] == ""]
        stage.look_through(_LENS, lambda model: with_places(model, places))
        west, south, east, north = map(float, places.total_bounds)
        stage.view.zoom_to((west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND))
        text = tr("图上有换算出的 {count} 个点，不属于项目，不会保存。")
        self._desk.notices.banner(
            "info",
            text.format(count=f"{len(places):,}"),
            (tr("从图上去掉"), self.clear_map),
            key=_LENS,
        )

    def clear_map(self) -> None:
        """Take the places off the map."""
        self._desk.stage.look_through(_LENS, None)
        self._desk.notices.end_banner(_LENS)

    # ----------------------------------------------------------------------------------------

    def _run(self, work: Callable[[Progress], _Found]) -> None:
        job = self._desk.jobs.run(
            tr("正在换算"), work, key="coordinates", on_done=self._take, on_failed=self._fail
        )
        if self.dialog is not None:
            self.dialog.wait(job)

    def _take(self, found: _Found) -> None:
        if self.dialog is not None:
            self.dialog.show_frame(*found)

    def _fail(self, error: KnownError) -> None:
        if self.dialog is not None:
            self.dialog.show_failure(str(error))

    def _say(self, text: str) -> None:
        if self.dialog is not None:
            self.dialog.note.setText(text)

    def _ask_file(self) -> None:
        settings = self._desk.settings
        folder = settings.folders.get("import", str(Path.home()))
        kinds = tr("坐标表 (*.xlsx *.xls *.csv *.txt);;所有文件 (*)")
        name, _ = QFileDialog.getOpenFileName(self.dialog, tr("打开坐标表"), folder, kinds)
        if name:
            settings.folders = {**settings.folders, "import": str(Path(name).parent)}
            self.read_file(Path(name))

    def _ask_export(self) -> None:
        name = tr("{source} 换算.xlsx").format(source=self._source)
        path = ask_export_path(self._desk.settings, tr("导出换算结果"), name, _KINDS)
        if path is not None:
            self.write(path)

    def _closed(self) -> None:
        self.dialog = None
