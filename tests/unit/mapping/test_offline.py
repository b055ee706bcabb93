import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core.problems import Cancelled
from dzmap.mapping.offline import OfflineHtmlWriter, report_page
from dzmap.mapping.offline_data import OfflineData, script_safe
from dzmap.services.jobs import CancellableProgress, Silent
from tests.helpers.map_models import NASTY
from tests.helpers.offline_reports import Cells, report, straight


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
