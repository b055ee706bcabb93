import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dzmap.core.classification import NO_VALUE, classify
from dzmap.core.layer_style import Method

RNG = np.random.default_rng(20211231)
SKEWED = RNG.lognormal(3, 1.2, 200)
FOUND = [method for method in Method if method is not Method.MANUAL]


@pytest.mark.parametrize("count", [2, 5, 7])
@pytest.mark.filterwarnings("ignore:Numba not installed")
def test_that_limits_are_those_of_mapclassify(count: int) -> None:
    import mapclassify

    expected = {
        Method.NATURAL_BREAKS: mapclassify.FisherJenks(SKEWED, k=count),
        Method.QUANTILE: mapclassify.Quantiles(SKEWED, k=count),
        Method.EQUAL_INTERVAL: mapclassify.EqualInterval(SKEWED, k=count),
    }
    for method, theirs in expected.items():
        mine = classify(SKEWED, method, count)
        assert np.allclose(mine.upper[:-1], theirs.bins[:-1])
        assert mine.codes.tolist() == theirs.yb.tolist()
        assert mine.counts() == tuple(theirs.counts)


def test_that_standard_deviations_lie_around_the_mean() -> None:
    values = RNG.normal(100, 10, 5000)
    classes = classify(values, Method.STANDARD_DEVIATION, 4)
    assert np.allclose(classes.upper[:-1], [90, 100, 110], atol=1)


def test_that_a_million_numbers_have_the_breaks_of_all_of_them() -> None:
    values = np.concatenate([RNG.normal(10, 1, 400_000), RNG.normal(50, 1, 600_000)])
    (limit,) = classify(values, Method.NATURAL_BREAKS, 2).upper[:-1]
    assert 14 < limit < 46
    classes = classify(values, Method.QUANTILE, 4)
    assert classes.counts() == (250_000,) * 4


@pytest.mark.parametrize("method", FOUND)
def test_that_one_number_is_one_class(method: Method) -> None:
    classes = classify(np.full(9, 7.5), method, 5)
    assert (classes.upper, classes.counts()) == ((np.inf,), (9,))
    assert (classes.lowest, classes.highest) == (7.5, 7.5)


@pytest.mark.parametrize("method", [Method.NATURAL_BREAKS, Method.QUANTILE])
def test_that_few_different_numbers_are_a_class_each(method: Method) -> None:
    classes = classify(np.array([3.0, 1, 1, 2, 3, 3]), method, 5)
    assert classes.counts() == (2, 1, 3)


def test_that_the_few_that_differ_decide_where_nearly_all_are_equal() -> None:
    values = np.concatenate([np.zeros(100_000), np.arange(1.0, 60)])
    assert len(classify(values, Method.NATURAL_BREAKS, 5).upper) == 5


def test_that_missing_numbers_have_no_class() -> None:
    classes = classify(np.array([np.nan, 1, np.inf, 2]), Method.EQUAL_INTERVAL, 2)
    assert classes.codes.tolist() == [NO_VALUE, 0, NO_VALUE, 1]
    nothing = classify(np.array([np.nan, np.nan]), Method.NATURAL_BREAKS, 5)
    assert (nothing.upper, nothing.counts()) == ((), ())
    assert nothing.codes.tolist() == [NO_VALUE, NO_VALUE]


def test_that_given_limits_hold_even_where_no_number_is() -> None:
    classes = classify(np.array([5.0, 12]), Method.MANUAL, 9, breaks=(20.0, 10.0, 10.0))
    assert classes.upper == (10.0, 20.0, np.inf)
    assert classes.counts() == (1, 1, 0)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(-1e9, 1e9) | st.just(float("nan")), max_size=40),
    st.sampled_from(FOUND),
    st.integers(1, 9),
)
def test_that_every_number_is_in_the_class_whose_limits_hold_it(
    numbers: list[float], method: Method, count: int
) -> None:
    values = np.array(numbers, dtype=np.float64)
    classes = classify(values, method, count)
    assert len(classes.upper) <= count
    assert sum(classes.counts()) == int(np.isfinite(values).sum())
    lower = (-np.inf, *classes.upper)
    for value, code in zip(numbers, classes.codes, strict=True):
        assert (code == NO_VALUE) == (value != value)  # noqa: PLR0124
        assert code == NO_VALUE or lower[code] < value <= classes.upper[code]
