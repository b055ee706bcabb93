import pytest

from dzmap.core.industries import IndustryTree
from dzmap.core.industry_selection import IndustrySelection, Ticked
from dzmap.readers.reference import BundledReference


@pytest.fixture(scope="module")
def tree() -> IndustryTree:
    return IndustryTree(BundledReference().industries())


def test_that_boxes_follow_the_longest_prefix(tree: IndustryTree) -> None:
    states = IndustrySelection(("C", "3912"), ("39",)).states(tree)
    assert states["C"] is Ticked.SOME
    assert states["36"] is states["3670"] is Ticked.ALL
    assert states["39"] is states["391"] is Ticked.SOME
    assert states["3912"] is Ticked.ALL
    assert states["3911"] is states["392"] is Ticked.NONE
    assert states["A"] is Ticked.NONE


def test_that_all_parts_make_the_whole(tree: IndustryTree) -> None:
    states = IndustrySelection(("3611", "3612")).states(tree)
    assert states["361"] is Ticked.ALL
    assert states["36"] is Ticked.SOME


def test_that_nothing_chosen_ticks_nothing_but_exceptions_count(tree: IndustryTree) -> None:
    assert set(IndustrySelection().states(tree).values()) == {Ticked.NONE}
    states = IndustrySelection((), ("39",)).states(tree)
    assert states["A"] is Ticked.ALL
    assert states["39"] is Ticked.NONE
    assert states["C"] is Ticked.SOME


def test_that_ticking_and_unticking_undo_each_other(tree: IndustryTree) -> None:
    empty = IndustrySelection()
    chosen = empty.toggled(tree, "36")
    assert chosen == IndustrySelection(("36",))
    assert chosen.toggled(tree, "36") == empty
    without = chosen.toggled(tree, "3670")
    assert without == IndustrySelection(("36",), ("3670",))
    assert without.toggled(tree, "3670") == chosen


def test_that_the_whole_speaks_for_its_parts(tree: IndustryTree) -> None:
    mixed = IndustrySelection(("C", "3912"), ("39",))
    assert mixed.toggled(tree, "39") == IndustrySelection(("C",))
    assert mixed.toggled(tree, "C") == IndustrySelection(("C",))


def test_that_a_chip_gone_never_turns_exceptions_into_all_but_these(tree: IndustryTree) -> None:
    mixed = IndustrySelection(("C", "B"), ("39",))
    assert mixed.without("C") == IndustrySelection(("B",))
    assert mixed.without("39") == IndustrySelection(("C", "B"))
    assert IndustrySelection(("C",), ("39",)).toggled(tree, "C").toggled(tree, "C") == (
        IndustrySelection()
    )
