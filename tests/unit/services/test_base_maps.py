from dataclasses import replace
from pathlib import Path

import pytest

from dzmap.bootstrap import build_application
from dzmap.core.problems import BadInputError
from dzmap.services.base_maps import open_base_map, over_base_map
from tests.helpers.base_map_files import plain_png, write_mbtiles, write_pmtiles
from tests.helpers.map_models import model, squares

RED = plain_png(255, 0, 0)


def test_that_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    readers = build_application().base_maps
    for write, form in ((write_mbtiles, "MBTiles"), (write_pmtiles, "PMTiles")):
        opened = open_base_map(readers, write(tmp_path / f"{form}.tif", {(0, 0, 0): RED}))
        assert opened.facts.form == form
        opened.close()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<svg/>", None])
def test_that_other_files_are_refused_with_a_remedy(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "底图.pmtiles"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInputError) as caught:
        open_base_map(build_application().base_maps, path)
    assert caught.value.file == str(path)
    assert caught.value.reason
    assert caught.value.remedy


def test_that_only_areas_of_the_ground_lose_their_fill() -> None:
    ground, other = replace(squares(), group="底图"), replace(squares(), id="b", group="管控线")
    bare, kept = over_base_map(model(ground, other)).layers
    assert {entry.symbol.fill for entry in bare.classes} == {""}
    assert kept is other
    assert bare.features is ground.features
