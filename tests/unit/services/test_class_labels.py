import numpy as np
import pytest

from dzmap.core.classification import Classes, classify
from dzmap.core.layer_style import Method
from dzmap.services.class_labels import number_text, range_labels


def _classes(*values: float, count: int = 2, breaks: tuple[float, ...] = ()) -> Classes:
    method = Method.MANUAL if breaks else Method.EQUAL_INTERVAL
    return classify(np.array(values, dtype=np.float64), method, count, breaks)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("万元", ("1,000.50–1,500.25", "1,500.25–2,000.00")),
        ("亩", ("1,000.5–1,500.2", "1,500.2–2,000.0")),
        ("家", ("1,000–1,500", "1,500–2,000")),
        ("%", ("1,000.5–1,500.2", "1,500.2–2,000.0")),
    ],
)
def test_that_each_unit_has_its_decimals(unit: str, expected: tuple[str, ...]) -> None:
    assert range_labels(_classes(1000.5, 2000), unit) == expected


def test_that_whole_numbers_have_no_decimals() -> None:
    assert range_labels(_classes(0, 4000), "万元") == ("0–2,000", "2,000–4,000")


def test_that_narrow_classes_get_the_decimals_that_keep_them_apart() -> None:
    assert range_labels(_classes(0.0012, 0.0016), "万元/亩") == ("0.0012–0.0014", "0.0014–0.0016")


def test_that_given_limits_hold_beyond_the_numbers() -> None:
    labels = range_labels(_classes(5, 12, breaks=(10.0, 20.0)), "万元", given=True)
    assert labels == ("≤ 10", "10–20", "> 20")


def test_that_one_number_stands_alone_and_no_number_says_nothing() -> None:
    assert range_labels(_classes(7.5, 7.5), "") == ("7.50",)
    assert range_labels(_classes(float("nan")), "") == ()


def test_that_minus_is_a_minus_and_zero_has_none() -> None:
    assert number_text(-1234.5, 1) == "−1,234.5"
    assert number_text(-0.001, 2) == "0.00"
