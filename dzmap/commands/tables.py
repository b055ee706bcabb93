"""Readable tables on the terminal: verdict counts, investment per group, plan progress."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any
from unicodedata import east_asian_width

import pandas as pd

from dzmap.commands.console import tell
from dzmap.core.plan import PlanState
from dzmap.core.summary import BY, Summary
from dzmap.core.verdicts import ScreeningResult, Verdict

MARKS = {
    Verdict.ENCOURAGED: "★",
    Verdict.ADMITTED: "●",
    Verdict.CONDITIONAL: "■",
    Verdict.RESTRICTED: "▲",
    Verdict.INSUFFICIENT: "?",
    Verdict.PROHIBITED: "✕",
}

HEADS, WIDTHS = ("项目", "计划", "完成", "完成率"), (8, 12, 12, 10)


def tell_verdicts(result: ScreeningResult) -> None:
    """The six counts and their sum."""
    counts = result.counts()
    total = len(result)
    tell(f"\n准入审查  判定日 {result.as_of:%Y-%m-%d}，{total:,} 个审查结果")
    for verdict in reversed(Verdict):
        share = counts[verdict] / total if total else 0.0
        bar = "█" * round(30 * share)
        tell(f"  {MARKS[verdict]} {pad(verdict.zh, 12)}{counts[verdict]:>8,}  {share:>6.1%}  {bar}")
    tell(f"  6 类之和 = {sum(counts.values()):,}")


def tell_summary(summary: Summary) -> None:
    """Planned and completed investment per group, the rest rows, and the reconciliation."""
    tell(f"\n{summary.title}，单位：亿元")
    heads = "".join(pad_left(head, width) for head, width in zip(HEADS, WIDTHS, strict=True))
    rows = list(_rows(summary.groups, summary.rest, summary.total))
    widest = max(26, *(_columns(str(row["name"])) + 1 for row in rows))
    tell(f"  {pad(BY[summary.by], widest)}{heads}")
    for row in rows:
        rate = "—" if pd.isna(row["rate"]) else f"{row['rate']:.1%}"
        amounts = (_yi(row["planned_wan_yuan"]), _yi(row["completed_wan_yuan"]))
        cells = (f"{row['projects']:,}", *amounts, rate)
        line = "".join(pad_left(cell, width) for cell, width in zip(cells, WIDTHS, strict=True))
        tell(f"  {pad(str(row['name']), widest)}{line}")
    tell(f"  {'✓' if summary.reconciles else '✕ 不平'} {summary.note}")


def tell_plan(progress: pd.DataFrame, places: Mapping[str, str], year: int) -> None:
    """Each target with its value and its state; ``places`` names the scopes by id."""
    tell(f"\n三年计划进度（截至 {year} 年末）")
    for row in progress.to_dict("records"):
        state = PlanState(row["state"]).zh
        value = "未填报" if pd.isna(row["value"]) else f"{row['value']:,.2f}".removesuffix(".00")
        goal = f"{row['target']:,.2f}".removesuffix(".00")
        rate = "" if pd.isna(row["rate"]) else f"{row['rate']:.1%}"
        place = places.get(str(row["scope_id"]), "全市")
        name = pad(f"{place}  {row['name']}（{row['target_year']}）", 52)
        tell(f"  {pad(state, 9)}{name}{pad_left(value, 10)} / {goal} {row['unit']}  {rate}")


def pad(text: str, width: int) -> str:
    """Left-aligned to ``width`` terminal columns, where a Chinese character takes two."""
    return text + " " * max(width - _columns(text), 1)


def pad_left(text: str, width: int) -> str:
    """Right-aligned to ``width`` terminal columns."""
    return " " * max(width - _columns(text), 1) + text


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _rows(*frames: pd.DataFrame) -> Iterable[dict[Hashable, Any]]:
    for frame in frames:
        yield from frame.to_dict("records")


def _yi(wan_yuan: Any) -> str:
    return "未填报" if pd.isna(wan_yuan) else f"{float(wan_yuan) / 10_000:,.2f}"
