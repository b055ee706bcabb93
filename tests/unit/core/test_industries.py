import pandas as pd
import pytest

from dzmap.core.industries import (
    SECTION_OF_DIVISION,
    IndustryTree,
    code_path,
    normalise_code,
    split_codes,
)

ROWS = [
    ("A", 1, "", "A", "农、林、牧、渔业"),
    ("01", 2, "A", "A", "农业"),
    ("011", 3, "01", "A", "谷物种植"),
    ("0111", 4, "011", "A", "稻谷种植"),
    ("0119", 4, "011", "A", "其他谷物种植"),
    ("B", 1, "", "B", "采矿业"),
    ("11", 2, "B", "B", "开采专业及辅助性活动"),
    ("111", 3, "11", "B", "煤炭开采和洗选专业及辅助性活动"),
    ("C", 1, "", "C", "制造业"),
    ("26", 2, "C", "C", "化学原料和化学制品制造业"),
    ("261", 3, "26", "C", "基础化学原料制造"),
    ("2614", 4, "261", "C", "有机化学原料制造"),
]


@pytest.fixture(scope="module")
def tree() -> IndustryTree:
    return IndustryTree(pd.DataFrame(ROWS, columns=["code", "level", "parent", "section", "name"]))


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("C2614", "2614"),
        ("c26", "26"),
        ("2614", "2614"),
        (2614.0, "2614"),
        (2614, "2614"),
        ("2614.0", "2614"),
        ("２６１４", "2614"),
        ("Ｃ２６１４ 有机化学原料制造", "2614"),
        ("2614有机化学原料制造", "2614"),
        ("C", "C"),
        (" 01 ", "01"),
        (None, ""),
        (float("nan"), ""),
        ("化工", "化工"),
        ("26145", "26145"),
        ("C26X", "C26X"),
        ("2614、3670", "2614、3670"),
        ("2614.5", "2614.5"),
        ("2614-2619", "2614-2619"),
        ("26.化学原料", "26"),
    ],
    ids=repr,
)
def test_that_codes_are_normalised(value: object, code: str) -> None:
    assert normalise_code(value) == code


def test_that_lost_leading_zeros_return_only_when_unambiguous(tree: IndustryTree) -> None:
    assert tree.normalise(119.0) == "0119"
    assert tree.normalise(1) == "01"
    assert tree.normalise(111) == "111"
    assert [entry.name for entry in tree.ambiguous(111)] == [
        "煤炭开采和洗选专业及辅助性活动",
        "稻谷种植",
    ]
    assert tree.ambiguous("2614") == ()


def test_that_paths_put_every_code_under_its_section() -> None:
    assert code_path("2614") == "C2614"
    assert code_path("C") == "C"
    assert code_path("0111") == "A0111"
    assert [code_path(code) for code in ("00", "98", "9", "26145", "", "化工", "Z")] == [""] * 7
    assert len(SECTION_OF_DIVISION) == 97


def test_that_the_tree_answers_about_relations(tree: IndustryTree) -> None:
    assert [entry.code for entry in tree.ancestors("C2614")] == ["C", "26", "261"]
    assert [entry.code for entry in tree.children("26")] == ["261"]
    assert [entry.code for entry in tree.children()] == ["A", "B", "C"]
    assert tree.name("2614") == "有机化学原料制造"
    entry = tree.get("2614")
    assert entry is not None
    assert entry.title == "C2614 有机化学原料制造"
    assert tree.get("9999") is None
    assert "26" in tree
    assert len(tree) == len(ROWS)


def test_that_faults_name_what_exists(tree: IndustryTree) -> None:
    assert tree.fault("2614") == ""
    assert "有中类 261（基础化学原料制造）" in tree.fault("2619")
    assert "不是 GB/T 4754-2017" in tree.fault("化工")
    assert tree.fault(None) == "没有行业代码。"


FORMER = pd.DataFrame(
    [
        ("2610", "基础化学原料", "2614", "废止"),
        ("26", "化学工业", "26;261", "收窄"),
        ("2699", "没有去向", "9999", "废止"),
    ],
    columns=["code", "name", "successors", "kind"],
)


def test_that_codes_of_2011_are_recognised() -> None:
    frame = pd.DataFrame(ROWS, columns=["code", "level", "parent", "section", "name"])
    tree = IndustryTree(frame, FORMER)
    assert tree.fault("C2610") == "行业代码 C2610 已废止（2011 版“基础化学原料”）。"
    assert tree.remedy(2610.0) == "2017 版为 C2614 有机化学原料制造。"
    assert tree.fault("26") == ""
    reused = tree.former("26")
    assert reused is not None
    assert reused.reused
    assert reused.successor_titles == "C26 化学原料和化学制品制造业、C261 基础化学原料制造"
    assert tree.former("2614") is None
    assert tree.remedy("2699") == tree.remedy("化工") == "填 GB/T 4754-2017 的代码，如 2614。"


def test_that_names_are_found_whole(tree: IndustryTree) -> None:
    assert [entry.code for entry in tree.named("农业")] == ["01"]
    assert tree.named("农") == ()
    assert [entry.code for entry in tree][:2] == ["A", "01"]


def test_that_joined_codes_split_without_repeats() -> None:
    assert split_codes("C2614；2625、2614,C") == ("2614", "2625", "C")
    assert split_codes(None) == ()
