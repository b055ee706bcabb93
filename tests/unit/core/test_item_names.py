import pytest

from dzmap.core.item_names import NamedEntries, item_names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("尿素", ("尿素",)),
        (" 尿素；电石、ＰＶＣ ", ("尿素", "电石", "pvc")),
        ("尿素，烧碱,尿素", ("尿素", "烧碱")),
        ("1,4-丁二醇", ("1,4-丁二醇",)),
        ("尿素，1,4-丁二醇，2,4-D", ("尿素", "1,4-丁二醇", "2,4-d")),
        ("1，4—丁 二醇", ("1,4-丁二醇",)),
        ("聚氯 乙烯、PVC  paste 树脂", ("聚氯乙烯", "pvc paste树脂")),
        ("聚氯乙烯（PVC）\n纯碱", ("聚氯乙烯(pvc)", "纯碱")),
        ("", ()),
        ("；、 ", ()),
    ],
)
def test_that_a_cell_holds_several_names(cell: str, names: tuple[str, ...]) -> None:
    assert item_names(cell) == names


@pytest.mark.parametrize(
    ("written", "matches"),
    [
        ("尿素", {0: 1}),
        ("ｐｖｃ", {1: 1}),
        ("农用尿素", {0: 0}),
        ("尿", {0: 0}),
        ("车用尿素溶液、聚氯乙烯", {0: 0, 1: 1}),
        ("离子膜烧碱", {2: 0}),
        ("靶材", {}),
    ],
)
def test_that_equal_names_match_and_similar_ones_may(written: str, matches: dict[int, int]) -> None:
    entries = NamedEntries([("尿素",), ("聚氯乙烯", "PVC"), ("烧碱",), ()])
    assert entries.matches(item_names(written)) == matches


def test_that_a_name_of_several_entries_means_them_all() -> None:
    entries = NamedEntries([("尿素",), ("尿素", "磷铵")])
    assert entries.matches(("尿素",)) == {0: 1, 1: 1}
    assert entries.matches(("磷铵", "粒状尿素")) == {0: 0, 1: 1}
