from collections.abc import Iterator

import pytest

from dzmap.core.problems import KnownError
from dzmap.readers.base_maps.tianditu import Tianditu
from tests.helpers.base_map_files import plain_png
from tests.helpers.tile_service import TileService, tile_service

RED = plain_png(255, 0, 0)


@pytest.fixture
def service() -> Iterator[TileService]:
    with tile_service(RED) as running:
        yield running


def test_that_a_style_is_its_map_and_its_names() -> None:
    layers = Tianditu().open("img", "k")
    assert [layer.facts.title for layer in layers] == ["天地图影像", "天地图影像注记"]
    assert [layer.facts.overlay for layer in layers] == [False, True]


def test_that_a_tile_is_asked_for_with_the_key(service: TileService) -> None:
    ground, _ = Tianditu(service.address + "/t{server}").open("vec", "a&b=c")
    assert ground.tile(9, 421, 198) == RED
    (asked,) = service.asked
    assert asked.startswith("/t3/vec_w/wmts?")
    for part in ("LAYER=vec", "TILEMATRIX=9", "TILEROW=198", "TILECOL=421", "tk=a%26b%3Dc"):
        assert part in asked


def test_that_opening_asks_for_nothing_and_a_closed_layer_neither(service: TileService) -> None:
    ground, names = Tianditu(service.address).open("vec", "k")
    ground.close()
    names.close()
    assert ground.tile(1, 0, 0) is None
    assert service.asked == []


@pytest.mark.parametrize(("status", "reason"), [(403, "密钥"), (500, "500"), (302, "302")])
def test_that_a_failure_is_named_and_followed_by_a_rest(
    service: TileService, status: int, reason: str
) -> None:
    seconds = [0.0]
    ground, _ = Tianditu(service.address, now=lambda: seconds[0]).open("vec", "k")
    service.status, service.location = status, f"{service.address}/elsewhere"
    with pytest.raises(KnownError) as caught:
        ground.tile(1, 0, 0)
    assert reason in caught.value.reason
    service.status = 200
    with pytest.raises(KnownError):
        ground.tile(1, 0, 0)
    assert len(service.asked) == 1
    seconds[0] = 31.0
    assert ground.tile(1, 0, 0) == RED
    assert not any("elsewhere" in asked for asked in service.asked)


def test_that_an_endless_answer_is_cut_off(service: TileService) -> None:
    service.body = bytes(3 * 2**20)
    ground, _ = Tianditu(service.address).open("vec", "k")
    with pytest.raises(KnownError):
        ground.tile(1, 0, 0)


def test_that_a_dead_network_is_no_crash() -> None:
    with tile_service() as gone:
        address = gone.address
    ground, _ = Tianditu(address).open("vec", "k")
    with pytest.raises(KnownError, match="连不上"):
        ground.tile(1, 0, 0)
