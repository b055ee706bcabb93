import pandas as pd
import pytest

from dzmap.core.industries import IndustryTree
from dzmap.core.industry_search import IndustrySearch
from dzmap.readers.reference import BundledReference
from dzmap.services.industries import industry_search

SYNONYMS = pd.DataFrame(
    [("汽配", "3670;9999"), ("化工", "26;25"), ("LED灯", "3872")], columns=["word", "codes"]
)


@pytest.fixture(scope="module")
def search() -> IndustrySearch:
    reference = BundledReference()
    tree = IndustryTree(reference.industries(), reference.former_industries())
    return IndustrySearch(tree, SYNONYMS)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("26", "26"),
        ("C261", "261"),
        ("ｃ２６１４", "2614"),
        ("b", "B"),
        ("C2614", "2614"),
        ("有机化学", "2614"),
        ("youjihuaxueyuanliao", "2614"),
        ("yjhxylzz", "2614"),
        ("qiche", "36"),
        ("QCLBJ", "367"),
        ("稻谷", "0111"),
        ("汽配", "3670"),
        ("qipei", "3670"),
        ("化工", "26"),
        ("led灯", "3872"),
        ("3610", "3611"),
        ("3660", "3660"),
        ("汽车 零部件", "367"),
        ("制造 qiche 整车", "361"),
    ],
)
def test_that_the_best_entry_comes_first(search: IndustrySearch, query: str, first: str) -> None:
    assert search.find(query)[0].industry.code == first


def test_that_hits_say_why(search: IndustrySearch) -> None:
    assert search.find("汽配")[0].why == "俗称“汽配”"
    assert [(hit.industry.code, hit.why) for hit in search.find("3660")] == [
        ("3660", ""),
        ("3670", "2011 版 3660 汽车零部件及配件制造"),
    ]
    assert {hit.why for hit in search.find("3451")} == {"2011 版 3451 轴承制造"}


@pytest.mark.parametrize("query", ["", "　", "飞船", "9999", "汽车 飞船", "xyz123"])
def test_that_what_does_not_fit_is_not_found(search: IndustrySearch, query: str) -> None:
    assert search.find(query) == ()


def test_that_pinyin_fits_only_where_a_syllable_begins(search: IndustrySearch) -> None:
    """“an” begins no syllable of 棉印染 (mian yin ran), though all end in it."""
    assert "1713" not in {hit.industry.code for hit in search.find("an", limit=2000)}
    assert "2826" in {hit.industry.code for hit in search.find("an", limit=2000)}


def test_that_no_more_are_found_than_asked(search: IndustrySearch) -> None:
    assert len(search.find("制造", limit=7)) == 7


def test_that_every_bundled_word_and_former_code_leads_somewhere() -> None:
    reference = BundledReference()
    bundled = industry_search(reference)
    for word in reference.industry_synonyms()["word"]:
        assert bundled.find(word), word
    for row in reference.former_industries().itertuples():
        former = bundled.tree.former(row.code)
        assert former is not None
        assert len(former.successors) == len(str(row.successors).split(";")), row
        assert former.reused == (row.kind != "废止"), row
        if row.kind == "收窄":
            assert row.code in {entry.code for entry in former.successors}, row
