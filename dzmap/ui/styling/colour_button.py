"""A button that shows a colour and lets another one be chosen."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QMenu, QToolButton, QWidget

from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_tip

_EDGE = "#8C96A2"  # seen on light and dark ground around any colour


class ColourButton(QToolButton):
    """``colour`` is ``#RRGGBB`` or "" for none; ``changed`` tells of another choice of the user."""

    changed = Signal()

    def __init__(self, name: str, *, optional: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.colour = ""
        self.setIconSize(QSize(36, 16))
        self.setMinimumSize(56, 32)
        self.clicked.connect(self._ask)
        if optional:
            menu = QMenu(self)
            menu.addAction(tr("选颜色…")).triggered.connect(lambda _=False: self._ask())
            menu.addAction(tr("无")).triggered.connect(lambda _=False: self._take(""))
            self.setMinimumWidth(84)
            self.setMenu(menu)
            self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.show_colour("")

    def show_colour(self, colour: str) -> None:
        """Show a colour without telling."""
        self.colour = colour
        picture = QPixmap(36, 16)
        picture.fill(QColor(colour) if colour else QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        painter.setPen(QColor(_EDGE))
        painter.drawRect(0, 0, picture.width() - 1, picture.height() - 1)
        if not colour:
            painter.drawLine(0, picture.height() - 1, picture.width() - 1, 0)
        painter.end()
        self.setIcon(QIcon(picture))
        self.setAccessibleName(f"{self._name} {colour or tr('无')}")
        self.setToolTip(plain_tip(f"{self._name} {colour or tr('无')}"))

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self.colour or "#FFFFFF"), self)
        dialog.setWindowTitle(self._name)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        if dialog.exec() == QColorDialog.DialogCode.Accepted:
            self._take(dialog.currentColor().name().upper())

    def _take(self, colour: str) -> None:
        self.show_colour(colour)
        self.changed.emit()
