"""Whole PDF reports, read back with the PDF reader that the program ships (QtPdf)."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from PySide6.QtCore import QSize
from PySide6.QtPdf import QPdfDocument

from dzmap.core.problems import Cancelled, KnownError
from dzmap.reports.pdf import PdfWriter, pdf_bytes
from dzmap.services import symbology
from dzmap.services.jobs import CancellableProgress
from dzmap.services.map_model import MapModel
from dzmap.services.report_model import MapInset, MapSheet, Report, Section
from tests.helpers.report_samples import (
    CRS,
    city_model,
    city_report,
    county_table,
    layer,
    one_class,
    outlines,
    result_table,
)

pytestmark = pytest.mark.usefixtures("qapp")

Open = Callable[[Report], QPdfDocument]

HOSTILE = (
    '#image("x")',
    "<img src=x onerror=alert(1)>",
    "*粗* _斜_ $x^2$ @ref <label>",
    "#{panic()} \\ ` // /* ]",
    "甲\x00乙",
    "名" * 300,
)


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Writes a report and opens the file."""

    def write(report: Report) -> QPdfDocument:
        path = tmp_path / "报告 一.pdf"
        PdfWriter().write(report, path)
        document = QPdfDocument()
        assert document.load(str(path)) is QPdfDocument.Error.None_
        return document

    return write


def page_text(document: QPdfDocument, page: int) -> str:
    """The text of a page without white space: line breaks are the reader's."""
    return "".join(document.getAllText(page).text().split())


def whole_text(document: QPdfDocument) -> str:
    return "".join(page_text(document, page) for page in range(document.pageCount()))


def test_that_the_sheet_is_a3_and_says_all_that_a_map_must(opened: Open) -> None:
    document = opened(city_report())
    size = document.pagePointSize(0)
    assert (round(size.width()), round(size.height())) == (1191, 842)
    text = page_text(document, 0)
    for words in (
        "德州市开发区准入审查与投资汇总图",
        "图例",
        "区位图",
        "北",
        "1:750000",
        "2000国家大地坐标系（CGCS2000）",
        "高斯-克吕格投影3°带",
        "中央经线117°",
        "面积为椭球面积（GRS80）",
        "资料截止2021-12-31",
        "未落图项目4个",
        "编制单位：（示例单位）",
        "编制日期：2022-01-10",
        "图号：DZ-01",
        "内部资料注意保存",
        "示例数据",
        "示意边界",
    ):
        assert words in text, words


def test_that_names_on_the_map_can_be_searched_and_stand_there_once(opened: Open) -> None:
    text = opened(replace(city_report(), sections=())).getAllText(0).text()
    on_map = re.sub(r"表 2.*?说明", "", text, flags=re.DOTALL)
    for name in ("齐河县", "庆云县", "乐陵市", "黄河", "齐河经开区"):
        assert name in text
    assert on_map.count("齐河经开区") == 1


def test_that_text_pages_are_numbered_and_headed(opened: Open) -> None:
    document = opened(city_report(result_rows=120))
    count = document.pageCount()
    assert count >= 5
    for page in range(1, count):
        text = page_text(document, page)
        assert f"第{page + 1}页共{count}页" in text
        assert "内部资料注意保存" in text
    results = [page_text(document, page) for page in range(1, count)]
    assert sum("申请对象行业代码" in text for text in results) >= 4


def test_that_printed_parts_add_up_to_the_printed_total(opened: Open) -> None:
    document = opened(
        Report(title="报告", sections=(Section(title="一", tables=(county_table(),)),))
    )
    lines = document.getAllText(0).text().splitlines()
    numbers = r"(\d[\d,]*\.\d\d)"
    rows = [re.findall(numbers, line) for line in lines if re.search(r" %$", line.strip())]
    amounts = [[Decimal(value.replace(",", "")) for value in row[:2]] for row in rows]
    assert len(amounts) == 13
    *parts, total = amounts
    assert [sum(column) for column in zip(*parts, strict=True)] == total


def test_that_the_same_report_gives_the_same_bytes() -> None:
    assert pdf_bytes(city_report(120, 30)) == pdf_bytes(city_report(120, 30))


def test_that_names_from_data_are_only_ever_words(opened: Open) -> None:
    table = result_table(len(HOSTILE))
    table = replace(table, frame=table.frame.assign(name=HOSTILE, gap=HOSTILE))
    zones = city_model().layers[-2]
    named = zones.features.assign(short_name=(HOSTILE * 2)[: len(zones.features)])
    model = replace(
        city_model(), layers=(*city_model().layers[:-2], replace(zones, features=named))
    )
    report = replace(
        city_report(60, 5),
        title=HOSTILE[0],
        organisation=HOSTILE[1],
        sheets=(
            MapSheet(title=HOSTILE[2], map=model, side_tables=(table,), explanations=(HOSTILE[3],)),
        ),
        sections=(Section(title=HOSTILE[1], paragraphs=(HOSTILE[3],), tables=(table,)),),
        sources=HOSTILE,
    )
    text = whole_text(opened(report))
    for words in HOSTILE[:4]:
        assert "".join(words.split()) in text, words
    assert "甲乙" in text


def test_that_tables_without_rows_and_reports_without_anything_print(opened: Open) -> None:
    table = county_table()
    empty = replace(table, frame=table.frame.iloc[:0], pinned=None)
    document = opened(Report(title="空", sections=(Section(title="一", tables=(empty,)),)))
    assert "没有符合条件的记录" in page_text(document, 0)
    assert opened(Report(title="无")).pageCount() == 1


def test_that_a_long_side_table_is_cut_and_says_so(opened: Open) -> None:
    sheet = MapSheet(title="图", map=city_model(), side_tables=(county_table(80),))
    text = page_text(opened(Report(title="报告", sheets=(sheet,))), 0)
    assert "其余54行见Excel表" in text
    assert "合计" in text
    assert "图号" in text


def tiny(model: MapModel) -> MapModel:
    x, y = 116.75, 36.79
    return replace(model, extent=(x - 0.01, y - 0.01, x + 0.01, y + 0.01))


@pytest.mark.parametrize(
    "model",
    [
        replace(city_model(), layers=()),
        tiny(city_model(30)),
        replace(city_model(), extent=(116.75, 36.79, 116.75, 36.79)),
        replace(city_model(), layers=city_model().layers[-2:]),
    ],
    ids=["no layers", "one village", "a point", "no base map"],
)
def test_that_unusual_maps_print(opened: Open, model: MapModel) -> None:
    sheet = MapSheet(title="图", map=model)
    document = opened(Report(title="报告", sheets=(sheet,)))
    assert "图例" in page_text(document, 0)


def test_that_a_county_sheet_shows_where_it_lies(opened: Open) -> None:
    counties = outlines("counties")
    qihe = counties[counties["name"] == "齐河县"].total_bounds.tolist()
    model = replace(city_model(), extent=tuple(qihe))
    sheet = MapSheet(title="齐河县图", map=model)
    text = page_text(opened(Report(title="报告", sheets=(sheet,))), 0)
    assert "1:300000" in text
    assert "区位图" in text


def test_that_an_inset_has_its_own_scale(opened: Open) -> None:
    inset = MapInset(title="齐河区中园", extent=(116.74, 36.79, 116.85, 36.87))
    sheet = MapSheet(title="图", map=city_model(), inset=inset, side_tables=(county_table(),))
    text = page_text(opened(Report(title="报告", sheets=(sheet,))), 0)
    assert re.search(r"副图齐河区中园1:(90|100)000", text)


def test_that_marks_reach_the_paper_in_their_colours(opened: Open) -> None:
    random = np.random.default_rng(1)
    places = shapely.points(random.uniform(116.5, 116.9, 400), random.uniform(36.6, 36.9, 400))
    features = gpd.GeoDataFrame({"id": range(400), "name": ""}, geometry=places, crs=CRS)
    disk = replace(symbology.enterprise("other"), fill="#FF00FF", line="", size=12)
    disks = layer("e", "point", features, one_class(disk, "企业"))
    model = replace(city_model(), layers=(disks,), extent=(116.4, 36.5, 117.0, 37.0))
    document = opened(Report(title="报告", sheets=(MapSheet(title="图", map=model),)))
    image = document.render(0, QSize(1191, 842))
    magenta = sum(
        image.pixelColor(x, y).name() == "#ff00ff"
        for x in range(60, 700, 3)
        for y in range(110, 790, 3)
    )
    assert magenta > 300


def test_that_a_missing_folder_is_explained_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="没有写入文件"):
        PdfWriter().write(Report(title="报告"), tmp_path / "没有" / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_that_a_file_that_cannot_be_replaced_leaves_no_rest(tmp_path: Path) -> None:
    taken = tmp_path / "a.pdf"
    taken.mkdir()
    with pytest.raises(KnownError, match="没有写入文件"):
        PdfWriter().write(Report(title="报告"), taken)
    assert list(tmp_path.iterdir()) == [taken]


def test_that_cancelling_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    progress = CancellableProgress()
    progress.cancel()
    with pytest.raises(Cancelled):
        PdfWriter().write(city_report(30, 5), path, progress=progress)
    assert path.read_bytes() == b"old"


def test_that_the_report_keeps_a_table_whole_with_its_total(opened: Open) -> None:
    frames = [replace(county_table(), title=f"第{number}张表") for number in range(6)]
    document = opened(Report(title="报告", sections=(Section(title="一", tables=tuple(frames)),)))
    for page in range(document.pageCount()):
        text = page_text(document, page)
        assert text.count("张表") == text.count("合计92")


def test_that_missing_cells_do_not_stop_a_report(opened: Open) -> None:
    table = result_table(3)
    holes = pd.DataFrame({column.name: [None, float("nan"), pd.NA] for column in table.columns})
    report = Report(
        title="报告", sections=(Section(title="一", tables=(replace(table, frame=holes),)),)
    )
    assert "申请对象" in page_text(opened(report), 0)
