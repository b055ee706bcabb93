"""The result of a run as the rows of the table, most severe first."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dzmap.core.kept_runs import RowOverride
from dzmap.core.quantities import is_missing
from dzmap.core.verdicts import Verdict
from dzmap.services.screening import ScreeningRun
from dzmap.ui.i18n import tr
from dzmap.ui.screening.words import verdict_word
from dzmap.ui.tables.frame_model import Filter, FrameColumn

NOTHING_LEFT = "—"


def result_rows(
    run: ScreeningRun, industry_names: Mapping[str, str], place_names: Mapping[str, str]
) -> pd.DataFrame:
    """One row per verdict, sorted by severity, then name.

    Args:
        run: A finished run.
        industry_names: Names of industries by code (without the letter).
        place_names: Short names of targets by id, where they have one.

    Returns:
        Columns id (position in the run as text), applicant_id, name, industry, place, verdict
        (int), checked, decisive, gap, review ("": nobody overrode it), straddling ("": in one place).
    """
    frame = run.frame
    # The codes of the two columns repeat a lot: each distinct one is looked up once.
    codes, distinct = pd.factorize(frame["industry_code"])
    industries = [f"{code} {industry_names.get(code, '')}".strip() for code in distinct]
    targets, places = pd.factorize(frame["target_id"])
    first = dict(zip(frame["target_id"], frame["target_name"], strict=True))
    names = [place_names.get(place) or first[place] or tr("未分区") for place in places]
    verdict = frame["verdict"].to_numpy()
    decisive, gaps = frame["decisive_text"], frame["gap_text"]
    short = [_beside(gap, text) for gap, text in zip(gaps, decisive, strict=True)]
    rows = pd.DataFrame(
        {
            "id": np.arange(len(frame)).astype(str),
            "applicant_id": frame["applicant_id"],
            "name": frame["name"].fillna(frame["applicant_id"]),
            "industry": pd.Series(np.array([*industries, NOTHING_LEFT], dtype=object)[codes]),
            "place": pd.Series(np.array([*names, NOTHING_LEFT], dtype=object)[targets]),
            "verdict": verdict,
            "checked": np.where(verdict == Verdict.INSUFFICIENT, frame["checked_zh"], NOTHING_LEFT),
            "decisive": decisive.where(decisive != "", NOTHING_LEFT),
            "gap": pd.Series(short, index=frame.index, dtype="str"),
            "review": pd.Series("", index=frame.index, dtype="str"),
            "straddling": frame.get("straddling", ""),
        }
    )
    clear = (verdict == Verdict.ADMITTED) & (rows["decisive"] == NOTHING_LEFT)
    rows.loc[clear, "decisive"] = tr("没有不满足的条款")
    return _sorted(rows)


def with_overrides(rows: pd.DataFrame, overrides: Mapping[int, RowOverride]) -> pd.DataFrame:
    """The rows of a run with the verdicts that officials gave; ``review`` names the machine's."""
    if not overrides:
        return rows
    by_id = {str(row): one for row, one in overrides.items()}
    verdicts = {key: int(one.override.verdict) for key, one in by_id.items()}
    words = {key: _review_text(one) for key, one in by_id.items()}
    changed = rows.assign(
        verdict=rows["id"].map(verdicts).fillna(rows["verdict"]).astype(rows["verdict"].dtype),
        review=rows["id"].map(words).fillna("").astype("str"),
    )
    return _sorted(changed)


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(
        ["verdict", "name"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _beside(gap: str, decisive: str) -> str:
    """A gap without the metric that the decisive clause beside it names: “还差 35.00 万元/亩”."""
    metric = decisive.partition(" ")[0]
    if len(metric) > 1 and gap.startswith(metric):
        gap = gap[len(metric) :]
    return gap or NOTHING_LEFT


def _review_text(one: RowOverride) -> str:
    machine = tr("机器：{verdict}").format(verdict=verdict_word(one.machine))
    return f"{machine}（{one.override.name}）"


def result_columns(*, reviewed: bool = False, straddling: bool = False) -> tuple[FrameColumn, ...]:
    """How the columns of ``result_rows`` are shown.

    复核 only where somebody overrode a verdict, 跨区与碎片 only where a parcel lies in several places.
    """
    review = (
        (FrameColumn(name="review", header=tr("复核"), text=_review_shown),) if reviewed else ()
    )
    return (
        FrameColumn(name="name", header=tr("申请对象")),
        FrameColumn(name="industry", header=tr("行业")),
        FrameColumn(name="place", header=tr("开发区")),
        FrameColumn(name="verdict", header=tr("结论"), text=_verdict_text),
        FrameColumn(name="decisive", header=tr("决定性条款")),
        FrameColumn(name="gap", header=tr("差距 / 缺什么")),
        *review,
        FrameColumn(name="checked", header=tr("已核查部分"), text=_checked_text),
        *((FrameColumn(name="straddling", header=tr("跨区与碎片")),) if straddling else ()),
    )


def only_verdict(verdict: Verdict) -> Filter:
    """Rows of one verdict."""
    text = f"{tr('结论')} = {verdict_word(verdict)}"
    return Filter("verdict", text, lambda frame: frame["verdict"].to_numpy() == verdict)


def only_lacking(name: str) -> Filter:
    """Rows whose decisive clause lacks a fact or layer of this name."""

    def keep(frame: pd.DataFrame) -> np.ndarray:
        return frame["gap"].str.contains(name, regex=False).to_numpy(dtype=bool)

    return Filter("lacking", tr("缺：{facts}").format(facts=name), keep)


def only_stuck(run: ScreeningRun, catalog_id: str, clause_id: str, demand: str) -> Filter:
    """Rows that this clause decides; ``demand`` names it in the chip."""
    result = run.result
    key = f"{catalog_id}/{clause_id}"
    numbers = [number for number, one in enumerate(result.clause_ids) if one == key]
    stuck = {str(row) for row in np.flatnonzero(np.isin(result.decisive, numbers))}

    def keep(frame: pd.DataFrame) -> np.ndarray:
        return frame["id"].isin(stuck).to_numpy(dtype=bool)

    return Filter("stuck", tr("卡在：{demand}").format(demand=demand), keep)


def _verdict_text(value: object) -> str:
    return NOTHING_LEFT if is_missing(value) else verdict_word(Verdict(int(str(value))))


def _review_shown(value: object) -> str:
    return str(value) or NOTHING_LEFT


def _checked_text(value: object) -> str:
    word = next((one for one in Verdict if one.zh == value), None)
    return NOTHING_LEFT if word is None else verdict_word(word)
