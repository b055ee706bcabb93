from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dzmap.core.kept_runs import CatalogInForce, KeptRun
from dzmap.core.run_comparison import CHANGED, GONE, MOVED, NEW, Comparison, JudgedRun, compare
from dzmap.core.verdicts import Override, Verdict

DAY = date(2021, 12, 31)
BOOK = CatalogInForce(id="QH", title="齐河目录", number="", version="1", digest="a" * 64)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["甲", "乙", "丙", "丁", "第2行"]),
        st.sampled_from(["Z1", "Z2", ""]),
        st.integers(0, 5),
        st.integers(0, 2),
    ),
    max_size=8,
)


def record(**fields: Any) -> KeptRun:
    usual: dict[str, Any] = {
        "id": "2021-R-0001",
        "title": "",
        "author": "",
        "at": datetime(2022, 1, 1, tzinfo=UTC),
        "as_of": DAY,
        "year": 2021,
        "source": "list",
        "catalogs": (BOOK,),
        "data": {"applicants": "1", "places": "1", "control": "1", "lists": "1"},
        "program": "dzmap 1",
    }
    return KeptRun(**{**usual, **fields})


def judged(rows: Sequence[tuple[str, str, int, int]], **fields: Any) -> JudgedRun:
    """Rows of applicant (its id and name), target, verdict and facts."""

    def texts(values: Sequence[str]) -> pd.Series:
        return pd.Series(list(values), dtype="str")

    frame = pd.DataFrame(
        {
            "applicant_id": texts([row[0] for row in rows]),
            "name": texts([f"企业{row[0]}" for row in rows]),
            "target_id": texts([row[1] for row in rows]),
            "target_name": texts([row[1] for row in rows]),
            "verdict": pd.Series([row[2] for row in rows], dtype="int8"),
            "checked_zh": texts([Verdict(row[2]).zh for row in rows]),
            "decisive_key": texts(["QH/c1"] * len(rows)),
            "decisive_number": texts(["第七条"] * len(rows)),
            "decisive_text": texts(["投资强度 ≥ 300"] * len(rows)),
            "gap_text": texts([""] * len(rows)),
            "applicant_row": pd.Series(range(len(rows)), dtype="int32"),
            "facts_print": pd.Series([row[3] for row in rows], dtype="uint32"),
        }
    )
    return JudgedRun(run=record(**fields), frame=frame)


def only(found: Comparison) -> dict[Any, Any]:
    (row,) = found.changes.to_dict("records")
    return row


@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_that_a_run_compared_with_itself_changes_nothing(
    rows: list[tuple[str, str, int, int]],
) -> None:
    found = compare(judged(rows), judged(rows))
    assert len(found.changes) == 0
    assert (found.unchanged, found.reworded, found.grounds) == (len(rows), 0, ())


@settings(max_examples=12, deadline=None)
@given(ROWS, ROWS, st.booleans())
def test_that_the_counts_add_up_to_both_runs(
    first: list[tuple[str, str, int, int]], second: list[tuple[str, str, int, int]], own: bool
) -> None:
    targets = {"only": None if own else ("Z1", "Z2")}
    found = compare(judged(first, **targets), judged(second, **targets))
    shared = found.unchanged + found.count(CHANGED) + found.count(MOVED)
    assert shared + found.count(GONE) == len(first)
    assert shared + found.count(NEW) == len(second)
    assert found.changes["why"].str.len().min() > 0 or not len(found.changes)
    back = compare(judged(second, **targets), judged(first, **targets))
    kinds = {CHANGED: CHANGED, MOVED: MOVED, NEW: GONE, GONE: NEW}
    assert {kind: back.count(other) for kind, other in kinds.items()} == {
        kind: found.count(kind) for kind in kinds
    }


def test_that_a_changed_fact_is_the_reason() -> None:
    found = compare(judged([("甲", "Z1", 3, 1)]), judged([("甲", "Z1", 2, 2)]))
    row = only(found)
    assert (row["before"], row["after"]) == (Verdict.RESTRICTED, Verdict.CONDITIONAL)
    assert row["why"] == "申报资料变了"
    assert row["before_clause"] == "第七条 投资强度 ≥ 300"


def test_that_the_deciding_catalogs_new_version_is_the_reason() -> None:
    newer = replace(BOOK, version="2", digest="b" * 64)
    found = compare(judged([("甲", "Z1", 3, 1)]), judged([("甲", "Z1", 2, 1)], catalogs=(newer,)))
    assert only(found)["why"] == "《齐河目录》v1 → v2"
    edited = replace(BOOK, digest="b" * 64)
    found = compare(judged([("甲", "Z1", 3, 1)]), judged([("甲", "Z1", 2, 1)], catalogs=(edited,)))
    assert "内容改过（aaaaaaaa → bbbbbbbb）" in only(found)["why"]
    found = compare(judged([("甲", "Z1", 3, 1)]), judged([("甲", "Z1", 2, 1)], catalogs=()))
    assert only(found)["why"] == "《齐河目录》v1 不再计入"


def test_that_changed_data_and_another_day_are_reasons() -> None:
    data = {**record().data, "control": "2", "applicants": "2"}
    after = judged([("甲", "Z1", 4, 1)], data=data, as_of=date(2022, 6, 30))
    found = compare(judged([("甲", "Z1", 3, 1)]), after)
    assert only(found)["why"] == "判定日 2021-12-31 → 2022-06-30；数据变了：管控线"
    assert found.grounds == ("判定日 2021-12-31 → 2022-06-30", "数据有变化：申请对象、管控线")


def test_that_other_rules_for_polygons_are_a_reason() -> None:
    after = judged([("甲", "Z1", 4, 1)], sliver_m2=20.0, straddling="each")
    found = compare(judged([("甲", "Z1", 3, 1)]), after)
    said = "跨区地块按面积最大的区判 → 逐区判、从严，碎片容差 1.00 ㎡ → 20.00 ㎡"
    assert only(found)["why"] == said
    assert found.grounds == (said,)


def test_that_an_applicant_that_went_elsewhere_is_one_row() -> None:
    found = compare(judged([("甲", "Z1", 3, 1)]), judged([("甲", "Z2", 3, 1)]))
    row = only(found)
    assert (row["kind"], row["why"]) == (MOVED, "归属变了：Z1 → Z2")
    among = compare(
        judged([("甲", "Z1", 3, 1)], only=("Z1",)), judged([("甲", "Z2", 3, 1)], only=("Z2",))
    )
    assert sorted(among.changes["kind"]) == [GONE, NEW]


def test_that_a_list_without_ids_is_known_by_its_names() -> None:
    before, after = judged([("第2行", "Z1", 3, 1)]), judged([("第3行", "Z1", 2, 2)])
    after.frame["name"] = before.frame["name"]
    assert only(compare(before, after))["kind"] == CHANGED


def test_that_an_override_counts_and_is_the_reason() -> None:
    made = Override(
        verdict=Verdict.ADMITTED,
        reason="会议研究同意",
        name="李四",
        at=datetime(2022, 1, 1, tzinfo=UTC),
    )
    plain = judged([("甲", "Z1", 3, 1), ("乙", "Z1", 3, 1)])
    by_hand = replace(plain, overrides={1: made})
    row = only(compare(plain, by_hand))
    assert (row["name"], row["after"]) == ("企业乙", Verdict.ADMITTED)
    assert row["why"] == "人工改判（李四）：会议研究同意"
    assert by_hand.frame["verdict"].tolist() == [3, 3]
    assert len(compare(by_hand, by_hand).changes) == 0


def test_that_other_words_for_the_same_verdict_are_counted_apart() -> None:
    after = judged([("甲", "Z1", 3, 1)])
    after.frame["gap_text"] = "还差 2.00"
    found = compare(judged([("甲", "Z1", 3, 1)]), after)
    assert (len(found.changes), found.unchanged, found.reworded) == (0, 1, 1)
