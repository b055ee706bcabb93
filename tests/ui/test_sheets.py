"""判定书 from the window: the button beside the evidence, the menu of rows, the dialog."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dzmap.settings import Settings
from dzmap.ui.screening.evidence import EvidencePanel
from dzmap.ui.screening.page import ScreeningPage
from dzmap.ui.screening.results_panel import ResultsPanel
from dzmap.ui.screening.row_link import RowLink
from dzmap.ui.screening.sheet_dialog import SheetDialog, SheetWishes
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.theme.theme import Theme
from tests.helpers.ui_grab import grab
from tests.ui.conftest import wait


def opened_page(window: MainWindow) -> ScreeningPage:
    window.choose_task("screening")
    wait(lambda: not window.desk.jobs.jobs)
    page = window.parts.tasks.current
    assert isinstance(page, ScreeningPage)
    if page.outcome is None:
        page.run()
        wait(lambda: not window.desk.jobs.jobs)
    assert page.outcome is not None
    return page


def panels(page: ScreeningPage) -> tuple[ResultsPanel, EvidencePanel]:
    results, evidence = page.bottom[0].widget, page.right
    assert isinstance(results, ResultsPanel)
    assert isinstance(evidence, EvidencePanel)
    return results, evidence


def button(widget: QWidget, text: str) -> QPushButton:
    return next(one for one in widget.findChildren(QPushButton) if one.text() == text)


def accept(dialog: SheetDialog) -> None:
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    make = next(
        one
        for one in box.buttons()
        if box.buttonRole(one) is QDialogButtonBox.ButtonRole.AcceptRole
    )
    QTest.mouseClick(make, Qt.MouseButton.LeftButton)


def open_dialog(window: MainWindow) -> SheetDialog:
    dialogs = [one for one in window.findChildren(SheetDialog) if one.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]


def wishes(folder: Path) -> SheetWishes:
    return SheetWishes(
        format="pdf", together=False, number="示例判〔2021〕001 号", organisation="", folder=folder
    )


def test_that_the_button_writes_a_sheet_and_counts_on(shared: MainWindow, tmp_path: Path) -> None:
    page = opened_page(shared)
    results, evidence = panels(page)
    results.table.selectRow(0)
    wait(lambda: evidence.explanation is not None)
    explanation = evidence.explanation
    assert explanation is not None
    grab(shared, "sheet-button")
    QTest.mouseClick(button(evidence, "生成判定书"), Qt.MouseButton.LeftButton)
    dialog = open_dialog(shared)
    grab(dialog, "sheet-dialog")
    assert dialog.number.text() == "示例判〔2021〕001 号"
    dialog.folder.setText(str(tmp_path))
    dialog.organisation.setText("某开发区管委会")
    said: list[str] = []
    shared.desk.notices.toasted.connect(lambda text, _: said.append(text))
    accept(dialog)
    wait(lambda: not shared.desk.jobs.jobs)
    written = list(tmp_path.glob("*.pdf"))
    assert [path.stem for path in written] == [f"示例判〔2021〕001 号 {explanation.applicant_name}"]
    assert written[0].read_bytes().startswith(b"%PDF")
    assert said == [f"已生成判定书 {written[0].name}"]
    settings = shared.desk.settings
    assert list(settings.sheet_numbers.values()) == ["示例判〔2021〕002 号"]
    assert settings.organisation == "某开发区管委会"
    assert settings.folders["sheets"] == str(tmp_path)


def test_that_selected_rows_become_one_word_file(shared: MainWindow, tmp_path: Path) -> None:
    page = opened_page(shared)
    results, _ = panels(page)
    results.table.clearSelection()
    rows = results.model.ids([0, 1])
    results.table.show_selected(rows)
    link = page.findChild(RowLink)
    assert link is not None
    entries = {action.text(): action for action in link.menu(rows[0]).actions()}
    assert "为选中的 2 行生成判定书…" in entries
    entries["为选中的 2 行生成判定书…"].trigger()
    dialog = open_dialog(shared)
    dialog.choose_format("docx")
    dialog.together.setChecked(True)
    dialog.number.setText("齐准〔2021〕9 号")
    dialog.folder.setText(str(tmp_path))
    accept(dialog)
    wait(lambda: not shared.desk.jobs.jobs)
    assert [path.name for path in tmp_path.iterdir()] == ["判定书 齐准〔2021〕9 号 起 2 份.docx"]


def test_that_a_row_outside_the_selection_stands_alone(shared: MainWindow) -> None:
    page = opened_page(shared)
    results, _ = panels(page)
    rows = results.model.ids([0, 1, 2])
    results.table.show_selected(rows[:2])
    link = page.findChild(RowLink)
    assert link is not None
    assert "生成判定书…" in [action.text() for action in link.menu(rows[2]).actions()]


def test_that_the_dialog_says_what_is_missing(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    dialog = SheetDialog(["甲 <b>化工</b>"], wishes(tmp_path), theme)
    qtbot.addWidget(dialog)
    dialog.show()
    assert button(dialog, "生成判定书").isEnabled()
    assert not dialog.together.isVisible()
    dialog.number.clear()
    assert not button(dialog, "生成判定书").isEnabled()
    assert "还没有填编号。" in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.number.setText("1")
    dialog.folder.setText(str(tmp_path / "没有"))
    assert not button(dialog, "生成判定书").isEnabled()
    name = next(label for label in dialog.findChildren(QLabel) if "甲" in label.text())
    assert name.textFormat() is Qt.TextFormat.PlainText


def test_that_very_many_sheets_are_not_put_into_one_file(
    qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    proposal = SheetWishes(
        format="docx", together=True, number="1", organisation="", folder=tmp_path
    )
    dialog = SheetDialog([f"示例 {n}" for n in range(501)], proposal, theme)
    qtbot.addWidget(dialog)
    assert not dialog.together.isEnabled()
    assert not dialog.wishes.together
    assert dialog.wishes.format == "docx"
    few = SheetDialog(["甲", "乙"], proposal, theme)
    qtbot.addWidget(few)
    assert few.wishes.together


@pytest.mark.parametrize("name", ["sheet_format", "sheets_together", "sheet_numbers"])
def test_that_the_choices_are_remembered(tmp_path: Path, name: str) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.sheet_format, settings.sheets_together = "docx", True
    settings.sheet_numbers = {"/a.gpkg 2021": "示例判〔2021〕018 号"}
    settings.save()
    again = Settings(tmp_path / "settings.json")
    assert getattr(again, name) == getattr(settings, name)
