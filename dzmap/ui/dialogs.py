"""Small dialogs: settings, project information, go to a coordinate, about."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from dzmap import __version__
from dzmap.settings import Settings
from dzmap.ui.i18n import later, tr
from dzmap.ui.theme.choices import FONT_SIZES, THEMES

LANGUAGES = {"zh": "简体中文", "en": "English"}
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


def _choice(choices: dict[str, str], current: str) -> QComboBox:
    box = QComboBox()
    for key, text in choices.items():
        box.addItem(tr(text), key)
    box.setCurrentIndex(box.findData(current))
    return box


class SettingsDialog(QDialog):
    """设置: what is chosen here is written into the settings by ``apply``."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("设置"))
        self._settings = settings
        self.theme = _choice(THEMES, settings.theme)
        self.font_size = _choice(FONT_SIZES, settings.font_size)
        self.language = _choice(LANGUAGES, settings.language)
        self.author = QLineEdit(settings.author)
        self.author.setPlaceholderText(self.tr("写进修改记录；留空则用登录名"))
        self.software = QCheckBox(self.tr("不用显卡绘图（远程桌面、虚拟桌面画面异常时勾选）"))
        self.software.setChecked(settings.software_rendering)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow(self.tr("主题"), self.theme)
        form.addRow(self.tr("字号"), self.font_size)
        form.addRow(self.tr("语言"), self.language)
        form.addRow(self.tr("姓名"), self.author)
        form.addRow(self.tr("绘图"), self.software)
        note = QLabel(self.tr("语言和绘图方式在下次启动时生效。"))
        note.setProperty("role", "secondary")
        buttons = QDialogButtonBox()
        keep = buttons.addButton(self.tr("保存设置"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setDefault(True)
        keep.setProperty("primary", True)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(note)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)

    def apply(self) -> None:
        """Put the choices into the settings."""
        self._settings.theme = self.theme.currentData()
        self._settings.font_size = self.font_size.currentData()
        self._settings.language = self.language.currentData()
        self._settings.author = self.author.text().strip()
        self._settings.software_rendering = self.software.isChecked()


def parsed_place(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of “116.7853, 36.8421” or of a CGCS2000 pair, in any order.

    None if the text is not a pair of numbers or lies outside Dezhou.
    """
    from dzmap.core.crs import detect_crs, lonlat_from
    from dzmap.core.quantities import half_width

    numbers = [float(number) for number in _NUMBER.findall(half_width(text))]
    if len(numbers) != 2:
        return None
    guess = detect_crs(numbers[0], numbers[1])
    if guess.epsg is None:
        return None
    lon, lat = lonlat_from(numbers[0], numbers[1], guess)
    return float(lon), float(lat)


class GoToDialog(QDialog):
    """转到坐标: longitude and latitude, or CGCS2000 X and Y."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("转到坐标"))
        self.place: tuple[float, float] | None = None
        self._field = QLineEdit()
        self._field.setPlaceholderText("116.7853, 36.8421")
        self._field.setAccessibleName(self.tr("坐标"))
        self._field.textChanged.connect(self._read)
        self._note = QLabel(self.tr("经纬度，或 CGCS2000 的 X、Y（带不带 39 都可以）。"))
        self._note.setProperty("role", "secondary")
        self._note.setWordWrap(True)
        buttons = QDialogButtonBox()
        self._go = buttons.addButton(self.tr("转到"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._go.setEnabled(False)
        self._go.setProperty("primary", True)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        for widget in (self._field, self._note, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(420)

    def _read(self, text: str) -> None:
        self.place = parsed_place(text)
        self._go.setEnabled(self.place is not None)
        if self.place is not None:
            self._note.setText(
                self.tr("转到 {place}").format(place=f"{self.place[0]:.4f}, {self.place[1]:.4f}")
            )
        elif text.strip():
            self._note.setText(self.tr("不是德州市范围内的坐标。例如 116.7853, 36.8421"))


class InfoDialog(QDialog):
    """A title and lines of caption and value, such as 项目信息."""

    def __init__(
        self, title: str, lines: list[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(8)
        for caption, value in lines:
            label = QLabel(value)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(caption, label)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)


_ABOUT = later(
    "dzmap 德州产业空间规划 {version}\n\n"
    "叠加看图、准入审查、投资汇总、出图。离线工作，不上传；只有打开在线底图才联网。\n"
    "图标：Fluent System Icons（MIT）。"
)


def show_about(parent: QWidget) -> None:
    """关于."""
    box = QMessageBox(parent)
    box.setWindowTitle(tr("关于"))
    box.setText(tr(_ABOUT).format(version=__version__))
    box.addButton(tr("关闭"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
