import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox
from pytestqt.qtbot import QtBot

import dzmap.ui
from dzmap.ui.i18n import Language, english, tr

FOLDER = Path(dzmap.ui.__file__).parent
SOURCES = sorted(FOLDER.rglob("*.py"))
CHINESE = re.compile(r"[一-鿿]")


def texts_to_translate(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _called(node) in ("tr", "later"):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_that_every_text_has_an_english_one(path: Path) -> None:
    missing = [text for text in texts_to_translate(path) if text not in english()]
    assert missing == []


def test_that_placeholders_survive_translation() -> None:
    for source, translation in english().items():
        wanted = set(re.findall(r"\{\w+\}", source))
        assert set(re.findall(r"\{\w+\}", translation)) == wanted, source


def test_that_english_speaks_english() -> None:
    assert [text for text in english().values() if CHINESE.search(text)] == []


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    language = Language(qapp)
    yield language
    language.choose("zh")


def test_that_texts_change_with_the_language(language: Language) -> None:
    language.choose("en")
    assert tr("保存") == "Save"
    language.choose("zh")
    assert tr("保存") == "保存"


def test_that_an_unknown_text_stays_as_it_is(language: Language) -> None:
    language.choose("en")
    assert tr("示例·齐河食品 001") == "示例·齐河食品 001"


def test_that_qt_itself_speaks_chinese(qtbot: QtBot, language: Language) -> None:
    language.choose("zh")
    standard = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(standard.Ok | standard.Cancel)
    qtbot.addWidget(box)
    assert box.button(standard.Ok).text() == "确定"
    assert box.button(standard.Cancel).text() == "取消"
    message = QMessageBox()
    qtbot.addWidget(message)
    message.setStandardButtons(QMessageBox.StandardButton.Discard)
    assert CHINESE.search(message.button(QMessageBox.StandardButton.Discard).text())
