"""Drafts, publishing and taking in: published versions never change, every step can be undone."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dzmap.core.catalog_codec import catalog_digest
from dzmap.core.catalogs import (
    Catalog,
    Default,
    ExampleCase,
    ListClause,
    Outcome,
    RequirementClause,
    Scope,
    Threshold,
)
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import KnownError
from dzmap.core.verdicts import Verdict
from dzmap.services.catalog_intake import Taken, take_as_drafts, take_as_versions
from dzmap.services.catalog_versions import (
    discard_draft,
    draft_of,
    latest_published,
    next_version,
    publish,
    publish_summary,
    save_draft,
    versions_of,
)
from dzmap.services.session import Session, create_project, open_session
from tests.helpers.memory_stores import MemoryStores
from tests.helpers.screening_world import catalog
from tests.helpers.small_reference import SmallReference

PATH = Path("德州.gpkg")
TREE = IndustryTree(SmallReference().industries())
BAN = ListClause(
    id="c1", number="第一条", scope=Scope(industries=("2614",)), outcome=Outcome.PROHIBIT
)
LAND = RequirementClause(
    id="c2", number="第二条", metric="land_mu", thresholds=(Threshold(value=10.0),)
)
CITY = catalog(BAN, LAND, version="3")


def session_with(*catalogs: Catalog) -> Session:
    stores = MemoryStores()
    create_project(stores, PATH, {}, catalogs=catalogs)
    return open_session(stores, PATH, author="张三")


def changed(draft: Catalog, **fields: Any) -> Catalog:
    return replace(draft, **fields)


def test_that_a_draft_starts_from_the_newest_version_and_is_made_once() -> None:
    session = session_with(CITY, replace(CITY, version="2", effective_from=date(2019, 1, 1)))
    draft = draft_of(session, "CITY")
    assert (draft.version, draft.published, draft.clauses) == ("4", False, CITY.clauses)
    assert draft_of(session, "CITY") == draft
    assert session.undo_title == "起草《德州市目录》v4"
    session.undo()
    assert len(session.catalogs()) == 2


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (["1"], "2"),
        (["2020", "2021"], "2022"),
        (["v1.9"], "v1.10"),
        (["试行"], "试行.1"),
        ([], "1"),
    ],
)
def test_that_the_next_version_counts_on(present: list[str], expected: str) -> None:
    assert next_version([replace(CITY, version=one) for one in present], "CITY") == expected


def test_that_a_published_version_cannot_be_saved_over_or_removed() -> None:
    session = session_with(CITY)
    with pytest.raises(KnownError, match="发布的版本不能改动"):
        save_draft(session, replace(CITY, title="另一个", published=False))
    with pytest.raises(KnownError, match="没有删除"):
        discard_draft(session, "CITY", "3")
    with pytest.raises(KnownError, match="没有发布"):
        publish(session, "CITY", "3", "张三", industries=TREE)
    assert session.catalogs() == (CITY,)


def test_that_publishing_makes_a_version_that_stands_beside_the_old_one() -> None:
    session = session_with(CITY)
    draft = draft_of(session, "CITY")
    stricter = replace(LAND, thresholds=(Threshold(value=20.0),))
    later = date(2022, 1, 1)
    save_draft(session, changed(draft, clauses=(BAN, stricter), effective_from=later))
    summary = publish_summary(session, "CITY", "4", TREE)
    assert summary.publishable
    assert summary.text == "2 条，增 0 条，改 1 条，删 0 条"
    assert summary.notes == ("v3 到 2022-01-01 前有效，此后由本版取代。",)
    made = publish(session, "CITY", "4", "李四", industries=TREE)
    assert made.published
    assert f"（{catalog_digest(made)[:8]}），发布人：李四" in session.undo_title
    assert versions_of(session.catalogs(), "CITY") == (CITY, made)
    assert latest_published(session.catalogs(), "CITY") == made
    session.undo()
    assert [one.published for one in session.catalogs()] == [True, False]


def test_that_errors_and_cases_that_do_not_come_out_forbid_publishing() -> None:
    session = session_with(CITY)
    case = ExampleCase(
        name="小地块", facts=(("land_mu", 5.0), ("industry_code", "3670")), verdict=Verdict.ADMITTED
    )
    wrong = replace(BAN, scope=Scope(industries=("9999",)))
    draft = changed(draft_of(session, "CITY"), clauses=(wrong, LAND), examples=(case,))
    save_draft(session, draft, title="修改第一条")
    assert session.undo_title == "修改第一条（《德州市目录》v4 草稿）"
    summary = publish_summary(session, "CITY", "4", TREE)
    assert not summary.publishable
    with pytest.raises(KnownError) as refused:
        publish(session, "CITY", "4", "张三", industries=TREE)
    said = "\n".join(map(str, refused.value.problems))
    assert "9999" in said
    assert "小地块" in said
    assert "示例用例不符" in said
    expected = replace(case, verdict=Verdict.RESTRICTED)
    save_draft(session, changed(draft, clauses=(BAN, LAND), examples=(expected,)))
    with pytest.raises(KnownError, match="没有写发布人"):
        publish(session, "CITY", "4", " ", industries=TREE)
    assert publish(session, "CITY", "4", "张三", industries=TREE).published


def test_that_a_version_of_the_same_day_says_that_it_takes_over() -> None:
    session = session_with(CITY)
    draft_of(session, "CITY")
    summary = publish_summary(session, "CITY", "4", TREE)
    assert summary.notes == ("与 v3 同日施行，发布后 v3 不再起作用。",)
    other = changed(draft_of(session, "CITY"), default=Default.PERMITTED)
    save_draft(session, other)
    change = publish_summary(session, "CITY", "4", TREE).diff.default_change
    assert change is not None
    assert "非禁即入" in change.before


def test_that_unknown_catalogs_and_versions_are_told() -> None:
    session = session_with(CITY)
    with pytest.raises(KnownError, match="现有目录编号：CITY"):
        draft_of(session, "COUNTY")
    with pytest.raises(KnownError, match="现有版本：v3"):
        publish_summary(session, "CITY", "9", TREE)


# --- taking in files --------------------------------------------------------------------------


def test_that_a_file_is_taken_in_as_drafts_beside_what_is_published() -> None:
    session = session_with(CITY)
    other = replace(CITY, title="改过的目录")
    first, second, same = (
        *take_as_drafts(session, [other, replace(CITY, id="NEW")]),
        *take_as_drafts(session, [CITY]),
    )
    assert (first.catalog.version, first.how) == ("4", Taken.DRAFT)
    assert (second.catalog.version, second.how) == ("3", Taken.DRAFT)
    assert same.how is Taken.UNCHANGED
    (again,) = take_as_drafts(session, [replace(CITY, id="NEW", title="再改")])
    assert again.how is Taken.REPLACED_DRAFT
    assert len(session.catalogs()) == 3


def test_that_a_file_never_overwrites_what_is_published() -> None:
    session = session_with(CITY)
    with pytest.raises(KnownError, match="已经发布"):
        take_as_versions(session, [replace(CITY, title="改过")], "张三", industries=TREE)
    newer = replace(CITY, version="4", effective_from=date(2021, 1, 1))
    taken = take_as_versions(session, [CITY, newer], "张三", industries=TREE)
    assert [one.how for one in taken] == [Taken.UNCHANGED, Taken.PUBLISHED]
    faulty = replace(newer, version="5", parent="没有")
    with pytest.raises(KnownError, match="没有发布"):
        take_as_versions(session, [faulty], "张三", industries=TREE)
    assert len(session.catalogs()) == 2


def test_that_a_file_that_calls_itself_a_draft_is_not_published() -> None:
    session = session_with(CITY)
    draft = replace(CITY, version="4", effective_from=date(2021, 1, 1), published=False)
    with pytest.raises(KnownError, match="已发布 否") as refused:
        take_as_versions(session, [draft], "张三", industries=TREE)
    assert "--draft" in str(refused.value)
    assert session.catalogs() == (CITY,)


def test_that_a_draft_that_gives_way_to_a_file_is_told() -> None:
    session = session_with(CITY)
    newer = replace(CITY, version="4", effective_from=date(2021, 1, 1))
    take_as_drafts(session, [replace(newer, title="改到一半")])
    (taken,) = take_as_versions(session, [newer], "张三", industries=TREE)
    assert taken.how is Taken.PUBLISHED_OVER_DRAFT
    assert [one.title for one in session.catalogs()] == [CITY.title, CITY.title]


def test_that_a_version_for_a_time_says_what_counts_when_it_ends() -> None:
    session = session_with(CITY)
    draft = draft_of(session, "CITY")
    period = {"effective_from": date(2022, 1, 1), "effective_to": date(2022, 12, 31)}
    save_draft(session, changed(draft, **period))
    summary = publish_summary(session, "CITY", "4", TREE)
    assert summary.notes == (
        "v3 到 2022-01-01 前有效，此后由本版取代。",
        "本版 2022-12-31 到期后，又以 v3 为准。",
    )
