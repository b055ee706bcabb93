"""A catalog impact as a report: who changes, how they fall on the verdicts, and the sums."""

from datetime import datetime

import pandas as pd

from dzmap import __version__
from dzmap.core.impact import CatalogImpact
from dzmap.core.impact_sums import Sum, Sums
from dzmap.core.quantities import WAN_YUAN_PER_YI_YUAN
from dzmap.core.verdicts import Verdict
from dzmap.services.report_model import Report, ReportTable, Section, TableColumn
from dzmap.services.reporting import Project


def impact_report(session: Project, impact: CatalogImpact, *, subject: str = "") -> Report:
    """Matrix, sums by kind of change, and everybody whose verdict changes.

    Args:
        session: The project, for its title and marks.
        impact: The comparison.
        subject: What was changed, such as “《齐河目录》v4”.
    """
    as_of = f"{impact.as_of:%Y-%m-%d}"
    tables = (matrix_table(impact), kinds_table(impact), flips_table(impact))
    return Report(
        title=f"准入目录影响分析{f'：{subject}' if subject else ''}",
        date=datetime.now().astimezone().date().isoformat(),
        data_date=as_of,
        sample=session.sample,
        sections=(Section(title="影响分析", tables=tables),),
        properties={
            "项目": session.title,
            "判定日": as_of,
            "结果": impact_sentence(impact),
            "原目录": "；".join(impact.catalogs_before),
            "新目录": "；".join(impact.catalogs_after),
            "说明": " ".join(impact.notes),
            "核对": "各类之和等于总数" if impact.reconciles else "各类之和与总数不平",
            "生成程序": f"dzmap {__version__}",
        },
    )


def impact_sentence(impact: CatalogImpact) -> str:
    """“1,249 个对象中 37 个结论改变：30 个变严，5 个变宽，2 个变为资料不足”."""
    parts = [f"{impact.stricter.count:,} 个变严", f"{impact.softer.count:,} 个变宽"]
    if impact.unsettled.count:
        parts.append(f"{impact.unsettled.count:,} 个变为资料不足")
    if impact.settled.count:
        parts.append(f"{impact.settled.count:,} 个不再是资料不足")
    return (
        f"{impact.total.count:,} 个对象中 {impact.changed.count:,} 个结论改变：{'，'.join(parts)}"
    )


def matrix_table(impact: CatalogImpact) -> ReportTable:
    """Applicants by old verdict (row) and new verdict (column), with totals."""
    matrix = impact.matrix
    tokens = [verdict.token for verdict in Verdict]
    frame = pd.DataFrame(matrix, columns=tokens)
    frame.insert(0, "before", [verdict.zh for verdict in Verdict])
    frame["total"] = matrix.sum(axis=1)
    totals = {"before": "合计", **dict(zip(tokens, matrix.sum(axis=0).tolist(), strict=True))}
    return ReportTable(
        title="原结论（行）与新结论（列）",
        sheet="结论变化",
        columns=(
            TableColumn(name="before", title="原结论 ＼ 新结论", kind="verdict"),
            *(TableColumn(name=one.token, title=one.zh, kind="int") for one in Verdict),
            TableColumn(name="total", title="合计", kind="int"),
        ),
        frame=frame,
        pinned=pd.DataFrame([{**totals, "total": int(matrix.sum())}]),
        note="对角线上的结论不变；对角线右上方变严，左下方变宽，与“资料不足”之间的变化另计。",
    )


def kinds_table(impact: CatalogImpact) -> ReportTable:
    """Every kind of change with its revenue, tax and jobs, and how many did not report them."""
    changed = [kind for kind in impact.kinds if kind.changed]
    rows = [
        {"before": kind.before.zh, "after": kind.after.zh, **_cells(kind.sums)} for kind in changed
    ]
    total = {"before": "结论改变合计", "after": "", **_cells(impact.changed)}
    names = ["before", "after", *_cells(Sums())]
    return ReportTable(
        title="结论改变的对象合计",
        sheet="改变合计",
        columns=(
            TableColumn(name="before", title="原结论", kind="verdict"),
            TableColumn(name="after", title="新结论", kind="verdict"),
            TableColumn(name="count", title="对象", kind="int", unit="个"),
            TableColumn(name="revenue", title="营业收入", kind="number", unit="亿元"),
            TableColumn(name="revenue_missing", title="营收未填报", kind="int", unit="个"),
            TableColumn(name="tax", title="税收", kind="number", unit="万元"),
            TableColumn(name="tax_missing", title="税收未填报", kind="int", unit="个"),
            TableColumn(name="employees", title="从业人数", kind="int", unit="人"),
            TableColumn(name="employees_missing", title="人数未填报", kind="int", unit="个"),
        ),
        frame=pd.DataFrame(rows, columns=names),
        pinned=pd.DataFrame([total]),
        note="没有填报的不计入合计，个数列在旁边。",
    )


def flips_table(impact: CatalogImpact) -> ReportTable:
    """Everybody whose verdict changes, with the decisive clause on both sides and the gap."""
    frame = impact.flips.assign(
        before_clause=_clause(impact.flips, "before"),
        after_clause=_clause(impact.flips, "after"),
        revenue=impact.flips["revenue_wan_yuan"] / WAN_YUAN_PER_YI_YUAN,
    )
    return ReportTable(
        title=f"结论改变的对象（判定日 {impact.as_of:%Y-%m-%d}）",
        sheet="结论改变名单",
        columns=(
            TableColumn(name="applicant_id", title="编号"),
            TableColumn(name="name", title="名称"),
            TableColumn(name="industry_code", title="行业"),
            TableColumn(name="target_name", title="开发区 / 园区"),
            TableColumn(name="before_zh", title="原结论", kind="verdict"),
            TableColumn(name="after_zh", title="新结论", kind="verdict"),
            TableColumn(name="before_clause", title="原决定性条款"),
            TableColumn(name="after_clause", title="新决定性条款"),
            TableColumn(name="after_catalog", title="新条款所在目录"),
            TableColumn(name="gap_text", title="差距 / 缺什么"),
            TableColumn(name="revenue", title="营业收入", kind="number", unit="亿元"),
            TableColumn(name="tax_wan_yuan", title="税收", kind="number", unit="万元"),
            TableColumn(name="employees", title="从业人数", kind="int", unit="人"),
        ),
        frame=frame,
        note="按新结论从严到宽排列。",
    )


def _clause(flips: pd.DataFrame, side: str) -> "pd.Series[str]":
    number = flips[f"{side}_number"].fillna("").astype("str")
    return (number + " " + flips[f"{side}_text"].fillna("").astype("str")).str.strip()


def _cells(sums: Sums) -> dict[str, float | int | None]:
    return {
        "count": sums.count,
        "revenue": _scaled(sums.revenue, 1 / WAN_YUAN_PER_YI_YUAN),
        "revenue_missing": sums.revenue.missing,
        "tax": _scaled(sums.tax, 1.0),
        "tax_missing": sums.tax.missing,
        "employees": _scaled(sums.employees, 1.0),
        "employees_missing": sums.employees.missing,
    }


def _scaled(figure: Sum, scale: float) -> float | None:
    return None if figure.reported is None else figure.reported * scale
