"""The thin Qt side of ``dzmap://``: hands requests to ``MapServer`` and refuses everything else."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)
from typing_extensions import override

from dzmap.mapping.addresses import HOST, SCHEME
from dzmap.mapping.server import MapServer, Refusal, Response
from dzmap.ui.inbox import Inbox

_LOG = logging.getLogger(__name__)
_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"


# What a request interceptor and the Content-Security-Policy never see: connections that are opened
# ahead of requests, and those between peers.
_CUT_OFF = (
    '--host-resolver-rules="MAP * ~NOTFOUND"',
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)


def register_scheme() -> None:
    """Make ``dzmap://`` known to Qt and cut the web engine off from every network.

    Must run before QApplication is made, and may run again.
    """
    flags = os.environ.get(_FLAGS, "")
    os.environ[_FLAGS] = " ".join((flags, *(one for one in _CUT_OFF if one not in flags))).strip()
    name = SCHEME.encode()
    if QWebEngineUrlScheme.schemeByName(name).name() == QByteArray(name):
        return
    scheme = QWebEngineUrlScheme(name)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(
        QWebEngineUrlScheme.Flag.SecureScheme
        | QWebEngineUrlScheme.Flag.CorsEnabled
        | QWebEngineUrlScheme.Flag.FetchApiAllowed
    )
    QWebEngineUrlScheme.registerScheme(scheme)


def channel_script() -> bytes:
    """Qt's own script for the page's side of a web channel."""
    from PySide6 import QtWebChannel  # noqa: F401 - brings the resource in

    file = QFile(":/qtwebchannel/qwebchannel.js")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise OSError(file.errorString())
    return bytes(file.readAll().data())


@dataclass(frozen=True)
class _Answer:
    """What a worker made of a request."""

    number: int
    url: str
    response: Response | Refusal


class SchemeHandler(QWebEngineUrlSchemeHandler):
    """Answers ``dzmap://app/…`` for one page; packing a layer happens off the window's thread.

    The workers are Python threads: PROJ, called from threads that Qt made, crashes the process.
    """

    def __init__(self, server: MapServer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = server
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="map-layer")
        # Apart, because a tile from a slow disk or network must not hold up the layers.
        self._tile_workers = ThreadPoolExecutor(4, thread_name_prefix="map-tile")
        self._waiting: dict[int, QWebEngineUrlRequestJob] = {}
        self._next = 0
        self._closed = False
        self._inbox: Inbox[_Answer] = Inbox(self._finish, self)

    @override
    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Answer one request, now or from a worker."""
        url = job.requestUrl().toString()
        initiator = job.initiator()
        own = initiator.isEmpty() or (initiator.scheme() == SCHEME and initiator.host() == HOST)
        method = bytes(job.requestMethod().data()).decode("ascii", "replace")
        if self._closed:
            job.fail(QWebEngineUrlRequestJob.Error.RequestAborted)
        elif not own or method != "GET":
            _LOG.warning("refused %s %s from %s", method, url, initiator.toString())
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
        elif self._server.is_heavy(url):
            self._answer_later(job, url)
        else:
            _reply(job, self._server.respond(url, method), url)

    def close(self) -> None:
        """Let running work end and answer nobody any more."""
        self._closed = True
        self._waiting.clear()
        self._inbox.close()
        # A network that does not answer must not keep the window open.
        self._tile_workers.shutdown(wait=False, cancel_futures=True)
        self._workers.shutdown(wait=True, cancel_futures=True)

    def _answer_later(self, job: QWebEngineUrlRequestJob, url: str) -> None:
        number = self._next
        self._next += 1
        self._waiting[number] = job
        # A page that goes away takes its requests along; their answers find nobody.
        job.destroyed.connect(lambda *_: self._waiting.pop(number, None))
        self._inbox.expect()
        workers = self._tile_workers if self._server.is_tile(url) else self._workers
        workers.submit(_work, self._server, number, url, self._inbox.put)

    def _finish(self, answer: _Answer) -> None:
        job = self._waiting.pop(answer.number, None)
        if job is not None:
            _reply(job, answer.response, answer.url)


def _work(server: MapServer, number: int, url: str, answer: Callable[[_Answer], None]) -> None:
    response: Response | Refusal
    try:
        response = server.respond(url)
    except Exception as error:  # noqa: BLE001 - whatever it was, the page must get an answer
        _LOG.exception("no answer for %s", url)
        response = Refusal(str(error))
    answer(_Answer(number, url, response))


def _reply(job: QWebEngineUrlRequestJob, response: Response | Refusal, url: str) -> None:
    if isinstance(response, Refusal):
        _LOG.info("refused %s: %s", url, response.reason)
        job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
        return
    buffer = QBuffer(job)
    buffer.setData(QByteArray(response.body))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    job.reply(QByteArray(response.mime.encode()), buffer)


class OnlyOwnScheme(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is not for ``dzmap://app``: the map never uses a network."""

    refused = Signal(str)

    @override
    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Let the program's own addresses pass, and images that scripts made themselves."""
        url = info.requestUrl()
        if url.scheme() == SCHEME and url.host() == HOST:
            return
        if url.scheme() in ("data", "blob"):
            image = QWebEngineUrlRequestInfo.ResourceType.ResourceTypeImage
            if info.resourceType() == image:
                return
        info.block(True)
        self.refused.emit(url.toString())
