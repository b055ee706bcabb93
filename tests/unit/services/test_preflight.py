from dataclasses import replace

import pytest

from dzmap.services.map_model import MapModel
from dzmap.services.overlay import overlay_model
from dzmap.services.preflight import (
    Check,
    Evidence,
    Level,
    expected_legend,
    preflight,
    printed_scale,
)
from dzmap.services.report_model import Report
from dzmap.services.view_report import SheetOptions, view_report, with_options
from tests.helpers.report_projects import sample_project

PROJECT = sample_project()
TITLE = "德州市2021年叠加图"


@pytest.fixture(scope="module")
def model() -> MapModel:
    return overlay_model(PROJECT)


@pytest.fixture(scope="module")
def report(model: MapModel) -> Report:
    options = SheetOptions(title=TITLE, number="DZ-02", organisation="示例局")
    return with_options(view_report(PROJECT, map=model, year=2021), options)


def page_of(report: Report, **changes: str) -> str:
    """A sheet as its text reads, with typesetting's blanks; ``changes`` replace its parts."""
    legend = sorted(expected_legend(report.sheets[0]).certain)
    parts = {
        "badges": "示例数据 示意边界",
        "title": "德州市 2021 年叠加图",
        "legend": "\r\n".join(["图　例", *legend, "市界"]),
        "scale": "1:750 000",
        "bar": "0 10 20 30 km\r\n北",
        "crs": "1. 坐标系：2000 国家大地坐标系；公里网单位 km。",
        "area": "2. 面积为椭球面积（GRS80）。",
        "data": "3. 资料截止 2021-12-31，企业和项目数据为示例。",
        "dropped": "",
        "imprint": f"编制单位：示例局 编制日期：{report.date} 图号：DZ-02",
    }
    return "\r\n".join((parts | changes).values())


def checks_of(
    report: Report, page: str | None = None, unplaced: dict[str, int] | None = None, why: str = ""
) -> dict[str, Check]:
    found = preflight(
        Evidence(
            report=report,
            legends=tuple(expected_legend(sheet) for sheet in report.sheets),
            pages=(page_of(report) if page is None else page,),
            unplaced=unplaced or {},
            outdated=why,
        )
    )
    assert [check.level for check in found] == sorted(
        (check.level for check in found), key=list(Level).index
    )
    return {check.title: check for check in found}


def test_that_a_good_sheet_only_owns_up_to_its_data(report: Report) -> None:
    checks = checks_of(report)
    doubtful = {name for name, check in checks.items() if check.level is not Level.PASSED}
    assert doubtful == {"边界为示意", "数据为示例"}
    assert "比例尺为整数 1:750 000" in checks
    assert "图名、图例、指北针、比例尺" in checks


def test_that_real_data_need_no_apology(report: Report) -> None:
    honest = replace(
        report,
        sample=False,
        schematic=False,
        sheets=tuple(
            replace(sheet, map=replace(sheet.map, sample=False, schematic=False))
            for sheet in report.sheets
        ),
    )
    assert "数据为示例" not in checks_of(honest)
    assert "边界为示意" not in checks_of(honest)


def test_that_hidden_badges_are_an_error(report: Report) -> None:
    checks = checks_of(report, page_of(report, badges="", data=""))
    assert checks["边界为示意，图上没有标"].level is Level.ERROR
    assert checks["数据为示例，图上没有标"].level is Level.ERROR


def test_that_a_missing_title_is_an_error(report: Report) -> None:
    nameless = replace(report, sheets=(replace(report.sheets[0], title=" "),))
    check = checks_of(nameless)["没有图名"]
    assert (check.level, check.option) == (Level.ERROR, "title")


def test_that_a_folded_title_is_noticed(report: Report) -> None:
    check = checks_of(report, page_of(report, title="德州市 2021 年\r\n叠加图"))["图名太长"]
    assert check.level is Level.WARNING


def test_that_a_missing_organisation_is_noticed(report: Report) -> None:
    check = checks_of(replace(report, organisation=" "))["编制单位未填"]
    assert (check.level, check.option) == (Level.WARNING, "organisation")


def test_that_a_missing_number_is_noticed(report: Report) -> None:
    numberless = replace(report, sheets=(replace(report.sheets[0], number=""),))
    assert checks_of(numberless)["图号未填"].option == "number"


def test_that_a_legend_without_a_layer_is_an_error(report: Report) -> None:
    page = page_of(report).replace("永久基本农田（示意）\r\n", "")
    check = checks_of(report, page)["图例与图层不一致"]
    assert check.level is Level.ERROR
    assert "永久基本农田" in check.detail


def test_that_a_legend_with_a_hidden_layer_is_an_error(report: Report) -> None:
    page = page_of(report).replace("市界", "市界\r\n技改项目")
    assert "技改项目" in checks_of(report, page)["图例与图层不一致"].detail


def test_that_only_features_in_the_extent_must_be_explained(report: Report) -> None:
    sheet = report.sheets[0]
    north = replace(sheet, map=replace(sheet.map, extent=(117.0, 37.6, 117.4, 37.9)))
    assert "齐河区中园（示意）" in expected_legend(sheet).certain
    assert "齐河区中园（示意）" not in expected_legend(north).certain
    assert "齐河区中园（示意）" in expected_legend(north).possible


def test_that_a_chosen_scale_leaves_open_what_is_in_the_frame(report: Report) -> None:
    closer = replace(report.sheets[0], scale=50_000)
    assert expected_legend(closer).certain == frozenset()
    assert expected_legend(closer).possible == expected_legend(report.sheets[0]).possible


def test_that_a_scale_that_is_not_round_is_noticed(report: Report) -> None:
    checks = checks_of(report, page_of(report, scale="1:754 321"))
    assert checks["比例尺不是整数：1:754 321"].level is Level.WARNING


def test_that_no_scale_is_an_error(report: Report) -> None:
    assert checks_of(report, page_of(report, scale=""))["没有比例尺"].level is Level.ERROR


@pytest.mark.parametrize(
    ("part", "name"),
    [("crs", "坐标系"), ("area", "面积方法"), ("data", "资料截止日期"), ("imprint", "编制日期")],
)
def test_that_a_missing_basis_is_named(report: Report, part: str, name: str) -> None:
    check = checks_of(report, page_of(report, **{part: ""}))[f"没有注明{name}"]
    assert check.level is Level.WARNING


def test_that_labels_left_out_are_counted(report: Report) -> None:
    page = page_of(report, dropped="4. 有 12 处注记因位置不足没有注出。")
    assert checks_of(report, page)["注记略去 12 处"].level is Level.WARNING


def test_that_unplaced_rows_are_counted_by_kind(report: Report) -> None:
    checks = checks_of(report, unplaced={"规上企业": 1200, "投资项目": 3, "技改项目": 0})
    assert checks["未落图 1,203 个"].detail == (
        "规上企业 1,200 个、投资项目 3 个没有位置，没有画在图上。"
    )


def test_that_an_old_map_is_noticed(report: Report) -> None:
    assert checks_of(report, why="项目改过了。")["图早于数据"].detail == "项目改过了。"


def test_that_a_bare_map_is_noticed(model: MapModel) -> None:
    base = replace(model, layers=tuple(layer for layer in model.layers if layer.group == "底图"))
    bare = with_options(
        view_report(PROJECT, map=base, year=2021), SheetOptions(title=TITLE, number="1")
    )
    assert checks_of(bare)["只有底图"].level is Level.WARNING


@pytest.mark.parametrize(
    ("page", "scale"),
    [
        ("图例\r\n1:1 500 000\r\n", 1_500_000),
        ("图例\n1:25 000", 25_000),
        ("副图　齐河区中园　1:90 000\n", None),
        ("", None),
    ],
)
def test_that_the_scale_is_read_off_its_own_line(page: str, scale: int | None) -> None:
    assert printed_scale(page) == scale
