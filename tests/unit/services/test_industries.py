import pandas as pd

from dzmap.services.industries import enterprise_counts, industry_search, industry_tree
from tests.helpers.small_reference import SmallReference


class _Tables:
    def table(self, name: str) -> pd.DataFrame:
        assert name == "enterprises"
        return pd.DataFrame({"industry_code": ["2614", "2614", "3670", "C", None, "0111", "9999"]})


def test_that_enterprises_count_at_every_level_above() -> None:
    counts = enterprise_counts(_Tables(), industry_tree(SmallReference()))
    assert counts == {
        "C": 4,
        "26": 2,
        "261": 2,
        "2614": 2,
        "36": 1,
        "367": 1,
        "3670": 1,
        "A": 1,
        "01": 1,
        "011": 1,
        "0111": 1,
    }


def test_that_search_knows_words_and_codes_of_2011() -> None:
    search = industry_search(SmallReference())
    assert [hit.industry.code for hit in search.find("汽配")] == ["3670"]
    assert search.find("3610")[0].why == "2011 版 3610 汽车整车制造"
