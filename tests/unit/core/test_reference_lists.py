from datetime import date

from dzmap.core.reference_lists import ListItem, ReferenceList, ReferenceLists

OLD = ReferenceList(
    name="两高项目名录",
    version="9",
    effective_from=date(2019, 1, 1),
    complete=True,
    items=(ListItem(industry="2614"),),
)
NEW = ReferenceList(name="两高项目名录", version="10", effective_from=date(2021, 1, 1))
ENDED = ReferenceList(name="限制类（2011）", effective_to=date(2019, 12, 31))


def test_that_the_latest_version_in_force_counts() -> None:
    for day, version in ((date(2020, 6, 1), "9"), (date(2021, 6, 1), "10")):
        for lists in ((OLD, NEW), (NEW, OLD)):
            found = ReferenceLists(lists, day).get("两高项目名录")
            assert found is not None
            assert found.version == version


def test_that_equal_dates_are_settled_by_the_version_in_any_order() -> None:
    twins = (OLD, ReferenceList(name=OLD.name, version="10", effective_from=OLD.effective_from))
    for lists in (twins, twins[::-1]):
        found = ReferenceLists(lists, date(2021, 1, 1)).get(OLD.name)
        assert found is not None
        assert found.version == "10"


def test_that_names_are_found_however_their_brackets_are_written() -> None:
    lists = ReferenceLists([ENDED], date(2019, 1, 1))
    assert lists.get("《限制类(2011)》") is ENDED
    assert lists.get("限制类") is None


def test_that_a_list_says_what_it_lacks() -> None:
    lists = ReferenceLists([OLD, ENDED], date(2020, 6, 1))
    assert lists.shortcoming("两高项目名录") == ""
    assert lists.shortcoming("限制类（2011）") == "引用名录《限制类（2011）》在判定日没有生效的版本"
    assert lists.shortcoming("淘汰类") == "引用名录《淘汰类》没有录入"
    partial = ReferenceLists([NEW], date(2021, 6, 1))
    assert partial.shortcoming("两高项目名录") == "引用名录《两高项目名录》没有录全"


def test_that_a_list_without_entries_or_with_an_empty_one_proves_nothing() -> None:
    bare = ReferenceLists([ReferenceList(name="限制类", complete=True)])
    assert bare.shortcoming("限制类") == "引用名录《限制类》没有条目"
    holed = ReferenceList(name="限制类", complete=True, items=(*OLD.items, ListItem()))
    assert ReferenceLists([holed]).shortcoming("限制类") == "引用名录《限制类》有空白条目"
    assert not holed.proves
