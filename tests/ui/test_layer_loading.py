"""A row of the layer tree says that its layer is not on the map yet."""

from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from dzmap.mapping.messages import Loading
from dzmap.ui.map.loading import LoadingLayers
from dzmap.ui.overlay.layer_panel import LayerPanel
from dzmap.ui.overlay.layer_row import LOADING
from dzmap.ui.shell.main_window import MainWindow
from tests.ui.conftest import wait


def _panel(window: MainWindow) -> LayerPanel:
    panel = window.parts.left_dock.tabs.widget(0)
    assert isinstance(panel, LayerPanel)
    return panel


def _marked(panel: LayerPanel, layer: str) -> bool:
    place = panel._model.position(layer)
    spoken = "正在加载" in str(place.data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken is bool(place.data(LOADING))
    return spoken


def _timing(panel: LayerPanel) -> bool:
    loading = panel.findChild(LoadingLayers)
    assert loading is not None
    return any(timer.isActive() for timer in loading.findChildren(QTimer))


def test_that_a_layer_that_takes_long_is_marked_until_it_is_painted(shared: MainWindow) -> None:
    panel, stage = _panel(shared), shared.desk.stage
    switched: list[str] = []
    panel._model.switched.connect(lambda name, _: switched.append(name))
    stage.told.emit(Loading(("enterprises", "zones_national")))
    assert not _marked(panel, "enterprises")
    wait(lambda: _marked(panel, "enterprises"))
    assert not _timing(panel)
    panel.refresh()
    stage.told.emit(Loading(("enterprises",)))
    assert _marked(panel, "enterprises")
    assert not _marked(panel, "zones_national")
    stage.told.emit(Loading(()))
    assert not _marked(panel, "enterprises")
    assert switched == []


def test_that_what_is_painted_at_once_does_not_flash(shared: MainWindow, qtbot: QtBot) -> None:
    panel, stage = _panel(shared), shared.desk.stage
    loading = panel.findChild(LoadingLayers)
    assert loading is not None
    with qtbot.assertNotEmitted(loading.changed, wait=320):
        stage.told.emit(Loading(("enterprises",)))
        assert _timing(panel)
        stage.told.emit(Loading(()))
        assert not _timing(panel)


def test_that_nothing_loads_where_there_is_no_page(shared: MainWindow) -> None:
    panel, stage = _panel(shared), shared.desk.stage
    stage.told.emit(Loading(("enterprises",)))
    wait(lambda: _marked(panel, "enterprises"))
    stage.lost.emit()
    assert not _marked(panel, "enterprises")
