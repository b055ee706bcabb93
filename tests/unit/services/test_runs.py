from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dzmap.core.catalogs import ListClause, Outcome, Scope
from dzmap.core.changes import TableChange
from dzmap.core.kept_runs import RowOverride, decode_run, encode_run
from dzmap.core.problems import BadInputError
from dzmap.core.run_comparison import compare
from dzmap.core.straddling import PolygonRules, Straddling
from dzmap.core.verdicts import Override, Verdict
from dzmap.services.overriding import (
    find_row,
    override_verdict,
    row_override,
    withdraw_override,
)
from dzmap.services.run_records import judged_run, kept_catalogs
from dzmap.services.runs import (
    delete_run,
    find_run,
    keep_run,
    last_run,
    open_run,
    rerun,
    runs,
)
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening
from dzmap.services.session import Session, create_project, open_session
from tests.helpers.memory_stores import MemoryStores
from tests.helpers.screening_world import DAY, catalog
from tests.helpers.town import BOOK, town_tables

AT = datetime(2022, 1, 1, 9, 30, tzinfo=UTC)
PATH = Path("德州.gpkg")
STRICT = catalog(
    ListClause(id="c1", outcome=Outcome.PROHIBIT, scope=Scope(industries=("14", "26"))),
    version="2",
)
LIST = pd.DataFrame(
    {
        "id": ["a", "b"],
        "name": ["甲", "乙"],
        "industry_code": ["2614", "1411"],
        "zone_id": ["齐河经开区", "没有的开发区"],
        "tax_wan_yuan": [100.0, None],
    }
)


@pytest.fixture
def session() -> Iterator[Session]:
    stores = MemoryStores()
    create_project(stores, PATH, town_tables(), catalogs=[BOOK])
    session = open_session(stores, PATH, author="张三")
    yield session
    session.close()


def screened(session: Session, **fields: Any) -> ScreeningRun:
    return run_screening(session, ScreeningRequest(**{"year": 2021, "as_of": DAY, **fields}))


def decision(verdict: Verdict = Verdict.CONDITIONAL, **fields: Any) -> Override:
    usual: dict[str, Any] = {"reason": "市政府专题会议研究同意", "name": "李四", "at": AT}
    return Override(**{"verdict": verdict, **usual, **fields})


def overridden(session: Session, run_id: str, row: int, made: Override) -> RowOverride:
    judged = open_run(session, find_run(session, run_id))
    override = row_override(run_id, judged.frame, row, made)
    override_verdict(session, override)
    return override


def test_that_what_is_kept_comes_back(session: Session) -> None:
    run = screened(session, source=LIST, list_name="名单.xlsx")
    kept = keep_run(session, run, by="张三", at=AT)
    session.save()
    (found,) = runs(session)
    assert found == kept
    assert (found.id, found.title) == ("2021-R-0001", "名单.xlsx，判定日 2021-06-30")
    assert (found.author, found.at, found.as_of, found.source) == ("张三", AT, DAY, "list")
    assert found.notes == run.result.notes
    assert sum(found.counts) == len(run.frame) == 2
    opened, fresh = open_run(session, found), judged_run(run)
    pd.testing.assert_frame_equal(opened.frame, fresh.frame)
    assert opened.applicants is not None
    assert fresh.applicants is not None
    pd.testing.assert_frame_equal(
        pd.DataFrame(opened.applicants), pd.DataFrame(fresh.applicants), check_exact=True
    )
    assert kept_catalogs(session.kept().whole(found)) == (BOOK,)


def test_that_a_table_of_the_project_is_not_copied_into_the_run(session: Session) -> None:
    kept = keep_run(session, screened(session), by="张三", at=AT)
    assert open_run(session, kept).applicants is None
    assert kept.applicants == 3


def test_that_numbers_are_given_by_year_and_never_twice(session: Session) -> None:
    first = keep_run(session, screened(session), by="", at=AT)
    other = keep_run(session, screened(session, as_of=date(2022, 1, 1)), by="", at=AT)
    second = keep_run(session, screened(session), by="", at=AT)
    assert [run.id for run in (first, other, second)] == [
        "2021-R-0001",
        "2022-R-0001",
        "2021-R-0002",
    ]
    delete_run(session, second, by="张三", at=AT)
    assert keep_run(session, screened(session), by="", at=AT).id == "2021-R-0003"


def test_that_keeping_and_deleting_can_be_undone(session: Session) -> None:
    kept = keep_run(session, screened(session), by="张三", at=AT)
    session.undo()
    assert runs(session) == ()
    session.redo()
    overridden(session, kept.id, 0, decision())
    session.save()
    delete_run(session, find_run(session, kept.id), by="张三", at=AT)
    with pytest.raises(BadInputError, match="已删除"):
        find_run(session, kept.id)
    assert session.kept().overrides == ()
    session.undo()
    assert len(open_run(session, find_run(session, kept.id)).frame) == 3
    assert len(session.kept().overrides) == 1


def test_that_a_rerun_gives_the_same(session: Session) -> None:
    for fields in ({}, {"source": "projects"}, {"source": LIST}, {"only": ("P1", "37201047")}):
        kept = keep_run(session, screened(session, **fields), by="", at=AT)
        again = rerun(session, kept)
        assert again.same, again.comparison.changes
        assert again.sentence.startswith("重算结果一致")


def test_that_a_rerun_judges_polygons_by_the_same_rules(session: Session) -> None:
    rules = PolygonRules(sliver_m2=5.0, straddling=Straddling.EACH)
    kept = keep_run(session, screened(session, rules=rules), by="张三", at=AT)
    assert find_run(session, kept.id).rules == rules
    assert decode_run(encode_run(kept)).rules == rules
    assert rerun(session, kept).run.request.rules == rules


def test_that_a_rerun_judges_by_the_catalogs_that_were_kept(session: Session) -> None:
    run = screened(session)
    kept = keep_run(session, run, by="", at=AT)
    session.set_catalogs([STRICT])
    assert rerun(session, kept).same
    newer = screened(session)
    found = compare(open_run(session, kept), judged_run(newer))
    assert "v1 → v2" in found.changes["why"].iloc[0]
    assert found.unchanged + len(found.changes) == 3


def test_that_a_rerun_says_when_the_data_are_others(session: Session) -> None:
    kept = keep_run(session, screened(session), by="", at=AT)
    years = session.table("enterprise_years")
    session.edit("改税收", TableChange("enterprise_years", years, years.assign(tax_wan_yuan=1.0)))
    again = rerun(session, kept)
    assert not again.same
    assert again.changed_data == ("申请对象",)
    assert "重算结果不一致：1 行的结论不同；运行之后改过数据：申请对象" in again.sentence
    assert "申报资料变了" in again.comparison.changes["why"].iloc[0]


def test_that_an_edit_after_the_run_does_not_reach_what_is_kept(session: Session) -> None:
    run = screened(session)
    zones = session.table("zones")
    session.edit("改名", TableChange("zones", zones, zones.assign(name="别的名字")))
    session.set_catalogs([STRICT])
    kept = keep_run(session, run, by="", at=AT)
    assert [one.version for one in kept.catalogs] == ["1"]
    assert rerun(session, kept).changed_data == ("开发区和园区",)


def test_that_an_override_never_changes_the_machines_verdict(session: Session) -> None:
    run = screened(session)
    kept = keep_run(session, run, by="", at=AT)
    before = open_run(session, kept).frame
    made = overridden(session, kept.id, 1, decision())
    opened = open_run(session, kept)
    pd.testing.assert_frame_equal(opened.frame, before)
    assert opened.overrides == {1: decision()}
    assert opened.verdicts.tolist() == [1, Verdict.CONDITIONAL, 4]
    assert (made.machine, made.applicant_id) == (Verdict.PROHIBITED, "e2")
    assert session.undo_title == "人工改判（2021-R-0001）：e2 禁止准入 → 有条件准入"
    assert rerun(session, kept).same
    session.undo()
    assert open_run(session, kept).overrides == {}


def test_that_a_second_override_takes_the_place_of_the_first(session: Session) -> None:
    kept = keep_run(session, screened(session), by="", at=AT)
    overridden(session, kept.id, 1, decision())
    second = overridden(session, kept.id, 1, decision(Verdict.RESTRICTED, name="王五"))
    assert session.kept().overrides == (second,)
    session.save()
    withdraw_override(session, second, "示例·乙")
    assert session.kept().overrides == ()
    session.undo()
    assert session.kept().overrides == (second,)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"reason": "  同意 同意 同意 "}, "至少写 10 个字，现在是 6 个"),
        ({"name": ""}, "没有写姓名"),
        ({"verdict": Verdict.PROHIBITED}, "与机器判定相同"),
    ],
)
def test_that_an_override_needs_reason_name_and_another_verdict(
    session: Session, fields: dict[str, Any], fault: str
) -> None:
    kept = keep_run(session, screened(session), by="", at=AT)
    with pytest.raises(BadInputError, match=fault):
        overridden(session, kept.id, 1, decision(**fields))
    assert session.kept().overrides == ()


def test_that_a_row_is_found_by_id_or_name(session: Session) -> None:
    kept = keep_run(session, screened(session, only=("P1", "37201047")), by="", at=AT)
    judged = open_run(session, kept)
    assert find_row(judged, "示例·乙", "P1") == find_row(judged, "e2", "齐河化工园") == 2
    with pytest.raises(BadInputError, match="2 行"):
        find_row(judged, "e2")
    with pytest.raises(BadInputError, match="没有申请对象"):
        find_row(judged, "e9")


def test_that_the_last_run_of_the_same_kind_is_compared_with(session: Session) -> None:
    assert last_run(session, judged_run(screened(session)).run) is None
    keep_run(session, screened(session), by="", at=AT)
    keep_run(session, screened(session, source=LIST), by="", at=AT)
    found = last_run(session, judged_run(screened(session)).run)
    assert found is not None
    assert found.run.source == "enterprises"
