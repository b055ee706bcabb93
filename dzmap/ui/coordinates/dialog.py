"""坐标换算: a list is pasted or opened, and shown in every notation with what could not be read."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.quantities import is_missing
from dzmap.services.coordinates import COLUMNS
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import later, tr
from dzmap.ui.job_runner import Job
from dzmap.ui.plain_text import plain_label
from dzmap.ui.tables.frame_model import Filter, FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.theme.theme import Theme

if TYPE_CHECKING:
    import geopandas as gpd

_REST_MS = 400  # after the last key, before the text is read
_UNREAD = "unread"
_TOLD = "told"  # what a line was read as, or why it was not
_WIDTHS = {"where": 60, "text": 230, _TOLD: 300, "dms": 236}
_NUMBER_WIDTH = 124
_DECIMALS = {one.name: one.decimals for one in COLUMNS if one.kind == "number"}
_HEADERS = {
    "where": later("行"),
    "text": later("原文"),
    _TOLD: later("读作，或没有读出的原因"),
    "lon": later("经度 °"),
    "lat": later("纬度 °"),
    "dms": later("度分秒"),
    "northing": later("X 北 m"),
    "easting": later("Y 东 m"),
    "zoned": later("Y 带号 39 m"),
}


class CoordinatesDialog(QDialog):
    """``pasted`` carries a text to be read; the buttons tell by ``file_asked``, ``export_asked``, ….

    Whoever reads answers with ``wait``, ``show_frame`` or ``show_failure``.
    """

    pasted = Signal(str)
    file_asked = Signal()
    export_asked = Signal()
    map_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._job: Job | None = None
        self.frame: gpd.GeoDataFrame | None = None
        """What was read last."""
        self.setWindowTitle(tr("坐标换算"))
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(tr("坐标，每行一个点"))
        self.field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText(
            "J1, 4079009.353, 39480849.737\n116.7853, 36.8421\n36°50′31.56″N 116°47′07.08″E"
        )
        self.file = QPushButton(tr("打开文件…"))
        self._source = self._hint(tr("每行一个点，可以混写；前后可以有点号、名称、高程。"))
        self.note = self._hint("")
        self.unread = QCheckBox(tr("只看没有读出的"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(180)
        self.cancel = QPushButton(tr("取消"))
        self.model = FrameModel(self)
        self.view = FrameView(self.model)
        self.view.setAccessibleName(tr("换算结果"))
        self.copy = QPushButton(tr("复制表格"))
        self.export = QPushButton(tr("导出…"))
        self.on_map = QPushButton(tr("显示在图上"))
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._arrange()
        self._connect()
        self._show_acts()
        self._end_wait()
        open_size(self, 1240, 660)

    def show_source(self, name: str) -> None:
        """The lines come from a file: the field is emptied, and says so."""
        blocked = self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(blocked)
        self._source.setText(tr("来自文件 {name}；粘贴则换成粘贴的内容。").format(name=name))

    def wait(self, job: Job) -> None:
        """A list is being read; the one before stays in sight."""
        self._job = job
        job.ended.connect(lambda: self._end_wait() if self._job is job else None)
        job.cancelled.connect(lambda: self.note.setText(tr("已取消，下面是上次的结果。")))
        self._say(job.title)
        for part in (self._bar, self.cancel):
            part.show()

    def follow(self, job: Job) -> None:
        """Show how far the reading is."""
        if job is self._job and job.progress.total:
            self._bar.setRange(0, job.progress.total)
            self._bar.setValue(job.progress.done)
            done, total = job.progress.done, job.progress.total
            self.note.setText(f"{job.title} {done:,} / {total:,}")

    def show_frame(self, frame: "gpd.GeoDataFrame", notes: Sequence[str]) -> None:
        """Show what was read, and what was noticed on opening the file."""
        self.frame = frame
        why = "✕ " + frame["fault"].str.removesuffix("。")
        told = frame["reading"].where(frame["fault"] == "", why)
        shown = frame.drop(columns="geometry").assign(**{_TOLD: told})
        self.model.set_frame(shown, [_column(name) for name in _HEADERS])
        for index, name in enumerate(_HEADERS):
            width = _WIDTHS.get(name, _NUMBER_WIDTH)
            self.view.setColumnWidth(index, round(width * self._theme.scale))
        unread = int((frame["fault"] != "").sum())
        read = f"{len(frame) - unread:,}"
        text = tr("{every} 行，读出 {read} 行").format(every=f"{len(frame):,}", read=read)
        if unread:
            text += tr("，没有读出 {count} 行").format(count=f"{unread:,}")
        told_all = "　".join((text, *notes)) if len(frame) or notes else ""
        self._say(told_all, "warn" if unread else "")
        self.unread.setEnabled(unread > 0)
        self.unread.setChecked(self.unread.isChecked() and unread > 0)
        self._show_acts()

    def show_failure(self, text: str) -> None:
        """Say why there is nothing to read."""
        self._say(text, "error")

    # ----------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.field.setFixedHeight(self.field.fontMetrics().lineSpacing() * 6 + 16)
        self.note.setMinimumHeight(self.cancel.sizeHint().height())
        self.copy.setProperty("primary", True)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._source, 1)
        head.addWidget(self.file)
        told = QHBoxLayout()
        told.setSpacing(12)
        told.addWidget(self.note, 1)
        for part in (self._bar, self.cancel, self.unread):
            told.addWidget(part)
        buttons = QDialogButtonBox()
        for button in (self.copy, self.export, self.on_map):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        for button in (self.file, self.cancel, self.copy, self.export, self.on_map, close):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.field)
        layout.addLayout(told)
        layout.addWidget(self.view, 1)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        acts: tuple[tuple[QPushButton, Callable[[], object]], ...] = (
            (self.file, self.file_asked.emit),
            (self.export, self.export_asked.emit),
            (self.on_map, self.map_asked.emit),
            (self.copy, self._copy),
            (self.cancel, self._cancel),
        )
        for button, act in acts:
            button.clicked.connect(lambda _=False, act=act: act())
        self.unread.toggled.connect(self._filter)
        self.field.textChanged.connect(self._typed)
        self._rest.timeout.connect(lambda: self.pasted.emit(self.field.toPlainText()))

    def _typed(self) -> None:
        self._source.setText(tr("每行一个点，可以混写；前后可以有点号、名称、高程。"))
        self._rest.start()

    def _filter(self, unread: bool) -> None:
        if unread:
            text = self.unread.text()
            self.model.set_filter(
                Filter(_UNREAD, text, lambda frame: (frame["fault"] != "").to_numpy())
            )
        else:
            self.model.drop_filter(_UNREAD)

    def _say(self, text: str, state: str = "") -> None:
        self.note.setText(text)
        self.note.setProperty("state", state)
        self.note.style().polish(self.note)

    def _copy(self) -> None:
        self.view.copy_selected()
        rows = QGuiApplication.clipboard().text().count("\n") - 1
        self.note.setText(tr("已复制 {count} 行，可以粘贴到 Excel").format(count=f"{rows:,}"))

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _end_wait(self) -> None:
        self._job = None
        for part in (self._bar, self.cancel):
            part.hide()
        self._bar.setRange(0, 0)

    def _show_acts(self) -> None:
        some = self.frame is not None and len(self.frame) > 0
        read = self.frame is not None and bool((self.frame["fault"] == "").any())
        for button in (self.copy, self.export):
            button.setEnabled(some)
        self.on_map.setEnabled(read)
        if self.frame is None:
            self.unread.setEnabled(False)

    @staticmethod
    def _hint(text: str) -> QLabel:
        label = plain_label(text)
        label.setProperty("role", "secondary")
        label.setWordWrap(True)
        return label


def _column(name: str) -> FrameColumn:
    decimals = _DECIMALS.get(name)

    def shown(value: object) -> str:
        return "—" if is_missing(value) else f"{float(str(value)):.{decimals}f}"

    return FrameColumn(
        name=name,
        header=tr(_HEADERS[name]),
        number=decimals is not None,
        decimals=decimals or 0,
        text=str if decimals is None else shown,
        widest=400,
    )
