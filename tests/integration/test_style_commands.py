import json
from contextlib import closing
from pathlib import Path

from typer.testing import CliRunner

from dzmap.__main__ import app
from dzmap.core.layer_style import LayerStyle, LayerTree
from dzmap.core.problems import BadInputError
from dzmap.services.session import create_project, open_session
from dzmap.services.styling import set_style, set_tree
from dzmap.storage import GeoPackageStores
from tests.helpers.project_tables import zones

STYLE = LayerStyle(id="zones_national", title="国家级", opacity=0.5)


def _project(path: Path) -> Path:
    create_project(GeoPackageStores(), path, {"zones": zones("甲", "乙")})
    return path


def test_that_styles_go_from_one_project_to_another(tmp_path: Path) -> None:
    one, other = _project(tmp_path / "一.gpkg"), _project(tmp_path / "二.gpkg")
    with closing(open_session(GeoPackageStores(), one)) as session:
        set_style(session, STYLE)
        set_tree(session, LayerTree(order=("zones_national", "counties")))
        session.save()
    file = tmp_path / "样式.json"
    run = CliRunner()
    told = run.invoke(app, ["style", "export", str(one), "--out", str(file), "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["layers"] == ["zones_national"]
    told = run.invoke(app, ["style", "import", str(other), str(file), "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout) == {"layers": ["zones_national"], "changed": 2}
    with closing(open_session(GeoPackageStores(), other)) as session:
        assert session.layer_styles() == (STYLE,)
        assert session.layer_tree().order == ("zones_national", "counties")
        assert [entry.title for entry in session.history()] == ["导入图层样式"]


def test_that_other_files_are_refused(tmp_path: Path) -> None:
    project = _project(tmp_path / "一.gpkg")
    for content in (b"\xff\xfe\x00", b"{}"):
        (tmp_path / "x.json").write_bytes(content)
        told = CliRunner().invoke(app, ["style", "import", str(project), str(tmp_path / "x.json")])
        assert isinstance(told.exception, BadInputError)
    with closing(open_session(GeoPackageStores(), project)) as session:
        assert session.history() == ()


def test_that_a_missing_file_is_told(tmp_path: Path) -> None:
    project = _project(tmp_path / "一.gpkg")
    told = CliRunner().invoke(app, ["style", "import", str(project), str(tmp_path / "无.json")])
    assert isinstance(told.exception, BadInputError)
    assert "无.json" in str(told.exception)
