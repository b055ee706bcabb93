"""A screening result as a table for people."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.assignment import ASSIGNED_BY_ZH, PLACES_STATED
from dzmap.core.evaluation import Evaluation
from dzmap.core.facts import Block, Facts
from dzmap.core.phrases import phrases
from dzmap.core.quantities import format_list
from dzmap.core.rulebook import Rulebook, RuleSet
from dzmap.core.verdicts import ScreeningResult, Verdict
from dzmap.core.wording import Wording, number_of

NO_TARGET = "不在任何开发区或园区内，也没有申报（未分区）"
NO_PLACE = "没有准确位置，也没有申报开发区（未落图）"
NO_CATALOG = "判定日没有生效的准入目录"
NO_SURE_CATALOG = "不能确定有没有目录适用：缺所在县（市、区）或园区类型"


def not_here(names: Sequence[str]) -> str:
    """Said of parks and zones that an applicant names but the project does not have."""
    return f"申报的“{format_list(names)}”不在本项目的开发区和园区中"


def not_governed(rule_set: RuleSet) -> str:
    """Why no clause is behind 资料不足."""
    return NO_SURE_CATALOG if rule_set.rules else NO_CATALOG


_VERDICT_ZH = np.array([verdict.zh for verdict in Verdict], dtype=object)


def tabulate(
    result: ScreeningResult, facts: Facts, rulebook: Rulebook, wording: Wording
) -> pd.DataFrame:
    """One row per verdict; columns as ``Screener.result_frame`` says."""
    frame = facts.frame
    target_ids = [*(target.id for target in result.targets), ""]
    target_names = [*(target.name for target in result.targets), ""]
    numbers = [*(number_of(rule) for rule in rulebook.rules), ""]
    texts = [*(wording.requirement(rule) for rule in rulebook.rules), ""]
    catalogs = [*(rule.catalog.title for rule in rulebook.rules), ""]
    return pd.DataFrame(
        {
            "applicant_id": _chosen(frame["id"], result.applicant),
            "name": _chosen(frame["name"], result.applicant),
            "industry_code": _chosen(frame["industry_code"], result.applicant),
            "target_id": _looked_up(target_ids, result.target),
            "target_name": _looked_up(target_names, result.target),
            "verdict": result.verdict,
            "verdict_zh": _looked_up(_VERDICT_ZH, result.verdict),
            "checked_zh": _looked_up(_VERDICT_ZH, result.checked_verdict),
            "decisive_number": _looked_up(numbers, result.decisive),
            "decisive_text": _looked_up(texts, result.decisive),
            "decisive_catalog": _looked_up(catalogs, result.decisive),
            "gap_text": pd.Series(_gap_texts(result, facts, rulebook, wording), dtype="str"),
            "violated": result.violated,
            "procedures": result.procedures,
            "unknown": result.unknown,
            "assigned_by": _looked_up(ASSIGNED_BY_ZH, result.assigned_by),
        }
    )


def _chosen(column: "pd.Series[str]", rows: npt.NDArray[np.int32]) -> "pd.Series[str]":
    return column.take(rows).reset_index(drop=True)


def _looked_up(texts: Sequence[str] | npt.NDArray[np.object_], codes: npt.ArrayLike) -> pd.Series:
    return pd.Series(np.asarray(texts, dtype=object)[np.asarray(codes)], dtype="str")


def _gap_texts(
    result: ScreeningResult, facts: Facts, rulebook: Rulebook, wording: Wording
) -> npt.NDArray[np.object_]:
    texts = np.full(len(result), "", dtype=object)
    adrift = np.flatnonzero(result.target < 0)
    precise = facts.precise[result.applicant[adrift]]
    texts[adrift] = np.where(precise, NO_TARGET, NO_PLACE)
    stated = facts.frame[list(PLACES_STATED)].fillna("").to_numpy()
    for row in adrift[(stated[result.applicant[adrift]] != "").any(axis=1)]:
        texts[row] = not_here([name for name in stated[result.applicant[row]] if name])
    for target, decisive, rows in _groups(result):
        rule_set = rulebook.rule_sets[target]
        if decisive < 0:
            unsure = result.verdict[rows] == Verdict.INSUFFICIENT
            texts[rows] = np.where(unsure, not_governed(rule_set), "")
            continue
        block = Block(facts, result.applicant[rows].astype(np.intp))
        evaluation = Evaluation(rule_set, block)
        rule = rulebook.rules[decisive]
        texts[rows] = phrases(evaluation, rule, result.verdict[rows], wording)
    return texts


def _groups(result: ScreeningResult) -> Iterator[tuple[int, int, npt.NDArray[np.intp]]]:
    """The rows by target and decisive clause."""
    key = result.target.astype(np.int64) * (len(result.clause_ids) + 1) + result.decisive + 1
    order = np.argsort(key, kind="stable")
    order = order[result.target[order] >= 0]
    if not len(order):
        return
    starts = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0])
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        rows = order[start:end]
        yield int(result.target[rows[0]]), int(result.decisive[rows[0]]), rows
