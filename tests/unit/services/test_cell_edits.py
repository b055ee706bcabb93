"""Cells typed, pasted and filled in: read as they are shown, checked, stored as one edit."""

from pathlib import Path

import pytest

from dzmap.services.cell_edits import CellEdits, checked, store, stored_column
from dzmap.services.editing import remove
from dzmap.services.session import Session, create_project, open_session
from tests.helpers.memory_stores import MemoryStores
from tests.helpers.project_tables import PLAIN, enterprises, zones

PATH = Path("德州.gpkg")
YEAR = 2021


@pytest.fixture
def session() -> Session:
    stores = MemoryStores()
    tables = {"zones": zones("甲区", "乙区"), "enterprises": enterprises(3)}
    create_project(stores, PATH, tables, catalogs=[PLAIN], metadata={})
    return open_session(stores, PATH, author="张三")


def cell(session: Session, table: str, column: str, identifier: str) -> object:
    frame = session.table(table)
    return frame.loc[frame["id"] == identifier, column].iloc[0]


def ids(session: Session) -> list[str]:
    return [str(key) for key in session.table("enterprises")["id"]]


@pytest.mark.parametrize(
    ("table", "shown", "where"),
    [
        ("enterprises", "zone", ("enterprises", "zone_id")),
        ("enterprises", "tax_wan_yuan", ("enterprise_years", "tax_wan_yuan")),
        ("enterprises", "data_status", None),
        ("zones", "geometry_status", None),
        ("zones", "area_mu", None),
        ("plan_targets", "year", ("plan_targets", "year")),
    ],
)
def test_that_a_listed_column_is_traced_to_where_it_is_stored(
    table: str, shown: str, where: tuple[str, str] | None
) -> None:
    found = stored_column(table, shown)
    assert (found and (found[0], found[1].name)) == where


def test_that_many_cells_are_one_edit_and_names_become_ids(session: Session) -> None:
    first, second, _ = ids(session)
    zone = str(session.table("zones")["id"].iloc[1])
    edits = checked(
        session,
        "enterprises",
        {first: {"zone": "乙区", "tax_wan_yuan": "1.2亿元"}, second: {"zone": zone}},
        year=YEAR,
    )
    assert not edits.refused
    assert edits.cells == 3
    store(session, edits, "粘贴")
    assert cell(session, "enterprises", "zone_id", first) == zone
    assert cell(session, "enterprises", "zone_id", second) == zone
    years = session.table("enterprise_years")
    assert years[["enterprise_id", "year", "tax_wan_yuan"]].to_numpy().tolist() == [
        [first, YEAR, 12_000.0]
    ]
    session.undo()
    assert len(session.table("enterprise_years")) == 0
    zones = session.table("enterprises").set_index("id")["zone_id"]
    assert zones.isna().to_dict()[second]


def test_that_a_stored_figure_of_the_year_is_changed_in_its_row(session: Session) -> None:
    first = ids(session)[0]
    for amount in ("10", "20"):
        store(
            session,
            checked(session, "enterprises", {first: {"tax_wan_yuan": amount}}, year=YEAR),
            "改",
        )
    assert session.table("enterprise_years")["tax_wan_yuan"].tolist() == [20.0]


def test_that_what_does_not_fit_is_refused_and_the_rest_is_kept(session: Session) -> None:
    first, second, _ = ids(session)
    edits = checked(
        session,
        "enterprises",
        {
            first: {"tax_wan_yuan": "很多", "address": "东街 1 号"},
            second: {"zone": "丙区", "name": "", "data_status": "实测"},
        },
        year=YEAR,
    )
    assert edits.rows == {"enterprises": {first: {"address": "东街 1 号"}}}
    assert not edits.added.get("enterprise_years")
    said = {(note.column, note.text.rstrip("。")) for note in edits.refused}
    assert len(said) == 4
    assert any("丙区" in text for _, text in said)
    assert any("很多" in text for _, text in said)


def test_that_an_unchanged_cell_is_no_edit(session: Session) -> None:
    first = ids(session)[0]
    name = str(cell(session, "enterprises", "name", first))
    edits = checked(session, "enterprises", {first: {"name": name, "zone": "—"}}, year=YEAR)
    assert edits.cells == 0
    store(session, edits, "无")
    assert not session.undo_title


def test_that_a_name_two_rows_have_is_refused(session: Session) -> None:
    key = str(session.table("zones")["id"].iloc[1])
    store(session, checked(session, "zones", {key: {"name": "甲区"}}, year=YEAR), "改名")
    edits = checked(session, "enterprises", {ids(session)[0]: {"zone": "甲区"}}, year=YEAR)
    assert "2 个" in edits.refused[0].text


CODES = ("91350100M000100Y43", "91310000132224069D")


def pasted_codes(session: Session, **codes: str) -> CellEdits:
    return checked(
        session, "enterprises", {key: {"uscc": code} for key, code in codes.items()}, year=YEAR
    )


def test_that_a_code_pasted_twice_is_refused_in_both_rows(session: Session) -> None:
    first, second = CODES
    wanted = {
        "e0": {"uscc": first, "address": "东街 1 号"},
        "e1": {"uscc": second},
        "e2": {"uscc": first.lower()},
    }
    edits = checked(session, "enterprises", wanted, year=YEAR)
    assert edits.rows == {"enterprises": {"e0": {"address": "东街 1 号"}, "e1": {"uscc": second}}}
    assert [(note.row, note.column) for note in edits.refused] == [
        ("示例·企业0", "统一社会信用代码"),
        ("示例·企业2", "统一社会信用代码"),
    ]
    assert edits.refused[0].text.startswith("“示例·企业2”也要写入同样的统一社会信用代码")
    assert edits.refused[1].text.startswith("“示例·企业0”也要写入同样的统一社会信用代码")


def test_that_a_code_that_another_row_has_is_refused(session: Session) -> None:
    store(session, pasted_codes(session, e0=CODES[0]), "粘贴")
    edits = pasted_codes(session, e1=CODES[0])
    assert edits.cells == 0
    assert edits.refused[0].text.startswith("“示例·企业0”已有同样的统一社会信用代码")
    assert pasted_codes(session, e0=CODES[0]).refused == ()


def test_that_codes_change_places_in_one_paste(session: Session) -> None:
    first, second = CODES
    store(session, pasted_codes(session, e0=first, e1=second), "粘贴")
    edits = pasted_codes(session, e0=second, e1=first)
    assert edits.refused == ()
    store(session, edits, "粘贴")
    assert cell(session, "enterprises", "uscc", "e0") == second


def test_that_who_keeps_his_code_after_all_keeps_it_from_others(session: Session) -> None:
    first, second = CODES
    store(session, pasted_codes(session, e0=first), "粘贴")
    edits = pasted_codes(session, e0=second, e1=first, e2=second)
    assert edits.cells == 0
    assert {note.row for note in edits.refused} == {"示例·企业0", "示例·企业1", "示例·企业2"}


def test_that_a_year_pasted_twice_for_one_owner_is_refused(session: Session) -> None:
    for year in (2019, 2020):
        wanted = {"e0": {"tax_wan_yuan": "5"}, "e1": {"tax_wan_yuan": "5"}}
        store(session, checked(session, "enterprises", wanted, year=year), "填")
    wanted = {"e0-2019": {"year": "2023"}, "e0-2020": {"year": "2023"}, "e1-2019": {"year": "2023"}}
    edits = checked(session, "enterprise_years", wanted, year=YEAR)
    assert edits.rows == {"enterprise_years": {"e1-2019": {"year": 2023}}}
    assert [note.row for note in edits.refused] == ["e0-2019", "e0-2020"]
    assert "“e0-2020”也要写入同样的企业编号、年份" in edits.refused[0].text


def test_that_rows_of_a_table_without_places_are_deleted_at_once(session: Session) -> None:
    wanted = {key: {"tax_wan_yuan": "5"} for key in ids(session)}
    store(session, checked(session, "enterprises", wanted, year=YEAR), "填")
    years = session.table("enterprise_years")
    remove(session, "enterprise_years", [str(key) for key in years["id"][:2]])
    assert len(session.table("enterprise_years")) == 1
    session.undo()
    assert len(session.table("enterprise_years")) == 3
