from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dzmap.core.catalogs import Catalog, Default, Level, ListClause, Outcome
from dzmap.services.searching import SearchIndex, spelled

INDUSTRIES = pd.DataFrame(
    {"code": ["C", "26", "2614"], "name": ["制造业", "化学原料", "有机化学原料制造"]}
)


class Project:
    """A project with a few names."""

    def table(self, name: str) -> pd.DataFrame:
        rows = {
            "zones": [("37201047", "山东齐河经济开发区")],
            "counties": [("371425", "齐河县"), ("371481", "乐陵市")],
            "enterprises": [("E1", "示例·齐河食品 001"), ("E2", "<img src=x onerror=alert(1)>")],
        }.get(name, [])
        frame = pd.DataFrame(rows, columns=["id", "name"], dtype="object")
        return frame.assign(
            short_name="齐河经开区" if name == "zones" else None,
            owner=None,
            uscc=[f"91371425EX000001{place}Q" for place in range(len(frame))],
        )


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex.of(Project(), INDUSTRIES)


def test_that_a_name_spells_as_pinyin_and_initials() -> None:
    assert spelled("德州 B2") == ("dezhoub2", "dzb2")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("齐河县", "371425"),
        ("qihexian", "371425"),
        ("qhx", "371425"),
        ("qhjkq", "37201047"),
        ("经济开发", "37201047"),
        ("2614", "2614"),
        ("有机", "2614"),
        ("91371425ex0000010q", "E1"),
        ("ONERROR", "E2"),
    ],
)
def test_that_names_codes_and_spellings_are_found(
    index: SearchIndex, query: str, first: str
) -> None:
    assert index.find(query)[0].id == first


def test_that_hits_are_grouped_by_kind(index: SearchIndex) -> None:
    assert [hit.kind for hit in index.find("齐河")] == ["开发区", "县（市、区）", "企业"]


@pytest.mark.parametrize("query", ["", "   ", "没有这个", "|", "(.*["])
def test_that_odd_queries_find_nothing(index: SearchIndex, query: str) -> None:
    assert index.find(query) == []


@pytest.mark.parametrize("query", ["第十二条", "第12条", "k9"])
def test_that_clauses_are_found_in_the_version_that_counts(query: str) -> None:
    clause = ListClause(id="K9", number="第十二条", text="不安排化工。", outcome=Outcome.PROHIBIT)
    old = Catalog(
        id="qihe",
        title="旧目录",
        issuer="管委会",
        level=Level.CITY,
        default=Default.PERMITTED,
        effective_from=date(2019, 1, 1),
        clauses=(clause,),
    )
    now = replace(old, title="目录", version="2", effective_from=date(2021, 1, 1))
    draft = replace(now, title="草案", version="3", published=False)
    (found,) = SearchIndex.of(Project(), INDUSTRIES, (old, now, draft)).find(query)
    assert (found.kind, found.id, found.name) == ("条款", "qihe@2/K9", "第十二条")
    assert found.hint == "目录　不安排化工。"
