"""The strip of tasks across the top, with the two contexts and the sample badge at its end."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QSizePolicy,
    QToolBar,
    QWidget,
)

from dzmap.ui.context import Context
from dzmap.ui.i18n import tr
from dzmap.ui.page import TaskEntry
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.shell.layouts import SizeClass
from dzmap.ui.shortcuts import assign
from dzmap.ui.theme.theme import Theme

_ICONS_ONLY_BELOW = 1000


class TaskStrip(QToolBar):
    """One button per task; ``chosen`` carries the key of the task."""

    chosen = Signal(str)

    def __init__(self, pages: Sequence[TaskEntry], context: Context, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("tasks")
        self.setWindowTitle(tr("任务"))
        self.setMovable(False)
        self.setFloatable(False)
        self.toggleViewAction().setEnabled(False)
        self.setIconSize(QSize(20, 20))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._context = context
        self._theme = theme
        self._height = 44
        theme.changed.connect(self._fit)
        self._narrow = False
        self._captions = [plain_label(tr("数据年份")), plain_label(tr("判定日"))]
        self.actions_by_key: dict[str, QAction] = {}
        self._group = QActionGroup(self)
        # Optional: on the start page no task is current.
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        # Padding in the style sheet would count on all four sides, and twice after a theme change.
        edge = QWidget()
        edge.setFixedWidth(8)
        self.addWidget(edge)
        self._part_of = {page.key: page.part_of for page in pages if page.part_of}
        for page in pages:
            action = QAction(tr(page.title), self)
            action.triggered.connect(lambda _=False, key=page.key: self.chosen.emit(key))
            self.actions_by_key[page.key] = action
            if page.part_of:
                theme.dress(action, page.icon)
                continue
            assign(action, f"task_{page.digit}")
            action.setCheckable(True)
            # The style leaves no room between icon and text.
            action.setIconText(f" {tr(page.title)}")
            action.setToolTip(plain_tip(f"{tr(page.title)}（Ctrl+{page.digit}）"))
            theme.dress(action, page.icon)
            self._group.addAction(action)
            self.addAction(action)
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self.addWidget(self._context_fields())
        context.changed.connect(self._show_context)

    def set_current(self, key: str) -> None:
        """Mark a task as current; "" for none."""
        for name, action in self.actions_by_key.items():
            action.setChecked(name == self._part_of.get(key, key))
        self._shrink()

    def set_sample(self, sample: bool) -> None:
        """Show or hide the badge 示例数据."""
        self._badge.setVisible(sample)

    def set_years(self, years: Sequence[int]) -> None:
        """Offer the years for which the project has figures."""
        self._years.blockSignals(True)
        self._years.clear()
        for year in sorted({*years, self._context.year}, reverse=True):
            self._years.addItem(tr("{year} 年").format(year=year), year)
        self._years.setCurrentIndex(self._years.findData(self._context.year))
        self._years.blockSignals(False)

    def set_size_class(self, size: SizeClass, width: int) -> None:
        """Captions go in a compact window; below 1000 px only the current task keeps its text."""
        compact = size is SizeClass.COMPACT
        self._height = 40 if compact else 44
        self._fit()
        for caption in self._captions:
            caption.setVisible(not compact)
        self._badge.setText(tr("示例") if compact else tr("示例数据"))
        self._narrow = width < _ICONS_ONLY_BELOW
        self._shrink()

    def _fit(self) -> None:
        """The style would add margins anew with every theme; the height is ours."""
        self.setFixedHeight(round(self._height * self._theme.scale))

    def _context_fields(self) -> QWidget:
        self._years = QComboBox()
        self._years.setAccessibleName(tr("数据年份"))
        self._years.setToolTip(tr("数据年份：各项数字取这一年"))
        self._years.activated.connect(
            lambda index: self._context.set_year(int(self._years.itemData(index)))
        )
        self._day = QDateEdit()
        self._day.setCalendarPopup(True)
        self._day.setDisplayFormat("yyyy-MM-dd")
        self._day.setAccessibleName(tr("判定日"))
        self._day.setToolTip(tr("判定日：只按这一天施行的条款判定"))
        self._day.editingFinished.connect(self._take_day)
        self._day.calendarWidget().clicked.connect(self._take_day)
        self._badge = plain_label(tr("示例数据"))
        self._badge.setObjectName("sampleBadge")
        self._badge.setToolTip(tr("本项目含示例数据：数字是虚构的，图形是示意的"))
        self._badge.hide()
        box = QWidget()
        layout = QHBoxLayout(box)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(8)
        for widget in (self._captions[0], self._years, self._captions[1], self._day, self._badge):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_years(range(2019, 2023))
        self._show_context()
        return box

    def _take_day(self) -> None:
        day = self._day.date()
        self._context.set_as_of(date(day.year(), day.month(), day.day()))

    def _show_context(self) -> None:
        day = self._context.as_of
        self._day.setDate(QDate(day.year, day.month, day.day))
        index = self._years.findData(self._context.year)
        if index >= 0:
            self._years.setCurrentIndex(index)

    def _shrink(self) -> None:
        for action in self._group.actions():
            button = self.widgetForAction(action)
            only_icon = self._narrow and not action.isChecked()
            style = (
                Qt.ToolButtonStyle.ToolButtonIconOnly
                if only_icon
                else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            )
            button.setToolButtonStyle(style)  # type: ignore[attr-defined]
