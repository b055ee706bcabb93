"""The web map's part of ``dzmap self-test``: load the real page and wait until it has painted."""

import shiboken6
from PySide6.QtCore import QEventLoop, QTimer

from dzmap.core.problems import KnownError
from dzmap.services.map_model import MapModel
from dzmap.settings import Settings

TIMEOUT_MS = 60_000


def map_page_loads(model: MapModel) -> str:
    """Show ``model`` in the map page; returns which web engine painted it in how many ms.

    Raises:
        KnownError: the page failed or did not answer in time.
    """
    from PySide6.QtWebEngineCore import qWebEngineChromiumVersion

    from dzmap.ui.app import prepare
    from dzmap.ui.map.view import MapView

    app = prepare(Settings.for_user())
    view = MapView()
    loop = QEventLoop()
    painted: dict[str, float] = {}
    wanted = {layer.id for layer in model.layers if layer.visible}
    failures: list[str] = []

    def note(layer: str, milliseconds: float) -> None:
        painted[layer] = milliseconds
        if wanted <= painted.keys():
            loop.quit()

    def fail(reason: str) -> None:
        failures.append(reason)
        loop.quit()

    view.painted.connect(note)
    view.failed.connect(fail)
    view.resize(900, 600)
    view.show()
    view.set_model(model)
    QTimer.singleShot(TIMEOUT_MS, loop.quit)
    loop.exec()
    # The page must be gone before its profile and the application are.
    shiboken6.delete(view)
    shiboken6.delete(app)
    if failures or not wanted <= painted.keys():
        raise KnownError("地图页没有画出来", reason="；".join(failures) or "等待超时")
    engine = str(qWebEngineChromiumVersion())
    slowest = max(painted.values())
    return f"Chromium {engine}, {len(painted)} layers, {slowest:.0f} ms"
