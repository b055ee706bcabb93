"""Results of a screening as a layer, read back as QGIS or another program would."""

import json
import re
import sqlite3
from collections.abc import Hashable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from dzmap.__main__ import app
from dzmap.bootstrap import build_application
from dzmap.commands.console import BAD_INPUT, OK, guarded
from dzmap.core.kept_runs import KeptRun
from dzmap.core.problems import KnownError
from dzmap.core.run_comparison import JudgedRun
from dzmap.core.verdicts import Override, Verdict
from dzmap.resources import design_tokens
from dzmap.services.report_tables import with_places
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening
from dzmap.services.session import Session, open_session
from dzmap.services.table_reports import kept_run_report, screening_report
from tests.helpers.ui_project import sample_file

TITLE = "准入审查结果（判定日 2021-12-31）"


def call(*arguments: object) -> int:
    """Run the program and return its exit code."""
    return guarded(lambda: app([str(argument) for argument in arguments]))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    opened = open_session(
        build_application().stores,
        sample_file(tmp_path_factory.mktemp("图层 结果")),
        author="test",
        clock=lambda: datetime(2022, 1, 1, tzinfo=UTC),
        read_only=True,
    )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def run(session: Session) -> ScreeningRun:
    """Points, a plot with its neighbour beside it, a line, and one without a place."""
    zone = session.table("zones")["id"].iloc[0]
    plot = shapely.box(116.30, 37.43, 116.31, 37.44)
    rows = [
        ("A1", "点 '甲'", "1411", shapely.Point(116.35, 37.45), "点"),
        ("A2", "乙", "2614", None, None),
        ("A3", "=丙", "3670", plot, "红线"),
        ("A4", "丁", "1751", shapely.union_all([plot, shapely.box(116.32, 37.43, 116.33, 37.44)]),
         "红线"),
        ("A5", "戊", "1411", shapely.LineString([(116.3, 37.4), (116.31, 37.41)]), "红线"),
        ("A6", "己", "1411", shapely.Point(116.40, 37.40), "乡镇"),
    ]  # fmt: skip
    names = ["id", "name", "industry_code", "geometry", "place_quality"]
    frame = pd.DataFrame(rows, columns=names).assign(zone_id=zone)
    applicants = gpd.GeoDataFrame(frame, geometry="geometry", crs=4490)
    return run_screening(
        session, ScreeningRequest(year=2021, as_of=date(2021, 12, 31), source=applicants)
    )


def write(session: Session, run: ScreeningRun, path: Path) -> Path:
    report = screening_report(session, run, layer=True)
    build_application().writers[path.suffix[1:]].write(report, path)
    return path


@pytest.fixture(scope="module")
def package(session: Session, run: ScreeningRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(session, run, tmp_path_factory.mktemp("包") / "结果.gpkg")


def layers(path: Path) -> dict[str, gpd.GeoDataFrame]:
    names = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    return {name: gpd.read_file(path, layer=name) for name in names}


def by_id(frame: pd.DataFrame) -> dict[str, dict[Hashable, Any]]:
    return {row["编号"]: row for row in frame.to_dict("records")}


def test_that_points_lines_and_areas_are_layers_of_their_own(package: Path) -> None:
    found = layers(package)
    assert set(found) == {"审查结果_点", "审查结果_线", "审查结果_面"}
    assert all(frame.crs == "EPSG:4490" for frame in found.values())
    ids = {name: set(frame["编号"]) for name, frame in found.items()}
    assert ids == {
        "审查结果_点": {"A1", "A2", "A6"},
        "审查结果_线": {"A5"},
        "审查结果_面": {"A3", "A4"},
    }
    assert set(found["审查结果_点"].geom_type.dropna()) == {"Point"}
    assert set(found["审查结果_面"].geom_type) == {"MultiPolygon"}


def test_that_rows_without_a_place_are_kept_and_places_come_back(
    package: Path, run: ScreeningRun
) -> None:
    rows = by_id(layers(package)["审查结果_点"])
    assert rows["A2"]["geometry"] is None
    assert rows["A2"]["位置精度"] == "未落图"
    assert rows["A1"]["geometry"].equals(shapely.Point(116.35, 37.45))
    areas = by_id(layers(package)["审查结果_面"])
    assert areas["A3"]["geometry"].equals(run.result.applicants.geometry.iloc[2])
    assert len(areas["A4"]["geometry"].geoms) == 2


def test_that_the_columns_are_those_of_the_excel_table(
    package: Path, session: Session, run: ScreeningRun
) -> None:
    frame = layers(package)["审查结果_点"]
    table = screening_report(session, run).sections[0].tables[0]
    excel = [column.heading for column in table.columns]
    assert [name for name in frame.columns if name not in {"geometry", "位置精度"}] == excel
    verdicts = dict(zip(run.frame["applicant_id"], run.frame["verdict_zh"], strict=True))
    told = pd.concat(layers(package).values())
    assert dict(zip(told["编号"], told["结论"], strict=True)) == verdicts
    assert by_id(layers(package)["审查结果_点"])["A1"]["申请对象"] == "点 '甲'"


def test_that_the_layer_says_day_and_sample(package: Path) -> None:
    with sqlite3.connect(package) as connection:
        told = connection.execute(
            "SELECT identifier, description FROM gpkg_contents WHERE table_name = '审查结果_点'"
        ).fetchone()
    assert told[0] == f"{TITLE}（点）"
    assert told[1].startswith(f"示例数据，不作审批依据。{TITLE}。")
    metadata = pyogrio.read_info(package, layer="审查结果_点")["layer_metadata"]
    assert metadata["判定日"] == "2021-12-31"
    assert metadata["示例数据"] == "是"
    assert "v2021" in metadata["准入目录"]


def test_that_qgis_finds_a_style_in_the_colours_of_the_verdicts(package: Path) -> None:
    with sqlite3.connect(package) as connection:
        styles = dict(
            connection.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault")
        )
    assert set(styles) == {"审查结果_点", "审查结果_线", "审查结果_面"}
    tokens = design_tokens()["verdict"]
    for qml in styles.values():
        root = ET.fromstring(qml.split("\n", 1)[1])  # noqa: S314 - our own
        rules = {rule.get("label"): rule for rule in root.iter("rule")}
        assert list(rules) == [verdict.zh for verdict in Verdict]
        for verdict in Verdict:
            rule = rules[verdict.zh]
            condition = f"coalesce(nullif(\"结论\", '')) = '{verdict.zh}'"
            assert rule.get("filter") == condition
            symbol = root.find(f".//symbols/symbol[@name='{rule.get('symbol')}']")
            assert symbol is not None
            colours = " ".join(option.get("value", "") for option in symbol.iter("Option"))
            if verdict is not Verdict.INSUFFICIENT:
                assert rgb(tokens[verdict.token]["fill"]) in colours
    marks = re.findall(r'name="name" type="QString" value="(\w+)"', styles["审查结果_点"])
    assert len(set(marks)) == 5  # 准入 is a disk, 资料不足 a ring


def rgb(colour: str) -> str:
    return ",".join(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5))


def test_that_what_an_official_decided_is_what_is_coloured(
    session: Session, run: ScreeningRun, tmp_path: Path
) -> None:
    override = Override(
        verdict=Verdict.CONDITIONAL,
        reason="经专题会议研究同意",
        name="王某",
        at=datetime(2022, 1, 5, 10, tzinfo=UTC),
    )
    kept = KeptRun(
        id="2021-R-0001",
        title="试",
        author="甲",
        at=datetime(2022, 1, 1, tzinfo=UTC),
        as_of=run.result.as_of,
        year=2021,
        source="list",
    )
    judged = JudgedRun(run=kept, frame=with_places(run), overrides={0: override})
    path = tmp_path / "改判.gpkg"
    build_application().writers["gpkg"].write(kept_run_report(session, judged), path)
    row = by_id(layers(path)["审查结果_点"])["A1"]
    assert row["改判"] == "有条件准入"
    assert row["机器判定"] == run.frame["verdict_zh"].iloc[0]
    assert row["改判人"] == "王某"
    with sqlite3.connect(path) as connection:
        (qml,) = connection.execute("SELECT styleQML FROM layer_styles LIMIT 1").fetchone()
    assert "coalesce(nullif(&quot;改判&quot;, ''), nullif(&quot;机器判定&quot;, '')) = " in qml


def test_that_geojson_is_read_as_longitude_and_latitude(
    session: Session, run: ScreeningRun, tmp_path: Path
) -> None:
    path = write(session, run, tmp_path / "结果.geojson")
    frame = gpd.read_file(path)
    assert frame.crs == "EPSG:4326"
    assert len(frame) == 6
    rows = by_id(frame)
    assert rows["A1"]["geometry"].equals(shapely.Point(116.35, 37.45))
    assert rows["A2"]["geometry"] is None
    assert rows["A3"]["结论"] == run.frame["verdict_zh"].iloc[2]
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["sample"] is True
    assert document["metadata"]["判定日"] == "2021-12-31"
    assert "EPSG:4490" in document["description"]
    assert "crs" not in document
    ring = next(one for one in document["features"] if one["properties"]["编号"] == "A3")
    assert shapely.LinearRing(ring["geometry"]["coordinates"][0]).is_ccw


def test_that_the_command_writes_layers_and_no_project_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = sample_file(tmp_path)
    out = tmp_path / "结果.GPKG"
    for _ in range(2):  # the second takes the place of the first
        assert call("screen", project, "--source", "projects", "--out", out) == OK
    assert sum(map(len, layers(out).values())) == 120
    assert call("screen", project, "--source", "projects", "--out", tmp_path / "a.geojson") == OK
    before = project.read_bytes()
    assert call("screen", project, "--out", project) == BAD_INPUT
    other = tmp_path / "别的项目.gpkg"
    assert call("new", other) == OK
    kept = other.read_bytes()
    capsys.readouterr()
    assert call("screen", project, "--out", other) == BAD_INPUT
    assert "这个文件是 dzmap 项目" in capsys.readouterr().err
    assert (project.read_bytes(), other.read_bytes()) == (before, kept)
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".")} == set()


def test_that_a_folder_in_its_place_is_told(
    session: Session, run: ScreeningRun, tmp_path: Path
) -> None:
    for ending in ("gpkg", "geojson"):
        taken = tmp_path / f"夹.{ending}"
        taken.mkdir()
        (taken / "x").touch()
        with pytest.raises(KnownError):
            write(session, run, taken)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["夹.geojson", "夹.gpkg"]
