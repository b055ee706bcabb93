import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.problems import Cancelled
from dzmap.mapping.offline import OfflineHtmlWriter, report_page
from dzmap.mapping.offline_data import OfflineData, script_safe
from dzmap.services.jobs import CancellableProgress, Silent
from dzmap.services.report_model import (
    KeyFigure,
    MapSheet,
    Report,
    ReportTable,
    Section,
    TableColumn,
)
from tests.helpers.map_models import NASTY, model, points, squares


class Cells:
    """All rows as they are."""

    def __init__(self, table: ReportTable) -> None:
        names = [column.name for column in table.columns]
        self.rows = table.frame[names].astype(str).to_numpy().tolist()
        pinned = table.pinned if table.pinned is not None else table.frame.iloc[:0]
        self.pinned = pinned[names].astype(str).to_numpy().tolist()
        self.adjusted = False
        self.hidden = 3


def table() -> ReportTable:
    rows = pd.DataFrame({"name": [NASTY, "乙"], "verdict": ["禁止准入", "准入"], "n": [1, 2]})
    total = pd.DataFrame({"name": ["未落图", "合计"], "verdict": ["", ""], "n": [4, 7]})
    return ReportTable(
        title="结论表",
        sheet="结论",
        columns=(
            TableColumn(name="name", title="申请对象"),
            TableColumn(name="verdict", title="结论", kind="verdict"),
            TableColumn(name="n", title="投资", kind="number", unit="亿元"),
        ),
        frame=rows,
        pinned=total,
        note="6 类之和",
    )


def report(**changes: object) -> Report:
    squares_layer = squares()
    sheets = (
        MapSheet(title="总图", map=model(squares_layer, points()), number="DZ-01"),
        MapSheet(title="副图", map=model(squares_layer), explanations=(NASTY,)),
    )
    figure = KeyFigure(caption="计划投资", value="924.92", unit="亿元", note="250 个项目")
    section = Section(title="准入审查", paragraphs=(NASTY,), figures=(figure,), tables=(table(),))
    settings: dict[str, object] = {
        "title": f"报告 {NASTY}",
        "sample": True,
        "schematic": True,
        "sheets": sheets,
        "sections": (section,),
        "sources": (NASTY, "齐河县人民政府"),
        "data_date": "2021-12-31",
    } | changes
    return Report(**settings)  # type: ignore[arg-type]


def page(**changes: object) -> str:
    return report_page(report(**changes), Cells, Silent())


def test_that_the_file_shows_figures_tables_badges_and_sources() -> None:
    text = page()
    for wanted in ("924.92", "结论表", "投资（亿元）", "示例数据", "示意边界", "齐河县人民政府"):
        assert wanted in text
    assert text.count("924.92") == 1
    assert '<tr class="total">' in text
    assert '<span class="chip prohibited">' in text
    assert "其余 3 行见 Excel 表" in text


def test_that_a_report_without_sample_or_map_says_nothing_of_them() -> None:
    text = page(sample=False, schematic=False, sheets=())
    seen = text.partition("<body>")[2].partition("<script")[0]
    assert "示例数据" not in seen
    assert "示意" not in seen
    assert '<div class="map-frame" hidden>' in text


def test_that_names_cannot_become_markup() -> None:
    text = page()
    assert "hacked" in text
    assert "<img" not in text
    assert text.lower().count("</script>") == 5  # Leaflet, folium's two, the data, the own scripts


def test_that_the_same_report_gives_the_same_file() -> None:
    assert page() == page()


def test_that_a_layer_of_several_sheets_is_kept_once() -> None:
    data = OfflineData()
    for sheet in report().sheets:
        data.add(sheet)
    assert len(data.payloads) == 2
    content = json.loads(data.script_json())
    assert [len(sheet["scene"]["layers"]) for sheet in content["sheets"]] == [2, 1]
    assert content["texts"][0]["facts"][1] == [NASTY, "a"]


@given(st.text())
def test_that_embedded_json_is_the_same_text_without_markup(text: str) -> None:
    safe = script_safe(json.dumps(text, ensure_ascii=False))
    assert json.loads(safe) == text
    assert not re.search("[<>&\u2028\u2029]", safe)


@contextmanager
def straight(path: Path) -> Iterator[Path]:
    yield path


def test_that_the_writer_writes_utf8_where_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "报 告.html"
    OfflineHtmlWriter(Cells, straight).write(report(), path)
    assert path.read_bytes().decode("utf-8") == page()


def test_that_writing_can_be_cancelled(tmp_path: Path) -> None:
    progress = CancellableProgress()
    progress.cancel()
    with pytest.raises(Cancelled):
        OfflineHtmlWriter(Cells, straight).write(report(), tmp_path / "x.html", progress=progress)
    assert not list(tmp_path.iterdir())
