from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dzmap.core.catalogs import Catalog, Default, Level
from dzmap.core.verdicts import ClauseResult, ClauseState, Explanation, Target, Verdict
from dzmap.services.sheet_clauses import (
    MOST_IDLE,
    catalog_marks,
    clause_note,
    printed_clauses,
    sheet_clauses,
)
from dzmap.services.verdict_sheet import SheetClause, VerdictSheet

INTENSITY = ClauseResult(
    clause_id="C07",
    catalog_id="zone",
    catalog_title="齐河目录",
    number="第七条",
    kind="requirement",
    requirement="投资强度 ≥ 300 万元/亩",
    text="",
    source="",
    state=ClauseState.VIOLATED,
    applies=True,
    holds=False,
    op=">=",
    measured=265.0,
    threshold=300.0,
    gap=35.0,
    unit="万元/亩",
    contribution=Verdict.RESTRICTED,
)
FARMLAND = replace(
    INTENSITY,
    clause_id="C19",
    kind="spatial",
    requirement="不占永久基本农田",
    state=ClauseState.SATISFIED,
    holds=True,
    op="",
    measured=0.0,
    threshold=0.0,
    gap=None,
    unit="亩",
    contribution=None,
    explanation="已核查，不占永久基本农田（图层 2021-06）；占用 0.00 亩（0.00 %），椭球面积",
    layer_date="2021-06",
)


def catalog(name: str, level: Level) -> Catalog:
    return Catalog(
        id=name,
        title=f"{name}目录",
        issuer="",
        number="示例 1 号",
        level=level,
        default=Default.NOT_FORBIDDEN,
        effective_from=date(2020, 1, 1),
    )


def told(*clauses: ClauseResult, distances: Any = None) -> tuple[SheetClause, ...]:
    explanation = Explanation(
        applicant_id="a",
        applicant_name="甲",
        target=Target(id="Z", name="区", kind="zone"),
        as_of=date(2021, 12, 31),
        verdict=Verdict.RESTRICTED,
        checked_verdict=Verdict.RESTRICTED,
        headline="",
        remedy="",
        clauses=clauses,
        catalogs=(),
    )
    return sheet_clauses(explanation, {"zone": "", "city": "市级"}, distances or {})


def test_that_the_decisive_clause_comes_first_and_none_is_dropped() -> None:
    idle = replace(INTENSITY, clause_id="C1", state=ClauseState.NOT_APPLICABLE, contribution=None)
    rows = told(idle, FARMLAND, INTENSITY)
    assert [row.order for row in rows] == [1, 2, 3]
    assert [row.state for row in rows] == [
        ClauseState.VIOLATED,
        ClauseState.SATISFIED,
        ClauseState.NOT_APPLICABLE,
    ]
    assert [row.decisive for row in rows] == [True, False, False]


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({}, "差 35.00"),
        ({"op": "<=", "gap": 2.5}, "超 2.50"),
        ({"gap": 0.001}, "差不到 0.01"),
        ({"state": ClauseState.SATISFIED, "measured": 303.6, "gap": None}, "余 3.60"),
        ({"state": ClauseState.UNKNOWN, "measured": None, "gap": None}, "—"),
        ({"op": "=", "gap": None}, "—"),
    ],
)
def test_that_gaps_say_in_which_direction(changes: dict[str, Any], gap: str) -> None:
    assert told(replace(INTENSITY, **changes))[0].gap == gap


def test_that_spatial_clauses_tell_distance_overlap_and_overhang() -> None:
    (clear,) = told(FARMLAND, distances={("zone", "C19"): 6130.0})
    assert (clear.gap, clear.measured, clear.note) == ("距 6.13 km", "0.00 亩", "")
    taken = replace(
        FARMLAND,
        state=ClauseState.VIOLATED,
        measured=3.2,
        gap=3.2,
        explanation="占用 3.20 亩（7.80 %），椭球面积",
    )
    (overlap,) = told(taken)
    assert (overlap.gap, overlap.note) == ("占 3.20 亩", "占用 3.20 亩（7.80 %），椭球面积")
    (outside,) = told(replace(taken, threshold=41.0, gap=1.0))
    assert outside.gap == "外 1.00 亩"
    (near,) = told(replace(taken, op=">=", unit="m", measured=120.0, threshold=300.0, gap=180.0))
    assert (near.gap, near.measured) == ("差 180 m", "120 m")


def test_that_what_is_missing_is_named() -> None:
    row = told(
        replace(
            INTENSITY,
            state=ClauseState.UNKNOWN,
            holds=None,
            measured=None,
            gap=None,
            missing=("总投资", "用地"),
        )
    )[0]
    assert row.note == "缺：总投资、用地"
    assert row.measured == "—"
    assert not row.numeric
    assert row.limit is not None
    assert row.limit.measured is None


def test_that_industries_are_not_said_twice() -> None:
    idle = replace(
        INTENSITY,
        kind="list",
        op="",
        requirement="C26（化学原料）：禁止",
        state=ClauseState.NOT_APPLICABLE,
        explanation="仅适用于 C26（化学原料）；新建",
    )
    assert told(idle)[0].note == "仅适用于上列行业；新建"
    products = replace(idle, requirement="产品属于尿素：禁止", explanation="仅适用于 产品属于尿素")
    assert told(products)[0].note == "仅适用于上列产品"


def test_that_numbers_say_whose_clauses_they_are() -> None:
    catalogs = [catalog("park", Level.PARK), catalog("zone", Level.ZONE), catalog("c", Level.CITY)]
    assert catalog_marks(catalogs) == {"park": "", "zone": "开发区", "c": "市级"}
    twins = [*catalogs, catalog("d", Level.CITY)]
    assert catalog_marks(twins) == {"park": "", "zone": "开发区", "c": "市级①", "d": "市级②"}
    assert catalog_marks([]) == {}
    note = clause_note(catalogs[:2], catalog_marks(catalogs))
    assert note == "“第×条”指park目录 示例 1 号；“开发区第×条”指zone目录 示例 1 号。"
    assert told(replace(INTENSITY, catalog_id="city"))[0].number == "市级第七条"


def test_that_a_thousand_clauses_that_do_not_apply_are_counted_not_printed() -> None:
    idle = replace(INTENSITY, state=ClauseState.NOT_APPLICABLE, contribution=None)
    some = [replace(idle, clause_id=f"C{number}") for number in range(MOST_IDLE)]
    few, none = printed_clauses(told(INTENSITY, *some))
    assert (len(few), none) == (MOST_IDLE + 1, 0)
    many, unlisted = printed_clauses(told(INTENSITY, FARMLAND, *some, idle))
    assert [one.state for one in many] == [ClauseState.VIOLATED, ClauseState.SATISFIED]
    assert unlisted == MOST_IDLE + 1
    sheet = VerdictSheet(
        number="", name="", as_of=date(2021, 6, 30), applies="", verdict=Verdict.RESTRICTED,
        headline="", remedy="", clauses=many, unlisted=unlisted,
    )  # fmt: skip
    assert sheet.clause_heading == "条款核查（203 条：不满足 1，缺资料 0，满足 1，不适用 201）"
