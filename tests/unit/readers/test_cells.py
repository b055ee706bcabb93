from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.problems import Severity
from dzmap.readers.cells import (
    CellColumn,
    read_choices,
    read_dates,
    read_sets,
    read_texts,
)
from dzmap.readers.fields import Field
from dzmap.readers.findings import Findings
from dzmap.readers.numbers import read_integers, read_numbers, read_ratios, read_years


def column(*cells: object, unit: str = "", stored: str = "", **field: object) -> CellColumn:
    made = Field(table="t", name=str(field.pop("name", "f")), zh="列", unit=stored, **field)  # type: ignore[arg-type]
    return CellColumn(
        header="列", field=made, unit=unit, cells=cells, rows=list(range(2, 2 + len(cells)))
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12.5, 12.5),
        ("1,234.5", 1234.5),
        ("１２３４", 1234),
        ("1，234", 1234),
        ("约300", 300),
        ("1.2亿元", 12000),
        ("3000元", 0.3),
        ("¥300", 300),
        ("-", np.nan),
        ("—", np.nan),
        ("/", np.nan),
        ("无", np.nan),
        ("未填报", np.nan),
        ("#DIV/0!", np.nan),
        ("", np.nan),
        ("300-400", np.nan),
        ("300亩", np.nan),
        ("三百", np.nan),
        (True, np.nan),
        (date(2021, 1, 1), np.nan),
    ],
)
def test_that_amounts_are_read_as_people_write_them(cell: object, expected: float) -> None:
    numbers = read_numbers(column(cell, unit="万元", stored="万元"), Findings("甲.xlsx"))
    assert numbers[0] == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("unit", "stored", "cell", "expected"),
    [
        ("亿元", "万元", 1.5, 15000),
        ("元", "万元", 15000.0, 1.5),
        ("公顷", "亩", 2.0, 30),
        ("㎡", "亩", 2000.0, 3),
        ("亿元", "万元", "3万元", 3),
        ("万元/公顷", "万元/亩", 4500.0, 300),
    ],
)
def test_that_the_unit_of_the_header_converts_unless_the_cell_has_its_own(
    unit: str, stored: str, cell: object, expected: float
) -> None:
    numbers = read_numbers(column(cell, unit=unit, stored=stored), Findings("甲.xlsx"))
    assert numbers[0] == pytest.approx(expected)


def test_that_a_cell_that_is_no_number_is_reported_with_row_value_and_remedy() -> None:
    findings = Findings("甲.xlsx", "一月")
    read_numbers(column(1.0, "很多", unit="万元", stored="万元"), findings)
    (problem,) = findings.problems
    assert (problem.file, problem.sheet, problem.row, problem.column) == (
        "甲.xlsx",
        "一月",
        3,
        "列",
    )
    assert (problem.severity, problem.value) == (Severity.WARNING, "很多")
    assert problem.remedy == "只填一个数（万元）。"
    assert findings.rejected_rows == frozenset()


def test_that_a_column_in_dollars_is_left_out_and_said() -> None:
    findings = Findings("甲.xlsx")
    numbers = read_numbers(column(1.0, unit="万美元", stored="万元"), findings)
    assert np.isnan(numbers).all()
    assert "不能换算成万元" in findings.problems[0].message


def test_that_amounts_that_look_like_yuan_are_doubted() -> None:
    findings = Findings("甲.xlsx")
    numbers = read_numbers(column(3.62e9, stored="万元"), findings)
    assert numbers[0] == 3.62e9
    assert "单位像“元”" in findings.problems[0].message


def test_that_negative_land_is_unknown_and_negative_profit_is_not() -> None:
    findings = Findings("甲.xlsx")
    assert np.isnan(read_numbers(column(-3.0, stored="亩", name="land_mu"), findings)[0])
    assert len(findings.problems) == 1
    assert read_numbers(column(-3.0, stored="万元", name="profit_wan_yuan"), findings)[0] == -3


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("7%", "７％"), (0.07, 0.07)),
        ((7.0, 35.0), (0.07, 0.35)),
        ((0.07, 0.35), (0.07, 0.35)),
        ((7.0, "35%", ""), (0.07, 0.35, np.nan)),
        ((100.0, 0.5), (1.0, 0.005)),
        ((1.0, 0.5), (1.0, 0.5)),
    ],
)
def test_that_shares_are_fractions_however_written(
    cells: tuple[object, ...], expected: tuple[float, ...]
) -> None:
    ratios = read_ratios(column(*cells, unit="%", stored="%"), Findings("甲.xlsx"))
    assert ratios == pytest.approx(expected, nan_ok=True)


def test_that_a_share_of_more_than_the_whole_is_unknown() -> None:
    findings = Findings("甲.xlsx")
    shares = column("150%", "35%", unit="%", stored="%", name="green_ratio")
    assert read_ratios(shares, findings) == pytest.approx([np.nan, 0.35], nan_ok=True)
    assert [(problem.row, problem.severity) for problem in findings.problems] == [
        (2, Severity.WARNING)
    ]


def test_that_a_small_number_among_percents_is_doubted() -> None:
    findings = Findings("甲.xlsx")
    read_ratios(column(7.0, 0.35, unit="%", stored="%"), findings)
    (problem,) = findings.problems
    assert (problem.row, problem.remedy) == (3, "如果是 35 %，请改为 35。")


def test_that_fractions_under_a_percent_header_are_doubted() -> None:
    findings = Findings("甲.xlsx")
    assert read_ratios(column(0.0, 0.5, unit="%", stored="%"), findings).tolist() == [0.0, 0.5]
    (problem,) = findings.problems
    assert problem.message == "表头写的是 %，本列的数都不大于 1，已按小数读取：0.5 即 50 %。"
    silent = Findings("甲.xlsx")
    for unit, cells in (("", (0.5,)), ("%", ("0.5%",)), ("%", (0.0, "")), ("%", (50.0,))):
        read_ratios(column(*cells, unit=unit, stored="%"), silent)
    assert silent.problems == ()


@given(st.lists(st.floats(0, 1e6, allow_nan=False) | st.none(), max_size=20))
def test_that_plain_numbers_survive_unchanged(values: list[float | None]) -> None:
    cells = ["" if value is None else value for value in values]
    numbers = read_numbers(column(*cells, stored="亩"), Findings("甲.xlsx"))
    assert [None if np.isnan(number) else number for number in numbers] == values


def test_that_names_stay_verbatim_but_for_outer_blanks_and_breaks() -> None:
    texts = read_texts(
        column(" <img src=x onerror=1>\u3000", "甲\n乙", 2614.0, "无", "=1+1", "0012")
    )
    assert texts.tolist() == ["<img src=x onerror=1>", "甲乙", "2614", None, "=1+1", "0012"]


def test_that_signs_nobody_sees_are_left_out() -> None:
    texts = read_texts(
        column("名\x01\x07称", "甲\x00", "\u202e反\u202c", "\x1b[31m", "全\u3000角", "👨\u200d🏭")
    )
    assert texts.tolist() == ["名称", "甲", "反", "[31m", "全\u3000角", "👨\u200d🏭"]


def test_that_a_value_outside_the_choices_becomes_unknown() -> None:
    findings = Findings("甲.xlsx")
    cells = ("新建", "技术改造", "拆除", "")
    choices = read_choices(column(*cells, choices=("新建", "扩建", "技改")), findings)
    assert choices.tolist() == ["新建", "技改", None, None]
    assert [(problem.row, problem.remedy) for problem in findings.problems] == [
        (4, "可选：新建、扩建、技改。")
    ]


def test_that_sets_are_joined_by_semicolons() -> None:
    assert read_sets(column("甲醇、乙醇；丙酮", "单一", "")).tolist() == [
        "甲醇;乙醇;丙酮",
        "单一",
        None,
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(2021, 3, 4), datetime(2021, 3, 4)),  # noqa: DTZ001
        (datetime(2021, 3, 4, 5, 6), datetime(2021, 3, 4)),  # noqa: DTZ001
        ("2021-03-04", datetime(2021, 3, 4)),  # noqa: DTZ001
        ("2021/3/4", datetime(2021, 3, 4)),  # noqa: DTZ001
        ("2021.3.4", datetime(2021, 3, 4)),  # noqa: DTZ001
        ("2021年3月4日", datetime(2021, 3, 4)),  # noqa: DTZ001
        ("２０２１年３月", datetime(2021, 3, 1)),  # noqa: DTZ001
        ("2021年3月", datetime(2021, 3, 1)),  # noqa: DTZ001
        ("20210304", datetime(2021, 3, 4)),  # noqa: DTZ001
        (44259.0, datetime(2021, 3, 4)),  # noqa: DTZ001
        ("2021-13-04", None),
        ("年底", None),
        ("", None),
    ],
)
def test_that_dates_are_read_as_people_write_them(cell: object, expected: datetime | None) -> None:
    assert read_dates(column(cell), Findings("甲.xlsx"))[0] == expected


def test_that_years_come_from_numbers_texts_and_dates() -> None:
    findings = Findings("甲.xlsx")
    years = read_years(column(2021.0, "2020年", "２０１９", date(2022, 1, 1), "", "去年"), findings)
    assert years.tolist() == [2021, 2020, 2019, 2022, None, None]
    assert findings.rejected_rows == {7}


def test_that_half_a_person_is_not_counted() -> None:
    findings = Findings("甲.xlsx")
    assert read_integers(column(12.0, 12.5, stored="人"), findings).tolist() == [12, None]
    assert findings.problems[0].row == 3
