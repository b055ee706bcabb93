import numpy as np
import pytest
import shapely

from dzmap.core.problems import BadInputError, Severity
from dzmap.readers.cells import CellColumn, ObjectArray
from dzmap.readers.fields import PLACE, fields_of
from dzmap.readers.findings import Findings
from dzmap.readers.places import epsg_of, read_degrees, read_places

FIELDS = {field.name: field for field in fields_of("enterprises") if field.table == PLACE}
LON, LAT = 116.75, 36.79
EAST, NORTH = 477_686.014, 4_073_235.238


def places(
    findings: Findings, epsg: int | None = None, **columns: tuple[object, ...]
) -> ObjectArray:
    made = {
        name: CellColumn(
            header=FIELDS[name].zh,
            field=FIELDS[name],
            unit="",
            cells=cells,
            rows=list(range(2, 2 + len(cells))),
        )
        for name, cells in columns.items()
    }
    return read_places(made, epsg, findings)


def assert_at(shape: shapely.Point | None, lon: float = LON, lat: float = LAT) -> None:
    assert shape is not None
    assert (shape.x, shape.y) == pytest.approx((lon, lat), abs=2e-8)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (116.5, 116.5),
        (" 116.5 ", 116.5),
        ("１１６．５", 116.5),
        ("116°30′", 116.5),
        ("116°30′36″", 116.51),
        ("116°30'36\"E", 116.51),
        ("116度30分36秒", 116.51),
        ("东经116°30′36″", 116.51),
        ("E116.5", 116.5),
        ("116.5°", 116.5),
        ("北纬 36.5", 36.5),
        ("在县城", np.nan),
        ("", np.nan),
    ],
)
def test_that_coordinates_are_read_as_people_write_them(cell: object, expected: float) -> None:
    assert read_degrees(cell) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (EAST, NORTH),
        (NORTH, EAST),
        (39_000_000 + EAST, NORTH),
        (NORTH, 39_000_000 + EAST),
    ],
)
def test_that_plane_coordinates_are_recognised_in_any_order_and_with_zone(
    first: float, second: float
) -> None:
    findings = Findings("甲.xlsx")
    (shape,) = places(findings, x=(first,), y=(second,))
    assert_at(shape)
    assert [problem.severity for problem in findings.problems] == [Severity.FIXED]


def test_that_swapped_longitude_and_latitude_are_exchanged_with_a_warning() -> None:
    findings = Findings("甲.xlsx")
    shapes = places(findings, lon=(LAT, LAT), lat=(LON, LON))
    assert_at(shapes[1])
    (problem,) = findings.problems
    assert (problem.severity, problem.message) == (
        Severity.WARNING,
        "经度、纬度两列写反了，已对调。",
    )


def test_that_one_row_written_differently_is_read_and_named() -> None:
    findings = Findings("甲.xlsx")
    shapes = places(findings, lon=(LON, LON, LAT, NORTH), lat=(LAT, LAT, LON, 39e6 + EAST))
    for shape in shapes:
        assert_at(shape)
    assert [problem.row for problem in findings.problems] == [4, 5]
    assert findings.rejected_rows == frozenset()


def test_that_a_row_outside_dezhou_is_refused_with_direction_and_remedy() -> None:
    findings = Findings("甲.xlsx")
    shapes = places(findings, lon=(LON, 120.38), lat=(LAT, 36.07))
    assert shapes[1] is None
    (problem,) = findings.problems
    assert (problem.row, problem.value) == (3, "120.38 / 36.07")
    assert problem.message == "不在德州市范围内（东方向，离市中心约 358 km）。"
    assert "未落图" in problem.remedy
    assert findings.rejected_rows == {3}


def test_that_half_a_coordinate_zero_and_text_are_no_place_but_no_error() -> None:
    findings = Findings("甲.xlsx")
    shapes = places(findings, lon=(LON, LON, 0.0, "厂区", ""), lat=(LAT, "", 0.0, LAT, ""))
    assert [shape is not None for shape in shapes] == [True, False, False, False, False]
    assert [problem.row for problem in findings.problems] == [3, 4, 5]
    assert findings.rejected_rows == frozenset()


def test_that_a_number_that_no_place_has_is_told() -> None:
    findings = Findings("甲.xlsx")
    assert places(findings, lon=(1e308, LON), lat=(LAT, 1e12)).tolist() == [None, None]
    assert "不是坐标，按没有坐标处理。" in {problem.message for problem in findings.problems}
    assert {problem.row for problem in findings.problems} == {2, 3}


def test_that_pairs_in_one_cell_and_wkt_are_places() -> None:
    findings = Findings("甲.xlsx")
    shapes = places(
        findings, pair=(f"{LON},{LAT}", f"({LON}，{LAT})", ""), wkt=("", "", f"POINT ({LON} {LAT})")
    )
    for shape in shapes:
        assert_at(shape)


def test_that_wkt_in_plane_coordinates_is_moved_and_broken_wkt_reported() -> None:
    findings = Findings("甲.xlsx")
    shapes = places(findings, wkt=(f"POINT ({EAST} {NORTH})", "POLYGON ((1 2", ""))
    assert_at(shapes[0])
    assert [problem.row for problem in findings.problems if problem.row] == [3]


def test_that_a_named_system_is_used() -> None:
    assert epsg_of("EPSG:4527") == epsg_of("4527") == 4527
    assert epsg_of("auto") is None
    (shape,) = places(Findings("甲.xlsx"), epsg=4548, x=(EAST,), y=(NORTH,))
    assert_at(shape)


@pytest.mark.parametrize("option", ["EPSG:999999", "WGS84", "", "EPSG:5773", "EPSG:4978"])
def test_that_an_unknown_system_is_refused(option: str) -> None:
    with pytest.raises(BadInputError, match="不认识这个坐标系"):
        epsg_of(option)
