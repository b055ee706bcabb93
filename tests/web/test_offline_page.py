"""The one-file report opened from disk, with everything but the file itself refused."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop, QUrl
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from dzmap.mapping.offline import OfflineHtmlWriter
from dzmap.ui.map.scheme import register_scheme
from tests.helpers.map_models import NASTY
from tests.helpers.map_page import evaluate, wait_for
from tests.helpers.offline_reports import Cells, report, straight
from tests.helpers.ui_grab import grab

register_scheme()
_DRAWN = """
  for (let i = 0; i < 300; i++) {
    const drawn = document.querySelectorAll(".sheet-tile").length > 3;
    if (drawn && document.querySelector(".loading-bar").hidden) return;
    await new Promise((f) => setTimeout(f, 20));
  }
  throw new Error("the map was not drawn");
"""


class Recorder(QWebEngineUrlRequestInterceptor):
    """Notes every request and blocks all but the first, which is the file."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @override
    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        self.urls.append(info.requestUrl().toString())
        info.block(len(self.urls) > 1)


class TalkingPage(QWebEnginePage):
    """Keeps what is said on the console."""

    def __init__(self, profile: QWebEngineProfile, parent: QWebEngineView) -> None:
        super().__init__(profile, parent)
        self.console: list[str] = []

    @override
    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        lineNumber: int,
        sourceID: str,
    ) -> None:
        self.console.append(message)


class Browser:
    """A plain browser window without network."""

    def __init__(self) -> None:
        self.profile = QWebEngineProfile()
        self.recorder = Recorder()
        self.profile.setUrlRequestInterceptor(self.recorder)
        self.view = QWebEngineView()
        self.view.resize(1100, 1300)
        self.page = TalkingPage(self.profile, self.view)
        self.view.setPage(self.page)
        self.view.show()

    def close(self) -> None:
        """Delete the page before its profile."""
        gone = QEventLoop()
        self.view.destroyed.connect(gone.quit)
        self.view.deleteLater()
        gone.exec()


@pytest.fixture(scope="module")
def browser(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = tmp_path_factory.mktemp("报 告") / "德州 报告.html"
    OfflineHtmlWriter(Cells, straight).write(report(), path)
    browser = Browser()
    page = browser.page
    wait_for(page.loadFinished, lambda: page.load(QUrl.fromLocalFile(str(path))))
    evaluate(page, _DRAWN)
    yield browser
    browser.close()


def test_that_the_file_asks_for_nothing_and_complains_of_nothing(browser: Browser) -> None:
    grab(browser.view, "offline-report")
    assert len(browser.recorder.urls) == 1
    assert browser.recorder.urls[0].startswith("file:///")
    assert browser.page.console == []


def test_that_the_map_is_drawn_with_legend_and_scale(browser: Browser) -> None:
    seen = evaluate(
        browser.page,
        """
        const pixels = [...document.querySelectorAll(".sheet-tile")].map((tile) =>
          tile.getContext("2d").getImageData(0, 0, tile.width, tile.height).data.some((v, i) => i % 4 === 3 && v > 0));
        return [pixels.some(Boolean), document.querySelector(".legend").innerText, document.querySelector(".scale-bar").innerText];
        """,
    )
    assert isinstance(seen, list)
    assert seen[0] is True
    assert "图例" in seen[1]
    assert "km" in seen[2]


def test_that_a_layer_can_be_switched_off_and_on(browser: Browser) -> None:
    shown = """
      document.querySelector(".layer-panel .legend-title").click();
      const row = [...document.querySelectorAll(".layer-row")].find((r) => r.innerText.includes("point"));
      const box = row.querySelector("input"), legend = document.querySelector(".legend");
      const before = legend.innerText;
      box.click();
      const off = legend.innerText;
      box.click();
      return [before.includes("prohibited"), off.includes("prohibited"), legend.innerText === before];
    """
    assert evaluate(browser.page, shown) == [True, False, True]


def test_that_a_click_shows_name_and_figures_as_text(browser: Browser) -> None:
    told = evaluate(
        browser.page,
        """
        const point = map_main.latLngToContainerPoint([36.95, 116.45]);
        const box = map_main.getContainer().getBoundingClientRect();
        const at = { bubbles: true, clientX: box.left + point.x, clientY: box.top + point.y, detail: 1 };
        const pane = document.querySelector(".leaflet-map-pane");
        for (const type of ["mousedown", "mouseup", "click"]) pane.dispatchEvent(new MouseEvent(type, at));
        await new Promise((f) => setTimeout(f, 100));
        return [document.querySelector(".details").innerText, document.images.length, document.title];
        """,
    )
    assert isinstance(told, list)
    assert NASTY in told[0]
    assert told[1] == 0
    assert told[2] == f"报告 {NASTY}"


def test_that_the_other_sheet_can_be_chosen(browser: Browser) -> None:
    labels = """
      const buttons = [...document.querySelectorAll("#sheet-tabs button")];
      buttons[1].click();
      const rows = document.querySelectorAll(".layer-row").length;
      buttons[0].click();
      return [buttons.map((b) => b.textContent), rows, document.querySelectorAll(".layer-row").length];
    """
    assert evaluate(browser.page, labels) == [["总图", "副图"], 1, 2]


def test_that_the_wheel_scrolls_the_page_until_the_map_has_the_focus(browser: Browser) -> None:
    wheel = """
      const container = map_main.getContainer(), enabled = [];
      for (const type of ["focusout", "focusin"]) {
        container.dispatchEvent(new FocusEvent(type));
        enabled.push(map_main.scrollWheelZoom.enabled());
      }
      return enabled;
    """
    assert evaluate(browser.page, wheel) == [False, True]
