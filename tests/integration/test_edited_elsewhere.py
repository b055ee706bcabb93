"""Project files that QGIS or another program changed in ways that dzmap never would."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dzmap.__main__ import app
from dzmap.bootstrap import build_application
from dzmap.commands.console import BAD_INPUT, OK, guarded
from dzmap.services.jobs import Silent
from dzmap.services.new_project import write_new_project

Edited = Callable[[str], Path]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("样本") / "示例.gpkg"
    write_new_project(build_application(), path, sample=True, progress=Silent(), enterprises=100)
    return path.read_bytes()


@pytest.fixture
def edited(tmp_path: Path, sample: bytes) -> Edited:
    """Makes the sample after some SQL."""

    def make(statements: str) -> Path:
        path = tmp_path / "改过 的.gpkg"
        path.write_bytes(sample)
        connection = sqlite3.connect(path)
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            connection.create_function(name, 1, lambda _: 1)
        connection.executescript(statements)
        connection.close()
        return path

    return make


def call(*arguments: object) -> int:
    """Run the program and return its exit code."""
    return guarded(lambda: app([str(argument) for argument in arguments]))


def every_command(project: Path) -> set[int]:
    out = project.with_suffix
    return {
        call("info", project),
        call("screen", project, "--out", out(".csv")),
        call("screen", project, "--source", "projects", "--out", out(".csv")),
        *(call("summary", project, "--by", by, "--out", out(".csv")) for by in ("zone", "chain")),
        call("report", project, "--out", out(".html")),
    }


REPEATED_YEARS = """
INSERT INTO project_years (id, project_id, year, planned_wan_yuan, completed_wan_yuan)
SELECT id || '-b', project_id, year, 1, 1 FROM project_years;
INSERT INTO enterprise_years (id, enterprise_id, year, revenue_wan_yuan)
SELECT id || '-b', enterprise_id, year, 1 FROM enterprise_years
"""
INFINITE = """
UPDATE enterprise_years SET revenue_wan_yuan = 9e999, land_mu = 0;
UPDATE project_years SET completed_wan_yuan = -9e999 WHERE fid < 9
"""
ORPHANS = """
UPDATE enterprises SET zone_id = 'nix', county_id = 'nix', chain_id = 'nix', id = NULL;
DELETE FROM zones WHERE fid < 4; DELETE FROM chains WHERE fid < 4
"""
NO_OUTLINES = """
UPDATE zones SET name = NULL, geom = NULL WHERE fid < 4; UPDATE parks SET geom = NULL
"""
NO_AREAS = """
DELETE FROM counties; DELETE FROM zones; DELETE FROM parks; DELETE FROM enterprises
"""
NO_TITLE = "DELETE FROM dzmap_meta WHERE key IN ('title', 'saved', 'sample')"


@pytest.mark.parametrize(
    "statements", [REPEATED_YEARS, INFINITE, ORPHANS, NO_OUTLINES, NO_AREAS, NO_TITLE]
)
def test_that_strange_rows_are_no_traceback(edited: Edited, statements: str) -> None:
    assert every_command(edited(statements)) == {OK}


def test_that_without_any_area_the_map_shows_the_surroundings(edited: Edited) -> None:
    project = edited(NO_AREAS)
    assert call("report", project, "--out", project.with_suffix(".pdf")) == OK


def test_that_of_repeated_years_the_last_one_counts_everywhere(
    edited: Edited, capsys: pytest.CaptureFixture[str]
) -> None:
    project = edited(REPEATED_YEARS)
    assert call("summary", project, "--out", project.with_suffix(".csv"), "--json") == OK
    summed = json.loads(capsys.readouterr().out)["completed_wan_yuan"]
    connection = sqlite3.connect(project)
    ((reported,),) = connection.execute(
        "SELECT count(*) FROM project_years JOIN projects ON projects.id = project_id"
        " WHERE kind = 'invest' AND year = 2021 AND planned_wan_yuan = 1"
    )
    connection.close()
    assert summed == reported > 0


@pytest.mark.filterwarnings("ignore:.*(pyogrio|Table/view)")
@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ("UPDATE enterprises SET name = CAST(x'ff41' AS TEXT) WHERE fid = 3", "读不出“企业”"),
        ("UPDATE zones SET geom = x'00' WHERE fid = 1", "读不出“开发区”"),
        ("DROP TABLE parcels", "读不出“地块”"),
        ("UPDATE dzmap_catalogs SET content = '{}' WHERE id = 1", "读不出准入目录"),
    ],
)
def test_that_damage_is_named(
    edited: Edited, statements: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("info", edited(statements)) == BAD_INPUT
    told = capsys.readouterr().err
    assert reason in told
    assert "怎么办" in told


def test_that_reading_an_old_project_tells_how_to_upgrade_it(
    edited: Edited, capsys: pytest.CaptureFixture[str]
) -> None:
    project = edited("UPDATE dzmap_meta SET value = '1' WHERE key = 'schema_version'")
    before = project.read_bytes()
    assert call("info", project) == BAD_INPUT
    assert "dzmap gui" in capsys.readouterr().err
    assert project.read_bytes() == before
