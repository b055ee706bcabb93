"""Every list, tree and table of the window follows Qt's rules for models, filled with the sample."""

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView, QWidget
from pytestqt.qtbot import QtBot

from dzmap.core.catalogs import RequirementClause
from dzmap.readers.reference import BundledReference
from dzmap.services.industries import industry_search
from dzmap.ui.catalogs.thresholds_dialog import ThresholdModel
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.industries.field import IndustryField
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_project import application
from tests.ui.conftest import wait

RULES = QAbstractItemModelTester.FailureReportingMode.Fatal


def models_of(*panels: QWidget) -> dict[str, QAbstractItemModel]:
    """The models with rows behind the views of panels, one of each class and table."""
    views = [view for panel in panels for view in panel.findChildren(QAbstractItemView)]
    found = {f"{type(view).__name__} {view.accessibleName()}": view.model() for view in views}
    return {name: model for name, model in found.items() if model and model.rowCount()}


@pytest.mark.parametrize(
    ("task", "least"),
    [("overlay", 5), ("screening", 3), ("catalogs", 2), ("siting", 2), ("summary", 2)],
)
def test_that_the_models_of_a_task_keep_qts_rules(
    shared: MainWindow, task: str, least: int
) -> None:
    shared.choose_task(task)
    wait(lambda: not shared.desk.jobs.jobs)
    page = shared.parts.tasks.current
    assert page is not None
    page.run()
    wait(lambda: not shared.desk.jobs.jobs)
    models = models_of(shared)
    assert len(models) >= least, list(models)
    for model in models.values():
        QAbstractItemModelTester(model, RULES)
    page.run()  # and when it is filled again
    wait(lambda: not shared.desk.jobs.jobs)


def test_that_the_threshold_table_keeps_qts_rules(shared: MainWindow) -> None:
    clauses = [
        clause
        for catalog in BundledReference().sample_catalogs()
        for clause in catalog.clauses
        if isinstance(clause, RequirementClause) and clause.thresholds
    ]
    words = Vocabulary(theme=shared.desk.theme, numbers=application().catalogs)
    model = ThresholdModel(words, clauses[0])
    assert model.rowCount()
    QAbstractItemModelTester(model, RULES)


def test_that_proposed_industries_keep_qts_rules(qtbot: QtBot) -> None:
    field = IndustryField(industry_search(BundledReference()))
    qtbot.addWidget(field)
    model = field.line.completer().model()
    QAbstractItemModelTester(model, RULES)
    for text in ("化工", "食品"):
        field.line.setText(text)
        field.line.textEdited.emit(text)
        assert model.rowCount()
