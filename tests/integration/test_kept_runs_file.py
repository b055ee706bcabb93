"""Kept runs on a real disk: crashes, damage, contents kept once, old files."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dzmap.core.kept_runs import KeptRun
from dzmap.core.problems import KnownError
from dzmap.core.verdicts import Override, Verdict
from dzmap.services.overriding import override_verdict, row_override
from dzmap.services.runs import delete_run, keep_run, open_run, rerun, runs
from dzmap.services.screening import ScreeningRequest, run_screening
from dzmap.services.session import Session, create_project, open_session
from dzmap.storage import GeoPackageStores
from tests.helpers.old_projects import make_version_1, make_version_2
from tests.helpers.screening_world import DAY
from tests.helpers.town import BOOK, town_tables

STORES = GeoPackageStores()
AT = datetime(2022, 1, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "审查 项目.gpkg"
    create_project(STORES, path, town_tables(), catalogs=[BOOK])
    return path


@contextmanager
def opened(path: Path) -> Iterator[Session]:
    session = open_session(STORES, path, author="张三")
    try:
        yield session
    finally:
        session.close()


def keep(session: Session, title: str = "") -> KeptRun:
    listed = town_tables()["enterprises"].drop(columns="zone_id")
    request = ScreeningRequest(year=2021, as_of=DAY, source=listed, list_name="名单.xlsx")
    return keep_run(session, run_screening(session, request), title, by="张三", at=AT)


def decision() -> Override:
    return Override(verdict=Verdict.ADMITTED, reason="市政府专题会议研究同意", name="李四", at=AT)


def override(session: Session, run: KeptRun, row: int) -> None:
    frame = open_run(session, run).frame
    override_verdict(session, row_override(run.id, frame, row, decision()))


def query(path: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute(statement).fetchall()
    connection.close()
    return rows


def test_that_runs_and_overrides_are_saved_with_everything_else(project: Path) -> None:
    with opened(project) as session:
        run = keep(session, "三月名单")
        override(session, run, 1)
        assert query(project, "SELECT count(*) FROM dzmap_runs") == [(0,)]  # not before the save
        session.save()
        expected = open_run(session, run)
    with opened(project) as session:
        (found,) = runs(session)
        assert found == run
        assert found.parts == {}
        judged = open_run(session, found)
        assert judged.frame.equals(expected.frame)
        assert judged.overrides == {1: decision()}
        assert rerun(session, found).same
        assert [entry.title for entry in session.history()] == [
            "人工改判（2021-R-0001）：e2 禁止准入 → 准入",
            "保留审查运行 2021-R-0001",
        ]


def test_that_equal_contents_are_kept_once_and_go_with_the_last_run(project: Path) -> None:
    with opened(project) as session:
        first, second = keep(session), keep(session)
        assert first.contents == second.contents
        session.save()
        assert query(project, "SELECT count(*) FROM dzmap_contents") == [(len(first.contents),)]
        delete_run(session, first, by="张三", at=AT)
        session.save()
        assert len(open_run(session, second).frame) == 3
        delete_run(session, second, by="张三", at=AT)
        session.save()
        assert query(project, "SELECT count(*) FROM dzmap_contents") == [(0,)]
        session.undo()
        session.save()
    with opened(project) as session:
        assert [run.deleted for run in session.kept().runs] == [True, False]
        assert rerun(session, session.kept().runs[1]).same


def test_that_the_history_does_not_keep_what_was_deleted(project: Path) -> None:
    with opened(project) as session:
        run = keep(session)
        session.save()
        size = sum(len(content) for content in run.parts.values())
        kept = query(project, "SELECT sum(length(payload)) FROM dzmap_history")[0][0]
        assert isinstance(kept, int)
        assert kept < size


def test_that_a_run_altered_outside_is_not_believed(project: Path) -> None:
    with opened(project) as session:
        keep(session)
        session.save()
    connection = sqlite3.connect(project)
    connection.execute("UPDATE dzmap_contents SET content = substr(content, 2)")
    connection.commit()
    connection.close()
    with opened(project) as session:
        (run,) = runs(session)
        with pytest.raises(KnownError) as caught:
            open_run(session, run)
        assert "2021-R-0001" in caught.value.what
        assert "校验值不符" in caught.value.reason
        assert len(session.table("zones")) == 1


def test_that_save_as_takes_runs_along(project: Path) -> None:
    with opened(project) as session:
        first = keep(session)
        session.save()
        second = keep(session)
        session.save_as(project.with_name("副本.gpkg"))
        for run in (first, second):
            assert len(open_run(session, replace(run, parts={})).frame) == 3
    with opened(project) as session:
        assert [run.id for run in runs(session)] == ["2021-R-0001"]


CRASH = """
import os, signal, sys
from collections.abc import Sequence
from pathlib import Path
from dzmap.services.session import open_session
from dzmap.storage import GeoPackageStores
from tests.integration.test_kept_runs_file import keep, override

class Fatal(Sequence):
    def __init__(self, changes): self.changes = changes
    def __len__(self): return len(self.changes)
    def __getitem__(self, i): return self.changes[i]
    def __iter__(self):
        yield from self.changes
        os.kill(os.getpid(), signal.SIGKILL)

# A tiny cache makes sqlite write pages into the file before the commit.
session = open_session(GeoPackageStores(pragmas={"cache_size": 1}), Path(sys.argv[1]))
override(session, keep(session, "崩溃前" * 5000), 1)
session._store.save(Fatal(session._log.unsaved))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL on Windows")
def test_that_a_kill_while_a_run_is_saved_loses_nothing(project: Path) -> None:
    with opened(project) as session:
        keep(session, "先前的")
        session.save()
    process = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", CRASH, str(project)],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        check=False,
    )
    assert process.returncode == -signal.SIGKILL
    with opened(project) as session:
        assert [run.title for run in runs(session)] == ["先前的"]
        assert session.kept().overrides == ()
        assert [change.title for change in session.recovered()] == [
            "保留审查运行 2021-R-0002",
            "人工改判（2021-R-0002）：e2 禁止准入 → 准入",
        ]
        assert session.recover() == 2
        found = next(run for run in runs(session) if run.id == "2021-R-0002")
        assert rerun(session, found).same
        session.save()
    with opened(project) as session:
        assert len(session.kept().overrides) == 1
        assert len(open_run(session, session.kept().runs[1]).frame) == 3
    assert query(project, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("age", [make_version_1, make_version_2])
def test_that_old_projects_keep_runs_after_opening(project: Path, age: object) -> None:
    assert callable(age)
    age(project)
    with opened(project) as session:
        assert runs(session) == ()
        assert len(session.table("reference_lists")) == 0
        run = keep(session)
        session.save()
    with opened(project) as session:
        assert rerun(session, runs(session)[0]).same
        assert runs(session)[0] == run
