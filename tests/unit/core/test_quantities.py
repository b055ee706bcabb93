import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core import quantities as q


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (1, "公顷", "亩", 15),
        (1, "亩", "㎡", 2000 / 3),
        (1, "km²", "亩", 1500),
        (1, "亿元", "万元", 10_000),
        (4500, "万元/公顷", "万元/亩", 300),
        (300, "万元/亩", "万元/公顷", 4500),
        (45, "亿元/平方公里", "万元/亩", 300),
        (7, "%", "", 0.07),
        (0.5, "万吨标煤", "吨标煤", 5000),
        (2, "年", "月", 24),
        (1.5, "公里", "m", 1500),
    ],
)
def test_that_units_convert(value: float, unit: str, to: str, expected: float) -> None:
    assert q.convert(value, unit, to) == pytest.approx(expected, rel=1e-12)


def test_that_units_of_different_kind_do_not_convert() -> None:
    with pytest.raises(q.QuantityError, match="不能换算"):
        q.convert(1, "亩", "万元")
    with pytest.raises(q.QuantityError, match="不认识单位“英亩”"):
        q.convert(1, "英亩", "亩")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1.2亿元", "万元", 12_000),
        ("1.2 亿", "万元", 12_000),
        ("３０亩", "亩", 30),
        ("２．５公顷", "亩", 37.5),
        ("12，000", "万元", 12_000),
        ("1,234,567.5", "万元", 1_234_567.5),
        ("10865 万元", "万元", 10_865),
        ("500000元", "万元", 50),
        ("约41亩", "亩", 41),
        ("27333.333333333332㎡", "亩", 41),
        ("4500万元/公顷", "万元/亩", 300),
        ("300万元", "万元/亩", 300),
        ("7.5%", "", 0.075),
        ("７．５％", "%", 7.5),
        ("0.85吨标准煤/万元", "吨标煤/万元", 0.85),
        ("-3.5", "万元", -3.5),
        ("−3.5", "万元", -3.5),
        ("1.5年", "月", 18),
        (30, "亩", 30),
        (".5", "亩", 0.5),
    ],
)
def test_that_amounts_are_read_with_their_unit(text: object, unit: str, expected: float) -> None:
    assert q.parse_quantity(text, unit) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("text", [None, "", " ", "—", "无", "未填报", math.nan, "/", "-"])
def test_that_blanks_are_missing_not_zero(text: object) -> None:
    assert q.parse_quantity(text, "万元") is None


@pytest.mark.parametrize(
    ("text", "unit", "message"),
    [
        ("10-20", "亩", "只填一个数"),
        ("三十亩", "亩", "不是数"),
        ("30亩", "万元", "不能换算"),
        ("30个篮球场", "亩", "不认识单位"),
        ("1,23", "亩", "只填一个数"),
        ("1.2.3", "亩", "只填一个数"),
    ],
)
def test_that_what_is_not_one_amount_is_refused(text: str, unit: str, message: str) -> None:
    with pytest.raises(q.QuantityError, match=message):
        q.parse_quantity(text, unit)


def test_that_numbers_print_as_prescribed() -> None:
    assert q.format_yi_yuan(12_864_000) == "1,286.40 亿元"
    assert q.format_wan_yuan(10_865) == "10,865.00 万元"
    assert q.format_area(78_374_000) == "117,561 亩（78.37 km²）"
    assert q.format_mu(4.785) == "4.79 亩"
    assert q.format_mu(4.785, 1) == "4.8 亩"
    assert q.format_hectare(41) == "2.733 公顷"
    assert q.format_m2(27333.333) == "27,333.33 ㎡"
    assert q.format_intensity(265) == "265.00 万元/亩"
    assert q.format_percent(0.769) == "76.9 %"
    assert q.format_percent(0.00125, 2) == "0.13 %"
    assert q.format_change(0.118) == "+11.80 %"
    assert q.format_change(-0.118) == "−11.80 %"
    assert q.format_points(0.012) == "+1.20 个百分点"
    assert q.format_count(2000) == "2,000 家"
    assert q.format_distance(320.4) == "320 m"
    assert q.format_distance(6134) == "6.13 km"
    assert q.format_distance(999.7) == "1.00 km"
    assert q.format_date(date(2021, 12, 31)) == "2021-12-31"
    assert q.format_date(date(2021, 1, 5), document=True) == "2021年1月5日"
    assert q.format_number(0.0) == "0.00"
    assert q.format_number(-0.001) == "0.00"
    assert q.format_number(2.675) == "2.68"
    assert q.format_number(0.125) == "0.13"
    assert q.format_metric("rd_ratio", 0.07) == "7.00 %"
    assert q.format_metric("employees", 250) == "250 人"
    assert q.format_metric("investor_class", "上市公司;专精特新") == "上市公司、专精特新"


def test_that_missing_prints_as_not_reported() -> None:
    assert q.format_number(None) == "未填报"
    assert q.format_wan_yuan(math.nan) == "未填报"
    assert q.format_change(None) == "未填报"
    assert q.format_metric("tax_wan_yuan", math.nan) == "未填报"
    assert q.format_metric("action", None) == "未填报"


def test_that_what_is_still_needed_is_rounded_up_but_not_by_noise() -> None:
    assert q.at_least(4.7833) == 4.79
    assert q.at_least(35 * 41.0, 0) == 1435.0
    assert q.at_least(1435.0000000000002, 0) == 1435.0


@given(st.floats(min_value=-1e12, max_value=1e12))
def test_that_reading_undoes_printing(value: float) -> None:
    read = q.parse_quantity(q.format_wan_yuan(value), "万元")
    assert read == pytest.approx(value, rel=1e-12, abs=0.005001)


@given(
    st.floats(min_value=-1e9, max_value=1e9),
    st.sampled_from(["万元/亩", "万元/公顷", "亿元/km²", "元/㎡"]),
    st.sampled_from(["万元/亩", "万元/公顷", "亿元/km²", "元/㎡"]),
)
def test_that_conversion_there_and_back_changes_nothing(value: float, one: str, two: str) -> None:
    assert q.convert(q.convert(value, one, two), two, one) == pytest.approx(value, rel=1e-12)


def test_that_long_lists_are_cut_with_their_count() -> None:
    assert q.format_list(["甲", "乙"]) == "甲、乙"
    assert q.format_list(list("甲乙丙丁戊")) == "甲、乙、丙、丁等 5 项"
