import numpy as np
import pytest

from dzmap.core.ramps import ramp_named, ramps
from dzmap.resources import design_tokens
from tests.helpers.colour_vision import DEFICIENCIES, distances, seen

SEQUENTIAL = [name for name, ramp in ramps().items() if not ramp.diverging]
DIVERGING = [name for name, ramp in ramps().items() if ramp.diverging]


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("name", SEQUENTIAL)
def test_that_sequential_ramps_fall_in_lightness_for_every_eye(name: str, deficiency: str) -> None:
    for count in (3, 5, 7):
        lab = seen(ramps()[name].colours(count), deficiency)
        assert (np.diff(lab[:, 0]) < -4).all(), (count, lab[:, 0])
        apart = distances(lab)[np.triu_indices(count, 1)]
        assert apart.min() >= 7, (count, apart.min())


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("name", DIVERGING)
def test_that_diverging_ramps_tell_more_from_less_for_every_eye(name: str, deficiency: str) -> None:
    for count in (5, 7):
        lab = seen(ramps()[name].colours(count), deficiency)
        middle = count // 2
        assert (np.diff(lab[: middle + 1, 0]) > 0).all()
        assert (np.diff(lab[middle:, 0]) < 0).all()
        apart = distances(lab)
        opposite = [apart[i, count - 1 - i] for i in range(middle)]
        assert min(opposite) >= 12, opposite
        assert np.diag(apart, 1).min() >= 5


def test_that_five_classes_have_the_colours_of_the_design() -> None:
    for name in ("amount", "land"):
        assert list(ramps()[name].colours(5)) == design_tokens()["ramp"][name]


def test_that_a_turned_ramp_begins_where_the_other_ends() -> None:
    ramp = ramps()["viridis"]
    assert ramp.colours(4, turned=True) == tuple(reversed(ramp.colours(4)))
    assert len(set(ramp.colours(9))) == 9
    assert ramp.colours(1) == ramp.colours(3)[1:2]
    assert ramp.colours(0) == () or len(ramp.colours(0)) == 1


def test_that_an_unknown_ramp_is_replaced_by_the_first() -> None:
    assert ramp_named("of a later version") == ramps()["amount"]
