from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from dzmap.core.catalogs import Outcome
from dzmap.core.changes import CATALOG_TABLE, TableChange
from dzmap.core.frames import empty
from dzmap.core.tables import TABLES
from dzmap.services.working_records import WorkingRecords
from dzmap.services.working_table import WorkingTable
from tests.helpers.project_tables import (
    PLAIN,
    differences,
    enterprises,
    rows_where,
    with_values,
    zones,
)

ZONES = TABLES["zones"]


def _table(*names: str) -> WorkingTable:
    return WorkingTable.of(ZONES, zones(*names))


def _after(table: WorkingTable, change: TableChange) -> WorkingTable:
    settled = table.settle(change)
    assert settled is not None
    return table.apply(settled)


def _names(table: WorkingTable) -> list[str]:
    return list(table.frame["name"])


def test_that_an_updated_row_stays_where_it_is() -> None:
    table = _table("甲", "乙", "丙")
    row = rows_where(table.frame, ["z2"])
    changed = _after(table, TableChange("zones", row, with_values(row, name="新")))
    assert _names(changed) == ["甲", "新", "丙"]
    assert _names(table) == ["甲", "乙", "丙"]


def test_that_columns_without_changes_are_shared() -> None:
    table = _table("甲", "乙")
    row = rows_where(table.frame, ["z1"])
    changed = _after(table, TableChange("zones", row, with_values(row, name="新")))
    before, after = table.frame["geometry"].to_numpy(), changed.frame["geometry"].to_numpy()
    assert before[1] is after[1]


def test_that_a_deleted_row_comes_back_to_its_place() -> None:
    table = _table("甲", "乙", "丙", "丁")
    change = TableChange("zones", rows_where(table.frame, ["z1", "z3"]), empty(ZONES))
    settled = table.settle(change)
    assert settled is not None
    deleted = table.apply(settled)
    assert _names(deleted) == ["乙", "丁"]
    back = deleted.apply(settled.inverse())
    assert differences(back.frame, table.frame) == []
    assert isinstance(back.frame, gpd.GeoDataFrame)
    assert back.frame.crs == "EPSG:4490"


def test_that_new_rows_come_last_and_the_first_row_of_a_table_can_be_added() -> None:
    table = _after(_table(), TableChange("zones", pd.DataFrame(), zones("甲")))
    row = with_values(zones("乙"), id=["z0"])
    assert _names(_after(table, TableChange("zones", empty(ZONES), row))) == ["甲", "乙"]


def test_that_before_is_filled_in_from_the_rows_as_they_stand() -> None:
    table = _table("甲", "乙")
    change = TableChange("zones", pd.DataFrame({"id": ["z2"]}), empty(ZONES))
    settled = table.settle(change)
    assert settled is not None
    assert differences(settled.before, rows_where(table.frame, ["z2"])) == []


def test_that_rows_in_which_nothing_changes_are_left_out() -> None:
    table = WorkingTable.of(TABLES["enterprises"], enterprises(4))
    same = TableChange("enterprises", table.frame, table.frame)
    assert table.settle(same) is None
    moved = table.frame.copy()
    moved.loc[2, "geometry"] = shapely.Point(116, 37)
    settled = table.settle(TableChange("enterprises", table.frame, moved))
    assert settled is not None
    assert list(settled.after["id"]) == ["e2"]


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        (zones(), zones("甲"), "has a row z1 already"),
        (with_values(zones("甲"), id=["z9"]), zones(), "has no row z9"),
        (zones(), with_values(zones("甲"), id=[""]), "without an id"),
        (zones(), with_values(zones("甲"), id=[None]), "without an id"),
        (zones(), with_values(zones("甲", "乙"), id=["a", "a"]), "the id a twice"),
        (zones(), with_values(zones("甲"), id=["a"]).drop(columns="level"), "the column level"),
        (zones("甲"), pd.DataFrame(zones("甲").drop(columns="geometry")), "the column geometry"),
        (zones(), with_values(zones("甲"), id=["a"], colour="red"), "no column colour"),
        (pd.DataFrame({"name": ["甲"]}), zones(), "without the column id"),
    ],
)
def test_that_wrong_rows_are_refused(
    before: pd.DataFrame, after: pd.DataFrame, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        _table("甲").settle(TableChange("zones", before, after))


def test_that_a_change_made_on_other_rows_is_restated_on_these() -> None:
    table = _table("甲", "乙")
    update_of_a_gone_row = with_values(zones("丙"), id=["z7"])
    deletion_of_a_gone_row = with_values(zones("丁"), id=["z8"])
    before = pd.concat([update_of_a_gone_row, deletion_of_a_gone_row, zones("别的")])
    after = pd.concat([update_of_a_gone_row, with_values(zones("新"), id=["z1"])])
    rebased = table.rebase(TableChange("zones", before, after))
    assert rebased is not None
    assert list(rebased.before["name"]) == ["甲"]
    assert sorted(rebased.after["name"]) == ["丙", "新"]
    changed = table.apply(rebased)
    assert differences(changed.apply(rebased.inverse()).frame, table.frame) == []


def test_that_catalogs_change_by_id_and_version() -> None:
    first = WorkingRecords.of(CATALOG_TABLE, [PLAIN])
    next_version = replace(PLAIN, version="2")
    change = first.replaced_by([PLAIN, next_version])
    assert change is not None
    assert list(change.after["id"]) == ["c@2"]
    second = first.apply(change)
    assert second.listed() == (PLAIN, next_version)
    assert second.apply(change.inverse()).listed() == (PLAIN,)
    assert first.replaced_by([PLAIN]) is None
    edited = first.replaced_by([replace(PLAIN, title=Outcome.PERMIT.value)])
    assert edited is not None
    assert list(edited.before["catalog"]) == [PLAIN]


def test_that_a_catalog_cannot_be_there_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        WorkingRecords.of(CATALOG_TABLE, []).replaced_by([PLAIN, PLAIN])
