import geopandas as gpd
import pytest

from dzmap.core.problems import Cancelled
from dzmap.services.coordinates import convert, coordinates_report, pasted_lines
from dzmap.services.jobs import CancellableProgress, Silent

TEXT = """点号 经度 纬度

甲 116.7853 36.8421
乙 没有
丙 36°50′31.56″ 116°47′07.08″
"""


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    return convert(pasted_lines(TEXT), Silent())


def test_that_each_line_is_given_in_every_notation(frame: gpd.GeoDataFrame) -> None:
    row = frame.iloc[0]
    assert (row["where"], row["text"], row["fault"]) == ("3", "甲 116.7853 36.8421", "")
    assert (row["lon"], row["lat"]) == (116.7853, 36.8421)
    assert row["dms"] == "116°47′07.0800″E 36°50′31.5600″N"
    assert (row["northing"], row["easting"]) == pytest.approx((4079009.353, 480849.737))
    assert row["zoned"] == pytest.approx(39480849.737)
    assert frame["lon"].iloc[2] == pytest.approx(116.7853)


def test_that_headings_and_blanks_are_left_out_and_what_is_unread_stays(
    frame: gpd.GeoDataFrame,
) -> None:
    assert list(frame["where"]) == ["3", "4", "5"]
    assert frame["fault"].iloc[1].startswith("没有坐标")
    assert frame.geometry.iloc[1] is None
    assert frame.geometry.iloc[0].x == 116.7853


def test_that_a_report_shows_the_notations_that_were_asked_for(frame: gpd.GeoDataFrame) -> None:
    table = coordinates_report(frame, "表", ("gk39",)).layer()
    assert table is not None
    assert [one.name for one in table.columns] == [
        "where",
        "text",
        "reading",
        "northing",
        "zoned",
        "fault",
    ]


def test_that_nothing_gives_no_rows_and_a_cancelled_job_stops() -> None:
    assert not len(convert([], Silent()))
    progress = CancellableProgress()
    progress.cancel()
    with pytest.raises(Cancelled):
        convert(pasted_lines(TEXT), progress)
