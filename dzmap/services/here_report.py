"""这里能进什么 as tables: industries by what lists say, thresholds and procedures, control lines."""

from datetime import datetime
from typing import Any

import pandas as pd

from dzmap.core.admissible import Admissible, ClauseHere, industries_text
from dzmap.core.industries import IndustryTree
from dzmap.core.verdicts import Verdict
from dzmap.services.admissible import Here, layer_text
from dzmap.services.report_model import Report, ReportTable, Section, TableColumn

GROUP_ZH = {
    Verdict.ENCOURAGED: "鼓励",
    Verdict.ADMITTED: "允许",
    Verdict.RESTRICTED: "限制",
    Verdict.PROHIBITED: "禁止",
    Verdict.INSUFFICIENT: "不能确定",
}
KIND_ZH = {
    "list": "清单",
    "requirement": "门槛",
    "procedure": "程序",
    "spatial": "空间",
    "exception": "例外",
}


def state_text(clause: ClauseHere) -> str:
    """满足, 不满足, 缺资料 …; what speaks on a condition only is 视情况."""
    if clause.result.kind in {"list", "exception"}:
        return "视情况"
    return clause.result.state.zh


def otherwise_text(clause: ClauseHere) -> str:
    """The verdict for who does not fulfil a clause; "" for lists, which say it themselves."""
    otherwise = clause.otherwise
    return "" if otherwise is None or clause.result.kind == "list" else otherwise.zh


def here_report(session: Any, found: Here, tree: IndustryTree) -> Report:
    """The answer as tables: industries by what lists say, clauses, layers."""
    as_of = f"{found.request.as_of:%Y-%m-%d}"
    place = found.request.place
    title = f"这里能进什么：{found.title}（判定日 {as_of}）"
    tables = [*_industry_tables(found.admissible, tree), _layer_table(found)]
    return Report(
        title=title,
        date=datetime.now().astimezone().date().isoformat(),
        data_date=as_of,
        sample=session.sample,
        sections=(
            Section(title=title, paragraphs=(*found.barred, *found.notes), tables=tuple(tables)),
        ),
        properties={
            "项目": session.title,
            "位置": "" if place is None else f"{place[0]:.6f}, {place[1]:.6f}",
            "建设性质": found.request.action,
            "准入目录": "；".join(found.admissible.catalogs if found.admissible else ()),
            "说明": "；".join((*found.barred, *found.notes)),
        },
    )


def _industry_tables(answer: Admissible | None, tree: IndustryTree) -> tuple[ReportTable, ...]:
    if answer is None:
        return ()
    groups = pd.DataFrame(
        {
            "outcome": [GROUP_ZH[group.verdict] for group in answer.groups],
            "count": [group.count for group in answer.groups],
            "industries": [industries_text(group.industries, tree, 200) for group in answer.groups],
        }
    )
    clauses = pd.DataFrame(
        {
            "kind": [KIND_ZH[one.result.kind] for one in answer.clauses],
            "requirement": [one.requirement for one in answer.clauses],
            "otherwise": [otherwise_text(one) for one in answer.clauses],
            "state": [state_text(one) for one in answer.clauses],
            "who": [
                "全部" if one.everyone else industries_text(one.industries, tree, 40)
                for one in answer.clauses
            ],
            "missing": ["、".join(one.result.missing) for one in answer.clauses],
            "source": [one.result.source for one in answer.clauses],
        }
    )
    return (
        ReportTable(
            title="行业",
            sheet="行业",
            columns=(
                TableColumn(name="outcome", title="清单结论"),
                TableColumn(name="count", title="小类", kind="int", unit="个"),
                TableColumn(name="industries", title="行业"),
            ),
            frame=groups,
            note="只看清单和目录默认；还须满足“门槛和程序”。",
        ),
        ReportTable(
            title="门槛和程序",
            sheet="门槛和程序",
            columns=(
                TableColumn(name="kind", title="类别"),
                TableColumn(name="requirement", title="要求"),
                TableColumn(name="otherwise", title="不满足则"),
                TableColumn(name="state", title="此处"),
                TableColumn(name="who", title="适用行业"),
                TableColumn(name="missing", title="要看"),
                TableColumn(name="source", title="来源"),
            ),
            frame=clauses,
            note="“适用行业”不含清单已禁止的行业。",
        ),
    )


def _layer_table(found: Here) -> ReportTable:
    frame = pd.DataFrame(
        {
            "name": [layer.name for layer in found.layers],
            "data_date": [layer.data_date for layer in found.layers],
            "state": [layer_text(layer) for layer in found.layers],
        }
    )
    return ReportTable(
        title="空间",
        sheet="空间",
        columns=(
            TableColumn(name="name", title="管控线"),
            TableColumn(name="data_date", title="数据日期"),
            TableColumn(name="state", title="此处"),
        ),
        frame=frame,
    )
