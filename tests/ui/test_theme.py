from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from dzmap.core.verdicts import Verdict
from dzmap.resources import design_tokens, resource_path
from dzmap.ui.theme.colours import Colours, contrast_ratio
from dzmap.ui.theme.fonts import FAMILIES
from dzmap.ui.theme.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp)
    yield theme
    theme.deleteLater()


TEXT_PAIRS = (
    ("text", "base"),
    ("text", "window"),
    ("text", "alt"),
    ("text", "status"),
    ("text2", "base"),
    ("text2", "window"),
    ("text2", "header"),
    ("placeholder", "base"),
    ("placeholder", "window"),
    ("accent", "base"),
    ("accent", "window"),
    ("accent", "accent_bg"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("selection_text", "selection"),
    ("warn_text", "warn_bg"),
    ("error_text", "error_bg"),
    ("ok_text", "ok_bg"),
    ("tooltip_text", "tooltip_bg"),
    ("text2", "status"),
    ("error_text", "base"),
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_that_text_is_readable(dark: bool, text: str, ground: str) -> None:
    colours = Colours(dark)
    assert contrast_ratio(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["control", "focus"])
@pytest.mark.parametrize("ground", ["base", "window"])
def test_that_borders_and_focus_stand_out(dark: bool, name: str, ground: str) -> None:
    colours = Colours(dark)
    assert contrast_ratio(colours[name], colours[ground]) >= 3


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("verdict", Verdict)
def test_that_verdict_chips_are_readable(dark: bool, verdict: Verdict) -> None:
    text, chip = Colours(dark).verdict(verdict)
    assert contrast_ratio(text.name(), chip.name()) >= 4.5


def test_that_both_themes_define_the_same_tokens() -> None:
    assert design_tokens()["light"].keys() == design_tokens()["dark"].keys()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_that_applying_a_scheme_reaches_palette_and_style_sheet(
    qapp: QApplication, theme: Theme, dark: bool
) -> None:
    theme.apply(dark=dark)
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == theme.colours["window"]
    assert theme.colours["accent"] in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()


def test_that_high_contrast_drops_the_style_sheet(qapp: QApplication, theme: Theme) -> None:
    theme.apply(dark=False, high_contrast=True)
    sheet = qapp.styleSheet()
    assert "palette(window-text)" in sheet
    assert "#" not in sheet.replace("#tasks", "")


def test_that_font_size_scales_font_and_style_sheet(qapp: QApplication, theme: Theme) -> None:
    theme.choose("light", "standard")
    assert qapp.font().pointSizeF() == pytest.approx(10)
    theme.choose("light", "extra_large")
    assert qapp.font().pointSizeF() == pytest.approx(13)
    assert "font-size: 14.30pt" in qapp.styleSheet()


def test_that_icons_follow_the_theme(qtbot: QtBot, theme: Theme) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    theme.apply(dark=False)
    theme.dress(button, "layer")
    light = button.icon().pixmap(20).toImage()
    theme.apply(dark=True)
    assert button.icon().pixmap(20).toImage() != light


def test_that_a_font_that_knows_chinese_is_found(qtbot: QtBot, theme: Theme) -> None:
    theme.apply(dark=False)
    button = QPushButton("准入审查")
    qtbot.addWidget(button)
    assert set(QApplication.font().families()) == set(FAMILIES)
    assert button.fontMetrics().inFontUcs4(ord("德"))


def test_that_every_vendored_icon_is_a_plain_path() -> None:
    for path in resource_path("icons", "fluent").glob("*.svg"):
        assert 'fill="' not in path.read_text(encoding="utf-8").split(">", 1)[0], path.name
