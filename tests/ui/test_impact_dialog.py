"""影响分析 in the window: matrix, list, sums and slider of one catalog."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import python_calamine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from dzmap.core.catalogs import Catalog, RequirementClause
from dzmap.core.threshold_profile import with_threshold
from dzmap.core.verdicts import Verdict
from dzmap.ui.catalogs.impact import ImpactAnalysis
from dzmap.ui.catalogs.impact_dialog import ImpactDialog
from dzmap.ui.catalogs.page import CatalogsPage
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_grab import grab
from tests.ui.conftest import wait

CITY, TAX = "dz-city", "C09"


def city(window: MainWindow) -> Catalog:
    session = window.desk.document.session
    assert session is not None
    return next(one for one in session.catalogs() if one.id == CITY)


def started(window: MainWindow, draft: Catalog, clause_id: str = "") -> ImpactAnalysis:
    analysis = ImpactAnalysis(window.desk, draft, window, clause_id)
    analysis.start()
    wait(lambda: not window.desk.jobs.jobs)
    assert analysis.dialog.impact is not None
    return analysis


@pytest.fixture
def tax(shared: MainWindow) -> Iterator[ImpactAnalysis]:
    """An analysis begun at the clause on tax per 亩."""
    analysis = started(shared, city(shared), TAX)
    yield analysis
    dialog = analysis.dialog
    dialog.close()
    dialog.deleteLater()


def listed(dialog: ImpactDialog) -> int:
    return dialog.model.shown_count()


def test_that_an_unchanged_catalog_changes_nobody(tax: ImpactAnalysis) -> None:
    dialog = tax.dialog
    assert dialog.sentence.text() == "150 家中 0 家结论改变：0 家变严，0 家变宽"
    assert dialog.panel.isVisible()
    assert not dialog.adopt.isEnabled()


def test_that_the_slider_changes_matrix_list_and_sums(
    tax: ImpactAnalysis, shared: MainWindow
) -> None:
    dialog = tax.dialog
    for _ in range(2):
        QTest.keyClick(dialog.panel.histogram, Qt.Key.Key_PageUp)
    QTest.keyClick(dialog.panel.histogram, Qt.Key.Key_Return)
    wait(lambda: not shared.desk.jobs.jobs)
    impact = dialog.impact
    profile = dialog.panel.profile
    assert impact is not None
    assert profile is not None
    flipped = profile.at(dialog.panel.value).flipped.count
    assert impact.changed.count == flipped == listed(dialog) > 0
    assert impact.softer.count == 0
    assert "未填报" in dialog.sums.text() or "营业收入" in dialog.sums.text()
    grab(dialog, "impact-dialog")
    shared.desk.theme.choose("dark", "standard")
    grab(dialog, "impact-dialog-dark")
    kind = next(one for one in impact.kinds if one.changed)
    dialog.matrix.setCurrentCell(kind.before, kind.after)
    assert listed(dialog) == kind.sums.count
    assert f"　{kind.sums.count:,}" in dialog.sums.text()
    dialog.matrix.setCurrentCell(Verdict.ADMITTED, Verdict.ADMITTED)
    assert listed(dialog) == flipped
    values: list[float] = []
    tax.adopted.connect(values.append)
    assert dialog.adopt.isEnabled()
    value = dialog.panel.value
    dialog.adopt.click()
    assert values == [value]


def test_that_projects_and_new_applicants_are_judged_on_demand(
    shared: MainWindow, tmp_path: Path
) -> None:
    analysis = started(shared, with_threshold(city(shared), TAX, 0, 1e6))
    dialog = analysis.dialog
    assert not dialog.panel.isVisible()
    assert " 0 家结论改变" not in dialog.sentence.text()
    dialog.as_new.setChecked(True)
    wait(lambda: not shared.desk.jobs.jobs)
    assert " 0 家结论改变" in dialog.sentence.text()  # the clause is about those that stand already
    assert "按新建项目推算" in dialog.notes.text()
    assert dialog.impact is not None
    path = tmp_path / "影响.xlsx"
    analysis.export(path)
    wait(lambda: not shared.desk.jobs.jobs)
    book = python_calamine.CalamineWorkbook.from_path(path)
    assert "结论改变名单" in book.sheet_names
    dialog.source.setCurrentIndex(dialog.source.findData("projects"))
    assert not dialog.as_new.isEnabled()
    wait(lambda: not shared.desk.jobs.jobs)
    assert "按新建项目推算" not in dialog.notes.text()
    dialog.close()
    dialog.deleteLater()


def test_that_the_editor_opens_it_at_its_clause_and_takes_the_threshold(
    shared: MainWindow,
) -> None:
    shared.choose_task("catalogs")
    page = shared.parts.tasks.current
    assert isinstance(page, CatalogsPage)
    wait(lambda: not shared.desk.jobs.jobs)
    page.editor.open(CITY, city(shared).version, TAX)
    page.publishing.ask_impact()
    wait(lambda: not page.checking.waiting and not shared.desk.jobs.jobs)
    dialog = shared.findChild(ImpactDialog)
    assert dialog is not None
    QTest.keyClick(dialog.panel.histogram, Qt.Key.Key_PageUp)
    QTest.keyClick(dialog.panel.histogram, Qt.Key.Key_Return)
    wait(lambda: not shared.desk.jobs.jobs)
    value = dialog.panel.value
    dialog.adopt.click()
    wait(lambda: not page.checking.waiting and not shared.desk.jobs.jobs)
    clause = page.editor.clause
    assert isinstance(clause, RequirementClause)
    assert clause.thresholds[0].value == value
    document = shared.desk.document
    while document.session is not None and document.session.undo_title:
        document.undo()
    wait(lambda: not page.checking.waiting and not shared.desk.jobs.jobs)
    dialog.deleteLater()
