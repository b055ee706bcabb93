"""The 消息 tab: every warning and error of the session, with details to copy."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dzmap.ui.i18n import later, tr
from dzmap.ui.notices import Message
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.theme.theme import Theme

_KIND = {
    "info": later("说明"),
    "ok": later("完成"),
    "warn": later("提醒"),
    "error": later("错误"),
}


class MessagesPanel(QWidget):
    """A list of messages, newest first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._list = QTreeWidget()
        self._list.setRootIsDecorated(False)
        self._list.setColumnCount(3)
        self._list.setHeaderLabels([self.tr("时间"), self.tr("类别"), self.tr("内容")])
        self._list.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self._list.setAccessibleName(self.tr("消息"))
        self._list.itemSelectionChanged.connect(self._offer_details)
        self._hint = plain_label(self.tr("这里留下每条提醒和错误。现在没有。"))
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setProperty("role", "secondary")
        self._copy = QPushButton(self.tr("复制详情"))
        self._copy.clicked.connect(self._copy_details)
        self._copy.setEnabled(False)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 4)
        foot.addStretch(1)
        foot.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self._list, 1)
        layout.addLayout(foot)
        self._list.hide()
        self._copy.hide()

    def add(self, message: Message) -> None:
        """Put a message on top."""
        self._hint.hide()
        self._list.show()
        self._copy.show()
        item = QTreeWidgetItem([f"{message.at:%H:%M:%S}", tr(_KIND[message.kind]), message.text])
        item.setData(0, Qt.ItemDataRole.UserRole, message.details or message.text)
        item.setToolTip(2, plain_tip(message.details or message.text))
        self._list.insertTopLevelItem(0, item)
        for column in (0, 1):
            self._list.resizeColumnToContents(column)

    def _offer_details(self) -> None:
        self._copy.setEnabled(bool(self._list.selectedItems()))

    def _copy_details(self) -> None:
        details = (
            str(item.data(0, Qt.ItemDataRole.UserRole)) for item in self._list.selectedItems()
        )
        QGuiApplication.clipboard().setText("\n\n".join(details))
