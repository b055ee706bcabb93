from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QToolButton, QWidget

from dzmap.bootstrap import build_application
from dzmap.core.catalogs import (
    Catalog,
    Compare,
    Default,
    ExampleCase,
    ExceptionClause,
    Level,
    ListClause,
    Outcome,
    ProcedureClause,
    RequirementClause,
    Scope,
    SpatialClause,
    Threshold,
)
from dzmap.core.verdicts import Verdict
from dzmap.services.session import create_project
from dzmap.storage import GeoPackageStores
from dzmap.ui.catalogs.catalog_dialog import CatalogDialog
from dzmap.ui.catalogs.clause_model import DEMAND, HITS, NUMBER, SEVERITY_ROLE
from dzmap.ui.catalogs.example_dialog import ExampleDialog
from dzmap.ui.catalogs.fields import TextField
from dzmap.ui.catalogs.impact_dialog import ImpactDialog
from dzmap.ui.catalogs.page import CatalogsPage
from dzmap.ui.catalogs.publish_dialog import PublishDialog
from dzmap.ui.catalogs.thresholds_dialog import ThresholdsDialog
from dzmap.ui.catalogs.try_dialog import TryDialog
from dzmap.ui.review_switch import ReviewSwitch
from dzmap.ui.screening.blocks import Link
from dzmap.ui.screening.list_dialog import ListDialog
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_grab import grab
from tests.helpers.ui_project import sample_file
from tests.ui.conftest import wait

CITY, QIHE = "dz-city", "37201047"
D = TypeVar("D", bound=QDialog)


def settle(window: MainWindow, page: CatalogsPage) -> None:
    """Wait until the page has looked at the last edit."""
    wait(lambda: not page.checking.waiting and not window.desk.jobs.jobs)


def opened_page(window: MainWindow) -> CatalogsPage:
    window.choose_task("catalogs")
    page = window.parts.tasks.current
    assert isinstance(page, CatalogsPage)
    settle(window, page)
    return page


@pytest.fixture
def page(shared: MainWindow) -> Iterator[CatalogsPage]:
    """The editor with the city's catalog; what a test edits is taken back."""
    page = opened_page(shared)
    page.editor.open(CITY, "1", "C01")
    settle(shared, page)
    yield page
    document = shared.desk.document
    while document.session is not None and document.session.undo_title:
        document.undo()
    for dialog in shared.findChildren(QDialog):
        dialog.close()
        dialog.deleteLater()
    settle(shared, page)


def type_into(field: TextField, text: str) -> None:
    field.setFocus()
    field.setText(text)
    field.commit()


def open_dialog(window: MainWindow, kind: type[D]) -> D:
    wait(lambda: any(one.isVisible() for one in window.findChildren(kind)))
    return next(one for one in window.findChildren(kind) if one.isVisible())


def switch(panel: QWidget) -> ReviewSwitch:
    found = panel.findChild(ReviewSwitch)
    assert found is not None
    return found


def tree_texts(page: CatalogsPage) -> list[str]:
    model = page.panel.model

    def inside(parent: QModelIndex) -> Iterator[str]:
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            yield str(index.data())
            yield from inside(index)

    return list(inside(QModelIndex()))


def draft(page: CatalogsPage) -> Catalog:
    assert page.editor.catalog is not None
    assert not page.editor.catalog.published
    return page.editor.catalog


def versions(window: MainWindow, catalog_id: str) -> list[tuple[str, bool]]:
    session = window.desk.document.session
    assert session is not None
    return [(one.version, one.published) for one in session.catalogs() if one.id == catalog_id]


# --- what is shown ----------------------------------------------------------------------------


def test_that_the_tree_stands_by_parents_and_names_versions(page: CatalogsPage) -> None:
    texts = tree_texts(page)
    qihe = texts.index("齐河经开区")
    assert texts[0] == "德州市产业准入基本目录（示例）"
    assert texts[qihe + 1 : qihe + 4] == [
        "2021-01-01 起（现行）",
        "2020-07-01 起",
        "齐河县区中园准入目录（示例）",
    ]


def test_that_the_page_belongs_to_the_check_in_the_strip(
    shared: MainWindow, page: CatalogsPage
) -> None:
    assert shared.parts.strip.actions_by_key["screening"].isChecked()
    assert "准入目录" in [one.text() for one in shared.parts.menu_bar.menus["review"].actions()]
    switch(page.panel).findChildren(QToolButton)[0].click()
    other = shared.parts.tasks.current
    assert isinstance(other, ScreeningPage)
    assert other.left is not None
    switch(other.left).findChildren(QToolButton)[1].click()
    assert shared.parts.tasks.current is page


def test_that_the_table_counts_whom_each_clause_hits(
    shared: MainWindow, page: CatalogsPage
) -> None:
    page.editor.choose("C09")
    settle(shared, page)
    model = page.middle.model
    row = model.row_of("C09")
    count = model.index(row, HITS).data()
    assert int(str(count)) > 0
    assert str(model.index(row, DEMAND).data()).startswith("亩均税收 ≥ 4 万元/亩")
    profile = page.form.preview.panel.profile
    assert profile is not None
    told = profile.at(profile.current).failing.count
    assert told + profile.elsewhere.count == int(str(count))
    assert page.form.preview.text.startswith(f"{told} 家不满足 营收")
    assert page.form.preview.panel.isVisibleTo(page.form)
    grab(shared, "catalogs-requirement")


def test_that_the_search_finds_clauses_by_industry_code(page: CatalogsPage) -> None:
    page.panel.search.setText("c3120")
    found = [text for text in tree_texts(page) if text.startswith("第")]
    assert "第六条 列入即限制" in found
    page.panel.search.returnPressed.emit()
    clause = page.editor.clause
    assert clause is not None
    assert "3120" in clause.scope.industries
    page.panel.search.clear()


def test_that_a_kind_is_filtered_and_a_clause_of_another_kind_ends_it(page: CatalogsPage) -> None:
    page.middle.tools.filter_button(SpatialClause).click()
    assert {type(one) for one in page.middle.model.clauses} == {SpatialClause}
    page.editor.choose("C02")
    assert len(page.middle.model.clauses) == 30
    assert page.middle.tools.filter_button(None).isChecked()


@pytest.mark.parametrize("size", [(1440, 900), (1093, 614)])
def test_that_every_control_has_a_name(
    shared: MainWindow, page: CatalogsPage, size: tuple[int, int]
) -> None:
    shared.resize(*size)
    for clause_id in ("C01", "C16", "C19", "C24", "C29"):
        page.editor.choose(clause_id)
        grab(shared, f"catalogs-{clause_id}-{size[0]}")
    parts: list[QWidget] = [page.panel, page.middle, page.form, page.examples.tab]
    nameless = [
        one
        for part in parts
        for one in part.findChildren(QToolButton)
        if one.isVisible()
        and not isinstance(one.parent(), QLineEdit)
        and not one.accessibleName()
        and not one.text()
    ]
    assert nameless == []


# --- editing ----------------------------------------------------------------------------------


def test_that_editing_a_published_version_makes_a_draft_that_undo_takes_away(
    shared: MainWindow, page: CatalogsPage
) -> None:
    page.editor.choose("C09")
    banners: list[str] = []
    shared.desk.notices.bannered.connect(lambda _k, text, _a, _key: banners.append(text))
    type_into(page.form.requirement_form.low, "６ 万元/亩")
    clause = page.editor.clause
    assert isinstance(clause, RequirementClause)
    assert clause.thresholds[0] == Threshold(value=6.0)
    assert versions(shared, CITY) == [("1", True), ("2", False)]
    assert banners == ["正在编辑草稿 v2，现行 v1 不受影响。"]
    assert shared.parts.actions["undo"].text().startswith("撤销：修改第九条")
    shared.parts.actions["undo"].trigger()
    assert versions(shared, CITY) == [("1", True)]
    assert page.form.requirement_form.low.text() == "4 万元/亩"
    shared.parts.actions["redo"].trigger()
    assert draft(page).version == "2"
    assert page.form.requirement_form.low.text() == "6 万元/亩"


def test_that_a_threshold_is_dragged_into_the_draft(shared: MainWindow, page: CatalogsPage) -> None:
    page.editor.choose("C09")
    settle(shared, page)
    histogram = page.form.preview.panel.histogram
    histogram.set_value(6.0)
    assert "家结论改变" in page.form.preview.text
    histogram.settled.emit(6.0)
    clause = page.editor.clause
    assert isinstance(clause, RequirementClause)
    assert clause.thresholds[0].value == 6.0


def test_that_what_is_typed_is_kept_on_leaving_saving_and_switching(
    shared: MainWindow, page: CatalogsPage
) -> None:
    shared.activateWindow()
    wait(shared.isActiveWindow)
    field = page.form.common_form.number
    field.setFocus()
    QTest.keyClicks(field, "a")
    page.settle()
    assert draft(page).clauses[0].number == "第一条a"
    field.setFocus()
    QTest.keyClicks(field, "b")
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert draft(page).clauses[0].number == "第一条ab"
    wait(lambda: not shared.desk.document.saving)
    QTest.keyClicks(field, "c")
    page.middle.table.setFocus()
    page.middle.table.selectRow(1)
    assert draft(page).clauses[0].number == "第一条abc"
    assert page.form.common_form.number.text() == "第二条"


def test_that_undo_in_a_field_is_the_projects_unless_something_was_typed(
    shared: MainWindow, page: CatalogsPage
) -> None:
    shared.activateWindow()
    wait(shared.isActiveWindow)
    field = page.form.common_form.number
    type_into(field, "第一条之一")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert versions(shared, CITY) == [("1", True)]
    QTest.keyClicks(field, "d")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "第一条"


def test_that_a_wrong_number_is_refused_in_place_and_named_when_left(
    shared: MainWindow, page: CatalogsPage
) -> None:
    page.editor.choose("C09")
    field = page.form.requirement_form.low
    type_into(field, "四万")
    assert field.complaint.startswith("“四万”不是数。")
    assert versions(shared, CITY) == [("1", True)]
    toasts: list[str] = []
    shared.desk.notices.toasted.connect(lambda text, _: toasts.append(text))
    page.editor.choose("C10")
    assert toasts == [f"没有存下：数值：{toasts[0].split('：', 2)[2]}"]
    assert "不是数" in toasts[0]


def test_that_keys_add_copy_and_delete_clauses(shared: MainWindow, page: CatalogsPage) -> None:
    table = page.middle.table
    page.editor.choose("C09")
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Insert)
    assert isinstance(page.editor.clause, RequirementClause)
    assert page.editor.clause.number == "第三十一条"
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert len(draft(page).clauses) == 30
    page.editor.choose("C09")
    QTest.keyClick(table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    ids = [one.id for one in draft(page).clauses]
    assert ids[ids.index("C09") + 1] == page.editor.clause_id
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert page.editor.clause_id == "C10"
    page.editor.move(-1)
    assert [one.id for one in draft(page).clauses].index("C10") == ids.index("C10") - 1
    assert str(page.middle.model.index(0, NUMBER).data()) == "第一条"


def test_that_a_clause_and_a_whole_draft_are_reverted(
    shared: MainWindow, page: CatalogsPage
) -> None:
    page.editor.choose("C09")
    type_into(page.form.requirement_form.low, "6")
    page.editor.revert_clause()
    published = next(one for one in page.editor.catalogs if one.id == CITY and one.published)
    assert draft(page).clauses == published.clauses
    page.form.asked.emit("discard")
    assert versions(shared, CITY) == [("1", True)]
    assert page.editor.catalog == published


def test_that_another_draft_keeps_the_published_version_as_it_is(
    shared: MainWindow, page: CatalogsPage
) -> None:
    type_into(page.form.common_form.number, "第一条之一")
    page.editor.open(CITY, "1")
    assert page.editor.locked == "已有草稿 v2，在草稿上改。"
    assert not page.form.common_form.isEnabled()
    assert page.form.common_form.number.text() == "第一条"
    page.form.to_draft.click()
    assert draft(page).version == "2"
    page.editor.open(QIHE, "2020")
    assert page.editor.locked == "这是历史版本，只供查看。"


# --- a catalog from nothing ---------------------------------------------------------------------


def make_catalog(window: MainWindow, page: CatalogsPage) -> None:
    page.panel.new.click()
    dialog = open_dialog(window, CatalogDialog)
    dialog.accept()
    assert dialog.title.complaint == "写上目录的名称"
    type_into(dialog.title, "试验区准入目录")
    type_into(dialog.identifier, "dz-city")
    assert "已有编号为" in dialog.identifier.complaint
    type_into(dialog.identifier, "test-zone")
    type_into(dialog.start, "２０２１年３月１日")
    dialog.scope.show_values((QIHE,))
    dialog.accept()
    assert draft(page).title == "试验区准入目录"


def add(page: CatalogsPage, kind: type) -> None:
    action = list(page.middle.tools.menu.actions())[
        [ListClause, RequirementClause, SpatialClause, ProcedureClause, ExceptionClause].index(kind)
    ]
    action.trigger()
    assert isinstance(page.editor.clause, kind)


def test_that_a_catalog_with_every_kind_of_clause_is_written_in_the_window(
    shared: MainWindow, page: CatalogsPage, tmp_path: Path
) -> None:
    make_catalog(shared, page)
    form = page.form
    picker = form.scope_form.picker
    assert picker is not None
    add(page, ListClause)
    form.list_form.outcome.button(Outcome.RESTRICT).click()
    picker.field.setText("C26")
    picker.field.returnPressed.emit()
    picker.field.clear()
    add(page, RequirementClause)
    type_into(form.requirement_form.low, "4500 万元/公顷")
    form.requirement_form.otherwise.button(Verdict.PROHIBITED).click()
    form.scope_form.project_actions.button("新建").click()
    add(page, SpatialClause)
    form.spatial_form.boxes["ecological_redline"].click()
    add(page, ProcedureClause)
    type_into(form.procedure_form.approval, "节能审查")
    form.scope_form.when.show_condition(Compare("energy_tce", ">=", 1000.0))
    form.scope_form.when.changed.emit(form.scope_form.when.value())
    add(page, ExceptionClause)
    type_into(form.exception_form.lifts.field, "第一条")
    type_into(form.common_form.end, "2022-12-31")
    assert_clauses(draft(page))
    settle(shared, page)
    files = build_application().catalogs
    for name in ("目录.xlsx", "目录.yaml"):
        files.write((draft(page),), tmp_path / name)
        assert files.read(tmp_path / name) == (draft(page),)
    assert page.findings.errors == 0


def assert_clauses(catalog: Catalog) -> None:
    clauses = catalog.clauses
    assert [one.number for one in clauses] == ["第一条", "第二条", "第三条", "第四条", "第五条"]
    first, second, third, fourth, fifth = clauses
    assert isinstance(first, ListClause)
    assert (first.outcome, first.scope.industries) == (Outcome.RESTRICT, ("26",))
    assert isinstance(second, RequirementClause)
    assert second.thresholds == (Threshold(value=300.0),)
    assert (second.otherwise, second.scope.actions) == (Verdict.PROHIBITED, ("新建",))
    assert isinstance(third, SpatialClause)
    assert third.layers == ("permanent_farmland", "ecological_redline")
    assert isinstance(fourth, ProcedureClause)
    assert fourth.scope.when == Compare("energy_tce", ">=", 1000.0)
    assert isinstance(fifth, ExceptionClause)
    assert (fifth.lifts, fifth.effective_to) == (("C01",), date(2022, 12, 31))


def test_that_thresholds_are_edited_as_a_table(shared: MainWindow, page: CatalogsPage) -> None:
    page.editor.choose("C10")
    before = page.editor.clause
    assert isinstance(before, RequirementClause)
    page.form.requirement_form.edit_rows()
    dialog = open_dialog(shared, ThresholdsDialog)
    dialog.add()
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.value.complaint == "这一档还没有数值，填上或删掉这一行"
    type_into(dialog.value, "1.5")
    type_into(dialog.industries.field, "C39")
    dialog.tiers.button("国家级").click()
    dialog.accept()
    after = page.editor.clause
    assert isinstance(after, RequirementClause)
    new = Threshold(value=1.5, industries=("39",), zone_tiers=("国家级",))
    assert after.thresholds == (*before.thresholds, new)


def test_that_a_bounded_value_and_a_condition_replace_each_other(page: CatalogsPage) -> None:
    page.editor.choose("C13")
    form = page.form.requirement_form
    form.op.setCurrentIndex(form.op.count() - 1)
    form.op.activated.emit(form.op.currentIndex())
    type_into(form.low, "10 %")
    type_into(form.high, "25 %")
    clause = page.editor.clause
    assert isinstance(clause, RequirementClause)
    assert form.condition.isHidden()
    page.editor.choose("C12")
    page.editor.choose("C13")
    assert (form.low.text(), form.high.text()) == ("10 %", "25 %")
    form.mode.button("condition").click()
    assert form.condition.sentence == "绿地率 ≥ 10 % 且 绿地率 ≤ 25 %"


def test_that_distance_bands_are_clauses_of_their_own(page: CatalogsPage) -> None:
    page.editor.choose("C19")
    form = page.form.spatial_form
    form.relation.button(form.relation._keys[2]).click()
    type_into(form.distance, "５ m")
    form.add_band()
    band = page.editor.clause
    assert isinstance(band, SpatialClause)
    assert (band.distance_m, band.otherwise) == (10.0, Verdict.CONDITIONAL)
    type_into(form.distance, "0.05 km")
    assert [one.distance_m for one in form.bands()] == [5.0, 50.0]
    links = form.findChildren(Link)
    link = [one for one in links if one.text().startswith("不足 5 m：禁止")][-1]
    link.click()
    assert page.editor.clause_id == "C19"


# --- check and publish --------------------------------------------------------------------------


def test_that_an_error_forbids_publishing_until_its_link_settles_it(
    shared: MainWindow, page: CatalogsPage
) -> None:
    page.editor.choose("C06")
    clause = page.editor.clause
    assert clause is not None
    page.editor.put(replace(clause, scope=Scope(industries=("1810",))))
    settle(shared, page)
    head = page.middle.head
    assert page.findings.errors == 1
    assert not head.publish.isEnabled()
    assert head.reason == "有 1 个错误，不能发布"
    row = page.middle.model.row_of("C06")
    assert page.middle.model.index(row, NUMBER).data(SEVERITY_ROLE) is not None
    assert shared.parts.bottom_dock.tabs.tabText(0).startswith("检查结果 ")
    grab(shared, "catalogs-error")
    fix = next(one for one in page.findings.findChildren(Link) if one.text() != "查看")
    fix.click()
    settle(shared, page)
    assert page.findings.errors == 0
    assert head.publish.isEnabled()
    assert head.reason == ""


def test_that_a_draft_is_published_with_a_name(shared: MainWindow, page: CatalogsPage) -> None:
    page.editor.choose("C09")
    type_into(page.form.requirement_form.low, "5")
    settle(shared, page)
    page.middle.head.publish.click()
    dialog = open_dialog(shared, PublishDialog)
    settle(shared, page)
    assert "改 1 条" in dialog.summary.text()
    assert "家企业的结论会改变" in dialog.impact.text()
    dialog.name.setText("")
    dialog.accept()
    assert dialog.name.complaint == "写上发布人的姓名"
    dialog.name.setText("张三")
    dialog.accept()
    assert versions(shared, CITY) == [("1", True), ("2", True)]
    assert page.editor.catalog is not None
    assert page.editor.catalog.published


def test_that_the_impact_is_weighed_from_the_clause(shared: MainWindow, page: CatalogsPage) -> None:
    page.editor.choose("C09")
    page.middle.head.impact.click()
    dialog = open_dialog(shared, ImpactDialog)
    settle(shared, page)
    assert dialog.impact is not None
    dialog.adopted.emit(6.0)
    clause = page.editor.clause
    assert isinstance(clause, RequirementClause)
    assert clause.thresholds[0].value == 6.0


def test_that_f7_checks_and_says_so(shared: MainWindow, page: CatalogsPage) -> None:
    toasts: list[str] = []
    shared.desk.notices.toasted.connect(lambda text, _: toasts.append(text))
    assert shared.parts.right_dock.isVisible()
    shared.parts.actions["right_dock"].trigger()
    settle(shared, page)
    assert shared.parts.right_dock.isVisible()
    assert toasts == ["检查完成：没有发现问题"]


def test_that_examples_are_kept_run_and_forbid_publishing(
    shared: MainWindow, page: CatalogsPage
) -> None:
    page.examples.tab.buttons["add"].click()
    dialog = open_dialog(shared, ExampleDialog)
    type_into(dialog.name, "化工新建")
    type_into(dialog.facts[0].field, "C2614")
    fact = dialog.add("total_invest_wan_yuan")
    type_into(fact.field, "1.2亿元")
    dialog.accept()
    assert page.editor.base is not None
    before = page.editor.base.examples
    case = draft(page).examples[-1]
    assert case.facts == (("industry_code", "2614"), ("total_invest_wan_yuan", 12000.0))
    assert case.verdict is Verdict.ADMITTED
    settle(shared, page)
    outcome = page.examples.tab.model.outcome(len(before))
    assert outcome is not None
    got = outcome.got
    assert got is not None
    assert not outcome.passed
    assert page.findings.errors == 1
    assert not page.middle.head.publish.isEnabled()
    page.editor.edit("改", lambda one: replace(one, examples=(*before, replace(case, verdict=got))))
    settle(shared, page)
    assert page.findings.errors == 0
    page.examples.tab.view.selectRow(len(before))
    page.examples.tab.buttons["remove"].click()
    assert draft(page).examples == before


def test_that_one_enterprise_is_tried(shared: MainWindow, page: CatalogsPage) -> None:
    page.form.attempt.click()
    dialog = open_dialog(shared, TryDialog)
    dialog.list.setCurrentIndex(dialog.model.index(0))
    settle(shared, page)
    found = dialog.evidence.explanation
    assert found is not None
    assert found.applicant_id == dialog.enterprise
    grab(dialog, "catalogs-try")


# --- files ----------------------------------------------------------------------------------------


def test_that_a_workbook_is_imported_as_draft(
    shared: MainWindow, page: CatalogsPage, tmp_path: Path
) -> None:
    catalog = Catalog(
        id="new-zone",
        title="新区目录",
        issuer="新区",
        level=Level.ZONE,
        default=Default.PERMITTED,
        effective_from=date(2022, 1, 1),
        clauses=(ListClause(id="N1", outcome=Outcome.PERMIT, scope=Scope(industries=("39",))),),
        examples=(ExampleCase(name="甲", verdict=Verdict.ADMITTED),),
    )
    path = tmp_path / "新区.xlsx"
    build_application().catalogs.write((catalog,), path)
    assert page.accept_file(path)
    settle(shared, page)
    assert page.editor.catalog == replace(catalog, published=False)


@pytest.mark.parametrize("ending", ["xlsx", "yaml"])
def test_that_a_catalog_is_exported(
    shared: MainWindow, page: CatalogsPage, tmp_path: Path, ending: str
) -> None:
    catalog = page.editor.catalog
    assert catalog is not None
    path = tmp_path / f"目录.{ending}"
    page.exchange.write((catalog,), path, "{name}")
    settle(shared, page)
    assert build_application().catalogs.read(path) == (catalog,)


def test_that_edits_are_listed_saved_or_not(shared: MainWindow, page: CatalogsPage) -> None:
    type_into(page.form.common_form.number, "第一条之二")
    frame = page.changes.model.frame
    assert frame["at"].iloc[0] == "未保存"
    assert frame["title"].iloc[0].startswith("修改第一条之二（《")


def test_that_problems_of_a_file_are_listed_with_their_place(
    shared: MainWindow, page: CatalogsPage, tmp_path: Path
) -> None:
    path = tmp_path / "坏.yaml"
    path.write_text(
        "编号: x\n名称: 坏\n层级: 乡\n未列入行业: 非禁即入\n施行起: 2021-01-01\n", "utf-8"
    )
    page.exchange.read(path)
    dialog = open_dialog(shared, ListDialog)
    assert "坏.yaml" in dialog.windowTitle()
    assert list(dialog.model.frame["row"]) == ["3"]
    assert versions(shared, "x") == []


# --- where there is little -------------------------------------------------------------------------


def test_that_an_empty_project_offers_how_to_begin(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "空.gpkg"
    create_project(GeoPackageStores(), path, {}, metadata={"title": "空"})
    window.parts.flow.open(path)
    wait(lambda: window.desk.document.session is not None and not window.desk.jobs.jobs)
    page = opened_page(window)
    labels = [one.text() for one in page.middle.findChildren(QLabel) if one.isVisible()]
    assert "还没有准入目录" in labels
    grab(window, "catalogs-empty")
    page.middle.buttons["new"].click()
    dialog = open_dialog(window, CatalogDialog)
    type_into(dialog.title, "第一部目录")
    dialog.accept()
    page.editor.add(ListClause)
    settle(window, page)
    assert page.form.preview.text == "项目中没有企业，不能预览命中。先导入企业。"
    grab(window, "catalogs-first-clause")


def test_that_a_read_only_project_is_readable_and_says_why_not_more(
    window: MainWindow, tmp_path: Path
) -> None:
    window.desk.document.open(sample_file(tmp_path), read_only=True)
    wait(lambda: window.desk.document.session is not None and not window.desk.jobs.jobs)
    page = opened_page(window)
    page.editor.open(CITY, "1", "C09")
    settle(window, page)
    assert page.form.requirement_form.low.text() == "4 万元/亩"
    assert not page.form.requirement_form.isEnabled()
    assert not page.middle.tools.add.isEnabled()
    assert not page.panel.new.isEnabled()
    reason = "项目是只读的，可以看，不能改。另存为后再改。"
    assert page.editor.locked == page.panel.new.toolTip() == reason
    assert not page.editor.edit("改", lambda one: replace(one, title="改"))


def test_that_the_evidence_leads_to_its_clause(shared: MainWindow, page: CatalogsPage) -> None:
    shared.choose_task("screening")
    screening = shared.parts.tasks.current
    assert isinstance(screening, ScreeningPage)
    screening._evidence.clause_opened.emit(QIHE, "Q07")
    settle(shared, page)
    assert shared.parts.tasks.current is page
    assert page.editor.catalog is not None
    assert (page.editor.catalog.id, page.editor.catalog.version) == (QIHE, "2021")
    assert page.editor.clause_id == "Q07"
