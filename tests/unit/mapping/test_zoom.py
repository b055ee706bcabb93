import pytest

from dzmap.mapping.zoom import zoom_for_scale


def test_that_zoom_levels_are_those_of_web_maps() -> None:
    assert zoom_for_scale(591_658_710.9, 0.0) == pytest.approx(0.0, abs=1e-6)
    assert zoom_for_scale(591_658_710.9 / 1024, 60.0) == pytest.approx(9.0, abs=1e-6)
