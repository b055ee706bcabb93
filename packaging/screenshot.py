"""Make the pictures of the window that the README shows: ``python packaging/screenshot.py``.

The real program on the sample project, offscreen: the start page, one picture per task, and the first
page of a 判定书.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    # QtWebEngine refuses its sandbox to root (containers, CI).
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from dzmap.bootstrap import build_application
from dzmap.core.verdicts import Verdict
from dzmap.services.sheet_building import SheetMaker
from dzmap.services.sheet_numbers import first_number
from dzmap.settings import Settings
from dzmap.ui.app import Starter, prepare
from dzmap.ui.i18n import Language
from dzmap.ui.pages import PAGES
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.theme.theme import Theme

SHOTS = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
QIHE = "37201047"
CHOSEN = {"screening": "限制", "summary": "齐河县"}
PARTS = {
    "catalogs": "catalogs/dz-city/C09",
    "siting": "siting/applicant:projects/P-INV-0109",
}
"""What a task is asked for where running it shows little."""
SHEET_WIDTH = 1050  # pixels of an A4 page


def wait(ready: Callable[[], bool], seconds: float = 60.0) -> None:
    """Let the window work until ``ready``; TimeoutError if it takes too long."""
    loop = QEventLoop()
    timer = QTimer(interval=50)
    timer.timeout.connect(lambda: loop.quit() if ready() else None)
    timer.start()
    late = QTimer(singleShot=True, interval=int(seconds * 1000))
    late.timeout.connect(loop.quit)
    late.start()
    loop.exec()
    if not ready():
        raise TimeoutError


def pause(seconds: float) -> None:
    """Let the page of the map paint."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def pick_row(window: MainWindow, word: str) -> None:
    """Select the first row of the table in front that says ``word``."""
    for view in window.parts.bottom_dock.findChildren(FrameView):
        model = view.frame_model
        for row in range(model.shown_count() if view.isVisible() else 0):
            shown = (one for one in range(model.columnCount()) if not view.isColumnHidden(one))
            cells = [model.index(row, column).data() for column in shown]
            if any(str(cell).startswith(word) for cell in cells):
                view.selectRow(row)
                return


def picture_sheet(window: MainWindow, folder: Path, scratch: Path) -> None:
    """The first page of the sheet of the row that the check explains."""
    page = window.parts.tasks.choose("screening")
    session = window.desk.document.session
    if not isinstance(page, ScreeningPage) or page.outcome is None or session is None:
        raise TypeError(page)
    rows = page.outcome.rows
    row = int(rows["id"][rows["verdict"] == Verdict.RESTRICTED].iloc[0])
    maker = SheetMaker(session, page.outcome.run, organisation="示例开发区管委会")
    sheets = maker.sheets([row], first_number(page.outcome.as_of.year, sample=True))
    path = scratch / "sheet.pdf"
    window.desk.document.application.sheets["pdf"].write(sheets, path)
    document = QPdfDocument()
    document.load(str(path))
    size = document.pagePointSize(0)
    height = round(SHEET_WIDTH * size.height() / size.width())
    image = QImage(SHEET_WIDTH, height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.drawImage(0, 0, document.render(0, image.size()))
    painter.end()
    image.save(str(folder / "sheet.png"))
    document.close()


def main() -> None:
    """Write the pictures into ``docs/screenshots`` (or the folder given)."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHOTS
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(Path(scratch) / "settings.json")
        app = prepare(settings, software_rendering=True)
        theme = Theme(app)
        theme.choose("light", "standard")
        Language(app).choose("zh")
        window = MainWindow(settings, theme, PAGES)
        window.resize(1440, 900)
        window.show()
        Starter(window, build_application, None).begin()
        wait(lambda: window.desk.document.ready)
        window.grab().save(str(folder / "start.png"))
        window.desk.document.create(Path(scratch) / "德州市开发区规划（示例）.gpkg", sample=True)
        wait(lambda: window.desk.document.session is not None)
        wait(lambda: not window.desk.jobs.jobs)
        for entry in PAGES:
            window.choose_task(entry.key)
            window.desk.selection.set("zones", [QIHE])
            wait(lambda: not window.desk.jobs.jobs)
            if entry.key in PARTS:
                window.parts.tasks.go(PARTS[entry.key])
            elif entry.key != "overlay":
                window.parts.actions["run"].trigger()
                wait(lambda: not window.desk.jobs.jobs)
                pick_row(window, CHOSEN.get(entry.key, ""))
            pause(3)
            window.grab().save(str(folder / f"{entry.key}.png"))
        picture_sheet(window, folder, Path(scratch))
        window.desk.document.close()
        pause(1)
        window.close()


if __name__ == "__main__":
    main()
