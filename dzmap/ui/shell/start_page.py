"""The start page: task cards, recent projects, the sample, a place to drop files."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap import __version__
from dzmap.settings import RecentProject, Settings
from dzmap.ui.i18n import tr
from dzmap.ui.job_runner import JobRunner
from dzmap.ui.page import TaskEntry
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.recent import spoken_time
from dzmap.ui.shell.opening_card import OpeningCard
from dzmap.ui.theme.theme import Theme

_RECENT_SHOWN = 6


class _Card(QFrame):
    """A frame that acts as one button: click, Enter or Space."""

    clicked = Signal()

    def __init__(self, kind: str, name: str) -> None:
        super().__init__()
        self.setProperty("card", kind)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.clicked.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def _label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    label = plain_label(text)
    label.setProperty("role", role)
    label.setWordWrap(wrap)
    return label


class StartPage(QScrollArea):
    """Shown while no project is open.

    Signals: ``task_chosen`` (key of a page), ``open_wanted``, ``new_wanted``, ``sample_wanted``,
    ``recent_chosen`` (path), ``recent_forgotten`` (path), ``shortcuts_wanted``.
    """

    task_chosen = Signal(str)
    open_wanted = Signal()
    new_wanted = Signal()
    sample_wanted = Signal()
    recent_chosen = Signal(str)
    recent_forgotten = Signal(str)
    shortcuts_wanted = Signal()

    def __init__(
        self, pages: Sequence[TaskEntry], theme: Theme, settings: Settings, jobs: JobRunner
    ) -> None:
        super().__init__()
        self._opening = OpeningCard(jobs)
        self._opening.busy.connect(lambda busy: self.enable(not busy))
        self._theme = theme
        self._settings = settings
        self._starters: list[QWidget] = []
        self.setObjectName("startPage")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(48, 32, 48, 24)
        columns.setSpacing(40)
        columns.addLayout(self._left(pages), 3)
        columns.addLayout(self._right(), 2)
        self.setWidget(body)
        self.show_recent()

    def show_recent(self) -> None:
        """Read the list of recent projects again."""
        while self._recent.count():
            item = self._recent.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        shown = self._settings.recent_projects[:_RECENT_SHOWN]
        if not shown:
            hint = _label(tr("还没有打开过项目。"), "secondary")
            hint.setContentsMargins(16, 16, 16, 16)
            self._recent.addWidget(hint)
        for entry in shown:
            self._recent.addWidget(self._recent_row(entry))

    def enable(self, ready: bool) -> None:
        """Before the program is fully loaded nothing can be opened yet."""
        for widget in self._starters:
            widget.setEnabled(ready)
        if ready and not self._settings.recent_projects and self.isVisible():
            self._sample.setFocus()

    def _left(self, pages: Sequence[TaskEntry]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(_label(tr("今天要做什么？"), "page"))
        column.addWidget(_label(tr("先选任务也可以：没有打开项目时，会先问打开哪个。"), "muted"))
        grid = QGridLayout()
        grid.setSpacing(14)
        grid.setContentsMargins(0, 16, 0, 0)
        for index, page in enumerate(one for one in pages if not one.part_of):
            grid.addWidget(self._task_card(page), index // 2, index % 2)
        column.addLayout(grid)
        drop = QFrame()
        drop.setProperty("card", "drop")
        row = QHBoxLayout(drop)
        row.setContentsMargins(16, 24, 16, 24)
        icon = plain_label()
        self._theme.dress(icon, "arrow_download", "text2")
        row.addStretch(1)
        row.addWidget(icon)
        row.addWidget(_label(tr("把 .gpkg 项目、Excel 名单或 Shapefile 拖到这里"), "muted"))
        row.addStretch(1)
        column.addSpacing(14)
        column.addWidget(drop)
        column.addStretch(1)
        return column

    def _task_card(self, page: TaskEntry) -> QWidget:
        card = _Card("task", tr(page.title))
        card.setMinimumHeight(104)
        icon = plain_label()
        icon.setProperty("role", "tile")
        icon.setFixedSize(40, 40)
        icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._theme.dress(icon, page.icon, "accent")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(icon)
        head.addWidget(_label(tr(page.title), "section"), 1)
        head.addWidget(_label(f"Ctrl+{page.digit}", "key"), 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.addLayout(head)
        layout.addWidget(_label(tr(page.sentence), "muted", wrap=True))
        layout.addStretch(1)
        card.clicked.connect(lambda: self.task_chosen.emit(page.key))
        self._starters.append(card)
        return card

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(_label(tr("最近的项目"), "section"), 1)
        head.addWidget(self._button(tr("打开…"), "folder_open", self.open_wanted))
        head.addWidget(self._button(tr("新建…"), "add", self.new_wanted))
        column.addLayout(head)
        box = QFrame()
        box.setProperty("card", "list")
        self._recent = QVBoxLayout(box)
        self._recent.setContentsMargins(1, 1, 1, 1)
        self._recent.setSpacing(0)
        column.addWidget(box)
        column.addWidget(self._opening)
        column.addWidget(self._sample_card())
        offline = QFrame()
        offline.setProperty("note", "info")
        row = QHBoxLayout(offline)
        row.setContentsMargins(12, 6, 12, 6)
        icon = plain_label()
        self._theme.dress(icon, "cloud_off", "accent")
        row.addWidget(icon)
        row.addWidget(
            _label(tr("离线工作：本程序不联网、不上传。底图、目录和统计表都在本机。"), wrap=True), 1
        )
        column.addWidget(offline)
        column.addStretch(1)
        foot = QHBoxLayout()
        keys = QPushButton(tr("快捷键一览"))
        keys.setFlat(True)
        keys.clicked.connect(self.shortcuts_wanted)
        foot.addWidget(keys)
        foot.addStretch(1)
        foot.addWidget(_label(tr("版本 {version}").format(version=__version__), "muted"))
        column.addLayout(foot)
        return column

    def _sample_card(self) -> QWidget:
        card = QFrame()
        card.setProperty("card", "plain")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(18, 14, 18, 16)
        layout.setSpacing(6)
        layout.addWidget(_label(tr("用示例数据练手"), "strong"))
        text = tr(
            "11 县、12 个开发区、9 处区中园、2,000 家虚构企业。全部标“示例”，不会混入真实资料。"
        )
        layout.addWidget(_label(text, wrap=True))
        self._sample = QPushButton(tr("打开示例项目"))
        self._sample.setProperty("primary", True)
        self._sample.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._sample.clicked.connect(self.sample_wanted)
        self._starters.append(self._sample)
        layout.addSpacing(4)
        layout.addWidget(self._sample)
        return card

    def _button(self, text: str, icon: str, signal: object) -> QAbstractButton:
        button = QPushButton(f" {text}")
        self._theme.dress(button, icon)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(signal)
        self._starters.append(button)
        return button

    def _recent_row(self, entry: RecentProject) -> QWidget:
        path = Path(entry.path)
        row = _Card("row", path.name)
        row.setToolTip(plain_tip(entry.path))
        icon = plain_label()
        self._theme.dress(icon, "map", "accent")
        name = _label(path.name, "strong")
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        place = "　".join(part for part in (str(path.parent), entry.remark) if part)
        folder = _label(place, "secondary")
        folder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(name)
        texts.addWidget(folder)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(14)
        layout.addWidget(icon)
        layout.addLayout(texts, 1)
        layout.addWidget(
            _label(spoken_time(entry.opened, datetime.now().astimezone().date()), "secondary")
        )
        drop = QPushButton()
        drop.setFlat(True)
        drop.setFixedSize(32, 32)
        drop.setToolTip(tr("从列表移除（文件不动）"))
        drop.setAccessibleName(tr("从列表移除（文件不动）"))
        self._theme.dress(drop, "dismiss", "text2")
        drop.clicked.connect(lambda: self.recent_forgotten.emit(entry.path))
        layout.addWidget(drop)
        row.clicked.connect(lambda: self.recent_chosen.emit(entry.path))
        return row
