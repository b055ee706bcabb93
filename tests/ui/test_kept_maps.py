"""The map as it was drawn last, while a project is opened."""

from pathlib import Path

import pytest

from dzmap.core.layer_style import LayerStyle
from dzmap.mapping.kept_maps import MapShelf
from dzmap.ui.document import OPEN_KEY
from dzmap.ui.shell.kept_maps import KeptMaps
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_project import sample_file
from tests.ui.conftest import wait


@pytest.fixture
def shelf(tmp_path: Path) -> MapShelf:
    return MapShelf(tmp_path / "maps")


@pytest.fixture
def keeper(window: MainWindow, shelf: MapShelf) -> KeptMaps:
    return KeptMaps(window.parts, shelf, rest_ms=20)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return sample_file(tmp_path)


def map_of(window: MainWindow) -> FakeMap:
    view = window.desk.stage.view
    assert isinstance(view, FakeMap)
    return view


def open_and_keep(window: MainWindow, shelf: MapShelf, project: Path) -> None:
    window.parts.flow.open(project)
    wait(lambda: shelf.find(project) is not None)


@pytest.mark.usefixtures("keeper")
def test_that_opening_starts_with_the_map_drawn_last(
    window: MainWindow, shelf: MapShelf, project: Path
) -> None:
    open_and_keep(window, shelf, project)
    window.desk.document.close()
    assert not map_of(window).isVisible()
    window.parts.flow.open(project)
    kept = map_of(window).kept
    assert kept is not None
    assert kept == shelf.find(project)
    assert {"counties", "zones_national", "enterprises"} <= set(kept.payloads)
    assert map_of(window).isVisible()
    wait(lambda: window.desk.stage.model is not None)
    assert map_of(window).kept is None


@pytest.mark.usefixtures("keeper")
def test_that_a_project_that_cannot_be_opened_leaves_the_start_page(
    window: MainWindow, shelf: MapShelf, project: Path
) -> None:
    open_and_keep(window, shelf, project)
    window.desk.document.close()
    window.parts.flow.open(project)
    (opening,) = (job for job in window.desk.jobs.jobs if job.key == OPEN_KEY)
    opening.cancel()
    wait(lambda: not window.desk.jobs.jobs)
    assert window.desk.document.session is None
    assert map_of(window).kept is None
    assert not map_of(window).isVisible()
    assert window.parts.start_page.isVisible()


def test_that_a_project_never_opened_before_shows_the_start_page(
    window: MainWindow, keeper: KeptMaps, project: Path
) -> None:
    keeper.show(project)
    assert map_of(window).kept is None
    assert window.parts.start_page.isVisible()


def test_that_another_task_has_no_use_for_the_map(
    window: MainWindow, keeper: KeptMaps, shelf: MapShelf, project: Path
) -> None:
    open_and_keep(window, shelf, project)
    window.desk.document.close()
    window.desk.settings.last_task = "output"
    keeper.show(project)
    assert map_of(window).kept is None


@pytest.mark.usefixtures("keeper")
def test_that_unsaved_edits_are_not_kept_but_saved_ones_are(
    window: MainWindow, shelf: MapShelf, project: Path
) -> None:
    open_and_keep(window, shelf, project)
    before = shelf.find(project)
    window.desk.styles.choose(LayerStyle(id="counties", title="县界线"), "改名")
    wait(lambda: any(layer.title == "县界线" for layer in window.desk.stage.layers()))
    wait(lambda: not window.desk.jobs.jobs)
    assert shelf.find(project) == before
    window.parts.flow.save()
    wait(lambda: shelf.find(project) not in (None, before))
    kept = shelf.find(project)
    assert kept is not None
    assert "县界线" in [layer["title"] for layer in kept.scene["layers"]]
