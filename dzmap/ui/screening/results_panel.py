"""The bottom panel: filter chips, notes about the run, the table, and the foot line."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.verdicts import ScreeningResult, Verdict
from dzmap.ui.elided import ElidedLabel
from dzmap.ui.i18n import tr
from dzmap.ui.notices import Action, Banner
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.screening.filter_chips import VerdictFilter
from dzmap.ui.screening.progress_card import ProgressCard
from dzmap.ui.screening.result_rows import only_verdict, result_columns
from dzmap.ui.screening.result_table import ResultModel, ResultTable
from dzmap.ui.tables.chips import FilterChips
from dzmap.ui.tables.frame_model import Filter
from dzmap.ui.tables.header_menu import header_menu
from dzmap.ui.theme.theme import Theme


@dataclass(frozen=True)
class Shown:
    """A run as the panel shows it: its result, and its rows in the order of the table."""

    result: ScreeningResult
    rows: pd.DataFrame

    @property
    def counts(self) -> dict[Verdict, int]:
        """Rows per verdict that counts: the official's where there is one."""
        tally = np.bincount(self.rows["verdict"].to_numpy(), minlength=len(Verdict))
        return {verdict: int(tally[verdict]) for verdict in Verdict}


class _StaleEdge(QWidget):
    """A hatched edge beside a table whose results are out of date."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedWidth(8)
        self.hide()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        painter.fillRect(self.rect(), colours.color("warn_bg"))
        painter.fillRect(
            self.rect(), QBrush(colours.color("warn_line"), Qt.BrushStyle.BDiagPattern)
        )


class _Hint(QWidget):
    """What to do when there is nothing to show: a title, a sentence, one button."""

    acted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title, self._text = plain_label(), plain_label()
        self._title.setProperty("role", "object")
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        self.button = QPushButton()
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.acted)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 12, 24, 12)
        box.setSpacing(8)
        box.addStretch(1)
        for widget in (self._title, self._text):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(widget)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)

    def say(self, title: str, text: str, button: str) -> None:
        """Show these words."""
        self._title.setText(title)
        self._text.setText(text)
        self.button.setText(button)


class ResultsPanel(QWidget):
    """Shows one run. ``chosen`` carries row ids, ``opened`` one row id (double click, Enter)."""

    chosen = Signal(object)
    opened = Signal(str)
    rows_changed = Signal()
    run_asked = Signal()
    export_asked = Signal()
    keep_asked = Signal()
    menu_asked = Signal(str, QPoint)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: Shown | None = None
        self._kept = ""
        self.model = ResultModel(self)
        self.table = ResultTable(theme, self.model)
        self.filter = VerdictFilter(theme)
        self._chips = FilterChips(theme)
        self.card = ProgressCard()
        self._notes = QVBoxLayout()
        self._stale = _StaleEdge(theme)
        self._foot, self._sum = ElidedLabel(), plain_label()
        self._hint = _Hint()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self.table)
        self._build()
        self.filter.chosen.connect(self.filter_by)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self.opened)
        self.table.menu_asked.connect(self.menu_asked)
        self.table.header_menu.connect(self._show_header_menu)
        self._chips.removed.connect(self.model.drop_filter)
        self.model.rows_changed.connect(self._rows_changed)
        self._hint.acted.connect(self._act_on_hint)
        self.clear()

    def clear(self) -> None:
        """There is no run."""
        self._shown = None
        self.drop_notes()
        self.set_stale(False)
        self.model.filters.clear()
        self.model.set_frame(pd.DataFrame({"id": pd.Series(dtype="str")}), ())
        self.filter.choose(None)
        self.filter.show_counts({})
        self._export.setEnabled(False)
        self.show_kept("")

    def show_run(self, shown: Shown) -> None:
        """Show a finished run; the filter by verdict stays if it still finds rows."""
        self._shown = shown
        self.set_stale(False)
        self.drop_notes()
        self._export.setEnabled(True)
        self.model.filters.pop("lacking", None)
        self._show_rows(shown)

    def show_rows(self, rows: pd.DataFrame) -> None:
        """Show other verdicts of the same run; notes, filters and the selected row stay."""
        if self._shown is None:
            return
        selected = self.model.ids(self.table.selected_rows())
        self._shown = Shown(self._shown.result, rows)
        self._show_rows(self._shown)
        self.table.show_selected(selected)

    def show_kept(self, words: str) -> None:
        """Say under which number the run is kept; "": it is not, and the button offers it."""
        self._kept = words
        self._keep.setVisible(not words)
        self._keep.setEnabled(self._shown is not None)
        self._show_foot(len(self.table.selected_rows()))

    def _show_rows(self, shown: Shown) -> None:
        self.filter.show_counts(shown.counts)
        kept = self.model.filters.get("verdict")
        if kept is not None and not kept.keep(shown.rows).any():
            self.model.filters.pop("verdict")
            self.filter.choose(None)
        reviewed = bool((shown.rows["review"] != "").any())
        straddling = bool((shown.rows["straddling"] != "").any())
        self.model.set_frame(shown.rows, result_columns(reviewed=reviewed, straddling=straddling))

    def filter_by(self, verdict: Verdict | None) -> None:
        """Show the rows of one verdict; None: all."""
        self.filter.choose(verdict)
        if verdict is None:
            self.model.drop_filter("verdict")
        else:
            self.model.set_filter(only_verdict(verdict))
        self._bring_into_view()

    def clear_filters(self) -> None:
        """Show all rows."""
        for key in list(self.model.filters):
            self.model.drop_filter(key)
        self.filter_by(None)

    def narrow(self, condition: Filter) -> None:
        """Show the rows of another condition, whatever their verdict; a chip says so."""
        self.clear_filters()
        self.model.set_filter(condition)
        self._bring_into_view()

    def add_note(self, kind: str, text: str, action: Action | None = None) -> None:
        """A tinted line above the table until it is closed."""
        banner = Banner(self._theme, kind, text, action, lambda: _remove(banner))
        for button in banner.findChildren(QPushButton):
            button.setProperty("small", True)
        self._notes.addWidget(banner)

    def drop_notes(self) -> None:
        """Take all lines away."""
        while (item := self._notes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                _remove(widget)

    def set_stale(self, stale: bool) -> None:
        """Mark that the result is older than what it was made from."""
        self._stale.setVisible(stale)

    def place_of(self, row_id: str) -> tuple[int, int]:
        """The number (from 1) of a row among those shown, 0 if it is not; and their count."""
        rows = self.model.rows_of([row_id] if row_id else [])
        return (int(rows[0]) + 1 if len(rows) else 0), self.model.shown_count()

    def _button(self, icon: str, text: str, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setAccessibleName(name)
        button.setToolTip(plain_tip(tip))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._theme.dress(button, icon, "text")
        return button

    def _build(self) -> None:
        self._export = self._button(
            "arrow_export_up",
            tr("导出 Excel"),
            tr("导出审查结果"),
            tr("导出全部结果：Excel、CSV，或图层（GeoPackage、GeoJSON）"),
        )
        self._export.clicked.connect(self.export_asked)
        self._keep = self._button(
            "save",
            tr("保留结果"),
            tr("保留本次结果"),
            tr("把这次运行连同目录版本保留在项目里，以后可以对比和重算"),
        )
        self._keep.clicked.connect(self.keep_asked)
        self._notes.setContentsMargins(8, 0, 8, 0)
        self._notes.setSpacing(4)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._stale)
        middle.addWidget(self._stack, 1)
        foot = QFrame()
        foot.setProperty("panel", "foot")
        line = QHBoxLayout(foot)
        line.setContentsMargins(12, 2, 8, 2)
        line.setSpacing(12)
        for label in (self._foot, self._sum):
            label.setProperty("role", "secondary")
        line.addWidget(self._foot, 1)
        line.addWidget(self._sum)
        line.addWidget(self._keep)
        line.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        chips = QVBoxLayout()
        chips.setContentsMargins(8, 6, 8, 6)
        chips.addWidget(self.filter)
        layout.addLayout(chips)
        layout.addLayout(self._notes)
        layout.addWidget(self._chips)
        layout.addWidget(self.card)
        layout.addLayout(middle, 1)
        layout.addWidget(foot)

    def _bring_into_view(self) -> None:
        """Other rows are shown: begin at the selected one, else at the top."""
        rows = self.table.selected_rows()
        if rows and rows[0] < self.model.shown_count():
            self.table.scrollTo(self.model.index(rows[0], 0))
        else:
            self.table.scrollToTop()

    def _choose(self, ids: list[str]) -> None:
        self._show_foot(len(ids))
        self.chosen.emit(ids)

    def _rows_changed(self) -> None:
        shown, every = self.model.shown_count(), len(self.model.frame)
        self._stack.setCurrentWidget(self.table if shown else self._hint)
        others = {
            key: condition.text for key, condition in self.model.filters.items() if key != "verdict"
        }
        self._chips.show_filters(others)
        if not every:
            self._hint.say(
                tr("还没有审查结果"),
                tr("在左侧选好申请对象和开发区；也可以把名单（.xlsx、.csv）拖到窗口里。"),
                tr("开始审查"),
            )
        elif not shown:
            reasons = "；".join(condition.text for condition in self.model.filters.values())
            self._hint.say(
                tr("没有符合条件的行"),
                tr("{count} 行都被筛掉了：{reasons}").format(count=f"{every:,}", reasons=reasons),
                tr("清除筛选"),
            )
        self._show_foot()
        self.rows_changed.emit()

    def _show_header_menu(self, column: int, at: QPoint) -> None:
        menu = header_menu(self.table, column)
        menu.exec(at)
        menu.deleteLater()

    def _act_on_hint(self) -> None:
        if len(self.model.frame):
            self.clear_filters()
        else:
            self.run_asked.emit()

    def _show_foot(self, selected: int = 0) -> None:
        if self._shown is None:
            self._foot.setText("")
            self._sum.setText("")
            return
        counts = self._shown.counts
        shown, every = self.model.shown_count(), len(self.model.frame)
        parts = [tr("{count} 行").format(count=f"{every:,}")]
        if shown != every:
            parts.append(tr("显示 {count} 行").format(count=f"{shown:,}"))
        if selected:
            parts.append(tr("已选 {count} 行").format(count=f"{selected:,}"))
        parts.append(tr("6 类之和 = {count}").format(count=f"{sum(counts.values()):,}"))
        self._foot.setText("　".join(parts))
        day = tr("判定日 {day}").format(day=f"{self._shown.result.as_of:%Y-%m-%d}")
        self._sum.setText(f"{day}　{self._kept}" if self._kept else day)


def _remove(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
