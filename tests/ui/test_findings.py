"""What a spatial clause found, drawn on the map of the window."""

from collections.abc import Callable, Iterator

import geopandas as gpd
import pytest
import shapely
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from dzmap.core.catalogs import Relation, SpatialClause
from dzmap.core.verdicts import ClauseResult
from dzmap.services.clause_findings import Case, clause_finding
from dzmap.services.clause_order import by_weight
from dzmap.services.finding_layers import OVERLAPS, PLACE, WAYS
from dzmap.services.map_model import MapModel
from dzmap.ui.map.scheme import register_scheme
from dzmap.ui.screening.clause_list import CLAUSE_ROLE, ClauseDelegate, ClauseList
from dzmap.ui.screening.conditions import ScreeningConditions
from dzmap.ui.screening.evidence import EvidencePanel
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.screening.results_panel import ResultsPanel
from dzmap.ui.screening.single_form import SingleForm
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.map_page import close_map, evaluate, open_map, page_of, picture, pixel_of, show
from tests.helpers.screening_world import catalog, explained, farmland, screener
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_grab import grab
from tests.ui.conftest import wait

register_scheme()  # before the application is made

OWN = {PLACE, WAYS, OVERLAPS}


def settled(window: MainWindow) -> Callable[[], bool]:
    return lambda: not window.desk.jobs.jobs


@pytest.fixture
def page(shared: MainWindow) -> Iterator[ScreeningPage]:
    """The task with a finished run over the projects."""
    shared.choose_task("screening")
    wait(settled(shared))
    page = shared.parts.tasks.current
    assert isinstance(page, ScreeningPage)
    if page.outcome is None:
        assert page.left is not None
        conditions = page.left.findChild(ScreeningConditions)
        assert conditions is not None
        conditions.applicants.choose_source("projects")
        page.run()
        wait(settled(shared))
    yield page
    shared.desk.selection.clear()
    wait(settled(shared))


def evidence(page: ScreeningPage) -> EvidencePanel:
    assert isinstance(page.right, EvidencePanel)
    return page.right


def results(page: ScreeningPage) -> ResultsPanel:
    panel = page.bottom[0].widget
    assert isinstance(panel, ResultsPanel)
    return panel


def drawn(window: MainWindow) -> dict[str, gpd.GeoDataFrame]:
    view = window.desk.stage.view
    assert isinstance(view, FakeMap)
    assert view.model is not None
    return {layer.id: layer.features for layer in view.model.layers if layer.id in OWN}


def look_at(window: MainWindow, page: ScreeningPage, applicant_id: str) -> ClauseList:
    """Click a mark on the map and list all clauses of its row."""
    results(page).clear_filters()
    view = window.desk.stage.view
    assert view is not None
    view.selected.emit("verdicts", [applicant_id])
    wait(settled(window))
    which = evidence(page).findChild(QComboBox)
    assert which is not None
    which.setCurrentIndex(1)
    which.activated.emit(1)
    clauses = evidence(page).findChild(ClauseList)
    assert clauses is not None
    return clauses


def clear_applicant(page: ScreeningPage) -> str:
    """The id of one whose verdict no spatial clause decides, and that one found clear."""
    assert page.outcome is not None
    run = page.outcome.run
    for row in range(len(run.result)):
        found = run.explain(row)
        measured = any(distant(one) for one in found.clauses)
        if not measured:
            continue
        decisive = by_weight(found)[0]
        if decisive.kind != "spatial":
            return found.applicant_id
    raise AssertionError("no such row")


def distant(clause: ClauseResult) -> bool:
    return clause.kind == "spatial" and bool(clause.holds) and clause.measured in {0.0, "不在内"}


def index_of(clauses: ClauseList, wanted: Callable[[ClauseResult], bool]) -> QModelIndex:
    model = clauses.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        if wanted(index.data(CLAUSE_ROLE)):
            return index
    raise AssertionError("no such clause")


def click_link(clauses: ClauseList, index: QModelIndex) -> None:
    clauses.scrollTo(index)
    delegate = clauses.itemDelegate()
    assert isinstance(delegate, ClauseDelegate)
    link = delegate.link_rect(clauses.visualRect(index), index.data(CLAUSE_ROLE))
    assert link.width() > 0
    QTest.mouseClick(clauses.viewport(), Qt.MouseButton.LeftButton, pos=link.center())


def test_that_the_link_of_a_clause_draws_the_way_and_brings_it_into_view(
    shared: MainWindow, page: ScreeningPage
) -> None:
    clauses = look_at(shared, page, clear_applicant(page))
    assert not drawn(shared)
    click_link(clauses, index_of(clauses, distant))
    wait(settled(shared))
    layers = drawn(shared)
    assert {PLACE, WAYS} <= set(layers)
    assert layers[WAYS]["name"].iloc[0].endswith("m")
    view = shared.desk.stage.view
    assert isinstance(view, FakeMap)
    assert view.bounds is not None
    window = shapely.box(*view.bounds)
    assert window.contains(layers[WAYS].geometry.iloc[0])
    assert window.contains(layers[PLACE].geometry.iloc[0])
    grab(shared, "finding-way")


def test_that_a_finding_goes_with_its_clause_its_row_and_escape(
    shared: MainWindow, page: ScreeningPage
) -> None:
    applicant = clear_applicant(page)
    clauses = look_at(shared, page, applicant)
    spatial = index_of(clauses, distant)
    other = index_of(clauses, lambda one: one.kind != "spatial")
    clauses.setCurrentIndex(spatial)
    wait(settled(shared))
    assert drawn(shared)
    clauses.setCurrentIndex(other)
    wait(settled(shared))
    assert not drawn(shared)
    clauses.setCurrentIndex(spatial)
    wait(settled(shared))
    escape = next(one for one in shared.findChildren(QAction) if one.shortcut().toString() == "Esc")
    escape.trigger()
    wait(settled(shared))
    assert not drawn(shared)
    clauses = look_at(shared, page, applicant)
    spatial = index_of(clauses, distant)
    click_link(clauses, spatial)
    wait(settled(shared))
    assert drawn(shared)
    shared.desk.selection.clear()
    wait(settled(shared))
    assert not drawn(shared)


def test_that_another_run_takes_the_finding_away(shared: MainWindow, page: ScreeningPage) -> None:
    clauses = look_at(shared, page, clear_applicant(page))
    click_link(clauses, index_of(clauses, distant))
    wait(settled(shared))
    assert drawn(shared)
    shared.desk.selection.clear()
    page.run()
    wait(settled(shared))
    assert not drawn(shared)


def test_that_a_picked_place_shows_what_decides_there(
    shared: MainWindow, page: ScreeningPage
) -> None:
    assert shared.desk.document.session is not None
    layers = shared.desk.document.session.table("control_layers")
    areas = shared.desk.document.session.table("control_areas")
    farm = layers["id"][layers["kind"] == "permanent_farmland"].iloc[0]
    spot = areas.loc[areas["layer_id"] == farm].geometry.iloc[0].representative_point()
    zone = shared.desk.document.session.table("zones")["id"].iloc[0]
    page.show_part(f"single/{zone}/{spot.x}/{spot.y}")
    wait(settled(shared))
    form = page.left.findChild(SingleForm) if page.left is not None else None
    assert form is not None
    form.fields["action"].show_value("新建")
    form.changed.emit()
    QTest.qWait(350)
    wait(settled(shared))
    try:
        layers_drawn = drawn(shared)
        assert layers_drawn[PLACE]["name"].iloc[0] == "在永久基本农田内"
        assert layers_drawn[PLACE].geometry.iloc[0].equals_exact(spot, 1e-9)
        shared.desk.stage.let_go()
        assert not drawn(shared)
    finally:
        form.back_asked.emit()
        wait(settled(shared))


def test_that_the_page_draws_way_overlap_and_labels(qapp: QApplication) -> None:
    clause = SpatialClause(
        id="S",
        number="第一条",
        text="文",
        relation=Relation.DISJOINT,
        layers=("permanent_farmland",),
    )
    judge = screener(catalog(clause), {"farm": farmland()})
    place = shapely.box(116.705, 36.78, 116.715, 36.79)
    case = Case(
        explanation=explained(judge, geometry=place, place_quality="红线"),
        place=place,
        screener=judge,
    )
    finding = clause_finding(case, case.explanation.clauses[0])
    view = open_map()
    try:
        show(view, MapModel(layers=finding.layers, extent=finding.bounds))
        settle = "await new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)));"
        evaluate(page_of(view), settle)
        evaluate(page_of(view), settle)
        grab(view, "finding-page")
        image = picture(view)
        inside = colours(image, pixel_of(view, 116.7125, 36.7825))
        assert (166, 27, 20) in inside  # the hatch of what overlaps
        assert (166, 27, 20) not in colours(image, pixel_of(view, 116.7055, 36.785))
    finally:
        close_map(view)


def colours(image: QImage, at: QPoint) -> set[tuple[int, int, int]]:
    """The colours round a place."""
    ratio = image.devicePixelRatio()
    found = set()
    for x in range(-8, 9):
        for y in range(-8, 9):
            colour = image.pixelColor(round((at.x() + x) * ratio), round((at.y() + y) * ratio))
            found.add((colour.red(), colour.green(), colour.blue()))
    return found
