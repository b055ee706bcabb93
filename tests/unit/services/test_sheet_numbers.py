from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.services.sheet_numbers import first_number, next_number, number_after, numbers_from


def test_that_sample_projects_say_so_in_their_numbers() -> None:
    assert first_number(2021, sample=True) == "示例判〔2021〕001 号"
    assert first_number(2022, sample=False) == "准入判〔2022〕001 号"


@pytest.mark.parametrize(
    ("number", "after"),
    [
        ("示例判〔2021〕017 号", "示例判〔2021〕018 号"),
        ("示例判〔2021〕999 号", "示例判〔2021〕1000 号"),
        ("齐准 9", "齐准 10"),
        ("2021-Q-08", "2021-Q-09"),
        ("无编号", "无编号-2"),
    ],
)
def test_that_the_last_digits_count_up(number: str, after: str) -> None:
    assert next_number(number) == after


@given(st.text(max_size=12), st.integers(1, 30))
def test_that_no_two_numbers_of_a_batch_are_alike(first: str, count: int) -> None:
    numbers = list(islice(numbers_from(first), count))
    assert len(set(numbers)) == count
    assert numbers[0] == first
    assert number_after(first, count) not in numbers
