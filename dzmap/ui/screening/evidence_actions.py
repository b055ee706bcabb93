"""Below the evidence: what can be done with the row; in a narrow dock less of it stands in sight."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton
from typing_extensions import override

from dzmap.ui.buttons import tool_button
from dzmap.ui.i18n import tr
from dzmap.ui.theme.theme import Theme

_SIDE, _GAP = 12, 8


class EvidenceActions(QFrame):
    """生成判定书, 为它选址, 人工复核… and a menu with the rest; each asks by its signal."""

    sheet_asked = Signal()
    site_asked = Signal()
    review_asked = Signal()
    copy_asked = Signal()
    locate_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("panel", "foot")
        self._sheet = QPushButton(tr("生成判定书"))
        self._sheet.setProperty("primary", True)
        theme.dress(self._sheet, "document_print", "on_accent")
        self._site = QPushButton(tr("为它选址"))
        self._site.setAccessibleName(tr("为它选址"))
        self._site.setToolTip(tr("为它选址：对照所有开发区和园区，排出先后"))
        self._review = QPushButton(tr("人工复核…"))
        self._review.setToolTip(tr("改判，或撤回改判；机器判定保留在旁边"))
        self._more = tool_button(theme, "more_horizontal", tr("复制依据、定位"), role="text")
        self._more.setProperty("menu", "plain")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setFixedSize(32, 32)
        menu = QMenu(self)
        self._review_entry = menu.addAction(tr("人工复核…"))
        self._review_entry.triggered.connect(lambda _=False: self.review_asked.emit())
        for text, signal in ((tr("复制依据"), self.copy_asked), (tr("定位"), self.locate_asked)):
            menu.addAction(text).triggered.connect(lambda _=False, signal=signal: signal.emit())
        self._more.setMenu(menu)
        for button, signal in (
            (self._sheet, self.sheet_asked),
            (self._site, self.site_asked),
            (self._review, self.review_asked),
        ):
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
        line = QHBoxLayout(self)
        line.setContentsMargins(_SIDE, 10, _SIDE, 10)
        line.setSpacing(_GAP)
        line.addWidget(self._sheet, 1)
        for widget in (self._site, self._review, self._more):
            line.addWidget(widget)
        theme.changed.connect(self._fit)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        """That of the short form: the long one must not keep the dock wide."""
        parts = (self._sheet, self._site, self._more)
        width = sum(part.minimumSizeHint().width() for part in parts)
        return QSize(width + 2 * (_SIDE + _GAP), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        whole = (self._sheet, self._site, self._review, self._more)
        wanted = sum(part.sizeHint().width() for part in whole) + 2 * _SIDE + 3 * _GAP
        narrow = self.width() < wanted
        self._review.setVisible(not narrow)
        self._review_entry.setVisible(narrow)
