"""``dzmap check-topology`` on the small sample and on a project with flaws."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from dzmap.__main__ import app
from dzmap.bootstrap import build_application
from dzmap.commands.console import BAD_INPUT, OK, guarded
from dzmap.services.editing import add
from dzmap.services.session import open_session
from tests.helpers.ui_project import sample_file


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with one parcel that was drawn over another."""
    path = sample_file(tmp_path_factory.mktemp("拓扑"))
    session = open_session(build_application().stores, path)
    parcels = gpd.GeoDataFrame(session.table("parcels"))
    west, south, east, north = parcels.geometry.iloc[0].bounds
    inside = shapely.box(west, (south + north) / 2, (west + east) / 2, north)
    add(session, "parcels", inside.intersection(parcels.geometry.iloc[0]), {"name": "压盖地块"})
    session.save()
    session.close()
    return path


def _call(*arguments: object) -> int:
    return guarded(lambda: app(["check-topology", *(str(argument) for argument in arguments)]))


def test_that_an_overlap_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _call(project, "--table", "parcels") == OK
    told = capsys.readouterr().out
    assert "重叠 1 处" in told
    assert "与“压盖地块”重叠" in told


def test_that_findings_become_a_layer(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "问题.geojson"
    assert _call(project, "--table", "parcels", "--out", out) == OK
    layer = gpd.read_file(out)
    assert "重叠" in layer["问题"].tolist()
    assert set(layer.geom_type) == {"Polygon"}


def test_that_json_names_the_features(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _call(project, "--table", "parcels", "--json") == OK
    (table,) = json.loads(capsys.readouterr().out)["tables"]
    overlap = next(one for one in table["findings"] if one["flaw"] == "overlap")
    assert len(overlap["ids"]) == 2
    assert overlap["place"]["type"] in ("Polygon", "MultiPolygon")


def test_that_tables_without_areas_are_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _call(project, "--table", "enterprises") == BAD_INPUT
    assert "parcels（地块）" in capsys.readouterr().err
