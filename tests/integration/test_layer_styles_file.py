"""Layer styles in a real project file: saved, undone, recovered, damaged."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dzmap.core.changes import TableChange
from dzmap.core.layer_style import LayerStyle, LayerTree, Look, Rendering
from dzmap.core.problems import KnownError
from dzmap.services.session import create_project, open_session
from dzmap.services.styling import chosen_map, set_style, set_tree
from dzmap.storage import GeoPackageStores
from tests.helpers.project_tables import enterprises, zones

STYLE = LayerStyle(
    id="enterprises", title="企业", look=Look(rendering=Rendering.HEAT, column="output_wan_yuan")
)
TREE = LayerTree(order=("zones_national", "enterprises"), groups=("企业与项目",))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "德州.gpkg"
    create_project(GeoPackageStores(), path, {"zones": zones("甲"), "enterprises": enterprises(6)})
    return path


def test_that_styles_are_saved_with_the_project_and_undone_after_saving(project: Path) -> None:
    with closing(open_session(GeoPackageStores(), project)) as session:
        set_style(session, STYLE)
        set_tree(session, TREE)
        session.save()
    with closing(open_session(GeoPackageStores(), project)) as session:
        assert (session.layer_styles(), session.layer_tree()) == ((STYLE,), TREE)
        assert [entry.title for entry in session.history()] == ["调整图层顺序", "修改图层样式"]
        set_style(session, replace(STYLE, title="规上企业"))
        session.save()
        session.undo()
        session.save()
    with closing(open_session(GeoPackageStores(), project)) as session:
        assert session.layer_styles() == (STYLE,)


def test_that_styles_come_back_after_a_crash(project: Path) -> None:
    crashed = open_session(GeoPackageStores(), project)
    set_style(crashed, STYLE)
    left = project.with_name(f".{project.name}.journal").read_bytes()
    crashed.close()
    project.with_name(f".{project.name}.journal").write_bytes(left)
    with closing(open_session(GeoPackageStores(), project)) as session:
        assert session.recover() == 1
        assert session.layer_styles() == (STYLE,)


def test_that_a_style_altered_outside_is_refused_by_name(project: Path) -> None:
    with closing(open_session(GeoPackageStores(), project)) as session:
        set_style(session, STYLE)
        session.save()
    with closing(sqlite3.connect(project)) as connection, connection:
        connection.execute("UPDATE dzmap_layer_styles SET content = '{}'")
    with closing(open_session(GeoPackageStores(), project)) as session:
        with pytest.raises(KnownError, match="enterprises") as raised:
            session.layer_styles()
        assert len(session.table("enterprises")) == 6
        assert chosen_map(session).notes == ("读不出图层“enterprises”的样式，图层按默认样式显示。",)
        rows = session.table("zones")
        session.edit("改名", TableChange("zones", rows, rows.assign(name="乙")))
        session.save()  # data are safe whatever became of the look
    assert "备份" in raised.value.remedy
