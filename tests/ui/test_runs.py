"""Kept runs in the window: keep, 人工复核, 与上次对比, 运行记录."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QToolButton

from dzmap.core.kept_runs import KeptRun
from dzmap.core.verdicts import Verdict
from dzmap.services.session import Session
from dzmap.ui.screening.comparison_panel import ComparisonDialog, ComparisonPanel
from dzmap.ui.screening.evidence import EvidencePanel
from dzmap.ui.screening.list_dialog import ListDialog
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.screening.results_panel import ResultsPanel
from dzmap.ui.screening.review_dialog import ReviewDialog
from dzmap.ui.screening.run_desk import RunDesk
from dzmap.ui.screening.verdict_chip import REVIEWED_ROLE, VERDICT_ROLE, VerdictChip
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_grab import grab
from tests.helpers.ui_project import rename_first_zone
from tests.helpers.ui_waiting import settle
from tests.ui.conftest import wait

REASON = "市政府专题会议研究同意，见会议纪要第 12 号"


@pytest.fixture
def page(opened: MainWindow) -> ScreeningPage:
    """The task after one run."""
    opened.choose_task("screening")
    settle(opened)
    page = opened.parts.tasks.current
    assert isinstance(page, ScreeningPage)
    page.run()
    settle(opened)
    return page


def session_of(window: MainWindow) -> Session:
    session = window.desk.document.session
    assert session is not None
    return session


def runs_of(page: ScreeningPage) -> RunDesk:
    found = page.findChild(RunDesk)
    assert found is not None
    return found


def results(page: ScreeningPage) -> ResultsPanel:
    panel = page.bottom[0].widget
    assert isinstance(panel, ResultsPanel)
    return panel


def comparison(page: ScreeningPage) -> ComparisonPanel:
    panel = page.bottom[1].widget
    assert isinstance(panel, ComparisonPanel)
    return panel


def texts(widget: object) -> str:
    assert isinstance(
        widget,
        ResultsPanel
        | ComparisonPanel
        | EvidencePanel
        | ReviewDialog
        | ComparisonDialog
        | ListDialog,
    )
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def keep(window: MainWindow, page: ScreeningPage) -> KeptRun:
    button = next(
        one
        for one in results(page).findChildren(QToolButton)
        if one.accessibleName() == "保留本次结果"
    )
    assert button.isEnabled()
    button.click()
    settle(window)
    kept = session_of(window).kept().runs
    assert not button.isVisible()
    return kept[-1]


def review(page: ScreeningPage, row: int) -> ReviewDialog:
    results(page).table.selectRow(row)
    wait(lambda: isinstance(page.right, EvidencePanel) and page.right.explanation is not None)
    dialog = runs_of(page).review()
    assert dialog is not None
    return dialog


def accept_button(dialog: ReviewDialog) -> QPushButton:
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    return next(one for one in box.buttons() if one.text() == "改判")  # type: ignore[return-value]


def decide(window: MainWindow, page: ScreeningPage, row: int, verdict: Verdict) -> None:
    dialog = review(page, row)
    dialog.choose(verdict)
    dialog.reason.setPlainText(REASON)
    dialog.name.setText("李四")
    assert accept_button(dialog).isEnabled()
    accept_button(dialog).click()
    settle(window)


def test_that_a_run_is_kept_by_a_click_and_named_below_the_table(
    opened: MainWindow, page: ScreeningPage
) -> None:
    run = keep(opened, page)
    assert run.id == "2021-R-0001"
    assert "运行 2021-R-0001　审查员" in texts(results(page))
    assert session_of(opened).undo_title == "保留审查运行 2021-R-0001"
    opened.desk.document.undo()
    settle(opened)
    assert "2021-R-0001" not in texts(results(page))
    assert runs_of(page).keep_action.isEnabled()


def test_that_an_override_stands_beside_the_machines_verdict(
    opened: MainWindow, page: ScreeningPage
) -> None:
    keep(opened, page)
    panel = results(page)
    before = panel.model.frame.copy()
    name = str(before["name"].iloc[0])
    machine = Verdict(int(before["verdict"].iloc[0]))
    assert machine is Verdict.PROHIBITED
    decide(opened, page, 0, Verdict.CONDITIONAL)
    frame = panel.model.frame
    place = int(frame.index[frame["id"] == before["id"].iloc[0]][0])
    index = panel.model.index(panel.model.rows_of([str(frame["id"].iloc[place])])[0], 0)
    assert panel.model.data(index, VERDICT_ROLE) == Verdict.CONDITIONAL
    assert panel.model.data(index, REVIEWED_ROLE) is True
    assert frame["review"].iloc[place] == "机器：禁止准入（李四）"
    assert f"6 类之和 = {len(frame):,}" in texts(panel)
    evidence = page.right
    assert isinstance(evidence, EvidencePanel)
    assert f"人工改判：有条件准入（机器判定：禁止准入）。理由：{REASON}" in texts(evidence)
    chip = evidence.findChild(VerdictChip)
    assert chip is not None
    assert chip.verdict is Verdict.CONDITIONAL
    outcome = page.outcome
    assert outcome is not None
    assert Verdict(int(outcome.run.frame["verdict"].iloc[int(before["id"].iloc[0])])) is machine
    assert opened.desk.settings.reviewer == "李四"
    assert session_of(opened).undo_title.startswith(f"人工改判（2021-R-0001）：{name}")
    grab(opened, "review-table")
    opened.desk.document.undo()
    settle(opened)
    assert panel.model.frame["verdict"].tolist() == before["verdict"].tolist()
    assert "人工改判" not in texts(evidence)


def test_that_overriding_keeps_the_run_first(opened: MainWindow, page: ScreeningPage) -> None:
    decide(opened, page, 0, Verdict.RESTRICTED)
    kept = session_of(opened).kept()
    assert [run.id for run in kept.runs] == ["2021-R-0001"]
    assert [one.override.verdict for one in kept.overrides] == [Verdict.RESTRICTED]
    dialog = review(page, results(page).model.rows_of([str(kept.overrides[0].row)])[0])
    assert dialog.reason.toPlainText() == REASON
    withdraw = next(one for one in dialog.findChildren(QPushButton) if one.text() == "撤回改判")
    withdraw.click()
    settle(opened)
    assert session_of(opened).kept().overrides == ()


def test_that_the_dialog_says_what_is_lacking(opened: MainWindow, page: ScreeningPage) -> None:
    dialog = review(page, 0)
    assert "选择改为哪个结论。" in texts(dialog)
    dialog.choose(Verdict.ADMITTED)
    assert "理由还差 10 个字。" in texts(dialog)
    dialog.reason.setPlainText("同意 进驻")
    assert "理由还差 6 个字。" in texts(dialog)
    dialog.reason.setPlainText(REASON)
    dialog.name.setText(" ")
    assert "写上姓名。" in texts(dialog)
    assert not accept_button(dialog).isEnabled()
    dialog.name.setText("李四")
    assert "这次运行还没有保留" in texts(dialog)
    assert accept_button(dialog).isEnabled()
    grab(dialog, "review-dialog")
    dialog.reject()
    assert session_of(opened).kept().runs == ()


def test_that_the_second_run_says_what_changed(opened: MainWindow, page: ScreeningPage) -> None:
    assert page.bottom[1].title == "与上次对比"
    assert "还没有可以对比的运行" in texts(comparison(page))
    page.run()
    settle(opened)
    assert page.bottom[1].title == "与上次对比 0"
    firms = session_of(opened).table("enterprises")
    from dzmap.core.changes import TableChange

    row = firms[firms["industry_code"] != "2614"].iloc[:3]
    session_of(opened).edit(
        "改行业", TableChange("enterprises", row, row.assign(industry_code="2614"))
    )
    page.run()
    settle(opened)
    found = comparison(page).model.frame
    assert 0 < len(found) <= 3
    assert page.bottom[1].title == f"与上次对比 {len(found)}"
    assert found["why"].str.contains("行业代码").all()
    comparison(page).view.selectRow(0)
    settle(opened)
    assert isinstance(page.right, EvidencePanel)
    assert page.right.explanation is not None
    assert page.right.explanation.applicant_id == found["applicant_id"].iloc[0]
    grab(comparison(page), "comparison")


def test_that_runs_are_listed_opened_judged_again_and_deleted(
    opened: MainWindow, page: ScreeningPage
) -> None:
    keep(opened, page)
    page.run()
    settle(opened)
    keep(opened, page)
    desk = runs_of(page)
    desk.records_action.trigger()
    dialog = desk.records.dialog
    assert dialog is not None
    assert dialog.model.frame["id"].tolist() == ["2021-R-0002", "2021-R-0001"]
    assert not dialog.rerun.isEnabled()
    dialog.view.selectRow(1)
    assert dialog.rerun.isEnabled()
    assert not dialog.compare.isEnabled()
    grab(dialog, "runs-dialog")
    dialog.look.click()
    settle(opened)
    shown = next(one for one in dialog.findChildren(ListDialog))
    assert "没有重算" in texts(shown)
    assert len(shown.model.frame) == len(results(page).model.frame)
    grab(shown, "run-dialog")
    shown.reject()
    dialog.rerun.click()
    settle(opened)
    again = dialog.findChildren(ComparisonDialog)[-1]
    assert "重算结果一致" in texts(again)
    grab(again, "rerun-dialog")
    next(one for one in again.findChildren(QPushButton) if one.text() == "在审查页查看").click()
    settle(opened)
    assert "运行 2021-R-0001" in texts(results(page))
    desk.records.delete("2021-R-0002")
    settle(opened)
    assert [run.deleted for run in session_of(opened).kept().runs] == [False, True]
    opened.desk.document.undo()
    settle(opened)
    assert [run.deleted for run in session_of(opened).kept().runs] == [False, False]


def test_that_two_runs_are_compared(opened: MainWindow, page: ScreeningPage) -> None:
    keep(opened, page)
    rename_first_zone(opened.desk.document, "改过的名字")
    page.run()
    settle(opened)
    keep(opened, page)
    desk = runs_of(page)
    dialog = desk.records.show()
    dialog.view.selectAll()
    assert dialog.compare.isEnabled()
    dialog.compare.click()
    settle(opened)
    found = dialog.findChildren(ComparisonDialog)[-1]
    assert "2021-R-0002" in texts(found)
    assert "数据有变化：开发区和园区" in texts(found)
    found.reject()
    dialog.reject()


def test_that_kept_runs_are_there_after_reopening(
    opened: MainWindow, page: ScreeningPage, tmp_path: Path
) -> None:
    keep(opened, page)
    decide(opened, page, 0, Verdict.ADMITTED)
    path = session_of(opened).path
    opened.parts.flow.save()
    settle(opened)
    opened.desk.document.close()
    opened.parts.flow.open(path)
    wait(lambda: opened.desk.document.session is not None and not opened.desk.jobs.jobs)
    kept = session_of(opened).kept()
    assert [run.id for run in kept.runs] == ["2021-R-0001"]
    assert len(kept.overrides) == 1
    page.run()
    settle(opened)
    assert "2021-R-0001" in texts(comparison(page))
    assert comparison(page).model.frame["why"].tolist() == ["没有沿用人工改判"]
