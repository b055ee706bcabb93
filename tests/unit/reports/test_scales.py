import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.reports.scales import ROUND_SCALES, choose_scale, scale_bar, scale_text, web_zoom


@given(st.floats(100, 400_000), st.floats(100, 400_000))
def test_that_the_scale_is_the_largest_round_one_at_which_the_ground_fits(
    width: float, height: float
) -> None:
    scale = choose_scale(width, height, 236, 243)
    assert width * 1000 / scale <= 236 + 1e-6
    assert height * 1000 / scale <= 243 + 1e-6
    larger = [item for item in ROUND_SCALES if item < scale]
    if larger:
        too_large = max(larger)
        assert width * 1000 / too_large > 236 or height * 1000 / too_large > 243


def test_that_ground_beyond_the_list_gets_a_whole_million() -> None:
    assert choose_scale(1_000_000, 1_000, 100, 100) == 10_000_000


def test_that_scales_are_printed_with_blanks() -> None:
    assert scale_text(750_000) == "1:750 000"
    assert scale_text(1_000_000) == "1:1 000 000"


@pytest.mark.parametrize(
    ("scale", "labels", "unit", "segment"),
    [
        (750_000, ("0", "10", "20", "30"), "km", 13.333),
        (90_000, ("0", "1", "2", "3"), "km", 11.111),
        (5_000, ("0", "50", "100", "150"), "m", 10.0),
    ],
)
def test_that_the_bar_has_round_lengths(
    scale: int, labels: tuple[str, ...], unit: str, segment: float
) -> None:
    bar = scale_bar(scale, 50)
    assert (bar.labels, bar.unit) == (labels, unit)
    assert bar.segment_mm == pytest.approx(segment, abs=1e-3)


@given(st.sampled_from(ROUND_SCALES), st.floats(20, 80))
def test_that_the_bar_fills_a_good_part_of_its_room(scale: int, longest: float) -> None:
    length = scale_bar(scale, longest).segment_mm * 3
    assert longest * 0.49 < length <= longest + 1e-9


def test_that_a_larger_scale_is_a_higher_zoom() -> None:
    assert web_zoom(50_000) == pytest.approx(web_zoom(100_000) + 1)
    assert 9 < web_zoom(750_000) < 10.5
