import gzip
import sqlite3
from pathlib import Path

import pytest

from dzmap.core.problems import BadInputError, KnownError
from dzmap.storage.mbtiles import MbtilesReader
from tests.helpers.base_map_files import plain_png, vector_layers, vector_tile, write_mbtiles

RED = plain_png(255, 0, 0)


def test_that_tiles_and_metadata_are_read(tmp_path: Path) -> None:
    path = write_mbtiles(
        tmp_path / "底 图#1.mbtiles",
        {(1, 0, 0): RED, (3, 6, 3): plain_png(0, 0, 255)},
        name="影像",
        format="png",
        bounds="116,37,117,38",
        attribution="某局",
    )
    opened = MbtilesReader().open(path)
    facts = opened.facts
    assert (facts.title, facts.vector, facts.bounds) == ("影像", False, (116, 37, 117, 38))
    assert (facts.coarsest, facts.finest, facts.attribution) == (1, 3, "某局")
    assert opened.tile(1, 0, 0) == RED
    assert opened.tile(1, 0, 1) is None
    assert opened.tile(3, 6, 3) == plain_png(0, 0, 255)
    opened.close()


@pytest.mark.parametrize("bounds", ["", "37,116,38,117,0", "38,117,37,116", "a,b,c,d", "nan,1,2,3"])
def test_that_bounds_that_cannot_be_are_read_from_the_tiles(tmp_path: Path, bounds: str) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", {(1, 1, 0): RED}, bounds=bounds)
    opened = MbtilesReader().open(path)
    assert opened.facts.bounds == pytest.approx((0, 0, 180, 85.05), abs=0.01)
    opened.close()


def test_that_rows_counted_from_the_north_are_recognised_by_the_bounds(tmp_path: Path) -> None:
    turned = {(5, 26, 31 - 12): RED}  # row 12 from the north, written as if from the south
    path = write_mbtiles(tmp_path / "a.mbtiles", turned, bounds="116,37,117,38")
    opened = MbtilesReader().open(path)
    assert opened.tile(5, 26, 12) == RED
    assert opened.tile(5, 26, 19) is None
    opened.close()


def test_that_vector_tiles_are_recognised_even_without_metadata(tmp_path: Path) -> None:
    tile = gzip.compress(vector_tile("water", (0, 0, 9, 9)))
    said = write_mbtiles(
        tmp_path / "a.mbtiles", {(0, 0, 0): tile}, format="pbf", json=vector_layers("water")
    )
    opened = MbtilesReader().open(said)
    assert (opened.facts.vector, opened.facts.layers) == (True, ("water",))
    opened.close()
    silent = MbtilesReader().open(write_mbtiles(tmp_path / "b.mbtiles", {(0, 0, 0): tile}))
    assert silent.facts.vector
    silent.close()


def test_that_nothing_is_written_beside_the_file(tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): RED})
    before = path.read_bytes()
    opened = MbtilesReader().open(path)
    opened.tile(0, 0, 0)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.mbtiles"]
    opened.close()
    assert path.read_bytes() == before


def test_that_a_database_of_another_kind_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mbtiles"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE people (name)")
    connection.close()
    with pytest.raises(BadInputError, match="没有瓦片表"):
        MbtilesReader().open(path)
    with pytest.raises(BadInputError, match="一个瓦片也没有"):
        MbtilesReader().open(write_mbtiles(tmp_path / "b.mbtiles", {}))


@pytest.mark.parametrize("kept", [20, 100, 5000])
def test_that_a_damaged_file_is_refused(tmp_path: Path, kept: int) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): RED * 20})
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(KnownError) as caught:
        MbtilesReader().open(path)
    assert caught.value.what == "不能用作底图"


@pytest.mark.parametrize(
    "row",
    [
        (40, 0, 0, RED),
        ("x", 0, 0, RED),
        (-1, 0, 0, RED),
        (3, "a", "b", RED),
        (3, 0, 0, None),
        (3, 0, 10**15, RED),
    ],
)
def test_that_tiles_that_cannot_be_are_refused(tmp_path: Path, row: tuple[object, ...]) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", {})
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", row)
    connection.close()
    with pytest.raises(BadInputError) as caught:
        MbtilesReader().open(path)
    assert caught.value.reason
