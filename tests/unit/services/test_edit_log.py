from datetime import UTC, datetime

import pytest

from dzmap.core.changes import ChangeSet
from dzmap.services.edit_log import EditLog

AT = datetime(2021, 1, 1, tzinfo=UTC)


def _change(title: str) -> ChangeSet:
    return ChangeSet(title=title, tables=(), at=AT)


A, B, C = _change("甲"), _change("乙"), _change("丙")


def _titles(log: EditLog) -> list[str]:
    return [change.title for change in log.unsaved]


def test_that_undoing_an_unsaved_edit_leaves_nothing_to_save() -> None:
    log, inverse = EditLog().recorded(A).recorded(B).undo(AT)
    assert inverse.title == "撤销：乙"
    assert _titles(log) == ["甲"]
    assert (log.undo_title, log.redo_title) == ("甲", "乙")


def test_that_undoing_a_saved_edit_is_something_to_save() -> None:
    log, _ = EditLog().recorded(A).saving().saved().undo(AT)
    assert _titles(log) == ["撤销：甲"]
    log, change = log.redo(AT)
    assert change is A
    assert _titles(log) == []


def test_that_redoing_after_the_undo_was_saved_is_a_new_entry() -> None:
    log, _ = EditLog().recorded(A).saving().saved().undo(AT)
    log, change = log.saving().saved().redo(AT)
    assert change.title == "甲"
    assert change.id != A.id
    assert log.unsaved == (change,)


def test_that_an_edit_ends_what_could_be_redone() -> None:
    log, _ = EditLog().recorded(A).undo(AT)
    log = log.recorded(B)
    assert log.redo_title == ""
    with pytest.raises(IndexError):
        log.redo(AT)


def test_that_edits_made_during_a_save_stay_unsaved() -> None:
    log = EditLog().recorded(A).saving().recorded(B)
    assert _titles(log) == ["甲", "乙"]
    assert _titles(log.saved()) == ["乙"]
    assert _titles(log.save_failed()) == ["甲", "乙"]


def test_that_an_edit_undone_while_it_is_being_saved_is_taken_back_by_its_inverse() -> None:
    log, _ = EditLog().recorded(A).saving().undo(AT)
    assert _titles(log.saved()) == ["撤销：甲"]
    assert _titles(log.save_failed()) == ["甲", "撤销：甲"]


def test_that_undo_and_redo_meet_across_several_saves() -> None:
    log = EditLog().recorded(A).recorded(B).saving().saved().recorded(C)
    for _ in range(3):
        log, _change_made = log.undo(AT)
    assert _titles(log) == ["撤销：乙", "撤销：甲"]
    for _ in range(3):
        log, _change_made = log.redo(AT)
    assert log.unsaved == (C,)
