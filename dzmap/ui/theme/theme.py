"""The current theme: applied in one function whenever scheme, font size or contrast change."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QAction, QFont, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from dzmap.ui.theme import icons
from dzmap.ui.theme.colours import Colours
from dzmap.ui.theme.fonts import SCALES, application_font, sized
from dzmap.ui.theme.palette import palette
from dzmap.ui.theme.style_sheet import outlines, style_sheet

_ICON = "dzmapIcon"
_ROLE = "dzmapIconRole"
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


@cache
def _folder() -> QTemporaryDir:
    """Tinted icons of the style sheet; Qt may read them as long as the process lives."""
    return QTemporaryDir()


class Theme(QObject):
    """Colours, font and icons of the running application; ``changed`` asks views to repaint."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = "system"
        self._size = "standard"
        self.colours = Colours(dark=False)
        self.high_contrast = False
        self._applied: tuple[bool, bool, str] | None = None
        app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow_system)

    def choose(self, scheme: str, font_size: str) -> None:
        """Apply the settings ``theme`` (system, light, dark) and ``font_size``."""
        self._choice, self._size = scheme, font_size
        QGuiApplication.styleHints().setColorScheme(_SCHEMES[scheme])
        self._follow_system()

    def apply(self, *, dark: bool, high_contrast: bool = False) -> None:
        """Rebuild palette, style sheet, font and icons for a scheme."""
        self.colours = Colours(dark=dark)
        self.high_contrast = high_contrast
        self._applied = (dark, high_contrast, self._size)
        font = application_font(self._size)
        self._app.setFont(font)
        if high_contrast:
            # The user's own colours say more than ours: system palette, and outlines in it.
            self._app.setPalette(QPalette())
            self._app.setStyleSheet(outlines())
        else:
            self._app.setPalette(palette(self.colours))
            self._app.setStyleSheet(style_sheet(self.colours, font, Path(_folder().path())))
        self._renew_icons()
        self.changed.emit()

    @property
    def scale(self) -> float:
        """How much larger than 标准 the text is: 1, 1.15 or 1.3."""
        return SCALES[self._size]

    def icon(self, name: str, role: str = "text") -> QIcon:
        """An icon in the current theme; use ``dress`` for what lives through theme changes."""
        return icons.icon(name, self.colours, role)

    def dress(
        self, target: QAction | QAbstractButton | QLabel, name: str, role: str = "text"
    ) -> None:
        """Give an action, button or label an icon that follows the theme."""
        target.setProperty(_ICON, name)
        target.setProperty(_ROLE, role)
        self._dress(target)

    def font(self, points: float, *, bold: bool = False) -> QFont:
        """The application font at a role of the type scale (points at 标准)."""
        return sized(self._app.font(), points, bold=bold)

    def _follow_system(self) -> None:
        hints = QGuiApplication.styleHints()
        dark = hints.colorScheme() == Qt.ColorScheme.Dark or self._choice == "dark"
        contrast = hints.accessibility().contrastPreference()
        wanted = (
            dark and self._choice != "light",
            contrast == Qt.ContrastPreference.HighContrast,
            self._size,
        )
        # Choosing a scheme makes Qt report the change as well; one rebuild is enough.
        if wanted != self._applied:
            self.apply(dark=wanted[0], high_contrast=wanted[1])

    def _renew_icons(self) -> None:
        for widget in QApplication.allWidgets():
            if widget.property(_ICON) and isinstance(widget, (QAbstractButton, QLabel)):
                self._dress(widget)
            for action in widget.actions():
                if action.property(_ICON):
                    self._dress(action)

    def _dress(self, target: QAction | QAbstractButton | QLabel) -> None:
        name, role = str(target.property(_ICON)), str(target.property(_ROLE))
        if isinstance(target, QLabel):
            ratio = target.devicePixelRatioF()
            size = target.property("dzmapIconSize") or 20
            target.setPixmap(icons.pixmap(name, self.colours[role], int(size), ratio))
        else:
            target.setIcon(self.icon(name, role))
