"""Pasted boundary points in the forms officials have them."""

import pytest

from dzmap.core.boundary_points import PointsError, parse_boundary
from dzmap.core.crs import to_plane

SURVEY = """[属性描述]
坐标系=2000国家大地坐标系
[地块坐标]
4,0.5,1,示例地块,面,,工业用地,,@
J1,1,4073235.238,39477686.014
J2,1,4073235.238,39477886.014
J3,1,4073435.238,39477886.014
J1,1,4073235.238,39477686.014
J4,2,4073300,39477750
J5,2,4073300,39477800
J6,2,4073350,39477800
"""


def test_that_a_survey_file_gives_its_rings() -> None:
    points = parse_boundary(SURVEY)
    assert [len(ring) for ring in points.rings] == [3, 3]
    assert points.rings[0][0] == pytest.approx((116.75, 36.79), abs=1e-8)
    assert "带号 39" in points.description
    assert "X（北）在前" in points.description


@pytest.mark.parametrize(
    "text",
    [
        "116.75, 36.79\n116.76, 36.79\n116.76, 36.80",
        "36.79 116.75\n36.79 116.76\n36.80 116.76",
        "１１６．７５，３６．７９\n116.76，36.79\n116.76，36.80",
        "116°45′00″ 36°47′24″\n116°45′36″ 36°47′24″\n116°45′36″ 36°48′00″",
    ],
)
def test_that_degrees_are_read_in_any_form(text: str) -> None:
    (ring,) = parse_boundary(text).rings
    assert ring[0] == pytest.approx((116.75, 36.79), abs=1e-9)
    assert ring[2] == pytest.approx((116.76, 36.80), abs=1e-9)


def test_that_the_plane_without_zone_number_is_read() -> None:
    easting, northing = to_plane(116.75, 36.79)
    (ring,) = parse_boundary(f"界址点1\t{northing:.3f}\t{easting:.3f}").rings
    assert ring[0] == pytest.approx((116.75, 36.79), abs=1e-8)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有坐标"),
        ("116.75, 36.79\n界址点二", "第 2 行读不出坐标"),
        ("121.4, 31.2\n121.5, 31.2", "不在德州市范围内"),
        ("116.75, 36.79\n116.76, 36.79\n116.76, 3.680", "第 3 行的点与其他点不在一起"),
    ],
)
def test_that_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(PointsError, match=said):
        parse_boundary(text)


def test_that_plots_of_one_file_stay_apart() -> None:
    second = SURVEY.partition("[地块坐标]\n")[2].replace("J1,1", "K1,1").replace("39477", "39478")
    assert [len(ring) for ring in parse_boundary(SURVEY + second).rings] == [3, 3, 3, 3]
