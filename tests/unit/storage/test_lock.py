import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dzmap.services.ports import LockHolder
from dzmap.storage.lock import Editor, ProjectLock, holder_of, lock_path
from dzmap.storage.processes import birth_mark

NOW = datetime(2021, 12, 31, 9, 30, tzinfo=UTC)
ME = Editor(user="张三", host="规划局-01")
COLLEAGUE = Editor(user="李四", host="规划局-02", pid=1)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "德州 项目.gpkg"


def _taken(project: Path, editor: Editor) -> ProjectLock:
    lock = ProjectLock.acquire(project, editor, NOW)
    assert isinstance(lock, ProjectLock)
    return lock


def test_that_the_second_one_is_told_who_has_it(project: Path) -> None:
    _taken(project, ME)
    assert ProjectLock.acquire(project, COLLEAGUE, NOW) == LockHolder(
        user="张三", host="规划局-01", since=NOW
    )
    assert holder_of(project, COLLEAGUE.host) is not None


def test_that_a_released_lock_can_be_taken(project: Path) -> None:
    _taken(project, ME).release()
    assert list(project.parent.iterdir()) == []
    _taken(project, COLLEAGUE)
    assert [path.name for path in project.parent.iterdir()] == [lock_path(project).name]


def test_that_the_same_process_cannot_have_it_twice(project: Path) -> None:
    _taken(project, ME)
    assert isinstance(ProjectLock.acquire(project, ME, NOW), LockHolder)


def test_that_a_dead_process_loses_it(project: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    )
    _taken(project, Editor(user="崩溃", host=ME.host, pid=int(child.stdout)))
    assert holder_of(project, ME.host) is None
    lock = _taken(project, ME)
    assert lock.intruder() is None


def test_that_a_used_again_process_number_is_not_the_old_process(project: Path) -> None:
    _taken(project, ME)
    entry = json.loads(lock_path(project).read_text(encoding="utf-8"))
    entry["born"] = "before the computer was restarted"
    lock_path(project).write_text(json.dumps(entry), encoding="utf-8")
    _taken(project, ME)


def test_that_only_the_same_computer_judges_a_process_dead(project: Path) -> None:
    _taken(project, Editor(user="李四", host="规划局-02", pid=2**22 - 1))
    holder = ProjectLock.acquire(project, ME, NOW)
    assert isinstance(holder, LockHolder)
    assert holder.user == "李四"


def test_that_an_unreadable_lock_is_replaced(project: Path) -> None:
    lock_path(project).write_text("{", encoding="utf-8")
    _taken(project, ME)


def test_that_a_lock_taken_away_is_noticed_and_not_removed(project: Path) -> None:
    mine = _taken(project, ME)
    lock_path(project).unlink()
    theirs = _taken(project, COLLEAGUE)
    intruder = mine.intruder()
    assert intruder is not None
    assert intruder.user == "李四"
    mine.release()
    assert theirs.intruder() is None
    assert lock_path(project).exists()


def test_that_a_living_process_has_one_birth_mark() -> None:
    assert birth_mark(os.getpid()) == birth_mark(os.getpid()) != ""
    assert birth_mark(2**22 - 1) is None
