"""投资汇总: one calculation in the background, shown as figures, map, bars, table and evidence."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from dzmap.core.summary import BY, SPATIAL
from dzmap.services.jobs import Progress
from dzmap.services.summarising import GROUP_TABLES
from dzmap.ui.export_path import ask_export_path
from dzmap.ui.i18n import later, tr
from dzmap.ui.map.uncovering import uncover
from dzmap.ui.page import BottomTab, Desk, Proportions, TaskPage
from dzmap.ui.plain_text import plain_label
from dzmap.ui.summary.bars import BarChart, bars_of
from dzmap.ui.summary.calculation import (
    CHOROPLETH,
    TOTAL,
    Figure,
    Result,
    calculate,
    figure_for,
)
from dzmap.ui.summary.conditions import SummaryConditions
from dzmap.ui.summary.explain import ExplainPanel
from dzmap.ui.summary.key_figures import KeyFigures, tiles
from dzmap.ui.summary.table import SummaryTable
from dzmap.ui.summary.years import YearBars
from dzmap.ui.tables.frame_model import FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView

_ROOM_FOR_YEARS = 400


class SummaryPage(TaskPage):
    """The page keeps its last result; a change of year or data makes it calculate again."""

    left_title: ClassVar[str] = later("汇总条件")
    right_title: ClassVar[str] = later("解释这个数")
    menu: ClassVar[str] = "statistics"
    proportions: ClassVar[Proportions] = Proportions(left=264, right=340, bottom=262)
    complete_map: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._result: Result | None = None
        self._chosen: tuple[str, ...] = ()  # the first is explained
        self._telling = False
        self._stale = True
        self._active = False
        self._conditions = SummaryConditions(desk.theme)
        self._figures = KeyFigures(desk.theme)
        self._bars = BarChart(desk.theme)
        self._years = YearBars(desk.theme)
        self._explain = ExplainPanel(desk.theme)
        self._table = SummaryTable(desk.theme)
        self._details = FrameModel(self)
        self._detail_table = FrameView(self._details)
        self._reconciled = plain_label()
        self.left, self.right = self._conditions, self._explain
        self.above, self.beside = self._figures, _Charts(self._bars, self._years)
        self._group_tab = _under(self._reconciled, self._table)
        self._show_tabs("", 0)
        self._conditions.changed.connect(self.run)
        self._conditions.excel_asked.connect(self.export_excel)
        self._conditions.report_asked.connect(self._go_to_report)
        self._table.chosen.connect(self._choose)
        self._bars.chosen.connect(self._choose_bar)
        self._explain.picked.connect(self._pick_part)
        self._explain.copied.connect(self._copy)
        self._explain.details_asked.connect(self._show_details)
        desk.context.changed.connect(self._mark_stale)
        desk.selection.changed.connect(self._follow_selection)
        self._detail_table.chosen.connect(lambda ids: desk.selection.set("projects", ids))

    @override
    def activate(self) -> None:
        self._active = True
        if self._stale:
            self.run()
        elif self._result is not None:
            self._show_map(self._result)
            self._follow_selection()

    @override
    def deactivate(self) -> None:
        self._active = False

    @override
    def project_closed(self) -> None:
        self._result, self._chosen, self._stale = None, (), True
        self._figures.show_tiles(())
        self._bars.show_bars((), ())
        self._years.show_years((), 0, "")
        self._explain.clear()
        self._table.clear()
        self._details.set_frame(pd.DataFrame({"id": pd.Series(dtype="object")}), ())

    @override
    def project_changed(self, tables: frozenset[str]) -> None:
        self._mark_stale()

    @override
    def actions(self) -> list[QAction]:
        export = QAction(tr("导出汇总表…"), self)
        export.triggered.connect(self.export_excel)
        return [export]

    @override
    def run(self) -> None:
        session = self.desk.document.session
        choice = self._conditions.choice
        if session is None:
            return
        if not choice.kinds:
            self.desk.notices.toast(tr("至少选一类项目，才能汇总。"))
            return
        self._stale = False
        industries = self.desk.document.application.reference.industries
        year = self.desk.context.year
        self.desk.jobs.run(
            tr("正在汇总"),
            lambda progress: calculate(session, choice, year, industries, progress),
            key="summary",
            on_done=self._take,
        )

    def export_excel(self) -> None:
        """Write the table as Excel where the user says."""
        session, result = self.desk.document.session, self._result
        if session is None or result is None:
            return
        path = ask_export_path(
            self.desk.settings, tr("导出汇总表"), f"{result.summary.title}.xlsx", "Excel (*.xlsx)"
        )
        if path is not None:
            self.write_excel(path)

    def write_excel(self, path: Path) -> None:
        """Write the table there in the background; a toast tells."""
        session, result = self.desk.document.session, self._result
        if session is None or result is None:
            return
        writer = self.desk.document.application.writers["xlsx"]

        def work(progress: Progress) -> Path:
            from dzmap.services.table_reports import summary_report

            writer.write(summary_report(session, result.summary), path, progress=progress)
            return path

        self.desk.jobs.run(
            tr("正在导出 {name}").format(name=path.name),
            work,
            on_done=lambda path: self.desk.notices.toast(
                tr("已导出 {name}").format(name=path.name)
            ),
        )

    def _take(self, result: Result) -> None:
        if self.desk.document.session is None:
            return
        self._result = result
        summary = result.summary
        years = {one.year: one for one in result.years()}
        before = years.get(summary.year - 1)
        self._figures.show_tiles(tiles(summary, None if before is None else before.rate))
        self._conditions.show_counts(result.counts)
        self._table.show_summary(summary)
        self._show_tabs(tr(BY[summary.by]), len(summary.groups))
        self._reconciled.setText(f"{'✓' if summary.reconciles else '✕'} {summary.note}")
        self._reconciled.setProperty("tone", "ok" if summary.reconciles else "error")
        self._reconciled.style().polish(self._reconciled)
        if self._active:
            self._show_map(result)
        selection = self.desk.selection
        own = selection.table == GROUP_TABLES.get(summary.by)
        self._choose(selection.ids if own else self._chosen)

    def _show_map(self, result: Result) -> None:
        thematic = any(layer.id == CHOROPLETH for layer in result.model.layers)
        self.desk.stage.show(result.model, legend=(CHOROPLETH,) if thematic else None)

    def _show_tabs(self, by: str, count: int) -> None:
        title = tr("按{by}汇总 {count}").format(by=by, count=count) if by else tr("汇总表")
        details = tr("项目明细 {count}").format(count=len(self._details.frame))
        self.bottom = [BottomTab(title, self._group_tab), BottomTab(details, self._detail_table)]
        self.tabs_changed.emit()

    def _choose_bar(self, group: str, add: bool) -> None:
        """A bar was chosen alone, or beside the others and taken away again."""
        if not add:
            self._choose((group,))
        elif group in self._chosen:
            self._choose([one for one in self._chosen if one != group])
        else:
            self._choose((*self._chosen, group))

    def _choose(self, groups: Sequence[str]) -> None:
        """Groups were chosen in table, bars or map: mark them everywhere, explain the first."""
        result, session = self._result, self.desk.document.session
        if not self._active or result is None or session is None:
            return
        summary, rows = result.summary, result.rows()
        known = dict(zip(rows["id"].astype(str), rows["name"].astype(str), strict=True))
        self._chosen = tuple(group for group in groups if group in known)
        self._bars.show_bars(bars_of(summary), self._chosen)
        self._table.show_selected(self._chosen)
        self._tell_selection(result)
        if not self._chosen:
            self._years.show_years(result.years(TOTAL), summary.year, tr("合计"))
            self._explain.clear()
            return
        first = self._chosen[0]
        self._years.show_years(result.years(first), summary.year, known[first])
        self.desk.jobs.run(
            tr("整理依据"),
            lambda _progress: figure_for(session, result, first),
            key="summary figure",
            on_done=self._show_figure,
        )

    def _tell_selection(self, result: Result) -> None:
        """Select on the map what is chosen here; what is selected of other tables stays if nothing is."""
        summary, selection = result.summary, self.desk.selection
        if self.desk.stage.layer(CHOROPLETH) is None or summary.by not in SPATIAL:
            return
        table, places = GROUP_TABLES[summary.by], set(summary.groups["id"].astype(str))
        if self._chosen or selection.table == table:
            self._telling = True
            selection.set(table, (one for one in self._chosen if one in places))
            self._telling = False

    def _show_figure(self, figure: Figure) -> None:
        if str(figure.row["id"]) not in self._chosen[:1]:
            return
        self._explain.show_figure(figure)
        self._details.set_frame(figure.details, _detail_columns())
        self._show_tabs(tr(BY[figure.summary.by]), len(figure.summary.groups))
        self._mark_parts()

    def _follow_selection(self) -> None:
        result, selection = self._result, self.desk.selection
        if not self._active or result is None:
            return
        self._mark_parts()
        own = selection.table == GROUP_TABLES.get(result.summary.by)
        cleared = not selection.ids and result.summary.by in SPATIAL
        if (own or cleared) and not self._telling and selection.ids != self._chosen:
            self._choose(selection.ids)

    def _mark_parts(self) -> None:
        """Frame the bars, and select the projects, of what is selected."""
        selection = self.desk.selection
        self._explain.show_selection(selection.table, selection.ids)
        self._detail_table.show_selected(selection.ids if selection.table == "projects" else ())

    def _pick_part(self, table: str, ids: Sequence[str], add: bool) -> None:
        """A bar of the evidence was chosen: a zone, a park, the projects of a stage."""
        uncover(self.desk.stage, table, ids)
        if table == "projects":
            self._show_details()
        self.desk.selection.pick(table, ids, add=add)

    def _show_details(self) -> None:
        self.tab_asked.emit(self._detail_table)

    def _mark_stale(self) -> None:
        self._stale = True
        if self._active:
            self.run()

    def _go_to_report(self) -> None:
        self.task_asked.emit("output/city")

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.desk.notices.toast(tr("说明已复制"))


class _Charts(QWidget):
    """The bars, and below them the years where there is room."""

    def __init__(self, bars: BarChart, years: YearBars) -> None:
        super().__init__()
        self.setProperty("panel", "charts")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._years = years
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bars, 1)
        layout.addWidget(years)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._years.setVisible(self.height() >= _ROOM_FOR_YEARS)


def _under(label: QLabel, table: QWidget) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    label.setContentsMargins(12, 5, 12, 5)
    layout.addWidget(label)
    layout.addWidget(table, 1)
    return box


def _detail_columns() -> tuple[FrameColumn, ...]:
    return (
        FrameColumn(name="name", header=tr("项目名称")),
        FrameColumn(name="owner", header=tr("建设单位")),
        FrameColumn(name="industry_code", header=tr("行业代码")),
        FrameColumn(name="stage", header=tr("项目阶段")),
        FrameColumn(name="planned_wan_yuan", header=tr("计划投资 万元"), number=True),
        FrameColumn(name="completed_wan_yuan", header=tr("完成投资 万元"), number=True),
    )
