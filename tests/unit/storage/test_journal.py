from datetime import UTC, datetime
from pathlib import Path

import pytest

from dzmap.core.changes import ChangeSet, TableChange
from dzmap.core.problems import KnownError
from dzmap.storage.journal import Journal
from tests.helpers.project_tables import zones


def _change(title: str) -> ChangeSet:
    return ChangeSet(
        title=title,
        tables=(TableChange("zones", zones(), zones(title)),),
        at=datetime(2021, 1, 1, tzinfo=UTC),
    )


A, B, C = _change("甲"), _change("乙"), _change("丙")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "项目 一.gpkg"


def _after_crash(project: Path) -> list[str]:
    journal = Journal(project)
    journal.take_over()
    return [change.title for change in journal.leftovers()]


def test_that_a_crash_leaves_what_was_written_last(project: Path) -> None:
    journal = Journal(project)
    journal.write([A])
    journal.write([A, B])
    journal.write([A, B, C])
    journal.write([A, B])
    journal.write([A, C])
    assert _after_crash(project) == ["甲", "丙"]


def test_that_appending_does_not_write_again_what_is_there(project: Path) -> None:
    journal = Journal(project)
    journal.write([A])
    first = project.with_name(f".{project.name}.journal").read_bytes()
    journal.write([A, B])
    assert project.with_name(f".{project.name}.journal").read_bytes().startswith(first)


def test_that_nothing_unsaved_means_no_file(project: Path) -> None:
    journal = Journal(project)
    journal.write([A])
    journal.write([])
    assert list(project.parent.iterdir()) == []
    journal.write([B])
    assert _after_crash(project) == ["乙"]


@pytest.mark.parametrize("lost", [1, 5, 9, 40])
def test_that_a_torn_tail_costs_only_the_last_record(project: Path, lost: int) -> None:
    Journal(project).write([A, B])
    path = project.with_name(f".{project.name}.journal")
    path.write_bytes(path.read_bytes()[:-lost])
    assert _after_crash(project) == ["甲"]


def test_that_a_flipped_byte_is_noticed(project: Path) -> None:
    Journal(project).write([A, B])
    path = project.with_name(f".{project.name}.journal")
    content = bytearray(path.read_bytes())
    content[-10] ^= 0xFF
    path.write_bytes(content)
    assert _after_crash(project) == ["甲"]


def test_that_a_second_crash_does_not_cost_what_the_first_left(project: Path) -> None:
    Journal(project).write([A])
    second = Journal(project)
    second.take_over()
    second.write([B, C])
    assert _after_crash(project) == ["甲", "乙", "丙"]
    assert _after_crash(project) == ["甲", "乙", "丙"]


def test_that_leftovers_go_when_they_are_forgotten(project: Path) -> None:
    Journal(project).write([A])
    journal = Journal(project)
    journal.take_over()
    journal.forget_leftovers()
    assert journal.leftovers() == ()
    assert list(project.parent.iterdir()) == []


def test_that_a_file_of_someone_else_is_not_taken_for_a_journal(project: Path) -> None:
    project.with_name(f".{project.name}.journal").write_bytes(b"something else")
    assert _after_crash(project) == []


def test_that_a_folder_that_is_gone_is_a_known_error(project: Path) -> None:
    journal = Journal(project.parent / "拔掉的U盘" / project.name)
    with pytest.raises(KnownError) as caught:
        journal.write([A])
    assert "没有记下" in caught.value.what
    assert caught.value.remedy
