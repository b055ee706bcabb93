import gzip
from pathlib import Path

import pytest
from pmtiles.tile import Compression, TileType

from dzmap.core.problems import BadInputError
from dzmap.readers.base_maps.pmtiles_file import PmtilesReader
from tests.helpers.base_map_files import DEZHOU, plain_png, vector_tile, write_pmtiles

RED = plain_png(255, 0, 0)


def test_that_tiles_and_metadata_are_read(tmp_path: Path) -> None:
    tiles = {(0, 0, 0): RED, (2, 3, 1): plain_png(0, 255, 0)}
    path = write_pmtiles(tmp_path / "底 图.pmtiles", tiles, name="影像", attribution="某局")
    opened = PmtilesReader().open(path)
    facts = opened.facts
    assert (facts.title, facts.form, facts.vector) == ("影像", "PMTiles", False)
    assert (facts.coarsest, facts.finest, facts.attribution) == (0, 2, "某局")
    assert facts.bounds == pytest.approx(DEZHOU)
    assert opened.tile(0, 0, 0) == RED
    assert opened.tile(2, 3, 1) == tiles[2, 3, 1]
    assert opened.tile(2, 0, 0) is None
    opened.close()


def test_that_tiles_in_leaf_directories_are_found(tmp_path: Path) -> None:
    # So many different tiles that the root directory overflows into leaves.
    tiles = {(8, column, row): f"{column} {row}".encode() * (1 + (column * 7 + row) % 5)
             for column in range(110) for row in range(256)}  # fmt: skip
    opened = PmtilesReader().open(write_pmtiles(tmp_path / "a.pmtiles", tiles))
    for place in ((8, 0, 0), (8, 109, 255), (8, 57, 31)):
        assert opened.tile(*place) == tiles[place]
    assert opened.tile(8, 200, 3) is None
    opened.close()


def test_that_vector_layers_are_named(tmp_path: Path) -> None:
    path = write_pmtiles(
        tmp_path / "a.pmtiles",
        {(0, 0, 0): vector_tile("water", (0, 0, 9, 9))},
        kind=TileType.MVT,
        compression=Compression.GZIP,
        vector_layers=[{"id": "water"}, {"id": "roads"}],
    )
    opened = PmtilesReader().open(path)
    assert opened.facts.vector
    assert opened.facts.layers == ("water", "roads")
    opened.close()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_that_a_file_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    path = write_pmtiles(tmp_path / "a.pmtiles", {(0, 0, 0): RED})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BadInputError, match="不完整"):
        PmtilesReader().open(path)


def test_that_another_version_and_format_are_named(tmp_path: Path) -> None:
    path = write_pmtiles(tmp_path / "a.pmtiles", {(0, 0, 0): RED})
    data = bytearray(path.read_bytes())
    for at, value, reason in ((7, 2, "旧版"), (98, 3, "BROTLI"), (99, 5, "AVIF"), (99, 77, "损坏")):
        changed = bytearray(data)
        changed[at] = value
        path.write_bytes(changed)
        with pytest.raises(BadInputError, match=reason):
            PmtilesReader().open(path)


def test_that_a_file_without_tiles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pmtiles"
    write_pmtiles(path, {(0, 0, 0): RED})
    data = path.read_bytes()
    root = gzip.compress(b"\0")
    empty = bytearray(data[:127])
    empty[8:24] = (127).to_bytes(8, "little") + len(root).to_bytes(8, "little")
    empty[24:40] = bytes(16)
    empty[56:72] = bytes(16)
    path.write_bytes(bytes(empty) + root)
    with pytest.raises(BadInputError, match="一个瓦片也没有"):
        PmtilesReader().open(path)
