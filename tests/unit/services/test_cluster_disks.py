"""The disks of clusters are those of resources/web/clusters.js (tests/web/test_scripts.py)."""

import pytest

from dzmap.core.symbols import Symbol
from dzmap.services.cluster_disks import count_text, disk_fill, disk_ink, disk_radius
from dzmap.services.map_model import SymbolClass


@pytest.mark.parametrize(
    ("count", "text"),
    [(2, "2"), (9_999, "9999"), (12_999, "1.2万"), (20_000, "2万"), (354_321, "35万")],
)
def test_that_a_number_fits_into_its_disk(count: int, text: str) -> None:
    assert count_text(count) == text
    assert 11 < disk_radius(count) <= 22


def test_that_a_disk_has_the_colour_of_the_only_class_and_text_to_be_read_on_it() -> None:
    one = SymbolClass(value="", label="", symbol=Symbol(fill="#FFE08A"))
    assert disk_fill([one]) == "#FFE08A"
    assert disk_fill([one, one]) == "#1B2733"
    assert disk_ink("#FFE08A") == "#1B2733"
    assert disk_ink("#1B2733") == "#FFFFFF"
