"""The reporting use case: a project's screening, investment and plan as one city report."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

import pandas as pd

from dzmap import __version__
from dzmap.core.quantities import format_number, format_percent, format_yi_yuan
from dzmap.core.summary import Summary
from dzmap.core.tables import TABLES
from dzmap.core.verdicts import ScreeningResult, Verdict
from dzmap.services import report_tables
from dzmap.services.jobs import Progress, Silent
from dzmap.services.map_model import MapModel
from dzmap.services.planning import place_names, plan_progress_of
from dzmap.services.ports import Tables
from dzmap.services.report_model import (
    KeyFigure,
    MapInset,
    MapSheet,
    Report,
    ReportTable,
    Section,
)
from dzmap.services.report_tables import Run

TITLE = "德州市开发区准入审查与投资汇总报告"
SHEET_TITLE = "德州市开发区准入审查与投资汇总图"
SHEET_NUMBER = "DZ-01"
UNPLACED = "未落图"

_SUB_PARKS = "parks_sub"
_CITED = ("counties", "neighbours", "townships", "waters", "zones", "parks", "clusters")
_FIGURES = ("enterprises", "projects", "plan_targets")
_MOST_SOURCES = 4
_CRS_AND_AREA = (
    "坐标系为2000国家大地坐标系（CGCS2000），制图用高斯-克吕格投影3°带，中央经线117°；"
    "面积为椭球面积（GRS80）。"
)


class Project(Tables, Protocol):
    """What a report needs of a project; a ``Session`` is one."""

    @property
    def title(self) -> str:
        """The project's title."""

    @property
    def sample(self) -> bool:
        """Whether the project holds 示例 data."""


def build_report(  # noqa: PLR0913 - the parts of a report are named one by one
    session: Project,
    *,
    run: Run | None,
    summaries: Sequence[Summary],
    map: MapModel,  # noqa: A002 - the word for it, always given by name
    year: int,
    progress: Progress | None = None,
    compiled: date | None = None,
    organisation: str = "",
) -> Report:
    """The city report for ``year``.

    Args:
        session: the project.
        run: a screening run; without one the report says that nothing was screened.
        summaries: investment by county, zone …; the sheet shows the one by county.
        map: what the A3 sheet shows, verdict marks included.
        year: the year of the figures.
        progress: told what is being put together.
        compiled: 编制日期; today if it is not given.
        organisation: 编制单位.
    """
    progress = progress or Silent()
    progress.step("正在汇编报告")
    as_of = f"判定日 {run.result.as_of:%Y-%m-%d}　" if run else ""
    day = compiled or datetime.now().astimezone().date()
    sections = [
        _overview(run, summaries),
        *_investment(summaries),
        *_plan(session, year),
        *_results(run),
        _basis(session, run, map),
    ]
    return Report(
        title=TITLE,
        subtitle=f"{as_of}数据年份 {year}",
        organisation=organisation,
        date=day.isoformat(),
        data_date=f"{year}-12-31",
        sample=session.sample or map.sample,
        schematic=map.schematic,
        sheets=(_sheet(run, summaries, map),),
        sections=tuple(_numbered(sections)),
        sources=tuple(_sources(session)),
        properties={
            "项目": session.title,
            "数据年份": str(year),
            "判定日": f"{run.result.as_of:%Y-%m-%d}" if run else "",
            "生成程序": f"dzmap {__version__}",
        },
    )


_ORDER = "一二三四五六七八九十"


def _numbered(sections: Sequence[Section]) -> list[Section]:
    return [
        Section(
            title=f"{_ORDER[index]}、{section.title}",
            paragraphs=section.paragraphs,
            figures=section.figures,
            tables=section.tables,
        )
        for index, section in enumerate(sections)
    ]


# --- the map sheet --------------------------------------------------------------------------


def _sheet(run: Run | None, summaries: Sequence[Summary], model: MapModel) -> MapSheet:
    county = _by(summaries, "county")
    tables: list[ReportTable] = []
    if run is not None:
        tables.append(report_tables.verdict_strip(run.result))
    if county is not None:
        tables.append(report_tables.brief_summary_table(county))
    return MapSheet(
        title=SHEET_TITLE,
        map=model,
        number=SHEET_NUMBER,
        inset=_sub_parks(model),
        side_tables=tuple(tables),
        explanations=tuple(_sheet_notes(run, county)),
    )


def _by(summaries: Sequence[Summary], by: str) -> Summary | None:
    return next((summary for summary in summaries if summary.by == by), None)


def _sub_parks(model: MapModel) -> MapInset | None:
    """The parks within parks in close-up: too small to read at the scale of the city."""
    parks = next((layer for layer in model.layers if layer.id == _SUB_PARKS), None)
    if parks is None or not len(parks.features):
        return None
    west, south, east, north = parks.features.total_bounds
    # A cluster covers the whole close-up: its tint would only dull the parks.
    shown = tuple(
        layer.id
        for layer in model.layers
        if layer.id == _SUB_PARKS or (layer.visible and layer.id != "clusters")
    )
    return MapInset(
        title=parks.title,
        extent=(float(west), float(south), float(east), float(north)),
        layers=shown,
    )


def _sheet_notes(run: Run | None, county: Summary | None) -> list[str]:
    notes = []
    if run is not None:
        counts = run.result.counts()
        notes.append(
            f"图上为每个申请对象的结论；资料不足 {counts[Verdict.INSUFFICIENT]:,} 个，"
            "没有判为准入。"
        )
    unplaced = _unplaced(county) if county is not None else None
    if unplaced is not None:
        notes.append(
            f"未落图项目 {unplaced['projects']:,} 个、完成投资"
            f" {format_yi_yuan(float(unplaced['completed_wan_yuan']))}，没有画在图上，已计入合计。"
        )
    return notes


def _unplaced(summary: Summary) -> pd.Series | None:
    rows = summary.rest[summary.rest["name"] == UNPLACED]
    return rows.iloc[0] if len(rows) else None


# --- the text pages -------------------------------------------------------------------------


def _overview(run: Run | None, summaries: Sequence[Summary]) -> Section:
    figures, tables, paragraphs = [], [], []
    county = _by(summaries, "county") or next(iter(summaries), None)
    if county is not None:
        figures.extend(_money(county))
    if run is not None:
        figures.extend(_verdicts(run.result))
        tables.append(report_tables.verdict_table(run.result))
        paragraphs.extend(_what_was_checked(run.result))
    else:
        paragraphs.append("本报告没有做准入审查，不含准入结论。")
    return Section(
        title="总体情况",
        paragraphs=tuple(paragraphs),
        figures=tuple(figures),
        tables=tuple(tables),
    )


def _money(summary: Summary) -> list[KeyFigure]:
    total = summary.total.iloc[0]
    year = f"{summary.year} 年"
    figures = [
        _amount(f"{year}计划投资", total["planned_wan_yuan"], f"{int(total['projects']):,} 个项目"),
        _amount(
            f"{year}完成投资",
            total["completed_wan_yuan"],
            f"完成率 {format_percent(total['rate'])}",
        ),
    ]
    unplaced = _unplaced(summary)
    if unplaced is not None:
        count = int(unplaced["projects"])
        amount = format_yi_yuan(float(unplaced["completed_wan_yuan"]))
        figures.append(
            KeyFigure(
                caption="未落图项目",
                value=f"{count:,}",
                unit="个",
                note=f"完成投资 {amount}" if count else "全部项目已落图",
                warn=count > 0,
            )
        )
    return figures


def _amount(caption: str, wan_yuan: float, note: str) -> KeyFigure:
    return KeyFigure(
        caption=caption, value=format_number(wan_yuan / 10_000), unit="亿元", note=note
    )


def _verdicts(result: ScreeningResult) -> list[KeyFigure]:
    counts = result.counts()
    insufficient = counts[Verdict.INSUFFICIENT]
    return [
        KeyFigure(
            caption="审查结果",
            value=f"{len(result):,}",
            unit="个",
            note=(
                f"禁止准入 {counts[Verdict.PROHIBITED]:,}，限制 {counts[Verdict.RESTRICTED]:,}，"
                f"资料不足 {insufficient:,}"
            ),
            warn=insufficient > 0,
        )
    ]


def _what_was_checked(result: ScreeningResult) -> list[str]:
    counts = result.counts()
    may = sum(counts[verdict] for verdict in (Verdict.ENCOURAGED, Verdict.ADMITTED))
    first = (
        f"按 {result.as_of:%Y-%m-%d} 施行的准入目录逐条核查，得出 {len(result):,} 个结论："
        f"鼓励准入和准入 {may:,} 个，有条件准入 {counts[Verdict.CONDITIONAL]:,} 个，"
        f"限制 {counts[Verdict.RESTRICTED]:,} 个，禁止准入 {counts[Verdict.PROHIBITED]:,} 个，"
        f"资料不足 {counts[Verdict.INSUFFICIENT]:,} 个。"
        "缺资料、缺图层或在图层覆盖以外的，一律判为资料不足，不作“满足”处理。"
    )
    homeless = int((result.target < 0).sum())
    outside = (
        f"其中 {homeless:,} 个不在任何开发区或园区内，也没有申报（未分区）。" if homeless else ""
    )
    return [f"{first}{outside}", *result.notes]


def _investment(summaries: Sequence[Summary]) -> list[Section]:
    if not summaries:
        return []
    broken = [summary for summary in summaries if not summary.reconciles]
    paragraphs = [
        f"{summary.title}各项之和与合计相差 {format_number(summary.difference_wan_yuan)} 万元，须查明。"
        for summary in broken
    ]
    tables = tuple(report_tables.summary_table(summary) for summary in summaries)
    return [Section(title="投资汇总", paragraphs=tuple(paragraphs), tables=tables)]


def _plan(session: Project, year: int) -> list[Section]:
    if session.table("plan_targets").empty:
        return []
    progress = plan_progress_of(session, year=year)
    table = report_tables.plan_table(progress, place_names(session), year)
    return [Section(title="计划进度", tables=(table,))]


def _results(run: Run | None) -> list[Section]:
    if run is None:
        return []
    return [Section(title="准入审查结果", tables=(report_tables.result_table(run),))]


def _basis(session: Project, run: Run | None, model: MapModel) -> Section:
    paragraphs = [_CRS_AND_AREA]
    if model.schematic:
        paragraphs.append("开发区、园区、集群和管控线边界为示意，不作审批依据。")
    if session.sample:
        paragraphs.append("项目含示例数据，数字不代表实际情况。")
    tables = []
    if run is not None:
        tables.append(report_tables.catalog_table(run.result))
    layers = session.table("control_layers")
    if len(layers):
        tables.append(report_tables.layer_table(layers))
    return Section(title="依据与说明", paragraphs=tuple(paragraphs), tables=tuple(tables))


def _sources(session: Project) -> list[str]:
    """One line per table: what its source column cites, each document once."""
    lines = []
    for name in (*_CITED, *_FIGURES):
        rows = session.table(name)
        cited = rows["source"].dropna().astype("str").unique() if len(rows) else ()
        named = sorted({part.strip() for text in cited for part in text.split("；")} - {""})
        if not named:
            continue
        more = f"，等 {len(named)} 项" if len(named) > _MOST_SOURCES else ""
        lines.append(f"{TABLES[name].zh}：{'；'.join(named[:_MOST_SOURCES])}{more}。")
    return lines
