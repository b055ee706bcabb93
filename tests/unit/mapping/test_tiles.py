import gzip
from collections.abc import Callable

import pytest

from dzmap.mapping.addresses import ORIGIN
from dzmap.mapping.server import MapServer, Refusal, Response
from dzmap.mapping.tiles import TileShelf
from dzmap.services.base_map_model import BaseMapFacts
from tests.helpers.base_map_files import plain_png

RED = plain_png(255, 0, 0)


class Source:
    """A base map whose tiles a function gives."""

    def __init__(self, give: Callable[[], bytes | None], *, vector: bool = False) -> None:
        self.facts = BaseMapFacts(
            title="x", form="x", vector=vector, bounds=(0, 0, 1, 1), coarsest=0, finest=9
        )
        self.give = give
        self.asked = 0
        self.closed = False

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        self.asked += 1
        return self.give()

    def close(self) -> None:
        self.closed = True


def test_that_a_tile_is_read_once_and_served() -> None:
    server, source = MapServer(), Source(lambda: RED)
    base = server.tiles.put(source)
    for _ in range(3):
        answer = server.respond(f"{ORIGIN}/tiles/{base}/3/6/3")
        assert answer == Response("image/png", RED)
    assert source.asked == 1
    assert server.is_heavy(f"{ORIGIN}/tiles/{base}/3/6/3")


@pytest.mark.parametrize(
    "path",
    ["3/8/0", "3/0/8", "3/-1/0", "25/0/0", "99999999999/0/0", "a/0/0", "3/0", "3/0/0/0", "３/0/0", "3/0/../0"],
)  # fmt: skip
def test_that_odd_places_are_refused(path: str) -> None:
    server, source = MapServer(), Source(lambda: RED)
    base = server.tiles.put(source)
    assert isinstance(server.respond(f"{ORIGIN}/tiles/{base}/{path}"), Refusal)
    assert source.asked == 0


def test_that_a_dropped_base_map_is_closed_and_gone() -> None:
    shelf, source = TileShelf(), Source(lambda: RED)
    base = shelf.put(source)
    assert shelf.tile(base, 0, 0, 0) is not None
    shelf.drop(base)
    assert source.closed
    assert shelf.tile(base, 0, 0, 0) is None
    assert shelf.put(source) != base


def test_that_where_there_is_no_tile_an_empty_one_is_served() -> None:
    shelf = TileShelf()
    raster = shelf.tile(shelf.put(Source(lambda: None)), 0, 0, 0)
    vector = shelf.tile(shelf.put(Source(lambda: None, vector=True)), 0, 0, 0)
    assert raster is not None
    assert raster.body.startswith(b"\x89PNG")
    assert vector is not None
    assert vector.body == b""


def test_that_packed_vector_tiles_are_unpacked_within_limits() -> None:
    shelf = TileShelf()
    tile = shelf.tile(shelf.put(Source(lambda: gzip.compress(b"abc"), vector=True)), 0, 0, 0)
    assert tile is not None
    assert tile.body == b"abc"
    bomb = gzip.compress(bytes(40 * 2**20))
    tile = shelf.tile(shelf.put(Source(lambda: bomb, vector=True)), 0, 0, 0)
    assert tile is not None
    assert tile.body == b""


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"<html>", b"\x1f\x8b\0"])
def test_that_what_is_no_picture_is_never_passed_on(data: bytes) -> None:
    faults: list[str] = []
    shelf = TileShelf(lambda base, error: faults.append(base))
    base = shelf.put(Source(lambda: data))
    for _ in range(3):
        tile = shelf.tile(base, 0, 0, 0)
        assert tile is not None
        assert (tile.mime, tile.body[:4]) == ("image/png", b"\x89PNG")
    assert faults == [base]


def test_that_a_fault_is_not_kept() -> None:
    answers = [b"broken", RED]
    shelf = TileShelf()
    base = shelf.put(Source(lambda: answers.pop(0)))
    first, second = shelf.tile(base, 0, 0, 0), shelf.tile(base, 0, 0, 0)
    assert first is not None
    assert second is not None
    assert first.body != RED
    assert second.body == RED
