"""Nothing in the page can reach beyond the program, whatever a script in it tries."""

import selectors
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView
from tests.helpers.map_models import model, squares
from tests.helpers.map_page import close_map, evaluate, open_map, page_of, show

register_scheme()
WAYS = {
    "fetch": "fetch(url, { mode: 'no-cors' }).catch(() => 0);",
    "beacon": "navigator.sendBeacon(url, 'x');",
    "request": "const r = new XMLHttpRequest(); r.open('GET', url); r.send();",
    "picture": "new Image().src = url;",
    "script": "add('script', { src: url });",
    "module": "import(url).catch(() => 0);",
    "style": "add('link', { rel: 'stylesheet', href: url });",
    "style url": "add('div', { style: `background-image: url(${url})` }).textContent = 'x';",
    "preconnect": "add('link', { rel: 'preconnect', href: url });",
    "prefetch": "add('link', { rel: 'prefetch', href: url });",
    "frame": "add('iframe', { src: url });",
    "object": "add('object', { data: url });",
    "video": "add('video', { src: url, autoplay: '' });",
    "socket": "new WebSocket(url.replace('http', 'ws'));",
    "events": "new EventSource(url);",
    "form": "const f = add('form', { action: url, method: 'post' }); f.submit();",
    "window": "window.open(url);",
    "link": "add('a', { href: url, target: '_blank' }).click();",
    "navigation": "location.href = url;",
    "refresh": "add('meta', { 'http-equiv': 'refresh', content: `0; url=${url}` });",
    "worker": "new Worker(url);",
    "service worker": "navigator.serviceWorker?.register(url).catch(() => 0);",
    "peers": """const peers = new RTCPeerConnection({ iceServers: [{ urls: stun }] });
      peers.createDataChannel('x'); peers.createOffer().then((offer) => peers.setLocalDescription(offer));""",
}


@pytest.fixture(scope="module")
def view(qapp: QApplication) -> Iterator[MapView]:
    view = open_map()
    show(view, model(squares()))
    yield view
    close_map(view)


def pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def test_that_nothing_the_page_tries_reaches_a_listener(view: MapView) -> None:
    with ExitStack() as stack:
        ear = stack.enter_context(selectors.DefaultSelector())
        stream = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        packets = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        packets.bind(("127.0.0.1", 0))
        for one in (stream, packets):
            ear.register(one, selectors.EVENT_READ)
        ports = stream.getsockname()[1], packets.getsockname()[1]
        probe = socket.create_connection(stream.getsockname())
        assert ear.select(1), "the listener is deaf"
        probe.close()
        stream.accept()[0].close()
        for way, code in WAYS.items():
            evaluate(page_of(view), _attempt(code, *ports))
            pause(60)
            assert not ear.select(0), way
        pause(800)
        assert not ear.select(0)
    assert evaluate(page_of(view), "return location.href;") == HOME


def _attempt(code: str, port: int, packets: int) -> str:
    return f"""
      const url = 'http://127.0.0.1:{port}/x', stun = 'stun:127.0.0.1:{packets}';
      const add = (tag, attributes) => {{
        const node = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
        document.body.append(node);
        return node;
      }};
      try {{ {code} }} catch {{ }}
    """


HOME = "dzmap://app/"
