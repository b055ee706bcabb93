import os
from dataclasses import replace
from pathlib import Path

import pytest

from dzmap.mapping.kept_maps import KeptMap, MapShelf, keep
from dzmap.mapping.payloads import pack
from tests.helpers.map_models import model, points, squares

KEPT = keep(model(squares(), replace(points(), visible=False), sample=True))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "项目.gpkg"
    path.write_bytes(b"one")
    return path


@pytest.fixture
def shelf(tmp_path: Path) -> MapShelf:
    return MapShelf(tmp_path / "cache" / "maps")


def put(shelf: MapShelf, project: Path, kept: KeptMap = KEPT) -> None:
    stamp = shelf.stamp(project)
    assert stamp is not None
    shelf.put(project, kept, stamp)


def only_file(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "cache" / "maps").iterdir()
    return file


def test_that_visible_layers_are_kept_packed_with_their_labels() -> None:
    assert list(KEPT.payloads) == ["squares"]
    assert KEPT.payloads["squares"] == pack(squares())
    assert KEPT.labels["squares"][0] == "大"
    assert [layer["id"] for layer in KEPT.scene["layers"]] == ["squares", "points"]


def test_that_a_kept_map_comes_back_as_it_was(shelf: MapShelf, project: Path) -> None:
    put(shelf, project)
    assert shelf.find(project) == KEPT


def test_that_another_state_of_the_file_has_no_map(shelf: MapShelf, project: Path) -> None:
    put(shelf, project)
    project.write_bytes(b"two, and longer")
    assert shelf.find(project) is None


def test_that_a_file_written_anew_with_the_same_size_has_no_map(
    shelf: MapShelf, project: Path
) -> None:
    put(shelf, project)
    project.write_bytes(b"two")
    os.utime(project, ns=(1, 1))
    assert shelf.find(project) is None


def test_that_another_project_has_no_map(shelf: MapShelf, project: Path) -> None:
    put(shelf, project)
    other = project.with_name("另一个.gpkg")
    other.write_bytes(b"one")
    assert shelf.find(other) is None
    assert shelf.stamp(project.with_name("没有.gpkg")) is None
    assert shelf.find(project.with_name("没有.gpkg")) is None


@pytest.mark.parametrize("damage", [b"", b"x" * 200, b'\n{"stamp": []}\n', b"\xff" * 40])
def test_that_a_file_of_something_else_is_no_map(
    shelf: MapShelf, project: Path, tmp_path: Path, damage: bytes
) -> None:
    put(shelf, project)
    only_file(tmp_path).write_bytes(damage)
    assert shelf.find(project) is None


@pytest.mark.parametrize("at", [3, 60, -1])
def test_that_a_single_wrong_byte_is_noticed(
    shelf: MapShelf, project: Path, tmp_path: Path, at: int
) -> None:
    put(shelf, project)
    data = bytearray(only_file(tmp_path).read_bytes())
    data[at] ^= 1
    only_file(tmp_path).write_bytes(bytes(data))
    assert shelf.find(project) is None


def test_that_a_map_cut_off_is_noticed(shelf: MapShelf, project: Path, tmp_path: Path) -> None:
    put(shelf, project)
    data = only_file(tmp_path).read_bytes()
    only_file(tmp_path).write_bytes(data[:-10])
    assert shelf.find(project) is None


def test_that_a_map_too_large_is_not_kept(shelf: MapShelf, project: Path) -> None:
    put(shelf, project, replace(KEPT, payloads={"squares": bytes(65 * 2**20)}))
    assert shelf.find(project) is None


def test_that_only_the_newest_maps_stay(shelf: MapShelf, tmp_path: Path) -> None:
    projects = [tmp_path / f"{number}.gpkg" for number in range(15)]
    for number, project in enumerate(projects):
        project.touch()
        put(shelf, project)
        newest = max(
            (tmp_path / "cache" / "maps").iterdir(), key=lambda file: file.stat().st_ctime_ns
        )
        os.utime(newest, (number, number))
    assert [shelf.find(project) is not None for project in projects] == [False] * 3 + [True] * 12
