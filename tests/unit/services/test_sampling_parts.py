"""Codes, places and shares that the sample is made of."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.identifiers import check_uscc
from dzmap.services.sampling_codes import synthetic_usccs
from dzmap.services.sampling_facts import apportioned, flaws_for
from dzmap.services.sampling_places import points_within


def organisation_check(body: str) -> str:
    """GB 11714: weights 3 7 9 10 5 8 4 2, modulus 11, 10 is written X."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = (int(char, 36) for char in body)
    rest = 11 - sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


@given(
    st.lists(
        st.tuples(st.integers(100_000, 999_999).map(str), st.integers(1, 999_999)),
        min_size=1,
        max_size=30,
    )
)
def test_that_every_synthetic_code_passes_both_checks(pairs: list[tuple[str, int]]) -> None:
    adcodes = np.array([adcode for adcode, _ in pairs], dtype=object)
    codes = synthetic_usccs(adcodes, np.array([serial for _, serial in pairs]))
    for code, (adcode, serial) in zip(codes, pairs, strict=True):
        assert check_uscc(code).valid
        assert code[:16] == f"91{adcode}EX{serial:06d}"
        assert code[16] == organisation_check(code[8:16])


def test_that_no_rows_give_no_codes() -> None:
    assert len(synthetic_usccs(np.array([], dtype=object), np.array([], dtype=np.int64))) == 0


@pytest.mark.parametrize("serial", [0, 1_000_000])
def test_that_a_serial_must_fit_its_six_digits(serial: int) -> None:
    with pytest.raises(ValueError, match="999999"):
        synthetic_usccs(np.array(["371402"], dtype=object), np.array([serial]))


@given(
    st.integers(0, 10**9),
    st.lists(st.floats(0.001, 1e6), min_size=1, max_size=40),
)
def test_that_shares_add_up_to_the_total(total: int, weights: list[float]) -> None:
    shares = apportioned(total, weights)
    assert shares.sum() == total
    exact = np.array(weights) / sum(weights) * total
    assert (np.abs(shares - exact) <= 1 + 1e-6 * total).all()


def test_that_seven_in_ten_projects_have_no_flaw() -> None:
    flaws = flaws_for(np.random.default_rng(1), 300)
    assert (flaws == "").sum() == 210
    assert (flaws == "missing").sum() == 27


@given(st.integers(0, 200), st.integers(0, 2**32 - 1))
def test_that_points_lie_in_an_awkward_polygon(count: int, seed: int) -> None:
    ring = shapely.Polygon(
        [(0, 0), (4, 0), (4, 4), (0, 4)], [[(0.2, 0.2), (3.8, 0.2), (3.8, 3.8), (0.2, 3.8)]]
    )
    points = points_within(np.random.default_rng(seed), ring, count)
    assert points.shape == (count, 2)
    assert shapely.contains_xy(ring, points[:, 0], points[:, 1]).all()
