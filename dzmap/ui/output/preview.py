"""The pages as they will be printed: turned, zoomed, and marked when they are no longer true."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMargins, QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.ui.buttons import tool_button
from dzmap.ui.i18n import tr
from dzmap.ui.output.thumbnails import Thumbnails
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme

_STEPS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
_Zoom = QPdfView.ZoomMode
_AS_NEEDED = Qt.ScrollBarPolicy.ScrollBarAsNeeded
_MARGIN = 12


class PagesView(QPdfView):
    """One whole page, or enlarged pages below each other.

    + − 0 and Ctrl with the wheel zoom; ← → turn the page, PgUp, PgDn and the wheel a whole one.
    """

    zoom_asked = Signal(int)  # +1, −1; 0 for the whole page
    turn_asked = Signal(int)

    _KEYS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}  # noqa: RUF012
    _TURNS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}  # noqa: RUF012
    _PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("预览"))
        self.setDocument(QPdfDocument(self))
        self.fit(_Zoom.FitInView)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def fit(self, mode: QPdfView.ZoomMode) -> None:
        """Whole page, width, or (Custom) the zoom factor that follows."""
        single = mode is _Zoom.FitInView
        self.setPageMode(QPdfView.PageMode.SinglePage if single else QPdfView.PageMode.MultiPage)
        self.setZoomMode(mode)
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if single else _AS_NEEDED
        self.setVerticalScrollBarPolicy(bars)
        self.setHorizontalScrollBarPolicy(bars)
        self.centre()

    def centre(self) -> None:
        """Leave as much room above a whole page as below; the view itself would begin at the top."""
        document, page = self.document(), self.pageNavigator().currentPage()
        above = _MARGIN
        if self.shows_whole and page < document.pageCount():
            size = document.pagePointSize(page)
            room = self.viewport().size().shrunkBy(QMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN))
            above += max(round(room.height() - room.width() * size.height() / size.width()), 0) // 2
        self.setDocumentMargins(QMargins(_MARGIN, above, _MARGIN, above))
        # To fit a page the view keeps its spacing free, not its margins.
        self.setPageSpacing(2 * _MARGIN if self.shows_whole else _MARGIN)

    @property
    def shown_zoom(self) -> float:
        """The zoom in effect, 1 at the size of the paper, also while pages are fitted."""
        document = self.document()
        if self.zoomMode() is _Zoom.Custom or not document.pageCount():
            return self.zoomFactor()
        page = document.pagePointSize(self.pageNavigator().currentPage())
        dots = QGuiApplication.primaryScreen().logicalDotsPerInch() / 72
        margins = self.documentMargins()
        width = self.viewport().width() - margins.left() - margins.right()
        height = self.viewport().height() - margins.top() - margins.bottom()
        across = width / (page.width() * dots)
        fitted = self.zoomMode() is _Zoom.FitToWidth
        return across if fitted else min(across, height / (page.height() * dots))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.centre()
        super().resizeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in self._KEYS:
            self.zoom_asked.emit(self._KEYS[key])
        elif key in self._TURNS and not self.horizontalScrollBar().maximum():
            self.turn_asked.emit(self._TURNS[key])
        elif key in self._PAGES and self.shows_whole:
            self.turn_asked.emit(self._PAGES[key])
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_asked.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        elif self.shows_whole:
            self.turn_asked.emit(-1 if event.angleDelta().y() > 0 else 1)
            event.accept()
        else:
            super().wheelEvent(event)

    @property
    def shows_whole(self) -> bool:
        """Whether one whole page is shown."""
        return self.pageMode() is QPdfView.PageMode.SinglePage


class PreviewPane(QWidget):
    """Tool row, pages, thumbnails, and one line that says how true the pages are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buffer: QBuffer | None = None
        self.document: QPdfDocument | None = None
        self.view = PagesView()
        self.thumbnails = Thumbnails()
        self._waiting = plain_label()
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._waiting.setWordWrap(True)
        self._waiting.setProperty("role", "muted")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._waiting)
        self._stack.addWidget(self.view)
        self._count, self._contents = plain_label(), plain_label()
        self._contents.setProperty("role", "secondary")
        self._state_icon, self._state = plain_label(), plain_label()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._tools())
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._foot())
        self.view.zoom_asked.connect(self.zoom)
        self.view.turn_asked.connect(self.turn)
        self.view.pageNavigator().currentPageChanged.connect(self._show_page)
        self.thumbnails.page_chosen.connect(self._go)
        theme.changed.connect(self._dress)
        self._dress()
        self.clear("")

    def show_pdf(self, pdf: bytes, sheets: int) -> None:
        """Show the pages of a PDF, the first ``sheets`` of them maps; place and zoom stay."""
        buffer = QBuffer(self)
        buffer.setData(QByteArray(pdf))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document = QPdfDocument(self)
        document.load(buffer)
        bars = (self.view.verticalScrollBar(), self.view.horizontalScrollBar())
        places = [bar.value() for bar in bars]
        self._put(document, buffer)
        self.document = document
        self._stack.setCurrentWidget(self.view)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)
        rest = document.pageCount() - sheets
        texts = (
            tr("{count} 图幅").format(count=sheets),
            tr("{count} 表与说明").format(count=rest),
        )
        self._contents.setText("　".join(texts[: 2 if rest else 1]))
        self._enable(True)
        self._show_page()

    def _put(self, document: QPdfDocument, buffer: QBuffer | None) -> None:
        """Hand a document to the views; the old one may go once they let it go."""
        old, old_buffer = self.view.document(), self._buffer
        self._buffer = buffer
        self.view.setDocument(document)
        self.thumbnails.show_document(document)
        old.deleteLater()
        if old_buffer is not None:
            old_buffer.deleteLater()

    def page_texts(self, count: int) -> tuple[str, ...]:
        """The text of the first pages, as a reader of the PDF would find it."""
        if self.document is None:
            return ()
        return tuple(self.document.getAllText(page).text() for page in range(count))

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return self.document.pageCount() if self.document is not None else 0

    def clear(self, text: str) -> None:
        """No pages; ``text`` says why."""
        self._waiting.setText(text)
        self._stack.setCurrentWidget(self._waiting)
        self._put(QPdfDocument(self), None)
        self.document = None
        self.thumbnails.clear()
        self._contents.clear()
        self._enable(False)
        self._count.setText(tr("第 {page} / {count} 页").format(page=0, count=0))
        self.say("", "")

    def say(self, kind: str, text: str) -> None:
        """The line about the state: kind ok, warn, error or "" for none."""
        icons = {"ok": "checkmark_circle", "warn": "arrow_sync", "error": "error_circle"}
        self._state_icon.setVisible(bool(kind))
        if kind:
            self._state_icon.setProperty("dzmapIconSize", 16)
            self._theme.dress(self._state_icon, icons[kind], f"{kind}_text")
        self._state.setText(text)
        self._state.setProperty("state", kind)
        self._state.style().polish(self._state)
        if self._stack.currentWidget() is self._waiting:
            self._waiting.setText(text)

    @property
    def state_text(self) -> str:
        """What ``say`` said."""
        return self._state.text()

    def zoom(self, step: int) -> None:
        """One step larger or smaller; 0 shows the whole page."""
        if step == 0:
            self._fit(_Zoom.FitInView)
            return
        now = self.view.shown_zoom
        larger = [value for value in _STEPS if value > now * 1.02]
        smaller = [value for value in _STEPS if value < now * 0.98]
        self._set_zoom((larger or _STEPS[-1:])[0] if step > 0 else (smaller or _STEPS[:1])[-1])

    def turn(self, step: int) -> None:
        """The next or the previous page."""
        self._go(self.view.pageNavigator().currentPage() + step)

    def _go(self, page: int) -> None:
        if 0 <= page < self.page_count:
            self.view.pageNavigator().jump(page, QPointF(), 0)

    def _tools(self) -> QWidget:
        theme = self._theme
        self._previous = tool_button(theme, "chevron_left", tr("上一页"), role="text")
        self._next = tool_button(theme, "chevron_right", tr("下一页"), role="text")
        self._out = tool_button(theme, "zoom_out", tr("缩小"), role="text")
        self._in = tool_button(theme, "zoom_in", tr("放大"), role="text")
        for button, slot in (
            (self._previous, lambda: self.turn(-1)),
            (self._next, lambda: self.turn(1)),
            (self._out, lambda: self.zoom(-1)),
            (self._in, lambda: self.zoom(1)),
        ):
            button.setFixedSize(32, 32)
            button.clicked.connect(slot)
        self._zooms = QComboBox()
        self._zooms.setAccessibleName(tr("预览的大小"))
        self._zooms.addItem(tr("整页"), _Zoom.FitInView)
        self._zooms.addItem(tr("适合宽度"), _Zoom.FitToWidth)
        for value in _STEPS:
            self._zooms.addItem(f"{value * 100:g} %", value)
        self._zooms.activated.connect(lambda _: self._take_zoom(self._zooms.currentData()))
        row = QFrame()
        row.setProperty("panel", "bar")
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 6, 12, 6)
        line.setSpacing(4)
        pages: tuple[QWidget, ...] = (self._previous, self._count, self._next)
        zooms: tuple[QWidget, ...] = (self._out, self._zooms, self._in)
        for widget in pages:
            line.addWidget(widget)
        line.addSpacing(16)
        for widget in zooms:
            line.addWidget(widget)
        line.addStretch(1)
        return row

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("panel", "strip")
        line = QHBoxLayout(foot)
        line.setContentsMargins(8, 2, 12, 2)
        line.setSpacing(8)
        line.addWidget(self.thumbnails, 1)
        line.addWidget(self._contents)
        line.addSpacing(8)
        line.addWidget(self._state_icon)
        line.addWidget(self._state)
        return foot

    def _take_zoom(self, value: object) -> None:
        if isinstance(value, float):
            self._set_zoom(value)
        elif isinstance(value, _Zoom):
            self._fit(value)

    def _fit(self, mode: QPdfView.ZoomMode) -> None:
        self.view.fit(mode)
        self._zooms.setCurrentIndex(0 if mode is _Zoom.FitInView else 1)

    def _set_zoom(self, factor: float) -> None:
        page, from_whole = self.view.pageNavigator().currentPage(), self.view.shows_whole
        bars = (self.view.verticalScrollBar(), self.view.horizontalScrollBar())
        middles = [_middle(bar) for bar in bars]
        self.view.fit(_Zoom.Custom)
        self.view.setZoomFactor(factor)
        if from_whole:
            self._go(page)
            middles = [None, 0.5]
        for bar, middle in zip(bars, middles, strict=True):
            if middle is not None:
                length = bar.maximum() + bar.pageStep()
                bar.setValue(round(middle * length - bar.pageStep() / 2))
        self._zooms.setCurrentIndex(2 + _STEPS.index(factor))

    def _show_page(self) -> None:
        page, count = self.view.pageNavigator().currentPage(), self.page_count
        self._count.setText(
            tr("第 {page} / {count} 页").format(page=page + 1 if count else 0, count=count)
        )
        self._previous.setEnabled(page > 0)
        self._next.setEnabled(page + 1 < count)
        self.thumbnails.show_page(page)
        self.view.centre()

    def _enable(self, enabled: bool) -> None:
        for button in (self._previous, self._next, self._out, self._in):
            button.setEnabled(enabled)
        self._zooms.setEnabled(enabled)

    def _dress(self) -> None:
        """The ground behind the pages."""
        colours = self._theme.colours
        palette = QPalette(self.view.palette())
        ground = colours.color("window" if colours.dark else "line_strong")
        palette.setColor(QPalette.ColorRole.Dark, ground)
        self.view.setPalette(palette)


def _middle(bar: QScrollBar) -> float | None:
    """Where the middle of what is seen lies in the whole, 0 to 1."""
    return (bar.value() + bar.pageStep() / 2) / max(bar.maximum() + bar.pageStep(), 1)
