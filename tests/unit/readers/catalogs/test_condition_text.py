import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.catalogs import All, Any, Compare, Condition, InIndustry, InList, Member, Not
from dzmap.core.problems import BadInputError
from dzmap.readers.catalogs.condition_parser import (
    DEPTH,
    ConditionTextError,
    parse_condition,
    parse_list,
)
from dzmap.readers.catalogs.condition_text import condition_text
from dzmap.readers.catalogs.yaml_format import read_yaml

LAND = Compare("land_mu", ">=", 30.0)
REPLACED = Compare("capacity_replacement_ratio", ">=", 1.25)
FAR = Compare("far", "<", 1.0)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("用地≥30亩", LAND),
        ("占地面积 不低于 2 公顷", LAND),
        ("用地 ＞＝ ３０ 亩", LAND),
        ("用地≥30亩且容积率<1", All((LAND, FAR))),
        ("用地≥30亩 或（容积率＜1.0）", Any((LAND, FAR))),
        ("用地 ≥ 30 亩 且 (容积率 < 1 且 用地 ≥ 30 亩)", All((LAND, All((FAR, LAND))))),
        ("非(用地 ≥ 30 亩)", Not(LAND)),
        ("非 用地 ≥ 30 亩 且 容积率 < 1", All((Not(LAND), FAR))),
        ("环评类别 = 登记表", Member("eia_type", ("登记表",))),
        ("环评类别 ≠ 登记表", Not(Member("eia_type", ("登记表",)))),
        ("环评类别不属于报告书、报告表", Not(Member("eia_type", ("报告书", "报告表")))),
        ("产品 属于 “环氧 树脂”、苯", Member("products", ("环氧 树脂", "苯"))),
        ('产品 属于 "含""引号", 苯', Member("products", ('含"引号', "苯"))),
        ("行业 属于 26, ２７ 除外 C2625", InIndustry(("26", "27"), ("2625",))),
        ("产能置换比例 ≥ 1.25:1 且 容积率 < 1", All((REPLACED, FAR))),
        ("产能置换比例≥1.25∶1", REPLACED),
        ("产能置换比例 ≥ 1.25 倍", REPLACED),
        ("在名录《两高项目名录》", InList(("两高项目名录",))),
        ("在名录 《甲》、《乙》且容积率<1", All((InList(("甲", "乙")), FAR))),
        ("不在名录《甲》《乙》", Not(InList(("甲", "乙")))),
        ("非 在名录《甲》》乙》", Not(InList(("甲》乙",)))),
        ("全部()", All(())),
    ],
)
def test_that_people_may_write_it_their_way(text: str, condition: Condition) -> None:
    assert parse_condition(text) == condition


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "这里应是一个指标（在末尾）"),
        ("用地 ≥ 30 亩 且", "这里应是一个指标"),
        ("用地 ≥ 30 亩 容积率 < 1", "多出了内容（在“容积率 < 1”处）"),
        ("用地 ≥ 30 亩) ", "多出了内容（在“)”处）"),
        ("(用地 ≥ 30 亩", "缺少“)”"),
        ("用地 ≥ 30 亩 且 容积率 < 1 或 容积率 > 2", "先后不清"),
        ("用地", "这里应是比较符号"),
        ("用地 属于 30 亩", "“用地”是数，不能用“属于”"),
        ("用地 ≥ 很多", "这里应是“用地”的数值"),
        ("环评类别 ≥ 登记表", "“环评类别”是文字，不能比大小"),
        ("环评类别 属于 登记", "没有“登记”这一类"),
        ("产品 属于 “苯", "引号没有结束"),
        ("产品 属于 苯、", "这里缺一项"),
        ("在名录 两高", "这里应是名录的名称（在“两高”处）"),
        ("在名录《两高", "引号没有结束"),
        ("行业 属于 D26", "门类写错了"),
        ("位置 在 化工园区", "缺少“内”"),
        ("位置 距 化工园区 ≤ 300 m", "距离只能写“≥”"),
        ("位置 距 化工园区 ≥ 300", "“距离”没有写单位"),
        ("分档(如果 容积率 < 1 则 容积率 < 1)", "缺少“；”"),
        ("(" * 99 + "容积率 < 1" + ")" * 99, f"超过 {DEPTH} 层"),
        ("非 " * 99 + "容积率 < 1", f"超过 {DEPTH} 层"),
    ],
)
def test_that_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(ConditionTextError) as caught:
        parse_condition(text)
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9999.0, "总投资 ≥ 9999 万元"),
        (15_000.0, "总投资 ≥ 1.5 亿元"),
        (12_345.0, "总投资 ≥ 12345 万元"),
        (2_000_000.0, "总投资 ≥ 200 亿元"),
    ],
)
def test_that_large_sums_are_written_in_yi_yuan(value: float, text: str) -> None:
    assert condition_text(Compare("total_invest_wan_yuan", ">=", value)) == text


def test_that_lists_take_any_common_separator() -> None:
    assert parse_list("C26、C27,C28，C29；C30 C31") == ("C26", "C27", "C28", "C29", "C30", "C31")
    assert parse_list("新建或扩建") == ("新建或扩建",)
    assert parse_list("  ") == ()


def test_that_nesting_is_limited_alike_in_yaml() -> None:
    nested = "容积率 < 1"
    for _ in range(DEPTH + 1):
        nested = f"{{非: {nested}}}"
    head = "编号: a\n名称: 甲\n层级: 市\n未列入行业: 非禁即入\n施行起: 2021-01-01\n条款:\n"
    with pytest.raises(BadInputError, match=f"超过 {DEPTH} 层"):
        read_yaml(f"{head}  - {{编号: A, 类型: 程序, 须办理: 审批, 适用条件: {nested}}}", "")


PIECES = [
    "用地",
    "≥",
    "30 亩",
    "且",
    "或",
    "非",
    "(",
    ")",
    "行业",
    "属于",
    "C26",
    "除外",
    "、",
    '"',
]
PIECES += [
    "位置",
    "在",
    "内",
    "距",
    "分档(",
    "如果",
    "则",
    "；",
    "否则",
    "环评类别",
    "登记表",
    "全部(",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.text(max_size=30))
def test_that_no_text_breaks_the_parser(text: str) -> None:
    with contextlib.suppress(ConditionTextError):
        condition = parse_condition(text)
        assert parse_condition(condition_text(condition)) == condition


KEYS = [
    "编号",
    "类型",
    "清单",
    "条款",
    "[",
    "]",
    "{",
    "}",
    ":",
    " ",
    "\n",
    "- ",
    "要求",
    "门槛",
    "&a",
    "*a",
]


@given(st.lists(st.sampled_from(KEYS), max_size=25).map("".join) | st.text(max_size=40))
def test_that_no_text_breaks_the_yaml_reader(text: str) -> None:
    with contextlib.suppress(BadInputError):
        read_yaml(text, "目录.yaml")
