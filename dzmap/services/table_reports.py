"""Reports of one table each: what ``screen``, ``summary`` and the window's export buttons write."""

from dataclasses import replace
from datetime import datetime

from dzmap import __version__
from dzmap.core.kept_runs import KeptRun
from dzmap.core.run_comparison import KINDS, Comparison, JudgedRun, verdict_text
from dzmap.core.summary import Summary
from dzmap.services import report_tables
from dzmap.services.report_model import Records, Report, ReportTable, Section, TableColumn
from dzmap.services.report_tables import Run
from dzmap.services.reporting import Project
from dzmap.services.straddling_table import straddling_tables


def screening_report(
    session: Project,
    run: Run,
    records: Records | None = None,
    *,
    beside: bool = True,
    layer: bool = False,
) -> Report:
    """Every verdict of a run with its decisive clause and gap.

    Args:
        session: The open project.
        run: A finished run.
        records: What a JSON file tells beyond the table, such as every clause result.
        beside: With the table of polygons that lie in several places, if there are any; a CSV file
            has no room for it.
        layer: With the places of the applicants, for formats that are layers.
    """
    result = run.result
    table = report_tables.result_table(run, full=True, layer=layer)
    as_of = f"{result.as_of:%Y-%m-%d}"
    report = _report(
        session,
        table,
        *(straddling_tables(result) if beside else ()),
        properties={
            "判定日": as_of,
            "准入目录": "；".join(result.catalogs),
            "说明": "；".join(result.notes),
        },
        data_date=as_of,
    )
    return replace(report, records=records)


def kept_run_report(session: Project, judged: JudgedRun, *others: ReportTable) -> Report:
    """The verdicts of a kept run with its overrides beside the machine's verdicts, then others."""
    run = judged.run
    as_of = f"{run.as_of:%Y-%m-%d}"
    return _report(
        session,
        report_tables.verdicts_table(
            judged.frame, run.as_of, full=True, overrides=judged.overrides
        ),
        *others,
        properties={
            "运行": f"{run.id} {run.title}",
            "审查员": run.author,
            "审查时间": f"{run.at:%Y-%m-%d %H:%M}",
            "判定日": as_of,
            "准入目录": "；".join(
                f"{one.title} {one.number} v{one.version} {one.digest[:8]}" for one in run.catalogs
            ),
            "审查程序": run.program,
            "说明": "；".join(run.notes),
        },
        data_date=as_of,
    )


def comparison_report(
    session: Project, before: KeptRun, after: KeptRun, found: Comparison
) -> Report:
    """Who was judged differently in two runs, and why."""
    words = {kind: f"{text} {found.count(kind):,}" for kind, text in KINDS.items()}
    frame = found.changes.assign(
        kind_zh=found.changes["kind"].map(KINDS),
        before_zh=found.changes["before"].map(verdict_text),
        after_zh=found.changes["after"].map(verdict_text),
    )
    table = ReportTable(
        title=f"审查结果对比（{run_words(before)} → {run_words(after)}）",
        sheet="结果对比",
        columns=(
            TableColumn(name="applicant_id", title="编号"),
            TableColumn(name="name", title="申请对象"),
            TableColumn(name="kind_zh", title="变化"),
            TableColumn(name="before_zh", title="原结论", kind="verdict"),
            TableColumn(name="after_zh", title="现结论", kind="verdict"),
            TableColumn(name="why", title="原因"),
            TableColumn(name="before_target", title="原开发区 / 园区"),
            TableColumn(name="after_target", title="现开发区 / 园区"),
            TableColumn(name="before_clause", title="原决定性条款"),
            TableColumn(name="after_clause", title="现决定性条款"),
        ),
        frame=frame,
        note=f"{'，'.join(words.values())}，没有变化 {found.unchanged:,}。",
    )
    properties = {
        "对比": f"{run_words(before)} → {run_words(after)}",
        "运行之间的变化": "；".join(found.grounds),
    }
    return _report(session, table, properties=properties, data_date=f"{after.as_of:%Y-%m-%d}")


def run_words(run: KeptRun) -> str:
    """“2021-R-0017”, or 本次 for a run that is not kept."""
    return run.id or "本次"


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
    session: Project,
    table: ReportTable,
    *others: ReportTable,
    properties: dict[str, str],
    data_date: str,
) -> Report:
    return Report(
        title=table.title,
        date=datetime.now().astimezone().date().isoformat(),
        data_date=data_date,
        sample=session.sample,
        sections=(Section(title=table.title, tables=(table, *others)),),
        properties={
            "项目": session.title,
            **properties,
            "生成程序": f"dzmap {__version__}",
        },
    )
