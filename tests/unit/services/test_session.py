import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from dzmap.core.changes import CATALOG_TABLE, ChangeSet, TableChange
from dzmap.core.frames import empty
from dzmap.core.problems import KnownError
from dzmap.core.tables import TABLES
from dzmap.services.session import Session, create_project, open_session
from dzmap.services.session_events import SessionEvent
from tests.helpers.memory_stores import START, MemoryStore, MemoryStores
from tests.helpers.project_tables import (
    PLAIN,
    differences,
    enterprises,
    project_years,
    rows_where,
    with_values,
    zones,
)

PATH = Path("德州.gpkg")


class _Clock:
    def __init__(self) -> None:
        self.now = datetime(2022, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def _session(*, read_only: bool = False, **metadata: str) -> tuple[Session, MemoryStore]:
    stores = MemoryStores()
    tables = {
        "zones": zones("甲", "乙", "丙"),
        "enterprises": enterprises(6),
        "project_years": project_years(6),
    }
    create_project(stores, PATH, tables, catalogs=[PLAIN], metadata=metadata)
    session = open_session(stores, PATH, author="张三", clock=_Clock(), read_only=read_only)
    assert stores.opened is not None
    return session, stores.opened


def _rename(session: Session, name: str, identifier: str = "z1") -> ChangeSet:
    row = rows_where(session.table("zones"), [identifier])
    return session.edit(f"改名为{name}", TableChange("zones", row, with_values(row, name=name)))


def _names(session: Session) -> list[str]:
    return list(session.table("zones")["name"])


def test_that_an_open_project_says_what_it_is() -> None:
    session, _ = _session(title="德州市", sample="1")
    assert (session.path, session.title, session.sample) == (PATH, "德州市", True)
    assert session.saved_at == START
    assert not session.read_only
    assert session.lock_holder is None
    assert (session.pending_count, session.undo_title, session.redo_title) == (0, "", "")


def test_that_a_project_without_title_is_called_like_its_file() -> None:
    session, _ = _session()
    assert (session.title, session.sample) == ("德州", False)


def test_that_an_edit_shows_at_once_and_is_saved_later() -> None:
    session, store = _session()
    change = _rename(session, "新")
    assert (change.author, change.title) == ("张三", "改名为新")
    assert _names(session) == ["新", "乙", "丙"]
    assert (session.pending_count, session.revision) == (1, 1)
    assert list(store.file.tables["zones"]["name"]) == ["甲", "乙", "丙"]
    session.save()
    assert session.pending_count == 0
    assert session.saved_at is not None
    assert session.saved_at > START
    assert list(store.file.tables["zones"]["name"]) == ["新", "乙", "丙"]
    assert [entry.title for entry in session.history()] == ["改名为新"]
    assert store.file.metadata["saved_by"] == "张三"


def test_that_a_frame_handed_out_before_an_edit_stays_as_it_was() -> None:
    session, _ = _session()
    before = session.table("zones")
    _rename(session, "新")
    assert list(before["name"]) == ["甲", "乙", "丙"]


def test_that_one_edit_of_several_tables_is_undone_as_one() -> None:
    session, _ = _session()
    new = with_values(zones("丁"), id=["z4"])
    years = session.table("project_years")
    session.edit(
        "导入",
        TableChange("zones", pd.DataFrame(), new),
        TableChange("project_years", years, with_values(years, planned_wan_yuan=1.0)),
        TableChange("zones", new, with_values(new, name="丁丁")),
    )
    assert _names(session) == ["甲", "乙", "丙", "丁丁"]
    inverse = session.undo()
    assert inverse is not None
    assert inverse.title == "撤销：导入"
    assert _names(session) == ["甲", "乙", "丙"]
    assert differences(session.table("project_years"), years) == []


def test_that_an_edit_that_fails_in_its_last_part_changes_nothing() -> None:
    session, store = _session()
    row = rows_where(session.table("zones"), ["z1"])
    with pytest.raises(ValueError, match="has no row nix"):
        session.edit(
            "改",
            TableChange("zones", row, with_values(row, name="新")),
            TableChange("zones", with_values(row, id=["nix"]), empty(TABLES["zones"])),
        )
    assert _names(session) == ["甲", "乙", "丙"]
    assert (session.pending_count, session.revision, store.file.journal) == (0, 0, ())


def test_that_an_edit_that_changes_nothing_is_not_recorded() -> None:
    session, _ = _session()
    events: list[SessionEvent] = []
    session.subscribe(events.append)
    assert _rename(session, "甲").tables == ()
    assert (session.pending_count, session.undo_title, events) == (0, "", [])


def test_that_unknown_tables_are_refused() -> None:
    session, _ = _session()
    with pytest.raises(KeyError):
        session.table("zone")
    with pytest.raises(KeyError):
        session.edit("改", TableChange("zone", pd.DataFrame(), zones("甲")))


def test_that_undo_and_redo_work_across_a_save() -> None:
    session, store = _session()
    _rename(session, "一")
    _rename(session, "二")
    session.save()
    session.undo()
    assert (_names(session)[0], session.pending_count) == ("一", 1)
    session.save()
    assert store.file.tables["zones"]["name"][0] == "一"
    session.redo()
    assert (_names(session)[0], session.pending_count) == ("二", 1)
    session.save()
    assert store.file.tables["zones"]["name"][0] == "二"
    assert len({change.id for change in store.file.history}) == len(store.file.history) == 4


def test_that_nothing_to_undo_or_redo_is_no_error() -> None:
    session, _ = _session()
    assert session.undo() is None
    assert session.redo() is None
    session.save()


def test_that_catalogs_are_edited_like_rows() -> None:
    session, store = _session()
    events: list[SessionEvent] = []
    session.subscribe(events.append)
    session.set_catalogs([])
    assert session.catalogs() == ()
    assert events == [SessionEvent("changed", frozenset({CATALOG_TABLE}))]
    session.undo()
    assert session.catalogs() == (PLAIN,)
    session.redo()
    session.save()
    assert store.file.records[CATALOG_TABLE] == {}
    session.set_catalogs([])
    assert session.pending_count == 0


def test_that_listeners_hear_what_changed_until_they_leave() -> None:
    session, _ = _session()
    events: list[SessionEvent] = []
    leave = session.subscribe(events.append)
    _rename(session, "新")
    session.undo()
    session.save()
    leave()
    leave()
    _rename(session, "新")
    changed = SessionEvent("changed", frozenset({"zones"}))
    assert events == [changed, changed, SessionEvent("saved")]


def test_that_a_listener_sees_the_new_rows_and_may_edit() -> None:
    session, _ = _session()
    seen: list[str] = []

    def listener(event: SessionEvent) -> None:
        seen.append(_names(session)[0])
        if len(seen) == 1:
            _rename(session, "再新")

    session.subscribe(listener)
    _rename(session, "新")
    assert seen == ["新", "再新"]


def test_that_a_failed_save_loses_nothing() -> None:
    session, store = _session()
    _rename(session, "新")
    store.fails = True
    with pytest.raises(KnownError):
        session.save()
    assert (session.pending_count, _names(session)[0]) == (1, "新")
    assert session.saved_at == START
    store.fails = False
    session.save()
    assert store.file.tables["zones"]["name"][0] == "新"


def test_that_an_edit_that_cannot_be_journalled_is_not_made() -> None:
    session, store = _session()
    store.fails = True
    with pytest.raises(KnownError):
        _rename(session, "新")
    assert (session.pending_count, _names(session)[0], session.revision) == (0, "甲", 0)


def test_that_the_journal_holds_exactly_what_is_unsaved() -> None:
    session, store = _session()

    def journalled() -> list[str]:
        return [change.title for change in store.file.journal]

    _rename(session, "一")
    _rename(session, "二")
    assert journalled() == ["改名为一", "改名为二"]
    session.undo()
    assert journalled() == ["改名为一"]
    session.save()
    assert journalled() == []
    session.undo()
    assert journalled() == ["撤销：改名为一"]
    session.close()
    assert journalled() == []
    assert store.closed


class _SlowStore(MemoryStore):
    """A store whose save waits for the test."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store.path, store.file, read_only=False)
        self.started, self.go_on = threading.Event(), threading.Event()

    @override
    def save(self, changes: Any, *, metadata: Any = None) -> None:
        self.started.set()
        assert self.go_on.wait(10)
        super().save(changes, metadata=metadata)


def test_that_work_goes_on_while_a_save_is_written() -> None:
    _, plain = _session()
    store = _SlowStore(plain)
    session = Session(MemoryStores(), store, author="", clock=_Clock())
    _rename(session, "一")
    saver = threading.Thread(target=session.save)
    saver.start()
    assert store.started.wait(10)
    late = _rename(session, "二")
    assert (_names(session)[0], session.pending_count) == ("二", 2)
    assert len(session.table("enterprises")) == 6
    store.go_on.set()
    saver.join(10)
    assert session.pending_count == 1
    assert store.file.journal == (late,)
    assert store.file.tables["zones"]["name"][0] == "一"
    session.save()
    assert store.file.tables["zones"]["name"][0] == "二"


def test_that_edits_of_a_crashed_session_are_made_again() -> None:
    crashed, crashed_store = _session()
    _rename(crashed, "找回")
    crashed.edit(
        "删除",
        TableChange("zones", pd.DataFrame({"id": ["z3"]}), empty(TABLES["zones"])),
    )
    session, store = _session()
    store.file.recovered = crashed_store.file.journal
    assert [change.title for change in session.recovered()] == ["改名为找回", "删除"]
    events: list[SessionEvent] = []
    session.subscribe(events.append)
    assert session.recover() == 2
    assert _names(session) == ["找回", "乙"]
    assert (session.pending_count, session.undo_title) == (2, "删除")
    assert len(events) == 2
    assert session.recovered() == ()
    while session.undo():
        pass
    assert _names(session) == ["甲", "乙", "丙"]


def test_that_recovery_copes_with_rows_that_changed_since() -> None:
    crashed, crashed_store = _session()
    _rename(crashed, "找回", "z1")
    _rename(crashed, "也找回", "z2")
    session, store = _session()
    store.file.recovered = crashed_store.file.journal
    session.edit(
        "删除",
        TableChange("zones", pd.DataFrame({"id": ["z1"]}), empty(TABLES["zones"])),
    )
    _rename(session, "别的", "z2")
    assert session.recover() == 2
    assert sorted(_names(session)) == sorted(["也找回", "丙", "找回"])
    session.undo()
    assert _names(session)[0:1] != ["也找回"]


def test_that_discarded_edits_are_gone() -> None:
    session, store = _session()
    store.file.recovered = (ChangeSet(title="x", tables=(), at=START),)
    session.discard_recovered()
    assert session.recovered() == ()
    assert session.pending_count == 0


# --- the law -------------------------------------------------------------------------------

ids = st.sampled_from(["z1", "z2", "z3", "n1", "n2"])
operations = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.lists(st.tuples(ids, st.text(max_size=3)), max_size=3)),
        st.tuples(st.just("drop"), st.lists(ids, max_size=2)),
        st.tuples(st.sampled_from(["undo", "redo", "save"]), st.none()),
    ),
    max_size=12,
)


def _perform(session: Session, operation: str, argument: Any) -> None:
    current = session.table("zones")
    if operation == "put":
        values = dict(argument)
        template = zones(*values.values())
        after = with_values(template, id=list(values))
        before = rows_where(current, list(values))
        session.edit("改", TableChange("zones", before, after))
    elif operation == "drop":
        session.edit(
            "删", TableChange("zones", rows_where(current, argument), empty(TABLES["zones"]))
        )
    else:
        {"undo": session.undo, "redo": session.redo, "save": session.save}[operation]()


@settings(max_examples=20, deadline=None)
@given(operations)
def test_that_undoing_everything_restores_every_row(
    performed: list[tuple[str, Any]],
) -> None:
    session, store = _session()
    original = session.table("zones")
    for operation, argument in performed:
        _perform(session, operation, argument)
    while session.redo():
        pass
    last = session.table("zones")
    assert list(last.index) == list(range(len(last)))
    while session.undo():
        pass
    assert differences(session.table("zones"), original) == []
    session.save()
    assert differences(_by_id(store.file.tables["zones"]), _by_id(original)) == []
    while session.redo():
        pass
    assert differences(session.table("zones"), last) == []
    session.save()
    assert differences(_by_id(store.file.tables["zones"]), _by_id(last)) == []


def _by_id(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("id", ignore_index=True)


def test_that_an_edit_made_while_another_table_is_read_is_not_lost() -> None:
    session, store = _session()
    session.table("zones")
    frame = store.file.tables["enterprises"]

    class _SlowFile(dict[str, pd.DataFrame]):
        """Reading enterprises takes so long that somebody edits a zone meanwhile."""

        @override
        def __getitem__(self, table: str) -> pd.DataFrame:
            if table != "enterprises":
                return super().__getitem__(table)
            editor = threading.Thread(target=_rename, args=(session, "新名"))
            editor.start()
            editor.join()
            return frame

    store.file.tables = _SlowFile(store.file.tables)
    assert len(session.table("enterprises")) == 6
    assert _names(session)[0] == "新名"
