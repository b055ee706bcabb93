"""What an edit of a boundary means: areas, the stated figure, overlaps."""

from pathlib import Path

import pandas as pd
import pytest
import shapely

from dzmap.core.changes import TableChange
from dzmap.services.edit_effects import effects
from dzmap.services.editing import add, change_shape, feature
from dzmap.services.session import Session, create_project, open_session
from tests.helpers.memory_stores import MemoryStores
from tests.helpers.project_tables import PLAIN, enterprises, zones


@pytest.fixture
def session() -> Session:
    stores = MemoryStores()
    areas = zones("甲", "乙")
    areas["approved_area_km2"] = [50.0, None]
    tables = {"zones": areas, "enterprises": enterprises(2)}
    create_project(stores, Path("德州.gpkg"), tables, catalogs=[PLAIN], metadata={})
    return open_session(stores, Path("德州.gpkg"), author="张三")


def test_that_an_edit_says_area_stated_area_and_overlap(session: Session) -> None:
    before = feature(session, "zones", "z1")
    west, south, east, north = before.shape.bounds
    change_shape(session, before, shapely.box(west, south, east + 0.05, north), "修改边界")
    area, stated, overlap = effects(session, "zones", "z1", before.shape)
    assert area.startswith("图上面积 ")
    assert " → " in area
    assert stated.startswith("公布面积 50.00 km² 不变，图上面积与它相差 +")
    assert overlap.startswith("与“乙”重叠 ")


def test_that_what_was_published_in_words_is_called_to_mind(session: Session) -> None:
    row = session.table("zones").iloc[1:2]
    words = pd.Series(["管辖 320 km²"], index=row.index, dtype=row["area_facts"].dtype)
    session.edit("公布面积", TableChange("zones", row, row.assign(area_facts=words)))
    assert effects(session, "zones", "z2")[1] == "公布面积不变：管辖 320 km²"


def test_that_a_new_parcel_says_its_area_only(session: Session) -> None:
    key = add(session, "parcels", shapely.box(116.01, 37.01, 116.02, 37.02), {"name": "新地块"})
    (said,) = effects(session, "parcels", key)
    assert said.startswith("图上面积 1,4")


def test_that_points_and_what_is_gone_say_nothing(session: Session) -> None:
    assert effects(session, "enterprises", "e0") == []
    assert effects(session, "zones", "gone") == []
