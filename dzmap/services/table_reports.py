"""Reports of one table each: what ``screen``, ``summary`` and the window's export buttons write."""

from datetime import datetime

from dzmap import __version__
from dzmap.core.summary import Summary
from dzmap.services import report_tables
from dzmap.services.report_model import Report, ReportTable, Section
from dzmap.services.report_tables import Run
from dzmap.services.reporting import Project


def screening_report(session: Project, run: Run) -> Report:
    """Every verdict of a run with its decisive clause and gap."""
    result = run.result
    table = report_tables.result_table(run, full=True)
    as_of = f"{result.as_of:%Y-%m-%d}"
    return _report(
        session,
        table,
        properties={
            "判定日": as_of,
            "准入目录": "；".join(result.catalogs),
            "说明": "；".join(result.notes),
        },
        data_date=as_of,
    )


def summary_report(session: Project, summary: Summary) -> Report:
    """One summary with its rest rows and total."""
    table = report_tables.summary_table(summary)
    return _report(
        session,
        table,
        properties={"数据年份": str(summary.year), "核对": summary.note},
        data_date=f"{summary.year}-12-31",
    )


def _report(
    session: Project, table: ReportTable, *, properties: dict[str, str], data_date: str
) -> Report:
    return Report(
        title=table.title,
        date=datetime.now().astimezone().date().isoformat(),
        data_date=data_date,
        sample=session.sample,
        sections=(Section(title=table.title, tables=(table,)),),
        properties={
            "项目": session.title,
            **properties,
            "生成程序": f"dzmap {__version__}",
        },
    )
