import numpy as np
import pytest

from dzmap.core.place_text import parse_place, parse_places

PLACE = (116.7853, 36.8421)


@pytest.mark.parametrize(
    "text",
    [
        "116.7853, 36.8421",
        "36.8421 116.7853",
        "１１６．７８５３，３６．８４２１",
        "北纬36.8421° 东经116.7853°",
        "N36°50′31.56″ E116°47′07.08″",
        "J1 4079009.353 480849.737 25.3",
        "X=4079009.353 Y=39480849.737",
        "1号点\t116.7853\t36.8421\t12.5\t甲企业",
        "2021 33.5 480849.737 4079009.353 7 8",
    ],
)
def test_that_a_place_is_read_in_every_notation(text: str) -> None:
    assert parse_place(text).place == pytest.approx(PLACE, abs=1e-6)


def test_that_lines_of_mixed_notation_are_read_each_on_its_own() -> None:
    found = parse_places(
        [
            "36.8421 116.7853",
            "甲企业",
            "12",
            "121.5 31.2",
            "9" * 400 + " 1",
            "4079009.353,480849.737",
        ]
    )
    assert found.lon[[0, 5]] == pytest.approx([PLACE[0]] * 2, abs=1e-6)
    assert np.isnan(found.lon[1:5]).all()
    assert found.descriptions[0].endswith("纬度在前")
    assert found.descriptions[5].endswith("X（北）在前")
    assert [fault[:6] for fault in found.faults] == [
        "",
        "没有坐标。例",
        "要两个数。例",
        "经纬度，但不",
        "认不出坐标系",
        "",
    ]
