"""Tests of ``dzmap.core.site_scores`` against sums and searches by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.site_scores import MOST_MARGIN, SiteScores, Weights

NAN = math.nan


def scores(
    margin: list[float],
    land: list[float],
    distance: list[float],
    admitted: list[bool] | None = None,
    order: list[int] | None = None,
) -> SiteScores:
    size = len(margin)
    return SiteScores(
        np.array(margin),
        np.array(land),
        np.array(distance),
        np.array([True] * size if admitted is None else admitted),
        np.array([0] * size if order is None else order, dtype=np.int8),
    )


def test_that_the_largest_margin_and_land_have_the_whole_part() -> None:
    found = scores([0.1, 0.05], [600, 150], [0, 20]).ranked(Weights((40, 35, 25)))
    assert found.scores.tolist() == pytest.approx([100.0, 20 + 8.75 + 0])
    assert found.parts[1].tolist() == pytest.approx([20, 8.75, 0])
    assert found.ranks.tolist() == [1, 2]


def test_that_what_is_not_known_leaves_the_score_open_and_is_not_a_zero() -> None:
    found = scores([0.1, 0.1], [NAN, 10], [1, 2]).ranked(Weights((40, 35, 25)))
    assert math.isnan(found.scores[0])
    assert found.ranks.tolist() == [0, 1]


def test_that_a_part_without_weight_need_not_be_known() -> None:
    found = scores([0.1, 0.2], [NAN, 10], [1, 2]).ranked(Weights((60, 0, 40)))
    assert found.ranks.tolist() == [2, 1]


def test_that_a_part_that_nobody_has_leaves_its_weight_to_the_others() -> None:
    table = scores([0.1, 0.2], [5, 10], [NAN, NAN])
    assert table.effective(Weights((40, 40, 20))).values == (50, 50, 0)
    assert table.ranked(table.effective(Weights((40, 40, 20)))).ranks.tolist() == [2, 1]


def test_that_who_may_not_enter_has_neither_score_nor_say() -> None:
    table = scores([0.1, NAN], [5, 1000], [3, 1], admitted=[True, False])
    found = table.ranked(Weights((50, 50, 0)))
    assert found.scores[0] == pytest.approx(100.0)
    assert math.isnan(found.scores[1])
    assert found.ranks.tolist() == [1, 0]


def test_that_a_huge_margin_does_not_outshine_the_others() -> None:
    found = scores([9.0, 0.5], [1, 1], [1, 1]).ranked(Weights((100, 0, 0)))
    assert found.scores.tolist() == pytest.approx([100.0, 50.0 / MOST_MARGIN])


def test_that_the_milder_verdict_wins_where_scores_are_equal() -> None:
    found = scores([0.1, 0.1], [5, 5], [1, 1], order=[2, 1]).ranked(Weights())
    assert found.ranks.tolist() == [2, 1]


def test_that_weights_must_add_up() -> None:
    with pytest.raises(ValueError, match="50, 50, 50"):
        Weights((50, 50, 50))


@given(
    st.tuples(st.integers(0, 100), st.integers(0, 100)).filter(lambda two: sum(two) <= 100),
    st.integers(0, 2),
    st.integers(-20, 120),
)
def test_that_moved_weights_add_up_and_keep_their_proportion(
    two: tuple[int, int], part: int, value: int
) -> None:
    before = Weights((two[0], two[1], 100 - sum(two)))
    after = before.moved(part, value)
    assert sum(after.values) == 100
    assert after.values[part] == min(max(value, 0), 100)
    others = [at for at in range(3) if at != part]
    total = sum(before.values[at] for at in others)
    for at in others:
        share = before.values[at] / total if total else 0.5
        assert abs(after.values[at] - share * (100 - after.values[part])) < 1


numbers = st.one_of(st.just(NAN), st.floats(0, 1000).map(lambda value: round(value, 3)))
rows = st.lists(st.tuples(numbers, numbers, numbers, st.booleans()), min_size=1, max_size=12)
weights = (
    st.tuples(st.integers(0, 100), st.integers(0, 100))
    .filter(lambda two: sum(two) <= 100)
    .map(lambda two: Weights((two[0], two[1], 100 - sum(two))))
)


def by_hand(table: list[tuple[float, float, float, bool]], w: tuple[int, ...]) -> list[float]:
    """Scores without arrays."""

    def known(values: list[float]) -> list[float]:
        return [value for value in values if not math.isnan(value)]

    inside = [row for row in table if row[3]]
    most_margin = max(known([min(row[0], MOST_MARGIN) for row in inside]), default=0.0)
    most_land = max(known([row[1] for row in inside]), default=0.0)
    farthest = max(known([row[2] for row in table]), default=0.0)
    found = []
    for margin, land, distance, admitted in table:
        parts = (
            min(margin, MOST_MARGIN) / most_margin if most_margin else margin * 0,
            land / most_land if most_land else land * 0,
            1 - distance / farthest if farthest else 1 - distance * 0,
        )
        total = sum(part * weight for part, weight in zip(parts, w, strict=True) if weight)
        found.append(total if admitted else NAN)
    return found


def columns(table: list[tuple[float, float, float, bool]]) -> SiteScores:
    margin, land, distance, admitted = (list(column) for column in zip(*table, strict=True))
    return scores(margin, land, distance, admitted)


@given(rows, weights)
def test_that_scores_and_ranks_are_those_of_a_search_by_hand(
    table: list[tuple[float, float, float, bool]], chosen: Weights
) -> None:
    found = columns(table).ranked(chosen)
    wanted = by_hand(table, chosen.values)
    assert found.scores.tolist() == pytest.approx(wanted, nan_ok=True)
    for row, score in enumerate(wanted):
        if math.isnan(score):
            assert found.ranks[row] == 0
            continue
        better = sum(other > score + 1e-6 for other in wanted)
        equal = sum(abs(other - score) <= 1e-6 for other in wanted)
        assert better < found.ranks[row] <= better + equal


@given(rows, weights, st.integers(0, 2))
def test_that_the_leader_holds_exactly_where_it_ranks_first(
    table: list[tuple[float, float, float, bool]], chosen: Weights, part: int
) -> None:
    ranked = columns(table)
    found = ranked.sensitivity(chosen, part)
    if found.leader is None:
        return
    assert found.low <= chosen.values[part] <= found.high
    for value in range(found.low, found.high + 1):
        column = found.scores[:, value]
        assert column[found.leader] >= np.nanmax(column) - 1e-6
    if found.below is not None:
        column = found.scores[:, found.low - 1]
        assert column[found.below] >= column[found.leader] - 1e-6
    if found.above is not None:
        column = found.scores[:, found.high + 1]
        assert column[found.above] >= column[found.leader] - 1e-6


def test_that_a_crossing_is_found_where_two_lines_meet() -> None:
    # Margin is worth 100 against 67, land 67 against 100: they meet in the middle.
    table = scores([0.3, 0.2], [200, 300], [0, 0])
    found = table.sensitivity(Weights((60, 40, 0)), 0)
    assert (found.leader, found.below, found.above) == (0, 1, None)
    assert (found.low, found.high) == (50, 100)
