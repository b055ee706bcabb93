import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dzmap.core.fingerprints import frame_digest, row_prints
from tests.helpers.project_tables import enterprises, with_values


def test_that_the_order_of_rows_does_not_count() -> None:
    rows = enterprises(20)
    assert frame_digest(rows) == frame_digest(rows.sample(frac=1, random_state=1))


def test_that_any_changed_cell_counts() -> None:
    rows = enterprises(20)
    digest = frame_digest(rows)
    assert frame_digest(with_values(rows, name=["别名", *rows["name"][1:]])) != digest
    assert frame_digest(rows.iloc[1:]) != digest
    moved = rows.copy()
    moved["geometry"] = [shapely.Point(0, 0), *rows.geometry[1:]]
    assert frame_digest(moved) != digest


def test_that_a_row_that_stands_twice_counts_twice() -> None:
    rows = enterprises(3)
    twice = gpd.GeoDataFrame(pd.concat([rows, rows.iloc[:1]], ignore_index=True))
    assert frame_digest(twice) != frame_digest(rows)


def test_that_a_new_column_counts_only_where_it_is_filled() -> None:
    rows = pd.DataFrame({"a": pd.Series(["甲", "乙"], dtype="str"), "b": [1.0, np.nan]})
    wider = rows.assign(c=pd.Series([None, None], dtype="str"))
    assert frame_digest(wider) == frame_digest(rows)
    filled = rows.assign(c=pd.Series([None, "丙"], dtype="str"))
    same = row_prints(filled) == row_prints(rows)
    assert same.tolist() == [True, False]


def test_that_the_column_of_a_value_counts() -> None:
    left = pd.DataFrame({"a": [1.0], "b": [np.nan]})
    right = pd.DataFrame({"a": [np.nan], "b": [1.0]})
    assert frame_digest(left) != frame_digest(right)


def test_that_columns_can_be_left_out() -> None:
    rows = enterprises(3)
    named = with_values(rows, id=["x", "y", "z"])
    assert row_prints(rows, ("id",)).tolist() == row_prints(named, ("id",)).tolist()
