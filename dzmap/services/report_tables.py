"""The tables of a city report, from summaries, a screening run and the plan."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd
import shapely

from dzmap.core.plan import PlanState
from dzmap.core.quantities import WAN_YUAN_PER_YI_YUAN
from dzmap.core.results import NO_PLACE
from dzmap.core.summary import BY, Summary
from dzmap.core.verdicts import Override, ScreeningResult, Verdict
from dzmap.services.report_model import ReportTable, TableColumn

_AMOUNTS = ("planned", "completed", "previous_completed", "revenue", "tax")


class Run(Protocol):
    """A screening run: its result, and the result as a table (one row per verdict)."""

    @property
    def result(self) -> ScreeningResult:
        """Verdicts as arrays."""

    @property
    def frame(self) -> pd.DataFrame:
        """Columns of ``Screener.result_frame``."""


def verdict_table(result: ScreeningResult) -> ReportTable:
    """The six counts, what the decided clauses alone would give, and their sums."""
    counts = result.counts()
    checked = np.bincount(result.checked_verdict, minlength=len(Verdict))
    total = len(result)
    frame = pd.DataFrame(
        {
            "verdict": [verdict.zh for verdict in Verdict],
            "count": [counts[verdict] for verdict in Verdict],
            "share": [counts[verdict] / total if total else 0.0 for verdict in Verdict],
            "checked": [int(checked[verdict]) for verdict in Verdict],
        }
    )
    return ReportTable(
        title=f"准入审查结论（判定日 {result.as_of:%Y-%m-%d}）",
        sheet="审查结论",
        columns=(
            TableColumn(name="verdict", title="结论", kind="verdict"),
            TableColumn(name="count", title="审查结果", kind="int", unit="个"),
            TableColumn(name="share", title="占比", kind="percent", decimals=1),
            TableColumn(name="checked", title="只看已核查部分", kind="int", unit="个"),
        ),
        frame=frame,
        pinned=_total(verdict="合计", count=total, share=1.0 if total else 0.0, checked=total),
        note=(
            f"6 类之和 = {sum(counts.values()):,}。"
            "“只看已核查部分”不计缺资料和未覆盖的条款，不能代替结论。"
        ),
    )


def verdict_strip(result: ScreeningResult) -> ReportTable:
    """The six counts in one row, for the side of a map sheet."""
    counts = result.counts()
    columns = [
        *(TableColumn(name=verdict.token, title=verdict.zh, kind="int") for verdict in Verdict),
        TableColumn(name="total", title="合计", kind="int"),
    ]
    values = {verdict.token: counts[verdict] for verdict in Verdict} | {"total": len(result)}
    return ReportTable(
        title=f"准入审查结论（判定日 {result.as_of:%Y-%m-%d}，个）",
        sheet="审查结论",
        columns=tuple(columns),
        frame=pd.DataFrame([values]),
    )


def _total(**values: object) -> pd.DataFrame:
    return pd.DataFrame([values])


def summary_table(summary: Summary) -> ReportTable:
    """A whole summary in 亿元, rest rows and total pinned, with its sentence of reconciliation."""
    columns = (
        TableColumn(name="name", title=BY[summary.by]),
        TableColumn(name="projects", title="项目", kind="int", unit="个"),
        TableColumn(name="planned", title="计划投资", kind="number", unit="亿元"),
        TableColumn(name="completed", title="完成投资", kind="number", unit="亿元"),
        TableColumn(name="rate", title="完成率", kind="percent", decimals=1),
        TableColumn(name="previous_completed", title="上年完成", kind="number", unit="亿元"),
        TableColumn(name="change", title="增减", kind="change", decimals=1),
        TableColumn(name="enterprises", title="企业", kind="int", unit="家"),
        TableColumn(name="revenue", title="营业收入", kind="number", unit="亿元"),
        TableColumn(name="tax", title="税收", kind="number", unit="亿元"),
        TableColumn(name="area_mu", title="面积", kind="number", unit="亩", decimals=0),
    )
    whole = _in_yi_yuan(summary)
    shown = tuple(column for column in columns if whole[column.name].notna().any())
    area = "面积为椭球面积。" if any(column.name == "area_mu" for column in shown) else ""
    return _with_rest(summary, shown, note=f"{summary.note}。{area}")


def brief_summary_table(summary: Summary) -> ReportTable:
    """Projects, planned and completed investment and rate only, for the side of a map sheet."""
    columns = (
        TableColumn(name="name", title=BY[summary.by]),
        TableColumn(name="projects", title="项目", kind="int", unit="个"),
        TableColumn(name="planned", title="计划", kind="number", unit="亿元"),
        TableColumn(name="completed", title="完成", kind="number", unit="亿元"),
        TableColumn(name="rate", title="完成率", kind="percent", decimals=1),
    )
    return _with_rest(summary, columns, note=f"{summary.note}。")


def _with_rest(summary: Summary, columns: tuple[TableColumn, ...], *, note: str) -> ReportTable:
    whole = _in_yi_yuan(summary)
    groups = len(summary.groups)
    return ReportTable(
        title=f"{summary.year} 年分{BY[summary.by]}投资汇总",
        sheet=f"投资_{BY[summary.by]}",
        columns=columns,
        frame=whole.iloc[:groups].reset_index(drop=True),
        pinned=whole.iloc[groups:].reset_index(drop=True),
        note=note,
    )


def _in_yi_yuan(summary: Summary) -> pd.DataFrame:
    """Groups, rest rows and total below each other; amounts of zones and above are 亿元."""
    whole = pd.concat(
        [part for part in (summary.groups, summary.rest, summary.total) if len(part)],
        ignore_index=True,
    )
    return whole.assign(
        **{name: whole[f"{name}_wan_yuan"] / WAN_YUAN_PER_YI_YUAN for name in _AMOUNTS}
    )


def plan_table(progress: pd.DataFrame, places: Mapping[str, str], year: int) -> ReportTable:
    """``core.plan.plan_progress`` as printed; ``places`` names the scopes."""
    frame = progress.assign(
        scope=[
            places.get(str(scope), "全市") if scope else "全市" for scope in progress["scope_id"]
        ],
        state_zh=[PlanState(state).zh for state in progress["state"]],
    )
    columns = (
        TableColumn(name="scope", title="范围"),
        TableColumn(name="name", title="指标"),
        TableColumn(name="target_year", title="目标年份"),
        TableColumn(name="target", title="目标", kind="number", decimals=-1),
        TableColumn(name="due", title="应达", kind="number", decimals=-1),
        TableColumn(name="value", title="现值", kind="number", decimals=-1),
        TableColumn(name="unit", title="单位"),
        TableColumn(name="rate", title="完成率", kind="percent", decimals=1),
        TableColumn(name="state_zh", title="状态"),
    )
    return ReportTable(
        title=f"三年计划进度（截至 {year} 年末）",
        sheet="计划进度",
        columns=columns,
        frame=frame,
        note="应达按 2019 年到目标年份直线推算；没有数据的写“未填报”，状态为“资料不足”，不按 0 计。",
    )


def result_table(run: Run, *, full: bool = False, layer: bool = False) -> ReportTable:
    """Every verdict of a run, with its place where the table shall be a ``layer``."""
    frame = with_places(run) if layer else run.frame
    return verdicts_table(frame, run.result.as_of, full=full)


def with_places(run: Run) -> pd.DataFrame:
    """The run's table with the columns ``place`` (EPSG:4490; None: 未落图) and ``place_quality``."""
    who = run.result.applicants.iloc[run.result.applicant]
    places = who["geometry"].to_numpy().copy()
    places[shapely.is_missing(places) | shapely.is_empty(places)] = None
    quality = who["place_quality"].fillna("").to_numpy()
    quality = np.where(shapely.is_missing(places), "未落图", quality)
    return run.frame.assign(place=pd.Series(places, dtype=object), place_quality=quality)


def verdicts_table(
    verdicts: pd.DataFrame,
    as_of: date,
    *,
    full: bool = False,
    overrides: Mapping[int, Override] | None = None,
) -> ReportTable:
    """Every verdict with its decisive clause and gap, the strictest first.

    What lies in no zone was judged by no catalog and stands at the end. ``full`` adds what tells
    applicants and catalogs apart, for files that go on to other programs. ``overrides`` by row
    stand beside the machine's verdicts. Verdicts ``with_places`` make a table with places.
    """
    nowhere = verdicts["target_name"].fillna("") == ""
    frame = (
        _with_overrides(verdicts, overrides or {})
        .assign(nowhere=nowhere)
        .sort_values(["nowhere", "verdict", "name"], ascending=[True, False, True], kind="stable")
        .reset_index(drop=True)
    )
    number = frame["decisive_number"].fillna("").astype("str")
    text = frame["decisive_text"].fillna("").astype("str")
    frame = frame.assign(
        decisive=(number + " " + text).str.strip(),
        target_name=frame["target_name"].where(
            ~frame["nowhere"], np.where(frame["gap_text"] == NO_PLACE, "未落图", "未分区")
        ),
    )
    columns: tuple[TableColumn, ...] = (
        TableColumn(name="name", title="申请对象"),
        TableColumn(name="industry_code", title="行业"),
        TableColumn(name="target_name", title="开发区 / 园区"),
        TableColumn(name="verdict_zh", title="机器判定" if overrides else "结论", kind="verdict"),
        *(_OVERRIDE_COLUMNS if overrides else ()),
        TableColumn(name="checked_zh", title="已核查部分"),
        TableColumn(name="decisive", title="决定性条款"),
        TableColumn(name="gap_text", title="差距 / 缺什么"),
    )
    if full:
        columns = (
            TableColumn(name="applicant_id", title="编号"),
            *columns,
            TableColumn(name="decisive_catalog", title="条款所在目录"),
            TableColumn(name="assigned_by", title="归属依据"),
        )
        if "straddling" in frame and (frame["straddling"].fillna("") != "").any():
            columns = (*columns, TableColumn(name="straddling", title="跨区与碎片"))
    layer = "place" in frame
    if layer:
        columns = (*columns, TableColumn(name="place_quality", title="位置精度"))
    note = "按结论从严到宽排列，不在任何开发区的排在最后。“已核查部分”只看已有资料和图层，不能代替结论。"
    if overrides:
        note += f"人工改判 {len(overrides):,} 行，机器判定列在旁边。"
    return ReportTable(
        title=f"准入审查结果（判定日 {as_of:%Y-%m-%d}）",
        sheet="审查结果",
        columns=columns,
        frame=frame,
        note=note,
        places="place" if layer else "",
    )


_OVERRIDE_COLUMNS = (
    TableColumn(name="override_zh", title="改判", kind="verdict"),
    TableColumn(name="override_reason", title="改判理由"),
    TableColumn(name="override_name", title="改判人"),
)


def _with_overrides(verdicts: pd.DataFrame, overrides: Mapping[int, Override]) -> pd.DataFrame:
    texts = {name: np.full(len(verdicts), "", dtype=object) for name in ("zh", "reason", "name")}
    for row, override in overrides.items():
        texts["zh"][row] = override.verdict.zh
        texts["reason"][row] = override.reason
        texts["name"][row] = override.name
    return verdicts.assign(**{f"override_{name}": values for name, values in texts.items()})


def catalog_table(result: ScreeningResult) -> ReportTable:
    """The catalogs that the run used, with version and hash."""
    return ReportTable(
        title="所用准入目录",
        sheet="所用目录",
        columns=(TableColumn(name="catalog", title="目录、文号、版本"),),
        frame=pd.DataFrame({"catalog": list(result.catalogs)}),
    )


def layer_table(layers: pd.DataFrame) -> ReportTable:
    """The control layers with date and source; ``layers`` is the table ``control_layers``."""
    columns = (
        TableColumn(name="name", title="管控线图层"),
        TableColumn(name="data_date", title="数据日期"),
        TableColumn(name="effective_from", title="施行起", kind="date"),
        TableColumn(name="geometry_status", title="图形"),
        TableColumn(name="source", title="来源与覆盖"),
    )
    frame = pd.DataFrame({column.name: layers[column.name] for column in columns})
    return ReportTable(title="空间数据", sheet="空间数据", columns=columns, frame=frame)
