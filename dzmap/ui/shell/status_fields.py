"""The status bar: where the cursor is, scale, selection, running job, network, project state."""

import math

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStatusBar,
    QToolButton,
    QWidget,
)

from dzmap.core.degrees import degrees_text
from dzmap.ui.i18n import tr
from dzmap.ui.job_runner import Job, JobRunner
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.shell.layouts import SizeClass
from dzmap.ui.theme.theme import Theme

_SHOWN_AFTER_MS = 200
_STEPS = 24
_ROUND = (1, 2, 2.5, 5)
SCALES = tuple(
    int(base * 10**power)
    for power in (6, 5, 4, 3)
    for base in reversed(_ROUND)
    if base * 10**power <= 2_000_000
)
"""Round scales offered, small to large: 1:2 000 000 … 1:1 000."""


def spoken_scale(denominator: float) -> str:
    """“1:300 000”: three significant digits, groups by space."""
    if not math.isfinite(denominator) or denominator <= 0:
        return "1:—"
    digits = 10 ** max(math.floor(math.log10(denominator)) - 2, 0)
    return "1:" + f"{round(denominator / digits) * digits:,}".replace(",", " ")


def parsed_scale(text: str) -> float | None:
    """The denominator of “1:300 000”, “300000”, “1：30 0000”; None if it is not one."""
    digits = text.replace("：", ":").rsplit(":", 1)[-1]
    digits = "".join(character for character in digits if character.isdecimal())
    return float(digits) if digits and float(digits) > 0 else None


class _Field(QToolButton):
    """A flat button that reads like a label."""

    def __init__(self, theme: Theme, icon: str, tip: str) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(tip)
        self.setProperty("statusField", True)
        if icon:
            self.setIconSize(QSize(16, 16))
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            theme.dress(self, icon, "text2")


class JobEntry(QWidget):
    """Name, bar and 取消 of the oldest running job, once it takes longer than 200 ms."""

    def __init__(self, jobs: JobRunner) -> None:
        super().__init__()
        self._jobs = jobs
        self._job: Job | None = None
        self._name = plain_label()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self.cancel_button = QPushButton(tr("取消"))
        self.cancel_button.setProperty("small", True)
        self.cancel_button.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(8)
        for widget in (self._name, self._bar, self.cancel_button):
            layout.addWidget(widget)
        self._delay = QTimer(self, singleShot=True, interval=_SHOWN_AFTER_MS)
        self._delay.timeout.connect(self._show_oldest)
        jobs.started.connect(lambda _: self._delay.start())
        jobs.progressed.connect(self._progress)
        jobs.ended.connect(lambda _: self._show_oldest())
        self.hide()

    def _show_oldest(self) -> None:
        running = [job for job in self._jobs.jobs if job.seconds * 1000 >= _SHOWN_AFTER_MS - 20]
        self._job = running[0] if running else None
        if self._job is None:
            self.hide()
            return
        self.cancel_button.setVisible(self._job.cancellable)
        self.cancel_button.setEnabled(True)
        self._progress(self._job)
        self.show()

    def _progress(self, job: Job) -> None:
        if job is not self._job:
            return
        step = job.progress
        count = f" {step.done:,} / {step.total:,}" if step.total else ""
        left = job.seconds_left
        rest = tr("，约剩 {seconds} 秒").format(seconds=math.ceil(left)) if left else ""
        self._name.setText(f"{job.title}{count}{rest}")
        self.setToolTip(plain_tip(step.name))
        self._bar.setRange(0, _STEPS if step.total else 0)
        if step.total:
            self._bar.setValue(min(_STEPS, _STEPS * step.done // step.total))

    def _cancel(self) -> None:
        if self._job is not None:
            self.cancel_button.setEnabled(False)
            self._name.setText(tr("正在取消"))
            self._job.cancel()


class StatusFields(QStatusBar):
    """The fields from left to right; ``scale_wanted`` carries a denominator the user chose."""

    scale_wanted = Signal(float)
    state_clicked = Signal()
    network_clicked = Signal()

    def __init__(self, theme: Theme, jobs: JobRunner) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._sexagesimal = False
        self._zoned = False
        self._compact = False
        self._at: tuple[float, float] | None = None
        self._lonlat = _Field(theme, "location", tr("经纬度；单击切换度分秒"))
        self._grid = _Field(theme, "", tr("CGCS2000 平面坐标；单击切换 39 带号"))
        self._scale = QComboBox()
        self._scale.setEditable(True)
        self._scale.setToolTip(tr("比例尺；可输入"))
        self._scale.setAccessibleName(tr("比例尺"))
        self._scale.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._scale.addItems([spoken_scale(scale) for scale in SCALES])
        self._scale.setProperty("statusField", True)
        self._selected = _Field(theme, "", tr("选中的对象"))
        self.jobs = JobEntry(jobs)
        self._theme = theme
        self._network = _Field(theme, "cloud_off", tr("本程序不联网，不上传"))
        self._state = _Field(theme, "save", tr("项目状态；单击保存"))
        for widget in (self._lonlat, self._grid, self._scale, self._selected, self.jobs):
            self.addWidget(widget)
        for widget in (self._network, self._state):
            self.addPermanentWidget(widget)
        self._lonlat.clicked.connect(self._toggle_degrees)
        self._grid.clicked.connect(self._toggle_zone)
        self._state.clicked.connect(self.state_clicked)
        self._network.clicked.connect(self.network_clicked)
        self.set_online(False)
        self._scale_line = QLineEdit()
        self._scale.setLineEdit(self._scale_line)
        self._scale_line.returnPressed.connect(self._take_scale)
        self._scale.activated.connect(lambda _: self._take_scale())
        self.set_cursor(None)
        self.set_scale(math.nan)
        self.set_selected(0)
        self.set_state("")

    def set_cursor(self, at: tuple[float, float] | None) -> None:
        """Longitude and latitude of EPSG:4490 under the cursor; None outside the map."""
        self._at = at
        if at is None:
            self._lonlat.setText(" —")
            self._grid.setText(self._grid_text("—"))
            return
        self._lonlat.setText(f" {degrees_text(*at, sexagesimal=self._sexagesimal)}")
        from dzmap.core.crs import LONLAT, PLANE, PLANE_ZONED, transformer

        plane = PLANE_ZONED if self._zoned else PLANE
        easting, northing = transformer(LONLAT, plane).transform(*at)
        # Surveyors' axes: X points north, Y east.
        self._grid.setText(self._grid_text(f"X {northing:.1f} Y {easting:.1f}"))

    def set_scale(self, denominator: float) -> None:
        """The scale on screen."""
        if not self._scale_line.hasFocus():
            self._scale.setEditText(tr("比例尺 {scale}").format(scale=spoken_scale(denominator)))

    def set_selected(self, count: int) -> None:
        """How many objects are selected."""
        self._selected.setText(
            tr("已选 {count} 个对象").format(count=f"{count:,}") if count else tr("没有选中对象")
        )

    def set_state(self, text: str, *, attention: bool = False) -> None:
        """Project state, such as 已保存 10:32; "" without a project."""
        self._state.setText(f" {text or tr('没有打开项目')}")
        font = self._state.font()
        font.setBold(attention)
        self._state.setFont(font)

    def set_online(self, online: bool) -> None:
        """离线工作, or in amber 在线底图 while tiles come from a network."""
        field, icon = self._network, "globe" if online else "cloud_off"
        field.setText(f" {tr('在线底图') if online else tr('离线工作')}")
        tip = tr("正在使用在线底图；单击关闭或更改") if online else tr("本程序不联网，不上传")
        field.setToolTip(plain_tip(tip))
        field.setAccessibleName(tip)
        field.setProperty("attention", online)
        field.style().polish(field)
        self._theme.dress(field, icon, "warn_text" if online else "text2")

    def announce(self, text: str) -> None:
        """A result for screen readers, shown for a moment: 审查完成：126 个……."""
        self.showMessage(text, 4000)

    def set_size_class(self, size: SizeClass) -> None:
        """A compact window drops the words 3°带."""
        self._compact = size is SizeClass.COMPACT
        self.set_cursor(self._at)

    def _grid_text(self, coordinates: str) -> str:
        zone = "" if self._compact else tr("  3°带 117°")
        return f"CGCS2000  {coordinates}{zone}"

    def _toggle_degrees(self) -> None:
        self._sexagesimal = not self._sexagesimal
        self.set_cursor(self._at)

    def _toggle_zone(self) -> None:
        self._zoned = not self._zoned
        self.set_cursor(self._at)

    def _take_scale(self) -> None:
        wanted = parsed_scale(self._scale.currentText())
        self._scale_line.clearFocus()
        if wanted is not None:
            self.scale_wanted.emit(wanted)
