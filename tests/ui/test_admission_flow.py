"""An official's work from catalog to sheet in the real window, and how many clicks each job takes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QPushButton, QRadioButton, QWidget

from dzmap.core.catalogs import RequirementClause, Scope
from dzmap.core.kept_runs import KeptRun
from dzmap.core.verdicts import Verdict
from dzmap.ui.catalogs.impact_dialog import ImpactDialog
from dzmap.ui.catalogs.page import CatalogsPage
from dzmap.ui.catalogs.publish_dialog import PublishDialog
from dzmap.ui.here.dialog import HereDialog
from dzmap.ui.screening.blocks import Link
from dzmap.ui.screening.evidence import EvidencePanel
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.screening.results_panel import ResultsPanel
from dzmap.ui.screening.review_dialog import ReviewDialog
from dzmap.ui.screening.sheet_dialog import SheetDialog
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.siting.page import SitingPage
from tests.helpers.printed_sheets import bare, pdf_text
from tests.helpers.table_files import write_xlsx
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_grab import grab
from tests.helpers.ui_hands import Hands
from tests.helpers.ui_project import application
from tests.ui.conftest import wait

QIHE, CITY, TAX = "37201047", "dz-city", "C09"
HEADER = [
    "企业名称",
    "行业代码",
    "开发区",
    "建设性质",
    "总投资（万元）",
    "用地（亩）",
    "年税收（万元）",
]
REJECTED = "甲精细化工"
APPLICANTS = [
    [REJECTED, "2614", "齐河经济开发区", "新建", 9000, 41, 500],
    ["乙食品", "1439", "齐河经济开发区", "新建", 20000, 41, 900],
]
P = TypeVar("P")
D = TypeVar("D", bound=QDialog)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def calm(shared: MainWindow) -> Iterator[MainWindow]:
    """The shared window; edits are taken back and dialogs closed."""
    yield shared
    for dialog in shared.findChildren(QDialog):
        dialog.close()
    document = shared.desk.document
    while document.session is not None and document.session.undo_title:
        document.undo()
    settle(shared)


def settle(window: MainWindow) -> None:
    def quiet() -> bool:
        page = window.parts.tasks.current
        waiting = isinstance(page, CatalogsPage) and page.checking.waiting
        return not waiting and not window.desk.jobs.jobs

    wait(quiet)


def task(window: MainWindow, kind: type[P]) -> P:
    settle(window)
    page = window.parts.tasks.current
    assert isinstance(page, kind)
    return page


def dialog_of(window: MainWindow, kind: type[D]) -> D:
    wait(lambda: any(one.isVisible() for one in window.findChildren(kind)))
    settle(window)
    return next(one for one in window.findChildren(kind) if one.isVisible())


def results(page: ScreeningPage) -> ResultsPanel:
    panel = page.bottom[0].widget
    assert isinstance(panel, ResultsPanel)
    return panel


def evidence(page: ScreeningPage) -> EvidencePanel:
    assert isinstance(page.right, EvidencePanel)
    return page.right


def said_in(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def screening(window: MainWindow) -> ScreeningPage:
    window.choose_task("screening")
    return task(window, ScreeningPage)


def listed(folder: Path) -> Path:
    return write_xlsx(folder / "申报名单.xlsx", {"申报表": [HEADER, *APPLICANTS]})


def official_workbook(window: MainWindow, folder: Path) -> Path:
    """The zone's catalog as an official sends it: one code of the former classification."""
    session = window.desk.document.session
    assert session is not None
    known = max((one for one in session.catalogs() if one.id == QIHE), key=lambda one: one.version)
    first, *rest = known.clauses
    wrong = replace(first, scope=Scope(industries=("26", "1810")))
    catalog = replace(known, version="2022", clauses=(wrong, *rest), published=False, examples=())
    path = folder / "齐河目录.xlsx"
    application().catalogs.write((catalog,), path)
    return path


# --- the whole life of a catalog ------------------------------------------------------------------


class Official:
    """What an official does, step by step, with what must be seen after each."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window, self.folder, self.hands = window, folder, Hands()
        window.desk.settings.folders = {"sheets": str(folder)}

    def editor(self) -> CatalogsPage:
        self.window.choose_task("catalogs")
        return task(self.window, CatalogsPage)

    def import_and_correct(self) -> None:
        page = self.editor()
        self.hands.drop(self.window, official_workbook(self.window, self.folder))
        settle(self.window)
        assert page.editor.catalog is not None
        assert (page.editor.catalog.id, page.editor.catalog.published) == (QIHE, False)
        assert page.findings.errors == 1
        assert not page.middle.head.publish.isEnabled()
        assert page.middle.head.reason == "有 1 个错误，不能发布"
        assert self.window.parts.bottom_dock.tabs.tabText(0).startswith("检查结果 ")
        grab(self.window, "flow-findings")
        links = page.findings.findChildren(Link)
        self.hands.click(next(one for one in links if one.text() != "查看"))
        settle(self.window)
        assert page.findings.errors == 0

    def publish(self, name: str) -> str:
        page = self.editor()
        self.hands.click(page.middle.head.publish)
        dialog = dialog_of(self.window, PublishDialog)
        dialog.name.setText(name)
        self.hands.press(dialog, "发布")
        settle(self.window)
        assert page.editor.catalog is not None
        assert page.editor.catalog.published
        return page.editor.catalog.version

    def screen_list(self, version: str) -> EvidencePanel:
        page = screening(self.window)
        self.hands.drop(self.window, listed(self.folder))
        settle(self.window)
        assert page.left is not None
        self.hands.press(page.left, "开始审查")
        settle(self.window)
        assert results(page).model.shown_count() == len(APPLICANTS)
        self.hands.click_row(results(page).table, 0)
        settle(self.window)
        shown = evidence(page).explanation
        assert shown is not None
        assert (shown.applicant_name, shown.verdict) == (REJECTED, Verdict.PROHIBITED)
        assert any(f"v{version}" in line for line in shown.catalogs)
        grab(self.window, "flow-evidence")
        return evidence(page)

    def override(self, panel: EvidencePanel, name: str) -> KeptRun:
        self.hands.press(panel, "人工复核…")
        dialog = dialog_of(self.window, ReviewDialog)
        choices = dialog.findChildren(QRadioButton)
        self.hands.click(next(one for one in choices if "有条件" in one.text()))
        dialog.reason.setFocus()
        QTest.keyClicks(dialog.reason, "meeting 12: approved by the city")
        dialog.name.setText(name)
        self.hands.press(dialog, "改判")
        settle(self.window)
        session = self.window.desk.document.session
        assert session is not None
        (run,), (made,) = session.kept().runs, session.kept().overrides
        assert run.list_name == "申报名单.xlsx"
        assert made.machine is Verdict.PROHIBITED
        assert "人工改判：有条件准入（机器判定：禁止准入）" in said_in(panel)
        return run

    def print_sheet(self, panel: EvidencePanel) -> str:
        self.hands.press(panel, "生成判定书")
        self.hands.press(dialog_of(self.window, SheetDialog), "生成判定书")
        settle(self.window)
        (sheet,) = self.folder.glob("*.pdf")
        return bare(pdf_text(sheet))

    def find_site(self, panel: EvidencePanel) -> None:
        self.hands.press(panel, "为它选址")
        page = task(self.window, SitingPage)
        assert page.outcome is not None
        assert page.outcome.run.request.candidate.name == REJECTED

    def raise_threshold(self) -> None:
        self.window.parts.tasks.go(f"catalogs/{CITY}/{TAX}")
        page = task(self.window, CatalogsPage)
        histogram = page.form.preview.panel.histogram
        seen: list[str] = []
        histogram.moved.connect(lambda _: seen.append(page.form.preview.text))
        drag_threshold(self.window, page, self.hands)
        assert "家结论改变" in seen[-1]
        settle(self.window)
        clause = page.editor.clause
        assert isinstance(clause, RequirementClause)
        assert clause.thresholds[0].value > 4
        self.hands.click(page.middle.head.impact)
        dialog = dialog_of(self.window, ImpactDialog)
        assert dialog.impact is not None
        assert dialog.model.shown_count() == dialog.impact.changed.count > 0
        dialog.close()


def test_that_a_catalog_goes_from_excel_to_a_signed_sheet(
    opened: MainWindow, tmp_path: Path
) -> None:
    banners: dict[str, str] = {}
    opened.desk.notices.bannered.connect(lambda _k, text, _a, key: banners.update({key: text}))
    opened.desk.notices.banner_ended.connect(lambda key: banners.pop(key, None))
    official = Official(opened, tmp_path)
    official.import_and_correct()
    panel = official.screen_list(official.publish("张三"))
    run = official.override(panel, "李四")
    text = official.print_sheet(panel)
    for words in (REJECTED, "有条件准入", "禁止准入", "李四", run.id):
        assert words in text
    official.find_site(panel)
    official.raise_threshold()
    # A draft does not make the result old; what was published after it does.
    screening(opened)
    assert banners == {}
    official.publish("张三")
    screening(opened)
    title = "德州市产业准入基本目录（示例）"
    assert list(banners.values()) == [f"《{title}》已有新版本（v2），结果按 v1 得出。"]
    grab(opened, "flow-stale")


def drag_threshold(window: MainWindow, page: CatalogsPage, hands: Hands) -> None:
    """Drag the threshold to the right, out of its place."""
    settle(window)
    histogram = page.form.preview.panel.histogram
    start = QPoint(histogram.width() // 10, histogram.height() // 2)
    hands.drag(histogram, start, QPoint(histogram.width() // 3, histogram.height() // 2))


# --- clicks (a recent project is open) -----------------------------------------------------------


def test_that_what_may_come_here_takes_two_clicks(calm: MainWindow, hands: Hands) -> None:
    calm.choose_task("overlay")
    settle(calm)
    session, view = calm.desk.document.session, calm.desk.stage.view
    assert session is not None
    assert isinstance(view, FakeMap)
    zone = session.table("zones").set_index("id").geometry[QIHE].representative_point()
    hands.choose_when_open("这里能进什么")
    hands.right_click(lambda: view.context_requested.emit(zone.x, zone.y))
    dialog = dialog_of(calm, HereDialog)
    assert dialog.model.shown_count() > 0
    assert hands.clicks == 2


def test_that_a_list_takes_two_clicks_and_a_drop(
    calm: MainWindow, hands: Hands, tmp_path: Path
) -> None:
    page = screening(calm)
    hands.drop(calm, listed(tmp_path))
    settle(calm)
    assert page.left is not None
    button = page.left.findChild(QPushButton, "runScreening")
    assert button is not None
    hands.click(button)
    settle(calm)
    hands.click_row(results(page).table, 0)
    settle(calm)
    explanation = evidence(page).explanation
    assert explanation is not None
    assert explanation.applicant_name == REJECTED
    assert explanation.headline in said_in(evidence(page))
    assert hands.clicks == 2


@pytest.fixture
def judged(calm: MainWindow, tmp_path: Path) -> ScreeningPage:
    """A list that was screened, nothing chosen yet."""
    page = screening(calm)
    Hands.drop(calm, listed(tmp_path))
    settle(calm)
    page.run()
    settle(calm)
    calm.desk.selection.clear()
    return page


def test_that_a_sheet_takes_three_clicks(
    calm: MainWindow, judged: ScreeningPage, hands: Hands, tmp_path: Path
) -> None:
    calm.desk.settings.folders = {**calm.desk.settings.folders, "sheets": str(tmp_path)}
    hands.click_row(results(judged).table, 0)
    settle(calm)
    hands.press(evidence(judged), "生成判定书")
    hands.press(dialog_of(calm, SheetDialog), "生成判定书")
    settle(calm)
    (sheet,) = tmp_path.glob("*.pdf")
    assert "开发区产业准入判定书" in bare(pdf_text(sheet))
    assert hands.clicks == 3


def test_that_a_place_for_a_rejected_applicant_takes_one_click(
    calm: MainWindow, judged: ScreeningPage, hands: Hands
) -> None:
    Hands().click_row(results(judged).table, 0)
    settle(calm)
    hands.press(evidence(judged), "为它选址")
    page = task(calm, SitingPage)
    assert page.outcome is not None
    assert len(page.outcome.run.sites) == 26
    assert hands.clicks == 1


def test_that_raising_a_threshold_takes_four_clicks(calm: MainWindow, hands: Hands) -> None:
    calm.choose_task("overlay")
    settle(calm)
    menu = calm.parts.menu_bar.menus["review"]
    hands.open_menu(calm.parts.menu_bar, menu)
    hands.choose(menu, "准入目录")
    page = task(calm, CatalogsPage)
    hands.click_row(page.middle.table, page.middle.model.row_of(TAX))
    before = page.form.preview.text
    drag_threshold(calm, page, hands)
    assert "家不满足" in page.form.preview.text != before
    assert hands.clicks == 4


# --- what a clause of a verdict leads to -----------------------------------------------------------


def test_that_a_clause_leads_to_its_text_to_others_and_to_its_impact(
    calm: MainWindow, judged: ScreeningPage
) -> None:
    Hands().click_row(results(judged).table, 0)
    settle(calm)
    shown = evidence(judged).explanation
    assert shown is not None
    decisive = next(one for one in shown.clauses if one.contribution is shown.verdict)
    menu = clause_menu(judged, decisive.clause_id)
    assert [one.text() for one in menu.actions()][:5] == [
        "打开条款",
        "看原文",
        "只看卡在此条的对象",
        "影响分析…",
        "复制这一条的依据",
    ]
    act(menu, "只看卡在此条的对象")
    names = results(judged).model.frame["name"].iloc[results(judged).model.positions()]
    assert names.tolist() == [REJECTED]
    results(judged).clear_filters()
    act(clause_menu(judged, decisive.clause_id), "影响分析…")
    assert dialog_of(calm, ImpactDialog).isVisible()
    page = task(calm, CatalogsPage)
    assert page.editor.clause_id == decisive.clause_id


def clause_menu(page: ScreeningPage, clause_id: str) -> QMenu:
    shown = evidence(page).explanation
    assert shown is not None
    clause = next(one for one in shown.clauses if one.clause_id == clause_id)
    return evidence(page)._clauses.menu(clause)


def act(menu: QMenu, text: str) -> None:
    next(one for one in menu.actions() if one.text() == text).trigger()


def test_that_a_clause_about_new_projects_is_previewed_over_projects(
    calm: MainWindow, hands: Hands
) -> None:
    settings = calm.desk.settings
    settings.preview_source = ""
    calm.parts.tasks.go(f"catalogs/{CITY}@1/C07")
    page = task(calm, CatalogsPage)
    preview = page.form.preview
    assert preview.source.key == "projects"
    assert preview.panel.profile is not None
    assert preview.panel.profile.measured.count > 0
    assert "个不满足" in preview.text
    page.editor.choose(TAX)
    settle(calm)
    assert preview.source.key == "enterprises"
    hands.click(preview.source.button("projects"))
    settle(calm)
    assert settings.preview_source == "projects"
    header = page.middle.model.headerData(5, Qt.Orientation.Horizontal)
    assert header == "命中项目"
    settings.preview_source = ""
