"""投资汇总: one calculation in the background, shown as figures, map, bars, table and evidence."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pandas as pd
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from dzmap.core.quantities import is_missing
from dzmap.core.summary import BY, SPATIAL, Summary
from dzmap.services.figures import figure_of
from dzmap.services.jobs import Progress
from dzmap.ui.export_path import ask_export_path
from dzmap.ui.frame_model import FrameColumn, FrameModel
from dzmap.ui.frame_view import FrameView
from dzmap.ui.i18n import later, tr
from dzmap.ui.page import BottomTab, Desk, Proportions, TaskPage
from dzmap.ui.summary.bars import BarChart, bars_of
from dzmap.ui.summary.conditions import Choice, SummaryConditions
from dzmap.ui.summary.explain import ExplainPanel, Figure
from dzmap.ui.summary.key_figures import KeyFigures, share, signed, tiles, yi

if TYPE_CHECKING:
    from dzmap.services.map_model import MapModel
    from dzmap.services.session import Session


@dataclass(frozen=True)
class Result:
    """What one calculation gives: the summary, its map, and for which conditions."""

    choice: Choice
    summary: Summary
    model: "MapModel"


class SummaryPage(TaskPage):
    """The page keeps its last result; a change of year or data makes it calculate again."""

    left_title: ClassVar[str] = later("汇总条件")
    right_title: ClassVar[str] = later("解释这个数")
    menu: ClassVar[str] = "statistics"
    proportions: ClassVar[Proportions] = Proportions(left=264, right=340, bottom=262)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._result: Result | None = None
        self._chosen = ""
        self._stale = True
        self._active = False
        self._conditions = SummaryConditions(desk.theme)
        self._figures = KeyFigures(desk.theme)
        self._bars = BarChart(desk.theme)
        self._explain = ExplainPanel(desk.theme)
        self._groups, self._details = FrameModel(self), FrameModel(self)
        self._table, self._detail_table = FrameView(self._groups), FrameView(self._details)
        self._reconciled = QLabel()
        self.left, self.right = self._conditions, self._explain
        self.above, self.beside = self._figures, self._bars
        self._group_tab = _under(self._reconciled, self._table)
        self._show_tabs("", 0)
        self._conditions.changed.connect(self.run)
        self._conditions.excel_asked.connect(self.export_excel)
        self._conditions.report_asked.connect(self._go_to_report)
        self._table.chosen.connect(lambda ids: self._choose(ids[0] if ids else ""))
        self._bars.chosen.connect(self._choose)
        self._explain.copied.connect(self._copy)
        self._explain.details_asked.connect(self._show_details)
        desk.context.changed.connect(self._mark_stale)
        desk.selection.changed.connect(self._follow_selection)
        desk.stage.picked.connect(lambda _, ids: self._choose(ids[0] if ids else ""))

    @override
    def activate(self) -> None:
        self._active = True
        if self._stale:
            self.run()
        elif self._result is not None:
            self.desk.stage.show(self._result.model)

    @override
    def deactivate(self) -> None:
        self._active = False

    @override
    def project_closed(self) -> None:
        self._result, self._chosen, self._stale = None, "", True
        self._figures.show_tiles(())
        self._bars.show_bars((), "")
        self._explain.clear()
        for model in (self._groups, self._details):
            model.set_frame(pd.DataFrame({"id": pd.Series(dtype="object")}), ())

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
            lambda progress: _calculate(session, choice, year, industries, progress),
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
        if path is None:
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
        self._figures.show_tiles(tiles(summary))
        self._show_table(summary)
        self._reconciled.setText(f"{'✓' if summary.reconciles else '✕'} {summary.note}")
        self._reconciled.setProperty("tone", "ok" if summary.reconciles else "error")
        self._reconciled.style().polish(self._reconciled)
        if self._active:
            self.desk.stage.show(result.model)
        self._choose(self._chosen)

    def _show_table(self, summary: Summary) -> None:
        pinned = pd.concat([summary.rest, summary.total], ignore_index=True)
        self._groups.set_frame(summary.groups, _columns(summary), pinned)
        self._show_tabs(tr(BY[summary.by]), len(summary.groups))

    def _show_tabs(self, by: str, count: int) -> None:
        title = tr("按{by}汇总 {count}").format(by=by, count=count) if by else tr("汇总表")
        details = tr("项目明细 {count}").format(count=len(self._details.frame))
        self.bottom = [BottomTab(title, self._group_tab), BottomTab(details, self._detail_table)]
        self.tabs_changed.emit()

    def _choose(self, group: str) -> None:
        """A group was chosen in table, bars or map: explain it."""
        result, session = self._result, self.desk.document.session
        if not self._active or result is None or session is None:
            return
        from dzmap.services.summarising import project_details

        summary = result.summary
        rows = pd.concat([summary.groups, summary.rest], ignore_index=True)
        found = rows[rows["id"] == group]
        self._chosen = group if len(found) else ""
        self._bars.show_bars(bars_of(summary), self._chosen)
        self._table.show_selected([self._chosen] if self._chosen else [])
        if not self._chosen:
            self._explain.clear()
            return
        kinds = result.choice.kinds
        details = project_details(
            session, by=summary.by, group=group, year=summary.year, kinds=kinds
        )
        self._explain.show_figure(
            Figure(summary=summary, row=found.iloc[0], details=details, kinds=kinds)
        )
        self._details.set_frame(details, _detail_columns())
        self._show_tabs(tr(BY[summary.by]), len(summary.groups))
        if self.desk.stage.layer("choropleth") is not None and summary.by in SPATIAL:
            from dzmap.services.summarising import GROUP_TABLES

            self.desk.selection.set(GROUP_TABLES[summary.by], [self._chosen])

    def _follow_selection(self) -> None:
        from dzmap.services.summarising import GROUP_TABLES

        result, ids = self._result, self.desk.selection.ids
        if not self._active or result is None or not ids or ids[0] == self._chosen:
            return
        if self.desk.selection.table == GROUP_TABLES.get(result.summary.by):
            self._choose(ids[0])

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


def _under(label: QLabel, table: QWidget) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    label.setContentsMargins(12, 5, 12, 5)
    layout.addWidget(label)
    layout.addWidget(table, 1)
    return box


def _calculate(
    session: "Session",
    choice: Choice,
    year: int,
    industries: Callable[[], pd.DataFrame],
    progress: Progress,
) -> Result:
    from dzmap.services.overlay import overlay_model
    from dzmap.services.summarising import industry_names, summarise_project
    from dzmap.services.thematic import with_choropleth

    progress.step(tr("分组相加"))
    names = industry_names(industries()) if choice.by == "industry" else {}
    summary = summarise_project(
        session, by=choice.by, year=year, kinds=choice.kinds, industry_names=names
    )
    progress.step(tr("画图"))
    model = overlay_model(session)
    if choice.by in SPATIAL:
        model = with_choropleth(model, session, summary, figure_of(choice.figure, choice.per))
    return Result(choice, summary, model)


def _count(value: object) -> str:
    return "—" if is_missing(value) else f"{int(float(str(value))):,}"


def _columns(summary: Summary) -> tuple[FrameColumn, ...]:
    return (
        FrameColumn(name="name", header=tr(BY[summary.by])),
        FrameColumn(name="projects", header=tr("项目 个"), text=_count, number=True),
        FrameColumn(name="planned_wan_yuan", header=tr("计划 亿元"), text=yi, number=True),
        FrameColumn(name="completed_wan_yuan", header=tr("完成 亿元"), text=yi, number=True),
        FrameColumn(name="rate", header=tr("完成率"), text=share, number=True),
        FrameColumn(name="change", header=tr("同比"), text=signed, number=True),
        FrameColumn(name="enterprises", header=tr("规上企业 家"), text=_count, number=True),
        FrameColumn(name="revenue_wan_yuan", header=tr("营收 亿元"), text=yi, number=True),
        FrameColumn(name="tax_wan_yuan", header=tr("税收 亿元"), text=yi, number=True),
    )


def _detail_columns() -> tuple[FrameColumn, ...]:
    return (
        FrameColumn(name="name", header=tr("项目名称")),
        FrameColumn(name="owner", header=tr("建设单位")),
        FrameColumn(name="industry_code", header=tr("行业代码")),
        FrameColumn(name="stage", header=tr("项目阶段")),
        FrameColumn(name="planned_wan_yuan", header=tr("计划投资 万元"), number=True),
        FrameColumn(name="completed_wan_yuan", header=tr("完成投资 万元"), number=True),
    )
