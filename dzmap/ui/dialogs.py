"""Small dialogs: settings, project information, about."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from dzmap import __version__
from dzmap.settings import Settings
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_box, plain_label
from dzmap.ui.theme.choices import FONT_SIZES, THEMES

LANGUAGES = {"zh": "简体中文", "en": "English"}


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
        note = plain_label(self.tr("语言和绘图方式在下次启动时生效。"))
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
    """Longitude and latitude of a place in any notation; None if it is none, or not in Dezhou."""
    from dzmap.core.boundary_points import PointsError
    from dzmap.core.place_text import parse_place

    try:
        return parse_place(text).place
    except PointsError:
        return None


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
            label = plain_label(value)
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
    box = plain_box(parent)
    box.setWindowTitle(tr("关于"))
    box.setText(tr(_ABOUT).format(version=__version__))
    box.addButton(tr("关闭"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
