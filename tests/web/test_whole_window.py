"""The whole program as a user works with it: the real window, the real page, one project."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from dzmap.services.session import Session
from dzmap.settings import Settings
from dzmap.ui.editing.feature_dialog import FeatureDialog
from dzmap.ui.i18n import Language
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.map.view import MapView
from dzmap.ui.pages import PAGES
from dzmap.ui.screening.conditions import ScreeningConditions
from dzmap.ui.screening.export import write_results
from dzmap.ui.screening.keeping import RunKeeping
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.theme.theme import Theme
from tests.helpers.map_page import canvas_of, close_map, evaluate, page_of, pixel_of
from tests.helpers.ui_project import application, sample_file

register_scheme()
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
QIHE = "37201047"


def until(ready: Callable[[], bool]) -> None:
    """Let the program work until ``ready``, half a minute at most."""
    for _ in range(3000):
        if ready():
            return
        QTest.qWait(10)
    raise AssertionError


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    Language(qapp).choose("zh")
    theme = Theme(qapp)
    theme.choose("light", "standard")
    window = MainWindow(Settings(tmp_path / "settings.json"), theme, PAGES)
    window.resize(1440, 900)
    window.show()
    window.attach(application())
    view = MapView()
    ready: list[bool] = []
    view.ready.connect(lambda: ready.append(True))
    window.put_map(view)
    until(lambda: bool(ready))
    window.parts.flow.open(sample_file(tmp_path))
    until(lambda: window.desk.document.session is not None and not window.desk.jobs.jobs)
    yield window
    window.desk.document.close()
    assert window.desk.jobs.stop()
    close_map(view)
    window.close()
    window.deleteLater()
    theme.deleteLater()


def painted(window: MainWindow, layer_id: str) -> bool:
    """Whether the page draws the layer and everything it asked for."""
    code = """
    const page = window.mapPage, layer = page.layers.find(id);
    return Boolean(layer?.data && layer.spec.visible && layer.reported);
    """
    view = window.desk.stage.view
    assert view is not None
    return evaluate(page_of(view), f"const id = {layer_id!r}; {code}") is True


def answer_new_feature(name: str) -> None:
    """Fill in the form that opens when a shape has been drawn."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, FeatureDialog):
            QTimer.singleShot(20, look)
            return
        dialog.field("name").setText(name)  # type: ignore[union-attr]
        dialog.done(QDialog.DialogCode.Accepted)

    QTimer.singleShot(0, look)


def test_that_a_session_from_opening_to_export_works(window: MainWindow, tmp_path: Path) -> None:
    window.desk.stage.set_visible("parcels", True)
    until(lambda: painted(window, "parcels"))
    draw_parcel_at_corner(window)
    undo_parcel(window)
    screen_and_export(window, tmp_path / "审查.xlsx")


def draw_parcel_at_corner(window: MainWindow) -> None:
    """Draw a parcel that starts at a corner of its zone, to the last bit."""
    stage, session = window.desk.stage, window.desk.document.session
    view = stage.view
    assert view is not None
    assert session is not None
    stage.zoom_to_rows("zones", [QIHE])
    until(lambda: stage.bounds is not None and stage.bounds[2] - stage.bounds[0] < 0.5)
    corner, at = corner_in_sight(view, session)
    view.set_tool("draw_polygon")
    until(partial(answers, view, "tools.tool", "draw_polygon"))
    canvas = canvas_of(view)
    for number, shift in enumerate((QPoint(4, 3), QPoint(60, 10), QPoint(40, 50)), start=1):
        QTest.mouseMove(canvas, at + shift)
        QTest.mouseClick(canvas, LEFT, NONE, at + shift)
        until(partial(answers, view, "tools.sketch.vertices.length", number))
    before = len(session.table("parcels"))
    answer_new_feature("端到端地块")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    until(lambda: len(session.table("parcels")) == before + 1)
    drawn = session.table("parcels").iloc[-1]
    assert drawn["name"] == "端到端地块"
    assert list(corner) in shapely.get_coordinates(drawn["geometry"]).tolist()


def corner_in_sight(view: MapView, session: Session) -> tuple[tuple[float, float], QPoint]:
    """A corner of the zone that nothing on the map covers, and where it stands."""
    zones = gpd.GeoDataFrame(session.table("zones"))
    zone = zones.geometry[zones["id"] == QIHE].iloc[0]
    size = view.size()
    for place in zone.geoms[0].exterior.coords:
        at = pixel_of(view, *place)
        if 330 < at.x() < size.width() - 90 and 120 < at.y() < size.height() - 60:
            return place, at
    raise AssertionError


def answers(view: MapView, path: str, value: object) -> bool:
    """Whether the page's own object has that value there."""
    return evaluate(page_of(view), f"return window.mapPage.{path}") == value


def undo_parcel(window: MainWindow) -> None:
    """Take the parcel back: it leaves the table and the map."""
    session = window.desk.document.session
    assert session is not None
    until(lambda: not window.desk.jobs.jobs)
    window.desk.document.undo()
    until(lambda: not window.desk.jobs.jobs)
    assert "端到端地块" not in set(session.table("parcels")["name"])
    layer = window.desk.stage.layer("parcels")
    assert layer is not None
    assert "端到端地块" not in set(layer.features["name"])


def screen_and_export(window: MainWindow, path: Path) -> None:
    """Check the enterprises and write the result as a workbook."""
    import openpyxl

    desk, session = window.desk, window.desk.document.session
    window.choose_task("screening")
    until(lambda: not desk.jobs.jobs)
    page = window.parts.tasks.current
    assert isinstance(page, ScreeningPage)
    assert session is not None
    assert page.left is not None
    conditions = page.left.findChild(ScreeningConditions)
    assert isinstance(conditions, ScreeningConditions)
    conditions.applicants.choose_source("enterprises")
    until(lambda: not desk.jobs.jobs)
    page.run()
    until(lambda: page.outcome is not None and not desk.jobs.jobs)
    outcome = page.outcome
    assert outcome is not None
    write_results(desk, session, outcome, path, RunKeeping(desk, page))
    until(lambda: not desk.jobs.jobs)
    book = openpyxl.load_workbook(path)
    assert max(sheet.max_row for sheet in book) > len(outcome.rows)
