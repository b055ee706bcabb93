"""What the window has of base maps: the menu entry, the foot of the layer panel, dropped files."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from dzmap.ui.base_maps.desk import BaseMapDesk, ShownFile
from dzmap.ui.base_maps.dialog import BaseMapDialog, ask_base_map
from dzmap.ui.elided import ElidedLabel
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.ui.map.view import MapView


class BaseMapEntry(QObject):
    """Made once with the window; the dialog is built when it is first wanted."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._dialog: BaseMapDialog | None = None
        self.desk = BaseMapDesk(desk, self)
        self.desk.file_missing.connect(self._choose_again)

    def attach(self, view: "MapView") -> None:
        """The map is there."""
        self.desk.attach(view)

    def open(self) -> None:
        """Show the dialog."""
        if self._desk.document.session is None:
            self._desk.notices.toast(tr("先打开一个项目，再选底图"))
            return
        if self._dialog is None:
            self._dialog = BaseMapDialog(self._desk, self.desk, self._window)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def accept(self, path: Path) -> bool:
        """Take a dropped file if it is a base map."""
        if not self.desk.takes(path):
            return False
        if self._desk.document.session is None:
            self._desk.notices.banner(
                "warn", tr("先打开一个项目，再把底图拖进来。"), key="no project"
            )
        else:
            self.desk.add(path)
        return True

    def sign(self, panel: QWidget) -> None:
        """Say at the foot of the layer panel what lies under the layers."""
        layout = panel.layout()
        if layout is not None:
            layout.addWidget(_Foot(self))

    def _choose_again(self, shown: ShownFile) -> None:
        path = ask_base_map(self._desk.settings, self._window)
        if path is not None:
            self.desk.replace(shown, path)


class _Foot(QFrame):
    """Says what lies under the layers, with the button that changes it."""

    def __init__(self, entry: BaseMapEntry) -> None:
        super().__init__()
        self.setProperty("panel", "foot")
        self._desk = entry.desk
        self._words = ElidedLabel()
        self._words.setProperty("role", "secondary")
        button = QPushButton(tr("底图…"))
        button.setProperty("small", True)
        button.clicked.connect(entry.open)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(button)
        self._desk.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        names = [
            shown.facts.title
            for shown in reversed(self._desk.files)
            if shown.facts is not None and shown.choice.visible
        ]
        if self._desk.online:
            names.append(tr("天地图（在线）"))
        listed = tr("、").join(names)
        self._words.setText(listed or tr("底图：只有自带的县界、乡镇、水系"))
