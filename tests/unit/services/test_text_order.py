import pandas as pd
import pytest

from dzmap.services.text_order import text_ranks


def in_order(*texts: str | None) -> list[str | None]:
    ranks = text_ranks(pd.Series(list(texts), dtype="str"))
    return [text for _, text in sorted(zip(ranks, texts, strict=True), key=lambda pair: pair[0])]


def test_that_chinese_stands_by_pinyin_after_letters_and_digits() -> None:
    assert in_order("齐河", "德州", "A区", "禹城", "3号", "b区", "齐河县") == [
        "3号",
        "A区",
        "b区",
        "德州",
        "齐河",
        "齐河县",
        "禹城",
    ]


def test_that_missing_texts_are_marked_and_same_texts_rank_alike() -> None:
    ranks = text_ranks(pd.Series(["乙", None, "甲", "乙"], dtype="str")).tolist()
    assert ranks == [1, -1, 0, 1]


@pytest.mark.parametrize("texts", [[], [None, None], [""]])
def test_that_columns_without_texts_are_no_trouble(texts: list[str | None]) -> None:
    assert len(text_ranks(pd.Series(texts, dtype="str"))) == len(texts)
