import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dzmap.reports.fonts import text_width_em
from dzmap.reports.label_svg import labels_svg
from dzmap.reports.labels import LabelBoard, LabelStyle, PlacedLabel, Spot, Wish, label_size

STYLE = LabelStyle(size_pt=9, colour="#112233")


def wish(text: str, x: float, y: float, priority: int = 0, *more: Spot) -> Wish:
    return Wish(text=text, style=STYLE, spots=(Spot(x, y), *more), priority=priority)


def boxes(placed: list[PlacedLabel]) -> list[tuple[float, float, float, float]]:
    found = []
    for label in placed:
        width, height = label_size(label.wish.text, label.wish.style)
        x, y = label.spot.x, label.spot.y
        found.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return found


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 3)), max_size=60
    )
)
def test_that_labels_never_overlap_nor_leave_the_sheet_nor_cover_furniture(
    places: list[tuple[int, int, int]],
) -> None:
    legend = (6000.0, 6000.0, 10_000.0, 10_000.0)
    board = LabelBoard(10_000, 10_000, [legend])
    wishes = [wish(f"地名{index}", x, y, p) for index, (x, y, p) in enumerate(places)]
    placed, dropped = board.place(wishes)
    assert len(placed) + dropped == len(wishes)
    found = boxes(placed)
    for index, box in enumerate(found):
        assert not meet(box, legend)
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= 10_000
        assert box[3] <= 10_000
        assert not any(meet(box, other) for other in found[index + 1 :])


def test_that_the_higher_priority_stays() -> None:
    placed, dropped = LabelBoard(5000, 5000).place(
        [wish("集群", 2500, 2500, 1), wish("开发区", 2500, 2500, 9)]
    )
    assert [label.wish.text for label in placed] == ["开发区"]
    assert dropped == 1


def test_that_a_label_moves_to_its_next_spot() -> None:
    placed, _ = LabelBoard(5000, 5000).place(
        [wish("甲", 2500, 2500, 9), wish("乙", 2500, 2500, 1, Spot(1000, 1000))]
    )
    assert placed[1].spot == Spot(1000, 1000)


def test_that_of_free_spots_the_one_that_hides_fewest_marks_is_taken() -> None:
    marks = np.array([[2500, 2500]] * 5)
    placed, _ = LabelBoard(5000, 5000, marks=marks).place(
        [wish("齐河", 2500, 2500, 0, Spot(2500, 1000))]
    )
    assert placed[0].spot == Spot(2500, 1000)
    stays, _ = LabelBoard(5000, 5000, marks=marks).place(
        [wish("齐河", 2500, 2500, 0, Spot(2500, 1000, penalty=10))]
    )
    assert stays[0].spot == Spot(2500, 2500)


def test_that_the_same_name_close_by_is_written_once() -> None:
    placed, dropped = LabelBoard(9000, 9000).place(
        [wish("德城区", 2000, 2000), wish("德城区", 3000, 3000), wish("德城区", 8000, 8000)]
    )
    assert len(placed) == 2
    assert dropped == 0


def test_that_widths_come_from_the_font() -> None:
    assert text_width_em("德州（示意）") == 6
    assert 0.2 < text_width_em("i") < 0.35
    assert text_width_em("齐河", spacing_em=0.5) == 2.5


def test_that_a_name_is_written_once_and_its_halo_is_an_outline() -> None:
    placed, _ = LabelBoard(9000, 9000).place([wish("齐河<县>&", 4000, 4000)])
    svg = labels_svg(placed)
    assert svg.count("齐河&lt;县&gt;&amp;") == 1
    assert svg.count("<path") >= 4


def test_that_control_characters_do_not_break_the_drawing() -> None:
    placed, _ = LabelBoard(9000, 9000).place([wish("甲\x00乙\ud800", 4000, 4000)])
    assert "甲乙" in labels_svg(placed)
