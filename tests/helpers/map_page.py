"""A real map page for tests: opening it, running script in it, clicking on it."""

import json
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from dzmap.services.map_model import MapModel
from dzmap.ui.map.view import MapView

LIMIT_MS = 20_000


def wait_for(signal: object, start: Callable[[], object], limit_ms: int = LIMIT_MS) -> list[object]:
    """Call ``start`` and return what the signal brings next."""
    loop = QEventLoop()
    got: list[object] = []
    came = []

    def take(*values: object) -> None:
        got.extend(values)
        came.append(True)
        loop.quit()

    signal.connect(take)  # type: ignore[attr-defined]
    timer = QTimer(singleShot=True, interval=limit_ms)
    timer.timeout.connect(loop.quit)
    timer.start()
    start()
    if not came:
        loop.exec()
    signal.disconnect(take)  # type: ignore[attr-defined]
    assert came, "the signal did not come"
    return got


def open_map(width: int = 640, height: int = 480) -> MapView:
    """A map view whose page is ready."""
    view = MapView()
    view.resize(width, height)
    wait_for(view.ready, view.show)
    return view


def close_map(view: MapView) -> None:
    """Delete the view, page before profile, and let it happen."""
    view.close()
    loop = QEventLoop()
    view.destroyed.connect(loop.quit)
    view.deleteLater()
    loop.exec()


def show(view: MapView, model: MapModel) -> None:
    """Show a model and wait until all its visible layers are painted."""
    missing = {layer.id for layer in model.layers if layer.visible}
    loop = QEventLoop()

    def note(layer_id: str, _ms: float) -> None:
        missing.discard(layer_id)
        if not missing:
            loop.quit()

    view.painted.connect(note)
    QTimer.singleShot(LIMIT_MS, loop, loop.quit)
    view.set_model(model)
    if missing:
        loop.exec()
    view.painted.disconnect(note)
    assert not missing, f"not painted: {missing}"


def page_of(view: QWidget) -> QWebEnginePage:
    """The web page inside a widget."""
    page = view.findChild(QWebEnginePage)
    assert isinstance(page, QWebEnginePage)
    return page


def evaluate(page: QWebEnginePage, code: str) -> object:
    """What the body of an async function returns in the page, as JSON values."""
    script = f"""
      window.testAnswer = null;
      (async () => {{ {code} }})().then(
        (value) => (window.testAnswer = JSON.stringify({{ value: value === undefined ? null : value }})),
        (error) => (window.testAnswer = JSON.stringify({{ error: String(error?.stack ?? error) }})),
      );
    """
    answer: dict[str, object] = {}
    loop = QEventLoop()
    poll = QTimer(interval=10)

    def look(text: object) -> None:
        if isinstance(text, str) and text:
            answer.update(json.loads(text))
            loop.quit()

    poll.timeout.connect(lambda: page.runJavaScript("window.testAnswer", look))
    page.runJavaScript(script)
    poll.start()
    QTimer.singleShot(LIMIT_MS, loop, loop.quit)
    loop.exec()
    poll.stop()
    assert "value" in answer, answer.get("error", "no answer")
    return answer["value"]


def pixel_of(view: MapView, longitude: float, latitude: float) -> QPoint:
    """Where a place stands in the view."""
    found = evaluate(
        page_of(view),
        f"const p = map_main.latLngToContainerPoint([{latitude}, {longitude}]); return [p.x, p.y];",
    )
    assert isinstance(found, list)
    return QPoint(round(found[0]), round(found[1]))


def click(
    view: MapView,
    longitude: float,
    latitude: float,
    *,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Click at a place, as a user does."""
    QTest.mouseClick(canvas_of(view), button, keys, pixel_of(view, longitude, latitude))


def canvas_of(view: MapView) -> QWidget:
    """The widget inside the web view that gets mouse and keys."""
    web = view.findChild(QWebEngineView)
    assert isinstance(web, QWebEngineView)
    target = web.focusProxy()
    assert target is not None
    return target


def picture(view: QWidget) -> QImage:
    """What the widget shows now."""
    return view.grab().toImage()
