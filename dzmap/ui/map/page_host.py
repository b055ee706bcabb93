"""The web page inside the map widget: its profile, its channel, its restarts."""

import logging

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile, QWebEngineSettings
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from dzmap.mapping import messages
from dzmap.mapping.addresses import PAGE_URL, SCHEME
from dzmap.mapping.server import MapServer
from dzmap.resources import design_tokens
from dzmap.ui.map.scheme import OnlyOwnScheme, SchemeHandler

_LOG = logging.getLogger(__name__)
_PATIENCE_MS = 30_000
_MOST_RESTARTS = 3
_CALM_MS = 60_000  # after this long without a crash the restarts count anew

_Attribute = QWebEngineSettings.WebAttribute
_OFF = (
    _Attribute.PluginsEnabled,
    _Attribute.LocalStorageEnabled,
    _Attribute.LocalContentCanAccessRemoteUrls,
    _Attribute.LocalContentCanAccessFileUrls,
    _Attribute.JavascriptCanOpenWindows,
    _Attribute.JavascriptCanAccessClipboard,
    _Attribute.HyperlinkAuditingEnabled,
    _Attribute.ErrorPageEnabled,
    _Attribute.FullScreenSupportEnabled,
    _Attribute.WebGLEnabled,
    _Attribute.PdfViewerEnabled,
    _Attribute.DnsPrefetchEnabled,
    _Attribute.NavigateOnDropEnabled,
)


class Bridge(QObject):
    """The one object that page and program share; texts go both ways."""

    toPage = Signal(str)  # noqa: N815 - the page's name for it
    received = Signal(str)

    @Slot(str)
    def fromPage(self, text: str) -> None:  # noqa: N802 - the page's name for it
        """Take a message of the page."""
        self.received.emit(text)


class _Page(QWebEnginePage):
    """A page that goes nowhere, opens nothing and writes its console into the log."""

    @override
    def acceptNavigationRequest(
        self, url: QUrl | str, type: QWebEnginePage.NavigationType, isMainFrame: bool
    ) -> bool:
        """Only the map's own page."""
        return QUrl(url).toString() == PAGE_URL

    @override
    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        lineNumber: int,
        sourceID: str,
    ) -> None:
        """To the log."""
        _LOG.warning("page: %s (%s:%s)", message, sourceID, lineNumber)


class PageHost(QWidget):
    """Shows the page and passes messages; starts it again when its process dies.

    ``received`` brings what the page says, checked; ``failed`` says in Chinese that there will be
    no map; ``restarted`` comes before the ``Ready`` of a page that had to be loaded again.
    """

    received = Signal(object)
    restarted = Signal()
    failed = Signal(str)

    def __init__(self, server: MapServer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._alive = False
        self._restarts = 0
        self._view = QWebEngineView(self)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._view.setAcceptDrops(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._open_page(server)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._forget_restarts)
        self._load()

    def _open_page(self, server: MapServer) -> None:
        profile = QWebEngineProfile()  # without a name: nothing is kept on disk
        self._handler = SchemeHandler(server, profile)
        self._guard = OnlyOwnScheme(profile)
        profile.installUrlSchemeHandler(SCHEME.encode(), self._handler)
        profile.setUrlRequestInterceptor(self._guard)
        self._page = _Page(profile, self._view)
        for attribute in _OFF:
            self._page.settings().setAttribute(attribute, False)
        self._page.setBackgroundColor(QColor(design_tokens()["map"]["context"]))
        self.bridge = Bridge(self)
        channel = QWebChannel(self._page)
        channel.registerObject("bridge", self.bridge)
        self._page.setWebChannel(channel)
        self._view.setPage(self._page)
        self.bridge.received.connect(self._read)
        self._page.renderProcessTerminated.connect(self._crashed)
        self._page.loadFinished.connect(self._loaded)
        # Children are deleted in this order: the page must go before its profile.
        profile.setParent(self)

    def send(self, kind: str, **content: object) -> None:
        """Send one message; nothing happens while no page listens."""
        if self._alive:
            self.bridge.toPage.emit(messages.write(kind, **content))

    @property
    def alive(self) -> bool:
        """Whether a page listens."""
        return self._alive

    @property
    def page(self) -> QWebEnginePage:
        """The page, for grabs and tests."""
        return self._page

    def _load(self) -> None:
        self._patience.start()
        self._page.load(QUrl(PAGE_URL))

    @Slot(str)
    def _read(self, text: str) -> None:
        try:
            message = messages.parse(text)
        except messages.MessageError as error:
            _LOG.warning("refused a message of the page: %s", error)
            return
        if isinstance(message, messages.Fault):
            _LOG.error("fault in the page: %s", message.text)
        elif isinstance(message, messages.Ready):
            self._alive = True
            self._patience.stop()
            self._calm.start()
        self.received.emit(message)

    def _loaded(self, good: bool) -> None:
        # A refused attempt to go elsewhere ends the same way while the page lives on.
        if not good and not self._alive:
            _LOG.error("the page could not be loaded")
            self._give_up()

    def _crashed(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        _LOG.error("the page's process ended: %s, %s", status.name, code)
        self._alive = False
        self._restarts += 1
        if self._restarts > _MOST_RESTARTS:
            self._give_up()
            return
        self.restarted.emit()
        # Loading at once, inside the notice of the crash, would be lost.
        QTimer.singleShot(0, self, self._load)

    def _give_up(self) -> None:
        self._patience.stop()
        self._alive = False
        self.failed.emit("地图组件未能启动。其他功能照常可用，重新打开程序后再试。")

    def _forget_restarts(self) -> None:
        self._restarts = 0
